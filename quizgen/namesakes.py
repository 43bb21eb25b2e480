"""What is called how: which entities and happenings a text names, and which names are of one thing.

A *mark* stands for a thing: `@id` for an entity or happening, else its name, folded and without
article. Values that share a mark are of one thing.
"""

from __future__ import annotations

from functools import cached_property, lru_cache, partial
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple
from weakref import proxy

from quizgen.values import Event, Group, Who, Words, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from quizgen.values import Value
    from quizgen.workspace import Workspace

_KEPT = 2**15  # names: facts that are compared stand near one another


class Named(NamedTuple):
    """What a value names: its marks, the ids among them, and what it may be called in a text."""

    marks: frozenset[str]
    things: tuple[str, ...]
    texts: frozenset[str]


_NOTHING = Named(frozenset(), (), frozenset())


class Namesakes:
    """The names of one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        """Learn what *workspace* calls things."""
        self.workspace = workspace
        self.articles = frozenset(workspace.phrases.words("articles").split())
        # By a proxy: what leads back to its owner would wait for the collector.
        self._named = lru_cache(maxsize=_KEPT)(partial(Namesakes._look_up, proxy(self)))

    def bare(self, text: str) -> str:
        """*text* folded, without a leading article."""
        folded = fold(text)
        first, _, rest = folded.partition(" ")
        return rest if rest and first in self.articles else folded

    @cached_property
    def ids(self) -> Mapping[str, tuple[str, ...]]:
        """The entities, and the facts that name a happening, by each of their names."""
        found: dict[str, tuple[str, ...]] = {}
        for id_, entity in self.workspace.entities.items():
            for name in (entity.name, *entity.aliases, *entity.misprints):
                found[self.bare(name)] = (*found.get(self.bare(name), ()), id_)
        for fact in self.workspace.facts.values():
            named = fact.slots.get(fact.kind.naming or "")
            if isinstance(named, Words):
                found[self.bare(named.text)] = (*found.get(self.bare(named.text), ()), fact.id)
        return found

    @cached_property
    def aliases(self) -> Mapping[str, frozenset[str]]:
        """All the marks of one thing, by each of them, where facts tell another name of it."""
        links: dict[str, set[str]] = {}
        for fact in self.workspace.facts.values():
            told = [fact.slots[name] for name in fact.kind.alias if name in fact.slots]
            marks = {mark for value in told for mark in self.own(value)}
            for mark in marks if len(told) > 1 else ():
                links.setdefault(mark, set()).update(marks)
        return closure(links)

    def own(self, value: Value | object) -> tuple[str, ...]:
        """The marks of a value by its id and its printed name alone."""
        match value:
            case Who(id=id_):
                return self._own(id_, None)
            case Event(id=id_, text=text):
                return self._own(id_, text)
            case Words(text=text):
                return self._own("", text)
            case Group(members=members):
                return tuple(mark for member in members for mark in self.own(member))
        return ()

    def _own(self, id_: str, text: str | None) -> tuple[str, ...]:
        """The marks of an entity, of a happening of a name, or of a text without an id."""
        bare = self.bare(self.workspace.entities[id_].name if text is None else text)
        return (f"@{id_}", bare) if id_ else (bare, *(f"@{i}" for i in self.ids.get(bare, ())))

    def mark(self, value: Who | Event | Words) -> str:
        """The first of its own marks: its id, or its bare text."""
        return self.bare(value.text) if isinstance(value, Words) else f"@{value.id}"

    def marks(self, value: Value | object) -> frozenset[str]:
        """Every mark of what a value names, told by its names and by facts."""
        return self.named(value).marks

    def texts(self, value: Value | object) -> frozenset[str]:
        """What may stand in a sentence where *value* is named, folded."""
        return self.named(value).texts

    def named(self, value: Value | object) -> Named:
        """What a value names."""
        match value:
            case Who(id=id_):
                return self._named(id_, None)
            case Event(id=id_, text=text):
                return self._named(id_, text)
            case Words(text=text):
                return self._named("", text)
            case Group(members=members):
                return _together([self.named(member) for member in members])
        return _NOTHING

    def _look_up(self, id_: str, text: str | None) -> Named:
        """What an entity, a happening of a name, or a text names."""
        own = self._own(id_, text)
        marks = frozenset(own).union(*(self.aliases.get(mark, ()) for mark in own))
        things = tuple(mark[1:] for mark in marks if mark.startswith("@"))
        entities = (self.workspace.entities.get(thing) for thing in things)
        names = (n for e in entities if e for n in (e.name, *e.aliases, *e.misprints))
        texts = {mark for mark in marks if not mark.startswith("@")} | set(map(fold, names))
        return Named(marks, things, frozenset(texts))


def _together(named: list[Named]) -> Named:
    """What several values name."""
    marks, things, texts = zip(*named, strict=True)
    return Named(
        frozenset().union(*marks),
        tuple(dict.fromkeys(chain.from_iterable(things))),
        frozenset().union(*texts),
    )


def closure(links: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    """Each id with all that its links lead to."""
    return {start: _reached(start, links) for start in links}


def _reached(start: str, links: Mapping[str, Iterable[str]]) -> frozenset[str]:
    seen, waiting = {start}, [start]
    while waiting:
        for id_ in links.get(waiting.pop(), ()):
            if id_ not in seen:
                seen.add(id_)
                waiting.append(id_)
    return frozenset(seen)
