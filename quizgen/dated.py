"""Whether the date of a slot is one that a text tells."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from quizgen.edtf import Date, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizgen.dating import Told
    from quizgen.edtf import Point
    from quizgen.values import When

_OLD = 1000  # years before it are read as numbers


def is_told(value: When, told: list[Told]) -> bool:
    """Whether *told* has the date of *value*: one that lies in it, or both of its ends."""
    if any(_fits(value.date, t, loose=value.vague, anyway=bool(value.inferred)) for t in told):
        return True
    ends = [Date(_text(p), p, p) for p in (value.date.start, value.date.end) if p]
    return (
        value.date.is_interval
        and not value.vague
        and all(any(_fits(e, t, anyway=bool(value.inferred)) for t in told) for e in ends)
    )


def _text(point: Point) -> str:
    parts = (
        f"{point.year:04}",
        f"{point.month:02}" if point.month else "",
        f"{point.day:02}" if point.day else "",
    )
    return "-".join(p for p in parts if p)


def _fits(date: Date, told: Told, *, loose: bool = False, anyway: bool = False) -> bool:
    """Whether what was told is, or lies in, *date*; *loose*: both may have a day in common.

    *anyway*: the year is known from elsewhere, and only month and day are compared.
    """
    if not told.dates:
        return True
    loose = loose or date.approximate
    return any(
        date.overlaps(d)
        if loose
        else (date.covers(d) and not _open(date)) or date == d or _ends(date, d)
        for one in told.dates
        for d in (one, *(_in_years_of(date, one) if told.yearless and anyway else ()))
    )


def _open(date: Date) -> bool:
    return date.start is None or date.end is None


def _ends(date: Date, told: Date) -> bool:
    """Whether *told* is the known end of a date that is open on the other."""
    known = date.start or date.end
    return _open(date) and told.start == known


def _in_years_of(date: Date, told: Date) -> Iterator[Date]:
    """*told* in the year of *date*."""
    for point in dict.fromkeys((date.start, date.end)):
        if point and told.start:
            try:
                yield parse(f"{point.year:04}{told.text[4:]}")
            except ValueError:
                continue


def agree(slot: Told, other: Told) -> bool:
    """Whether a date in free wording is one that the passage tells."""
    if not slot.dates or not other.dates:
        return not other.dates
    return any(one.covers(two) for one in slot.dates for two in other.dates)


def old_years(date: Date) -> frozenset[Decimal]:
    """How a year too old to be told from other numbers is written: 480 BC is the year -479."""
    years = {p.year for p in (date.start, date.end) if p and p.year < _OLD}
    return frozenset(Decimal(year if year > 0 else 1 - year) for year in years)
