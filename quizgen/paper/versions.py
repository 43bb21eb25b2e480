"""The versions of a sheet side by side: which item of one is which of another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizgen.frozen import frozen
from quizgen.paper.answers import marks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizgen.items import Form, Sheet
    from quizgen.words import Words

_BESIDE = 4  # versions beside the key's own in one table
_ROWS = 25  # in one table: a long one is hard to read across, and may not fit on a page


@frozen
class Cell:
    """One item in one version: its number, and what is marked by who is right."""

    number: int
    marks: str


@frozen
class Table:
    """The items of a version by number, and the same items in others."""

    versions: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def are_same(sheet: Sheet) -> bool:
    """Whether all versions of *sheet* have the same items."""
    return len({frozenset(item.guid for item in form.items) for form in sheet.forms}) == 1


def tables(sheet: Sheet, form: Form, words: Words) -> Iterator[Table]:
    """*form* beside every other version of *sheet*, a few of them in a table."""
    others = [other for other in sheet.forms if other is not form]
    for start in range(0, len(others), _BESIDE):
        yield from _beside((form, *others[start : start + _BESIDE]), words)


def _beside(forms: tuple[Form, ...], words: Words) -> Iterator[Table]:
    cells = [_cells(form, words) for form in forms]
    rows = [tuple(of[item.guid] for of in cells) for item in forms[0].items]
    for start in range(0, len(rows), _ROWS):
        yield Table(tuple(form.version for form in forms), tuple(rows[start : start + _ROWS]))


def _cells(form: Form, words: Words) -> dict[str, Cell]:
    return {
        item.guid: Cell(number, " ".join(marks(item, words)))
        for number, item in enumerate(form.items, start=1)
    }
