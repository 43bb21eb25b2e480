"""Anki notes: the fields and tags of an item."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from quizgen import markup
from quizgen.anki_text import clean, field_html, file_name, link, text_html
from quizgen.citations import reference
from quizgen.fragments import is_web, passage
from quizgen.frozen import frozen
from quizgen.items import ARROW, Citation, Interaction, Locator
from quizgen.latest import Latest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

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
_NOT_IN_TAG = re.compile(r'[\s"]+')
_LETTER = re.compile(r"[^\W\d_]")
_IS_KEY = ' class="is-key"'
# What several items of one study cite is made once; the works of a study are one object.
_LINKED: Latest[object, dict[object, str]] = Latest(lambda _: {})
_GAP = "\x1f"  # nothing that `field_html` returns holds one


def fields(item: Item, study: Study, words: Words) -> tuple[str, ...]:
    """The fields of *item*, in the order of its family's notetype."""
    values = _Fields(item, study, words)
    return tuple([make(values) for make in _MADE[FAMILIES[item.interaction]]])


def content(family: str, values: tuple[str, ...], labels: tuple[str, ...]) -> tuple[str, ...]:
    """What a note's digest is of: its family, fields and tags."""
    return (family, *values, " ".join(labels))


def tags(item: Item) -> tuple[str, ...]:
    """The tags of *item* as Anki takes them: without spaces, quotation marks or empty parts."""
    return tuple(sorted({tag for text in item.tags if (tag := _tag(text))}))


def media(item: Item, study: Study) -> dict[str, bytes]:
    """The files that the fields of *item* show, by name."""
    return {file_name(image): image.data for image in _shown(item, study)}


@frozen
class _Fields:
    """The fields of one item that need more than their text."""

    item: Item
    study: Study
    words: Words

    def html(self, marked: str) -> str:
        return field_html(marked, self.study)

    def id(self) -> str:
        return text_html(self.item.first_id or self.item.id)

    def context(self) -> str:
        return self.html(self.item.context)

    def source(self) -> str:
        return _list(self.cite(self.item.citations))

    def question(self) -> str:
        shown = self.html(self.item.stem)
        if self.item.premises:
            listed = (f'<li dir="auto">{self.html(text)}</li>' for text in self.item.premises)
            shown += f'<ol class="premises">{"".join(listed)}</ol>'
        is_recall = FAMILIES[self.item.interaction] == "recall"
        return shown + self.options() if is_recall else shown

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
        mark = _IS_KEY if FAMILIES[self.item.interaction] == "choice" else ""
        shown = "".join(
            f'<li dir="auto"{mark if option.is_key else ""}>{self.html(option.text)}</li>'
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
            return _list([self.cited(*part) for part in self.parts])
        read = dict(self.parts)
        right = [
            self.letter(place) + self.cited(option.text, read.get(option.text, ()))
            for place, option in enumerate(self.item.options)
            if option.is_key
        ]
        return _list(right)

    @property
    def parts(self) -> list[tuple[str, tuple[Citation, ...]]]:
        """The parts of the key, each with its own evidence where the card cites several sources."""
        several = len({c.source for c in self.item.citations}) > 1
        cites = (self.item.key_citations if several else ()) or ((),) * len(self.item.key)
        is_paired = self.item.interaction is Interaction.MATCHING
        key = (self.words.onward(k, ARROW) if is_paired else k for k in self.item.key)
        return list(zip(key, cites, strict=True))

    def also(self) -> str:
        """Other names of the answer that tell a learner more than a part of it, or a figure."""
        if not self.item.accepted:
            return ""
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
        if self.item.says_all:
            return ""
        keys = iter(self.item.key)
        stem = self.item.stem
        if markup.BLANK in stem:
            stem = re.sub(markup.BLANK, lambda _: next(keys, ""), stem)
        known = (_bare(stem), _bare(" ".join(self.item.key)))
        return "" if _bare(self.item.claim) in known else self.html(self.item.claim)

    def disagreement(self) -> str:
        if not self.item.disagreement:
            return ""
        return self.cited(self.item.disagreement, self.item.disagreeing)

    def cited(self, marked: str, citations: tuple[Citation, ...]) -> str:
        shown = self.html(marked)
        return " ".join([shown, *self.cite(citations)]) if citations else shown

    def cite(self, citations: tuple[Citation, ...]) -> list[str]:
        return [f"<cite>{self.linked(cited)}</cite>" for cited in self.merged(citations)]

    def merged(self, citations: tuple[Citation, ...]) -> Iterable[Sequence[Citation]]:
        """The places in one source together: a card has little room."""
        if len(citations) <= 1:  # as nearly always: there is nothing to put together
            return [citations] if citations else []
        places: dict[tuple[str, str], list[Citation]] = {}
        for citation in citations:
            places.setdefault((citation.source, citation.locator.label), []).append(citation)
        return [sorted(found, key=lambda c: c.locator.at) for found in places.values()]

    def linked(self, cited: Sequence[Citation]) -> str:
        """The places of *cited* in one line, which leads to the passage where that is quoted."""
        known = _LINKED(self.study.works)
        name = tuple([(c.source, c.locator.label, c.locator.value, c.quote) for c in cited])
        if name not in known:
            known[name] = self._linked(cited)
        return known[name]

    def _linked(self, cited: Sequence[Citation]) -> str:
        values = dict.fromkeys(citation.locator.value for citation in cited)
        place = Locator(cited[0].locator.label, self.words("list_separator").join(values))
        citation = Citation(cited[0].source, place)
        text = self.html(reference(citation, self.study, self.words))
        work = self.study.work(citation.source)
        quotes = [c.quote for c in cited if c.quote]
        url, archive = (passage(place or "", quotes) for place in (work.url, work.archive))
        text = link(url, text) if is_web(url) else text
        kept = link(archive, text_html(self.words("link_archive")))
        return f"{text} ({kept})" if is_web(archive) else text

    def credits(self) -> str:
        return "<br>".join(
            self.html(self.words("anki_picture", credit=image.credit, license=image.license))
            for image in _shown(self.item, self.study)
        )


def _nothing(_: _Fields) -> str:
    return ""


_FIELDS: dict[str, Callable[[_Fields], str]] = {
    "ID": _Fields.id,
    "Context": _Fields.context,
    "Question": _Fields.question,
    "Text": _Fields.cloze,
    "Options": _Fields.options,
    "Answer": _Fields.answer,
    "Also": _Fields.also,
    "Claim": _Fields.claim,
    "Why": _Fields.why,
    "Others": _Fields.others,
    "Disagreement": _Fields.disagreement,
    "Source": _Fields.source,
    "Pictures": _Fields.credits,
}
_MADE = {f: [_FIELDS.get(name, _nothing) for name in names] for f, names in FIELDS.items()}


def _list(parts: list[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    return f"<ul>{''.join(f'<li dir=auto>{part}</li>' for part in parts)}</ul>" if parts else ""


@lru_cache(maxsize=2**14)  # many items have the same tags
def _tag(text: str) -> str:
    parts = (_NOT_IN_TAG.sub("-", part).strip("-:") for part in clean(text).split("::"))
    return unicodedata.normalize("NFC", "::".join(filter(None, parts)))


def _bare(marked: str) -> str:
    return markup.plain(marked).strip().rstrip(".")


def _folded(marked: str) -> str:
    """*marked* text without what a learner may leave out: capitals and marks on letters."""
    letters = unicodedata.normalize("NFKD", markup.plain(marked).casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _shown(item: Item, study: Study) -> Iterable[Image]:
    if not study.images:
        return ()
    texts = [item.context, item.stem, *item.key, item.claim, item.rationale, item.disagreement]
    texts += [text for o in item.options for text in (o.text, o.rationale or "")]
    shown = {id_ for text in texts for id_ in markup.images(text)}
    return (image for image in study.images if image.id in shown)
