"""The command line: each command says what it does in one line, and leaves the doing to others."""

from __future__ import annotations

import json
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from quizgen import report, rules
from quizgen.diagnostics import QuizgenError, shown

if TYPE_CHECKING:
    from quizgen.compile import Compilation
    from quizgen.diagnostics import Diagnostic
    from quizgen.items import Item, Study
    from quizgen.texts import Texts

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="Compile structured, cited facts into study materials.",
)

COULD_NOT_RUN = (rules.NO_WORKSPACE, rules.UNKNOWN_DECK)

Decks = Annotated[
    list[str] | None, typer.Argument(help="Recipes by name; all where none is given.")
]
TextsFolder = Annotated[
    Path | None,
    typer.Option("--texts", envvar="QUIZGEN_TEXTS", help="The folder with the source texts."),
]
Root = Annotated[
    Path | None, typer.Option("--workspace", "-C", help="The workspace; else the one around here.")
]
ProblemFormat = Annotated[str, typer.Option("--format", help="full, concise, json or github.")]
Strict = Annotated[bool, typer.Option("--strict", help="Let warnings fail too.")]


@app.command()
def init(directory: Annotated[Path, typer.Argument(metavar="DIR")]) -> None:
    """Make a small workspace of your own, which builds at once."""
    from quizgen import initial

    with _failures():
        for path in initial.make(directory):
            typer.echo(path)


@app.command()
def check(
    decks: Decks = None,
    texts: TextsFolder = None,
    strict: Strict = False,
    format_: ProblemFormat = "full",
    workspace: Root = None,
) -> None:
    """Find every problem in seeds, templates, recipes, items and citations."""
    from quizgen.placing import home, interrupted

    with _failures():
        compilation, _ = _compile(workspace, texts)
        problems = [*interrupted(home(_root(workspace))), *_of_decks(compilation, decks)]
        _show(problems, format_)
        _fail(problems, strict=strict)
        if format_ == "full":
            typer.echo(_counts(compilation))


@app.command()
def build(
    decks: Decks = None,
    texts: TextsFolder = None,
    out: Annotated[Path | None, typer.Option(help="Write here and not to decks/.")] = None,
    check_: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail if what stands differs.")
    ] = False,
    strict: Strict = False,
    format_: ProblemFormat = "full",
    workspace: Root = None,
) -> None:
    """Make everything that the recipes ask for."""
    from quizgen import build as builder

    with _failures():
        compilation, attached = _compile(workspace, texts)
        problems = _of_decks(compilation, decks)
        _show(problems, format_, err=True)
        _fail(problems, strict=strict)
        done = builder.build(compilation, _chosen(compilation, decks), out, attached, check=check_)
        _show(done.problems, format_, err=True)
        _fail(done.problems, strict=strict)
        for path in done.written:
            typer.echo(f"wrote {shown(path)}")
        for path in done.removed:
            typer.echo(f"removed {shown(path)}")
        typer.echo(
            f"{_counts(compilation)}; {len(done.written)} files written, {len(done.kept)} unchanged"
        )


@app.command()
def items(
    deck: Annotated[str | None, typer.Argument(help="A recipe by name.")] = None,
    format_: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
    workspace: Root = None,
) -> None:
    """Show the items themselves."""
    from quizgen import contract

    with _failures():
        _one_of(format_, ("text", "json"))
        compilation, _ = _compile(workspace, None)
        problems = _of_decks(compilation, [deck] if deck else None)
        _show([p for p in problems if p.is_error], "full", err=True)
        _fail(problems, strict=False)
        space = compilation.workspace
        assert space is not None  # noqa: S101  (it did not fail)
        found = _items(compilation, deck)
        if format_ == "json":
            records = [contract.record(item, name, space) for name, item in found]
            typer.echo(json.dumps(records, ensure_ascii=False, indent=2))
        else:
            typer.echo("\n\n".join(contract.as_text(item, space) for _, item in found))


@app.command()
def explain(
    name: Annotated[str | None, typer.Argument(metavar="[CODE|KIND|OUTPUT]")] = None,
    workspace: Root = None,
) -> None:
    """Tell about a problem's code, a kind or an output; without a name, list them all."""
    from quizgen import explain as explaining

    with _failures():
        typer.echo(explaining.explain(name, _root(workspace)), nl=False)


@app.command()
def schema(
    part: Annotated[str, typer.Argument(help="seeds, recipe, settings or kind.")] = "seeds",
    workspace: Root = None,
) -> None:
    """Print the JSON Schema of seeds files (or another part), for editors that complete them."""
    from quizgen import schema as schemas

    with _failures():
        _one_of(part, schemas.PARTS)
        found = schemas.schema(part, _root(workspace))
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))


# What the commands share


def _compile(workspace: Path | None, texts: Path | None) -> tuple[Compilation, Texts | None]:
    from quizgen.compile import compile_workspace

    if texts and not texts.is_dir():
        raise QuizgenError(f"there is no folder of texts at {texts}")
    return compile_workspace(_root(workspace), texts)


def _root(workspace: Path | None) -> Path:
    """The workspace named, or the nearest folder upwards with a quizgen.yaml."""
    here = Path.cwd()
    if workspace:
        return workspace
    return next((f for f in (here, *here.parents) if (f / "quizgen.yaml").is_file()), here)


def _of_decks(compilation: Compilation, decks: list[str] | None) -> list[Diagnostic]:
    """The problems, and one more for each recipe named that does not exist."""
    problems = list(compilation.problems)
    known = list(compilation.workspace.recipes) if compilation.workspace else []
    for name in decks or ():
        if known and name not in known:
            close = get_close_matches(name, known, n=1)
            hint = f"did you mean '{close[0]}'?" if close else f"recipes: {', '.join(known)}"
            problems.append(rules.UNKNOWN_DECK.at(None, f"no recipe is called '{name}'", hint=hint))
    return problems


def _chosen(compilation: Compilation, decks: list[str] | None) -> tuple[Study, ...]:
    return tuple(s for s in compilation.studies if not decks or s.name in decks)


def _items(compilation: Compilation, deck: str | None) -> list[tuple[str | None, Item]]:
    """The items with the name of their deck: those of one recipe, or all."""
    studies = [s for s in compilation.studies if deck in (None, s.name)]
    found: list[tuple[str | None, Item]] = [(s.name, i) for s in studies for i in s.items]
    seen = {item.id for _, item in found}
    if deck is None:
        found += [(None, i) for i in compilation.generation.items if i.id not in seen]
    return found


def _show(problems: list[Diagnostic], format_: str, *, err: bool = False) -> None:
    _one_of(format_, tuple(report.FORMATS))
    if problems or (format_ == "json" and not err):
        typer.echo(report.FORMATS[format_](problems), err=err, nl=False)
    if problems and format_ == "full":
        typer.echo(f"\n{report.summary(problems)}", err=err)


def _fail(problems: list[Diagnostic], *, strict: bool) -> None:
    if any(p.rule in COULD_NOT_RUN for p in problems):
        raise typer.Exit(2)
    if any(p.is_error or strict for p in problems):
        raise typer.Exit(1)


def _counts(compilation: Compilation) -> str:
    space = compilation.workspace
    counts = (
        (len(space.facts) if space else 0, "fact"),
        (len(compilation.generation.items), "item"),
        (len(compilation.studies), "deck"),
    )
    return ", ".join(f"{n} {word}{'s' * (n != 1)}" for n, word in counts)


def _one_of(value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise QuizgenError(f"'{value}' is not one of: {', '.join(known)}")


class _failures:  # noqa: N801  (used as a statement)
    """What keeps a command from running is one line and exit code 2."""

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Turn a QuizgenError into its line."""
        if isinstance(error, QuizgenError):
            typer.echo(f"quizgen: {error}", err=True)
            sys.exit(2)
