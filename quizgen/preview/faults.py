"""Problems as the preview shows them: the words of the command line, and where they lead."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from quizgen.preview.places import place
from quizgen.report import excerpt

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from quizgen.diagnostics import Diagnostic, Rule, Span
    from quizgen.preview.places import Place
    from quizgen.preview.snapshot import Lines, Snapshot
    from quizgen.workspace import Workspace


class Excerpt(NamedTuple):
    """A place that a problem is about, and the line there with a caret."""

    place: Place
    text: str


class Told(NamedTuple):
    """A problem as the page tells it."""

    rule: Rule
    message: str
    excerpts: tuple[Excerpt, ...]
    hint: str


def told(problem: Diagnostic, files: Mapping[Path, Lines], editor: str | None) -> Told:
    """*problem* with its places, as they stand in *files*."""

    def shown(span: Span, text: str, mark: str) -> Excerpt:
        gutter = " " * len(str(span.line))
        rows = excerpt(lambda path: list(files.get(path, ())), span, text, mark, gutter)
        return Excerpt(place(span, editor), "\n".join(rows[1:]))  # the first row is an empty one

    first = (shown(problem.span, "", "^"),) if problem.span else ()
    others = (shown(label.span, label.text, "-") for label in problem.related)
    return Told(problem.rule, problem.message, (*first, *others), problem.hint or "")


def counted(problems: Iterable[Diagnostic]) -> Counter[str]:
    """How many errors and warnings there are."""
    return Counter(problem.rule.severity for problem in problems)


def by_fact(workspace: Workspace, snapshot: Snapshot) -> dict[str, list[Diagnostic]]:
    """The problems that stand within each fact, by its id."""
    starts = {id_: span for id_, fact in workspace.facts.items() if (span := fact.span("id"))}
    lines = _regions(starts.values(), snapshot.files)
    found: dict[str, list[Diagnostic]] = {}
    for problem in (p for p in snapshot.problems if p.span):
        for id_, start in starts.items():
            if _within(problem.span, start, lines[start]):
                found.setdefault(id_, []).append(problem)
    return found


def _within(span: Span | None, start: Span, lines: range) -> bool:
    return span is not None and span.path == start.path and span.line in lines


def _regions(starts: Iterable[Span], files: Mapping[Path, Lines]) -> dict[Span, range]:
    """The lines of each fact that begins at one of *starts*: up to the next, or to what is none."""
    found = {}
    known = sorted(set(starts))
    for start, after in zip(known, [*known[1:], None], strict=True):
        lines = files.get(start.path, ())
        last = after.line - 1 if after and after.path == start.path else len(lines)
        ends = (n for n in range(start.line + 1, last + 1) if lines[n - 1][:1].strip(" -#"))
        found[start] = range(start.line, next(ends, last + 1))
    return found
