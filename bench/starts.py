"""The sample's commands, beside a Python that does nothing and one that only imports."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bench.running import interleaved, quizgen, run
from bench.sample import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.running import Measure, Ran, Tell

PASS, IMPORTS = "pass", "import typer, jinja2, yaml, pydantic, genanki"


def starts(runs: int, tell: Tell) -> dict[str, Measure]:
    """How long each command takes."""
    contenders: dict[str, Callable[[], Ran]] = {
        python(PASS): lambda: run([sys.executable, "-c", PASS]),
        python(IMPORTS): lambda: run([sys.executable, "-c", IMPORTS]),
        "quizgen --help": lambda: on_sample("--help"),
        "quizgen check": lambda: on_sample("check"),
        "quizgen build": lambda: on_sample("build"),
    }
    for start in contenders.values():
        start()
    return interleaved(contenders, runs, tell)


def python(code: str) -> str:
    """The command that runs *code* and no more."""
    return f'python -c "{code}"'


def on_sample(command: str) -> Ran:
    """Run a command in a fresh copy of the sample, with an empty cache."""
    with TemporaryDirectory() as folder:
        root, cache = Path(folder) / "sample", Path(folder) / "cache"
        shutil.copytree(REPOSITORY / "seeds", root / "seeds")
        shutil.copy(REPOSITORY / "quizgen.yaml", root)
        (root / "decks").mkdir()
        for recipe in REPOSITORY.glob("decks/*.yaml"):
            shutil.copy(recipe, root / "decks")
        return quizgen(command, cwd=root, cache=cache)
