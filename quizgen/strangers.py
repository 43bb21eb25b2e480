"""Strangers' files: archives, databases, JSON and protobuf, read within limits and never believed.

Whatever is wrong with one of them is a `Refused` that says why; nothing else is raised.
"""

from __future__ import annotations

import io
import json
import sqlite3
import stat
import struct
import zlib
from contextlib import closing, contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from quizgen.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    Value = int | float | str | bytes | None

MEGA = 1 << 20
MAX_FILE = 2048 * MEGA
MAX_UNPACKED = 2048 * MEGA
MAX_MEMBERS = 50_000
MAX_NAME = 255
# What a small file unpacks to may be any multiple of it; beyond that, none has an honest reason.
MAX_RATIO = 200
FREE = 64 * MEGA
# The list of an archive's members is read in one piece, before anything in it can be looked at.
_MAX_PIECE = 16 * MEGA
_CHUNK = MEGA
_ENCRYPTED = 0x1
_MAX_VALUE = 32 * MEGA  # of one row of a database
_MAX_TABLES = 1000
_STEP, _MAX_STEPS = 100_000, 50_000  # instructions of SQLite's machine between two looks; looks
_WAL_FORMAT = slice(18, 20)
_MAX_VARINT = 10
_DAMAGE = (
    BadZipFile,
    EOFError,
    LookupError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    struct.error,
    zlib.error,
)


class Refused(Exception):
    """Why a stranger's file is not read any further."""


class _Pieces(io.FileIO):
    """A file of which nobody gets more than a piece at once, whatever the file says it holds."""

    def read(self, size: int | None = -1, /) -> bytes:
        """At most a piece; more is refused."""
        if size is not None and size > _MAX_PIECE:
            raise Refused("its list of members is too long")
        return super().read(_MAX_PIECE if size is None or size < 0 else size) or b""


@frozen
class Archive:
    """A zip archive whose members have been looked at: their names, sizes and kinds."""

    file: ZipFile
    members: Mapping[str, ZipInfo]

    @property
    def comment(self) -> bytes:
        """The words at the end of the archive."""
        return self.file.comment

    def read(self, name: str, limit: int) -> bytes:
        """The content of a member, of at most *limit* bytes."""
        if self.members[name].file_size > limit:
            raise Refused(f"'{name}' in it is larger than {limit // MEGA} MB")
        return b"".join(self._chunks(name))

    def digest(self, name: str) -> str:
        """The SHA-256 of a member, read piece by piece."""
        found = sha256()
        for chunk in self._chunks(name):
            found.update(chunk)
        return found.hexdigest()

    def _chunks(self, name: str) -> Iterator[bytes]:
        with _damage(), self.file.open(self.members[name]) as member:
            while chunk := member.read(_CHUNK):
                yield chunk


@contextmanager
def archive(path: Path) -> Iterator[Archive]:
    """The zip archive at *path*, if nothing about it is suspicious."""
    size = file_size(path)
    if size > MAX_FILE:
        raise Refused(f"it is larger than {MAX_FILE // MEGA} MB")
    with closing(_open(path)) as pieces, _damage(), ZipFile(pieces) as file:
        members = file.infolist()
        _inspect(members, size)
        yield Archive(file, {member.filename: member for member in members})


def _open(path: Path) -> _Pieces:
    try:
        return _Pieces(path)
    except OSError as error:
        raise Refused((error.strerror or "it cannot be opened").lower()) from error


def file_size(path: Path) -> int:
    """The size of the file at *path*; a folder, a pipe or a device is none."""
    try:
        found = path.stat()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name cannot be used"
        raise Refused(reason.lower()) from error
    if not stat.S_ISREG(found.st_mode):
        raise Refused("it is not a file")
    return found.st_size


def _inspect(members: list[ZipInfo], size: int) -> None:
    if len(members) > MAX_MEMBERS:
        raise Refused(f"it has more than {MAX_MEMBERS} members")
    if len({member.filename for member in members}) < len(members):
        raise Refused("two of its members have one name")
    for member in members:
        if fault := _fault(member):
            raise Refused(f"one of its members {fault}")
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED or unpacked > max(FREE, MAX_RATIO * size):
        raise Refused(f"its {-(-size // 1024)} KB would unpack to {unpacked // MEGA} MB")


def _fault(member: ZipInfo) -> str | None:
    name = member.filename
    if len(name) > MAX_NAME:
        return f"has a name of more than {MAX_NAME} characters"
    if not name.isprintable() or set(name) & set('/\\:*?"<>|') or name in ("", ".", ".."):
        return "is not a plain file name"
    if member.external_attr >> 16 and not stat.S_ISREG(member.external_attr >> 16 | stat.S_IFREG):
        return "is no file"
    if member.flag_bits & _ENCRYPTED:
        return "is encrypted"
    if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return "is packed in a way that Anki does not read"
    return None


@contextmanager
def _damage() -> Iterator[None]:
    """Whatever a damaged archive makes its reader raise is one thing: damage."""
    try:
        yield
    except _DAMAGE as error:
        raise Refused("it is no zip archive, or a damaged one") from error


class Database:
    """A stranger's SQLite database: plain tables are read from it, and nothing else."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Take over *connection*, and bind it."""
        self._connection = connection
        self._steps = 0
        _bind(connection)
        connection.set_progress_handler(self._step, _STEP)
        rows = self._run("SELECT name, type, sql FROM sqlite_master", _MAX_TABLES)
        # A view, a virtual or a temporary table could run what a stranger wrote.
        self.tables = {
            name for name, type_, sql in rows
            if type_ == "table" and str(sql).upper().startswith("CREATE TABLE")
        }  # fmt: skip

    def rows(
        self, table: str, columns: Mapping[str, type], limit: int
    ) -> Iterator[tuple[Value, ...]]:
        """The *columns* of a plain table, of these types, by the order of its key."""
        if table not in self.tables:
            raise Refused(f"its database has no table '{table}'")
        # Columns that are computed are as bad as a view.
        stored = {row[1] for row in self._run(f"PRAGMA table_xinfo({table})", 1000) if not row[6]}
        if missing := [name for name in columns if name not in stored]:
            raise Refused(f"its table '{table}' has no column '{missing[0]}'")
        names, types = ", ".join(columns), tuple(columns.values())
        for row in self._run(f"SELECT {names} FROM {table}", limit):  # noqa: S608  (names of ours)
            if tuple(map(type, row)) != types:
                raise Refused(f"its table '{table}' holds values of a wrong kind")
            yield row

    def _run(self, query: str, limit: int) -> Iterator[tuple[Value, ...]]:
        try:
            for number, row in enumerate(self._connection.execute(query)):
                if number == limit:
                    raise Refused(f"its database has more than {limit} rows in one table")
                yield row
        except (sqlite3.Error, OverflowError, ValueError) as error:
            raise Refused("its database is damaged") from error

    def _step(self) -> bool:
        self._steps += 1
        return self._steps > _MAX_STEPS


@contextmanager
def database(source: bytes | Path) -> Iterator[Database]:
    """The SQLite database of these bytes, or in this file, which is only read."""
    try:
        connection = _deserialized(source) if isinstance(source, bytes) else _opened(source)
    except (sqlite3.Error, OverflowError, ValueError) as error:
        raise Refused("it holds no database of Anki") from error
    with closing(connection):
        yield Database(connection)


def _deserialized(data: bytes) -> sqlite3.Connection:
    copy = bytearray(data)
    copy[_WAL_FORMAT] = b"\1\1"  # in memory there is no log beside the file that it could want
    connection = sqlite3.connect(":memory:")
    connection.deserialize(bytes(copy))
    return connection


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def _bind(connection: sqlite3.Connection) -> None:
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MAX_VALUE)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.setlimit(sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 1)
    connection.create_collation("unicase", lambda a, b: (a > b) - (a < b))  # Anki's own
    try:
        for setting in ("trusted_schema=OFF", "query_only=ON", "cell_size_check=ON"):
            connection.execute(f"PRAGMA {setting}")
    except sqlite3.Error as error:
        raise Refused("its database is damaged") from error


def from_json(text: str | bytes, what: str) -> object:
    """What *text* holds."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(f"{what} cannot be read") from error


def message(data: bytes, wanted: Iterable[int]) -> dict[int, int | bytes]:
    """The fields *wanted* of a protobuf message: numbers, and the bytes of texts."""
    found: dict[int, int | bytes] = {}
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        value: int | bytes
        if key & 7 == 0:
            value, at = _varint(data, at)
            value -= (value >> 63) << 64
        else:
            size, at = _size(key & 7, data, at)
            value, at = data[at : at + size], at + size
        if key >> 3 in wanted:
            found[key >> 3] = value
    if at > len(data):
        raise Refused("its database is damaged")
    return found


def _size(kind: int, data: bytes, at: int) -> tuple[int, int]:
    fixed = {1: 8, 5: 4}
    if kind == 2:  # noqa: PLR2004  (its length stands before it)
        return _varint(data, at)
    if kind not in fixed:
        raise Refused("its database is damaged")
    return fixed[kind], at


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for place, byte in enumerate(data[at : at + _MAX_VARINT]):
        value |= (byte & 0x7F) << 7 * place
        if byte < 0x80:  # noqa: PLR2004  (the last one)
            return value & (1 << 64) - 1, at + place + 1
    raise Refused("its database is damaged")
