"""Items that were made and are left out again: too many, without one answer, or with a cue."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from quizgen import markup
from quizgen.craft import FATAL
from quizgen.items import Interaction
from quizgen.values import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from quizgen.items import Item

MOST_PER_SLOT = 5
RECALLED = (Interaction.SHORT_ANSWER, Interaction.CLOZE)


def surplus(made: Iterable[Item]) -> Iterator[tuple[str, str]]:
    """The items of one fact that are too many, by id, each with the reason."""
    made = list(made)
    counts: Counter[tuple[str, str]] = Counter()
    blanks = Counter(i.stem for i in made if i.interaction is Interaction.CLOZE)
    judged: set[str] = set()
    for item in made:
        if item.interaction is Interaction.TRUE_FALSE and item.stem in judged:
            yield item.id, "another item has the same statement"
        elif item.interaction is Interaction.CLOZE and blanks[item.stem] > 1:
            yield item.id, "the same blank asks for two things"
        elif counts[item.asks, item.element] == MOST_PER_SLOT:
            yield item.id, f"the slot has {MOST_PER_SLOT} items already"
        else:
            counts[item.asks, item.element] += 1
            judged.add(item.stem)


def betrayed(
    items: Iterable[Item], flaws: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, str]]:
    """The choices whose options tell which of them is right, by id, each with how."""
    for item in items:
        if item.interaction is Interaction.CHOICE:
            broken = flaws.get(item.id, {})
            for cue in (broken[code] for code in FATAL if code in broken):
                yield item.id, f"the wrong answers at hand give it away: {cue}"
                break


def ambiguous(items: Iterable[Item]) -> Iterator[Item]:
    """Those of *items* whose question another fact answers otherwise, and is right too."""
    for alike in asking_alike(items):
        if not all(agree(alike[0], other) for other in alike[1:]):
            yield from alike


def asking_alike(items: Iterable[Item]) -> Iterator[list[Item]]:
    """The items that are answered without options, those of one stem and context together."""
    found: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        if item.interaction in RECALLED:
            stem = (fold(item.context), fold(markup.plain(item.stem)))
            found.setdefault(stem, []).append(item)
    yield from found.values()


def agree(one: Item, other: Item) -> bool:
    """Whether two items of one stem have one answer, or each takes that of the other too."""
    return sorted(map(fold, one.key)) == sorted(map(fold, other.key)) or (
        _takes(one, other) and _takes(other, one)
    )


def _takes(one: Item, other: Item) -> bool:
    right = set(map(fold, (*one.key, *one.accepted)))
    return right.issuperset(map(fold, other.key))
