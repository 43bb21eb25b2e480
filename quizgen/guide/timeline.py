"""The timeline as a picture: where each date, label, mark and line stands. Drawing is elsewhere.

Time runs downwards in steps, one row an event, so that however close the events are, no label
meets another; rows lie further apart where more time passed, and the line is broken where years
did. The picture comes in panels: a page ends between two of them, never within a row.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import log2
from typing import TYPE_CHECKING, Literal

from quizgen.edtf import Precision
from quizgen.frozen import frozen
from quizgen.guide.moments import place_of
from quizgen.guide.wrapping import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from quizgen.booklet import Moment

SIZE = 13.0  # of the letters, in the picture's own units: pixels where it is not scaled
_LINE, _DATE_LINES, _LABEL_LINES = 18.0, 3, 6
_BOLD = 1.12  # bold letters are wider
_PAD, _GAP, _MOST_GAP = 6.0, 12.0, 34.0
_LANE, _MOST_LANES = 10.0, 3
_YEARS = 730  # days from which on the line is broken

Form = Literal["day", "span", "since", "until"]


@frozen
class Shape:
    """A picture's width, that of its column of dates (0: they stand above), a panel's height."""

    name: str
    width: float
    dates: float
    panel: float


WIDE = Shape("wide", 660, 148, 240)
NARROW = Shape("narrow", 288, 0, 900)


@frozen
class Text:
    """A line of text on its baseline, which begins or ends at `x`."""

    text: str
    x: float
    y: float
    anchor: Literal["start", "end"]
    is_date: bool


@frozen
class Mark:
    """What stands for a date: a dot or a bar, hollow for one that is only about right."""

    form: Form
    x: float
    top: float
    height: float
    is_hollow: bool


@frozen
class Stroke:
    """A line from top to bottom: the axis, broken where years pass, or how long a thing lasted."""

    kind: Literal["axis", "break", "lasting"]
    x: float
    top: float
    bottom: float


@frozen
class Panel:
    """A part of the picture, with places of its own from 0 on; `first`, `last`: its dates."""

    height: float
    texts: tuple[Text, ...]
    marks: tuple[Mark, ...]
    strokes: tuple[Stroke, ...]
    first: str
    last: str


@frozen
class Picture:
    """A timeline in one shape."""

    shape: Shape
    panels: tuple[Panel, ...]


@frozen
class _Row:
    """An event and its lines; `gap`: the room above it, in which so many days `passed`."""

    moment: Moment
    dates: tuple[str, ...]
    labels: tuple[str, ...]
    lines: int
    gap: float
    passed: int
    top: float = 0

    @property
    def bottom(self) -> float:
        return self.top + self.lines * _LINE


def draw(moments: Sequence[Moment], shape: Shape, *, mirrored: bool = False) -> Picture:
    """The picture of *moments*, which stand in their order; *mirrored* for right to left."""
    spans = tuple(_lasting(moments))
    frame = _Frame(shape, max((lane for _, _, lane in spans), default=0))
    parts = tuple(tuple(part) for part in frame.parts(moments))
    rows = [row for part in parts for row in part]
    strokes = (*frame.axis(rows), *frame.lanes(rows, spans))
    panels = tuple(frame.panel(part, strokes) for part in parts)
    return Picture(shape, tuple(_mirrored(p, shape.width) for p in panels) if mirrored else panels)


def _lasting(moments: Sequence[Moment]) -> Iterator[tuple[int, int, int]]:
    """The rows from and to which something lasted while other things happened, each in a lane."""
    free = [-1] * _MOST_LANES  # the last row that each lane is taken up to
    for n, moment in enumerate(moments):
        if not moment.date.is_interval:
            continue
        inside = [
            m for m, other in enumerate(moments[n + 1 :], start=n + 1)
            if place_of(other.date)[0] <= moment.date.upper
        ]  # fmt: skip
        lane = next((at for at, taken in enumerate(free) if taken < n), None)
        if inside and lane is not None:
            free[lane] = inside[-1]
            yield n, inside[-1], lane + 1


@frozen(slots=False)
class _Frame:
    """A shape with so many lanes beside its axis: what of it stands where."""

    shape: Shape
    count: int

    @property
    def axis_x(self) -> float:
        return self.shape.dates + 16 if self.shape.dates else 8

    @property
    def label_x(self) -> float:
        return self.axis_x + self.count * _LANE + 14

    # Rows, one beneath the other

    def parts(self, moments: Iterable[Moment]) -> Iterator[list[_Row]]:
        """The rows of each panel."""
        part: list[_Row] = []
        bottom = 0.0
        for moment in moments:
            row = self.row(moment, part[-1].moment if part else None, bottom)
            if part and row.bottom - (part[0].top - part[0].gap) > self.shape.panel:
                yield part
                # It opens a panel: its date is told, even if it is that of the row before.
                row, part = self.row(moment, part[-1].moment, bottom, opens=True), []
            part.append(row)
            bottom = row.bottom
        if part:
            yield part

    def row(
        self, moment: Moment, before: Moment | None, top: float, *, opens: bool = False
    ) -> _Row:
        """A row that follows what ends at *top*; a date like that before it is not repeated."""
        days = _day(moment) - _day(before) if before else 0
        gap = _GAP + min(_MOST_GAP, 3 * log2(1 + max(0, days))) if before else _PAD
        room = self.shape.width - self.label_x
        is_told = opens or before is None or before.shown != moment.shown
        beside = wrapped(moment.shown, SIZE * _BOLD, self.shape.dates or room, _DATE_LINES)
        dates = beside if is_told else ()
        labels = wrapped(moment.label, SIZE, room, _LABEL_LINES)
        lines = [len(dates), len(labels), 1]
        count = max(lines) if self.shape.dates else max(1, sum(lines[:2]))
        return _Row(moment, dates, labels, count, gap, days, top + gap)

    # What is drawn

    def panel(self, rows: Sequence[_Row], strokes: Iterable[Stroke]) -> Panel:
        """A panel with its part of the *strokes*, which may run on into the next."""
        top, bottom = rows[0].top - rows[0].gap, rows[-1].bottom + _PAD
        return Panel(
            height=bottom - top,
            texts=tuple(replace(t, y=t.y - top) for row in rows for t in self.texts(row)),
            marks=tuple(replace(m, top=m.top - top) for m in map(self.mark, rows)),
            strokes=tuple(
                replace(s, top=max(s.top, top) - top, bottom=min(s.bottom, bottom) - top)
                for s in strokes
                if s.top < bottom and s.bottom > top
            ),
            first=rows[0].moment.shown,
            last=rows[-1].moment.shown,
        )

    def texts(self, row: _Row) -> Iterator[Text]:
        """The date of a row, beside its label or above it."""
        beside = bool(self.shape.dates)
        for n, line in enumerate(row.dates):
            at = self.shape.dates if beside else self.label_x
            yield Text(line, at, _baseline(row, n), "end" if beside else "start", is_date=True)
        for n, line in enumerate(row.labels, start=0 if beside else len(row.dates)):
            yield Text(line, self.label_x, _baseline(row, n), "start", is_date=False)

    def mark(self, row: _Row) -> Mark:
        """A dot for a day, a bar for what is longer or not known by the day."""
        date, form = row.moment.date, _form(row.moment)
        top, height = row.top + 4, row.bottom - row.top - 6
        hollow = date.approximate or row.moment.is_vague
        return Mark(form, self.axis_x, top, 10 if form == "day" else height, hollow)

    def axis(self, rows: Sequence[_Row]) -> Iterator[Stroke]:
        """The line from mark to mark."""
        for row, after in pairwise(rows):
            above, below = self.mark(row), self.mark(after)
            kind: Literal["axis", "break"] = "break" if after.passed > _YEARS else "axis"
            yield Stroke(kind, self.axis_x, above.top + above.height + 2, below.top - 2)

    def lanes(
        self, rows: Sequence[_Row], spans: Iterable[tuple[int, int, int]]
    ) -> Iterator[Stroke]:
        """How long things lasted while others happened."""
        for first, last, lane in spans:
            x, top = self.axis_x + lane * _LANE, self.mark(rows[first]).top
            yield Stroke("lasting", x, top, rows[last].bottom - 2)


def _form(moment: Moment) -> Form:
    date = moment.date
    if date.start is None or date.end is None:
        return "since" if date.start else "until"
    return "day" if not date.is_interval and date.precision is Precision.DAY else "span"


def _baseline(row: _Row, n: int) -> float:
    return row.top + n * _LINE + SIZE


def _day(moment: Moment) -> int:
    """Where the first day of a moment stands on a line of days, roughly."""
    year, month, day = place_of(moment.date)[0]
    return round(year * 365.25 + month * 30.44 + day)


def _mirrored(panel: Panel, width: float) -> Panel:
    """A panel that is read from right to left."""
    return replace(
        panel,
        texts=tuple(replace(t, x=width - t.x) for t in panel.texts),
        marks=tuple(replace(m, x=width - m.x) for m in panel.marks),
        strokes=tuple(replace(s, x=width - s.x) for s in panel.strokes),
    )
