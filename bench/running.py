"""Whole processes, and what they took: time on the clock, time of the processor, memory."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    # How far it has come, for whoever waits.
    Tell = Callable[[str], object]

EPOCH = 1_700_000_000
# Settings of whoever measures that would change what the programs do.
LEFT_OUT = ("QUIZGEN_", "PYTHON", "FORCE_COLOR", "GITHUB_")


@dataclass(frozen=True, slots=True)
class Ran:
    """What a process took, in seconds and MiB, and what it said."""

    seconds: float
    cpu: float
    peak: float
    code: int = 0
    out: str = ""
    err: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """The medians of some runs."""

    seconds: float
    cpu: float
    peak: float
    runs: int


class FailedError(Exception):
    """A program that is to be measured did not do its work."""


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    codes: Sequence[int] = (0,),
) -> Ran:
    """Run *command*, which must end with one of *codes*."""
    with TemporaryFile("w+", encoding="utf-8") as out, TemporaryFile("w+", encoding="utf-8") as err:
        begun = perf_counter()
        child = subprocess.Popen(
            list(map(str, command)),
            cwd=cwd,
            env=_air(env or {}),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
        )
        # Of this child alone; on Linux its peak is in KiB, and counts what the parent had before.
        _, status, used = os.wait4(child.pid, 0)
        seconds = perf_counter() - begun
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        told = (child.returncode, out.read(), err.read())
    if child.returncode not in codes:
        raise FailedError("\n".join(map(str, (*command, *told))))
    return Ran(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, *told)


def quizgen(
    *arguments: str | Path, cwd: Path | None = None, cache: Path, codes: Sequence[int] = (0,)
) -> Ran:
    """Run quizgen as it was installed, with *cache* as the user's folder of caches."""
    program = Path(sys.executable).with_name("quizgen")
    env = {"XDG_CACHE_HOME": str(cache)}
    return run([program, *arguments], cwd=cwd, env=env, codes=codes)


def measured(ran: Iterable[Ran]) -> Measure:
    """The medians of runs that *ran*."""
    found = list(ran)
    return Measure(
        median(one.seconds for one in found),
        median(one.cpu for one in found),
        median(one.peak for one in found),
        len(found),
    )


def interleaved(
    contenders: Mapping[str, Callable[[], Ran]], runs: int, tell: Tell
) -> dict[str, Measure]:
    """Let each of *contenders* run in turn, so that whatever slows the machine slows them all."""
    ran: dict[str, list[Ran]] = {name: [] for name in contenders}
    for _ in range(runs):
        for name, start in contenders.items():
            ran[name].append(start())
            tell(f"{name}: {ran[name][-1].seconds:.2f} s")
    return {name: measured(found) for name, found in ran.items()}


def _air(more: Mapping[str, str]) -> dict[str, str]:
    kept = {name: text for name, text in os.environ.items() if not name.startswith(LEFT_OUT)}
    return {**kept, "NO_COLOR": "1", "SOURCE_DATE_EPOCH": str(EPOCH), **more}
