"""Properties that hold for every input: dates, values, marked text, digests, citations."""

from __future__ import annotations

import re
from calendar import monthrange
from decimal import Decimal
from html import unescape

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from quizgen import markup
from quizgen.citations import CitationError, parse_citation, parse_locator
from quizgen.edtf import Date, DateError, Precision, parse
from quizgen.items import Locator, digest
from quizgen.model import Entity
from quizgen.values import (
    Event,
    Group,
    Kinship,
    Quantity,
    Unit,
    Value,
    When,
    Who,
    Words,
    fold,
    kinship,
    signature,
)

# Dates


@st.composite
def points(draw: st.DrawFn) -> str:
    """A year, season, month or day, in EDTF."""
    year = draw(st.integers(-9999, 9999))
    text = f"{'-' * (year < 0)}{abs(year):04}"
    parts = draw(st.sampled_from(("year", "season", "month", "day")))
    if parts == "season":
        text += f"-{draw(st.integers(21, 24))}"
    elif parts != "year":
        month = draw(st.integers(1, 12))
        text += f"-{month:02}"
        if parts == "day":
            text += f"-{draw(st.integers(1, monthrange(year % 400 + 2000, month)[1])):02}"
    return text + draw(st.sampled_from(("", "", "", "~", "?", "%")))


@st.composite
def intervals(draw: st.DrawFn) -> str:
    """An interval in EDTF, perhaps with an open end."""
    start, end = draw(points()), draw(points())
    if parse(start).lower > parse(end).upper:
        start, end = end, start
    open_end = draw(st.sampled_from(("", "start", "end")))
    return f"{'..' if open_end == 'start' else start}/{'..' if open_end == 'end' else end}"


DATES = (points() | intervals()).map(parse)


@given(DATES)
def test_a_date_begins_before_it_ends(date: Date) -> None:
    assert date.lower <= date.upper
    assert date.precision in Precision


@given(points() | intervals(), st.sampled_from(("", " ", "\n\t")))
def test_a_date_keeps_its_text(text: str, space: str) -> None:
    date = parse(f"{space}{text}{space}")
    assert date.text == text
    assert parse(date.text) == date


@given(points())
def test_an_interval_from_a_point_to_itself_is_that_point(text: str) -> None:
    point, interval = parse(text), parse(f"{text}/{text}")
    assert (interval.lower, interval.upper) == (point.lower, point.upper)
    assert not interval.is_interval


@given(points(), points())
def test_an_interval_reaches_from_its_start_to_its_end(one: str, other: str) -> None:
    start, end = parse(one), parse(other)
    if start.lower > end.upper:
        with pytest.raises(DateError):
            parse(f"{one}/{other}")
    else:
        interval = parse(f"{one}/{other}")
        assert (interval.lower, interval.upper) == (start.lower, end.upper)
        assert interval.is_interval == (start.start != end.start)
        assert interval.precision == min(start.precision, end.precision)


@given(points())
def test_an_open_interval_has_no_end(text: str) -> None:
    point, before, after = parse(text), parse(f"../{text}"), parse(f"{text}/..")
    assert before.upper == point.upper
    assert after.lower == point.lower
    assert before.covers(point)
    assert after.covers(point)


@given(DATES, DATES)
def test_overlapping_is_mutual_and_follows_from_covering(one: Date, other: Date) -> None:
    assert one.overlaps(other) == other.overlaps(one)
    assert one.overlaps(one)
    assert one.covers(one)
    if one.covers(other):
        assert one.overlaps(other)
    if one.covers(other) and other.covers(one):
        assert (one.lower, one.upper) == (other.lower, other.upper)


@given(st.text("0123456789-/.~?%Y XA", max_size=14) | st.text(max_size=12))
@example("2022-02-29")
@example("2022-13")
@example("../..")
@example("3/4/2022")
def test_any_text_is_a_date_or_refused_with_a_hint(text: str) -> None:
    date, hint = None, ""
    try:
        date = parse(text)
    except DateError as error:
        hint = error.hint
    assert date.lower <= date.upper if date else hint


# Values

NAMES = st.sampled_from(("oslo", "Oslo", "Ósló", "bergen", "the fjord", "a", "b"))
NUMBERS = st.integers(-50, 50).map(lambda n: Decimal(n) / 2)
BOUNDS = st.sampled_from((None, "about", "over", "under", "at-least", "at-most"))
ENTITIES = NAMES.map(lambda name: Who(name, Entity(type="place", name=name)))
PHRASES = NAMES.map(lambda text: Words(text, "np"))


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    low, high = sorted((draw(NUMBERS), draw(NUMBERS)))
    unit = draw(st.sampled_from((None, Unit("euro", "euros"), Unit("day", "days"))))
    return Quantity(low, draw(st.sampled_from((low, high))), unit, draw(BOUNDS))


VALUES: st.SearchStrategy[Value] = st.one_of(
    ENTITIES,
    PHRASES,
    st.builds(Event, NAMES, NAMES),
    st.builds(When, DATES),
    quantities(),
    st.lists(ENTITIES | PHRASES, min_size=1, max_size=3).map(lambda m: Group(tuple(m))),
)
SAME_SORT = st.one_of(
    st.tuples(VALUES, VALUES),
    st.tuples(quantities(), quantities()),
    st.tuples(st.builds(When, DATES), st.builds(When, DATES)),
)


@given(SAME_SORT)
def test_kinship_is_mutual(pair: tuple[Value, Value]) -> None:
    assert kinship(*pair) is kinship(*reversed(pair))


@given(VALUES)
def test_a_value_is_the_same_as_itself(value: Value) -> None:
    assert kinship(value, value) is Kinship.SAME


@given(SAME_SORT)
def test_equal_values_have_equal_signatures(pair: tuple[Value, Value]) -> None:
    one, other = pair
    if one == other:
        assert signature(one) == signature(other)
    if signature(one) == signature(other) and type(one) is type(other):
        assert kinship(one, other) is Kinship.SAME


@given(st.lists(ENTITIES | PHRASES, min_size=1, max_size=4).flatmap(st.permutations))
def test_the_order_of_a_group_does_not_matter(members: list[Who | Words]) -> None:
    group = Group(tuple(members))
    assert kinship(group, Group(tuple(reversed(members)))) is Kinship.SAME
    assert all(kinship(group, member) is Kinship.OVERLAPPING for member in members)


@given(quantities(), quantities())
def test_numbers_apart_share_no_number(one: Quantity, other: Quantity) -> None:
    if kinship(one, other) is Kinship.APART:
        (low, high), (least, most) = one.reach(), other.reach()
        gap = (high is not None and least is not None and high < least) or (
            low is not None and most is not None and most < low
        )
        units = {fold(q.unit[1]) if q.unit else "" for q in (one, other)}
        assert gap or len(units) == 2


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(f" {text}\n") == fold(text)


# Marked text

PLAIN = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\ufdd0\ufdd1\ufdd2"), max_size=60
)
SIGNS = st.lists(PLAIN | st.sampled_from(list("\\*^~$![]<>&\"'")), max_size=12).map("".join)
STYLES = "ib^_m!"


def escaped(text: str) -> str:
    """*text* as an author of rich text must write it to mean just that."""
    return re.sub(r"([\\*^~$!\[\]])", r"\\\1", text)


@given(SIGNS)
@example("2 * 3 * 4 ^ 5 ~ 6")
@example(r"\*not strong\*")
def test_plain_text_survives_being_written_as_rich_text(text: str) -> None:
    marked = markup.rich(escaped(text))
    assert marked == text
    assert markup.plain(marked) == text
    assert all(run.style == "text" for run in markup.runs(marked))


@given(SIGNS)
def test_any_rich_text_can_be_read(source: str) -> None:
    marked = markup.rich(source)
    assert markup.plain(marked) is not None
    assert len(markup.images(marked)) <= source.count("![")


@given(st.lists(st.tuples(st.sampled_from(STYLES), PLAIN), max_size=5))
def test_marked_runs_keep_their_text_and_their_order(pieces: list[tuple[str, str]]) -> None:
    marked = markup.BLANK.join(markup.mark(style, text) for style, text in pieces)
    found = [run for run in markup.runs(marked) if run.style != "blank"]
    texts = [run.text or "".join(c.text for c in run.children) for run in found]
    assert texts == [text for _, text in pieces]


@given(st.lists(st.tuples(st.sampled_from(STYLES), SIGNS), max_size=5), SIGNS)
@example([("b", "<script>")], "&lt;")
def test_html_holds_no_text_unescaped(pieces: list[tuple[str, str]], rest: str) -> None:
    marked = rest.join(markup.mark(style, text) for style, text in pieces)
    html = markup.html(marked, math=shown, image=shown, blank="")
    bare = re.sub(r"</?(?:em|strong|sup|sub)>", "", html)
    assert "<" not in bare
    assert ">" not in bare
    assert '"' not in bare
    assert unescape(bare) == rest.join(text for _, text in pieces)


def shown(text: str) -> str:
    return markup.html(text, math=str, image=str, blank="")


# Digests

PARTS = st.lists(st.text("ab1:2", max_size=4), max_size=4)


@given(PARTS, PARTS)
@example(["ab", "c"], ["a", "bc"])
@example(["a", ""], ["a"])
@example(["1:a"], ["", "a"])
@example([], [""])
def test_different_parts_have_different_digests(one: list[str], other: list[str]) -> None:
    assert (digest(*one) == digest(*other)) == (one == other)


@given(st.text("ab:1", min_size=2, max_size=8), st.data())
def test_text_cut_elsewhere_has_another_digest(text: str, data: st.DataObject) -> None:
    here, there = (data.draw(st.integers(0, len(text))) for _ in range(2))
    assume(here != there)
    assert digest(text[:here], text[here:]) != digest(text[:there], text[there:])


def test_a_digest_is_the_same_on_every_machine() -> None:
    assert digest("plates-deal", "when") == "7caf495e4b4b886ec21e"


# Citations

LABELS = st.sampled_from(("¶", "¶¶", "para.", "paragraph"))
RANGES = st.lists(st.tuples(st.integers(1, 400), st.integers(0, 12)), min_size=1, max_size=5)
SOURCES = st.from_regex(r"[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*", fullmatch=True)


@given(
    SOURCES,
    RANGES,
    st.sampled_from("-–"),
    st.sampled_from(("", " ")),
    LABELS,
)
def test_a_citation_spells_out_its_paragraphs(
    source: str, ranges: list[tuple[int, int]], dash: str, space: str, label: str
) -> None:
    written = [f"{a}{space}{dash}{space}{a + n}" if n else str(a) for a, n in ranges]
    citation = parse_citation(f"{source} {label} {f',{space}'.join(written)}")
    expected = dict.fromkeys(p for a, n in ranges for p in range(a, a + n + 1))
    assert citation.source == source
    assert citation.locator.label == "paragraph"
    assert citation.locator.at == tuple(expected)


@given(SOURCES, st.integers(1, 99), st.integers(1, 99))
def test_paragraphs_that_run_backwards_are_refused(source: str, last: int, more: int) -> None:
    with pytest.raises(CitationError):
        parse_citation(f"{source} ¶{last + more}-{last}")


@given(SOURCES)
def test_a_citation_without_a_place_is_refused_as_such(source: str) -> None:
    with pytest.raises(CitationError) as caught:
        parse_citation(source)
    assert caught.value.no_locator


@given(st.text(max_size=30))
def test_any_text_is_a_citation_or_refused(text: str) -> None:
    citation, message = None, ""
    try:
        citation = parse_citation(text)
    except CitationError as error:
        message = str(error)
    assert citation.source and citation.locator.value if citation else message


@given(st.integers(0, 99), st.integers(0, 59))
def test_a_time_is_a_place_in_a_film(minutes: int, seconds: int) -> None:
    time = f"{minutes}:{seconds:02}"
    assert parse_locator(time) == Locator("timestamp", time)
