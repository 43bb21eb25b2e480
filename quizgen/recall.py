"""What was made of each fact, kept from run to run: made anew only where it may differ.

A citation is kept as the fact that gives it and its number there: where it is written today is for
today's seeds to say.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003  (pydantic reads the annotations)
from contextlib import contextmanager, suppress
from dataclasses import field
from functools import cache, cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from quizgen.cache import key_of
from quizgen.candidates import parts_of
from quizgen.frozen import frozen
from quizgen.items import Item  # noqa: TC001  (again)
from quizgen.maker import Omission  # noqa: TC001  (again)
from quizgen.values import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from quizgen.cache import Cache
    from quizgen.cited import Citation
    from quizgen.surroundings import Surroundings
    from quizgen.workspace import Fact, Workspace

# What is not kept: places move with every line that is added above, and the origin is the key.
_TODAYS: Any = {"items": {"__all__": {"span", "origin"}}}
_NAMED = 2  # parts of a name that tell a group: those behind tell who belongs to it


@frozen
class Made:
    """What came of asking one fact.

    `reasons`: which items are left out again, by id, and why; `shared`: those, by id, that another
    fact may answer otherwise; `flaws`: the rules that an item breaks by itself, with what is wrong,
    by id; `is_sound`: whether no template failed.
    """

    items: tuple[Item, ...] = ()
    omissions: tuple[Omission, ...] = ()
    reasons: tuple[tuple[str, str], ...] = ()
    shared: tuple[str, ...] = ()
    flaws: Mapping[str, dict[str, str]] = field(default_factory=dict)
    is_sound: bool = True


@frozen(slots=False)
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
        self.cache.turn_to(" ".join(name[:_NAMED]) or facts[0].id)
        if (data := self.cache.get(key)) and (kept := self.read(data)):
            spans = {fact.id: fact.span("id") for fact in facts}
            for item in kept.items:
                _know(item, span=spans[item.facts[0]], origin=key)
            return kept
        made = make()
        if made.is_sound:
            told = {"exclude": _TODAYS, "exclude_defaults": True, "context": self.references}
            self.cache.put(key, _adapter().dump_json(made, **told))
            for item in made.items:
                _know(item, origin=key)
        return made

    def seen(self, fact: Fact) -> str:
        """The digest of all that asking *fact* may look at: sets ask for it again."""
        if fact.id not in self._seen:
            self._seen[fact.id] = self.surroundings.of(fact)
        return self._seen[fact.id]

    @contextmanager
    def knowing(self) -> Iterator[None]:
        """Know what stood round each fact as long as all was the same but notes and the like."""
        if not self.cache.is_open:
            yield
            return
        kept, around = self.cache.apart, self.surroundings.around
        key = key_of("around", self.surroundings.whole)
        with suppress(ValidationError):
            around.update(_digests().validate_json(kept.get(key) or b"{}"))
        before = len(around)
        yield
        if len(around) > before:
            kept.put(key, _digests().dump_json(around))

    @cached_property
    def _seen(self) -> dict[str, str]:
        return {}

    def read(self, data: bytes) -> Made | None:
        """What was kept as *data*, if it has the form and its facts have these citations."""
        try:
            return _adapter().validate_json(data, context=self.references)
        except (ValidationError, LookupError, TypeError):
            return None

    @cached_property
    def references(self) -> References:
        """How citations are kept."""
        return References(self.surroundings.workspace)


@frozen(slots=False)
class References:
    """The citations of one workspace, each as the id of its fact and its number there."""

    workspace: Workspace

    def reference(self, citation: Citation) -> tuple[str, int]:
        """What *citation* is kept as."""
        return self._by_object[id(citation)]

    def citation(self, reference: tuple[str, int]) -> Citation:
        """What was kept as *reference*."""
        fact, number = reference
        if fact not in self._by_fact:
            self._by_fact[fact] = tuple(_citations(self.workspace.facts[fact]))
        return self._by_fact[fact][number]

    @cached_property
    def _by_object(self) -> dict[int, tuple[str, int]]:
        # Of equal ones each stands somewhere else. All of them last as long as their facts.
        return {
            id(citation): (fact.id, number)
            for fact in self.workspace.facts.values()
            for number, citation in enumerate(_citations(fact))
        }

    @cached_property
    def _by_fact(self) -> dict[str, tuple[Citation, ...]]:
        return {}


def _know(item: Item, **known: object) -> None:
    """Tell an *item* what is known of it now.

    Nobody else has seen it yet, and a copy of each would take as long as reading it.
    """
    for name, value in known.items():
        setattr(item, name, value)


def _citations(fact: Fact) -> Iterator[Citation]:
    """Every citation that *fact* gives: for slots and entries, for members, for what is false."""
    yield from fact.cites()
    for value in fact.values():
        members = (part for part in parts_of(value) if isinstance(part, Words))
        yield from chain.from_iterable(member.citations for member in members)
    for declared in chain.from_iterable(fact.false.values()):
        yield from declared.citations


@cache
def _digests() -> TypeAdapter[dict[str, str]]:
    return TypeAdapter(dict[str, str])


@cache
def _adapter() -> TypeAdapter[Made]:
    return TypeAdapter(Made)
