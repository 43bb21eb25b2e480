"""The program's own words, in the reader's language: one catalogue file per language.

A catalogue (`templates/words/en.yaml`) maps keys to sentences with `{slots}`. Nothing that a
learner reads is written in Python.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml
from babel.numbers import get_decimal_symbol

from quizgen.diagnostics import QuizgenError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from quizgen.resources import Shelf


@dataclass(frozen=True, slots=True)
class Words:
    """A language's catalogue; `language` is the BCP 47 tag that dates and numbers follow."""

    language: str
    catalogue: Mapping[str, str]

    def __call__(self, key: str, **slots: object) -> str:
        """The sentence called *key*, with its *slots* filled."""
        return self.catalogue[key].format_map(slots)

    @property
    def decimal_sign(self) -> str:
        """What stands between whole and part: `.`, or `,` in German."""
        return get_decimal_symbol(self.locale)

    @property
    def locale(self) -> str:
        """The language as Babel writes it (`en_GB`)."""
        return self.language.replace("-", "_")


def find_words(shelf: Shelf, language: str) -> Words:
    """The catalogue for *language* (`en-GB`), or for its first part (`en`)."""
    path = catalogue(shelf, language)
    if path is None:
        raise QuizgenError(f"there are no words for the language '{language}'")
    return Words(language, yaml.load(path.read_text("utf-8"), yaml.BaseLoader))  # noqa: S506  (only texts)


def catalogue(shelf: Shelf, language: str) -> Path | None:
    """The file of the words of *language*, if there is one."""
    names = (language, language.partition("-")[0])
    return next((path for n in names if (path := shelf.find(f"words/{n}.yaml"))), None)


def word_list(shelf: Shelf, language: str, name: str) -> tuple[str, ...]:
    """The words of *language* that templates/craft lists under *name*, as far as it lists any."""
    names = (f"craft/{n}.yaml" for n in (language, language.partition("-")[0]))
    path = next((found for n in names if (found := shelf.find(n))), None)
    try:
        lists = yaml.load(path.read_text("utf-8"), yaml.BaseLoader) if path else {}  # noqa: S506  (only texts)
    except (yaml.YAMLError, UnicodeDecodeError):
        return ()  # the checks say what is wrong with the file
    words = lists.get(name) if isinstance(lists, dict) else None
    return tuple(w for w in words if isinstance(w, str)) if isinstance(words, list) else ()
