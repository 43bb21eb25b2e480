"""The two sides of a card, as Anki makes them of our templates.

Anki's own renderer may not be used at run time (it is under the AGPL). Of its language this knows
what our templates use: fields, sections, clozes and `FrontSide`; a test holds it against Anki.
"""

from __future__ import annotations

import re
from base64 import b64encode
from html import escape, unescape
from typing import TYPE_CHECKING, NamedTuple

from quizgen import markup
from quizgen.anki_notes import FAMILIES, FIELDS, fields
from quizgen.anki_text import file_name
from quizgen.outputs.anki import look
from quizgen.words import find_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from quizgen.items import Item, Study
    from quizgen.resources import Shelf

_TAG = re.compile(r"\{\{([#^/]?)([^{}]*)\}\}")
_CLOZE = re.compile(r"\{\{c[0-9]+::(.*?)(?:::(.*?))?\}\}", re.DOTALL)
_EMPTY = re.compile(r"(?:\s|</?(?:br|div) ?/?>)*")
_FORMULA = re.compile(r"\\\((.*?)\\\)", re.DOTALL)
_SHOWN = re.compile(r'src="([^"]*)"')
_GAPS = "cloze:"
_LATIN_1 = "\xff"  # its last sign


class Card(NamedTuple):
    """What Anki shows of a note before it is answered and after, and the style of both."""

    front: str
    back: str
    css: str


def card(item: Item, study: Study, shelf: Shelf) -> Card:
    """The card of *item* in the deck of *study*."""
    family = FAMILIES[item.interaction]
    named = dict(
        zip(FIELDS[family], fields(item, study, find_words(shelf, study.language)), strict=True)
    )
    css, front, back = look(family, study, shelf)
    question = rendered(front, named, _hidden)
    return Card(question, rendered(back, {**named, "FrontSide": question}, _opened), css)


def document(side: str, css: str, study: Study, *, is_night: bool) -> str:
    """A *side* of a card as a page of its own, by day or by night, with pictures and formulas."""
    night = " nightMode night_mode" if is_night else ""
    scheme = "dark" if is_night else "light"
    shown = _SHOWN.sub(lambda match: f'src="{_data(match[1], study)}"', side)
    return (
        f'<!doctype html><html lang="{escape(study.language)}" class="{night.strip()}"><head>'
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<meta name="color-scheme" content="{scheme}"><title>Card</title><style>{css}</style>'
        f'</head><body class="card card1{night}"><main id="qa">{_FORMULA.sub(_math, shown)}</main>'
        "</body></html>"
    )


def rendered(template: str, named: Mapping[str, str], gap: Callable[[re.Match[str]], str]) -> str:
    """*template* with the fields *named*; *gap* makes what is shown of a cloze."""
    shown = [True]  # for each section that has begun, the whole first
    made: list[str] = []
    text, *rest = _TAG.split(template)
    made.append(text)
    for sign, name, after in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
        if sign == "/":
            shown.pop()
        elif sign:
            is_filled = not _EMPTY.fullmatch(named.get(name, ""))
            shown.append(shown[-1] and is_filled == (sign == "#"))
        elif shown[-1]:
            made.append(_value(name, named, gap))
        made.append(after if shown[-1] else "")
    return "".join(made)


def _value(name: str, named: Mapping[str, str], gap: Callable[[re.Match[str]], str]) -> str:
    """The field called *name*; what no field is called stays as it is written."""
    field = name.removeprefix(_GAPS)
    if field not in named:
        return escape(f"{{{{{name}}}}}")
    return _CLOZE.sub(gap, named[field]) if name.startswith(_GAPS) else named[field]


def _hidden(match: re.Match[str]) -> str:
    """A gap before the answer: its words stand only where no reader sees them."""
    hint = match[2] or "..."
    return f'<span class="cloze" data-cloze="{_coded(match[1])}" data-ordinal="1">[{hint}]</span>'


def _opened(match: re.Match[str]) -> str:
    return f'<span class="cloze" data-ordinal="1">{match[1]}</span>'


def _coded(text: str) -> str:
    """*text* for an attribute, as Anki writes it: every sign of Latin 1 as a reference."""
    return "".join(_reference(c) for c in text)


def _reference(sign: str) -> str:
    plain = sign > _LATIN_1 or (sign.isascii() and sign.isalnum())
    named = escape(sign)
    return sign if plain else named if named != sign else f"&#x{ord(sign):X};"


def _math(match: re.Match[str]) -> str:
    """A formula as browsers show it without MathJax; one that cannot be laid out, as written."""
    try:
        return markup.mathml(unescape(match[1]))
    except markup.BadFormula:
        return match[0]


def _data(name: str, study: Study) -> str:
    """The address of a picture that Anki has in its media folder."""
    image = next((image for image in study.images if file_name(image) == name), None)
    return f"data:{image.media_type};base64,{b64encode(image.data).decode()}" if image else ""
