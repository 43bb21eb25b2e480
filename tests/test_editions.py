"""A learner who studies, and then gets the next edition: told once, with two ages of Anki."""

from __future__ import annotations

import os
import shutil
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from quizgen.resources import shipped
from tests.author import Author, Forecast, contents
from tests.learner import DAY, Learner, Log, State, another_anki

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

HOME = Path(__file__).parent / "workspaces" / "lights"
LIGHTS, SIGNALS = "seeds/lights.yaml", "templates/kinds/signal.yaml"
FIRST = 1_700_000_000  # when the first edition is made, in Unix seconds
SECOND, THIRD, FOURTH = (FIRST + 30 * DAY * n for n in (1, 2, 3))

LONG_BLAST = """\
  - {id: long-blast, kind: signal, signal: one long blast, means: fog on the bar, cite: pilot p. 21}
"""
# What the second edition changes: file, what stood there, what stands there then.
CORRECTED = (LIGHTS, "height: 22 m", "height: 24 m")
OUTER_BAR = "  - {id: outer-bar, kind: light, what: the Outer Bar light, lit: 1872, height: 20 m"
ADDED = (LIGHTS, "facts:\n", f"facts:\n{OUTER_BAR}, cite: pilot p. 12}}\n")
REMOVED = (LIGHTS, LONG_BLAST, "")
RENAMED = (LIGHTS, "id: skerry,", "id: skerry-rock, was: skerry,")
REWORDED = (SIGNALS, "What does {{ signal }} mean?", "What does {{ signal }} tell a sailor?")
A_SLOT_MORE = (LIGHTS, "lamp: paraffin", "lamp: paraffin, keeper: crewe")
A_SLOT_LESS = (LIGHTS, "lit: 1905, height: 14 m, lamp: gas", "lit: 1905, height: 14 m")
CHANGES = (CORRECTED, ADDED, REMOVED, RENAMED, REWORDED, A_SLOT_MORE, A_SLOT_LESS)
RETIRED = """
retired:
  long-blast: {reason: the horn was taken down, replaced_by: two-flashes}
  harbour-mouth/lamp: nobody knows it for certain
"""
STYLE = ".question { letter-spacing: 0.01em; }"
CORRECTED_AGAIN = (LIGHTS, "height: 24 m", "height: 25 m")

# What the learner has done: to notes that the second edition changes, and to others.
EDITED, TAGGED = "mole/lamp/short-answer", "calder/keeper/cloze"
SUSPENDED, FLAGGED, MOVED = (
    "sandspit/height/cloze",
    "red-sector/means/choice",
    "two-flashes/means/short-answer",
)
A_CORRECTION = "sandspit/height/short-answer"


class Passage(NamedTuple):
    """An import: what stood before, what was foretold, what Anki said, what stands after it."""

    before: State
    forecast: Forecast
    log: Log
    after: State


@pytest.fixture(scope="module")
def author(tmp_path_factory: pytest.TempPathFactory) -> Author:
    """An author who has made four editions, the third no different from the second."""
    root = tmp_path_factory.mktemp("author")
    author = Author(shutil.copytree(HOME, root / "workspace"), root / "editions", "lights")
    author.release(FIRST)
    for change in CHANGES:
        write_over(author.root, *change)
    with (author.root / LIGHTS).open("a", encoding="utf-8") as seeds:
        seeds.write(RETIRED)
    style = author.root / "templates/anki/card.css"
    style.parent.mkdir()
    style.write_text((shipped() / "anki/card.css").read_text("utf-8") + STYLE + "\n", "utf-8")
    author.release(SECOND)
    author.release(THIRD)
    write_over(author.root, *CORRECTED_AGAIN)
    author.release(FOURTH)
    return author


@pytest.fixture(scope="module", params=["this Anki", "one of 2025"])
def anki(request: pytest.FixtureRequest, repository: Path) -> Path | None:
    """The folder of an older Anki, or none for the one that the tests run with."""
    return None if request.param == "this Anki" else older_anki(repository)


@pytest.fixture
def learner(anki: Path | None, author: Author, tmp_path: Path) -> Iterator[Learner]:
    """A learner who has the first edition."""
    with closing(open_collection(tmp_path / "learner.anki2", anki)) as learner:
        learner.bring(author.editions[0].package)
        yield learner


@pytest.fixture(scope="module")
def passage(
    anki: Path | None, author: Author, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Passage]:
    """A learner who studied the first edition gets the second; and nothing is broken by it."""
    folder = tmp_path_factory.mktemp("passage")
    with closing(open_collection(folder / "learner.anki2", anki)) as learner:
        learner.bring(author.editions[0].package)
        study(learner)
        before = learner.state()
        learner.leave(folder / "copy.anki2")
        old, new = (edition.package for edition in author.editions[:2])
        forecast = author.foretell(old, new, folder / "copy.anki2")
        log = learner.bring(new)
        yield Passage(before, forecast, log, learner.state())
        assert learner.faults() == []


def test_the_learner_has_really_studied(passage: Passage) -> None:
    studied = [card for card in passage.before.cards if card.reps]
    assert len(studied) >= 20
    assert passage.before.reviews == sum(card.reps for card in studied) > 60
    assert len({(card.ivl, card.factor, card.due) for card in studied}) > 10
    assert any(card.lapses for card in studied)
    assert {card.queue for card in studied} >= {-1, 1, 2}


def test_exactly_the_notes_whose_content_changed_are_updated(
    passage: Passage, author: Author
) -> None:
    old, new = (contents(author.editions[n].package).by_guid for n in (0, 1))
    expected = {guid for guid in old.keys() & new.keys() if old[guid].text != new[guid].text}
    before, after = passage.before.by_guid, passage.after.by_guid
    assert set(passage.log.updated) == expected
    assert {guid for guid in before if before[guid] != after[guid]} == expected
    assert set(passage.log.new) == after.keys() - before.keys() == new.keys() - old.keys()
    assert not [*passage.log.conflicting, *passage.log.refused]
    assert 10 < len(expected) < len(old) / 2


def test_the_changed_notes_take_text_and_tags_from_the_author(
    passage: Passage, author: Author
) -> None:
    new, after = contents(author.editions[1].package).by_guid, passage.after.by_guid
    assert {after[guid] for guid in passage.log.updated} == {
        new[guid] for guid in passage.log.updated
    }


def test_what_was_foretold_is_what_anki_did(passage: Passage) -> None:
    forecast, log = passage.forecast, passage.log
    own = sorted(guid_of(passage.before, id_) for id_ in (EDITED, TAGGED))
    assert forecast.guids("new") == log.new
    assert forecast.guids("updated") == log.updated
    assert forecast.guids("kept") == own
    assert sorted([*own, *forecast.guids("untouched")]) == log.duplicate
    assert forecast.guids("conflicting") == forecast.guids("lost") == []
    assert forecast.is_fine


def test_the_edited_and_the_tagged_note_are_as_the_learner_left_them(passage: Passage) -> None:
    assert "(mine)" in named(passage.after, EDITED)
    assert passage.after.by_guid[guid_of(passage.before, TAGGED)].tags.split().count("own") == 1


def test_every_card_keeps_its_scheduling_flag_suspension_and_deck(passage: Passage) -> None:
    before, after = passage.before.by_card, passage.after.by_card
    assert {key: after.get(key) for key in before} == before
    changed = set(passage.log.updated)
    assert {guid_of(passage.before, id_) for id_ in (SUSPENDED, FLAGGED, MOVED)} <= changed
    assert after[guid_of(passage.before, SUSPENDED), 0].queue == -1
    assert after[guid_of(passage.before, FLAGGED), 0].flags == 3
    assert after[guid_of(passage.before, MOVED), 0].deck == "Mine"


def test_there_is_no_second_notetype(passage: Passage) -> None:
    known = [(n.id, n.name, n.kind, n.fields) for n in passage.before.notetypes]
    assert [(n.id, n.name, n.kind, n.fields) for n in passage.after.notetypes] == known
    assert sum(n.name.startswith("quizgen") for n in passage.after.notetypes) == 3


def test_the_new_style_arrives(passage: Passage) -> None:
    styled = [n.name for n in passage.after.notetypes if STYLE in n.look]
    assert len(styled) == 3
    assert not [n for n in passage.before.notetypes if STYLE in n.look]


def test_an_added_fact_changes_a_question_whose_option_it_is(
    passage: Passage, author: Author
) -> None:
    new = contents(author.editions[1].package)
    others = [g for g in passage.log.updated if "outer-bar" not in new.by_guid[g].fields]
    assert [g for g in others if "Outer Bar" in passage.after.by_guid[g].fields]


def test_a_renamed_fact_and_a_removed_one_change_no_note(passage: Passage) -> None:
    for id_ in ("skerry/lit/cloze", "long-blast/means/cloze", "harbour-mouth/lamp/cloze"):
        guid = guid_of(passage.before, id_)
        assert passage.after.by_guid[guid] == passage.before.by_guid[guid]


def test_a_slot_more_is_a_note_more(passage: Passage) -> None:
    added = {passage.after.by_guid[guid].fields.partition("\x1f")[0] for guid in passage.log.new}
    assert "mole/keeper/cloze" in added
    assert "outer-bar/lit/choice" in added


def test_the_retired_notes_say_so_and_keep_their_cards(learner: Learner, author: Author) -> None:
    study(learner)
    learner.bring(author.editions[1].package)
    before = learner.state()
    retired = author.editions[1].retired
    assert retired
    log = learner.bring(retired)
    after = learner.state()
    told = [after.by_guid[guid] for guid in log.updated]
    gone = {note.guid for note in contents(author.editions[0].package).notes}
    gone -= {note.guid for note in contents(author.editions[1].package).notes}
    assert set(log.updated) == gone == {note.guid for note in contents(retired).notes}
    assert not [*log.new, *log.conflicting, *log.refused]
    assert {note.tags for note in told} == {"quizgen::retired"}
    assert {"the horn was taken down" in note.fields for note in told} == {True, False}
    assert all("the horn" in n.fields or "nobody knows it" in n.fields for n in told)
    assert after.cards == before.cards
    assert [n for n in after.notes if n not in told] == [
        n for n in before.notes if n.guid not in gone
    ]
    assert learner.faults() == []


def test_an_edition_that_is_no_different_changes_nothing(learner: Learner, author: Author) -> None:
    study(learner)
    learner.bring(author.editions[1].package)
    before = learner.state()
    log = learner.bring(author.editions[2].package)
    assert not [*log.new, *log.updated, *log.conflicting, *log.refused]
    assert learner.state() == before
    assert contents(author.editions[2].package) == contents(author.editions[1].package)


def test_who_skips_an_edition_ends_where_the_others_do(
    anki: Path | None, author: Author, tmp_path: Path
) -> None:
    ends = []
    for way in (author.editions, (author.editions[0], author.editions[-1])):
        with closing(open_collection(tmp_path / f"{len(way)}.anki2", anki)) as learner:
            for edition in way:
                learner.bring(edition.package)
            assert author.editions[-1].retired
            learner.bring(author.editions[-1].retired)
            ends.append(learner.state())
    follower, leaper = (
        end._replace(notetypes=[n for n in end.notetypes if n.name.startswith("quizgen")])
        for end in ends
    )
    assert leaper == follower


def test_an_edit_made_before_the_correction_is_replaced(learner: Learner, author: Author) -> None:
    guid = guid_of(learner.state(), A_CORRECTION)
    learner.edit(guid, "(mine)", SECOND - 1)
    learner.tag(guid, "own", SECOND - 1)
    assert guid in learner.bring(author.editions[1].package).updated
    assert learner.state().by_guid[guid] == contents(author.editions[1].package).by_guid[guid]


@pytest.mark.parametrize("change", ["edit", "tag"])
def test_an_edit_made_after_the_correction_stays_until_the_next_change(
    learner: Learner, author: Author, change: str
) -> None:
    guid = guid_of(learner.state(), A_CORRECTION)
    {"edit": learner.edit, "tag": learner.tag}[change](guid, "mine", SECOND + DAY)
    before = learner.state().by_guid[guid]
    for edition in author.editions[1:3]:
        assert guid not in learner.bring(edition.package).updated
        assert learner.state().by_guid[guid] == before
    assert guid in learner.bring(author.editions[3].package).updated
    assert learner.state().by_guid[guid] == contents(author.editions[3].package).by_guid[guid]


def test_the_style_of_ones_own_stays_until_the_author_has_another(
    learner: Learner, author: Author
) -> None:
    (notetype,) = {n.id for n in learner.state().notetypes if n.name.startswith("quizgen cloze")}
    learner.bring(author.editions[1].package)
    learner.restyle(notetype, ".own { }", SECOND + DAY)
    before = learner.state().notetypes
    learner.bring(author.editions[3].package)
    assert learner.state().notetypes == before


def test_what_the_last_edition_held_is_kept(author: Author) -> None:
    for package in author.editions[-1]:
        assert package
        kept = author.root / "decks/lights/released" / package.name
        assert kept.read_bytes() == package.read_bytes()


def study(learner: Learner) -> None:
    """Six days with twenty cards, and then a hand laid on five of them."""
    state = learner.state()
    touched = [guid_of(state, id_) for id_ in (SUSPENDED, FLAGGED, MOVED, EDITED, TAGGED)]
    others = [note.guid for note in state.notes if note.guid not in touched]
    for day in range(6):
        for number, guid in enumerate((touched + others)[:21]):
            learner.answer(guid, (3, 4, 2, 3, 3, 1, 4)[(number + day * (number % 3)) % 7])
        learner.sleep()
    suspended, flagged, moved, edited, tagged = touched
    learner.suspend(suspended)
    learner.flag(flagged, 3)
    learner.move(moved, "Mine")
    learner.edit(edited, "(mine)", FIRST + DAY)
    learner.tag(tagged, "own", FIRST + DAY)


def guid_of(state: State, id_: str) -> str:
    """The guid of the note whose first field is *id_*."""
    (guid,) = (n.guid for n in state.notes if n.fields.partition("\x1f")[0] == id_)
    return guid


def named(state: State, id_: str) -> str:
    """The fields of that note."""
    return state.by_guid[guid_of(state, id_)].fields


def write_over(root: Path, name: str, old: str, new: str) -> None:
    """Change *old*, which stands once in the file *name*, to *new*."""
    text = (root / name).read_text("utf-8")
    assert text.count(old) == 1, old
    (root / name).write_text(text.replace(old, new), "utf-8")


def open_collection(path: Path, anki: Path | None) -> Learner:
    """A learner with nothing yet."""
    return another_anki(path, anki) if anki else Learner(path)


def older_anki(repository: Path) -> Path:
    """The folder of an Anki of 2025; without one, the test fails."""
    ours = repository / ".venv" / "anki-2025"
    folder = ours if ours.is_dir() else Path(os.environ.get("QUIZGEN_OLDER_ANKI", ours))
    if not (folder / "anki").is_dir():
        pytest.fail(f"no Anki of 2025: neither {ours} nor QUIZGEN_OLDER_ANKI; `make test` gets it")
    return folder
