"""Places in the author's files: their lines, and how an editor is led there."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from quizgen.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizgen.diagnostics import Span

# How the editors that can be led anywhere by an address are.
EDITORS = {
    "vscode": "vscode://file{path}:{line}:{column}",
    "vscodium": "vscodium://file{path}:{line}:{column}",
    "cursor": "cursor://file{path}:{line}:{column}",
    "idea": "idea://open?file={path}&line={line}&column={column}",
}
_BEFORE, _AFTER = 2, 9  # lines shown round a place


@frozen
class Place:
    """A line of a file, as the page shows it and as links lead to it."""

    path: str
    line: int
    editor: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"

    @property
    def address(self) -> str:
        """Where the preview shows the file at this line."""
        return f"#file/{quote(self.path)}:{self.line}"


def place(span: Span, editor: str | None) -> Place:
    """Where *span* begins, with the address that leads the *editor* there."""
    address = ""
    if editor:
        path = quote(span.path.resolve().as_posix())
        path = path if path.startswith("/") else f"/{path}"  # C:/…
        address = EDITORS[editor].format(path=path, line=span.line, column=span.column)
    return Place(span.path.as_posix(), span.line, address)


def around(lines: Sequence[str], line: int) -> list[tuple[int, str]]:
    """The numbered lines round *line*."""
    first, last = max(1, line - _BEFORE), min(len(lines), line + _AFTER)
    return [(number, lines[number - 1]) for number in range(first, last + 1)]


def found_again(line: int, old: Sequence[str], new: Sequence[str]) -> int:
    """Where *line* of the *old* text stands in the *new* one: the nearest that reads the same."""
    text = old[line - 1] if line <= len(old) else ""
    same = (number for number, other in enumerate(new, start=1) if other == text)
    return min(same, key=lambda number: abs(number - line), default=line)
