"""Numbers and dates near a key, made by rule: as exact as the key, and never absurd beside it."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from quizgen import edtf
from quizgen.edtf import Precision

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from quizgen.edtf import Date, Point

# Numbers
SMALL = 20  # whole numbers below it are counted in steps,
STEPS = (-3, -2, -1, 1, 2, 3)  # so many up or down;
FACTORS = tuple(map(Decimal, ("0.5", "0.6", "0.75", "1.25", "1.5", "2")))  # others are multiplied
LEAST_RATIO, MOST_RATIO = Decimal("0.4"), Decimal("2.5")
LEAST_PART = Decimal("0.08")  # of the key: what is nearer looks like a trick

# Dates: so many days, months, seasons or years off
OFF = {
    Precision.DAY: (2, 30),
    Precision.MONTH: (1, 6),
    Precision.SEASON: (1, 6),
    Precision.YEAR: (1, 10),
}
WEEK = 7
LATELY, WIDER_EVERY = 2000, 200  # the window of years grows by itself every 200 years back
_JANUARY, _SPRING = 1, 21


def numbers_near(key: Decimal) -> Iterator[Decimal]:
    """The numbers near *key*, each once, and about as round.

    None near one below zero: there, zero says nothing of size.
    """
    size = max(key, Decimal(0))
    is_whole = size == size.to_integral_value()
    made: Iterable[Decimal] = (size * factor for factor in FACTORS)
    if is_whole and size < SMALL:
        made = (size + step for step in STEPS)
    least = max(Decimal(1) if is_whole else _unit(key), LEAST_PART * size)
    for number in dict.fromkeys(_as_round(number, key) for number in made):
        in_ratio = LEAST_RATIO * size <= number <= MOST_RATIO * size
        if number > 0 and in_ratio and abs(number - size) >= least:
            yield number


def _as_round(number: Decimal, key: Decimal) -> Decimal:
    """*number* with as many significant digits as *key*, and as many decimals as are written."""
    written = min(0, _exponent(key))
    plain = key.normalize()
    digits = len(plain.as_tuple().digits)
    place = max(0, number.adjusted() - digits + 1) if _exponent(plain) >= 0 else written
    count = int(number.scaleb(-place).to_integral_value(ROUND_HALF_UP))
    if place < 0:
        return Decimal(count).scaleb(place)
    return Decimal(count * 10 ** (place - written)).scaleb(written)


def _unit(key: Decimal) -> Decimal:
    """One in the last decimal place that is written."""
    return Decimal(1).scaleb(_exponent(key))


def _exponent(number: Decimal) -> int:
    return int(number.as_tuple().exponent)


def dates_near(key: Date, *, weekday: bool = False) -> Iterator[Date]:
    """The dates near *key*: as exact, as long, apart from it; *weekday*: on the same day of it."""
    start, end = key.start, key.end
    if start is None or end is None or start.precision is not end.precision:
        return
    precision = start.precision
    try:
        ends = (_count(start), _count(end))
    except ValueError:  # a day of a year that Python's calendar does not know
        return
    first, last = OFF[precision]
    if precision is Precision.YEAR:
        last *= 1 + max(0, LATELY - start.year) // WIDER_EVERY
    length = ends[1] - ends[0]
    step = WEEK if weekday and precision is Precision.DAY else 1
    for off in range(length + first, 3 * length + last + 1):  # room for two on either side
        for by in (-off, off) if off % step == 0 else ():
            yield from _moved(ends, by, precision)


def _moved(ends: tuple[int, int], by: int, precision: Precision) -> Iterator[Date]:
    """The date *by* so many of its units away; nothing where the calendar ends."""
    try:
        texts = [_text(end + by, precision) for end in ends]
        yield edtf.parse("/".join(dict.fromkeys(texts)))
    except (OverflowError, ValueError):
        return


def _count(point: Point) -> int:
    """Which day, month, season or year it is, counted through."""
    month = point.month or _JANUARY
    match point.precision:
        case Precision.DAY:
            return date(point.year, month, point.day or 1).toordinal()
        case Precision.MONTH:
            return point.year * 12 + month - _JANUARY
        case Precision.SEASON:
            return point.year * 4 + month - _SPRING
    return point.year


def _text(count: int, precision: Precision) -> str:
    """The date that is counted so, as EDTF writes it."""
    match precision:
        case Precision.DAY:
            return date.fromordinal(count).isoformat()
        case Precision.MONTH:
            return f"{_year(count // 12)}-{count % 12 + _JANUARY:02}"
        case Precision.SEASON:
            return f"{_year(count // 4)}-{count % 4 + _SPRING}"
    return _year(count)


def _year(year: int) -> str:
    return f"{year:04}" if year >= 0 else f"{year:05}"
