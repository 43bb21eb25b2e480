"""Files put in place: each whole or not at all, and none that quizgen did not make."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from quizgen import rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from quizgen.diagnostics import Diagnostic

# How quizgen knows its own files: a page names its generator, a package says so in its comment.
_PAGE_MARK, _PACKAGE_MARK = b'content="quizgen"', b"quizgen:made"
_HEAD = 4096


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
    """Whether quizgen made the file at *path*."""
    data = path.read_bytes()
    return _PAGE_MARK in data[:_HEAD] or data.endswith(_PACKAGE_MARK)


def changed(products: Iterable[Product]) -> list[Product]:
    """The products that do not stand in their place yet."""
    return [product for product in products if not product.stands()]


def stale(folder: Path, products: Iterable[Product]) -> list[Path]:
    """The files in *folder* that quizgen made and does not make any more."""
    made = {product.path for product in products}
    if not folder.is_dir():
        return []
    files = sorted(p for p in folder.iterdir() if p.is_file() and p not in made)
    return [p for p in files if is_ours(p)]


def obstacles(products: Iterable[Product], shown: Callable[[Path], Path]) -> Iterator[Diagnostic]:
    """What stands in the way of *products*: files and folders of somebody else's."""
    for product in products:
        path = product.path
        if path.is_dir() or (path.is_file() and not is_ours(path)):
            message = f"{shown(path)} stands there, and quizgen did not make it"
            yield rules.FOREIGN_FILE.at(None, message, hint="move it away, or build with --out")


def foreign(folder: Path, shown: Callable[[Path], Path]) -> Iterator[Diagnostic]:
    """What in an --out *folder* is not quizgen's."""
    strangers = [p for p in sorted(folder.rglob("*")) if p.is_file() and not is_ours(p)]
    if strangers:
        message = (
            f"{shown(folder)} holds files that quizgen did not make, such as {shown(strangers[0])}"
        )
        hint = "--out takes an empty or new folder, or one that quizgen filled"
        yield rules.FOREIGN_FILE.at(None, message, hint=hint)


def put(
    products: list[Product], removed: list[Path], shown: Callable[[Path], Path]
) -> list[Diagnostic]:
    """Put *products* in place and take *removed* away; nothing changes if one cannot be written."""
    staged: list[tuple[str, Path]] = []
    try:
        for product in products:
            product.path.parent.mkdir(parents=True, exist_ok=True)
            staged.append((_stage(product), product.path))
        for temporary, path in staged:
            Path(temporary).replace(path)
    except OSError as error:
        _discard(staged)
        where = shown(Path(error.filename)) if error.filename else "the output folder"
        message = f"{where} cannot be written: {error.strerror}"
        return [rules.CANNOT_WRITE.at(None, message, hint="choose another folder with --out")]
    for path in removed:
        path.unlink()
    return []


def _stage(product: Product) -> str:
    """The product, written beside its place and flushed to the disk."""
    handle, name = tempfile.mkstemp(dir=product.path.parent, prefix=".quizgen-")
    with os.fdopen(handle, "wb") as file:
        file.write(product.data)
        file.flush()
        os.fsync(file.fileno())
    Path(name).chmod(0o644)
    return name


def _discard(staged: list[tuple[str, Path]]) -> None:
    for temporary, _ in staged:
        Path(temporary).unlink(missing_ok=True)
