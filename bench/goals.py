"""What is asked of quizgen's speed, and what was measured of it: ratios, since machines differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.edits import AGAIN, CHANGES, FIRST
from bench.starts import IMPORTS, PASS, python

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.results import Results

# Ten times the facts may take a little more than ten times as long: caches of the processor.
LINEAR = 1.1


@dataclass(frozen=True)
class Goal:
    """What is measured, how much it may be, and how much it is."""

    name: str
    most: float
    found: float
    unit: str = "×"

    @property
    def holds(self) -> bool:
        """Whether it is reached."""
        return self.found <= self.most


def goals(results: Results) -> Iterator[Goal]:
    """The goals, by the largest workspace that was measured."""
    *smaller, largest = results.sizes
    facts = f"{largest.facts:,} facts"
    yield Goal(f"{facts} to a checked deck, beside genanki alone", 3, largest.ratio)
    anki = largest.build.seconds / largest.anki.seconds
    yield Goal(f"{facts} to a checked deck, beside Anki's own backend", 1.5, anki)
    if smaller:
        times = largest.facts / smaller[-1].facts
        grown = largest.build.seconds / smaller[-1].build.seconds
        yield Goal(f"{facts}, beside {smaller[-1].facts:,}", times * LINEAR, grown)
    yield Goal(f"{facts}: memory at the peak", 1.2, largest.build.peak / 1024, "GiB")
    times_of = {name: one.seconds for name, one in results.starts.items()}
    build, imports = times_of["quizgen build"], times_of[python(IMPORTS)]
    yield Goal("the sample built, beside importing five libraries", 2.5, build / imports)
    builds, edited = results.edits.builds, f"of {results.edits.facts:,}, beside all of them"
    first = builds[FIRST].seconds
    dearest = max(builds[name].seconds for name in CHANGES)
    yield Goal(f"one fact changed {edited}", 0.25, dearest / first)
    yield Goal(f"none changed {edited}", 0.1, builds[AGAIN].seconds / first)
    yield Goal("`--help`, beside `pass`", 8, times_of["quizgen --help"] / times_of[python(PASS)])
