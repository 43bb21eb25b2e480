"""Citations: reading `report ¶4`, and printing them in short, as a mark, and in full."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from quizgen.items import Citation, Locator, Work

if TYPE_CHECKING:
    from collections.abc import Iterable

    from quizgen.items import Study
    from quizgen.model import Name, Source
    from quizgen.phrases import Phrases
    from quizgen.words import Words

# How an author may write a locator -> the CSL locator label it means.
_LABELS = {
    "¶": "paragraph", "¶¶": "paragraph", "para": "paragraph", "para.": "paragraph",
    "paragraph": "paragraph", "p.": "page", "pp.": "page", "p": "page", "pp": "page",
    "page": "page", "pages": "page", "ch.": "chapter", "chap.": "chapter", "chapter": "chapter",
    "§": "section", "sec.": "section", "section": "section", "fig.": "figure", "figure": "figure",
    "table": "table", "l.": "line", "ll.": "line", "line": "line", "lines": "line", "v.": "verse",
    "vv.": "verse", "verse": "verse", "act": "act", "scene": "scene", "vol.": "volume",
    "volume": "volume", "no.": "issue", "issue": "issue", "fol.": "folio", "folio": "folio",
    "col.": "column", "column": "column", "art.": "article", "article": "article",
    "stanza": "stanza", "at": "timestamp", "timestamp": "timestamp", "track": "track",
}  # fmt: skip
_CITATION = re.compile(r"(?P<source>\S+?)\s*(?P<rest>(?:\s|¶|§).*)?")
_LOCATOR = re.compile(r"(?P<label>¶+|§+|[A-Za-z]+\.?)\s*(?P<value>\S.*)")
_TIME = re.compile(r"\d+:\d\d(?::\d\d)?")
_PARAGRAPHS = re.compile(r"\d+(?:\s*[-–]\s*\d+)?(?:\s*,\s*\d+(?:\s*[-–]\s*\d+)?)*")


class CitationError(ValueError):
    """Text that is no citation: what is wrong, and whether only the place is missing."""

    def __init__(self, message: str, *, no_locator: bool = False) -> None:
        """Say what is wrong in *message*."""
        super().__init__(message)
        self.no_locator = no_locator


def parse_citation(text: str) -> Citation:
    """The citation that *text* writes (`report ¶4`, `book pp. 12-14`, `film 00:12:30`)."""
    match = _CITATION.fullmatch(text.strip())
    if match is None:
        raise CitationError(f"'{text}' is not a citation")
    source, rest = match["source"], (match["rest"] or "").strip()
    if not rest:
        raise CitationError(f"'{text}' does not say where in the source", no_locator=True)
    return Citation(source, parse_locator(rest))


def parse_locator(text: str) -> Locator:
    """The locator that *text* writes; paragraph numbers are spelt out in `at`."""
    if _TIME.fullmatch(text):
        return Locator("timestamp", text)
    match = _LOCATOR.fullmatch(text)
    label = (
        _LABELS.get(match["label"].lower().replace("¶¶", "¶").replace("§§", "§")) if match else None
    )
    if match is None or label is None:
        raise CitationError(f"'{text}' is no place in a source")
    value = match["value"].strip()
    return Locator(label, value, _numbers(value) if label == "paragraph" else ())


def reference(citation: Citation, study: Study, words: Words) -> str:
    """A citation in one short line, as on the back of a card: `the first report, ¶4`."""
    place = place_of(citation.locator, words)
    return words("reference", work=study.work(citation.source).short, place=place)


def mark(citation: Citation, study: Study, words: Words) -> str:
    """A citation as a mark that leads to the numbered list of sources: `[2] ¶4`."""
    place = place_of(citation.locator, words)
    return words("citation_mark", number=study.work(citation.source).number, place=place)


def place_of(locator: Locator, words: Words) -> str:
    """A locator in the reader's language: `¶4`, `p. 12`."""
    return words(f"locator_{locator.label}", value=locator.value.replace("-", "–"))


def works(sources: Iterable[tuple[str, Source]], phrases: Phrases) -> tuple[Work, ...]:
    """The bibliography of *sources*, numbered in the order given."""
    return tuple(
        Work(
            id_,
            number,
            _short(id_, source, phrases),
            _entry(id_, source, phrases),
            source.url,
        )
        for number, (id_, source) in enumerate(sources, start=1)
    )


def _label(id_: str, source: Source) -> str:
    return source.label or source.title or id_


def _short(id_: str, source: Source, phrases: Phrases) -> str:
    parts = (
        source.title or phrases.capitalised(_label(id_, source)),
        source.container_title or source.publisher,
        _issued(source, phrases),
    )
    return phrases.words("list_separator").join(p for p in parts if p)


def _entry(id_: str, source: Source, phrases: Phrases) -> str:
    words = phrases.words
    title = source.title or words("described", what=phrases.capitalised(_label(id_, source)))
    parts = (
        "; ".join(map(_name, source.author)),
        title,
        source.container_title,
        source.publisher if source.publisher != source.container_title else None,
        source.publisher_place,
        words("volume", value=source.volume) if source.volume else None,
        words("issue", value=source.issue) if source.issue else None,
        words("locator_page", value=source.page) if source.page else None,
        _issued(source, phrases) or words("no_date"),
        source.note,
    )
    return words("entry_separator").join(p.rstrip(".") for p in parts if p) + "."


def _issued(source: Source, phrases: Phrases) -> str | None:
    if source.issued is None:
        return None
    # A date is not broken at the end of a narrow line.
    shown = phrases.show_date_text(source.issued.date).replace(" ", "\N{NO-BREAK SPACE}")
    return phrases.words("inferred", what=shown) if source.issued.inferred else shown


def _name(name: Name) -> str:
    return name.literal or ", ".join(p for p in (name.family, name.given) if p)


def _numbers(value: str) -> tuple[int, ...]:
    if not _PARAGRAPHS.fullmatch(value):
        raise CitationError(f"'¶{value}' names no paragraphs: write ¶4, ¶4-5 or ¶4, 7")
    found: list[int] = []
    for part in re.split(r"\s*,\s*", value):
        first, _, last = re.sub(r"\s*[-–]\s*", "-", part).partition("-")
        start, end = int(first), int(last or first)
        if end < start or end - start > 1000:  # noqa: PLR2004
            raise CitationError(f"'¶{value}' runs backwards or names too many paragraphs")
        found += range(start, end + 1)
    return tuple(dict.fromkeys(found))
