"""What learners have: `quizgen.lock`, one line per item, notetype and source, sorted.

A line is words apart by one space: `item GUID MOD DIGEST DECK ID`, `notetype FAMILY MOD DIGEST`,
`source ID DIGEST`. Anki takes an update of a note only if its `mod` is newer, so the lock remembers
when each item last changed; of two lines for one thing (a merged lock) the later `mod` wins.
"""

from __future__ import annotations

import os
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quizgen import rules
from quizgen.diagnostics import Span
from quizgen.items import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from quizgen.diagnostics import Diagnostic

HEADER = "quizgen-lock 1"
NAME = "quizgen.lock"
_WORDS = {"item": 6, "notetype": 4, "source": 3}
_SECONDS = re.compile(r"[0-9]{1,15}")
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """What was shipped of one item or notetype: a digest of it, and when that last changed."""

    mod: int
    digest: str
    deck: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Lock:
    """The entries of a lock, by kind (`item`, `notetype`, `source`) and id."""

    entries: Mapping[Key, Entry] = field(default_factory=dict)

    def mod(self, kind: str, id_: str) -> int:
        """When the item or notetype last changed, in Unix seconds."""
        return self.entries[kind, id_].mod

    def text(self) -> str:
        """The lock as its file holds it."""
        lines = (_line(key, entry) for key, entry in self.entries.items())
        return "\n".join([HEADER, *sorted(lines)]) + "\n"


def read_lock(path: Path, shown: Path) -> tuple[Lock, list[Diagnostic]]:
    """The lock at *path*, empty where there is none; a line that cannot be read is a problem."""
    if not path.is_file():
        return Lock(), []
    entries: dict[Key, Entry] = {}
    problems = []
    for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), start=1):
        parsed = _parse(line)
        if parsed:
            key, entry = parsed
            entries[key] = max(entry, entries.get(key, entry), key=lambda e: (e.mod, e.digest))
        elif line.strip() and line != HEADER:
            span = Span(shown, number, 1, number, len(line) + 1)
            message = "this line of the lock cannot be read"
            hint = (
                "restore the file from version control; after a merge, keep the lines of both sides"
            )
            problems.append(rules.BAD_LOCK.at(span, message, hint=hint))
    return Lock(entries), problems


def advance(
    lock: Lock,
    shipped: Mapping[Key, tuple[str, ...]],
    names: Mapping[str, tuple[str, str]],
    built: Iterable[str],
    clock: int,
) -> Lock:
    """The lock after shipping *shipped*: a new `mod` for what changed, the old one for the rest.

    *names* tells the deck and the item id of a guid; items of the decks *built* that are no longer
    shipped leave the lock.
    """
    decks = set(built)
    entries = {k: e for k, e in lock.entries.items() if not (k[0] == "item" and e.deck in decks)}
    for key, content in shipped.items():
        old, now = lock.entries.get(key), digest(*content)
        deck, name = names.get(key[1], ("", ""))
        if old and old.digest == now:
            entries[key] = Entry(old.mod, now, deck, name)
        else:
            entries[key] = Entry(max(clock, old.mod + 1) if old else clock, now, deck, name)
    return Lock(entries)


def verified(lock: Lock, digests: Mapping[str, str]) -> Lock:
    """The lock with what was held against the source texts: their digests, by source id."""
    read = {("source", id_): Entry(0, found) for id_, found in digests.items()}
    return Lock({**lock.entries, **read})


def now() -> int:
    """The time in Unix seconds: the one place where the clock is read.

    SOURCE_DATE_EPOCH takes its place (https://reproducible-builds.org/specs/source-date-epoch/).
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return int(epoch) if _SECONDS.fullmatch(epoch) else int(time.time())


def _line(key: Key, entry: Entry) -> str:
    kind, id_ = key
    if kind == "item":
        return f"item {id_} {entry.mod} {entry.digest} {entry.deck} {entry.name}"
    if kind == "notetype":
        return f"notetype {id_} {entry.mod} {entry.digest}"
    return f"source {id_} {entry.digest}"


def _parse(line: str) -> tuple[Key, Entry] | None:
    words = line.split(" ")
    kind = words[0]
    if _WORDS.get(kind) != len(words):
        return None
    if kind == "source":
        return (kind, words[1]), Entry(0, words[2])
    if not _SECONDS.fullmatch(words[2]):
        return None
    return (kind, words[1]), Entry(int(words[2]), words[3], *words[4:])
