"""A practice page for tests: nine items about a river, and a learner who answers them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from quizgen.items import (
    Citation,
    Interaction,
    Item,
    Locator,
    Number,
    Option,
    Practice,
    Study,
    Work,
)
from quizgen.lock import Lock
from quizgen.markup import BLANK
from quizgen.outputs.practice import OUTPUT
from quizgen.resources import Shelf

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator as Found
    from playwright.sync_api import Page

    from quizgen.items import Image

WORKS = (
    Work("atlas", 1, "the atlas", "Rivers of the north. 2001.", "https://example.org/atlas"),
    Work("diary", 2, "the diary", "A ferryman's diary. 1998."),
)


def cite(source: str, paragraph: str = "8") -> tuple[Citation, ...]:
    """A citation of *source*."""
    return (Citation(source, Locator("paragraph", paragraph)),)


def offered(*texts: str, right: int) -> tuple[Option, ...]:
    """Options of which the first *right* are right, each other one with its reason."""
    wrong = (Option(t, rationale=f"{t} is elsewhere.", citations=cite("diary")) for t in texts)
    return tuple(Option(o.text, is_key=True) if n < right else o for n, o in enumerate(wrong))


def item(guid: str, interaction: Interaction, stem: str, *key: str, **about: Any) -> Item:  # noqa: ANN401  (any field)
    """An item about a fact of its own."""
    plain = Item(
        id=f"{guid}/asked",
        guid=guid,
        facts=(guid,),
        kind="river",
        asks="what",
        interaction=interaction,
        context="",
        stem=stem,
        key=key,
        accepted=(),
        options=(),
        claim=f"So says the claim of {guid}.",
        rationale="",
        citations=cite("atlas"),
        tags=("topic::water", "kind::river", "source::atlas"),
    )
    return replace(plain, **about)


ITEMS = (
    item("a1", Interaction.CHOICE, "Which river does it cross?", "Ibar",
         options=offered("Ibar", "Drina", "Lim", right=1)[::-1]),
    item("a2", Interaction.MULTIPLE_RESPONSE, "Which of these are rivers?", "Ibar", "Lim",
         options=offered("Ibar", "Lim", "Oak", "Elm", right=2)[::-1]),
    item("a3", Interaction.TRUE_FALSE, "The bridge is of wood.", "false",
         options=(Option("True", rationale="The ferry is of wood."), Option("False", is_key=True)),
         tags=("topic::bridges", "source::diary"), citations=cite("diary")),
    item("a4", Interaction.CLOZE, f"The {BLANK} flows into the {BLANK}.", "Ibar", "Morava"),
    item("a5", Interaction.SHORT_ANSWER, "Who built it?", "Ana Vučić", accepted=("A. Vučić",)),
    item("a6", Interaction.NUMBER, "How long is it?", "10 metres",
         number=Number(Decimal(9), Decimal(11), "metres"), accepted=("10",)),
    item("a7", Interaction.DATE, "On which date was it opened?", "23 May 2001", date="2001-05-23"),
    item("a8", Interaction.MATCHING, "Match bridge and river.", "Stone → Ibar", "Iron → Drina",
         options=offered("Drina", "Ibar", "Lim", right=2)),
    item("a9", Interaction.ORDERING, "Put them in order.", "first", "second", "third",
         options=(Option("second"), Option("third"), Option("first"))),
)  # fmt: skip
OWN = item("b1", Interaction.SHORT_ANSWER, "What was it built for?", "to spare people the long way")


def study(*items: Item, images: tuple[Image, ...] = (), **about: Any) -> Study:  # noqa: ANN401  (any field)
    """A study that has only a practice page."""
    title = about.pop("title", "Rivers")
    plain = Study(
        name="rivers",
        title=title,
        deck="Rivers",
        language="en",
        namespace="ns",
        license="CC BY 4.0",
        as_of="",
        report="https://example.org/report",
        items=items,
        cards=(),
        sheets=(),
        works=WORKS,
        images=images,
        practice=Practice(title, items),
    )
    return replace(plain, **about)


def built(folder: Path, *items: Item, shelf: Shelf | None = None, **about: Any) -> str:  # noqa: ANN401  (any field)
    """The address of a page of *items*, in *folder*."""
    files = OUTPUT.make(study(*(items or ITEMS), **about), Lock(), shelf or Shelf())
    path = folder / "practice.html"
    path.write_bytes(files["practice.html"])
    return path.as_uri()


def data_of(page: str) -> dict[str, Any]:
    """The data that stands in a page."""
    found = re.search(r'id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


@dataclass(frozen=True)
class Learner:
    """Somebody before a practice page, who knows the key of each item and clicks."""

    page: Page

    def __post_init__(self) -> None:
        """What is not there at once will not come."""
        self.page.set_default_timeout(5000)

    def focused(self) -> str:
        """The id of what has the focus."""
        return str(self.page.evaluate("document.activeElement.id"))

    def begin(self, **wishes: str) -> None:
        """Start a round."""
        for name, value in wishes.items():
            field = self.page.locator(f"#wish [name={name}]")
            if name == "mode":
                self.page.check(f"#wish [value={value}]")
            else:
                field.select_option(value)
        self.page.click("#wish [type=submit]")

    def asked(self) -> dict[str, Any]:
        """What the page knows of the item that it shows."""
        known: dict[str, Any] = self.page.evaluate("asked()")
        return known

    def shown(self) -> Found:
        """The element of that item."""
        return self.page.locator(".item.shown")

    def answer(self, *, right: bool) -> None:
        """Give an answer by mouse."""
        known, shown = self.asked(), self.shown()
        match known["way"]:
            case "choice" | "multiple-response" | "true-false":
                inputs = shown.locator("input")
                wrong = [n for n in range(inputs.count()) if n not in known["right"]][:1]
                for n in known["right"] if right else wrong:
                    inputs.nth(n).check()
            case "date" if known["date"]:
                for part, value in zip("ymd", known["date"].split("-"), strict=False):
                    field = shown.locator(f"[id$='-{part}']")
                    text = str(int(value) if right else 7)
                    field.select_option(text) if part == "m" else field.fill(text)
            case "matching":
                for n, place in enumerate(known["right"]):
                    value = str(place) if right else "2"
                    shown.locator("select").nth(n).select_option(value)
            case "ordering":
                self.put_in_order(known["right"] if right else known["right"][::-1])
            case _:
                for n, accepted in enumerate(known["accept"]):
                    shown.locator("input, textarea").nth(n).fill(accepted[0] if right else "zzz")

    def put_in_order(self, wanted: list[int]) -> None:
        """Move the entries by their buttons."""
        rows = self.shown().locator(".options > li")
        for place, n in enumerate(wanted):
            order = rows.evaluate_all("rows => rows.map((row) => Number(row.dataset.n))")
            for at in range(order.index(n), place, -1):
                rows.nth(at).locator(".up").click()

    def check(self) -> str:
        """Have it judged: `right`, `wrong`, `near`, `own` or `shown`."""
        self.page.locator("#check:visible, #flip:visible").click()
        return self.verdict()

    def verdict(self) -> str:
        """How the page has judged the answer."""
        classes = self.shown().get_attribute("class") or ""
        found = re.search(r"verdict-(\w+)", classes)
        return found[1] if found else ""

    def go_through(self, *, right: bool) -> list[str]:
        """Answer all questions of the round; how each was judged."""
        verdicts = []
        while self.page.locator("#bar").is_visible():
            self.answer(right=right)
            verdicts.append(self.check())
            self.page.locator("#next:visible, #yes:visible").click()
        return verdicts

    def scores(self) -> tuple[int, int, int]:
        """What the start shows of progress: right, missed, new."""
        found = self.page.locator(".scores dd").all_inner_texts()
        known, missed, new = map(int, found)
        return known, missed, new
