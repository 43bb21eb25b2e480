"""The dates that a text tells: `November 23`, `last week`, read with the text's own date."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from babel.dates import get_day_names, get_month_names

from quizgen import edtf
from quizgen.frozen import frozen
from quizgen.reading import any_of, bare, small
from quizgen.stepping import date_of, day_of, span_of, steps_from

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from quizgen.edtf import Date
    from quizgen.reading import Reading

_YEAR = r"(?P<year>1\d{3}|20\d{2}|2100)(?!\d|[.,]\d)"
_FIGURE = re.compile(r"\d")
_BRACKETS = re.compile(r"\{\w+\}")
_WEEK = 7
_MONTH = 4


@frozen
class Told:
    """A date as a text tells it: where, and what it may mean.

    `yearless`: the last such day before the text's own date, or the next. No dates: it cannot be
    told.
    """

    start: int
    end: int
    dates: tuple[Date, ...]
    yearless: bool = False
    relative: bool = False


@frozen(slots=False)
class Dating:
    """Finds dates in texts of one language that appeared on one day."""

    reading: Reading
    issued: Date | None

    def told(self, text: str) -> list[Told]:
        """Every date in *text*, the longest of those that overlap."""
        return _longest([*self._absolutes(text), *self._relative(text)])

    def absolute(self, text: str) -> list[Told]:
        """Every date in *text* that has a name of its own."""
        return _longest(self._absolutes(text))

    def _absolutes(self, text: str) -> Iterator[Told]:
        for pattern in self._fitting(text):
            for match in pattern.finditer(text):
                if told := self._absolute(match):
                    yield told

    def _fitting(self, text: str) -> Iterable[re.Pattern[str]]:
        """The shapes of dates that may stand in *text*, as its figures and months tell at once."""
        month = self._calendar[_MONTH]
        if not _FIGURE.search(text):
            return (month,)
        return self._calendar if month.search(text) else (self._calendar[0], self._calendar[-1])

    # Dates of the calendar

    def _absolute(self, match: re.Match[str]) -> Told | None:
        parts = match.groupdict()
        name, year, day = parts.get("month"), parts.get("year"), parts.get("day")
        month = (
            (int(name) if name.isdigit() else self._months[bare(name).rstrip(".")])
            if name
            else None
        )
        return self._point(match, year, month, int(day) if day else None)

    def _point(
        self, match: re.Match[str], year: str | None, month: int | None, day: int | None
    ) -> Told | None:
        tail = (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")
        if year:
            dates = _parsed(f"{year}{tail}")
            return Told(*match.span(), dates) if dates else None
        if self.issued is None:
            known = _parsed(f"2000{tail}")
            return Told(*match.span(), (), yearless=True) if known else None
        base = self.issued.lower[0]
        near = [d for y in (base - 1, base, base + 1) for d in _parsed(f"{y:04}{tail}")]
        before = [d for d in near if d.lower <= self.issued.upper]
        after = [d for d in near if d.lower > self.issued.upper]
        dates = (*before[-1:], *after[:1])
        return Told(*match.span(), dates, yearless=True) if dates else None

    @cached_property
    def _months(self) -> dict[str, int]:
        locale = self.reading.language.replace("-", "_")
        return {
            bare(name).rstrip("."): number
            for width in ("wide", "abbreviated")
            for context in ("format", "stand-alone")
            for number, name in get_month_names(width, context, locale).items()
        }

    @cached_property
    def _calendar(self) -> tuple[re.Pattern[str], ...]:
        names = sorted(self._month_names, key=lambda name: (-len(name), name))
        month = rf"(?P<month>{'|'.join(map(re.escape, names))})(?!\w)\.?"
        between = "|".join(map(re.escape, self.reading.data.between))
        of = rf"(?:{between}) " if between else ""
        ordinals = "|".join(map(re.escape, self.reading.data.ordinals))
        day = rf"(?<![\d.,])(?P<day>0?[1-9]|[12]\d|3[01])(?:{ordinals})?(?!\d)"
        shapes = (
            r"(?<!\d)(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)",
            rf"{day} (?:{of})?{month}(?:,? {_YEAR})?",
            rf"(?<!\w){month} {day}(?:,? {_YEAR})?",
            rf"(?<!\w){month} (?:{of})?{_YEAR}",
            rf"(?<!\w){month}",  # which is number _MONTH
            rf"(?<![\d.,\w]){_YEAR}",
        )
        return tuple(map(re.compile, shapes))

    @cached_property
    def _month_names(self) -> set[str]:
        locale = self.reading.language.replace("-", "_")
        names = {
            name.rstrip(".")
            for width in ("wide", "abbreviated")
            for context in ("format", "stand-alone")
            for name in get_month_names(width, context, locale).values()
        }
        return names | {name[:1].upper() + name[1:] for name in names}

    # Dates that are told from the text's own

    def _relative(self, text: str) -> Iterator[Told]:
        said = small(text)
        for match in self._named_days.finditer(said):
            yield self._told(match, self._shifted(self._days[bare(match[0])], "day"))
        for match in self._named_weekdays.finditer(said):
            yield self._told(match, self._near_weekday(self._weekdays[bare(match[0])]))
        for steps, pattern in self._steps:
            for match in pattern.finditer(said):
                yield self._told(match, self._stepped(steps, bare(match["unit"])))
        yield from self._counted(text)

    def _stepped(self, steps: int, word: str) -> tuple[Date, ...]:
        """The week, month, season … that is so many steps from the text's date."""
        unit = self._units.get(word)
        return self._whole(steps, unit) if unit else self._season(steps, self._seasons[word])

    @cached_property
    def _steps(self) -> tuple[tuple[int, re.Pattern[str]], ...]:
        data = self.reading.data
        names = (*data.units, *(name for name, _ in self.reading.seasons))
        unit = f"(?P<unit>{any_of(names).pattern})"
        ways = ((0, data.this), (-1, data.last), (1, data.next))
        return tuple((n, re.compile(f"{any_of(w).pattern} {unit}")) for n, w in ways)

    @cached_property
    def _days(self) -> dict[str, int]:
        return {bare(word): days for word, days in self.reading.data.days.items()}

    @cached_property
    def _named_days(self) -> re.Pattern[str]:
        return any_of(self.reading.data.days)

    @cached_property
    def _units(self) -> dict[str, str]:
        return {bare(word): unit for word, unit in self.reading.data.units.items()}

    @cached_property
    def _seasons(self) -> dict[str, int]:
        return {bare(word): season for word, season in self.reading.seasons}

    @cached_property
    def _named_weekdays(self) -> re.Pattern[str]:
        return any_of(_weekdays(self.reading.language).values())

    @cached_property
    def _weekdays(self) -> dict[str, int]:
        return {bare(name): n for n, name in _weekdays(self.reading.language).items()}

    def _counted(self, text: str) -> Iterator[Told]:
        """`two days later`: from the text's date, and from every other date in the text."""
        said = small(text)
        found = [
            (sign, m)
            for sign, word, shape in self._counts
            if word in said
            for m in shape.finditer(said)
        ]
        numbers = self.reading.numbers(text) if found else ()
        counts = {(n.start, n.end): int(n.value) for n in numbers}
        for sign, match in found:
            count = counts.get(match.span("number"))
            if count is None and bare(match["number"]) in self.reading.data.articles:
                count = 1
            if count is not None and count < 10_000:  # noqa: PLR2004
                unit = self._units[bare(match["unit"])]
                bases = self._bases(text)
                dates = [d for base in bases for d in steps_from(base, sign * count, unit)]
                yield Told(*match.span(), tuple(dates), relative=True)

    @cached_property
    def _counts(self) -> tuple[tuple[int, str, re.Pattern[str]], ...]:
        """How a count of days is told, before (-1) or after (1) another, and by which word."""
        data = self.reading.data
        units = "|".join(map(re.escape, map(small, data.units)))
        ways = ((-1, data.ago), (1, data.later))
        shapes = [(sign, small(shape)) for sign, told in ways for shape in told]
        return tuple(
            (sign, _own_word(shape), _count(shape, units)) for sign, shape in shapes if units
        )

    def _bases(self, text: str) -> list[date]:
        """The days that something may be told from."""
        told = [t for p in self._calendar[:4] for m in p.finditer(text) if (t := self._absolute(m))]
        days = [d.lower for t in told for d in t.dates if d.precision is edtf.Precision.DAY]
        own = [self.issued.lower] if self.issued else []
        return [day_of(day) for day in dict.fromkeys([*own, *days])]

    def _told(self, match: re.Match[str], dates: tuple[Date, ...]) -> Told:
        return Told(*match.span(), dates, relative=True)

    def _shifted(self, steps: int, unit: str) -> tuple[Date, ...]:
        return tuple(steps_from(day_of(self.issued.lower), steps, unit)) if self.issued else ()

    def _near_weekday(self, number: int) -> tuple[Date, ...]:
        """The last such day and the next one: a text means one of the two."""
        if self.issued is None:
            return ()
        base = day_of(self.issued.lower)
        ahead = (number - base.weekday()) % _WEEK
        days = {base + timedelta(ahead), base + timedelta(ahead - _WEEK)}
        return tuple(date_of(day) for day in sorted(days))

    def _whole(self, steps: int, unit: str) -> tuple[Date, ...]:
        """The whole week, month or year before, after or round the text's date."""
        if self.issued is None:
            return ()
        base = day_of(self.issued.lower)
        if unit == "week":
            first = base - timedelta(base.weekday()) + timedelta(_WEEK * steps)
            return (span_of(first, first + timedelta(_WEEK - 1)),)
        moved = steps_from(base, steps, unit)
        size = {"month": 7, "year": 4}.get(unit, 10)
        return tuple(edtf.parse(d.text[:size].rstrip("~")) for d in moved)

    def _season(self, steps: int, season: int) -> tuple[Date, ...]:
        if self.issued is None:
            return ()
        year = self.issued.lower[0]
        years = (year,) if not steps else (year, year + steps)
        return tuple(edtf.parse(f"{y:04}-{season}") for y in years)


def _longest(found: Iterable[Told]) -> list[Told]:
    """The dates that are not part of a longer one."""
    kept: list[Told] = []
    for told in sorted(found, key=lambda t: (t.start, -t.end)):
        if not kept or told.start >= kept[-1].end:
            kept.append(told)
    return kept


def _own_word(shape: str) -> str:
    """What always stands in the words of *shape*: `ago`."""
    return max(_BRACKETS.split(shape), key=len).strip()


def _count(shape: str, units: str) -> re.Pattern[str]:
    """What finds a number of *units* in the words of *shape*."""
    before, _, after = re.escape(shape).replace(r"\ ", " ").partition(r"\{number\}")
    unit = after.replace(r"\{unit\}", rf"(?P<unit>{units})")
    pattern = rf"(?<!\w){before}(?P<number>[\w,.-]{{1,40}}){unit}(?!\w)"
    return re.compile(pattern)


def _weekdays(language: str) -> dict[int, str]:
    return dict(get_day_names("wide", "format", language.replace("-", "_")))


def _parsed(text: str) -> tuple[Date, ...]:
    try:
        return (edtf.parse(text),)
    except edtf.DateError:
        return ()
