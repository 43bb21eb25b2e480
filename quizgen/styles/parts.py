"""The parts that styles put together: names, dates, titles, places in print, punctuation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from babel.dates import get_month_names

from quizgen import edtf, markup
from quizgen.edtf import Precision
from quizgen.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from quizgen.edtf import Date, Point
    from quizgen.model import Name, Source
    from quizgen.phrases import Phrases
    from quizgen.words import Words

_ENDS = ".?!"
_QUOTED = re.compile(r"[“\"]([^“”\"]*)[”\"]")
_DOI = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)


@frozen
class Record:
    """A source that is to be written down, and the words to do it in."""

    id: str
    source: Source
    phrases: Phrases

    @property
    def words(self) -> Words:
        """The words of the workspace's language."""
        return self.phrases.words

    @property
    def label(self) -> str:
        """How stems call the source."""
        return self.source.label or self.source.title or self.id

    @property
    def described(self) -> str:
        """What stands for a title that the source does not have: in brackets, as it is ours."""
        return self.words("described", what=self.phrases.capitalised(self.label))


# Joining


def join(parts: Iterable[str | None], between: str) -> str:
    """The *parts* that there are; a sign that begins *between* is put as `closed` puts it."""
    text = ""
    for part in parts:
        if part:
            text = after(text, between) + part
    return text


def after(text: str, between: str) -> str:
    """The *text* and what comes *between* it and the next part."""
    if not text:
        return ""
    sign, rest = (between[0], between[1:]) if between[:1] in (".", ",") else ("", between)
    return closed(text, sign) + rest


def closed(text: str, sign: str) -> str:
    """The *text* with the *sign* behind it: never two, and within English quotation marks."""
    last = markup.plain(text).rstrip('”’“"')[-1:]
    if not sign or last == sign or (sign == "." and last in _ENDS):
        return text
    return f"{text[:-1]}{sign}”" if text.endswith("”") else text + sign


def capital(text: str) -> str:
    """The *text* with a capital first letter."""
    return text[:1].upper() + text[1:]


# Titles


def italic(text: str | None) -> str:
    """The *text* in italics; nothing where there is none."""
    return markup.mark("i", text) if text else ""


def quoted(record: Record, text: str | None) -> str:
    """The *text* in quotation marks, those within it made single ones."""
    if not text:
        return ""
    inner = _QUOTED.sub(lambda m: record.words("style_quoted_within", what=m[1]), text)
    return record.words("style_quoted", what=inner)


def in_brackets(record: Record, text: str) -> str:
    """What the source itself does not tell, as every style marks it."""
    return record.words("inferred", what=text)


# Names


def inverted(name: Name) -> str:
    """A name as lists sort it: `Lee, Anna`."""
    return name.literal or _filled(name.family, name.given, name.suffix)


def straight(name: Name) -> str:
    """A name as it is said: `Anna Lee`."""
    return name.literal or " ".join(filter(None, (name.given, name.family, name.suffix)))


def with_initials(name: Name) -> str:
    """A name as lists of APA sort it: `Lee, A. B.`."""
    return name.literal or _filled(name.family, _initials(name.given), name.suffix)


def initials_first(name: Name) -> str:
    """A name as APA says it: `A. B. Lee`."""
    given = _initials(name.given)
    return name.literal or " ".join(filter(None, (given, name.family, name.suffix)))


def listed(record: Record, shown: Sequence[str], last: str, two: str | None = None) -> str:
    """Names in a row; *last* and *two* are the keys of the words before the last one of them."""
    if len(shown) <= 1:
        return "".join(shown)
    key = two if two and len(shown) == 2 else last  # noqa: PLR2004
    return record.words(key, names=", ".join(shown[:-1]), last=shown[-1])


def _filled(*parts: str | None) -> str:
    return ", ".join(filter(None, parts))


def _initials(given: str | None) -> str:
    """The initials of *given* names: `J.-P. M.` of Jean-Paul Marie."""
    words = re.sub(r"\.(?=\w)", ". ", given or "").split()
    return " ".join("-".join(f"{p[0].upper()}." for p in w.split("-") if p) for w in words)


# Dates


def date_of(text: str) -> Date:
    """The date that an EDTF *text* means."""
    return edtf.parse(text)


def year(record: Record, date: Date) -> str:
    """The year or years of *date* alone."""
    points = [p for p in (date.start, date.end) if p]
    years = list(dict.fromkeys(record.phrases.show_date_text(_written_year(p)) for p in points))
    shown = "–".join(years)
    return record.words("style_circa", date=shown) if date.approximate else shown


def month_and_day(record: Record, date: Date) -> str:
    """The part of *date* below its year: `November 24`; nothing of a bare year or a period."""
    point = date.start
    if point is None or date.is_interval or point.precision is Precision.YEAR:
        return ""
    if point.precision is Precision.SEASON:
        return record.words(f"season_{point.month}")
    own = record.words("day_months").split() if point.day else ()
    named = get_month_names("wide", locale=record.words.locale)
    name = own[(point.month or 1) - 1] if own else named[point.month or 1]
    return record.words("style_month_day", month=name, day=point.day) if point.day else name


def long_date(record: Record, date: Date) -> str:
    """The *date* in words, as the language writes it."""
    return record.phrases.show_date(date)


def short_date(record: Record, date: Date) -> str:
    """The *date* with its month shortened: `24 Nov. 2022`."""
    ends = [_short_point(record, p) for p in (date.start, date.end) if p]
    shown = "–".join(dict.fromkeys(ends))
    return record.words("style_circa", date=shown) if date.approximate else shown


def issued(record: Record, shown: str) -> str:
    """The date *shown*, in brackets where it is inferred."""
    is_inferred = record.source.issued and record.source.issued.inferred
    return in_brackets(record, shown) if is_inferred else shown


def _written_year(point: Point) -> str:
    return f"{point.year:04d}" if point.year >= 0 else f"-{-point.year:04d}"


def _short_point(record: Record, point: Point) -> str:
    shown = record.phrases.show_date_text(_written_year(point))
    if point.precision is Precision.YEAR:
        return shown
    if point.precision is Precision.SEASON:
        season = record.words(f"season_{point.month}")
        return record.words("season", season=capital(season), year=shown)
    month = record.words("style_months").split()[(point.month or 1) - 1]
    if not point.day:
        return f"{month} {shown}"
    return record.words("style_short_date", day=point.day, month=month, year=shown)


# Places in print


def edition(record: Record) -> str:
    """The edition: `2nd ed.`, or in the words of the source."""
    text = record.source.edition
    if not text or not text.isdecimal():
        return text or ""
    return record.words("style_edition", ordinal=record.words.ordinal(int(text)))


def volume(record: Record) -> str:
    """The volume: `vol. 2`."""
    return record.words("volume", value=record.source.volume) if record.source.volume else ""


def issue(record: Record) -> str:
    """The issue: `no. 4`."""
    return record.words("issue", value=record.source.issue) if record.source.issue else ""


def pages(record: Record, shown: str) -> str:
    """Pages with their label: `p. 4`, `pp. 4–7`."""
    if not shown:
        return ""
    key = "style_pages" if re.search(r"\d\D+\d", shown) else "locator_page"
    return record.words(key, value=shown)


def page_range(text: str | None, shorten: str = "") -> str:
    """Pages with a dash; *shorten* the last number as `mla` or `chicago` does, or not at all."""
    return re.sub(r"(\d+)\s*[-–]\s*(\d+)", lambda m: _range(m[1], m[2], shorten), text or "")


def _range(first: str, last: str, shorten: str) -> str:
    if len(first) != len(last) or not shorten:
        return f"{first}–{last}"
    changed = next((len(last) - n for n, digit in enumerate(last) if digit != first[n]), 0)
    shown = max(2, changed)
    if shorten == "chicago":
        # CMOS 17, 9.61: all digits below 100 and from full hundreds; of 101–109 the changed ones.
        hundred = int(first) % 100
        is_full = int(first) < 100 or not hundred  # noqa: PLR2004
        shown = len(last) if is_full else changed if hundred < 10 else shown  # noqa: PLR2004
    return f"{first}–{last[-shown:]}"


def address(source: Source) -> str:
    """Where a source is found: its DOI as an address, else its URL."""
    return f"https://doi.org/{_DOI.sub('', source.doi)}" if source.doi else source.url or ""
