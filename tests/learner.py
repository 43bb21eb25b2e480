"""A learner: an Anki collection that is studied, changed by hand, and brought up to date.

As a program, `python learner.py COLLECTION` does what lines of JSON on standard input ask for and
answers in lines of JSON: so a test can drive another Anki than its own (`another_anki`).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, cast
from zipfile import ZipFile

import anki.buildinfo
from anki.collection import (
    Collection,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
    ImportCsvRequest,
)
from anki.notes import NoteId

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from anki.cards import Card as AnkiCard
    from anki.notes import Note as AnkiNote

SEPARATOR = "\x1f"  # between the fields of a note, in every database of Anki
DAY = 86_400
# What Anki says of any database; and where an answer and its record are of two seconds.
_HARMLESS = re.compile("^Database rebuilt and optimized|^Added last review time")
_REFUSED = (
    "first_field_match",
    "missing_notetype",
    "missing_deck",
    "empty_first_field",
)


class Note(NamedTuple):
    """A note as the database holds it."""

    guid: str
    notetype: int
    mod: int
    tags: str
    fields: str

    @property
    def text(self) -> tuple[int, str, str]:
        """What a learner reads: the fields and tags, on which notetype."""
        return self.notetype, self.fields, self.tags


class Card(NamedTuple):
    """A card: where it stands, and everything the scheduler knows of it."""

    guid: str
    ord: int
    deck: str
    type: int
    queue: int
    due: int
    ivl: int
    factor: int
    reps: int
    lapses: int
    left: int
    flags: int
    data: str


class Notetype(NamedTuple):
    """A notetype; `look` is its style and the two sides of each template."""

    id: int
    name: str
    kind: int
    mod: int
    fields: str
    look: str


def notetype(made: Mapping[str, Any]) -> Notetype:
    """A notetype from the form that Anki gives it in Python, and in packages."""
    sides = [side for t in made["tmpls"] for side in (t["qfmt"], t["afmt"])]
    fields = SEPARATOR.join(part["name"] for part in made["flds"])
    look = SEPARATOR.join((made["css"], *sides))
    return Notetype(int(made["id"]), made["name"], made["type"], made["mod"], fields, look)


class State(NamedTuple):
    """Everything in a collection that a learner may notice."""

    notes: list[Note]
    cards: list[Card]
    notetypes: list[Notetype]
    reviews: int

    @property
    def by_guid(self) -> dict[str, Note]:
        """The notes by their guids."""
        return {note.guid: note for note in self.notes}

    @property
    def by_card(self) -> dict[tuple[str, int], Card]:
        """The cards by the guid of their note and their place in it."""
        return {(card.guid, card.ord): card for card in self.cards}


class Log(NamedTuple):
    """What an import says it did, as guids; `refused` is whatever else it says."""

    new: list[str]
    updated: list[str]
    duplicate: list[str]
    conflicting: list[str]
    refused: list[str]


class Learner:
    """A learner who uses the Anki of this Python; `at` is when, in Unix seconds.

    Cards are called by the guid of their note.
    """

    def __init__(self, path: Path) -> None:
        """Open the collection at *path*, which is made if it is not there."""
        self.path = path
        self.collection = Collection(str(path))

    def bring(self, package: Path, **options: Any) -> Log:  # noqa: ANN401  (Anki's own)
        """Import *package*; without *options* with those that a new learner's dialog shows."""
        request = ImportAnkiPackageRequest(
            package_path=str(package), options=ImportAnkiPackageOptions(**options)
        )
        log = self.collection.import_anki_package(request).log
        self.reopen()
        here = dict(self.rows("SELECT id, guid FROM notes"))
        there = _guids_in(Path(package)) if log.conflicting else {}
        return Log(
            sorted(here[note.id.nid] for note in log.new),
            sorted(here[note.id.nid] for note in log.updated),
            sorted(here[note.id.nid] for note in log.duplicate),
            sorted(there[note.id.nid] for note in log.conflicting),
            [note.fields[0] for name in _REFUSED for note in getattr(log, name)],
        )

    def read(self, text: Path) -> None:
        """Import a text file, as its first lines say."""
        metadata = self.collection.get_csv_metadata(str(text), None)
        self.collection.import_csv(ImportCsvRequest(path=str(text), metadata=metadata))
        self.reopen()

    def answer(self, guid: str, ease: Literal[1, 2, 3, 4]) -> None:
        """Answer the card of a note: again 1, hard 2, good 3, easy 4."""
        for card in self._cards(guid):
            card.start_timer()
            self.collection.sched.answerCard(card, ease)

    def sleep(self) -> None:
        """Let a day go by: whatever is due comes a day nearer, what was done is a day older."""
        self.write("UPDATE cards SET due = due - 1 WHERE queue IN (2, 3)")
        self.write("UPDATE cards SET due = due - ? WHERE queue = 1", DAY)
        # When a card was last seen stands in two places, which Anki holds against one another.
        last = "json_set(data, '$.lrt', json_extract(data, '$.lrt') - ?)"
        self.write(f"UPDATE cards SET data = {last} WHERE data LIKE '%lrt%'", DAY)  # noqa: S608
        self.write("UPDATE revlog SET id = id - ?", DAY * 1000)
        self.reopen()

    def edit(self, guid: str, text: str, at: int) -> None:
        """Write *text* at the end of the note's question or sentence."""
        note = self._note(guid)
        note.fields[2] += f" {text}"  # of each of quizgen's notetypes, what is asked
        self.collection.update_note(note)
        self._date(note, at)

    def tag(self, guid: str, tag: str, at: int) -> None:
        """Give the note a tag."""
        note = self._note(guid)
        self.collection.tags.bulk_add([note.id], tag)
        self._date(note, at)

    def suspend(self, guid: str) -> None:
        """Suspend the card."""
        self.collection.sched.suspend_cards([card.id for card in self._cards(guid)])

    def flag(self, guid: str, flag: int) -> None:
        """Flag the card."""
        self.collection.set_user_flag_for_cards(flag, [card.id for card in self._cards(guid)])

    def move(self, guid: str, deck: str) -> None:
        """Move the card into a deck of one's own."""
        to = self.collection.decks.id(deck)
        assert to is not None
        self.collection.set_deck([card.id for card in self._cards(guid)], to)

    def delete(self, guid: str) -> None:
        """Delete the note."""
        self.collection.remove_notes([self._note(guid).id])

    def restyle(self, id_: int, css: str, at: int) -> None:
        """Add *css* to the style of a notetype."""
        made = self.collection.models.get(id_)  # type: ignore[arg-type]
        assert made
        made["css"] += f"\n{css}"
        self.collection.models.update_dict(made)
        self.write("UPDATE notetypes SET mtime_secs = ? WHERE id = ?", at, id_)
        self.reopen()

    def state(self) -> State:
        """Everything there is."""
        decks = {d.id: d.name for d in self.collection.decks.all_names_and_ids()}
        cards = self.rows(
            "SELECT guid, ord, did, type, queue, due, ivl, factor, reps, lapses, left, c.flags,"
            " c.data FROM cards c JOIN notes n ON nid = n.id ORDER BY guid, ord"
        )
        notes = self.rows("SELECT guid, mid, mod, tags, flds FROM notes ORDER BY guid")
        return State(
            [Note(guid, mid, mod, tags.strip(), text) for guid, mid, mod, tags, text in notes],
            [Card(guid, ord_, decks[did], *rest) for guid, ord_, did, *rest in cards],
            [notetype(made) for made in self.collection.models.all()],
            self.rows("SELECT count() FROM revlog")[0][0],
        )

    def faults(self) -> list[str]:
        """What Anki's own checks find; checking the database repairs it, so it is done last."""
        empty = [f"empty: {n.note_id}" for n in self.collection.get_empty_cards().notes]
        media = [f"missing: {name}" for name in self.collection.media.check().missing]
        bare = self.rows("SELECT guid FROM notes WHERE id NOT IN (SELECT nid FROM cards)")
        sound = [] if self.rows("PRAGMA integrity_check") == [["ok"]] else ["broken database"]
        message, _ = self.collection.fix_integrity()
        sound += [line for line in message.splitlines() if not _HARMLESS.search(line)]
        return [*empty, *media, *(f"no card: {guid}" for (guid,) in bare), *sound]

    def leave(self, to: Path) -> None:
        """Leave a copy of the collection and its media."""
        with self.away() as path:
            shutil.copyfile(path, to)
            shutil.copytree(path.with_suffix(".media"), Path(to).with_suffix(".media"))

    @contextmanager
    def away(self) -> Iterator[Path]:
        """While Anki is closed: the file of the collection."""
        self.collection.close()
        yield self.path
        self.collection = Collection(str(self.path))

    def version(self) -> str:
        """The version of Anki."""
        return anki.buildinfo.version

    def close(self) -> None:
        """End."""
        self.collection.close()

    def reopen(self) -> None:
        """Forget what Anki remembers of the database, such as notetypes."""
        with self.away():
            pass

    def rows(self, query: str, *values: str | int) -> list[Any]:
        """The rows that *query* gives."""
        assert self.collection.db
        return self.collection.db.all(query, *values)

    def write(self, command: str, *values: str | int) -> None:
        """Change the database behind the backend's back."""
        assert self.collection.db
        self.collection.db.execute(command, *values)

    def _note(self, guid: str) -> AnkiNote:
        ((id_,),) = self.rows("SELECT id FROM notes WHERE guid = ?", guid)
        return self.collection.get_note(NoteId(id_))

    def _cards(self, guid: str) -> list[AnkiCard]:
        return self._note(guid).cards()

    def _date(self, note: AnkiNote, at: int) -> None:
        """Anki dates a change by the real clock; here the learner's own counts."""
        self.write("UPDATE notes SET mod = ? WHERE id = ?", at, note.id)


class Elsewhere:
    """A learner who uses another Anki, in a process that runs this file."""

    def __init__(self, path: Path, anki: Path) -> None:
        """Open the collection at *path* with the Anki in the folder *anki*."""
        self._process = subprocess.Popen(
            [sys.executable, __file__, str(path)],
            env=os.environ | {"PYTHONPATH": str(anki)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def __getattr__(self, do: str) -> Callable[..., Any]:
        """Whatever a learner does, done over there."""
        return partial(self._ask, do)

    def close(self) -> None:
        """End, once everything is written."""
        self._process.communicate()

    def _ask(self, do: str, *what: object) -> Any:  # noqa: ANN401  (JSON)
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([do, *what], default=str) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, f"the learner's Anki failed at {do} {what}"
        return _READ.get(do, _as_it_is)(json.loads(answer))


def another_anki(path: Path, anki: Path) -> Learner:
    """A learner whose collection at *path* is kept by the Anki in the folder *anki*."""
    return cast("Learner", Elsewhere(path, anki))


def _as_it_is(answer: Any) -> Any:  # noqa: ANN401  (JSON)
    return answer


def _state(answer: list[Any]) -> State:
    notes, cards, notetypes, reviews = answer
    return State(
        [Note(*row) for row in notes],
        [Card(*row) for row in cards],
        [Notetype(*row) for row in notetypes],
        reviews,
    )


_READ: dict[str, Callable[[Any], Any]] = {"bring": lambda row: Log(*row), "state": _state}


def _guids_in(package: Path) -> dict[int, str]:
    """The guids of a package's notes by their ids there."""
    with ZipFile(package) as file, closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(file.read("collection.anki2"))
        return dict(database.execute("SELECT id, guid FROM notes"))


def serve(path: Path) -> None:
    """Do what standard input asks for, until it ends."""
    out, sys.stdout = sys.stdout, sys.stderr  # Anki itself has things to say, on a slow machine
    learner = Learner(path)
    for line in sys.stdin:
        do, *what = json.loads(line)
        out.write(json.dumps(getattr(learner, do)(*what)) + "\n")
        out.flush()
    learner.close()


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
