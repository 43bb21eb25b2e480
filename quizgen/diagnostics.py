"""What can be wrong with a workspace, and where."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from quizgen.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable


class Severity(StrEnum):
    """How much a problem matters: errors stop a build, warnings do not."""

    ERROR = "error"
    WARNING = "warning"


@frozen(order=True)
class Span:
    """A region of one file; lines and columns count from 1, the end is exclusive."""

    path: Path
    line: int
    column: int
    end_line: int
    end_column: int


@frozen
class Label:
    """A second place worth showing, with a few words about it."""

    span: Span
    text: str


@frozen
class Rule:
    """One thing quizgen checks: its code, what it means, why it matters, and who says so."""

    code: str
    summary: str
    why: str
    severity: Severity = Severity.ERROR
    guideline: str = ""

    def at(
        self, span: Span | None, message: str, *related: Label | None, hint: str | None = None
    ) -> Diagnostic:
        """Report this rule as broken at *span*; a related place that is None is left out."""
        return Diagnostic(self, message, span, tuple(r for r in related if r), hint)


@frozen
class Diagnostic:
    """One problem, in the author's terms."""

    rule: Rule
    message: str
    span: Span | None
    related: tuple[Label, ...] = ()
    hint: str | None = None

    @property
    def is_error(self) -> bool:
        """Whether this problem stops a build."""
        return self.rule.severity is Severity.ERROR


class QuizgenError(Exception):
    """The command could not run: not a mistake in the seeds, and no bug (exit code 2)."""


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of *diagnostics* stops a build."""
    return any(d.is_error for d in diagnostics)


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """*diagnostics* sorted by place, each once; those without a place come first."""

    def place(d: Diagnostic) -> tuple[str, int, int, str, str]:
        if d.span is None:
            return ("", 0, 0, d.rule.code, d.message)
        return (str(d.span.path), d.span.line, d.span.column, d.rule.code, d.message)

    return sorted(dict.fromkeys(diagnostics), key=place)


def shown(path: Path) -> Path:
    """How problems name *path*: from the current folder, where it lies below."""
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else Path(relative)
