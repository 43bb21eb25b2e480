"""A run that nothing has changed since: what came of it is told again, and nothing is made.

Held against each other are all files that a run reads or writes, byte for byte.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from quizgen.cache import key_of, opened, program
from quizgen.diagnostics import Diagnostic  # noqa: TC001  (pydantic reads the annotations)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run told: its problems, how much there is of everything, what was verified.

    `files`: how many files the outputs are; `pictures`: those of the workspace, wherever they are.
    """

    problems: tuple[Diagnostic, ...]
    counts: str
    verified: str
    files: int = 0
    pictures: tuple[str, ...] = ()
    state: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A command with all that it was told: the workspace, its texts, where to write, what."""

    root: Path
    command: str
    texts: Path | None = None
    out: Path | None = None
    decks: tuple[str, ...] = ()

    def outcome(self) -> Outcome | None:
        """What came of the same run before, if every file is as it was then."""
        with opened(self.root, "outcomes") as kept:
            data = kept.get(self.key)
        known = _read(data) if data else None
        if known is None or not known.state:
            return None
        return known if known.state == self.state(known.pictures) else None

    def remember(self, outcome: Outcome, read: str) -> None:
        """Keep what came of this run, which read what was *read*: what has not changed since."""
        if read != self.read():
            return
        whole = replace(outcome, state=self.state(outcome.pictures))
        with opened(self.root, "outcomes") as kept:
            kept.put(self.key, _adapter().dump_json(whole))

    def read(self) -> str:
        """A digest of every file that authors write."""
        return _digest(self.written())

    def state(self, pictures: Iterable[str]) -> str:
        """A digest of every file that the run reads or writes; nothing where one is unreadable."""
        shown = (self.root / name for name in pictures)
        return _digest([*self.written(), *shown, *self.made()])

    def written(self) -> Iterator[Path]:
        """Every file that authors write, but for pictures."""
        yield self.root / "quizgen.yaml"
        yield from sorted((self.root / "decks").glob("*.yaml"))
        for folder in (self.root / "seeds", self.root / "templates", self.texts):
            yield from sorted(folder.rglob("*")) if folder else ()

    def made(self) -> Iterator[Path]:
        """Every file that a build writes, or might have written."""
        yield self.root / "quizgen.lock"
        for folder in (self.root / "decks", self.out):
            yield from sorted(folder.glob("*/**/*")) if folder else ()

    @property
    def key(self) -> str:
        """What the run is known by: paths are told from the folder where one is."""
        here, epoch = str(Path.cwd()), os.environ.get("SOURCE_DATE_EPOCH", "")
        folders = [str(folder) for folder in (self.root, self.texts, self.out)]
        return key_of(program(), self.command, here, folders, list(self.decks), epoch)


def _digest(paths: Iterable[Path]) -> str:
    """A digest of the files among *paths*, by path; nothing where one cannot be read."""
    made = blake2b(digest_size=16)
    try:
        for path in paths:
            if path.is_file():
                data = path.read_bytes()
                made.update(f"{path} {len(data)}\n".encode("utf-8", "surrogateescape"))
                made.update(data)
    except OSError:
        return ""
    return made.hexdigest()


@cache
def _adapter() -> TypeAdapter[Outcome]:
    return TypeAdapter(Outcome)


def _read(data: bytes) -> Outcome | None:
    try:
        return _adapter().validate_json(data)
    except ValidationError:
        return None
