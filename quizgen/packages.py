"""Anki packages and collections of whoever's making: what they hold, read safely.

A package is read as Anki's importer reads it, a collection as it stands on the disk; neither is
written, and nothing in either is run. What cannot be read is a QuizgenError of one line.
"""

from __future__ import annotations

import re
from collections import Counter
from contextlib import contextmanager
from dataclasses import field
from typing import TYPE_CHECKING, cast

from quizgen.diagnostics import QuizgenError, shown
from quizgen.frozen import frozen
from quizgen.notetypes import decks, mapping, notetypes, text
from quizgen.strangers import (
    MEGA,
    Archive,
    Database,
    Refused,
    archive,
    database,
    file_size,
    from_json,
    message,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from quizgen.notetypes import Notetype

MAX_NOTES = 1_000_000
MAX_CARDS = 4_000_000
_MAX_COLLECTION = 256 * MEGA
_MAX_INDEX = 16 * MEGA
_EDITION = re.compile(rb"edition ([1-9][0-9]{0,8}) ([0-9]{4}-[0-9]{2}-[0-9]{2})\nquizgen:made")
_OLDEST, _NEWEST = 11, 18  # of the schemas that are known here
_SEPARATOR = "\x1f"
# The collection in a package, by the version that its `meta` tells.
_COLLECTIONS = {1: "collection.anki2", 2: "collection.anki21", 3: "collection.anki21b"}
_NEW_FORMAT = (
    "it is in the newest format, which only Anki reads; export it again in Anki, with"
    " 'Support older Anki versions' ticked"
)
_EXPORT = "a package comes from 'quizgen build', or in Anki from File > Export"
_COPY = "close Anki, and copy collection.anki2 from its profile folder again"


@frozen
class Note:
    """A note: `id` is its place among the others, `guid` what Anki knows it by."""

    guid: str
    notetype: int
    mod: int
    tags: tuple[str, ...]
    fields: tuple[str, ...]
    id: int = 0


@frozen
class Package:
    """What a package or a collection holds.

    Of notes that share a guid, `notes` has the last one, `twice` all; `cards` tells by guid and
    ordinal the deck of each card; `media` the digests of files, by name.
    """

    notes: Mapping[str, Note]
    twice: Mapping[str, tuple[Note, ...]]
    notetypes: Mapping[int, Notetype]
    cards: Mapping[str, Mapping[int, str]]
    decks: tuple[str, ...]
    media: Mapping[str, str] = field(default_factory=dict)
    edition: tuple[int, str] | None = None

    def all_notes(self) -> Iterator[Note]:
        """The notes, also those whose guid another one has."""
        for guid, note in self.notes.items():
            yield from self.twice.get(guid, (note,))


def open_package(path: Path) -> Package:
    """The package at *path*."""
    with _explained(path, "an Anki package", _EXPORT), archive(path) as file:
        name = _collection_of(file)
        with database(file.read(name, _MAX_COLLECTION)) as found:
            return _read(found, None, _media(file), edition(file.comment))


def open_collection(path: Path, only: Collection[str] | None = None) -> Package:
    """The collection at *path*, a copy of a learner's; with *only*, of its notes those guids."""
    with _explained(path, "a collection of Anki", _COPY):
        for end in ("-wal", "-journal"):
            beside = path.with_name(path.name + end)
            if beside.is_file() and beside.stat().st_size:
                raise Refused(f"'{beside.name}' beside it holds changes: it is open in Anki")
        file_size(path)
        with database(path) as found:
            return _read(found, only, {}, None)


def edition(comment: bytes) -> tuple[int, str] | None:
    """The number and the date of a closed edition, from the comment of its package."""
    match = _EDITION.fullmatch(comment)
    return (int(match[1]), match[2].decode()) if match else None


@contextmanager
def _explained(path: Path, what: str, cure: str) -> Iterator[None]:
    try:
        yield
    except Refused as why:
        help_ = "" if _NEW_FORMAT in str(why) else f" ({cure})"
        raise QuizgenError(f"'{shown(path)}' cannot be read as {what}: {why}{help_}") from why


def _collection_of(file: Archive) -> str:
    """Which member holds the collection: a newer one makes the older a mere notice."""
    version = 2 if _COLLECTIONS[2] in file.members else 1
    if "meta" in file.members:
        told = message(file.read("meta", MEGA), [1]).get(1, 0)
        version = told if isinstance(told, int) else 0
    if version not in (1, 2) or _COLLECTIONS[3] in file.members:
        raise Refused(_NEW_FORMAT)
    if _COLLECTIONS[version] not in file.members:
        raise Refused(f"there is no '{_COLLECTIONS[version]}' in it")
    return _COLLECTIONS[version]


def _media(file: Archive) -> dict[str, str]:
    if "media" not in file.members:
        return {}
    index = mapping(from_json(file.read("media", _MAX_INDEX), "its list of media"))
    names = {text(name): entry for entry, name in index.items() if entry in file.members}
    return {name: file.digest(entry) for name, entry in names.items()}


def _read(
    found: Database,
    only: Collection[str] | None,
    media: Mapping[str, str],
    closed: tuple[int, str] | None,
) -> Package:
    _check_version(found)
    notes = _notes(found, only)
    names = decks(found)
    last = {note.guid: note for note in notes.values()}
    twice: dict[str, tuple[Note, ...]] = {}
    if len(last) < len(notes):
        often = {guid for guid, n in Counter(n.guid for n in notes.values()).items() if n > 1}
        for note in notes.values():
            if note.guid in often:
                twice[note.guid] = (*twice.get(note.guid, ()), note)
    return Package(
        last,
        twice,
        notetypes(found),
        _cards(found, notes, names),
        tuple(sorted(names.values())),
        media,
        closed,
    )


def _check_version(found: Database) -> None:
    versions = [cast("int", ver) for (ver,) in found.rows("col", {"ver": int}, 1)]
    if not versions or not _OLDEST <= versions[0] <= _NEWEST:
        raise Refused("its database is of a version that is not known here")


def _notes(found: Database, only: Collection[str] | None) -> dict[int, Note]:
    """The notes by id, in the order in which Anki takes them."""
    columns = {"id": int, "guid": str, "mid": int, "mod": int, "tags": str, "flds": str}
    notes: dict[int, Note] = {}
    for row in found.rows("notes", columns, MAX_NOTES):
        id_, guid, notetype, mod, tags, fields = cast("tuple[int, str, int, int, str, str]", row)
        if only is None or guid in only:
            parts = tuple(fields.split(_SEPARATOR))
            notes[id_] = Note(guid, notetype, mod, tuple(tags.split()), parts, id_)
    return {id_: notes[id_] for id_ in sorted(notes)}


def _cards(
    found: Database, notes: Mapping[int, Note], names: Mapping[int, str]
) -> dict[str, dict[int, str]]:
    """By guid and ordinal the deck where a card is at home, when it is not in a filtered one."""
    columns = {"nid": int, "ord": int, "did": int, "odid": int}
    cards: dict[str, dict[int, str]] = {}
    for row in found.rows("cards", columns, MAX_CARDS):
        note, ordinal, deck, home = cast("tuple[int, int, int, int]", row)
        if note in notes:
            name = names.get(home or deck, "")
            cards.setdefault(notes[note].guid, {})[ordinal] = name
    return cards
