"""Flash cards: fronts and backs that meet, type that has room, and what stands on them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice, product
from random import Random
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from quizgen.flashcards import flash_cards
from quizgen.flashcards.faces import Block
from quizgen.flashcards.fitting import SIZES, fitting, lines_of
from quizgen.flashcards.layout import COLUMNS, FOOT, PADDING, PAPERS, Layout, Turned
from quizgen.items import Citation, Interaction, Item, Locator, Number, Option, Study, Work
from quizgen.lock import Lock
from quizgen.markup import BLANK, mark, rich
from quizgen.outputs.flashcards import NAME, OUTPUT
from quizgen.recipe import FlashCardsRecipe
from quizgen.resources import Shelf, shipped
from quizgen.words import find_words
from tests.browsing import LOOKS, Look, opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.conftest import Run

POINT = 25.4 / 72
CITE = Citation("atlas", Locator("paragraph", "8", (8,)))
WORKS = (Work("atlas", 1, "Atlas of rivers, 2001", "Rivers of the north. Atlas Press. 2001."),)
FLIPS: tuple[Turned, ...] = ("long-edge", "short-edge")
LAYOUTS = [Layout(*each) for each in product(PAPERS, (8, 10), FLIPS, (False, True))]


def item(interaction: Interaction = Interaction.SHORT_ANSWER, name: str = "a", **more: Any) -> Item:  # noqa: ANN401
    """An item of which only what is given is of interest."""
    plain = Item(
        id=f"{name}/river/{interaction}",
        guid=f"guid{name}",
        facts=(name,),
        kind="place",
        asks="river",
        interaction=interaction,
        context="From the atlas",
        stem="Which river does the bridge cross?",
        key=("Ibar",),
        accepted=(),
        options=(),
        claim="The bridge crosses the Ibar.",
        rationale="",
        citations=(CITE,),
    )
    return replace(plain, **more)


def options(*texts: str, right: int = 0) -> tuple[Option, ...]:
    return tuple(Option(text, n == right) for n, text in enumerate(texts))


EACH = (
    item(),
    item(Interaction.CHOICE, "b", options=options("Lim", "Ibar", "Sava", right=1)),
    item(Interaction.MULTIPLE_RESPONSE, "c", options=options("Lim", "Ibar"), key=("Lim", "Ibar")),
    item(Interaction.TRUE_FALSE, "d", stem="It crosses the Lim.", key=("false",)),
    item(Interaction.CLOZE, "e", stem=f"The bridge crosses the {BLANK}."),
    item(Interaction.NUMBER, "f", key=("40 m",), number=Number(Decimal(39), Decimal(41), "m")),
    item(Interaction.DATE, "g", key=("May 2001",), date="2001-05"),
    item(
        Interaction.MATCHING,
        "h",
        key=("Plav → Lim", "Raška → Ibar"),
        options=options("Ibar", "Sava", "Lim"),
    ),
    item(Interaction.ORDERING, "i", key=("first", "second"), options=options("second", "first")),
)


def study(*items: Item, language: str = "en") -> Study:
    return Study(
        name="rivers",
        title="Rivers",
        deck="Rivers",
        language=language,
        namespace="ns",
        license="",
        as_of="",
        report=None,
        items=items,
        cards=(),
        sheets=(),
        works=WORKS,
    )


def made(*items: Item, shelf: Shelf | None = None, language: str = "en", **recipe: Any) -> bytes:  # noqa: ANN401
    """The page of *items* as cards."""
    shelf = shelf or Shelf()
    whole = study(*items, language=language)
    words = find_words(shelf, language)
    cards, _ = flash_cards(items, FlashCardsRecipe(**recipe), whole, words)
    return OUTPUT.make(replace(whole, flash_cards=cards), Lock(), shelf)[NAME]


def faces(page: bytes, kind: str) -> dict[str, str]:
    """What the cards say on their *kind* of side, by guid."""
    tree = html.document_fromstring(page.decode())
    cards = tree.xpath(f"//section[contains(@class, '{kind}')]//li[contains(@class, 'card')]")
    found = cast("list[html.HtmlElement]", cards)
    said = ((card.get("id", ""), card.text_content().split()) for card in found)
    return {id_.partition("-")[2]: " ".join(words) for id_, words in said}


# Fronts and backs meet


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_backs_lie_behind_their_fronts(layout: Layout) -> None:
    (width, height), (wide, high) = layout.page, layout.card
    for n in range(layout.per_page):
        (x, y), (behind_x, behind_y) = layout.front(n), layout.back(n)
        turned = (width - x - wide, y) if layout.flip == "long-edge" else (x, height - y - high)
        assert (behind_x, behind_y) == pytest.approx(turned)
        fronts = map(layout.front, range(layout.per_page))
        assert any((behind_x, behind_y) == pytest.approx(place) for place in fronts)


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_cards_fill_the_paper_between_its_margins(layout: Layout) -> None:
    (width, height), (wide, high) = layout.page, layout.card
    places = {layout.front(n) for n in range(layout.per_page)}
    assert len(places) == layout.per_page == COLUMNS * layout.rows
    for x, y in places:
        assert 10 <= x <= width - wide - 10 + 1e-9
        assert 14 <= y <= height - high - 14 + 1e-9
        for edge in (x, x + wide):
            assert any(cut.is_down and cut.x == pytest.approx(edge) for cut in layout.cuts())
        for edge in (y, y + high):
            assert any(not cut.is_down and cut.y == pytest.approx(edge) for cut in layout.cuts())


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a PDF and where it stands, in millimetres from the upper left corner."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


WORD = re.compile(r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)<')


def told(*command: str | Path) -> str:
    """What a program has to say."""
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout


def words_of(pdf: Path) -> dict[str, list[Word]]:
    """The words of *pdf*, as pdftotext finds them."""
    found: dict[str, list[Word]] = {}
    for page, text in enumerate(told("pdftotext", "-bbox", pdf, "-").split("<page ")[1:]):
        for *box, word in WORD.findall(text):
            left, top, right, bottom = (float(edge) * POINT for edge in box)
            found.setdefault(word, []).append(Word(page, left, top, right, bottom))
    return found


def printed(browser: Browser, page: bytes, folder: Path) -> Path:
    """The PDF that a browser makes of *page*."""
    (folder / NAME).write_bytes(page)
    with opened(browser, (folder / NAME).as_uri()) as shown:
        shown.page.pdf(path=folder / "cards.pdf", prefer_css_page_size=True, print_background=True)
    return folder / "cards.pdf"


@pytest.fixture
def leftward(tmp_path: Path) -> Shelf:
    """A language that is written from right to left, in English words."""
    (tmp_path / "templates/words").mkdir(parents=True)
    shutil.copy(shipped() / "words/en.yaml", tmp_path / "templates/words/ar.yaml")
    return Shelf(tmp_path / "templates")


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_printed_on_both_sides_backs_meet_their_fronts(
    browser: Browser, tmp_path: Path, leftward: Shelf, layout: Layout
) -> None:
    count = layout.per_page + 3  # the last page is not full
    items = [
        item(name=f"n{n}", context="", stem=f"front{n}", key=(f"reply{n}",), citations=())
        for n in range(1, count + 1)
    ]
    language, start = ("ar", "right") if layout.right_to_left else ("en", "left")
    recipe = {"paper": layout.paper, "per_page": layout.per_page, "flip": layout.flip}
    page = made(*items, shelf=leftward, language=language, **recipe)
    pdf = printed(browser, page, tmp_path)
    info = told("pdfinfo", pdf)
    assert re.search(r"Pages: +4\n", info)
    size = re.search(r"Page size: +([\d.]+) x ([\d.]+)", info)
    assert size
    width, height = (float(side) * POINT for side in size.groups())
    assert (width, height) == pytest.approx(layout.page, abs=0.3)
    words, (wide, high) = words_of(pdf), layout.card
    sums: list[float] = []
    for n in range(1, count + 1):
        (front,), (back,) = words[f"front{n}"], words[f"reply{n}"]
        feet = {word.page: word for word in words[str(n)] if word.bottom - word.top < 4}
        assert (front.page, back.page) == (0, 1) if n <= layout.per_page else (2, 3)
        # Text begins at the padding of its card, and stands in its middle: so its place is known.
        edge, behind = (
            word.left - PADDING if start == "left" else word.right + PADDING - wide
            for word in (front, back)
        )
        across = [(word.top + word.bottom) / 2 for word in (front, back)]
        for word, (x, y) in ((front, (edge, across[0])), (back, (behind, across[1]))):
            assert word.page in feet, "each side shows the number of the card"
            assert x < feet[word.page].left < feet[word.page].right < x + wide
            assert 0 < feet[word.page].top - y < high / 2
        if layout.flip == "long-edge":
            assert edge + behind + wide == pytest.approx(width, abs=0.5)
            assert across[0] == pytest.approx(across[1], abs=0.5)
        else:
            assert edge == pytest.approx(behind, abs=0.5)
            sums.append(sum(across))
    if sums:
        assert max(sums) - min(sums) < 0.5
        assert sums[0] == pytest.approx(height + PADDING - FOOT, abs=1)


def test_every_back_page_follows_its_fronts() -> None:
    tree = html.document_fromstring(made(*(item(name=f"n{n}") for n in range(17))).decode())
    sides = cast("list[html.HtmlElement]", tree.xpath("//section"))
    assert [side.get("class") for side in sides] == ["side fronts", "side backs"] * 3
    assert [len(side.find_class("card")) for side in sides] == [8, 8, 8, 8, 1, 1]


# Type that has room

ALPHABETS = {
    "latin": "abcdefghijklmnopqrstuvwxyz",
    "capitals": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "wide": "mMWw@%—",
    "cyrillic": "жщшюыдмабвгд",
    "greek": "ωψφμαβγδ",
    "arabic": "صضسشابتثجحخ",
    "hebrew": "אבגדהוזחטיכל",
    "chinese": "鑑識國際關係論",
    "devanagari": "कखगघङचछजझ",
    "digits": "0123456789",
}
FORMULA = mark("m", r"x = \frac{a}{b}")
SAID: dict[str, Callable[[str], str]] = {
    "plain": str,
    "strong": lambda text: rich(f"**{text}**"),
    "em": lambda text: rich(f"*{text}*"),
    "formula": lambda text: f"{text} {FORMULA} {text}",
    "lines": lambda text: text.replace(" ", "\n", 2),
    "cloze": lambda text: f"{text} {BLANK} {text}",
}


def texts(chance: Random, alphabet: str) -> str:
    """Some text: a word or a hundred, short ones or of any length."""
    longest = chance.choice((1, 4, 9, 9, 9, 30, 300))
    words = chance.choice((1, 3, 5, 10, 20, 30, 60))
    return " ".join(
        "".join(chance.choices(alphabet, k=chance.randint(1, longest))) for _ in range(words)
    )


def anything() -> Iterator[Item]:
    """Items of every interaction in many alphabets, short and long."""
    chance = Random(7)  # noqa: S311  (no secret)
    for n in range(500):
        alphabet = ALPHABETS[chance.choice(sorted(ALPHABETS))]
        said = SAID[chance.choice(sorted(SAID))]
        few = tuple(texts(chance, alphabet)[:90] for _ in range(chance.randint(2, 6)))
        interaction = chance.choice(list(Interaction))
        key = few
        if interaction is Interaction.MATCHING:
            key = tuple(f"{text} → {text}" for text in few)
        if interaction is Interaction.TRUE_FALSE:
            key = ("false",)
        yield item(
            interaction,
            f"n{n}",
            stem=said(texts(chance, alphabet)),
            key=key,
            options=options(*(said(text) for text in few)),
            claim=texts(chance, alphabet)[:200],
        )


FONTS = ("inherit", "'DejaVu Sans'", "'DejaVu Serif'")
OUTSIDE = """rooms => rooms.flatMap(room => {
  const box = room.getBoundingClientRect(), card = room.parentElement;
  const all = [...room.querySelectorAll('p, li, bdi, math, img')].map(
    e => e.getBoundingClientRect());
  const by = Math.max(0, ...all.map(r => Math.max(
    box.top - r.top, r.bottom - box.bottom, box.left - r.left, r.right - box.right)));
  const tall = box.height - parseFloat(getComputedStyle(room).getPropertyValue('--tall'));
  return Math.max(by, tall) > 1 ? [[card.id, by, tall]] : [];
})"""


@pytest.mark.slow
@pytest.mark.parametrize("per_page", [8, 10])
@pytest.mark.parametrize("paper", PAPERS)
def test_whatever_is_printed_stays_on_its_card(
    browser: Browser, tmp_path: Path, paper: str, per_page: int
) -> None:
    items = tuple(anything())
    page = made(*items, paper=paper, per_page=per_page)
    shown = faces(page, "fronts")
    assert 60 < len(shown) < len(items), "some have room, and some have none"
    assert {f"size-{n + 1}".encode() in page for n in range(len(SIZES))} == {True}
    (tmp_path / NAME).write_bytes(page)
    tall = Layout(paper, per_page).text[1] / 25.4 * 96
    with opened(browser, (tmp_path / NAME).as_uri()) as opened_page:
        opened_page.page.emulate_media(media="print")
        for font in FONTS:
            style = f".card, .card * {{ font-family: {font} }} .room {{ --tall: {tall} }}"
            opened_page.page.add_style_tag(content=style)
            assert opened_page.page.eval_on_selector_all(".room", OUTSIDE) == [], font


def test_type_is_as_large_as_there_is_room() -> None:
    room = Layout("A4", 8).text
    sizes = [fitting((Block("stem", ("word " * n,)),), room) for n in range(1, 400)]
    assert sizes[0] == SIZES[0]
    assert sizes[-1] is None
    known = [size or 0 for size in sizes]
    assert known == sorted(known, reverse=True)
    assert set(sizes) == {*SIZES, None}


@given(st.text(alphabet="il mW", max_size=200), st.floats(5, 60))
def test_more_text_or_less_room_takes_no_fewer_lines(text: str, room: float) -> None:
    assert lines_of(text, room) <= lines_of(text, room / 2)
    assert lines_of(text, room) <= lines_of(f"{text} more", room)


# What stands on a card


def test_each_way_to_ask_has_its_question_in_front_and_its_answer_behind() -> None:
    page = made(*EACH)
    front, back = faces(page, "fronts"), faces(page, "backs")
    assert list(front) == list(back) == [f"guid{name}" for name in "abcdefghi"]
    source = "Atlas of rivers, 2001, ¶8"
    number = {f"guid{name}": n for n, name in enumerate("abcdefghi", start=1)}
    for each in EACH:
        assert front[each.guid].startswith("From the atlas ")
        assert front[each.guid].endswith(f" {number[each.guid]}")
        assert back[each.guid].endswith(f" {source} {number[each.guid]} {each.id}")
    asked = {guid: text.removeprefix("From the atlas ")[:-2] for guid, text in front.items()}
    told = {guid: text.partition(f" {source}")[0] for guid, text in back.items()}
    stem = "Which river does the bridge cross?"
    assert asked == {
        "guida": stem,
        "guidb": f"{stem} Lim Ibar Sava",
        "guidc": f"{stem} Lim Ibar",
        "guidd": "It crosses the Lim. True or false?",
        "guide": "The bridge crosses the ______________________.",
        "guidf": stem,
        "guidg": stem,
        "guidh": f"{stem} Plav Raška Ibar Sava Lim",
        "guidi": f"{stem} second first",
    }
    assert told == {
        "guida": "Ibar",
        "guidb": "Ibar",
        "guidc": "Lim Ibar",
        "guidd": "False The bridge crosses the Ibar.",
        "guide": "Ibar",
        "guidf": "40 m",
        "guidg": "May 2001",
        "guidh": "Plav → Lim Raška → Ibar",
        "guidi": "first second",
    }


def test_a_source_is_named_once_with_all_its_places() -> None:
    places = tuple(replace(CITE, locator=Locator("paragraph", str(n), (n,))) for n in (8, 3, 8))
    page = made(item(citations=places, disagreement="Sources differ.", disagreeing=(CITE,)))
    assert "Sources differ. Atlas of rivers, 2001, ¶3, 8 1 a/" in faces(page, "backs")["guida"]


def test_strange_text_stays_text() -> None:
    strange = "</style><script>alert(1)</script>{{ 7 * 7 }}&amp;\u202e"
    page = made(item(context=strange, stem=strange, key=(strange,)), title=strange)
    assert not html.document_fromstring(page.decode()).xpath("//script")
    shown = " ".join(strange.split())
    assert shown in faces(page, "fronts")["guida"]
    assert shown in faces(page, "backs")["guida"]


# In a workspace


def recipe(root: Path, *lines: str) -> None:
    path = root / "decks/garden.yaml"
    text = path.read_text("utf-8").partition("flash-cards:")[0]
    path.write_text(f"{text}{chr(10).join(lines)}\n", "utf-8")


@pytest.fixture
def garden(tmp_path: Path, run: Run) -> Path:
    """A first workspace."""
    assert run("init", tmp_path / "garden").code == 0
    return tmp_path / "garden"


def test_a_recipe_wishes_for_the_cards_of_its_deck(garden: Path, run: Run) -> None:
    built = garden / "decks/garden" / NAME
    recipe(garden, "flash-cards: yes")
    ran = run("build", cwd=garden)
    assert (ran.code, ran.err) == (0, "")
    cards = json.loads(run("items", "--format", "json", cwd=garden).out)
    asked = {"short-answer", "cloze"}
    shown = faces(built.read_bytes(), "fronts")
    assert shown
    assert {card["interaction"] for card in cards if card["guid"] in shown} <= asked
    assert run("build", "--check", cwd=garden).code == 0
    recipe(garden, "flash-cards: no")
    assert run("build", cwd=garden).code == 0
    assert not built.exists()


def test_a_recipe_says_which_cards_and_how(garden: Path, run: Run) -> None:
    recipe(
        garden,
        "flash-cards:",
        "  title: To cut",
        "  paper: Letter",
        "  per-page: 10",
        "  flip: short-edge",
        "  interactions: [true-false]",
        "  facts: {ids: [pond, layout]}",
    )
    ran = run("build", cwd=garden)
    assert (ran.code, ran.err) == (0, "")
    page = (garden / "decks/garden" / NAME).read_bytes()
    assert "<h1>To cut</h1>" in page.decode()
    assert "size: letter" in page.decode()
    assert "turned on the short edge" in page.decode()
    back = faces(page, "backs").values()
    assert back
    assert all(re.search(r"^(True|False) .* (pond|layout)/\w+/true-false$", text) for text in back)


WRONG = {
    "per-page: 9": "8 or 10",
    "paper: A5": "A4",
    "flip: sideways": "long-edge",
    "facts: {ids: [pnd]}": "did you mean 'pond'",
    "interactions: [guess]": "short-answer",
    "colour: red": "is not a key that quizgen knows here",
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wish_that_cannot_be_is_a_problem_with_its_place(
    garden: Path, run: Run, wrong: str
) -> None:
    recipe(garden, f"flash-cards: {{{wrong}}}")
    ran = run("check", cwd=garden)
    assert ran.code == 1
    assert "decks/garden.yaml:11:" in ran.out
    assert WRONG[wrong] in ran.out


def test_what_is_too_long_is_left_out_and_said(garden: Path, run: Run) -> None:
    path = garden / "seeds/garden.yaml"
    text = path.read_text("utf-8").replace("the digging of the pond", f"the pond {'o' * 10_000}")
    path.write_text(text, "utf-8")
    recipe(garden, "flash-cards: yes")
    ran = run("build", cwd=garden)
    assert ran.code == 0
    assert "warning[card-too-long]: items too long for a flash card are left out (" in ran.err
    assert "'pond/" in ran.err
    page = (garden / "decks/garden" / NAME).read_text("utf-8")
    assert "ooooo" not in page
    assert "greenhouse" in page
    recipe(garden, "flash-cards: yes", "waive: {card-too-long: it is meant to be read aloud}")
    assert "card-too-long" not in run("build", cwd=garden).err


def test_no_cards_are_a_problem(garden: Path, run: Run) -> None:
    recipe(garden, "flash-cards: {interactions: [matching], facts: {ids: [pond]}}")
    ran = run("check", cwd=garden)
    assert ran.code == 1
    assert "`flash-cards` selects no items" in ran.out


@pytest.mark.slow
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_the_page_is_accessible(browser: Browser, tmp_path: Path, look: Look) -> None:
    (tmp_path / NAME).write_bytes(made(*EACH, *islice(anything(), 60)))
    with opened(browser, (tmp_path / NAME).as_uri(), look) as shown:
        assert shown.violations() == []
        assert shown.overflow() <= 0
        assert (shown.requests, shown.errors) == ([], [])
