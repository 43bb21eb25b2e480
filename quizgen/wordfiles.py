"""Word catalogues held against the shipped one: the same keys, no slots that are never filled."""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING

from quizgen import document, rules
from quizgen.diagnostics import Span
from quizgen.document import locate
from quizgen.resources import shipped
from quizgen.shape import near

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from quizgen.diagnostics import Diagnostic

_SAID = 5  # keys that one message names
# Slots that quizgen fills and English has no use for.
_MORE = {
    "according_to": {"Sentence"}, "according_to_in": {"Sentence"},
    "on_between": {"start", "end"}, "on_since": {"date"},
}  # fmt: skip


def check_words(path: Path, place: Path) -> list[Diagnostic]:
    """What is wrong with the catalogue at *path*, which problems call *place*."""
    english = shipped() / "words" / "en.yaml"
    if path == english:
        return []
    data, problems = document.read(path, place)
    if problems or not isinstance(data, document.Table):
        message = "a word catalogue is a mapping of keys to words"
        hint = "`quizgen explain en` prints one to translate"
        fault = rules.BAD_WORDS.at(Span(place, 1, 1, 1, 1), message, hint=hint)
        return problems or [fault]
    model, _ = document.read(english, english)
    assert model is not None  # noqa: S101  (it is shipped)
    return [*_keys(data, model, place), *_slots(data, model)]


def _keys(data: document.Table, model: Mapping[str, str], place: Path) -> Iterator[Diagnostic]:
    for key in data:
        if key not in model:
            hint = near(key, model, "`quizgen explain en` prints those there are")
            span = locate(data, (key,), key=True)
            yield rules.BAD_WORDS.at(span, f"no words are called '{key}'", hint=hint)
    if missing := [key for key in model if key not in data]:
        more = f" and {len(missing) - _SAID} more" if len(missing) > _SAID else ""
        message = f"words are missing: {', '.join(missing[:_SAID])}{more}"
        hint = "`quizgen explain en` prints them in English"
        yield rules.BAD_WORDS.at(Span(place, 1, 1, 1, 1), message, hint=hint)


def _slots(data: document.Table, model: Mapping[str, str]) -> Iterator[Diagnostic]:
    for key, words in data.items():
        if key not in model:
            continue
        known = (_names(model[key]) or set()) | _MORE.get(key, set())
        found = _names(words) if isinstance(words, str) else None
        if found is None:
            message = f"'{key}' cannot be filled: {words!r}"
            hint = "write words and {slots}; a brace is written twice: {{ }}"
            yield rules.BAD_WORDS.at(locate(data, (key,)), message, hint=hint)
        elif found - known:
            message = f"'{key}' has no slot '{min(found - known)}'"
            there = ", ".join(f"{{{name}}}" for name in sorted(known))
            hint = f"it may use {there}" if known else "it has no slots: a brace is written twice"
            yield rules.BAD_WORDS.at(locate(data, (key,)), message, hint=hint)


def _names(words: str) -> set[str] | None:
    """The slots in *words*; None where they are not plain `{slot}`."""
    try:
        parts = [part for part in Formatter().parse(words) if part[1] is not None]
    except ValueError:
        return None
    return {str(part[1]) for part in parts} if not any(p[2] or p[3] for p in parts) else None
