"""Items beside one another: two that contradict, or that a learner would mix up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizgen.craft.specimen import short
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
    for it in specimens:
        first = seen.setdefault((fold(it.item.context), fold(it.stem)), it)
        if not _agree(first, it):
            for one, other in ((first, it), (it, first)):
                said = f"{other.item.id} has the same stem and another answer"
                yield one, f"{said}: {short(it.stem)}"


def interference(specimens: Sequence[Specimen]) -> Iterator[Found]:
    """No two prompts differ by a word that is easily overlooked, and have different answers."""
    seen: dict[tuple[str, ...], list[tuple[Specimen, str]]] = {}
    alike = _alike(specimens)
    known: set[str] = set()
    for it in specimens:
        if it.stem in known:
            continue
        known.add(it.stem)
        for rest, word in _without_one(folded(it.stem)):
            if hash(rest) not in alike:
                continue
            others = seen.setdefault(rest, [])
            near = next((other for other, said in others if _are_near(said, word)), None)
            others.append((it, word))
            if near and not _agree(near, it):
                yield near, f"easily mixed up with {it.item.id}: {short(it.stem)}"
                yield it, f"easily mixed up with {near.item.id}: {short(near.stem)}"
                break


def _without_one(words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """A prompt without each of the words that may be overlooked: with it, others are equal.

    So no two prompts need be compared.
    """
    for n, word in enumerate(words if len(words) >= LEAST else ()):
        if len(word) >= TWINS and word.isalpha():
            yield (*words[:n], "", *words[n + 1 :]), word


def _alike(specimens: Sequence[Specimen]) -> set[int]:
    """What two prompts or more come to without a word: its hash, since there may be very many."""
    once: set[int] = set()
    more: set[int] = set()
    for stem in {it.stem for it in specimens}:
        for rest, _ in _without_one(folded(stem)):
            found = hash(rest)
            (more if found in once else once).add(found)
    return more


def _agree(one: Specimen, other: Specimen) -> bool:
    return sorted(map(fold, one.key)) == sorted(map(fold, other.key))


def _are_near(one: str, other: str) -> bool:
    return one != other and edits(one, other) <= 2  # noqa: PLR2004
