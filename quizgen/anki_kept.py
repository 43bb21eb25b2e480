"""The notes of a study: written anew, or kept from the last time that their items were these.

They are kept in bundles: one by one they would take as long to look up as to write.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache as once
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from quizgen.anki_notes import FAMILIES, content, fields, tags
from quizgen.anki_text import file_name
from quizgen.bundles import bundled
from quizgen.cache import key_of, program
from quizgen.items import digest

if TYPE_CHECKING:
    from quizgen.cache import Cache
    from quizgen.items import Item, Study
    from quizgen.words import Words

Noted = tuple[tuple[str, ...], tuple[str, ...], str]  # fields, tags, and the digest of all that
_EACH = 64  # notes of a bundle


def noted(item: Item, study: Study, words: Words) -> Noted:
    """The fields and the tags of the note of *item*, with the digest that the lock holds of it."""
    values, labels = fields(item, study, words), tags(item)
    return values, labels, digest(*content(FAMILIES[item.interaction], values, labels))


def kept(study: Study, words: Words, cache: Cache) -> dict[str, Noted]:
    """The notes of *study*, by guid, of whose items it is known what they were made of."""
    found: dict[str, Noted] = {}
    if not cache.is_open:
        return found
    with bundled(cache, "notes", _same_for_all(study, words), each=_EACH) as notes:
        for item in (card.item for card in study.cards if card.item.origin):
            notes.turn_to(item.id)
            key = f"{item.origin} {item.id}"
            note = _read(notes.get(key))
            if note is None:
                note = noted(item, study, words)
                notes.put(key, _adapter().dump_json(note))
            found[item.guid] = note
    return found


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
def _adapter() -> TypeAdapter[Noted]:
    return TypeAdapter(Noted)


def _read(data: bytes | None) -> Noted | None:
    try:
        return _adapter().validate_json(data) if data else None
    except ValidationError:
        return None
