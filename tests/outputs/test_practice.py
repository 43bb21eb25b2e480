"""A round on the practice page: by mouse, by keys alone and by touch alone; what is kept of it."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import pytest

from quizgen.items import Interaction, Practice
from tests.browsing import Look, opened
from tests.practising import ITEMS, OWN, Learner, built

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser


from tests.fingers import Keys, Touch, tab_to

NARROW = Look(width=320)


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


def test_topics_have_the_names_and_the_order_that_the_recipe_gives_them(
    browser: Browser, tmp_path: Path
) -> None:
    named = Practice("Rivers", ITEMS, {"water": "Rivers & lakes"})
    with opened(browser, built(tmp_path, practice=named)) as shown:
        topics = shown.page.locator("[name=topic] option")
        assert topics.all_inner_texts() == ["All topics", "Rivers & lakes", "Bridges"]


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
            Keys(page).answer(known, right=right)
            page.keyboard.press("Enter")
            verdict = "right" if right else "wrong"
            assert (known["way"], learner.verdict()) == (known["way"], verdict)
            assert learner.focused() == "next"
            page.keyboard.press("Enter")
        assert sorted(ways) == sorted(Interaction)
        assert learner.focused() == "result-title"
        assert page.inner_text("#score") == f"{9 if right else 0} of 9 right"
        tab_to(page, "#another")
        page.keyboard.press("Enter")
        assert learner.focused() == "setup-title"
        assert (shown.requests, shown.errors) == ([], [])


def test_keys_leave_every_question_forwards_and_backwards(browser: Browser, tmp_path: Path) -> None:
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


def test_a_whole_round_is_answered_by_touch_alone(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, built(tmp_path), NARROW, touch=True) as shown:
        page, learner, touch = shown.page, Learner(shown.page), Touch(shown.page)
        touch.tap("#wish [type=submit]")
        for _ in ITEMS:
            touch.answer(learner.asked())
            touch.tap("#check")
            assert (learner.asked()["way"], learner.verdict()) == (learner.asked()["way"], "right")
            touch.tap("#next")
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
        for text in (
            "{",
            "[]",
            '{"guids":["gone"],"at":0,"answers":{}}',
            '{"guids":[],"at":0,"answers":{}}',
        ):
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
