"""How far a command has come: a bar where it takes longer than a second, and what took how long.

Nothing is shown where nobody looks.
"""

from __future__ import annotations

import sys
from threading import Timer
from time import perf_counter
from typing import TYPE_CHECKING, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from rich.progress import Progress

PATIENCE = 1.0  # seconds
T = TypeVar("T")


class Watch:
    """Sees the stages of a command go by, and shows them once it has taken longer than PATIENCE."""

    def __init__(self) -> None:
        """Prepare to wait."""
        self._timer = Timer(PATIENCE, self._show)
        self._timer.daemon = True
        self._bar: Progress | None = None
        self._step = "", 0, 0
        self._begun: list[tuple[str, float]] = []

    def __enter__(self) -> Self:
        """Begin to wait, if somebody looks."""
        if sys.stderr.isatty():
            self._timer.start()
        return self

    def stage(self, name: str) -> None:
        """From here on the command does what *name* says."""
        self._begun.append((name, perf_counter()))
        self._tell(name, 0, 0)

    def step(self, things: Collection[T]) -> Iterator[T]:
        """Each of *things*, while the bar shows how many of them this stage is through with."""
        name = self._step[0]
        for done, thing in enumerate(things):
            self._tell(name, done, len(things))
            yield thing
        self._tell(name, len(things), len(things))

    def timings(self) -> Iterator[tuple[str, float]]:
        """Each stage so far with the seconds that it took."""
        ends = [begun for _, begun in self._begun[1:]] + [perf_counter()]
        for (name, begun), end in zip(self._begun, ends, strict=True):
            yield name, end - begun

    def _tell(self, name: str, done: int, total: int) -> None:
        self._step = name, done, total
        if self._bar:
            task = self._bar.task_ids[0]
            self._bar.update(task, description=name, completed=done, total=total or None)

    def _show(self) -> None:
        from rich.console import Console
        from rich.progress import Progress

        name, done, total = self._step
        bar = Progress(console=Console(stderr=True), transient=True)
        bar.add_task(name, completed=done, total=total or None)
        bar.start()
        self._bar = bar

    def __exit__(self, *_: object) -> None:
        """Take the bar away."""
        self._timer.cancel()
        if self._bar:
            self._bar.stop()
            self._bar = None
