"""A workspace of one size built whole, beside others that only write the same notes."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from bench.building import cold, package
from bench.notes import differing, write_rows
from bench.results import Imported, Size
from bench.running import interleaved, run
from bench.sample import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

    from bench.running import Ran, Tell


def compared(root: Path, facts: int, runs: int, tell: Tell) -> Size:
    """Build the workspace of *facts* in *root*, and let genanki and Anki write its notes."""
    # It counts, since it is dear: what was measured before has brought all programs into memory.
    first = [cold(root)]
    rows = root.with_suffix(".jsonl")
    notes = write_rows(package(root), rows)
    theirs = {name: root.with_suffix(f".{name}.apkg") for name in ("genanki", "anki")}
    measures = interleaved(
        {
            "build": lambda: first.pop() if first else cold(root),
            "genanki": lambda: rival("genanki", rows, theirs["genanki"]),
            "anki": lambda: rival("anki", rows, theirs["anki"]),
        },
        runs,
        tell,
    )
    differ = differing(package(root), theirs["genanki"])
    return Size(facts, notes, **measures, differing=differ)


def rival(name: str, rows: Path, package: Path) -> Ran:
    """Let the program *name* write *rows* into *package*; the time to read them is left out."""
    ran = run([sys.executable, "-m", f"bench.rival_{name}", rows, package], cwd=REPOSITORY)
    read = json.loads(ran.out)
    return replace(ran, seconds=ran.seconds - read["seconds"], cpu=ran.cpu - read["cpu"])


def imported(root: Path, facts: int) -> Imported:
    """Import the deck of the workspace of *facts* in *root* into Anki."""
    ran = run([sys.executable, "-m", "bench.learner", package(root)], cwd=REPOSITORY)
    told = json.loads(ran.out)
    return Imported(facts, **(told | {"complaints": tuple(told["complaints"])}))
