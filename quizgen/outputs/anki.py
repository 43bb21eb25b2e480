"""Anki decks: a package that a learner imports once, and again with every edition."""

from __future__ import annotations

import re
import unicodedata
from html import escape
from itertools import accumulate
from typing import TYPE_CHECKING

from quizgen import apkg, markup
from quizgen.anki_notes import FAMILIES, FIELDS, attribute, clean, fields, link, media, tags
from quizgen.items import digest
from quizgen.outputs import Output
from quizgen.words import find_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizgen.items import Study
    from quizgen.lock import Lock
    from quizgen.resources import Shelf
    from quizgen.words import Words

_PLACEHOLDER = re.compile(r"\[\[([a-z_]+)\]\]")
_FIRST_ID = 1_700_000_000_000  # Anki reads ids as milliseconds: these notes are of November 2023


def make(study: Study, lock: Lock, shelf: Shelf) -> dict[str, bytes]:
    """The package of the cards of *study*; none where there are no cards."""
    if not study.cards:
        return {}
    words = find_words(shelf, study.language)
    data = apkg.write(
        [_notetype(family, study, lock, shelf) for family in _families(study)],
        list(_decks(study, words)),
        list(_notes(study, lock, words)),
        {name: file for card in study.cards for name, file in media(card.item, study).items()},
        # Apart from those of other decks, so that Anki need not shift them.
        _FIRST_ID + _number("notes", study.namespace, study.name) * 10,
    )
    return {f"{study.name}.apkg": data}


def shipped(study: Study, shelf: Shelf) -> dict[tuple[str, str], tuple[str, ...]]:
    """What a learner gets of each item and notetype: when this changes, its `mod` must."""
    words = find_words(shelf, study.language)
    items = {
        ("item", card.item.guid): (
            FAMILIES[card.item.interaction],
            *fields(card.item, study, words),
            " ".join(tags(card.item)),
        )
        for card in study.cards
    }
    looks = {
        ("notetype", family): (*_look(family, study, shelf), *FIELDS[family])
        for family in _families(study)
    }
    return items | looks


def deck_name(name: str, fallback: str) -> str:
    """*name* as Anki takes it: no empty parts, and `::` only between parts."""
    text = unicodedata.normalize("NFC", clean(name))
    parts = (" ".join(part.split()).strip(": ") for part in text.split("::"))
    return "::".join(filter(None, parts)) or fallback


def _families(study: Study) -> list[str]:
    used = {FAMILIES[card.item.interaction] for card in study.cards}
    return [family for family in FIELDS if family in used]


def _number(*parts: str) -> int:
    """A number for *parts* that no other ids are near: from 2^30 up, below 2^31."""
    return (1 << 30) + int(digest(*parts), 16) % (1 << 30)


def _notetype_id(family: str, study: Study) -> int:
    return _number("notetype", study.namespace, family)


def _notetype(family: str, study: Study, lock: Lock, shelf: Shelf) -> apkg.Notetype:
    css, front, back = _look(family, study, shelf)
    return apkg.Notetype(
        _notetype_id(family, study),
        # Two workspaces' notetypes are two; a name they shared would be changed by Anki.
        f"quizgen {family} {digest(study.namespace)[:4]}",
        FIELDS[family],
        front,
        back,
        css,
        lock.mod("notetype", family),
        is_cloze=family == "cloze",
    )


def _look(family: str, study: Study, shelf: Shelf) -> tuple[str, str, str]:
    """The style and the two sides of a notetype's cards.

    A side's own words are put in here, where Anki's editor shows them to a learner who wants
    others; as fields, they would stand in every note.
    """
    words = find_words(shelf, study.language)
    more = {"language": attribute(words.language), "report": _report(study, words)}

    def side(*names: str) -> str:
        text = "".join(shelf.text(f"anki/{name}.html") for name in names)
        return _PLACEHOLDER.sub(
            lambda m: more[m[1]] if m[1] in more else attribute(words(m[1])), text
        )

    front, back = side(f"{family}.front"), side(f"{family}.back", "evidence")
    return shelf.text("anki/card.css"), front, back


def _report(study: Study, words: Words) -> str:
    address = study.report or ""
    text = attribute(words("anki_report"))
    if address.startswith(("https://", "http://", "mailto:")):
        return link(address, text)
    return link(f"mailto:{address}", text) if "@" in address else attribute(address)


def _notes(study: Study, lock: Lock, words: Words) -> Iterator[apkg.Note]:
    for card in study.cards:
        item = card.item
        yield apkg.Note(
            item.guid,
            _notetype_id(FAMILIES[item.interaction], study),
            _deck_id(deck_name(card.deck, study.name), study),
            fields(item, study, words),
            tags(item),
            lock.mod("item", item.guid),
        )


def _deck_id(name: str, study: Study) -> int:
    return _number("deck", study.namespace, name)


def _decks(study: Study, words: Words) -> Iterator[apkg.Deck]:
    """The decks in use and those above them, the recipe's own with the description."""
    main = deck_name(study.deck, study.name)
    used = [main, *(deck_name(card.deck, study.name) for card in study.cards)]
    names = {name for full in used for name in accumulate(full.split("::"), "{}::{}".format)}
    for name in sorted(names):
        about = _description(study, words) if name == main else ""
        yield apkg.Deck(_deck_id(name, study), name, about)


def _description(study: Study, words: Words) -> str:
    sources = "".join(
        f'<li dir="auto" value="{work.number}">{escape(markup.plain(work.entry))}</li>'
        for work in study.works
    )
    end = [words("anki_license", license=study.license)] if study.license else []
    end += [words("anki_as_of", date=study.as_of)] if study.as_of else []
    end += [words("anki_made")]
    report = f" {_report(study, words)}" if study.report else ""
    return (
        f'<p dir="auto">{escape(words("anki_about", title=markup.plain(study.title)))}</p>'
        f'<p dir="auto">{escape(words("anki_sources", count=len(study.works)))}</p>'
        f'<ol>{sources}</ol><p dir="auto">{escape(" ".join(end))}{report}</p>'
    )


OUTPUT = Output("anki", "an Anki deck package (.apkg)", make, apkg.same)
