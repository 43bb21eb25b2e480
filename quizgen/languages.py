"""Languages by their tags (BCP 47): which may stand in for which, never one in another script."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError
from babel.core import get_global, parse_locale

if TYPE_CHECKING:
    from pathlib import Path

    from quizgen.resources import Shelf


@cache
def stand_ins(tag: str) -> tuple[str, ...]:
    """The tags whose words serve a reader of *tag*, the nearest first: `sr-ME`, … `sr-Latn`."""
    try:
        language, territory, script, *_ = parse_locale(tag, sep="-")
    except ValueError:
        return (tag,)
    written = script or _script(language, territory)
    tags = [tag, _tag(language, written, territory), _tag(language, written)]
    alike = (place for place in (territory, None) if _script(language, place) in (written, None))
    return tuple(dict.fromkeys([*tags, *(_tag(language, None, place) for place in alike)]))


def file_of(shelf: Shelf, folder: str, language: str) -> Path | None:
    """The file in *folder* for *language*, or the one that stands in for it, if there is one."""
    found = (shelf.find(f"{folder}/{tag}.yaml") for tag in stand_ins(language))
    return next(filter(None, found), None)


def are_alike(one: str, other: str) -> bool:
    """Whether a reader of one language reads the other: `en-GB` and `en-US`, `sr` and `sr-RS`."""
    return not set(stand_ins(one)).isdisjoint(stand_ins(other))


def display_name(tag: str) -> str:
    """What a language is called in English: `Serbian (Latin)`; its tag where nobody knows."""
    try:
        return Locale.parse(tag, sep="-").get_display_name("en") or tag
    except (ValueError, UnknownLocaleError):
        return tag


def _script(language: str, territory: str | None) -> str | None:
    """The script that a language is most likely written in there, as CLDR has it."""
    likely = get_global("likely_subtags")
    found = likely.get(f"{language}_{territory}") or likely.get(language)
    return parse_locale(found)[2] if found else None


def _tag(language: str, script: str | None = None, territory: str | None = None) -> str:
    return "-".join(filter(None, (language, script, territory)))
