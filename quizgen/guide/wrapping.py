"""Text broken into lines without a font at hand: by widths that no common font exceeds.

A picture has no layout of its own, and the fonts of readers differ. The widths are those of DejaVu
Sans, the widest of the usual ones, in parts of the font's size.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_CLASSES = {
    0.32: " ijl.,:;'|!\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}",
    0.43: 'ftrI()[]/-"\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}¶',
    0.53: "cksvxyz",
    0.83: "w",
    1.0: "mMW@%&—…→",
}
_WIDTHS = {sign: width for width, signs in _CLASSES.items() for sign in signs}
_CAPITAL, _SMALL, _OTHER, _FULL, _PICTURE = 0.8, 0.65, 0.8, 1.05, 1.4
_SIGNS = 2**12  # more than the texts of a few languages have
_UNSEEN = ("Mn", "Me", "Cf", "Cc")
# Marks that turn the direction of what follows would turn the rest of the picture too.
_TURNING = dict.fromkeys((0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))


def width(text: str, size: float) -> float:
    """What *text* takes at most in a font of *size*."""
    return sum(map(_width, text)) * size


def wrapped(text: str, size: float, room: float, most: int) -> tuple[str, ...]:
    """*text* in lines that fit into *room*; where there would be more than *most*, cut short."""
    lines = list(_lines(" ".join(text.translate(_TURNING).split()), size, room))
    if len(lines) <= most:
        return tuple(lines)
    last = lines[most - 1]
    while last and width(f"{last}…", size) > room:
        last = last[:-1]
    return (*lines[: most - 1], f"{last.rstrip()}…")


def _lines(text: str, size: float, room: float) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        for n, part in enumerate(_parts(word, size, room)):
            joined = f"{line} {part}" if line and n == 0 else part
            if n == 0 and width(joined, size) <= room:
                line = joined
            else:
                yield from [line] if line else []
                line = part
    yield from [line] if line else []


def _parts(word: str, size: float, room: float) -> Iterator[str]:
    """A word, or the parts of one that is too long for any line, with marks on their letters."""
    part = ""
    for letter in _letters(word):
        if part and width(part + letter, size) > room:
            yield part
            part = ""
        part += letter
    yield part


def _letters(word: str) -> Iterator[str]:
    """Each letter of *word* with the marks that belong to it."""
    number = 0
    numbered = []
    for sign in word:
        number += unicodedata.category(sign) not in _UNSEEN
        numbered.append((number, sign))
    for _, signs in groupby(numbered, key=lambda pair: pair[0]):
        yield "".join(sign for _, sign in signs)


@lru_cache(_SIGNS)
def _width(sign: str) -> float:
    if sign in _WIDTHS:
        return _WIDTHS[sign]
    category = unicodedata.category(sign)
    if category in _UNSEEN:
        return 0
    if category == "So" or ord(sign) > 0xFFFF:  # noqa: PLR2004  (beyond the plane of letters)
        return _PICTURE
    if unicodedata.east_asian_width(sign) in ("W", "F"):
        return _FULL
    return {"Lu": _CAPITAL, "Ll": _SMALL, "Nd": _SMALL}.get(category, _OTHER)
