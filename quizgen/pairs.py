"""A question beside a candidate for a wrong answer: what of the two can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from quizgen.values import When, Who, signature

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizgen.asking import Asked
    from quizgen.guard import Candidate
    from quizgen.kin import Kin
    from quizgen.values import Value
    from quizgen.workspace import Fact


@dataclass(frozen=True, slots=True)
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
    """What is sought, and a candidate for it."""

    sought: Sought
    candidate: Candidate

    @property
    def other(self) -> Fact | None:
        """The fact that the candidate answers; none where it was declared, or made by rule."""
        return self.candidate.fact

    def shares_source(self) -> bool:
        """Whether both answers are read in one source."""
        return any(c.source in self.sought.sources for c in self.candidate.citations)

    def is_met(self) -> bool:
        """Whether it is somebody whom a source of the answer tells of, whatever it tells."""
        value = self.candidate.value
        return isinstance(value, Who) and not self.sought.sources.isdisjoint(
            self.sought.met.get(value.id, ())
        )

    def shares_topic(self) -> bool:
        """Whether both facts are of one topic."""
        return self.other is not None and not self.sought.topics.isdisjoint(self.other.head.topic)


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
