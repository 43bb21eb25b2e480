"""How works are written in a list of sources: one module per family of styles, one table of them.

The patterns are those of the styles' handbooks as CSL writes them down. Titles keep their
author's capitals: which words of a title are names is not for a program to say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizgen.styles import apa, chicago, mla, news
from quizgen.styles.parts import Record

if TYPE_CHECKING:
    from collections.abc import Callable

ENTRIES: dict[str, Callable[[Record], str]] = {
    "news": news.entry,
    "apa": apa.entry,
    "mla": mla.entry,
    "chicago": chicago.author_date,
    "chicago-notes": chicago.bibliography,
}

NOTES: dict[str, Callable[[Record], str]] = {"chicago-footnotes": chicago.note}

BY_DATE = ("apa", "chicago")  # lists in which one author's works stand by date

__all__ = ["BY_DATE", "ENTRIES", "NOTES", "Record"]
