"""Python's garbage collector, kept from walking what a command makes."""

from __future__ import annotations

import atexit
import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# To start makes tens of thousands of objects that stay: looked through at every 700, as Python
# does where nothing is said, they take a while.
gc.set_threshold(50_000)
# A process that ends leaves nothing to be looked for: its memory goes as a whole.
atexit.register(gc.freeze)


@contextmanager
def without_collector() -> Iterator[None]:
    """No garbage collection: nothing here makes cycles, and walking a growing tree is slow."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            # What was made is old from now on: as young, all of it would be walked at once.
            gc.freeze()
            gc.unfreeze()
            gc.enable()
