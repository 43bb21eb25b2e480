"""Sources come from other programs and go to them: CSL-JSON both ways, BibTeX out."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import yaml

from quizgen import csl, exports
from quizgen.load import load
from quizgen.model import SeedsFile, Source

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Golden, Run, Workspace

SETTINGS = "format: 1\ntitle: Lights\nlanguage: en\nnamespace: pz4mq8xt2kd7rw5n\n"
SEEDS = """\
entities: {lund: {type: person, name: Piet Lund}}
facts: [{id: survey, kind: event, what: the survey, by: lund, when: 1906-08, cite: lee-2025 ¶2}]
"""
ITEM: dict[str, Any] = {
    "id": "lee-2025",
    "type": "article-newspaper",
    "title": "The <i>Anna</i> is found",
    "container-title": "The Gazette",
    "author": [
        {"family": "Lee", "given": "Ann", "suffix": "Jr."},
        {"family": "Berg", "given": "Jan", "non-dropping-particle": "van den"},
        {"literal": "Harbour Office"},
    ],
    "issued": {"date-parts": [["2025", 1, 15]]},
    "accessed": {"date-parts": [[2025, 2]]},
    "volume": 12,
    "note": None,
    "abstract": "no part of a source",
    "custom": {"rating": [1, 2]},
    "URL": "https://gazette.example/anna",
}
# What the CSL data schema asks of the fields that quizgen writes
# (https://github.com/citation-style-language/schema, csl-data.json).
DATE = {
    "type": "object",
    "properties": {
        "date-parts": {
            "type": "array",
            "minItems": 1,
            "maxItems": 2,
            "items": {
                "type": "array",
                "minItems": 1,
                "maxItems": 3,
                "items": {"type": ["integer", "string"]},
            },
        },
        "season": {"type": ["integer", "string"]},
        "circa": {"type": ["boolean", "integer", "string"]},
    },
    "required": ["date-parts"],
    "additionalProperties": False,
}
NAMES = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {key: {"type": "string"} for key in ("family", "given", "suffix", "literal")},
        "minProperties": 1,
        "additionalProperties": False,
    },
}
TEXTS = (
    "title", "container-title", "publisher", "publisher-place", "volume", "issue", "page",
    "edition", "genre", "medium", "archive", "URL", "DOI", "ISBN", "language", "note",
)  # fmt: skip
TYPES = [
    "article", "article-journal", "article-magazine", "article-newspaper", "book", "broadcast",
    "chapter", "document", "post", "post-weblog", "report", "webpage",
]  # fmt: skip
CSL_DATA = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "id": {"type": "string"},
            "type": {"enum": TYPES},
            "author": NAMES,
            "editor": NAMES,
            "issued": DATE,
            "accessed": DATE,
            "custom": {"type": "object"},
            **{key: {"type": "string"} for key in TEXTS},
        },
        "required": ["id", "type"],
        "additionalProperties": False,
    },
}


@pytest.fixture
def exported(workspace: Workspace) -> Path:
    """A workspace whose source comes from an export."""
    files = {"quizgen.yaml": SETTINGS, "seeds/facts.yaml": SEEDS}
    return workspace({**files, "seeds/zotero.json": json.dumps([ITEM], indent="\t")})


def source_in(root: Path, id_: str = "lee-2025") -> Source:
    found, problems = load(root)
    assert found
    assert not [p.message for p in problems if p.is_error]
    return found.sources[id_]


def cases(repository: Path) -> dict[str, Source]:
    text = (repository / "tests" / "cases" / "citations.yaml").read_text("utf-8")
    return SeedsFile.model_validate(yaml.load(text, yaml.BaseLoader)).sources  # noqa: S506  (only texts)


def test_an_export_is_a_source(exported: Path) -> None:
    assert source_in(exported).model_dump(exclude_defaults=True, by_alias=True) == {
        "type": "article-newspaper",
        "title": "The Anna is found",
        "container-title": "The Gazette",
        "author": (
            {"family": "Lee", "given": "Ann", "suffix": "Jr."},
            {"family": "van den Berg", "given": "Jan"},
            {"literal": "Harbour Office"},
        ),
        "issued": {"date": "2025-01-15"},
        "accessed": "2025-02",
        "volume": "12",
        "URL": "https://gazette.example/anna",
    }


def test_yaml_adds_to_an_export_and_is_right_where_both_speak(exported: Path) -> None:
    more = (
        "sources: {lee-2025: {label: the find, volume: 13, issued: {date: 2025, inferred: so}}}\n"
    )
    (exported / "seeds" / "more.yaml").write_text(more)
    source = source_in(exported)
    assert (source.label, source.volume, source.title) == ("the find", "13", "The Anna is found")
    assert source.issued
    assert (source.issued.date, source.issued.inferred) == ("2025", "so")


def test_a_citation_key_comes_before_an_address_as_id(exported: Path) -> None:
    item = ITEM | {"id": "http://zotero.org/users/1/items/AB", "citation-key": "lee-2025"}
    (exported / "seeds" / "zotero.json").write_text(json.dumps([item]))
    assert source_in(exported).volume == "12"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"date-parts": [[2025]]}, "2025"),
        ({"date-parts": [["2025", "3"]]}, "2025-03"),
        ({"date-parts": [[2025, 1, 2], [2025, 1, 4]]}, "2025-01-02/2025-01-04"),
        ({"date-parts": [[2025]], "season": "2"}, "2025-22"),
        ({"date-parts": [[1931]], "circa": True}, "1931~"),
        ({"date-parts": [[1931]], "circa": False}, "1931"),
        ({"date-parts": [[-44, 3, 15]]}, "-0043-03-15"),
        ({"raw": "2025-06-07"}, "2025-06-07"),
    ],
)
def test_dates_of_csl(tmp_path: Path, written: object, expected: str) -> None:
    path = tmp_path / "items.json"
    path.write_text(json.dumps([{"id": "a", "issued": written}]))
    items, problems = csl.read(path, path)
    assert items
    assert not problems
    assert items[0].record["issued"] == expected


@pytest.mark.parametrize("spaces", [None, 1, "\t"])
def test_every_way_to_write_json_is_read(tmp_path: Path, spaces: int | str | None) -> None:
    path = tmp_path / "items.json"
    title = 'A: "b" \\ c # d 😀 é [e] {f}, g'
    for ascii_ in (True, False):
        told = json.dumps([{"id": "a", "title": title}], indent=spaces, ensure_ascii=ascii_)
        path.write_text(told, encoding="utf-8")
        items, problems = csl.read(path, path)
        assert items
        assert not problems
        assert items[0].record["title"] == title


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '[{"id": "a", "volume": ' + "1" * 5000,
        r'[{"id": "a", "title": "\ud800"}]',
        "",
    ],
)
def test_json_that_breaks_readers_is_a_problem(tmp_path: Path, text: str) -> None:
    path = tmp_path / "items.json"
    path.write_text(text)
    _, problems = csl.read(path, path)
    assert all(p.is_error and p.span for p in problems)
    assert problems


def test_a_long_field_and_a_long_number_are_read(tmp_path: Path) -> None:
    path = tmp_path / "items.json"
    item = {"id": "a", "abstract": "x " * 3000, "note": "y" * 5000}
    path.write_text(json.dumps([item])[:-2] + f', "volume": {"1" * 5000}}}]')
    items, problems = csl.read(path, path)
    assert items
    assert not problems
    assert len(items[0].record["volume"]) == len(items[0].record["note"]) == 5000


def test_csl_json_is_valid_and_comes_back_as_it_went(repository: Path, tmp_path: Path) -> None:
    told = exports.csl_json(cases(repository))
    jsonschema.validate(json.loads(told), CSL_DATA)
    path = tmp_path / "items.json"
    path.write_text(told, encoding="utf-8")
    items, problems = csl.read(path, path)
    assert items
    assert not problems
    again = {item.id: Source.model_validate(item.record) for item in items}
    assert again == cases(repository)


AWKWARD = Source.model_validate(
    {
        "type": "chapter",
        "title": r"Costs & {Profits}: 50% of #1_a } ~ $x^2$ \ end",
        "author": [
            {"literal": "Barnes and Noble"},
            {"family": "Lee", "given": "A", "suffix": "Jr."},
        ],
        "container-title": "Müller’s Handbook",
        "page": "12-14",
        "issued": "2025-03",
        "URL": "https://x.example/a_b?c=%7B1%7D&d={2}#e~f",
        "DOI": "10.1000/a_b",
    }
)
SIGNS = {
    r"\textbackslash{}": "\\", r"\textasciitilde{}": "~", r"\textasciicircum{}": "^",
    r"\textbraceleft{}": "{", r"\textbraceright{}": "}",
}  # fmt: skip


def fields_of(entry: str) -> dict[str, str]:
    """The fields of one entry as a reader of BibTeX splits it: by braces that match."""
    head, _, rest = entry.partition(",")
    assert re.fullmatch(r"@[a-z]+\{[A-Za-z0-9._-]+", head)
    found, place = {}, 0
    while match := re.compile(r"\s*([a-z]+) = (\{|[a-z]{3},)").match(rest, place):
        place = match.end()
        if match[2] != "{":
            found[match[1]] = match[2].rstrip(",")
            continue
        start, depth = place, 1
        while depth:
            # BibTeX counts every brace, with a backslash before it or not.
            depth += {"{": 1, "}": -1}.get(rest[place], 0)
            place += 1
        found[match[1]] = rest[start : place - 1]
        assert rest[place] == ","
        place += 1
    assert rest[place:].strip() == "}"
    return found


def read_tex(text: str) -> str:
    """What TeX prints of *text*."""
    for command, sign in SIGNS.items():
        text = text.replace(command, f"\0{ord(sign)}\0")
    text = re.sub(r"\\([&%$#_])", lambda m: f"\0{ord(m[1])}\0", text)
    text = text.replace("{", "").replace("}", "")
    return re.sub("\0(\\d+)\0", lambda m: chr(int(m[1])), text)


def test_bibtex_is_read_back_as_it_was_written() -> None:
    found = fields_of(exports.bibtex({"lee-2025": AWKWARD}))
    assert read_tex(found["title"]) == AWKWARD.title
    assert found["title"].startswith("{") and found["title"].endswith("}")  # noqa: PT018
    assert found["author"] == "{Barnes and Noble} and Lee, Jr., A"
    assert found["booktitle"] == "Müller’s Handbook"
    assert (found["year"], found["month"], found["pages"]) == ("2025", "mar", "12--14")
    assert found["url"] == "https://x.example/a_b?c=%7B1%7D&d=%7B2%7D#e~f"
    assert found["doi"] == "10.1000/a_b"


def test_every_kind_of_work_is_an_entry_of_bibtex(repository: Path) -> None:
    entries = exports.bibtex(cases(repository)).split("\n\n")
    assert len(entries) == len(cases(repository))
    assert all(fields_of(entry) for entry in entries)


@pytest.mark.parametrize("format_", exports.FORMATS)
def test_the_command_prints_every_format(
    exported: Path, run: Run, golden: Golden, format_: str
) -> None:
    done = run("sources", "--format", format_, "-C", exported)
    assert (done.code, done.err) == (0, "")
    golden(f"cases/sources/{format_}.txt", done.out)


def test_without_a_format_the_style_is_that_of_the_workspace(exported: Path, run: Run) -> None:
    (exported / "quizgen.yaml").write_text(f"{SETTINGS}citation-style: mla\n")
    assert (
        run("sources", "-C", exported).out == run("sources", "--format", "mla", "-C", exported).out
    )


def test_an_unknown_format_is_named(exported: Path, run: Run) -> None:
    done = run("sources", "--format", "harvard", "-C", exported)
    assert done.code == 2
    assert "'harvard' is not one of: news, apa, mla, chicago" in done.err
