"""Wrong answers made by rule: numbers and dates near the key, where the facts have too few.

Only where it can be proved that they are wrong. How many lie below the key is drawn first, so that
the middle one is right no more often than another.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from babel.dates import get_day_names

from quizgen import edtf
from quizgen.frozen import frozen
from quizgen.guard import Candidate, Verdict
from quizgen.items import digest
from quizgen.nearby import dates_near, numbers_near
from quizgen.siblings import unit_of
from quizgen.values import Frames, Kinship, Quantity, When, fold, kinship

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from quizgen.asking import Asked
    from quizgen.edtf import Day
    from quizgen.guard import Guard
    from quizgen.values import Value

HUNDRED = 100
Place = tuple[Decimal, ...]


@frozen(slots=False)
class Ruled:
    """Makes wrong answers near the key, in the words of one workspace."""

    guard: Guard

    def beside(self, asked: Asked, stem: str, real: Sequence[Value], count: int) -> list[Candidate]:
        """*count* wrong answers (or fewer) that go with the *real* ones."""
        drawn = sorted(self.near(asked, stem), key=lambda value: _lot(asked, value))
        key = _place(asked.key)
        lower, higher = ([v for v in drawn if (_place(v) < key) is low] for low in (True, False))
        below = self.proved(asked, stem, lower, real, count)
        above = self.proved(asked, stem, higher, real, count)
        sides = [_place(value) < key for value in real]
        for most in range(min(count, len(below) + len(above)), 0, -1):
            few = _few_below(asked, sides, most, len(below), len(above))
            if few is not None:
                return [*below[:few], *above[: most - few]]
        return []

    def near(self, asked: Asked, stem: str) -> Iterator[Value]:
        """The values near the key, on its side of all else that the fact tells."""
        key = asked.key
        if not isinstance(key, Quantity | When):
            return
        made = self.numbers(key) if isinstance(key, Quantity) else self.dates(key, stem)
        ours, until = _place(key), self.until(asked)
        others = {_place(value) for value in asked.fact.values() if _has_place(value, key)} - {ours}
        for value in made:
            is_late = isinstance(value, When) and value.date.upper > until
            if not is_late and all((other < ours) == (other < _place(value)) for other in others):
                yield value

    def numbers(self, key: Quantity) -> Iterator[Quantity]:
        """The numbers near one that is no range, nor counted in degrees.

        A share of a hundred stays within it.
        """
        if key.low != key.high or unit_of(key).startswith("°"):
            return
        most = HUNDRED if self.is_percent(key) and key.high <= HUNDRED else None
        for number in numbers_near(key.high):
            if most is None or number <= most:
                yield Quantity(number, number, key.unit, key.bound)

    def dates(self, key: When, stem: str) -> Iterator[When]:
        """The dates near one that is known; where a weekday is named, all fall on it."""
        if key.vague or key.date.approximate:
            return
        told = f"{fold(stem)} {fold(key.read or '')}".split()
        for found in dates_near(key.date, weekday=any(day in told for day in self.weekdays)):
            yield When(found)

    def proved(
        self, asked: Asked, stem: str, values: Iterable[Value], real: Sequence[Value], count: int
    ) -> list[Candidate]:
        """The first *count* of *values* that are shown to be false, and apart from one another."""
        found: list[Candidate] = []
        for value in values:
            candidate = self.candidate(asked, value)
            taken = (*real, *(c.value for c in found))
            if (
                all(kinship(value, other) is Kinship.APART for other in taken)
                and self.guard.judge(asked, candidate, stem) is Verdict.FALSE
            ):
                found.append(candidate)
            if len(found) == count:
                break
        return found

    def candidate(self, asked: Asked, value: Value) -> Candidate:
        """A value that nobody told: what shows it to be false is the key."""
        slot, because = asked.question.slot, self.because(asked)
        return Candidate(value, None, None, slot, asked.citations, because, by_rule=True)

    def because(self, asked: Asked) -> str:
        """Why a value is wrong that belongs to nothing else: what is right."""
        phrases = self.guard.workspace.phrases
        if isinstance(asked.key, Frames):
            return ""
        return phrases.words("near_value", answer=phrases.show(asked.key))

    def until(self, asked: Asked) -> Day:
        """The last day that a source can tell of as past, unless the key lies beyond it."""
        sources = self.guard.workspace.sources
        issued = [d for c in asked.citations if (d := sources[c.source].issued)]
        last = max((edtf.parse(d.date).upper for d in issued), default=_NEVER)
        return last if isinstance(asked.key, When) and asked.key.date.upper <= last else _NEVER

    def is_percent(self, key: Quantity) -> bool:
        """Whether the number is a share of a hundred."""
        units = self.guard.workspace.phrases.words("percent_units").split(",")
        return any(f"{unit_of(key)} ".startswith(f"{fold(unit)} ") for unit in units)

    @cached_property
    def weekdays(self) -> frozenset[str]:
        """The names of the days of the week."""
        locale = self.guard.workspace.phrases.words.locale
        return frozenset(fold(day) for day in get_day_names("wide", "format", locale).values())


_NEVER: Day = (10**9, 12, 31)


def _few_below(
    asked: Asked, real: Sequence[bool], count: int, below: int, above: int
) -> int | None:
    """How many of *count* made values lie below the key; so many may lie *below* and *above*.

    *real*: whether each of the other values does. None: the key could only stand between others,
    where those look for it who do not know.
    """
    least, most = max(0, count - above), min(count, below)
    total, lower = len(real) + count, sum(real)
    if least + lower > 0 and most + lower < total:
        return None
    rank = int(digest("rank", asked.identity), 16) % (total + 1)
    return min(max(rank - lower, least), most)


def _has_place(value: Value, key: Value) -> bool:
    """Whether a value has a place in the order of *key*."""
    if isinstance(value, Quantity) and isinstance(key, Quantity):
        return unit_of(value) == unit_of(key)
    return isinstance(value, When) and isinstance(key, When)


def _place(value: Value) -> Place:
    match value:
        case When(date=found):
            return tuple(map(Decimal, found.lower))
        case Quantity(low=low):
            return (low,)
    return ()


def _lot(asked: Asked, value: Value) -> str:
    return digest("near", asked.identity, *map(str, _place(value)))
