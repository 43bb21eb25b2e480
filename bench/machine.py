"""The machine that numbers come from."""

from __future__ import annotations

import os
import platform
import re
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("anki", "genanki", "jinja2", "pydantic", "pyyaml", "typer")


@dataclass(frozen=True)
class Machine:
    """What it is, and what runs on it."""

    processor: str
    cores: int
    memory: float
    system: str
    python: str
    libraries: tuple[str, ...]


def machine() -> Machine:
    """The machine that runs this."""
    return Machine(
        _processor(),
        len(os.sched_getaffinity(0)),
        os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1024**3,
        f"{platform.freedesktop_os_release()['PRETTY_NAME']}, Linux {platform.release()}",
        platform.python_version(),
        tuple(f"{name} {version(name)}" for name in LIBRARIES),
    )


def _processor() -> str:
    told = Path("/proc/cpuinfo").read_text("utf-8")
    found = re.search(r"^model name\s*: (.+)$", told, re.MULTILINE)
    return found[1] if found else platform.machine()
