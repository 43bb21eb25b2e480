"""Packages and collections of whoever's making: read right, or refused in one line."""

from __future__ import annotations

import os
import re
import struct
import warnings
from contextlib import suppress
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_LZMA, ZipFile, ZipInfo

import pytest
from anki.collection import (
    Collection,
    ExportAnkiPackageOptions,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
)
from anki.import_export_pb2 import PackageMetadata
from anki.notetypes_pb2 import Notetype
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizgen.diagnostics import QuizgenError
from quizgen.packages import Package, open_collection, open_package
from quizgen.strangers import Refused, message
from tests.making import CLOZE, GAPS, PLAIN, Kind, T, database, fact, gaps, package, zipped

if TYPE_CHECKING:
    from collections.abc import Callable

NAMED = ("ash", "elm", "oak")
FACTS = (
    fact("ash", "a tree", tags=("b", "a::c")),
    fact("elm", "another", T + 5, cards={0: "North::Trees"}),
    gaps("oak", "{{c1::oak}} {{c3::oak}}", cards=(0, 2)),
)


def put(path: Path, data: bytes | bytearray) -> Path:
    path.write_bytes(data)
    return path


def test_a_package_is_read(tmp_path: Path) -> None:
    comment = b"edition 3 2026-11-21\nquizgen:made"
    data = package(*FACTS, media={"a.png": b"a"}, comment=comment)
    found = open_package(put(tmp_path / "a.apkg", data))
    assert list(found.notes) == ["guid-ash", "guid-elm", "guid-oak"]
    ash = found.notes["guid-ash"]
    assert (ash.notetype, ash.mod, ash.tags, ash.fields) == (
        PLAIN, T, ("b", "a::c"), ("ash", "What is ash?", "a tree"),
    )  # fmt: skip
    assert found.cards["guid-elm"] == {0: "North::Trees"}
    assert found.cards["guid-oak"] == {0: "North", 2: "North"}
    assert found.notetypes[CLOZE].is_cloze
    assert [(part.name, part.id) for part in found.notetypes[PLAIN].fields] == list(Kind().fields)
    assert found.notetypes[PLAIN].look == (Kind().css, "{{Question}}", "{{Answer}}")
    assert found.decks == ("Default", "North", "North::Trees")
    assert found.media == {
        "a.png": "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
    }
    assert found.edition == (3, "2026-11-21")
    assert not found.twice


def test_a_guid_that_occurs_twice_is_told(tmp_path: Path) -> None:
    data = package(fact("ash", "one"), fact("ash", "two"), fact("elm", "three"))
    found = open_package(put(tmp_path / "a.apkg", data))
    assert found.notes["guid-ash"].fields[2] == "two"
    assert [note.fields[2] for note in found.twice["guid-ash"]] == ["one", "two"]
    assert len(found.twice) == 1


def test_a_collection_is_read(tmp_path: Path) -> None:
    learner = Collection(str(tmp_path / "collection.anki2"))
    request = ImportAnkiPackageRequest(
        package_path=str(put(tmp_path / "a.apkg", package(*FACTS, kinds=(Kind(), GAPS)))),
        options=ImportAnkiPackageOptions(),
    )
    learner.import_anki_package(request)
    learner.close()
    package_, found = (
        open_package(tmp_path / "a.apkg"),
        open_collection(tmp_path / "collection.anki2"),
    )
    assert {g: (n.notetype, n.mod, n.fields) for g, n in found.notes.items()} == {
        g: (n.notetype, n.mod, n.fields) for g, n in package_.notes.items()
    }
    for id_, notetype in package_.notetypes.items():
        stored = found.notetypes[id_]
        assert (stored.fields, stored.templates, stored.look, stored.is_cloze) == (
            notetype.fields, notetype.templates, notetype.look, notetype.is_cloze,
        )  # fmt: skip
        assert stored.original == id_
    assert found.cards == package_.cards
    assert set(open_collection(tmp_path / "collection.anki2", {"guid-elm"}).notes) == {"guid-elm"}


def test_what_anki_exports_is_read_or_its_format_is_named(tmp_path: Path) -> None:
    learner = Collection(str(tmp_path / "collection.anki2"))
    path = str(put(tmp_path / "a.apkg", package(*FACTS)))
    options = ImportAnkiPackageOptions()
    learner.import_anki_package(ImportAnkiPackageRequest(package_path=path, options=options))
    for is_old in (True, False):
        to = ExportAnkiPackageOptions(with_media=True, legacy=is_old)
        learner.export_anki_package(out_path=f"{path}{is_old}", options=to, limit=None)
    learner.close()
    assert open_package(Path(f"{path}True")).notes.keys() == {f"guid-{n}" for n in NAMED}
    with pytest.raises(QuizgenError, match=r"ticked$"):
        open_package(Path(f"{path}False"))


def test_a_collection_that_is_open_is_refused(tmp_path: Path) -> None:
    learner = Collection(str(tmp_path / "collection.anki2"))
    learner.set_config("a", 1)
    with pytest.raises(QuizgenError, match="it is open in Anki"):
        open_collection(tmp_path / "collection.anki2")
    learner.close()


# Strangers'


def with_names(*names: str) -> Callable[[], bytes]:
    return lambda: zipped(dict.fromkeys(names, b""))


def with_member(attribute: str, value: int) -> bytes:
    entry = ZipInfo("collection.anki2")
    setattr(entry, attribute, value)
    buffer = BytesIO()
    with ZipFile(buffer, "w") as file:
        file.writestr(entry, b"/etc/passwd")
    return buffer.getvalue()


def encrypted() -> bytes:
    data = bytearray(zipped({"collection.anki2": b"secret"}))
    data[data.index(b"PK\1\2") + 8] |= 1
    return bytes(data)


def twins() -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(2):
            file.writestr("media", b"{}")
    return buffer.getvalue()


def endless() -> bytes:
    """An archive whose end says that the list before it is 100 MB long."""
    size = 100_000_000
    return bytes(size) + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, size, 0, 0)


NAMES = ("/etc/passwd", "../up", "C:\\a", "folder/a", "a\nb", "..")
ARCHIVES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "empty": ("no zip archive", bytes),
    "cut off": ("no zip archive", lambda: b"PK\5\6" + bytes(8)),
    "without notes": ("no 'collection.anki2'", with_names("media")),
    "newest": ("'Support older Anki", with_names("collection.anki2", "collection.anki21b")),
    "told newest": ("Support older", lambda: zipped({"collection.anki2": b"", "meta": b"\x08\3"})),
    "bomb": ("would unpack to", lambda: zipped({"collection.anki2": bytes(100_000_000)})),
    "many members": ("more than 50000", lambda: zipped({str(n): b"" for n in range(50_001)})),
    **{f"name {n}": ("not a plain file name", with_names(name)) for n, name in enumerate(NAMES)},
    "long name": ("name of more than", with_names("a" * 300)),
    "link": ("is no file", lambda: with_member("external_attr", 0o120777 << 16)),
    "other packing": ("packed in a way", lambda: with_member("compress_type", ZIP_LZMA)),
    "encrypted": ("is encrypted", encrypted),
    "twins": ("two of its members", twins),
    "endless list": ("list of members is too long", endless),
}


@pytest.mark.parametrize("name", ARCHIVES)
def test_hostile_archives_are_refused(name: str, tmp_path: Path) -> None:
    said, made = ARCHIVES[name]
    with pytest.raises(QuizgenError, match=re.escape(said)) as refused:
        open_package(put(tmp_path / "a.apkg", made()))
    assert "\n" not in str(refused.value)


FORGE = "PRAGMA writable_schema=ON; UPDATE sqlite_master SET {} WHERE name='notes';"
VIEW = "ALTER TABLE notes RENAME TO kept; CREATE VIEW notes AS SELECT * FROM kept;"
ENDLESS = VIEW.replace(
    "SELECT * FROM kept",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT i FROM n",
)
ANOTHER = """
INSERT INTO col SELECT 2, crt, mod, scm, ver, dty, usn, ls, conf, models, decks, dconf, tags
FROM col;
"""
UNCLOSED = FORGE.format("sql = 'CREATE TABLE notes(id, guid'")
COMPUTED = """
ALTER TABLE notes RENAME TO kept;
CREATE TABLE notes (
    id integer primary key, guid text, mid integer, mod integer, tags text,
    flds text AS (printf('%.*c', 1000, 'x'))
);
INSERT INTO notes SELECT id, guid, mid, mod, tags FROM kept;
"""
DATABASES = {
    "view": ("no table 'notes'", VIEW),
    "endless view": ("no table 'notes'", ENDLESS),
    "virtual": ("no table 'notes'", "DROP TABLE notes; CREATE VIRTUAL TABLE notes USING fts5(a);"),
    "missing": ("no table 'cards'", "DROP TABLE cards;"),
    "computed": ("no column 'flds'", COMPUTED),
    "forged": ("damaged", UNCLOSED),
    "rootless": ("damaged", FORGE.format("rootpage = 999999")),
    "column": ("no column 'guid'", "ALTER TABLE notes RENAME guid TO other;"),
    "blob": ("a wrong kind", "UPDATE notes SET flds = x'00ff';"),
    "not a number": ("a wrong kind", "UPDATE notes SET mod = 'soon';"),
    "not text": ("damaged", "UPDATE notes SET flds = CAST(x'fffe' AS TEXT);"),
    "huge": ("damaged", "UPDATE notes SET flds = zeroblob(40000000) || '' WHERE mod > 17e8;"),
    "empty": ("not known here", "DELETE FROM col;"),
    "two": ("more than 1 rows", ANOTHER),
    "future": ("not known here", "UPDATE col SET ver = 99;"),
    "no json": ("list of models cannot be read", "UPDATE col SET models = '{';"),
    "deep json": ("list of models cannot be read",
                  "UPDATE col SET models = printf('%.*c', 1000000, '[');"),
    "long number": ("list of models cannot be read",
                    "UPDATE col SET models = printf('%.*c', 1000000, '9');"),
    "other json": ("not written as", "UPDATE col SET models = '[1]';"),
    "not whole": ("not written as", """UPDATE col SET models = '{"1": {"id": 1e400}}';"""),
    "true": ("not written as", """UPDATE col SET models = '{"1": {"id": true}}';"""),
}  # fmt: skip


@pytest.mark.parametrize("name", DATABASES)
def test_hostile_databases_are_refused(name: str, tmp_path: Path) -> None:
    said, sql = DATABASES[name]
    data = database(FACTS, more=sql)
    path = put(tmp_path / "a.apkg", zipped({"collection.anki2": data, "media": b"{}"}))
    with pytest.raises(QuizgenError, match=re.escape(said)) as refused:
        open_package(path)
    assert "\n" not in str(refused.value)
    with pytest.raises(QuizgenError, match=re.escape(said)):
        open_collection(put(tmp_path / "collection.anki2", data))


def test_triggers_of_strangers_do_not_run(tmp_path: Path) -> None:
    trigger = "CREATE TRIGGER t AFTER UPDATE ON notes BEGIN UPDATE notes SET mod = mod + 1; END;"
    data = zipped({"collection.anki2": database(FACTS, more=trigger)})
    assert len(open_package(put(tmp_path / "a.apkg", data)).notes) == len(FACTS)


def test_what_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quizgen.strangers._STEP", 10)
    monkeypatch.setattr("quizgen.strangers._MAX_STEPS", 3)
    with pytest.raises(QuizgenError, match="database is damaged"):
        open_package(put(tmp_path / "a.apkg", package(*FACTS)))


@pytest.mark.parametrize("media", [b"[", b"[1]", b'{"0": 1}', b'{"collection.anki2": null}'])
def test_media_that_are_no_list_are_refused(media: bytes, tmp_path: Path) -> None:
    members = {"collection.anki2": database(FACTS), "media": media, "0": b""}
    with pytest.raises(QuizgenError, match="media"):
        open_package(put(tmp_path / "a.apkg", zipped(members)))


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "none", tmp_path / "pipe", Path("/dev/zero"), Path("a\0b")):
        for opened in (open_package, open_collection):
            with pytest.raises(QuizgenError):
                opened(path)


def test_a_package_is_no_collection_and_the_other_way_round(tmp_path: Path) -> None:
    path = put(tmp_path / "a", package(*FACTS))
    with pytest.raises(QuizgenError, match="cannot be read as a collection"):
        open_collection(path)
    put(path, database(FACTS))
    assert len(open_collection(path).notes) == len(FACTS)
    with pytest.raises(QuizgenError, match="cannot be read as an Anki package"):
        open_package(path)


def test_opening_leaves_no_trace(tmp_path: Path) -> None:
    path = put(tmp_path / "collection.anki2", database(FACTS))
    before = path.read_bytes()
    open_collection(path)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    assert path.read_bytes() == before


@cache
def stored() -> bytes:
    """A collection as Anki keeps it today."""
    with TemporaryDirectory() as folder:
        learner = Collection(f"{folder}/collection.anki2")
        path = str(put(Path(folder, "a.apkg"), package(*FACTS)))
        options = ImportAnkiPackageOptions()
        learner.import_anki_package(ImportAnkiPackageRequest(package_path=path, options=options))
        learner.close()
        return Path(folder, "collection.anki2").read_bytes()


GOOD: dict[str, Callable[[], bytes]] = {
    "package": lambda: package(*FACTS, media={"a.png": b"a"}),
    "database": lambda: database(FACTS),
    "collection": stored,
}


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
@pytest.mark.parametrize("kind", GOOD)
def test_whatever_breaks_is_one_line(kind: str, data: st.DataObject, tmp_path: Path) -> None:
    """Something good with a few bytes changed, cut out or added is read, or refused."""
    broken = bytearray(GOOD[kind]())
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(broken) - 1))
        broken[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
    packed = broken if kind == "package" else zipped({"collection.anki2": bytes(broken)})
    cases = [(open_package, put(tmp_path / "broken", packed))]
    if kind != "package":
        cases += [(open_collection, put(tmp_path / "collection", broken))]
    for opened, file in cases:
        try:
            assert isinstance(opened(file), Package)
        except QuizgenError as refused:
            assert "\n" not in str(refused)  # noqa: PT017  (either is right)


@given(st.binary(max_size=60))
def test_a_message_is_read_or_refused(data: bytes) -> None:
    with suppress(Refused):
        assert set(message(data, [1, 2, 3])) <= {1, 2, 3}


def test_the_numbers_of_anki_s_messages_are_these() -> None:
    """What is read from a collection's blobs is what Anki itself has under these numbers."""
    numbers: dict[Any, dict[str, int]] = {
        Notetype.Config: {"kind": 1, "sort_field_idx": 2, "css": 3, "original_id": 10},
        Notetype.Template.Config: {"q_format": 1, "a_format": 2, "id": 8},
        Notetype.Field.Config: {"id": 9},
        PackageMetadata: {"version": 1},
    }
    for kind, names in numbers.items():
        fields = kind().DESCRIPTOR.fields_by_name
        assert {name: fields[name].number for name in names} == names


@given(st.integers(-(2**63), 2**63 - 1), st.text())
def test_messages_are_read_as_anki_writes_them(number: int, text: str) -> None:
    config = Notetype.Config(original_id=number, css=text, latex_pre="x")
    told = message(config.SerializeToString(), [3, 10])
    assert told.get(10) == number
    assert told.get(3, b"") == text.encode()
