"""An exam on paper: a hundred questions in ten versions, sheets and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.building import cold, made
from bench.results import Paper
from bench.running import interleaved
from bench.workspaces import write

if TYPE_CHECKING:
    from pathlib import Path

    from bench.running import Tell

FACTS, QUESTIONS, VERSIONS = 179, 100, "ABCDEFGHIJ"
RECIPE = f"""\
title: Districts
cards: none
sheets:
  exam: {{items: {QUESTIONS}, versions: [{", ".join(VERSIONS)}]}}
"""


def exam(root: Path, runs: int, tell: Tell) -> Paper:
    """Build the exam in *root*, each time as for the first time."""
    write(root, FACTS)
    (root / "decks" / "all.yaml").write_text(RECIPE, "utf-8")
    measures = interleaved({"exam": lambda: cold(root)}, runs, tell)
    pages = sum(name.endswith(".html") for name in made(root))
    return Paper(QUESTIONS, len(VERSIONS), pages, measures["exam"])
