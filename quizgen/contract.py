"""Items as JSON: the contract that other programs read. Keys are only ever added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quizgen import markup
from quizgen.difficulty import difficulty_of
from quizgen.items import Interaction

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizgen.items import Citation, Image, Item, Number, Option
    from quizgen.workspace import Workspace


def record(item: Item, deck: str | None, workspace: Workspace) -> dict[str, Any]:
    """One item as a mapping of plain values."""
    speak = _Plain(workspace.images)
    return {
        "id": item.id,
        "guid": item.guid,
        "first_id": item.first_id,
        "deck": deck,
        "facts": list(item.facts),
        "kind": item.kind,
        "asks": item.asks,
        "interaction": str(item.interaction),
        "difficulty": difficulty_of(item, workspace),
        "context": speak.text(item.context),
        "stem": speak.text(item.stem),
        "key": [speak.text(k) for k in item.key],
        "accepted": [speak.text(a) for a in item.accepted],
        "options": [_option(o, speak, workspace) for o in item.options],
        "claim": speak.text(item.claim),
        "rationale": speak.text(item.rationale or item.claim),
        "citations": [_citation(c, workspace) for c in item.citations],
        "key_citations": [[_citation(c, workspace) for c in part] for part in item.key_citations],
        "disagreement": speak.text(item.disagreement) or None,
        "disagreeing": [_citation(c, workspace) for c in item.disagreeing],
        "attributed_to": [speak.text(a) for a in item.attributed_to],
        "tags": list(item.tags),
        "number": _number(item.number) if item.number else None,
        "date": item.date or None,
    }


def as_text(item: Item, workspace: Workspace) -> str:
    """One item as a few lines to read aloud."""
    speak = _Plain(workspace.images)
    lines = [f"{item.id}"]
    if item.context:
        lines.append(f"  ({speak.text(item.context)})")
    lines.append(f"  {speak.text(item.stem)}")
    if item.interaction in (Interaction.CHOICE, Interaction.MULTIPLE_RESPONSE):
        for option in item.options:
            why = f"  — {speak.text(option.rationale)}" if option.rationale else ""
            lines.append(f"    {'*' if option.is_key else '-'} {speak.text(option.text)}{why}")
    else:
        lines.append(f"    = {'; '.join(map(speak.text, item.key))}")
    if item.interaction is Interaction.TRUE_FALSE:
        lines.append(f"      {speak.text(item.rationale)}")
    places = ", ".join(f"{c.source} {c.locator.label} {c.locator.value}" for c in item.citations)
    return "\n".join([*lines, f"    [{places}]"])


class _Plain:
    def __init__(self, images: Mapping[str, Image]) -> None:
        self.images = images

    def text(self, marked: str | None) -> str:
        return markup.plain(marked or "", alt=lambda id_: self.images[id_].alt)


def _number(number: Number) -> dict[str, str]:
    """What counts as right: decimal texts, since JSON's numbers are not exact."""
    low, high = (f"{end.normalize():f}" for end in (number.low, number.high))
    return {"low": low, "high": high, "unit": number.unit}


def _option(option: Option, speak: _Plain, workspace: Workspace) -> dict[str, Any]:
    return {
        "text": speak.text(option.text),
        "is_key": option.is_key,
        "rationale": speak.text(option.rationale) if option.rationale else None,
        "citations": [_citation(c, workspace) for c in option.citations],
    }


def _citation(citation: Citation, workspace: Workspace) -> dict[str, Any]:
    source = workspace.sources[citation.source]
    locator = citation.locator
    return {
        "source": citation.source,
        "text": source.text,
        "title": source.title,
        "issued": source.issued.date if source.issued else None,
        "at": list(locator.at),
        "locator": {"label": locator.label, "value": locator.value},
        "label": workspace.label(citation.source),
        "quote": citation.quote,
    }
