"""The lock restored from the decks that learners have."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import reduce
from typing import TYPE_CHECKING

from quizgen.anki_notes import content
from quizgen.changes import plain
from quizgen.diagnostics import QuizgenError, shown
from quizgen.items import digest
from quizgen.load import load
from quizgen.lock import Closed, Entry, Lock, merged
from quizgen.lockfile import NAME, read_lock, text
from quizgen.outputs.anki import deck_name, family_of
from quizgen.packages import open_package
from quizgen.placing import home, put, writing
from quizgen.tombstones import TAG
from quizgen.write import Product

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from quizgen.lock import Key
    from quizgen.packages import Note, Package
    from quizgen.workspace import Workspace


def adopt(root: Path, paths: Iterable[Path]) -> int:
    """Take what the packages at *paths* hold into the lock of *root*; the number of their notes.

    They count as released. Of what the lock knows already, the later stays.
    """
    workspace, problems = load(root)
    if workspace is None:
        raise QuizgenError(next((p.message for p in problems), "the workspace cannot be read"))
    packages = {path: open_package(path) for path in paths}
    with writing(home(root)):
        lock, _ = read_lock(root / NAME, shown(root / NAME))
        found = [_lock_of(package, path, workspace, lock) for path, package in packages.items()]
        lock = _sealed(reduce(merged, found, lock))
        put([Product(root / NAME, text(lock).encode())], [], home(root))
    return sum(kind == "item" for one in found for kind, _ in one.entries)


def _sealed(lock: Lock) -> Lock:
    """The lock with the seal of the last edition made anew: its items are those that are there."""
    number, date = max((number, dates[-1][0]) for number, dates in lock.editions.items())
    return replace(lock, editions={**lock.editions, number: ((date, lock.seal),)})


def _lock_of(package: Package, path: Path, workspace: Workspace, lock: Lock) -> Lock:
    """What a lock would say of a *package* that was released."""
    namespace = workspace.settings.namespace
    families = {id_: family_of(id_, namespace) for id_ in package.notetypes}
    notes = {guid: note for guid, note in package.notes.items() if families[note.notetype]}
    if not notes:
        message = f"'{shown(path)}' was not made in this workspace: no note has its notetypes"
        raise QuizgenError(f"{message}\n = help: look at `namespace` in quizgen.yaml")
    number, date = package.edition or _guessed(package, lock)
    title = min((name for name in package.decks if name != "Default"), key=len, default="")
    deck = _recipe(title, path, workspace)
    entries: dict[Key, Entry] = {}
    for guid, note in notes.items():
        entry = _entry(note, families[note.notetype] or "", number)
        entries["item", guid] = replace(entry, deck=deck)
    for id_, notetype in package.notetypes.items():
        if family := families[id_]:
            found = digest(*notetype.look, *(part.name for part in notetype.fields))
            closed = Closed(number, notetype.mod, found)
            entries["notetype", family] = Entry(notetype.mod, found, closed)
    # The seal is made anew when all packages are read.
    editions = {} if number in lock.editions else {number: ((date, digest(date)),)}
    return Lock(entries, {}, editions, {deck: title}, (namespace,))


def _entry(note: Note, family: str, number: int) -> Entry:
    labels = tuple(sorted(note.tags))
    found = digest(*content(family, note.fields, labels))
    is_retired = TAG in labels
    closed = Closed(number, note.mod, found, is_retired)
    return Entry(note.mod, found, closed, name=plain(note.fields[0]), is_retired=is_retired)


def _guessed(package: Package, lock: Lock) -> tuple[int, str]:
    """The edition of a package that does not tell: the last that was closed, or the first."""
    if lock.last:
        return lock.last.number, lock.last.date
    latest = max(note.mod for note in package.notes.values())
    return 1, datetime.fromtimestamp(latest, UTC).date().isoformat()


def _recipe(title: str, path: Path, workspace: Workspace) -> str:
    """The recipe whose Anki deck is called *title*; else the one that the file is called after."""
    for name, recipe in workspace.recipes.items():
        if deck_name(recipe.deck or recipe.title, name) == title:
            return name
    return path.stem.removesuffix("-retired")
