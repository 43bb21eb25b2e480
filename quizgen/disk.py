"""The single steps of writing: each can fail, or be the last before the power does.

Whatever is put in place goes through these functions and no others, so that a test can let every
one of them fail in its turn.
"""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from pathlib import Path

# Some file systems cannot flush a folder, and say so in one of these ways.
_NOT_FLUSHED = (errno.EINVAL, errno.ENOTSUP, errno.EBADF)


def look(path: Path) -> BinaryIO:
    """Open the file at *path* to read it."""
    return path.open("rb")


def create(path: Path) -> int:
    """Open a new file at *path*, where nothing may stand, not even a link."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.open(path, flags, 0o666)


def write(file: int, data: bytes | memoryview) -> int:
    """Write the first of *data*; how much that was."""
    return os.write(file, data)


def flush(file: int) -> None:
    """Let the disk have what was written."""
    os.fsync(file)


def replace(old: Path, new: Path) -> None:
    """Give the file *old* the name *new*, in one step, whatever file stood there."""
    old.replace(new)


def remove(path: Path) -> None:
    """Take the file at *path* away."""
    path.unlink()


def make_folder(folder: Path) -> None:
    """Make *folder* in one that stands."""
    folder.mkdir()


def remove_folder(folder: Path) -> None:
    """Take the empty *folder* away."""
    folder.rmdir()


def open_folder(folder: Path) -> int:
    """Open *folder* to flush it."""
    return os.open(folder, os.O_RDONLY)


# What is made of these steps


def save(path: Path, data: bytes) -> None:
    """Write a new file at *path*, and let the disk have it."""
    file = create(path)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[write(file, rest) :]
        flush(file)
    finally:
        os.close(file)


def flush_folder(folder: Path) -> None:
    """Let the disk have the names in *folder*, where a system knows how to."""
    if os.name != "posix" or not folder.is_dir():
        return
    handle = open_folder(folder)
    try:
        flush(handle)
    except OSError as error:
        if error.errno not in _NOT_FLUSHED:
            raise
    finally:
        os.close(handle)
