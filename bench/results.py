"""What was measured, and on which machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench.machine import Machine
    from bench.running import Measure


@dataclass(frozen=True)
class Size:
    """A workspace of so many facts: its whole build, beside others that only write its notes."""

    facts: int
    notes: int
    build: Measure
    genanki: Measure
    anki: Measure
    differing: int

    @property
    def ratio(self) -> float:
        """How many times as long as genanki alone."""
        return self.build.seconds / self.genanki.seconds


@dataclass(frozen=True)
class Edits:
    """A workspace built with nothing known, after one fact has changed, and again.

    `same`: whether files are alike to the byte, however they came about.
    """

    facts: int
    builds: Mapping[str, Measure]
    same: Mapping[str, bool]


@dataclass(frozen=True)
class Paper:
    """Sheets and keys of so many questions in so many versions."""

    questions: int
    versions: int
    pages: int
    build: Measure


@dataclass(frozen=True)
class Imported:
    """What Anki's own backend said to a deck."""

    facts: int
    version: str
    notes: int
    new: int
    seconds: float
    complaints: tuple[str, ...]


@dataclass(frozen=True)
class Hunt:
    """How many planted faults were found, which were not, and errors that nobody planted."""

    found: int
    missed: tuple[str, ...]
    others: int

    @property
    def is_clean(self) -> bool:
        """Whether all faults were found and nothing else."""
        return not self.missed and not self.others

    @property
    def told(self) -> str:
        """How many of how many, and what not."""
        missed = f"; not found: {', '.join(self.missed)}" if self.missed else ""
        others = f"; {self.others:,} errors where none was planted" if self.others else ""
        return f"{self.found} of {self.found + len(self.missed)} faults found{missed}{others}"


@dataclass(frozen=True)
class Results:
    """All of a run."""

    date: str
    machine: Machine
    starts: Mapping[str, Measure]
    sizes: tuple[Size, ...]
    edits: Edits
    paper: Paper
    imported: Imported
    hunt: Hunt
