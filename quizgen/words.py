"""The program's own words, in the reader's language: one catalogue file per language.

A catalogue (`templates/words/en.yaml`) maps keys to sentences with `{slots}`. Nothing that a
learner reads is written in Python.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    def locale(self) -> str:
        """The language as Babel writes it (`en_GB`)."""
        return self.language.replace("-", "_")


def find_words(shelf: Shelf, language: str) -> Words | None:
    """The catalogue for *language* (`en-GB`), or for its first part (`en`), if there is one."""
    for name in (language, language.partition("-")[0]):
        if path := shelf.find(f"words/{name}.yaml"):
            catalogue = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506  (only texts)
            return Words(language, catalogue)
    return None
