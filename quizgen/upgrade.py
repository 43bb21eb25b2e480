"""What a learner meets on importing a new package: foretold note by note, without Anki."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from quizgen import causes, note_texts
from quizgen.anki_import import Import, Log, check, is_same_schema
from quizgen.diagnostics import shown
from quizgen.foretold import RETIRED, Entry, Upgrade
from quizgen.packages import open_collection, open_package
from quizgen.upgrade_remarks import remarks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from quizgen.causes import Cause
    from quizgen.packages import Note, Package


def upgrade(old: Path, new: Path, collection: Path | None = None) -> Upgrade:
    """What it is to import the package *new* after *old*: for anybody, or into *collection*."""
    before, after = open_package(old), open_package(new)
    check(before, str(shown(old)))
    check(after, str(shown(new)))
    guids = {*before.notes, *after.notes}
    return foretell(before, after, open_collection(collection, guids) if collection else None)


def foretell(old: Package, new: Package, learner: Package | None = None) -> Upgrade:
    """What becomes of the notes that *learner* has, or whoever changed nothing in *old*."""
    case = Import.of(old, new, learner)
    groups: dict[str, list[Entry]] = {}
    for guid in new.notes:
        group, cause = _fate(case, guid)
        groups.setdefault(group, []).append(_entry(case, guid, cause))
    updated = [guid for guid in new.notes if case.logs(guid) == (Log.UPDATED,)]
    replaced = (guid for guid in updated if case.is_own(guid) and case.differs(guid))
    return Upgrade(
        **{group: tuple(entries) for group, entries in groups.items()},
        lost=(*_renamed(case), *_turned(case), *_blank(case, updated)),
        replaced=tuple(_entry(case, guid) for guid in replaced),
        retired=tuple(_retired(case)),
        remarks=tuple(remarks(case)),
    )


def _fate(case: Import, guid: str) -> tuple[str, Cause | None]:
    """In which group the note *guid* of the new package belongs, and why."""
    log = case.logs(guid)[-1]
    if guid in case.new.twice:
        return "conflicting", causes.GUID_TWICE
    if log is Log.NEW:
        return "new", None
    if log is Log.CONFLICTING:
        return "conflicting", _conflict(case, guid)
    if case.match(guid).turns:
        return "conflicting", causes.KIND_CHANGED
    if log is Log.UPDATED:
        return "updated", None
    return _duplicate(case, guid)


def _conflict(case: Import, guid: str) -> Cause:
    """Why a note has another notetype than the one that a learner has."""
    note, old, have = case.new.notes[guid], case.old.notes.get(guid), case.have.notes[guid]
    if old and old.notetype != note.notetype:
        return causes.NOTE_MOVED
    match, before = case.match(guid), case.old.notetypes.get(note.notetype)
    if match.target != note.notetype:
        is_own = case.is_somebody and before and is_same_schema(before, match.incoming)
        return causes.OWN_NOTETYPE if is_own else causes.NOTETYPE_CHANGED
    standing = case.have.notetypes.get(have.notetype)
    is_copy = standing is not None and standing.original == note.notetype
    return causes.NOTETYPE_CHANGED if is_copy else causes.OWN_MOVE


def _duplicate(case: Import, guid: str) -> tuple[str, Cause | None]:
    """Whether a note that Anki does not take is one that nobody misses."""
    have, note = case.have.notes[guid], case.new.notes[guid]
    if not case.differs(guid):
        return "untouched", None
    if have.mod < note.mod:
        return "conflicting", causes.SORT_FIELD
    if case.is_own(guid):
        return "kept", None
    is_older = have.mod > note.mod
    return "conflicting", causes.OLDER_TIME if is_older else causes.SAME_TIME


def _entry(case: Import, guid: str, cause: Cause | None = None) -> Entry:
    return _told(case.new, guid, case.logs(guid), cause)


def _told(
    package: Package,
    guid: str,
    log: Iterable[str] = (),
    cause: Cause | None = None,
    how: str = "",
) -> Entry:
    note = package.notes[guid]
    text = note_texts.short(note, package.notetypes.get(note.notetype))
    return Entry(guid, note_texts.name(note), text, tuple(map(str, log)), cause, how)


# What is retired, and what is lost


def _retired(case: Import) -> Iterator[Entry]:
    # A package of nothing else does not stand in the place of the old one, but beside it.
    notes = case.new.notes.values()
    is_beside = bool(notes) and all(RETIRED in note.tags for note in notes)
    for guid, note in case.old.notes.items():
        new = case.new.notes.get(guid)
        if new is None and guid in case.have.notes and not is_beside:
            yield _told(case.old, guid, how="not in the new package: it stays as it is")
        elif new and RETIRED in new.tags and RETIRED not in note.tags:
            yield _told(case.new, guid, case.logs(guid), how="the card says so")


def _renamed(case: Import) -> Iterator[Entry]:
    """Notes that learners have, and that come again under another guid."""
    gone = [
        note
        for guid, note in case.old.notes.items()
        if guid not in case.new.notes and guid in case.have.notes and RETIRED not in note.tags
    ]
    known = {*case.old.notes, *case.have.notes}
    come = [note for guid, note in case.new.notes.items() if guid not in known]
    by_name, by_question = _by_name(case.new, come), _by_question(case.new, come)
    names, questions = _by_name(case.old, gone), _by_question(case.old, gone)
    question_of = {note.guid: question for question, note in questions.items()}
    for name, note in ((n.fields[0], n) for n in gone):
        again = by_name.get(name) if name in names else None
        again = again or by_question.get(question_of.get(note.guid, ("", "")))
        if again:
            how = note_texts.plain(f"guid {note.guid}, now {again.guid}")
            yield _told(case.old, note.guid, (), causes.GUID_CHANGED, how)


def _by_name(package: Package, notes: Iterable[Note]) -> dict[str, Note]:
    """The *notes* whose first field no other note of the package has."""
    often = Counter(note.fields[0] for note in package.notes.values())
    return {n.fields[0]: n for n in notes if n.fields[0].strip() and often[n.fields[0]] == 1}


def _by_question(package: Package, notes: Iterable[Note]) -> dict[tuple[str, str], Note]:
    found = ((note_texts.asked(note, package.notetypes[note.notetype]), note) for note in notes)
    return {question: note for question, note in found if question[0]}


def _turned(case: Import) -> Iterator[Entry]:
    """Notes that do not come, under a notetype that is turned into one of another kind."""
    turned = {m.target for m in case.matches.values() if m.turns and m.is_newer}
    for guid in [*case.old.notes, *(g for g in case.new.notes if g not in case.old.notes)]:
        have, new = case.have.notes.get(guid), case.new.notes.get(guid)
        comes = new is not None and case.match(guid).target in turned
        if have and have.notetype in turned and not comes:
            yield _told(case.new if new else case.old, guid, (), causes.KIND_CHANGED)


def _blank(case: Import, updated: Iterable[str]) -> Iterator[Entry]:
    """Notes of which a card turns blank, or goes on with the progress of another question."""
    for guid in updated:
        find = _lost_gaps if case.match(guid).incoming.is_cloze else _lost_cards
        for cause, how in find(case, guid):
            yield _told(case.new, guid, case.logs(guid), cause, how)


def _lost_gaps(case: Import, guid: str) -> Iterator[tuple[Cause, str]]:
    before = note_texts.clozes(case.have.notes[guid])
    after = note_texts.clozes(case.new.notes[guid])
    have = {ordinal + 1 for ordinal in case.have.cards.get(guid, ())}
    gone = [n for n in before if n in have and n not in after]
    if gone:
        yield causes.CLOZE_GONE, _numbers(gone)
    moved = [n for n in before if n in have and _is_anothers(n, before, after)]
    if moved:
        yield causes.CLOZE_MOVED, _numbers(moved)


def _is_anothers(number: int, before: Mapping[int, str], after: Mapping[int, str]) -> bool:
    now, others = after.get(number), {text for n, text in before.items() if n != number}
    return now is not None and now != before[number] and now in others


def _numbers(numbers: Iterable[int]) -> str:
    return ", ".join(f"c{n}" for n in sorted(numbers))


def _lost_cards(case: Import, guid: str) -> Iterator[tuple[Cause, str]]:
    """Cards of templates that the package makes no card of; one without any cards says nothing."""
    have, come = case.have.cards.get(guid, {}), case.new.cards.get(guid, {})
    gone = sorted(have.keys() - come.keys())
    if come and gone:
        templates = case.match(guid).incoming.templates
        names = [templates[n].name if n < len(templates) else str(n + 1) for n in gone]
        yield causes.CARD_GONE, note_texts.plain(", ".join(names))
