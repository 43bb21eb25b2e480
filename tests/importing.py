"""What a learner does with a collection, step by step, in whatever Anki can be imported.

As a program it reads a list of plays from standard input and writes what each came to, so that
another Anki can play them in a process of its own.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
import tempfile
from collections import defaultdict
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

if TYPE_CHECKING:
    from anki.collection import Collection

# A step is an action and its arguments, all of them things that JSON can hold.
Step = list[Any]
State = dict[str, Any]
LOGGED = ("new", "updated", "duplicate", "conflicting")


def play(steps: list[Step], folder: Path) -> list[State]:
    """Take *steps* in a new collection in *folder*; what each import did.

    The step `leave` copies the collection, closed, to the path it names.
    """
    from anki.collection import Collection  # noqa: PLC0415  (of whichever Anki is first in the path)

    states = []
    path = folder / "collection.anki2"
    learner = Collection(str(path))
    for action, *arguments in steps:
        if action == "leave":
            learner.close()
            shutil.copy(path, arguments[0])
            learner = Collection(str(path))
        elif state := ACTIONS[action](learner, *arguments):
            states.append(state)
    learner.close()
    return states


def bring(learner: Collection, path: str) -> State:
    """Import a package with Anki's default options."""
    from anki.collection import (  # noqa: PLC0415
        ImportAnkiPackageOptions,
        ImportAnkiPackageRequest,
    )

    before = dump(learner)
    request = ImportAnkiPackageRequest(package_path=path, options=ImportAnkiPackageOptions())
    try:
        log = learner.import_anki_package(request).log
    except Exception as error:  # noqa: BLE001  (Anki has a class for each of its complaints)
        return {"error": str(error), "before": before, "after": dump(learner), "log": {}}
    here = dict(rows(learner, "SELECT id, guid FROM notes"))
    there = _guids(path)
    logged = {
        kind: sorted(
            (there if kind == "conflicting" else here)[entry.id.nid] for entry in getattr(log, kind)
        )
        for kind in LOGGED
    }
    return {"before": before, "after": dump(learner), "log": logged}


def edit(learner: Collection, guid: str, place: int, text: str, mod: int) -> None:
    """Change a field; the note then has the time *mod*."""
    note = learner.get_note(_id(learner, guid))
    note.fields[place] = text
    learner.update_note(note)
    _date(learner, guid, mod)


def tag(learner: Collection, guid: str, name: str, mod: int) -> None:
    """Add a tag; the note then has the time *mod*."""
    learner.tags.bulk_add([_id(learner, guid)], name)
    _date(learner, guid, mod)


def move(learner: Collection, guid: str, deck: str) -> None:
    """Move the cards of a note into another deck."""
    number = learner.decks.id(deck)
    assert number
    learner.set_deck(learner.card_ids_of_note(_id(learner, guid)), number)


def rename(learner: Collection, old: str, new: str) -> None:
    """Give a deck another name."""
    number = learner.decks.id_for_name(old)
    assert number
    learner.decks.rename(number, new)


def delete(learner: Collection, guid: str) -> None:
    """Delete a note."""
    learner.remove_notes([_id(learner, guid)])


def suspend(learner: Collection, guid: str) -> None:
    """Suspend the cards of a note."""
    learner.sched.suspend_cards(learner.card_ids_of_note(_id(learner, guid)))


def flag(learner: Collection, guid: str) -> None:
    """Flag the cards of a note."""
    learner.set_user_flag_for_cards(1, learner.card_ids_of_note(_id(learner, guid)))


def look(learner: Collection, notetype: int, css: str, mod: int) -> None:
    """Change the style of a notetype; it then has the time *mod*."""
    kind = learner.models.get(notetype)  # type: ignore[arg-type]
    assert kind
    kind["css"] = css
    learner.models.update_dict(kind)
    assert learner.db
    learner.db.execute("UPDATE notetypes SET mtime_secs = ? WHERE id = ?", mod, notetype)


def convert(learner: Collection, guid: str, notetype: int) -> None:
    """Give a note another notetype."""
    id_ = _id(learner, guid)
    old = learner.get_note(id_).mid
    info = learner.models.change_notetype_info(
        old_notetype_id=old,
        new_notetype_id=notetype,  # type: ignore[arg-type]
    )
    request = info.input
    request.note_ids.extend([id_])
    learner.models.change_notetype_of_notes(request)


def extend(learner: Collection, notetype: int, name: str) -> None:
    """Add a field to a notetype, as a learner who wants to keep notes there."""
    kind = learner.models.get(notetype)  # type: ignore[arg-type]
    assert kind
    learner.models.add_field(kind, learner.models.new_field(name))
    learner.models.update_dict(kind)


def dump(learner: Collection) -> State:
    """The notes, cards, notetypes and decks."""
    learner.models._clear_cache()  # noqa: SLF001  (an import does not)
    notes = "SELECT guid, mid, mod, tags, flds, id FROM notes ORDER BY id"
    found: dict[str, list[Any]] = defaultdict(list)
    for guid, notetype, mod, tags, fields, id_ in rows(learner, notes):
        sql = "SELECT ord, did, queue, flags FROM cards WHERE nid = ? ORDER BY ord"
        cards = {
            str(o): [learner.decks.name(deck), queue, flags]
            for o, deck, queue, flags in rows(learner, sql, id_)
        }
        found[guid].append([notetype, mod, tags.split(), fields.split("\x1f"), cards])
    kinds = {
        str(n["id"]): [n["name"], n["mod"], n["css"], [[t["qfmt"], t["afmt"]] for t in n["tmpls"]],
                       n["type"], [f["name"] for f in n["flds"]]]
        for n in learner.models.all()
    }  # fmt: skip
    names = sorted(d.name for d in learner.decks.all_names_and_ids())
    guids = dict(rows(learner, "SELECT id, guid FROM notes"))
    empty = sorted(guids[note.note_id] for note in learner.get_empty_cards().notes)
    media = {p.name: p.read_text("utf-8") for p in sorted(Path(learner.media.dir()).iterdir())}
    return {"notes": found, "kinds": kinds, "decks": names, "empty": empty, "media": media}


def rows(learner: Collection, sql: str, *arguments: Any) -> list[Any]:  # noqa: ANN401
    """What a query finds."""
    assert learner.db
    return list(learner.db.execute(sql, *arguments))


def _id(learner: Collection, guid: str) -> Any:  # noqa: ANN401
    return rows(learner, "SELECT max(id) FROM notes WHERE guid = ?", guid)[0][0]


def _date(learner: Collection, guid: str, mod: int) -> None:
    rows(learner, "UPDATE notes SET mod = ? WHERE guid = ?", mod, guid)


def _guids(path: str) -> dict[int, str]:
    with ZipFile(path) as file, closing(sqlite3.connect(":memory:")) as found:
        found.deserialize(file.read("collection.anki2"))
        return dict(found.execute("SELECT id, guid FROM notes").fetchall())


ACTIONS = {
    action.__name__: action
    for action in (bring, edit, tag, move, rename, delete, suspend, flag, look, convert, extend)
}

if __name__ == "__main__":
    from anki.buildinfo import version

    played: list[Any] = [version]
    for steps in json.load(sys.stdin):
        with tempfile.TemporaryDirectory() as place:
            played.append(play(steps, Path(place)))
    Path(sys.argv[1]).write_text(json.dumps(played), "utf-8")  # Anki itself writes to the output
