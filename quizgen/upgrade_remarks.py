"""What else is worth knowing of an upgrade: looks, decks, media, and what comes for nothing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from quizgen.anki_import import Log, deck_key
from quizgen.foretold import RETIRED, Remark
from quizgen.note_texts import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from quizgen.anki_import import Import, Match


def remarks(case: Import) -> Iterator[Remark]:
    """Everything there is to remark, by the order of REMARKS."""
    for remark in REMARKS:
        yield from remark(case)


def _editions(case: Import) -> Iterator[Remark]:
    old, new = case.old.edition, case.new.edition
    if old and new and new < old:
        text = f"edition {new[0]} is older than edition {old[0]}: are the two packages exchanged?"
        yield Remark("older-edition", text)


def _looks(case: Import) -> Iterator[Remark]:
    for match in case.matches.values():
        if match.existing and match.existing.look != match.incoming.look:
            yield _look(case, match)


def _look(case: Import, match: Match) -> Remark:
    name = plain(match.incoming.name)
    old, standing = case.old.notetypes.get(match.incoming.id), match.existing
    is_own = bool(case.is_somebody and old and standing and standing.look != old.look)
    if match.is_newer and is_own:
        text = f"the new look of notetype '{name}' arrives, and replaces the learner's own"
        return Remark("look-replaces", text)
    if match.is_newer:
        return Remark("look-arrives", f"the new look of notetype '{name}' arrives")
    why = "theirs is newer and stays" if is_own else "its time ('mod') is not newer"
    return Remark("look-stays", f"the look of notetype '{name}' does not arrive: {why}")


def _copies(case: Import) -> Iterator[Remark]:
    for match in case.matches.values():
        if match.is_copy:
            name = plain(match.incoming.name)
            text = (
                f"there will be a second notetype '{name}+' for new notes: the one that is there"
                " has other fields or card templates"
            )
            yield Remark("second-notetype", text)


def _sort_fields(case: Import) -> Iterator[Remark]:
    for match in case.matches.values():
        if match.redates:
            name = plain(match.incoming.name)
            text = (
                f"the sort field of notetype '{name}' changes: Anki dates all notes of it with the"
                " day of the import, and later takes only what is newer than that"
            )
            yield Remark("sort-field", text)


def _decks(case: Import) -> Iterator[Remark]:
    """New cards for a deck whose other cards a learner has elsewhere."""
    for deck, guids in _new_cards(case).items():
        homes = Counter(_homes(case, deck))
        if homes and deck_key(deck) not in map(deck_key, homes):
            (home, _), *_ = sorted(homes.items(), key=lambda found: (-found[1], found[0]))
            text = (
                f"{_count(len(guids), 'new card')} will be in deck '{plain(deck)}',"
                f" the others of it stay in '{plain(home)}'"
            )
            yield Remark("other-deck", text, tuple(guids))


def _new_cards(case: Import) -> dict[str, list[str]]:
    """By deck, the guids of cards that learners do not have."""
    found: dict[str, list[str]] = {}
    for guid, cards in case.new.cards.items():
        for ordinal, deck in cards.items():
            if ordinal not in case.have.cards.get(guid, {}) and _has_arrived(case, guid):
                found.setdefault(deck, []).append(guid)
    return found


def _homes(case: Import, deck: str) -> Iterator[str]:
    """Where a learner has the cards that the package has in *deck*."""
    for guid, cards in case.new.cards.items():
        have = case.have.cards.get(guid, {})
        yield from (have[n] for n, name in cards.items() if name == deck and n in have)


def _empty_cards(case: Import) -> Iterator[Remark]:
    """Anki adds the cards of a note whose new text it does not take."""
    guids = [guid for guid in case.new.notes if _adds_blank(case, guid)]
    if guids:
        text = f"{_count(len(guids), 'note')} will get a new card, but not the text that it asks"
        yield Remark("empty-card", text, tuple(guids))


def _adds_blank(case: Import, guid: str) -> bool:
    if set(case.logs(guid)) != {Log.DUPLICATE}:
        return False
    come = case.new.cards.get(guid, {}).keys()
    return bool(come - case.have.cards.get(guid, {}).keys()) and case.differs(guid)


def _has_arrived(case: Import, guid: str) -> bool:
    return Log.CONFLICTING not in case.logs(guid)


def _for_nothing(case: Import) -> Iterator[Remark]:
    guids = [guid for guid in case.new.notes if _is_for_nothing(case, guid)]
    if guids:
        text = (
            f"{_count(len(guids), 'note')} will be replaced though nothing in it changed, with what"
            " learners have written in it: only the time of what changed should be newer"
        )
        yield Remark("for-nothing", text, tuple(guids))


def _is_for_nothing(case: Import, guid: str) -> bool:
    is_updated = set(case.logs(guid)) == {Log.UPDATED}
    return is_updated and not case.differs(guid) and not _shows(case, guid, _changed_files(case))


def _again(case: Import) -> Iterator[Remark]:
    old, new = case.old.notes, case.new.notes
    guids = [guid for guid in new if guid in old and guid not in case.have.notes]
    if guids:
        text = f"{_count(len(guids), 'note')} that this learner deleted, or never had, will come"
        yield Remark("again", text, tuple(guids))


def _unknown_retired(case: Import) -> Iterator[Remark]:
    new, have = case.new.notes, case.have.notes
    guids = [guid for guid, note in new.items() if RETIRED in note.tags and guid not in have]
    if guids:
        text = f"{_count(len(guids), 'new note')} only to say that something was retired"
        yield Remark("retired-unknown", text, tuple(guids))


def _without_cards(case: Import) -> Iterator[Remark]:
    guids = [guid for guid in case.new.notes if not case.new.cards.get(guid)]
    if guids:
        text = f"{_count(len(guids), 'note')} of the new package: no card is made of it"
        yield Remark("no-card", text, tuple(guids))


def _media(case: Import) -> Iterator[Remark]:
    for name in _changed_files(case):
        if name.startswith(("_", "latex-")):
            text = f"the file '{plain(name)}' has changed: Anki keeps the one that learners have"
            yield Remark("file-stays", f"{text}; give it another name")
        else:
            yield from _picture(case, name)


def _picture(case: Import, name: str) -> Iterator[Remark]:
    """A file that arrives under another name, in the notes that are updated, and only there."""
    showing = (guid for guid in case.new.notes if _shows(case, guid, [name]))
    guids = [guid for guid in showing if set(case.logs(guid)) == {Log.DUPLICATE}]
    if guids:
        text = (
            f"the file '{plain(name)}' has changed, but {_count(len(guids), 'note')} that show it"
            " are not newer: there the old one stays"
        )
        yield Remark("file-stays", text, tuple(guids))


def _changed_files(case: Import) -> list[str]:
    old, new = case.old.media, case.new.media
    return sorted(name for name in new if new[name] != old.get(name, new[name]))


def _shows(case: Import, guid: str, names: Iterable[str]) -> bool:
    fields = case.new.notes[guid].fields
    return any(name in text for name in names for text in fields)


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'s' * (number != 1)}"


REMARKS: tuple[Callable[[Import], Iterator[Remark]], ...] = (
    _editions,
    _decks,
    _looks,
    _copies,
    _sort_fields,
    _media,
    _for_nothing,
    _empty_cards,
    _without_cards,
    _unknown_retired,
    _again,
)
