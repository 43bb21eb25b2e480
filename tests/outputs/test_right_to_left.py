"""Pages of a language that is written from the right: a whole workspace in a pseudo-language.

The Serbian workspace is set in Hebrew letters, one for each of its own; so are the words of the
program, for a catalogue of one file. What is measured on its pages is measured on the Serbian ones
too, where each thing stands on the other side.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
import yaml

from quizgen.resources import shipped
from quizgen.wordfiles import model_of
from tests.browsing import LOOKS, Look, opened
from tests.scripts import mirrored

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browsing import Watched
    from tests.conftest import Run

HOME = Path(__file__).parents[1] / "workspaces" / "serbian"
PAGES = ("provera-a.html", "provera-a-key.html", "redom-a.html", "redom-a-key.html")
# What is read first, and what is read after it on the same line.
SHEET = (
    ("h1", ".version"),
    (".name", ".score"),
    (".name span", ".name hr"),
    (".correction span", ".correction hr"),
    (".gap", ".gap + bdi"),
    (".pairs td:first-child bdi", ".pairs td:last-child bdi"),
    (".date .parts span, .date span", ".date .parts hr, .date hr"),
)
KEY = (
    ("h1", ".version"),
    (".letter", ".letter + bdi"),
    (".right bdi", ".right .cite"),
    (".wrong > b", ".wrong .option"),
    (".wrong .option", ".wrong .reason"),
    (".stem", ".id"),
)
_SIDE = """([first, second]) => {
  const box = (e) => e.getBoundingClientRect();
  const text = (e) => { const r = document.createRange(); r.selectNodeContents(e); return r; };
  const one = box(text(document.querySelector(first)));
  const it = document.querySelector(second);
  const other = box(it.matches("hr") ? it : text(it));
  const right = one.width ? one : box(document.querySelector(first));
  if (right.left >= other.right - 1) return "right";
  return other.left >= right.right - 1 ? "left" : "neither";
}"""
# In columns, an option has more beside it than its margin.
_MARGINS = """() => [...document.querySelectorAll(
  ".items, .sources ol, ol.options:not(.by-2, .by-4)"
)].map(list => {
  const outer = list.getBoundingClientRect(), inner = list.children[0].getBoundingClientRect();
  const before = inner.left - outer.left, after = outer.right - inner.right;
  return before > after ? "left" : after > before ? "right" : "neither";
})"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where both workspaces are made."""
    return tmp_path_factory.mktemp("scripts")


def written(folder: Path, language: str) -> Path:
    """The workspace in Serbian (`sr`), or in the pseudo-language that calls itself Hebrew."""
    root = folder / language
    if root.is_dir():
        return root
    shutil.copytree(HOME, root, ignore=shutil.ignore_patterns("expected"))
    if language != "sr":
        for path in root.rglob("*.yaml"):
            text = mirrored(path.read_text("utf-8"))
            path.write_text(text.replace("language: sr\n", f"language: {language}\n"), "utf-8")
        (root / "templates/words").mkdir()
        text = yaml.safe_dump(pseudo_words(language), allow_unicode=True)
        (root / f"templates/words/{language}.yaml").write_text(text, "utf-8")
    return root


def pseudo_words(language: str) -> dict[str, str]:
    """A catalogue as *language* needs it: the Serbian words in other letters."""
    text = (shipped() / "words/sr.yaml").read_text("utf-8")
    words: dict[str, str] = yaml.load(text, yaml.BaseLoader)  # noqa: S506  (only texts)
    others = {key: f"{key.rpartition('_')[0]}_other" for key in model_of(language)}
    return {key: mirrored(words.get(key) or words.get(other, "")) for key, other in others.items()}


@pytest.fixture
def built(folder: Path, run: Run, language: str) -> Path:
    """The folder of pages in the language of the test."""
    pages = written(folder, language) / "decks/basta"
    if not pages.is_dir():
        ran = run("build", "--strict", cwd=folder / language)
        assert ran.code == 0, ran.err
    return pages


def sides(shown: Watched, pairs: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """On which side of what follows it each thing stands, as far as the page has both."""
    there = [
        (a, b) for a, b in pairs if shown.page.query_selector(a) and shown.page.query_selector(b)
    ]
    return {a: shown.page.evaluate(_SIDE, [a, b]) for a, b in there}


@pytest.mark.slow
@pytest.mark.parametrize(("language", "side"), [("he", "right"), ("sr", "left")])
def test_everything_is_read_from_its_side(
    built: Path, browser: Browser, language: str, side: str
) -> None:
    direction = "rtl" if side == "right" else "ltr"
    measured: dict[str, str] = {}
    for name in PAGES:
        with opened(browser, (built / name).as_uri()) as shown:
            root = shown.page.locator("html")
            assert (root.get_attribute("lang"), root.get_attribute("dir")) == (language, direction)
            assert set(shown.page.evaluate(_MARGINS)) == {side}, name
            found = sides(shown, KEY if "key" in name else SHEET)
            assert found == dict.fromkeys(found, side), name
            measured |= found
    assert measured.keys() == dict(SHEET + KEY).keys()


@pytest.mark.slow
@pytest.mark.parametrize(("language", "side"), [("he", "right"), ("sr", "left")])
def test_the_margins_of_the_paper_change_places(
    built: Path, browser: Browser, side: str, tmp_path: Path
) -> None:
    paper = tmp_path / "key.pdf"
    with opened(browser, (built / PAGES[1]).as_uri()) as shown:
        shown.page.pdf(path=paper, prefer_css_page_size=True)
    told = subprocess.run(
        ["pdftotext", "-bbox", "-l", "1", str(paper), "-"],  # noqa: S607  (the system's)
        check=True, capture_output=True, encoding="utf-8",
    ).stdout  # fmt: skip
    width, height = map(float, re.findall(r'<page width="([\d.]+)" height="([\d.]+)"', told)[0])
    words = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>([^<]*)<', told)
    foot = {text: float(x) / width for x, y, text in words if float(y) > 0.94 * height}
    title, number = foot["A"], foot["1"]
    assert (title > 0.5 > number) if side == "right" else (title < 0.5 < number)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["he"])
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_pages_from_the_right_are_accessible(built: Path, browser: Browser, look: Look) -> None:
    for name in PAGES[:2]:
        with opened(browser, (built / name).as_uri(), look) as shown:
            assert shown.violations() == []
            assert shown.overflow() <= 0
            assert (shown.requests, shown.errors) == ([], [])


@pytest.mark.parametrize(("language", "arrow"), [("he", "←"), ("sr", "→")])
def test_a_pair_is_told_in_the_direction_of_reading(
    built: Path, run: Run, language: str, arrow: str
) -> None:
    key = (built / PAGES[1]).read_text("utf-8")
    assert set(re.findall("[←→]", key)) == {arrow}
    items = run("items", "--format", "json", cwd=built.parents[1]).out
    assert set(re.findall("[←→]", items)) == {"→"}, language  # the contract knows no direction


@pytest.mark.slow
@pytest.mark.parametrize(("language", "side"), [("he", "right"), ("sr", "left")])
def test_the_cards_are_read_from_their_side(
    built: Path, browser: Browser, language: str, side: str, tmp_path: Path
) -> None:
    with ZipFile(built / "basta.apkg") as package:
        data = package.read("collection.anki2")
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(data)
        models = json.loads(database.execute("SELECT models FROM col").fetchone()[0])
    for number, model in enumerate(models.values()):
        card = tmp_path / f"{number}.html"
        back = model["tmpls"][0]["afmt"].partition("<hr")[2].replace("{{Source}}", "אב")
        shown = re.sub(r"\{\{[#/^]\w+\}\}", "", back)
        card.write_text(f'<style>{model["css"]}</style><div class="card"><hr{shown}</div>', "utf-8")
        with opened(browser, card.as_uri()) as page:
            assert page.page.locator(".qg").first.get_attribute("lang") == language
            found = page.page.evaluate(_SIDE, [".source .label", ".source bdi"])
            assert (model["name"], found) == (model["name"], side)
