"""The templates: shipped inside the wheel or beside the package, some replaced by a workspace."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from quizgen.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator


@cache
def shipped() -> Path:
    """The folder of templates that comes with quizgen."""
    # An editable install leaves a stray copy in site-packages/quizgen/templates. It is never read,
    # because files("quizgen") is then the checkout; so: no Python file in templates/, ever, and
    # no files("quizgen.templates").
    packaged = Path(str(files("quizgen") / "templates"))
    return packaged if packaged.is_dir() else Path(__file__).parents[1] / "templates"


@frozen
class Shelf:
    """Template files by name; a workspace's own win over the shipped ones."""

    own: Path | None = None

    def folders(self) -> tuple[Path, ...]:
        """Where templates are looked for, the first that has one winning."""
        return (self.own, shipped()) if self.own and self.own.is_dir() else (shipped(),)

    def find(self, name: str) -> Path | None:
        """The file called *name* (`pages/sheet.css`), if there is one."""
        for folder in self.folders():
            path = folder / name
            # A page of a stranger's names files too: none outside the folder.
            if path.is_file() and path.resolve().is_relative_to(folder.resolve()):
                return path
        return None

    def text(self, name: str) -> str:
        """The text of the template file *name*."""
        path = self.find(name)
        if path is None:
            msg = f"no template is called '{name}'"
            raise FileNotFoundError(msg)
        return path.read_text("utf-8")

    def list(self, folder: str, pattern: str) -> Iterator[Path]:
        """Each file of *folder* matching *pattern*, by name, a workspace's own first choice."""
        found: dict[str, Path] = {}
        for base in reversed(self.folders()):
            found |= {p.name: p for p in (base / folder).glob(pattern) if p.is_file()}
        yield from (found[name] for name in sorted(found))


def templates_in(folder: Path) -> Iterator[Path]:
    """All that stands in a workspace's own *folder* of templates, whose folders may be links."""
    yield from sorted({*folder.glob("*"), *folder.glob("*/**/*")})
