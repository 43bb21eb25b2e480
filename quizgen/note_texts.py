"""What a reader sees in a note of whoever's making: its text, what it asks, its clozes."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizgen.notetypes import Notetype
    from quizgen.packages import Note

WIDTH = 60
_UNSEEN = re.compile(r"(?is)<(script|style)\b.*?</\1\s*>|<!--.*?-->")
_ELEMENT = re.compile(r"<[a-zA-Z/!][^<>]*>")
_INNERMOST = re.compile(
    r"\{\{c([0-9]{1,3}(?:,[0-9]{1,3})*)::((?:(?!\{\{c[0-9]|\}\}).)*)\}\}", re.DOTALL
)
_IN_TEMPLATE = re.compile(r"\{\{[#^]?([^{}/#^][^{}]*)\}\}")
_MAX_DEPTH = 10
_LONGEST = 20_000  # no reader sees more of a field


def plain(html: str) -> str:
    """The words of a field, on one line."""
    shown = unescape(_ELEMENT.sub(" ", _UNSEEN.sub(" ", _uncovered(html[:_LONGEST])[0])))
    text = " ".join(shown.split())
    # What is not printable would steer a terminal.
    return text if text.isprintable() else "".join(filter(str.isprintable, text))


def name(note: Note) -> str:
    """What a note is called: its first field, or where that is empty its guid."""
    return _cut(plain(note.fields[0]) or plain(note.guid))


def short(note: Note, notetype: Notetype | None) -> str:
    """The beginning of what a note asks, unless it is called by that."""
    text = _cut(asked(note, notetype)[0]) if notetype else ""
    return text if text != name(note) else ""


def asked(note: Note, notetype: Notetype) -> tuple[str, str]:
    """What the front of its first card shows, but for the first field, and the field after that.

    The first field mostly is an id. Where nothing else is on the front, it is the question.
    """
    named = _IN_TEMPLATE.findall(notetype.look[1] if len(notetype.look) > 1 else "")
    names = {text.split(":")[-1].strip() for text in named}
    shown = [n for n, part in enumerate(notetype.fields) if n and part.name in names] or [0]
    fields = dict(enumerate(note.fields))
    front = " ".join(filter(None, (plain(fields.get(n, "")) for n in shown)))
    return front, plain(fields.get(shown[-1] + 1, ""))


def clozes(note: Note) -> Mapping[int, str]:
    """What each cloze number of a note asks for."""
    return _uncovered("\n".join(note.fields))[1]


def _uncovered(text: str) -> tuple[str, dict[int, str]]:
    """*text* without the marks of its clozes, and what stood in them."""
    found: dict[int, str] = {}

    def uncover(match: re.Match[str]) -> str:
        answer = match[2].split("::")[0]
        for number in {int(n) for n in match[1].split(",")}:
            found[number] = f"{found[number]} … {answer}" if number in found else answer
        return answer

    for _ in range(_MAX_DEPTH):
        text, count = _INNERMOST.subn(uncover, text)
        if not count:
            break
    return text, found


def _cut(text: str) -> str:
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 1].rstrip()}…"
