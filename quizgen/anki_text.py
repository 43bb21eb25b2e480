"""Text as Anki takes it: every character escaped once, here.

A field is HTML to Anki, and more: it looks in it for clozes, sounds, spoken text, LaTeX and typed
answers, and MathJax searches the finished page for formulas. The first character of whatever could
start one of these stands in an element of its own. An entity would not do: MathJax reads the page,
where entities are characters again, and Anki's editor turns most of them back when it saves.
"""

from __future__ import annotations

import re
from hashlib import sha1
from html import escape
from pathlib import PurePath
from typing import TYPE_CHECKING

from quizgen import markup

if TYPE_CHECKING:
    from quizgen.items import Image, Study

_SPECIAL = re.compile(r"[\\{}\[]|:(?=:)")
_HELD = r'<span class="tex2jax_ignore">\g<0></span>'
# \x1f parts the fields of a note; the others are no characters of HTML.
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_MORE_THAN_TEXT = re.compile(f"[\x00-\x1f\x7f\ud800-\udfff&<>{markup.SIGNS}]|{_SPECIAL.pattern}")
_LINE_END = re.compile(r"\r\n?")
_TWO_ALIKE = re.compile(r"([{}:])(?=\1)")
_BLANK = "____"
_SUFFIXES = {"image/jpeg": ".jpg", "image/svg+xml": ".svg"}


def field_html(marked: str, study: Study, blank: str = _BLANK) -> str:
    """*marked* text as the HTML of a field, in which only marked runs are more than text."""
    if not _MORE_THAN_TEXT.search(marked):
        return marked
    pictures = {image.id: image for image in study.images}
    return markup.html(
        marked, text=text_html, math=_math, image=lambda id_: _picture(pictures[id_]), blank=blank
    )


def attribute(text: str) -> str:
    """*text* for an attribute, or for a card template: no element may stand there."""
    return _SPECIAL.sub(lambda match: f"&#{ord(match[0])};", escape(clean(text)))


def clean(text: str) -> str:
    """*text* without characters that are none, its lines parted by newlines."""
    return _NOT_TEXT.sub("\N{REPLACEMENT CHARACTER}", _LINE_END.sub("\n", text))


def file_name(image: Image) -> str:
    """The name of *image* in Anki's one folder for all media: another picture, another name."""
    suffix = _SUFFIXES.get(image.media_type) or f".{PurePath(image.media_type).name}"
    return f"qg_{sha1(image.data, usedforsecurity=False).hexdigest()[:12]}{suffix}"


def link(address: str, text: str) -> str:
    """A link to *address*; *text* is HTML already."""
    return f'<a href="{attribute(address)}">{text}</a>'


def text_html(text: str) -> str:
    """Plain *text* as HTML in which nothing is more than text."""
    if not _MORE_THAN_TEXT.search(text):
        return text
    escaped = escape(clean(text), quote=False)
    return _SPECIAL.sub(_HELD, escaped).replace("\n", "<br>")


def _math(tex: str) -> str:
    """A formula for MathJax; TeX does not mind the spaces, Anki's clozes would mind the pairs."""
    apart = _TWO_ALIKE.sub(r"\1 ", clean(tex))
    return f"\\({escape(apart, quote=False).replace('[', '&#91;')}\\)"


def _picture(image: Image) -> str:
    return f'<img src="{file_name(image)}" alt="{attribute(image.alt)}">'
