"""What is called how: which entities and happenings a text names, and which names are of one thing.

A *mark* stands for a thing: `@id` for an entity or happening, else its name, folded and without
article. Values that share a mark are of one thing.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from quizgen.values import Event, Group, Who, Words, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from quizgen.values import Value
    from quizgen.workspace import Workspace


class Namesakes:
    """The names of one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        """Learn what *workspace* calls things."""
        self.workspace = workspace
        self.articles = frozenset(workspace.phrases.words("articles").split())

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
            case Who(id=id_, entity=entity):
                return (f"@{id_}", self.bare(entity.name))
            case Event(id=id_, text=text):
                return (f"@{id_}", self.bare(text))
            case Words(text=text):
                return (self.bare(text), *(f"@{id_}" for id_ in self.ids.get(self.bare(text), ())))
            case Group(members=members):
                return tuple(mark for member in members for mark in self.own(member))
        return ()

    def marks(self, value: Value | object) -> frozenset[str]:
        """Every mark of what a value names, told by its names and by facts."""
        own = self.own(value)
        return frozenset(own).union(*(self.aliases.get(mark, ()) for mark in own))

    def texts(self, value: Value | object) -> frozenset[str]:
        """What may stand in a sentence where *value* is named, folded."""
        found = set()
        for mark in self.marks(value):
            if not mark.startswith("@"):
                found.add(mark)
            elif entity := self.workspace.entities.get(mark[1:]):
                found |= {fold(n) for n in (entity.name, *entity.aliases, *entity.misprints)}
        return frozenset(found)


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
