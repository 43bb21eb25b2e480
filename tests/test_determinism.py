"""Same seeds, same result: to the byte, whatever the machine, the folder and the files are like."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from quizgen.items import digest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.conftest import Ran, Run

pytestmark = pytest.mark.slow

RELEASED, LATER = "1700000000", "1800000000"
BACKWARDS = """
import os

_listdir, _scandir = os.listdir, os.scandir


class _Backwards:
    def __init__(self, *args):
        with _scandir(*args) as entries:
            self.entries = iter(sorted(entries, key=lambda e: e.name, reverse=True))

    def __iter__(self):
        return self

    def __next__(self):
        return next(self.entries)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    close = __exit__


os.listdir = lambda *args: sorted(_listdir(*args), reverse=True)
os.scandir = _Backwards
"""


@dataclass(frozen=True)
class Variation:
    """The same seeds in other circumstances: how the folder is changed, what is in the air."""

    name: str
    change: Callable[[Path], object] = lambda _: None
    env: Mapping[str, str] = field(default_factory=dict)
    folder: str = "sample"


def renamed(root: Path) -> None:
    """The seeds in another order of names, some of them in folders."""
    for number, path in enumerate(seeds(root)):
        folder = root / "seeds" / ("deep/er" if number % 2 else "")
        folder.mkdir(parents=True, exist_ok=True)
        path.rename(folder / f"{99 - number} é {path.name}")


def merged(root: Path) -> None:
    """All seeds in one file, the last first."""
    parts: dict[str, Any] = {}
    for path in reversed(seeds(root)):
        for part, content in taken(path).items():
            if isinstance(content, list):
                parts.setdefault(part, []).extend(reversed(content))
            else:
                parts.setdefault(part, {}).update(reversed(content.items()))
    put(root / "seeds" / "everything.yml", parts)


def split(root: Path) -> None:
    """One file for each fact, source and entity."""
    for path in seeds(root):
        for part, content in taken(path).items():
            pieces: dict[str, Any] = (
                {fact["id"]: [fact] for fact in content}
                if isinstance(content, list)
                else {id_: {id_: record} for id_, record in content.items()}
            )
            for id_, piece in pieces.items():
                name = digest("split", part, id_)
                put(root / "seeds" / name[:1] / f"{name}.yaml", {part: piece})


def touched(root: Path) -> None:
    """Other times of change, other rights."""
    for number, path in enumerate(seeds(root)):
        path.chmod(0o600)
        os.utime(path, (number, 2_000_000_000 - number * 1000))


def with_crlf(root: Path) -> None:
    """As an editor on Windows saves them."""
    for path in seeds(root):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))


VARIATIONS = (
    Variation("another hash seed", env={"PYTHONHASHSEED": "1"}),
    Variation("yet another hash seed", env={"PYTHONHASHSEED": "4294967295"}),
    Variation("a zone ahead of the world", env={"TZ": "Pacific/Kiritimati"}),
    Variation("a zone behind it", env={"TZ": "Etc/GMT+12"}),
    Variation(
        "no locale",
        env={"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ),
    Variation("a Turkish locale", env={"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"}),
    Variation("no assertions", env={"PYTHONOPTIMIZE": "2"}),
    Variation("another path", folder="über uns/ein anderer [Ort] & mehr {{x}}"),
    Variation("files renamed", renamed),
    Variation("files merged", merged),
    Variation("files split", split),
    Variation("files touched", touched),
    Variation("lines of Windows", with_crlf),
    Variation("folders read backwards", env={"BACKWARDS": "yes"}),
)


@pytest.fixture(scope="module")
def first(
    tmp_path_factory: pytest.TempPathFactory, repository: Path, process: Run
) -> dict[str, str]:
    """What the sample's seeds give, file by file, as digests."""
    root = sample(repository, tmp_path_factory.mktemp("first"))
    made(root, repository, process)
    files = digests(root)
    assert {Path(name).suffix for name in files} >= {".apkg", ".html", ".lock"}
    return files


@pytest.mark.parametrize("variation", VARIATIONS, ids=lambda v: v.name)
def test_the_same_seeds_give_the_same_bytes(
    variation: Variation, first: dict[str, str], repository: Path, process: Run, tmp_path: Path
) -> None:
    root = sample(repository, tmp_path / variation.folder)
    variation.change(root)
    env = dict(variation.env)
    if env.pop("BACKWARDS", ""):
        env["PYTHONPATH"] = f"{backwards(tmp_path)}{os.pathsep}{repository}"
    made(root, repository, process, env)
    assert digests(root) == first


def test_folders_can_be_read_backwards(tmp_path: Path) -> None:
    """Otherwise, one of the variations above would say nothing."""
    folder = tmp_path / "files"
    folder.mkdir()
    for name in "bca":
        (folder / name).touch()
    code = "import os, pathlib; print(*os.listdir(), *(p.name for p in pathlib.Path().glob('*')))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(backwards(tmp_path))},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.split() == ["c", "b", "a"] * 2


def test_a_second_build_writes_nothing(
    first: dict[str, str], repository: Path, process: Run, tmp_path: Path
) -> None:
    root = sample(repository, tmp_path / "sample")
    made(root, repository, process)
    stood = {path: path.stat() for path in root.rglob("*")}
    ran = made(root, repository, process, {"SOURCE_DATE_EPOCH": LATER, "PYTHONHASHSEED": "7"})
    assert " 0 files written" in ran.out
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == {
        path: stat.st_mtime_ns for path, stat in stood.items()
    }
    assert digests(root) == first


def test_what_was_deleted_is_made_again_to_the_byte(
    first: dict[str, str], repository: Path, process: Run, tmp_path: Path
) -> None:
    root = sample(repository, tmp_path / "sample")
    made(root, repository, process)
    shutil.rmtree(root / "decks" / "plates")
    made(root, repository, process, {"SOURCE_DATE_EPOCH": LATER})
    assert digests(root) == first


def sample(repository: Path, root: Path) -> Path:
    """The sample's workspace without anything built, in *root*."""
    root.mkdir(parents=True, exist_ok=True)
    shutil.copytree(repository / "seeds", root / "seeds")
    shutil.copy(repository / "quizgen.yaml", root)
    (root / "decks").mkdir()
    for recipe in repository.glob("decks/*.yaml"):
        shutil.copy(recipe, root / "decks")
    return root


def made(root: Path, repository: Path, process: Run, env: Mapping[str, str] | None = None) -> Ran:
    """Build the workspace in *root*."""
    air = {"PYTHONPATH": str(repository), "SOURCE_DATE_EPOCH": RELEASED, **(env or {})}
    ran = process("build", cwd=root, env=air)
    assert ran.code == 0, ran.err
    return ran


def digests(root: Path) -> dict[str, str]:
    """Every file that a build makes, as a digest."""
    files = [root / "quizgen.lock", *root.glob("decks/*/**/*")]
    return {
        path.relative_to(root).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(files)
        if path.is_file()
    }


def backwards(folder: Path) -> Path:
    """A folder for PYTHONPATH that lets every folder be read from its end."""
    path = folder / "backwards"
    path.mkdir()
    (path / "sitecustomize.py").write_text(BACKWARDS, "utf-8")
    return path


def seeds(root: Path) -> list[Path]:
    return sorted(root.glob("seeds/**/*.yaml"))


def taken(path: Path) -> dict[str, Any]:
    """The content of a file, which is removed; all scalars are text, as quizgen reads them."""
    content: dict[str, Any] = yaml.load(path.read_bytes(), yaml.BaseLoader)  # noqa: S506
    path.unlink()
    return content


def put(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.dump(content, default_style='"', allow_unicode=True, sort_keys=False)
    path.write_text(text, "utf-8")
