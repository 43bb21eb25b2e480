"""Packages and collections of whoever's making: read right, or refused in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

from quizgen.diagnostics import QuizgenError
from quizgen.packages import open_collection, open_package
from tests.making import CLOZE, GAPS, PLAIN, Kind, T, fact, gaps, package

if TYPE_CHECKING:
    from pathlib import Path

FACTS = (
    fact("ash", "a tree", tags=("b", "a::c")),
    fact("elm", "another", T + 5, cards={0: "North::Trees"}),
    gaps("oak", "{{c1::oak}} {{c3::oak}}", cards=(0, 2)),
)


def put(path: Path, data: bytes) -> Path:
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


def test_a_collection_that_is_open_is_refused(tmp_path: Path) -> None:
    learner = Collection(str(tmp_path / "collection.anki2"))
    learner.set_config("a", 1)
    with pytest.raises(QuizgenError, match="it is open in Anki"):
        open_collection(tmp_path / "collection.anki2")
    learner.close()
