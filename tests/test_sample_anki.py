"""The committed deck, in the hands of Anki's own backend."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from anki.decks import DeckId

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from anki.collection import ImportLogWithChanges

pytestmark = pytest.mark.slow

# What Anki shows where a template fails, and what a template leaves behind.
FAULTS = ("has a problem", "{{", "}}", "[[", "]]", "Found '", "\ufdd0", "\ufdd1", "\ufdd2")


@pytest.fixture(scope="module")
def package(repository: Path) -> Path:
    return repository / "decks" / "plates" / "plates.apkg"


@pytest.fixture(scope="module")
def learner(tmp_path_factory: pytest.TempPathFactory, package: Path) -> Iterator[Collection]:
    """A collection that the sample was brought into."""
    collection = Collection(str(tmp_path_factory.mktemp("learner") / "collection.anki2"))
    log = bring(collection, package)
    assert log.found_notes == len(log.new) >= 150
    yield collection
    collection.close()


def bring(collection: Collection, package: Path) -> ImportLogWithChanges.Log:
    """Import *package* with Anki's default options."""
    request = ImportAnkiPackageRequest(
        package_path=str(package), options=ImportAnkiPackageOptions()
    )
    return collection.import_anki_package(request).log


def test_the_deck_has_no_empty_cards_and_no_missing_media(learner: Collection) -> None:
    assert not learner.get_empty_cards().notes
    assert not [*learner.media.check().missing, *learner.media.check().unused]


def test_the_database_is_sound(learner: Collection) -> None:
    assert learner.fix_integrity()[1]


def test_every_note_has_one_card(learner: Collection) -> None:
    assert learner.card_count() == learner.note_count() == len(learner.find_cards(""))


def test_every_card_shows_text_on_both_sides(learner: Collection) -> None:
    for id_ in learner.find_cards(""):
        card = learner.get_card(id_)
        front, back = plain(card.question()), plain(card.answer())
        assert len(front) > 10, card.note().fields[0]
        assert len(back) > 40, card.note().fields[0]
        assert not [fault for fault in FAULTS if fault in front + back], card.note().fields[0]


def test_no_front_tells_where_the_answer_is_read(learner: Collection) -> None:
    for id_ in learner.find_cards(""):
        card = learner.get_card(id_)
        assert "¶" not in plain(card.question())
        assert "¶" in plain(card.answer())


def test_no_two_fronts_are_alike(learner: Collection) -> None:
    fronts = [plain(learner.get_card(id_).question()) for id_ in learner.find_cards("")]
    assert sorted({front for front in fronts if fronts.count(front) > 1}) == []


def test_new_cards_come_in_the_order_of_the_package(learner: Collection, package: Path) -> None:
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(ZipFile(package).read("collection.anki2"))
        query = "SELECT guid FROM cards JOIN notes ON nid = notes.id ORDER BY due"
        made = [guid for (guid,) in database.execute(query)]
    dues = dict.fromkeys(learner.get_card(id_).due for id_ in learner.find_cards(""))
    shown = [learner.get_card(id_).note().guid for id_ in learner.find_cards("", "c.due")]
    assert len(dues) == len(made)
    assert shown == made


def test_cards_stand_in_the_subdecks_of_the_recipe(learner: Collection, package: Path) -> None:
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(ZipFile(package).read("collection.anki2"))
        (text,) = database.execute("SELECT decks FROM col").fetchone()
    made = {deck["name"] for deck in json.loads(text).values()}
    decks = learner.decks.all_names_and_ids(skip_empty_default=True)
    counts = {d.name: learner.decks.card_count(DeckId(d.id), include_subdecks=False) for d in decks}
    (top,) = {name.split("::")[0] for name in counts}
    assert counts.keys() == made - {"Default"}
    assert counts.pop(top) == 0
    assert len(counts) >= 2
    assert min(counts.values()) > 0


def test_importing_again_changes_nothing(learner: Collection, package: Path) -> None:
    before = state(learner)
    log = bring(learner, package)
    assert not [*log.new, *log.updated, *log.conflicting, *log.missing_notetype, *log.missing_deck]
    assert len(log.duplicate) == log.found_notes
    assert state(learner) == before


def state(collection: Collection) -> dict[str, object]:
    """Everything in a collection that a learner may notice."""
    assert collection.db
    return {
        "notes": collection.db.all("SELECT id, guid, mid, mod, tags, flds FROM notes"),
        "cards": collection.db.all("SELECT id, nid, did, ord, mod, type, queue, due FROM cards"),
        "notetypes": collection.models.all(),
        "decks": {deck["id"]: deck for deck in collection.decks.all()},
    }


def plain(side: str) -> str:
    """The text of one side of a card."""
    return " ".join(re.sub(r"<style>.*?</style>|<[^>]+>", " ", side, flags=re.DOTALL).split())
