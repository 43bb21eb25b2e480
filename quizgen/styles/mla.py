"""MLA style, 9th edition: author, title, container and what belongs to it (its chapter 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizgen.styles import parts
from quizgen.styles.parts import Record, capital, italic, join

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizgen.model import Name

_ARTICLES = ("article-journal", "article-magazine", "article-newspaper")
_BY_YEAR = ("book", "chapter", "motion_picture", "paper-conference")
_MOST_NAMES = 2


def entry(record: Record) -> str:
    """A work as an entry of the list of works cited."""
    source = record.source
    heading = _names(record, source.author) or _editors_first(record)
    accessed = "" if source.issued else _accessed(record)
    text = join((heading, _title(record), _container(record), source.archive, accessed), ". ")
    return parts.closed(text, ".")


def _names(record: Record, names: Sequence[Name]) -> str:
    """The first name as lists sort it; of three or more, only that one (5.8)."""
    if not names:
        return ""
    first, *others = names
    shown = [parts.inverted(first), *map(parts.straight, others)]
    if len(shown) > _MOST_NAMES:
        return f"{shown[0]}, {record.words('style_et_al')}"
    return parts.listed(record, shown, "style_names")


def _editors_first(record: Record) -> str:
    names = _names(record, record.source.editor)
    many = "many" if len(record.source.editor) > 1 else "one"
    return f"{names}, {record.words(f'style_editor_{many}')}" if names else ""


def _title(record: Record) -> str:
    source = record.source
    if not source.title:
        return record.described
    # What stands in something larger is quoted, what stands alone is in italics.
    return parts.quoted(record, source.title) if source.container_title else italic(source.title)


def _container(record: Record) -> str:
    source = record.source
    place = join(
        (parts.pages(record, parts.page_range(source.page, "mla")), parts.address(source)), ", "
    )
    numbers = (parts.edition(record), source.medium, parts.volume(record), parts.issue(record))
    genre = source.genre if source.type == "report" else None
    publisher = None if source.type in _ARTICLES else source.publisher
    told = (_edited_by(record), *numbers, genre, publisher, _date(record), place)
    text = join((italic(source.container_title), *told), ", ")
    begins = _edited_by(record) or (source.volume and text.startswith(parts.volume(record)))
    return capital(text) if begins and not source.container_title else text


def _edited_by(record: Record) -> str:
    if not (record.source.author and record.source.editor):
        return ""
    shown = [parts.straight(name) for name in record.source.editor]
    if len(shown) > _MOST_NAMES:
        names = f"{shown[0]} {record.words('style_et_al')}"
    else:
        names = parts.listed(record, shown, "style_names", "style_two_names")
    return record.words("style_edited_by", names=names)


def _date(record: Record) -> str:
    source = record.source
    if source.issued is None:
        return ""
    date = parts.date_of(source.issued.date)
    show = parts.year if source.type in _BY_YEAR else parts.short_date
    return parts.issued(record, show(record, date))


def _accessed(record: Record) -> str:
    """When it was read: told where the work itself has no date."""
    if not record.source.accessed:
        return ""
    day = parts.short_date(record, parts.date_of(record.source.accessed))
    return capital(record.words("style_accessed", date=day))
