"""What outputs consume: items, and the study materials assembled from them.

Texts are *marked text* (see `markup`): plain characters, with noncharacters round emphasis,
formulas, images and the blank of a cloze. Each output turns them into its own form, once.
"""

from __future__ import annotations

from dataclasses import field
from decimal import Decimal  # noqa: TC003  (pydantic reads the annotations of items)
from enum import StrEnum
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Literal

from quizgen.cited import Citation, Locator, Work
from quizgen.diagnostics import Span  # noqa: TC001  (pydantic reads the annotations of items)
from quizgen.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from quizgen.booklet import Guide

__all__ = ["Citation", "Locator", "Work"]  # besides what is defined here


class Interaction(StrEnum):
    """How a learner answers: a closed set, which every output handles whole (QTI's word)."""

    SHORT_ANSWER = "short-answer"
    CHOICE = "choice"
    MULTIPLE_RESPONSE = "multiple-response"
    TRUE_FALSE = "true-false"
    CLOZE = "cloze"
    NUMBER = "number"
    DATE = "date"
    MATCHING = "matching"
    ORDERING = "ordering"


ARROW = " → "  # between a premise and its response, in the key of a matching item


@frozen
class Option:
    """One answer on offer; a distractor says whose answer it is, and where that is read."""

    text: str
    is_key: bool = False
    rationale: str | None = None
    citations: tuple[Citation, ...] = ()


@frozen
class Number:
    """What counts as right where a number is asked: its least and greatest value, and its unit."""

    low: Decimal
    high: Decimal
    unit: str = ""


@frozen
class Item:
    """One question, what answers it, and the evidence for that.

    `ordered`: the options stand in an order of their own (dates, numbers), in every version.
    `element`: the frame that is asked about, where the slot holds several. `first_id`: the id
    before anything was renamed, by which learners know it. `key_citations`: where each part of the
    key is read, where each has evidence of its own. `number` and `date` (EDTF): what is right where
    one is asked. `origin`: a digest of all that it was made of, where that is known; what is made
    by `replace` has none.
    """

    id: str
    guid: str
    facts: tuple[str, ...]
    kind: str
    asks: str
    interaction: Interaction
    context: str
    stem: str
    key: tuple[str, ...]
    accepted: tuple[str, ...]
    options: tuple[Option, ...]
    claim: str
    rationale: str
    citations: tuple[Citation, ...]
    disagreement: str = ""
    disagreeing: tuple[Citation, ...] = ()
    attributed_to: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    span: Span | None = None
    ordered: bool = False
    element: str = ""
    first_id: str = ""
    key_citations: tuple[tuple[Citation, ...], ...] = ()
    number: Number | None = None
    date: str = ""
    origin: str = field(default="", init=False, compare=False, repr=False)

    def cited(self) -> Iterator[Citation]:
        """Every citation that the item shows: the key's, the other side's, and its options'."""
        yield from self.citations
        yield from self.disagreeing
        for option in self.options:
            yield from option.citations

    @property
    def premises(self) -> tuple[str, ...]:
        """What is to be matched, in the order of the key; nothing where nothing is."""
        is_matching = self.interaction is Interaction.MATCHING
        return tuple(pair.partition(ARROW)[0] for pair in self.key) if is_matching else ()

    @property
    def says_all(self) -> bool:
        """Whether the key itself says all there is to say, each part with its citation."""
        told = (Interaction.MATCHING, Interaction.MULTIPLE_RESPONSE)
        return self.interaction in told and bool(self.key_citations)

    @property
    def key_option(self) -> Option | None:
        """The right option of an item that has options."""
        return next((o for o in self.options if o.is_key), None)


@frozen
class Image:
    """A picture that rich text shows: its bytes, what it shows in words, whose it is, its file."""

    id: str
    media_type: str
    data: bytes
    alt: str
    credit: str
    license: str
    file: str = ""


@frozen
class Passage:
    """Words of a source in which an answer stands, as a key prints them where a recipe wants it."""

    citation: Citation
    text: str


@frozen
class Card:
    """One item as an Anki note: the full name of its Anki deck."""

    item: Item
    deck: str


@frozen
class Tombstone:
    """A retired item as its note tells it: why, and what is asked in its place."""

    guid: str
    id: str
    interaction: Interaction
    reason: str = ""
    replacement: str = ""


@frozen
class Edition:
    """A closed edition: its number, and its date as YYYY-MM-DD."""

    number: int
    date: str


@frozen
class Form:
    """One version of a sheet: its letter, the items in the order printed, and a code for them."""

    version: str
    items: tuple[Item, ...]
    code: str = ""


@frozen
class Layout:
    """How a sheet is set: what an item is worth (by interaction), its own words, its variants."""

    columns: int = 1
    points: Mapping[Interaction, Decimal] = field(default_factory=dict)
    instructions: str = ""
    variants: tuple[str, ...] = ()
    strip: bool = False


@frozen
class Sheet:
    """A printable quiz in one or more versions; `paper` is a CSS page size (A4, letter)."""

    name: str
    title: str
    paper: str
    forms: tuple[Form, ...]
    layout: Layout = field(default_factory=Layout)


@frozen
class FlashCard:
    """An item to be printed as a card, with the size of type on its two sides, in points."""

    item: Item
    front: float
    back: float


@frozen
class FlashCards:
    """Cards to print on both sides and cut; `flip`: on which edge the paper is turned."""

    title: str
    paper: Literal["A4", "letter"]
    per_page: int
    flip: Literal["long-edge", "short-edge"]
    cards: tuple[FlashCard, ...]


@frozen
class Practice:
    """A page to practise on: its title, the items it asks, and what their topics are called."""

    title: str
    items: tuple[Item, ...]
    topics: Mapping[str, str] = field(default_factory=dict)


@frozen(slots=False)
class Study:
    """One recipe, compiled: everything its outputs need, and nothing else.

    `was`: earlier names of the recipe. `skipped`: by guid, why an item is left out of it.
    `facts`: a digest of each fact's own data, by id. `retired` and `edition` are known when the
    lock is. `pdf`: whether a PDF is wished beside each page for paper.
    """

    name: str
    title: str
    deck: str
    language: str
    namespace: str
    license: str
    as_of: str
    report: str | None
    items: tuple[Item, ...]
    cards: tuple[Card, ...]
    sheets: tuple[Sheet, ...]
    works: tuple[Work, ...]
    images: tuple[Image, ...] = ()
    was: tuple[str, ...] = ()
    skipped: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    retired: tuple[Tombstone, ...] = ()
    edition: Edition | None = None
    style: str = "news"
    passages: Mapping[str, tuple[Passage, ...]] = field(default_factory=dict)
    flash_cards: FlashCards | None = None
    guide: Guide | None = None
    practice: Practice | None = None
    pdf: bool = False

    def work(self, source: str) -> Work:
        """The bibliography entry of *source*, which some item cites."""
        return self._works[source]

    @cached_property
    def _works(self) -> dict[str, Work]:
        return {work.source: work for work in self.works}


def digest(*parts: str) -> str:
    """A stable name for *parts*: 20 hexadecimal digits (BLAKE2b), the same on every machine."""
    # Lengths are part of the text, so that no two different lists of parts read the same.
    text = "".join([f"{len(p)}:{p}" for p in parts])
    return blake2b(text.encode(), digest_size=10).hexdigest()
