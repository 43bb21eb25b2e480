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
    from collections.abc import Iterator, Mapping

    from quizgen.asking import Asked
    from quizgen.kinds import Slot
    from quizgen.values import Frame, Value
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
    def by_slot(self) -> Mapping[str, tuple[Candidate, ...]]:
        """Every value of every slot, by `kind.slot`."""
        found: dict[str, list[Candidate]] = {}
        for fact in self.workspace.facts.values():
            for candidate in _values_of(fact):
                found.setdefault(f"{fact.kind.name}.{candidate.slot}", []).append(candidate)
        return {slot: tuple(candidates) for slot, candidates in found.items()}

    @cached_property
    def by_role(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """The slots of all kinds that share a type and a role."""
        found: dict[tuple[str, str], list[str]] = {}
        for kind in self.workspace.kinds.values():
            for path, slot in _paths(kind.slots):
                for role in filter(None, [slot.role, slot.type if slot.type == "date" else None]):
                    found.setdefault((slot.type, role), []).append(f"{kind.name}.{path}")
        return {key: tuple(slots) for key, slots in found.items()}

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
                asked.path, signature(candidate.value), candidate.fact.id if candidate.fact else ""
            )
            key = signature(candidate.value)
            if key not in best or (-score, tie) < best[key][:2]:
                best[key] = (-score, tie, candidate)
        return [candidate for *_, candidate in sorted(best.values(), key=lambda entry: entry[:2])]

    def pool(self, asked: Asked) -> Iterator[Candidate]:
        """What may be offered: declared false values, then those of sibling slots."""
        for declared in asked.fact.false.get(asked.question.slot, ()):
            because = declared.because or ""
            yield Candidate(
                declared.value, None, None, asked.question.slot, declared.citations, because
            )
        for slot in self.slots_of(asked):
            for candidate in self.by_slot.get(slot, ()):
                if candidate.fact is not asked.fact or candidate.frame is not asked.frame:
                    yield candidate

    def slots_of(self, asked: Asked) -> tuple[str, ...]:
        """The slots that the question's wrong answers come from."""
        if asked.question.pool:
            return asked.question.pool
        own = (
            asked.fact.kind.slot(asked.question.slot) or asked.fact.kind.slots[asked.question.asks]
        )
        role = own.role or (own.type if own.type == "date" else None)
        same = f"{asked.fact.kind.name}.{asked.question.slot}"
        return self.by_role[own.type, role] if role else (same,)

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
    """Whether the candidate can be compared with the key at all: type, precision, unit, shape."""
    key, value = asked.key, candidate.value
    if candidate.fact is None:
        return True
    if candidate.fact is not asked.fact and not _same_subject(asked, candidate.fact):
        return False
    match key, value:
        case When(), When():
            return _shape(key) == _shape(value) and _years_apart(key, value) <= MOST_YEARS
        case Quantity(), Quantity():
            return _comparable(key, value)
        case Who(), Who():
            slot = asked.fact.kind.slot(asked.question.slot)
            speaks = slot is not None and slot.role == "speaker"
            return speaks or key.entity.type == value.entity.type
    return type(key) is type(value)


def _same_subject(asked: Asked, other: Fact) -> bool:
    """Whether another fact has what the question wants siblings to share."""
    return all(
        name in other.slots and signature(other.slots[name]) == signature(asked.fact.slots[name])
        for name in asked.question.same
        if name in asked.fact.slots
    )


def _shape(value: When) -> tuple[object, ...]:
    return value.date.precision, value.date.is_interval, value.date.approximate


def _years_apart(key: When, value: When) -> int:
    return abs(key.date.lower[0] - value.date.lower[0])


def _comparable(key: Quantity, value: Quantity) -> bool:
    if (key.unit and fold(key.unit[1])) != (value.unit and fold(value.unit[1])):
        return False
    if (key.low == key.high) != (value.low == value.high) or key.bound != value.bound:
        return False
    small, large = sorted((abs(key.high), abs(value.high)))
    return small > 0 and large / small <= FACTOR and large - small >= LEAST_STEP * large


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


def _values_of(fact: Fact) -> Iterator[Candidate]:
    """Every value of a fact's slots; what is only inferred or uncited is no evidence."""
    for name, value in fact.slots.items():
        if fact.kind.slots[name].helper:
            continue
        if isinstance(value, Frames):
            for frame in value.frames:
                yield from _values_in(fact, name, frame)
        elif cites := fact.cited_at(name):
            yield Candidate(value, fact, None, name, cites)


def _values_in(fact: Fact, slot: str, frame: Frame) -> Iterator[Candidate]:
    for inner, value in frame.slots.items():
        if cites := fact.cited_at(inner, frame):
            yield Candidate(value, fact, frame, f"{slot}.{inner}", cites)


def _paths(slots: Mapping[str, Slot]) -> Iterator[tuple[str, Slot]]:
    for name, slot in slots.items():
        yield name, slot
        for inner, framed in slot.frame.items():
            yield f"{name}.{inner}", framed
