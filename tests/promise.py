"""The promise to learners, word for word, as an oracle: what an import owes to whom.

> Scheduling, flags, suspension and deck of every card survive, and so do text and tags of every
> note that the edition did not change. A changed note takes the author's text and tags, unless the
> learner touched it after the correction was made: then theirs stays, and the correction waits for
> the next change.

It knows nothing of the lock, and what was changed it sees by comparing packages.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from tests.learner import Note, Notetype

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.learner import Log, State

T = TypeVar("T", Note, Notetype)


class Broken(AssertionError):
    """The promise was not kept."""


class Passage(NamedTuple):
    """An import: what stood before it, what was in it, what Anki said, what stands after it."""

    before: State
    package: State
    log: Log
    after: State


@dataclass
class Published:
    """Every text that editions gave each note, and every look of each notetype, in order."""

    notes: dict[str, list[Note]] = field(default_factory=dict)
    looks: dict[int, list[Notetype]] = field(default_factory=dict)

    def add(self, *packages: State) -> list[Note]:
        """An edition came out, with these packages: the notes that say something new."""
        for look in (look for package in packages for look in package.notetypes):
            _append(self.looks.setdefault(look.id, []), look, lambda n: n.look)
        return [
            note
            for package in packages
            for note in package.notes
            if _append(self.notes.setdefault(note.guid, []), note, lambda n: n.text)
        ]

    def of_note(self, note: Note) -> int:
        """Which of its texts this note has."""
        return _place(self.notes[note.guid], note, lambda n: n.text)

    def of_look(self, look: Notetype) -> int:
        """Which of its looks this notetype has."""
        return _place(self.looks[look.id], look, lambda n: n.look)


@dataclass
class Standing:
    """What a learner got from the author, and when each note and style last was changed by hand."""

    texts: dict[str, int] = field(default_factory=dict)
    looks: dict[int, int] = field(default_factory=dict)
    touched: dict[str, int] = field(default_factory=dict)
    styled: dict[int, int] = field(default_factory=dict)


@dataclass
class Owed:
    """What one import owes to one learner: which notes and looks are new, taken, or waiting."""

    new: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)
    waiting: set[str] = field(default_factory=set)
    same: set[str] = field(default_factory=set)
    new_looks: set[int] = field(default_factory=set)
    looks: set[int] = field(default_factory=set)
    own_looks: set[int] = field(default_factory=set)


def owed(published: Published, standing: Standing, before: State, package: State) -> Owed:
    """What bringing *package* owes to a learner of that *standing*."""
    owed = Owed()
    there = before.by_guid
    for note in package.notes:
        if note.guid not in there:
            owed.new.add(note.guid)
        elif published.of_note(note) <= standing.texts[note.guid]:
            owed.same.add(note.guid)
        elif standing.touched.get(note.guid, 0) >= note.mod:
            owed.waiting.add(note.guid)
        else:
            owed.taken.add(note.guid)
    known = {notetype.id for notetype in before.notetypes}
    for look in package.notetypes:
        if look.id not in known:
            owed.new_looks.add(look.id)
        elif published.of_look(look) > standing.looks[look.id]:
            late = standing.styled.get(look.id, 0) >= look.mod
            (owed.own_looks if late else owed.looks).add(look.id)
        elif look.id in standing.styled:
            owed.own_looks.add(look.id)
    return owed


def settle(published: Published, standing: Standing, owed: Owed, package: State) -> None:
    """The learner has got what was *owed*."""
    for note in package.notes:
        if note.guid in owed.new | owed.taken:
            standing.texts[note.guid] = published.of_note(note)
            standing.touched.pop(note.guid, None)
    for look in package.notetypes:
        if look.id in owed.new_looks | owed.looks:
            standing.looks[look.id] = published.of_look(look)
            standing.styled.pop(look.id, None)


def hold(owed: Owed, passage: Passage) -> None:
    """Hold an import against what it *owed*; Broken where it is something else."""
    _hold_notes(owed, passage)
    _hold_cards(owed, passage)
    _hold_notetypes(owed, passage)
    _hold_log(owed, passage.log)


def _hold_notes(owed: Owed, passage: Passage) -> None:
    given = passage.package.by_guid
    expected = passage.before.by_guid | {guid: given[guid] for guid in owed.new | owed.taken}
    _alike("note", expected, passage.after.by_guid)


def _hold_cards(owed: Owed, passage: Passage) -> None:
    """Whatever the scheduler knows, to the last column; and each new card in the author's deck."""
    before, after = passage.before.by_card, passage.after.by_card
    _alike("card", before, {key: card for key, card in after.items() if key in before})
    given = {k: c.deck for k, c in passage.package.by_card.items() if k[0] in owed.new}
    _alike("deck", given, {k: card.deck for k, card in after.items() if k not in before})


def _hold_notetypes(owed: Owed, passage: Passage) -> None:
    given = {look.id: look for look in passage.package.notetypes}
    expected = {look.id: look for look in passage.before.notetypes}
    expected |= {id_: given[id_] for id_ in owed.new_looks | owed.looks}
    _alike("notetype", expected, {look.id: look for look in passage.after.notetypes})


def _hold_log(owed: Owed, log: Log) -> None:
    said = {"new": log.new, "updated": log.updated, "duplicate": log.duplicate}
    due = {"new": owed.new, "updated": owed.taken, "duplicate": owed.same | owed.waiting}
    _alike("logged as", {k: sorted(guids) for k, guids in due.items()}, said)
    if log.conflicting or log.refused:
        raise Broken(f"conflicting: {log.conflicting}; refused: {log.refused}")


def _alike(what: str, expected: Mapping[Any, object], found: Mapping[Any, object]) -> None:
    for key in sorted({*expected, *found}, key=str):
        if expected.get(key) != found.get(key):
            raise Broken(
                f"{what} {key}\n  should be {expected.get(key)}\n  and is    {found.get(key)}"
            )


def _append(versions: list[T], thing: T, text: Callable[[T], object]) -> bool:
    """Whether it says something else than the last version; then it is one version more."""
    is_new = not versions or text(versions[-1]) != text(thing)
    if is_new:
        versions.append(thing)
    return is_new


def _place(versions: list[T], thing: T, text: Callable[[T], object]) -> int:
    """Which version *thing* is: of that time, or else the last with that text."""
    alike = [n for n, version in enumerate(versions) if text(version) == text(thing)]
    return next((n for n in alike if versions[n].mod == thing.mod), alike[-1])
