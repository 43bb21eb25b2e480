"""The news line: a work in the order in which a reader asks for it, and short for a card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizgen.styles.parts import capital, in_brackets

if TYPE_CHECKING:
    from quizgen.model import Name
    from quizgen.styles.parts import Record


def short(record: Record) -> str:
    """A work in one short line: its title or what stems call it, where and when it appeared."""
    source, phrases = record.source, record.phrases
    parts = (
        source.title or phrases.capitalised(record.label),
        source.container_title or source.publisher,
        _issued(record),
    )
    return record.words("list_separator").join(p for p in parts if p)


def entry(record: Record) -> str:
    """A work with everything that is known of it, without its address."""
    source, words = record.source, record.words
    parts = (
        "; ".join(map(_name, source.author)),
        source.title or record.described,
        source.container_title,
        source.publisher if source.publisher != source.container_title else None,
        source.publisher_place,
        words("volume", value=source.volume) if source.volume else None,
        words("issue", value=source.issue) if source.issue else None,
        words("locator_page", value=source.page) if source.page else None,
        capital(_issued(record) or "") or words("no_date"),
        source.note,
    )
    return words("entry_separator").join(p.rstrip(".") for p in parts if p) + "."


def _issued(record: Record) -> str | None:
    issued = record.source.issued
    if issued is None:
        return None
    # A date is not broken at the end of a narrow line.
    shown = record.phrases.show_date_text(issued.date).replace(" ", "\N{NO-BREAK SPACE}")
    return in_brackets(record, shown) if issued.inferred else shown


def _name(name: Name) -> str:
    return name.literal or ", ".join(p for p in (name.family, name.given) if p)
