"""Cues: what gives a key away to somebody who does not know the answer.

Texts in, names of cues out. `clang`: the key repeats a word of the stem that no wrong answer has.
`shape`: only the key begins in its way, or has (or lacks) figures or quotation marks. `length`: the
key is the longest by far. `convergence`: the key shares most with the others, as if these had been
varied from it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from unicodedata import name

from quizgen.values import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

SHORT = 3  # a word of no more letters says too little to be a cue
ROOT = 4  # letters that a word keeps when its ending is cut off,
PREFIX = 5  # and with which two words must begin to be of one root
WORDS = 4  # a key of fewer is not long,
LONG = 1.5  # one longer than that many times the mean of the wrong answers is,
NEXT = 0.75  # and one where the next longest option is shorter than this part of it
STOPS = frozenset(".!?;:,")

Stops = frozenset[str]


def cues(
    stem: str,
    key: str,
    distractors: Sequence[str],
    stop_words: Stops = frozenset(),
    suffixes: tuple[str, ...] = (),
) -> tuple[str, ...]:
    """The cues by which *key* stands out among *distractors*, all in plain text."""
    finders = finders_of(stem, key, distractors, stop_words, suffixes)
    return tuple(cue for cue, is_there in finders.items() if is_there())


def finders_of(
    stem: str, key: str, distractors: Sequence[str], stop_words: Stops, suffixes: tuple[str, ...]
) -> Mapping[str, Callable[[], bool]]:
    """What tells whether each cue is there, by its name: who looks for one need find no others."""
    if not distractors:
        return {}
    return {
        "clang": lambda: bool(clang(stem, key, distractors, stop_words, suffixes)),
        "shape": lambda: is_odd(key, distractors, stop_words),
        "length": lambda: is_longest(key, distractors),
        "convergence": lambda: converges(key, distractors, stop_words, suffixes),
    }


def clang(
    stem: str,
    key: str,
    distractors: Iterable[str],
    stop_words: Stops = frozenset(),
    suffixes: tuple[str, ...] = (),
) -> tuple[str, ...]:
    """The words of *key* that the *stem* has too, in some form, and no distractor."""
    asked = content(stem, stop_words, suffixes)
    others = [content(text, stop_words, suffixes) for text in distractors]
    return tuple(
        word
        for word in content(key, stop_words, suffixes)
        if _has(asked, word) and not any(_has(other, word) for other in others)
    )


def is_odd(key: str, distractors: Sequence[str], stop_words: Stops = frozenset()) -> bool:
    """Whether only the key begins, ends, or is made in its way."""
    features: tuple[Callable[[str], object], ...] = (
        lambda text: _opening(text, stop_words),
        lambda text: text.strip()[-1:] in STOPS,
        _is_quoting,
        _has_digits,
    )
    return any(_is_alone(of(key), [of(text) for text in distractors]) for of in features)


def is_longest(key: str, distractors: Sequence[str]) -> bool:
    """Whether a key of several words is the longest option by far."""
    if len(key.split()) < WORDS:
        return False
    lengths = [len(text) for text in distractors]
    is_beyond = len(key) > max(lengths) and len(key) > LONG * sum(lengths) / len(lengths)
    return is_beyond or max(lengths) < NEXT * len(key)


def converges(
    key: str,
    distractors: Sequence[str],
    stop_words: Stops = frozenset(),
    suffixes: tuple[str, ...] = (),
) -> bool:
    """Whether the key shares more words with the other options than any of these does."""
    options = [set(content(text, stop_words, suffixes)) for text in (key, *distractors)]
    if any(len(words) < 2 for words in options):  # noqa: PLR2004  (one word shares all or nothing)
        return False

    def shared(words: set[str]) -> int:
        return sum(len(words & other) for other in options if other is not words)

    most = shared(options[0])
    return most > 1 and all(most > shared(words) for words in options[1:])


@lru_cache(maxsize=2**14)  # the same options are tried in many sets
def content(
    text: str, stop_words: Stops = frozenset(), suffixes: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """The words of *text* that say something, each once, without a known ending."""
    words = (word for word in fold(text).split() if len(word) > SHORT and word not in stop_words)
    longest = tuple(sorted(suffixes, key=len, reverse=True))
    return tuple(dict.fromkeys([_root(word, longest) for word in words]))


def _root(word: str, suffixes: tuple[str, ...]) -> str:
    for suffix in suffixes if word.endswith(suffixes) else ():
        if word.endswith(suffix) and len(word) - len(suffix) >= ROOT:
            return word.removesuffix(suffix)
    return word


def _has(words: tuple[str, ...], word: str) -> bool:
    """Whether *word*, or one of its root, is among *words*."""
    return word in words or (
        len(word) >= PREFIX
        and word.isalpha()
        and any(word[:PREFIX] == other[:PREFIX] for other in words)
    )


def _is_alone(ours: object, theirs: list[object]) -> bool:
    """Whether the others are all alike, and ours is not."""
    return len(theirs) > 1 and ours != theirs[0] and len(set(theirs)) == 1


def _opening(text: str, stop_words: Stops) -> str:
    """How a text begins: with which small word, or with what sort of sign."""
    first, _, rest = text.strip().partition(" ")
    if _is_quote(first[:1]):
        return "quote"
    if first[:1].isdigit():
        return "figure"
    if (word := fold(first)) in stop_words and not rest[:1].isupper():  # "the Senate" is a name
        return word if len(word) > 2 else word[:1]  # noqa: PLR2004  ("a" and "an" are one)
    if first[:1].isupper() or rest[:1].isupper():
        return "capital"
    return "small letter"


def _is_quoting(text: str) -> bool:
    """Whether there are quotation marks in *text*; an apostrophe is none."""
    return any(_is_quote(word[0]) for word in text.split())


def _is_quote(sign: str) -> bool:
    return sign == "'" or "QUOTATION MARK" in name(sign or " ", "")


def _has_digits(text: str) -> bool:
    return any(map(str.isdigit, text))
