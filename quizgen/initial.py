"""A first workspace: a few facts of a classroom handout that build at once, to be replaced."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from quizgen.diagnostics import QuizgenError
from quizgen.resources import shipped

if TYPE_CHECKING:
    from pathlib import Path

ALPHABET = "abcdefghjkmnpqrstvwxyz0123456789"
LENGTH = 26  # five bits a character: 130 bits, nobody else's
_PLACEHOLDER = "NAMESPACE"


def make(directory: Path) -> list[Path]:
    """Write the workspace into *directory*, which must be new or empty; the files written."""
    try:
        if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
            raise QuizgenError(f"{directory} is not empty: a workspace begins in a new folder")
        return list(_copy(directory))
    except OSError as error:
        raise QuizgenError(f"{directory} cannot be written: {error.strerror}") from error


def _copy(directory: Path) -> list[Path]:
    model = shipped() / "init"
    written = []
    for source in sorted(p for p in model.rglob("*") if p.is_file()):
        target = directory / source.relative_to(model)
        # Where it is kept, a hidden file would have a say itself: there it is called dot.NAME.
        target = target.with_name(target.name.removeprefix("dot"))
        target.parent.mkdir(parents=True, exist_ok=True)
        text = source.read_text("utf-8").replace(_PLACEHOLDER, _namespace())
        target.write_text(text, "utf-8", newline="\n")
        written.append(target)
    return written


def _namespace() -> str:
    # The one random thing in quizgen: guids of two workspaces must never meet.
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
