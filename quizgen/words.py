"""The program's own words, in the reader's language: one catalogue file per language.

A catalogue (`templates/words/en.yaml`) maps keys to sentences with `{slots}`. Nothing that a
learner reads is written in Python.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import yaml
from babel import Locale
from babel.numbers import get_decimal_symbol

from quizgen.diagnostics import QuizgenError
from quizgen.document import data_of
from quizgen.frozen import frozen
from quizgen.languages import file_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal
    from pathlib import Path

    from quizgen.resources import Shelf


_LANGUAGES = 16  # more than one program speaks at a time
_STOPPED = re.compile(r"\{(\w+)\}\.")


@frozen(eq=False)
class Words:
    """A language's catalogue; `language` is the BCP 47 tag that dates and numbers follow."""

    language: str
    catalogue: Mapping[str, str]

    def __call__(self, key: str, **slots: object) -> str:
        """The sentence called *key*, with its *slots* filled."""
        text = self.catalogue[key]
        if "}." in text:
            text = _STOPPED.sub(lambda m: _stopped(m, slots), text)
        return text.format_map(slots)

    def count(self, key: str, number: Decimal | int, **slots: object) -> str:
        """The form of the sentence *key* that goes with *number*: `day_one`, Serbian `day_few`."""
        return self(f"{key}_{self.plural(number)}", **slots)

    def plural(self, number: Decimal | int) -> str:
        """CLDR's category of a *number* of things: `one`, `few`, `other`, and so on."""
        return self.locale.plural_form(number)

    def ordinal(self, number: int) -> str:
        """A place in a row, as the language writes it: `3rd`."""
        form = self.locale.ordinal_form(number)
        return self(f"ordinal_{form}", number=number)

    @property
    def direction(self) -> str:
        """Which way the language is written: `ltr` or `rtl`."""
        return self.locale.text_direction

    def onward(self, text: str, arrow: str) -> str:
        """The *text* with its *arrow* pointing the way the language is read."""
        ahead = arrow.replace("→", "←") if self.direction == "rtl" else arrow
        return text.replace(arrow, ahead, 1)

    @property
    def decimal_sign(self) -> str:
        """What stands between whole and part: `.`, or `,` in German."""
        return get_decimal_symbol(self.locale)

    @property
    def locale(self) -> Locale:
        """The language as Babel knows it."""
        return _locale(self.language)


@lru_cache(_LANGUAGES)
def _locale(language: str) -> Locale:
    return Locale.parse(language, sep="-")


def find_words(shelf: Shelf, language: str) -> Words:
    """The catalogue for *language* (`en-GB`), or the one that stands in for it (`en`)."""
    path = catalogue(shelf, language)
    if path is None:
        raise QuizgenError(f"there are no words for the language '{language}'")
    return Words(language, data_of(path))


def catalogue(shelf: Shelf, language: str) -> Path | None:
    """The file of the words of *language*, if there is one."""
    return file_of(shelf, "words", language)


def _stopped(match: re.Match[str], slots: Mapping[str, object]) -> str:
    """A slot and the stop behind it, which a value like `44 B.C.` has already."""
    has_stop = str(slots[match[1]]).endswith(".")
    return match[0].removesuffix(".") if has_stop else match[0]


def word_list(shelf: Shelf, language: str, name: str) -> tuple[str, ...]:
    """The words of *language* that templates/craft lists under *name*, as far as it lists any."""
    path = file_of(shelf, "craft", language)
    try:
        lists = data_of(path) if path else {}
    except (yaml.YAMLError, UnicodeDecodeError):
        return ()  # the checks say what is wrong with the file
    words = lists.get(name) if isinstance(lists, dict) else None
    return tuple(w for w in words if isinstance(w, str)) if isinstance(words, list) else ()
