"""Many files put in place as if they were one: all of them or none, whenever it is cut off.

First the journal says what will be made; then every file is written beside its place; then the
journal is committed; then the files take their names. A command that is cut off before the commit
is undone by the next one, after it, finished.
"""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from quizgen import disk, rules
from quizgen.busy import alone, prepare, say, unless_busy
from quizgen.diagnostics import QuizgenError, shown
from quizgen.journal import FOLDER, DamagedError, Journal, place, read, state
from quizgen.moving import absolute, finish, planned, stage, undo, waits_aside, writable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizgen.diagnostics import Diagnostic
    from quizgen.write import Product

_READ_ONLY = (errno.EACCES, errno.EPERM, errno.EROFS)
_ROOM = "make room there, or build into another folder with --out"
_AGAIN = "close what may have it open, and run the command again: it finishes what it began"


def home(root: Path, out: Path | None = None) -> Path:
    """Where lock and journal are kept: the workspace, or *out* where that is read-only."""
    return absolute(out if out and not writable(root) else root)


@contextmanager
def writing(root: Path) -> Iterator[None]:
    """Be the only one who writes in *root*, with whatever was cut off there finished or undone.

    Whoever means to write `quizgen.lock` must read it within. A read-only workspace can be read
    without: nothing can be put there.
    """
    if not _prepared(root):
        yield
        return
    with alone(root):
        seeds = _seeds(root)
        for line in recover(root):
            say(line)
        if any(state(path) != found for path, found in seeds.items()):
            # What was compiled was read before that, and the lock counts as the seeds do now.
            message = "what was cut off has changed the seeds"
            raise QuizgenError(f"{message}\n = help: run the command again")
        yield


def _seeds(root: Path) -> dict[Path, str]:
    """The files of seeds that the journal left in *root* names, and what stands there."""
    try:
        journal = read(root)
    except (DamagedError, OSError):
        return {}
    targets = [move.target for move in journal.moves] if journal else []
    return {path: state(path) for path in targets if path.is_relative_to(absolute(root) / "seeds")}


def put(products: list[Product], removed: list[Path], root: Path) -> None:
    """Put *products* in place and take *removed* away, all or nothing; QuizgenError if it fails."""
    if not products and not removed:
        return
    plan = Journal(absolute(root), ())
    try:
        plan = planned(products, removed, plan.root)
        prepare(plan.root)
        plan.note()  # from here on, what is cut off is undone
        stage(plan, products)
        committed = replace(plan, committed=True)
        committed.note()  # from here on, what is cut off is finished
    except OSError as error:
        with suppress(OSError):  # what cannot be undone now is undone by the next command
            undo(plan)
        raise _failure(error, products[0].path if products else removed[0], _ROOM) from error
    try:
        left = finish(committed)
    except OSError as error:
        raise _failure(error, place(root), _AGAIN) from error
    if left:
        message = f"'{shown(left[0])}' was changed by somebody else meanwhile, and left as it is"
        raise QuizgenError(f"{message}\n = help: run the command again")


def recover(root: Path) -> list[str]:
    """Finish or undo what a command left that was cut off; what was done, a line each."""
    root = absolute(root)
    try:
        journal = read(root)
        if journal is None:
            Journal(root, ()).end()  # one may have been cut off while it was written
            return []
        if journal.committed:
            left = finish(journal)
            done = f"finished what was cut off: {_files(len(journal.moves))} put in place"
            return [done, *(f"left '{shown(p)}' as it is: it was changed since" for p in left)]
        undo(journal)
    except DamagedError:
        return [_set_aside(root)]
    except OSError as error:
        raise _failure(error, place(root), _AGAIN) from error
    return ["undid what was cut off before it had changed anything"]


def interrupted(root: Path) -> Iterator[Diagnostic]:
    """What a command left that was cut off, if nobody is at work there; changes nothing."""
    if not os.path.lexists(place(root)):
        return
    with unless_busy(root) as free:
        try:
            journal = read(root) if free else None
            message = _told(journal) if journal else None
        except (DamagedError, OSError):
            message = f"what was left in '{shown(place(root))}' cannot be read"
    if message:
        yield rules.INTERRUPTED.at(None, message, hint="run: quizgen build")


def _told(journal: Journal) -> str:
    if not journal.committed:
        return "a command was cut off before it had changed anything; what it began was not cleared"
    waiting = sum(waits_aside(move) for move in journal.moves)
    return (
        f"a command was cut off while it put {_files(len(journal.moves))} in place: "
        f"{waiting} of them {'is' if waiting == 1 else 'are'} still missing"
    )


def _files(number: int) -> str:
    return f"{number} file{'s' * (number != 1)}"


def _set_aside(root: Path) -> str:
    """Move a journal out of the way that is none."""
    path = place(root)
    aside = path.with_suffix(".damaged")
    try:
        disk.replace(path, aside)
    except OSError as error:
        raise _failure(error, path, "delete it, and run the command again") from error
    return f"'{shown(path)}' cannot be read, and is now '{aside.name}': nothing was done about it"


def _prepared(root: Path) -> bool:
    """Whether lock and journal have a place in *root*; not where it is read-only."""
    if not writable(root):
        return False
    try:
        prepare(root)
    except OSError as error:
        if error.errno in _READ_ONLY:
            return False
        raise _failure(error, root / FOLDER, _ROOM) from error
    return True


def _failure(error: OSError, path: Path, hint: str) -> QuizgenError:
    """Which file could not be written, why, and what to do."""
    path = Path(error.filename) if error.filename else path
    return QuizgenError(
        f"'{shown(path)}' cannot be written: {_reason(error, path)}\n = help: {hint}"
    )


def _reason(error: OSError, path: Path) -> str:
    """Why *path* could not be written, in words."""
    for folder in (*reversed(path.parents), path):
        if folder.exists() and not folder.is_dir() and folder != path:
            return f"'{shown(folder)}' is a file, not a folder"
    if path.is_dir():
        return "it is a folder"
    return (error.strerror or "it failed").lower()
