"""How entities and happenings are related: who acts for whom, what lies in what, what led to what.

Two that are related are never offered as right and wrong answer to one question.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from quizgen.namesakes import Namesakes, closure
from quizgen.values import Event, Kinship, Who, Words, fold, kinship

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from quizgen.workspace import Workspace


class Kin:
    """The relations of one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        """Relate what *workspace* names."""
        self.workspace = workspace
        self.names = Namesakes(workspace)

    @cached_property
    def agency(self) -> Mapping[str, frozenset[str]]:
        """For each entity, itself and everyone it acts for, near or far."""
        return closure({id_: e.acts_for for id_, e in self.workspace.entities.items()})

    @cached_property
    def wholes(self) -> Mapping[str, frozenset[str]]:
        """For each entity, itself and every whole that it is part of, near or far."""
        return closure({id_: e.part_of for id_, e in self.workspace.entities.items()})

    @cached_property
    def inside(self) -> Mapping[str, frozenset[str]]:
        """For each entity, itself, its members and all that is part of it, near or far."""
        links = {id_: set(e.members) for id_, e in self.workspace.entities.items()}
        for id_, entity in self.workspace.entities.items():
            for whole in entity.part_of:
                links.setdefault(whole, set()).add(id_)
        return closure(links)

    @cached_property
    def reach(self) -> Mapping[str, frozenset[str]]:
        """For each entity, all that lies in it or in anyone it acts for."""
        return {
            id_: frozenset().union(*(self.inside.get(whom, _NOBODY) for whom in agency))
            for id_, agency in self.agency.items()
        }

    @cached_property
    def tellings(self) -> Mapping[str, frozenset[str]]:
        """For each fact, those that tell of the same happening, its wholes or its parts."""
        links: dict[str, set[str]] = {id_: set() for id_ in self.workspace.facts}
        for fact in self.workspace.facts.values():
            links[fact.id].update(fact.head.same_as, fact.head.part_of)
            for same in fact.head.same_as:
                links[same].add(fact.id)
        above = closure(links)
        found = {id_: set(wholes) for id_, wholes in above.items()}
        for id_, wholes in above.items():
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
        """For each mark, one name for all that its thing is related to, near or far."""
        union = _Union(f"@{id_}" for id_ in self.workspace.entities)
        for id_, chain in self.happening.items():
            union.join(f"@{id_}", f"@{chain}")
        for id_, entity in self.workspace.entities.items():
            for other in (*entity.acts_for, *entity.part_of, *entity.members):
                union.join(f"@{id_}", f"@{other}")
        for name, ids in self.names.ids.items():
            for id_ in ids:
                union.join(name, f"@{id_}")
        for mark, others in self.names.aliases.items():
            for other in others:
                union.join(mark, other)
        return {mark: union.root(mark) for mark in [*union.parent]}

    def index(self, value: object) -> str:
        """What values share that are the same or related; nothing where overlaps must be sought."""
        if not isinstance(value, Who | Event | Words):
            return ""
        mark = self.names.mark(value)
        return self.family.get(mark, mark)

    def of_values(self, one: object, other: object) -> bool:
        """Whether two values are related, so that one is no safe wrong answer for the other."""
        if isinstance(one, Event) and isinstance(other, Event):
            chain = self.happening.get(one.id, one.id)
            if chain == self.happening.get(other.id, other.id):
                return True
        return self.of_names(one, other)

    def of_names(self, one: object, other: object) -> bool:
        """Whether two values name one thing, or related entities, or one happening."""
        ours, theirs = self.names.named(one), self.names.named(other)
        return not ours.marks.isdisjoint(theirs.marks) or self.of_things(ours.things, theirs.things)

    def are_one(self, one: object, other: object) -> bool:
        """Whether two values have a name in common, or name one thing that has."""
        return not self.names.marks(one).isdisjoint(self.names.marks(other))

    def of_things(self, ours: Sequence[str], theirs: Sequence[str]) -> bool:
        """Whether any two things are related entities, or tell of one happening."""
        return any(
            self.of_entities(one, other) or other in self.tellings.get(one, ())
            for one in ours
            for other in theirs
        )

    def of_entities(self, one: str, other: str) -> bool:
        """Whether one, or whom it acts for, is, lies in, or shares members with the other."""
        reach, inside = self.reach, self.inside
        return not (
            reach.get(one, _NOBODY).isdisjoint(inside.get(other, _NOBODY))
            and reach.get(other, _NOBODY).isdisjoint(inside.get(one, _NOBODY))
        )

    def may_be_one(self, one: object, other: object) -> bool:
        """Whether two values may stand for one thing: what is told of either may hold of both."""
        if one is None or other is None:
            return one is other
        if kinship(one, other) is not Kinship.APART:  # type: ignore[arg-type]
            return True
        return self.of_names(one, other)

    def is_wider(self, term: object, value: object) -> bool:
        """Whether a text is put in the words of a term: an enzyme is a protein, and amylase too."""
        if not isinstance(term, Words) or not isinstance(value, Words):
            return False
        return f" {self.names.bare(term.text)} " in f" {fold(value.text)} "

    def overlap(self, one: object, other: object) -> bool:
        """Whether two values name things that lie in one another or share members."""
        ours, theirs = self.names.named(one), self.names.named(other)
        return not ours.marks.isdisjoint(theirs.marks) or any(
            self.nested(a, b) for a in ours.things for b in theirs.things
        )

    def nested(self, one: str, other: str) -> bool:
        """Whether one lies in the other, or something lies in both."""
        return not self.inside.get(one, _NOBODY).isdisjoint(self.inside.get(other, _NOBODY))


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


_NOBODY: frozenset[str] = frozenset()
