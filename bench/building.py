"""Builds of a workspace, with or without anything known from before."""

from __future__ import annotations

import shutil
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bench.running import quizgen

if TYPE_CHECKING:
    from bench.running import Ran

LOCK = "quizgen.lock"


def build(root: Path, cache: Path) -> Ran:
    """Build the workspace in *root* with all checks on, its texts attached."""
    return quizgen("build", "--texts", "texts", cwd=root, cache=cache)


def cold(root: Path) -> Ran:
    """Build the workspace in *root* as for the first time, with an empty cache."""
    clear(root)
    with TemporaryDirectory() as cache:
        return build(root, Path(cache))


def clear(root: Path) -> None:
    """Take away all that was built in *root*."""
    (root / LOCK).unlink(missing_ok=True)
    for folder in filter(Path.is_dir, (root / "decks").iterdir()):
        shutil.rmtree(folder)


def made(root: Path) -> dict[str, str]:
    """A digest of every file that was built in *root*."""
    paths = [root / LOCK, *root.glob("decks/*/*")]
    return {
        path.relative_to(root).as_posix(): sha256(path.read_bytes()).hexdigest() for path in paths
    }


def package(root: Path) -> Path:
    """The deck of the workspace in *root*."""
    return root / "decks" / "all" / "all.apkg"
