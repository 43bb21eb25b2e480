"""Why an upgrade costs learners something, in one table: the cause, and what helps."""

from __future__ import annotations

from quizgen.frozen import frozen


@frozen
class Cause:
    """Why something does not arrive or is lost, and what helps."""

    code: str
    why: str
    cure: str


# What keeps a new text from a learner
NOTETYPE_CHANGED = Cause("notetype-changed", "the fields or card templates of the notetype are not those that learners have: Anki makes a second notetype of it, and updates no note of the first", "keep the number, order and ids of fields and templates; for a new field take a spare one")
NOTE_MOVED = Cause("other-notetype", "the note has another notetype than before, which Anki never changes for a note that learners have", "leave notes under their notetype; retire the note, and make one of another guid")
KIND_CHANGED = Cause("kind-changed", "under one id the notetype was plain and now is for clozes, or the other way round: cards that learners have turn blank", "give a notetype of another kind another id, and its notes other guids")
SORT_FIELD = Cause("sort-field", "the sort field of the notetype changed: Anki then dates all notes of it with the day of the import, and takes nothing older", "leave the sort field as it was; if it must change, do it in an edition without corrections")
GUID_TWICE = Cause("guid-twice", "several notes of the package have one guid: which one a learner gets depends on what is there, and corrections reach only one of them", "give each note a guid of its own")
SAME_TIME = Cause("same-time", "its text is not the one learners have, but its time of change ('mod') is: Anki never takes it", "build it with a newer time; quizgen does so by itself as long as quizgen.lock is kept")
OLDER_TIME = Cause("older-time", "its text is not the one learners have, and its time of change ('mod') is older: Anki never takes it", "build it with a newer time; where quizgen.lock was lost, restore it, or say: quizgen adopt OLD.apkg")
OWN_NOTETYPE = Cause("own-notetype", "this learner has changed the fields or card templates of the notetype: Anki makes a second one, and updates no note of the first", "undo that in Anki under Tools > Manage Note Types, or import with 'Merge notetypes' (a full sync follows)")
OWN_MOVE = Cause("own-move", "this learner has given the note another notetype: Anki does not update it any more", "give it back its notetype in Anki (Browse > Notes > Change Note Type), or leave it so")
# What a learner loses
GUID_CHANGED = Cause("guid-changed", "the same question comes again under another guid: a new card for learners, beside the one that they have studied", "keep the guid; in quizgen, say 'was: OLD-ID' where something was renamed")
CLOZE_GONE = Cause("cloze-gone", "a cloze number is gone: its card stays with learners, and is blank", "keep the numbers; for fewer gaps retire the note, and make one of another guid")
CLOZE_MOVED = Cause("cloze-moved", "a cloze number asks for what another one asked for: a card goes on with the progress of another question", "keep the numbers that are there, and give new gaps new ones")
CARD_GONE = Cause("card-gone", "a card that learners have is not made any more: it stays with them, and is blank", "keep what its template shows on the front, or retire the note and make one of another guid")
