"""An item as the checks see it: its texts in plain words, taken apart once."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from quizgen import markup
from quizgen.craft.tokens import CACHED, sentences, unquoted, words
from quizgen.cues import content
from quizgen.items import Interaction, digest

if TYPE_CHECKING:
    from quizgen.craft.pack import Pack
    from quizgen.items import Item

PICTURE = "\N{BLACK SQUARE}"
ARROW = " → "
RECALLED = (Interaction.SHORT_ANSWER, Interaction.CLOZE, Interaction.NUMBER, Interaction.DATE)
# Lists of which seldom anything stands in a stem, or in an option: looked for all at once.
OF_STEMS = ("negations", "negatives", "opinions", "volatile", "unfocused")
OF_OPTIONS = (
    "negations",
    "negatives",
    "all_of_the_above",
    "none_of_the_above",
    "dont_know",
    "complex",
    "absolutes",
    "vague",
)
_SHORT = 80
_FORMULA = re.compile(r"\$[^$]+\$")


@lru_cache(CACHED)
def plain(marked: str) -> str:
    """*marked* text as a reader meets it; a picture is called by a name that no text has."""
    return markup.plain(marked, alt=lambda id_: f"{PICTURE}{digest(id_)}")


class Specimen:
    """One item, and the words of its language.

    `key`: the parts of the answer. `options`: what is on offer, in the order printed; of these
    `right` and `wrong`; `choices`: those of the author's making, which True and False are not.
    """

    def __init__(self, item: Item, pack: Pack) -> None:
        """Take in *item*: its texts as a reader meets them."""
        self.item = item
        self.pack = pack
        self.stem = plain(item.stem)
        self.key = tuple(map(plain, item.key))
        self.options = tuple([plain(option.text) for option in item.options])
        self.right = tuple([plain(option.text) for option in item.options if option.is_key])
        self.wrong = tuple([plain(option.text) for option in item.options if not option.is_key])
        self.choices = () if item.interaction is Interaction.TRUE_FALSE else self.options

    @cached_property
    def bare(self) -> str:
        """The stem without its quotations."""
        return unquoted(self.stem)

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The sentences of the stem."""
        return sentences(self.stem)

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The premises of a matching item, each with its response."""
        parted = (part.partition(ARROW) for part in self.key)
        return tuple((premise, response) for premise, _, response in parted)

    @cached_property
    def responses(self) -> tuple[str, ...]:
        """Every response of a matching item, the spare ones too, each once."""
        return tuple(dict.fromkeys((*self.options, *(response for _, response in self.pairs))))

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """All that is printed: the stem, and what is on offer, or else the answer."""
        return (self.stem, *(self.choices or self.key))

    @cached_property
    def printed(self) -> str:
        """All of it in one text, for what can only be wrong where some sign stands."""
        return "\n".join(self.texts)

    @cached_property
    def is_marked(self) -> bool:
        """Whether the stem has quotations or anything that some check of stems looks for."""
        is_plain = self.stem == self.bare == " ".join(self.stem.split())
        return not is_plain or self.pack.finds(OF_STEMS, self.stem)

    @cached_property
    def has_marked_option(self) -> bool:
        """Whether some option has quotations or anything that some check of options looks for."""
        return any(_is_marked(text, self.pack) for text in self.options)

    @property
    def is_false(self) -> bool:
        """Whether this is a statement to be called false."""
        return self.item.interaction is Interaction.TRUE_FALSE and self.item.key == ("false",)

    def is_contest(self, rivals: int = 2) -> bool:
        """Whether one key stands among so many wrong answers, or more."""
        return len(self.right) == 1 and len(self.wrong) >= rivals

    def content(self, text: str) -> tuple[str, ...]:
        """The words of *text* that say something."""
        stop_words, suffixes = self.pack.plain("stop_words"), self.pack.entries("suffixes")
        return content(text, stop_words, suffixes)


@lru_cache(CACHED)
def _is_marked(text: str, pack: Pack) -> bool:
    return unquoted(text) != text or pack.finds(OF_OPTIONS, text)


@lru_cache(CACHED)
def count(text: str) -> int:
    """How many words *text* has; a formula is one."""
    return len(words(_FORMULA.sub(" x ", text) if "$" in text else text))


def short(text: str) -> str:
    """*text* in quotation marks, cut where it is long."""
    return f"“{text}”" if len(text) <= _SHORT else f"“{text[: _SHORT - 1]}…”"
