"""How entities and happenings are related: who acts for whom, what lies in what, what led to what.

Two that are related are never offered as right and wrong answer to one question.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from quizgen.values import Event, Group, Kinship, Who, Words, fold, kinship, signature

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from quizgen.workspace import Workspace


class Kin:
    """The relations of one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        """Relate what *workspace* names."""
        self.workspace = workspace

    @cached_property
    def agency(self) -> Mapping[str, frozenset[str]]:
        """For each entity, itself and everyone it acts for, near or far."""
        return _closure({id_: e.acts_for for id_, e in self.workspace.entities.items()})

    @cached_property
    def wholes(self) -> Mapping[str, frozenset[str]]:
        """For each entity, itself and every whole that it is part of, near or far."""
        return _closure({id_: e.part_of for id_, e in self.workspace.entities.items()})

    @cached_property
    def members(self) -> Mapping[str, frozenset[str]]:
        """For each entity, itself and its members, near or far."""
        return _closure({id_: e.members for id_, e in self.workspace.entities.items()})

    @cached_property
    def names(self) -> Mapping[str, tuple[str, ...]]:
        """The entities by each of their names."""
        found: dict[str, tuple[str, ...]] = {}
        for id_, entity in self.workspace.entities.items():
            for name in (entity.name, *entity.aliases):
                found[fold(name)] = (*found.get(fold(name), ()), id_)
        return found

    @cached_property
    def tellings(self) -> Mapping[str, frozenset[str]]:
        """For each fact, those that tell of the same happening, its wholes or its parts."""
        links: dict[str, set[str]] = {id_: set() for id_ in self.workspace.facts}
        for fact in self.workspace.facts.values():
            links[fact.id].update(fact.head.same_as, fact.head.part_of)
            for same in fact.head.same_as:
                links[same].add(fact.id)
        closure = _closure(links)
        found = {id_: set(wholes) for id_, wholes in closure.items()}
        for id_, wholes in closure.items():
            for whole in wholes:
                found[whole].add(id_)
        return {id_: frozenset(others) for id_, others in found.items()}

    @cached_property
    def rivals(self) -> Mapping[str, frozenset[str]]:
        """For each fact, those that disagree with it, and those that tell the same as these."""
        found = {}
        for id_, told in self.tellings.items():
            sides = {side for one in told for side in self.workspace.opposed.get(one, ())}
            found[id_] = frozenset(one for side in sides for one in self.tellings[side]) - {id_}
        return found

    @cached_property
    def referring(self) -> Mapping[str, tuple[str, ...]]:
        """The facts that refer to each happening."""
        found: dict[str, list[str]] = {}
        for fact in self.workspace.facts.values():
            for value in fact.slots.values():
                if isinstance(value, Event):
                    found.setdefault(value.id, []).append(fact.id)
        return {id_: tuple(others) for id_, others in found.items()}

    @cached_property
    def happening(self) -> Mapping[str, str]:
        """For each fact, one name for all that is the same, part of it, or in one causal chain."""
        union = _Union(self.workspace.facts)
        for fact in self.workspace.facts.values():
            for same in (*fact.head.same_as, *fact.head.part_of):
                union.join(fact.id, same)
            first, *others = [v.id for v in fact.slots.values() if isinstance(v, Event)] or [
                fact.id
            ]
            for linked in others:
                union.join(first, linked)
        return {id_: union.root(id_) for id_ in union.parent}

    @cached_property
    def family(self) -> Mapping[str, str]:
        """For each entity and happening, one name for all that it is related to, near or far."""
        union = _Union(self.workspace.entities)
        for id_, chain in self.happening.items():
            union.join(id_, chain)
        for id_, entity in self.workspace.entities.items():
            for other in (*entity.acts_for, *entity.part_of, *entity.members):
                union.join(id_, other)
        for first, *others in self.names.values():
            for other in others:
                union.join(first, other)
        return {id_: union.root(id_) for id_ in [*union.parent]}

    def index(self, value: object) -> str:
        """What values share that are the same or related; nothing where overlaps must be sought."""
        match value:
            case Who(id=id_) | Event(id=id_):
                return f"@{self.family.get(id_, id_)}"
            case Words():
                named = self.named(value)
                return f"@{self.family[named[0]]}" if named else signature(value)
        return ""

    def of_values(self, one: object, other: object) -> bool:
        """Whether two values are related, so that one is no safe wrong answer for the other."""
        if isinstance(one, Event) and isinstance(other, Event):
            chain = self.happening.get(one.id, one.id)
            if chain == self.happening.get(other.id, other.id):
                return True
        ours, theirs = self.named(one), self.named(other)
        return any(self.of_entities(a, b) for a in ours for b in theirs)

    def of_entities(self, one: str, other: str) -> bool:
        """Whether one, or whom it acts for, is, lies in, or shares members with the other."""
        return any(self.nested(whom, other) for whom in self.agency[one]) or any(
            self.nested(one, whom) for whom in self.agency[other]
        )

    def may_be_one(self, one: object, other: object) -> bool:
        """Whether two values may stand for one thing: what is told of either may hold of both."""
        if isinstance(one, Event) and isinstance(other, Event):
            if other.id in self.tellings.get(one.id, ()):
                return True
        elif one is None or other is None:
            return one is other
        if kinship(one, other) is not Kinship.APART:  # type: ignore[arg-type]
            return True
        return any(self.of_entities(a, b) for a in self.named(one) for b in self.named(other))

    def is_wider(self, term: object, value: object) -> bool:
        """Whether a text is put in the words of a term: an enzyme is a protein, and amylase too."""
        if not isinstance(term, Words) or not isinstance(value, Words):
            return False
        articles = self.workspace.phrases.words("articles").split()
        first, _, rest = fold(term.text).partition(" ")
        bare = rest if rest and first in articles else fold(term.text)
        return f" {bare} " in f" {fold(value.text)} "

    def overlap(self, one: object, other: object) -> bool:
        """Whether two values name things that lie in one another or share members."""
        return any(self.nested(a, b) for a in self.named(one) for b in self.named(other))

    def named(self, value: object) -> tuple[str, ...]:
        """The entities that a value names, a text by a name or an alias of theirs."""
        match value:
            case Who(id=id_) | Event(id=id_):
                return (id_,) if id_ in self.workspace.entities else ()
            case Words(text=text):
                return self.names.get(fold(text), ())
            case Group(members=members):
                return tuple(id_ for member in members for id_ in self.named(member))
        return ()

    def nested(self, one: str, other: str) -> bool:
        """Whether one lies in, or shares members with, the other."""
        return (
            one in self.wholes[other]
            or other in self.wholes[one]
            or bool(self.members[one] & self.members[other])
        )


class _Union:
    """Union-find; the root of a set is its least id, whatever the order of joining."""

    def __init__(self, ids: Iterable[str]) -> None:
        self.parent = {id_: id_ for id_ in ids}

    def root(self, id_: str) -> str:
        while (above := self.parent.setdefault(id_, id_)) != id_:
            self.parent[id_] = self.parent[above]  # a shorter way for whoever comes next
            id_ = above
        return id_

    def join(self, one: str, other: str) -> None:
        least, most = sorted((self.root(one), self.root(other)))
        self.parent[most] = least


def _closure(links: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
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
