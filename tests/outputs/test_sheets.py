"""Sheets and keys: what they say, what they must not tell, and how they print."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from playwright.sync_api import Browser, Page, sync_playwright

from quizgen.diagnostics import QuizgenError
from quizgen.items import (
    Citation,
    Form,
    Image,
    Interaction,
    Item,
    Locator,
    Number,
    Option,
    Sheet,
    Study,
    Work,
)
from quizgen.lock import Lock
from quizgen.markup import BLANK, mark, mathml, rich
from quizgen.outputs.sheets import OUTPUT, letter
from quizgen.resources import Shelf, shipped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PIXEL = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,"
    b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
DOTS = Image("dots", "image/gif", PIXEL, "A <dot>", "A. Drawer", "CC0")
WORKS = (
    Work(
        "atlas",
        1,
        "Atlas",
        "Rivers of the north. Atlas Press. 2001.",
        "https://example.org/a?b=1&c",
    ),
    Work("diary", 2, "Diary", "A diary. 1998.", "javascript:alert(1)"),
    Work("unread", 3, "Unread", "Cited nowhere."),
)
HOSTILE = (
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}{% raw %} %s {0} {title}",
    "&amp; &lt;b&gt; \"'`",
    "\u202egnp.exe\u202c\u2067",
    "👩\u200d🏫🇽🇰",
    "x" * 10_000,
    "a\rb\nc",
    "*/ @page { size: A3 } /* \\201c \\",
    "<!-- -->]]>",
)


def cite(source: str, paragraph: str) -> Citation:
    return Citation(source, Locator("paragraph", paragraph))


def item(interaction: Interaction, name: str = "bridge", /, **changes: object) -> Item:
    """An item answered by *interaction*, in which only *changes* are of interest."""
    options = (
        Option(river, river == "Ibar", f"{river} is in the west.", (cite("diary", "4"),))
        for river in ("Drina", "Ibar", "Lim", "Sava")
    )
    plain = Item(
        id=name,
        guid=name,
        facts=(name,),
        kind="place",
        asks="river",
        interaction=interaction,
        context="the atlas",
        stem="Which river does the bridge cross?",
        key=("Ibar",),
        accepted=("Ibar", "the Ibar"),
        options=tuple(options),
        claim="The bridge crosses the Ibar.",
        rationale="",
        citations=(cite("atlas", "8"),),
    )
    if interaction is Interaction.TRUE_FALSE:
        plain = replace(plain, key=("false",), options=())
    if interaction is Interaction.MATCHING:
        responses = tuple(replace(o, is_key=True) for o in plain.options[:2])
        plain = replace(plain, key=("Mitrovica → Ibar", "Višegrad → Drina"), options=responses)
    if interaction is Interaction.DATE:
        plain = replace(plain, key=("May 2001",), date="2001-05", options=())
    if interaction is Interaction.NUMBER:
        plain = replace(plain, number=Number(Decimal(9), Decimal(11), "m"), options=())
    if interaction is Interaction.CLOZE:
        plain = replace(plain, stem=f"The bridge crosses the {BLANK}.")
    return replace(plain, **changes)  # type: ignore[arg-type]


def study(*items: Item, paper: str = "A4", title: str = "Rivers", language: str = "en") -> Study:
    forms = (Form("A", items), Form("B", items[::-1]))
    return Study(
        name="rivers",
        title=title,
        deck="Rivers",
        language=language,
        namespace="ns",
        license="CC BY 4.0",
        as_of="2001-01-01",
        report="mailto:me",
        items=items,
        cards=(),
        sheets=(Sheet("quiz", title, paper, forms),),
        works=WORKS,
        images=(DOTS,),
    )


def made(*items: Item, **about: str) -> dict[str, bytes]:
    return dict(OUTPUT.make(study(*items, **about), Lock(), Shelf()))


def nodes(page: bytes, path: str) -> list[html.HtmlElement]:
    """What XPath finds in *page*; `.name` in *path* stands for any element of that class."""
    classes = r"*[contains(concat(' ', @class, ' '), ' \1 ')]"
    found = html.document_fromstring(page.decode()).xpath(re.sub(r"\.(\w+)", classes, path))
    return cast("list[html.HtmlElement]", found)


def texts(page: bytes, path: str) -> list[str]:
    return [node.text_content() for node in nodes(page, path)]


def cited_in(style: str, *works: Work, quote: str | None = None) -> bytes:
    """The key of one item that cites *works*, in a bibliography of *style*."""
    citations = tuple(replace(cite(work.source, "8"), quote=quote) for work in works)
    one = item(Interaction.SHORT_ANSWER, citations=citations, options=())
    pages = OUTPUT.make(replace(study(one), works=works, style=style), Lock(), Shelf())
    return dict(pages)["quiz-a-key.html"]


REEF = Work(
    "reef",
    1,
    "The reef",
    f"Lee, A. (2020). {mark('i', 'The <reef>')}. https://doi.org/10.1/r",
    "https://reef.example/a",
    "https://doi.org/10.1/r",
    "https://archive.example/r",
)


def test_a_bibliography_has_its_italics_and_one_link_to_each_work() -> None:
    key = cited_in("apa", REEF)
    (entry,) = nodes(key, "//section//ol[@class='hanging']/li")
    assert " ".join(entry.text_content().split()) == (
        "Lee, A. (2020). The <reef>. https://doi.org/10.1/r (archived)"
    )
    assert texts(key, "//section//em") == ["The <reef>"]
    links = [node.get("href") for node in nodes(key, "//section//a")]
    assert links == ["https://doi.org/10.1/r", "https://archive.example/r"]


def test_news_lines_do_not_hang_and_have_their_address_behind() -> None:
    key = cited_in("news", WORKS[0])
    assert not nodes(key, "//ol[@class='hanging']")
    (entry,) = texts(key, "//section//li")
    assert " ".join(entry.split()) == f"{WORKS[0].entry} {WORKS[0].url}"


def test_a_citation_leads_to_its_passage_where_that_is_quoted() -> None:
    passage = "#:~:text=a%20well%2Dkept%20reef"
    key = cited_in("apa", REEF, quote="a well-kept reef")
    links = [node.get("href") for node in nodes(key, "//.why//.passage/a")]
    assert links == [f"https://reef.example/a{passage}", f"https://archive.example/r{passage}"]
    plain = [node.get("href") for node in nodes(cited_in("apa", REEF), "//.why//.passage/a")]
    assert plain == ["https://reef.example/a"]


def test_a_citation_leads_nowhere_but_into_the_web() -> None:
    assert not nodes(cited_in("apa", WORKS[1], quote="a reef"), "//.why//.passage")


def everything() -> dict[str, bytes]:
    return made(*(item(interaction, interaction) for interaction in Interaction))


def test_each_version_has_a_sheet_and_a_key_that_need_no_other_file() -> None:
    files = everything()
    assert list(files) == ["quiz-a.html", "quiz-a-key.html", "quiz-b.html", "quiz-b-key.html"]
    for page in files.values():
        assert page.startswith(b'<!doctype html>\n<html lang="en" dir="ltr">')
        assert b'<meta name="generator" content="quizgen">' in page
        assert b"default-src 'none'" in page
        assert not re.search(
            rb"<script|<link|@import|url\(|\r|\{\{|\{%|undefined", page, re.IGNORECASE
        )
        assert page.endswith(b"</html>\n")


def test_a_sheet_shows_each_question_with_its_options_in_order() -> None:
    sheet = made(item(Interaction.CHOICE, context="from the atlas"))["quiz-a.html"]
    assert texts(sheet, "//h1") == ["Rivers"]
    assert texts(sheet, "//.version") == ["Version A"]
    assert texts(sheet, "//ol/li/.context") == ["from the atlas"]
    assert texts(sheet, "//ol/li/.stem") == ["Which river does the bridge cross?"]
    assert texts(sheet, "//ol/li/ol[@type='A']/li") == ["Drina", "Ibar", "Lim", "Sava"]


@pytest.mark.parametrize(
    ("interaction", "places"),
    [
        (Interaction.CHOICE, {"//ol[@type='A']/li": 4}),
        (Interaction.MULTIPLE_RESPONSE, {"//ol[@type='A']/li/.box": 4}),
        (Interaction.TRUE_FALSE, {"//.truth//.box": 2, "//li//.fill/hr": 1}),
        (Interaction.CLOZE, {"//.stem/.blank": 1}),
        (Interaction.SHORT_ANSWER, {"//.lines/hr": 1}),
        (Interaction.NUMBER, {"//.lines/hr": 1}),
        (Interaction.DATE, {"//.parts/.fill/hr": 2}),
        (Interaction.MATCHING, {"//li/.gap": 2, "//ol[@type='A']/li": 2}),
        (Interaction.ORDERING, {"//li/.gap": 4}),
    ],
)
def test_every_interaction_has_a_place_for_its_answer(
    interaction: Interaction, places: dict[str, int]
) -> None:
    sheet = made(item(interaction))["quiz-a.html"]
    assert {path: len(nodes(sheet, path)) for path in places} == places


@pytest.mark.parametrize("interaction", Interaction)
def test_the_sheet_is_the_same_whichever_answer_is_right(interaction: Interaction) -> None:
    first = item(interaction)
    options = tuple(replace(o, is_key=o.text == "Lim", rationale=None) for o in first.options)
    key = {
        Interaction.TRUE_FALSE: ("true",),
        Interaction.MATCHING: ("Mitrovica → Drina", "Višegrad → Ibar"),
    }.get(interaction, ("Lim",))
    other = replace(
        first, options=options, key=key, accepted=(), claim="It crosses the Lim.", citations=()
    )
    before, after = made(first), made(other)
    assert before["quiz-a.html"] == after["quiz-a.html"]
    assert before["quiz-a-key.html"] != after["quiz-a-key.html"]


def test_a_blank_does_not_tell_how_long_the_answer_is() -> None:
    short = made(item(Interaction.CLOZE, key=("Ibar",)))["quiz-a.html"]
    assert short == made(item(Interaction.CLOZE, key=("Ibar, " * 50,)))["quiz-a.html"]


def test_a_key_says_what_is_right_why_and_where_it_is_read() -> None:
    about = {"disagreement": "The diary says Lim.", "disagreeing": (cite("diary", "2-3"),)}
    key = made(item(Interaction.CHOICE, **about))["quiz-a-key.html"]
    assert texts(key, "//.right//li") == ["B Ibar"]
    assert texts(key, "//.accepted") == ["the Ibar"]
    assert texts(key, "//.why") == ["Why The bridge crosses the Ibar. [1] ¶8 ↗"]
    assert texts(key, "//.wrong")[0] == "Not A Drina – Drina is in the west. [2] ¶4"
    assert [row[:5] for row in texts(key, "//.wrong")] == ["Not A", "Not C", "Not D"]
    assert texts(key, "//.differ") == ["The diary says Lim. [2] ¶2–3"]
    assert texts(key, "//.id") == ["bridge"]


def test_the_sources_of_a_key_are_those_it_cites_with_their_numbers() -> None:
    key = made(item(Interaction.CHOICE))["quiz-a-key.html"]
    assert [li.get("value") for li in nodes(key, "//.sources//li")] == ["1", "2"]
    assert [a.get("href") for a in nodes(key, "//.sources//a")] == ["https://example.org/a?b=1&c"]
    assert {a.get("href") for a in nodes(key, "//.cite")} == {"#source-1", "#source-2"}


@pytest.mark.parametrize(
    ("interaction", "right"),
    [
        (Interaction.TRUE_FALSE, ["False"]),
        (Interaction.SHORT_ANSWER, ["Ibar"]),
        (Interaction.MATCHING, ["B Mitrovica → Ibar", "A Višegrad → Drina"]),
        (Interaction.ORDERING, ["1 Ibar"]),
    ],
)
def test_a_key_answers_in_the_way_asked(interaction: Interaction, right: list[str]) -> None:
    assert texts(made(item(interaction))["quiz-a-key.html"], "//.right//li") == right


def test_a_false_statement_is_put_right() -> None:
    key = made(item(Interaction.TRUE_FALSE))["quiz-a-key.html"]
    assert texts(key, "//.why") == ["Correct is The bridge crosses the Ibar. [1] ¶8 ↗"]


def test_options_have_the_letters_that_browsers_give_them() -> None:
    assert [letter(n) for n in (0, 25, 26, 51, 52, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]


def test_rich_text_arrives_as_formulas_pictures_and_emphasis() -> None:
    sheet = made(item(Interaction.CHOICE, stem=rich("Is *E* $x^2$ in ![dots]?")))["quiz-a.html"]
    assert texts(sheet, "//.stem//em") == ["E"]
    assert texts(sheet, "//.stem//math//msup") == ["x2"]
    (picture,) = nodes(sheet, "//img")
    assert picture.get("alt") == "A <dot>"
    assert picture.get("src", "").startswith("data:image/gif;base64,R0lGOD")
    assert texts(sheet, "//.picture//small") == ["A. Drawer, CC0"]


def test_a_formula_holds_nothing_but_mathematics() -> None:
    assert "<mo>&lt;</mo>" in mathml("a < b")
    assert "<mtext>&lt;img&gt;</mtext>" in mathml(r"\text{<img>}")
    assert "javascript" not in mathml(r"\href{javascript:alert(1)}{x} \style{color:red}{y}")


def test_a_workspace_may_replace_one_part_and_the_words(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "_blank.html.j2").write_text("<span>(…)</span>", "utf-8")
    (tmp_path / "words").mkdir()
    english = (shipped() / "words" / "en.yaml").read_text("utf-8")
    (tmp_path / "words" / "he.yaml").write_text(english, "utf-8")
    cloze = study(item(Interaction.CLOZE), language="he")
    sheet = OUTPUT.make(cloze, Lock(), Shelf(tmp_path))["quiz-a.html"]
    assert texts(sheet, "//.stem") == ["The bridge crosses the (…)."]
    assert b'<html lang="he" dir="rtl">' in sheet
    with pytest.raises(QuizgenError, match="'he'"):
        OUTPUT.make(cloze, Lock(), Shelf())


def test_the_bytes_do_not_depend_on_the_process() -> None:
    code = "import runpy, sys; print(runpy.run_path(sys.argv[1])['digest']())"
    found = {
        subprocess.run(
            [sys.executable, "-c", code, __file__],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(filter(None, sys.path))},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert found == {f"{digest()}\n".encode()}


def digest() -> str:
    return sha256(b"".join(everything().values())).hexdigest()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    return browser.new_page()


def printed(page: Page, sheet: bytes, path: Path) -> list[str]:
    """The words of each page of *sheet*, printed to *path*."""
    page.set_content(sheet.decode())
    page.pdf(path=path, prefer_css_page_size=True)
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)  # noqa: S607
    return done.stdout.decode().rstrip("\f").split("\f")


@pytest.mark.slow
@pytest.mark.parametrize(("paper", "size"), [("A4", "(A4)"), ("letter", "612 x 792 pts (letter)")])
def test_pages_are_numbered_and_no_item_is_broken(
    page: Page, tmp_path: Path, paper: str, size: str
) -> None:
    items = []
    for n in range(24):
        last = Option(f"and the river that is called Last{n}x", rationale=f"Because{n}x")
        asked = item(list(Interaction)[n % 2], str(n), stem="A long sentence to read. " * (n % 5))
        items.append(replace(asked, stem=f"First{n}x {asked.stem}", claim=f"Claim{n}x"))
        items[-1] = replace(items[-1], options=(*items[-1].options, last))
    for name, (head, foot) in {
        "quiz-a.html": ("First{}x", "Last{}x"), "quiz-a-key.html": ("First{}x", "Claim{}x")
    }.items():  # fmt: skip
        sheets = printed(page, made(*items, paper=paper)[name], tmp_path / "sheet.pdf")
        assert len(sheets) > 1
        for number, text in enumerate(sheets, start=1):
            assert f"page {number} of {len(sheets)}" in text
            assert "version a" in text.rstrip().splitlines()[-1].lower()
        for n, one in enumerate(items):
            on = {at for at, text in enumerate(sheets) if head.format(n) in text}
            ends = {at for at, text in enumerate(sheets) if foot.format(n) in text}
            assert len(on) == 1
            assert on == ends or (not ends and one.interaction is Interaction.SHORT_ANSWER)
        info = subprocess.run(["pdfinfo", tmp_path / "sheet.pdf"], capture_output=True, check=True)  # noqa: S607
        assert size in info.stdout.decode()


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
    for text in (*everything().values(), *made(wide, title="W" * 500).values()):
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
        "footer p": "Licence: {}",
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
    hostile = study(item(Interaction.CHOICE, **plain, **about), title=text)
    hostile = replace(hostile, works=works, images=images, license=text, report=text)
    files = OUTPUT.make(hostile, Lock(), Shelf())
    for name, fields in FIELDS.items():
        page.set_content(files[name].decode())
        shown = {path: page.evaluate(SHOWN, path) for path in fields}
        assert shown == {path: how.replace("{}", text) for path, how in fields.items()}
        assert page.evaluate("document.images[0].alt") == text
        assert page.evaluate(
            "[...document.styleSheets[0].cssRules].at(-1).cssText.match(/size: a4/i)"
        )
