"""What the checks of items must know of a language: lists of words, in templates/craft.

An entry is a word or a regular expression, found whole and in any case. A language without a
list gets the checks that need no words.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from quizgen import document, rules
from quizgen.craft.tokens import CACHED, first, folded
from quizgen.diagnostics import Span, shown
from quizgen.frozen import frozen
from quizgen.languages import file_of
from quizgen.latest import Latest
from quizgen.resources import shipped
from quizgen.values import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from quizgen.diagnostics import Diagnostic
    from quizgen.resources import Shelf

NEVER = re.compile(r"(?!)")
_PLAIN = re.compile(r"[\w ]*")


@frozen(slots=False, eq=False)
class Words:
    """A list of words and expressions, to be found in texts."""

    entries: tuple[str, ...] = ()

    @cached_property
    def plain(self) -> frozenset[str]:
        """Those that are single words, folded."""
        return frozenset(fold(row) for row in self.entries if row.isalpha())

    @cached_property
    def expressions(self) -> re.Pattern[str]:
        """What finds any of the others."""
        return _any([row for row in self.entries if not row.isalpha()])

    @cached_property
    def all(self) -> re.Pattern[str]:
        """What finds any of them."""
        return _any(self.entries)


@frozen(slots=False, eq=False)
class Pack:
    """The word lists of one language."""

    language: str
    lists: Mapping[str, Words] = field(default_factory=dict)

    def __contains__(self, name: object) -> bool:
        """Whether there is a list called *name*."""
        return name in self.lists

    def entries(self, name: str) -> tuple[str, ...]:
        """The entries of the list *name* as written."""
        return self.lists[name].entries if name in self.lists else ()

    def plain(self, name: str) -> frozenset[str]:
        """The entries of the list *name* that are single words, folded."""
        return self.lists[name].plain if name in self.lists else frozenset()

    def find(self, name: str, text: str) -> str | None:
        """What of the list *name* stands in *text*."""
        listed = self.lists.get(name)
        return _first(listed, text) if listed else None

    def finds(self, names: tuple[str, ...], text: str) -> bool:
        """Whether anything of the lists *names* stands in *text*."""
        return _first(_joined(self, names), text) is not None

    def count(self, name: str, text: str) -> int:
        """How often something of the list *name* stands in *text*."""
        if name not in self.lists:
            return 0
        listed = self.lists[name]
        single = sum(word in listed.plain for word in folded(text))
        return single + sum(1 for _ in listed.expressions.finditer(text))

    def before(self, name: str, text: str) -> str:
        """*text* up to the first of the list *name*; all of it where there is none."""
        found = self.lists[name].all.search(text) if name in self.lists else None
        return text[: found.start()] if found else text

    def parts(self, name: str, text: str) -> list[str]:
        """*text* in parts, as the list *name* parts it."""
        return self.lists[name].all.split(text) if name in self.lists else [text]

    def opens(self, name: str, text: str) -> bool:
        """Whether *text* begins with something of the list *name*."""
        listed = self.lists.get(name)
        return listed is not None and _begins(listed, text)

    def opens_any(self, names: tuple[str, ...], text: str) -> bool:
        """Whether *text* begins with something of the lists *names*."""
        return _begins(_joined(self, names), text)

    def month(self, number: int, text: str) -> bool:
        """Whether the month *number* stands in *text*."""
        return bool(self._months[number - 1].search(text))

    @cached_property
    def _months(self) -> tuple[re.Pattern[str], ...]:
        return tuple(_any([row]) for row in self.entries("months"))

    @cached_property
    def opposites(self) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
        """Words and their opposites, as patterns: an entry has both sides of a slash."""
        sides = (row.partition(" / ") for row in self.entries("opposites"))
        return tuple((_any([left]), _any([right])) for left, _, right in sides)

    @cached_property
    def opposed(self) -> re.Pattern[str]:
        """What finds either side of any of the opposites."""
        return _any([part for row in self.entries("opposites") for part in row.split(" / ")])


# A shelf is made anew each time that a workspace is read.
_KNOWN: Latest[Shelf, dict[str, tuple[Pack, list[Diagnostic]]]] = Latest(lambda _: {})


def find_pack(shelf: Shelf, language: str) -> tuple[Pack, list[Diagnostic]]:
    """The lists of *language* (of `en` for `en-GB`), and what is wrong with them."""
    known = _KNOWN(shelf)
    if language not in known:
        known[language] = _read(shelf, language)
    pack, problems = known[language]
    return pack, [*problems]


def _read(shelf: Shelf, language: str) -> tuple[Pack, list[Diagnostic]]:
    path = file_of(shelf, "craft", language)
    if path is None:
        return Pack(language), []
    table, problems = document.read(path, shown(path))
    if not isinstance(table, document.Table):
        hint = "write the names of lists, each with its words: `absolutes: [always, never]`"
        fault = rules.BAD_WORDS.at(_start(path), "this holds no lists of words", hint=hint)
        return Pack(language), problems or [fault]
    if not path.is_relative_to(shipped()):  # those that are shipped hold none, as a test sees to
        problems += _faults(table)
    lists = {} if problems else {name: Words(tuple(rows)) for name, rows in table.items()}
    return Pack(language, lists), problems


def _start(path: Path) -> Span:
    return Span(shown(path), 1, 1, 1, 1)


def _faults(table: document.Table) -> Iterator[Diagnostic]:
    for name, rows in table.items():
        span = table.values_at[name]
        if not isinstance(rows, list) or not all(isinstance(row, str) for row in rows):
            hint = "write words between brackets: [always, never]"
            yield rules.BAD_WORDS.at(span, f"'{name}' is no list of words", hint=hint)
            continue
        for row in itertools.filterfalse(_PLAIN.fullmatch, rows):
            try:
                re.compile(row)
            except re.error as error:
                hint = "an entry is a word or a regular expression"
                message = f"'{row}' cannot be looked for: {error}"
                yield rules.BAD_WORDS.at(span, message, hint=hint)


def _begins(listed: Words, text: str) -> bool:
    return first(text) in listed.plain or bool(listed.expressions.match(text))


@lru_cache
def _joined(pack: Pack, names: tuple[str, ...]) -> Words:
    """Several lists as one, so that a text is searched once for all of them."""
    return Words(tuple(dict.fromkeys(row for name in names for row in pack.entries(name))))


def _any(rows: Sequence[str]) -> re.Pattern[str]:
    """What finds any of *rows* as whole words."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(rows)})(?!\w)", re.IGNORECASE) if rows else NEVER


@lru_cache(CACHED)
def _first(listed: Words, text: str) -> str | None:
    found = folded(text)
    if not listed.plain.isdisjoint(found):
        return next(word for word in found if word in listed.plain)
    match = listed.expressions.search(text)
    return match[0] if match else None
