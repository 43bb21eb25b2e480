"""Where wrong answers are looked for: the values of sibling slots, found through indexes.

Of very many, only those nearest in story are looked at: the work must not grow with the square of
the facts.
"""

from __future__ import annotations

from bisect import bisect
from functools import cached_property
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING

from quizgen.frozen import frozen
from quizgen.guard import Candidate
from quizgen.items import digest
from quizgen.values import Frames, Group, Quantity, When, Who, fold, signature

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from quizgen.asking import Asked
    from quizgen.kinds import Kind, Question, Slot
    from quizgen.values import Frame, Value
    from quizgen.workspace import Fact, Workspace

MOST = 64  # candidates that are looked at for one item; of more, wrong answers are hardly better
_AROUND = 16**20  # places on a ring: what a digest may be
_ALL = ""  # the name of the ring on which all stand


@frozen(slots=False)
class Siblings:
    """The values of one workspace that may stand beside the answers to its questions."""

    workspace: Workspace

    def of(self, asked: Asked) -> Iterator[Candidate]:
        """What can be compared with the key of *asked*."""
        yield from self.near(asked)
        yield from self.far(asked)

    def near(self, asked: Asked) -> Iterator[Candidate]:
        """Of that, what is nearest in story; all of it, where it is little."""
        group = self.group_of(asked)
        return _not_own(group.near(asked) if group else (), asked)

    def far(self, asked: Asked) -> Iterator[Candidate]:
        """Where that is much, some of all, near or not."""
        group = self.group_of(asked)
        return _not_own(group.far(asked) if group else (), asked)

    def group_of(self, asked: Asked) -> Alike | None:
        """The values that can be compared with the key of *asked*; None where it has no like."""
        pool = self.pool_of(asked.fact.kind, asked.question)
        return self.groups[pool].get(pool.likeness(asked.fact, asked.key))

    @cached_property
    def groups(self) -> Mapping[_Pool, Mapping[tuple[object, ...], Alike]]:
        """The pools of all questions, each in groups of values that can be compared."""
        kinds = self.workspace.kinds.values()
        pools = {self.pool_of(kind, question) for kind in kinds for question in kind.questions}
        return {pool: self.grouped(pool) for pool in pools}

    def grouped(self, pool: _Pool) -> dict[tuple[object, ...], Alike]:
        """The values of one *pool*, by what makes them comparable."""
        found: dict[tuple[object, ...], list[Candidate]] = {}
        for candidate in chain.from_iterable(self.by_slot.get(slot, ()) for slot in pool.slots):
            likeness = pool.likeness(_fact(candidate), candidate.value)
            found.setdefault(likeness, []).append(candidate)
        return {likeness: Alike(tuple(candidates)) for likeness, candidates in found.items()}

    @cached_property
    def by_slot(self) -> Mapping[str, tuple[Candidate, ...]]:
        """Every value of every slot, by `kind.slot`."""
        found: dict[str, list[Candidate]] = {}
        for fact in self.workspace.facts.values():
            for candidate in _values_of(fact):
                found.setdefault(f"{fact.kind.name}.{candidate.slot}", []).append(candidate)
        return {slot: tuple(candidates) for slot, candidates in found.items()}

    @cached_property
    def met(self) -> Mapping[str, frozenset[str]]:
        """For each entity, the sources that tell of it."""
        found: dict[str, set[str]] = {}
        for candidate in chain.from_iterable(self.by_slot.values()):
            value = candidate.value
            for who in value.members if isinstance(value, Group) else (value,):
                if isinstance(who, Who):
                    found.setdefault(who.id, set()).update(c.source for c in candidate.citations)
        return {id_: frozenset(sources) for id_, sources in found.items()}

    @cached_property
    def by_role(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """The slots of all kinds that share a type and a role."""
        found: dict[tuple[str, str], list[str]] = {}
        for kind in self.workspace.kinds.values():
            for path, slot in _paths(kind.slots):
                for role in _roles(slot):
                    found.setdefault((slot.type, role), []).append(f"{kind.name}.{path}")
        return {key: tuple(slots) for key, slots in found.items()}

    def pool_of(self, kind: Kind, question: Question) -> _Pool:
        """The slots that the wrong answers to a question come from: its own choice, or by role."""
        own = kind.slot(question.slot) or kind.slots[question.asks]
        roles = _roles(own)
        slots = self.by_role[own.type, roles[0]] if roles else (f"{kind.name}.{question.slot}",)
        return _Pool(question.pool or slots, question.same, mixed=own.role == "speaker")


@frozen
class _Pool:
    """The slots that wrong answers come from, and the slots that their facts must share.

    `mixed`: whatever speaks is a rival of whatever speaks.
    """

    slots: tuple[str, ...]
    same: tuple[str, ...]
    mixed: bool

    def likeness(self, fact: Fact, value: Value) -> tuple[object, ...]:
        """What is equal for values that can be compared: subject, type, precision, unit, shape."""
        shared = (signature(fact.slots[n]) if n in fact.slots else "" for n in self.same)
        return (*shared, type(value).__name__, *self.shape(value))

    def shape(self, value: Value) -> tuple[object, ...]:
        match value:
            case When(date=date):
                return date.precision, date.is_interval, date.approximate
            case Quantity():
                return unit_of(value), value.low == value.high, value.bound
            case Who(entity=entity) if not self.mixed:
                return (entity.type,)
        return ()


@frozen(slots=False)
class Alike:
    """Values that can be compared with one another."""

    candidates: tuple[Candidate, ...]

    @property
    def is_small(self) -> bool:
        """Whether every item looks at all of them."""
        return len(self.candidates) <= MOST

    def near(self, asked: Asked) -> Iterable[Candidate]:
        """All of them; of very many, some of the same sources and topics, as a ring tells.

        Each stands on the ring by its own digest and each item looks at an arc from its own place
        on: a new fact pushes nothing out. Only when there are twice as many, arcs are half as long.
        """
        return self.candidates if self.is_small else self._on(asked, *_of_story(asked))

    def far(self, asked: Asked) -> Iterable[Candidate]:
        """Of very many, some of all: for where those that are near do not suffice."""
        return () if self.is_small else self._on(asked, _ALL)

    def _on(self, asked: Asked, *names: str) -> Iterable[Candidate]:
        """The candidates on an item's part of the rings of these *names*, each once."""
        found: dict[str, Candidate] = {}
        for ring, part in self._parts(asked, *names):
            found.update(zip(ring.places[part], ring.candidates[part], strict=True))
        return found.values()

    def arcs(self, asked: Asked) -> list[tuple[Ring, slice]]:
        """The rings that an item may look at, each with a part of it."""
        return self._parts(asked, *_of_story(asked), _ALL)

    def _parts(self, asked: Asked, *names: str) -> list[tuple[Ring, slice]]:
        start = digest(asked.identity)
        rings = filter(None, map(self.rings.get, names))
        return [(ring, part) for ring in rings for part in ring.arc(start)]

    @cached_property
    def rings(self) -> Mapping[str, Ring]:
        """The candidates in the order of their digests: by source, by topic, and all of them."""
        found: dict[str, Ring] = {}
        for place, candidate in sorted(map(_placed, self.candidates), key=itemgetter(0)):
            names = {f"source {c.source}" for c in candidate.citations}
            names |= {f"topic {topic}" for topic in _fact(candidate).head.topic}
            for name in (_ALL, *names):
                ring = found.setdefault(name, Ring([], []))
                ring.places.append(place)
                ring.candidates.append(candidate)
        return found


@frozen(slots=False)
class Ring:
    """Candidates in the order of their digests, which are their places."""

    places: list[str]
    candidates: list[Candidate]

    def arc(self, start: str) -> tuple[slice, ...]:
        """The part of the ring that an item looks at, from its place *start* on."""
        if self._share == 0:
            return (slice(None),)
        end = f"{(int(start, 16) + (_AROUND >> self._share)) % _AROUND:020x}"
        first, last = bisect(self.places, start), bisect(self.places, end)
        if first <= last:
            return (slice(first, last),)
        return (slice(first, None), slice(None, last))

    @cached_property
    def _share(self) -> int:
        """How often the ring is halved for arcs to be short enough."""
        size, share = len(self.places), 0
        while size > MOST // 2:
            size, share = size // 2, share + 1
        return share


def _of_story(asked: Asked) -> list[str]:
    """The names of the rings of an item's sources and topics."""
    sources = dict.fromkeys([c.source for c in asked.citations])
    return [*(f"source {s}" for s in sources), *(f"topic {t}" for t in asked.fact.head.topic)]


def _not_own(candidates: Iterable[Candidate], asked: Asked) -> Iterator[Candidate]:
    """The *candidates* but for what the own frame of *asked* says.

    Of that, only another date or number: the old deadline beside the new one.
    """
    fact, frame, slot = asked.fact, asked.frame, asked.question.slot
    may_rival = isinstance(asked.key, When | Quantity)
    for candidate in candidates:
        is_own = candidate.fact is fact and candidate.frame is frame
        if not is_own or (may_rival and candidate.slot != slot):
            yield candidate


def unit_of(value: Quantity) -> str:
    """The unit of a quantity, as units are compared."""
    return fold(value.unit.other) if value.unit else ""


def _placed(candidate: Candidate) -> tuple[str, Candidate]:
    """A candidate with its place on a ring."""
    fact, frame = _fact(candidate), candidate.frame
    return digest(fact.identity, candidate.slot, frame.identity if frame else ""), candidate


def _fact(candidate: Candidate) -> Fact:
    return candidate.fact  # type: ignore[return-value]  # only what is declared false has none


def _roles(slot: Slot) -> tuple[str, ...]:
    """What slots of different kinds may share: a role, and what all dates have in common."""
    return tuple(filter(None, (slot.role, "date" if slot.type == "date" else None)))


def _values_of(fact: Fact) -> Iterator[Candidate]:
    """Every value of a fact's slots; what is only inferred or uncited is no evidence."""
    for name, value in fact.slots.items():
        if fact.kind.slots[name].helper:
            continue
        if isinstance(value, Frames):
            for frame in value.frames:
                yield from _values_in(fact, name, frame)
        elif cites := fact.cited_at(name):
            yield Candidate(value, fact, None, name, cites)


def _values_in(fact: Fact, slot: str, frame: Frame) -> Iterator[Candidate]:
    for inner, value in frame.slots.items():
        if cites := fact.cited_at(inner, frame):
            yield Candidate(value, fact, frame, f"{slot}.{inner}", cites)


def _paths(slots: Mapping[str, Slot]) -> Iterator[tuple[str, Slot]]:
    for name, slot in slots.items():
        yield name, slot
        for inner, framed in slot.frame.items():
            yield f"{name}.{inner}", framed
