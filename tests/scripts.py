"""Serbian in its two scripts; and in a pseudo-language of its letters, written from the right."""

from __future__ import annotations

_CYRILLIC = "абвгдђежзијклмнопрстћуфхцчш"
_LATIN = "abvgdđežzijklmnoprstćufhcčš"
_TWO = {"љ": "lj", "њ": "nj", "џ": "dž"}
_SMALL = dict(zip(_CYRILLIC, _LATIN, strict=True)) | _TWO
_LETTERS = str.maketrans(_SMALL | {c.upper(): s.capitalize() for c, s in _SMALL.items()})

# Thirty Hebrew signs, one for each letter, small or capital: no language, but one set like Hebrew.
_HEBREW = "אבגדהוזחטיךכלםמןנסעףפץצקרשתװױײ"
_MIRRORED = str.maketrans(
    dict(zip(_SMALL, _HEBREW, strict=True))
    | dict(zip(map(str.upper, _SMALL), _HEBREW, strict=True))
)


def latin(text: str) -> str:
    """The Serbian *text* in Latin letters; what is not Cyrillic in it stays."""
    return text.translate(_LETTERS)


def mirrored(text: str) -> str:
    """The Serbian *text* in Hebrew letters; what is not Cyrillic in it stays."""
    return text.translate(_MIRRORED)
