"""One at a time: whoever writes in a workspace holds its lock, and the next one waits."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from quizgen import disk
from quizgen.diagnostics import QuizgenError, shown
from quizgen.journal import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from filelock import BaseFileLock

PATIENCE = 60.0  # seconds
_IGNORED = b"*\n"  # git leaves the folder alone, whatever the workspace's own .gitignore says


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Hold the lock of the workspace *root*; waits for whoever holds it, and says so."""
    from filelock import FileLock  # noqa: PLC0415  (only who writes needs it)

    lock = FileLock(_file(root))
    _acquire(lock)
    try:
        yield
    finally:
        lock.release()


def _acquire(lock: BaseFileLock) -> None:
    from filelock import Timeout  # noqa: PLC0415

    try:
        try:
            lock.acquire(timeout=0)
        except Timeout:
            say("another quizgen is writing in this workspace; waiting")
            lock.acquire(timeout=PATIENCE)
    except Timeout:
        message = f"another quizgen has been writing in this workspace for {PATIENCE:g} seconds"
        hint = "wait until it has ended, or end it, and run this command again"
        raise QuizgenError(f"{message}\n = help: {hint}") from None
    except OSError as error:
        reason = (error.strerror or "it failed").lower()
        raise QuizgenError(f"'{shown(Path(lock.lock_file))}' cannot be opened: {reason}") from error


@contextmanager
def unless_busy(root: Path) -> Iterator[bool]:
    """Whether nobody writes in *root*, who then has to wait; makes and changes nothing."""
    from filelock import FileLock, Timeout  # noqa: PLC0415  (only where a journal was left)

    path, free = _file(root), True
    lock = FileLock(path)
    if path.is_file():
        try:
            lock.acquire(timeout=0)
        except Timeout:
            free = False
        except OSError:  # a read-only workspace: nobody writes here
            free = True
    try:
        yield free
    finally:
        lock.release()


def prepare(root: Path) -> None:
    """Make the folder that the lock and the journal stand in."""
    folder = root / FOLDER
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        hint = "move it away: quizgen keeps its notes there"
        raise QuizgenError(f"'{shown(folder)}' is not a folder\n = help: {hint}")
    for missing in reversed([f for f in (folder, *folder.parents) if not f.exists()]):
        with suppress(FileExistsError):  # another quizgen was faster
            disk.make_folder(missing)
    ignored = folder / ".gitignore"
    with suppress(FileExistsError):
        if not os.path.lexists(ignored):
            disk.save(ignored, _IGNORED)


def say(text: str) -> None:
    """Tell whoever looks what is going on, beside what a command prints."""
    sys.stderr.write(f"quizgen: {text}\n")
    sys.stderr.flush()


def _file(root: Path) -> Path:
    return root / FOLDER / "busy.lock"
