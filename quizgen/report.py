"""Problems shown to people and to machines: full, concise, json, github."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from quizgen.textfile import LINE_BREAK, decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from quizgen.diagnostics import Diagnostic, Span

    Lines = Callable[[Path], list[str]]

_WIDTH = 100
_TAB = 4
# Control characters as pictures of themselves: a terminal would obey them.
_VISIBLE = {n: 0x2400 + n for n in range(32) if n != ord("\t")} | dict.fromkeys(
    range(127, 160), 65533
)


def full(problems: Iterable[Diagnostic]) -> str:
    """A headline, the lines it is about, and what to do next."""
    lines_of = cache(lines_in)  # a file is read once, however many problems it has
    return "\n".join(_full(d, lines_of) for d in problems)


def concise(problems: Iterable[Diagnostic]) -> str:
    """One line each, in the form editors can jump to."""
    return "".join(f"{_where(d.span)}: {_headline(d)}\n" for d in problems)


def as_json(problems: Iterable[Diagnostic]) -> str:
    """A list of objects."""
    return json.dumps([_record(d) for d in problems], ensure_ascii=False, indent=2) + "\n"


def github(problems: Iterable[Diagnostic]) -> str:
    """Workflow commands, so that problems appear on the changed lines of a pull request."""
    lines = []
    for d in problems:
        at = (
            f",file={_escaped(d.span.path)},line={d.span.line},col={d.span.column}"
            if d.span
            else ""
        )
        text = d.message + (f"\nhelp: {d.hint}" if d.hint else "")
        text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        lines.append(f"::{d.rule.severity} title={d.rule.code}{at}::{text}\n")
    return "".join(lines)


FORMATS: dict[str, Callable[[Iterable[Diagnostic]], str]] = {
    "full": full,
    "concise": concise,
    "json": as_json,
    "github": github,
}


def summary(problems: list[Diagnostic]) -> str:
    """How many there are: `2 errors, 1 warning`."""
    errors = sum(d.is_error for d in problems)
    parts = [(errors, "error"), (len(problems) - errors, "warning")]
    return ", ".join(f"{n} {word}{'s' * (n != 1)}" for n, word in parts if n)


def _escaped(path: Path) -> str:
    text = path.as_posix().replace("%", "%25").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C")


def _record(d: Diagnostic) -> dict[str, object]:
    return {
        "code": d.rule.code,
        "severity": d.rule.severity,
        "message": d.message,
        **_place(d.span),
        "hint": d.hint,
        "related": [{"text": label.text, **_place(label.span)} for label in d.related],
    }


def _place(span: Span | None) -> dict[str, object]:
    if span is None:
        return {"path": None, "line": None, "column": None}
    return {"path": str(span.path), "line": span.line, "column": span.column}


def _headline(d: Diagnostic) -> str:
    return f"{d.rule.severity}[{d.rule.code}]: {d.message}"


def _where(span: Span | None) -> str:
    return f"{span.path}:{span.line}:{span.column}" if span else "quizgen"


def _full(d: Diagnostic, lines_of: Lines) -> str:
    lines = [_headline(d)]
    spans = [s for s in (d.span, *(label.span for label in d.related)) if s]
    gutter = " " * max((len(str(s.line)) for s in spans), default=0)
    if d.span:
        lines.append(f"{gutter}--> {_where(d.span)}")
        lines += excerpt(lines_of, d.span, "", "^", gutter)
        for label in d.related:
            if label.span.path != d.span.path:
                lines.append(f"{gutter}::: {_where(label.span)}")
            lines += excerpt(lines_of, label.span, label.text, "-", gutter)
        lines.append(f"{gutter} |")
    if d.hint:
        lines.append(f"{gutter} = help: {d.hint}")
    return "\n".join(lines) + "\n"


def excerpt(lines_of: Lines, span: Span, text: str, mark: str, gutter: str) -> list[str]:
    """The line of *span* behind a *gutter*, and below it *mark* as often as it is long."""
    lines = lines_of(span.path)
    code = lines[span.line - 1].translate(_VISIBLE) if span.line <= len(lines) else ""
    if not code:
        return []
    end = span.end_column if span.end_line == span.line else len(code.rstrip()) + 1
    start, width = span.column - 1, max(1, end - span.column)
    before = code[:start].expandtabs(_TAB)
    shown = code.expandtabs(_TAB)
    cut = max(0, len(before) - _WIDTH // 2) if len(shown) > _WIDTH else 0
    line = ("…" if cut else "") + shown[cut : cut + _WIDTH]
    line += "…" if len(shown) > cut + _WIDTH else ""
    indent = " " * (len(before) - cut + (1 if cut else 0))
    underline = mark * min(width, max(1, len(line) - len(indent)))
    return [
        f"{gutter} |",
        f"{span.line:>{len(gutter)}} | {line}".rstrip(),
        f"{gutter} | {indent}{underline} {text}".rstrip(),
    ]


def lines_in(path: Path) -> list[str]:
    """The lines of the file at *path*; none where it cannot be read."""
    try:
        data = path.read_bytes()
    except OSError:
        return []
    text, encoding = decode(data)
    if text is None or encoding == "windows-1252":  # a guess would hide what is wrong
        text = data.decode("utf-8-sig", "replace")
    return LINE_BREAK.split(text)
