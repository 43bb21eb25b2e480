"""An author: a workspace that is changed, built and released, its editions kept."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple
from zipfile import ZipFile

from typer.testing import CliRunner

from quizgen.cli import app
from tests.learner import Card, Note, State, notetype

if TYPE_CHECKING:
    from pathlib import Path

RELEASE = "release"  # the command that closes an edition
PLAIN = {"NO_COLOR": "1", "COLUMNS": "100", "TERM": "dumb", "QUIZGEN_TEXTS": None}


class Edition(NamedTuple):
    """The packages of a deck as an edition holds them; no `retired` where nothing is."""

    package: Path
    retired: Path | None


@dataclass(frozen=True)
class Forecast:
    """What `quizgen upgrade` foretold: each group of notes, and whether nothing would be lost."""

    groups: dict[str, Any]
    is_fine: bool

    def guids(self, group: str) -> list[str]:
        """The notes of a group."""
        return sorted(entry["guid"] for entry in self.groups[group])

    def logged(self, label: str) -> list[str]:
        """The notes of which Anki's list will say *label*, as often as it will."""
        found = [
            entry["guid"]
            for group in ("new", "updated", "untouched", "kept", "conflicting")
            for entry in self.groups[group]
            for said in entry["log"]
            if said == label
        ]
        return sorted(found)


@dataclass
class Author:
    """Whoever keeps the workspace in `root`, with the editions of its one deck on a `shelf`."""

    root: Path
    shelf: Path
    deck: str
    editions: list[Edition] = field(default_factory=list)

    def run(self, *words: str | Path, at: int) -> str:
        """What quizgen says to *words* with its clock at *at*; where it fails, so does the test."""
        arguments = [*map(str, words), "-C", str(self.root)]
        done = CliRunner().invoke(
            app, arguments, env={**PLAIN, "SOURCE_DATE_EPOCH": str(at)}, catch_exceptions=False
        )
        assert done.exit_code == 0, done.output
        return done.stdout

    def foretell(self, old: Path, new: Path, learner: Path) -> Forecast:
        """What `quizgen upgrade` says of *new* to a learner who has *old* in his collection."""
        words = ["upgrade", old, new, "--collection", learner, "--format", "json"]
        done = CliRunner().invoke(app, list(map(str, words)), env=PLAIN, catch_exceptions=False)
        assert done.exit_code in (0, 1), done.output
        return Forecast(json.loads(done.stdout), is_fine=done.exit_code == 0)

    def build(self, at: int) -> None:
        """Build, and close no edition."""
        self.run("build", at=at)

    def release(self, at: int) -> Edition:
        """Close an edition, and keep what it holds."""
        self.run(RELEASE, at=at)
        package = self._kept(f"{self.deck}.apkg")
        assert package
        self.editions.append(Edition(package, self._kept(f"{self.deck}-retired.apkg")))
        return self.editions[-1]

    def _kept(self, name: str) -> Path | None:
        """A copy of what was built under *name*, if anything was."""
        built = self.root / "decks" / self.deck / name
        if not built.is_file():
            return None
        folder = self.shelf / str(len(self.editions) + 1)
        folder.mkdir(parents=True, exist_ok=True)
        return shutil.copyfile(built, folder / name)


def contents(package: Path) -> State:
    """What *package* holds, read without Anki and without quizgen."""
    with ZipFile(package) as file, closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(file.read("collection.anki2"))
        notes = database.execute("SELECT guid, mid, mod, tags, flds FROM notes ORDER BY guid")
        models, decks = map(
            json.loads, database.execute("SELECT models, decks FROM col").fetchone()
        )
        cards = database.execute(
            "SELECT guid, ord, did, type, queue, due, ivl, factor, reps, lapses, left, c.flags,"
            " c.data FROM cards c JOIN notes n ON nid = n.id ORDER BY guid, ord"
        )
        return State(
            [Note(guid, mid, mod, tags.strip(), text) for guid, mid, mod, tags, text in notes],
            [Card(guid, ord_, decks[str(did)]["name"], *rest) for guid, ord_, did, *rest in cards],
            [notetype(made) for made in models.values()],
            0,
        )
