"""`python -m bench`: measure quizgen, plant faults for it to find, or write a large workspace."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.measuring import measure
from bench.picture import svg
from bench.planting import hunt
from bench.report import report
from bench.running import FailedError
from bench.workspaces import write

SIZES = [100, 1_000, 10_000]
BEGUN = perf_counter()


def main() -> int:
    """Do what the command line says; return its exit code."""
    given = _parser().parse_args(sys.argv[1:] or ["measure"])
    try:
        return int(given.run(given) or 0)
    except FailedError as error:
        tell(str(error))
        return 2


def tell(text: str) -> None:
    """Say how far it has come."""
    sys.stderr.write(f"{perf_counter() - BEGUN:7.1f} s  {text}\n")


def _parser() -> ArgumentParser:
    parser = ArgumentParser("python -m bench", description=__doc__)
    commands = parser.add_subparsers(required=True)
    measuring = commands.add_parser("measure", help="measure everything, and write it down")
    measuring.add_argument("sizes", nargs="*", type=int, help="numbers of facts", default=SIZES)
    measuring.add_argument("--runs", type=int, default=3, help="of each; short ones are more")
    measuring.add_argument("--out", type=Path, default=Path(__file__).parent, help="a folder")
    measuring.set_defaults(run=_measure)
    faults = commands.add_parser("faults", help="plant ten faults, and look which are found")
    faults.add_argument("facts", type=int)
    faults.set_defaults(run=_hunt)
    writing = commands.add_parser("write", help="write a workspace")
    writing.add_argument("folder", type=Path)
    writing.add_argument("facts", type=int)
    writing.set_defaults(run=lambda given: write(given.folder, given.facts))
    return parser


def _measure(given: Namespace) -> None:
    results = measure(given.sizes, given.runs, tell)
    (given.out / "results.svg").write_text(svg(results.sizes), "utf-8")
    (given.out / "RESULTS.md").write_text(report(results), "utf-8")
    tell(f"wrote {given.out / 'RESULTS.md'}")


def _hunt(given: Namespace) -> bool:
    with TemporaryDirectory() as folder:
        root = Path(folder) / "workspace"
        write(root, given.facts)
        found = hunt(root, Path(folder) / "cache")
    sys.stdout.write(f"{found.told}\n")
    return not found.is_clean


if __name__ == "__main__":
    sys.exit(main())
