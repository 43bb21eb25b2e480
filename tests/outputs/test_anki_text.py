"""Any text arrives on an Anki card as it was written."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quizgen import markup
from quizgen.anki_text import clean, field_html
from quizgen.items import Card, Citation, Image, Interaction, Item, Locator, Option, Study, Work
from quizgen.lock import Entry, Lock
from quizgen.outputs.anki import make, shipped
from quizgen.resources import Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from anki.cards import Card as AnkiCard
    from playwright.sync_api import Browser

HOSTILE = (
    "<b>", "</div>", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "&amp;", "&#92;(",
    "<!--", "-->", "{{", "}}", "{{Question}}", "{{c1::x}}", "{{c2::", "::", ":", "{{type:ID}}",
    "[latex]x[/latex]", "[$]x[/$]", "[$$]", "[sound:a.mp3]", "[anki:tts lang=en_US]x[/anki:tts]",
    "[anki:play:q:0]", "[[type:ID]]", "[[anki_source]]", r"\(x\)", r"\[x\]", r"\begin{equation}",
    "$x$", "$$x$$", "\\", "'", '"', "\n", "\N{ZERO WIDTH SPACE}", "\u202ertl", "\u0645\u0631", "🇽🇰",
    "e\u0301", "<%", "{", "}", "[", "]", "(", ")", "</style>", "x" * 10_000,
)  # fmt: skip
OURS = {"div", "span", "bdi", "cite", "ul", "ol", "li", "hr", "br", "a", "em", "img"}
EVERY = st.lists(
    st.sampled_from(HOSTILE)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufdd0\ufdd1\ufdd2")),
    max_size=8,
).map("".join)
SPOKEN = EVERY.filter(lambda text: text.strip() != "")  # a question of nothing is no card
TYPED = re.compile(r"\[\[type:(.+?)\]\]")  # what Anki's reviewer makes an input of
SHELF = Shelf()
PIXEL = Image("p", "image/svg+xml", b"<svg/>", "a picture", "R. Rowe", "CC0")


class Page(HTMLParser):
    """The text of a page, and the names of its elements."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.elements: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        """Note an element; the end of a line is an element, too."""
        self.elements.add(tag)
        self.text += "\n" * (tag == "br")

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text += data


def page_of(html: str) -> Page:
    page = Page()
    page.feed(re.sub(r"\A\s*<style>.*?</style>", "", html, count=1, flags=re.DOTALL))
    page.close()
    return page


def as_shown(text: str) -> str:
    return normalize("NFC", clean(text))


def item_of(text: str, interaction: Interaction) -> Item:
    citations = (Citation("s", Locator("page", text)),)
    return Item(
        id=f"id {text}",
        guid="",
        facts=(),
        kind="event",
        asks="when",
        interaction=interaction,
        context=text,
        stem=f"before{text}{markup.BLANK}{text}after",
        key=(text,),
        accepted=(f"also x {text}",),
        options=(Option(text, is_key=True), Option("no", rationale=text, citations=citations)),
        claim=f"claim {text}",
        rationale=f"because {text}",
        citations=citations,
        disagreement=f"but {text}",
        disagreeing=citations,
        tags=(text,),
    )


def study_of(*items: Item, text: str = "") -> Study:
    return Study(
        name="deck",
        title=text,
        deck=f"Deck::{text}",
        language="en",
        namespace="a namespace of the tests",
        license=text,
        as_of=text,
        report=text,
        items=items,
        cards=tuple(Card(item, "Deck") for item in items),
        sheets=(),
        works=(Work("s", 1, text, text, text),),
        images=(PIXEL,),
    )


@pytest.fixture(scope="module")
def learner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    """A collection that takes one package after the other."""
    made = Collection(str(tmp_path_factory.mktemp("anki") / "collection.anki2"))
    yield made
    made.close()


NUMBERS = count()


def cards_of(collection: Collection, study: Study) -> list[AnkiCard]:
    """The cards of *study*, imported as notes that the collection has not yet."""
    number = next(NUMBERS)
    items = [replace(item, guid=f"{number}-{place}") for place, item in enumerate(study.items)]
    study = replace(
        study,
        namespace=f"namespace {number}",
        items=tuple(items),
        cards=tuple(Card(item, "Deck") for item in items),
    )
    lock = Lock({key: Entry(mod=1, digest="") for key in shipped(study, SHELF)})
    path = Path(collection.path).with_name("deck.apkg")
    path.write_bytes(make(study, lock, SHELF)["deck.apkg"])
    options = ImportAnkiPackageOptions()
    collection.import_anki_package(
        ImportAnkiPackageRequest(package_path=str(path), options=options)
    )
    query = "select c.id from cards c join notes n on n.id = nid where guid = ?"
    assert collection.db
    return [collection.get_card(collection.db.scalar(query, item.guid)) for item in items]


def assert_only_text(collection: Collection, card: AnkiCard) -> None:
    output = card.render_output()
    assert not output.question_av_tags
    assert not output.answer_av_tags
    for side in (card.question(), card.answer()):
        assert page_of(side).elements <= OURS
        assert not TYPED.search(side)
    assert not collection.media.check().missing


@pytest.mark.slow
@example("".join(HOSTILE))
@example("{{{:::}}}")
@given(EVERY)
def test_any_text_arrives_on_a_card(learner: Collection, text: str) -> None:
    family = (Interaction.SHORT_ANSWER, Interaction.CHOICE)
    items = [item_of(text, interaction) for interaction in family]
    for card, item in zip(cards_of(learner, study_of(*items, text=text)), items, strict=True):
        assert_only_text(learner, card)
        front, back = page_of(card.question()).text, page_of(card.answer()).text
        stem = as_shown(f"before{text}____{text}after")
        assert stem in front
        assert stem in back
        for part in ("id ", "claim ", "because ", "but ", ""):
            assert as_shown(part + text) in back
        assert as_shown(f"also x {text}") in back or item.interaction is Interaction.CHOICE


@pytest.mark.slow
@example("".join(HOSTILE))
@example("{{{:::}}}")
@example(":")
@given(SPOKEN)
def test_any_text_arrives_in_a_cloze(learner: Collection, text: str) -> None:
    item = item_of(text, Interaction.CLOZE)
    (card,) = cards_of(learner, study_of(item, text=text))
    assert_only_text(learner, card)
    assert (
        as_shown(f"before{text}") + "[...]" + as_shown(f"{text}after")
        in page_of(card.question()).text
    )
    assert as_shown(f"before{text}{text}{text}after") in page_of(card.answer()).text


def test_control_characters_part_no_fields() -> None:
    study = study_of()
    assert field_html("a\x1fb\0c\r\nd\re", study) == "a\ufffdb\ufffdc<br>d<br>e"
    assert "\x1f" not in field_html(markup.mark("m", "a\x1fb"), study)


def test_alt_text_stays_in_its_attribute() -> None:
    image = replace(PIXEL, alt='"> <b> [sound:a.mp3] {{c1::x}} \\(')
    html = field_html(markup.mark("!", "p"), replace(study_of(), images=(image,)))
    assert html.count("<") == 1
    assert not re.search(r"\[sound|\{\{|::|\\", html)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  (only for these tests)

    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as driver:
        made = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield made
        made.close()


def typeset(browser: Browser, *htmls: str) -> list[tuple[str, int]]:
    """The text that each of *htmls* shows under Anki's own MathJax, and how many formulas."""
    anki = find_spec("_aqt")
    if anki is None or not anki.submodule_search_locations:
        pytest.skip("Anki's web files are not installed (pip install --no-deps aqt)")
    scripts = Path(anki.submodule_search_locations[0]) / "data/web/js"
    page = browser.new_page()
    page.set_content("".join(f"<section>{html}</section>" for html in htmls))
    page.add_script_tag(path=scripts / "mathjax.js")
    page.add_script_tag(path=scripts / "vendor/mathjax/tex-chtml-full.js")
    page.evaluate("MathJax.startup.promise.then(() => MathJax.typesetPromise())")
    found: list[tuple[str, int]] = page.evaluate(
        "[...document.querySelectorAll('section')].map(s =>"
        " [s.innerText, s.querySelectorAll('mjx-container').length])"
    )
    page.close()
    return [(text, formulas) for text, formulas in found]


@pytest.mark.slow
def test_only_formulas_become_formulas(browser: Browser) -> None:
    plain = [r"a \(x^2\) b", r"a \[x\] b", r"\\(x\\)", r"\begin{equation}x\end{equation}", "$$x$$"]
    study = study_of()
    entities = r"&#92;(x&#92;)"  # what does not help: the page has backslashes again
    formula = field_html(f"so {markup.mark('m', r'a < b^{{2}}')}.", study)
    *texts, naive, real = typeset(
        browser, *(field_html(text, study) for text in plain), entities, formula
    )
    assert texts == [(text, 0) for text in plain]
    assert naive[1] == 1
    assert real[1] == 1


@pytest.mark.slow
@settings(max_examples=10)
@given(texts=st.lists(EVERY, min_size=20, max_size=20))
def test_no_text_becomes_a_formula(browser: Browser, texts: list[str]) -> None:
    study = study_of()
    shown = typeset(browser, *(field_html(text, study) for text in texts))
    assert [formulas for _, formulas in shown] == [0] * len(texts)
