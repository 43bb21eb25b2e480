"""What Anki's importer does with a package by default: its decisions, in its own order.

Measured with the importers of 2025 and 2026 (`tests/test_upgrade.py` holds them against each
other). Per notetype: it is looked for by its id; if that one has other fields or templates, among
the copies that an earlier import made of it; else a copy is made. Per note: it is looked for by
its guid; under another notetype it conflicts; only a newer one is taken.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from quizgen.diagnostics import QuizgenError
from quizgen.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from quizgen.notetypes import Notetype, Part
    from quizgen.packages import Note, Package

_NOT_IN_NAME = re.compile(r'[:{}"]')
_NOT_AT_START = "#/^ \t\r\n"
_HASHED = re.compile(r"-[0-9a-f]{40}(?=\.)")  # what Anki adds to the name of another file
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


class Log(StrEnum):
    """What Anki's list of an import says of a note."""

    NEW = "new"
    UPDATED = "updated"
    DUPLICATE = "duplicate"
    CONFLICTING = "conflicting"


@frozen
class Match:
    """Which notetype an incoming one is taken for; none where it is added, or copied."""

    incoming: Notetype
    existing: Notetype | None = None
    is_copy: bool = False

    @property
    def target(self) -> int | None:
        """The notetype that its notes get; None is a copy's, which no note has yet."""
        return None if self.is_copy else (self.existing or self.incoming).id

    @property
    def is_newer(self) -> bool:
        """Whether its look replaces the one that is there."""
        return self.existing is not None and self.incoming.mod > self.existing.mod

    @property
    def redates(self) -> bool:
        """Whether every note of it gets the time of the import before notes are compared."""
        standing = self.existing or self.incoming
        return self.is_newer and self.incoming.sort_field != standing.sort_field

    @property
    def turns(self) -> bool:
        """Whether cards of clozes become plain ones, or plain ones cards of clozes."""
        return self.existing is not None and self.incoming.is_cloze != self.existing.is_cloze


@frozen
class Import:
    """A package about to be imported: what came before, what comes, and what a learner has."""

    old: Package
    new: Package
    have: Package
    is_somebody: bool  # whether this is a learner's own collection, and not one that has only `old`
    matches: Mapping[int, Match]

    @classmethod
    def of(cls, old: Package, new: Package, learner: Package | None) -> Import:
        """The import of *new* by *learner*, or by whoever changed nothing in *old*."""
        have = learner or imported(old)
        return cls(old, new, have, learner is not None, matches(new, have))

    def logs(self, guid: str) -> tuple[Log, ...]:
        """What Anki says of the note *guid*, as often as the package holds it."""
        notes = self.new.twice.get(guid) or (self.new.notes[guid],)
        return tuple(logged(n, self.matches[n.notetype], self.have.notes.get(guid)) for n in notes)

    def match(self, guid: str) -> Match:
        """What becomes of the notetype of the note *guid*."""
        return self.matches[self.new.notes[guid].notetype]

    def differs(self, guid: str) -> bool:
        """Whether the note *guid* that comes says something else than the one that is there."""
        return content(self.have.notes[guid]) != content(self.new.notes[guid])

    def is_own(self, guid: str) -> bool:
        """Whether the learner has changed the note *guid*."""
        mine, old = self.have.notes.get(guid), self.old.notes.get(guid)
        if not self.is_somebody or mine is None:
            return False
        if old is None or mine.mod > old.mod:
            return True
        return mine.mod == old.mod and content(mine) != content(old)


def matches(new: Package, learner: Package) -> dict[int, Match]:
    """What becomes of the notetypes that notes of *new* have."""
    used = {note.notetype for note in new.all_notes()}
    return {id_: _match(new.notetypes[id_], learner.notetypes) for id_ in sorted(used)}


def logged(note: Note, match: Match, existing: Note | None) -> Log:
    """What Anki says of *note*, of which a learner has *existing*."""
    if existing is None:
        return Log.NEW
    if match.target != existing.notetype:
        return Log.CONFLICTING
    if existing.mod < note.mod and not match.redates:
        return Log.UPDATED
    return Log.DUPLICATE


def imported(old: Package) -> Package:
    """What somebody has who brought *old* into an empty collection."""
    used = {note.notetype for note in old.all_notes()}
    return replace(old, notetypes={id_: _added(old.notetypes[id_]) for id_ in used})


def check(package: Package, name: str) -> None:
    """QuizgenError if Anki refuses the whole package for one of its notes."""
    for note in package.all_notes():
        notetype = package.notetypes.get(note.notetype)
        if notetype is None or len(note.fields) != len(notetype.fields):
            fault = "has no notetype" if notetype is None else "has too few or too many fields"
            cure = "build it again, or ask whoever made it"
            raise QuizgenError(f"Anki refuses '{name}': a note in it {fault} ({cure})")


def is_same_schema(a: Notetype, b: Notetype) -> bool:
    """Whether Anki takes *a* and *b* for one notetype: their looks do not matter."""
    return _are_same(a.fields, b.fields) and _are_same(a.templates, b.templates)


def content(note: Note) -> tuple[object, ...]:
    """The text and the tags of *note*, without what Anki changes in them by itself."""
    return tuple(map(_settled, note.fields)), frozenset(tag.casefold() for tag in note.tags)


def deck_key(name: str) -> str:
    """*name* as Anki looks for a deck: parts without space around them, in any case."""
    return "::".join(part.strip() for part in name.split("::")).casefold()


def _match(incoming: Notetype, standing: Mapping[int, Notetype]) -> Match:
    existing = standing.get(incoming.id)
    if existing is None:
        return Match(incoming)
    if is_same_schema(existing, incoming):
        return Match(incoming, existing)
    copies = (n for n in standing.values() if n.original == incoming.id != n.id)
    copy = next((n for n in copies if is_same_schema(n, incoming)), None)
    return Match(incoming, copy, is_copy=copy is None)


def _are_same(a: Sequence[Part], b: Sequence[Part]) -> bool:
    return len(a) == len(b) and all(map(_is_same, a, b))


def _is_same(a: Part, b: Part) -> bool:
    return a.name == b.name if a.id is None or b.id is None else a.id == b.id


def _added(notetype: Notetype) -> Notetype:
    """A notetype as Anki adds it: names of fields that its templates could not name are mended."""
    fields: list[Part] = []
    for part in notetype.fields:
        name = _NOT_IN_NAME.sub("", part.name).strip().lstrip(_NOT_AT_START)
        while name.casefold() in {other.name.casefold() for other in fields}:
            name += "+"
        fields.append(replace(part, name=name))
    return replace(notetype, fields=tuple(fields), original=notetype.id)


def _settled(text: str) -> str:
    return unicodedata.normalize("NFC", _CONTROL.sub("", _HASHED.sub("", text)))
