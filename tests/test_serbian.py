"""A workspace in Serbian: deck, sheets and keys, in Cyrillic and, letter by letter, in Latin."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from tests.scripts import latin
from tests.test_second_workspace import CLOCK, text_of

if TYPE_CHECKING:
    from tests.conftest import Golden, Run

HOME = Path(__file__).parent / "workspaces" / "serbian"
EXPECTED = "workspaces/serbian/expected"
PAGES = ("provera-a", "provera-a-key", "redom-a", "redom-a-key")
CYRILLIC = re.compile("[\u0400-\u04ff]")


@pytest.fixture(params=["sr", "sr-Latn"])
def garden(tmp_path: Path, run: Run, request: pytest.FixtureRequest) -> Path:
    """The workspace, built in one of the two scripts; its folder is named for the script."""
    language: str = request.param
    ignore = shutil.ignore_patterns("expected")
    copy = Path(shutil.copytree(HOME, tmp_path / language, ignore=ignore))
    if language == "sr-Latn":
        for path in copy.rglob("*.yaml"):
            text = latin(path.read_text("utf-8"))
            path.write_text(text.replace("language: sr\n", "language: sr-Latn\n"), "utf-8")
    ran = run("build", "--strict", cwd=copy, env=CLOCK)
    assert ran.code == 0, ran.err
    return copy


def test_sheets_and_keys_say_what_is_expected(garden: Path, golden: Golden) -> None:
    for page in PAGES:
        html = (garden / f"decks/basta/{page}.html").read_text("utf-8")
        assert f'<html lang="{garden.name}" dir="ltr">' in html
        golden(f"{EXPECTED}/{garden.name}/{page}.txt", text_of(html))


def test_the_items_are_as_expected(garden: Path, run: Run, golden: Golden) -> None:
    golden(f"{EXPECTED}/{garden.name}/items.txt", run("items", cwd=garden).out)


def test_no_word_is_in_another_script(garden: Path, run: Run) -> None:
    pages = [path.read_text("utf-8") for path in (garden / "decks/basta").glob("*.html")]
    items = json.loads(run("items", "--format", "json", cwd=garden).out)
    stems = " ".join(item["stem"] for item in items)
    if garden.name == "sr-Latn":
        assert not [page for page in pages if CYRILLIC.search(page)]
    else:
        assert not re.search("[a-z]{2,}", stems)


def test_cards_speak_the_language_round_the_questions(garden: Path) -> None:
    with ZipFile(garden / "decks/basta/basta.apkg") as package:
        data = package.read("collection.anki2")
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(data)
        models, decks = database.execute("SELECT models, decks FROM col").fetchone()
    spoken = latin if garden.name == "sr-Latn" else str
    backs = [card["afmt"] for model in json.loads(models).values() for card in model["tmpls"]]
    assert all(f'lang="{garden.name}"' in back for back in backs)
    assert any(spoken("Зашто остали нису тачни") in back for back in backs)
    told = [deck["desc"] for deck in json.loads(decks).values()]
    assert any(spoken("питања чији одговори наводе место у извору") in text for text in told)


def test_a_kind_in_the_other_script_is_not_spoken(tmp_path: Path, run: Run) -> None:
    copy = Path(shutil.copytree(HOME, tmp_path / "mixed"))
    settings = copy / "quizgen.yaml"
    text = settings.read_text("utf-8").replace("language: sr\n", "language: sr-Latn\n")
    settings.write_text(text, "utf-8")
    assert "the kind 'zbivanje' speaks 'sr', the workspace 'sr-Latn'" in run("check", cwd=copy).out
