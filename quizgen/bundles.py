"""Many small results, kept in bundles: one by one, they would take as long to look up as to make.

Together is what comes one after another. Where a bundle ends its names say, whatever else there is:
what is added or taken away changes the bundle that it stands in, and each result in it still has a
key of its own.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from zlib import crc32

from quizgen.cache import Cache, key_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_FIRST = ""  # no thing's name: what the first thing is called may change


class Bundles(Cache):
    """A cache whose results are kept in another one, many at a time."""

    def __init__(self, cache: Cache, *parts: str, each: int) -> None:
        """Keep bundles of about *each* results in *cache*, apart from those of other *parts*."""
        super().__init__()
        self._cache, self._parts, self._each = cache, parts, each
        self._key = ""
        self._kept: dict[bytes, bytes] = {}
        self._taken: dict[bytes, bytes] = {}
        self._is_new = False

    @property
    def is_open(self) -> bool:
        """Whether anything can be kept."""
        return self._cache.is_open

    @property
    def apart(self) -> Cache:
        """Where to keep what is not about one thing."""
        return self._cache

    def turn_to(self, name: str) -> None:
        """From now on it is about the thing of this *name*."""
        if self._key and crc32(name.encode()) % self._each:
            return
        self.save()
        self._key = key_of("bundle", *self._parts, name if self._key else _FIRST)
        lines = (self._cache.get(self._key) or b"").split(b"\n")
        self._kept = dict(zip(lines[::2], lines[1::2], strict=False))

    def get(self, key: str) -> bytes | None:
        """What was kept under *key* beside other things of such a name."""
        data = self._kept.get(line := key.encode())
        if data is not None:
            self._taken[line] = data
        return data

    def put(self, key: str, data: bytes) -> None:
        """Keep *data*, one line, under *key*, another one."""
        self._taken[key.encode()] = data
        self._is_new = True

    def save(self) -> None:
        """Keep what was asked for or is new; what nothing asks for any more is forgotten."""
        if self._is_new or len(self._taken) < len(self._kept):
            lines = (line for one in self._taken.items() for line in one)
            self._cache.put(self._key, b"\n".join(lines))
        self._kept, self._taken, self._is_new = {}, {}, False


@contextmanager
def bundled(cache: Cache, *parts: str, each: int = 16) -> Iterator[Bundles]:
    """Results in *cache* in bundles of about *each*; the last one is kept at the end."""
    bundles = Bundles(cache, *parts, each=each)
    yield bundles
    bundles.save()
