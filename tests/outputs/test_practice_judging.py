"""The practice page: how its scripts judge, what the file holds, which recipes ask for it."""

from __future__ import annotations

import re
import subprocess
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html import unescape
from typing import TYPE_CHECKING

import pytest

from quizgen.lock import Lock
from quizgen.outputs.practice import OUTPUT
from quizgen.resources import Shelf, shipped
from tests.browsing import opened
from tests.practising import ITEMS, built, data_of, study

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.conftest import Run, Workspace


@pytest.fixture(scope="module")
def judge(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page whose functions can be called."""
    with opened(browser, built(tmp_path_factory.mktemp("judge"))) as shown:
        yield shown.page


# Judging


@pytest.mark.parametrize(
    ("given", "key", "verdict"),
    [
        ("Aleksandar Vučić", "Aleksandar Vučić", "right"),
        ("  aleksandar   VUCIC. ", "Aleksandar Vučić", "right"),
        ("the Ibar", "Ibar", "right"),
        ("Ibar", "the Ibar", "right"),
        ("Đurić", "Djuric", "near"),
        ("Duric", "Đurić", "right"),
        ("STRASSE", "Straße", "right"),
        ("the “Small Step”", "the 'Small Step'", "right"),
        ("Kosovo–Serbia talks", "Kosovo-Serbia talks", "right"),
        ("US", "U.S.", "right"),
        ("Zoë", "Zoe\u0308", "right"),
        ("Ibra", "Ibar", "near"),
        ("Brussel", "Brussels", "near"),
        ("Brusels", "Brussels", "near"),
        ("Brussles", "Brussels", "near"),
        ("Brssles", "Brussels", "wrong"),
        ("Lim", "Lin", "wrong"),  # so short a word with another letter is another word
        ("2007", "2008", "wrong"),
        ("3 November", "2 November", "wrong"),
        ("5", "-5", "wrong"),
        ("−5", "-5", "right"),
        ("29.9", "299", "wrong"),
        ("C", "C#", "wrong"),
        ("5 %", "5 %", "right"),
        ("й", "и", "right"),
        ("بَيت", "بيت", "right"),
        ("が", "か", "wrong"),
        ("?!", "Ibar", "wrong"),
        ("", "Ibar", "wrong"),
        ("x" * 10_000, "x" * 9_999, "near"),
        ("<img src=x onerror=alert(1)>", "Ibar", "wrong"),
    ],
)
def test_a_written_answer_is_judged_leniently(
    judge: Page, given: str, key: str, verdict: str
) -> None:
    articles = ["the", "a", "an"]
    asked = "([given, key, articles]) => judgeText(given, [key], articles)"
    assert judge.evaluate(asked, [given, key, articles]) == verdict


@pytest.mark.parametrize(
    ("given", "decimal", "verdict"),
    [
        ("3700", ".", "right"),
        ("3,700", ".", "right"),
        ("3 700", ".", "right"),
        ("3\u202f700", ",", "right"),
        ("3’700", ".", "right"),
        ("3.700", ",", "right"),
        ("3,700", ",", "wrong"),
        ("3.700", ".", "wrong"),
        ("3700.0", ".", "right"),
        ("3700,0", ",", "right"),
        ("3700,0", ".", "right"),
        ("٣٧٠٠", ".", "right"),
        ("3700 men", ".", "right"),
        ("3700 man", ".", "wrong"),
        ("3700 km", ".", "wrong"),
        ("3700 or 3800", ".", "wrong"),
        ("-3700", ".", "wrong"),
        ("about 3700", ".", "wrong"),
        ("3699", ".", "wrong"),
        ("many", ".", "wrong"),
        ("three thousand seven hundred", ".", "right"),
        ("0x e 7 4", ".", "wrong"),
    ],
)
def test_a_number_is_read_as_the_language_writes_it(
    judge: Page, given: str, decimal: str, verdict: str
) -> None:
    words = "three thousand seven hundred"
    known = {"low": "3700", "high": "3700.5", "unit": "men", "accept": [[words]]}
    asked = "([given, known, decimal]) => judgeNumber(given, known, decimal)"
    assert judge.evaluate(asked, [given, known, decimal]) == verdict


@pytest.mark.parametrize(
    ("given", "date", "verdict"),
    [
        (["2001", "5", "23"], "2001-05-23", "right"),
        (["2001", "05", " 23 "], "2001-05-23", "right"),
        (["2001", "5", "22"], "2001-05-23", "wrong"),
        (["2001", "5"], "2001-05", "right"),
        (["2001"], "2001", "right"),
        (["01"], "2001", "wrong"),
        ([""], "2001", "wrong"),
    ],
)
def test_a_date_is_judged_part_by_part(
    judge: Page, given: list[str], date: str, verdict: str
) -> None:
    assert judge.evaluate("([given, date]) => judgeDate(given, date)", [given, date]) == verdict


def test_blanks_sets_and_orders_are_judged_whole(judge: Page) -> None:
    keys = [["Ibar"], ["Morava"]]
    blanks = "([given, keys]) => worst(judgeBlanks(given, keys))"
    assert judge.evaluate(blanks, [["Ibar", "Morava"], keys]) == "right"
    assert judge.evaluate(blanks, [["Ibar", "Morva"], keys]) == "near"
    assert judge.evaluate(blanks, [["Morava", "Ibar"], keys]) == "wrong"
    assert judge.evaluate("[judgeSet([0, 2], [2, 0]), judgeSet([0], [0, 2])]") == ["right", "wrong"]
    assert judge.evaluate("[judgeOrder([1, 0], [1, 0]), judgeOrder([0, 1], [1, 0])]") == [
        "right",
        "wrong",
    ]


FILE = '{"quizgen":"progress","format":%s,"namespace":"%s","items":{%s}}'
SCORE = '"%s":{"right":%s,"wrong":0,"last":true}'


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "bad_file"),
        ("no JSON", "bad_file"),
        ("[]", "bad_file"),
        (FILE % (2, "ns", ""), "bad_file"),
        (FILE % (1, "other", ""), "other_deck"),
        (FILE % (1, "ns", SCORE % ("a", "-1")), "bad_file"),
        (FILE % (1, "ns", SCORE % ("a", "1e99")), "bad_file"),
        (FILE % (1, "ns", SCORE % ("a", '"<img>"')), "bad_file"),
        (FILE % (1, "ns", '"a":"<img>"'), "bad_file"),
        (FILE % (1, "ns", SCORE % ("__proto__", "1")), "1 items"),
    ],
)
def test_a_file_of_progress_is_held_against_its_form(judge: Page, text: str, found: str) -> None:
    asked = """text => {
        const found = readScores(text, "ns");
        return found instanceof Map ? `${found.size} items` : found;
    }"""
    assert judge.evaluate(asked, text) == found


def test_a_round_begins_with_what_does_not_tell_of_each_other(judge: Page) -> None:
    items = [{"guid": str(n), "facts": facts} for n, facts in enumerate([[1], [1], [2, 3], [3]])]
    asked = "([items, length]) => drawn(items, length).map((item) => item.guid)"
    assert judge.evaluate(asked, [items, 2]) == ["0", "2"]
    assert judge.evaluate(asked, [items, 4]) == ["0", "2", "1", "3"]


# The page


def test_a_page_is_one_file_whose_policy_lets_only_its_own_script_run() -> None:
    (page,) = (bytes(b).decode() for b in OUTPUT.make(study(*ITEMS), Lock(), Shelf()).values())
    (policy,) = map(unescape, re.findall(r'Content-Security-Policy" content="([^"]*)"', page))
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    for name in ("script", "style"):
        (text,) = re.findall(rf"<{name}>(.*?)</{name}>", page, re.DOTALL)
        digest = b64encode(sha256(text.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert not re.search(
        r"<link|@import|url\(|\son\w+=|\sstyle=|\{\{|undefined", page.split("</script>")[1]
    )
    assert page.index('name="generator" content="quizgen"') < 4096


def test_the_page_without_items_is_no_file() -> None:
    assert not OUTPUT.make(replace(study(*ITEMS), practice=None), Lock(), Shelf())


def test_every_word_of_the_scripts_is_in_the_catalogue() -> None:
    folder = shipped() / "pages" / "practice"
    code = "".join(path.read_text("utf-8") for path in sorted(folder.glob("*.js")))
    said = {
        key for call in re.findall(r"say\(([^)]*)\)", code) for key in re.findall(r'"(\w+)"', call)
    }
    page = OUTPUT.make(study(*ITEMS), Lock(), Shelf())["practice.html"].decode()
    assert len(said) > 30
    assert {f"practice_{key}" for key in said} <= data_of(page)["words"].keys()


def test_the_scripts_hold_what_their_types_say(tmp_path: Path, repository: Path) -> None:
    page = OUTPUT.make(study(*ITEMS), Lock(), Shelf())["practice.html"].decode()
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    (tmp_path / "page.js").write_text(script, "utf-8")
    tsc = str(repository / "tests/node/node_modules/.bin/tsc")
    options = ["--allowJs", "--checkJs", "--strict", "--noEmit", "--target", "esnext"]
    libraries = ["--lib", "esnext,dom,dom.iterable"]
    asked = [tsc, *options, *libraries, "page.js"]
    done = subprocess.run(asked, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_a_recipe_asks_for_the_page(workspace: Workspace, run: Run) -> None:
    root = workspace({**FILES, "decks/a.yaml": "title: T\npractice: yes\n"})
    assert run("build", cwd=root).code == 0
    page = (root / "decks/a/practice.html").read_text("utf-8")
    assert len(data_of(page)["items"]) == page.count('<li class="item')


FILES = {
    "quizgen.yaml": "format: 1\ntitle: T\nlanguage: en\nnamespace: abcdefghijklm\n",
    "seeds/a.yaml": """
sources: {s: {title: S}}
facts:
  - {id: fair, kind: event, what: the fair, when: 2001-05-23, cite: s p. 1}
""",
}


@pytest.mark.parametrize(
    ("recipe", "said"),
    [
        ("practice: {interactions: [matching]}", "selects-nothing"),
        ("practice: {facts: {topics: [nope]}}", "unknown-topic"),
        ("practice: perhaps", "wrong-type"),
        ("practice: {fact: {}}", "unknown-key"),
    ],
)
def test_a_page_that_cannot_be_is_a_problem_with_its_place(
    workspace: Workspace, run: Run, recipe: str, said: str
) -> None:
    root = workspace({**FILES, "decks/a.yaml": f"title: T\n{recipe}\n"})
    ran = run("check", "--format", "concise", cwd=root)
    assert ran.code == 1
    assert re.search(rf"decks/a.yaml:2:\d+: error\[{said}\]", ran.out + ran.err)
