"""The answer strip: a circle for each option, to be filled by students and read at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from quizgen.frozen import frozen
from quizgen.items import Interaction
from quizgen.paper.answers import letter
from quizgen.paper.prints import PAPERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from quizgen.items import Form, Item
    from quizgen.paper.prints import Print
    from quizgen.words import Words

T = TypeVar("T")

MOST = 10  # circles in a row: who looks for one among more, misses it
_NUMBER, _GUTTER, _MARKERS = 1.4, 1, 8  # two widths in circles; mm that the corners take
LETTERED = (Interaction.CHOICE, Interaction.MULTIPLE_RESPONSE)


@frozen
class Row:
    """The circles of one item: their letters, and which of them are right."""

    number: int
    letters: tuple[str, ...]
    right: tuple[bool, ...]


@frozen
class Strip:
    """Pages of columns of rows; `is_whole` where every item of the sheet has a row."""

    pages: tuple[tuple[tuple[Row, ...], ...], ...]
    is_whole: bool

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers of the items that have a row."""
        return frozenset(row.number for page in self.pages for column in page for row in column)


def strip(form: Form, paper: str, print_: Print, words: Words) -> Strip:
    """The answer strip of *form*, as many columns on a page as fit beside each other."""
    rows = tuple(_rows(form, words))
    columns = tuple(_cut(rows, print_.rows))
    widest = max((len(row.letters) for row in rows), default=1)
    width = (_NUMBER + widest + _GUTTER) * print_.pitch
    across = max(1, int((PAPERS[paper] - _MARKERS) // width))
    return Strip(tuple(_cut(columns, across)), len(rows) == len(form.items))


def _rows(form: Form, words: Words) -> Iterator[Row]:
    for number, item in enumerate(form.items, start=1):
        circles = tuple(_circles(item, words))
        if 0 < len(circles) <= MOST:
            letters, right = zip(*circles, strict=True)
            yield Row(number, letters, right)


def _circles(item: Item, words: Words) -> Iterator[tuple[str, bool]]:
    if item.interaction is Interaction.TRUE_FALSE:
        yield from ((words(f"sheet_strip_{t}"), t in item.key) for t in ("true", "false"))
    if item.interaction in LETTERED:
        yield from ((letter(n), option.is_key) for n, option in enumerate(item.options))


def _cut(things: Sequence[T], size: int) -> Iterator[tuple[T, ...]]:
    yield from (tuple(things[n : n + size]) for n in range(0, len(things), size))
