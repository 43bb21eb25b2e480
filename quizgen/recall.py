"""What was made of each fact, kept from run to run: made anew only where it may differ."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from quizgen.cache import key_of
from quizgen.items import Item  # noqa: TC001  (pydantic reads the annotations)
from quizgen.maker import Omission  # noqa: TC001  (again)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from quizgen.cache import Cache
    from quizgen.cited import Citation
    from quizgen.surroundings import Surroundings
    from quizgen.workspace import Fact

# Where things stand in files, which moves with every line that is added above.
_OF_CITATIONS = {"__all__": {"span"}}
_PLACES: Any = {"items": {"__all__": {
    "span": True,
    "citations": _OF_CITATIONS,
    "disagreeing": _OF_CITATIONS,
    "options": {"__all__": {"citations": _OF_CITATIONS}},
    "key_citations": {"__all__": _OF_CITATIONS},
}}}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Made:
    """What came of asking one fact.

    `reasons`: which items are left out again, by id, and why; `cues`: those that their options give
    away; `shared`: those, by id, that another fact may answer otherwise; `is_sound`: whether no
    template failed.
    """

    items: tuple[Item, ...] = ()
    omissions: tuple[Omission, ...] = ()
    reasons: tuple[tuple[str, str], ...] = ()
    cues: tuple[tuple[str, str], ...] = ()
    shared: tuple[str, ...] = ()
    is_sound: bool = True


@dataclass(frozen=True)
class Recall:
    """Makes what the cache does not hold; what it holds gets its places in today's seeds."""

    cache: Cache
    surroundings: Surroundings

    def of(self, fact: Fact, make: Callable[[], Made]) -> Made:
        """What comes of *fact*: kept, or made by *make*."""
        return self.made([fact], make) if self.cache.is_open else make()

    def together(
        self, name: Sequence[str], facts: Sequence[Fact], make: Callable[[], Made]
    ) -> Made:
        """What comes of *facts* in the set or the part of one that has this *name*."""
        return self.made(facts, make, *name) if self.cache.is_open else make()

    def made(self, facts: Sequence[Fact], make: Callable[[], Made], *name: str) -> Made:
        """What comes of *facts*, kept by *name* and by all that asking them may look at."""
        key = key_of(*name, [self.seen(fact) for fact in facts])
        if (data := self.cache.get(key)) and (kept := _read(data)):
            return replace(kept, items=tuple(_placed(kept.items, facts)))
        made = make()
        if made.is_sound:
            data = _adapter().dump_json(made, exclude=_PLACES, exclude_defaults=True)
            self.cache.put(key, data)
        return made

    def seen(self, fact: Fact) -> str:
        """The digest of all that asking *fact* may look at: sets ask for it again."""
        if fact.id not in self._seen:
            self._seen[fact.id] = self.surroundings.of(fact)
        return self._seen[fact.id]

    @cached_property
    def _seen(self) -> dict[str, str]:
        return {}


def _placed(items: tuple[Item, ...], facts: Sequence[Fact]) -> Iterator[Item]:
    """The *items* with the places of their facts, and of what these cite."""
    spans = {fact.id: fact.span("id") for fact in facts}
    own = {cite: cite for fact in facts for cite in fact.cites()}

    def placed(cites: tuple[Citation, ...]) -> tuple[Citation, ...]:
        return tuple(own.get(cite, cite) for cite in cites)

    for item in items:
        yield replace(item, span=spans[item.facts[0]], citations=placed(item.citations))


@cache
def _adapter() -> TypeAdapter[Made]:
    return TypeAdapter(Made)


def _read(data: bytes) -> Made | None:
    try:
        return _adapter().validate_json(data)
    except ValidationError:
        return None
