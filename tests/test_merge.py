"""Two branches that both build are merged by git, and the next build is right."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from quizgen.lockfile import NAME, read_lock
from quizgen.packages import open_package

if TYPE_CHECKING:
    from pathlib import Path

    from quizgen.lock import Lock
    from quizgen.packages import Note
    from tests.conftest import Run

pytestmark = pytest.mark.slow

START, OURS, THEIRS, MERGED = 1_790_000_000, 1_790_100_000, 1_790_200_000, 1_790_300_000
WELL = """\
facts:
  - {id: well, kind: event, what: the drilling of the well, by: parents,
     when: 2023-03, cite: notes ¶6}
"""
FENCE = """\
facts:
  - {id: fence, kind: event, what: the mending of the fence, by: gardeners,
     when: 2023-05, cite: notes ¶6}
"""


def git(root: Path, *args: str) -> str:
    """Run git in *root* as somebody, whatever this machine's settings."""
    who = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org")
    command = ["git", *who, "-c", "commit.gpgsign=false", *args]
    done = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)
    return done.stdout


def at(clock: int) -> dict[str, str]:
    return {"SOURCE_DATE_EPOCH": str(clock)}


def change(root: Path, old: str, new: str) -> None:
    path = root / "seeds" / "garden.yaml"
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def lock_of(root: Path) -> Lock:
    lock, problems = read_lock(root / NAME, root / NAME)
    assert problems == []
    return lock


def notes_of(root: Path) -> dict[str, Note]:
    """The notes of the built deck, by the item's id."""
    found = open_package(root / "decks/garden/garden.apkg").notes.values()
    return {note.fields[0]: note for note in found}


@pytest.fixture
def garden(tmp_path: Path, run: Run) -> Path:
    """A first workspace, released and committed."""
    root = tmp_path / "garden"
    assert run("init", root).code == 0
    assert run("release", cwd=root, env=at(START)).code == 0
    git(root, "init", "-q", "-b", "main")
    git(root, "add", ".")
    git(root, "commit", "-qm", "the first edition")
    return root


def on_branch(root: Path, name: str, run: Run, clock: int, command: str = "build") -> None:
    """Build (or release) what was changed, and commit it on a branch of its own."""
    git(root, "checkout", "-qb", name)
    ran = run(command, cwd=root, env=at(clock))
    assert ran.code == 0, ran.err
    git(root, "add", ".")
    git(root, "commit", "-qm", name)


def both(root: Path, run: Run, command: str = "build") -> tuple[Lock, Lock]:
    """Change the workspace on two branches, and merge them."""
    (root / "seeds/well.yaml").write_text(WELL, "utf-8")
    change(root, "value: 45\n", "value: 48\n")
    on_branch(root, "ours", run, OURS, command)
    ours = lock_of(root)
    git(root, "checkout", "-q", "main")
    (root / "seeds/fence.yaml").write_text(FENCE, "utf-8")
    change(root, "on Saturdays", "on Sundays")
    change(root, "what: the digging of the pond", "what: the making of the pond")
    on_branch(root, "theirs", run, THEIRS)
    theirs = lock_of(root)
    git(root, "merge", "-q", "--no-edit", "ours")
    return ours, theirs


@pytest.mark.parametrize("command", ["build", "release"])
def test_what_each_branch_changed_keeps_its_time(command: str, garden: Path, run: Run) -> None:
    before = lock_of(garden)
    ours, theirs = both(garden, run, command)
    ran = run("build", cwd=garden, env=at(MERGED))
    assert (ran.code, ran.err) == (0, "")
    merged = lock_of(garden)
    assert merged.is_whole
    assert merged.last == ours.last
    assert merged.entries.keys() == ours.entries.keys() | theirs.entries.keys()
    for key, entry in merged.entries.items():
        sides = [lock.entries[key] for lock in (ours, theirs) if key in lock.entries]
        same = [side.mod for side in sides if side.digest == entry.digest]
        changed = [side.mod for side in sides if side != before.entries.get(key)]
        assert entry.mod >= max(side.mod for side in sides)
        if same and entry.mod != MERGED:
            assert entry.mod in (changed or same)
    known = {"passage": 4}  # words that name the thing of a line: mostly its kind and its id
    lines = [line.split() for line in (garden / NAME).read_text().splitlines()]
    lines = [words[: known.get(words[0], 2)] for words in lines]
    assert [line for line in lines if lines.count(line) > 1] == []


def test_the_deck_has_what_both_branches_say(garden: Path, run: Run) -> None:
    both(garden, run)
    assert run("build", cwd=garden, env=at(MERGED)).code == 0
    notes = notes_of(garden)
    assert {"well/when/short-answer", "fence/when/short-answer"} <= notes.keys()
    assert notes["pupils/value/short-answer"].mod == OURS
    assert notes["pond/when/short-answer"].mod == THEIRS
    assert notes["layout/when/short-answer"].mod == START
    assert "48" in notes["pupils/value/short-answer"].fields[3]


def test_a_merge_builds_alike_whoever_merges(garden: Path, run: Run, tmp_path: Path) -> None:
    both(garden, run)
    other = shutil.copytree(garden, tmp_path / "other" / "garden")
    git(other, "checkout", "-q", "ours")
    git(other, "merge", "-q", "--no-edit", "theirs~0")
    for root in (garden, other):
        assert run("build", cwd=root, env=at(MERGED)).code == 0
    assert (garden / NAME).read_text() == (other / NAME).read_text()
    assert run("build", "--check", cwd=garden).code == 0


def test_a_lock_is_whole_after_both_branches_released(garden: Path, run: Run) -> None:
    (garden / "seeds/well.yaml").write_text(WELL, "utf-8")
    on_branch(garden, "ours", run, OURS, "release")
    git(garden, "checkout", "-q", "main")
    (garden / "seeds/fence.yaml").write_text(FENCE, "utf-8")
    on_branch(garden, "theirs", run, THEIRS, "release")
    with pytest.raises(subprocess.CalledProcessError):  # two packages of one edition: git asks
        git(garden, "merge", "-q", "--no-edit", "ours")
    git(garden, "checkout", "-q", "--ours", "decks")
    git(garden, "add", ".")
    git(garden, "commit", "-qm", "both")
    ran = run("release", cwd=garden, env=at(MERGED))
    assert (ran.code, ran.err) == (0, "")
    notes = notes_of(garden)
    assert notes["well/when/short-answer"].mod == OURS
    assert notes["fence/when/short-answer"].mod == THEIRS
