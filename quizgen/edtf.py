"""Dates with a precision: the part of EDTF that seeds need.

Years, months, days, intervals (`A/B`, `../B`, `A/..`), the qualifiers `~ ? %`, seasons 21-24
(https://www.loc.gov/standards/datetime/, levels 0 and 1). Years are
astronomical: 0 is 1 BC.
"""

from __future__ import annotations

import re
from calendar import monthrange
from enum import IntEnum

from quizgen.frozen import frozen

_DATE = re.compile(r"(?P<year>Y?-?\d{4,9})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?(?P<mark>[~?%]?)")
_AMBIGUOUS = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{2,4})")
_SEASONS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 12)}
_FIRST, _LAST = (-(10**9), 1, 1), (10**9, 12, 31)

Day = tuple[int, int, int]


class Precision(IntEnum):
    """How exactly a date is known."""

    YEAR = 1
    SEASON = 2
    MONTH = 3
    DAY = 4


class DateError(ValueError):
    """Text that is no date: `ambiguous` when it could be read in two ways."""

    def __init__(self, message: str, *, hint: str, ambiguous: bool = False) -> None:
        """Say what is wrong in *message* and how to write it in *hint*."""
        super().__init__(message)
        self.hint = hint
        self.ambiguous = ambiguous


@frozen
class Point:
    """A year, season, month or day; `approximate` for `~`, `?` and `%`."""

    year: int
    month: int | None = None
    day: int | None = None
    approximate: bool = False

    @property
    def precision(self) -> Precision:
        """How exactly the point is known."""
        if self.day is not None:
            return Precision.DAY
        if self.month is None:
            return Precision.YEAR
        return Precision.MONTH if self.month <= 12 else Precision.SEASON  # noqa: PLR2004

    @property
    def lower(self) -> Day:
        """The first day it can be."""
        first, _ = self._months
        return (self.year, first, self.day or 1)

    @property
    def upper(self) -> Day:
        """The last day it can be."""
        _, last = self._months
        return (self.year, last, self.day or _days(self.year, last))

    @property
    def around(self) -> tuple[Day, Day]:
        """The first and last day it may be about: of an approximate date, the next coarser span.

        That is of a year the decade round it, of a full hundred half a century.
        """
        if not self.approximate:
            return self.lower, self.upper
        if self.month is None:
            counted = self.year if self.year > 0 else 1 - self.year
            years = 5 if counted % 100 else 25
            return (self.year - years, 1, 1), (self.year + years, 12, 31)
        if self.day is None:
            return (self.year, 1, 1), (self.year, 12, 31)
        return (self.year, self.month, 1), (self.year, self.month, _days(self.year, self.month))

    @property
    def _months(self) -> tuple[int, int]:
        """Its first and its last month."""
        if self.month is None:
            return 1, 12
        return _SEASONS.get(self.month, (self.month, self.month))


@frozen
class Date:
    """A point in time or an interval; None stands for an open end."""

    text: str
    start: Point | None
    end: Point | None

    @property
    def is_interval(self) -> bool:
        """Whether it runs from one point to another."""
        return self.start != self.end

    @property
    def approximate(self) -> bool:
        """Whether either end is only about right."""
        return any(p.approximate for p in (self.start, self.end) if p)

    @property
    def precision(self) -> Precision:
        """The coarser precision of its ends."""
        return min(p.precision for p in (self.start, self.end) if p)

    @property
    def lower(self) -> Day:
        """The first day it can be or begin on."""
        return self.start.lower if self.start else _FIRST

    @property
    def upper(self) -> Day:
        """The last day it can be or end on."""
        return self.end.upper if self.end else _LAST

    def overlaps(self, other: Date) -> bool:
        """Whether some day may belong to both; an approximate date reaches a step further."""
        (a, b), (c, d) = self.reach, other.reach
        return a <= d and c <= b

    @property
    def reach(self) -> tuple[Day, Day]:
        """The first and the last day that it may be about."""
        first = self.start.around[0] if self.start else _FIRST
        last = self.end.around[1] if self.end else _LAST
        return first, last

    def covers(self, other: Date) -> bool:
        """Whether every day of *other* belongs to this."""
        return self.lower <= other.lower and other.upper <= self.upper


def parse(text: str) -> Date:
    """The date that *text* writes; DateError says what is wrong and how to write it."""
    text = text.strip()
    if "/" in text and not _AMBIGUOUS.fullmatch(text):
        return _interval(text)
    point = _point(text)
    return Date(text, point, point)


def _interval(text: str) -> Date:
    parts = text.split("/")
    if len(parts) != 2 or parts == ["..", ".."]:  # noqa: PLR2004
        raise DateError(
            f"'{text}' is not an interval of two dates", hint="write it as 2022-11-21/2022-11-23"
        )
    start, end = (None if p in ("..", "") else _point(p) for p in parts)
    date = Date(text, start, end)
    if start and end and start.lower > end.upper:
        raise DateError(f"'{text}' ends before it begins", hint="write the earlier date first")
    return date


def _point(text: str) -> Point:
    match = _DATE.fullmatch(text)
    if match is None:
        raise _unreadable(text)
    year = int(match["year"].removeprefix("Y"))
    month = int(match["month"]) if match["month"] else None
    day = int(match["day"]) if match["day"] else None
    if month is not None and not (1 <= month <= 12 or (month in _SEASONS and day is None)):  # noqa: PLR2004
        raise DateError(
            f"'{text}' is not a date: there is no month {match['month']}",
            hint="write year-month-day, as in 2022-11-23",
        )
    if month is not None and day is not None and not 1 <= day <= _days(year, month):
        raise DateError(
            f"'{text}' is not a date: that month has {_days(year, month)} days",
            hint="correct the day, or leave it out: 2022-11 is a date too",
        )
    return Point(year, month, day, bool(match["mark"]))


def _unreadable(text: str) -> DateError:
    if match := _AMBIGUOUS.fullmatch(text):
        first, second, year = match.groups()
        year = year if len(year) == 4 else f"20{year:0>2}"  # noqa: PLR2004
        return DateError(
            f"'{text}' could be read as two dates",
            hint=f"write {year}-{second:0>2}-{first:0>2} (day {first}) or"
            f" {year}-{first:0>2}-{second:0>2} (day {second})",
            ambiguous=True,
        )
    return DateError(
        f"'{text}' is not a date",
        hint="write 2022-11-23, 2022-11, 2022, 2022~ (about), or 2022-11-21/2022-11-23",
    )


def _days(year: int, month: int) -> int:
    # The calendar repeats every 400 years; monthrange wants a year it knows.
    return monthrange(year % 400 + 2000, month)[1]
