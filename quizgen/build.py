"""From a compilation to files, put in place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quizgen import rules
from quizgen.diagnostics import has_errors, shown
from quizgen.draft import draft
from quizgen.frozen import frozen
from quizgen.lockfile import NAME as LOCK
from quizgen.pdf import finished, possible, unprintable
from quizgen.placing import home, interrupted, put, writing
from quizgen.versioned import is_tracked
from quizgen.write import changed, foreign, obstacles, stale

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from quizgen.compile import Compilation
    from quizgen.diagnostics import Diagnostic
    from quizgen.draft import Draft
    from quizgen.items import Study
    from quizgen.texts import Texts
    from quizgen.write import Product


@frozen(slots=False)
class Plan:
    """What is to stand, what is to be taken away, and what keeps either from being done."""

    products: list[Product]
    outdated: list[Path]
    problems: list[Diagnostic]


@dataclass
class Build:
    """What a build wrote, left as it stood, and took away."""

    written: list[Path] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)

    @property
    def files(self) -> int:
        """How many files the outputs are."""
        return len([path for path in (*self.written, *self.kept) if path.name != LOCK])


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
    root = home(workspace.root, out)
    if check:
        return _compared(_plan(compilation, studies, out, texts), interrupted(root))
    with writing(root):  # nobody else changes the lock between reading and writing it
        return put_in_place(_plan(compilation, studies, out, texts), root)


def put_in_place(plan: Plan, root: Path) -> Build:
    """Write what *plan* says, unless something stands in the way."""
    if has_errors(plan.problems):
        return Build(problems=plan.problems)
    new = changed(plan.products)
    put(finished(new), plan.outdated, root)
    kept = [p.path for p in plan.products if p not in new and p.path.name != LOCK]
    problems = [*plan.problems, *unprintable(plan.products)]
    return Build([p.path for p in new], kept, plan.outdated, problems)


def planned(products: list[Product], outdated: list[Path], problems: list[Diagnostic]) -> Plan:
    """A plan, with what stands in its way."""
    # Whatever stands under the lock's name is meant as one: it was read before.
    outputs = [product for product in products if product.path.name != LOCK]
    return Plan(products, outdated, [*problems, *obstacles(outputs)])


def of_passages(made: Draft, texts: Texts | None, folder: Path) -> Iterator[Diagnostic]:
    """What speaks against printing the passages that recipes wish for, below *folder*."""
    for study in made.studies:
        recipe = made.workspace.recipes[study.name]
        place = recipe.span("passages")
        if recipe.passages and texts is None:
            message = f"'{study.name}' wishes for passages, and no texts are attached"
            hint = "say where they are: --texts FOLDER; or leave `passages` out"
            yield rules.NO_PASSAGES.at(place, message, hint=hint)
        elif study.passages and is_tracked(folder / study.name):
            message = (
                f"passages would stand in '{shown(folder / study.name)}' under version control"
            )
            hint = "write them elsewhere (--out FOLDER), or name the folder in .gitignore"
            yield rules.PASSAGES_TRACKED.at(place, message, hint=hint)


def at_hand(made: Draft, folder: Path) -> tuple[list[Product], list[Diagnostic]]:
    """Every file of *made*, below *folder*, but for PDFs that cannot be made here."""
    wishes = (made.workspace.recipes[study.name].span("pdf") for study in made.studies if study.pdf)
    return possible(made.products(folder), next(wishes, None))


def names_of(studies: Iterable[Study]) -> list[str]:
    """The names of *studies*, with those they had before."""
    return [name for study in studies for name in (study.name, *study.was)]


def _plan(
    compilation: Compilation, studies: tuple[Study, ...], out: Path | None, texts: Texts | None
) -> Plan:
    made = draft(compilation, studies, texts)
    folder = out or made.workspace.root / "decks"
    problems = [*made.problems, *(foreign(out) if out and out.is_dir() else ())]
    problems += of_passages(made, texts, folder)
    if has_errors(problems):
        return Plan([], [], problems)
    products, unmade = at_hand(made, folder)
    problems += unmade
    outdated = [path for name in names_of(studies) for path in stale(folder / name, products)]
    return planned(products, outdated, problems)


def _compared(plan: Plan, interrupted: Iterable[Diagnostic]) -> Build:
    """What differs from *plan*, each a problem."""
    problems = [*interrupted, *plan.problems, *unprintable(plan.products)]
    if not has_errors(plan.problems):
        paths = [product.path for product in changed(plan.products)]
        problems += map(_out_of_date, (*paths, *plan.outdated))
    return Build(problems=problems)


def _out_of_date(path: Path) -> Diagnostic:
    message = f"{shown(path)} is not what the seeds give"
    return rules.OUT_OF_DATE.at(None, message, hint="run: quizgen build")
