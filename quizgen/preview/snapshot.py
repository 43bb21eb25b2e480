"""What came of the workspace as it stands: its items and pages, or what is wrong with it."""

from __future__ import annotations

import traceback
from dataclasses import field, replace
from functools import cached_property
from hashlib import sha256
from time import perf_counter
from typing import TYPE_CHECKING

from quizgen.build import of_passages
from quizgen.compile import compile_workspace
from quizgen.diagnostics import has_errors, in_order
from quizgen.draft import draft
from quizgen.frozen import frozen
from quizgen.outputs import outputs
from quizgen.report import lines_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from quizgen.diagnostics import Diagnostic, Span
    from quizgen.draft import Draft
    from quizgen.items import Item, Study
    from quizgen.workspace import Workspace

_NO_PAGES = ("anki", "pdf")  # cards are shown one by one; paper is shown as the page it comes from
Lines = tuple[str, ...]


@frozen(slots=False)
class Page:
    """An HTML file that an output makes for a deck."""

    deck: str
    name: str
    data: bytes

    @property
    def label(self) -> str:
        """Its name without the ending."""
        return self.name.rpartition(".")[0]

    @cached_property
    def digest(self) -> str:
        """Another one for other bytes."""
        return sha256(self.data).hexdigest()[:12]

    @property
    def has_script(self) -> bool:
        """Whether it does anything by itself."""
        return b"<script" in self.data.lower()

    def holds(self, guid: str) -> bool:
        """Whether the item *guid* stands on it."""
        return f'id="item-{guid}"'.encode() in self.data


@frozen(slots=False)
class Made:
    """What a sound workspace gives."""

    workspace: Workspace
    studies: tuple[Study, ...]
    pages: tuple[Page, ...]
    files: Mapping[Path, Lines]

    def page(self, deck: str, name: str) -> Page | None:
        """The page called *name* of *deck*."""
        return next((p for p in self.pages if (p.deck, p.name) == (deck, name)), None)

    def find(self, guid: str, deck: str = "") -> tuple[Study, Item] | None:
        """The item *guid* of *deck*, or of the first deck that has it."""
        found = (
            (study, item)
            for study in self.studies
            if deck in ("", study.name)
            for item in study.items
            if item.guid == guid
        )
        return next(found, None)


@frozen(slots=False)
class Snapshot:
    """The workspace at one moment; `made` is that of an earlier one where it is in error.

    `crash`: where quizgen itself has failed, how.
    """

    version: int = 0
    made: Made | None = None
    is_stale: bool = False
    problems: tuple[Diagnostic, ...] = ()
    crash: str = ""
    files: Mapping[Path, Lines] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def is_sound(self) -> bool:
        """Whether nothing keeps it from being built."""
        return not (self.crash or has_errors(self.problems))


def taken(root: Path, texts: Path | None, before: Snapshot) -> Snapshot:
    """The workspace in *root* as it stands now; what it can no longer give is that of *before*."""
    start = perf_counter()
    try:
        now = _compiled(root, texts)
    except Exception:  # noqa: BLE001  (whatever it is, the author has to see it, and may go on)
        now = Snapshot(crash=traceback.format_exc())
    if now.made is None:
        now = replace(now, made=before.made, is_stale=before.made is not None)
    return replace(now, version=before.version + 1, seconds=perf_counter() - start)


def _compiled(root: Path, texts: Path | None) -> Snapshot:
    compilation, attached = compile_workspace(root, texts)
    problems = compilation.problems
    if compilation.failed or compilation.workspace is None:
        return Snapshot(problems=tuple(problems), files=_files(_spans(problems)))
    drafted = draft(compilation, compilation.studies, attached)
    # What keeps files from being written keeps nothing from being shown.
    unwritten = of_passages(drafted, attached, root / "decks")
    problems = in_order([*problems, *drafted.problems, *unwritten])
    facts = (span for fact in drafted.workspace.facts.values() if (span := fact.span("id")))
    files = _files([*_spans(problems), *facts])
    made = Made(drafted.workspace, drafted.studies, tuple(_pages(drafted)), files)
    return Snapshot(made=made, problems=tuple(problems), files=files)


def _pages(drafted: Draft) -> Iterator[Page]:
    shelf = drafted.workspace.shelf
    for study in drafted.studies:
        for output in outputs().values():
            files = {} if output.name in _NO_PAGES else output.make(study, drafted.lock, shelf)
            for name, data in files.items():
                if name.endswith(".html"):
                    yield Page(study.name, name, data)


def _spans(problems: Iterable[Diagnostic]) -> Iterator[Span]:
    for problem in problems:
        yield from (s for s in (problem.span, *(label.span for label in problem.related)) if s)


def _files(spans: Iterable[Span]) -> dict[Path, Lines]:
    return {path: tuple(lines_in(path)) for path in sorted({span.path for span in spans})}
