"""What stands where files go: what is quizgen's own there, out of date, or somebody else's."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from quizgen import disk, rules
from quizgen.diagnostics import shown
from quizgen.frozen import frozen
from quizgen.journal import FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from quizgen.diagnostics import Diagnostic

# How quizgen knows its own files: a page names its generator, a package says so in its comment,
# a PDF in a comment line near its end. What others change of a PDF they add behind that.
_PAGE_MARK, _PACKAGE_MARK = b'content="quizgen"', b"quizgen:made"
PDF_MARK = b"\n%quizgen:made "
_HEAD, TAIL = 4096, 256
CHANGES = "CHANGES.md"  # what editions have changed: told by a release, and by no build anew


@frozen
class Product:
    """A file to write; `same` tells whether what stands there has this content already.

    `finish` makes the file's bytes of `data` where that takes long: only what is written needs it.
    """

    path: Path
    data: bytes
    same: Callable[[bytes, bytes], bool] = bytes.__eq__
    finish: Callable[[bytes], bytes] | None = None

    def stands(self) -> bool:
        """Whether a file with this content stands in its place."""
        if not self.path.is_file():
            return False
        data = self.path.read_bytes()
        return data == self.data or self.same(data, self.data)  # to compare bytes costs least

    def finished(self) -> Product:
        """The same, ready to be written."""
        return Product(self.path, self.finish(self.data)) if self.finish else self


def is_ours(path: Path) -> bool:
    """Whether quizgen made the file at *path*; not, where that cannot be told."""
    try:
        return is_marked(path)
    except OSError:
        return False


def is_marked(path: Path) -> bool:
    """Whether the file at *path* says that quizgen made it: only its two ends are read."""
    with disk.look(path) as file:
        size = os.fstat(file.fileno()).st_size
        head = file.read(min(_HEAD, size))  # no byte of a file without end, as in /proc
        file.seek(max(0, size - TAIL))
        tail = file.read(min(TAIL, size))
        is_pdf = head.startswith(b"%PDF-") and PDF_MARK in tail
        return _PAGE_MARK in head or tail.endswith(_PACKAGE_MARK) or is_pdf


def changed(products: Iterable[Product]) -> list[Product]:
    """The products that do not stand in their place yet."""
    return [product for product in products if not product.stands()]


def stale(
    folder: Path, products: Iterable[Product], kept: Collection[str] = (CHANGES,)
) -> list[Path]:
    """The files in *folder* that quizgen made and does not make any more, but for those *kept*."""
    made = {product.path for product in products}
    if not folder.is_dir():
        return []
    files = sorted(p for p in folder.iterdir() if p.is_file() and p not in made)
    return [p for p in files if is_ours(p) and p.name not in kept]


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
        folders[:] = sorted(f for f in folders if f != FOLDER)
        for path in (Path(parent, name) for name in sorted(names)):
            if not is_ours(path):
                what = f"such as '{shown(path)}'"
                message = f"'{shown(folder)}' holds files that quizgen did not make, {what}"
                hint = "--out takes an empty or new folder, or one that quizgen filled"
                yield rules.FOREIGN_FILE.at(None, message, hint=hint)
                return
