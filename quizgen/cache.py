"""What earlier runs made, kept in the user's cache folder: data, known by digests of what it is of.

A key is the digest of all that a result depends on, so nothing kept is ever stale; what is damaged,
or cannot be read, was never there. The folder is safe to delete at any time. It is the user's own
(0700): what stands in it was made of the user's seeds.
"""

from __future__ import annotations

import json
import os
import sqlite3
import zlib
from contextlib import closing, contextmanager, suppress
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quizgen.resources import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = "QUIZGEN_CACHE"  # names another folder; empty: nothing is kept
KEPT = 8  # runs: what none of the last ones used is forgotten
_LIBRARIES = ("babel", "jinja2", "latex2mathml", "pydantic", "pyyaml")  # whose versions may show
_MADE = """
CREATE TABLE IF NOT EXISTS result (key TEXT PRIMARY KEY, digest BLOB, data BLOB, run INTEGER)
WITHOUT ROWID
"""


class Cache:
    """The results kept of one workspace; one that cannot be opened forgets everything."""

    def __init__(self, database: sqlite3.Connection | None = None) -> None:
        """Keep results in *database*."""
        self._database = database
        self._used: set[str] = set()
        self._new: dict[str, bytes] = {}

    @property
    def is_open(self) -> bool:
        """Whether anything can be kept."""
        return self._database is not None

    def get(self, key: str) -> bytes | None:
        """What was kept under *key*, if it is whole."""
        if self._database is None:
            return None
        with suppress(sqlite3.Error, zlib.error):
            found = self._database.execute("SELECT digest, data FROM result WHERE key = ?", [key])
            for digest, data in found:
                if digest == _digest(data):
                    self._used.add(key)
                    return zlib.decompress(data)
        return None

    def put(self, key: str, data: bytes) -> None:
        """Keep *data* under *key*."""
        if self._database is not None:
            self._new[key] = data

    def save(self) -> None:
        """Write down what is new and what was used, and forget what has long been of no use."""
        if self._database is None or not (self._new or self._used):
            return
        rows = ((k, zlib.compress(data, 1)) for k, data in self._new.items())
        with suppress(sqlite3.Error), self._database as database:
            (last,) = database.execute("SELECT COALESCE(MAX(run), 0) FROM result").fetchone()
            run = last + 1
            database.executemany(
                "UPDATE result SET run = ? WHERE key = ?", ((run, key) for key in self._used)
            )
            database.executemany(
                "INSERT OR REPLACE INTO result VALUES (?, ?, ?, ?)",
                ((key, _digest(data), data, run) for key, data in rows),
            )
            database.execute("DELETE FROM result WHERE run <= ?", [run - KEPT])
        self._used.clear()
        self._new.clear()


@contextmanager
def opened(root: Path, part: str = "facts") -> Iterator[Cache]:
    """A part of what is kept of the workspace *root*, saved at the end.

    Whatever ails it, the work goes on.
    """
    database = _database(root, part)
    if database is None:
        yield Cache()
        return
    with closing(database):
        kept = Cache(database)
        yield kept
        kept.save()


@cache
def program() -> str:
    """A digest of this very program, its templates and the libraries whose words it prints."""
    package, templates = Path(__file__).parent, shipped()
    files = [*package.rglob("*.py"), *(p for p in templates.rglob("*") if p.is_file())]
    made = blake2b(digest_size=16)
    for path in sorted(files):
        made.update(f"{path.name} {path.stat().st_size}\n".encode())
        made.update(path.read_bytes())
    for library in _LIBRARIES:
        with suppress(PackageNotFoundError):
            made.update(f"{library} {version(library)}\n".encode())
    return made.hexdigest()


def key_of(*parts: Any) -> str:  # noqa: ANN401  (whatever JSON can say)
    """The digest of *parts*, each of which JSON can say."""
    said = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _database(root: Path, part: str) -> sqlite3.Connection | None:
    """The file that is kept for a part of *root*, if the user has a folder of his own for it."""
    folder = _folder()
    if folder is None:
        return None
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_private(folder):
            return None
        path = folder / f"{key_of(str(root.resolve()))}-{part}.sqlite"
        return _sound(path) or _anew(path)
    except (OSError, sqlite3.Error):
        return None


def _sound(path: Path) -> sqlite3.Connection | None:
    """The database at *path*, or None if it is none."""
    database = sqlite3.connect(path, timeout=1.0)
    try:
        database.execute(_MADE)
        database.execute("SELECT key, digest, data, run FROM result LIMIT 1")
    except sqlite3.Error:
        database.close()
        return None
    return database


def _anew(path: Path) -> sqlite3.Connection | None:
    path.unlink(missing_ok=True)
    return _sound(path)


def _folder() -> Path | None:
    named = os.environ.get(FOLDER)
    if named is not None:
        return Path(named) if named else None
    from platformdirs import user_cache_path  # noqa: PLC0415  (only who builds looks there)

    return user_cache_path("quizgen", appauthor=False)


def _is_private(folder: Path) -> bool:
    """Whether nobody else can write into *folder*, or read there what the seeds say."""
    if os.name != "posix":
        return True
    status = folder.stat()
    return status.st_uid == os.getuid() and not status.st_mode & 0o077


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=16).digest()
