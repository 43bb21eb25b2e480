"""All that the items of a fact may depend on, as one digest: where it stays, they stay.

Asking a fact looks at the fact itself, at what the same question is answered elsewhere, and at the
candidates for wrong answers; of each of these at the whole fact, at how it is related, and at the
entities and sources that it names. A digest that holds more than is looked at costs time; one that
held less would keep items that are no longer right (`tests/test_surroundings.py` tries that).
"""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from hashlib import blake2b
from itertools import chain
from typing import TYPE_CHECKING

from quizgen.cache import key_of, program
from quizgen.frozen import frozen
from quizgen.resources import templates_in
from quizgen.values import Event, Group, Who, Words, signature

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from quizgen.asking import Asked
    from quizgen.candidates import Candidate
    from quizgen.guard import Guard
    from quizgen.siblings import Alike, Ring, Siblings
    from quizgen.values import Value
    from quizgen.workspace import Fact, Workspace


# What a fact says to its own items alone, or to none: no other fact has to be asked again for it.
# Of topics others look at no more than whether they share one with a candidate.
_OWN = frozenset({"note", "waive", "difficulty", "topic"})
_ALL = slice(None)
_MARK = 16  # bytes that stand for a candidate


@frozen(slots=False)
class Surroundings:
    """The digests of one workspace's facts, with all that is looked at when they are asked."""

    workspace: Workspace
    guard: Guard
    siblings: Siblings

    def of(self, fact: Fact) -> str:
        """The digest of *fact* and of all that asking it may look at."""
        if fact.id not in self.around:
            self.around[fact.id] = self._around(fact)
        head = fact.head
        return key_of(self.world, self.facts[fact.id], head.note, head.topic, self.around[fact.id])

    @cached_property
    def around(self) -> dict[str, str]:
        """For each fact of which it is known, the digest of what stands round it."""
        return {}

    def _around(self, fact: Fact) -> str:
        near = sorted({*chain.from_iterable(self.related[fact.id])} - {fact.id})
        return key_of(
            [self.facts[id_] for id_ in near],
            [self.pool(asked) for asked in self.guard.answers.questions(fact)],
            self.answered.get(fact.id, ()),
        )

    @cached_property
    def whole(self) -> str:
        """The digest of all that is known: where it stays, so does what stands round each fact."""
        space = self.workspace
        facts = [(self.facts[id_], fact.head.topic) for id_, fact in space.facts.items()]
        records = [*space.entities.items(), *space.sources.items()]
        return key_of(self.world, facts, [(id_, record.written()) for id_, record in records])

    @cached_property
    def world(self) -> str:
        """What every item depends on."""
        return world_of(self.workspace)

    # What facts are

    @cached_property
    def facts(self) -> Mapping[str, str]:
        """For each fact, the digest of what it tells all, of its relations and of whom it names."""
        return {id_: self.said(fact) for id_, fact in self.workspace.facts.items()}

    def said(self, fact: Fact) -> str:
        """The digest of one fact by itself."""
        head = fact.head
        named = {*head.according_to, *fact.sources()}
        return key_of(
            {key: told for key, told in head.written().items() if key not in _OWN},
            [self.thing(value) for value in _values(fact)],
            [self.record(id_) for id_ in sorted(named)],
            [self.points(point) for point in (head.point,) if point],
            self.related[fact.id],
        )

    @cached_property
    def related(self) -> Mapping[str, list[list[str]]]:
        """For each fact, those that it is related to, each sort by itself.

        What tells of the same may begin to disagree.
        """
        facts = self.workspace.facts.values()
        return {fact.id: [sorted(others) for others in self._related(fact)] for fact in facts}

    def _related(self, fact: Fact) -> Iterator[Iterable[str]]:
        """The facts that tell of the same, disagree, refer to it, share its terms or its point."""
        kin, answers, above = self.guard.kin, self.guard.answers, self.guard.doubts.wider.above
        told = kin.tellings[fact.id]
        yield told
        yield kin.rivals[fact.id]
        yield self.workspace.opposed.get(fact.id, ())
        yield {*chain.from_iterable(kin.referring.get(one, ()) for one in told)}
        for question in fact.kind.questions:
            yield above.get((fact.id, question.id), ())
        if fact.head.point:
            yield (one.id for one in answers.by_point[fact.head.point])

    def thing(self, value: Value) -> object:
        """What is known of a value besides its text: whom or what it names, by first ids too."""
        if isinstance(value, Group):
            return [self.thing(member) for member in value.members]
        if not isinstance(value, Who | Event | Words):
            return signature(value)
        kin, answers = self.guard.kin, self.guard.answers
        named = kin.names.named(value)
        saying = answers.by_words.get(signature(value), ())
        return (
            value.text if not isinstance(value, Who) else self.workspace.first_id(value.id),
            sorted(named.marks),
            [self.record(id_) for id_ in sorted(named.things)],
            [self.points(fact.head.point) for fact in saying if fact.head.point],
        )

    def points(self, point: str) -> str:
        """The digest of a point, and of those who make it."""
        known = self._points
        if point not in known:
            who = sorted(self.guard.answers.said[point])
            made_by = [self.thing(Who(id_, self.workspace.entities[id_])) for id_ in who]
            known[point] = key_of(point, made_by)
        return known[point]

    @cached_property
    def _points(self) -> dict[str, str]:
        return {}

    def record(self, id_: str) -> str:
        """The digest of an entity or a source, or of what is the same happening as a fact."""
        known = self._records
        if id_ not in known:
            known[id_] = self._record(id_)
        return known[id_]

    @cached_property
    def _records(self) -> dict[str, str]:
        return {}

    def _record(self, id_: str) -> str:
        space, kin = self.workspace, self.guard.kin
        if source := space.sources.get(id_):
            return key_of(id_, source.written())
        if id_ not in space.entities:
            told = sorted(kin.tellings.get(id_, ()))
            return key_of(space.first_id(id_), told, kin.happening.get(id_, ""))
        around = kin.wholes[id_] | kin.reach[id_]
        met = sorted(self.siblings.met.get(id_, ()))
        return key_of(met, [(one, space.entities[one].written()) for one in sorted(around)])

    # What is looked at

    def pool(self, asked: Asked) -> str:
        """The candidates for wrong answers to a question."""
        group = self.siblings.group_of(asked)
        if group is None:
            return ""
        shares = self._sharing(asked.fact).__contains__
        made = blake2b(digest_size=_MARK)
        for among, part in [(group, _ALL)] if group.is_small else group.arcs(asked):
            marks, topics = self._marked(among)
            first, last, _ = part.indices(len(topics))
            made.update(b"%d " % (last - first))
            made.update(marks[first * _MARK : last * _MARK])
            made.update(bytes(map(shares, topics[part])))
        return made.hexdigest()

    def _marked(self, among: Alike | Ring) -> tuple[bytes, list[str]]:
        """The marks of candidates in a row, and the topics of each: many items look at some."""
        known = self._rows
        if id(among) not in known:  # groups and rings last as long as this
            topics = [_topics(c.fact) if c.fact else "" for c in among.candidates]
            known[id(among)] = (b"".join(map(self._mark, among.candidates)), topics)
        return known[id(among)]

    @cached_property
    def _rows(self) -> dict[int, tuple[bytes, list[str]]]:
        return {}

    def _sharing(self, fact: Fact) -> frozenset[str]:
        """The topics of facts that share one with *fact*, those of each in a row."""
        known = self._shared
        if (own := _topics(fact)) not in known:
            known[own] = frozenset().union(*(self._beside[topic] for topic in fact.head.topic))
        return known[own]

    @cached_property
    def _shared(self) -> dict[str, frozenset[str]]:
        return {}

    @cached_property
    def _beside(self) -> Mapping[str, set[str]]:
        """For each topic, the topics of facts that have it."""
        found: dict[str, set[str]] = {}
        for fact in self.workspace.facts.values():
            for topic in fact.head.topic:
                found.setdefault(topic, set()).add(_topics(fact))
        return found

    def _mark(self, candidate: Candidate) -> bytes:
        """A candidate as so many bytes: its fact, and where in it."""
        known = self._marks
        if id(candidate) not in known:  # and they
            fact, frame = candidate.fact, candidate.frame
            said = self.facts[fact.id] if fact else ""
            place = f"{said} {candidate.slot} {frame.id if frame else ''}"
            known[id(candidate)] = blake2b(place.encode(), digest_size=_MARK).digest()
        return known[id(candidate)]

    @cached_property
    def _marks(self) -> dict[int, bytes]:
        return {}

    @cached_property
    def answered(self) -> Mapping[str, list[str]]:
        """For each fact, digests of those that may answer one of its questions too.

        They stand where answers are looked up, whatever they answer.
        """
        found: dict[str, list[str]] = {}
        for sort, index in enumerate(self.guard.answers.indexes):
            at: dict[tuple[str, ...], dict[str, None]] = {}
            for place, askeds in index.items():
                at.setdefault(place[:-1], {}).update((asked.fact.id, None) for asked in askeds)
            for (kind, slot, *_), facts in at.items():
                if len(facts) > 1:
                    shared = key_of(sort, kind, slot, [self.facts[id_] for id_ in facts])
                    for id_ in facts:
                        found.setdefault(id_, []).append(shared)
        return {id_: sorted(shared) for id_, shared in found.items()}


def _topics(fact: Fact) -> str:
    """The topics of *fact* in a row; no text holds what stands between them."""
    return "\0".join(fact.head.topic)


def world_of(workspace: Workspace) -> str:
    """What all of a workspace depends on: the program, its settings and its templates."""
    settings = workspace.settings.model_dump(mode="json", exclude={"title", "report", "license"})
    own = workspace.shelf.own
    return key_of(program(), settings, [*_files(own)] if own else [])


def _values(fact: Fact) -> Iterator[Value]:
    """Every value of a fact, those declared right and wrong too."""
    yield from fact.values()
    for values in fact.also_true.values():
        yield from values
    for declared in fact.false.values():
        yield from (one.value for one in declared)


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    """The files of one's own templates in *folder*, with what stands in them."""
    for path in templates_in(folder):
        with suppress(OSError):  # a folder, or what no template can be read from
            yield str(path.relative_to(folder)), path.read_bytes().hex()
