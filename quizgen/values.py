"""The typed values that slots hold, and what can be said of two of them.

`kinship` compares any two values: the same, overlapping (both may be true of one thing), or apart.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import field
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from quizgen.frozen import frozen
from quizgen.units import is_symbol, scales

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizgen.edtf import Date
    from quizgen.items import Citation
    from quizgen.model import Entity

ABOUT = Decimal("0.25")
FIRST_MARK = "\N{COMBINING GRAVE ACCENT}"  # no character before it is put onto another
_TOKEN = re.compile(r"(?:(?<!\w)-(?=\d))?[\w+#^]+|[%&@=<>*/°$€£±]")
_RAISED = {ord(c): f"^{n}" for n, c in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")} | {ord("⁺"): "^+", ord("⁻"): "^-"}


@frozen
class Who:
    """One entity."""

    id: str
    entity: Entity


@frozen
class Group:
    """Several entities or texts, together one answer."""

    members: tuple[Who | Words, ...]


@frozen
class Event:
    """A reference to what happened: a fact's (or entity's) id and the words that name it."""

    id: str
    text: str


@frozen
class When:
    """A date: what it resolves to, what the text says, and whether that is too vague to ask."""

    date: Date
    read: str | None = None
    inferred: str | None = None
    vague: bool = False


class Unit(NamedTuple):
    """A unit in the forms that numbers want: CLDR's plural categories, as far as they are told."""

    one: str
    other: str
    few: str = ""
    many: str = ""
    two: str = ""
    zero: str = ""

    def form(self, category: str) -> str:
        """The form of a *category*, or the one for all others."""
        return getattr(self, category) or self.other


@frozen
class Quantity:
    """A number or range with its unit and bound (`about`, `over` …)."""

    low: Decimal
    high: Decimal
    unit: Unit | None = None
    bound: str | None = None

    def reach(self) -> tuple[Decimal | None, Decimal | None]:
        """The least and the greatest value that satisfies it; None where there is no end."""
        if self.bound in ("over", "at-least"):
            return self.low, None
        if self.bound in ("under", "at-most"):
            return None, self.high
        slack = ABOUT * abs(self.high) if self.bound == "about" else Decimal(0)
        return self.low - slack, self.high + slack


@frozen
class Words:
    """Text of one grammatical form (marked text where the slot is rich)."""

    text: str
    form: str
    id: str | None = None
    citations: tuple[Citation, ...] = ()


@frozen
class Frame:
    """One entry of a list of frames, known by its id, with its own slots and citations."""

    id: str
    slots: Mapping[str, Value] = field(hash=False)
    citations: Mapping[str, tuple[Citation, ...]] = field(hash=False)
    first_id: str = ""

    @property
    def identity(self) -> str:
        """The id that guids grow from: the first one, where the entry was renamed."""
        return self.first_id or self.id


@frozen
class Frames:
    """A list of frames."""

    frames: tuple[Frame, ...]


Value = Who | Group | Event | When | Quantity | Words | Frames
_NAMES = (Who, Event, Words)


class Kinship(Enum):
    """How two values stand to each other."""

    SAME = "same"
    OVERLAPPING = "overlapping"
    APART = "apart"


def kinship(one: Value, other: Value) -> Kinship:
    """Whether two values are the same, may both be true of one thing, or exclude each other."""
    if isinstance(one, _NAMES) and isinstance(other, _NAMES):  # which most are
        return Kinship.SAME if signature(one) == signature(other) else Kinship.APART
    return _kinship(one, other)


def _kinship(one: Value, other: Value) -> Kinship:
    match one, other:
        case When(), When():
            return _of_intervals(one.date == other.date, one.date.overlaps(other.date))
        case Quantity(), Quantity():
            return _of_intervals(signature(one) == signature(other), _may_agree(one, other))
        case Group(), Group():
            ours, theirs = set(map(signature, one.members)), set(map(signature, other.members))
            return _of_intervals(ours == theirs, bool(ours & theirs))
        case Group(), Who() | Words():
            inside = signature(other) in map(signature, one.members)
            return Kinship.OVERLAPPING if inside else Kinship.APART
        case Who() | Words(), Group():
            return _kinship(other, one)
    return Kinship.SAME if signature(one) == signature(other) else Kinship.APART


def signature(value: Value) -> str:
    """A text that is equal for equal values: what indexes are built on."""
    match value:
        case Who(id=id_) | Event(id=id_):
            return f"@{id_}"
        case When(date=date):
            return f"date {date.text}"
        case Quantity():
            unit = value.unit.other if value.unit else ""
            told = unit if is_symbol(unit) else fold(unit)
            return f"number {value.low} {value.high} {told} {value.bound}"
        case Group(members=members):
            return f"[{' | '.join(sorted(map(signature, members)))}]"
        case Words(text=text):
            return fold(text)
        case Frames(frames=frames):
            return f"frames {' '.join(f.id for f in frames)}"


@lru_cache(maxsize=2**18)  # the same names and stems are compared again and again
def fold(text: str) -> str:
    """*text* without case, accents and punctuation: how names and words are compared.

    Signs that tell two things apart stay: `C`, `C++` and `C#`, 5 and -5, x² and x₂, 5 and 5 %.
    """
    if text.isascii():
        return " ".join(_TOKEN.findall(text.lower()))
    bare = unicodedata.normalize("NFKD", text.translate(_RAISED).replace("−", "-"))
    plain = "".join([c for c in bare if c < FIRST_MARK or not unicodedata.combining(c)])
    return " ".join(_TOKEN.findall(plain.casefold()))


def _of_intervals(same: bool, overlap: bool) -> Kinship:  # noqa: FBT001
    if same:
        return Kinship.SAME
    return Kinship.OVERLAPPING if overlap else Kinship.APART


def _may_agree(one: Quantity, other: Quantity) -> bool:
    """Whether one thing may have both values; so it may where units cannot be compared."""
    scaled = _scales(one, other)
    if scaled is None:
        return True
    (a, b), (c, d) = (
        [e and e * t for e in q.reach()] for q, t in zip((one, other), scaled, strict=True)
    )
    below = b is not None and c is not None and b < c
    above = a is not None and d is not None and d < a
    return not (below or above)


def _scales(one: Quantity, other: Quantity) -> tuple[Decimal, Decimal] | None:
    """What makes two units comparable: 1 km is 1000 m; None where nothing does."""
    if one.unit is None or other.unit is None:
        return Decimal(1), Decimal(1)
    ours, theirs = one.unit.other, other.unit.other
    alike = (Decimal(1), Decimal(1)) if fold(ours) == fold(theirs) else None
    return scales(ours, theirs) or alike
