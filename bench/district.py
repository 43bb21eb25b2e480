"""A district: the sample's sources, entities and facts, told in the district's own words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from bench.dialect import YEAR, Dialect
from bench.passages import EMPTY, passages
from bench.sample import Record, Written, sample

PLACE = re.compile(r"^([a-z]+) (?=¶)")
# Slots that hold ids, also of things that are no entities and no facts.
IDS = {"according_to", "id", "point", "topic"}
DATES = {"as_of", "held", "when"}
# What is no wording, or is told about the seeds and not in them.
AS_WRITTEN = {"ask", "bound", "closed", "differs_on", "kind", "note", "type", "unit", "waive"}
NAMES = {"aliases", "name"}
PAPERS = {
    "pm": "Courier",
    "deal": "Messenger",
    "readout": "Agency",
    "eve": "Observatory",
    "nato": "Gazette",
}


@dataclass(frozen=True)
class District:
    """The first *count* of the sample's facts, as the district of this number tells them."""

    number: int
    count: int

    @cached_property
    def dialect(self) -> Dialect:
        """Its words."""
        return Dialect(self.number)

    @cached_property
    def entities(self) -> dict[str, Record]:
        """All entities of the sample."""
        return {self.id(key): self.retold(entity) for key, entity in sample().entities.items()}

    @cached_property
    def facts(self) -> list[Record]:
        """Its facts."""
        return [self.retold(fact) for fact in sample().first(self.count)]

    @cached_property
    def texts(self) -> dict[str, list[str]]:
        """The paragraphs of each source, which hold what the facts cite from them."""
        names = {id_: entity["name"] for id_, entity in self.entities.items()}
        names |= {fact["id"]: fact["what"] for fact in self.facts if "what" in fact}
        told = passages(self.facts, names)
        return {self.id(key): told.get(self.id(key), [EMPTY]) for key in sample().sources}

    @cached_property
    def sources(self) -> dict[str, Record]:
        """The record of each source."""
        return {self.id(key): self.source(key) for key in sample().sources}

    def source(self, key: str) -> Record:
        """The record of what the sample calls *key*."""
        old, id_ = sample().sources[key], self.id(key)
        return {
            "type": old["type"],
            "title": self.dialect.said(f"{key.capitalize()} Dispatch"),
            "issued": self.dialect.dated(old["issued"]),
            "label": f"the {self.dialect.said(PAPERS[key])} report",
            "complete": old["complete"],
            "text": f"{id_}.txt",
            "furniture": [n for n, told in enumerate(self.texts[id_], 1) if told == EMPTY],
        }

    def id(self, old: str) -> str:
        """The id, in this district, of what the sample calls *old*."""
        return f"{old}-{self.number}"

    def retold(self, value: Written, key: str = "") -> Written:
        """What an author wrote under *key*, as this district tells it."""
        if key in AS_WRITTEN:
            return value
        if isinstance(value, str):
            return self.text(value, key)
        if isinstance(value, list):
            return [self.retold(part, key) for part in value]
        if value.keys() == {"at", "supported"}:  # the texts made here say all of it
            return self.retold(value["at"], key)
        if "date" in value:
            return self.dialect.dated(value)
        return {
            part: self.retold(told, "cite" if key == "cite" else part)
            for part, told in value.items()
        }

    def text(self, text: str, key: str) -> str:
        """One text: a place in a source, an id, a date, a number, or words."""
        if PLACE.match(text):
            return PLACE.sub(lambda match: f"{self.id(match[1])} ", text)
        # An attribute may be called as a fact is that tells it: the capital.
        if (text in sample().ids and key != "attribute") or key in IDS:
            return self.id(text)
        if key in DATES and YEAR.search(text):
            return self.dialect.year(text)
        if key == "value":
            return self.dialect.counted(text)
        if key == "cite":  # of a date, say: inferred
            return text
        said = self.dialect.said(text)
        is_kept = said == text and key in NAMES
        return f"{text} of {self.dialect.said('Town')}" if is_kept else said
