"""Editions: what a release writes, what diff tells before it, and how a lost lock comes back."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from quizgen.apkg import MADE
from quizgen.changes import plain, word_diff
from quizgen.lockfile import NAME, read_lock
from quizgen.packages import open_package
from quizgen.tombstones import TAG

if TYPE_CHECKING:
    from pathlib import Path

    from quizgen.packages import Note
    from tests.conftest import Golden, Run

FIRST, SECOND, THIRD = 1_790_000_000, 1_790_100_000, 1_790_200_000
DECK = "decks/garden/garden.apkg"
RETIRED = "decks/garden/garden-retired.apkg"
GREENHOUSE = """\
  - id: greenhouse
    kind: event
    what: the building of the greenhouse
    when: {date: 2022-09, read: September 2022}
    cite: notes ¶4

"""
WELL = """
  - id: well
    kind: event
    what: the drilling of the well
    by: parents
    when: 2023-03
    cite: notes ¶6
"""


def at(clock: int) -> dict[str, str]:
    return {"SOURCE_DATE_EPOCH": str(clock)}


def change(root: Path, *swaps: tuple[str, str], name: str = "seeds/garden.yaml") -> None:
    """Put each new text in the place of an old one, which stands once."""
    text = (root / name).read_text("utf-8")
    for old, new in swaps:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (root / name).write_text(text, "utf-8")


def add(root: Path, text: str, name: str = "seeds/garden.yaml") -> None:
    with (root / name).open("a", encoding="utf-8") as file:
        file.write(text)


def edit(root: Path) -> None:
    """A corrected value, a fact more, a fact less with its reason, a fact renamed."""
    change(
        root,
        ("value: 45\n", "value: 48\n"),
        (GREENHOUSE, ""),
        ("id: compost\n", "id: humus\n    was: compost\n"),
    )
    add(root, WELL)
    add(root, "\nretired:\n  greenhouse: {reason: It was a cold frame., replaced_by: well}\n")


def notes_of(root: Path, name: str = DECK) -> dict[str, Note]:
    """The notes of a package by their items' ids; where they stand in it is of no concern."""
    found = open_package(root / name).notes.values()
    return {note.fields[0]: replace(note, id=0) for note in found}


def files_of(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".quizgen" not in path.parts
    }


@pytest.fixture
def garden(tmp_path: Path, run: Run) -> Path:
    """A first workspace, whose first edition is closed."""
    root = tmp_path / "garden"
    assert run("init", root).code == 0
    change(root, (settled(root), "namespace: gardengardengarden"), name="quizgen.yaml")
    ran = run("release", cwd=root, env=at(FIRST))
    assert (ran.code, ran.err) == (0, "")
    return root


def settled(root: Path) -> str:
    """The line of the namespace, which is drawn anew each time."""
    lines = (root / "quizgen.yaml").read_text("utf-8").splitlines()
    return next(line for line in lines if line.startswith("namespace:"))


# A release


def test_a_release_keeps_what_it_gave(garden: Path) -> None:
    for name in (DECK, "decks/garden/released/garden.apkg"):
        data = (garden / name).read_bytes()
        assert data.endswith(b"edition 1 2026-09-21\n" + MADE)
    assert files_of(garden)[DECK] == files_of(garden)["decks/garden/released/garden.apkg"]


def test_a_second_release_of_the_same_closes_nothing(garden: Path, run: Run) -> None:
    before = files_of(garden)
    ran = run("release", cwd=garden, env=at(SECOND))
    assert ran.out == "nothing has changed since the last edition: none is closed\n"
    assert files_of(garden) == before


def test_a_build_after_a_release_writes_nothing(garden: Path, run: Run) -> None:
    before = files_of(garden)
    assert run("build", cwd=garden, env=at(SECOND)).code == 0
    assert run("build", "--check", cwd=garden, env=at(THIRD)).code == 0
    assert files_of(garden) == before


def test_changes_are_told_to_those_who_study(garden: Path, run: Run, golden: Golden) -> None:
    edit(garden)
    ran = run("release", cwd=garden, env=at(SECOND))
    assert (ran.code, ran.err) == (0, "")
    golden("cases/editions/CHANGES.md", (garden / "decks/garden/CHANGES.md").read_text("utf-8"))


def test_another_look_is_an_edition_too(garden: Path, run: Run) -> None:
    path = garden / "templates/anki/card.css"
    path.parent.mkdir(parents=True)
    path.write_text(".card { color: teal }\n", "utf-8")
    before = notes_of(garden)
    ran = run("release", cwd=garden, env=at(SECOND))
    assert ran.out.endswith("edition 2 of 2026-09-22 is closed: commit quizgen.lock and decks/\n")
    assert notes_of(garden) == before
    assert (garden / DECK).read_bytes().endswith(b"edition 2 2026-09-22\n" + MADE)
    told = (garden / "decks/garden/CHANGES.md").read_text("utf-8")
    assert "## Edition 2, 2026-09-22" in told
    assert "The look of the cards has changed." in told


def test_what_was_written_into_the_changes_stays(garden: Path, run: Run) -> None:
    path = garden / "decks/garden/CHANGES.md"
    own = path.read_text("utf-8").replace("The first edition.", "Our first, of June.")
    path.write_text(own, "utf-8")
    edit(garden)
    assert run("build", cwd=garden, env=at(SECOND)).code == 0
    assert path.read_text("utf-8") == own
    assert run("release", cwd=garden, env=at(SECOND)).code == 0
    assert "Our first, of June." in path.read_text("utf-8")


def test_somebody_elses_changes_are_not_overwritten(garden: Path, run: Run) -> None:
    (garden / "decks/garden/CHANGES.md").write_text("mine\n")
    edit(garden)
    before = files_of(garden)
    ran = run("release", cwd=garden, env=at(SECOND))
    assert ran.code == 1
    assert "CHANGES.md' stands where quizgen would write" in ran.err
    assert files_of(garden) == before


def test_only_what_changed_gets_a_new_time(garden: Path, run: Run) -> None:
    before = notes_of(garden)
    edit(garden)
    assert run("release", cwd=garden, env=at(SECOND)).code == 0
    after = notes_of(garden)
    touched = {id_ for id_, note in after.items() if note.mod != FIRST}
    assert touched == {
        "pupils/value/short-answer",
        "pupils/what/short-answer",
        "well/when/short-answer",
        "well/by/short-answer",
    }
    # Renamed, and yet the same to everyone who has it.
    assert before["compost/is/short-answer"] == after["compost/is/short-answer"]


def test_a_retired_item_has_its_tombstone_in_every_edition(garden: Path, run: Run) -> None:
    edit(garden)
    assert run("release", cwd=garden, env=at(SECOND)).code == 0
    (stone,) = notes_of(garden, RETIRED).values()
    first = {**notes_of(garden)}
    assert stone.guid not in {note.guid for note in first.values()}
    assert (stone.mod, stone.tags) == (SECOND, (TAG,))
    text = " ".join(map(plain, stone.fields))
    assert "It was a cold frame." in text
    assert "In which month and year did the drilling of the well take place?" in text
    change(garden, ("value: 48\n", "value: 50\n"))
    assert run("release", cwd=garden, env=at(THIRD)).code == 0
    assert notes_of(garden, RETIRED) == {stone.fields[0]: stone}


def test_an_item_that_no_edition_held_leaves_no_tombstone(garden: Path, run: Run) -> None:
    add(garden, WELL)
    assert run("build", cwd=garden, env=at(SECOND)).code == 0
    change(garden, (WELL, ""))
    ran = run("build", cwd=garden, env=at(THIRD))
    assert (ran.code, ran.err) == (0, "")
    assert not (garden / RETIRED).exists()
    assert "well" not in (garden / NAME).read_text("utf-8")


def test_what_comes_back_is_new_to_nobody(garden: Path, run: Run) -> None:
    before = notes_of(garden)["greenhouse/when/short-answer"]
    change(garden, (GREENHOUSE, ""))
    add(garden, "\nretired: {greenhouse: it was a cold frame}\n")
    assert run("release", cwd=garden, env=at(SECOND)).code == 0
    change(garden, ("\nretired: {greenhouse: it was a cold frame}\n", ""))
    add(garden, f"\n{GREENHOUSE}")
    ran = run("release", cwd=garden, env=at(THIRD))
    assert (ran.code, ran.err) == (0, "")
    after = notes_of(garden)["greenhouse/when/short-answer"]
    assert (after.guid, after.fields) == (before.guid, before.fields)
    assert after.mod == THIRD
    assert not (garden / RETIRED).exists()
    assert "### Back again (1)" in (garden / "decks/garden/CHANGES.md").read_text("utf-8")


def test_what_goes_back_before_a_release_touches_nobody(garden: Path, run: Run) -> None:
    before = files_of(garden)
    edit(garden)
    assert run("build", cwd=garden, env=at(SECOND)).code == 0
    seeds = garden / "seeds/garden.yaml"
    seeds.write_bytes(before["seeds/garden.yaml"])
    assert run("build", cwd=garden, env=at(THIRD)).code == 0
    assert files_of(garden) == before


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("seeds/garden.yaml", "  biology-club: {", "  club: {was: biology-club, "),
        ("decks/garden.yaml", "title: The", "was: old-garden\ntitle: The"),
    ],
)
def test_a_rename_changes_no_note(name: str, old: str, new: str, garden: Path, run: Run) -> None:
    before = notes_of(garden)
    change(garden, (old, new), name=name)
    seeds = garden / "seeds/garden.yaml"
    seeds.write_text(
        seeds.read_text("utf-8").replace("by: biology-club", "by: club")
        .replace("for: biology-club", "for: club")
        if "club: {was" in seeds.read_text("utf-8")
        else seeds.read_text("utf-8")
    )  # fmt: skip
    ran = run("build", cwd=garden, env=at(SECOND))
    assert (ran.code, ran.err) == (0, "")
    assert notes_of(garden) == before


def test_a_skipped_item_keeps_its_reason_where_its_fact_is_renamed(garden: Path, run: Run) -> None:
    add(garden, "skip: {pond/by/short-answer: too easy}\n", "decks/garden.yaml")
    assert run("release", cwd=garden, env=at(SECOND)).code == 0
    before = notes_of(garden, RETIRED)
    change(garden, ("id: pond\n", "id: village-pond\n    was: pond\n"))
    change(garden, ("pond/by", "village-pond/by"), name="decks/garden.yaml")
    ran = run("build", cwd=garden, env=at(THIRD))
    assert (ran.code, ran.err) == (0, "")
    assert notes_of(garden, RETIRED) == before


def test_a_renamed_recipe_goes_on_with_its_deck(garden: Path, run: Run) -> None:
    before = notes_of(garden)
    recipe = (garden / "decks/garden.yaml").read_text("utf-8")
    (garden / "decks/garden.yaml").unlink()
    (garden / "decks/school.yaml").write_text(f"was: garden\n{recipe}", "utf-8")
    change(garden, (GREENHOUSE, ""))
    add(garden, "\nretired: {greenhouse: it was a cold frame}\n")
    ran = run("release", cwd=garden, env=at(SECOND))
    assert (ran.code, ran.err) == (0, "")
    after = notes_of(garden, "decks/school/school.apkg")
    gone = {"greenhouse/when/short-answer"}
    assert after == {id_: note for id_, note in before.items() if id_ not in gone}
    assert notes_of(garden, "decks/school/school-retired.apkg").keys() == gone
    assert "## Edition 1" in (garden / "decks/school/CHANGES.md").read_text("utf-8")
    assert not [path for path in (garden / "decks/garden").rglob("*") if path.is_file()]


def test_building_one_deck_retires_nothing_of_another(garden: Path, run: Run) -> None:
    picked = "facts: {ids: [pond, layout]}\ntitle: The"
    change(garden, ("title: The", picked), name="decks/garden.yaml")
    rest = "facts: {ids: [greenhouse, pupils, compost, opening]}\ntitle: The rest\n"
    (garden / "decks/rest.yaml").write_text(rest, "utf-8")
    assert run("build", "garden", cwd=garden, env=at(SECOND)).code == 0
    assert not (garden / RETIRED).exists()
    assert run("build", cwd=garden, env=at(SECOND)).code == 0
    moved = notes_of(garden, "decks/rest/rest.apkg")["pupils/value/short-answer"]
    assert moved.mod == FIRST


# What comes


def test_diff_tells_word_by_word(garden: Path, run: Run, golden: Golden) -> None:
    edit(garden)
    before = files_of(garden)
    ran = run("diff", cwd=garden, env=at(SECOND))
    assert ran.code == 1
    golden("cases/editions/diff.txt", ran.out + ran.err)
    ran = run("diff", "--format", "json", cwd=garden, env=at(SECOND))
    assert ran.code == 1
    golden("cases/editions/diff.json", ran.out)
    assert files_of(garden) == before


def test_diff_after_a_build_looks_back_to_the_edition_when_asked(garden: Path, run: Run) -> None:
    edit(garden)
    assert run("build", cwd=garden, env=at(SECOND)).code == 0
    ran = run("diff", cwd=garden, env=at(SECOND))
    assert (ran.code, ran.out) == (0, "no item would change\n")
    ran = run("diff", "--released", "--format", "json", cwd=garden, env=at(SECOND))
    assert ran.code == 1
    told = json.loads(ran.out)
    assert told["counts"] == {"new": 2, "changed": 2, "back": 0, "retired": 1, "removed": 0}
    value = next(item for item in told["items"] if item["id"] == "pupils/value/short-answer")
    assert {"field": "Answer", "old": "45", "new": "48"} in value["fields"]


def test_diff_without_the_old_deck_still_counts(garden: Path, run: Run) -> None:
    edit(garden)
    shutil.rmtree(garden / "decks/garden")
    ran = run("diff", cwd=garden, env=at(SECOND))
    assert "(the earlier text is not at hand)" in ran.out
    assert ran.out.endswith("2 new, 2 changed, 1 retired\n")


def test_a_template_that_touches_many_notes_is_said(garden: Path, run: Run) -> None:
    path = garden / "templates/kinds/event.yaml"
    path.parent.mkdir(parents=True)
    kind = run("explain", "event", cwd=garden)
    assert kind.code == 0
    shipped = shipped_kind("event")
    path.write_text(shipped.replace(" take place?", " happen?"), "utf-8")
    ran = run("diff", cwd=garden, env=at(SECOND))
    assert "although their facts do not" in ran.out
    change(garden, ("value: 45\n", "value: 48\n"))
    path.unlink()
    assert "although" not in run("diff", cwd=garden, env=at(SECOND)).out


def shipped_kind(name: str) -> str:
    from quizgen.resources import shipped  # noqa: PLC0415

    return (shipped() / "kinds" / f"{name}.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "steps"),
    [
        ("a pond, dug", "a pond, made", [("=", "a pond, "), ("-", "dug"), ("+", "made")]),
        ("", "new", [("+", "new")]),
        ("same", "same", [("=", "same")]),
    ],
)
def test_a_word_is_the_least_that_differs(old: str, new: str, steps: list[tuple[str, str]]) -> None:
    assert list(word_diff(old, new)) == steps


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<ol><li>one</li><li>two</li></ol>", "one; two"),
        ("It was {{c1::red}} &amp; {{c2::blue::colour}}", "It was [red] & [blue]"),
        ('<img src="a.png" alt="a map"> of it<br>here', "[a map] of it here"),
        ('<span class="tex2jax_ignore">{</span>x', "{x"),
    ],
)
def test_a_field_is_told_in_words(html: str, text: str) -> None:
    assert plain(html) == text


# A lock that was lost


def test_a_lost_lock_comes_back_from_what_learners_have(garden: Path, run: Run) -> None:
    edit(garden)
    assert run("release", cwd=garden, env=at(SECOND)).code == 0
    before = files_of(garden)
    (garden / NAME).unlink()
    ran = run("build", cwd=garden, env=at(THIRD))
    assert ran.code == 1
    assert "error[lost-lock]" in ran.err
    ran = run("adopt", DECK, RETIRED, cwd=garden, env=at(THIRD))
    assert ran.out == "13 notes taken into quizgen.lock; now run: quizgen build\n"
    ran = run("build", cwd=garden, env=at(THIRD))
    assert (ran.code, ran.err) == (0, "")
    after = files_of(garden)
    assert {name for name in after if after[name] != before[name]} == {NAME}
    lock, _ = read_lock(garden / NAME, garden / NAME)
    assert lock.last
    assert (lock.last.number, lock.is_whole) == (2, True)
    assert "nothing has changed" in run("release", cwd=garden, env=at(THIRD)).out
    lock, _ = read_lock(garden / NAME, garden / NAME)
    assert {form.version for form in lock.forms} == {"A", "B"}  # the codes come back with a release


def test_a_lock_that_lost_lines_is_made_whole(garden: Path, run: Run) -> None:
    lines = (garden / NAME).read_text("utf-8").splitlines(keepends=True)
    (garden / NAME).write_text("".join(line for line in lines if "pupils" not in line), "utf-8")
    assert "error[bad-lock]" in run("check", cwd=garden).out
    assert run("adopt", "decks/garden/released/garden.apkg", cwd=garden).code == 0
    ran = run("build", cwd=garden, env=at(SECOND))
    assert (ran.code, ran.err) == (0, "")
    assert (garden / NAME).read_text("utf-8") == "".join(lines)


def test_adopting_forgets_nothing(garden: Path, run: Run) -> None:
    old = shutil.copy(garden / DECK, garden.parent / "old.apkg")
    edit(garden)
    assert run("release", cwd=garden, env=at(SECOND)).code == 0
    before = files_of(garden)
    assert run("adopt", old, cwd=garden).code == 0
    assert run("build", cwd=garden, env=at(THIRD)).code == 0
    assert files_of(garden) == before


def test_a_deck_of_another_workspace_is_not_adopted(garden: Path, run: Run) -> None:
    run("init", garden.parent / "other")
    before = files_of(garden.parent / "other")
    ran = run("adopt", garden / DECK, cwd=garden.parent / "other")
    assert ran.code == 2
    assert "was not made in this workspace" in ran.err
    assert files_of(garden.parent / "other") == before


def test_a_clock_that_ran_ahead_stops_a_build_that_needs_it(garden: Path, run: Run) -> None:
    assert run("build", cwd=garden, env=at(FIRST - 10**7)).code == 0  # nothing to date
    change(garden, ("value: 45\n", "value: 48\n"))
    before = files_of(garden)
    ran = run("build", cwd=garden, env=at(FIRST - 10**7))
    assert ran.code == 1
    assert "error[future-clock]" in ran.err
    assert files_of(garden) == before
    assert run("build", cwd=garden, env=at(FIRST + 1)).code == 0
