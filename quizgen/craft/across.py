"""Items beside one another: two that contradict, or that a learner would mix up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizgen.craft.specimen import RECALLED, short
from quizgen.craft.tokens import edits, folded
from quizgen.values import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from quizgen.craft.specimen import Specimen

Found = tuple["Specimen", str]
LEAST = 4  # words: shorter prompts are all alike
TWINS = 5  # letters: words of fewer are near one another anyway


def two_answers(specimens: Sequence[Specimen]) -> Iterator[Found]:
    """No two prompts are the same and have different answers."""
    seen: dict[tuple[str, str], Specimen] = {}
    for it in _recalled(specimens):
        first = seen.setdefault((fold(it.item.context), fold(it.stem)), it)
        if not _agree(first, it):
            for one, other in ((first, it), (it, first)):
                said = f"{other.item.id} has the same stem and another answer"
                yield one, f"{said}: {short(it.stem)}"


def interference(specimens: Sequence[Specimen]) -> Iterator[Found]:
    """No two prompts differ by a word that is easily overlooked, and have different answers."""
    seen: dict[tuple[str, ...], list[tuple[Specimen, str]]] = {}
    known: set[str] = set()
    for it in _recalled(specimens):
        words = folded(it.stem)
        if it.stem in known or len(words) < LEAST:
            continue
        known.add(it.stem)
        # Two prompts that differ in one word are equal without it: no two need be compared.
        for n, word in enumerate(words):
            rest = (*words[:n], "", *words[n + 1 :])
            others = seen.setdefault(rest, [])
            near = next((other for other, said in others if _are_near(said, word)), None)
            others.append((it, word))
            if near and not _agree(near, it):
                yield near, f"easily mixed up with {it.item.id}: {short(it.stem)}"
                yield it, f"easily mixed up with {near.item.id}: {short(near.stem)}"
                break


def _recalled(specimens: Sequence[Specimen]) -> Iterator[Specimen]:
    return (it for it in specimens if it.item.interaction in RECALLED)


def _agree(one: Specimen, other: Specimen) -> bool:
    return sorted(map(fold, one.key)) == sorted(map(fold, other.key))


def _are_near(one: str, other: str) -> bool:
    long = min(len(one), len(other)) >= TWINS and one.isalpha() and other.isalpha()
    return one != other and long and edits(one, other) <= 2  # noqa: PLR2004
