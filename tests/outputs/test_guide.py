"""The guide as a page: its links, its picture, in every look and on paper."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, cast

import pytest
from lxml import html

from quizgen import edtf
from quizgen.booklet import Entry, Group, Guide, Moment, Section, Told
from quizgen.cited import Citation, Locator, Work
from quizgen.items import Image, Study
from quizgen.lock import Lock
from quizgen.markup import mark, rich
from quizgen.outputs.guide import OUTPUT
from quizgen.resources import Shelf, shipped
from tests import guides
from tests.browsing import LOOKS, Look, opened
from tests.test_second_workspace import text_of

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.conftest import Golden

HOSTILE = (
    "<script>alert(1)</script>",
    "</title></svg></style><img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}{% raw %} %s {0} {title}",
    "&amp; &lt;b&gt; \"'`",
    "\u202egnp.exe\u202c\u2067\u2069",
    "x" * 10_000,
    "a\rb\nc",
    "<!-- -->]]>",
    "👩\u200d🏫🇽🇰 שלום سلام",
)
ISOLATES = dict.fromkeys((0x2068, 0x2069))  # they keep the directions of lines apart
WORKS = (
    Work("atlas", 1, "Atlas", "Rivers of the north. 2001.", "https://example.org/a"),
    Work("diary", 2, "Diary", "A diary. 1998.", "javascript:alert(1)"),
)


def cite(source: str, place: str) -> Citation:
    return Citation(source, Locator("paragraph", place, (int(place),)))


def entry(fact: str, text: str, **changes: object) -> Entry:
    told = (Told(text, (cite("diary", "3"), cite("atlas", "12"), cite("atlas", "2"))),)
    return replace(Entry(fact, told), **changes)  # type: ignore[arg-type]  # fields of an entry


def guide(text: str = "The bridge fell.", count: int = 3) -> Guide:
    """A guide in which every section tells *text*, of so many facts each."""

    def some(name: str) -> tuple[Entry, ...]:
        return tuple(entry(f"{name}-{n}", f"{text} {name}{n}") for n in range(count))

    dates = [f"19{n % 90 + 10}-05-01" for n in range(count)]
    dated = tuple(replace(e, date=d) for e, d in zip(some("event"), sorted(dates), strict=True))
    headed = (Group(text, some("head")),)
    return Guide(
        title=f"Guide {text}",
        paper="A4",
        sections=(
            Section("timeline", (Group("", dated),)),
            Section("people", headed),
            Section("positions", (Group(text, groups=(Group(text, some("voice")),)),)),
            Section("differ", (Group(text, groups=tuple(Group("", (e,)) for e in some("side"))),)),
            Section("topics", (Group(text, some("topic")),)),
        ),
        moments=tuple(Moment(edtf.parse(e.date), e.date, text) for e in dated),
        works=WORKS,
    )


def page(made: Guide | None, folder: Path | None = None, **changes: object) -> bytes:
    """The page of a guide."""
    study = Study(
        name="test", title="Test", deck="Test", language="en", namespace="x", license="CC0",
        as_of="2001", report=None, items=(), cards=(), sheets=(), works=(), guide=made,
    )  # fmt: skip
    study = replace(study, **changes)  # type: ignore[arg-type]  # fields of a study
    return OUTPUT.make(study, Lock(), Shelf(folder))["guide.html"]


def found(made: bytes, path: str) -> list[html.HtmlElement]:
    return cast("list[html.HtmlElement]", html.document_fromstring(made.decode()).xpath(path))


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The guides of the sample and of two other subjects, by workspace."""
    folder = tmp_path_factory.mktemp("pages")
    written = {}
    for name in ("sample", "year9", "german"):
        made = guides.compiled(name, folder)
        assert made.workspace
        written[name] = folder / f"{name}.html"
        files = OUTPUT.make(made.studies[0], Lock(), made.workspace.shelf)
        written[name].write_bytes(files["guide.html"])
    return written


def test_nothing_is_made_where_nothing_is_wished() -> None:
    made = page(guide())
    assert made.startswith(b"<!doctype html>")
    assert b'<meta name="generator" content="quizgen">' in made[:4096]
    study = Study(
        name="test", title="Test", deck="Test", language="en", namespace="x", license="", as_of="",
        report=None, items=(), cards=(), sheets=(), works=(),
    )  # fmt: skip
    assert OUTPUT.make(study, Lock(), Shelf()) == {}


@pytest.mark.parametrize("name", ["sample", "year9", "german"])
def test_every_link_leads_somewhere_and_no_id_is_there_twice(
    pages: dict[str, Path], name: str
) -> None:
    tree = html.fromstring(pages[name].read_bytes())
    ids = [str(id_) for id_ in cast("list[str]", tree.xpath("//@id"))]
    assert len(ids) == len(set(ids)) > 20
    links = cast("list[str]", tree.xpath("//a/@href"))
    targets = {link.removeprefix("#") for link in links if link.startswith("#")}
    assert targets <= set(ids)
    assert {i for i in ids if i.startswith("source-")} <= targets
    assert any(id_.startswith("item-") for id_ in ids)
    assert any(id_.startswith("fact-") for id_ in ids)


@pytest.mark.parametrize("name", ["sample", "year9", "german"])
def test_the_contents_are_the_headings(pages: dict[str, Path], name: str) -> None:
    made = pages[name].read_bytes()
    listed = [link.text_content() for link in found(made, "//nav//a")]
    assert listed == [head.text_content() for head in found(made, "//main//h2")]
    heads = found(made, "//*[self::h1 or self::h2 or self::h3 or self::h4]")
    levels = [int(str(head.tag)[1]) for head in heads]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_picture_has_a_name_and_the_same_in_words(pages: dict[str, Path]) -> None:
    made = pages["year9"].read_bytes()
    pictures = found(made, "//*[@role='img'][name()='svg']")
    assert len(pictures) > 2
    for picture in pictures:
        ids = picture.get("aria-labelledby", "").split()
        title, about = (found(made, f"//*[@id='{id_}']")[0].text_content() for id_ in ids)
        assert "Timeline, part" in title
        assert "in words" in about
    dated = found(made, "//div[contains(@class, 'wide')]//*[@font-weight]")
    shown = "".join(one.text_content() for one in dated)
    drawn = shown.translate(ISOLATES).replace(" ", "")
    listed = [when.text_content() for when in found(made, "//*[@class='when']")]
    assert len(listed) > 15
    assert all(date.replace(" ", "") in drawn for date in listed)


def test_citations_of_a_source_stand_together_in_order() -> None:
    marks = [link.text_content() for link in found(page(guide(count=1)), "//ol//a[@class='cite']")]
    assert marks == ["[1] ¶2", "¶12", "[2] ¶3"]


def test_the_guide_of_another_subject_reads_as_expected(
    pages: dict[str, Path], golden: Golden
) -> None:
    text = text_of(pages["year9"].read_text("utf-8")).translate(ISOLATES)
    golden("workspaces/year9/expected/guide.txt", text)


def test_rich_text_and_pictures_stand_in_entries_and_in_words_in_the_timeline() -> None:
    dots = Image("dots", "image/gif", b"GIF89a", "two dots", "A. Drawer", "CC0")
    made = page(guide(f"H{mark('_', '2')}O {rich('![dots] $x^2$')}"), images=(dots,))
    assert found(made, "//dd//sub")[0].text == "2"
    assert found(made, "//dd//img")[0].get("alt") == "two dots"
    assert "H₂O two dots $x^2$" in found(made, "//*[name()='svg']")[0].text_content()


def test_from_right_to_left_the_picture_is_mirrored(tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    shutil.copy(shipped() / "words/en.yaml", tmp_path / "words/he.yaml")
    left, right = (page(guide(), tmp_path, language=language) for language in ("en", "he"))
    assert b'<html lang="he" dir="rtl">' in right
    circles = (found(made, "//*[name()='circle']") for made in (left, right))
    xs = ([float(circle.get("cx", "")) for circle in each] for each in circles)
    assert {round(a + b) for a, b in zip(*xs, strict=True)} == {660, 288}
    texts = found(right, "//div[contains(@class, 'narrow')]//*[@text-anchor]")
    assert {text.get("text-anchor") for text in texts} == {"end"}


@pytest.mark.slow
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_the_guide_is_accessible_in_every_look(
    browser: Browser, pages: dict[str, Path], look: Look
) -> None:
    for name in ("sample", "year9") if look.width == 320 else ("sample",):
        with opened(browser, pages[name].as_uri(), look) as shown:
            assert shown.violations() == []
            assert shown.overflow() <= 0
            assert (shown.requests, shown.errors) == ([], [])


BOXES = """name => [...document.querySelectorAll(`.${name} svg`)].map(svg => {
    const frame = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll("text")].map(t => t.getBoundingClientRect());
    const within = texts.every(t => t.left >= frame.left - 1 && t.right <= frame.right + 1
        && t.top >= frame.top - 1 && t.bottom <= frame.bottom + 1);
    const apart = texts.every((a, i) => texts.every((b, j) => i >= j || a.right <= b.left
        || b.right <= a.left || a.bottom <= b.top + 3 || b.bottom <= a.top + 3));
    return [texts.length > 0, within, apart];
})"""


@pytest.mark.slow
@pytest.mark.parametrize(("name", "width"), [("wide", 1280), ("narrow", 320)])
def test_in_real_fonts_no_label_leaves_the_picture(
    browser: Browser, pages: dict[str, Path], tmp_path: Path, name: str, width: int
) -> None:
    texts = ("WWW MMM @@@ " * 9, "語彙" * 60, "".join(HOSTILE), "a fine day in May " * 4)
    files = [pages["sample"]]
    for n, text in enumerate(texts):
        files.append(tmp_path / f"{n}.html")
        files[-1].write_bytes(page(guide(text, 65)))
    for file in files:
        with opened(browser, file.as_uri(), Look(width=width)) as shown:
            boxes = shown.page.evaluate(BOXES, name)
            assert boxes
            assert all(map(all, boxes)), file
            assert shown.overflow() <= 0


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_arrives_as_text(browser: Browser, tmp_path: Path, text: str) -> None:
    file = tmp_path / "hostile.html"
    file.write_bytes(page(guide(text)))
    with opened(browser, file.as_uri(), Look(width=320)) as shown:
        count = shown.page.evaluate("document.querySelectorAll('script, main img').length")
        assert count == 0
        first = shown.page.evaluate("document.querySelector('.sentence').textContent")
        assert first == f"{text} event0"
        assert shown.page.evaluate("document.querySelectorAll('svg').length") >= 2
        assert shown.overflow() <= 0
        assert (shown.requests, shown.errors) == ([], [])


@pytest.mark.slow
@pytest.mark.parametrize(("paper", "size"), [("A4", "(A4)"), ("letter", "612 x 792 pts (letter)")])
def test_on_paper_no_entry_is_split(
    browser: Browser, tmp_path: Path, paper: str, size: str
) -> None:
    long = "a sentence that takes a few lines to be read " * 5

    def lengthened(one: Entry) -> Entry:
        text = f"Begin-{one.fact}- {long}End-{one.fact}-"
        return replace(one, told=(replace(one.told[0], text=text),))

    groups = [
        (section, group.title, tuple(map(lengthened, group.entries)))
        for section in guide("x", 60).sections
        for group in section.groups
        if group.entries and section.name != "people"
    ]
    sections = tuple(replace(s, groups=(Group(title, all_),)) for s, title, all_ in groups)
    made = replace(guide("x", 60), paper=paper, sections=sections)
    file, printed = tmp_path / "guide.html", tmp_path / "guide.pdf"
    file.write_bytes(page(made))
    with opened(browser, file.as_uri()) as shown:
        shown.page.pdf(path=printed, prefer_css_page_size=True)
    read = subprocess.run(["pdftotext", printed, "-"], capture_output=True, check=True)  # noqa: S607
    sheets = [re.sub(r"\s+", "", s) for s in read.stdout.decode().rstrip("\f").split("\f")]
    assert len(sheets) > 5
    for number, sheet in enumerate(sheets, start=1):
        assert f"page{number}of{len(sheets)}" in sheet
    for name in (one.fact for _, _, all_ in groups for one in all_):
        on = {at for at, sheet in enumerate(sheets) if f"Begin-{name}-" in sheet}
        assert len(on) == 1, name
        assert on == {at for at, sheet in enumerate(sheets) if f"End-{name}-" in sheet}
    info = subprocess.run(["pdfinfo", printed], capture_output=True, check=True)  # noqa: S607
    assert size in info.stdout.decode()
