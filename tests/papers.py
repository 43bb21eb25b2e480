"""Small studies for tests of paper: items of every interaction, their sheets and keys, printed."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, TypedDict, Unpack, cast

from lxml import html

from quizgen.items import (
    Citation,
    Form,
    Image,
    Interaction,
    Item,
    Layout,
    Locator,
    Number,
    Option,
    Sheet,
    Study,
    Work,
)
from quizgen.lock import Lock
from quizgen.markup import BLANK
from quizgen.outputs.sheets import OUTPUT
from quizgen.resources import Shelf

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

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
    """Paragraph *paragraph* of *source*."""
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
    if interaction is Interaction.ORDERING:
        rivers = tuple(replace(option, is_key=False) for option in plain.options)
        plain = replace(plain, key=("Ibar", "Sava", "Drina", "Lim"), options=rivers)
    if interaction is Interaction.DATE:
        plain = replace(plain, key=("May 2001",), date="2001-05", options=())
    if interaction is Interaction.NUMBER:
        plain = replace(plain, number=Number(Decimal(9), Decimal(11), "m"), options=())
    if interaction is Interaction.CLOZE:
        plain = replace(plain, stem=f"The bridge crosses the {BLANK}.")
    return replace(plain, **changes)  # type: ignore[arg-type]


class About(TypedDict, total=False):
    """What a study may have otherwise than usual."""

    paper: str
    title: str
    language: str
    layout: Layout


def study(*items: Item, **about: Unpack[About]) -> Study:
    """A study of one sheet of *items* in two versions."""
    forms = (Form("A", items), Form("B", items[::-1]))
    title, layout = about.get("title", "Rivers"), about.get("layout", Layout())
    return Study(
        name="rivers",
        title=title,
        deck="Rivers",
        language=about.get("language", "en"),
        namespace="ns",
        license="CC BY 4.0",
        as_of="2001-01-01",
        report="mailto:me",
        items=items,
        cards=(),
        sheets=(Sheet("quiz", title, about.get("paper", "A4"), forms, layout),),
        works=WORKS,
        images=(DOTS,),
    )


def made(*items: Item, **about: Unpack[About]) -> dict[str, bytes]:
    """The files of a study of *items*, by name."""
    return pages_of(study(*items, **about))


def pages_of(study: Study) -> dict[str, bytes]:
    """The files of *study*, by name."""
    return dict(OUTPUT.make(study, Lock(), Shelf()))


def everything(**about: Unpack[About]) -> dict[str, bytes]:
    """The files of a study with an item of every interaction."""
    return made(*(item(interaction, interaction) for interaction in Interaction), **about)


def nodes(page: bytes, path: str) -> list[html.HtmlElement]:
    """What XPath finds in *page*; `.name` in *path* stands for any element of that class."""
    classes = r"*[contains(concat(' ', @class, ' '), ' \1 ')]"
    found = html.document_fromstring(page.decode()).xpath(re.sub(r"\.(\w+)", classes, path))
    return cast("list[html.HtmlElement]", found)


def texts(page: bytes, path: str) -> list[str]:
    """The words of each element that *path* finds in *page*."""
    return [node.text_content() for node in nodes(page, path)]


def printed(browser: Browser, sheet: bytes, path: Path, how: str = "-layout") -> list[str]:
    """The words of each page of *sheet*, printed to *path*."""
    page = browser.new_page()
    page.set_content(sheet.decode())
    page.pdf(path=path, prefer_css_page_size=True)
    page.close()
    done = subprocess.run(["pdftotext", how, path, "-"], capture_output=True, check=True)  # noqa: S607
    return done.stdout.decode().rstrip("\f").split("\f")
