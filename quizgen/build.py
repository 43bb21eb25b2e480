"""From a compilation to files, put in place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quizgen import rules
from quizgen.diagnostics import has_errors, shown
from quizgen.draft import draft
from quizgen.lockfile import NAME as LOCK
from quizgen.write import changed, foreign, obstacles, put, stale

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from quizgen.compile import Compilation
    from quizgen.diagnostics import Diagnostic
    from quizgen.items import Study
    from quizgen.texts import Texts
    from quizgen.write import Product


@dataclass
class Build:
    """What a build wrote, left as it stood, and took away."""

    written: list[Path] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)


def build(
    compilation: Compilation,
    studies: tuple[Study, ...],
    out: Path | None,
    texts: Texts | None,
    *,
    check: bool,
) -> Build:
    """Write *studies* below *out* (or decks/); with *check*, only tell what would change."""
    made = draft(compilation, studies, texts)
    folder = out or made.workspace.root / "decks"
    problems = [*made.problems, *(foreign(out) if out and out.is_dir() else ())]
    if has_errors(problems):
        return Build(problems=problems)
    return place(
        made.products(folder), folders_of(studies, folder, compilation), problems, check=check
    )


def folders_of(studies: Iterable[Study], folder: Path, compilation: Compilation) -> list[Path]:
    """The folders whose files a build of *studies* answers for: those of former names too."""
    taken = {study.name for study in compilation.studies}
    names = [n for s in studies for n in (s.name, *(w for w in s.was if w not in taken))]
    return [folder / name for name in names]


def place(
    products: list[Product], folders: Iterable[Path], problems: list[Diagnostic], *, check: bool
) -> Build:
    """Put *products* in place, and take away what stands in *folders* and is no longer made."""
    # Whatever stands under the lock's name is meant as one: it was read before.
    outputs = [product for product in products if product.path.name != LOCK]
    done = Build(problems=[*problems, *obstacles(outputs)])
    if has_errors(done.problems):
        return done
    new = changed(products)
    done.removed = [path for folder in folders for path in stale(folder, products)]
    if check:
        done.problems += [_out_of_date(p) for p in (*(n.path for n in new), *done.removed)]
        return done
    put(new, done.removed)
    done.written = [p.path for p in new]
    done.kept = [p.path for p in outputs if p not in new]
    return done


def _out_of_date(path: Path) -> Diagnostic:
    message = f"{shown(path)} is not what the seeds give"
    return rules.OUT_OF_DATE.at(None, message, hint="run: quizgen build")
