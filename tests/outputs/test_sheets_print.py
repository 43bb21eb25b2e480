"""Sheets and keys as browsers show and print them: whole, and nothing but what authors wrote."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizgen.compile import compile_workspace
from quizgen.items import Interaction, Layout, Option
from quizgen.markup import BLANK, plain, rich
from tests.papers import (
    DOTS,
    HOSTILE,
    WORKS,
    cite,
    everything,
    item,
    made,
    nodes,
    pages_of,
    printed,
    study,
    texts,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from quizgen.items import Form, Item, Study

VARIANTS = ("large-print", "easy-reading")


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


# No item is split, and no heading stands without its items


def crowd(count: int) -> Iterator[Item]:
    """*count* items of all interactions, each of which says where it begins and where it ends."""
    for n in range(count):
        interaction = list(Interaction)[n * len(Interaction) // count]
        stem = f"First{n}x {'A long sentence to read. ' * (n % 6)}"
        last = Option(f"and the river that is called Last{n}x", rationale=f"Because{n}x")
        one = item(interaction, f"{n}", stem=stem, claim=f"Claim{n}x")
        match interaction:
            case Interaction.CLOZE:
                yield replace(one, stem=f"{stem}{BLANK} is a river, Last{n}x")
            case Interaction.NUMBER:
                assert one.number
                yield replace(one, number=replace(one.number, unit=f"Last{n}x"))
            case Interaction.ORDERING:
                yield replace(one, options=(*one.options, last), key=(*one.key, last.text))
            case Interaction.SHORT_ANSWER | Interaction.TRUE_FALSE | Interaction.DATE:
                yield one
            case _:
                yield replace(one, options=(*one.options, last))


TOKEN = re.compile(r"(First|Last)(\d+)x")
ENDS = {Interaction.TRUE_FALSE: "If false, correct it", Interaction.DATE: "Year"}


@pytest.mark.slow
@pytest.mark.parametrize("paper", ["A4", "letter"])
@pytest.mark.parametrize("name", ["quiz-a", "quiz-a-large-print", "quiz-a-easy-reading", "narrow"])
def test_no_item_of_two_hundred_is_split(
    browser: Browser, tmp_path: Path, paper: str, name: str
) -> None:
    items = list(crowd(200))
    layout = Layout(columns=2) if name == "narrow" else Layout(variants=VARIANTS)
    sheet = made(*items, paper=paper, layout=layout)[f"{name.replace('narrow', 'quiz-a')}.html"]
    pages = printed(browser, sheet, tmp_path / "sheet.pdf", "-raw")
    assert_none_is_split(items, pages)
    assert_headings_stay(sheet, pages)


def assert_none_is_split(items: list[Item], pages: list[str]) -> None:
    """Every one of *items* ends on the page where it begins."""
    found = [(at, *word) for at, page in enumerate(pages) for word in TOKEN.findall(page)]
    firsts = {int(n): at for at, word, n in found if word == "First"}
    lasts = {int(n): at for at, word, n in found if word == "Last"}
    assert list(firsts) == list(range(len(items)))
    assert len(lasts) > len(items) / 2
    assert {n: firsts[n] for n in lasts} == lasts
    for interaction, end in ENDS.items():
        begun = [firsts[n] for n, one in enumerate(items) if one.interaction is interaction]
        assert begun == [at for at, page in enumerate(pages) for _ in re.findall(end, page)]


def assert_headings_stay(sheet: bytes, pages: list[str]) -> None:
    """Every heading of *sheet* stands on the page of the item that follows it."""
    starts = texts(sheet, "//section[@class='group']/h2")
    firsts = texts(sheet, "//section[@class='group']/ol/li[1]")
    assert len(starts) == len(Interaction)
    for start, first in zip(starts, firsts, strict=True):
        token = re.search(r"First\d+x", first)
        assert token
        (at,) = [at for at, text in enumerate(pages) if token[0] in text]
        assert start in " ".join(pages[at].split())


@pytest.mark.slow
@pytest.mark.parametrize(("paper", "size"), [("A4", "(A4)"), ("letter", "612 x 792 pts (letter)")])
def test_pages_of_a_key_are_numbered_and_no_answer_is_split(
    browser: Browser, tmp_path: Path, paper: str, size: str
) -> None:
    key = made(*crowd(60), paper=paper)["quiz-a-key.html"]
    pages = printed(browser, key, tmp_path / "key.pdf")
    assert len(pages) > 1
    for number, text in enumerate(pages, start=1):
        assert f"page {number} of {len(pages)}" in text
        assert "version a" in text.rstrip().splitlines()[-1].lower()
    for n in range(60):
        on = {at for at, text in enumerate(pages) if f"First{n}x" in text}
        ends = {at for at, text in enumerate(pages) if f"Claim{n}x" in text}
        assert len(on) == 1
        assert ends == on
    info = subprocess.run(["pdfinfo", tmp_path / "key.pdf"], capture_output=True, check=True)  # noqa: S607
    assert size in info.stdout.decode()


@pytest.mark.slow
@pytest.mark.parametrize("paper", ["A4", "letter"])
@pytest.mark.parametrize("name", ["quiz-a", "quiz-a-large-print", "quiz-a-easy-reading"])
def test_each_part_of_an_answer_strip_fits_on_its_page(
    browser: Browser, tmp_path: Path, paper: str, name: str
) -> None:
    asked = [item(Interaction.CHOICE, f"{n}") for n in range(80)]
    layout = Layout(variants=VARIANTS, strip=True)
    sheet = made(*asked, item(Interaction.CLOZE, "last"), paper=paper, layout=layout)[
        f"{name}.html"
    ]
    parts = len(nodes(sheet, "//.marked"))
    pages = printed(browser, sheet, tmp_path / "sheet.pdf")
    assert ["Answer sheet" in page for page in pages] == (
        [False] * (len(pages) - parts) + [True] * parts
    )


@pytest.mark.slow
def test_only_an_item_longer_than_a_page_is_split(browser: Browser, tmp_path: Path) -> None:
    options = tuple(Option(f"River{n}x", n == 7) for n in range(500))
    long = item(Interaction.CHOICE, "long", options=options, key=("River7x",))
    items = list(crowd(40))
    sheet = made(long, *items)["quiz-a.html"]
    pages = printed(browser, sheet, tmp_path / "sheet.pdf", "-raw")
    assert re.findall(r"River\d+x", "".join(pages)) == [f"River{n}x" for n in range(500)]
    assert_none_is_split(items, pages)
    strange = replace(long, stem="x" * 10_000)
    pages = printed(browser, made(strange)["quiz-a.html"], tmp_path / "sheet.pdf", "-raw")
    assert "".join(pages).count("x") > 10_000


# What the variants are for

SIZES = """() => {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
    while (walk.nextNode()) {
        const style = getComputedStyle(walk.currentNode.parentElement);
        if (walk.currentNode.data.trim() && style.display !== "none") found.push({
            size: parseFloat(style.fontSize) * 0.75,
            leading: parseFloat(style.lineHeight) / parseFloat(style.fontSize),
            slant: style.fontStyle, align: style.textAlign, case: style.textTransform,
            under: style.textDecorationLine, of: walk.currentNode.parentElement.outerHTML,
        });
    }
    return found;
}"""
RICH = rich("Is *E* $x^2$ in ![dots]?")


@pytest.mark.slow
def test_large_print_is_large_in_all_its_parts(page: Page) -> None:
    items = [item(interaction, interaction, stem=f"{RICH}{BLANK}") for interaction in Interaction]
    points = {Interaction.CHOICE: Decimal("1.5")}
    layout = Layout(variants=VARIANTS, strip=True, points=points, instructions="Read.")
    page.emulate_media(media="print")
    page.set_content(made(*items, layout=layout)["quiz-a-large-print.html"].decode())
    found = page.evaluate(SIZES)
    assert len(found) > 100
    assert [text for text in found if text["size"] < 18 and "<m" not in text["of"]] == []
    assert {text["slant"] for text in found} == {"normal"}
    assert page.evaluate(
        "[...document.styleSheets[0].cssRules].some(r => r.cssText.match(/@page.*18pt/))"
    )


@pytest.mark.slow
def test_easy_reading_follows_the_style_guide(page: Page) -> None:
    items = [item(interaction, interaction, stem=f"{RICH}{BLANK}") for interaction in Interaction]
    page.emulate_media(media="print")
    page.set_content(
        made(*items, layout=Layout(variants=VARIANTS))["quiz-a-easy-reading.html"].decode()
    )
    found = page.evaluate(SIZES)
    assert [text for text in found if text["size"] < 12 and "<m" not in text["of"]] == []
    assert [t for t in found if t["leading"] < 1.5 and "box" not in t["of"]] == []
    assert {text["slant"] for text in found} == {"normal"}
    assert {text["align"] for text in found} <= {"start", "end"}
    assert {(text["case"], text["under"]) for text in found} == {("none", "none")}
    page.emulate_media(media="screen")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == (
        "rgb(251, 244, 227)"
    )


@pytest.mark.slow
@pytest.mark.parametrize("paper", ["A4", "letter"])
def test_easy_reading_has_no_line_of_more_than_seventy_characters(
    browser: Browser, tmp_path: Path, paper: str
) -> None:
    stem = "Which of the many rivers of the north does the old bridge cross, and why? " * 9
    one = item(Interaction.CHOICE, stem=stem, options=(Option(stem), Option("Ibar", is_key=True)))
    sheet = made(one, paper=paper, layout=Layout(variants=VARIANTS))["quiz-a-easy-reading.html"]
    (text,) = printed(browser, sheet, tmp_path / "sheet.pdf", "-raw")
    lines = [re.sub(r"^(1|A)\. ", "", line.strip()) for line in text.splitlines()]
    assert 50 < max(map(len, lines)) <= 70


# Keys, read back from their pages


@pytest.fixture(scope="module")
def sample(repository: Path) -> Study:
    """The sample, compiled from its seeds."""
    compilation, _ = compile_workspace(repository)
    return compilation.studies[0]


@pytest.mark.slow
def test_the_printed_keys_of_the_sample_answer_as_its_items_do(
    browser: Browser, tmp_path: Path, sample: Study
) -> None:
    files = pages_of(sample)
    for form in sample.sheets[0].forms:
        name = f"quiz-{form.version.lower()}"
        pages = printed(browser, files[f"{name}-key.html"], tmp_path / "key.pdf")
        text = squeezed("".join(page.rstrip().rpartition("\n")[0] for page in pages))
        options = [texts_of(li) for li in nodes(files[f"{name}.html"], "//ol[@start]/li")]
        begins = [text.index(squeezed(f"{n}.{o.context}{o.stem}")) for n, o in numbered(form)]
        assert begins == sorted(begins)
        for (_, one), on_sheet, begin, end in zip(
            numbered(form), options, begins, [*begins[1:], text.index("Sources1.")], strict=True
        ):
            block = text[begin:end].replace(squeezed(one.id), "")
            assert_says(block, one, on_sheet)


def assert_says(block: str, one: Item, options: list[str]) -> None:
    """The *block* of a key gives the key of *one* right behind its stem, each part in its order."""
    at = block.index(squeezed(one.stem)) + len(squeezed(one.stem))
    key = list(enumerate(one.key))
    if one.interaction is Interaction.MULTIPLE_RESPONSE:
        key.sort(key=lambda part: options.index(squeezed(part[1])))
    for n, part in key:
        printed_as = part.capitalize() if one.interaction is Interaction.TRUE_FALSE else part
        said = squeezed(f"{mark_of(one, n, options)}{printed_as}")
        found = block.index(said, at)
        assert re.fullmatch(r"(?:\[\d+\]¶[\d–,¶]+)*", block[at:found]), (said, block)
        at = found + len(said)


def mark_of(one: Item, n: int, options: list[str]) -> str:
    """What a student marks for part *n* of the key, by the letters of the sheet's options."""
    match one.interaction:
        case Interaction.CHOICE | Interaction.MULTIPLE_RESPONSE:
            return "ABCDEFGHIJ"[options.index(squeezed(one.key[n]))]
        case Interaction.MATCHING:
            return "ABCDEFGHIJ"[options.index(squeezed(one.key[n].partition(" → ")[2]))]
        case Interaction.ORDERING:
            return str(n + 1)
        case _:
            return ""


def numbered(form: Form) -> list[tuple[int, Item]]:
    return list(enumerate(form.items, start=1))


def texts_of(li: object) -> list[str]:
    found = li.xpath(".//ol[@type='A']/li/bdi")  # type: ignore[attr-defined]
    return [squeezed(node.text_content()) for node in found]


def squeezed(marked: str) -> str:
    """The letters of *marked* alone: where lines break and how long gaps are is left open."""
    return re.sub(r"[\s_]+", "", plain(marked))


# On a screen


@pytest.mark.slow
def test_a_root_has_its_sign(page: Page) -> None:
    page.emulate_media(media="screen")
    asked = item(Interaction.CHOICE, stem=rich(r"What is $\sqrt{x}$?"))
    page.set_content(made(asked)["quiz-a.html"].decode())
    wide = "path => document.querySelector(path).getBoundingClientRect().width"
    assert page.evaluate(wide, "msqrt") > page.evaluate(wide, "msqrt mi") + 5


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_narrow_screen_shows_it_whole_and_nothing_is_fetched(
    browser: Browser, scheme: str
) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640}, color_scheme=scheme)  # type: ignore[arg-type]
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    page.on("console", lambda message: seen.append(message.text))
    page.on("pageerror", lambda error: seen.append(str(error)))
    wide = item(
        Interaction.CHOICE, "w" * 400, stem=rich(f"{'x' * 10_000} ${'+'.join('abc' * 40)}$ ![dots]")
    )
    layout = Layout(variants=VARIANTS, strip=True, columns=2)
    plain_ones, wide_ones = everything(layout=layout), made(wide, title="W" * 500, layout=layout)
    for text in (*plain_ones.values(), *wide_ones.values()):
        page.set_content(text.decode())
        assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert [s for s in seen if not s.startswith("data:image/gif")] == []
    page.close()


ALLOWED = st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n\r\x85").filter(
    lambda c: not (0xFDD0 <= ord(c) <= 0xFDEF or ord(c) & 0xFFFE == 0xFFFE)
)


FIELDS = {
    "quiz-a.html": {
        "h1": "{}",
        ".context": "{}",
        ".stem": "{}",
        ".options bdi": "{}0|{}1|{}2",
        "small": "{}, CC0",
        "header .instructions": "{}",
        ".license": "Licence: {}",
        "script, h1 *, .context *, .options bdi *": "",
    },
    "quiz-a-key.html": {
        "h1": "{}",
        ".id": "{}",
        ".right bdi": "{}0",
        ".accepted": "{}",
        ".claim": "{}!",
        ".rationale": "{}",
        ".option": "{}1|{}2",
        ".reason": "{}|{}",
        ".disagreement": "{}",
        ".sources bdi": "{}",
        "script, .id *, .claim *, .reason *": "",
    },
}
FIELDS |= {f"quiz-a-{name}.html": FIELDS["quiz-a.html"] for name in VARIANTS}
SHOWN = """path => [...document.querySelectorAll(path)]
    .map(element => element.firstChild.data ?? element.textContent).join("|")"""


@pytest.mark.slow
@settings(max_examples=60)
@given(
    st.lists(st.sampled_from(HOSTILE) | st.text(ALLOWED, min_size=1), min_size=1, max_size=3).map(
        "".join
    )
)
def test_any_text_arrives_as_text(page: Page, text: str) -> None:
    options = tuple(Option(f"{text}{n}", n == 0, text, (cite("atlas", "1"),)) for n in range(3))
    plain = dict.fromkeys(("id", "context", "rationale", "disagreement"), text)
    stem = f"{text}{rich('![dots]')}"
    about = {"stem": stem, "claim": f"{text}!", "accepted": (text,), "options": options}
    works = (replace(WORKS[0], entry=text, url=text),)
    images = (replace(DOTS, alt=text, credit=text),)
    layout = Layout(instructions=text, variants=VARIANTS, strip=True)
    hostile = study(item(Interaction.CHOICE, **plain, **about), title=text, layout=layout)
    hostile = replace(hostile, works=works, images=images, license=text, report=text)
    files = pages_of(hostile)
    for name, fields in FIELDS.items():
        page.set_content(files[name].decode())
        shown = {path: page.evaluate(SHOWN, path) for path in fields}
        assert shown == {path: how.replace("{}", text) for path, how in fields.items()}
        assert page.evaluate("document.images[0].alt") == text
        assert page.evaluate(
            "[...document.styleSheets[0].cssRules].at(-1).cssText.match(/size: a4/i)"
        )
