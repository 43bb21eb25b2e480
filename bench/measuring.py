"""Everything measured in one run."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bench.edits import edited
from bench.machine import machine
from bench.paper import exam
from bench.planting import hunt
from bench.results import Results
from bench.sizes import compared, imported
from bench.starts import starts
from bench.workspaces import write

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bench.results import Size
    from bench.running import Tell

EDITED = 10_000  # facts at most, where something changes
STARTS = 9  # runs of what is over at once


def measure(sizes: Iterable[int], runs: int, tell: Tell) -> Results:
    """Measure workspaces of these *sizes*, each in so many *runs* or more."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        roots = {facts: folder / f"facts-{facts}" for facts in sorted(set(sizes))}
        started = starts(max(runs, STARTS), tell)
        paper = exam(folder / "exam", runs, tell)
        found = tuple(_size(root, facts, runs, tell) for facts, root in roots.items())
        most = max(roots)
        tell(f"the deck of {most:,} facts, in Anki")
        brought = imported(roots[most], most)
        tell(f"ten faults among {most:,} facts")
        faults = hunt(roots[most], folder / "cache")
        some = max((facts for facts in roots if facts <= EDITED), default=min(roots))
        tell(f"a change among {some:,} facts")
        return Results(
            date=datetime.now(UTC).date().isoformat(),
            machine=machine(),
            starts=started,
            sizes=found,
            edits=edited(roots[some], some, runs, tell),
            paper=paper,
            imported=brought,
            hunt=faults,
        )


def _size(root: Path, facts: int, runs: int, tell: Tell) -> Size:
    tell(f"{facts:,} facts")
    write(root, facts)
    often = max(runs, min(STARTS, 5_000 // facts))  # what is short is less exact
    return compared(root, facts, often, tell)
