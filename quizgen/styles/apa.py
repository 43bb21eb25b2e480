"""APA style, 7th edition: author, year, title, source (its chapters 9 and 10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizgen.styles import parts
from quizgen.styles.parts import Record, capital, italic, join

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizgen.model import Name

_PERIODICALS = ("article-journal", "article-magazine", "article-newspaper", "post-weblog", "review")
_WEB = ("post", "webpage")
# What appears on a day is dated to the day (9.14); of the others the year is enough.
_DATED = (
    "article-magazine", "article-newspaper", "broadcast", "interview", "motion_picture",
    "pamphlet", "personal_communication", "post", "post-weblog", "song", "speech", "webpage",
)  # fmt: skip
_MOST_NAMES = 20


def entry(record: Record) -> str:
    """A work as an entry of the list of references."""
    heading = _names(record, record.source.author) or _editors_first(record)
    title, date = _title(record), f"({_date(record)})"
    first = (heading, date, title) if heading else (title, date)
    text = join((*first, _container(record), _publisher(record)), ". ")
    return " ".join(filter(None, (parts.closed(text, "."), _access(record))))


def _names(record: Record, names: Sequence[Name]) -> str:
    shown = [parts.with_initials(name) for name in names]
    if len(shown) > _MOST_NAMES:
        return ", ".join(shown[: _MOST_NAMES - 1]) + f", … {shown[-1]}"
    return parts.listed(record, shown, "style_apa_names")


def _editors_first(record: Record) -> str:
    """The editors in the place of an author that the work does not name."""
    names = _names(record, record.source.editor)
    return f"{names} ({_role(record)})" if names else ""


def _role(record: Record) -> str:
    many = "many" if len(record.source.editor) > 1 else "one"
    return capital(record.words(f"style_editor_short_{many}"))


def _date(record: Record) -> str:
    source = record.source
    if source.issued is None:
        return record.words("style_no_date")
    date = parts.date_of(source.issued.date)
    day = parts.month_and_day(record, date) if source.type in _DATED else ""
    return parts.issued(record, join((parts.year(record, date), day), ", "))


def _title(record: Record) -> str:
    """The title, what edition it is in round brackets, what form in square ones (9.21)."""
    source = record.source
    title = source.title or record.described
    if source.title and (source.type in _WEB or not source.container_title):
        title = italic(title)
    form = "" if source.container_title and source.type == "report" else _form(record)
    return join((title, _bracketed("()", _parenthesis(record)), form), " ")


def _parenthesis(record: Record) -> str:
    source = record.source
    if source.type in _PERIODICALS or (source.container_title and source.type not in _WEB):
        return ""
    editors = _editors_within(record) if source.author else ""
    return join((editors, _places(record) if source.type not in _DATED else ""), "; ")


def _editors_within(record: Record) -> str:
    names = _names_said(record, record.source.editor)
    return f"{names}, {_role(record)}" if names else ""


def _names_said(record: Record, names: Sequence[Name]) -> str:
    shown = [parts.initials_first(name) for name in names]
    return parts.listed(record, shown, "style_apa_names", "style_apa_two_names")


def _places(record: Record) -> str:
    """Edition, volume, issue and pages of what is no periodical."""
    pages = parts.pages(record, parts.page_range(record.source.page))
    volume = capital(parts.volume(record))
    return join((parts.edition(record), volume, capital(parts.issue(record)), pages), ", ")


def _form(record: Record) -> str:
    shown = [capital(part) for part in (record.source.genre, record.source.medium) if part]
    return _bracketed("[]", "; ".join(shown))


def _container(record: Record) -> str:
    source = record.source
    if source.type in _PERIODICALS:
        number = italic(source.volume) + (f"({source.issue})" if source.issue else "")
        number = number if source.volume else italic(source.issue)
        return join((italic(source.container_title), number, parts.page_range(source.page)), ", ")
    if source.type in _WEB or not source.container_title:
        return ""
    editors = _names_said(record, source.editor) if source.author else ""
    editors = f"{editors} ({_role(record)})" if editors else ""
    within = join((editors, italic(source.container_title)), ", ")
    places = _bracketed("()", _places(record) if source.type not in _DATED else "")
    form = _form(record) if source.type == "report" else ""
    return join((capital(record.words("style_in")), within, places, form), " ")


def _publisher(record: Record) -> str:
    source = record.source
    if source.type in _PERIODICALS:
        return source.archive or ""
    site = source.container_title if source.type in _WEB else None
    # Who is the author is not named again (9.29), nor a site after who makes it (10.16).
    known = [parts.straight(name) for name in source.author]
    shown = [part for part in (site, source.publisher, source.archive) if part]
    return "; ".join(dict.fromkeys(part for part in shown if part not in known))


def _access(record: Record) -> str:
    source, url = record.source, parts.address(record.source)
    if not url or source.doi or source.issued or not source.accessed:
        return url
    day = parts.long_date(record, parts.date_of(source.accessed))
    return record.words("style_retrieved", date=day, url=url)


def _bracketed(signs: str, text: str) -> str:
    return f"{signs[0]}{text}{signs[1]}" if text else ""
