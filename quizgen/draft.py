"""What a build would make: the lock advanced, tombstones set, every file of every output."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from quizgen import rules
from quizgen.anchors import verify
from quizgen.cache import opened
from quizgen.diagnostics import shown
from quizgen.editions import dropped, from_the_future, with_retired
from quizgen.frozen import frozen
from quizgen.lock import advance, now, without
from quizgen.lockfile import NAME, read_lock, text
from quizgen.outputs import anki, outputs
from quizgen.pdf import beside
from quizgen.write import Product, is_ours

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from quizgen.compile import Compilation
    from quizgen.diagnostics import Diagnostic
    from quizgen.items import Study
    from quizgen.lock import Key, Lock, Shipment
    from quizgen.texts import Texts
    from quizgen.workspace import Workspace


@frozen(slots=False)
class Draft:
    """The lock before and after a build, what it ships of whom, and the problems with that."""

    workspace: Workspace
    studies: tuple[Study, ...]
    old: Lock
    lock: Lock
    shipped: Mapping[Key, Shipment]
    clock: int
    problems: list[Diagnostic]

    def at(self, lock: Lock) -> Draft:
        """The same with another lock, each study at the edition that it tells."""
        studies = tuple(replace(s, edition=lock.edition_of(s.name)) for s in self.studies)
        return replace(self, lock=lock, studies=studies)

    def products(self, folder: Path) -> list[Product]:
        """Every file of every output, below *folder*, and the lock."""
        made = [p for study in self.studies for p in self._files(study, folder / study.name)]
        return [Product(self.workspace.root / NAME, text(self.lock).encode()), *made]

    def _files(self, study: Study, folder: Path) -> Iterator[Product]:
        shelf = self.workspace.shelf
        for output in outputs().values():
            for name, data in output.make(study, self.lock, shelf).items():
                product = Product(folder / name, data, output.same)
                yield product
                if study.pdf and output.for_paper and product.path.suffix == ".html":
                    yield beside(product, shelf)


def draft(compilation: Compilation, studies: tuple[Study, ...], texts: Texts | None) -> Draft:
    """What a build of *studies* would make, by the lock as it stands now."""
    workspace = compilation.workspace
    assert workspace is not None  # noqa: S101  (a failed compilation is not built)
    path = workspace.root / NAME
    old, problems = read_lock(path, shown(path))
    problems += _lost(workspace) if not path.exists() else []
    studies = with_retired(studies, compilation.studies, old, workspace)
    shipped: dict[Key, Shipment] = {}
    with opened(workspace.root, "notes") as cache:
        for study in studies:
            shipped |= anki.shipped(study, workspace.shelf, cache)
    gone = {("item", guid) for guid in dropped(studies, compilation.studies, old)}
    clock = now()
    lock = advance(without(old, gone), shipped, clock)
    if lock.entries != old.entries:  # the clock had a say
        problems += from_the_future(old, clock, shown(path))
    lock = verify(lock, workspace, texts, clock)
    return Draft(workspace, studies, old, lock, shipped, clock, problems).at(lock)


def _lost(workspace: Workspace) -> list[Diagnostic]:
    """The problem with a lock that is not there, though a deck is."""
    folder = workspace.root / "decks"
    built = [folder / name / f"{name}.apkg" for name in workspace.recipes]
    found = next((path for path in built if is_ours(path)), None)
    if not found:
        return []
    message = f"there is no {NAME}, but '{shown(found)}' was built"
    hint = (
        f"restore the lock from version control, or from the deck: quizgen adopt {shown(found)};"
        f" or, if nobody has the deck yet, delete the folder '{shown(found.parent)}'"
    )
    return [rules.LOST_LOCK.at(None, message, hint=hint)]
