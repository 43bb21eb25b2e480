"""Wrong answers from sibling facts: found through indexes, proved false, the most plausible first.

No random generator and no score that looks at other items: a new fact changes an item only where
its value becomes one of that item's options.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from quizgen.guard import Candidate, Guard, Verdict
from quizgen.items import digest
from quizgen.siblings import Siblings, unit_of
from quizgen.values import (
    Event,
    Frames,
    Group,
    Kinship,
    Quantity,
    When,
    Who,
    Words,
    fold,
    kinship,
    signature,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizgen.asking import Asked
    from quizgen.values import Value
    from quizgen.workspace import Fact, Workspace

ENOUGH = 3  # wrong answers: three suffice (Rodriguez 2005, doi 10.1111/j.1745-3992.2005.00006.x)
LEAST = 2  # fewer make no choice item
FACTOR = 5  # numbers further apart than this look absurd beside each other,
LEAST_STEP = Decimal("0.05")  # and nearer than this part of the greater one, like a trick
MOST_YEARS = 150  # between the dates of one item

# What makes a wrong answer plausible, and how much it counts. Each looks at the two facts only.
WEIGHTS = {
    "declared": 100,  # by the author, as false
    "same fact": 8,  # the old deadline beside the new one
    "same source": 6,  # others look absurd beside the answer
    "same kind and slot": 4,
    "same topic": 3,
    "same type": 3,  # a person beside a person
    "like length": 2,  # within half as long again
    "near": 2,  # in time or in size
}


@dataclass(frozen=True)
class Distractors:
    """Finds wrong answers in one workspace."""

    workspace: Workspace
    guard: Guard

    @cached_property
    def siblings(self) -> Siblings:
        """What may be offered at all."""
        return Siblings(self.workspace)

    def find(self, asked: Asked, stem: str, count: int = ENOUGH) -> list[Candidate]:
        """Up to *count* wrong answers to *asked*, each proved false, the most plausible first."""
        chosen: dict[str, Candidate] = {}
        for candidate in self.ranked(asked):
            if len(chosen) == count:
                break
            mark = fold(self.print(candidate.value))
            if (
                mark
                and mark not in chosen
                and self.guard.judge(asked, candidate, stem) is Verdict.FALSE
            ):
                if any(self.overlap(candidate.value, c.value) for c in chosen.values()):
                    continue
                chosen[mark] = candidate
        return list(chosen.values())

    def ranked(self, asked: Asked) -> list[Candidate]:
        """The candidates of the question's pool, the most plausible first."""
        best: dict[str, tuple[int, str, Candidate]] = {}
        for candidate in self.pool(asked):
            if not _fits(asked, candidate):
                continue
            score = plausibility(asked, candidate)
            tie = digest(
                asked.identity,
                self.lasting(candidate.value),
                candidate.fact.identity if candidate.fact else "",
            )
            key = signature(candidate.value)
            if key not in best or (-score, tie) < best[key][:2]:
                best[key] = (-score, tie, candidate)
        return [candidate for *_, candidate in sorted(best.values(), key=lambda entry: entry[:2])]

    def lasting(self, value: Value) -> str:
        """The value's signature, by first ids: what is renamed keeps its place."""
        match value:
            case Who(id=id_) | Event(id=id_):
                return f"@{self.workspace.first_id(id_)}"
            case Group(members=members):
                return f"[{' | '.join(sorted(map(self.lasting, members)))}]"
        return signature(value)

    def pool(self, asked: Asked) -> Iterator[Candidate]:
        """What may be offered: declared false values, then those of sibling slots."""
        for declared in asked.fact.false.get(asked.question.slot, ()):
            because = declared.because or ""
            yield Candidate(
                declared.value, None, None, asked.question.slot, declared.citations, because
            )
        yield from self.siblings.of(asked)

    def overlap(self, one: Value, other: Value) -> bool:
        """Whether two options may both be true of one thing (Haladyna rule 22)."""
        if isinstance(one, Group) and isinstance(other, Group):
            return signature(one) == signature(other)
        return kinship(one, other) is not Kinship.APART or self.guard.kin.overlap(one, other)

    def print(self, value: Value) -> str:
        """The value as an option prints it."""
        return self.workspace.phrases.show(value) if not isinstance(value, Frames) else ""


def plausibility(asked: Asked, candidate: Candidate) -> int:
    """How plausible a candidate is as an answer, by WEIGHTS."""
    return sum(WEIGHTS[trait] for trait in _traits(asked, candidate))


def _traits(asked: Asked, candidate: Candidate) -> Iterator[str]:
    fact = candidate.fact
    if fact is None:
        yield "declared"
        return
    if fact is asked.fact:
        yield "same fact"
    if {c.source for c in asked.citations} & {c.source for c in candidate.citations}:
        yield "same source"
    if fact.kind is asked.fact.kind and candidate.slot == asked.question.slot:
        yield "same kind and slot"
    if set(fact.head.topic) & set(asked.fact.head.topic):
        yield "same topic"
    if _same_type(asked.key, candidate.value):
        yield "same type"
    if _like_length(asked.key, candidate.value):
        yield "like length"
    if _near(asked.key, candidate.value):
        yield "near"


def _fits(asked: Asked, candidate: Candidate) -> bool:
    """Whether the candidate is not absurd beside the key: near enough in time or size."""
    if candidate.fact is None:
        return True
    if candidate.fact is not asked.fact and not _same_unit(asked, candidate.fact):
        return False
    match asked.key, candidate.value:
        case When() as key, When() as value:
            return abs(key.date.lower[0] - value.date.lower[0]) <= MOST_YEARS
        case Quantity() as key, Quantity() as value:
            small, large = sorted((abs(key.high), abs(value.high)))
            return small > 0 and large / small <= FACTOR and large - small >= LEAST_STEP * large
    return True


def _same_unit(asked: Asked, other: Fact) -> bool:
    """Whether another fact's number, where the question gives one, has the unit of ours."""
    ours, theirs = (f.slots.get(asked.question.inverse or "") for f in (asked.fact, other))
    if not isinstance(ours, Quantity) or not isinstance(theirs, Quantity):
        return True
    return unit_of(ours) == unit_of(theirs)


def _same_type(key: Value, value: Value) -> bool:
    return isinstance(key, Who) and isinstance(value, Who) and key.entity.type == value.entity.type


def _like_length(key: Value, value: Value) -> bool:
    if not isinstance(key, Words | Event) or not isinstance(value, Words | Event):
        return False
    ours, theirs = len(key.text.split()), len(value.text.split())
    return 2 * max(ours, theirs) <= 3 * min(ours, theirs)


def _near(key: Value, value: Value) -> bool:
    match key, value:
        case When(), When():
            (y1, m1, _), (y2, m2, _) = key.date.lower, value.date.lower
            return abs((y1 - y2) * 12 + m1 - m2) <= (2 if key.date.precision > 1 else 240)
        case Quantity(), Quantity():
            return Decimal("0.4") <= abs(value.high / key.high) <= Decimal("2.5")
    return False
