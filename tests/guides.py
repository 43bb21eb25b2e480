"""Workspaces for tests of the guide: the sample's and others', each wishing for one."""

from __future__ import annotations

import shutil
from pathlib import Path

from quizgen.compile import Compilation, compile_workspace

HERE = Path(__file__).parent


def compiled(name: str, folder: Path) -> Compilation:
    """The workspace called *name* (or `sample`), copied to *folder* and compiled."""
    home = HERE.parent if name == "sample" else HERE / "workspaces" / name
    root = folder / name
    left_out = shutil.ignore_patterns("plates", "expected", "texts")
    for part in ("seeds", "decks", "templates", "pictures"):
        if (home / part).is_dir() and (name, part) != ("sample", "templates"):
            shutil.copytree(home / part, root / part, ignore=left_out)
    shutil.copy(home / "quizgen.yaml", root)
    for recipe in (root / "decks").glob("*.yaml"):
        text = recipe.read_text("utf-8")
        recipe.write_text(text if "\nguide:" in text else f"{text}guide: yes\n", "utf-8")
    made, _ = compile_workspace(root)
    return made
