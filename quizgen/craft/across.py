"""Items beside one another: two that contradict, or that a learner would mix up."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from quizgen.craft.specimen import plain, short
from quizgen.craft.tokens import edits, folded
from quizgen.values import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from quizgen.items import Item

Found = tuple["Item", str]
Prompt = tuple[str, ...]
LEAST = 4  # words: shorter prompts are all alike
TWINS = 5  # letters: words of fewer are near one another anyway
NEAR = 2  # letters by which two words differ that are easily taken for each other


def two_answers(items: Sequence[Item]) -> Iterator[Found]:
    """No two prompts are the same and have different answers."""
    seen: dict[tuple[str, str], Item] = {}
    for item in items:
        stem = plain(item.stem)
        first = seen.setdefault((fold(item.context), fold(stem)), item)
        if not _agree(first, item):
            for one, other in ((first, item), (item, first)):
                yield one, f"{other.id} has the same stem and another answer: {short(stem)}"


def interference(items: Sequence[Item]) -> Iterator[Found]:
    """No two prompts differ by a word that is easily overlooked, and have different answers."""
    by_stem: dict[str, Item] = {}
    for item in items:
        by_stem.setdefault(plain(item.stem), item)
    # Only prompts of as many words can differ by one, so that few must be kept in view at once.
    by_length: dict[int, dict[str, Prompt]] = {}
    for stem in by_stem:
        words = folded(stem)
        by_length.setdefault(len(words), {})[stem] = words
    found = {s: near for alike in by_length.values() for s, near in _mixed_up(alike, by_stem)}
    for stem in filter(found.__contains__, by_stem):
        item, near = by_stem[stem], found[stem]
        yield near, f"easily mixed up with {item.id}: {short(stem)}"
        yield item, f"easily mixed up with {near.id}: {short(plain(near.stem))}"


def _mixed_up(
    prompts: Mapping[str, Prompt], by_stem: Mapping[str, Item]
) -> Iterator[tuple[str, Item]]:
    """Each stem that differs so from an earlier one, with the item of that."""
    met = _met(prompts)
    seen: dict[Prompt, Nearby] = {}
    for stem in filter(set(chain.from_iterable(met.values())).__contains__, prompts):
        words = prompts[stem]
        for mark, n in _without_one(words):
            if mark not in met:
                continue
            others = seen.setdefault((*words[:n], "", *words[n + 1 :]), Nearby())
            near = others.near(words[n])
            others.add(words[n], by_stem[stem])
            if near and not _agree(near, by_stem[stem]):
                yield stem, near
                break


class Nearby:
    """Words in the order they came, each with its item.

    Of two that are near, a third of the one at least stands in the other, two letters off at most.
    """

    def __init__(self) -> None:
        """Begin with no word."""
        self.count = 0
        self.by_third: dict[tuple[int, int, str], list[tuple[int, str, Item]]] = {}

    def add(self, word: str, item: Item) -> None:
        """Take in *word* of *item*."""
        self.count += 1
        for start, end in _thirds(len(word)):
            key = (len(word), start, word[start:end])
            self.by_third.setdefault(key, []).append((self.count, word, item))

    def near(self, word: str) -> Item | None:
        """The item of the first word that is near to *word*."""
        first, found = self.count + 1, None
        for key in _keys_near(word):
            for count, other, item in self.by_third.get(key, ()):
                if count >= first:
                    break
                if other != word and edits(other, word, NEAR) <= NEAR:
                    first, found = count, item
        return found


def _keys_near(word: str) -> Iterator[tuple[int, int, str]]:
    """Under which of its thirds a word that is near to *word* may have been taken in."""
    for length in range(len(word) - NEAR, len(word) + NEAR + 1):
        for start, end in _thirds(length):
            for off in range(max(-NEAR, -start), NEAR + 1):
                yield length, start, word[start + off : end + off]


def _thirds(length: int) -> tuple[tuple[int, int], ...]:
    """Where the thirds of a word begin and end."""
    third = length // 3
    return (0, third), (third, 2 * third), (2 * third, length)


def _without_one(words: Prompt) -> Iterator[tuple[int, int]]:
    """A mark for a prompt without each of the words that may be overlooked, and which that is.

    Where the marks differ, so does what is left: most prompts need not be compared with any.
    """
    if len(words) < LEAST:
        return
    marks = [hash(pair) for pair in enumerate(words)]
    whole = sum(marks)
    for n, word in enumerate(words):
        if len(word) >= TWINS and word.isalpha():
            yield whole - marks[n] + n, n


def _met(prompts: Mapping[str, Prompt]) -> dict[int, list[str]]:
    """The marks that two prompts or more have without a word, with their stems: most meet none."""
    once: dict[int, str] = {}
    met: dict[int, list[str]] = {}
    for stem, words in prompts.items():
        for mark, _ in _without_one(words):
            first = once.setdefault(mark, stem)
            if first is not stem:
                met.setdefault(mark, [first]).append(stem)
    return met


def _agree(one: Item, other: Item) -> bool:
    left, right = ([fold(plain(part)) for part in item.key] for item in (one, other))
    return sorted(left) == sorted(right)
