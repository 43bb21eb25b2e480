"""From a compilation to files: the lock advanced, the outputs made, everything put in place."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quizgen import rules
from quizgen.diagnostics import has_errors, shown
from quizgen.lock import NAME, Lock, advance, now, read_lock, verified
from quizgen.outputs import anki, outputs
from quizgen.placing import home, interrupted, put, writing
from quizgen.write import Product, changed, foreign, obstacles, stale

if TYPE_CHECKING:
    from pathlib import Path

    from quizgen.compile import Compilation
    from quizgen.diagnostics import Diagnostic
    from quizgen.items import Study
    from quizgen.resources import Shelf
    from quizgen.texts import Texts
    from quizgen.workspace import Workspace


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
    workspace = compilation.workspace
    assert workspace is not None  # noqa: S101  (a failed compilation is not built)
    with nullcontext() if check else writing(home(workspace.root, out)):
        return _build(workspace, studies, out, texts, check=check)


def _build(
    workspace: Workspace,
    studies: tuple[Study, ...],
    out: Path | None,
    texts: Texts | None,
    *,
    check: bool,
) -> Build:
    path, root = workspace.root / NAME, home(workspace.root, out)
    old, problems = read_lock(path, shown(path))
    done = Build(problems=[*(interrupted(root) if check else ()), *problems])
    folder = out or workspace.root / "decks"
    if out and out.is_dir():
        done.problems += foreign(out)
    if has_errors(done.problems):
        return done
    lock = _advanced(old, studies, workspace.shelf, texts)
    products = _products(studies, lock, workspace.shelf, folder)
    done.problems += obstacles(products)
    if has_errors(done.problems):
        return done
    new = changed([Product(path, lock.text().encode()), *products])
    done.removed = [p for study in studies for p in stale(folder / study.name, products)]
    if check:
        done.problems += [_out_of_date(p) for p in (*(n.path for n in new), *done.removed)]
        return done
    put(new, done.removed, root)
    done.written = [p.path for p in new]
    done.kept = [p.path for p in products if p not in new]
    return done


def _advanced(old: Lock, studies: tuple[Study, ...], shelf: Shelf, texts: Texts | None) -> Lock:
    shipped = {k: v for study in studies for k, v in anki.shipped(study, shelf).items()}
    names = {c.item.guid: (s.name, c.item.id) for s in studies for c in s.cards}
    lock = advance(old, shipped, names, [s.name for s in studies], now())
    found = texts.by_source if texts else {}
    return verified(lock, {id_: text.digest for id_, text in found.items() if text})


def _products(studies: tuple[Study, ...], lock: Lock, shelf: Shelf, folder: Path) -> list[Product]:
    """Every file of every output of *studies*."""
    return [
        Product(folder / study.name / name, data, output.same)
        for study in studies
        for output in outputs().values()
        for name, data in output.make(study, lock, shelf).items()
    ]


def _out_of_date(path: Path) -> Diagnostic:
    message = f"{shown(path)} is not what the seeds give"
    return rules.OUT_OF_DATE.at(None, message, hint="run: quizgen build")
