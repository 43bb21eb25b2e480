"""What might stand as a wrong answer, and what may be said of it."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from quizgen.frozen import frozen
from quizgen.values import Group, Who

if TYPE_CHECKING:
    from quizgen.items import Citation
    from quizgen.values import Frame, Value
    from quizgen.workspace import Fact


class Verdict(Enum):
    """What the facts say of a candidate."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"


@frozen
class Candidate:
    """A value that might stand as a wrong answer: whose answer it is, and where that is read.

    `because` and no fact: the author declared it false, unless it was made `by_rule`.
    """

    value: Value
    fact: Fact | None
    frame: Frame | None
    slot: str
    citations: tuple[Citation, ...]
    because: str | None = None
    by_rule: bool = False


def speaker_of(fact: Fact) -> Who | Group | None:
    """Who speaks in a fact: what stands in its slot with the role `speaker`."""
    for name, slot in fact.kind.slots.items():
        value = fact.slots.get(name)
        if slot.role == "speaker" and isinstance(value, Who | Group):
            return value
    return None


def parts_of(value: Value) -> tuple[Value, ...]:
    """The members of a group; of anything else, itself."""
    return value.members if isinstance(value, Group) else (value,)


def ids_of(value: Value) -> frozenset[str]:
    """The ids of the entities that a value names."""
    return frozenset(m.id for m in parts_of(value) if isinstance(m, Who))
