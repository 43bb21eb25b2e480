"""Matching and ordering: sets of one kind, neither too few nor too many, with one solution."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from quizgen.craft.specimen import short
from quizgen.craft.tokens import alone, numbers
from quizgen.craft.values import Extent, day, span

if TYPE_CHECKING:
    from quizgen.craft.pack import Pack
    from quizgen.craft.specimen import Specimen

FEWEST, MOST = 4, 8  # premises
TO_ORDER = 3


def premise_count(it: Specimen) -> str | None:
    """Too few premises to match, or more than can be held in view."""
    if not FEWEST <= len(it.pairs) <= MOST:
        return f"{len(it.pairs)} premises, where {FEWEST} to {MOST} serve"
    return None


def no_spare_response(it: Specimen) -> str | None:
    """The last premise is matched by what is left."""
    if len(it.responses) <= len(it.pairs):
        counted = f"{len(it.responses)} responses to {len(it.pairs)} premises"
        return f"{counted}: the last needs no knowledge"
    return None


def not_one_to_one(it: Specimen) -> str | None:
    """A premise or a response stands twice."""
    for side in zip(*it.pairs, strict=True):
        if twice := next((text for text, n in Counter(side).items() if n > 1), None):
            return f"{short(twice)} belongs to two"
    return None


def mixed_sets(it: Specimen) -> str | None:
    """Premises, or responses, are of different kinds."""
    for side in (tuple(premise for premise, _ in it.pairs), it.responses):
        kinds = {_kind(text, it.pack): text for text in side}
        if len(kinds) > 1:
            one, other = list(kinds.values())[:2]
            return f"one column holds different kinds: {short(one)}, {short(other)}"
    return None


def too_few_to_order(it: Specimen) -> str | None:
    """Two are in the right order by chance."""
    if len(it.key) < TO_ORDER:
        return f"only {len(it.key)} to put in order: {', '.join(it.key)}"
    return None


def order_given(it: Specimen) -> str | None:
    """The order can be read from the texts: each names its date or number."""
    found = [at.low for text in it.key if (at := span(text, it.pack) or _year(text))]
    if len(found) == len(it.key) and found in (sorted(found), sorted(found, reverse=True)):
        return f"the dates stand there to be read: {', '.join(it.key)}"
    return None


def order_unsaid(it: Specimen) -> str | None:
    """The stem does not say from where to where."""
    if "directions" in it.pack and not it.pack.find("directions", it.stem):
        return f"the stem does not say which comes first: {short(it.stem)}"
    return None


def _kind(text: str, pack: Pack) -> str:
    if day(text, pack):
        return "date"
    return "number" if alone(text) else "words"


def _year(text: str) -> Extent | None:
    """The first number of *text* that can be a year."""
    found = next(
        (n.value for n in numbers(text) if n.text.isdigit() and len(n.text) in {3, 4}), None
    )
    return Extent(found, found) if found else None
