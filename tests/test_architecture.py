"""The house keeps its own rules."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import quizgen
from quizgen.outputs import outputs

PACKAGE = Path(quizgen.__path__[0])
MODULES = sorted(PACKAGE.rglob("*.py"))
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:work|root|home)/")


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_stays_small(module: Path) -> None:
    assert len(module.read_text("utf-8").splitlines()) <= 300


def test_every_shipped_output_is_listed() -> None:
    assert list(outputs()) == ["anki", "flashcards", "guide", "practice", "sheets"]


def test_templates_hold_no_python(repository: Path) -> None:
    """Hatchling leaves a stray copy of them in an editable install, which must stay unread."""
    assert not list((repository / "templates").rglob("*.py"))


def test_help_imports_nothing_heavy() -> None:
    code = """
import json, sys
from quizgen.cli import app
try:
    app(["--help"], prog_name="quizgen")
finally:
    print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    assert "Usage: quizgen" in done.stdout
    assert "..." not in done.stdout.partition("Commands:")[2], "each command is told in one line"
    heavy = {
        "anki",
        "babel",
        "genanki",
        "jinja2",
        "latex2mathml",
        "pydantic",
        "rapidfuzz",
        "rich",
        "werkzeug",
        "yaml",
    }
    assert not heavy & set(json.loads(done.stderr.splitlines()[-1]))


def test_no_file_names_a_path_of_one_machine(repository: Path) -> None:
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=repository, capture_output=True, check=True).stdout
    found = []
    for name in filter(None, names.decode().split("\0")):
        path = repository / name
        lines = path.read_bytes().decode(errors="replace").splitlines() if path.is_file() else []
        found += [f"{name}:{n}" for n, line in enumerate(lines, 1) if MACHINE_PATH.search(line)]
    assert found == []
