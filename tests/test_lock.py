"""The lock: what it remembers, how its file is read and merged, what an edition closes."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.codes import Printed, spelt
from quizgen.lock import (
    STATES,
    Closed,
    Entry,
    Key,
    Lock,
    Passage,
    Shipment,
    advance,
    close,
    merged,
    verified,
)
from quizgen.lockfile import HEADER, read_lock, text
from quizgen.sketches import sketch_of

WORD = st.from_regex(r"[a-z0-9][a-z0-9/.-]{0,8}", fullmatch=True)
MOD = st.integers(0, 2**33)
ITEM_KEYS = st.tuples(st.just("item"), WORD)
CLOSED = st.none() | st.builds(Closed, st.integers(1, 9), MOD, WORD, st.booleans())
CONTENTS = st.dictionaries(
    ITEM_KEYS,
    st.builds(Shipment, st.lists(WORD, max_size=2).map(tuple), st.just("one"), WORD, WORD),
    max_size=6,
)
DATE = st.dates().map(str)
SKETCH = st.lists(WORD, max_size=30).map(sketch_of)
PLACE = st.tuples(WORD, st.integers(1, 99), st.just("") | WORD)
PASSAGE = st.builds(Passage, MOD, st.sampled_from(STATES), st.integers(0, 99), WORD, SKETCH)
PASSAGES = st.dictionaries(PLACE, PASSAGE, max_size=4)
CODE = st.integers(0, 99).map(spelt)
HELD = st.lists(st.integers(1, 9), min_size=2, max_size=2).map(lambda n: (min(n), max(n)))
FORMS = st.dictionaries(st.builds(Printed, CODE, WORD, WORD, WORD), HELD, max_size=3)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    return Entry(
        draw(MOD), draw(WORD), draw(CLOSED), draw(st.sampled_from(("one", "two"))), draw(WORD),
        draw(WORD | st.just("")), draw(st.booleans()),
    )  # fmt: skip


@st.composite
def locks(draw: st.DrawFn) -> Lock:
    found: dict[Key, Entry] = draw(st.dictionaries(ITEM_KEYS, entries(), max_size=6))
    looks = draw(st.dictionaries(WORD, st.builds(Entry, MOD, WORD, CLOSED), max_size=2))
    for id_, entry in looks.items():
        never = entry.closed and entry.closed.is_retired  # a notetype is not retired
        found["notetype", id_] = Entry(entry.mod, entry.digest, None if never else entry.closed)
    return Lock(
        found,
        draw(st.dictionaries(WORD, WORD, max_size=2)),
        draw(st.dictionaries(st.integers(1, 9), st.tuples(st.tuples(DATE, WORD)), max_size=2)),
        draw(st.dictionaries(WORD, st.sampled_from(("Deck", "A deck: two")), max_size=2)),
        draw(st.sampled_from(((), ("mine",)))),
        draw(PASSAGES),
        draw(FORMS),
    )


def read(content: str) -> Lock:
    """The lock that a file with *content* holds."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "quizgen.lock"
        path.write_bytes(content.encode())
        lock, problems = read_lock(path, path)
    assert problems == []
    return lock


@given(locks())
def test_a_lock_read_back_is_the_same_lock(lock: Lock) -> None:
    told = text(lock)
    assert read(told) == lock
    assert told.splitlines()[0] == HEADER
    assert told.splitlines()[1:] == sorted(told.splitlines()[1:])


@given(locks(), locks(), st.booleans())
def test_of_two_merged_locks_the_later_change_wins(
    ours: Lock,
    theirs: Lock,
    other_way: bool,  # noqa: FBT001
) -> None:
    first, second = (theirs, ours) if other_way else (ours, theirs)
    both = read(text(first) + text(second))
    assert both == merged(first, second)
    assert both.entries.keys() == ours.entries.keys() | theirs.entries.keys()
    for key, entry in both.entries.items():
        sides = [lock.entries[key] for lock in (ours, theirs) if key in lock.entries]
        assert entry.mod == max(e.mod for e in sides)
        assert entry.digest in {e.digest for e in sides if e.mod == entry.mod}
        # What either branch released stays released.
        held = [e.closed for e in sides if e.closed]
        assert entry.closed == max(held, default=None)


@given(locks(), locks())
def test_of_two_merged_verifications_the_later_wins(ours: Lock, theirs: Lock) -> None:
    both = read(text(ours) + text(theirs))
    assert both.passages.keys() == ours.passages.keys() | theirs.passages.keys()
    for place, passage in both.passages.items():
        sides = [lock.passages[place] for lock in (ours, theirs) if place in lock.passages]
        assert passage in sides
        assert passage.when == max(side.when for side in sides)
        # What either branch saw edited or gone is not forgotten by the other.
        same_time = [side for side in sides if side.when == passage.when]
        assert passage.is_stale == any(side.is_stale for side in same_time)


@given(locks(), CONTENTS, CONTENTS, MOD, MOD)
def test_mods_rise_where_something_changed_and_only_there(
    lock: Lock,
    before: dict[Key, Shipment],
    after: dict[Key, Shipment],
    clock: int,
    later: int,
) -> None:
    """Whatever the clock says: *later* may be earlier."""
    first = advance(lock, before, clock)
    second = advance(first, after, later)
    for key in before.keys() & after.keys():
        old, new = first.entries[key], second.entries[key]
        if before[key].content == after[key].content:
            assert (new.mod, new.digest) == (old.mod, old.digest)
        elif new.closed and new.closed.digest == new.digest:
            assert new.mod == new.closed.mod
        else:
            assert new.mod > old.mod
            assert new.mod >= later


@given(locks(), CONTENTS, CONTENTS, MOD, MOD)
def test_what_goes_back_to_what_an_edition_held_is_as_it_was(
    lock: Lock,
    held: dict[Key, Shipment],
    between: dict[Key, Shipment],
    clock: int,
    later: int,
) -> None:
    shut = close(advance(lock, held, clock), "2026-01-01", {}, "mine")
    again = advance(advance(shut, between, later), held, later)
    for key in held:
        assert again.entries[key].mod == shut.entries[key].mod
        assert not again.entries[key].is_open


@given(locks(), CONTENTS, MOD, MOD)
def test_a_second_build_changes_no_line(
    lock: Lock, content: dict[Key, Shipment], clock: int, later: int
) -> None:
    once = advance(lock, content, clock)
    assert text(advance(once, content, later)) == text(once)


@given(locks(), CONTENTS, MOD)
def test_a_build_leaves_all_other_lines_alone(
    lock: Lock, content: dict[Key, Shipment], clock: int
) -> None:
    advanced = advance(lock, content, clock)
    for key, entry in lock.entries.items():
        if key not in content:
            assert advanced.entries[key] == entry


@given(locks(), st.dictionaries(WORD, WORD, max_size=3))
def test_verifying_texts_changes_only_the_lines_of_sources(
    lock: Lock, digests: dict[str, str]
) -> None:
    after = verified(lock, digests)
    assert (after.entries, after.editions) == (lock.entries, lock.editions)
    assert all(after.sources[id_] == found for id_, found in digests.items())


@given(locks(), st.dictionaries(WORD, WORD, max_size=2), PASSAGES)
def test_what_was_verified_of_texts_not_attached_is_never_unlearnt(
    lock: Lock, digests: dict[str, str], passages: dict[tuple[str, int, str], Passage]
) -> None:
    own = {place: passage for place, passage in passages.items() if place[0] in digests}
    after = verified(lock, digests, own)
    others = {place: p for place, p in lock.passages.items() if place[0] not in digests}
    assert after.passages == {**others, **own}


@given(locks())
def test_a_closed_edition_is_whole_until_one_of_its_lines_is_lost(lock: Lock) -> None:
    shut = close(lock, "2026-01-01", {"one": "Deck"}, "mine")
    assert read(text(shut)).is_whole
    assert not any(entry.is_open for entry in shut.entries.values())
    lines = text(shut).splitlines(keepends=True)
    for line in lines:
        if line.startswith(("item ", "retired ", "notetype ")):
            assert not read("".join(kept for kept in lines if kept != line)).is_whole


@given(locks(), CONTENTS, MOD)
def test_builds_after_an_edition_leave_it_whole(
    lock: Lock, content: dict[Key, Shipment], clock: int
) -> None:
    shut = close(lock, "2026-01-01", {}, "mine")
    assert read(text(advance(shut, content, clock))).is_whole


@pytest.mark.parametrize(
    "line",
    [
        "item 0a 12 9f - 0 deck",  # cut off
        "item 0a 12 9f - 0 deck a/b/c d",
        "item 0a -1 9f - 0 deck a/b/c",
        "item 0a 12 9f - 2:3 deck a/b/c",
        "item 0a 12 9f - 2:3:4:5 deck a/b/c",
        "item 0a 12 9f - 00 deck a/b/c",
        "edition 0 2026-01-01 9f",
        "namespace",
        "item  12 9f - 0 deck a/b/c",
        "stone 1 2 3",
        "stone",
        "passage report 4 - 12 same 3 9f",  # cut off
        "passage report 0 - 12 same 3 9f -",
        "passage report ¶4 - 12 same 3 9f -",
        "passage report 4 - -1 same 3 9f -",
        "passage report 4 - 12 fine 3 9f -",
        "passage report 4 - 12 same -3 9f -",
        "passage report 4 - 12 same 03 9f -",
        "passage report 4 - 12 same 3 9f AAA",
        "passage report 4 - 12 same 3 9f ../../x",
        "passage report 4 - 12 same 3 9f AAAAAB",  # bits beyond the last hash
        f"passage report 4 - 12 same 3 9f {'AAAA' * 100}",
        "passage report 99999999999 - 12 same 3 9f -",
    ],
)
def test_a_line_that_is_none_is_a_problem(line: str, tmp_path: Path) -> None:
    path = tmp_path / "quizgen.lock"
    path.write_text(f"{HEADER}\n{line}\n")
    lock, (problem,) = read_lock(path, path)
    assert problem.rule.code == "bad-lock"
    assert lock == Lock()


def test_a_lock_from_before_editions_is_read_as_unreleased(tmp_path: Path) -> None:
    path = tmp_path / "quizgen.lock"
    path.write_text(f"{HEADER}\nitem 0a 12 9f deck a/b/c\nnotetype recall 7 8e\n")
    lock, problems = read_lock(path, path)
    assert problems == []
    assert lock.entries == {
        ("item", "0a"): Entry(12, "9f", None, "deck", "a/b/c"),
        ("notetype", "recall"): Entry(7, "8e"),
    }
