"""Dates put into the words of a language: alone, in a sentence, and as a question.

Babel knows how a language writes a date; the word catalogue has what stands round it, and the
months and seasons in the case that a sentence wants.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from babel.dates import format_date, format_skeleton, get_date_format, get_month_names

from quizgen import markup
from quizgen.edtf import Precision
from quizgen.frozen import frozen

if TYPE_CHECKING:
    from babel import Locale

    from quizgen.edtf import Date, Point
    from quizgen.words import Words

_MIN_YEAR, _MAX_YEAR = 1, 9999
_KNOWN = 2**10  # dates that are told again and again, one fact after another
_FIRST_SEASON = 21  # as EDTF numbers them
_SPACES = str.maketrans({"\u202f": "\u00a0", "\u2009": "\u00a0"})


@frozen
class Dates:
    """How one language writes dates; `told` means within a sentence."""

    words: Words

    def show(self, when: Date) -> str:
        """The date alone: `23 November 2022`, `21–22 November 2022`, `about 2020`."""
        if when.start is None or when.end is None:
            known = when.start or when.end
            key = "date_since" if when.start else "date_until"
            return self.words(key, date=self._point(known, told=True))  # type: ignore[arg-type]
        if when.is_interval:
            return self.words("date_range", start=self._start(when), end=self._point(when.end))
        shown = self._point(when.start, told=when.approximate)
        return self.words("date_about", date=shown) if when.approximate else shown

    def on(self, when: Date, *, blank: bool = False) -> str:
        """When something happened: `on 23 November 2022`, `in 2022`, or with a blank instead."""
        if when.is_interval:
            return self._between(when)
        point: Point = when.start  # type: ignore[assignment]  # none but an interval may lack it
        shown = markup.BLANK if blank else self._point(point, told=True)
        year = markup.BLANK if blank else str(_counted(point.year))
        era = "_bc" if point.precision is Precision.YEAR and point.year <= 0 else ""
        # A gap says what it wants, where nothing else does: `in ____` could be a place.
        kind = "_about" if when.approximate else "_gap" if blank and not era else ""
        key = f"on_{point.precision.name.lower()}{era}{kind}"
        return self.words(key, date=shown, year=year)

    def ask(self, when: Date) -> str:
        """How to ask for a date of this precision: `On which date`, `In which month`."""
        if when.is_interval:
            return self.words("ask_interval")
        about = "_about" if when.approximate else ""
        return self.words(f"ask_{when.precision.name.lower()}{about}")

    def _between(self, when: Date) -> str:
        if when.start is None or when.end is None:
            key, known = ("on_since", when.start) if when.start else ("on_until", when.end)
            shown = self._point(known, told=True)  # type: ignore[arg-type]
            return self.words(key, date=shown, the_date=self._the(known, shown))  # type: ignore[arg-type]
        start, end = self._start(when, told=True), self._point(when.end, told=True)
        the_start, the_end = self._the(when.start, start), self._the(when.end, end)
        return self.words("on_between", start=start, end=end, the_start=the_start, the_end=the_end)

    def _the(self, point: Point, shown: str) -> str:
        return self.words(f"the_{point.precision.name.lower()}", date=shown)

    def _start(self, when: Date, *, told: bool = False) -> str:
        """The first date of an interval, without what the last one repeats."""
        start: Point = when.start  # type: ignore[assignment]  # asked of closed intervals only
        end: Point = when.end  # type: ignore[assignment]
        if start.precision is end.precision is Precision.DAY and start.year == end.year:
            return self._start_day(start, in_month=start.month == end.month)
        if start.precision is end.precision is Precision.MONTH and start.year == end.year:
            return _month(self.words, start, "LLLL", told=told)
        return self._point(start, told=told)

    def _start_day(self, start: Point, *, in_month: bool) -> str:
        """The first day of an interval: `21` to 23 November, but `November 21` to November 23."""
        locale = self.words.locale
        pattern = str(get_date_format("long", locale).pattern)
        first = min("dMy", key=pattern.find)
        if first == "y" and _MIN_YEAR <= start.year <= _MAX_YEAR:
            return self._point(start)
        if first == "d" and in_month:
            return _tidy(format_date(_calendar(start), self.words("interval_day"), locale=locale))
        return _month(self.words, start, "MMMMd")

    def _point(self, point: Point, *, told: bool = False) -> str:
        if point.precision is Precision.SEASON:
            return self.words("season", season=self._season(point, told), year=self._year(point))
        if point.precision is Precision.YEAR:
            return self._year(point)
        if not _MIN_YEAR <= point.year <= _MAX_YEAR:
            shown = _month(self.words, point, "MMMMd" if point.day else "MMMM", told=told)
            return self.words("far_date", date=shown, year=self._year(point))
        return _month(self.words, point, "long" if point.day else "yMMMM", told=told)

    def _season(self, point: Point, told: bool) -> str:  # noqa: FBT001  (said by name everywhere else)
        own = self.words("on_seasons").split() if told else ()
        season = point.month or _FIRST_SEASON
        return own[season - _FIRST_SEASON] if own else self.words(f"season_{season}")

    def _year(self, point: Point) -> str:
        year = point.year
        return str(year) if year > 0 else self.words("year_bc", year=_counted(year))


@lru_cache(_KNOWN)
def _month(words: Words, point: Point, skeleton: str, *, told: bool = False) -> str:
    """A date with a month, whose name stands in the case that goes with a day, or is told."""
    locale, day = words.locale, _calendar(point)
    write = format_date if skeleton in ("long", "LLLL") else _by_skeleton
    shown = _tidy(write(day, skeleton, locale=locale))
    own = words("day_months" if point.day else "on_months" if told else "months").split()
    for context in ("format", "stand-alone") if own else ():
        name = get_month_names("wide", context, locale)[day.month]
        if name in shown:
            return shown.replace(name, own[day.month - 1])
    return shown


def _counted(year: int) -> int:
    """The number that a year is called by: the year before 1 is 1 BC."""
    return year if year > 0 else 1 - year


def _by_skeleton(day: date, skeleton: str, *, locale: Locale) -> str:
    return format_skeleton(skeleton, day, locale=locale)


def _calendar(point: Point) -> date:
    year = point.year
    if not _MIN_YEAR <= year <= _MAX_YEAR:
        # Python's dates end there; the calendar repeats every 400 years.
        year = 2000 + year % 400
    return date(year, point.month or 1, point.day or 1)


def _tidy(text: str) -> str:
    return text.translate(_SPACES)
