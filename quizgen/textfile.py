"""The text of a file: UTF-8, of a size that can be held, without what cannot be printed."""

from __future__ import annotations

import codecs
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
# What no text has; a form feed or a stray control of the second block may stand in one.
BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ud800-\udfff]")
CANNOT_PRINT = "the text holds the character U+{:04X}, which cannot be printed"
# Longest first: the mark of UTF-32 begins with that of UTF-16.
_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HALF = 0.3  # the share of zero bytes at even or odd places that only two-byte text has
_FOREIGN = re.compile("[^\x00-\x7f]{3}")


def decode(data: bytes) -> tuple[str | None, str]:
    """The text that *data* is, and the encoding it was read in; no text where that is not sure.

    Without a mark it is UTF-8 or, where letters beyond ASCII are few and stand alone, Windows-1252
    (a guess that whoever calls should tell). Two-byte text shows by its zeros.
    """
    for mark, encoding in _MARKED:
        if data.startswith(mark):
            return _decoded(data, encoding), encoding
    if b"\0" in data[:4096]:
        encoding = _two_byte(data[:4096])
        return (_decoded(data, encoding) if encoding else None), encoding
    if (text := _decoded(data, "utf-8")) is not None:
        return text, "utf-8"
    text = _decoded(data, "cp1252")
    sure = text is not None and not _FOREIGN.search(text)
    return (text if sure else None), "windows-1252"


def _two_byte(data: bytes) -> str:
    """Which UTF-16 *data* is by its zero bytes; nothing for other data."""
    half = max(1, len(data) // 2)
    even, odd = data[::2].count(0) / half, data[1::2].count(0) / half
    if max(even, odd) < _HALF or min(even, odd) > _HALF / 10:
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _decoded(data: bytes, encoding: str) -> str | None:
    """*data* in *encoding*; None where it is another, or no text at all."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if BINARY.search(text) else text


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
