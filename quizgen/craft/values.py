"""What options hold: numbers, dates, spans of them; whether they stand in order and alike."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from quizgen.craft.specimen import short
from quizgen.craft.tokens import (
    CACHED,
    alone,
    decimals,
    folded,
    numbers,
    separator,
    significant,
)
from quizgen.items import Interaction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizgen.craft.pack import Pack
    from quizgen.craft.specimen import Specimen

PRECISE = 4  # significant digits
THOUSAND = 1000
_BEYOND = Decimal("0.000001")  # over 20 does not hold 20
_RANGE = re.compile(r"\d\s*[–—-]\s*[$€£]?\d")
_DASH = re.compile(r"\s*[–—]\s*")
_ISO = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?")
_FIGURE = re.compile(r"\d")
_YEAR = re.compile(r"\b\d{3,4}\b")
_DAY = re.compile(r"\b\d{1,2}(?=\b|st|nd|rd|th|\.)")

Day = tuple[int, int, int]


class Extent(NamedTuple):
    """From where to where a value reaches."""

    low: Decimal
    high: Decimal


def overlapping(it: Specimen) -> str | None:
    """Two options hold a value in common."""
    spans = [span(text, it.pack) for text in it.choices]
    found = [(n, at) for n, at in enumerate(spans) if at]
    if len(found) < len(spans) or len(found) < 2:  # noqa: PLR2004
        return None
    found.sort(key=lambda pair: pair[1])
    for (m, one), (n, other) in pairwise(found):
        if other.low <= one.high and one != other:  # the same twice is another rule's
            return f"a value may lie in both {short(it.choices[m])} and {short(it.choices[n])}"
    return None


def out_of_order(it: Specimen) -> str | None:
    """Numbers or dates stand in no order."""
    if it.item.interaction not in {Interaction.CHOICE, Interaction.MULTIPLE_RESPONSE}:
        return None
    found = [span(text, it.pack) for text in it.options]
    lows = [at.low for at in found if at]
    if len(lows) < len(found) or len(set(lows)) < 3:  # noqa: PLR2004
        return None
    if lows in (sorted(lows), sorted(lows, reverse=True)):
        return None
    return f"numbers or dates out of order: {', '.join(it.options)}"


def mixed_formats(it: Specimen) -> str | None:
    """Numbers are written in different ways."""
    found = [alone(text) for text in it.choices]
    values = [number for number in found if number]
    if len(values) < len(found) or len(values) < 2:  # noqa: PLR2004
        return None
    texts = [number.text for number in values]
    large = {
        separator(text) for text, n in zip(texts, values, strict=True) if abs(n.value) >= THOUSAND
    }
    places = {decimals(text) for text in texts}
    if len(large) > 1 or (len(places) > 1 and not _is_ladder([n.value for n in values])):
        return f"numbers are written in different ways: {', '.join(it.choices)}"
    units = [
        text.replace(number.text, "").strip()
        for text, number in zip(it.choices, values, strict=True)
    ]
    if not _is_one_unit(units):
        return f"numbers have different units: {', '.join(it.choices)}"
    return None


def over_precise(it: Specimen) -> str | None:
    """A number has more digits than anybody should know."""
    for text in it.choices or it.key:
        for number in numbers(text):
            if significant(number) > PRECISE and not day(text, it.pack):
                return f"{number.text} has {significant(number)} significant digits"
    return None


def roundness(it: Specimen) -> str | None:
    """Only the key is a round number, or only the key is not."""
    found = [alone(text) for text in (*it.right, *it.wrong)]
    digits = [significant(number) for number in found if number]
    if len(it.right) != 1 or len(digits) < len(found) or len(digits) < 3:  # noqa: PLR2004
        return None
    key, others = digits[0], digits[1:]
    is_year = all(n and n.text.isdigit() and len(n.text) == 4 for n in found)  # noqa: PLR2004
    if key >= max(others) + 2 or (key <= min(others) - 2 and not is_year):
        sort = "round" if key < min(others) else "odd"
        return f"{it.right[0]} is the only {sort} number: {', '.join(it.options)}"
    return None


@lru_cache(CACHED)
def span(text: str, pack: Pack) -> Extent | None:
    """The values that *text* stands for, where it is a number, a date or a span of them."""
    return _span(text, pack) if _FIGURE.search(text) else None


def _span(text: str, pack: Pack) -> Extent | None:
    found = day(text, pack)
    if found or pack.find("months", text):
        return _days(found) if found else _period(text, pack)
    values = [number.value for number in numbers(text.replace("–", " – ").replace("—", " – "))]
    if _RANGE.search(text):
        values = [abs(value) for value in values]
    if len(values) == 2 and (_RANGE.search(text) or pack.find("ranges", text)):  # noqa: PLR2004
        return Extent(min(values), max(values))
    if len(values) != 1 or not (alone(text) or pack.opens("bounds", text)):
        return None
    edge = Decimal(0) if pack.find("inclusive", text) else _BEYOND
    if pack.find("more", text):
        return Extent(values[0] + edge, Decimal("Infinity"))
    if pack.find("less", text):
        return Extent(Decimal("-Infinity"), values[0] - edge)
    return Extent(values[0], values[0])


@lru_cache(CACHED)
def day(text: str, pack: Pack) -> Day | None:
    """The year, month and day that *text* names and nothing besides; 0 for what it leaves open."""
    if iso := _ISO.fullmatch(text.strip()):
        return int(iso[1]), int(iso[2]), int(iso[3] or 0)
    year = _YEAR.search(text)
    if not year:
        return None
    named = [n for n, _ in enumerate(pack.entries("months"), 1) if pack.month(n, text)]
    if not named or len(named) > 1:
        return None
    rest = [w for w in folded(text) if not w[0].isdigit() and w not in pack.plain("date_words")]
    if rest:
        return None
    date = _DAY.search(text.replace(year[0], " ", 1))
    return int(year[0]), named[0], int(date[0]) if date else 0


def _days(found: Day) -> Extent:
    """The days of a date; numbers that grow as dates do."""
    year, month, date = found
    low = year * 10000 + month * 100 + date
    return Extent(Decimal(low), Decimal(low + (0 if date else 99)))


def _period(text: str, pack: Pack) -> Extent | None:
    """From the first day of a period to its last; a year may stand at the end only."""
    parts = [part for text_ in _DASH.split(text) for part in pack.parts("ranges", text_)]
    year = _YEAR.search(parts[-1])
    if len(parts) != 2 or not year:  # noqa: PLR2004
        return None
    begin, end = (part if _YEAR.search(part) else f"{part} {year[0]}" for part in parts)
    first, last = day(begin, pack), day(end, pack)
    return Extent(_days(first).low, _days(last).high) if first and last else None


def _is_ladder(values: Sequence[Decimal]) -> bool:
    """Whether the values differ by powers of ten."""
    return len({value.normalize().as_tuple().digits for value in values}) == 1


def _is_one_unit(units: Sequence[str]) -> bool:
    """Whether units are equal but for their number: day, days; Serbian стабло, стабала."""
    rows = [unit.split() for unit in units]
    if len({len(row) for row in rows}) != 1:
        return False
    return all(map(_are_forms, zip(*rows, strict=True)))


def _are_forms(words: Sequence[str]) -> bool:
    """Whether words differ by an ending only, of one letter or, if they are long, of two."""
    first, *rest = sorted(words, key=len)
    stem = first[: max(3, len(first) - 1 - len(first) // 6)]
    return all(word.startswith(stem) for word in rest)
