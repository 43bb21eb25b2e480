"""What a fact says in one place: each slot with each citation that is to support it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizgen.frozen import frozen
from quizgen.support import REASON
from quizgen.values import Frames, Group, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizgen.items import Citation
    from quizgen.values import Value
    from quizgen.workspace import Fact


@frozen
class Stated:
    """What a fact says in one place: the slot, its value, the citation that is to support it."""

    slot: str
    value: Value
    citation: Citation
    helper: bool = False
    negated: bool = False


def stated(fact: Fact, *, negated: bool) -> Iterator[Stated]:
    """Each slot of a fact and of its frames with each citation that is to support it."""
    for name, value in fact.slots.items():
        helper = fact.kind.slots[name].helper
        if isinstance(value, Frames):
            yield from _framed(fact, name, value, negated=negated)
            continue
        own = {
            m: m.citations
            for m in (value.members if isinstance(value, Group) else ())
            if isinstance(m, Words) and m.citations
        }
        for member, cites in own.items():
            yield from (Stated(name, member, c, helper, negated) for c in cites)
        rest = _without(value, own)
        yield from (Stated(name, rest, c, helper, negated) for c in fact.citations.get(name, ()))
    for name, declared in fact.false.items():
        for wrong in declared:
            said = Words(wrong.because, REASON) if wrong.because else wrong.value
            yield from (Stated(f"not.{name}", said, c, negated=True) for c in wrong.citations)


def _framed(fact: Fact, name: str, value: Frames, *, negated: bool) -> Iterator[Stated]:
    slots = fact.kind.slots[name].frame
    for frame in value.frames:
        for inner, framed in frame.slots.items():
            cites = fact.cited_at(inner, frame)
            path = f"{name}.{inner}"
            yield from (Stated(path, framed, c, slots[inner].helper, negated) for c in cites)


def _without(value: Value, own: dict[Words, tuple[Citation, ...]]) -> Value:
    """A list without the entries that have citations of their own."""
    if isinstance(value, Group) and own:
        return Group(tuple(m for m in value.members if m not in own))
    return value
