"""The notes of a study: written anew, or kept from the last time that their items were these.

They are kept in groups: one by one they would take as long to look up as to write.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache as once
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from quizgen.anki_notes import fields, tags
from quizgen.anki_text import file_name
from quizgen.cache import key_of, program
from quizgen.items import digest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from quizgen.cache import Cache
    from quizgen.items import Item, Study
    from quizgen.words import Words

Noted = tuple[tuple[str, ...], tuple[str, ...]]  # fields and tags
_EACH = 64  # notes of one group, or twice as many


def noted(item: Item, study: Study, words: Words) -> Noted:
    """The fields and the tags of the note of *item*."""
    return fields(item, study, words), tags(item)


def kept(study: Study, words: Words, cache: Cache) -> dict[str, Noted]:
    """The notes of *study*, by guid, of whose items it is known what they were made of."""
    found: dict[str, Noted] = {}
    same = _same_for_all(study, words)
    for items in _groups(study) if cache.is_open else ():
        key = key_of("notes", same, [(item.origin, item.id) for item in items])
        notes = _read(cache.get(key), len(items))
        if notes is None:
            notes = [noted(item, study, words) for item in items]
            cache.put(key, _adapter().dump_json(notes))
        found |= zip((item.guid for item in items), notes, strict=True)
    return found


def _groups(study: Study) -> Iterable[list[Item]]:
    """The items in groups: those of a fact together, and each where no other fact moves it."""
    many = 1 << max(0, (len(study.cards) // _EACH).bit_length() - 1)
    of = once(lambda fact: int(digest(fact), 16) % many)
    found: dict[int, list[Item]] = {}
    for card in study.cards:
        if card.item.origin:
            found.setdefault(of(card.item.facts[0]), []).append(card.item)
    return found.values()


def _same_for_all(study: Study, words: Words) -> str:
    """The digest of what any note may show besides its item."""
    bare = replace(
        study,
        items=(),
        cards=(),
        sheets=(),
        facts={},
        skipped={},
        retired=(),
        edition=None,
        passages={},
        flash_cards=None,
        guide=None,
        practice=None,
        images=tuple(replace(image, data=b"") for image in study.images),
    )
    pictures = [file_name(image) for image in study.images]  # named by what they are
    return key_of(program(), words.language, words.catalogue, repr(bare), pictures)


@once
def _adapter() -> TypeAdapter[list[Noted]]:
    return TypeAdapter(list[Noted])


def _read(data: bytes | None, count: int) -> list[Noted] | None:
    try:
        notes = _adapter().validate_json(data) if data else []
    except ValidationError:
        return None
    return notes if len(notes) == count else None
