"""The notetypes and decks of a stranger's collection, in either of the two ways Anki keeps them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NoReturn, cast

from quizgen.frozen import frozen
from quizgen.strangers import Database, Refused, from_json, message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MAX_NOTETYPES = 10_000
_MAX_PARTS = 100_000
_SEPARATOR = "\x1f"
_NUMBER = re.compile(r"-?[0-9]{1,19}")
Told = dict[int, int | bytes]


@frozen
class Part:
    """A field or a card template: Anki knows it by its id, or where one has none by its name."""

    name: str
    id: int | None = None


@frozen
class Notetype:
    """A notetype; `look` is its style, and the two sides of each template."""

    id: int
    name: str
    mod: int
    is_cloze: bool
    fields: tuple[Part, ...]
    templates: tuple[Part, ...]
    look: tuple[str, ...]
    sort_field: int = 0
    original: int | None = None  # of which notetype Anki made it a copy

    @property
    def kind(self) -> str:
        """In Anki's words: what its cards are made of."""
        return "cloze" if self.is_cloze else "normal"


def has_tables(found: Database) -> bool:
    """Whether notetypes and decks have tables of their own, as in collections since 2020."""
    return "notetypes" in found.tables


def decks(found: Database) -> dict[int, str]:
    """The full names of the decks, by id."""
    return _decks(found) if has_tables(found) else _decks_of_json(found)


def notetypes(found: Database) -> dict[int, Notetype]:
    """The notetypes, by id."""
    return _notetypes(found) if has_tables(found) else _notetypes_of_json(found)


# As tables: what collections have


def _decks(found: Database) -> dict[int, str]:
    rows = found.rows("decks", {"id": int, "name": str}, _MAX_PARTS)
    return {cast("int", id_): str(name).replace(_SEPARATOR, "::") for id_, name in rows}


def _notetypes(found: Database) -> dict[int, Notetype]:
    columns = {"id": int, "name": str, "mtime_secs": int, "config": bytes}
    fields, templates = _parts(found, "fields", [9]), _parts(found, "templates", [8, 1, 2])
    notetypes = {}
    for row in found.rows("notetypes", columns, _MAX_NOTETYPES):
        id_, name, mod, config = cast("tuple[int, str, int, bytes]", row)
        told = message(config, [1, 2, 3, 10])
        sides = tuple(_word(told.get(n)) for _, told in templates.get(id_, ()) for n in (1, 2))
        notetypes[id_] = Notetype(
            id_,
            name,
            mod,
            is_cloze=told.get(1) == 1,
            fields=tuple(Part(name, _id(config.get(9))) for name, config in fields.get(id_, ())),
            templates=tuple(Part(name, _id(c.get(8))) for name, c in templates.get(id_, ())),
            look=(_word(told.get(3)), *sides),
            sort_field=_id(told.get(2)) or 0,
            original=_id(told.get(10)),
        )
    return notetypes


def _parts(found: Database, table: str, wanted: list[int]) -> dict[int, list[tuple[str, Told]]]:
    """The fields or the templates of each notetype in their order, with what is told of them."""
    columns = {"ntid": int, "ord": int, "name": str, "config": bytes}
    parts: dict[int, list[tuple[str, Told]]] = {}
    rows = cast("Iterator[tuple[int, int, str, bytes]]", found.rows(table, columns, _MAX_PARTS))
    for notetype, _, name, config in sorted(rows):
        parts.setdefault(notetype, []).append((name, message(config, wanted)))
    return parts


def _id(value: int | bytes | None) -> int | None:
    return value if isinstance(value, int) else None


def _word(value: int | bytes | None) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""


# As JSON: what packages have, and collections of long ago


def _json(found: Database, column: str) -> list[Mapping[str, object]]:
    """The records of *column*, each with its id, which may stand only beside it."""
    texts = [str(told) for (told,) in found.rows("col", {column: str}, 1)]
    records = mapping(from_json("".join(texts), f"its list of {column}"))
    return [{"id": id_, **mapping(record)} for id_, record in records.items()]


def _decks_of_json(found: Database) -> dict[int, str]:
    return {whole(deck.get("id")): text(deck.get("name")) for deck in _json(found, "decks")}


def _notetypes_of_json(found: Database) -> dict[int, Notetype]:
    notetypes = map(_notetype_of_json, _json(found, "models"))
    return {notetype.id: notetype for notetype in notetypes}


def _notetype_of_json(told: Mapping[str, object]) -> Notetype:
    templates = [mapping(template) for template in _list(told.get("tmpls"))]
    sides = (text(template.get(side)) for template in templates for side in ("qfmt", "afmt"))
    original = told.get("originalId")
    return Notetype(
        whole(told.get("id")),
        text(told.get("name")),
        whole(told.get("mod", 0)),
        is_cloze=whole(told.get("type", 0)) == 1,
        fields=tuple(_part(mapping(part)) for part in _list(told.get("flds"))),
        templates=tuple(map(_part, templates)),
        look=(text(told.get("css", "")), *sides),
        sort_field=whole(told.get("sortf", 0)),
        original=None if original is None else whole(original),
    )


def _part(told: Mapping[str, object]) -> Part:
    id_ = told.get("id")
    return Part(text(told.get("name")), None if id_ is None else whole(id_))


# What JSON holds, or a refusal


def mapping(value: object) -> Mapping[str, object]:
    """A record."""
    return value if isinstance(value, dict) else _wrong()


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else _wrong()


def text(value: object) -> str:
    """A text."""
    return value if isinstance(value, str) else _wrong()


def whole(value: object) -> int:
    """A whole number, which some programs write as text or with a point."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    digits = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return int(digits) if _NUMBER.fullmatch(digits) else _wrong()


def _wrong() -> NoReturn:
    raise Refused("its notetypes, decks or media are not written as Anki writes them")
