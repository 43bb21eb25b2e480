"""Locators rewritten in the files of seeds: their characters change, and no other byte does.

Each change is proved by reading the file again: nothing may read otherwise, save the locators.
"""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Any

import yaml

from quizgen.citing import numbers_text
from quizgen.frozen import frozen
from quizgen.spreadsheet import delimiter_of
from quizgen.textfile import LINE_BREAK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from quizgen.citing import Cited

_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


@frozen
class Rewrite:
    """A citation, and the paragraphs that it is to name."""

    cited: Cited
    numbers: tuple[int, ...]

    def applied(self, text: str) -> str | None:
        """*text*, which writes the citation, with the new numbers; None where they are not seen."""
        value = self.cited.citation.locator.value
        pattern = r"\s+".join(map(re.escape, value.split()))
        match = re.fullmatch(rf"(.*){pattern}(.*?)", text, re.DOTALL)
        if match is None:
            return None
        new = numbers_text(self.numbers, "–" if "–" in value else "-")
        return f"{match[1]}{new}{match[2]}"


def rewritten(data: bytes, rewrites: Sequence[Rewrite]) -> tuple[bytes, list[Rewrite]]:
    """The file *data* with *rewrites* made, and those that it does not allow."""
    text = data.decode()
    mark = _BOM if text.startswith(_BOM) else ""
    is_table = rewrites[0].cited.span.path.suffix == ".csv"
    file = (_Spreadsheet if is_table else _Yaml)(text.removeprefix(mark))
    left = file.write(sorted(rewrites, key=lambda r: (r.cited.span, _number(r))))
    return (mark + file.text).encode(), left


class _File:
    """The text of a file, changed where it can be."""

    def __init__(self, text: str) -> None:
        self.text = text

    def write(self, rewrites: Sequence[Rewrite]) -> list[Rewrite]:
        """Make *rewrites*, which are in the order of the file; what is left are those not made."""
        new = self.changed(rewrites)
        if new is not None:
            self.text = new
            return []
        if len(rewrites) == 1:
            return list(rewrites)
        half = len(rewrites) // 2
        later = self.write(rewrites[half:])  # what stands before them keeps its place
        return [*self.write(rewrites[:half]), *later]

    def changed(self, rewrites: Sequence[Rewrite]) -> str | None:
        """The text with *rewrites* made; None where that would change anything else."""
        edits = [self.edit(rewrite) for rewrite in rewrites]
        parts, done = [], 0
        for edit in edits:
            if edit is None or edit[0] < done:
                return None
            start, end, new = edit
            parts += [self.text[done:start], new]
            done = end
        text = "".join([*parts, self.text[done:]])
        return text if self.says(text, rewrites) else None

    def edit(self, rewrite: Rewrite) -> tuple[int, int, str] | None:
        """What to put where for *rewrite*."""
        raise NotImplementedError

    def says(self, text: str, rewrites: Sequence[Rewrite]) -> bool:
        """Whether *text* reads as this one does, but for *rewrites*."""
        raise NotImplementedError


class _Yaml(_File):
    def edit(self, rewrite: Rewrite) -> tuple[int, int, str] | None:
        starts = [0, *(match.end() for match in LINE_BREAK.finditer(self.text))]
        span = rewrite.cited.span
        start = starts[span.line - 1] + span.column - 1
        end = starts[span.end_line - 1] + span.end_column - 1
        new = rewrite.applied(self.text[start:end])
        return None if new is None else (start, end, new)

    def says(self, text: str, rewrites: Sequence[Rewrite]) -> bool:
        by_place = {(r.cited.span.line, r.cited.span.column): r for r in rewrites}
        expected = []
        for kind, place, value in _events(self.text):
            rewrite = by_place.get(place) if kind is yaml.ScalarEvent else None
            expected.append((kind, rewrite.applied(value) if rewrite else value))
        try:
            return [(kind, value) for kind, _, value in _events(text)] == expected
        except yaml.YAMLError:
            return False


def _events(text: str) -> Iterator[tuple[type, tuple[int, int], str]]:
    for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        mark: Any = event.start_mark
        yield type(event), (mark.line + 1, mark.column + 1), getattr(event, "value", "")


class _Spreadsheet(_File):
    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.delimiter = delimiter_of(text)
        _, header = next(iter(self.rows(text)))
        self.column = [name.strip() for name in header].index("cite")

    def edit(self, rewrite: Rewrite) -> tuple[int, int, str] | None:
        lines = self.text.splitlines(keepends=True)
        start, end = self.cell(sum(map(len, lines[: rewrite.cited.span.line - 1])))
        first, last = _part(self.text[start:end], rewrite)
        new = rewrite.applied(self.text[start + first : start + last])
        return None if new is None else (start + first, start + last, new)

    def cell(self, start: int) -> tuple[int, int]:
        """Where the cell with the citations stands in the row that begins at *start*."""
        plain = rf"[^{re.escape(self.delimiter)}\r\n]*"
        cell = re.compile(rf'"(?:[^"]|"")*"{plain}|{plain}')
        end = start - 1
        for _ in range(self.column + 1):
            match = cell.match(self.text, end + 1)
            start, end = match.span() if match else (start, end)
        return start, end

    def says(self, text: str, rewrites: Sequence[Rewrite]) -> bool:
        expected = self.rows(self.text)
        by_line = dict(expected)
        for rewrite in reversed(rewrites):
            cells = by_line[rewrite.cited.span.line]
            cell = cells[self.column]
            first, last = _part(cell, rewrite)
            new = rewrite.applied(cell[first:last])
            cells[self.column] = f"{cell[:first]}{new}{cell[last:]}"
        return self.rows(text) == expected

    def rows(self, text: str) -> list[tuple[int, list[str]]]:
        """The rows of cells, each with the line where it begins."""
        reader = csv.reader(text.splitlines(keepends=True), delimiter=self.delimiter)
        found, line = [], 1
        for cells in reader:
            found.append((line, cells))
            line = reader.line_num + 1
        return found


def _part(cell: str, rewrite: Rewrite) -> tuple[int, int]:
    """Where in a cell with several citations the one of *rewrite* stands."""
    parts = [match.span() for match in re.finditer(r'[^;"]+', cell) if match[0].strip()]
    return parts[_number(rewrite)] if _number(rewrite) < len(parts) else (0, 0)


def _number(rewrite: Rewrite) -> int:
    last = rewrite.cited.route[-1]
    return last if isinstance(last, int) else 0
