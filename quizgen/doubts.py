"""What speaks against offering a wrong answer, true or not: each of it a function of its own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from quizgen.candidates import parts_of, speaker_of
from quizgen.values import (
    Event,
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
from quizgen.wider import Wider

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizgen.answers import Answers
    from quizgen.asking import Asked
    from quizgen.candidates import Candidate
    from quizgen.kin import Kin
    from quizgen.values import Value
    from quizgen.workspace import Workspace


@dataclass(frozen=True)
class Doubts:
    """Raises doubts about candidates of one workspace."""

    workspace: Workspace
    kin: Kin
    answers: Answers

    @cached_property
    def wider(self) -> Wider:
        """Which descriptions build on others."""
        return Wider(self.workspace, self.kin)

    def any(self, asked: Asked, candidate: Candidate, stem: str, *, sides: bool = True) -> bool:
        """Whether something speaks against the candidate; *sides*: so does who disagrees."""
        return (
            self.is_named(asked, candidate.value, stem)
            or self.is_said_by_same(asked, candidate)
            or self.wider.is_put_in(asked, candidate)
            or (candidate.fact is not None and self.is_told_alike(asked, candidate.value))
            or self.is_of_one_happening(asked, candidate)
            or (sides and self.is_of_other_side(asked, candidate.value))
            or _is_vague(candidate.value)
        )

    def is_named(self, asked: Asked, value: Value, stem: str) -> bool:
        """Whether the stem names the candidate, or somebody it acts for or who acts for it."""
        folded = f" {fold(stem)} "
        given = [*self.given(asked, folded)]
        if isinstance(value, When | Quantity):
            return any(
                isinstance(v, type(value)) and kinship(value, v) is not Kinship.APART for v in given
            )
        given = [v for v in given if isinstance(v, Who | Group | Event | Words)]
        return any(
            self.is_in(member, folded) or any(self.kin.of_values(v, member) for v in given)
            for member in parts_of(value)
            if isinstance(member, Who | Words | Event)
        )

    def given(self, asked: Asked, stem: str) -> Iterator[object]:
        """What the stem names: what is given, and what else of the fact stands there."""
        for value in asked.given.values():
            yield from value.values() if isinstance(value, dict) else (value,)
        for name, value in asked.scope.items():
            if name != asked.question.asks and isinstance(value, Who) and self.is_in(value, stem):
                yield value

    def is_in(self, value: Value, stem: str) -> bool:
        """Whether a folded stem names a thing, by whichever of its names."""
        texts = self.kin.names.texts(value)
        if isinstance(value, Words | Event):
            texts |= {fold(value.text)}
        return any(f" {text} " in stem for text in texts)

    def is_told_alike(self, asked: Asked, value: Value) -> bool:
        """Whether another fact gives *value* to the same in other words: to hail is to welcome."""
        return any(
            kinship(value, answer) is not Kinship.APART or self.kin.of_values(value, answer)
            for other in self.answers.nearly_like(asked, value)
            for answer in self.answers.own(other)
        )

    def is_said_by_same(self, asked: Asked, candidate: Candidate) -> bool:
        """Whether the speaker asked about said the candidate too, or one who speaks for them."""
        by = asked.question.by
        if by is None or by == asked.question.asks:
            return False
        ours = asked.scope.get(by)
        theirs = speaker_of(candidate.fact) if candidate.fact else None
        if isinstance(ours, Who | Group) and self.is_made_by(ours, asked, candidate):
            return True
        if candidate.fact is None:
            return False  # the author says so
        if not isinstance(ours, Who | Group) or theirs is None:
            return True
        return signature(ours) == signature(theirs) or self.kin.of_values(ours, theirs)

    def is_made_by(self, speaker: Who | Group, asked: Asked, candidate: Candidate) -> bool:
        """Whether a *speaker* made a point that the candidate makes, in whatever words."""
        points = {fact.head.point for fact in self.answers.saying(candidate)} - {None}
        return asked.fact.head.point in points or any(
            self.kin.of_values(speaker, Who(id_, self.workspace.entities[id_]))
            for point in points
            for id_ in self.answers.said[point or ""]
        )

    def is_of_one_happening(self, asked: Asked, candidate: Candidate) -> bool:
        """Whether another fact gives the value to what is asked about, its whole or a part of it.

        Of dates, one that only refers to it counts too: a start may have been put off. But of a
        chain of dates the fact itself tells which comes when.
        """
        value = candidate.value
        tellings = self.kin.tellings[asked.fact.id]
        others = sorted(tellings - {asked.fact.id})
        if isinstance(value, When) and candidate.fact is not asked.fact:
            others += sorted({o for told in tellings for o in self.kin.referring.get(told, ())})
        return any(self.is_related(value, other) for other in self.parts(others))

    def is_of_other_side(self, asked: Asked, value: Value) -> bool:
        """Whether a fact that disagrees gives *value*, or, even if less exact, what may be it."""
        return any(
            self.is_related(value, side) or kinship(value, side) is not Kinship.APART
            for side in self.parts(sorted(self.kin.rivals[asked.fact.id]))
        )

    def parts(self, facts: list[str]) -> Iterator[Value]:
        """Every value of *facts*, and each member of a list among them."""
        for id_ in facts:
            for value in self.workspace.facts[id_].values():
                yield value
                if isinstance(value, Group):
                    yield from value.members

    def is_related(self, value: Value, other: Value) -> bool:
        """Whether two values are the same or related."""
        return signature(value) == signature(other) or self.kin.of_values(value, other)


def _is_vague(value: Value) -> bool:
    return isinstance(value, When) and value.vague
