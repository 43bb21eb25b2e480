"""A spreadsheet as a seeds file: one kind a file, a fact a row, a slot a column.

`seeds/element.csv` holds facts of the kind `element`; so does `seeds/element.metals.csv`. The first
row names the columns: `id`, slots, `cite`, and what else a fact may carry. Several citations,
topics or entities in one cell stand apart by `;`.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from quizgen import rules
from quizgen.diagnostics import Span
from quizgen.document import Row, Table
from quizgen.textfile import text_of, unprintable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from quizgen.diagnostics import Diagnostic

_DELIMITERS = ",;\t"
_LISTS = ("cite", "topic", "disagrees_with", "according_to")


def read(path: Path, shown: Path) -> tuple[list[Table], list[Diagnostic]]:
    """The facts that the CSV file at *path* writes; *shown* is how problems name it."""
    text, problems = text_of(path, shown)
    if text is None:
        return [], problems
    if fault := unprintable(text, shown):
        return [], [fault]
    lines = text.splitlines()
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter_of(text))
    kind = path.stem.partition(".")[0]
    facts, columns, first = [], None, 1
    for cells in _rows(reader, shown, problems):
        sheet = _Sheet(shown, lines, first)
        first = reader.line_num + 1
        if columns is None:
            columns = [c.strip() for c in cells]
            problems += sheet.faults(columns)
        elif any(c.strip() for c in cells):
            facts.append(sheet.fact(kind, columns, cells))
            problems += sheet.surplus(columns, cells)
    return facts, problems


def delimiter_of(text: str) -> str:
    """What stands between the cells of *text*: the sign that its first row has most of."""
    header = next(iter(text.splitlines()), "")
    return max(_DELIMITERS, key=header.count)


def _rows(reader: Any, shown: Path, problems: list[Diagnostic]) -> Iterator[list[str]]:
    """The rows of *reader*, up to one that cannot be read."""
    try:
        yield from reader
    except csv.Error as error:
        line = reader.line_num
        message = f"this row of the spreadsheet cannot be read: {error}"
        hint = "look for a quotation mark that is not closed"
        span = Span(shown, line, 1, line, 2)
        problems.append(rules.UNREADABLE.at(span, message, hint=hint))


class _Sheet:
    """One row of the file: where its cells stand, and the fact they make."""

    def __init__(self, path: Path, lines: list[str], line: int) -> None:
        self.path = path
        self.lines = lines
        self.line = line

    def fact(self, kind: str, columns: list[str], cells: list[str]) -> Table:
        table = Table(self.span("", 0))
        self.enter(table, "kind", kind, self.span("", 0))
        start = 0
        for column, cell in zip(columns, cells, strict=False):
            span = self.span(cell, start)
            start = span.end_column - 1 if span.line == self.line else start
            text = unicodedata.normalize("NFC", cell.strip())
            if text and column:
                self.enter(table, column, text, span)
        return table

    def enter(self, table: Table, key: str, text: str, span: Span) -> None:
        table.keys_at[key] = table.values_at[key] = span
        table[key] = text
        if key in _LISTS and ";" in text:
            row = Row(span)
            row += [part for part in re.split(r"\s*;\s*", text) if part]
            row.values_at = [span] * len(row)
            table[key] = row

    def span(self, cell: str, start: int) -> Span:
        """Where *cell* stands, looked for from the column *start* of its row on."""
        line = self.lines[self.line - 1] if self.line <= len(self.lines) else ""
        first = cell.strip().partition("\n")[0].replace('"', '""')
        found = line.find(first, start) if first else -1
        column = found + 1 if found >= 0 else 1
        width = len(first) if found >= 0 else len(line)
        return Span(self.path, self.line, column, self.line, column + width)

    def faults(self, columns: list[str]) -> list[Diagnostic]:
        """What is wrong with the row of column names."""
        faults = []
        for name in sorted({c for c in columns if c and columns.count(c) > 1}):
            message = f"two columns are called '{name}'"
            faults.append(rules.DUPLICATE_KEY.at(self.span(name, 0), message, hint="keep one"))
        if "id" not in columns:
            message = "there is no column 'id'"
            hint = "the first row names the columns: id, the slots of the kind, cite"
            faults.append(rules.MISSING_KEY.at(self.span("", 0), message, hint=hint))
        return faults

    def surplus(self, columns: list[str], cells: list[str]) -> list[Diagnostic]:
        """The problem with a row that has more cells than there are columns."""
        extra = [c for c in cells[len(columns) :] if c.strip()]
        if not extra:
            return []
        message = f"the row has more cells than there are columns: '{extra[0].strip()}'"
        hint = "put a text that holds the separator into quotation marks"
        return [rules.WRONG_TYPE.at(self.span(extra[0], 0), message, hint=hint)]
