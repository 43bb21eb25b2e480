"""Outputs: each turns a compiled study into files. One module here is one output."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from quizgen.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from quizgen.items import Study
    from quizgen.lock import Lock
    from quizgen.resources import Shelf


@frozen
class Output:
    """A format study materials are written in: its files' names and bytes, from a study.

    `same` tells whether two byte strings hold the same content where bytes alone cannot.
    `for_paper`: its pages are to be printed, and can be had as PDF.
    """

    name: str
    summary: str
    make: Callable[[Study, Lock, Shelf], Mapping[str, bytes]]
    same: Callable[[bytes, bytes], bool] = bytes.__eq__
    for_paper: bool = False


@cache
def outputs() -> dict[str, Output]:
    """Every output, by name: those shipped here, and those installed under `quizgen.outputs`."""
    modules = (import_module(f"{__name__}.{m.name}") for m in iter_modules(__path__))
    found = [module.OUTPUT for module in modules]
    found += [entry.load() for entry in entry_points(group=__name__)]
    return {output.name: output for output in sorted(found, key=lambda o: o.name)}
