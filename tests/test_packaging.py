"""What is packaged works where there is no checkout."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

BIN, SUFFIX = ("Scripts", ".exe") if sys.platform == "win32" else ("bin", "")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    """A fresh environment with quizgen in it: repository → sdist → wheel → installed."""
    folder = tmp_path_factory.mktemp("packaging")
    command(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", folder, cwd=repository)
    (sdist,) = folder.glob("quizgen-*.tar.gz")
    command(sys.executable, "-m", "venv", "fresh", cwd=folder)
    command(program(folder / "fresh", "python"), "-m", "pip", "install", "-q", sdist, cwd=folder)
    return folder / "fresh"


def test_it_helps(installed: Path, tmp_path: Path) -> None:
    assert "build" in command(program(installed, "quizgen"), "--help", cwd=tmp_path)


def test_a_new_workspace_builds_at_once(installed: Path, tmp_path: Path) -> None:
    quizgen = program(installed, "quizgen")
    command(quizgen, "init", "x", cwd=tmp_path)
    command(quizgen, "build", cwd=tmp_path / "x")
    built = {path.suffix for path in (tmp_path / "x" / "decks").glob("*/*")}
    assert {".apkg", ".html"} <= built


def program(environment: Path, name: str) -> Path:
    """The program *name* of a Python environment."""
    return environment / BIN / f"{name}{SUFFIX}"


def command(*words: str | Path, cwd: Path) -> str:
    """Run a command that must succeed, nothing of this environment's Python or quizgen with it."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("QUIZGEN_", "PYTHON"))}
    done = subprocess.run(
        words, cwd=cwd, env=env | {"NO_COLOR": "1"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
    return done.stdout
