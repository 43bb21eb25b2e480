"""Faults planted among sound facts, found again or not, and taken out."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bench.dialect import Dialect
from bench.faults import FAULTS, HERE
from bench.results import Hunt
from bench.running import quizgen
from bench.workspaces import seeds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bench.faults import Fault

# Where a problem stands: its rule, the file and the line.
Place = tuple[str, str, int]


def hunt(root: Path, cache: Path) -> Hunt:
    """Plant all faults in the workspace in *root*, run `quizgen check`, and look what it finds."""
    planted, found = set[Place](), set[Place]()
    for in_items in (False, True):
        with sown(root, [fault for fault in FAULTS if fault.in_items is in_items]) as places:
            planted |= places
            found |= errors(root, cache)
    return Hunt(
        found=len(planted & found),
        missed=tuple(sorted(rule for rule, *_ in planted - found)),
        others=len(found - planted),
    )


def errors(root: Path, cache: Path) -> set[Place]:
    """Where `quizgen check` finds errors in the workspace in *root*."""
    told = quizgen(
        "check", "--texts", "texts", "--format", "json", cwd=root, cache=cache, codes=(0, 1)
    )
    return {
        (problem["code"], problem["path"], problem["line"])
        for problem in json.loads(told.out)
        if problem["severity"] == "error"
    }


@contextmanager
def sown(root: Path, faults: Sequence[Fault]) -> Iterator[set[Place]]:
    """Where *faults* stand now, each in another district as far as there are enough of them."""
    count = len(seeds(root))
    districts = [n * count // len(faults) for n in range(len(faults))]
    files = {path for district in districts for path in _files(root, district).values()}
    kept = {path: path.read_bytes() for path in files}
    try:
        yield {_planted(root, *where) for where in zip(faults, districts, strict=True)}
    finally:
        for path, data in kept.items():
            path.write_bytes(data)


def _planted(root: Path, fault: Fault, district: int) -> Place:
    files = _files(root, district)
    paragraphs = _append(files["text"], f"{fault.text}\n" if fault.text else "")
    # A name of the first district: it clashes from one end of the workspace to the other.
    name = Dialect(0).said("Albin Kurti")
    seed = fault.seeds.format(district=district, paragraph=paragraphs, name=name)
    path = files[fault.part]
    end = _append(path, seed)
    written = seed.splitlines()
    (marked,) = (n for n, line in enumerate(written, 1) if line.endswith(HERE))
    return fault.rule, path.relative_to(root).as_posix(), end - len(written) + marked


def _files(root: Path, district: int) -> dict[str, Path]:
    """What of a district faults are written into."""
    return {
        "facts": root / "seeds" / f"{district:05}-facts.yaml",
        "base": root / "seeds" / f"{district:05}-base.yaml",
        "text": root / "texts" / f"pm-{district}.txt",
    }


def _append(path: Path, text: str) -> int:
    """Add *text* to a file; return how many lines it has then."""
    written = path.read_text("utf-8") + text
    path.write_text(written, "utf-8")
    return len(written.splitlines())
