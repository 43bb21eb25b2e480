"""Serbian in its two scripts: each Cyrillic letter is one of Latin, or two."""

from __future__ import annotations

_CYRILLIC = "абвгдђежзијклмнопрстћуфхцчш"
_LATIN = "abvgdđežzijklmnoprstćufhcčš"
_TWO = {"љ": "lj", "њ": "nj", "џ": "dž"}
_SMALL = dict(zip(_CYRILLIC, _LATIN, strict=True)) | _TWO
_LETTERS = str.maketrans(_SMALL | {c.upper(): s.capitalize() for c, s in _SMALL.items()})


def latin(text: str) -> str:
    """The Serbian *text* in Latin letters; what is not Cyrillic in it stays."""
    return text.translate(_LETTERS)
