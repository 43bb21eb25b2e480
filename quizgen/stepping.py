"""Days, weeks, months and years that are told from a day: so many steps on, or back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from quizgen import edtf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizgen.edtf import Date

_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "year": 12, "decade": 120}


def steps_from(base: date, steps: int, unit: str) -> Iterator[Date]:
    """*base* so many days, weeks, months or years on: as exactly as the unit tells it."""
    try:
        if unit in _DAYS:
            yield date_of(base + timedelta(_DAYS[unit] * steps))
            return
        months = base.year * 12 + base.month - 1 + _MONTHS[unit] * steps
        year, month = months // 12, months % 12 + 1
        yield edtf.parse(f"{year:04}-{month:02}" if unit == "month" else f"{year:04}")
    except (OverflowError, edtf.DateError):
        return


def date_of(day: date) -> Date:
    """A day as seeds write it."""
    return edtf.parse(f"{day.year:04}-{day.month:02}-{day.day:02}")


def span_of(first: date, last: date) -> Date:
    """All days from the *first* to the *last*."""
    return edtf.parse(f"{first.isoformat()}/{last.isoformat()}")


def day_of(day: tuple[int, int, int]) -> date:
    """A *day* that one can count from, within the years that Python knows."""
    year, month, number = day
    return date(min(max(year, 2), 9998), month, number)
