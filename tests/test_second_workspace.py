"""Another field than the sample's: year 9 learns chemistry, history and poetry, without Python."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest

from quizgen.items import Interaction

if TYPE_CHECKING:
    from tests.conftest import Golden, Run

HOME = Path(__file__).parent / "workspaces" / "year9"
EXPECTED = "workspaces/year9/expected"
CLOCK = {"SOURCE_DATE_EPOCH": "1735689600"}
PAGES = ("test-a", "test-a-key", "test-b", "test-b-key", "signs-a", "signs-a-key")
# One fact of each kind; every item's text stands in items.txt.
SHOWN = {
    "acids", "ampersand", "atoms", "bold", "first-table", "greek-numbers", "laureate", "liquids",
    "mercury", "order", "oxygen-by-priestley", "oxygen-shells", "ozymandias", "persian-numbers",
    "phlogiston-name", "red-powder", "shalom", "thermopylae", "water",
}  # fmt: skip
LITERALLY = (
    "<b>", "{{c1::x}}", r"\(x\)", "[sound:a.mp3]", "C::D", "50 % & more", "שלום", "سلام",
)  # fmt: skip
_HEAD = re.compile(r"<head>.*?</head>", re.DOTALL)
_IMAGE = re.compile(r'<img [^>]*?alt="([^"]*)"[^>]*>', re.DOTALL)
_INLINE = re.compile(r"</?(?:span|b|strong|em|i|sup|sub|cite|a|bdi|code|math|m[a-z]+)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")


@pytest.fixture
def year9(tmp_path: Path) -> Path:
    """A copy of the workspace, so that nothing is built in the repository."""
    copy = tmp_path / "year9"
    shutil.copytree(HOME, copy, ignore=shutil.ignore_patterns("expected"))
    return copy


@pytest.fixture
def built(year9: Path, run: Run) -> Path:
    """The copy, built."""
    assert run("build", "--strict", cwd=year9, env=CLOCK).code == 0
    return year9


def test_check_finds_no_problem_even_with_the_texts(year9: Path, run: Run, golden: Golden) -> None:
    ran = run("check", "--strict", "--texts", "texts", cwd=year9)
    assert (ran.code, ran.err) == (0, "")
    golden(f"{EXPECTED}/check.txt", ran.out)


def test_the_items_are_as_expected(year9: Path, run: Run, golden: Golden) -> None:
    golden(f"{EXPECTED}/items.txt", run("items", cwd=year9).out)


def test_the_contract_is_as_expected(year9: Path, run: Run, golden: Golden) -> None:
    shown = [item for item in items_of(year9, run) if item["facts"][0] in SHOWN]
    golden(f"{EXPECTED}/items.json", as_json(shown))


@pytest.mark.parametrize("page", PAGES)
def test_the_sheets_and_keys_say_what_is_expected(built: Path, golden: Golden, page: str) -> None:
    html = (built / f"decks/year9/{page}.html").read_text("utf-8")
    golden(f"{EXPECTED}/{page}.txt", text_of(html))


def test_the_notes_are_as_expected(built: Path, golden: Golden) -> None:
    golden(f"{EXPECTED}/notes.json", as_json(notes_of(built)))


def test_all_interactions_are_there(year9: Path, run: Run) -> None:
    found = {item["interaction"] for item in items_of(year9, run)}
    assert found == {*map(str, Interaction)} - {"matching"}  # no four of a kind to match


def test_building_again_writes_nothing(built: Path, run: Run) -> None:
    before = {path: path.read_bytes() for path in files_of(built)}
    ran = run("build", cwd=built)  # whatever the clock says
    assert "0 files written" in ran.out
    assert {path: path.read_bytes() for path in files_of(built)} == before


def test_a_build_that_stands_passes_the_check(built: Path, run: Run) -> None:
    assert run("build", "--check", cwd=built).code == 0


def test_the_outputs_are_the_same_with_and_without_the_texts(built: Path, run: Run) -> None:
    ran = run("build", "--texts", "texts", "--out", "other", cwd=built, env=CLOCK)
    assert ran.code == 0
    for path in (built / "decks/year9").iterdir():
        assert (built / "other/year9" / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("text", LITERALLY)
def test_what_looks_like_an_order_arrives_as_written(built: Path, run: Run, text: str) -> None:
    assert [text] in [item["key"] for item in items_of(built, run)]
    assert any(text in item["stem"] for item in items_of(built, run))
    assert any(text in text_of(field) for note in notes_of(built) for field in note["fields"])


@pytest.mark.parametrize("page", ["signs-a", "signs-a-key"])
def test_what_looks_like_an_order_is_printed_as_written(built: Path, page: str) -> None:
    text = text_of((built / f"decks/year9/{page}.html").read_text("utf-8"))
    assert all(sign in text for sign in LITERALLY[:6])


def test_no_field_holds_what_anki_takes_for_an_order(built: Path) -> None:
    fields = "".join(field for note in notes_of(built) for field in note["fields"])
    assert "<b>" not in fields
    assert "[sound:" not in fields
    assert "{{c1::x" not in fields


def test_the_picture_and_the_formula_are_in_the_deck(built: Path) -> None:
    with ZipFile(built / "decks/year9/year9.apkg") as package:
        names = json.loads(package.read("media"))
    fields = "".join(field for note in notes_of(built) for field in note["fields"])
    assert len(names) == 3
    assert all(f'src="{name}"' in fields for name in names.values())
    assert r"\(2\,\mathrm{HgO} \rightarrow 2\,\mathrm{Hg} + \mathrm{O}_2\)" in fields
    assert "H<sub>2</sub>O" in fields
    assert "Mg<sup>2+</sup>" in fields


def test_both_sides_of_the_disagreement_stand_on_both_cards(year9: Path, run: Run) -> None:
    by_id = {item["id"]: item for item in items_of(year9, run)}
    priestley, scheele = (
        by_id[f"oxygen-by-{name}/by/short-answer"] for name in ("priestley", "scheele")
    )
    assert priestley["stem"] == "According to the first handout, who discovered oxygen?"
    assert scheele["stem"] == "According to the second handout, who discovered oxygen?"
    assert "Carl Wilhelm Scheele" in priestley["disagreement"]
    assert "Joseph Priestley" in scheele["disagreement"]


def test_a_renamed_fact_keeps_its_cards(year9: Path, run: Run) -> None:
    now = {item["guid"] for item in items_of(year9, run)}
    seeds = year9 / "seeds/chemistry.yaml"
    text = seeds.read_text("utf-8")
    before = text.replace("- id: gallium\n    was: eka-aluminium\n", "- id: eka-aluminium\n")
    assert before != text
    seeds.write_text(before, "utf-8")
    assert {item["guid"] for item in items_of(year9, run)} == now


def test_a_workspace_overrides_a_shipped_kind_with_one_file(year9: Path, run: Run) -> None:
    kind = """
summary: what a term means, asked in another way
slots: {term: {type: text, required: yes, helper: yes}, is: {type: np, required: yes}}
claim: "By {{ term }} we mean {{ is }}."
questions:
  is: {asks: is, given: [term], stem: "What do we mean by {{ term }}?"}
"""
    (year9 / "templates/kinds/definition.yaml").write_text(kind, "utf-8")
    own = [item for item in items_of(year9, run) if item["kind"] == "definition"]
    assert [item["stem"] for item in own] == ["What do we mean by the ampersand?"]
    assert own[0]["claim"] == "By the ampersand we mean the sign &."


def test_a_workspace_adds_a_kind_with_one_file(year9: Path, run: Run) -> None:
    kind = """
summary: a mountain
slots: {mountain: {type: np, required: yes, helper: yes}, height: {type: quantity}}
claim: "{{ mountain }} is {{ height }} high."
questions:
  height: {asks: height, given: [mountain], one: yes, stem: "How high is {{ mountain }}?"}
"""
    fact = (
        "facts: [{id: peak, kind: mountain, mountain: Olympus, height: 2918 m, cite: reader p. 2}]"
    )
    (year9 / "templates/kinds/mountain.yaml").write_text(kind, "utf-8")
    (year9 / "seeds/mountains.yaml").write_text(fact, "utf-8")
    own = [item for item in items_of(year9, run) if item["kind"] == "mountain"]
    asked = {(item["interaction"], item["stem"], *item["key"]) for item in own}
    ways = ("choice", "number", "short-answer")  # other heights are made by rule
    assert asked == {(way, "How high is Olympus?", "2,918 m") for way in ways}


def items_of(workspace: Path, run: Run) -> list[dict[str, Any]]:
    """The items of *workspace* as the contract has them."""
    ran = run("items", "--format", "json", cwd=workspace)
    assert ran.code == 0, ran.err
    found: list[dict[str, Any]] = json.loads(ran.out)
    return found


def notes_of(workspace: Path) -> list[dict[str, Any]]:
    """The notes of the deck, in the order of their cards."""
    with ZipFile(workspace / "decks/year9/year9.apkg") as package:
        data = package.read("collection.anki2")
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(data)
        models, decks = map(
            json.loads, database.execute("SELECT models, decks FROM col").fetchone()
        )
        rows = database.execute(
            "SELECT guid, mid, did, due, tags, flds FROM notes JOIN cards ON nid = notes.id"
        ).fetchall()
    notes = [
        {
            "guid": guid,
            "notetype": models[str(mid)]["name"],
            "deck": decks[str(did)]["name"],
            "due": due,
            "tags": tags.split(),
            "fields": fields.split("\x1f"),
        }
        for guid, mid, did, due, tags, fields in rows
    ]
    return sorted(notes, key=lambda note: (note["deck"], note["due"], note["guid"]))


def text_of(html: str) -> str:
    """What can be read in *html*, a line for each block."""
    shown = _IMAGE.sub(r"[\1]", _HEAD.sub("", html))
    lines = _TAG.sub("\n", _INLINE.sub("", shown)).splitlines()
    read = (" ".join(unescape(line).split()) for line in lines)
    return "\n".join(line for line in read if line) + "\n"


def files_of(workspace: Path) -> list[Path]:
    """Every file of *workspace*."""
    return sorted(path for path in workspace.rglob("*") if path.is_file())


def as_json(data: object) -> str:
    """*data* as JSON that is read line by line."""
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
