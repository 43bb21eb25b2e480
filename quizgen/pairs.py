"""A question beside a candidate for a wrong answer: what of the two can be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from quizgen.frozen import frozen
from quizgen.values import When, Who, signature

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizgen.asking import Asked
    from quizgen.guard import Candidate
    from quizgen.kin import Kin
    from quizgen.values import Value
    from quizgen.workspace import Fact


@frozen
class Sought:
    """What candidates for wrong answers to one question are held against.

    `met`: the sources that tell of each entity.
    """

    asked: Asked
    kin: Kin
    met: Mapping[str, frozenset[str]]
    sources: frozenset[str]
    topics: frozenset[str]
    date: When | None
    circumstances: Mapping[str, str]
    sides: frozenset[str]

    def beside(self, candidate: Candidate) -> Pair:
        """A *candidate* beside it, with what several lines of the tables look at."""
        return Pair(
            self, candidate, candidate.fact, self.story(candidate), self.is_of_type(candidate)
        )

    def story(self, candidate: Candidate) -> int:
        """How much a candidate is of the answer's story: of one source, met there, of one topic."""
        for citation in candidate.citations:
            if citation.source in self.sources:
                return 100
        value, other = candidate.value, candidate.fact
        is_met = isinstance(value, Who) and not self.sources.isdisjoint(self.met.get(value.id, ()))
        return 60 if is_met or (other and not self.topics.isdisjoint(other.head.topic)) else 0

    def is_of_type(self, candidate: Candidate) -> bool | None:
        """Whether both are entities of one type; None where either is none."""
        key, value = self.asked.key, candidate.value
        if not isinstance(key, Who) or not isinstance(value, Who):
            return None
        return key.entity.type == value.entity.type


def seek(asked: Asked, kin: Kin, met: Mapping[str, frozenset[str]]) -> Sought:
    """What the candidates for *asked* are held against."""
    slots, own = asked.fact.slots, asked.question.slot.partition(".")[0]
    return Sought(
        asked,
        kin,
        met,
        frozenset(c.source for c in asked.citations),
        frozenset(asked.fact.head.topic),
        date_of(asked.fact) if not isinstance(asked.key, When) else None,
        {name: signature(value) for name, value in slots.items() if name != own},
        sides_of(asked.key, kin),
    )


class Pair(NamedTuple):
    """What is sought, and a candidate for it.

    `other`: the fact that the candidate answers; none where it was declared, or made by rule.
    """

    sought: Sought
    candidate: Candidate
    other: Fact | None
    story: int
    of_type: bool | None


def date_of(fact: Fact) -> When | None:
    """The first date that a fact gives."""
    for value in fact.slots.values():
        if isinstance(value, When):
            return value
    return None


def sides_of(value: Value, kin: Kin) -> frozenset[str]:
    """All that an entity acts for or lies in, near or far."""
    if not isinstance(value, Who):
        return frozenset()
    return (kin.agency[value.id] | kin.wholes[value.id]) - {value.id}
