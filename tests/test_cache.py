"""What is kept of a workspace is the user's own, and whatever ails it, the work goes on."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import zlib
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from quizgen import cache, initial
from quizgen.cache import KEPT, Cache, Ledger, key_of, opened, program

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.conftest import Run

DATE = {"SOURCE_DATE_EPOCH": "1700000000"}
POSIX = pytest.mark.skipif(os.name != "posix", reason="who may read a folder is told otherwise")
KEY, DATA = key_of("some", ["thing"]), b"what was made of it"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the cache, which is not there yet."""
    monkeypatch.setenv("QUIZGEN_CACHE", str(tmp_path / "cache/quizgen"))
    return tmp_path / "cache/quizgen"


def keep(root: Path, key: str = KEY, data: bytes = DATA) -> None:
    with opened(root) as kept:
        kept.put(key, data)


def kept_of(root: Path, key: str = KEY) -> bytes | None:
    with opened(root) as kept:
        return kept.get(key)


def database(folder: Path) -> Path:
    (found,) = folder.glob("*.sqlite")
    return found


# Whose it is


def test_what_is_kept_is_there_the_next_time(tmp_path: Path, folder: Path) -> None:
    keep(tmp_path)
    assert kept_of(tmp_path) == DATA
    assert kept_of(tmp_path, key_of("another", ["thing"])) is None
    assert kept_of(tmp_path / "elsewhere") is None
    assert len([*folder.iterdir()]) == 2


@POSIX
def test_the_folder_is_the_users_own(tmp_path: Path, folder: Path) -> None:
    keep(tmp_path)
    assert folder.stat().st_mode & 0o777 == 0o700


@POSIX
@pytest.mark.parametrize("mode", [0o701, 0o710, 0o704, 0o720, 0o755, 0o777])
def test_a_folder_that_others_may_use_is_not_used(tmp_path: Path, folder: Path, mode: int) -> None:
    keep(tmp_path)
    before = database(folder).read_bytes()
    folder.chmod(mode)
    keep(tmp_path, data=b"other")
    assert kept_of(tmp_path) is None
    assert database(folder).read_bytes() == before


@POSIX
def test_a_folder_of_somebody_else_is_not_used(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(tmp_path)
    owner = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: owner + 1)
    assert kept_of(tmp_path) is None
    assert folder.is_dir()


def test_where_none_is_wished_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUIZGEN_CACHE", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    with opened(tmp_path) as kept:
        assert not kept.is_open
    keep(tmp_path)
    assert kept_of(tmp_path) is None
    assert [*tmp_path.iterdir()] == []


def test_nothing_is_kept_where_nobody_has_a_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("QUIZGEN_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)  # as where there is no such user
    keep(tmp_path)
    assert [*tmp_path.iterdir()] == []


# What ails it


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:1000])


def scribbled(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 40)


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def torn(path: Path) -> None:
    """Only the pages behind the first are damaged: the file opens."""
    data = path.read_bytes()
    path.write_bytes(data[:4096] + b"\x05\xff" * ((len(data) - 4096) // 2))


def another_table(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as found, found:
        found.execute("CREATE TABLE result (name TEXT)")


def set_to(column: str, value: object) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        with closing(sqlite3.connect(path)) as found, found:
            found.execute(f"UPDATE result SET {column} = ?", [value])  # noqa: S608

    return change


def with_digest(data: bytes) -> Callable[[Path], None]:
    """Other data, with the digest that belongs to it."""

    def change(path: Path) -> None:
        with closing(sqlite3.connect(path)) as found, found:
            found.execute("UPDATE result SET data = ?", [data])
            vouch(found)

    return change


def vouch(found: sqlite3.Connection) -> None:
    """Give all data the digests that belong to them."""
    rows = found.execute("SELECT key, data FROM result").fetchall()
    found.executemany(
        "UPDATE result SET digest = ? WHERE key = ?",
        [(cache._digest(key, data), key) for key, data in rows],  # noqa: SLF001  (whole, but wrong)
    )


def exchanged(path: Path) -> None:
    """Whole results, each under another's key, as an index that is damaged would give them."""
    with closing(sqlite3.connect(path)) as found, found:
        rows = found.execute("SELECT digest, data, key FROM result").fetchall()
        found.executemany(
            "UPDATE result SET digest = ?, data = ? WHERE key = ?",
            [(*one[:2], other[2]) for one, other in zip(rows, [*rows[1:], rows[0]], strict=True)],
        )


def with_citations(instead: bytes) -> Callable[[Path], None]:
    """Items whose citations lead nowhere."""

    def change(path: Path) -> None:
        with closing(sqlite3.connect(path)) as found, found:
            for key, data in found.execute("SELECT key, data FROM result").fetchall():
                told = re.sub(rb'"[a-z-]+",\d+(?=\])', instead, zlib.decompress(data))
                row = (zlib.compress(told), key)
                found.execute("UPDATE result SET data = ? WHERE key = ?", row)
            vouch(found)

    return change


DAMAGES: dict[str, Callable[[Path], None]] = {
    "truncated": truncated,
    "random bytes": scribbled,
    "empty": emptied,
    "torn": torn,
    "another table": another_table,
    "digest of something else": set_to("digest", b"0" * 16),
    "under another key": exchanged,
    "no digest": set_to("digest", None),
    "digest as text": set_to("digest", "text"),
    "no data": set_to("data", None),
    "data as text": set_to("data", "text"),
    "data as number": set_to("data", 7),
    "run as text": set_to("run", "text"),
    "not compressed": with_digest(b"plain"),
    "no JSON": with_digest(zlib.compress(b"\xff\xfe")),
    "another JSON": with_digest(zlib.compress(b'{"items": [{"id": 7}], "problems": 3}')),
    "a list": with_digest(zlib.compress(b"[]")),
    "citations of no fact": with_citations(b'"tulip",99'),
    "citations of another fact": with_citations(b'"nobody",0'),
}

# Of these the cache itself sees nothing, or too little: it keeps bytes.
WHOLE = ("torn", "run as text", "no JSON", "another JSON", "a list", "citations of no fact",
         "citations of another fact")  # fmt: skip


@pytest.mark.parametrize("name", DAMAGES)
def test_what_is_damaged_was_never_there(tmp_path: Path, folder: Path, name: str) -> None:
    for n in range(60):
        keep(tmp_path, key_of(n), bytes(range(256)) * 4)
    DAMAGES[name](database(folder))
    found = [kept_of(tmp_path, key_of(n)) for n in range(60)]
    if name not in WHOLE:
        assert found == [None] * 60
    for _ in range(2):  # what fails to be written down takes the damaged file away
        keep(tmp_path)
    assert kept_of(tmp_path) == DATA


@pytest.mark.parametrize("name", DAMAGES)
def test_whatever_is_damaged_the_same_is_built(
    tmp_path: Path, folder: Path, run: Run, name: str
) -> None:
    """Also where a row holds something else that is whole."""
    root = tmp_path / "garden"
    initial.make(root)
    env = {**DATE, "QUIZGEN_CACHE": str(folder)}
    first = run("build", cwd=root, env=env)
    assert first.code == 0
    built = files_of(root)
    for path in folder.glob("*.sqlite"):
        DAMAGES[name](path)
    shutil.rmtree(root / "decks/garden")
    again = run("build", cwd=root, env=env)
    assert (again.code, again.err) == (0, first.err)
    assert files_of(root) == built


def files_of(root: Path) -> dict[str, bytes]:
    paths = [*(root / "decks").rglob("*"), root / "quizgen.lock"]
    return {str(p.relative_to(root)): p.read_bytes() for p in paths if p.is_file()}


def test_a_folder_that_cannot_be_made_does_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("QUIZGEN_CACHE", str(tmp_path / "file/cache"))
    keep(tmp_path)
    assert kept_of(tmp_path) is None
    monkeypatch.setenv("QUIZGEN_CACHE", str(tmp_path / "file"))
    keep(tmp_path)
    assert kept_of(tmp_path) is None


def test_a_folder_in_the_place_of_the_database_does_no_harm(tmp_path: Path, folder: Path) -> None:
    keep(tmp_path)
    path = database(folder)
    path.unlink()
    path.mkdir()
    keep(tmp_path)
    assert kept_of(tmp_path) is None


def test_what_cannot_be_written_down_does_no_harm(tmp_path: Path, folder: Path) -> None:
    """As on a full disk, or where nothing may be written."""
    keep(tmp_path)
    path = database(folder)
    for pragma in ("query_only = 1", "max_page_count = 1"):
        with closing(sqlite3.connect(path)) as found:
            found.execute(f"PRAGMA {pragma}")
            full = Cache(found)
            full.put(key_of("more"), os.urandom(100_000))
            assert full.get(KEY) == DATA
            full.save()
            assert not full.is_damaged
        assert kept_of(tmp_path) == DATA
        assert kept_of(tmp_path, key_of("more")) is None


def test_what_fails_is_not_kept_in_part(tmp_path: Path, folder: Path) -> None:
    assert not folder.exists()
    with suppress(RuntimeError), opened(tmp_path) as kept:
        kept.put(KEY, DATA)
        raise RuntimeError
    assert kept_of(tmp_path) is None


# Several at once


def test_a_database_in_use_is_left_alone(tmp_path: Path, folder: Path) -> None:
    """Another command writes meanwhile: this one does without, and takes nothing away."""
    keep(tmp_path)
    path = database(folder)
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        other.execute("UPDATE result SET run = 5")
        assert kept_of(tmp_path) is None
        keep(tmp_path, data=b"other")
        inode = path.stat().st_ino
        other.commit()
    assert path.stat().st_ino == inode
    assert kept_of(tmp_path) == DATA


@pytest.mark.slow
def test_two_builds_at_once_both_finish(tmp_path: Path, folder: Path) -> None:
    root = tmp_path / "garden"
    initial.make(root)
    env = {**os.environ, **DATE, "QUIZGEN_CACHE": str(folder)}
    command = [sys.executable, "-m", "quizgen", "check"]
    started = [
        subprocess.Popen(command, cwd=root, env=env, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    for process in started:
        _, said = process.communicate(timeout=60)
        assert "Traceback" not in said
        assert process.returncode == started[0].returncode
    assert len([*folder.glob("*.sqlite")]) == 2


# What it holds


def test_what_no_run_has_used_for_long_is_forgotten(tmp_path: Path, folder: Path) -> None:
    assert not folder.exists()
    old, used = key_of("old"), key_of("used")
    keep(tmp_path, old)
    keep(tmp_path, used)
    for n in range(KEPT - 2):
        assert kept_of(tmp_path, used) == DATA
        keep(tmp_path, key_of(n))
    assert held(folder) >= {used}
    for n in range(KEPT):
        assert kept_of(tmp_path, used) == DATA
        keep(tmp_path, key_of("later", n))
    assert used in held(folder)
    assert old not in held(folder)
    assert len(held(folder)) <= KEPT + 1


def held(folder: Path) -> set[str]:
    with closing(sqlite3.connect(database(folder))) as found:
        return {key for (key,) in found.execute("SELECT key FROM result")}


def test_a_ledger_knows_what_was_right(tmp_path: Path, folder: Path) -> None:
    assert not folder.exists()
    assert entered(tmp_path, "a", "b") == []
    assert entered(tmp_path, "b", "c") == [key_of("b")]
    assert entered(tmp_path, "a", "b", "c") == [key_of("b"), key_of("c")]  # nobody asked for `a`
    assert entered(tmp_path, "a", on="another text") == []
    assert len(held(folder)) == 2


def test_a_ledger_asked_for_the_same_is_not_written_again(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered(tmp_path, "a", "b")
    with opened(tmp_path) as kept:
        known = Ledger(kept, "text")
        assert known.knows(key_of("b"))
        assert known.knows(key_of("a"))
        monkeypatch.setattr(kept, "put", lambda *_: pytest.fail("written"))
        known.keep()
    assert folder.exists()


def entered(root: Path, *names: str, on: str = "text") -> list[str]:
    """What a ledger knew of *names*, all of which it then knows."""
    with opened(root) as kept:
        known = Ledger(kept, on)
        found = [key for name in names if known.knows(key := key_of(name))]
        for name in names:
            known.enter(key_of(name))
        known.keep()
    return found


def test_nothing_is_kept_that_could_run(repository: Path) -> None:
    """Whoever can write into the folder can change items, but start no program."""
    for name in ("cache", "bundles", "recall", "unchanged", "surroundings", "anki_kept"):
        text = (repository / f"quizgen/{name}.py").read_text("utf-8")
        for word in ("pickle", "marshal", "shelve", "eval(", "exec("):
            assert word not in text


# The program itself


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of what the digest of the program is of."""
    repository = Path(cache.__file__).parents[1]
    for name in ("quizgen", "templates"):
        shutil.copytree(repository / name, tmp_path / name)
    monkeypatch.setattr(cache, "__file__", str(tmp_path / "quizgen/cache.py"))
    monkeypatch.setattr(cache, "shipped", lambda: tmp_path / "templates")
    program.cache_clear()
    yield tmp_path
    program.cache_clear()


def now() -> str:
    program.cache_clear()
    return program()


def test_the_program_is_known_by_its_files(copied: Path) -> None:
    known = [now()]
    assert now() == known[0]
    with (copied / "quizgen/guard.py").open("ab") as module:
        module.write(b"\n")
    known.append(now())
    with (copied / "templates/kinds/event.yaml").open("ab") as kind:
        kind.write(b"# more\n")
    known.append(now())
    (copied / "templates/kinds/new.yaml").write_bytes(b"")
    known.append(now())
    (copied / "quizgen/craft/stems.py").rename(copied / "quizgen/craft/stem.py")
    known.append(now())
    assert len(set(known)) == 5


def test_the_program_is_known_by_what_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = [now()]
    (tmp_path / "other-1.0.dist-info").mkdir()
    monkeypatch.syspath_prepend(str(tmp_path))
    known.append(now())
    monkeypatch.setattr(sys, "version", "4")
    known.append(now())
    assert len(set(known)) == 3
    monkeypatch.undo()
    assert now() == known[0]
