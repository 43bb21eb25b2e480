"""A text to be searched: its words in a row, whatever the paragraphs, and where shingles stand."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from quizgen.sketches import SHINGLE, minima, normal_words, shingles, words_digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from quizgen.lock import Passage
    from quizgen.sketches import Words

LONG = 2000  # words: passages so long are looked for at the beginnings of paragraphs only
Hit = tuple[int, int, int]


class Text:
    """The words of a text, and of its paragraphs, which are counted from 1."""

    def __init__(self, paragraphs: Iterable[str]) -> None:
        """Take in *paragraphs*."""
        self.paragraphs: list[Words] = [(), *map(normal_words, paragraphs)]
        self.digests = [words_digest(words) for words in self.paragraphs]
        self.by_digest: dict[str, list[int]] = defaultdict(list)
        for number, found in enumerate(self.digests[1:], start=1):
            self.by_digest[found].append(number)

    def __len__(self) -> int:
        """How many paragraphs there are."""
        return len(self.paragraphs) - 1

    @cached_property
    def words(self) -> list[str]:
        """Every word."""
        return [word for words in self.paragraphs for word in words]

    @cached_property
    def numbers(self) -> list[int]:
        """The paragraph of each word."""
        return [n for n, words in enumerate(self.paragraphs) for _ in words]

    @cached_property
    def starts(self) -> list[int]:
        """Where among all words each paragraph begins."""
        found, total = [], 0
        for words in self.paragraphs:
            found.append(total)
            total += len(words)
        return found

    def extent(self, number: int) -> range:
        """The words of a paragraph."""
        return range(self.starts[number], self.starts[number] + len(self.paragraphs[number]))

    def touched(self, places: Iterable[int]) -> tuple[int, ...]:
        """The paragraphs in which these words stand."""
        return tuple(sorted({self.numbers[place] for place in places}))

    @cached_property
    def _places(self) -> dict[int, list[tuple[int, int]]]:
        places: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for found, start, span in shingles(self.words):
            places[found].append((start, span))
        return places

    def hits(self, passage: Passage) -> list[Hit]:
        """Where shingles of *passage* stand: first word, how many, which one."""
        kept = minima(passage.sketch)
        return sorted((start, span, h) for h in kept for start, span in self._places.get(h, ()))

    def windows(self, passage: Passage) -> Iterator[range]:
        """Where the words of *passage* stand whole."""
        places, length = self._places, passage.words
        known = [places[found] for found in minima(passage.sketch) if found in places]
        seen: set[int] = set()
        for place, _ in min(known, key=len, default=[]):
            first, last = max(0, place - length + SHINGLE), min(place, len(self.words) - length)
            near = range(first, last + 1) if length <= LONG else self.starts
            for start in near:
                if start not in seen and self.stands(passage, start):
                    yield range(start, start + length)
                seen.add(start)

    def stands(self, passage: Passage, start: int) -> bool:
        """Whether the words of *passage*, and no others, stand from *start* on."""
        return words_digest(self.words[start : start + passage.words]) == passage.digest
