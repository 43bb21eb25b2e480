"""Sources from CSL-JSON files, such as Zotero exports: the records that sources are made of.

JSON is read as the YAML that it is, so that every value keeps its place. Fields that quizgen
does not know are passed over; what it knows must have the form that CSL gives it.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from quizgen import document, rules
from quizgen.diagnostics import Span
from quizgen.document import Row, Table, locate
from quizgen.model import ID_PATTERN
from quizgen.shape import bad_id
from quizgen.textfile import text_of

if TYPE_CHECKING:
    from pathlib import Path

    from quizgen.diagnostics import Diagnostic

_TEXTS = frozenset((
    "type", "title", "container-title", "publisher", "publisher-place", "volume", "issue", "page",
    "edition", "genre", "medium", "archive", "URL", "DOI", "ISBN", "language", "note",
))  # fmt: skip
_NAMES = ("author", "editor")
_DATES = ("issued", "accessed")
_TAG = re.compile(r"</?(?:i|b|em|strong|sup|sub|sc|span)\b[^<>]*>", re.IGNORECASE)
_HALVES = re.compile(r"(?<!\\)\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_NOTHING = "null"
_NUMBER = re.compile(r"-?\d{1,4}")
_HINT = "write it as CSL does: {}"


class Item(NamedTuple):
    """A record of a CSL-JSON file: the id by which facts cite it, where that stands, its fields."""

    id: str
    span: Span | None
    record: Table


def read(path: Path, shown: Path) -> tuple[list[Item] | None, list[Diagnostic]]:
    """The items of the file at *path*, which problems call *shown*; None where it has no form."""
    text, problems = text_of(path, shown)
    if text is None:
        return None, problems
    if fault := _syntax(text, shown):
        return None, [fault]
    data, problems = document.parse(_as_yaml(text), shown)
    if data is None or not isinstance(data, Row):
        message = "a CSL-JSON file is a list of records"
        hint = "export it as CSL JSON: [{…}, {…}]"
        start = Span(shown, 1, 1, 1, 1)
        return None, problems or [rules.WRONG_TYPE.at(start, message, hint=hint)]
    items = []
    for n, raw in enumerate(data):
        item, faults = _item(raw, data.values_at[n])
        problems += faults
        items += [item] if item else []
    return items, problems


def merged(item: Table, written: Any) -> Any:
    """The record of an export and what YAML says besides; where both speak, YAML is right."""
    if not isinstance(written, Table):
        return written or item
    both = Table(written.span)
    for table in (item, written):
        both.update(table)
        both.keys_at |= table.keys_at
        both.values_at |= table.values_at
    return both


def _as_yaml(text: str) -> str:
    """JSON without the two things that YAML reads otherwise: tabs, and characters in two halves."""
    whole = _HALVES.sub(lambda match: str(json.loads(f'"{match[0]}"')), text)
    return whole.replace("\t", " ")


def _syntax(text: str, shown: Path) -> Diagnostic | None:
    try:
        json.loads(text, parse_int=str)  # of any length
    except json.JSONDecodeError as error:
        span = Span(shown, error.lineno, error.colno, error.lineno, error.colno + 1)
        hint = 'export the file again; JSON puts every text in "quotation marks"'
        said = (error.msg[:1].lower() + error.msg[1:]).removesuffix(" starting at")
        return rules.JSON_SYNTAX.at(span, f"this is not JSON: {said}", hint=hint)
    except RecursionError:
        start = Span(shown, 1, 1, 1, 1)
        return rules.TOO_DEEP.at(start, "nested too deeply", hint="a record is flat")
    return None


def _item(raw: Any, span: Span) -> tuple[Item | None, list[Diagnostic]]:
    if not isinstance(raw, Table):
        fault = rules.WRONG_TYPE.at(span, "a record must be a mapping", hint=_HINT.format("{…}"))
        return None, [fault]
    record, problems = _record(raw)
    key = "citation-key" if raw.get("citation-key") else "id"
    id_, place = raw.get(key), locate(raw, (key,))
    if not isinstance(id_, str) or not id_:
        hint = 'add "id": "lee-2025": facts cite the source by it'
        return None, [rules.MISSING_KEY.at(span, "'id' is missing", hint=hint), *problems]
    if not re.fullmatch(ID_PATTERN, id_):
        hint = f"facts cite it by this: give it a citation key, such as '{_suggested(raw)}'"
        return None, [bad_id(id_, place, hint), *problems]
    return Item(id_, place, record), problems


def _suggested(raw: Table) -> str:
    """An id that would fit: who wrote it, and when."""
    names = raw.get("author")
    first = names[0] if isinstance(names, Row) and names else {}
    name = first.get("family", first.get("literal", "")) if isinstance(first, dict) else ""
    date = raw.get("issued")
    year = re.search(r"\d{4}", str(date)) if date else None
    words = re.findall(r"[a-z0-9]+", f"{name or raw.get('title', '')}".lower())[:3]
    return "-".join([*words, *([year[0]] if year else [])]) or "lee-2025"


def _record(raw: Table) -> tuple[Table, list[Diagnostic]]:
    """The fields of *raw* that quizgen knows, in quizgen's form, each where it stands."""
    record, problems = Table(raw.span), []
    for key, value in raw.items():
        if value == _NOTHING:
            continue
        made, fault = _value(key, value, raw.values_at[key])
        problems += [fault] if fault else []
        if made:
            record[key] = made
            record.keys_at[key], record.values_at[key] = raw.keys_at[key], raw.values_at[key]
    return record, problems


def _value(key: str, value: Any, span: Span) -> tuple[Any, Diagnostic | None]:
    """One field; nothing of those that quizgen does not know."""
    made: Any = None
    if key in _TEXTS:
        what, form = "text", '"…"'
        made = _TAG.sub("", value).strip() if isinstance(value, str) else None
    elif key in _NAMES:
        what, form = "a list of names", '[{"family": "Lee", "given": "Anna"}]'
        made = _names(value)
    elif key in _DATES:
        what, form = "a date", '{"date-parts": [[2025, 1, 15]]}'
        made = _date(value)
    else:
        return None, None
    hint = _HINT.format(form)
    fault = rules.WRONG_TYPE.at(span, f"'{key}' must be {what}", hint=hint)
    return made, fault if made is None else None


def _names(value: Any) -> Row | None:
    if not isinstance(value, Row) or not all(isinstance(name, Table) for name in value):
        return None
    row = Row(value.span)
    row.values_at = value.values_at
    row += [_name(name) for name in value]
    return row if all(row) else None


def _name(raw: Table) -> Table:
    """A name in its parts; a particle goes with the part that it stands before or behind."""
    told = {key: text for key, text in raw.items() if isinstance(text, str) and text}
    name = Table(raw.span)
    parts = {
        "family": ("non-dropping-particle", "family"),
        "given": ("given", "dropping-particle"),
        "suffix": ("suffix",),
        "literal": ("literal",),
    }
    for key, sources in parts.items():
        if text := " ".join(told[source] for source in sources if source in told):
            name[key] = text
            name.keys_at[key] = name.values_at[key] = raw.span
    return name


def _date(value: Any) -> str | None:
    """A date of CSL as EDTF; texts as they stand, to be judged as dates."""
    if not isinstance(value, Table):
        return None
    for key in ("raw", "literal", "edtf"):
        if isinstance(value.get(key), str) and value[key]:
            return str(value[key])
    days = value.get("date-parts")
    if not isinstance(days, Row) or not 1 <= len(days) <= 2:  # noqa: PLR2004
        return None
    points = [_point(parts, value) for parts in days]
    if not all(points):
        return None
    about = "~" if str(value.get("circa", "false")) not in ("false", "0", "") else ""
    return "/".join(f"{point}{about}" for point in points)


def _point(parts: Any, value: Table) -> str | None:
    if not isinstance(parts, Row) or not 1 <= len(parts) <= 3:  # noqa: PLR2004
        return None
    if not all(isinstance(part, str) and _NUMBER.fullmatch(part) for part in parts):
        return None
    year, *rest = map(int, parts)
    season = str(value.get("season", ""))
    if not rest and season in ("1", "2", "3", "4"):
        rest = [20 + int(season)]
    # CSL counts years before the common era without a year 0.
    counted = f"{year:04d}" if year > 0 else f"-{-year - 1:04d}" if year < -1 else "0000"
    return "-".join((counted, *(f"{part:02d}" for part in rest)))
