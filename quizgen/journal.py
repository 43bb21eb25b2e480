"""What is about to be put in place, noted before it begins: what a command cut off leaves behind.

The note stands in the folder `.quizgen` of the workspace. While `committed` is no, nothing has
changed yet, and what was begun is undone; once it is yes, what was begun is finished.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import stat
from typing import TYPE_CHECKING, Any

from quizgen import disk
from quizgen.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER = ".quizgen"
NOTHING, OTHER = "nothing", "other"  # what `state` says of a place without a file
# How a system says that nothing stands at a path.
ABSENT = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)
_FORMAT = 1
# A file that waits beside its place: no other name is ever moved or taken away.
_ASIDE = re.compile(r"\.quizgen-[0-9]{1,10}-[0-9]{1,10}", re.ASCII)
_MAX_BYTES, _MAX_NAME = 20_000_000, 255


class DamagedError(ValueError):
    """What stands in the place of the journal is no journal."""


@frozen
class Move:
    """A file to put at *target*: its name while it waits there, what stood before, what it is."""

    target: Path
    name: str
    before: str
    after: str

    @property
    def aside(self) -> Path:
        """Where it waits."""
        return self.target.with_name(self.name)


@frozen
class Removal:
    """A file to take away, as it stood when that was decided."""

    target: Path
    before: str


@frozen
class Journal:
    """Everything that one command puts in place, and the folders it makes for that."""

    root: Path
    moves: tuple[Move, ...]
    removals: tuple[Removal, ...] = ()
    folders: tuple[Path, ...] = ()
    committed: bool = False

    def touched(self) -> list[Path]:
        """Every folder in which a name comes or goes."""
        targets = (*(m.target for m in self.moves), *(r.target for r in self.removals))
        return sorted({path.parent for path in (*targets, *self.folders)})

    def note(self) -> None:
        """Write it down; whole or not at all, over what it said before."""
        aside = _draft(self.root)
        if os.path.lexists(aside):
            disk.remove(aside)
        disk.save(aside, json.dumps(self._record(), indent=1).encode())
        disk.replace(aside, place(self.root))

    def end(self) -> None:
        """Take it away: nothing is left to do, and doing it twice would do no harm."""
        for path in (_draft(self.root), place(self.root)):
            if os.path.lexists(path):
                disk.remove(path)

    def _record(self) -> dict[str, object]:
        moves = [
            {"at": self._name(m.target), "aside": m.name, "before": m.before, "after": m.after}
            for m in self.moves
        ]
        removals = [{"at": self._name(r.target), "before": r.before} for r in self.removals]
        folders = [self._name(folder) for folder in self.folders]
        return {
            "format": _FORMAT,
            "committed": self.committed,
            "moves": moves,
            "removals": removals,
            "folders": folders,
        }

    def _name(self, path: Path) -> str:
        # From the workspace, where it lies below: it may be another place when it is read.
        return str(path.relative_to(self.root) if path.is_relative_to(self.root) else path)


def place(root: Path) -> Path:
    """Where the journal of the workspace *root* stands."""
    return root / FOLDER / "journal.json"


def _draft(root: Path) -> Path:
    return root / FOLDER / "journal.new"


def read(root: Path) -> Journal | None:
    """The journal that was left in *root*, if there is one; DamagedError if it is none."""
    path = place(root)
    if not os.path.lexists(path):
        return None
    if not stat.S_ISREG(path.lstat().st_mode) or path.lstat().st_size > _MAX_BYTES:
        raise DamagedError
    with disk.look(path) as file:
        data = file.read()
    try:
        return _journal(root, json.loads(data))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise DamagedError from error


def _journal(root: Path, record: dict[str, Any]) -> Journal:
    """The journal that *record* tells; some exception where it is not one of ours."""
    if record["format"] != _FORMAT or not isinstance(record["committed"], bool):
        raise DamagedError
    moves = tuple(
        Move(_path(root, m["at"]), _aside(m["aside"]), _text(m["before"]), _text(m["after"]))
        for m in record["moves"]
    )
    removals = tuple(Removal(_path(root, r["at"]), _text(r["before"])) for r in record["removals"])
    folders = tuple(_path(root, folder) for folder in record["folders"])
    return Journal(root, moves, removals, folders, record["committed"])


def _path(root: Path, text: str) -> Path:
    path = root / text
    longest = max(len(os.fsencode(part)) for part in path.parts)
    if "\0" in text or path.name in ("", "..") or longest > _MAX_NAME:
        raise DamagedError
    return path


def _aside(text: str) -> str:
    if not _ASIDE.fullmatch(text):
        raise DamagedError
    return text


def _text(text: object) -> str:
    if not isinstance(text, str):
        raise DamagedError
    return text


def free(folder: Path, numbers: Iterator[int]) -> str:
    """A name for a file that waits in *folder*: of the first number where nothing stands."""
    names = (f".quizgen-{os.getpid()}-{number}" for number in numbers)
    return next(name for name in names if not os.path.lexists(folder / name))


def state(path: Path) -> str:
    """What stands at *path*: the digest of a file, or one word about anything else."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return OTHER
        with disk.look(path) as file:
            return digest(file.read())
    except OSError as error:
        if error.errno not in ABSENT:
            raise
        return OTHER if path.is_symlink() else NOTHING


def digest(data: bytes) -> str:
    """What a file's content is known by."""
    return hashlib.sha256(data).hexdigest()
