"""The practice page as axe-core judges it in every state and look, and what is thrown at it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from quizgen.items import Image, Interaction, Option
from quizgen.markup import rich
from quizgen.resources import Shelf, shipped
from tests.browsing import LOOKS, Look, Watched, opened
from tests.papers import HOSTILE, PIXEL
from tests.practising import ITEMS, OWN, Learner, built, cite, item, study

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser


NARROW = Look(width=320)


# Looks


def assert_sound(shown: Watched, state: str) -> None:
    """The page is accessible, and as wide as its window."""
    shown.page.evaluate("Promise.all(document.getAnimations().map((a) => a.finished))")
    assert (state, shown.violations()) == (state, [])
    assert (state, shown.overflow()) == (state, 0)


@pytest.mark.slow
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_the_page_is_accessible_in_every_state(
    browser: Browser, tmp_path: Path, look: Look
) -> None:
    with opened(browser, built(tmp_path, *ITEMS, OWN), look) as shown:
        page, learner = shown.page, Learner(shown.page)
        assert_sound(shown, "start")
        learner.begin(length="")
        while page.locator("#bar").is_visible():
            way = learner.asked()["way"]
            assert_sound(shown, f"{way}, asked")
            learner.answer(right=False)
            verdict = learner.check()
            for summary in page.locator(".shown .others summary").all():
                summary.click()
            assert_sound(shown, f"{way}, {verdict}")
            page.locator("#next:visible, #no:visible").click()
        assert_sound(shown, "result")
        for way in ("choice", "matching", "cloze"):
            page.click("#another")
            learner.begin(way=way)
            learner.answer(right=True)
            assert learner.check() == "right"
            assert_sound(shown, f"{way}, right")
            page.click("#next")
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
            assert all(
                key in text for key in one.key if one.interaction is not Interaction.TRUE_FALSE
            )
        assert "Drina – Drina is elsewhere. [2] ¶8" in answers[0]
        assert (shown.requests, shown.errors) == ([], [])


@pytest.mark.slow
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_the_unfolded_list_is_accessible(browser: Browser, tmp_path: Path, look: Look) -> None:
    built(tmp_path)
    path = tmp_path / "practice.html"
    # The page's script is refused: axe-core could not run where all scripts are.
    path.write_text(
        re.sub("script-src [^;]*", "script-src 'none'", path.read_text("utf-8"), count=1), "utf-8"
    )
    with opened(browser, path.as_uri(), look) as shown:
        assert not shown.page.evaluate("document.documentElement.classList.contains('js')")
        for summary in shown.page.locator("summary").all():
            summary.click()
        assert shown.page.locator(".answer:visible").count() == len(ITEMS)
        assert_sound(shown, "unfolded")


TARGETS = "a, button, select, input, textarea, summary, label"
SMALL = """targets => [...document.querySelectorAll(targets)]
    .filter((element) => element.checkVisibility())
    .map((element) => [element.outerHTML.slice(0, 80), element.getBoundingClientRect()])
    .filter(([, box]) => box.width < 23.99 || box.height < 23.99) // a box is a sum of fractions
    .map(([html, box]) => `${box.width} x ${box.height}: ${html}`)"""


@pytest.mark.parametrize("width", [1280, 320])
def test_every_target_is_large_enough(browser: Browser, tmp_path: Path, width: int) -> None:
    with opened(browser, built(tmp_path), Look(width=width)) as shown:
        page, learner = shown.page, Learner(shown.page)
        assert page.evaluate(SMALL, TARGETS) == []
        learner.begin(length="")
        while page.locator("#bar").is_visible():
            assert page.evaluate(SMALL, TARGETS) == []
            learner.answer(right=False)
            learner.check()
            assert page.evaluate(SMALL, TARGETS) == []
            page.click("#next")
        assert page.evaluate(SMALL, TARGETS) == []


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
    fields: dict[str, Any] = {
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
        about_it: dict[str, Any] = {**fields, **stem}
        items.append(replace(one, id=text, key=key, options=options, **about_it))
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
    browser: Browser,
    tmp_path: Path,
    record_property: Any,  # noqa: ANN401  (pytest's own type is private)
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
