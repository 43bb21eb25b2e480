"""Fact kinds: the slots a fact has, the sentence that tells it, and the questions it answers.

A kind is data: `templates/kinds/NAME.yaml`, shipped or the workspace's own.
"""

from __future__ import annotations

from dataclasses import field
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field

from quizgen.frozen import frozen
from quizgen.model import Ids, Text, Texts, Written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizgen.templating import Sentence

SlotType = Literal[
    "entity", "entities", "event", "date", "quantity", "list", "frames",
    "np", "vp", "inf", "clause", "adv", "text", "quote", "rich",
]  # fmt: skip
# One fact is asked in these ways; sets of facts are matched and ordered (see `sets`).
Asking = Literal[
    "short-answer", "choice", "multiple-response", "true-false", "cloze", "number", "date"
]
GuideSection = Literal[
    "timeline", "people", "agreements", "positions", "figures", "terms", "topics"
]  # fmt: skip
STATEMENTS = ("true-false", "cloze")  # say a sentence, the others ask a question


class SlotRecord(Written):
    """One slot of a kind, as written."""

    type: SlotType
    required: bool = False
    names: bool = False
    helper: bool = False
    role: str | None = None
    frame: dict[str, SlotRecord] = Field(default={})


def _short_slot(value: Any) -> Any:
    return {"type": value} if isinstance(value, str) else value


Slots = dict[str, Annotated[SlotRecord, BeforeValidator(_short_slot)]]


class QuestionRecord(Written):
    """One question of a kind, as written."""

    model_config = ConfigDict(alias_generator=lambda name: name.replace("_", "-"))

    asks: str
    given: Texts = ()
    each: str | None = None
    at: Literal["first", "later", "last"] | None = None
    one: bool = False
    inverse: str | None = None
    during: str | None = None
    dated: str | None = None
    bound: str | None = None
    by: str | None = None
    pool: Texts = ()
    same: Texts = ()
    apart: Texts = ()
    claim: str | None = None
    only: Annotated[
        tuple[Asking, ...], BeforeValidator(lambda v: v if isinstance(v, list) else [v])
    ] = ()
    stem: str
    statement: str | None = None
    key: str | None = None
    was: Ids = ()
    choice: str | None = None
    short_answer: str | None = None
    multiple_response: str | None = None
    true_false: str | None = None
    cloze: str | None = None
    number: str | None = None
    date: str | None = None
    tolerance: str | None = None


class ClozeRecord(Written):
    """A sentence with several gaps, as written; without one of its own, the kind's claim."""

    blanks: Texts
    each: str | None = None
    statement: str | None = None


class GuideRecord(Written):
    """Where a study guide tells a kind's facts, as written; a lone word is the section."""

    section: GuideSection | None = None
    under: str | None = None
    when: str | None = None
    text: str | None = None
    label: str | None = None
    also: Texts = ()
    each: dict[str, Text] = Field(default={})


def _short_guide(value: Any) -> Any:
    return {"section": value} if isinstance(value, str) else value


class KindRecord(Written):
    """A kind file, as written."""

    language: str = "en"
    summary: str | None = None
    slots: Slots
    claim: str
    questions: dict[str, QuestionRecord] = Field(default={})
    clozes: tuple[ClozeRecord, ...] = ()
    alias: Texts = ()
    waive: dict[Text, Text] = Field(default={})
    guide: Annotated[GuideRecord, BeforeValidator(_short_guide)] = GuideRecord()


@frozen
class Slot:
    """A slot of a kind: the type of its value, and its role among the slots of all kinds."""

    name: str
    type: SlotType
    required: bool = False
    names: bool = False
    helper: bool = False
    role: str | None = None
    frame: Mapping[str, Slot] = field(default_factory=dict)


@frozen
class Question:
    """One way of asking a fact: what is asked, what is given, how many answers can be right.

    `identity` is the first id it had: guids grow from it.
    """

    id: str
    asks: str
    given: tuple[str, ...]
    each: str | None
    at: str | None
    one: bool
    inverse: str | None
    during: str | None
    bound: str | None
    by: str | None
    pool: tuple[str, ...]
    same: tuple[str, ...]
    wordings: Mapping[Asking, Sentence]
    key: Sentence | None
    claim: Sentence | None
    identity: str
    tolerance: Decimal = Decimal(0)
    dated: str | None = None
    apart: tuple[str, ...] = ()

    @property
    def slot(self) -> str:
        """The asked slot as a path: `when`, `terms.undertakes`."""
        return f"{self.each}.{self.asks}" if self.each else self.asks


@frozen
class Cloze:
    """A sentence with several gaps; `each`: the list whose later entries it is filled from."""

    blanks: tuple[str, ...]
    each: str | None
    sentence: Sentence

    @property
    def identity(self) -> str:
        """The set of its gaps, by which its note is known."""
        return ".".join(sorted(self.blanks))


@frozen
class Place:
    """Where a study guide tells facts of a kind, and how.

    `under`: the slot whose value heads an entry (who holds an office, which term); `text`: the
    sentence beneath it; `when`: the slot of the date that puts a fact on the timeline; `label`:
    what it is called there; `also`: what is told besides; `each`: the sentence of each frame.
    """

    section: GuideSection = "topics"
    under: str | None = None
    when: str | None = None
    text: Sentence | None = None
    label: Sentence | None = None
    also: tuple[Sentence, ...] = ()
    each: Mapping[str, Sentence] = field(default_factory=dict)


@frozen
class Kind:
    """A kind of fact; its slots in `alias` name one thing."""

    name: str
    language: str
    slots: Mapping[str, Slot]
    claim: Sentence
    questions: tuple[Question, ...]
    clozes: tuple[Cloze, ...] = ()
    waived: Mapping[str, str] = field(default_factory=dict)
    alias: tuple[str, ...] = ()
    guide: Place = field(default_factory=Place)

    @property
    def naming(self) -> str | None:
        """The slot that names the happening, by which other facts refer to it."""
        return next((s.name for s in self.slots.values() if s.names), None)

    def ways(self, path: str) -> tuple[str, ...]:
        """The interactions in which the slot at *path*, or a part of it, is asked."""
        asked = (q for q in self.questions if path in (q.slot, q.each))
        return tuple(dict.fromkeys(way for q in asked for way in q.wordings))

    def slot(self, path: str) -> Slot | None:
        """The slot at *path* (`when`, `terms.party`)."""
        name, _, inner = path.partition(".")
        slot = self.slots.get(name)
        return slot.frame.get(inner) if slot and inner else slot
