"""How large the type of a card can be, so that whatever font a reader has, its text has room.

No font is at hand here. So every character counts as wide as in the widest of the usual fonts, and
lines are broken at spaces alone: a real line holds more, never less.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from quizgen import markup
from quizgen.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from quizgen.flashcards.faces import Block

SIZES = (15.0, 13.0, 11.5, 10.0, 9.0)  # points, the largest first
LINE = 1.3  # the height of a line, in sizes of its type
_POINT = 25.4 / 72  # millimetres
_SPARE = 1.03
_PICTURE = 20 / _POINT  # how high pictures stand at most, with their margins
_CREDIT = 6.5
_BOLD = 1.13  # by how much bold type is wider
_APART = 0.15  # between the entries of a list, in sizes of their type
_BEYOND_LATIN = 0x250  # from here on, letters are wider: ж, ω
_EMOJI = 0x10000  # from here on, signs that are wider than high
_SIGNS = 2**12  # more than the texts of a few languages have
_BLANK = "_" * 24
_NARROW, _SLIM, _BROAD = "ijlI.,:;'|!()[]’· ", 'frt-/"“”*', "mwMW@%—…&"


@frozen
class Style:
    """How a block is set: in a share of the card's type, or in so many points; the space above."""

    share: float = 1.0
    points: float = 0.0
    indent: float = 0.0
    above: float = 0.3
    is_bold: bool = False

    def size(self, size: float) -> float:
        """Points of its type on a card of *size*."""
        return self.points or self.share * size


STYLES = {
    "context": Style(points=8),
    "stem": Style(above=0.15),
    "hint": Style(points=8, above=0.6),
    "premises": Style(share=0.9, indent=1.2, above=0.6),
    "options": Style(share=0.9, indent=1.8, above=0.6),
    "answer": Style(indent=1.5, is_bold=True),
    "sentences": Style(share=0.9, indent=1.5),
    "claim": Style(share=0.85, above=0.6),
    "sources": Style(points=7.5, above=1.0),
}


def fitting(blocks: Iterable[Block], room: tuple[float, float]) -> float | None:
    """The largest size of type with which *blocks* have *room* (millimetres), if there is one."""
    blocks = tuple(blocks)
    width, height = (length / _POINT for length in room)
    return next((size for size in SIZES if _height(blocks, size, width) <= height), None)


def _height(blocks: tuple[Block, ...], size: float, width: float) -> float:
    return _SPARE * sum(_block(block, size, width) for block in blocks)


def _block(block: Block, size: float, width: float) -> float:
    """How high *block* stands, in points, with the space above it."""
    style = STYLES[block.style]
    own = style.size(size)
    room = width / own - style.indent
    lines = sum(_text(text, room, own, is_bold=style.is_bold) for text in block.texts)
    return own * (style.above + LINE * lines + _APART * (len(block.texts) - 1))


def _text(marked: str, room: float, size: float, *, is_bold: bool) -> float:
    """How many lines *marked* takes, *room* sizes of type wide; pictures count as lines too."""
    plain = markup.plain(marked, blank=_BLANK)
    wider = _BOLD if is_bold or plain != marked else 1.0
    lines = sum(lines_of(line, room / wider) for line in plain.split("\n"))
    pictures = len(markup.images(marked)) * (_PICTURE + 2 * _CREDIT * LINE) / (size * LINE)
    return lines + pictures + sum(_formulas(marked))


def lines_of(text: str, room: float) -> int:
    """The lines that *text* takes, broken at spaces; a word that is longer than one, anywhere."""
    lines, used = 1, 0.0
    for word, width in _words(text):
        if used and used + _width(" ") + width > room:
            lines, used = lines + 1, 0.0
        used += width + (_width(" ") if used else 0.0)
        if used > room:
            signs = max(map(_width, word))
            whole, rest = divmod(used, max(room - signs, signs))
            lines, used = lines + int(whole), rest
    return lines


def _words(text: str) -> Iterator[tuple[str, float]]:
    yield from ((word, sum(map(_width, word))) for word in text.split())


def _formulas(marked: str) -> Iterator[float]:
    """The lines that formulas take more than text: for fractions, and rows of a matrix."""
    for tex in markup.formulas(marked):
        yield 0.8 + tex.count(r"\frac") + 1.4 * tex.count(r"\\")


@lru_cache(_SIGNS)
def _width(sign: str) -> float:
    """How wide *sign* is at most, in sizes of its type."""
    if unicodedata.combining(sign) or unicodedata.category(sign) in ("Cf", "Mn"):
        return 0.0
    if sign in _NARROW:
        return 0.41
    if sign in _SLIM:
        return 0.53
    if sign in _BROAD or unicodedata.east_asian_width(sign) in "WF":
        return 1.05 if ord(sign) < _EMOJI else 1.4
    if ord(sign) >= _BEYOND_LATIN:
        return 0.95
    return 0.66 if sign.islower() or sign.isdigit() else 0.85
