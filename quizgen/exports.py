"""Sources in a list, and for other programs: CSL-JSON, as Zotero and pandoc read it, and BibTeX."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from quizgen import edtf, markup
from quizgen.citations import works
from quizgen.styles import ENTRIES, NOTES, Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from quizgen.edtf import Point
    from quizgen.items import Work
    from quizgen.model import Name, Source
    from quizgen.workspace import Workspace

_TEXTS = (
    "title", "container_title", "publisher", "publisher_place", "volume", "issue", "page",
    "edition", "genre", "medium", "archive", "url", "doi", "isbn", "language", "note",
)  # fmt: skip
_SPRING = 21
_ENTRIES = {
    "article-newspaper": "article", "article-magazine": "article", "article-journal": "article",
    "article": "article", "book": "book", "chapter": "incollection", "report": "techreport",
    "manuscript": "unpublished",
}  # fmt: skip
_CONTAINERS = {"article": "journal", "incollection": "booktitle"}
_MAKERS = {"techreport": "institution"}
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905  (BibTeX's names)
_ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


FORMATS = (*ENTRIES, *NOTES, "csl-json", "bibtex")


def listed(workspace: Workspace, format_: str) -> str:
    """The workspace's sources in *format_*: a style of lists, or a format of other programs."""
    sources = dict(sorted(workspace.sources.items()))
    if format_ == "csl-json":
        return csl_json(sources)
    if format_ == "bibtex":
        return bibtex(sources)
    if format_ in NOTES:
        records = (Record(id_, source, workspace.phrases) for id_, source in sources.items())
        return "".join(f"{markup.plain(NOTES[format_](record))}\n" for record in records)
    found = works(sources.items(), workspace.phrases, format_)
    return "".join(f"{markup.plain(work.entry)}{_url(work)}\n" for work in found)


def _url(work: Work) -> str:
    return f" {work.url}" if work.url and not work.printed else ""


def csl_json(sources: Mapping[str, Source]) -> str:
    """The *sources* as a list of CSL items."""
    items = [csl_item(id_, source) for id_, source in sources.items()]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def csl_item(id_: str, source: Source) -> dict[str, Any]:
    """One source under the names of CSL-JSON; what CSL has no name for stands under `custom`."""
    item: dict[str, Any] = {"id": id_, "type": source.type}
    fields = type(source).model_fields
    for name in _TEXTS:
        if text := getattr(source, name):
            item[fields[name].alias or name] = text
    for role in ("author", "editor"):
        if names := getattr(source, role):
            item[role] = [name.model_dump(exclude_none=True) for name in names]
    if source.issued:
        item["issued"] = _csl_date(source.issued.date)
    if source.accessed:
        item["accessed"] = _csl_date(source.accessed)
    return item | _custom(source)


def bibtex(sources: Mapping[str, Source]) -> str:
    """The *sources* as entries of BibTeX."""
    return "\n".join(_entry(id_, source) for id_, source in sources.items())


def _custom(source: Source) -> dict[str, Any]:
    inferred = source.issued.inferred if source.issued else None
    told = {"label": source.label, "archive-url": source.archive_url, "issued-inferred": inferred}
    known = {key: text for key, text in told.items() if text}
    return {"custom": known} if known else {}


def _csl_date(text: str) -> dict[str, Any]:
    date = edtf.parse(text)
    points = [p for p in dict.fromkeys((date.start, date.end)) if p]
    made: dict[str, Any] = {"date-parts": [_date_parts(p) for p in points]}
    if points[0].month and points[0].month >= _SPRING:
        made["season"] = points[0].month - _SPRING + 1
    return made | ({"circa": True} if date.approximate else {})


def _date_parts(point: Point) -> list[int]:
    # CSL counts years before the common era without a year 0.
    parts = [point.year if point.year > 0 else point.year - 1]
    if point.month and point.month < _SPRING:
        parts += [point.month, *([point.day] if point.day else [])]
    return parts


def _entry(id_: str, source: Source) -> str:
    kind = _ENTRIES.get(source.type, "misc")
    lines = [f"  {name} = {value}," for name, value in _fields(kind, source) if value]
    return "\n".join((f"@{kind}{{{id_},", *lines, "}")) + "\n"


def _fields(kind: str, source: Source) -> Iterator[tuple[str, str]]:
    yield "author", _braced(" and ".join(map(_bib_name, source.author)))
    yield "editor", _braced(" and ".join(map(_bib_name, source.editor)))
    # Two pairs of braces keep the capitals as they are.
    yield "title", _braced(_braced(_escaped(source.title)))
    yield _CONTAINERS.get(kind, "howpublished"), _braced(_escaped(source.container_title))
    yield _MAKERS.get(kind, "publisher"), _braced(_escaped(source.publisher))
    yield "address", _braced(_escaped(source.publisher_place))
    yield from _bib_date(source)
    for name, text in (("volume", source.volume), ("number", source.issue)):
        yield name, _braced(_escaped(text))
    yield "pages", _braced(re.sub(r"\s*[-–]\s*", "--", _escaped(source.page)))
    yield "edition", _braced(_escaped(source.edition))
    yield "type", _braced(_escaped(source.genre))
    yield "isbn", _braced(_escaped(source.isbn))
    for name, text in (("doi", source.doi), ("url", source.url), ("urldate", source.accessed)):
        yield name, _braced(_address(text))
    yield "note", _braced(_escaped(source.note))


def _bib_date(source: Source) -> Iterator[tuple[str, str]]:
    if source.issued is None:
        return
    date = edtf.parse(source.issued.date)
    point = date.start or date.end
    yield "date", _braced(_escaped(source.issued.date))
    if point:
        yield "year", _braced(str(point.year))
        month = point.month or _SPRING
        yield "month", _MONTHS[month - 1] if month < _SPRING else ""


def _bib_name(name: Name) -> str:
    if name.literal:
        return _braced(_escaped(name.literal))
    return ", ".join(_escaped(p) for p in (name.family, name.suffix, name.given) if p)


def _braced(text: str) -> str:
    return f"{{{text}}}" if text else ""


def _escaped(text: str | None) -> str:
    return "".join(_ESCAPES.get(sign, sign) for sign in text or "")


def _address(text: str | None) -> str:
    """An address, which BibTeX prints as it stands: only what would end the field is encoded."""
    return re.sub(r"[{}\\]", lambda match: f"%{ord(match[0]):02X}", text or "")
