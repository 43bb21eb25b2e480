"""The steps of putting files in place: planned, written beside their places, moved, or undone."""

from __future__ import annotations

import errno
import os
import re
import stat
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from quizgen import disk
from quizgen.journal import (
    ABSENT,
    FOLDER,
    NOTHING,
    OTHER,
    Journal,
    Move,
    Removal,
    digest,
    free,
    state,
)
from quizgen.lockfile import NAME
from quizgen.write import is_marked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizgen.write import Product

SEEDS = (".yaml", ".yml", ".csv")
_DASH = "(?:-|–)".encode()
_NUMBERS = rb"\d+(?:\s*%b\s*\d+)?" % _DASH
_LABEL = rb"(?i:\\u00b6|\\xb6|\xc2\xb6|\bpara(?:graph|\.)?(?:['\"]?:)?)\s*['\"]?"
_LOCATORS = re.compile(rb"(%b)%b(?:\s*,\s*%b)*" % (_LABEL, _NUMBERS, _NUMBERS))
# How a system says that somebody has put something into a folder.
_FILLED = (errno.ENOTEMPTY, errno.EEXIST)


def planned(products: list[Product], removed: list[Path], root: Path) -> Journal:
    """What will be done, and what stands there now."""
    if not writable(root):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    numbers = count()
    moves = []
    for product in products:
        with _named(product.path):
            target = absolute(product.path)
            may_change = _is_relocated(target, root, product.data)
            before = _before(target, root, may_change=may_change)
            moves.append(Move(target, free(target.parent, numbers), before, digest(product.data)))
    removals = [Removal(absolute(path), _before(absolute(path), root)) for path in removed]
    missing = {f for m in moves for f in m.target.parents if not os.path.lexists(f)}
    return Journal(root, tuple(moves), tuple(removals), tuple(sorted(missing)))


def _before(target: Path, root: Path, *, may_change: bool = False) -> str:
    """What stands at *target*; an OSError where that is somebody else's."""
    found = state(target)
    if not may_change and not _may_go(found, target, root):
        raise FileExistsError(errno.EEXIST, "quizgen did not make what stands there")
    return found


def stage(journal: Journal, products: list[Product]) -> None:
    """Write every file beside its place."""
    disk.flush_folder(journal.root / FOLDER)
    for move, product in zip(journal.moves, products, strict=True):
        with _named(product.path):
            for folder in journal.folders:
                if move.target.is_relative_to(folder) and not folder.is_dir():
                    disk.make_folder(folder)
            disk.save(move.aside, product.data)
    for folder in journal.touched():
        disk.flush_folder(folder)


def finish(journal: Journal) -> list[Path]:
    """Let every file that waits take its place; those that somebody has changed are left."""
    disk.flush_folder(journal.root / FOLDER)
    left = [m.target for m in journal.moves if not _moved(m, journal.root)]
    left += [r.target for r in journal.removals if not _removed(r, journal.root)]
    for folder in journal.touched():
        disk.flush_folder(folder)
    journal.end()
    return left


def _moved(move: Move, root: Path) -> bool:
    """Put a file in its place, unless it is there or something else has come there since."""
    with _named(move.target):
        found, waits = state(move.target), waits_aside(move)
        awaited = waits and found == move.before and _may_take(move, found, root)
        if awaited and state(move.aside) == move.after:
            disk.replace(move.aside, move.target)
            return True
        if waits:
            disk.remove(move.aside)
        return found == move.after or not waits


def _removed(removal: Removal, root: Path) -> bool:
    """Take a file away, unless something else has come there since."""
    path = removal.target
    with _named(path):
        found = state(path)
        if found == NOTHING:
            return True
        if found != removal.before or not _may_go(found, path, root):
            return False
        disk.remove(path)
        return True


def undo(journal: Journal) -> None:
    """Take away what was written beside its place, and the folders made for it."""
    for move in journal.moves:
        if waits_aside(move):
            disk.remove(move.aside)
    for folder in reversed(journal.folders):
        _undo_folder(folder)
    for folder in journal.touched():
        disk.flush_folder(folder)
    journal.end()


def _undo_folder(folder: Path) -> None:
    try:
        disk.remove_folder(folder)
    except OSError as error:
        if error.errno not in (*ABSENT, *_FILLED):
            raise


def waits_aside(move: Move) -> bool:
    """Whether a file (no link, no folder) stands where *move* left one."""
    try:
        return stat.S_ISREG(move.aside.lstat().st_mode)
    except OSError as error:
        if error.errno not in ABSENT:
            raise
        return False


def _may_go(found: str, path: Path, root: Path) -> bool:
    """Whether quizgen may replace or remove what was *found* at *path*: only what it made."""
    if found in (NOTHING, OTHER):
        return found == NOTHING
    return path == root / NAME or is_marked(path)


def _may_take(move: Move, found: str, root: Path) -> bool:
    """Whether the file that waits may take the place of what was *found* there."""
    may_go = _may_go(found, move.target, root)
    return may_go or _is_relocated(move.target, root, move.aside.read_bytes())


def _is_relocated(path: Path, root: Path, data: bytes) -> bool:
    """Whether *data* is the file of seeds at *path* with other numbers in its locators.

    Nothing else in the seeds is ever changed, whatever a journal says.
    """
    if not (path.is_relative_to(root / "seeds") and path.suffix in SEEDS):
        return False
    if state(path) in (NOTHING, OTHER):
        return False
    return _LOCATORS.sub(rb"\1#", path.read_bytes()) == _LOCATORS.sub(rb"\1#", data)


def writable(folder: Path) -> bool:
    """Whether something can be put into *folder*."""
    return os.access(folder, os.W_OK) or not folder.exists()


def absolute(path: Path) -> Path:
    """The path from the root of the disk."""
    return Path(os.path.abspath(path))  # noqa: PTH100  (links stay as they are)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Let an OSError in here be about *path*, and not about a file that nobody knows."""
    try:
        yield
    except OSError as error:
        error.filename = path
        raise
