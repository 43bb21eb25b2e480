"""The notes of a package: written down for other programs to write, and compared row by row."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from zipfile import ZipFile

if TYPE_CHECKING:
    from collections.abc import Iterator

NOTES = "SELECT guid, mid, mod, tags, flds, sfld FROM {0}.notes"
CARDS = "SELECT guid, ord, did, due FROM {0}.cards JOIN {0}.notes ON nid = {0}.notes.id"
ROWS = "SELECT guid, mid, did, due, tags, flds FROM cards JOIN notes ON nid = notes.id ORDER BY due"


def write_rows(package: Path, rows: Path) -> int:
    """Write the notes of *package* to *rows*, a line of JSON each; return how many they are.

    The first line holds the notetypes and decks, and the time that all of them have.
    """
    count = 0
    with _opened(package) as database, rows.open("w", encoding="utf-8") as file:
        models, decks = map(
            json.loads, database.execute("SELECT models, decks FROM col").fetchone()
        )
        (mod,) = database.execute("SELECT max(mod) FROM notes").fetchone()
        head = {"notetypes": list(models.values()), "decks": list(decks.values()), "mod": mod}
        file.write(json.dumps(head) + "\n")
        for guid, notetype, deck, due, tags, fields in database.execute(ROWS):
            row = [guid, notetype, deck, due, tags.split(), fields.split("\x1f")]
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
    return count


def differing(ours: Path, theirs: Path) -> int:
    """How many rows of notes and cards one package has and the other has not."""
    with closing(sqlite3.connect(":memory:")) as database, TemporaryDirectory() as folder:
        for name, package in (("ours", ours), ("theirs", theirs)):
            path = _extracted(package, Path(folder) / name)
            database.execute(f"ATTACH ? AS {name}", [str(path)])
        return sum(
            _only_there(database, query.format(a), query.format(b))
            for query in (NOTES, CARDS)
            for a, b in (("ours", "theirs"), ("theirs", "ours"))
        )


def _only_there(database: sqlite3.Connection, query: str, other: str) -> int:
    (count,) = database.execute(
        f"SELECT count(*) FROM ({query} EXCEPT {other})"  # noqa: S608  (made of the queries above)
    ).fetchone()
    return int(count)


@contextmanager
def _opened(package: Path) -> Iterator[sqlite3.Connection]:
    with TemporaryDirectory() as folder:
        path = _extracted(package, Path(folder))
        with closing(sqlite3.connect(path)) as database:
            yield database


def _extracted(package: Path, folder: Path) -> str:
    with ZipFile(package) as file:
        return file.extract("collection.anki2", folder)
