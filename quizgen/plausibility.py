"""What makes a wrong answer plausible: a table of tiers and one of traits, each line with its why.

The first tiers that have wrong answers give them; within a tier the traits decide, then a digest.
A line looks at the two facts, and at how entities are related: never at other items, nor at how
often a value was used. So a new fact moves nothing but what its own values enter.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from quizgen.edtf import Precision
from quizgen.frozen import frozen
from quizgen.pairs import date_of, sides_of
from quizgen.siblings import unit_of
from quizgen.values import Event, Quantity, When, Words, signature

if TYPE_CHECKING:
    from collections.abc import Callable

    from quizgen.asking import Asked
    from quizgen.pairs import Pair
    from quizgen.workspace import Fact

LEAST_SCORE = 30  # of 100: what has less in common with the key is absurd beside it, and not used
FACTOR = 5  # numbers further apart than this are absurd,
LEAST_STEP = Decimal("0.05")  # and nearer than this part of the greater one, like a trick
MOST_YEARS = {Precision.YEAR: 150}  # between the dates of one item,
MOST_YEARS_EXACT = 50  # and between those told more exactly
CLOSE, FAR = 2, 12  # months between what is mixed up easily, and at times


@frozen
class Tier:
    """Where wrong answers come from."""

    name: str
    why: str
    holds: Callable[[Pair], bool]


@frozen
class Trait:
    """What a candidate may have in common with the key: from 0 to 100.

    None: the key has nothing of the sort; then its weight counts for no candidate.
    """

    name: str
    weight: int
    why: str
    of: Callable[[Pair], int | None]


def tier_of(pair: Pair) -> int:
    """The number of the first tier that a candidate is in."""
    return next(n for n, tier in enumerate(TIERS) if tier.holds(pair))


def is_absurd(pair: Pair, score: int) -> bool:
    """Whether a candidate stands too far from the key, or too near, to be offered beside it."""
    if pair.other is None:
        return False
    return _is_off(pair) or (score < LEAST_SCORE and pair.other is not pair.sought.asked.fact)


def score_of(pair: Pair) -> int:
    """How much key and candidate have in common, of 100; nothing is asked of what has no fact."""
    if pair.other is None:
        return 0
    most = total = 0
    for trait in TRAITS:
        if (mark := trait.of(pair)) is not None:
            most += trait.weight
            total += trait.weight * mark
    return total // most


def _is_off(pair: Pair) -> bool:
    """Whether the unit, the time or the size of a candidate rules it out."""
    asked, other = pair.sought.asked, pair.other
    if other is not None and other is not asked.fact and not _same_unit(asked, other):
        return True
    match asked.key, pair.candidate.value:
        case When() as key, When() as value:
            most = MOST_YEARS.get(key.date.precision, MOST_YEARS_EXACT)
            return abs(key.date.lower[0] - value.date.lower[0]) > most
        case Quantity() as key, Quantity() as value:
            small, large = sorted((abs(key.high), abs(value.high)))
            return not (small and large / small <= FACTOR and large - small >= LEAST_STEP * large)
    return False


def _same_unit(asked: Asked, other: Fact) -> bool:
    """Whether another fact's number, where the question gives one, has the unit of ours."""
    ours, theirs = (f.slots.get(asked.question.inverse or "") for f in (asked.fact, other))
    if not isinstance(ours, Quantity) or not isinstance(theirs, Quantity):
        return True
    return unit_of(ours) == unit_of(theirs)


# The traits


def _part(pair: Pair) -> int | None:
    asked, other = pair.sought.asked, pair.other
    if other is None:
        return None
    is_same = other.kind is asked.fact.kind and pair.candidate.slot == asked.question.slot
    return 100 if is_same else 70


def _side(pair: Pair) -> int | None:
    """Whether both act for, or lie in, one and the same; it says nothing of who stands alone."""
    if not pair.sought.sides:
        return None
    return 100 if pair.sought.sides & sides_of(pair.candidate.value, pair.sought.kin) else 0


def _type(pair: Pair) -> int | None:
    return None if pair.of_type is None else 100 * pair.of_type


def _circumstances(pair: Pair) -> int | None:
    slots, told = pair.other.slots if pair.other else {}, pair.sought.circumstances
    for name in told.keys() & slots.keys():
        if signature(slots[name]) == told[name]:
            return 100
    return 0 if told else None


def _time(pair: Pair) -> int | None:
    if pair.sought.date is None:
        return None
    date = date_of(pair.other) if pair.other else None
    return _nearness(pair.sought.date, date) if date else 0


def _nearness(one: When, other: When) -> int:
    """How near two dates are: in months, of mere years in decades."""
    (year, month, _), (other_year, other_month, _) = one.date.lower, other.date.lower
    unit = 120 if one.date.precision is Precision.YEAR else 1
    months = abs((year - other_year) * 12 + month - other_month)
    return 100 if months <= CLOSE * unit else 50 if months <= FAR * unit else 0


def _form(pair: Pair) -> int | None:
    match pair.sought.asked.key, pair.candidate.value:
        case (Words() | Event()) as key, (Words() | Event()) as value:
            ours, theirs = key.text, value.text
        case _:
            return None
    short, long = sorted((len(ours), len(theirs)))
    length = 60 if 3 * short >= 2 * long else 30 if 2 * short >= long else 0
    return length + (40 if ours[:1].isupper() == theirs[:1].isupper() else 0)


def _size(pair: Pair) -> int | None:
    match pair.sought.asked.key, pair.candidate.value:
        case When() as key, When() as value:
            return _nearness(key, value)
        case Quantity() as key, Quantity() as value:
            small, large = sorted((abs(key.high), abs(value.high)))
            return 100 if 2 * large <= 5 * small else 50
    return None


def _is_mixed_up(pair: Pair) -> bool:
    """Whether the author named the value under `confused_with`."""
    asked = pair.sought.asked
    declared = asked.fact.false.get(asked.question.slot, ())
    return any(d.confused and d.value == pair.candidate.value for d in declared)


TIERS = (
    Tier(
        "mixed up",
        "the author has seen learners take it for the answer",
        lambda p: p.other is None and not p.candidate.by_rule and _is_mixed_up(p),
    ),
    Tier(
        "declared",
        "the author vouches that it is false, and found it worth saying",
        lambda p: p.other is None and not p.candidate.by_rule,
    ),
    Tier(
        "same fact",
        "the old deadline beside the new one: who half remembers the fact takes it",
        lambda p: p.other is p.sought.asked.fact,
    ),
    Tier(
        "same story",
        "who has read the text has met it; what comes from elsewhere gives itself away",
        lambda p: p.other is not None and p.of_type is not False and p.story > 0,
    ),
    Tier(
        "elsewhere",
        "of one type and role, as all that is compared with a key: it could be the answer",
        lambda p: p.other is not None and p.of_type is not False,
    ),
    Tier(
        "another type",
        "an institution beside a person: only where whatever speaks is a rival",
        lambda p: p.other is not None,
    ),
    Tier(
        "by rule",
        "a number or date near the key, where the facts have too few",
        lambda p: p.candidate.by_rule,
    ),
)

SAME_STORY = next(n for n, tier in enumerate(TIERS) if tier.name == "same story")

TRAITS = (
    Trait("part", 35, "it is the answer to the same question elsewhere", _part),
    Trait(
        "story", 25, "told in the same text it is remembered, and mixed up", lambda pair: pair.story
    ),
    Trait("side", 15, "of one side, so that the side named in a stem does not tell", _side),
    Trait("type", 10, "a person beside a person: an institution is no rival", _type),
    Trait("circumstances", 10, "told of the same matter, place or day", _circumstances),
    Trait("time", 15, "what happened at one time is mixed up", _time),
    Trait("form", 15, "of like length, and beginning alike: the longest is often right", _form),
    Trait("size", 15, "near the key: a number ten times as large is ruled out unread", _size),
)
