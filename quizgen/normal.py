"""Text as it is compared: one form for every encoding, space, quotation mark and dash.

Unicode's compatibility forms are resolved (https://www.unicode.org/reports/tr15/), save raised and
lowered figures and fractions, which would become other numbers. `Normal` knows where each stretch
of its text stands in the text that was read.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from quizgen.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARKS = {
    "'": "‘’‚‛′´`ʼʹ＇",
    '"': "“”„‟″«»〝〞＂",
    "-": "‐‑‒–—―−﹘﹣－",
    "...": "…",
}
_SIGNS = {sign: mark for mark, signs in _MARKS.items() for sign in signs}
# Soft hyphens, zero-width characters, joiners, byte order marks, marks of direction, selectors of
# a glyph: nothing of them is read.
_UNSEEN = "\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
_SPECIAL = re.compile(f"[{''.join(_SIGNS)}{_UNSEEN}]")
_HIDDEN = re.compile(f"[{_UNSEEN}]")
# Words of ASCII that stand one space apart need no work. (No possessive quantifiers: Python 3.11
# before 3.11.5 matches them wrongly in a group that is tried again.)
_PART = re.compile(
    r"(?P<plain>[!-_a-~]+(?!\S)(?: [!-_a-~]+(?!\S))*)"
    r"|(?P<line>\r\n|\r|\n)|(?P<space>[^\S\r\n]+)|(?P<word>\S+)"
)
_KEPT = ("<super>", "<sub>", "<fraction>")


@frozen
class Piece:
    """A stretch of normal text and of the original; `even`: character for character the same."""

    start: int
    length: int
    origin: int
    extent: int
    even: bool


@frozen(slots=False)
class Normal:
    """A text in its normal form, and the pieces that lead back to the original."""

    text: str
    pieces: tuple[Piece, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the original the normal text from *start* to *end* stands."""
        first = self._piece(start)
        if first is None:
            last = self.pieces[-1] if self.pieces else None
            origin = last.origin + last.extent if last else 0
            return origin, origin
        begin = first.origin + (start - first.start if first.even else 0)
        if end <= start:
            return begin, begin
        final = self._piece(end - 1) or first
        over = end - final.start if final.even else final.extent
        return begin, final.origin + over

    def paragraphs(self, *, blank_lines: bool = False) -> tuple[tuple[int, int], ...]:
        """Where each paragraph begins and ends: the lines, or what stands between blank ones."""
        shape = r"[^\n]+(?:\n[^\n]+)*" if blank_lines else r"[^\n]+"
        return tuple(m.span() for m in re.finditer(shape, self.text))

    def _piece(self, position: int) -> Piece | None:
        if not 0 <= position < len(self.text):
            return None
        return self.pieces[bisect_right(self._starts, position) - 1]

    @cached_property
    def _starts(self) -> list[int]:
        return [piece.start for piece in self.pieces]


def normalise(original: str) -> Normal:
    """*original* in its normal form: words one space apart, lines one newline apart."""
    texts: list[str] = []
    pieces: list[Piece] = []
    position = 0
    for text, origin, extent, even in _tidy(original):
        last = pieces[-1] if pieces else None
        if last and last.even and even and last.origin + last.extent == origin:
            length = last.length + len(text)
            pieces[-1] = Piece(last.start, length, last.origin, length, even=True)
        else:
            pieces.append(Piece(position, len(text), origin, extent, even))
        texts.append(text)
        position += len(text)
    return Normal("".join(texts), tuple(pieces))


Part = tuple[str, int, int, bool]


def _tidy(original: str) -> Iterator[Part]:
    """The parts of *original*, with one space between words and none beside a line's end."""
    space: Part | None = None
    fresh = True
    for text, origin, extent, even in _parts(original):
        if text == " ":
            # A space may be what is left of several, with something unseen between them.
            known = space[1] if space else origin
            space = (" ", known, origin + extent - known, origin + extent - known == 1)
            continue
        if space and not fresh and text != "\n":
            yield space
        space, fresh = None, text == "\n"
        yield text, origin, extent, even


def _parts(original: str) -> Iterator[Part]:
    """Words, spaces and line ends, each in its normal form and with its place."""
    for match in _PART.finditer(original):
        start, end = match.span()
        if match.lastgroup == "line":
            yield "\n", start, end - start, end - start == 1
        elif match.lastgroup == "space":
            yield " ", start, end - start, match[0] == " "
        elif match.lastgroup == "plain":
            yield match[0], start, end - start, True
        else:
            yield from _word(match[0], start)


def _word(word: str, start: int) -> Iterator[Part]:
    """A word beyond ASCII, in as few parts as its normal form allows."""
    if unicodedata.is_normalized("NFKC", word) and not _SPECIAL.search(word):
        yield word, start, len(word), True
        return
    for text, first, last in _clusters(word):
        same = text == word[first:last] and len(text) == 1
        # What was one sign may be several words (a ligature of a phrase).
        for n, piece in enumerate(text.split(" ")):
            if n:
                yield " ", start + first, last - first, False
            if piece:
                yield piece, start + first, last - first, same


def _clusters(word: str) -> Iterator[tuple[str, int, int]]:
    """The characters of *word* with their marks, composed: text, first and last position."""
    text, first, last = "", 0, 0
    for n, sign in enumerate(word):
        if _HIDDEN.match(sign):
            continue
        resolved = _resolved(sign)
        if text and not _joins(text, resolved):
            yield unicodedata.normalize("NFC", text), first, last
            text = ""
        if not text:
            first = n
        text += resolved
        last = n + 1
    if text:
        yield unicodedata.normalize("NFC", text), first, last


def _joins(text: str, sign: str) -> bool:
    """Whether *sign* is a mark on the character before it, or makes one character with it."""
    if unicodedata.combining(sign[0]):
        return True
    tail = text[-4:]
    return unicodedata.normalize("NFC", tail + sign) != (
        unicodedata.normalize("NFC", tail) + unicodedata.normalize("NFC", sign)
    )


@lru_cache(maxsize=4096)
def _resolved(sign: str) -> str:
    """One character in its compatible form, as the catalogue of signs or Unicode has it."""
    if sign in _SIGNS:
        return _SIGNS[sign]
    if unicodedata.decomposition(sign).startswith(_KEPT):
        return sign
    return "".join(_SIGNS.get(c, c) for c in unicodedata.normalize("NFKC", sign))
