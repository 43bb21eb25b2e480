"""Files put in place: each whole or not at all, and none that quizgen did not make."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from quizgen import rules
from quizgen.diagnostics import QuizgenError, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from quizgen.diagnostics import Diagnostic

# How quizgen knows its own files: a page names its generator, a package says so in its comment.
_PAGE_MARK, _PACKAGE_MARK = b'content="quizgen"', b"quizgen:made"
_HEAD = 4096
CHANGES = "CHANGES.md"  # what editions have changed: written by a release, kept by every build


@dataclass(frozen=True, slots=True)
class Product:
    """A file to write; `same` tells whether what stands there has this content already."""

    path: Path
    data: bytes
    same: Callable[[bytes, bytes], bool] = bytes.__eq__

    def stands(self) -> bool:
        """Whether a file with this content stands in its place."""
        return self.path.is_file() and self.same(self.path.read_bytes(), self.data)


def is_ours(path: Path) -> bool:
    """Whether quizgen made the file at *path*: only its two ends are read."""
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            head = file.read(min(_HEAD, size))  # no byte of a file without end, as in /proc
            file.seek(max(0, size - len(_PACKAGE_MARK)))
            return _PAGE_MARK in head or (size > 0 and file.read(_HEAD) == _PACKAGE_MARK)
    except OSError:
        return False


def changed(products: Iterable[Product]) -> list[Product]:
    """The products that do not stand in their place yet."""
    return [product for product in products if not product.stands()]


def stale(folder: Path, products: Iterable[Product]) -> list[Path]:
    """The files in *folder* that quizgen made and does not make any more."""
    made = {product.path for product in products}
    if not folder.is_dir():
        return []
    files = sorted(p for p in folder.iterdir() if p.is_file() and p not in made)
    files = [p for p in files if p.name != CHANGES]
    return [p for p in files if is_ours(p)]


def obstacles(products: Iterable[Product]) -> Iterator[Diagnostic]:
    """What stands in the way of *products*: files and folders of somebody else's."""
    for product in products:
        path = product.path
        if os.path.lexists(path) and not (path.is_file() and is_ours(path)):
            message = (
                f"'{shown(path)}' stands where quizgen would write, and quizgen did not make it"
            )
            hint = "move it away, or build into another folder with --out"
            yield rules.FOREIGN_FILE.at(None, message, hint=hint)


def foreign(folder: Path) -> Iterator[Diagnostic]:
    """What in an --out *folder* is not quizgen's."""
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for path in (Path(parent, name) for name in sorted(names)):
            if not is_ours(path):
                what = f"such as '{shown(path)}'"
                message = f"'{shown(folder)}' holds files that quizgen did not make, {what}"
                hint = "--out takes an empty or new folder, or one that quizgen filled"
                yield rules.FOREIGN_FILE.at(None, message, hint=hint)
                return


def put(products: list[Product], removed: list[Path]) -> None:
    """Put *products* in place and take *removed* away; QuizgenError if one cannot be written.

    Every file is written beside its place before the first is put there: where one cannot be
    written, nothing has changed.
    """
    made: list[Path] = []
    staged: list[tuple[Path, Path]] = []
    path = Path()
    try:
        for product in products:
            path = product.path
            made += _folder(path.parent)
            staged.append((_stage(product), path))
        for temporary, path in staged:
            temporary.replace(path)
        for path in removed:
            path.unlink()
    except OSError as error:
        for temporary, _ in staged:
            temporary.unlink(missing_ok=True)
        for folder in reversed(made):
            with suppress(OSError):
                folder.rmdir()
        hint = "make room there, or build into another folder with --out"
        message = f"'{shown(path)}' cannot be written: {_reason(error, path)}"
        raise QuizgenError(f"{message}\n = help: {hint}") from error


def _folder(folder: Path) -> list[Path]:
    """Make *folder*, and tell which folders that made, the outer ones first."""
    missing = [f for f in (folder, *folder.parents) if not f.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing[::-1]


def _stage(product: Product) -> Path:
    """The product, written beside its place and flushed to the disk."""
    handle, name = tempfile.mkstemp(dir=product.path.parent, prefix=".quizgen-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(product.data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
    except OSError:
        Path(name).unlink()
        raise
    return Path(name)


def _reason(error: OSError, path: Path) -> str:
    """Why *path* could not be written, in words."""
    for folder in (*reversed(path.parents), path):
        if folder.exists() and not folder.is_dir() and folder != path:
            return f"'{shown(folder)}' is a file, not a folder"
    if path.is_dir():
        return "it is a folder"
    return (error.strerror or "it failed").lower()
