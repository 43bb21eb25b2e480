"""Workspaces of any size, with the sample's mix of kinds, slots and interactions.

The sample is told again and again, each time by another district, with sources of its own.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import yaml

from bench.district import District
from bench.sample import Written, sample

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = """\
format: 1
title: Districts
language: en-GB
namespace: bench2mzr4tn8xw3hd6pj9fyb
"""
# As many of the items as a recipe can make cards of: almost all.
RECIPE = """\
title: Districts
cards:
  interactions: [short-answer, choice, true-false, cloze, number, date, multiple-response,
                 matching, ordering]
  per_slot: 4
"""


def write(root: Path, count: int) -> None:
    """Write a workspace of *count* facts into *root*, with its texts in `texts/`."""
    shutil.rmtree(root, ignore_errors=True)
    for folder in ("seeds", "texts", "decks"):
        (root / folder).mkdir(parents=True)
    (root / "quizgen.yaml").write_text(SETTINGS, "utf-8")
    (root / "decks" / "all.yaml").write_text(RECIPE, "utf-8")
    whole = len(sample().facts)
    for number, first in enumerate(range(0, count, whole)):
        _write(District(number, min(whole, count - first)), root)


def seeds(root: Path) -> list[Path]:
    """The files with the facts of the workspace in *root*, one of each district."""
    return sorted(root.glob("seeds/*-facts.yaml"))


def _write(district: District, root: Path) -> None:
    parts: dict[str, Written] = {
        "facts": {"facts": district.facts},
        "base": {"sources": district.sources, "entities": district.entities},
    }
    for part, data in parts.items():
        text = yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
        (root / "seeds" / f"{district.number:05}-{part}.yaml").write_text(text, "utf-8")
    for source, paragraphs in district.texts.items():
        text = "".join(f"{paragraph}\n" for paragraph in paragraphs)
        (root / "texts" / f"{source}.txt").write_text(text, "utf-8")
