"""Citations: reading `report ¶4`, and printing them in short, as a mark, and in full."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from quizgen import markup
from quizgen.items import Citation, Locator, Work
from quizgen.styles import BY_DATE, ENTRIES, Record, news
from quizgen.styles.parts import address, date_of, inverted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from quizgen.items import Study
    from quizgen.model import Source
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


@lru_cache(2**10)  # most sources have few paragraphs, and all facts cite them
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


def works(
    sources: Iterable[tuple[str, Source]], phrases: Phrases, style: str = "news"
) -> tuple[Work, ...]:
    """The bibliography of *sources* in *style*: as given, or by name where lists are so sorted."""
    records = [Record(id_, source, phrases) for id_, source in sources]
    written = [(ENTRIES[style](record), record) for record in records]
    if style != "news":
        written.sort(key=lambda pair: _order(pair[0], pair[1], style))
    return tuple(_work(n, entry, record) for n, (entry, record) in enumerate(written, start=1))


def _work(number: int, entry: str, record: Record) -> Work:
    source, found = record.source, address(record.source)
    return Work(
        record.id,
        number,
        news.short(record),
        entry,
        source.url or found or None,
        found if found and found in entry else None,
        source.archive_url,
    )


def _order(entry: str, record: Record, style: str) -> tuple[object, ...]:
    """Where an entry stands: by its authors, then in some styles by date, then by its letters."""
    source = record.source
    articles = record.words("articles").split()
    letters = _letters(markup.plain(entry), articles)
    names = tuple(_letters(inverted(name)) for name in source.author or source.editor)
    issued = date_of(source.issued.date).lower if source.issued else ()
    return (names or (letters,), issued if style in BY_DATE else (), letters, record.id)


def _letters(text: str, articles: Sequence[str] = ()) -> str:
    """What *text* is sorted by: its letters, without an article before them."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in folded if not unicodedata.combining(sign))
    first, _, rest = " ".join(re.findall(r"\w+", plain)).partition(" ")
    return rest if rest and first in articles else f"{first} {rest}"


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
