"""The text of a file: UTF-8, of a size that can be held, without what cannot be printed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from quizgen import rules
from quizgen.diagnostics import Span

if TYPE_CHECKING:
    from pathlib import Path

    from quizgen.diagnostics import Diagnostic

LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")  # as YAML counts lines
MAX_BYTES = 20_000_000
# Controls, noncharacters and lone surrogates: no output format can carry them.
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
CANNOT_PRINT = "the text holds the character U+{:04X}, which cannot be printed"


def text_of(path: Path, shown: Path) -> tuple[str | None, list[Diagnostic]]:
    """The text of the file at *path*, which must be UTF-8; line ends become newlines."""
    start = Span(shown, 1, 1, 1, 1)
    try:
        data = path.read_bytes()
    except OSError as error:
        return None, [rules.UNREADABLE.at(start, f"the file cannot be read: {error.strerror}")]
    if len(data) > MAX_BYTES:
        message = f"the file is larger than {MAX_BYTES // 1_000_000} MB"
        hint = "split it: any number of files is read"
        return None, [rules.UNREADABLE.at(start, message, hint=hint)]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return None, [_not_utf8(data, error, shown)]
    return text.replace("\r\n", "\n").replace("\r", "\n"), []


def unprintable(text: str, path: Path) -> Diagnostic | None:
    """The problem with the first character of *text* that cannot be printed, if there is one."""
    found = UNPRINTABLE.search(text)
    return refused(text, found.start(), path) if found else None


def refused(text: str, position: int, path: Path) -> Diagnostic:
    """The problem with the character a parser refused at *position*, or near it."""
    found = UNPRINTABLE.search(text)
    at = found.start() if found else max(0, min(position, len(text) - 1))
    before = LINE_BREAK.split(text[:at])
    line, column = len(before), len(before[-1]) + 1
    span = Span(path, line, column, line, column + 1)
    return rules.CONTROL_CHARACTER.at(span, CANNOT_PRINT.format(ord(text[at])), hint="delete it")


def _not_utf8(data: bytes, error: UnicodeDecodeError, path: Path) -> Diagnostic:
    before = data[: error.start]
    line = before.count(b"\n") + 1
    column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
    return rules.NOT_UTF8.at(
        Span(path, line, column, line, column + 1),
        f"the byte 0x{data[error.start]:02x} is not UTF-8 text",
        hint="save the file with the encoding UTF-8",
    )
