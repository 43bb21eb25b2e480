"""Where the cards of a sheet lie: fronts, and backs that meet them when the paper is turned."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING, Literal

from quizgen.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

PAPERS = {"A4": (210.0, 297.0), "letter": (215.9, 279.4)}  # millimetres
COLUMNS = 2
_SIDE, _END = 10, 14  # the least margins: printers leave the edge white, and feed askew
_MARK = 4  # by how much a cutting line is longer than the cards on either side
PADDING, FOOT = 5, 7  # between the edge of a card and its text; at its foot

Turned = Literal["long-edge", "short-edge"]


@frozen
class Line:
    """A line to cut along, from a point to the right or downwards, in millimetres."""

    x: float
    y: float
    length: float
    is_down: bool = False


@frozen
class Layout:
    """Cards of one size on paper: two columns, the same margins on opposite edges.

    So a back meets its front if columns are mirrored, for paper turned on its long edge, or rows.
    """

    paper: str
    per_page: int
    flip: Turned = "long-edge"
    right_to_left: bool = False

    @property
    def rows(self) -> int:
        """How many cards stand one below the other."""
        return self.per_page // COLUMNS

    @property
    def page(self) -> tuple[float, float]:
        """Width and height of the paper."""
        return PAPERS[self.paper]

    @property
    def card(self) -> tuple[float, float]:
        """Width and height of a card: whole millimetres."""
        width, height = self.page
        return floor((width - 2 * _SIDE) / COLUMNS), floor((height - 2 * _END) / self.rows)

    @property
    def text(self) -> tuple[float, float]:
        """Width and height of what a card has room for."""
        width, height = self.card
        return width - 2 * PADDING, height - PADDING - FOOT

    @property
    def margins(self) -> tuple[float, float]:
        """The margin beside the cards, and that above and below them."""
        (width, height), (wide, high) = self.page, self.card
        return (width - COLUMNS * wide) / 2, (height - self.rows * high) / 2

    def front(self, index: int) -> tuple[float, float]:
        """Where the front of the card at *index* begins, from the left and from above."""
        row, column = divmod(index, COLUMNS)
        return self._at(row, COLUMNS - 1 - column if self.right_to_left else column)

    def back(self, index: int) -> tuple[float, float]:
        """Where its back begins, on the other side of the paper."""
        (x, y), (width, height), (wide, high) = self.front(index), self.page, self.card
        if self.flip == "long-edge":
            return width - x - wide, y
        return x, height - y - high

    def cuts(self) -> Iterator[Line]:
        """The lines to cut along, edge to edge of all cards."""
        (side, end), (wide, high) = self.margins, self.card
        across, down = COLUMNS * wide + 2 * _MARK, self.rows * high + 2 * _MARK
        for row in range(self.rows + 1):
            yield Line(side - _MARK, end + row * high, across)
        for column in range(COLUMNS + 1):
            yield Line(side + column * wide, end - _MARK, down, is_down=True)

    def _at(self, row: int, column: int) -> tuple[float, float]:
        (side, end), (wide, high) = self.margins, self.card
        return side + column * wide, end + row * high
