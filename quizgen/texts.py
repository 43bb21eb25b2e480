"""The attached source texts: paragraphs, words, digests. Attaching only verifies.

A text is read whole and never kept: outputs are the same with and without it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING

from quizgen import rules
from quizgen.diagnostics import Span, shown
from quizgen.frozen import frozen
from quizgen.normal import normalise
from quizgen.textfile import LINE_BREAK, MAX_BYTES, decode
from quizgen.values import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from quizgen.diagnostics import Diagnostic
    from quizgen.model import Source
    from quizgen.normal import Normal
    from quizgen.workspace import Workspace

RUN = 8  # words in a row that make a sentence somebody else's
BESIDE = ("seeds",)  # where an author keeps texts that need not be named
_WORD = re.compile(r"\w+")
_HINT = "save it as plain text, with the encoding UTF-8"


@frozen(slots=False)
class SourceText:
    """A source's text as it was read, its normal form, and where the paragraphs stand in that.

    `places`: where what was verified in a paragraph stands now, by the number that is cited.
    """

    path: Path
    original: str
    normal: Normal
    spans: tuple[tuple[int, int], ...]
    places: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    @cached_property
    def paragraphs(self) -> tuple[str, ...]:
        """The paragraphs in their normal form, one line each, counted from 1."""
        return tuple(self.normal.text[a:b].replace("\n", " ") for a, b in self.spans)

    def passage(self, numbers: tuple[int, ...]) -> str:
        """The text of the paragraphs with these *numbers*."""
        now = self.now(numbers)
        return "\n".join(self.paragraphs[n - 1] for n in now if n <= len(self.paragraphs))

    def now(self, numbers: tuple[int, ...]) -> tuple[int, ...]:
        """Where what is cited under *numbers* stands now."""
        return tuple(dict.fromkeys(at for n in numbers for at in self.places.get(n, (n,))))

    @property
    def moved(self) -> list[tuple[int, tuple[int, ...]]]:
        """Which paragraphs stand elsewhere than when they were verified, and where now."""
        return sorted((n, at) for n, at in self.places.items() if at != (n,))

    def place(self, number: int, start: int = 0, end: int | None = None) -> Span:
        """Where paragraph *number*, or the part of it from *start* to *end*, stands in the file."""
        first, last = self.spans[number - 1]
        end = last if end is None else first + end
        begin, finish = self.normal.span(first + start, end)
        line, column = self._line(begin)
        return Span(shown(self.path), line, column, *self._line(finish))

    def _line(self, position: int) -> tuple[int, int]:
        before = LINE_BREAK.split(self.original[:position])
        return len(before), len(before[-1]) + 1

    @cached_property
    def digest(self) -> str:
        """A digest of the paragraphs, the same for every encoding, line end and quotation mark."""
        text = "\n".join(self.paragraphs)
        return hashlib.sha256(text.encode()).hexdigest()[:20]

    @cached_property
    def runs(self) -> frozenset[tuple[str, ...]]:
        """Every run of RUN words."""
        return frozenset(runs(self.paragraphs))


@frozen(slots=False)
class Texts:
    """The texts that were found, by source id; None for one that could not be read, and why.

    `lost`: the identities of facts that cite a passage which is not in them any more.
    """

    by_source: Mapping[str, SourceText | None]
    problems: tuple[Diagnostic, ...] = ()
    lost: frozenset[str] = frozenset()


def attach(workspace: Workspace, folder: Path | None) -> Texts | None:
    """The texts of the workspace's sources, by their `text:` names.

    They are looked for in *folder*, or else kept beside the seeds; None where there is no text.
    """
    found: dict[str, SourceText | None] = {}
    problems: list[Diagnostic] = []
    for id_, source in workspace.sources.items():
        home = folder or (source.text and _home(workspace.root, source.text))
        if source.text and home:
            found[id_], faults = _read(home, id_, source)
            problems += faults
    return Texts(found, tuple(problems)) if found or folder else None


def source_text(original: str, path: Path, *, blank_lines: bool = False) -> SourceText:
    """The text *original*, read from *path*, with its paragraphs."""
    normal = normalise(original)
    return SourceText(path, original, normal, normal.paragraphs(blank_lines=blank_lines))


def runs(paragraphs: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Each run of RUN words of *paragraphs*."""
    for paragraph in paragraphs:
        words = _WORD.findall(fold(paragraph))
        yield from zip(*(words[n:] for n in range(RUN)), strict=False)


def _home(root: Path, name: str) -> Path | None:
    """The folder of the workspace that keeps the text *name*, if one does."""
    try:
        return next((root / part for part in BESIDE if (root / part / name).is_file()), None)
    except (OSError, ValueError):
        return None


def _read(home: Path, id_: str, source: Source) -> tuple[SourceText | None, list[Diagnostic]]:
    """The text of *source* in the folder *home*; None, and a problem, where it cannot be used."""
    path = home / str(source.text)
    fault = _refusal(path, home)
    place = source.span("text")
    if fault:
        missing = fault.startswith("is not in")
        rule = rules.TEXT_MISSING if missing else rules.BAD_TEXT
        hint = "name a file inside the folder that --texts names; its citations were not checked"
        if missing:
            hint = "put it into the folder that --texts names; its citations were not checked"
        return None, [rule.at(place, f"the text '{source.text}' of '{id_}' {fault}", hint=hint)]
    original, encoding = decode(path.read_bytes())
    if original is None or not original.strip():
        said = "is empty" if original is not None else "is no text that can be read"
        message = f"the text '{source.text}' of '{id_}' {said}"
        return None, [rules.BAD_TEXT.at(place, message, hint=_HINT)]
    problems = []
    if encoding == "windows-1252":
        message = f"the text '{source.text}' of '{id_}' is not UTF-8: it was read as Windows-1252"
        problems.append(rules.TEXT_ENCODING.at(place, message, hint=_HINT))
    blank_lines = source.paragraphs == "blank-lines"
    return source_text(original, path, blank_lines=blank_lines), problems


def _refusal(path: Path, home: Path) -> str:
    """Why the file at *path* is not read; looked at before a byte of it is."""
    try:
        if not path.resolve().is_relative_to(home.resolve()):
            return "lies outside the folder"
        if not path.exists():
            return "is not in the folder"
        if not path.is_file():
            return "is not a file"
        if path.stat().st_size > MAX_BYTES:
            return f"is larger than {MAX_BYTES // 1_000_000} MB"
        with path.open("rb"):
            return ""
    except (OSError, RuntimeError, ValueError) as error:
        said = getattr(error, "strerror", None) or "its name or a link in it leads nowhere"
        return f"cannot be read: {said}"
