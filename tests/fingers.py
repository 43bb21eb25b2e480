"""How a practice page is answered by keys alone, and by touch alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

ORDER = "rows => rows.map((row) => Number(row.dataset.n))"
MOVES = "rows => rows.map((row) => row.matches('li:has(:focus)'))"
Known = dict[str, Any]


def tab_to(page: Page, target: str, key: str = "Tab") -> None:
    """Press *key* until what *target* selects has the focus."""
    for _ in range(60):
        if page.evaluate("path => document.activeElement.matches(path)", target):
            return
        page.keyboard.press(key)
    raise AssertionError(target)


@dataclass(frozen=True)
class Keys:
    """Whoever has only a keyboard; what has the focus is the first control of the question."""

    page: Page

    def answer(self, known: Known, *, right: bool) -> None:
        """Answer the question that is shown."""
        match known["way"]:
            case "choice" | "true-false":
                self.choose(known, right=right)
            case "multiple-response":
                self.tick(known, right=right)
            case "date":
                self.write_date("2001" if right else "2002")
            case "matching":
                self.match(known["right"] if right else [2] * len(known["right"]))
            case "ordering":
                self.order(known["right"] if right else [])
            case _:
                self.write([texts[0] if right else "zzz" for texts in known["accept"]])

    def choose(self, known: Known, *, right: bool) -> None:
        """Choose one of the options."""
        count = self.page.locator(".shown input").count()
        place = known["right"][0] if right else (known["right"][0] + 1) % count
        self.page.keyboard.press("Space")
        for _ in range(place):
            self.page.keyboard.press("ArrowDown")

    def tick(self, known: Known, *, right: bool) -> None:
        """Tick the right options, or all others."""
        for n in range(self.page.locator(".shown input").count()):
            if (n in known["right"]) is right:
                self.page.keyboard.press("Space")
            self.page.keyboard.press("Tab")

    def write_date(self, year: str) -> None:
        """Write 23 May of a year."""
        for part, text in (("d", "23"), ("m", "May"), ("y", year)):
            tab_to(self.page, f"[id$='-{part}']")
            self.page.keyboard.type(text)

    def match(self, places: list[int]) -> None:
        """Choose a response for each premise by its letter."""
        for n, place in enumerate(places):
            tab_to(self.page, f".premises li:nth-child({n + 1}) select")
            self.page.keyboard.type(chr(ord("A") + place))
        tab_to(self.page, "#check")

    def order(self, wanted: list[int]) -> None:
        """Bring each entry to its place, the first of them first."""
        for place, n in enumerate(wanted):
            order = self.page.eval_on_selector_all(".shown .options > li", ORDER)
            self.go_to(n, [*order].index(n))
            for _ in range(order.index(n) - place):
                self.page.keyboard.press("Enter")
        tab_to(self.page, "#check")

    def go_to(self, n: int, at: int) -> None:
        """Move the focus to the button that moves an entry up."""
        rows = self.page.eval_on_selector_all(".shown .options > li", MOVES)
        key = "Tab" if rows.index(True) <= at else "Shift+Tab"
        tab_to(self.page, f"[data-n='{n}'] .up", key)

    def write(self, texts: list[str]) -> None:
        """Write into one field after the other."""
        for n, text in enumerate(texts):
            if n:
                self.page.keyboard.press("Tab")
            self.page.keyboard.type(text)


@dataclass(frozen=True)
class Touch:
    """Whoever has only fingers; the picker of a list and the screen's keys are the system's."""

    page: Page

    def tap(self, target: str, nth: int = 0) -> None:
        """Touch the middle of what *target* selects."""
        found = self.page.locator(target).nth(nth)
        found.scroll_into_view_if_needed()
        box = found.bounding_box()
        assert box, target
        self.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def answer(self, known: Known) -> None:
        """Answer the question that is shown rightly."""
        match known["way"]:
            case "choice" | "true-false" | "multiple-response":
                for n in known["right"]:
                    self.tap(".shown .options label", n)
            case "ordering":
                self.order(known["right"])
            case "matching":
                for n, place in enumerate(known["right"]):
                    self.pick(n, str(place))
            case "date":
                self.write_date(known["date"])
            case _:
                for n, texts in enumerate(known["accept"]):
                    self.tap(".shown input", n)
                    self.page.keyboard.insert_text(texts[0])

    def order(self, wanted: list[int]) -> None:
        """Move the entries by their buttons."""
        for place, n in enumerate(wanted):
            order = self.page.eval_on_selector_all(".shown .options > li", ORDER)
            for at in range(order.index(n), place, -1):
                self.tap(".shown .up", at)

    def pick(self, nth: int, value: str) -> None:
        """Open a list, and choose of it."""
        self.tap(".shown select", nth)
        self.page.locator(".shown select").nth(nth).select_option(value)

    def write_date(self, date: str) -> None:
        """Write each part."""
        year, month, day = date.split("-")
        for part, text in (("y", year), ("d", day)):
            self.tap(f".shown [id$='-{part}']")
            self.page.keyboard.insert_text(text)
        self.pick(0, str(int(month)))
