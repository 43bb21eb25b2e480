"""The timeline's geometry: whatever the events, nothing overlaps and all is within the picture."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen import edtf
from quizgen.booklet import Moment
from quizgen.guide.moments import place_of
from quizgen.guide.timeline import NARROW, SIZE, WIDE, draw
from quizgen.guide.wrapping import width, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizgen.guide.timeline import Panel, Shape, Text

LINE = 18
DATES = st.sampled_from([
    "2022-11-23", "2022-11", "2022", "2022~", "-0489", "-0043-03-15", "1919-21", "2022-11-23?",
    "2022-11-21/2022-11-23", "1853-10/1856-03", "../1918", "1930-03-30/..", "1774~/1775", "0000",
    "Y-12000",
])  # fmt: skip
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
LABELS = st.lists(WORDS | st.just("W" * 400) | st.just("語" * 90), min_size=1, max_size=40)


def moment(date: str, label: str, *, vague: bool = False) -> Moment:
    return Moment(edtf.parse(date), date, label, vague)


@st.composite
def moments(draw: st.DrawFn) -> tuple[Moment, ...]:
    made = st.builds(moment, DATES, LABELS.map(" ".join), vague=st.booleans())
    found = draw(st.lists(made, min_size=1, max_size=70))
    return tuple(sorted(found, key=lambda m: place_of(m.date)))


def box(text: Text, size: float = SIZE) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a line of text."""
    wide = width(text.text, size)
    left = text.x if text.anchor == "start" else text.x - wide
    return left, text.y - SIZE, left + wide, text.y + LINE - SIZE


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    (a, b, c, d), (e, f, g, h) = one, other
    slack = 0.01
    return a < g - slack and e < c - slack and b < h - slack and f < d - slack


@pytest.mark.parametrize("shape", [WIDE, NARROW], ids=lambda shape: shape.name)
@given(moments())
def test_no_two_labels_overlap_and_all_is_within(shape: Shape, found: Sequence[Moment]) -> None:
    picture = draw(found, shape)
    assert sum(len(panel.marks) for panel in picture.panels) == len(found)
    for panel in picture.panels:
        boxes = [box(text, SIZE * (1.12 if text.is_date else 1)) for text in panel.texts]
        assert not any(overlap(a, b) for a, b in combinations(boxes, 2))
        for left, top, right, bottom in boxes:
            assert left >= -0.01
            assert right <= shape.width + 0.01
            assert top >= 0
            assert bottom <= panel.height
        check_marks(panel, boxes, shape)
    other = draw(found, shape, mirrored=True)
    assert [p.height for p in other.panels] == [p.height for p in picture.panels]
    xs = [mark.x for panel in picture.panels for mark in panel.marks]
    assert [m.x for p in other.panels for m in p.marks] == [shape.width - x for x in xs]


def check_marks(
    panel: Panel, boxes: Sequence[tuple[float, float, float, float]], shape: Shape
) -> None:
    for mark in panel.marks:
        at = (mark.x - 4, mark.top, mark.x + 4, mark.top + mark.height)
        assert not any(overlap(at, one) for one in boxes)
        assert 0 <= mark.top <= mark.top + mark.height <= panel.height
    assert all(b.top > a.top + a.height for a, b in pairwise(panel.marks))
    for stroke in panel.strokes:
        assert 0 <= stroke.top <= stroke.bottom <= panel.height
        assert 0 <= stroke.x <= shape.width
        assert not any(
            overlap((stroke.x - 2, stroke.top, stroke.x + 2, stroke.bottom), b) for b in boxes
        )


@given(moments())
def test_more_time_is_never_less_room(found: Sequence[Moment]) -> None:
    picture = draw(found, WIDE)
    assert all(panel.height <= WIDE.panel + 6 or len(panel.marks) == 1 for panel in picture.panels)
    apart = draw((moment("2001-01-01", "a"), moment("2001-01-02", "b")), WIDE)
    further = draw((moment("2001-01-01", "a"), moment("2001-06-01", "b")), WIDE)
    assert further.panels[0].height > apart.panels[0].height


def test_how_exact_a_date_is_can_be_seen() -> None:
    found = [
        moment("../1900", "until"), moment("1910~", "about"), moment("1920", "year"),
        moment("1930-05", "vague", vague=True), moment("1940-05-01", "day"),
        moment("1950/..", "since"),
    ]  # fmt: skip
    marks = [mark for panel in draw(found, WIDE).panels for mark in panel.marks]
    assert [(mark.form, mark.is_hollow) for mark in marks] == [
        ("until", False), ("span", True), ("span", False), ("span", True), ("day", False),
        ("since", False),
    ]  # fmt: skip
    kinds = {s.kind for panel in draw(found, WIDE).panels for s in panel.strokes}
    assert kinds == {"break"}


def test_what_lasted_runs_beside_what_happened_meanwhile() -> None:
    found = [
        moment("1853-10/1856-03", "war"), moment("1854-10-25", "battle"), moment("1854-12", "poem"),
        moment("1869", "table"),
    ]  # fmt: skip
    (panel,) = draw(found, WIDE).panels
    (war,) = [stroke for stroke in panel.strokes if stroke.kind == "lasting"]
    tops = [mark.top for mark in panel.marks]
    assert war.top <= tops[0] + 1
    assert tops[2] < war.bottom < tops[3]


def test_a_date_is_told_once_but_on_each_panel() -> None:
    found = [moment("2022-11-23", f"event {n} {'long ' * 30}") for n in range(30)]
    picture = draw(found, WIDE)
    assert len(picture.panels) > 3
    for panel in picture.panels:
        assert [t.text for t in panel.texts if t.is_date] == ["2022-11-23"]


def test_a_lone_event_is_a_picture_too() -> None:
    (panel,) = draw([moment("2022", "alone")], NARROW).panels
    assert [text.text for text in panel.texts] == ["2022", "alone"]
    assert draw([], WIDE).panels == ()


@given(LABELS.map(" ".join), st.floats(60, 500))
def test_lines_fit_and_lose_nothing_but_what_is_cut(text: str, room: float) -> None:
    lines = wrapped(text, SIZE, room, 1000)
    assert all(width(line, SIZE) <= room or len(line) <= 2 for line in lines)
    kept = "".join("".join(lines).split())
    assert kept == "".join(sign for sign in text if not sign.isspace() and not turns(sign))
    short = wrapped(text, SIZE, room, 3)
    assert len(short) <= 3
    assert short == lines or short[-1].endswith("…")


def turns(sign: str) -> bool:
    return sign in "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
