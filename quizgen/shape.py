"""Written data held against a model: every fault is a problem with its place."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from quizgen import rules
from quizgen.diagnostics import Span
from quizgen.document import locate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pydantic_core import ErrorDetails

    from quizgen.diagnostics import Diagnostic

M = TypeVar("M", bound=BaseModel)

_TYPES = {
    "string_type": "text", "dict_type": "a mapping of keys to values", "model_type": "a mapping",
    "model_attributes_type": "a mapping", "int_parsing": "a whole number",
    "int_type": "a whole number", "bool_parsing": "yes or no", "list_type": "a list",
    "tuple_type": "a list", "bool_type": "yes or no",
    "decimal_parsing": "a number, such as 2 or 0.5", "finite_number": "a number, such as 2 or 0.5",
    "decimal_max_places": "a number with at most two decimals",
}  # fmt: skip


def fit(model: type[M], data: Any, around: Span | None) -> tuple[M | None, list[Diagnostic]]:
    """*data* as a *model*; None, and each fault as a problem, where it does not fit."""
    if not isinstance(data, dict):
        keys = [f.alias or name for name, f in model.model_fields.items() if f.is_required()]
        hint = f"write its keys and values, such as {', '.join(keys or model.model_fields)}"
        said = "this must be a mapping of keys to values" if data else "nothing stands here"
        said = "the file is empty" if data is None else said
        return None, [rules.WRONG_TYPE.at(around, said, hint=hint)]
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        faults = [_explain(model, data, detail) for detail in error.errors()]
        return None, list(dict.fromkeys(faults))


def _explain(model: type[BaseModel], data: Any, detail: ErrorDetails) -> Diagnostic:
    route, kind = detail["loc"], detail["type"]
    if route and route[-1] == "[key]":
        span = locate(data, route[:-2], key=False)
        span = locate(data, route[:-1], key=True) or span
        return bad_id(route[-2], span)
    name = next((str(step) for step in reversed(route) if isinstance(step, str)), "this")
    if kind == "missing":
        hint = f"add a line: {name}: …"
        return rules.MISSING_KEY.at(locate(data, route[:-1]), f"'{name}' is missing", hint=hint)
    if kind == "extra_forbidden":
        return _unknown_key(model, data, route)
    if kind in ("string_pattern_mismatch", "string_too_long"):
        pattern = str(detail.get("ctx", {}).get("pattern"))
        if pattern == _AMOUNT:
            message = f"'{name}' must be an amount, not '{detail['input']}'"
            hint = "write a number or a share, or a bound: 3, 40%, at least 3, at most 40%"
            return rules.WRONG_TYPE.at(locate(data, route), message, hint=hint)
        return bad_id(detail["input"], locate(data, route), *_PATTERNS.get(pattern, ()))
    said = _last_written(data, route) or name
    return rules.WRONG_TYPE.at(locate(data, route), f"'{said}' {_demand(detail)}")


def _last_written(data: Any, route: tuple[int | str, ...]) -> str | None:
    """The last key on *route* that its author wrote: a model may set a text into another."""
    found = None
    for step in route:
        if not isinstance(data, dict | list) or (isinstance(data, dict) and step not in data):
            break
        found, data = step if isinstance(step, str) else found, data[step]  # type: ignore[index]
    return found


def _demand(detail: ErrorDetails) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "literal_error":
        return f"must be {context['expected'].replace(chr(39), '')}, not '{detail['input']}'"
    if kind == "string_too_short":
        return "is empty"
    if kind in _BOUNDS:
        word, name = _BOUNDS[kind]
        return f"must be {word} {context[name]}"
    written = detail["input"]
    instead = f", not '{written[:_LONG]}'" if isinstance(written, str) and written else ""
    return f"must be {_TYPES.get(kind, 'of another form')}{instead}"


def bad_id(
    written: object, span: Span | None, hint: str | None = None, what: str = "id"
) -> Diagnostic:
    """The problem with what is *written* in the place of an id."""
    text = str(written)
    message = f"'{text if len(text) <= _LONG else text[:_LONG] + '…'}' is no {what}"
    return rules.BAD_ID.at(span, message, hint=hint or _ID_HINT)


def near(word: str, known: Iterable[str], otherwise: str | None = None) -> str | None:
    """The hint for a *word* that is none of the *known*: the one that was meant, perhaps."""
    close = get_close_matches(word, list(known), n=1)
    return f"did you mean '{close[0]}'?" if close else otherwise


def word_at(span: Span | None, word: str) -> Span | None:
    """Where *word* stands in the lines of *span*, as near as can be told."""
    return match_at(span, re.compile(rf"(?<!\w){re.escape(word)}(?!\w)"))


def match_at(span: Span | None, pattern: re.Pattern[str]) -> Span | None:
    """Where *pattern* first matches in the lines of *span*, or all of *span*."""
    if span is None:
        return None
    try:
        lines = span.path.read_text("utf-8").splitlines()
    except OSError:
        return span
    for number in range(span.line, min(span.end_line, len(lines)) + 1):
        start = span.column - 1 if number == span.line else 0
        if match := pattern.search(lines[number - 1], start):
            return Span(span.path, number, match.start() + 1, number, match.end() + 1)
    return span


def _unknown_key(model: type[BaseModel], data: Any, route: tuple[int | str, ...]) -> Diagnostic:
    key = str(route[-1])
    known = sorted(_keys_at(model, route[:-1]))
    hint = near(key, known, f"known here: {', '.join(known)}")
    message = f"'{key}' is not a key that quizgen knows here"
    return rules.UNKNOWN_KEY.at(locate(data, route, key=True), message, hint=hint)


def _keys_at(model: type[BaseModel], route: tuple[int | str, ...]) -> Iterator[str]:
    """The keys that may stand where *route* leads: those of the innermost model it passes."""
    for step in route:
        for name, field in model.model_fields.items():
            if step in (name, field.alias):
                model = next(_models(field.annotation), model)
    for name, field in model.model_fields.items():
        yield field.alias or name


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from _models(inner)


_LONG = 60
_BOUNDS = {
    "greater_than_equal": ("at least", "ge"), "less_than_equal": ("at most", "le"),
    "greater_than": ("more than", "gt"),
}  # fmt: skip
_ID_HINT = "an id is at most 80 letters (a-z), digits, hyphens, dots and underscores: north-tower"
_AMOUNT = "^(?:at (?:least|most) )?[0-9]{1,3}%?$"
_PATTERNS = {"^[A-Z0-9]{1,4}$": ("versions are capital letters, such as A and B", "version")}
