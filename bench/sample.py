"""The sample's seeds as they stand in this repository: what is told again in every district."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

REPOSITORY = Path(__file__).parent.parent

# What an author wrote: texts, in lists and mappings of any depth.
Written = Any
Record = dict[str, Written]


@dataclass(frozen=True)
class Sample:
    """Sources, entities and facts, by their ids."""

    sources: dict[str, Record] = field(default_factory=dict)
    entities: dict[str, Record] = field(default_factory=dict)
    facts: dict[str, Record] = field(default_factory=dict)

    @cached_property
    def ids(self) -> frozenset[str]:
        """What facts refer to by its id."""
        return frozenset([*self.entities, *self.facts])

    @cached_property
    def needs(self) -> Mapping[str, frozenset[str]]:
        """Each fact, with all that it refers to, and they in turn."""
        return {id_: frozenset(self._reached(id_)) for id_ in self.facts}

    def first(self, count: int) -> list[Record]:
        """So many facts, or all: the first of them that refer to none but one another."""
        taken: set[str] = set()
        for needed in self.needs.values():
            if len(taken | needed) <= count:
                taken |= needed
        return [fact for id_, fact in self.facts.items() if id_ in taken]

    def _reached(self, id_: str) -> set[str]:
        reached, ahead = set[str](), [id_]
        while ahead:
            here = ahead.pop()
            if here not in reached:
                reached.add(here)
                ahead += (text for text in texts(self.facts[here]) if text in self.facts)
        return reached


@functools.cache
def sample() -> Sample:
    """The sample, every value a text as it was written."""
    read = Sample()
    for path in sorted((REPOSITORY / "seeds").glob("*.yaml")):
        data = yaml.load(path.read_text("utf-8"), yaml.CBaseLoader)  # noqa: S506  (only texts)
        read.sources.update(data.get("sources", {}))
        read.entities.update(data.get("entities", {}))
        read.facts.update((fact["id"], fact) for fact in data.get("facts", []))
    return read


def texts(value: Written) -> Iterator[str]:
    """Every text in *value*."""
    if isinstance(value, str):
        yield value
    else:
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts(part)
