"""Locators are rewritten where they stand, and no other byte of a file changes."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quizgen import document, spreadsheet
from quizgen.citing import Cited, cites_within, numbers_text
from quizgen.document import locate
from quizgen.relocate import Rewrite, rewritten

if TYPE_CHECKING:
    from collections.abc import Iterator

YAML, TABLE = Path("seeds.yaml"), Path("event.csv")
COMMENT = st.sampled_from(("", "  # see ¶8", "   ", " # ¶1-9, 'x'"))
BREAK = st.sampled_from(("\n", "\r\n"))
NUMBER = st.integers(1, 120)
LOCATOR = st.one_of(
    NUMBER.map(lambda n: f"¶{n}"),
    NUMBER.map(lambda n: f"¶ {n}-{n + 2}"),
    NUMBER.map(lambda n: f"¶¶{n}–{n + 1}"),
    NUMBER.map(lambda n: f"para. {n}"),
    NUMBER.map(lambda n: f"paragraph {n}"),
)
OTHER = st.sampled_from(("book p. 12", "film 00:12:30", "inferred", "law § 8"))
CITATION = st.one_of(LOCATOR.map(lambda where: f"report {where}"), OTHER)
QUOTED = st.sampled_from(("{}", "'{}'", '"{}"'))
SCALAR = st.builds(lambda citation, quotes: quotes.format(citation), CITATION, QUOTED)


@st.composite
def cites(draw: st.DrawFn) -> str:
    """What may stand behind `cite:` in a fact, indented by four."""
    one, end = draw(SCALAR), draw(COMMENT)
    several = draw(st.lists(SCALAR, min_size=1, max_size=4))
    forms = (
        f" {one}{end}\n",
        f" [{', '.join(several)}]{end}\n",
        f"{end}\n" + "".join(f"      - {s}{end}\n" for s in several),
        f"{end}\n      default: {one}\n      when: [{', '.join(several)}]{end}\n",
        f" {{default: {one}, when: {several[0]}}}{end}\n",
        f" {{source: report, paragraph: {draw(NUMBER)}}}{end}\n",
        f" {{source: report, locator: '¶{draw(NUMBER)}', quote: ¶8}}{end}\n",
        f" >-\n      report\n      ¶{draw(NUMBER)}\n",
        f" report\n      ¶{draw(NUMBER)}{end}\n",
    )
    return draw(st.sampled_from(forms))


@st.composite
def seeds(draw: st.DrawFn) -> str:
    """A file of seeds in which facts cite in every shape there is."""
    text = "# ¶8: a comment\nfacts:\n"
    for n in range(draw(st.integers(1, 4))):
        text += f"  - id: fact-{n}\n    what: the ¶8 of it, report ¶8\n    cite:{draw(cites())}"
        text += f"    not: {{who: [{{value: x, because: 8, cite: {draw(CITATION)}}}]}}\n"
    text = text.replace("\n", draw(BREAK))
    return draw(st.sampled_from(("", "\ufeff"))) + text


def cited_in(facts: Any, path: Path) -> Iterator[Cited]:  # noqa: ANN401
    for fact in facts:
        for citation, written, route in cites_within(fact):
            span = locate(fact, route)
            assert span
            assert span.path == path
            yield Cited(fact["id"], fact["id"], citation, written, span, route)


def of_yaml(text: str) -> list[Cited]:
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n")
    data, problems = document.parse(plain, YAML)
    assert problems == []
    return list(cited_in(data["facts"], YAML))


def moves(cited: list[Cited], by: int) -> list[Rewrite]:
    """Every paragraph moved on *by* so many."""
    return [
        Rewrite(c, tuple(n + by for n in c.citation.locator.at))
        for c in cited
        if c.citation.locator.at
    ]


def at_of(cited: list[Cited]) -> list[tuple[str, tuple[int, ...]]]:
    return [(c.citation.source, c.citation.locator.at) for c in cited]


@given(seeds(), st.integers(1, 95))
def test_locators_of_yaml_change_and_no_other_byte(text: str, by: int) -> None:
    before = of_yaml(text)
    data, left = rewritten(text.encode(), moves(before, by))
    assert left == []
    after = of_yaml(data.decode())
    assert at_of(after) == [(s, tuple(n + by for n in at)) for s, at in at_of(before)]
    assert only_locators_differ(text, data.decode(), before)


@given(seeds(), st.integers(1, 95))
def test_locators_that_go_back_leave_the_file_as_it_was(text: str, by: int) -> None:
    """There and back again: even dashes and blanks are the author's."""
    data, _ = rewritten(text.encode(), moves(of_yaml(text), by))
    back, left = rewritten(data, moves(of_yaml(data.decode()), -by))
    assert left == []
    assert back == text.encode()


FIGURE = re.compile(r"[0-9]+")


def only_locators_differ(text: str, new: str, cited: list[Cited]) -> bool:
    """Whether as many figures differ as the locators of *cited* have, and nothing else."""
    pairs = zip(FIGURE.findall(text), FIGURE.findall(new), strict=True)
    values = [c.citation.locator.value for c in cited if c.citation.locator.at]
    figures = sum(len(FIGURE.findall(value)) for value in values)
    is_rest_same = FIGURE.sub("#", text) == FIGURE.sub("#", new)
    return is_rest_same and sum(old != new for old, new in pairs) == figures


@st.composite
def tables(draw: st.DrawFn) -> str:
    """A spreadsheet in which rows cite."""
    delimiter = draw(st.sampled_from((",", ";", "\t")))
    buffer = io.StringIO()
    quoting: Any = draw(st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)))
    end = draw(BREAK)
    writer = csv.writer(buffer, delimiter=delimiter, quoting=quoting, lineterminator=end)
    first = draw(st.booleans())
    writer.writerow(("cite", "id", "what") if first else ("id", "what", "cite"))
    for n in range(draw(st.integers(1, 4))):
        what = draw(st.sampled_from(("report ¶8", 'a "b" ¶8', f"two{end}lines; ¶8", "")))
        cite = draw(st.sampled_from(("; ", " ;", ";"))).join(
            draw(st.lists(CITATION.filter(lambda c: c != "inferred"), min_size=1, max_size=3))
        )
        writer.writerow((cite, f"f-{n}", what) if first else (f"f-{n}", what, cite))
    return draw(st.sampled_from(("", "\ufeff"))) + buffer.getvalue()


def of_table(data: bytes, folder: Path) -> list[Cited]:
    path = folder / TABLE
    path.write_bytes(data)
    facts, problems = spreadsheet.read(path, TABLE)
    assert problems == []
    return list(cited_in(facts, TABLE))


@given(tables(), st.integers(1, 95))
def test_locators_of_spreadsheets_change_and_no_other_byte(
    tmp_path_factory: pytest.TempPathFactory, text: str, by: int
) -> None:
    folder = tmp_path_factory.getbasetemp()
    before = of_table(text.encode(), folder)
    assume(moves(before, by))
    data, left = rewritten(text.encode(), moves(before, by))
    assert left == []
    assert only_locators_differ(text, data.decode(), before)
    after = of_table(data, folder)
    assert at_of(after) == [(s, tuple(n + by for n in at)) for s, at in at_of(before)]
    back, left = rewritten(data, moves(after, -by))
    assert (back, left) == (text.encode(), [])


@pytest.mark.parametrize(
    ("written", "numbers", "result"),
    [
        ("report ¶8", (9,), "report ¶9"),
        ("report ¶8", (9, 10), "report ¶9-10"),
        ("report ¶8-9", (9,), "report ¶9"),
        ("report ¶¶8–9", (1, 2, 3), "report ¶¶1–3"),
        ("report ¶8", (3, 7), "report ¶3, 7"),
        ("report ¶4, 7", (5, 8), "report ¶5, 8"),
        ('"report \\u00b68"', (9,), '"report \\u00b69"'),
        ('"report ¶8"', (3, 7), '"report ¶3, 7"'),
    ],
)
def test_a_locator_reads_as_its_author_would_write_it(
    written: str, numbers: tuple[int, ...], result: str
) -> None:
    text = f"facts:\n  - id: a\n    cite: {written} # c\n"
    (cited,) = of_yaml(text)
    data, left = rewritten(text.encode(), [Rewrite(cited, numbers)])
    assert left == []
    assert data.decode() == text.replace(written, result)


def test_what_the_place_does_not_allow_is_left_and_the_rest_is_written() -> None:
    """A comma would end a plain citation between brackets."""
    text = "facts:\n  - id: a\n    cite: [report ¶8, report ¶5]\n"
    first, second = of_yaml(text)
    rewrites = [Rewrite(first, (3, 7)), Rewrite(second, (6,))]
    data, left = rewritten(text.encode(), rewrites)
    assert left == [rewrites[0]]
    assert data.decode() == text.replace("¶5", "¶6")


@given(st.lists(st.integers(1, 30), min_size=1, unique=True).map(sorted))
def test_numbers_are_written_as_ranges_that_read_back(numbers: list[int]) -> None:
    text = f"facts:\n  - id: a\n    cite: report ¶{numbers_text(tuple(numbers))}\n"
    (cited,) = of_yaml(text)
    assert cited.citation.locator.at == tuple(numbers)
