"""What the commands share: a workspace found and compiled, problems shown, exit codes."""

from __future__ import annotations

import json
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from quizgen import rules
from quizgen.diagnostics import QuizgenError, shown
from quizgen.progress import Watch

if TYPE_CHECKING:
    from quizgen.build import Build
    from quizgen.compile import Compilation
    from quizgen.diagnostics import Diagnostic
    from quizgen.items import Item, Study
    from quizgen.measure import Measured
    from quizgen.texts import Texts
    from quizgen.unchanged import Outcome, Run
    from quizgen.workspace import Workspace

COULD_NOT_RUN = (rules.NO_WORKSPACE, rules.UNKNOWN_DECK)


def compiled(
    workspace: Path | None, texts: Path | None, watch: Watch | None = None
) -> tuple[Compilation, Texts | None]:
    """The workspace compiled, and the source texts attached to it; *watch* sees how far it is."""
    from quizgen.compile import compile_workspace

    with watch or Watch() as seen:
        return compile_workspace(root_of(workspace), folder_of(texts), seen)


def check_file(path: Path, language: str, root: Path, format_: str, *, strict: bool) -> None:
    """Show what is wrong with the items in the file at *path*, of whatever origin."""
    from quizgen import foreign_items

    found, problems = foreign_items.check(path, language, root)
    show(problems, format_)
    fail(problems, strict=strict)
    if format_ == "full":
        typer.echo(f"{found} item{'s' * (found != 1)}")


def folder_of(texts: Path | None) -> Path | None:
    """The folder of texts that was named, which must be there."""
    if texts and not texts.is_dir():
        raise QuizgenError(f"there is no folder of texts at {texts}")
    return texts


def sound(workspace: Path | None, decks: list[str] | None, texts: Path | None) -> Compilation:
    """The workspace compiled; its errors are shown, and end the command."""
    compilation, _ = compiled(workspace, texts)
    problems = problems_of(compilation, decks)
    show([p for p in problems if p.is_error], "full", err=True)
    fail(problems, strict=False)
    return compilation


def read(workspace: Path | None) -> Workspace:
    """The workspace as it was written; what is wrong with it is shown, and ends the command."""
    from quizgen.checks import check_workspace
    from quizgen.load import load

    found, problems = load(root_of(workspace))
    problems += check_workspace(found, None) if found else []
    show([p for p in problems if p.is_error], "full", err=True)
    fail(problems, strict=False)
    assert found is not None  # noqa: S101  (it did not fail)
    return found


def root_of(workspace: Path | None) -> Path:
    """The workspace named, or the nearest folder upwards with a quizgen.yaml."""
    here = Path.cwd()
    if workspace:
        return workspace
    return next((f for f in (here, *here.parents) if (f / "quizgen.yaml").is_file()), here)


def there(workspace: Path | None) -> Path:
    """The workspace named or found, which must be one."""
    root = root_of(workspace)
    if not (root / "quizgen.yaml").is_file():
        found = f"there is no quizgen.yaml in '{shown(root)}'"
        raise QuizgenError(f"{found}\n = help: `quizgen init DIR` makes a workspace")
    return root


def problems_of(compilation: Compilation, decks: list[str] | None) -> list[Diagnostic]:
    """The problems, and one more for each recipe named that does not exist."""
    problems = list(compilation.problems)
    known = list(compilation.workspace.recipes) if compilation.workspace else []
    for name in decks or ():
        if known and name not in known:
            close = get_close_matches(name, known, n=1)
            hint = f"did you mean '{close[0]}'?" if close else f"recipes: {', '.join(known)}"
            problems.append(rules.UNKNOWN_DECK.at(None, f"no recipe is called '{name}'", hint=hint))
    return problems


def chosen(compilation: Compilation, decks: list[str] | None) -> tuple[Study, ...]:
    """The studies of the recipes named; all where none is."""
    return tuple(s for s in compilation.studies if not decks or s.name in decks)


def items_of(compilation: Compilation, deck: str | None) -> list[tuple[str | None, Item]]:
    """The items with the name of their deck: those of one recipe, or all."""
    studies = [s for s in compilation.studies if deck in (None, s.name)]
    found: list[tuple[str | None, Item]] = [(s.name, i) for s in studies for i in s.items]
    seen = {item.id for _, item in found}
    if deck is None:
        found += [(None, i) for i in compilation.generation.items if i.id not in seen]
    return found


def tell(done: Build) -> None:
    """Print what a build wrote and took away."""
    for path in done.written:
        typer.echo(f"wrote {shown(path)}")
    for path in done.removed:
        typer.echo(f"removed {shown(path)}")


def verified(compilation: Compilation) -> str:
    """What was verified when, in one line."""
    from quizgen.anchors import verified_line
    from quizgen.lockfile import NAME, read_passages

    space = compilation.workspace
    return verified_line(space, read_passages(space.root / NAME)) if space else ""


def run_of(
    command: str,
    workspace: Path | None,
    texts: Path | None,
    decks: list[str] | None,
    out: Path | None = None,
) -> Run:
    """A command with all that decides what comes of it."""
    from quizgen.unchanged import Run

    return Run(root_of(workspace), command, folder_of(texts), out, tuple(decks or ()))


def checked(
    workspace: Path | None, texts: Path | None, decks: list[str] | None, watch: Watch
) -> Outcome:
    """What is wrong with the workspace: as found before, if nothing has changed since."""
    watch.stage("looking for changes")
    run = run_of("check", workspace, texts, decks)
    if known := run.outcome():
        return known
    read = run.read()
    compilation, _ = compiled(workspace, texts, watch)
    found = outcome(compilation, problems_of(compilation, decks))
    run.remember(found, read)
    return found


def tell_written(counts: str, written: int, kept: int, verified: str) -> None:
    """Print the last lines of a build."""
    tell_counts(f"{counts}; {written} files written, {kept} unchanged", verified)


def tell_timings(watch: Watch) -> None:
    """Print what took how long, on the side."""
    for name, seconds in watch.timings():
        typer.echo(f"{seconds:8.2f} s  {name}", err=True)


def tell_counts(*lines: str) -> None:
    """Print the last lines of a command, those that say something."""
    for line in filter(None, lines):
        typer.echo(line)


def outcome(compilation: Compilation, problems: list[Diagnostic], files: int = 0) -> Outcome:
    """What came of a run, for whoever runs it again when nothing has changed."""
    from quizgen.unchanged import Outcome, digest_of

    images = compilation.workspace.images.values() if compilation.workspace else ()
    return Outcome(
        tuple(problems),
        counts(compilation),
        verified(compilation),
        files,
        {image.file: digest_of(image.data) for image in images},
    )


def print_json(told: object) -> None:
    """Print *told* for programs."""
    typer.echo(json.dumps(told, ensure_ascii=False, indent=2))


def show(problems: list[Diagnostic], format_: str, *, err: bool = False) -> None:
    """Print *problems* in the format wished, with their number."""
    from quizgen import report

    one_of(format_, tuple(report.FORMATS))
    if problems or (format_ == "json" and not err):
        typer.echo(report.FORMATS[format_](problems), err=err, nl=False)
    if problems and format_ == "full":
        typer.echo(f"\n{report.summary(problems)}", err=err)


def measure(
    compilation: Compilation,
    decks: list[str] | None,
    *,
    stats: bool,
    stress: int | None,
    picture: Path | None,
) -> Measured | None:
    """The numbers of the decks and the trial of their sheets, drawn if wished; None if neither."""
    if picture and not stress:
        raise QuizgenError("--picture draws what --stress N finds: give both")
    if not (stats or stress):
        return None
    from quizgen import measure as measuring

    studies = chosen(compilation, decks)
    measured = measuring.measure(compilation, studies, numbers=stats, versions=stress)
    if picture and measured.trials is not None:
        measuring.draw(measured, picture)
    return measured


def show_measured(measured: Measured, problems: list[Diagnostic], format_: str) -> None:
    """Print *problems* and what was *measured* besides."""
    from quizgen import report

    if format_ == "json":
        print_json({"problems": json.loads(report.as_json(problems)), **measured.as_json()})
        return
    show(problems, format_)
    if text := measured.as_text():
        typer.echo(f"\n{text}\n" if problems else f"{text}\n")


def fail(problems: list[Diagnostic], *, strict: bool) -> None:
    """End the command where *problems* ask for it."""
    if any(p.rule in COULD_NOT_RUN for p in problems):
        raise typer.Exit(2)
    if any(p.is_error or strict for p in problems):
        raise typer.Exit(1)


def counts(compilation: Compilation) -> str:
    """How much there is of everything, in words."""
    space = compilation.workspace
    found = (
        (len(space.facts) if space else 0, "fact"),
        (len(compilation.generation.items), "item"),
        (len(compilation.studies), "deck"),
    )
    return ", ".join(f"{n} {word}{'s' * (n != 1)}" for n, word in found)


def one_of(value: str, known: tuple[str, ...]) -> None:
    """Refuse a *value* that is none of those *known*."""
    if value not in known:
        raise QuizgenError(f"'{value}' is not one of: {', '.join(known)}")


class failures:  # noqa: N801  (used as a statement)
    """What keeps a command from running is one line and exit code 2."""

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Turn a QuizgenError into its line."""
        if isinstance(error, QuizgenError):
            typer.echo(f"quizgen: {error}", err=True)
            sys.exit(2)
