"""A progress bar where work takes longer than a second; silence where nobody looks."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 1.0  # seconds
STEPS = 3


class Steps:
    """Shows the steps of a compilation; call it with the name of each as it begins."""

    def __init__(self) -> None:
        """Start the clock of patience (monotonic: never part of what is built)."""
        self._began = time.monotonic()
        self._done = -1
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __call__(self, name: str) -> None:
        """Begin the step *name*."""
        self._done += 1
        if not sys.stderr.isatty() or time.monotonic() - self._began < PATIENCE:
            return
        if self._bar is None:
            from rich.console import Console
            from rich.progress import Progress

            self._bar = Progress(console=Console(stderr=True), transient=True)
            self._bar.start()
            self._task = self._bar.add_task(name, total=STEPS)
        if self._task is not None:
            self._bar.update(self._task, completed=self._done, description=name)

    def __exit__(self, *_: object) -> None:
        """Take the bar away."""
        if self._bar:
            self._bar.stop()
