"""Word catalogues held against the English one: the same keys, no slots that are never filled.

What goes with a number has as many keys as the language has categories of numbers.
"""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError

from quizgen import document, rules
from quizgen.diagnostics import Span, has_errors, shown
from quizgen.document import data_of, locate
from quizgen.languages import stand_ins
from quizgen.resources import shipped
from quizgen.shape import near
from quizgen.values import Unit
from quizgen.words import catalogue, find_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from quizgen.diagnostics import Diagnostic
    from quizgen.model import Settings
    from quizgen.resources import Shelf
    from quizgen.words import Words

_SAID = 5  # keys that one message names
_OTHER = "other"
_ORDINAL = "ordinal"
# Lists of words, and how many of them there are; all but the last may be empty.
_LISTS = {"months": 12, "day_months": 12, "on_months": 12, "on_seasons": 4, "style_months": 12}
_FULL = "style_months"
# Slots that quizgen fills and English has no use for.
_MORE = {
    "according_to": {"Sentence"}, "according_to_in": {"Sentence"},
    "on_between": {"start", "end"}, "on_since": {"date"}, "on_until": {"the_date"},
    "on_year_bc": {"year"}, "on_year_bc_about": {"year"},
}  # fmt: skip


def load_words(settings: Settings, shelf: Shelf) -> tuple[Words | None, list[Diagnostic]]:
    """The workspace's word catalogue; none where there is none, or one that cannot be used."""
    language, span = settings.language, settings.span("language")
    if not _is_tag(language):
        hint = "languages are written like this: en, en-GB, de"
        message = f"dates and numbers cannot be written in '{language}'"
        return None, [rules.NO_LANGUAGE.at(span, message, hint=hint)]
    path = catalogue(shelf, language)
    if path is None:
        name = f"templates/words/{stand_ins(language)[-1]}.yaml"
        hint = f"translate the words: `quizgen explain en` prints them, {name} takes them"
        there = ", ".join(path.stem for path in shelf.list("words", "*.yaml"))
        message = f"there are no words for the language '{language}', only for {there}"
        return None, [rules.NO_LANGUAGE.at(span, message, hint=hint)]
    faults = check_words(path, shown(path))
    return (None if has_errors(faults) else find_words(shelf, language)), faults


def _is_tag(language: str) -> bool:
    """Whether *language* is a tag that dates and numbers can be written by."""
    try:
        Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return False
    return True


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
    model = model_of(path.stem)
    return [*_keys(data, model, place), *_slots(data, model), *_lists(data)]


def model_of(language: str) -> dict[str, str]:
    """The keys that a catalogue of *language* has, each with the English words."""
    english = shipped() / "words" / "en.yaml"
    words: dict[str, str] = data_of(english)
    locale = Locale(language.partition("-")[0])
    model: dict[str, str] = {}
    for key, text in words.items():
        stem, _, category = key.rpartition("_")
        rule = locale.ordinal_form if stem == _ORDINAL else locale.plural_form
        if category == _OTHER:
            model |= {f"{stem}_{form}": text for form in (*sorted(rule.tags), _OTHER)}
        elif category not in Unit._fields or f"{stem}_{_OTHER}" not in words:
            model[key] = text
    return model


def _keys(data: document.Table, model: Mapping[str, str], place: Path) -> Iterator[Diagnostic]:
    for key in data:
        if key not in model and not _is_spare(key, model):
            hint = near(key, model, "`quizgen explain en` prints those there are")
            span = locate(data, (key,), key=True)
            yield rules.BAD_WORDS.at(span, f"no words are called '{key}'", hint=hint)
    if missing := [key for key in model if key not in data]:
        more = f" and {len(missing) - _SAID} more" if len(missing) > _SAID else ""
        message = f"words are missing: {', '.join(missing[:_SAID])}{more}"
        hint = "`quizgen explain en` prints them in English"
        yield rules.BAD_WORDS.at(Span(place, 1, 1, 1, 1), message, hint=hint)


def _is_spare(key: str, model: Mapping[str, str]) -> bool:
    """Whether a key is for a category of numbers that only other languages have."""
    stem, _, category = key.rpartition("_")
    return category in Unit._fields and f"{stem}_{_OTHER}" in model


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


def _lists(data: document.Table) -> Iterator[Diagnostic]:
    """Lists of words that are shorter or longer than what they name."""
    for key, length in _LISTS.items():
        words = data.get(key)
        count = len(words.split()) if isinstance(words, str) else length
        if count != length and (count or key == _FULL):
            hint = f"write {length} words, a space between them"
            message = f"'{key}' names {count}, not {length}"
            yield rules.BAD_WORDS.at(locate(data, (key,)), message, hint=hint)


def _names(words: str) -> set[str] | None:
    """The slots in *words*; None where they are not plain `{slot}`."""
    try:
        parts = [part for part in Formatter().parse(words) if part[1] is not None]
    except ValueError:
        return None
    return {str(part[1]) for part in parts} if not any(p[2] or p[3] for p in parts) else None
