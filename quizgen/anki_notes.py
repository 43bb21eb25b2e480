"""Anki notes: the fields and tags of an item, every character of them escaped once, here.

A field is HTML to Anki, and more: it looks in it for clozes, sounds, spoken text, LaTeX and typed
answers, and MathJax searches the finished page for formulas. The first character of whatever could
start one of these stands in an element of its own. An entity would not do: MathJax reads the page,
where entities are characters again, and Anki's editor turns most of them back when it saves.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from hashlib import sha1
from html import escape
from pathlib import PurePath
from typing import TYPE_CHECKING

from quizgen import markup
from quizgen.citations import reference
from quizgen.fragments import is_web, passage
from quizgen.items import Citation, Interaction, Locator

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from quizgen.items import Image, Item, Study
    from quizgen.words import Words

FAMILIES = {
    Interaction.SHORT_ANSWER: "recall",
    Interaction.NUMBER: "recall",
    Interaction.DATE: "recall",
    Interaction.MATCHING: "recall",
    Interaction.ORDERING: "recall",
    Interaction.CHOICE: "choice",
    Interaction.MULTIPLE_RESPONSE: "choice",
    Interaction.TRUE_FALSE: "choice",
    Interaction.CLOZE: "cloze",
}
_SPARE = ("Spare1", "Spare2", "Spare3", "Spare4")
_TAIL = ("Claim", "Why", "Others", "Disagreement", "Source", "Pictures", *_SPARE)
# Frozen: Anki takes another number or order of fields for another notetype, and then updates no
# note of it. A new field takes the place of a spare one.
FIELDS = {
    "recall": ("ID", "Context", "Question", "Answer", "Also", *_TAIL),
    "choice": ("ID", "Context", "Question", "Options", "Answer", *_TAIL),
    "cloze": ("ID", "Context", "Text", "Also", *_TAIL),
}
_SPECIAL = re.compile(r"[\\{}\[]|:(?=:)")
_HELD = r'<span class="tex2jax_ignore">\g<0></span>'
# \x1f parts the fields of a note; the others are no characters of HTML.
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LINE_END = re.compile(r"\r\n?")
_NOT_IN_TAG = re.compile(r'[\s"]+')
_LETTER = re.compile(r"[^\W\d_]")
_TWO_ALIKE = re.compile(r"([{}:])(?=\1)")
_IS_KEY = ' class="is-key"'
_BLANK = "____"
_GAP = "\x1f"  # nothing that `field_html` returns holds one
_SUFFIXES = {"image/jpeg": ".jpg", "image/svg+xml": ".svg"}


def field_html(marked: str, study: Study, blank: str = _BLANK) -> str:
    """*marked* text as the HTML of a field, in which only marked runs are more than text."""
    pictures = {image.id: image for image in study.images}
    return markup.html(
        marked, text=_text, math=_math, image=lambda id_: _picture(pictures[id_]), blank=blank
    )


def attribute(text: str) -> str:
    """*text* for an attribute, or for a card template: no element may stand there."""
    return _SPECIAL.sub(lambda match: f"&#{ord(match[0])};", escape(clean(text)))


def clean(text: str) -> str:
    """*text* without characters that are none, its lines parted by newlines."""
    return _NOT_TEXT.sub("\N{REPLACEMENT CHARACTER}", _LINE_END.sub("\n", text))


def fields(item: Item, study: Study, words: Words) -> tuple[str, ...]:
    """The fields of *item*, in the order of its family's notetype."""
    values = _Fields(item, study, words)
    named = {
        "ID": _text(item.first_id or item.id),
        "Context": values.html(item.context),
        "Question": values.question(),
        "Text": values.cloze(),
        "Options": values.options(),
        "Answer": values.answer(),
        "Also": values.also(),
        "Claim": values.claim(),
        "Why": values.why(),
        "Others": values.others(),
        "Disagreement": values.disagreement(),
        "Source": _list(values.cite(item.citations)),
        "Pictures": values.credits(),
    }
    return tuple(named.get(name, "") for name in FIELDS[FAMILIES[item.interaction]])


def tags(item: Item) -> tuple[str, ...]:
    """The tags of *item* as Anki takes them: without spaces, quotation marks or empty parts."""
    return tuple(sorted({tag for text in item.tags if (tag := _tag(text))}))


def media(item: Item, study: Study) -> dict[str, bytes]:
    """The files that the fields of *item* show, by name."""
    return {file_name(image): image.data for image in _shown(item, study)}


def file_name(image: Image) -> str:
    """The name of *image* in Anki's one folder for all media: another picture, another name."""
    suffix = _SUFFIXES.get(image.media_type) or f".{PurePath(image.media_type).name}"
    return f"qg_{sha1(image.data, usedforsecurity=False).hexdigest()[:12]}{suffix}"


@dataclass(frozen=True, slots=True)
class _Fields:
    """The fields of one item that need more than their text."""

    item: Item
    study: Study
    words: Words

    def html(self, marked: str) -> str:
        return field_html(marked, self.study)

    def question(self) -> str:
        if FAMILIES[self.item.interaction] == "recall" and self.item.options:
            return self.html(self.item.stem) + self.options()
        return self.html(self.item.stem)

    def cloze(self) -> str:
        """The stem with its answers put in: one card, whatever the number of gaps."""
        first, *rest = field_html(self.item.stem, self.study, _GAP).split(_GAP)
        keys = [*self.item.key]
        if len(rest) < len(keys):
            keys = [self.words("list_separator").join(keys)]
        keys += keys[-1:] * (len(rest) - len(keys))
        gaps = zip(keys, rest, strict=False)
        return first + "".join(f"{{{{c1::{self.html(key)}}}}}{text}" for key, text in gaps)

    @property
    def is_statement(self) -> bool:
        return self.item.interaction is Interaction.TRUE_FALSE

    def options(self) -> str:
        """The options in their order; the style marks the key on the back, and only there."""
        shown = "".join(
            f'<li dir="auto"{_IS_KEY if option.is_key else ""}>{self.html(option.text)}</li>'
            for option in self.item.options
        )
        if self.is_statement:
            return f'<ul class="truth">{shown}</ul>'
        return f'<ol class="options" type="A">{shown}</ol>' if shown else ""

    def letter(self, place: int) -> str:
        """The letter of an option, which has no say in the direction of the text after it."""
        return "" if self.is_statement else f'<bdi class="letter">{chr(ord("A") + place)}</bdi> '

    def answer(self) -> str:
        if FAMILIES[self.item.interaction] != "choice":
            cites = self.item.key_citations or ((),) * len(self.item.key)
            return _list([self.cited(*part) for part in zip(self.item.key, cites, strict=True)])
        right = [
            self.letter(place) + self.html(option.text)
            for place, option in enumerate(self.item.options)
            if option.is_key
        ]
        return _list(right)

    def also(self) -> str:
        """Other names of the answer that tell a learner more than a part of it, or a figure."""
        known = _folded(" ".join(self.item.key))
        names = filter(_LETTER.search, self.item.accepted)
        others = [name for name in names if _folded(name) not in known]
        listed = self.words("list_separator").join(others)
        return self.html(self.words("anki_also", answers=listed)) if others else ""

    def others(self) -> str:
        """Why each other option is wrong: whose answer it is, and where that is read."""
        told = (
            self.letter(place) + self.cited(option.rationale, option.citations)
            for place, option in enumerate(self.item.options)
            if option.rationale and not option.is_key and not self.is_statement
        )
        return "".join(f'<li dir="auto">{text}</li>' for text in told)

    def why(self) -> str:
        """Why the answer is right; of a statement, also what it has confused."""
        known = _bare(self.item.rationale) in ("", _bare(self.item.claim))
        told = [] if known else [self.html(self.item.rationale)]
        if self.is_statement:
            wrong = (option for option in self.item.options if option.rationale)
            told += [self.cited(option.rationale or "", option.citations) for option in wrong]
        return "<br>".join(told)

    def claim(self) -> str:
        """The claim, unless the card's own sentence is it, word for word."""
        keys = iter(self.item.key)
        stem = re.sub(markup.BLANK, lambda _: next(keys, ""), self.item.stem)
        known = (_bare(stem), _bare(" ".join(self.item.key)))
        return "" if _bare(self.item.claim) in known else self.html(self.item.claim)

    def disagreement(self) -> str:
        if not self.item.disagreement:
            return ""
        return self.cited(self.item.disagreement, self.item.disagreeing)

    def cited(self, marked: str, citations: Iterable[Citation]) -> str:
        return " ".join((self.html(marked), *self.cite(citations)))

    def cite(self, citations: Iterable[Citation]) -> list[str]:
        return [f"<cite>{self.linked(cited)}</cite>" for cited in self.merged(citations)]

    def merged(self, citations: Iterable[Citation]) -> Iterator[list[Citation]]:
        """The places in one source together: a card has little room."""
        places: dict[tuple[str, str], list[Citation]] = {}
        for citation in citations:
            places.setdefault((citation.source, citation.locator.label), []).append(citation)
        for found in places.values():
            yield sorted(found, key=lambda citation: citation.locator.at)

    def linked(self, cited: list[Citation]) -> str:
        """The places of *cited* in one line, which leads to the passage where that is quoted."""
        values = dict.fromkeys(citation.locator.value for citation in cited)
        place = Locator(cited[0].locator.label, self.words("list_separator").join(values))
        citation = Citation(cited[0].source, place)
        text = self.html(reference(citation, self.study, self.words))
        work = self.study.work(citation.source)
        quotes = [c.quote for c in cited if c.quote]
        url, archive = (passage(place or "", quotes) for place in (work.url, work.archive))
        text = link(url, text) if is_web(url) else text
        kept = link(archive, _text(self.words("link_archive")))
        return f"{text} ({kept})" if is_web(archive) else text

    def credits(self) -> str:
        return "<br>".join(
            self.html(self.words("anki_picture", credit=image.credit, license=image.license))
            for image in _shown(self.item, self.study)
        )


def link(address: str, text: str) -> str:
    """A link to *address*; *text* is HTML already."""
    return f'<a href="{attribute(address)}">{text}</a>'


def _text(text: str) -> str:
    escaped = escape(clean(text), quote=False)
    return _SPECIAL.sub(_HELD, escaped).replace("\n", "<br>")


def _math(tex: str) -> str:
    """A formula for MathJax; TeX does not mind the spaces, Anki's clozes would mind the pairs."""
    apart = _TWO_ALIKE.sub(r"\1 ", clean(tex))
    return f"\\({escape(apart, quote=False).replace('[', '&#91;')}\\)"


def _picture(image: Image) -> str:
    return f'<img src="{file_name(image)}" alt="{attribute(image.alt)}">'


def _list(parts: list[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    return f"<ul>{''.join(f'<li dir=auto>{part}</li>' for part in parts)}</ul>" if parts else ""


def _tag(text: str) -> str:
    parts = (_NOT_IN_TAG.sub("-", part).strip("-:") for part in clean(text).split("::"))
    return unicodedata.normalize("NFC", "::".join(filter(None, parts)))


def _bare(marked: str) -> str:
    return markup.plain(marked).strip().rstrip(".")


def _folded(marked: str) -> str:
    """*marked* text without what a learner may leave out: capitals and marks on letters."""
    letters = unicodedata.normalize("NFKD", markup.plain(marked).casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _shown(item: Item, study: Study) -> Iterator[Image]:
    texts = [item.context, item.stem, *item.key, item.claim, item.rationale, item.disagreement]
    texts += [text for o in item.options for text in (o.text, o.rationale or "")]
    shown = {id_ for text in texts for id_ in markup.images(text)}
    return (image for image in study.images if image.id in shown)
