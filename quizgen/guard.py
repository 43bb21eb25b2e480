"""The truth guard: whether a candidate may stand as a wrong answer, and what proves it wrong.

Three values. TRUE: the candidate is also right. FALSE: the facts or the author's declarations
show that it is wrong. UNKNOWN: nothing shows either. Only what is FALSE becomes a distractor.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

from quizgen.asking import questions_of
from quizgen.kin import Kin
from quizgen.values import Event, Group, Kinship, When, Who, Words, fold, kinship, signature

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from quizgen.asking import Asked
    from quizgen.items import Citation
    from quizgen.values import Frame, Value
    from quizgen.workspace import Fact, Workspace


class Verdict(Enum):
    """What the facts say of a candidate."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that might stand as a wrong answer: whose answer it is, and where that is read.

    `because` and no fact: the author declared it false.
    """

    value: Value
    fact: Fact | None
    frame: Frame | None
    slot: str
    citations: tuple[Citation, ...]
    because: str | None = None


@dataclass(frozen=True)
class Guard:
    """Judges candidates against one workspace."""

    workspace: Workspace

    @cached_property
    def kin(self) -> Kin:
        """How entities and happenings are related."""
        return Kin(self.workspace)

    @cached_property
    def asked(self) -> Mapping[tuple[str, ...], tuple[Asked, ...]]:
        """Every question by kind, asked slot, what is given and what is answered."""
        found: dict[tuple[str, ...], list[Asked]] = {}
        for fact in self.workspace.facts.values():
            for asked in questions_of(fact, silenced=True):
                found.setdefault(self.place_of(asked, asked.key), []).append(asked)
        return {place: tuple(questions) for place, questions in found.items()}

    @cached_property
    def said(self) -> Mapping[str, frozenset[str]]:
        """Who made each point: entity ids by point."""
        return {
            point: frozenset(
                id_ for fact in facts if (who := speaker_of(fact)) for id_ in _ids(who)
            )
            for point, facts in self.by_point.items()
        }

    @cached_property
    def by_point(self) -> Mapping[str, tuple[Fact, ...]]:
        """The facts that make each point."""
        found: dict[str, list[Fact]] = {}
        for fact in self.workspace.facts.values():
            if fact.head.point:
                found.setdefault(fact.head.point, []).append(fact)
        return {point: tuple(facts) for point, facts in found.items()}

    def judge(self, asked: Asked, candidate: Candidate, stem: str) -> Verdict:
        """Whether *candidate* is false as an answer to *asked*, whose stem reads *stem*."""
        if self.is_right(asked, candidate):
            return Verdict.TRUE
        if self.is_doubtful(asked, candidate, stem):
            return Verdict.UNKNOWN
        return Verdict.FALSE if self.is_wrong(asked, candidate) else Verdict.UNKNOWN

    # What makes a candidate right

    def is_right(self, asked: Asked, candidate: Candidate) -> bool:
        """Whether the candidate is, or may be, an answer too."""
        value = candidate.value
        closed = _is_closed(asked)
        right = (asked.key, *self.also_right(asked, value))
        if any(_both(one, value, closed) for one in right):
            return True
        if candidate.fact is None:
            return False  # the author says so, and knows of the relation
        return any(self.kin.of_values(one, value) for one in right)

    def also_right(self, asked: Asked, value: Value) -> Iterator[Value]:
        """The other answers, held for true by facts and author, that *value* may be."""
        yield from asked.fact.also_true.get(asked.question.slot, ())
        yield from self.answers(asked, value)
        for id_ in self.workspace.opposed.get(asked.fact.id, ()):
            other = self.workspace.facts[id_]
            if other.kind is asked.fact.kind and asked.question.asks in other.slots:
                yield other.slots[asked.question.asks]
        if asked.question.by == asked.question.asks and asked.fact.head.point:
            for id_ in sorted(self.said[asked.fact.head.point]):
                yield Who(id_, self.workspace.entities[id_])

    def accepted(self, asked: Asked) -> Iterator[Value]:
        """What a learner who writes the answer may write as well."""
        yield from asked.fact.also_true.get(asked.question.slot, ())
        point, source = asked.fact.head.point, self.bound_to(asked)
        if point and asked.question.by == asked.question.asks:
            for other in self.by_point[point]:
                speaker = speaker_of(other)
                if speaker and source in other.sources():
                    yield from speaker.members if isinstance(speaker, Group) else (speaker,)

    def answers(self, asked: Asked, value: Value) -> Iterator[Value]:
        """What the facts answer, like *value*, where the same is given, or what may be the same."""
        place = self.place_of(asked, value)
        # A list, which holds what may be right of it, is kept under no value.
        for where in dict.fromkeys((place, (*place[:-1], ""))):
            for other in self.asked.get(where, ()):
                if all(map(self.kin.may_be_one, asked.givens, other.givens)):
                    yield other.key

    def place_of(self, asked: Asked, value: Value) -> tuple[str, ...]:
        """Where to look for questions that may be the same and have *value* for an answer."""
        places = map(self.kin.index, (*asked.givens, value))
        return asked.fact.kind.name, asked.question.slot, *places

    # What makes it doubtful

    def is_doubtful(self, asked: Asked, candidate: Candidate, stem: str) -> bool:
        """Whether something speaks against offering the candidate, true or not."""
        return (
            self.is_named(asked, candidate.value, stem)
            or self.is_said_by_same(asked, candidate)
            or self.is_of_one_happening(asked, candidate.value)
            or _is_vague(candidate.value)
        )

    def is_named(self, asked: Asked, value: Value, stem: str) -> bool:
        """Whether the stem names the candidate, or somebody it acts for or who acts for it."""
        if isinstance(value, Words | Event):
            return f" {fold(value.text)} " in f" {fold(stem)} "
        if not isinstance(value, Who | Group):
            return False
        given = [
            v
            for name, v in asked.scope.items()
            if name != asked.question.asks and _in_stem(v, stem)
        ]
        members = value.members if isinstance(value, Group) else (value,)
        return any(
            _in_stem(member, stem) or any(self.kin.of_values(v, member) for v in given)
            for member in members
        )

    def is_said_by_same(self, asked: Asked, candidate: Candidate) -> bool:
        """Whether the speaker asked about said the candidate too, or one who speaks for them."""
        by = asked.question.by
        if by is None or by == asked.question.asks or candidate.fact is None:
            return False
        ours, theirs = asked.scope.get(by), speaker_of(candidate.fact)
        if not isinstance(ours, Who | Group) or theirs is None:
            return True
        point = candidate.fact.head.point
        if point and (point == asked.fact.head.point or _ids(ours) & self.said[point]):
            return True
        return signature(ours) == signature(theirs) or self.kin.of_values(ours, theirs)

    def is_of_one_happening(self, asked: Asked, value: Value) -> bool:
        """Whether another fact gives *value* to what is asked about, its whole or a part of it.

        A fact that disagrees counts as much, even where it is less exact: its side is no wrong
        answer to the other. Of dates, one that only refers to it counts too: a start may have been
        put off.
        """
        facts, tellings = self.workspace.facts, self.kin.tellings[asked.fact.id]
        others = sorted(tellings - {asked.fact.id})
        if isinstance(value, When):
            others += sorted({o for told in tellings for o in self.kin.referring.get(told, ())})
        given = [v for id_ in others for v in facts[id_].values()]
        sides = [v for id_ in self.kin.rivals[asked.fact.id] for v in facts[id_].values()]
        return any(
            signature(value) == signature(other) or self.kin.of_values(value, other)
            for other in (*given, *sides)
        ) or any(kinship(value, other) is not Kinship.APART for other in sides)

    # What proves it wrong

    def is_wrong(self, asked: Asked, candidate: Candidate) -> bool:
        """Whether the candidate is shown to be false."""
        question = asked.question
        return (
            candidate.because is not None
            or candidate.fact is None
            or question.one
            or _is_closed(asked)
            or self.belongs_elsewhere(asked, candidate)
            or self.is_outside(asked, candidate)
        )

    def belongs_elsewhere(self, asked: Asked, candidate: Candidate) -> bool:
        """Whether the candidate's own fact gives it to something else, and it has but one."""
        inverse, other = asked.question.inverse, candidate.fact
        if inverse is None or other is None or other.kind is not asked.fact.kind:
            return False
        ours, theirs = asked.scope.get(inverse), other.slots.get(inverse)
        if ours is None or theirs is None or kinship(ours, theirs) is not Kinship.APART:  # type: ignore[arg-type]
            return False
        if self.kin.of_values(ours, theirs) or self.kin.is_wider(ours, candidate.value):
            return False
        if self.kin.is_wider(theirs, asked.key):
            return False
        return asked.question.during is None or self.held_then(asked, other)

    def held_then(self, asked: Asked, other: Fact) -> bool:
        """Whether the other fact's interval covers the date that is asked about."""
        interval = other.slots.get(asked.question.during or "")
        dates = [v for v in asked.scope.values() if isinstance(v, When)]
        point = min(dates, key=lambda w: (w.date.is_interval, w.date.text), default=None)
        if not isinstance(interval, When) or point is None:
            return False
        return interval.date.covers(point.date)

    def is_outside(self, asked: Asked, candidate: Candidate) -> bool:
        """Whether the source the item is bound to is complete on the point and lacks it."""
        source = self.bound_to(asked)
        if source is None or asked.question.bound not in self.workspace.sources[source].complete:
            return False
        if isinstance(candidate.value, Who | Group):
            return True
        return any(c.source == source for c in candidate.citations)

    def bound_to(self, asked: Asked) -> str | None:
        """The source that a bound question is right for: a complete one where there is one."""
        bound = asked.question.bound
        if bound is None:
            return None
        cited = [c.source for c in asked.citations]
        complete = (s for s in cited if bound in self.workspace.sources[s].complete)
        return next(complete, cited[0])


def speaker_of(fact: Fact) -> Who | Group | None:
    """Who speaks in a fact: what stands in its slot with the role `speaker`."""
    for name, slot in fact.kind.slots.items():
        value = fact.slots.get(name)
        if slot.role == "speaker" and isinstance(value, Who | Group):
            return value
    return None


def _both(one: Value, other: Value, closed: bool) -> bool:  # noqa: FBT001
    """Whether two values may both be right; of a closed list only the whole list is."""
    kin = kinship(one, other)
    if closed and isinstance(one, Group) and isinstance(other, Group):
        return set(map(signature, other.members)) <= set(map(signature, one.members))
    return kin is not Kinship.APART


def _is_closed(asked: Asked) -> bool:
    return asked.question.slot in asked.fact.head.closed


def _is_vague(value: Value) -> bool:
    return isinstance(value, When) and value.vague


def _ids(value: Who | Group) -> frozenset[str]:
    members = value.members if isinstance(value, Group) else (value,)
    return frozenset(m.id for m in members if isinstance(m, Who))


def _in_stem(value: object, stem: str) -> bool:
    """Whether the stem names an entity, by its name or one of its aliases."""
    if not isinstance(value, Who):
        return False
    folded = f" {fold(stem)} "
    names = (value.entity.name, *value.entity.aliases)
    return any(f" {fold(name)} " in folded for name in names)
