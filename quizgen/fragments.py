"""Links that lead to a passage: addresses with a text fragment, which browsers scroll to.

Only the words that an author quotes are looked for, so a link is the same with and without texts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable

SCHEMES = ("https://", "http://")
_WHOLE = 16  # words up to which a passage is looked for as it stands
_ENDS = 5  # words of a longer one's beginning and end
# What an author leaves out of a quotation or puts in stands in no text.
_NOT_THERE = re.compile(r"\[[^\]]*\]|…|\.\.\.")


def is_web(address: str) -> bool:
    """Whether a browser can be sent to *address*."""
    return address.lower().startswith(SCHEMES)


def passage(address: str, quotes: Iterable[str]) -> str:
    """The *address*, leading to the first of the *quotes* and showing all of them."""
    directives = [f"text={d}" for d in map(_directive, quotes) if d]
    if not directives or not is_web(address) or ":~:" in address:
        return address
    mark = "" if "#" in address else "#"
    return f"{address}{mark}:~:{'&'.join(dict.fromkeys(directives))}"


def _directive(text: str) -> str:
    """The words to look for: all of them, or the first and the last of a long or broken run."""
    segments = [words for part in _NOT_THERE.split(text) if (words := part.split())]
    if not segments:
        return ""
    if len(segments) == 1 and len(segments[0]) <= _WHOLE:
        return _encoded(segments[0])
    return f"{_encoded(segments[0][:_ENDS])},{_encoded(segments[-1][-_ENDS:])}"


def _encoded(words: Iterable[str]) -> str:
    # A hyphen, a comma and an ampersand would be read as signs of the fragment itself.
    return quote(" ".join(words), safe="").replace("-", "%2D")
