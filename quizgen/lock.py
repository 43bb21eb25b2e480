"""What learners have of each item: when it last changed, and what the last edition held of it.

Anki takes an update of a note only if its `mod` is newer. So a note's `mod` is the time when its
own content last changed, which the lock remembers from build to build. Of its file see `lockfile`.
"""

from __future__ import annotations

import os
import re
import time
from dataclasses import field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from quizgen.codes import Printed, joined
from quizgen.frozen import frozen
from quizgen.items import Edition, digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from quizgen.codes import Editions

_SECONDS = re.compile(r"[0-9]{1,15}")
Key = tuple[str, str]
Place = tuple[str, int, str]
DAY = 86_400
# How a passage stood in the text that was attached last, the best first.
SAME, MOVED, EDITED, GONE = STATES = ("same", "moved", "edited", "gone")


@frozen(order=True)
class Closed:
    """What an edition held of an item or notetype."""

    edition: int
    mod: int
    digest: str
    is_retired: bool = False


@frozen
class Entry:
    """What was shipped of one item or notetype: a digest of it, and when that last changed.

    `closed`: what the last edition held of it, None where none did. `fact`: a digest of the fact
    it was made from. A retired item is one that an edition held and the seeds no longer give.
    """

    mod: int
    digest: str
    closed: Closed | None = None
    deck: str = ""
    name: str = ""
    fact: str = ""
    is_retired: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it is not as an edition closed it."""
        return self.closed != Closed(
            self.closed.edition if self.closed else 0, self.mod, self.digest, self.is_retired
        )


@frozen
class Shipment:
    """What a build gives learners of one item or notetype: its content, and whose it is.

    `digest`: that of the content, where it is known.
    """

    content: tuple[str, ...]
    deck: str = ""
    name: str = ""
    fact: str = ""
    is_retired: bool = False
    digest: str = field(default="", compare=False)


@frozen
class Passage:
    """A cited paragraph as it was verified: when, how many words, their digest and a sketch.

    `state`: how it stood in the text that was attached last.
    """

    when: int
    state: str
    words: int
    digest: str
    sketch: str

    @property
    def is_stale(self) -> bool:
        """Whether what was verified does not stand there any more."""
        return self.state in (EDITED, GONE)


@frozen(slots=False)
class Lock:
    """What a lock file holds.

    `entries` by kind (`item`, `notetype`) and id; `sources`: digests of the texts held against the
    citations; `passages` by source, paragraph and, for what only one fact cites by that number any
    more, the fact (else ""); `editions` by number, each with its date and a digest; `decks`: the
    names of Anki decks as released; `namespaces`: the one that the guids grew from (two after a
    wrong merge); `forms`: the printed sheets that editions held, each with its first and its last.
    """

    entries: Mapping[Key, Entry] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    editions: Mapping[int, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    decks: Mapping[str, str] = field(default_factory=dict)
    namespaces: tuple[str, ...] = ()
    passages: Mapping[Place, Passage] = field(default_factory=dict)
    forms: Mapping[Printed, Editions] = field(default_factory=dict)

    def passage(self, source: str, paragraph: int, fact: str) -> Passage | None:
        """What was verified where *fact* cites this paragraph."""
        own = self.passages.get((source, paragraph, fact))
        return own or self.passages.get((source, paragraph, ""))

    def mod(self, kind: str, id_: str) -> int:
        """When the item or notetype last changed, in Unix seconds."""
        return self.entries[kind, id_].mod

    @property
    def last(self) -> Edition | None:
        """The edition closed last."""
        if not self.editions:
            return None
        number = max(self.editions)
        return Edition(number, max(self.editions[number])[0])

    @cached_property
    def by_deck(self) -> Mapping[str, Mapping[str, Entry]]:
        """The items of each deck by guid, retired ones too."""
        found: dict[str, dict[str, Entry]] = {}
        for (kind, id_), entry in self.entries.items():
            if kind == "item":
                found.setdefault(entry.deck, {})[id_] = entry
        return found

    def items(self, *decks: str) -> Iterator[tuple[str, Entry]]:
        """The items of *decks* by guid, retired ones too."""
        return (item for deck in decks for item in self.by_deck.get(deck, {}).items())

    def edition_of(self, deck: str) -> Edition | None:
        """The edition that *deck* stands at; None where something has changed since, or none is."""
        own = self.by_deck.get(deck, {}).values()
        looks = [entry for (kind, _), entry in self.entries.items() if kind == "notetype"]
        if not own or any(entry.is_open for entry in (*own, *looks)):
            return None
        number = max(entry.closed.edition for entry in (*own, *looks) if entry.closed)
        dates = self.editions.get(number)
        return Edition(number, max(dates)[0]) if dates else None

    @property
    def seal(self) -> str:
        """A digest of all that editions held, which an edition's line keeps: nothing is lost."""
        held = sorted(
            f"{kind} {id_} {closed.mod} {closed.digest}"
            for (kind, id_), entry in self.entries.items()
            if (closed := entry.closed)
        )
        return digest(*held)

    @property
    def is_whole(self) -> bool:
        """Whether all is there that the last edition held, as far as its line can tell."""
        if not self.editions:
            return True
        seals = self.editions[max(self.editions)]
        # Two branches that closed an edition of one number: neither seal is that of both.
        return len(seals) > 1 or self.seal == seals[0][1]


def merged(one: Lock, other: Lock) -> Lock:
    """Both locks as one: of two entries for one thing the later wins."""
    entries = {**one.entries}
    for key, entry in other.entries.items():
        entries[key] = later(entry, entries[key]) if key in entries else entry
    passages = {**one.passages}
    for place, passage in other.passages.items():
        passages[place] = newer(passage, passages[place]) if place in passages else passage
    editions = {
        number: tuple(sorted({*one.editions.get(number, ()), *other.editions.get(number, ())}))
        for number in {**one.editions, **other.editions}
    }
    return Lock(
        entries,
        _greater(one.sources, other.sources),
        editions,
        _greater(one.decks, other.decks),
        tuple(sorted({*one.namespaces, *other.namespaces})),
        passages,
        joined(one.forms, other.forms),
    )


def newer(one: Passage, other: Passage) -> Passage:
    """The one of two passages that was verified later; of equals, the one in the worse state."""
    return max(
        one, other, key=lambda p: (p.when, STATES.index(p.state), p.digest, p.words, p.sketch)
    )


def later(one: Entry, other: Entry) -> Entry:
    """The later of two entries for one thing, with the last edition that held either."""
    newer = max(one, other, key=lambda e: (e.mod, e.digest, e.is_retired, e.name, e.deck, e.fact))
    held = [closed for closed in (one.closed, other.closed) if closed]
    return replace(newer, closed=max(held, default=None))


def advance(lock: Lock, shipped: Mapping[Key, Shipment], clock: int) -> Lock:
    """The lock after shipping *shipped*: a new `mod` for what changed, the old one for the rest.

    What goes back to what the last edition held gets that edition's `mod` back: learners, who have
    it so, are not touched.
    """
    entries = {key: _advanced(lock.entries.get(key), new, clock) for key, new in shipped.items()}
    return replace(lock, entries={**lock.entries, **entries})


def without(lock: Lock, keys: set[Key]) -> Lock:
    """The lock without the entries of *keys*."""
    return replace(lock, entries={k: e for k, e in lock.entries.items() if k not in keys})


def verified(
    lock: Lock, digests: Mapping[str, str], passages: Mapping[Place, Passage] | None = None
) -> Lock:
    """The lock with what was held against the source texts: their digests, by source id.

    *passages* are all that are known of these sources; those of others stay.
    """
    kept = {k: p for k, p in lock.passages.items() if passages is None or k[0] not in digests}
    return replace(lock, sources={**lock.sources, **digests}, passages={**kept, **(passages or {})})


def remembered(lock: Lock, forms: Iterable[Printed]) -> Lock:
    """The lock with these printed sheets as part of the last edition, if one was closed."""
    if not lock.last:
        return lock
    number = lock.last.number
    return replace(lock, forms=joined(lock.forms, dict.fromkeys(forms, (number, number))))


def close(
    lock: Lock,
    date: str,
    decks: Mapping[str, str],
    namespace: str,
    forms: Iterable[Printed] = (),
) -> Lock:
    """The lock with a further edition closed: it holds all that the lock does.

    *decks* are the full names of the Anki decks, by recipe; *forms* the sheets built with them.
    """
    number = lock.last.number + 1 if lock.last else 1
    entries = {
        key: replace(entry, closed=Closed(number, entry.mod, entry.digest, entry.is_retired))
        if entry.is_open
        else entry
        for key, entry in lock.entries.items()
    }
    shut = replace(lock, entries=entries, decks={**lock.decks, **decks}, namespaces=(namespace,))
    shut = replace(shut, editions={**lock.editions, number: ((date, shut.seal),)})
    return remembered(shut, forms)


def now() -> int:
    """The time in Unix seconds: the one place where the clock is read.

    SOURCE_DATE_EPOCH takes its place (https://reproducible-builds.org/specs/source-date-epoch/).
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return int(epoch) if _SECONDS.fullmatch(epoch) else int(time.time())


def _advanced(old: Entry | None, new: Shipment, clock: int) -> Entry:
    found = new.digest or digest(*new.content)
    closed = old.closed if old else None
    if old is None:
        mod = clock
    elif closed and closed.digest == found:
        mod = closed.mod
    else:
        mod = old.mod if old.digest == found else max(clock, old.mod + 1)
    return Entry(mod, found, closed, new.deck, new.name, new.fact, new.is_retired)


def _greater(one: Mapping[str, str], other: Mapping[str, str]) -> dict[str, str]:
    """Both mappings as one: of two texts under one key, the greater."""
    return {key: max(one.get(key, ""), other.get(key, "")) for key in {**one, **other}}
