"""Written data held against a model: every fault is a problem with its place."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from quizgen import rules
from quizgen.document import locate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic_core import ErrorDetails

    from quizgen.diagnostics import Diagnostic, Span

M = TypeVar("M", bound=BaseModel)

_TYPES = {
    "string_type": "text", "dict_type": "a mapping of keys to values", "model_type": "a mapping",
    "model_attributes_type": "a mapping", "int_parsing": "a whole number",
    "int_type": "a whole number", "bool_parsing": "yes or no", "list_type": "a list",
    "tuple_type": "a list", "bool_type": "yes or no",
}  # fmt: skip


def fit(model: type[M], data: Any, around: Span | None) -> tuple[M | None, list[Diagnostic]]:
    """*data* as a *model*; None, and each fault as a problem, where it does not fit."""
    if not isinstance(data, dict):
        return None, [rules.WRONG_TYPE.at(around, "this must be a mapping of keys to values")]
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
        return rules.BAD_ID.at(span, f"'{route[-2]}' is no id", hint=_ID_HINT)
    name = next((str(step) for step in reversed(route) if isinstance(step, str)), "this")
    if kind == "missing":
        return rules.MISSING_KEY.at(locate(data, route[:-1]), f"'{name}' is missing")
    if kind == "extra_forbidden":
        return _unknown_key(model, data, route)
    if kind == "string_pattern_mismatch" or (
        kind == "string_too_long" and "max_length" in str(detail.get("ctx"))
    ):
        value = str(detail["input"])[:60]
        return rules.BAD_ID.at(locate(data, route), f"'{value}' is no id", hint=_ID_HINT)
    return rules.WRONG_TYPE.at(locate(data, route), f"'{name}' {_demand(detail)}")


def _demand(detail: ErrorDetails) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "literal_error":
        return f"must be {context['expected'].replace(chr(39), '')}, not '{detail['input']}'"
    if kind == "string_too_short":
        return "is empty"
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = context.get("ge", context.get("le"))
        word = "at least" if kind == "greater_than_equal" else "at most"
        return f"must be {word} {bound}"
    return f"must be {_TYPES.get(kind, 'of another form')}"


def _unknown_key(model: type[BaseModel], data: Any, route: tuple[int | str, ...]) -> Diagnostic:
    key = str(route[-1])
    known = sorted(_keys_at(model, route[:-1]))
    close = get_close_matches(key, known, n=1)
    hint = (
        f"did you mean '{close[0]}'?"
        if close
        else f"known here: {', '.join(known)}"
        if known
        else None
    )
    return rules.UNKNOWN_KEY.at(
        locate(data, route, key=True), f"'{key}' is not a key that quizgen knows here", hint=hint
    )


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


_ID_HINT = "ids are letters, digits, hyphens, dots and underscores, as in plates-deal"
