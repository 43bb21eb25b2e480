"""What a machine can read in a text of a language: words, numbers, negations.

Which words those are stands in a file per language (`templates/reading/en.yaml`).
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from babel.numbers import get_decimal_symbol, get_group_symbol
from pydantic import BeforeValidator, Field

from quizgen.frozen import frozen
from quizgen.model import Written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:'[^\W\d_]{1,2}(?![^\W_]))?")
_DIGITS = re.compile(r"(?<![\d.,])(?:\d{1,3}(?:[.,' ]\d{3}(?!\d))+|\d+)(?:[.,]\d+)?(?!\d)")
_LETTERS = re.compile(r"[^\W\d_]+")
_SCALE = re.compile(r"[ -]?([^\W\d_]+)")
_PARTED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_HUNDRED, _THOUSAND = 100, 1000

Counts = dict[str, int]
List = Annotated[tuple[str, ...], BeforeValidator(lambda v: v if isinstance(v, list) else [v])]


class ReadingRecord(Written):
    """How a language tells numbers, dates and negations, as written."""

    numbers: Counts = Field(default={})
    ranks: Counts = Field(default={})
    scales: Counts = Field(default={})
    joiners: List = ()
    compounds: bool = False
    articles: List = ()
    vague: List = ()
    ordinals: List = ()
    between: List = ()
    days: Counts = Field(default={})
    units: dict[str, Literal["day", "week", "month", "year", "decade"]] = Field(default={})
    this: List = ()
    last: List = ()
    next: List = ()
    ago: List = ()
    later: List = ()
    negations: List = ()
    pronouns: List = ()
    titles: List = ()
    capitals: Literal["names", "nouns"] = "names"


class Word(NamedTuple):
    """A word of a text: how it is compared, where it stands, whether it has a capital."""

    key: str
    start: int
    end: int
    capital: bool


@frozen
class Number:
    """A number that a text tells, and where; `word`: it is written out."""

    value: Decimal
    start: int
    end: int
    word: bool = False


@lru_cache(maxsize=2**15)
def bare(text: str) -> str:
    """*text* without accents and case."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text)
    return "".join([c for c in plain if not unicodedata.combining(c)]).casefold()


def small(text: str) -> str:
    """*text* in small letters, each where it stood: patterns that mind no case are far slower."""
    return text.replace("İ", "i").lower()  # the one letter that would become two


def keys_of(text: str) -> list[str]:
    """How the words of *text* are compared, without where they stand."""
    return [_read(word)[0] for word in _WORD.findall(text)]


@lru_cache(maxsize=2**10)  # passages are long, and those near each other are compared
def words_of(text: str) -> tuple[Word, ...]:
    """The words of *text*; `U.S.` is one, and what an apostrophe adds is no part of one."""
    found = []
    for match in _WORD.finditer(text):
        key, length, capital = _read(match[0])
        start = match.start()
        found.append(Word(key, start, start + length, capital))
    return tuple(found)


@lru_cache(maxsize=2**15)
def _read(word: str) -> tuple[str, int, bool]:
    """How a *word* is compared, how long it is without what an apostrophe adds, and its capital."""
    whole = word.partition("'")[0]
    return bare(whole.replace(".", "")), len(whole), whole[0].isupper()


@frozen(slots=False)
class Reading:
    """A language as texts use it; `language` is what CLDR knows it by."""

    language: str
    data: ReadingRecord
    seasons: tuple[tuple[str, int], ...] = ()

    # Numbers

    def numbers(self, text: str) -> list[Number]:
        """Every number in *text*; one that can be read in two ways is there twice."""
        found = [n for m in _DIGITS.finditer(text) for n in self._digits(text, m)]
        return found + list(self._written(text))

    def _digits(self, text: str, match: re.Match[str]) -> Iterator[Number]:
        scale = self._scale_after(text, match.end())
        values = self._values(match[0])
        for value in values:
            yield Number(value, match.start(), match.end())
            if scale:
                yield Number(value * scale[0], match.start(), scale[1])

    def _values(self, digits: str) -> set[Decimal]:
        """What *digits* may mean: `10.000` is two numbers where a point parts thousands."""
        parted = {ord(self._group): None, ord(" "): None, ord("'"): None}
        readings = {digits.translate(parted).replace(self._decimal, ".")}
        if _PARTED.fullmatch(digits):
            readings.add(re.sub(r"\D", "", digits))
        # What has several points or commas is a list or a version, not one number.
        whole = {r for r in readings if re.fullmatch(r"\d+(?:\.\d+)?", r)}
        return {Decimal(r) for r in whole or set(re.findall(r"\d+", digits))}

    def _scale_after(self, text: str, position: int) -> tuple[int, int] | None:
        match = _SCALE.match(text, position)
        scale = self._scales.get(bare(match[1])) if match else None
        return (scale, match.end()) if scale and match else None

    def _written(self, text: str) -> Iterator[Number]:
        """Numbers in words: a run of number words that counts as one."""
        keys = (
            _LETTERS.findall(small(text)) if text.isascii() else map(bare, _LETTERS.findall(text))
        )
        if not self.data.compounds and self._known.keys().isdisjoint(keys):
            return
        run: list[tuple[int, re.Match[str]]] = []
        for match in _LETTERS.finditer(text):
            key = bare(match[0])
            if run and key in self.data.joiners:
                continue  # the gap before the next number word tells whether it joins the two
            values = self._word_values(key)
            gap = text[run[-1][1].end() : match.start()] if run else ""
            if run and not self._goes_on(run, values, gap):
                yield self._number(run)
                run = []
            if values and (run or not self._only_scale(values, text, match)):
                run += [(value, match) for value in values]
        if run:
            yield self._number(run)

    def _only_scale(self, values: list[int], text: str, match: re.Match[str]) -> bool:
        """Whether the word multiplies digits that stand before it, and is counted with them."""
        return values[0] in self._scales.values() and bool(
            re.search(r"\d[ -]?$", text[max(0, match.start() - 3) : match.start()])
        )

    def _goes_on(self, run: list[tuple[int, re.Match[str]]], values: list[int], gap: str) -> bool:
        """Whether a number word after *gap* belongs to the number before it."""
        joined = bare(gap).strip(" -")
        if not values or (joined and joined not in self.data.joiners):
            return False
        last, value = run[-1][0], values[0]
        if joined:
            return last >= _HUNDRED and value < last
        if value in self._scales.values():
            return True
        return last >= _HUNDRED or (last % 10 == 0 and last >= 20 and value < 10)  # noqa: PLR2004

    def _number(self, run: list[tuple[int, re.Match[str]]]) -> Number:
        value = Decimal(_sum([value for value, _ in run]))
        return Number(value, run[0][1].start(), run[-1][1].end(), word=True)

    def _word_values(self, key: str) -> list[int]:
        """The number words that *key* is, or is put together from; none for other words."""
        known = self._known
        if key in known:
            return [known[key]] if len(key) > 2 else []  # noqa: PLR2004  (`m`, `bn` follow digits)
        if not self.data.compounds or not self._compound.fullmatch(key):
            return []
        parts = [m[0] for m in self._piece.finditer(key)]
        return _turned([known[p] for p in parts if p in known])

    @cached_property
    def _known(self) -> dict[str, int]:
        return self._small | self._scales

    @cached_property
    def _small(self) -> dict[str, int]:
        counted = {**self.data.ranks, **self.data.numbers}
        return {bare(word): value for word, value in counted.items()}

    @cached_property
    def _scales(self) -> dict[str, int]:
        return {bare(word): value for word, value in self.data.scales.items()}

    @cached_property
    def _piece(self) -> re.Pattern[str]:
        known = {*self._small, *self._scales, *map(bare, self.data.joiners)}
        return re.compile("|".join(map(re.escape, sorted(known, key=lambda w: (-len(w), w)))))

    @cached_property
    def _compound(self) -> re.Pattern[str]:
        return re.compile(f"(?:{self._piece.pattern})+")

    @cached_property
    def _group(self) -> str:
        sign = get_group_symbol(self.language.replace("-", "_"))
        return sign if sign in ".,'" else " "

    @cached_property
    def _decimal(self) -> str:
        return get_decimal_symbol(self.language.replace("-", "_"))

    def is_vague(self, text: str, number: Number) -> bool:
        """Whether *number* is written with a word that means more than a number."""
        more = (*self.data.vague, *self.data.ranks)
        return bare(text[number.start : number.end]) in map(bare, more)

    # Negations

    def negations(self, text: str) -> list[int]:
        """Where *text* turns something into its opposite."""
        return [m.start() for m in self._negation.finditer(small(text))]

    @cached_property
    def _negation(self) -> re.Pattern[str]:
        words = [small(word) for word in self.data.negations]
        ends = [re.escape(w[1:]) for w in words if w.startswith("-")]
        whole = [re.escape(w) for w in words if not w.startswith("-")]
        parts = [rf"\b(?:{'|'.join(whole)})\b"] if whole else []
        parts += [rf"(?:{'|'.join(ends)})\b"] if ends else []
        return re.compile("|".join(parts) or r"(?!)")


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Any of *words* in small letters, whole, the longest first; nothing where there are none."""
    longest = sorted(map(small, words), key=lambda word: (-len(word), word))
    return re.compile(
        rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)" if longest else r"(?!)"
    )


def _sum(values: list[int]) -> int:
    """What number words in a row come to: `two hundred fifty thousand`."""
    total = current = 0
    for value in values:
        if value >= _THOUSAND:
            total, current = total + max(1, current) * value, 0
        elif value == _HUNDRED or (value == 12 and current and current < 10):  # noqa: PLR2004
            current = max(1, current % _HUNDRED or current) * value
        else:
            current += value
    return total + current


def _turned(values: list[int]) -> list[int]:
    """The values of a compound, a ten before the unit that was spoken first."""
    for n in range(len(values) - 1):
        unit, ten = values[n], values[n + 1]
        if unit < 10 <= ten < _HUNDRED and ten % 10 == 0 and ten >= 20:  # noqa: PLR2004
            values[n], values[n + 1] = ten, unit
    return values
