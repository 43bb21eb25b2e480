"""`python -m bench`: measure quizgen, plant faults for it to find, or write a large workspace."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.edits import edited
from bench.machine import machine
from bench.paper import exam
from bench.picture import svg
from bench.planting import hunt
from bench.report import report
from bench.results import Results
from bench.running import FailedError
from bench.sizes import compared, imported
from bench.starts import starts
from bench.workspaces import write

SIZES = [100, 1_000, 10_000]
EDITED = 10_000  # facts at most, where something changes
STARTS = 9
BEGUN = perf_counter()


def main() -> None:
    """Do what the command line says."""
    parser = ArgumentParser("python -m bench", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    measure = commands.add_parser("measure", help="measure everything, and write it down")
    measure.add_argument("sizes", nargs="*", type=int, help="numbers of facts", default=SIZES)
    measure.add_argument("--runs", type=int, default=3, help="of each; short ones run more often")
    measure.add_argument("--out", type=Path, default=Path(__file__).parent, help="a folder")
    faults = commands.add_parser("faults", help="plant ten faults, and look which are found")
    faults.add_argument("facts", type=int)
    written = commands.add_parser("write", help="write a workspace")
    written.add_argument("folder", type=Path)
    written.add_argument("facts", type=int)
    given = parser.parse_args(sys.argv[1:] or ["measure"])
    if given.command == "write":
        write(given.folder, given.facts)
    elif given.command == "faults":
        sys.exit(_hunted(given.facts))
    else:
        results = _measured(sorted(set(given.sizes)), given.runs)
        (given.out / "results.svg").write_text(svg(results.sizes), "utf-8")
        (given.out / "RESULTS.md").write_text(report(results), "utf-8")
        tell(f"wrote {given.out / 'RESULTS.md'}")


def tell(text: str) -> None:
    """Say how far it has come."""
    sys.stderr.write(f"{perf_counter() - BEGUN:7.1f} s  {text}\n")


def _hunted(facts: int) -> int:
    with TemporaryDirectory() as folder:
        root = Path(folder) / "workspace"
        write(root, facts)
        found = hunt(root, Path(folder) / "cache")
    missed = f"; not found: {', '.join(found.missed)}" if found.missed else ""
    sys.stdout.write(f"{found.told} faults found{missed}; {found.others} other errors\n")
    return int(bool(found.missed or found.others))


def _measured(sizes: list[int], runs: int) -> Results:
    with TemporaryDirectory() as folder:
        started = starts(max(runs, STARTS), tell)
        paper = exam(Path(folder) / "exam", runs, tell)
        compared_sizes = []
        for facts in sizes:
            root = Path(folder) / f"facts-{facts}"
            tell(f"{facts:,} facts")
            write(root, facts)
            compared_sizes.append(compared(root, facts, _often(runs, facts), tell))
        largest = Path(folder) / f"facts-{sizes[-1]}"
        tell(f"the deck of {sizes[-1]:,} facts, in Anki")
        brought = imported(largest, sizes[-1])
        tell(f"ten faults among {sizes[-1]:,} facts")
        found = hunt(largest, Path(folder) / "cache")
        few = max((facts for facts in sizes if facts <= EDITED), default=sizes[0])
        tell(f"a fact changes, of {few:,}")
        return Results(
            date=datetime.now(UTC).date().isoformat(),
            machine=machine(),
            starts=started,
            sizes=tuple(compared_sizes),
            edits=edited(Path(folder) / f"facts-{few}", few, runs, tell),
            paper=paper,
            imported=brought,
            hunt=found,
        )


def _often(runs: int, facts: int) -> int:
    """What is short is less exact, and runs more often."""
    return max(runs, min(9, 5_000 // facts))


if __name__ == "__main__":
    try:
        main()
    except FailedError as error:
        sys.exit(str(error))
