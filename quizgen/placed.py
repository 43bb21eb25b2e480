"""Names among the words of texts: where they stand, whichever are looked for, in one pass."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from quizgen.reading import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from quizgen.model import Entity
    from quizgen.reading import Word

_SIGN = 2  # letters of a short form that only its capitals tell from a word
_LONG = 4  # letters from which two forms of a name may differ by one


class Index:
    """Names by their words: however many there are, those at a word are found at once."""

    def __init__(self, names: Iterable[tuple[Entity, Sequence[Word]]]) -> None:
        """Take in *names*, each with whose it is."""
        self._by_keys: dict[tuple[str, ...], list[tuple[Entity, Sequence[Word]]]] = {}
        lengths: dict[str, set[int]] = {}
        for entity, name in names:
            self._by_keys.setdefault(tuple(w.key for w in name), []).append((entity, name))
            lengths.setdefault(name[0].key, set()).add(len(name))
        self._lengths = {key: sorted(found, reverse=True) for key, found in lengths.items()}

    def begins(self, word: Word) -> bool:
        """Whether a name begins with *word*."""
        return word.key in self._lengths

    def at(self, words: Sequence[Word], n: int) -> Iterator[tuple[Entity, int]]:
        """The entities that are named at word *n*, and by how many words: the longest first."""
        for length in self._lengths.get(words[n].key, ()):
            part = words[n : n + length]
            known = self._by_keys.get(tuple([w.key for w in part]), ())
            for entity, name in known if len(part) == length else ():
                if same(name, part):
                    yield entity, length


@lru_cache(maxsize=2**9)
def positions(text: str) -> dict[str, list[int]]:
    """Where each word of *text* stands."""
    found: dict[str, list[int]] = {}
    for n, word in enumerate(words_of(text)):
        found.setdefault(word.key, []).append(n)
    return found


def places(name: Sequence[Word], text: str) -> list[int]:
    """Where among the words of *text* a name stands."""
    starts = positions(text).get(name[0].key)
    if not starts:
        return []
    words, length = words_of(text), len(name)
    return [n for n in starts if same(name, words[n : n + length])]


def same(name: Sequence[Word], words: Sequence[Word]) -> bool:
    """Whether *words* are those of *name*, with its capitals."""
    if len(name) != len(words):
        return False
    for ours, theirs in zip(name, words, strict=True):
        if ours.key != theirs.key or (ours.capital and not theirs.capital):
            return False
    return True


def is_written(word: Word, text: str) -> bool:
    """Whether *word* stands in *text*, or a form of it that is one letter longer or shorter.

    A short one must have a capital there: `US` is not `us`.
    """
    key, there = word.key, positions(text)
    if key in there and (len(key) > _SIGN or any(words_of(text)[n].capital for n in there[key])):
        return True
    is_longer, is_long = len(key) > _LONG and key[:-1] in there, len(key) >= _LONG
    return is_longer or (is_long and key in _shortened(text))


@lru_cache(maxsize=2**8)
def _shortened(text: str) -> frozenset[str]:
    """The words of *text*, each without its last letter."""
    return frozenset(key[:-1] for key in positions(text))
