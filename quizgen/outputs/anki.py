"""Anki decks: a package that a learner imports once, and again with every edition."""

from __future__ import annotations

import re
import unicodedata
from functools import cache as once
from html import escape
from itertools import accumulate
from typing import TYPE_CHECKING

from quizgen import anki_kept, apkg, markup
from quizgen.anki_notes import FAMILIES, FIELDS, content, media
from quizgen.anki_text import attribute, clean, link
from quizgen.cache import Cache
from quizgen.items import digest
from quizgen.latest import Latest
from quizgen.lock import Shipment
from quizgen.outputs import Output
from quizgen.tombstones import TAG, tombstone
from quizgen.words import find_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizgen.anki_kept import Noted
    from quizgen.items import Item, Study, Work
    from quizgen.lock import Lock
    from quizgen.resources import Shelf
    from quizgen.words import Words

_PLACEHOLDER = re.compile(r"\[\[([a-z_]+)\]\]")
_NOTED: Latest[object, dict[str, Noted]] = Latest(lambda _: {})
_FIRST_ID = 1_700_000_000_000  # Anki reads ids as milliseconds: these notes are of November 2023


def make(study: Study, lock: Lock, shelf: Shelf) -> dict[str, bytes]:
    """The package of the cards of *study*, and that of its retired cards; none without cards."""
    words = find_words(shelf, study.language)
    made = {}
    if study.cards:
        data = list(_notes(study, lock, words))
        made[f"{study.name}.apkg"] = _package(data, list(_decks(study, words)), study, lock, shelf)
    if study.retired:
        # A deck without a description leaves the learner's as it is.
        main = apkg.Deck(_deck_id(_main(study), study), _main(study))
        data = list(_stones(study, lock, words))
        made[f"{study.name}-retired.apkg"] = _package(data, [main], study, lock, shelf)
    return made


def shipped(
    study: Study, shelf: Shelf, cache: Cache | None = None
) -> dict[tuple[str, str], Shipment]:
    """What a learner gets of each item and notetype: when this changes, its `mod` must.

    Notes that *cache* holds are not written again.
    """
    words = find_words(shelf, study.language)
    _NOTED(study.cards).update(anki_kept.kept(study, words, cache or Cache()))
    told = once(lambda facts: digest(*(study.facts.get(fact, "") for fact in facts)))
    items = {
        ("item", card.item.guid): Shipment(
            content(FAMILIES[card.item.interaction], *note[:2]),
            study.name,
            card.item.id,
            told(card.item.facts),
            digest=note[2],
        )
        for card in study.cards
        for note in [noted(card.item, study, words)]
    }
    stones = {
        ("item", stone.guid): Shipment(
            content(FAMILIES[stone.interaction], tombstone(stone, study, words), (TAG,)),
            study.name,
            stone.id,
            is_retired=True,
        )
        for stone in study.retired
    }
    looks = {
        ("notetype", family): Shipment((*look(family, study, shelf), *FIELDS[family]))
        for family in _families(study)
    }
    return {**items, **stones, **looks}


def noted(item: Item, study: Study, words: Words) -> Noted:
    """The note of *item*."""
    known = _NOTED(study.cards)  # a build asks for them twice: for the lock, and for the package
    if item.guid not in known:
        known[item.guid] = anki_kept.noted(item, study, words)
    return known[item.guid]


def family_of(notetype: int, namespace: str) -> str | None:
    """The family whose notetype in a workspace of *namespace* has this id."""
    return next((f for f in FIELDS if _notetype_id(f, namespace) == notetype), None)


def deck_name(name: str, fallback: str) -> str:
    """*name* as Anki takes it: no empty parts, and `::` only between parts."""
    text = unicodedata.normalize("NFC", clean(name))
    parts = (" ".join(part.split()).strip(": ") for part in text.split("::"))
    return "::".join(filter(None, parts)) or fallback


def _families(study: Study) -> list[str]:
    used = {FAMILIES[card.item.interaction] for card in study.cards}
    used |= {FAMILIES[stone.interaction] for stone in study.retired}
    return [family for family in FIELDS if family in used]


def _number(*parts: str) -> int:
    """A number for *parts* that no other ids are near: from 2^30 up, below 2^31."""
    return (1 << 30) + int(digest(*parts), 16) % (1 << 30)


def _package(
    notes: list[apkg.Note], decks: list[apkg.Deck], study: Study, lock: Lock, shelf: Shelf
) -> bytes:
    used = {note.notetype for note in notes}
    notetypes = [_notetype(family, study, lock, shelf) for family in _families(study)]
    shown = {note.guid for note in notes}
    cards = [card for card in study.cards if card.item.guid in shown]
    # Apart from those of other packages, so that Anki need not shift them.
    first = _number("notes", study.namespace, study.name, *(() if cards else ("retired",)))
    package = apkg.Package(
        [notetype for notetype in notetypes if notetype.id in used],
        decks,
        notes,
        {name: file for card in cards for name, file in media(card.item, study).items()},
        _FIRST_ID + first * 10,
        study.edition,
    )
    return apkg.write(package)


def _notetype_id(family: str, namespace: str) -> int:
    return _number("notetype", namespace, family)


def _notetype(family: str, study: Study, lock: Lock, shelf: Shelf) -> apkg.Notetype:
    css, front, back = look(family, study, shelf)
    return apkg.Notetype(
        _notetype_id(family, study.namespace),
        # Two workspaces' notetypes are two; a name they shared would be changed by Anki.
        f"quizgen {family} {digest(study.namespace)[:4]}",
        FIELDS[family],
        front,
        back,
        css,
        lock.mod("notetype", family),
        is_cloze=family == "cloze",
    )


def look(family: str, study: Study, shelf: Shelf) -> tuple[str, str, str]:
    """The style and the two sides of a notetype's cards.

    A side's own words are put in here, where Anki's editor shows them to a learner who wants
    others; as fields, they would stand in every note.
    """
    words = find_words(shelf, study.language)
    more = {
        "language": attribute(words.language),
        "direction": ' dir="rtl"' if words.direction == "rtl" else "",  # ltr is what cards have
        "report": _report(study, words),
    }

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
    decks = {card.deck for card in study.cards}
    deck_ids = {name: _deck_id(deck_name(name, study.name), study) for name in decks}
    notetype_ids = {family: _notetype_id(family, study.namespace) for family in FIELDS}
    for card in study.cards:
        item = card.item
        yield apkg.Note(
            item.guid,
            notetype_ids[FAMILIES[item.interaction]],
            deck_ids[card.deck],
            *noted(item, study, words)[:2],
            lock.mod("item", item.guid),
        )


def _stones(study: Study, lock: Lock, words: Words) -> Iterator[apkg.Note]:
    for stone in study.retired:
        yield apkg.Note(
            stone.guid,
            _notetype_id(FAMILIES[stone.interaction], study.namespace),
            _deck_id(_main(study), study),
            tombstone(stone, study, words),
            (TAG,),
            lock.mod("item", stone.guid),
        )


def _main(study: Study) -> str:
    """The full name of the recipe's own deck."""
    return deck_name(study.deck, study.name)


def _deck_id(name: str, study: Study) -> int:
    return _number("deck", study.namespace, name)


def _decks(study: Study, words: Words) -> Iterator[apkg.Deck]:
    """The decks in use and those above them, the recipe's own with the description."""
    main = _main(study)
    own = dict.fromkeys(card.deck for card in study.cards)
    used = [main, *(deck_name(name, study.name) for name in own)]
    names = {name for full in used for name in accumulate(full.split("::"), "{}::{}".format)}
    for name in sorted(names):
        about = _description(study, words) if name == main else ""
        yield apkg.Deck(_deck_id(name, study), name, about)


def _entry(work: Work) -> str:
    """The full entry of *work* as HTML: there is nothing in it but text and italics."""
    return markup.html(work.entry, text=escape, math=escape, image=escape, blank="")


def _description(study: Study, words: Words) -> str:
    sources = "".join(
        f'<li dir="auto" value="{work.number}">{_entry(work)}</li>' for work in study.works
    )
    end = [words("anki_license", license=study.license)] if study.license else []
    end += [words("anki_as_of", date=study.as_of)] if study.as_of else []
    if study.edition:
        end.append(words("anki_edition", number=study.edition.number, date=study.edition.date))
    end += [words("anki_made")]
    report = f" {_report(study, words)}" if study.report else ""
    return (
        f'<p dir="auto">{escape(words("anki_about", title=markup.plain(study.title)))}</p>'
        f'<p dir="auto">{escape(words("anki_sources", count=len(study.works)))}</p>'
        f'<ol>{sources}</ol><p dir="auto">{escape(" ".join(end))}{report}</p>'
    )


OUTPUT = Output("anki", "an Anki deck package (.apkg)", make, apkg.same)
