"""The preview that follows the author: it looks for changes, compiles, and tells who waits."""

from __future__ import annotations

from threading import Condition, Event, Thread
from time import perf_counter
from typing import TYPE_CHECKING

from quizgen.preview.snapshot import Snapshot, taken
from quizgen.preview.watching import state

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PAUSE = 0.25  # seconds between two looks at the files
_SHARE = 20  # a look takes at most the twentieth part of the time
_SETTLED = 0.05  # seconds without a change, after which a save is over
_ALIVE = 15.0  # seconds after which whoever waits is told that nothing has happened


class Live:
    """A workspace as it stands, followed by a thread of its own."""

    def __init__(self, root: Path, texts: Path | None) -> None:
        """Begin with nothing; *root* is looked at once `start` is called."""
        self.root, self.texts = root, texts
        self.snapshot = Snapshot()
        self.is_busy = True
        self._changed = Condition()
        self._ended = Event()

    def start(self) -> None:
        """Follow the workspace until the program ends, or `end` is called."""
        Thread(target=self._follow, name="preview", daemon=True).start()

    def end(self) -> None:
        """Follow it no longer, and let nobody wait."""
        self._ended.set()
        with self._changed:
            self._changed.notify_all()

    def events(self) -> Iterator[str]:
        """What there is to tell, as it happens: `busy`, the version that stands, or nothing."""
        told = ""
        while not self._ended.is_set():
            with self._changed:
                if self._news() == told:
                    self._changed.wait(_ALIVE)
                news = self._news()
            yield "" if news == told else news
            told = news

    def _news(self) -> str:
        return "busy" if self.is_busy else str(self.snapshot.version)

    def _follow(self) -> None:
        known: object = None
        pause = 0.0
        while not self._ended.wait(pause):
            start = perf_counter()
            now = state(self.root, self.texts)
            pause = max(_PAUSE, _SHARE * (perf_counter() - start))
            if now != known:
                known = self._settled(now)
                self._compile()

    def _settled(self, now: object) -> object:
        """The state of the files once nobody is writing them."""
        while not self._ended.wait(_SETTLED):
            later = state(self.root, self.texts)
            if later == now:
                break
            now = later
        return now

    def _compile(self) -> None:
        self._tell(is_busy=True)
        snapshot = taken(self.root, self.texts, self.snapshot)
        self._tell(snapshot, is_busy=False)

    def _tell(self, snapshot: Snapshot | None = None, *, is_busy: bool) -> None:
        with self._changed:
            self.snapshot = snapshot or self.snapshot
            self.is_busy = is_busy
            self._changed.notify_all()
