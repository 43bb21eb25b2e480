"""A cache in memory, for tests of what is kept in one."""

from __future__ import annotations

from quizgen.cache import Cache


class Drawer(Cache):
    """A cache that forgets nothing, and counts what is written into it."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.all: dict[str, bytes] = {}
        self.written = 0

    @property
    def is_open(self) -> bool:
        """Always."""
        return True

    def get(self, key: str) -> bytes | None:
        """What was kept."""
        return self.all.get(key)

    def put(self, key: str, data: bytes) -> None:
        """Keep it."""
        self.all[key] = data
        self.written += 1
