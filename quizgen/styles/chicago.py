"""Chicago style, 17th edition: author and date (chapter 15), or notes and bibliography (14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizgen.styles import parts
from quizgen.styles.parts import Record, capital, italic, join

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizgen.model import Name

_PAPERS = ("article-magazine", "article-newspaper", "review")
_WEB = ("webpage", "post-weblog")
_BOOKS = ("book", "motion_picture", "report", "song")
_IN_BOOKS = ("chapter", "entry-dictionary", "entry-encyclopedia", "paper-conference")
_ITALIC = ("book", "graphic", "motion_picture", "song")
_BY_YEAR = ("book", "chapter", "motion_picture", "paper-conference", "song", "thesis")
_DATED_LAST = ("webpage", "post-weblog", "post")  # 15.51, 15.52
_UNARCHIVED = ("article-journal", "book", "chapter", "motion_picture", "paper-conference")
_MOST_LISTED, _FIRST_LISTED, _MOST_NOTED = 10, 7, 3


def author_date(record: Record) -> str:
    """A work as an entry of the reference list, its year behind the author."""
    source, title = record.source, _title(record)
    paper = italic(source.container_title) if source.type in _PAPERS else ""
    heading = _heading(record) or paper or title
    title = "" if heading == title else title
    place = "" if heading == paper else _within(record)
    text = join((heading, _year(record), title, *_described(record), place), ". ")
    text = join((_placed_by_year(record, text), *_numbers(record), _publisher(record)), ". ")
    # What appeared on a day tells it besides the year: papers have done so already.
    day = _day(record) if source.type in _DATED_LAST else ""
    return parts.closed(join((text, _archive(record), day, *_access(record)), ". "), ".")


def bibliography(record: Record) -> str:
    """A work as an entry of the bibliography that goes with notes."""
    source = record.source
    site = _container(record) if source.type in (*_PAPERS, *_WEB) else ""
    heading = _heading(record) or site
    place = "" if heading and heading == site else _within(record)
    before = join((heading, _title(record), *_described(record), place), ". ")
    text = join((before, _edition_in_book(record), _pages_in_book(record)), ", ")
    text = _dated(record, join((text, *_numbers(record)), ". "))
    return parts.closed(join((text, _archive(record), *_access(record)), ". "), ".")


def note(record: Record) -> str:
    """A work as the first note on it has it, without the place in it."""
    heading = _names_noted(record, record.source.author) or _editors_noted(record)
    form = (record.source.medium, record.source.genre)
    before = (heading, _title(record), *form, *_places_noted(record))
    text = _dated_in_note(record, join(before, ", "))
    pages = _pages(record) if record.source.type in _IN_BOOKS else ""
    access = [part[:1].lower() + part[1:] for part in _access(record)]
    return parts.closed(join((text, pages, _archive(record), *access), ", "), ".")


# Who


def _heading(record: Record) -> str:
    """The authors, or the editors in their place."""
    source = record.source
    if source.author:
        return _names(record, source.author)
    return f"{_names(record, source.editor)}, {_role(record)}" if source.editor else ""


def _names(record: Record, names: Sequence[Name]) -> str:
    """The first name as lists sort it; of more than ten, seven (14.76)."""
    first, *others = names
    shown = [parts.inverted(first), *map(parts.straight, others)]
    if len(shown) > _MOST_LISTED:
        return ", ".join((*shown[:_FIRST_LISTED], record.words("style_et_al")))
    return parts.listed(record, shown, "style_names")


def _names_noted(record: Record, names: Sequence[Name]) -> str:
    """The names as they are said; of four or more, one."""
    shown = [parts.straight(name) for name in names]
    if len(shown) > _MOST_NOTED:
        return f"{shown[0]} {record.words('style_et_al')}"
    return parts.listed(record, shown, "style_names", "style_two_names")


def _role(record: Record) -> str:
    many = "many" if len(record.source.editor) > 1 else "one"
    return record.words(f"style_editor_short_{many}")


def _editors_noted(record: Record) -> str:
    names = _names_noted(record, record.source.editor)
    return f"{names}, {_role(record)}" if names else ""


def _edited_by(record: Record) -> str:
    """The editors of a work that has an author besides."""
    if not (record.source.author and record.source.editor):
        return ""
    shown = [parts.straight(name) for name in record.source.editor]
    names = parts.listed(record, shown, "style_names", "style_two_names")
    return record.words("style_edited_by", names=names)


def _edited_in_note(record: Record) -> str:
    if not (record.source.author and record.source.editor):
        return ""
    names = _names_noted(record, record.source.editor)
    return record.words("style_edited_by_short", names=names)


# What, and where in it


def _title(record: Record) -> str:
    source = record.source
    if not source.title:
        return record.described
    return italic(source.title) if source.type in _ITALIC else parts.quoted(record, source.title)


def _described(record: Record) -> tuple[str, ...]:
    """The form of the work, and who edited it, where it is no part of a book."""
    source = record.source
    editors = "" if source.type in _IN_BOOKS else capital(_edited_by(record))
    return capital(source.medium or ""), capital(source.genre or ""), editors


def _container(record: Record) -> str:
    source = record.source
    if source.type == "webpage":
        return source.container_title or ""
    shown = italic(source.container_title)
    is_blog = shown and source.type == "post-weblog"
    return record.words("style_blog", title=shown) if is_blog else shown


def _within(record: Record) -> str:
    container = _container(record)
    if record.source.type not in _IN_BOOKS:
        return container
    within = f"{capital(record.words('style_in'))} {container}" if container else ""
    return join((within, _edited_by(record)), ", ")


def _is_bookish(record: Record) -> bool:
    return record.source.type in _BOOKS or record.source.type in _IN_BOOKS


def _edition_in_book(record: Record) -> str:
    return parts.edition(record) if record.source.type in _IN_BOOKS else ""


def _pages(record: Record) -> str:
    return parts.page_range(record.source.page, "chicago")


def _pages_in_book(record: Record) -> str:
    volume = f"{record.source.volume}:" if record.source.volume else ""
    pages = _pages(record) if record.source.type in _IN_BOOKS else ""
    return volume + pages if pages else ""


def _numbers(record: Record) -> tuple[str, ...]:
    """Edition and volume of a work that is a book of its own."""
    if record.source.type not in _BOOKS:
        return ()
    return parts.edition(record), capital(parts.volume(record))


def _places_noted(record: Record) -> tuple[str, ...]:
    """In a note: what the work stands in, who edited it, and which edition and volume it is."""
    editors, container = _edited_in_note(record), _container(record)
    numbers = (parts.edition(record), parts.volume(record)) if _is_bookish(record) else ()
    if record.source.type in _IN_BOOKS:
        within = f"{record.words('style_in')} {container}" if container else ""
        return (within, editors, *numbers)
    return (editors, container, *numbers)


def _placed_by_year(record: Record, text: str) -> str:
    """The *text* and where in its container the work stands, by author and date."""
    source = record.source
    if source.type == "article-journal":
        numbers = join((source.volume, f"({source.issue})" if source.issue else ""), " ")
        return join((join((text, numbers), " "), _pages(record)), ": ")
    day = _day(record) if source.type in _PAPERS else ""
    return join((text, _edition_in_book(record), _pages_in_book(record), day), ", ")


def _dated(record: Record, text: str) -> str:
    """The *text* and by whom and when the work was published, in a bibliography."""
    publisher = _publisher(record)
    if record.source.type == "article-journal":
        return _in_journal(record, text)
    if publisher:
        return join((text, join((publisher, _date(record)), ", ")), ". ")
    return join((text, _date(record)), ", ")


def _dated_in_note(record: Record, text: str) -> str:
    """The *text* and by whom and when the work was published, in a note."""
    publisher = _publisher(record)
    if record.source.type == "article-journal":
        return _in_journal(record, text)
    if publisher:
        return f"{text} ({join((publisher, _date(record)), ', ')})"
    return join((text, _date(record)), ", ")


def _in_journal(record: Record, text: str) -> str:
    """The *text* and the numbers of a journal: `12, no. 3 (2020): 245–50`."""
    numbers = join((record.source.volume, parts.issue(record)), ", ")
    date = f"({_date(record)})" if numbers and _date(record) else _date(record)
    return join((join((text, numbers, date), " "), _pages(record)), ": ")


# When, by whom, and where to find it


def _year(record: Record) -> str:
    issued = record.source.issued
    if issued is None:
        return record.words("style_no_date")
    return parts.issued(record, parts.year(record, parts.date_of(issued.date)))


def _day(record: Record) -> str:
    issued = record.source.issued
    if issued is None:
        return ""
    return parts.issued(record, parts.long_date(record, parts.date_of(issued.date)))


def _date(record: Record) -> str:
    """The date as the kind of work is dated; none for what is dated by when it was read."""
    source = record.source
    if source.issued:
        return _year(record) if source.type in _BY_YEAR else _day(record)
    is_read = source.accessed and source.url
    return "" if is_read else record.words("style_no_date")


def _publisher(record: Record) -> str:
    """Where and by whom it was published; a paper is known without that (14.191)."""
    if record.source.type in (*_PAPERS, "article-journal"):
        return ""
    return join((record.source.publisher_place, record.source.publisher), ": ")


def _archive(record: Record) -> str:
    return "" if record.source.type in _UNARCHIVED else record.source.archive or ""


def _access(record: Record) -> tuple[str, str]:
    """When it was read, where it has no date of its own; and its address."""
    source, read = record.source, ""
    if source.accessed and not source.issued:
        day = parts.long_date(record, parts.date_of(source.accessed))
        read = capital(record.words("style_accessed", date=day))
    return read, parts.address(source)
