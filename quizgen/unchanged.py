"""A run that nothing has changed since: what came of it is told again, and nothing is made.

Held against each other are all files that a run reads or writes, byte for byte.
"""

from __future__ import annotations

import os
from collections.abc import Mapping  # noqa: TC003  (pydantic reads the annotations)
from dataclasses import field, replace
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from quizgen.cache import key_of, opened, program
from quizgen.diagnostics import Diagnostic  # noqa: TC001  (again)
from quizgen.frozen import frozen
from quizgen.journal import place
from quizgen.resources import templates_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@frozen
class Outcome:
    """What a run told: its problems, how much there is of everything, what was verified.

    `files`: how many files the outputs are; `pictures`: those of the workspace, wherever they are,
    each with the digest of what was read of it.
    """

    problems: tuple[Diagnostic, ...]
    counts: str
    verified: str
    files: int = 0
    pictures: Mapping[str, str] = field(default_factory=dict)
    state: str = ""


@frozen
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
        is_same = known and known.state and known.state == self.state()
        return known if known and is_same and self.shows(known.pictures) else None

    def remember(self, outcome: Outcome, read: str) -> None:
        """Keep what came of this run, which read what was *read*: what has not changed since."""
        if read != self.read():
            return
        with opened(self.root, "outcomes") as kept:
            kept.put(self.key, _adapter().dump_json(replace(outcome, state=self.state())))

    def read(self) -> str:
        """A digest of every file that authors write, and of the lock where nothing writes it."""
        lock = () if self.command == "build" else (self.lock,)
        return _digest([*self.written(), *lock])

    def state(self) -> str:
        """A digest of every file that the run reads or writes; nothing where one is unreadable."""
        return _digest([*self.written(), *self.made()])

    def shows(self, pictures: Mapping[str, str]) -> bool:
        """Whether the *pictures* are what they were."""
        try:
            return all(
                picture == digest_of((self.root / name).read_bytes())
                for name, picture in pictures.items()
            )
        except OSError:
            return False

    def written(self) -> Iterator[Path]:
        """Every file that authors write, but for pictures."""
        yield self.root / "quizgen.yaml"
        yield from sorted((self.root / "decks").glob("*.y*ml"))
        for folder in (self.root / "seeds", self.texts):
            yield from sorted(folder.rglob("*")) if folder else ()
        yield from templates_in(self.root / "templates")

    def made(self) -> Iterator[Path]:
        """Every file that a build writes, or might have written."""
        yield self.lock
        yield place(self.root)  # of what was cut off
        yield from sorted((self.root / "decks").glob("*/**/*"))
        yield from sorted(self.out.rglob("*")) if self.out else ()

    @property
    def lock(self) -> Path:
        """What learners have."""
        return self.root / "quizgen.lock"

    @property
    def key(self) -> str:
        """What the run is known by: paths are told from the folder where one is."""
        here, epoch = str(Path.cwd()), os.environ.get("SOURCE_DATE_EPOCH", "")
        folders = [str(folder) for folder in (self.root, self.texts, self.out)]
        return key_of(program(), self.command, here, folders, list(self.decks), epoch)


def digest_of(data: bytes) -> str:
    """What *data* is known by."""
    return blake2b(data, digest_size=16).hexdigest()


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
