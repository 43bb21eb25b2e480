"""What lets a passage be known again without keeping it: a digest of its words, and a sketch.

A sketch holds the least hashes of a passage's shingles (A. Broder, On the resemblance and
containment of documents, 1997): five words in a row, or five of six, so that one word retyped
does not spoil all of them. Of a sample of hashes no sentence can be read.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import blake2b
from itertools import accumulate
from typing import TYPE_CHECKING

from quizgen.items import digest
from quizgen.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SHINGLE = 5  # words
LEAST, MOST = 16, 64  # hashes that a sketch holds of a passage that has as many
NONE = "-"  # the sketch of a passage shorter than a shingle
_BYTES = 4  # of a hash
ALL = 2 ** (8 * _BYTES)
# Scripts that are written without spaces: each character counts as a word.
_DENSE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
# Figures keep their sign and what stands inside them; of other signs, those that change a figure.
_WORD = re.compile(rf"(?:(?<!\w)-(?=\d))?\d+(?:[.,:]\d+)*|[{_DENSE}]|[^\W{_DENSE}]+|[%‰°$€£¥±]")
Words = tuple[str, ...]


def normal_words(paragraph: str) -> Words:
    """The words of *paragraph*, whatever its case, punctuation, quotes, hyphens and spaces."""
    return tuple(_WORD.findall(normalise(paragraph).text.casefold()))


def words_digest(words: Sequence[str]) -> str:
    """A digest of *words*: the same for the same words only."""
    return digest(*words)


def shingles(words: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """The hash of each shingle of *words*, with where it begins and how many words it spans."""
    for shingle, start, span in _shingles(words):
        yield int.from_bytes(_hash(shingle)), start, span


def _shingles(words: Sequence[str]) -> Iterator[tuple[bytes, int, int]]:
    # They are parts of one text: where each word begins in it tells where these lie.
    data = " ".join(words).encode()
    at = [0, *accumulate(len(word.encode()) + 1 for word in words)]
    for start in range(len(words) - SHINGLE + 1):
        yield data[at[start] : at[start + SHINGLE] - 1], start, SHINGLE
        if start + SHINGLE < len(words):
            end = at[start + SHINGLE + 1] - 1
            for gap in range(start + 1, start + SHINGLE):
                without = data[at[start] : at[gap]] + data[at[gap + 1] : end]
                yield without, start, SHINGLE + 1


def sketch_of(words: Sequence[str]) -> str:
    """The sketch of a passage with these *words*."""
    hashes = sorted({_hash(shingle) for shingle, _, _ in _shingles(words)})  # as of numbers
    kept = hashes[: min(MOST, max(LEAST, len(words) // 2))]
    return urlsafe_b64encode(b"".join(kept)).decode().rstrip("=") or NONE


def minima(sketch: str) -> frozenset[int]:
    """The hashes that *sketch* holds; ValueError where it is none."""
    if sketch == NONE:
        return frozenset()
    data = urlsafe_b64decode(sketch + "=" * (-len(sketch) % 4))
    hashes = [int.from_bytes(data[n : n + _BYTES]) for n in range(0, len(data), _BYTES)]
    written = urlsafe_b64encode(data).decode().rstrip("=")
    if len(data) % _BYTES or len(hashes) > MOST or written != sketch:
        raise ValueError(sketch)
    return frozenset(hashes)


def _hash(shingle: bytes) -> bytes:
    return blake2b(shingle, digest_size=_BYTES).digest()
