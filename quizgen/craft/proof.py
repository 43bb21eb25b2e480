"""Proof-reading: leftovers of templates, placeholders, doubled words and spaces, open brackets."""

from __future__ import annotations

import re
from operator import eq
from typing import TYPE_CHECKING

from quizgen.craft.specimen import short
from quizgen.craft.tokens import final, unquoted

if TYPE_CHECKING:
    from quizgen.craft.specimen import Specimen

_LEFT_OVER = re.compile(
    r"\{\{[-\s]*[\w.]+(?:\s*\|[^{}]*)?[-\s]*\}\}|\{%[^{}]*%\}|\$\{\w+\}"
    r"|\[object Object\]|(?<=[a-zß-ÿ,] )(?:None|nan|NaN)\b"
)
_TRACES = ("{", "[", "None", "nan", "NaN", "null", "undefined")  # one stands in each left-over
_NOTHING = frozenset(("None", "nan", "NaN", "null", "undefined"))
_PLACEHOLDER = re.compile(
    r"\b(?:TODO|TBD|TBA|FIXME|XXX+)\b|\?\?\?|\blorem ipsum\b|\[(?:insert|fill in)\b", re.IGNORECASE
)
# One stands in each placeholder, in letters of which no other is a form.
_TO_BE_WRITTEN = ("todo", "tbd", "tba", "xme", "xxx", "???", "lorem", "[")
_DOUBLED = re.compile(r"(?<![\w’'-])([^\W\d_]+)\s+\1(?![\w’'-])")
_LETTERS = re.compile(r"[^\W\d_]+")
_SPACES = re.compile(r"(?<![.!?:\s])\s{2,}\S")
_NO_BRACKET = re.compile(r"[\[(]\s*[-−]?[\d.]+\s*[,;][^()\[\]]*[\])]|[:;]-?[()]")
_LABEL = re.compile(r"(?:^|\s)\w$")  # a) and 1) stand before what they number
_GERMAN = re.compile(r"„[^“”„]*[“”]|»[^«»]*«")
_STRAIGHT = re.compile(r'(?<!\d)"')
_SIGNS = re.compile(r"[()\[\]“”„«»\"]")
_BRACKETS = {")": "(", "]": "[", "”": "“", "»": "«"}


def left_over(it: Specimen) -> str | None:
    """Something of a template, or of a value that was not there, is printed."""
    if not any(map(it.printed.__contains__, _TRACES)):
        return None
    for text in it.texts:
        found = _LEFT_OVER.search(unquoted(text))
        if found or text.strip() in _NOTHING:
            return f"'{found[0] if found else text.strip()}' was left over in {short(text)}"
    return None


def placeholder(it: Specimen) -> str | None:
    """Something still is to be written."""
    printed = it.printed.lower()
    if not any(map(printed.__contains__, _TO_BE_WRITTEN)):
        return None
    for text in it.texts:
        if found := _PLACEHOLDER.search(unquoted(text)):
            return f"'{found[0]}' is still to be replaced in {short(text)}"
    return None


def doubled_word(it: Specimen) -> str | None:
    """A word stands twice in a row."""
    if "may_double" not in it.pack:
        return None
    for text in it.texts:
        words = _LETTERS.findall(bare := unquoted(text))
        if not any(map(eq, words, words[1:])):
            continue
        for found in _DOUBLED.finditer(bare):
            if found[1].islower() and not it.pack.find("may_double", found[1]):
                return f"'{found[1]}' stands twice in {short(text)}"
    return None


def double_space(it: Specimen) -> str | None:
    """Two spaces stand where one belongs; behind a sentence some like two."""
    for text in it.texts:
        if text == " ".join(text.split()):
            continue
        if _SPACES.search(text) or text != text.strip():
            return f"there is a space too many in {short(text)}"
    return None


def unbalanced(it: Specimen) -> str | None:
    """A bracket or quotation mark has no partner."""
    if not _SIGNS.search(it.printed):
        return None
    for text in it.texts:
        if sign := _unpaired(text):
            return f"'{sign}' has no partner in {short(text)}"
    return None


def small_start(it: Specimen) -> str | None:
    """A stem begins with a small letter."""
    first = it.stem.split(" ", 1)[0]
    if len(first) > 1 and first.isalpha() and first.islower():
        return f"the stem begins with a small letter: {short(it.stem)}"
    return None


def final_signs(it: Specimen) -> str | None:
    """Some options end with a full stop and some without."""
    ends = {final(text): text for text in it.options}
    if len(ends) > 1:
        one, other = list(ends.values())[:2]
        return f"options end differently: {short(one)}, {short(other)}"
    return None


def _unpaired(text: str) -> str | None:
    """The first sign of *text* that has no partner."""
    if not _SIGNS.search(text):
        return None
    bare = _GERMAN.sub(" ", _NO_BRACKET.sub(" ", text))
    opened: list[str] = []
    for n, sign in enumerate(bare):
        if sign in _BRACKETS.values():
            opened.append(sign)
        elif sign in _BRACKETS and not opened:
            if sign != ")" or not _LABEL.search(bare[:n]):
                return sign
        elif sign in _BRACKETS and opened.pop() != _BRACKETS[sign]:
            return sign
    if opened:
        return opened[-1]
    return '"' if len(_STRAIGHT.findall(bare)) % 2 else None
