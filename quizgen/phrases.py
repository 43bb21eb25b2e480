"""Values put into words: dates, numbers, lists and names as the workspace's language writes them.

Babel knows how a language writes dates, numbers and lists; the word catalogue has the rest.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from babel.lists import format_list
from babel.numbers import format_decimal

from quizgen import edtf, markup
from quizgen.dates import Dates
from quizgen.frozen import frozen
from quizgen.values import Event, Group, Quantity, When, Who
from quizgen.values import Words as Text

if TYPE_CHECKING:
    from quizgen.edtf import Date
    from quizgen.values import Value
    from quizgen.words import Words

_KNOWN = 2**10  # numbers that are told again and again, one fact after another
_SPACES = str.maketrans({"\u202f": "\u00a0", "\u2009": "\u00a0"})


@frozen
class Blank:
    """A value whose place in a sentence is left blank (a cloze)."""

    value: Value


class NoWords(ValueError):
    """A value that cannot be said in the way a template asks."""


Shown = str | Blank | Who | Group | Event | When | Quantity | Text


@frozen
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
            return self._dates.on(value.value.date, blank=True)
        return self._dates.on(_date_of(value, "on"))

    def ask(self, value: Shown) -> str:
        """How to ask for a date of this precision: `On which date`, `In which month`."""
        when = value.value if isinstance(value, Blank) else value
        return self._dates.ask(_date_of(when, "ask"))  # type: ignore[arg-type]

    def show_date(self, when: Date) -> str:
        """The date alone: `23 November 2022`, `21–22 November 2022`, `about 2020`."""
        return self._dates.show(when)

    def show_date_text(self, text: str) -> str:
        """The EDTF *text* in words."""
        return self.show_date(edtf.parse(text))

    @property
    def _dates(self) -> Dates:
        return Dates(self.words)

    # Numbers

    def quantity(self, value: Quantity) -> str:
        """A number with bound and unit: `about 10,000 drivers`."""
        low, high = self.number(value.low), self.number(value.high)
        shown = low if low == high else self.words("range", low=low, high=high)
        if value.unit:
            unit = value.unit.form(self.words.plural(value.high))
            key = "symbol_unit" if not unit[:1].isalpha() and not unit.startswith("°") else "unit"
            shown = self.words(key, number=shown, unit=unit)
        return self.words(f"bound_{value.bound}", number=shown) if value.bound else shown

    def number(self, value: Decimal) -> str:
        """A number with the language's own separators, and as many decimals as were written."""
        return _number(self.words, str(value))

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


@lru_cache(_KNOWN)
def _number(words: Words, written: str) -> str:
    value = Decimal(written)
    places = max(0, -int(value.as_tuple().exponent))
    pattern = "#,##0" + ("." + "0" * places if places else "")
    shown = format_decimal(value, format=pattern, locale=words.locale)
    return _tidy(shown).replace("-", "−")


def _date_of(value: Shown, name: str) -> Date:
    if not isinstance(value, When):
        raise NoWords(f"the filter '{name}' wants a date")
    return value.date


def _compound(when: Date) -> bool:
    return when.is_interval or when.start is None


def _tidy(text: str) -> str:
    return text.translate(_SPACES)
