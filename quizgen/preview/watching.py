"""Which files a workspace is made of, and whether one of them has changed.

They are asked, not listened to: that works on every system and on mounted folders, and costs a few
milliseconds.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOREIGN = ("node_modules", "__pycache__")
_ENVIRONMENT = "pyvenv.cfg"
# When it was written, its size, and which file it is: editors put another in its place.
State = tuple[int, int, int]


def state(root: Path, texts: Path | None) -> dict[str, State]:
    """The files of the workspace *root* and of the folder *texts*, each as it stands."""
    return {path: found for folder in filter(None, (root, texts)) for path, found in _below(folder)}


def _below(root: Path) -> Iterator[tuple[str, State]]:
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        with suppress(OSError), os.scandir(folder) as entries:  # it may be gone by now
            found = list(entries)
            if any(entry.name == _ENVIRONMENT for entry in found):
                continue
            for entry in found:
                with suppress(OSError):
                    if not entry.is_dir():
                        stat = entry.stat()
                        yield entry.path, (stat.st_mtime_ns, stat.st_size, stat.st_ino)
                    elif _may_hold_seeds(entry, folder, root):
                        waiting.append(Path(entry.path))


def _may_hold_seeds(entry: os.DirEntry[str], folder: Path, root: Path) -> bool:
    """Whether the folder *entry* is the author's: what was built is not, nor what is hidden."""
    is_built = folder == root / "decks"
    is_link = entry.is_symlink() and folder != root  # which might lead round in a circle
    return not (is_built or is_link or entry.name.startswith(".") or entry.name in _FOREIGN)
