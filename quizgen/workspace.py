"""A workspace as the compiler sees it: sources, entities, kinds, facts and recipes, all typed."""

from __future__ import annotations

from dataclasses import field
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from quizgen.frozen import frozen
from quizgen.values import Frames

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from quizgen.diagnostics import Span
    from quizgen.items import Citation, Image
    from quizgen.kinds import Kind
    from quizgen.model import Entity, FactHead, Retirement, Settings, Source
    from quizgen.phrases import Phrases
    from quizgen.recipe import Recipe, Selection
    from quizgen.resources import Shelf
    from quizgen.sets import FactSet
    from quizgen.values import Frame, Value


@frozen
class Fact:
    """A fact: its kind, the typed values of its slots, and where each of them is read.

    A slot whose citations are empty is only inferred: told in claims, never asked.
    """

    id: str
    kind: Kind
    slots: Mapping[str, Value] = field(hash=False)
    citations: Mapping[str, tuple[Citation, ...]] = field(hash=False)
    head: FactHead = field(hash=False)
    false: Mapping[str, tuple[Declared, ...]] = field(hash=False)
    also_true: Mapping[str, tuple[Value, ...]] = field(hash=False)
    attribution: tuple[Citation, ...] = ()

    @property
    def identity(self) -> str:
        """The id that guids grow from: the first one, where the fact was renamed."""
        return self.head.was[-1] if self.head.was else self.id

    def span(self, *route: str | int, key: bool = False) -> Span | None:
        """Where the fact, or the part that *route* leads to, was written."""
        return self.head.span(*route, key=key)

    def frames(self, slot: str) -> tuple[Frame, ...]:
        """The frames in *slot*."""
        value = self.slots.get(slot)
        return value.frames if isinstance(value, Frames) else ()

    def values(self) -> Iterator[Value]:
        """Every value the fact gives, those of its frames too."""
        for name, value in self.slots.items():
            frames = self.frames(name)
            yield from (v for frame in frames for v in frame.slots.values()) if frames else (value,)

    def cited_at(self, slot: str, frame: Frame | None = None) -> tuple[Citation, ...]:
        """The citations that support *slot* (of *frame*)."""
        if frame and slot in frame.citations:
            return frame.citations[slot]
        return self.citations.get(slot, ())

    def cites(self) -> Iterator[Citation]:
        """Every citation of the fact, those of its frames too."""
        yield from chain.from_iterable(self.citations.values())
        for name in self.slots:
            for frame in self.frames(name):
                yield from chain.from_iterable(frame.citations.values())

    def sources(self) -> frozenset[str]:
        """Every source the fact cites."""
        return frozenset(cite.source for cite in self.cites())

    def is_selected(self, selection: Selection) -> bool:
        """Whether *selection* takes the fact: all wishes that it states must be met."""
        return (
            (not selection.kinds or self.kind.name in selection.kinds)
            and (not selection.sources or bool(self.sources() & set(selection.sources)))
            and (not selection.topics or bool(set(self.head.topic) & set(selection.topics)))
            and (not selection.ids or self.id in selection.ids)
        )


@frozen
class Declared:
    """A value the author declares false for a slot, with the reason and where that is read.

    `confused`: learners take it for the answer.
    """

    value: Value
    because: str | None = None
    citations: tuple[Citation, ...] = ()
    confused: bool = False
    span: Span | None = field(default=None, compare=False)


@frozen(slots=False)
class Workspace:
    """Everything that was read, by id."""

    root: Path
    settings: Settings
    phrases: Phrases
    shelf: Shelf
    sources: Mapping[str, Source]
    entities: Mapping[str, Entity]
    images: Mapping[str, Image]
    kinds: Mapping[str, Kind]
    facts: Mapping[str, Fact]
    recipes: Mapping[str, Recipe]
    retired: Mapping[str, Retirement] = field(default_factory=dict)
    sets: tuple[FactSet, ...] = ()

    @cached_property
    def opposed(self) -> Mapping[str, tuple[str, ...]]:
        """For each fact, the facts that disagree with it: declared on either side."""
        pairs = {
            (one, other)
            for fact in self.facts.values()
            for other in fact.head.disagrees_with
            for one, other in ((fact.id, other), (other, fact.id))
        }
        found: dict[str, list[str]] = {}
        for one, other in sorted(pairs):
            found.setdefault(one, []).append(other)
        return {one: tuple(others) for one, others in found.items()}

    def takes(self, selection: Selection, facts: Iterable[str]) -> bool:
        """Whether *selection* takes all *facts* that one item tells of."""
        return all(self.facts[id_].is_selected(selection) for id_ in facts)

    def first_id(self, id_: str) -> str:
        """The first id that the entity or fact *id_* had: a rename changes nothing else."""
        entity = self.entities.get(id_)
        if entity:
            return entity.was[-1] if entity.was else id_
        return self.facts[id_].identity if id_ in self.facts else id_

    def retirement(self, item: str) -> Retirement | None:
        """Why *item* is gone: what the seeds say of it, of all that was asked, or of its fact."""
        parts = item.split("/")
        names = ("/".join(parts[:length]) for length in range(len(parts), 0, -1))
        return next((self.retired[name] for name in names if name in self.retired), None)

    def label(self, source: str) -> str:
        """How stems call a source."""
        record = self.sources[source]
        return record.label or record.title or source
