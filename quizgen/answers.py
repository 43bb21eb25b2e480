"""What the facts and their authors hold for right answers to a question, besides its key."""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from quizgen.asking import questions_of
from quizgen.candidates import ids_of, parts_of, speaker_of
from quizgen.frozen import frozen
from quizgen.latest import latest
from quizgen.values import Event, Kinship, When, Who, Words, kinship, signature

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from quizgen.asking import Asked
    from quizgen.candidates import Candidate
    from quizgen.kin import Kin
    from quizgen.values import Value
    from quizgen.workspace import Fact, Workspace


_Index = dict[tuple[str, ...], "list[Asked]"]


class _Places(NamedTuple):
    """Where questions that may be the same stand: by all that is given, and by things alone."""

    strict: tuple[str, ...]
    loose: tuple[str, ...]


@frozen(slots=False)
class Answers:
    """The right answers that one workspace knows of."""

    workspace: Workspace
    kin: Kin

    @property
    def asked(self) -> Mapping[tuple[str, ...], Sequence[Asked]]:
        """Every question by kind, asked slot, what is given, and each of its right answers."""
        return self.indexes[0]

    @property
    def told(self) -> Mapping[tuple[str, ...], Sequence[Asked]]:
        """The same by those alone of the given things that have an identity, where there are."""
        return self.indexes[1]

    @cached_property
    def indexes(self) -> tuple[_Index, _Index]:
        """Every question that the facts answer, under its places of either sort."""
        strict: _Index = {}
        loose: _Index = {}
        for fact in self.workspace.facts.values():
            self._all[fact.id] = tuple(questions_of(fact, silenced=True))
            for asked in self._all[fact.id]:
                places = self.places(asked)
                for index in dict.fromkeys(map(self.kin.index, self.own(asked))):
                    strict.setdefault((*places.strict, index), []).append(asked)
                    if places.loose:
                        loose.setdefault((*places.loose, index), []).append(asked)
        return strict, loose

    def questions(self, fact: Fact) -> Iterable[Asked]:
        """Every question that *fact* answers and does not silence, in the order of its kind."""
        known = self._all.get(fact.id) if fact.head.ask is None else None
        return questions_of(fact) if known is None else known

    @cached_property
    def _all(self) -> dict[str, tuple[Asked, ...]]:
        """All questions of a fact, once they stand in the indexes."""
        return {}

    def own(self, asked: Asked) -> tuple[Value, ...]:
        """The key, and what the author holds for right besides it."""
        return (asked.key, *_also(asked.fact, asked))

    @cached_property
    def shared(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """What all questions for one slot of a kind give, and so can be looked up by."""
        found: dict[tuple[str, str], list[str]] = {}
        for kind in self.workspace.kinds.values():
            for question in kind.questions:
                names = found.setdefault((kind.name, question.slot), list(question.given))
                names[:] = [name for name in names if name in question.given]
        return {place: tuple(names) for place, names in found.items()}

    @cached_property
    def said(self) -> Mapping[str, frozenset[str]]:
        """Who made each point: entity ids by point."""
        return {
            point: frozenset(
                id_ for fact in facts if (who := speaker_of(fact)) for id_ in ids_of(who)
            )
            for point, facts in self.by_point.items()
        }

    @cached_property
    def by_point(self) -> Mapping[str, tuple[Fact, ...]]:
        """The facts that make each point."""
        found: dict[str, list[Fact]] = {}
        for fact in self.workspace.facts.values():
            if fact.head.point:
                found.setdefault(fact.head.point, []).append(fact)
        return {point: tuple(facts) for point, facts in found.items()}

    @cached_property
    def by_words(self) -> Mapping[str, tuple[Fact, ...]]:
        """The facts that make a point, by each of their texts."""
        found: dict[str, list[Fact]] = {}
        for facts in self.by_point.values():
            for fact in facts:
                for value in fact.slots.values():
                    if isinstance(value, Words):
                        found.setdefault(signature(value), []).append(fact)
        return {text: tuple(facts) for text, facts in found.items()}

    def saying(self, candidate: Candidate) -> Iterator[Fact]:
        """The facts that say what a candidate says."""
        if candidate.fact:
            yield candidate.fact
        yield from self.by_words.get(signature(candidate.value), ())

    def besides(self, asked: Asked, value: Value) -> Iterator[Value]:
        """The other answers, held for true by facts and author, that *value* may be."""
        yield from self.known(asked)
        yield from self.opposed(asked)
        for other in self.like(asked, value):
            yield from self.own(other)

    def agreed(self, asked: Asked, value: Value) -> Iterator[Value]:
        """Those of them that no source disputes."""
        yield from self.known(asked)
        rivals = self.kin.rivals[asked.fact.id]
        for other in self.like(asked, value):
            if other.fact.id not in rivals:
                yield from self.own(other)

    def disputed(self, asked: Asked, value: Value) -> Iterator[Value]:
        """What those say who disagree."""
        rivals = self.kin.rivals[asked.fact.id]
        for other in self.like(asked, value):
            if other.fact.id in rivals:
                yield from self.own(other)
        yield from self.opposed(asked)

    @latest
    def known(self, asked: Asked) -> tuple[Value, ...]:
        """What else is right whatever a value may be: as the author says, and who said it too."""
        point = asked.fact.head.point
        if not point or asked.question.by != asked.question.asks:
            return self.own(asked)[1:]
        said = [Who(id_, self.workspace.entities[id_]) for id_ in sorted(self.said[point])]
        return (*self.own(asked)[1:], *said)

    @latest
    def opposed(self, asked: Asked) -> tuple[Value, ...]:
        """What the facts that disagree give as the answer."""
        sides = (self.workspace.facts[o] for o in self.workspace.opposed.get(asked.fact.id, ()))
        alike = (s for s in sides if s.kind is asked.fact.kind and asked.question.asks in s.slots)
        answers = ((s.slots[asked.question.asks], *_also(s, asked)) for s in alike)
        return tuple(chain.from_iterable(answers))

    def accepted(self, asked: Asked) -> Iterator[Value]:
        """What a learner who writes the answer may write as well."""
        yield from _also(asked.fact, asked)
        point, source = asked.fact.head.point, self.source_of(asked)
        if point and asked.question.by == asked.question.asks:
            for other in self.by_point[point]:
                speaker = speaker_of(other)
                if speaker and source in other.sources():
                    yield from parts_of(speaker)

    def like(self, asked: Asked, value: Value) -> Iterator[Asked]:
        """The questions, answered like *value*, that give the same, or what may be the same."""
        given = self.places(asked).strict
        # A list, which holds what may be right of it, is kept under no value.
        for index in dict.fromkeys((self.kin.index(value), "")):
            where = (*given, index)
            yield from (o for o in self.asked.get(where, ()) if self.correspond(asked, o))

    def nearly_like(self, asked: Asked, value: Value) -> Iterator[Asked]:
        """The questions, answered like *value*, that tell the same things apart by words alone.

        Who welcomed a thing may be who hailed it. Words that are more than a help for the sentence
        count as the same where an author holds the one answer for right beside the other.
        """
        if not (given := self.places(asked).loose):
            return
        for index in dict.fromkeys((self.kin.index(value), "")):
            for other in self.told.get((*given, index), ()):
                linked = self.is_linked(asked, other) or self.is_linked(other, asked)
                if other.fact is not asked.fact and self.correspond(
                    asked, other, words=not linked, helpers=False
                ):
                    yield other

    def is_linked(self, asked: Asked, other: Asked) -> bool:
        """Whether the author holds the answer to the *other* question for right here too."""
        return any(
            signature(value) == signature(other.key) or self.kin.of_values(value, other.key)
            for value in self.own(asked)[1:]
        )

    def correspond(
        self, asked: Asked, other: Asked, *, words: bool = True, helpers: bool = True
    ) -> bool:
        """Whether two questions may be one: they give what may be the same, at one time and place.

        Without *helpers* or *words*, slots of these are not compared.
        """
        given = other.given
        for name, ours in asked.given.items():
            if name not in given or (isinstance(ours, Words) and not words):
                continue
            slot = asked.fact.kind.slot(name)
            if slot and slot.helper and not helpers:
                continue
            if not self.may_be_given(ours, given[name]):
                return False
        return _at_one_place(asked, other) and self.at_one_time(asked, other)

    def may_be_given(self, ours: object, theirs: object) -> bool:
        """Whether two given things may be one; of entries, what they both have."""
        if isinstance(ours, dict) and isinstance(theirs, dict):
            names = (n for n in ours if ours[n] is not None and theirs.get(n) is not None)
            return all(self.kin.may_be_one(ours[name], theirs[name]) for name in names)
        return self.kin.may_be_one(ours, theirs)

    def at_one_time(self, asked: Asked, other: Asked) -> bool:
        """Whether two questions may be of one time: their dates overlap, if both are dated."""
        name = asked.question.dated
        ours, theirs = (a.scope.get(name or "") for a in (asked, other))
        if not isinstance(ours, When) or not isinstance(theirs, When) or ours.vague or theirs.vague:
            return True
        return kinship(ours, theirs) is not Kinship.APART

    @latest
    def places(self, asked: Asked) -> _Places:
        """Where to look by what a question gives."""
        whole = (asked.fact.kind.name, asked.question.slot)
        given = [(value, self.kin.index(value)) for value in self.looked_up(asked)]
        things = [index for value, index in given if isinstance(value, Who | Event)]
        return _Places((*whole, *(i for _, i in given)), (*whole, *things) if things else ())

    def looked_up(self, asked: Asked) -> tuple[object, ...]:
        """What is given in all questions for the slot."""
        given = asked.given
        return tuple(given[n] for n in self.shared[asked.fact.kind.name, asked.question.slot])

    def source_of(self, asked: Asked) -> str | None:
        """The source that a bound question is right for: a complete one where there is one."""
        bound = asked.question.bound
        if bound is None:
            return None
        cited = [c.source for c in asked.citations]
        complete = (s for s in cited if bound in self.workspace.sources[s].complete)
        return next(complete, cited[0])


def _also(fact: Fact, asked: Asked) -> tuple[Value, ...]:
    """What the author of *fact* holds for right besides its own answer."""
    return fact.also_true.get(asked.question.slot, ())


def _at_one_place(asked: Asked, other: Asked) -> bool:
    """Whether two questions may be for one place in a list of entries."""
    ours, theirs = asked.question.at, other.question.at
    return None in (ours, theirs) or ours == theirs or "first" not in (ours, theirs)
