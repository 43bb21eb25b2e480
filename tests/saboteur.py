"""Packages as other tools make them: what Anki does with each is in its import rules.

Nothing is promised of such packages; but what they would do to a learner can be foretold.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from tests.learner import DAY, SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.promise import Passage

Models = dict[str, Any]


@dataclass
class Opened:
    """A package, opened to be changed; `now` is the saboteur's clock."""

    database: sqlite3.Connection
    files: dict[str, bytes]
    now: int

    @property
    def models(self) -> Models:
        """The notetypes."""
        (text,) = self.database.execute("SELECT models FROM col").fetchone()
        return dict(json.loads(text))

    @models.setter
    def models(self, models: Models) -> None:
        self.database.execute("UPDATE col SET models = ?", [json.dumps(models)])

    def rewrite(self, change: Callable[[list[str]], list[str]], where: str = "1") -> None:
        """Change the fields of the notes *where* something holds; their `mod` stays."""
        rows = self.database.execute(f"SELECT id, flds FROM notes WHERE {where}").fetchall()  # noqa: S608
        changed = [(SEPARATOR.join(change(flds.split(SEPARATOR))), id_) for id_, flds in rows]
        self.database.executemany("UPDATE notes SET flds = ? WHERE id = ?", changed)

    def stamp(self, time: int, where: str = "1") -> None:
        """Set the `mod` of the notes *where* something holds."""
        self.database.execute(f"UPDATE notes SET mod = ? WHERE {where}", [time])  # noqa: S608


@dataclass(frozen=True)
class Sabotage:
    """One way to alter a package, the rule of Anki that it meets, and how that shows."""

    rule: int
    alter: Callable[[Opened], None]
    shows: Callable[[Passage], bool]
    options: dict[str, Any] = field(default_factory=dict)
    as_text: bool = False

    @property
    def is_default(self) -> bool:
        """Whether it is a package, imported as Anki does by default."""
        return not self.options and not self.as_text

    @property
    def name(self) -> str:
        """What it is called in statistics."""
        how = (" merged" if self.options else "") + (" as text" if self.as_text else "")
        return self.alter.__name__ + how

    def on(self, package: Path, to: Path, now: int) -> None:
        """Write *package*, altered, to the file *to*."""
        with ZipFile(package) as file:
            files = {name: file.read(name) for name in file.namelist()}
        with closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(files["collection.anki2"])
            self.alter(Opened(database, files, now))
            database.commit()
            files["collection.anki2"] = database.serialize()
        with ZipFile(to, "w") as file:
            for name, data in files.items():
                file.writestr(name, data)


def one_time_for_all(package: Opened) -> None:
    """Every note is of now, as most makers of decks have it."""
    package.stamp(package.now)


def a_field_more(package: Opened) -> None:
    """A field at the end of each notetype."""
    models = package.models
    for model in models.values():
        last = model["flds"][-1]
        model["flds"].append({**last, "name": "More", "ord": len(model["flds"]), "id": 99})
        model["mod"] = package.now
    package.models = models
    package.rewrite(lambda fields: [*fields, "more"])
    package.stamp(package.now)


def a_field_renamed(package: Opened) -> None:
    """A field under another name, known by its id."""
    _rename_field(package, keep_ids=True)


def a_field_renamed_without_ids(package: Opened) -> None:
    """A field under another name, and nothing else to know it by."""
    _rename_field(package, keep_ids=False)


def a_template_more(package: Opened) -> None:
    """A second card for each note."""
    models = package.models
    for model in models.values():
        if model["type"] == 0:
            second = {"name": "Back to front", "ord": 1, "id": 2}
            model["tmpls"].append({**model["tmpls"][0], **second})
            model["mod"] = package.now
    package.models = models
    package.stamp(package.now)


def another_kind(package: Opened) -> None:
    """Plain notetypes made into cloze notetypes, under the same id."""
    models = package.models
    for model in models.values():
        model["type"] = 1
        model["mod"] = package.now
    package.models = models


def another_id(package: Opened) -> None:
    """Each notetype under another id."""
    models = package.models
    for id_, model in list(models.items()):
        del models[id_]
        models[str(int(id_) + 7)] = {**model, "id": str(int(id_) + 7)}
    package.models = models
    package.database.execute("UPDATE notes SET mid = mid + 7")
    package.stamp(package.now)


def the_same_time(package: Opened) -> None:
    """Other texts, and the time that the notes had before."""
    package.rewrite(lambda fields: [*fields[:2], f"{fields[2]} (altered)", *fields[3:]])


def a_guid_twice(package: Opened) -> None:
    """Each note a second time, under the same guid."""
    note = "guid, mid, mod, usn, tags, flds, sfld, csum, flags, data"
    card = "did, ord, mod, usn, type, queue, due, ivl, factor, reps, lapses, left, odue, odid"
    run = package.database.execute
    run(f"INSERT INTO notes (id, {note}) SELECT id + 100000, {note} FROM notes")  # noqa: S608
    run(
        f"INSERT INTO cards (id, nid, flags, data, {card})"  # noqa: S608
        f" SELECT id + 100000, nid + 100000, flags, data, {card} FROM cards"
    )


def a_cloze_renumbered(package: Opened) -> None:
    """The first cloze is the second now."""
    clozes = [id_ for id_, model in package.models.items() if model["type"] == 1]
    where = f"mid IN ({', '.join(clozes) or 0})"
    package.rewrite(lambda fields: [f.replace("{{c1::", "{{c2::") for f in fields], where)
    package.stamp(package.now, where)
    package.database.execute(
        f"UPDATE cards SET ord = 1 WHERE nid IN (SELECT id FROM notes WHERE {where})"  # noqa: S608
    )


def a_deck_renamed(package: Opened) -> None:
    """The decks under other names."""
    (text,) = package.database.execute("SELECT decks FROM col").fetchone()
    decks = json.loads(text)
    for id_, deck in decks.items():
        deck["name"] += " again" if id_ != "1" else ""
    package.database.execute("UPDATE col SET decks = ?", [json.dumps(decks)])


def a_picture_redrawn(package: Opened) -> None:
    """Other pictures under the same names."""
    names = json.loads(package.files["media"])
    for number in names:
        package.files[number] = package.files[number].replace(b' cx="9"', b' cx="8"')
    package.stamp(package.now)


def a_clock_of_tomorrow(package: Opened) -> None:
    """Every note is of a time to come."""
    package.stamp(package.now + 3650 * DAY)


def _rename_field(package: Opened, *, keep_ids: bool) -> None:
    models = package.models
    for model in models.values():
        model["flds"][1]["name"] = "Setting"
        model["mod"] = package.now
        for name in ("qfmt", "afmt"):
            old = model["tmpls"][0][name]
            model["tmpls"][0][name] = old.replace("Context}}", "Setting}}")
        for part in (*model["flds"], *model["tmpls"]) if not keep_ids else ():
            del part["id"]
    package.models = models
    package.stamp(package.now)


# How each shows. Predicates on a passage: what is in both, was there before.


def _both(passage: Passage) -> set[str]:
    return passage.before.by_guid.keys() & passage.package.by_guid.keys()


def _all_updated(passage: Passage) -> bool:
    return bool(passage.log.updated) and set(passage.log.updated) == _both(passage)


def _forked(passage: Passage) -> bool:
    """There is a second notetype, and the notes of the first are left alone."""
    second = len(passage.after.notetypes) > len(passage.before.notetypes)
    left = [
        g for g in passage.log.conflicting if passage.after.by_guid[g] == passage.before.by_guid[g]
    ]
    return second and bool(left) and left == passage.log.conflicting


def _renamed(passage: Passage) -> bool:
    one_each = len(passage.after.notetypes) == len(passage.before.notetypes)
    return _all_updated(passage) and one_each and not passage.log.conflicting


def _other_kind(passage: Passage) -> bool:
    kinds = {notetype.id: notetype.kind for notetype in passage.before.notetypes}
    return any(kinds.get(n.id, n.kind) != n.kind for n in passage.after.notetypes)


def _passed_over(passage: Passage) -> bool:
    """Whatever has the time that it had is as it was."""
    before, given = passage.before.by_guid, passage.package.by_guid
    same = [guid for guid in _both(passage) if before[guid].mod == given[guid].mod]
    return bool(same) and not any(
        "(altered)" in passage.after.by_guid[guid].fields for guid in same
    )


def _taken(passage: Passage) -> bool:
    return any("(altered)" in passage.after.by_guid[guid].fields for guid in _both(passage))


def _doubled(passage: Passage) -> bool:
    return len(passage.after.notes) > len(passage.after.by_guid)


def _blank_card(passage: Passage) -> bool:
    known = passage.before.by_card
    return any((g, n) not in known and (g, 0) in known for g, n in passage.after.by_card)


def _in_two_decks(passage: Passage) -> bool:
    """Known cards stay where they are, and new ones come into another deck."""
    before, after = passage.before.by_card, passage.after.by_card
    stay = all(after[key].deck == card.deck for key, card in before.items())
    new = {after[guid, 0].deck for guid in passage.log.new}
    return bool(_both(passage)) and stay and all(deck.endswith(" again") for deck in new)


def _renamed_picture(passage: Passage) -> bool:
    given, after = passage.package.by_guid, passage.after.by_guid
    return any(after[guid].fields != given[guid].fields for guid in passage.log.updated)


def _merged(passage: Passage) -> bool:
    more = [n for n in passage.after.notetypes if n.fields.endswith(f"{SEPARATOR}More")]
    return bool(more and _both(passage)) and not passage.log.updated


SABOTAGES = (
    Sabotage(3, the_same_time, _passed_over),
    Sabotage(5, one_time_for_all, _all_updated),
    Sabotage(8, a_field_more, _forked),
    Sabotage(8, a_field_renamed_without_ids, _forked),
    Sabotage(8, a_template_more, _forked),
    Sabotage(8, another_id, _forked),
    Sabotage(9, a_field_more, _merged, {"merge_notetypes": True}),
    Sabotage(10, a_field_renamed, _renamed),
    Sabotage(12, another_kind, _other_kind),
    Sabotage(14, a_deck_renamed, _in_two_decks),
    Sabotage(15, a_guid_twice, _doubled),
    Sabotage(16, a_cloze_renumbered, _blank_card),
    Sabotage(17, a_picture_redrawn, _renamed_picture),
    Sabotage(18, the_same_time, _taken, as_text=True),
    Sabotage(19, a_clock_of_tomorrow, _all_updated),
)
