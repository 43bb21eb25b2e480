"""What a change costs: a workspace built at first, after one fact has changed, and again."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bench.building import build, clear, made
from bench.results import Edits
from bench.running import Ran, measured
from bench.workspaces import seeds

if TYPE_CHECKING:
    from bench.running import Tell

TOPIC = re.compile(r"^  topic: [\w-]+", re.MULTILINE)
ANSWER = re.compile(r"^  is: .+", re.MULTILINE)

FIRST, AGAIN = "for the first time", "after none has changed"
NOTED = "after one fact has a note"
MOVED = "after one has another topic, at which others look"
RETOLD = "after one has another answer, which others offer as a wrong one"
CHANGES = (NOTED, MOVED, RETOLD)


def edited(root: Path, facts: int, runs: int, tell: Tell) -> Edits:
    """Build the workspace of *facts* in *root* in these ways, and compare what they make."""
    ran: dict[str, list[Ran]] = {name: [] for name in (FIRST, *CHANGES, AGAIN)}
    for n in range(runs):
        with TemporaryDirectory() as folder:
            cache = Path(folder)
            clear(root)
            ran[FIRST].append(build(root, cache))
            ran[AGAIN].append(build(root, cache))
            for name, edit in zip(CHANGES, (note, move, retell), strict=True):
                written = edit(root, n)
                ran[name].append(build(root, cache))
                seeds_of(root).write_bytes(written)
        tell(", ".join(f"{name} {found[-1].seconds:.2f} s" for name, found in ran.items()))
    return Edits(facts, {name: measured(found) for name, found in ran.items()}, same(root))


def same(root: Path) -> dict[str, bool]:
    """Whether the cache has no say in what is built."""
    with TemporaryDirectory() as folder:
        cache = Path(folder) / "cache"
        first = fresh(root, cache)
        warm = fresh(root, cache)
        shutil.rmtree(cache, ignore_errors=True)
        deleted = fresh(root, cache)
        other = Path(shutil.copytree(root, Path(folder) / "other"))
        written = retell(root, 0)
        build(root, cache)
        retell(other, 0)
        build(other, Path(folder) / "empty")
        seeds_of(root).write_bytes(written)
        return {
            "built with a full cache": warm == first,
            "built after the cache was deleted": deleted == first,
            "one fact changed, with a full cache and with none": made(root) == made(other),
        }


def fresh(root: Path, cache: Path) -> dict[str, str]:
    """Build the workspace in *root* as if it never was: digests of what is made."""
    clear(root)
    build(root, cache)
    return made(root)


def seeds_of(root: Path) -> Path:
    """The file whose first fact is changed, one in the middle."""
    files = seeds(root)
    return files[len(files) // 2]


def move(root: Path, number: int) -> bytes:
    """Give a fact a topic that no other has; return the file as it was."""
    path = seeds_of(root)
    written = path.read_bytes()
    path.write_text(TOPIC.sub(rf"\g<0>-{number + 1}", written.decode(), count=1), "utf-8")
    return written


def retell(root: Path, number: int) -> bytes:
    """Answer a fact in more words; return the file as it was."""
    path = seeds_of(root)
    written = path.read_bytes()
    more = " as told" * (number + 1)
    path.write_text(ANSWER.sub(rf"\g<0>{more}", written.decode(), count=1), "utf-8")
    return written


def note(root: Path, number: int) -> bytes:
    """Give a fact a note, which stands on the backs of its cards; return the file as it was."""
    path = seeds_of(root)
    written = path.read_bytes()
    head, first, rest = written.decode().split("\n", 2)
    path.write_text(f"{head}\n{first}\n  note: Read again, {number + 1}.\n{rest}", "utf-8")
    return written
