"""The committed sample is what the seeds give, and keeps what the README promises."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
from collections import Counter
from contextlib import closing
from html import unescape
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
from jsonschema import Draft202012Validator
from lxml import html

from quizgen import markup
from quizgen.asking import is_silenced
from quizgen.checks.craft import is_waived
from quizgen.compile import Compilation, compile_workspace
from quizgen.craft import REWORDED, flaws
from quizgen.craft.pack import find_pack
from quizgen.items import Interaction
from quizgen.values import Frames

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from quizgen.items import Item
    from quizgen.workspace import Fact, Workspace
    from tests.conftest import Run

RUN = 8  # words in a row: what makes a sentence somebody else's
Page = html.HtmlElement


@pytest.fixture(scope="module")
def sample(repository: Path) -> Compilation:
    """The sample, compiled from its seeds."""
    compilation, _ = compile_workspace(repository)
    assert not compilation.failed
    return compilation


@pytest.fixture(scope="module")
def space(sample: Compilation) -> Workspace:
    assert sample.workspace
    return sample.workspace


@pytest.fixture(scope="module")
def items(sample: Compilation) -> dict[str, Item]:
    return {item.id: item for study in sample.studies for item in study.items}


@pytest.fixture(scope="module")
def built(repository: Path) -> Path:
    """The folder of what was built and committed."""
    return repository / "decks" / "plates"


# What stands in the repository


def test_the_committed_sample_is_what_the_seeds_give(run: Run, repository: Path) -> None:
    ran = run("build", "--check", cwd=repository)
    assert ran.code == 0, ran.err


def test_the_sample_is_large_enough(space: Workspace, items: dict[str, Item]) -> None:
    assert len(space.facts) >= 75
    assert len(items) >= 150


def test_fewer_than_three_items_of_a_hundred_have_a_warning_be_it_waived(
    sample: Compilation, space: Workspace, items: dict[str, Item]
) -> None:
    pack, _ = find_pack(space.shelf, space.settings.language)
    found = [flaw for flaw in flaws(items.values(), pack) if flaw.rule.code not in REWORDED]
    assert [flaw.item_id for flaw in found if flaw.rule.severity == "error"] == []
    assert 0 < len({flaw.item_id for flaw in found}) < 0.03 * len(items)
    assert {flaw.rule.code for flaw in found if is_waived(space, flaw)} == {
        flaw.rule.code for flaw in found
    }, sample.problems


def test_the_sample_has_no_problems_without_the_texts(run: Run, repository: Path) -> None:
    ran = run("check", "--strict", cwd=repository)
    assert ran.code == 0, ran.out


def test_the_sample_has_no_problems_beside_its_texts(
    run: Run, repository: Path, texts: Path
) -> None:
    ran = run("check", "--strict", "--texts", texts, cwd=repository)
    assert ran.code == 0, ran.out


def test_attaching_texts_only_verifies(
    run: Run, repository: Path, texts: Path, space: Workspace, tmp_path: Path
) -> None:
    with_texts = files_of(run, repository, tmp_path / "with", "--texts", texts)
    without = files_of(run, repository, tmp_path / "without")
    lock = with_texts.pop("quizgen.lock").decode().splitlines()
    unverified = without.pop("quizgen.lock").decode().splitlines()
    assert with_texts == without
    assert [line for line in lock if not line.startswith(("source ", "passage "))] == unverified
    assert {line.split()[1] for line in lock if line not in unverified} == set(space.sources)


def files_of(run: Run, repository: Path, root: Path, *args: str | Path) -> dict[str, bytes]:
    """What the sample's seeds give where nothing was built before."""
    shutil.copytree(repository / "seeds", root / "seeds")
    shutil.copy(repository / "quizgen.yaml", root)
    (root / "decks").mkdir()
    shutil.copy(repository / "decks" / "plates.yaml", root / "decks")
    ran = run("build", *args, cwd=root, env={"SOURCE_DATE_EPOCH": "1700000000"})
    assert ran.code == 0, ran.err
    made = [root / "quizgen.lock", *(root / "decks" / "plates").iterdir()]
    return {path.name: path.read_bytes() for path in made}


# Its items


def test_every_cited_slot_is_asked_or_silenced(sample: Compilation, space: Workspace) -> None:
    asked = {(i.facts[0], i.asks, i.element) for i in sample.generation.items}
    cited = {
        (fact.id, slot, element)
        for fact in space.facts.values()
        for slot, element in cited_slots(fact)
        if not is_silenced(fact, slot)
    }
    assert cited - asked == set()


def cited_slots(fact: Fact) -> Iterator[tuple[str, str]]:
    """The slots of *fact* that are read somewhere, apart from those that only help a sentence."""
    for name, value in fact.slots.items():
        slot = fact.kind.slots[name]
        if isinstance(value, Frames):
            for frame in value.frames:
                for inner in frame.slots:
                    if fact.cited_at(inner, frame) and not slot.frame[inner].helper:
                        yield f"{name}.{inner}", frame.id
        elif fact.cited_at(name) and not slot.helper and not slot.names:
            yield name, ""


def test_what_is_silenced_says_why(space: Workspace) -> None:
    silent = [fact for fact in space.facts.values() if fact.head.ask]
    assert [fact.id for fact in silent if fact.head.ask and not fact.head.ask.because] == []


def test_no_slot_fills_more_than_five_items(sample: Compilation) -> None:
    counts = Counter((i.facts[0], i.asks, i.element) for i in sample.generation.items)
    assert max(counts.values()) <= 5


def test_every_item_cites_a_paragraph(items: dict[str, Item]) -> None:
    assert [i.id for i in items.values() if not i.citations] == []
    assert [i.id for i in items.values() if not all(c.locator.at for c in i.citations)] == []


def test_a_choice_has_one_key_among_options_that_are_each_explained(
    items: dict[str, Item],
) -> None:
    choices = [i for i in items.values() if i.interaction is Interaction.CHOICE]
    assert len(choices) >= 20
    for item in choices:
        wrong = [option for option in item.options if not option.is_key]
        right = [option.text for option in item.options if option.is_key]
        assert tuple(right) == item.key, item.id
        assert 2 <= len(wrong) <= 3, item.id
        assert len({option.text.casefold() for option in item.options}) == len(item.options)
        assert all(option.rationale for option in wrong), item.id
        if item.asks != "sets.which-source":  # no passage says that nothing is said
            assert all(option.citations for option in wrong), item.id


def test_no_two_items_share_an_identity(sample: Compilation) -> None:
    found = sample.generation.items
    assert len({item.guid for item in found}) == len(found)
    assert len({item.id for item in found}) == len(found)


def test_what_is_true_or_false_is_well_mixed(items: dict[str, Item]) -> None:
    keys = Counter(i.key for i in items.values() if i.interaction is Interaction.TRUE_FALSE)
    assert keys.keys() == {("true",), ("false",)}
    assert min(keys.values()) * 3 >= max(keys.values())


# Nobody else's words


def test_no_file_of_the_repository_holds_a_sentence_of_a_source(
    repository: Path, texts: Path, space: Workspace
) -> None:
    theirs = runs_of_sources(texts, space)
    assert len(theirs) > 1000
    borrowed = {
        name: found
        for name, text in readable_files(repository)
        if (found := theirs & (set(runs(text)) | set(runs(re.sub(r"<[^>]*>", " ", text)))))
    }
    assert borrowed == {}


def test_no_note_of_the_deck_holds_a_sentence_of_a_source(
    built: Path, texts: Path, space: Workspace
) -> None:
    theirs = runs_of_sources(texts, space)
    fields = list(fields_of(built / "plates.apkg"))
    assert len(fields) >= 150
    assert [field for field in fields if theirs & set(runs(field))] == []


def runs_of_sources(texts: Path, space: Workspace) -> set[str]:
    """Every run of words of the source texts, without what stands in headlines."""
    read = [
        texts.joinpath(source.text).read_text("utf-8")
        for source in space.sources.values()
        if source.text
    ]
    titles = {run for source in space.sources.values() for run in runs(source.title or "")}
    return {run for text in read for line in text.splitlines() for run in runs(line)} - titles


def runs(text: str) -> Iterator[str]:
    words = re.findall(r"\w+", text.casefold())
    return (" ".join(words[n : n + RUN]) for n in range(len(words) - RUN + 1))


def readable_files(repository: Path) -> Iterator[tuple[str, str]]:
    """Every text that git tracks or would take, by name."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=repository, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("this is no checkout")
    for name in filter(None, done.stdout.decode().split("\0")):
        path = repository / name
        data = path.read_bytes() if path.is_file() else b""
        if b"\0" not in data:
            yield name, html_text(data.decode("utf-8", "replace"))


def fields_of(package: Path) -> Iterator[str]:
    """Every field of every note, and every deck's description, as plain text."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(ZipFile(package).read("collection.anki2"))
        for (fields,) in database.execute("SELECT flds FROM notes"):
            yield from (html_text(field) for field in fields.split("\x1f"))
        (decks,) = database.execute("SELECT decks FROM col").fetchone()
    yield from (html_text(deck["desc"]) for deck in json.loads(decks).values())


def html_text(text: str) -> str:
    """*text* without tags and references."""
    return unescape(re.sub(r"<[^>]*>", " ", text))


# Sheets and keys


def test_a_sheet_has_twenty_items_of_as_many_facts(built: Path, items: dict[str, Item]) -> None:
    for version in "ab":
        names = ids(built / f"quiz-{version}-key.html")
        assert len(names) == len(nodes(built / f"quiz-{version}.html", "item")) == 20
        facts = [fact for name in names for fact in items[name].facts]
        assert len(set(facts)) == len(facts) >= 20


def test_versions_ask_the_same_items_in_another_order(built: Path) -> None:
    first, second = (ids(built / f"quiz-{version}-key.html") for version in "ab")
    assert sorted(first) == sorted(second)
    assert first != second


def test_a_sheet_is_spread_over_sources_kinds_and_interactions(
    built: Path, items: dict[str, Item], space: Workspace
) -> None:
    asked = [items[name] for name in ids(built / "quiz-a-key.html")]
    assert {c.source for item in asked for c in item.citations} == set(space.sources)
    assert len({item.kind for item in asked}) >= 10
    assert {item.interaction for item in asked} == {i.interaction for i in items.values()}


@pytest.mark.parametrize("version", ["a", "b"])
def test_a_key_answers_the_questions_of_its_sheet(
    version: str, built: Path, items: dict[str, Item]
) -> None:
    asked = nodes(built / f"quiz-{version}.html", "item")
    answered = nodes(built / f"quiz-{version}-key.html", "answer")
    for question, answer in zip(asked, answered, strict=True):
        item = items[text(answer, "id")]
        stem = markup.plain(item.stem, blank="_" * 22)
        assert text(question, "stem") == text(answer, "stem") == stem
        keys, expected = keys_of(answer, question), [shown(item, key) for key in item.key]
        if item.interaction is Interaction.MULTIPLE_RESPONSE:  # in the order of the version
            keys, expected = sorted(keys), sorted(expected)
        assert keys == expected, item.id
        rows = "p[contains(@class, 'why')] | ul[@class='right']/li"
        cites = [cite for row in answer.xpath(rows) for cite in row.xpath("a[@class='cite']")]
        assert len(cites) == (sum(map(len, item.key_citations)) or len(item.citations))


@pytest.mark.parametrize("version", ["a", "b"])
def test_a_key_explains_every_wrong_option(
    version: str, built: Path, items: dict[str, Item]
) -> None:
    for answer in nodes(built / f"quiz-{version}-key.html", "answer"):
        item = items[text(answer, "id")]
        if item.interaction is Interaction.CHOICE:
            reasons = answer.xpath("p[contains(@class, 'wrong')]/bdi[@class='reason']")
            wrong = [option for option in item.options if not option.is_key]
            assert sorted(reason.text_content() for reason in reasons) == sorted(
                markup.plain(option.rationale or "") for option in wrong
            )


def keys_of(answer: Page, question: Page) -> list[str]:
    """The right answers that a key gives; a letter must lead to that text on the sheet."""
    found = []
    for right in answer.xpath("ul[@class='right']/li"):
        (shown_text,) = [bdi.text_content() for bdi in right.xpath("bdi")]
        for letter in right.xpath("b[@class='letter']"):
            options = [
                o.text_content() for o in question.xpath(".//ol[contains(@class, 'options')]/li")
            ]
            place = letter.text_content()
            if not place.isdigit():  # a number tells the place in the right order
                option = options[ord(place) - ord("A")].removeprefix("☐ ")
                assert shown_text in (option, f"{shown_text.partition(' → ')[0]} → {option}")
        found.append(shown_text)
    return found


def shown(item: Item, key: str) -> str:
    return key.capitalize() if item.interaction is Interaction.TRUE_FALSE else markup.plain(key)


def ids(path: Path) -> list[str]:
    """The ids of the items that a key answers, in order."""
    return [text(answer, "id") for answer in nodes(path, "answer")]


def nodes(path: Path, name: str) -> list[Page]:
    """The list items of class *name* on a page."""
    page = html.document_fromstring(path.read_text("utf-8"))
    found: list[Page] = page.xpath(f"//li[contains(concat(' ', @class, ' '), ' {name} ')]")
    return found


def text(node: Page, name: str) -> str:
    (found,) = node.xpath(f"p[@class='{name}']")
    return str(found.text_content())


# The contract

TEXT, TEXTS = {"type": "string", "minLength": 1}, {"type": "array", "items": {"type": "string"}}
CITATION = {
    "type": "object",
    "required": ["source", "text", "title", "issued", "at", "locator", "label", "quote"],
    "properties": {
        "source": TEXT,
        "text": {"type": ["string", "null"], "pattern": r"^[^/\\]+$"},
        "title": {"type": ["string", "null"]},
        "issued": {"type": ["string", "null"]},
        "at": {"type": "array", "items": {"type": "integer", "minimum": 1}},
        "locator": {
            "type": ["object", "null"],
            "required": ["label", "value"],
            "properties": {"label": TEXT, "value": TEXT},
        },
        "label": TEXT,
        "quote": {"type": ["string", "null"]},
    },
}
CITATIONS = {"type": "array", "items": CITATION}
RECORD = {
    "type": "object",
    "required": [
        "id", "guid", "deck", "facts", "kind", "asks", "interaction", "context", "stem", "key",
        "options", "claim", "rationale", "citations", "attributed_to", "tags",
    ],
    "properties": {
        "id": TEXT,
        "guid": TEXT,
        "deck": {"type": ["string", "null"]},
        "facts": {**TEXTS, "minItems": 1},
        "kind": TEXT,
        "asks": TEXT,
        "interaction": {"enum": [str(interaction) for interaction in Interaction]},
        "context": {"type": "string"},
        "stem": TEXT,
        "key": {**TEXTS, "minItems": 1},
        "options": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["text", "is_key", "rationale", "citations"],
                "properties": {
                    "text": TEXT,
                    "is_key": {"type": "boolean"},
                    "rationale": {"type": ["string", "null"]},
                    "citations": CITATIONS,
                },
            },
        },
        "claim": TEXT,
        "rationale": TEXT,
        "citations": {**CITATIONS, "minItems": 1},
        "attributed_to": TEXTS,
        "tags": TEXTS,
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def records(process: Run, repository: Path) -> list[dict[str, Any]]:
    """What `quizgen items --format json` says."""
    env = {"PYTHONPATH": str(repository)}
    ran = process("items", "plates", "--format", "json", cwd=repository, env=env)
    assert ran.code == 0, ran.err
    found: list[dict[str, Any]] = json.loads(ran.out)
    return found


def test_items_as_json_keep_the_contract(
    records: list[dict[str, Any]], items: dict[str, Item]
) -> None:
    errors = Draft202012Validator({"type": "array", "items": RECORD}).iter_errors(records)
    assert [f"{error.json_path}: {error.message}" for error in errors] == []
    assert [record["id"] for record in records] == list(items)


def test_json_tells_every_interaction_in_its_way(records: list[dict[str, Any]]) -> None:
    for record in records:
        match record["interaction"]:
            case "true-false":
                assert record["key"] in (["true"], ["false"])
            case "cloze":
                assert record["stem"].count("____") == len(record["key"])
            case "matching":
                options = [option["text"] for option in record["options"]]
                answers = [pair.partition(" → ")[2] for pair in record["key"]]
                assert len({*answers}) == len(answers) == len(options) - 1
                assert {*answers} < {*options}
            case "ordering":
                texts = [option["text"] for option in record["options"]]
                assert sorted(record["key"]) == sorted(texts)
                assert record["key"] != texts
            case "number":
                assert record["number"]
            case "date":
                assert record["date"]
            case "multiple-response":
                keys = [option["text"] for option in record["options"] if option["is_key"]]
                assert sorted(record["key"]) == sorted(keys)
                assert len(record["options"]) - len(keys) >= 2
            case "choice":
                keys = [option["text"] for option in record["options"] if option["is_key"]]
                assert record["key"] == keys


def test_json_cites_the_paragraphs_it_names(records: list[dict[str, Any]]) -> None:
    for record in records:
        for citation in record["citations"]:
            assert citation["locator"]["label"] == "paragraph"
            numbers = [int(n) for n in re.findall(r"\d+", citation["locator"]["value"])]
            assert {*numbers} <= {*citation["at"]}
            assert (min(numbers), max(numbers)) == (min(citation["at"]), max(citation["at"]))


def test_json_is_free_of_the_marks_of_marked_text(records: list[dict[str, Any]]) -> None:
    assert not re.search("[\ufdd0-\ufdef]", json.dumps(records, ensure_ascii=False))


# Its pictures


def test_the_pictures_are_small_and_equally_high(repository: Path) -> None:
    pictures = [path.read_bytes() for path in repository.glob("decks/pictures/*.png")]
    assert len(pictures) == 5
    assert {int.from_bytes(data[20:24]) for data in pictures} == {1188}
    assert max(map(len, pictures)) <= 150_000
