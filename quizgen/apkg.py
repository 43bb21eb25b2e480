"""Anki packages: written alike byte for byte, and compared by what they hold."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from contextlib import closing
from io import BytesIO
from itertools import count, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from quizgen.diagnostics import QuizgenError
from quizgen.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from quizgen.items import Edition

# The comment of every package written here: whoever wants to replace a file can see whose it is.
MADE = b"quizgen:made"
COLLECTION = "collection.anki2"
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
# Bytes 96 to 99 of a database name the SQLite that wrote it (here 3.46.0): another one, on another
# machine, is no other content.
_SQLITE = slice(96, 100)
_SQLITE_VERSION = (3_046_000).to_bytes(4, "big")
# Nobody else reads the database while it is made, and what is cut off is made anew.
_UNSAFE = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
_AT_ONCE = 2**20  # bytes


@frozen
class Notetype:
    """A notetype of one card template; `mod` is when its look last changed."""

    id: int
    name: str
    fields: tuple[str, ...]
    front: str
    back: str
    css: str
    mod: int
    is_cloze: bool = False


@frozen
class Deck:
    """An Anki deck: its full name, and a description in HTML."""

    id: int
    name: str
    description: str = ""


@frozen
class Note:
    """A note: its fields in HTML, and by id its notetype and the deck of its card."""

    guid: str
    notetype: int
    deck: int
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    mod: int


@frozen
class Package:
    """What a package holds: notes, whose cards are due in their order, and what they need.

    The notes' own ids begin with `first_id`. `edition`: the closed edition that it is.
    """

    notetypes: Sequence[Notetype]
    decks: Sequence[Deck]
    notes: Sequence[Note]
    media: Mapping[str, bytes]
    first_id: int
    edition: Edition | None = None


def write(package: Package) -> bytes:
    """The file of *package*; its comment names the edition. QuizgenError where there is no room."""
    names = sorted(package.media)
    buffer = BytesIO()
    with ZipFile(buffer, "w") as file:
        file.comment = _comment(package.edition)
        _put_collection(file, package)
        listed = {str(n): name for n, name in enumerate(names)}
        file.writestr(_entry("media"), json.dumps(listed).encode())
        for entry, name in listed.items():
            file.writestr(_entry(entry), package.media[name])
    return buffer.getvalue()


def _put_collection(file: ZipFile, package: Package) -> None:
    """The database as an entry of *file*.

    It is made on the disk, as genanki makes it: of a large deck, memory would hold it three times.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="quizgen-", ignore_cleanup_errors=True) as folder:
            path = Path(folder) / COLLECTION
            _collection(path, package)
            entry = _entry(COLLECTION)
            entry.file_size = path.stat().st_size  # what takes more than 4 GiB is told at once
            with path.open("rb") as made, file.open(entry, "w") as stream:
                stream.write(made.read(_SQLITE.start))
                stream.write(_SQLITE_VERSION)
                made.seek(_SQLITE.stop)
                shutil.copyfileobj(made, stream, _AT_ONCE)
    except (OSError, sqlite3.OperationalError) as error:
        place = tempfile.tempdir or "temporary folder"
        hint = "make room there, or name another folder for temporary files: TMPDIR"
        raise QuizgenError(f"'{place}' cannot be written: {error}\n = help: {hint}") from error


def same(a: bytes, b: bytes) -> bool:
    """Whether two packages made by quizgen hold the same notes, cards, notetypes, decks, media."""
    try:
        return all(one == other for one, other in zip_longest(_content(a), _content(b)))
    except Exception:  # noqa: BLE001  (however a damaged file fails to be read: it is not the same)
        return False


def _comment(edition: Edition | None) -> bytes:
    return f"edition {edition.number} {edition.date}\n".encode() + MADE if edition else MADE


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, _FIRST_DAY)
    entry.compress_type = ZIP_DEFLATED
    # A third of the time that more would take, and 15 % larger; the field is public from 3.13 on.
    entry._compresslevel = 1  # type: ignore[attr-defined]  # noqa: SLF001  (see above)
    entry.create_system = 3  # Unix: what the default would be depends on the machine
    entry.external_attr = 0o644 << 16
    return entry


def _collection(path: Path, package: Package) -> None:
    """The database at *path*: genanki's own tables and rows, what would follow the clock fixed."""
    from genanki.apkg_col import APKG_COL  # noqa: PLC0415  (only who writes a deck pays for it)
    from genanki.apkg_schema import APKG_SCHEMA  # noqa: PLC0415

    models = {notetype.id: _model(notetype) for notetype in package.notetypes}
    with closing(sqlite3.connect(path)) as database:
        tables, *indexes = APKG_SCHEMA.partition("CREATE INDEX")
        cursor = database.executescript(_UNSAFE + tables + APKG_COL)
        _write_decks(cursor, package.decks)
        _write_notetypes(cursor, package.notetypes, models, package.decks[0].id)
        _write_notes(cursor, package)
        database.commit()
        database.executescript("".join(indexes))  # cheaper over all rows than row by row


def _model(notetype: Notetype) -> Any:  # noqa: ANN401  (genanki has no types)
    from genanki import Model  # noqa: PLC0415

    # Anki tells fields and card templates apart by their ids, where they have some. Theirs is
    # their place, which is frozen: so a later edition may rename one and stay the same notetype.
    return Model(
        notetype.id,
        notetype.name,
        fields=[{"name": name, "id": place} for place, name in enumerate(notetype.fields, 1)],
        templates=[{"name": "Card", "id": 1, "qfmt": notetype.front, "afmt": notetype.back}],
        css=notetype.css,
        model_type=Model.CLOZE if notetype.is_cloze else Model.FRONT_BACK,
    )


def _write_decks(cursor: sqlite3.Cursor, decks: Sequence[Deck]) -> None:
    from genanki import Deck as Made  # noqa: PLC0415

    (standing,) = cursor.execute("SELECT decks FROM col").fetchone()
    made = {str(d.id): Made(d.id, d.name, d.description).to_json() for d in decks}
    cursor.execute("UPDATE col SET decks = ?", [json.dumps(json.loads(standing) | made)])


def _write_notetypes(
    cursor: sqlite3.Cursor, notetypes: Sequence[Notetype], models: Mapping[int, Any], deck: int
) -> None:
    made = {str(n.id): models[n.id].to_json(n.mod, deck) for n in notetypes}
    cursor.execute("UPDATE col SET models = ?", [json.dumps(made)])


def _write_notes(cursor: sqlite3.Cursor, package: Package) -> None:
    """The rows that genanki's notes would write one by one, each with one card.

    genanki gives every note the time of the build, which makes each build overwrite what a learner
    has written; here a note has the time of its own last change.
    """
    notes = [*zip(count(package.first_id, 2), package.notes)]
    cursor.executemany(
        "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, 0, 0, '')",
        (
            (
                id_,
                n.guid,
                n.notetype,
                n.mod,
                f" {' '.join(n.tags)} ",
                "\x1f".join(n.fields),
                n.fields[0],
            )
            for id_, n in notes
        ),
    )
    cursor.executemany(
        "INSERT INTO cards VALUES (?, ?, ?, 0, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')",
        ((id_ + 1, id_, n.deck, n.mod, due) for due, (id_, n) in enumerate(notes)),
    )


def _content(data: bytes) -> Iterator[object]:
    """What matters of a package that quizgen made, what is quickly compared first."""
    with ZipFile(BytesIO(data)) as package:
        if not package.comment.endswith(MADE):
            raise BadZipFile("somebody else's")
        yield package.comment
        names: dict[str, str] = json.loads(package.read("media"))
        yield {name: package.read(entry) for entry, name in names.items()}
        with closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(package.read(COLLECTION))
            yield from _rows(database)


def _rows(database: sqlite3.Connection) -> Iterator[object]:
    # A note that has changed has another time, nearly always a later one.
    yield from database.execute("SELECT COUNT(*), MAX(mod), SUM(mod) FROM notes")
    models, decks = database.execute("SELECT models, decks FROM col").fetchone()
    yield {
        id_: (m["name"], m["type"], m["mod"], m["css"], m["sortf"], m["flds"], m["tmpls"])
        for id_, m in json.loads(models).items()
    }
    yield {id_: (d["name"], d["desc"]) for id_, d in json.loads(decks).items()}
    yield from database.execute("SELECT guid, mid, mod, tags, flds, sfld FROM notes ORDER BY guid")
    yield from database.execute(
        "SELECT guid, ord, did, due FROM cards JOIN notes ON nid = notes.id ORDER BY guid, ord"
    )
