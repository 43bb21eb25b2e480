"""Texts of items taken apart: words, sentences, quotations, numbers; each text once."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

from quizgen.values import fold

CACHED = 2**12  # the same options come again in many items, stems in those of one fact
BLANK = "____"
_WORD = re.compile(r"[^\W_]+(?:['’.,·-][^\W_]+)*", re.UNICODE)
_QUOTED = re.compile(
    r"“[^”]*”|„[^“”]*[“”]|«[^»]*»|»[^«]*«|\"[^\"]*\"|`[^`]*`|(?<!\w)[‘'][^’']*[’'](?!\w)"
)
_OPENING = re.compile("[“„«»\"`‘']")  # what a quotation begins with
_SENTENCE_END = re.compile(r"(?<=[.!?])[\s\"”’)]+(?=[\"“„«(]?[A-ZÀ-ÞΑ-ΩА-Я0-9_])")
_ABBREVIATED = re.compile(r"(?:\b[^\W\d_]|\b[^\W\d_]{1,3}\.[^\W\d_]|\b\d{1,2})\.$")
_INITIALS = re.compile(r"\b[^\W\d_]\.[^\W\d_]\.$")  # D.C., a.m.
_SHORTENED = re.compile(r"(?:\S+ ){1,2}[A-Z][a-z]{0,3}\.")  # Smith Jr., Richmond, Va.
_NUMBER = re.compile(r"(?<![\w.,])[-−]?\d+(?:[.,’' \u00a0\u202f]\d{3})*(?:[.,]\d+)?(?!\w)")
_GROUPED = re.compile(r"\d{1,3}(?:[,.’' \u00a0\u202f]\d{3})+(?!\d)")
_ENDS = ".!?;:,"


class Number(NamedTuple):
    """A number as it was written, and what it comes to."""

    text: str
    value: Decimal


def words(text: str) -> tuple[str, ...]:
    """The words of *text* as written; a blank is none."""
    return tuple(_WORD.findall(text))


@lru_cache(CACHED)
def folded(text: str) -> tuple[str, ...]:
    """The words of *text* without case and accents."""
    return tuple(fold(text.replace(BLANK, " ")).split())


def first(text: str) -> str:
    """The first word of *text* without case and accents; empty where there is none."""
    rest = text
    while rest:
        head, _, rest = rest.strip().partition(" ")
        if found := folded(head):
            return found[0]
    return ""


@lru_cache(CACHED)
def unquoted(text: str) -> str:
    """*text* without what stands in quotation marks."""
    return _QUOTED.sub(" ", text) if _OPENING.search(text) else text


@lru_cache(CACHED)
def sentences(text: str) -> tuple[str, ...]:
    """The sentences of *text*; an initial or an abbreviation ends none."""
    whole = text.strip()
    if not any(map(whole[:-1].__contains__, ".!?")):
        return (whole,)
    found: list[str] = []
    for part in _SENTENCE_END.split(whole):
        if found and _ABBREVIATED.search(found[-1]):
            found[-1] += f" {part}"
        else:
            found.append(part)
    return tuple(found)


@lru_cache(CACHED)
def numbers(text: str) -> tuple[Number, ...]:
    """The numbers in *text*, whatever separates their digits."""
    return tuple(n for m in _NUMBER.finditer(text) if (n := _number(m[0])))


@lru_cache(CACHED)
def alone(text: str) -> Number | None:
    """The one number that *text* begins with, whatever unit follows it."""
    found = numbers(text)
    starts = text.lstrip("€$£¥ ").startswith(found[0].text) if found else False
    return found[0] if len(found) == 1 and starts else None


def separator(number: str) -> str:
    """What groups the digits of *number*: a sign, or nothing."""
    return (
        next((c for c in number if not c.isdigit() and c not in "-−"), "")
        if (_GROUPED.search(number))
        else ""
    )


def decimals(number: str) -> int:
    """How many digits *number* has behind its decimal sign."""
    bare = _GROUPED.sub(lambda m: re.sub(r"\D", "", m[0]), number)
    return len(re.split(r"[.,]", bare)[1]) if re.search(r"[.,]", bare) else 0


def significant(number: Number) -> int:
    """How many digits of *number* say something."""
    digits = re.sub(r"\D", "", str(number.value.normalize().as_tuple().digits))
    return len(digits)


@lru_cache(CACHED)
def final(text: str) -> str:
    """The punctuation that *text* ends with; the dot of an abbreviation is none."""
    sign = text.rstrip('"”’) ')[-1:]
    if sign == "." and (_INITIALS.search(text.rstrip()) or _SHORTENED.fullmatch(text.rstrip())):
        return ""
    return sign if sign and sign in _ENDS else ""


@lru_cache(CACHED)
def edits(one: str, other: str, most: int = 2) -> int:
    """How many letters must change to make *other* of *one*; beyond *most*, more than it."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, start=1):
        before, row[0] = row[0], i
        for j, right in enumerate(other, start=1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (left != right))
        if min(row) > most:
            return most + 1
    return row[-1]


def _number(text: str) -> Number | None:
    bare = _GROUPED.sub(lambda m: re.sub(r"\D", "", m[0]), text).replace("−", "-")
    try:
        return Number(text, Decimal(bare.replace(",", ".")))
    except InvalidOperation:
        return None
