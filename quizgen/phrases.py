"""Values put into words: dates, numbers, lists and names as the workspace's language writes them.

Babel knows how a language writes dates, numbers and lists; the word catalogue has the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from babel.dates import format_date, format_skeleton, get_date_format
from babel.lists import format_list
from babel.numbers import format_decimal

from quizgen import edtf, markup
from quizgen.edtf import Precision
from quizgen.values import Event, Group, Quantity, When, Who
from quizgen.values import Words as Text

if TYPE_CHECKING:
    from decimal import Decimal

    from quizgen.edtf import Date, Point
    from quizgen.values import Value
    from quizgen.words import Words

_SPACES = str.maketrans({"\u202f": "\u00a0", "\u2009": "\u00a0"})
_MIN_YEAR, _MAX_YEAR = 1, 9999


@dataclass(frozen=True, slots=True)
class Blank:
    """A value whose place in a sentence is left blank (a cloze)."""

    value: Value


class NoWords(ValueError):
    """A value that cannot be said in the way a template asks."""


Shown = str | Blank | Who | Group | Event | When | Quantity | Text


@dataclass(frozen=True, slots=True)
class Phrases:
    """How one language says values; each public method is also a filter of the templates."""

    words: Words

    def show(self, value: Shown | None) -> str:
        """The value in plain words, as an answer gives it."""
        match value:
            case str() | Blank():
                return markup.BLANK if isinstance(value, Blank) else value
            case Who(entity=entity):
                return entity.name
            case Event(text=text) | Text(text=text):
                return text
            case Group(members=members):
                return self.all_([self.show(m) for m in members])
            case When(date=when):
                return self.show_date(when)
            case Quantity():
                return self.quantity(value)
            case None:
                raise NoWords("a slot is empty here")
        raise NoWords("a list of frames has no words of its own")

    # Dates

    def on(self, value: Shown) -> str:
        """When something happened: `on 23 November 2022`, `in 2022`, `around 2020`."""
        if isinstance(value, Blank):
            if not isinstance(value.value, When) or _compound(value.value.date):
                raise NoWords("only a single date can be left blank here")
            return self._on_gap(value.value.date)
        when = _date_of(value, "on")
        if when.is_interval:
            return self._between(when)
        return self._on_point(when, self._point(when.start))  # type: ignore[arg-type]

    def ask(self, value: Shown) -> str:
        """How to ask for a date of this precision: `On which date`, `In which month`."""
        when = _date_of(value.value if isinstance(value, Blank) else value, "ask")  # type: ignore[arg-type]
        if when.is_interval:
            return self.words("ask_interval")
        about = "_about" if when.approximate else ""
        return self.words(f"ask_{when.precision.name.lower()}{about}")

    def show_date(self, when: Date) -> str:
        """The date alone: `23 November 2022`, `21–22 November 2022`, `about 2020`."""
        if when.start is None or when.end is None:
            known = when.start or when.end
            key = "date_since" if when.start else "date_until"
            return self.words(key, date=self._point(known))  # type: ignore[arg-type]
        if when.is_interval:
            return self.words("date_range", start=self._start(when), end=self._point(when.end))
        shown = self._point(when.start)
        return self.words("date_about", date=shown) if when.approximate else shown

    def show_date_text(self, text: str) -> str:
        """The EDTF *text* in words."""
        return self.show_date(edtf.parse(text))

    def _on_point(self, when: Date, shown: str) -> str:
        about = "_about" if when.approximate else ""
        return self.words(f"on_{when.precision.name.lower()}{about}", date=shown)

    def _on_gap(self, when: Date) -> str:
        """The same with a gap, which says what it wants: `in ____` could be a place."""
        kind = "about" if when.approximate else "gap"
        return self.words(f"on_{when.precision.name.lower()}_{kind}", date=markup.BLANK)

    def _between(self, when: Date) -> str:
        if when.start is None or when.end is None:
            key, known = ("on_since", when.start) if when.start else ("on_until", when.end)
            shown = self._point(known)  # type: ignore[arg-type]
            return self.words(key, date=shown, the_date=self._the(known, shown))  # type: ignore[arg-type]
        start, end = self._start(when), self._point(when.end)
        the_start, the_end = self._the(when.start, start), self._the(when.end, end)
        return self.words("on_between", start=start, end=end, the_start=the_start, the_end=the_end)

    def _the(self, point: Point, shown: str) -> str:
        return self.words(f"the_{point.precision.name.lower()}", date=shown)

    def _start(self, when: Date) -> str:
        """The first date of an interval, without what the last one repeats."""
        start, end = when.start, when.end
        if start is None or end is None:
            raise NoWords("an open interval has no two ends")
        if start.precision is end.precision is Precision.DAY and start.year == end.year:
            return self._start_day(start, in_month=start.month == end.month)
        if start.precision is end.precision is Precision.MONTH and start.year == end.year:
            return _tidy(format_date(_calendar(start), "LLLL", locale=self.words.locale))
        return self._point(start)

    def _start_day(self, start: Point, *, in_month: bool) -> str:
        """The first day of an interval: `21` to 23 November, but `November 21` to November 23."""
        locale = self.words.locale
        pattern = str(get_date_format("long", locale).pattern)
        first = min("dMy", key=pattern.find)
        if first == "y" and _MIN_YEAR <= start.year <= _MAX_YEAR:
            return self._point(start)
        if first == "d" and in_month:
            day = format_date(_calendar(start), self.words("interval_day"), locale=locale)
        else:
            day = format_skeleton("MMMMd", _calendar(start), locale=locale)
        return _tidy(day)

    def _point(self, point: Point) -> str:
        if point.precision is Precision.SEASON:
            season = self.words(f"season_{point.month}")
            return self.words("season", season=season, year=self._year(point.year))
        if point.precision is Precision.YEAR:
            return self._year(point.year)
        locale = self.words.locale
        if not _MIN_YEAR <= point.year <= _MAX_YEAR:
            return self._far(point)
        if point.day:
            return _tidy(format_date(_calendar(point), "long", locale=locale))
        return _tidy(format_skeleton("yMMMM", _calendar(point), locale=locale))

    def _far(self, point: Point) -> str:
        skeleton = "MMMMd" if point.day else "MMMM"
        shown = _tidy(format_skeleton(skeleton, _calendar(point), locale=self.words.locale))
        return self.words("far_date", date=shown, year=self._year(point.year))

    def _year(self, year: int) -> str:
        return str(year) if year > 0 else self.words("year_bc", year=1 - year)

    # Numbers

    def quantity(self, value: Quantity) -> str:
        """A number with bound and unit: `about 10,000 drivers`."""
        low, high = self.number(value.low), self.number(value.high)
        shown = low if low == high else self.words("range", low=low, high=high)
        if value.unit:
            one, other = value.unit
            unit = one if value.high == 1 else other
            key = "symbol_unit" if not unit[:1].isalpha() and not unit.startswith("°") else "unit"
            shown = self.words(key, number=shown, unit=unit)
        return self.words(f"bound_{value.bound}", number=shown) if value.bound else shown

    def number(self, value: Decimal) -> str:
        """A number with the language's own separators, and as many decimals as were written."""
        places = max(0, -int(value.as_tuple().exponent))
        pattern = "#,##0" + ("." + "0" * places if places else "")
        shown = format_decimal(value, format=pattern, locale=self.words.locale)
        return _tidy(shown).replace("-", "−")

    def digits(self, value: Decimal) -> str:
        """A number as it is typed: `10000`, and `29,9` in German."""
        return f"{value:f}".replace(".", self.words.decimal_sign)

    # Lists and names

    def all_(self, value: Shown | list[str]) -> str:
        """Several answers as one phrase: `A, B and C`."""
        if isinstance(value, Group):
            value = [self.show(m) for m in value.members]
        if not isinstance(value, list):
            return self.show(value)
        return format_list(value, locale=self.words.locale)

    def several(self, value: Shown) -> bool:
        """Whether it is a list of more than one, for sentences that need another verb then."""
        shown = value.value if isinstance(value, Blank) else value
        return isinstance(shown, Group) and len(shown.members) > 1

    def capitalised(self, value: Shown) -> str:
        """The text with a capital first letter, where its first word is all in small letters."""
        text = self.show(value)
        first = text.split(maxsplit=1)[0] if text.strip() else ""
        return text[:1].upper() + text[1:] if first.islower() else text

    def lower_first(self, value: Shown) -> str:
        """The text with a small first letter."""
        text = self.show(value)
        return text[:1].lower() + text[1:]

    def possessive(self, value: Shown) -> str:
        """Whose: `Serbia's`."""
        text = self.show(value)
        key = "possessive_s" if text.endswith(self.words("possessive_ending")) else "possessive"
        return self.words(key, name=text)

    def form(self, value: Shown, name: str) -> str:
        """A named form of an entity (a grammatical case), or its name where none is given."""
        if isinstance(value, Who):
            return value.entity.forms.get(name, value.entity.name)
        return self.show(value)

    def the(self, value: Shown) -> str:
        """A noun phrase with the definite article."""
        text = self.show(value)
        if text.split(" ")[0].lower() in self.words("articles").split():
            return text
        return self.words("definite", text=text)

    def a(self, value: Shown) -> str:
        """A noun phrase with the indefinite article."""
        text = self.show(value)
        if text.split(" ")[0].lower() in self.words("articles").split():
            return text
        vowel = markup.plain(text)[:1].lower() in self.words("vowels")
        return self.words("indefinite_vowel" if vowel else "indefinite", text=text)

    def filters(self) -> dict[str, object]:
        """The filters that templates may use, by name."""
        return {
            "show": self.show, "on": self.on, "ask": self.ask, "all": self.all_,
            "s": self.possessive, "cap": self.capitalised, "lower_first": self.lower_first,
            "form": self.form, "the": self.the, "a": self.a, "several": self.several,
        }  # fmt: skip


def _date_of(value: Shown, name: str) -> Date:
    if not isinstance(value, When):
        raise NoWords(f"the filter '{name}' wants a date")
    return value.date


def _compound(when: Date) -> bool:
    return when.is_interval or when.start is None


def _calendar(point: Point) -> date:
    year = point.year
    if not _MIN_YEAR <= year <= _MAX_YEAR:
        # Python's dates end there; the calendar repeats every 400 years.
        year = 2000 + year % 400
    return date(year, point.month or 1, point.day or 1)


def _tidy(text: str) -> str:
    return text.translate(_SPACES)
