"""What earlier runs made, kept in the user's cache folder: data, known by digests of what it is of.

A key is the digest of all that a result depends on, so nothing kept is ever stale; what is damaged,
or cannot be read, was never there. The folder is safe to delete at any time. It is the user's own
(0700): what stands in it was made of the user's seeds.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import zlib
from contextlib import closing, contextmanager, suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quizgen.resources import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = "QUIZGEN_CACHE"  # names another folder; empty: nothing is kept
KEPT = 8  # runs: what none of the last ones used is forgotten
_AT_ONCE = 2**12  # results that are written together: all of a large workspace take much memory
_SAID = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_OF_PACKAGES = (".dist-info", ".egg-info")
_BEYOND_USE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)
# Results stand in the order in which they came, only their keys in an order of their own.
_MADE = (
    "CREATE TABLE IF NOT EXISTS result (key TEXT PRIMARY KEY, digest BLOB, data BLOB, run INTEGER)"
)
_ANY = "SELECT 1 FROM result LIMIT 1"
_LAST = "SELECT COALESCE(MAX(CAST(run AS INTEGER)), 0) FROM result"


class Cache:
    """The results kept of one workspace; one that cannot be opened forgets everything."""

    def __init__(self, database: sqlite3.Connection | None = None) -> None:
        """Keep results in *database*."""
        self._database = database
        self._used: set[str] = set()
        self._new: dict[str, bytes] = {}
        self._run = 0  # the number of this run, once anything was written
        self.is_damaged = False
        self._is_empty = self._holds_nothing()

    @property
    def is_open(self) -> bool:
        """Whether anything can be kept."""
        return self._database is not None

    @property
    def apart(self) -> Cache:
        """Where to keep what is not about one thing."""
        return self

    def turn_to(self, name: str) -> None:
        """Tell that it is about the thing of this *name* now: what comes in turn may be bundled."""

    def get(self, key: str) -> bytes | None:
        """What was kept under *key*, if it is whole."""
        if self._database is None or self._is_empty:
            return None
        with suppress(zlib.error), self._noticing():
            found = self._database.execute("SELECT digest, data FROM result WHERE key = ?", [key])
            for digest, data in found:
                if isinstance(data, bytes) and digest == _digest(key, data):
                    whole = zlib.decompress(data)
                    self._used.add(key)
                    return whole
        return None

    def put(self, key: str, data: bytes) -> None:
        """Keep *data* under *key*."""
        if self._database is not None:
            self._new[key] = zlib.compress(data, 1)
            if len(self._new) == _AT_ONCE:
                self._write()

    def save(self) -> None:
        """Write down what is new and what was used, and forget what has long been of no use."""
        if self._database is None or not (self._new or self._used or self._run):
            return
        self._write()
        with self._noticing(), self._database as database:
            database.executemany(
                "UPDATE result SET run = ? WHERE key = ?", ((self._run, key) for key in self._used)
            )
            database.execute("DELETE FROM result WHERE run <= ?", [self._run - KEPT])
        self._used.clear()
        self._run = 0
        self._is_empty = False

    def _holds_nothing(self) -> bool:
        """Whether this is the first run: then there is nothing to look for."""
        found = None
        with self._noticing():
            found = self._database.execute(_ANY).fetchone() if self._database else None
        return found is None

    def _write(self) -> None:
        """Write down what is new: each part is of use by itself."""
        assert self._database is not None  # noqa: S101  (else there is nothing new)
        with self._noticing(), self._database as database:
            if not self._run:
                (last,) = database.execute(_LAST).fetchone()
                self._run = last + 1
            database.executemany(
                "INSERT OR REPLACE INTO result VALUES (?, ?, ?, ?)",
                ((key, _digest(key, data), data, self._run) for key, data in self._new.items()),
            )
        self._new.clear()

    @contextmanager
    def _noticing(self) -> Iterator[None]:
        """Whatever ails the database, the work goes on; but a damaged one is of no more use."""
        try:
            yield
        except sqlite3.Error as error:
            self.is_damaged |= _is_damage(error)


class Ledger:
    """What is known to be right, by digests, kept as one result.

    So many results of one word each would take as long to look up as to find out again.
    """

    def __init__(self, cache: Cache, *parts: Any) -> None:  # noqa: ANN401  (whatever JSON can say)
        """Look up what is right by *parts*, on which all of it depends."""
        self._cache, self._key = cache, key_of("ledger", *parts)
        kept = cache.get(self._key) or b""
        self._known = frozenset(kept.decode("ascii", "replace").split())
        self._right: set[str] = set()

    def knows(self, key: str) -> bool:
        """Whether what has this digest was right before; it is remembered then."""
        if key in self._known:
            self._right.add(key)
        return key in self._known

    def enter(self, key: str) -> None:
        """Remember that what has this digest is right."""
        self._right.add(key)

    def keep(self) -> None:
        """Keep what was asked for and is right; what nothing asks for any more is forgotten."""
        if self._right != self._known:
            self._cache.put(self._key, " ".join(sorted(self._right)).encode())


@contextmanager
def opened(root: Path, part: str = "facts") -> Iterator[Cache]:
    """A part of what is kept of the workspace *root*, saved at the end.

    Whatever ails it, the work goes on.
    """
    path = _place(root, part)
    database = _database(path) if path else None
    if path is None or database is None:
        yield Cache()
        return
    with closing(database):
        kept = Cache(database)
        yield kept
        kept.save()
    if kept.is_damaged:
        with suppress(OSError):
            _forget(path)


@cache
def program() -> str:
    """A digest of this very program, its templates, its Python and all that is installed there."""
    package, templates = Path(__file__).parent, shipped()
    files = [*package.rglob("*.py"), *(p for p in templates.rglob("*") if p.is_file())]
    made = blake2b(sys.version.encode(), digest_size=16)
    for path in sorted(files):
        made.update(f"{path.name} {path.stat().st_size}\n".encode())
        made.update(path.read_bytes())
    made.update("\n".join(sorted(_installed())).encode("utf-8", "surrogateescape"))
    return made.hexdigest()


def _installed() -> Iterator[str]:
    """The packages at hand, with their versions, as folders name them: to ask each takes long.

    Their words, their formats and the outputs that they add show in what is made.
    """
    for folder in sys.path:
        with suppress(OSError):
            files = Path(folder).iterdir() if folder else ()
            yield from (file.name for file in files if file.suffix in _OF_PACKAGES)


def key_of(*parts: Any) -> str:  # noqa: ANN401  (whatever JSON can say)
    """The digest of *parts*, each of which JSON can say."""
    return blake2b(_SAID.encode(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _place(root: Path, part: str) -> Path | None:
    """The file that is kept for a part of *root*, if the user has a folder of his own for it."""
    folder = _folder()
    if folder is None:
        return None
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return (
            folder / f"{key_of(str(root.resolve()))}-{part}.sqlite" if _is_private(folder) else None
        )
    except OSError:
        return None


def _database(path: Path) -> sqlite3.Connection | None:
    """The database at *path*: made anew if it is damaged, none where it cannot be opened."""
    try:
        return _opened(path)
    except sqlite3.Error as error:
        if not _is_damage(error):  # as where another command is writing
            return None
    try:
        _forget(path)
        return _opened(path)
    except (OSError, sqlite3.Error):
        return None


def _opened(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=1.0)
    try:
        database.execute("PRAGMA synchronous = OFF")  # what a power cut spoils is seen, and missed
        database.execute(_MADE)
        database.execute("SELECT key, digest, data, run FROM result LIMIT 1")
    except sqlite3.Error:
        database.close()
        raise
    return database


def _is_damage(error: sqlite3.Error) -> bool:
    """Whether an *error* says that the file is no database of ours."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _BEYOND_USE


def _forget(path: Path) -> None:
    """Take a database away, and what it had begun to write."""
    for name in (path, path.with_name(f"{path.name}-journal")):
        name.unlink(missing_ok=True)


def _folder() -> Path | None:
    named = os.environ.get(FOLDER)
    if named is not None:
        return Path(named) if named else None
    from platformdirs import user_cache_path  # noqa: PLC0415  (only who builds looks there)

    try:
        folder = user_cache_path("quizgen", appauthor=False)
    except RuntimeError:  # whoever runs it has no home
        return None
    return folder if folder.is_absolute() else None  # nor here, where older ones say `~`


def _is_private(folder: Path) -> bool:
    """Whether nobody else can write into *folder*, or read there what the seeds say."""
    if os.name != "posix":
        return True
    status = folder.stat()
    return status.st_uid == os.getuid() and not status.st_mode & 0o077


def _digest(key: str, data: bytes) -> bytes:
    """A digest of *data* as it is kept under this *key*, and under no other."""
    return blake2b(data, digest_size=16, key=key.encode()).digest()
