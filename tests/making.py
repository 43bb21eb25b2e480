"""Packages for tests: of any notes, notetypes, cards and media, well made or not."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

from genanki.apkg_col import APKG_COL
from genanki.apkg_schema import APKG_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

T = 1_700_000_000
PLAIN, CLOZE = 1_600_000_001, 1_600_000_002


@dataclass(frozen=True, slots=True)
class Kind:
    """A notetype: fields as (name, id), templates as (name, id, front, back)."""

    id: int = PLAIN
    name: str = "Fact"
    mod: int = T
    fields: tuple[tuple[str, int | None], ...] = (("ID", 1), ("Question", 2), ("Answer", 3))
    templates: tuple[tuple[str, int | None, str, str], ...] = (
        ("Card", 1, "{{Question}}", "{{Answer}}"),
    )
    css: str = ".card { color: black }"
    is_cloze: bool = False
    sort: int = 0

    def record(self) -> dict[str, Any]:
        """As a package holds it."""
        fields = [{"name": n, "id": id_, "ord": o} for o, (n, id_) in enumerate(self.fields)]
        templates = [
            {"name": name, "id": id_, "ord": o, "qfmt": front, "afmt": back, "did": None}
            for o, (name, id_, front, back) in enumerate(self.templates)
        ]
        more = {"font": "Arial", "size": 20, "rtl": False, "sticky": False, "media": []}
        return {
            "id": self.id,
            "name": self.name,
            "mod": self.mod,
            "type": int(self.is_cloze),
            "css": self.css,
            "sortf": self.sort,
            "flds": [more | _given(f) for f in fields],
            "tmpls": [_given(t) | {"did": None} for t in templates],
            "did": 1,
            "usn": -1,
            "latexPre": "",
            "latexPost": "",
            "latexsvg": False,
            "req": [],
            "tags": [],
            "vers": [],
        }


GAPS = Kind(
    CLOZE,
    "Gaps",
    fields=(("ID", 1), ("Text", 2)),
    templates=(("Cloze", 1, "{{cloze:Text}}", "{{cloze:Text}}"),),
    is_cloze=True,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A note and the decks of its cards, by ordinal."""

    guid: str
    fields: tuple[str, ...]
    mod: int = T
    tags: tuple[str, ...] = ()
    kind: int = PLAIN
    cards: Mapping[int, str] = field(default_factory=lambda: {0: "North"})


def fact(name: str, answer: str, mod: int = T, **more: Any) -> Entry:  # noqa: ANN401
    """A note of the plain kind."""
    return Entry(f"guid-{name}", (name, f"What is {name}?", answer), mod, **more)


def gaps(name: str, text: str, mod: int = T, cards: Iterable[int] = (0,)) -> Entry:
    """A cloze note with cards of these ordinals."""
    fields = (name, text)
    return Entry(f"guid-{name}", fields, mod, kind=CLOZE, cards=dict.fromkeys(cards, "North"))


def package(
    *entries: Entry,
    kinds: Iterable[Kind] = (Kind(), GAPS),
    media: Mapping[str, bytes] | None = None,
    comment: bytes = b"",
) -> bytes:
    """A package of these notes, in the old form that every Anki reads."""
    files = media or {}
    members = {
        "collection.anki2": database(entries, kinds),
        "media": json.dumps({str(n): name for n, name in enumerate(files)}).encode(),
        **{str(n): data for n, data in enumerate(files.values())},
    }
    return zipped(members, comment)


def zipped(members: Mapping[str, bytes], comment: bytes = b"") -> bytes:
    """A zip archive."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as file:
        file.comment = comment
        for name, data in members.items():
            file.writestr(name, data)
    return buffer.getvalue()


def database(
    entries: Iterable[Entry] = (), kinds: Iterable[Kind] = (Kind(), GAPS), *, more: str = ""
) -> bytes:
    """The collection of a package; *more* is SQL that is run at the end."""
    with closing(sqlite3.connect(":memory:")) as found:
        found.executescript(APKG_SCHEMA + APKG_COL)
        names = sorted({name for entry in entries for name in entry.cards.values()})
        numbers = {name: 1_650_000_000 + n for n, name in enumerate(names)}
        (standing,) = found.execute("SELECT decks FROM col").fetchone()
        (default,) = json.loads(standing).values()
        made = {str(id_): default | {"id": id_, "name": name} for name, id_ in numbers.items()}
        found.execute("UPDATE col SET decks = ?", [json.dumps(json.loads(standing) | made)])
        records = {str(kind.id): kind.record() for kind in kinds}
        found.execute("UPDATE col SET models = ?", [json.dumps(records)])
        for n, entry in enumerate(entries):
            _write(found, 1_700_000_000_000 + n * 100, entry, numbers)
        found.executescript(more)
        found.commit()
        return found.serialize()


def _write(found: sqlite3.Connection, id_: int, entry: Entry, decks: Mapping[str, int]) -> None:
    found.execute(
        "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, 0, 0, '')",
        [
            id_,
            entry.guid,
            entry.kind,
            entry.mod,
            f" {' '.join(entry.tags)} ",
            "\x1f".join(entry.fields),
            entry.fields[0],
        ],
    )
    for ordinal, deck in entry.cards.items():
        found.execute(
            "INSERT INTO cards VALUES (?, ?, ?, ?, ?, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '')",
            [id_ + ordinal, id_, decks[deck], ordinal, entry.mod],
        )


def _given(record: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if value is not None}
