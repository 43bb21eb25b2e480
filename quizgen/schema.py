"""JSON Schemas of what authors write, so that editors complete and check it while they type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quizgen.kinds import KindRecord
from quizgen.load import load
from quizgen.model import FactHead, SeedsFile, Settings
from quizgen.recipe import Recipe
from quizgen.sets import SetRecord

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pydantic import BaseModel

    from quizgen.kinds import Kind, Slot

PARTS = ("seeds", "recipe", "settings", "kind", "set")
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SCALAR: dict[str, Any] = {"type": ["string", "number", "boolean"]}
_CITE: dict[str, Any] = {"description": "source id and place: report ¶4"}
_MODELS: dict[str, type[BaseModel]] = {
    "recipe": Recipe,
    "settings": Settings,
    "kind": KindRecord,
    "set": SetRecord,
}


def schema(part: str, root: Path) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of *part*; that of seeds knows the kinds of *root*."""
    if part in _MODELS:
        made: dict[str, Any] = _loosened(
            _MODELS[part].model_json_schema(by_alias=True, mode="validation")
        )
        return {"$schema": _DIALECT, **made}
    workspace, _ = load(root)
    return {"$schema": _DIALECT, **_seeds(workspace.kinds if workspace else {})}


def _seeds(kinds: Mapping[str, Kind]) -> dict[str, Any]:
    made: dict[str, Any] = _loosened(SeedsFile.model_json_schema(by_alias=True, mode="validation"))
    head = _loosened(FactHead.model_json_schema(by_alias=True, mode="validation"))
    made["$defs"] |= head.pop("$defs", {})
    branches = [
        {
            "if": {"properties": {"kind": {"const": name}}},
            "then": {
                "properties": {**head["properties"], **_slots(kind.slots)},
                "required": ["id", "kind", *(s.name for s in kind.slots.values() if s.required)],
                "additionalProperties": False,
            },
        }
        for name, kind in sorted(kinds.items())
    ]
    fact = {
        "type": "object",
        "properties": {**head["properties"], "kind": {"enum": sorted(kinds)}},
        "required": ["id", "kind"],
        "allOf": branches,
    }
    made["properties"]["facts"] = {"type": "array", "items": fact}
    return made


def _slots(slots: Mapping[str, Slot]) -> dict[str, Any]:
    return {name: _slot(slot) for name, slot in slots.items()}


def _slot(slot: Slot) -> dict[str, Any]:
    described = {"description": slot.type}
    match slot.type:
        case "frames":
            properties = {"id": _SCALAR, "cite": _CITE, **_slots(slot.frame)}
            frame = {"type": "object", "properties": properties, "additionalProperties": False}
            return {**described, "type": "array", "items": frame}
        case "date":
            keys = dict.fromkeys(("date", "read", "inferred", "vague"), _SCALAR) | {"cite": _CITE}
        case "quantity":
            unit = {"type": ["string", "object"]}
            keys = dict.fromkeys(("value", "from", "to", "bound", "read"), _SCALAR) | {
                "unit": unit,
                "cite": _CITE,
            }
        case "entity" | "event":
            return {**described, "type": "string"}
        case "entities" | "list":
            return {**described, "type": ["string", "array"]}
        case _:
            keys = {"text": _SCALAR, "cite": _CITE}
    record = {"type": "object", "properties": keys, "additionalProperties": False}
    return {**described, "anyOf": [_SCALAR, record]}


def _loosened(node: Any) -> Any:  # noqa: ANN401  (any part of a schema)
    """A schema in which text may look like a number, and a list of one may stand without its list.

    Every scalar is text to quizgen; an editor would else object to a bare 812 or a lone id.
    """
    if isinstance(node, list):
        return [_loosened(inner) for inner in node]
    if not isinstance(node, dict):
        return node
    loose = {key: _loosened(value) for key, value in node.items() if key != "default"}
    if loose.get("type") in ("string", "integer", "boolean") and "enum" not in loose:
        loose["type"] = ["string", "number", "boolean"]
        for check in ("minimum", "maximum"):
            loose.pop(check, None)
    if loose.get("type") == "array":
        loose["type"] = ["array", "string", "number"]
    if loose.get("type") == "object" and "properties" in loose and _is_short(loose):
        loose["type"] = ["object", "string", "array"]
    return loose


def _is_short(schema: Mapping[str, Any]) -> bool:
    """Whether a record may be written short: a date for `issued`, a list for `ask`, a name."""
    return schema.get("title") in ("Issued", "Ask", "Name", "GuideRecord", "GuideRecipe")
