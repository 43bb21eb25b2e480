"""The practice page: judged, answered by keys and by touch, kept, and before axe-core."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html import unescape
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from quizgen.items import Image, Interaction, Option
from quizgen.lock import Lock
from quizgen.markup import rich
from quizgen.outputs.practice import OUTPUT
from quizgen.resources import Shelf, shipped
from tests.browsing import LOOKS, Look, Watched, opened
from tests.outputs.test_sheets import HOSTILE, PIXEL
from tests.practising import ITEMS, OWN, Learner, built, cite, data_of, item, study

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.conftest import Run, Workspace

NARROW = Look(width=320)


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


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "bad_file"),
        ("no JSON", "bad_file"),
        ("[]", "bad_file"),
        ('{"quizgen":"progress","format":2,"namespace":"ns","items":{}}', "bad_file"),
        ('{"quizgen":"progress","format":1,"namespace":"other","items":{}}', "other_deck"),
        ('{"quizgen":"progress","format":1,"namespace":"ns","items":{"a":{"right":-1,"wrong":0,'
         '"last":true}}}', "bad_file"),
        ('{"quizgen":"progress","format":1,"namespace":"ns","items":{"a":{"right":1e99,"wrong":0,'
         '"last":true}}}', "bad_file"),
        ('{"quizgen":"progress","format":1,"namespace":"ns","items":{"a":"<img>"}}', "bad_file"),
        ('{"quizgen":"progress","format":1,"namespace":"ns","items":{"__proto__":{"right":1,'
         '"wrong":0,"last":true}}}', "1 items"),
    ],
)  # fmt: skip
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
    assert not re.search(r"<link|@import|url\(|\son\w+=|\sstyle=|\{\{|undefined", page.split("</script>")[1])
    assert page.index('name="generator" content="quizgen"') < 4096


def test_the_page_without_items_is_no_file() -> None:
    assert not OUTPUT.make(replace(study(*ITEMS), practice=None), Lock(), Shelf())


def test_every_word_of_the_scripts_is_in_the_catalogue() -> None:
    folder = shipped() / "pages" / "practice"
    code = "".join(path.read_text("utf-8") for path in sorted(folder.glob("*.js")))
    said = {key for call in re.findall(r"say\(([^)]*)\)", code) for key in re.findall(r'"(\w+)"', call)}
    page = OUTPUT.make(study(*ITEMS), Lock(), Shelf())["practice.html"].decode()
    assert len(said) > 30
    assert {f"practice_{key}" for key in said} <= data_of(page)["words"].keys()


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


# A round


def test_every_way_to_answer_is_judged_right_and_wrong(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, built(tmp_path)) as shown:
        learner = Learner(shown.page)
        for right, verdict, score in ((True, "right", "9 of 9"), (False, "wrong", "0 of 9")):
            learner.begin(length="")
            assert learner.go_through(right=right) == [verdict] * 9
            assert shown.page.inner_text("#score") == f"{score} right"
            shown.page.click("#another")
        assert learner.scores() == (0, 9, 0)
        assert (shown.requests, shown.errors) == ([], [])


def test_what_is_right_is_told_with_reasons_and_citations(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, f"{built(tmp_path)}#item-a1") as shown:
        page = shown.page
        page.check(".shown label:has-text('Drina') input")
        assert Learner(page).check() == "wrong"
        assert page.inner_text(".shown .is-wrong .mark") == "✗ Wrong"
        assert page.inner_text(".shown .is-right .mark") == "✓ Right answer"
        assert page.inner_text(".shown .answer > .wrong") == "Drina – Drina is elsewhere. [2] ¶8"
        assert page.inner_text(".shown .why") == "Why So says the claim of a1. [1] ¶8 ↗"
        assert page.get_attribute(".shown .why .passage a", "href") == "https://example.org/atlas"
        assert page.inner_text("#status") == "Not right. Ibar"
        page.click(".others summary")
        assert page.inner_text(".others p") == "Lim – Lim is elsewhere. [2] ¶8"
        assert page.locator(".shown input:enabled").count() == 0


def test_after_false_stands_what_is_right(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, f"{built(tmp_path)}#item-a3") as shown:
        shown.page.check(".shown label:has-text('False') input")
        assert Learner(shown.page).check() == "right"
        assert "Correct is So says the claim of a3." in shown.page.inner_text(".shown .answer")


def test_a_slip_of_the_pen_is_for_the_learner_to_judge(browser: Browser, tmp_path: Path) -> None:
    address = f"{built(tmp_path)}#item-a5"
    for button, score in (("yes", "1 of 1 right"), ("no", "0 of 1 right")):
        with opened(browser, address) as shown:
            shown.page.fill(".shown input", "Ana Vucicc")
            assert Learner(shown.page).check() == "near"
            assert "check the spelling" in shown.page.inner_text(".shown .verdict")
            shown.page.click(f"#{button}")
            assert shown.page.inner_text("#score") == score


def test_an_answer_judged_wrong_can_be_overruled(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, f"{built(tmp_path)}#item-a5") as shown:
        learner = Learner(shown.page)
        learner.answer(right=False)
        assert learner.check() == "wrong"
        shown.page.click("#overrule")
        assert learner.focused() == "next"
        shown.page.click("#next")
        assert shown.page.inner_text("#score") == "1 of 1 right"
        shown.page.click("#another")
        assert learner.scores() == (1, 0, 8)


def test_a_long_answer_is_judged_by_its_learner(browser: Browser, tmp_path: Path) -> None:
    address = f"{built(tmp_path, *ITEMS, OWN)}#item-b1"
    with opened(browser, address) as shown:
        page = shown.page
        page.fill(".shown textarea", "for a shorter way")
        page.keyboard.press("Enter")
        assert Learner(page).verdict() == "own"
        page.click("#yes:has-text('I was right')")
        assert page.inner_text("#score") == "1 of 1 right"
    with opened(browser, address) as shown:
        shown.page.fill(".shown textarea", "To spare people the long way!")
        assert Learner(shown.page).check() == "right"


def test_nothing_given_is_no_answer_and_not_to_know_is_wrong(
    browser: Browser, tmp_path: Path
) -> None:
    with opened(browser, built(tmp_path)) as shown:
        learner = Learner(shown.page)
        learner.begin(length="", way="cloze")
        learner.shown().locator("input").first.fill("Ibar")
        shown.page.click("#check")
        assert learner.verdict() == ""
        assert shown.page.inner_text("#status") == "Answer first, or say that you do not know."
        shown.page.click("#give-up")
        assert learner.verdict() == "wrong"
        assert "Morava" in shown.page.inner_text("#status")


def test_flash_cards_are_turned_and_judged_by_the_learner(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, built(tmp_path)) as shown:
        learner, page = Learner(shown.page), shown.page
        learner.begin(length="", mode="cards")
        for n in range(9):
            assert not page.locator(".shown .answer").is_visible()
            assert page.locator(".shown :is(input, select, textarea)").count() == 0
            assert learner.check() == "shown"
            page.click("#yes" if n % 2 else "#no")
        assert page.inner_text("#score") == "4 of 9 right"
        page.click("#again")
        assert page.inner_text("#where") == "Question 1 of 5"
        assert page.locator("#flip").is_visible()


def test_those_missed_are_asked_again_until_all_are_right(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, built(tmp_path)) as shown:
        learner, page = Learner(shown.page), shown.page
        learner.begin(length="")
        for n in range(9):
            learner.answer(right=n not in (2, 7))
            learner.check()
            page.click("#next")
        assert page.inner_text("#score") == "7 of 9 right"
        page.click("#again")
        assert learner.go_through(right=True) == ["right"] * 2
        assert page.inner_text("#score") == "2 of 2 right"
        assert not page.locator("#again").is_visible()
        page.click("#another")
        page.select_option("[name=which]", "missed")
        assert page.inner_text("#fit") == "No question fits. Choose something else."
        page.click("#wish [type=submit]")
        assert page.locator("#setup").is_visible()


def test_filters_choose_by_topic_source_and_way(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, built(tmp_path)) as shown:
        page, learner = shown.page, Learner(shown.page)
        for name, value, count in (("topic", "bridges", 1), ("source", "1", 8), ("way", "date", 1)):
            page.select_option(f"[name={name}]", value)
            assert page.inner_text("#fit") == f"Questions that fit: {count}"
            page.select_option(f"[name={name}]", "")
        learner.begin(topic="bridges")
        assert learner.asked()["guid"] == "a3"


def test_an_address_opens_one_question_and_the_way_back(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, f"{built(tmp_path)}#item-a7") as shown:
        learner, page = Learner(shown.page), shown.page
        assert learner.asked()["guid"] == "a7"
        page.click("#end")
        learner.begin(length="")
        learner.go_through(right=False)
        page.locator(".by-itself a").nth(1).click()
        assert page.inner_text("#where") == "Question 1 of 1"
        page.go_back()
        assert page.inner_text("#score") == "0 of 9 right"
        page.goto(f"{shown.address.partition('#')[0]}#item-nothing")
        page.reload()
        assert page.locator("#setup").is_visible()
        assert shown.errors == []


# By keys alone, and by touch alone


def tab_to(page: Page, target: str) -> None:
    """Press Tab until what *target* selects has the focus."""
    for _ in range(60):
        if page.evaluate("path => document.activeElement.matches(path)", target):
            return
        page.keyboard.press("Tab")
    raise AssertionError(target)


def type_in(page: Page, known: dict[str, Any], *, right: bool) -> None:
    """Answer by keys alone: what has the focus is the first control of the question."""
    keys = page.keyboard
    match known["way"]:
        case "choice" | "true-false":
            choices = page.locator(".shown input").count()
            place = known["right"][0] if right else (known["right"][0] + 1) % choices
            keys.press("Space")
            for _ in range(place):
                keys.press("ArrowDown")
        case "multiple-response":
            for n in range(page.locator(".shown input").count()):
                if (n in known["right"]) is right:
                    keys.press("Space")
                keys.press("Tab")
        case "date":
            for part in ("d", "m", "y"):
                tab_to(page, f"[id$='-{part}']")
                keys.type({"d": "23", "m": "May", "y": "2001" if right else "2002"}[part])
        case "matching":
            for n, place in enumerate(known["right"]):
                keys.type(chr(ord("A") + place) if right else "C")
                keys.press("Tab") if n + 1 < len(known["right"]) else None
        case "ordering" if right:
            for place, n in enumerate(known["right"]):
                order = page.eval_on_selector_all(
                    ".shown .options > li", "rows => rows.map((row) => Number(row.dataset.n))"
                )
                while page.evaluate("document.activeElement.className") != "move up" or (
                    page.evaluate("Number(document.activeElement.closest('li').dataset.n)") != n
                ):
                    keys.press("Tab" if order.index(n) >= place else "Shift+Tab")
                    if page.evaluate("document.activeElement.closest('li')") is None:
                        tab_to(page, "[data-n] .up")
                for _ in range(order.index(n) - place):
                    keys.press("Enter")
        case "ordering":
            pass
        case _:
            for n, accepted in enumerate(known["accept"]):
                keys.press("Tab") if n else None
                keys.type(accepted[0] if right else "zzz")


@pytest.mark.parametrize("right", [True, False])
def test_a_whole_round_is_answered_by_keys_alone(
    browser: Browser, tmp_path: Path, *, right: bool
) -> None:
    with opened(browser, built(tmp_path)) as shown:
        page, learner = shown.page, Learner(shown.page)
        tab_to(page, "#wish [type=submit]")
        page.keyboard.press("Enter")
        ways = []
        for _ in ITEMS:
            known = learner.asked()
            ways.append(known["way"])
            type_in(page, known, right=right)
            if known["way"] in ("matching", "ordering"):
                tab_to(page, "#check")
            page.keyboard.press("Enter")
            assert (known["way"], learner.verdict()) == (known["way"], "right" if right else "wrong")
            assert learner.focused() == "next"
            page.keyboard.press("Enter")
        assert sorted(ways) == sorted(Interaction)
        assert learner.focused() == "result-title"
        assert page.inner_text("#score") == f"{9 if right else 0} of 9 right"
        tab_to(page, "#another")
        page.keyboard.press("Enter")
        assert learner.focused() == "setup-title"
        assert (shown.requests, shown.errors) == ([], [])


def test_keys_leave_every_question_forwards_and_backwards(
    browser: Browser, tmp_path: Path
) -> None:
    with opened(browser, built(tmp_path)) as shown:
        for one, key in product(ITEMS, ("Tab", "Shift+Tab")):
            shown.page.goto(f"{shown.address}#item-{one.guid}")
            assert shown.page.evaluate("document.activeElement.closest('.shown') !== null")
            for _ in range(30):
                shown.page.keyboard.press(key)
                if shown.page.evaluate("!document.activeElement.closest('.shown')"):
                    break
            else:
                pytest.fail(f"{key} stays in {one.guid}")
            shown.page.click("#end")


def tap(page: Page, target: str, nth: int = 0) -> None:
    """Touch the middle of what *target* selects."""
    found = page.locator(target).nth(nth)
    found.scroll_into_view_if_needed()
    box = found.bounding_box()
    assert box, target
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def touch_in(page: Page, known: dict[str, Any]) -> None:
    """Answer rightly by touch; the picker of a list and the keys of the screen are the system's."""
    match known["way"]:
        case "choice" | "true-false" | "multiple-response":
            for n in known["right"]:
                tap(page, ".shown .options label", n)
        case "ordering":
            for place, n in enumerate(known["right"]):
                order = page.eval_on_selector_all(
                    ".shown .options > li", "rows => rows.map((row) => Number(row.dataset.n))"
                )
                for at in range(order.index(n), place, -1):
                    tap(page, ".shown .up", at)
        case "matching":
            for n, place in enumerate(known["right"]):
                tap(page, ".shown select", n)
                page.locator(".shown select").nth(n).select_option(str(place))
        case "date":
            for part, value in zip("ymd", known["date"].split("-"), strict=True):
                tap(page, f".shown [id$='-{part}']")
                if part == "m":
                    page.locator(".shown select").select_option(str(int(value)))
                else:
                    page.keyboard.insert_text(value)
        case _:
            for n, accepted in enumerate(known["accept"]):
                tap(page, ".shown input", n)
                page.keyboard.insert_text(accepted[0])


def test_a_whole_round_is_answered_by_touch_alone(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, built(tmp_path), NARROW, touch=True) as shown:
        page, learner = shown.page, Learner(shown.page)
        tap(page, "#wish [type=submit]")
        for _ in ITEMS:
            touch_in(page, learner.asked())
            tap(page, "#check")
            assert (learner.asked()["way"], learner.verdict()) == (learner.asked()["way"], "right")
            tap(page, "#next")
        assert page.inner_text("#score") == "9 of 9 right"
        assert (shown.requests, shown.errors) == ([], [])


# Progress


def test_progress_and_the_round_outlive_the_page_and_its_edition(
    browser: Browser, tmp_path: Path
) -> None:
    with opened(browser, built(tmp_path)) as shown:
        learner, page = Learner(shown.page), shown.page
        learner.begin(length="")
        for right in (True, True, False):
            learner.answer(right=right)
            learner.check()
            page.click("#next")
        built(tmp_path, *(replace(one, stem=f"Now: {one.stem}") for one in ITEMS), OWN)
        page.reload()
        assert learner.scores() == (2, 1, 7)
        page.click("#continue")
        assert page.inner_text("#where") == "Question 4 of 9"
        assert page.inner_text(".shown .stem").startswith("Now:")
        assert len(learner.go_through(right=True)) == 6
        assert page.inner_text("#score") == "8 of 9 right"


def test_progress_travels_as_a_file(browser: Browser, tmp_path: Path) -> None:
    address, kept = built(tmp_path), tmp_path / "kept.json"
    with opened(browser, address) as shown:
        learner = Learner(shown.page)
        learner.begin(length="")
        learner.go_through(right=True)
        shown.page.click("#another")
        with shown.page.expect_download() as download:
            shown.page.click("#save")
        assert download.value.suggested_filename == "rivers-progress.json"
        download.value.save_as(kept)
        assert (shown.requests, shown.errors) == ([], [])
    with opened(browser, address) as shown:
        learner = Learner(shown.page)
        assert learner.scores() == (0, 0, 9)
        shown.page.set_input_files("#load", kept)
        shown.page.locator("#said", has_text="Loaded. Questions with progress: 9").wait_for()
        assert learner.scores() == (9, 0, 0)
        for text, said in (
            ("{", "This file holds no progress of a practice page. Nothing has been changed."),
            (
                json.dumps({**json.loads(kept.read_text()), "namespace": "x"}),
                "This file belongs to other questions. Nothing has been changed.",
            ),
        ):
            kept.write_text(text)
            shown.page.set_input_files("#load", kept)
            shown.page.locator("#said", has_text=said).wait_for()
            assert learner.scores() == (9, 0, 0)
        shown.page.on("dialog", lambda dialog: dialog.accept())
        shown.page.click("#forget")
        assert learner.scores() == (0, 0, 9)


BLOCKED = """Object.defineProperty(window, "localStorage", {
    get() { throw new DOMException("no", "SecurityError"); } })"""


def test_a_browser_that_keeps_nothing_is_good_enough(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, built(tmp_path)) as shown:
        shown.page.add_init_script(BLOCKED)
        shown.page.reload()
        learner = Learner(shown.page)
        assert "keeps nothing" in shown.page.inner_text("#kept")
        learner.begin(length="")
        learner.go_through(right=True)
        shown.page.click("#another")
        assert learner.scores() == (9, 0, 0)
        assert shown.errors == []


def test_what_stands_in_the_storage_cannot_break_the_page(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, built(tmp_path)) as shown:
        for text in ("{", "[]", '{"guids":["gone"],"at":0,"answers":{}}', '{"guids":[],"at":0,"answers":{}}'):
            shown.page.evaluate(
                """text => {
                    localStorage.setItem("quizgen.practice.ns", text);
                    localStorage.setItem("quizgen.practice.ns.rivers.round", text);
                }""",
                text,
            )
            shown.page.reload()
            assert Learner(shown.page).scores() == (0, 0, 9)
            assert not shown.page.locator("#continue").is_visible()
        assert shown.errors == []


# Looks


def assert_sound(shown: Watched, state: str) -> None:
    """The page is accessible, and as wide as its window."""
    shown.page.evaluate("Promise.all(document.getAnimations().map((a) => a.finished))")
    assert (state, shown.violations()) == (state, [])
    assert (state, shown.overflow()) == (state, 0)


@pytest.mark.slow
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_the_page_is_accessible_in_every_state(browser: Browser, tmp_path: Path, look: Look) -> None:
    with opened(browser, built(tmp_path, *ITEMS, OWN), look) as shown:
        page, learner = shown.page, Learner(shown.page)
        assert_sound(shown, "start")
        for right in (True, False):
            learner.begin(length="")
            while page.locator("#bar").is_visible():
                way = learner.asked()["way"]
                assert_sound(shown, f"{way}, asked")
                learner.answer(right=right)
                verdict = learner.check()
                for summary in page.locator(".shown .others summary").all():
                    summary.click()
                assert_sound(shown, f"{way}, {verdict}")
                page.locator("#next:visible, #yes:visible").click()
            assert_sound(shown, "result")
            page.click("#another")
        learner.begin(mode="cards", length="", way="matching")
        assert_sound(shown, "card")
        learner.check()
        assert_sound(shown, "card, turned")
        assert (shown.requests, shown.errors) == ([], [])


def test_without_a_script_it_is_a_list_to_unfold(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, built(tmp_path), script=False) as shown:
        page = shown.page
        assert page.locator(".item:visible").count() == len(ITEMS)
        assert page.locator(":is(button, input, select):visible").count() == 0
        assert page.locator(".answer:visible").count() == 0
        for summary in page.locator("summary").all():
            summary.click()
        answers = page.locator(".answer:visible").all_inner_texts()
        for one, text in zip(ITEMS, answers, strict=True):
            assert one.claim in text
            assert all(key in text for key in one.key if one.interaction is not Interaction.TRUE_FALSE)
        assert "Drina – Drina is elsewhere. [2] ¶8" in answers[0]
        assert (shown.requests, shown.errors) == ([], [])


@pytest.mark.slow
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_the_unfolded_list_is_accessible(browser: Browser, tmp_path: Path, look: Look) -> None:
    built(tmp_path)
    path = tmp_path / "practice.html"
    # The page's script is refused: axe-core could not run where all scripts are.
    path.write_text(re.sub("script-src [^;]*", "script-src 'none'", path.read_text("utf-8"), count=1), "utf-8")
    with opened(browser, path.as_uri(), look) as shown:
        assert not shown.page.evaluate("document.documentElement.classList.contains('js')")
        for summary in shown.page.locator("summary").all():
            summary.click()
        assert shown.page.locator(".answer:visible").count() == len(ITEMS)
        assert_sound(shown, "unfolded")


SMALL = """() => [...document.querySelectorAll("a, button, select, input, textarea, summary, label")]
    .filter((element) => element.checkVisibility())
    .map((element) => [element.outerHTML.slice(0, 80), element.getBoundingClientRect()])
    .filter(([, box]) => box.width < 24 || box.height < 24)
    .map(([html, box]) => `${box.width} x ${box.height}: ${html}`)"""


@pytest.mark.parametrize("width", [1280, 320])
def test_every_target_is_large_enough(browser: Browser, tmp_path: Path, width: int) -> None:
    with opened(browser, built(tmp_path), Look(width=width)) as shown:
        page, learner = shown.page, Learner(shown.page)
        assert page.evaluate(SMALL) == []
        learner.begin(length="")
        while page.locator("#bar").is_visible():
            assert page.evaluate(SMALL) == []
            learner.answer(right=False)
            learner.check()
            assert page.evaluate(SMALL) == []
            page.click("#next")
        assert page.evaluate(SMALL) == []


def test_nothing_moves_where_that_is_not_wished(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, built(tmp_path)) as shown:
        moving = "document.getAnimations().length"
        Learner(shown.page).begin(length="")
        assert shown.page.evaluate(moving) > 0
        shown.page.emulate_media(reduced_motion="reduce")
        shown.page.reload()
        Learner(shown.page).begin(length="")
        assert shown.page.evaluate(moving) == 0


def test_a_language_from_right_to_left(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    english = (shipped() / "words" / "en.yaml").read_text("utf-8")
    (tmp_path / "words" / "he.yaml").write_text(english, "utf-8")
    address = built(tmp_path, language="he", shelf=Shelf(tmp_path))
    with opened(browser, address, NARROW) as shown:
        learner = Learner(shown.page)
        assert shown.page.get_attribute("html", "dir") == "rtl"
        learner.begin(length="")
        assert learner.go_through(right=True) == ["right"] * 9
        assert shown.overflow() == 0


# Bad input


def hostile(text: str) -> tuple[list[Any], dict[str, Any]]:
    """Items with *text* in every field, and a study with it in all of its own."""
    options = tuple(Option(f"{text}{n}", n == 0, text, cite("atlas")) for n in range(4))
    fields = {
        "context": text, "stem": f"{text} {rich('![dots]')}", "claim": f"{text}!",
        "rationale": text, "disagreement": text, "accepted": (f"{text}+",),
        "tags": (f"topic::{text}", "topic::b"),
    }  # fmt: skip
    items = []
    for one in ITEMS:
        key = {
            Interaction.TRUE_FALSE: ("false",),
            Interaction.MATCHING: (f"p → {text}0", f"q{text} → {text}1"),
            Interaction.ORDERING: tuple(f"{text}{n}" for n in range(4)),
        }.get(one.interaction, (f"{text}0",))
        stem = {"stem": one.stem} if one.interaction is Interaction.CLOZE else {}
        key = (*key, text) if one.interaction is Interaction.CLOZE else key
        items.append(replace(one, id=text, key=key, options=options, **{**fields, **stem}))
    image = Image("dots", "image/gif", PIXEL, text, text, text)
    works = tuple(replace(work, short=text, entry=text) for work in study().works)
    about = {"title": text, "license": text, "report": text, "works": works, "images": (image,)}
    return items, {**about, "name": text, "namespace": text}


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_text(browser: Browser, tmp_path: Path, text: str) -> None:
    items, about = hostile(text)
    with opened(browser, built(tmp_path, *items, **about), NARROW) as shown:
        page, learner = shown.page, Learner(shown.page)
        for right in (True, False):
            learner.begin(length="")
            while page.locator("#bar").is_visible():
                learner.answer(right=right)
                learner.check()
                assert shown.overflow() == 0
                page.locator("#next:visible, #yes:visible").click()
            assert shown.overflow() == 0
            page.click("#another")
        assert page.locator("script").count() == 2
        assert page.locator("h1 *, bdi *, .context *, .id *, option *, dd *").count() == 0
        assert page.locator("img:not([src^='data:image/gif'])").count() == 0
        assert page.evaluate("document.querySelector('h1').textContent") == text
        assert ([r for r in shown.requests if not r.startswith("data:")], shown.errors) == ([], [])


def test_five_hundred_options_are_no_trouble(browser: Browser, tmp_path: Path) -> None:
    many = tuple(Option(f"river {n}", is_key=True) for n in range(500))
    pairs = tuple(f"bridge {n} → river {n}" for n in range(500))
    texts = tuple(option.text for option in many)
    items = (
        item("m1", Interaction.MULTIPLE_RESPONSE, "Which?", *texts, options=many),
        item("m2", Interaction.MATCHING, "Match.", *pairs, options=many),
        item("m3", Interaction.ORDERING, "Order.", *texts, options=many),
    )
    with opened(browser, built(tmp_path, *items), NARROW) as shown:
        learner = Learner(shown.page)
        learner.begin(length="")
        while shown.page.locator("#bar").is_visible():
            shown.page.click("#give-up")
            assert learner.verdict() == "wrong"
            assert shown.overflow() == 0
            shown.page.click("#next")
        assert shown.errors == []


@pytest.mark.slow
def test_a_thousand_questions_open_at_once(
    browser: Browser, tmp_path: Path, record_property: Any  # noqa: ANN401  (pytest's own type is private)
) -> None:
    items = [replace(ITEMS[n % 9], guid=f"g{n:04}", facts=(f"f{n}",)) for n in range(1000)]
    address = built(tmp_path, *items)
    with opened(browser, address) as shown:
        loaded = shown.page.evaluate(
            "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
        )
        begun = shown.page.evaluate(
            "() => { const t = performance.now(); startWished(); return performance.now() - t; }"
        )
    size = (tmp_path / "practice.html").stat().st_size
    record_property("a page of 1000 questions", f"{size} bytes, {loaded:.0f} ms, {begun:.0f} ms")
    assert size < 2_000_000
    assert loaded < 3000
    assert begun < 500
