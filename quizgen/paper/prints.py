"""The prints of a sheet: the plain one and its variants, and how much fits on a page of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizgen.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizgen.items import Layout

PAPERS = {"A4": 174, "letter": 180}  # mm between the margins, across


@frozen
class Print:
    """One way to print a sheet; its look is in `templates/pages/NAME.css`, but for the plain one.

    `written`: characters by hand on one line. `running`: characters of the title that the foot of
    a page has room for. Of the answer strip: rows in a column, and mm from circle to circle.
    """

    name: str
    columns: int
    written: int
    running: int
    rows: int
    pitch: float


PLAIN = Print("", 1, 45, 60, 25, 7.5)
NARROW = Print("", 2, 22, 60, 25, 7.5)
VARIANTS = {
    "large-print": Print("large-print", 1, 32, 0, 10, 12.5),
    "easy-reading": Print("easy-reading", 1, 40, 40, 18, 9.5),
}


def prints(layout: Layout) -> Iterator[Print]:
    """The plain print, in as many columns as wished, and the variants, which have one column."""
    yield NARROW if layout.columns > 1 else PLAIN
    yield from (VARIANTS[name] for name in layout.variants)
