"""Items of whatever origin, from a JSON file in the form of the contract (see `contract`).

A key that a record leaves out is not known: the rules that look at it are silent. One that is
there and empty is empty.
"""

from __future__ import annotations

import json
import re
from dataclasses import field
from typing import TYPE_CHECKING, Any, NamedTuple

from quizgen import rules
from quizgen.craft import flaws, form_flaws
from quizgen.craft.pack import find_pack
from quizgen.craft.tokens import BLANK
from quizgen.diagnostics import Span, in_order, shown
from quizgen.frozen import frozen
from quizgen.items import Citation, Interaction, Item, Locator, Option
from quizgen.markup import BLANK as MARKED
from quizgen.resources import Shelf
from quizgen.shape import near
from quizgen.textfile import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from quizgen.diagnostics import Diagnostic

_SPACE = re.compile(r"\s*")
_MARKS = dict.fromkeys(range(0xFDD0, 0xFDF0))  # what marks text inside quizgen stands in none
_TEXTS = ("guid", "kind", "asks", "context", "claim", "rationale")
_LISTS = ("facts", "accepted", "attributed_to")
_UNTOLD = {"citations": ("no-citation",)}
_UNTOLD_OF_OPTIONS = {"rationale": ("no-rationale",), "citations": ("uncited-rationale",)}


@frozen
class Foreign:
    """An item from elsewhere, and the rules that cannot be judged of it."""

    item: Item
    silent: frozenset[str] = field(default_factory=frozenset)


class Read(NamedTuple):
    """The items of a file, what is wrong with it, and whether they make one form."""

    found: list[Foreign]
    problems: list[Diagnostic]
    is_form: bool = False


def check(path: Path, language: str, root: Path) -> tuple[int, list[Diagnostic]]:
    """How many items the file at *path* has, and everything wrong with them and with the file."""
    found, problems, is_form = read_items(path, shown(path))
    pack, faults = find_pack(Shelf(root / "templates"), language)
    silent = {foreign.item: foreign.silent for foreign in found}
    as_form = form_flaws(silent, pack) if is_form else ()
    for flaw in (*flaws(silent, pack), *as_form):
        if flaw.rule.code not in silent[flaw.item]:
            message = f"{flaw.item_id}: {flaw.message}"
            faults.append(flaw.rule.at(flaw.item.span, message, hint=flaw.hint))
    return len(found), in_order([*problems, *faults])


def read_items(path: Path, place: Path) -> Read:
    """What stands in the file at *path*, which problems call *place*."""
    text, problems = text_of(path, place)
    if text is None:
        return Read([], problems)
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        return Read([], [_broken(error, place)])
    records = data.get("items") if isinstance(data, dict) else data
    if not isinstance(records, list):
        hint = 'write a list of items, [{…}, {…}], or {"items": […]}'
        message = "this holds no list of items"
        return Read([], [rules.WRONG_TYPE.at(_at(text, 0, place), message, hint=hint)])
    found: list[Foreign] = []
    for n, (record, start) in enumerate(zip(records, _starts(text), strict=True), start=1):
        foreign, faults = _item(record, n, _at(text, start, place))
        found += [foreign] if foreign else []
        problems += faults
    return Read(found, problems, isinstance(data, dict) and data.get("form") is True)


def item_of(record: dict[str, Any], number: int = 1) -> Foreign:
    """The item that a sound *record* tells, the *number*th of its file."""
    foreign, problems = _item(record, number, None)
    if foreign is None:
        raise ValueError(problems[0].message)
    return foreign


def _item(record: Any, number: int, span: Span | None) -> tuple[Foreign | None, list[Diagnostic]]:
    if faults := list(_faults(record, number, span)):
        return None, faults
    options = tuple(_option(raw, record) for raw in _listed(record.get("options")))
    key = tuple(map(_key, _listed(record.get("key"))))
    told: dict[str, Any] = {name: _text(record.get(name)) for name in _TEXTS}
    told |= {name: _texts(record.get(name)) for name in _LISTS}
    item = Item(
        **told,
        id=_text(record.get("id")) or f"item {number}",
        stem=_text(record["stem"]).replace(BLANK, MARKED),
        interaction=_interaction(record, options),
        key=key or tuple(option.text for option in options if option.is_key),
        options=options,
        citations=_citations(record),
        span=span,
    )
    return Foreign(item, frozenset(_silent(record))), []


def _interaction(record: dict[str, Any], options: tuple[Option, ...]) -> Interaction:
    """How an item is answered; where nothing says so, its options do."""
    if "interaction" in record:
        return Interaction(record["interaction"])
    return Interaction.CHOICE if options else Interaction.SHORT_ANSWER


def _faults(record: Any, number: int, span: Span | None) -> Iterator[Diagnostic]:
    """What keeps *record* from being an item."""
    if not isinstance(record, dict):
        yield rules.WRONG_TYPE.at(span, f"item {number} is no object", hint='write {"stem": …}')
        return
    name = _text(record.get("id")) or f"item {number}"
    if not isinstance(record.get("stem"), str) or not record["stem"].strip():
        hint = 'every item has a "stem", the text of its question'
        yield rules.MISSING_KEY.at(span, f"'{name}' has no stem", hint=hint)
    if (said := record.get("interaction", "choice")) not in set(Interaction):
        known = [str(i) for i in Interaction]
        hint = near(str(said), known) or f"there are: {', '.join(known)}"
        yield rules.WRONG_TYPE.at(span, f"'{name}' is of no known interaction: {said!r}", hint=hint)
    for raw in _listed(record.get("options")):
        if not isinstance(raw, str) and not (isinstance(raw, dict) and "text" in raw):
            hint = 'write {"text": …, "is_key": true}'
            yield rules.WRONG_TYPE.at(span, f"an option of '{name}' has no text", hint=hint)


def _option(raw: Any, record: dict[str, Any]) -> Option:
    keys = {str(key).strip() for key in _listed(record.get("key"))}
    if isinstance(raw, str):
        return Option(raw, raw.strip() in keys)
    text = _text(raw["text"])
    is_key = raw.get("is_key", text.strip() in keys) in (True, "yes", "true")
    return Option(text, is_key, _text(raw.get("rationale")) or None, _citations(raw))


def _citations(record: dict[str, Any]) -> tuple[Citation, ...]:
    found = []
    for raw in _listed(record.get("citations")):
        told = raw if isinstance(raw, dict) else {"source": raw}
        written = told.get("locator")
        at = written if isinstance(written, dict) else {}
        locator = Locator(_text(at.get("label")), _text(at.get("value")))
        found.append(Citation(_text(told.get("source")), locator, _text(told.get("quote")) or None))
    return tuple(found)


def _silent(record: dict[str, Any]) -> Iterator[str]:
    for key, codes in _UNTOLD.items():
        if key not in record:
            yield from codes
    options = [raw for raw in _listed(record.get("options")) if isinstance(raw, dict)]
    for name, silent in _UNTOLD_OF_OPTIONS.items():
        if not any(name in raw for raw in options):
            yield from silent


def _key(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else _text(value)


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(map(_text, _listed(value)))


def _text(value: Any) -> str:
    return "" if value is None else str(value).translate(_MARKS)


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _starts(text: str) -> Iterator[int]:
    """Where each item of the list begins in *text*, which is JSON."""
    decode = json.JSONDecoder().raw_decode
    at = text.index("[") if text.lstrip()[:1] == "[" else _list_within(text)
    at = _after(text, at + 1)
    while text[at] != "]":
        yield at
        at = _after(text, decode(text, at)[1])
        at = _after(text, at + 1) if text[at] == "," else at


def _list_within(text: str) -> int:
    """Where the list under "items" begins, in an object."""
    decode = json.JSONDecoder().raw_decode
    at = _after(text, text.index("{") + 1)
    while text[at] != "}":
        name, end = decode(text, at)
        at = _after(text, _after(text, end) + 1)
        if name == "items":
            return at
        at = _after(text, decode(text, at)[1])
        at = _after(text, at + 1) if text[at] == "," else at
    return at


def _after(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _at(text: str, start: int, place: Path) -> Span:
    line = text.count("\n", 0, start) + 1
    column = start - (text.rfind("\n", 0, start) + 1) + 1
    return Span(place, line, column, line, column + 1)


def _broken(error: Exception, place: Path) -> Diagnostic:
    hint = "JSON is written in double quotation marks, with a comma between two values"
    if isinstance(error, json.JSONDecodeError):
        span = Span(place, error.lineno, error.colno, error.lineno, error.colno + 1)
        return rules.JSON_SYNTAX.at(span, f"this is not JSON: {error.msg.lower()}", hint=hint)
    return rules.JSON_SYNTAX.at(Span(place, 1, 1, 1, 1), "this is not JSON", hint=hint)
