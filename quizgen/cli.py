"""The command line: each command says what it does in one line, and leaves the doing to others."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from quizgen.collector import without_collector
from quizgen.console import (
    check_file,
    checked,
    chosen,
    compiled,
    fail,
    failures,
    folder_of,
    items_of,
    measure,
    one_of,
    outcome,
    print_json,
    problems_of,
    root_of,
    run_of,
    show,
    show_measured,
    sound,
    tell,
    tell_counts,
    tell_timings,
    tell_written,
)
from quizgen.looking import explain, key, preview, schema, sources
from quizgen.options import Decks, ProblemFormat, Root, Strict, TextsFolder, Timings
from quizgen.progress import Watch

# Pydantic would look through all that is installed for plug-ins: here none has anything to do.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # Rich takes as long to load as all the rest of --help
    add_completion=False,
    help="Compile structured, cited facts into study materials.",
)


@app.command()
def init(directory: Annotated[Path, typer.Argument(metavar="DIR")]) -> None:
    """Make a small workspace of your own, which builds at once."""
    from quizgen import initial

    with failures():
        for path in initial.make(directory):
            typer.echo(path)


@app.command()
def check(
    decks: Decks = None,
    texts: TextsFolder = None,
    strict: Strict = False,
    stats: Annotated[bool, typer.Option("--stats", help="Tell the numbers of each deck.")] = False,
    stress: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Try each sheet in N versions; exit 1 if uneven."),
    ] = None,
    picture: Annotated[
        Path | None, typer.Option(metavar="FILE.svg", help="Draw what --stress finds.")
    ] = None,
    items_: Annotated[
        Path | None,
        typer.Option("--items", metavar="FILE", help="Items of any origin, as JSON, and no more."),
    ] = None,
    language: Annotated[str, typer.Option(help="The language of --items.")] = "en",
    format_: ProblemFormat = "full",
    timings: Timings = False,
    workspace: Root = None,
) -> None:
    """Find every problem in seeds, recipes, items and citations."""
    watch = Watch()
    with failures(), without_collector():
        from quizgen.placing import home, interrupted

        if items_:
            check_file(items_, language, root_of(workspace), format_, strict=strict)
            return
        left = [*interrupted(home(root_of(workspace)))]
        measured = None
        if stats or stress or picture:
            compilation, _ = compiled(workspace, texts, watch)
            measured = measure(compilation, decks, stats=stats, stress=stress, picture=picture)
            found = outcome(compilation, problems_of(compilation, decks))
        else:
            found = checked(workspace, texts, decks, watch)
        problems = [*left, *found.problems]
        if timings:
            tell_timings(watch)
        show_measured(measured, problems, format_) if measured else show(problems, format_)
        fail(problems, strict=strict)
        if measured and measured.fails:
            raise typer.Exit(1)
        if format_ == "full":
            tell_counts(found.counts, found.verified)


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
    timings: Timings = False,
    workspace: Root = None,
) -> None:
    """Make everything that the recipes ask for."""
    watch = Watch()
    with failures(), without_collector():
        watch.stage("looking for changes")
        run = run_of("build", workspace, texts, decks, out)
        if not check_ and (known := run.outcome()):  # nothing has changed since
            if timings:
                tell_timings(watch)
            show([*known.problems], format_, err=True)
            fail([*known.problems], strict=strict)
            tell_written(known.counts, 0, known.files, known.verified)
            return
        from quizgen import build as builder

        read = run.read()
        compilation, attached = compiled(workspace, texts, watch)
        problems = problems_of(compilation, decks)
        show(problems, format_, err=True)
        fail(problems, strict=strict)
        watch.stage("making and writing the files")
        done = builder.build(compilation, chosen(compilation, decks), out, attached, check=check_)
        if timings:
            tell_timings(watch)
        show(done.problems, format_, err=True)
        fail(done.problems, strict=strict)
        tell(done)
        found = outcome(compilation, problems, done.files)
        tell_written(found.counts, len(done.written), len(done.kept), found.verified)
        # Of passages git is asked each time whether it would take them in.
        if not check_ and not done.problems and not any(s.passages for s in compilation.studies):
            run.remember(found, read)


@app.command()
def diff(
    decks: Decks = None,
    format_: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
    released: Annotated[
        bool, typer.Option("--released", help="Against the last edition, not the last build.")
    ] = False,
    workspace: Root = None,
) -> None:
    """Show what a build would change, by item; exit code 1 if anything."""
    with failures(), without_collector():
        from quizgen import difference

        one_of(format_, ("text", "json"))
        compilation = sound(workspace, decks, None)
        found = difference.difference(compilation, chosen(compilation, decks), released=released)
        show(found.problems, "full", err=True)
        fail(found.problems, strict=False)
        if format_ == "json":
            print_json(difference.as_json(found))
        else:
            typer.echo(difference.as_text(found), nl=False)
        if found:
            raise typer.Exit(1)


@app.command()
def release(
    texts: TextsFolder = None,
    strict: Strict = False,
    accept_stale: Annotated[
        bool, typer.Option("--accept-stale", help="Close it with facts that are stale.")
    ] = False,
    workspace: Root = None,
) -> None:
    """Build everything and close the edition: it is what learners have."""
    with failures(), without_collector():
        from quizgen import release as releasing

        compilation, attached = compiled(workspace, texts)
        show(compilation.problems, "full", err=True)
        fail(compilation.problems, strict=strict)
        done, edition = releasing.release(compilation, attached, accept_stale=accept_stale)
        show(done.problems, "full", err=True)
        fail(done.problems, strict=strict)
        tell(done)
        typer.echo(
            f"edition {edition.number} of {edition.date} is closed: commit quizgen.lock and decks/"
            if edition
            else "nothing has changed since the last edition: none is closed"
        )


@app.command()
def anchor(
    texts: TextsFolder = None,
    write: Annotated[
        bool, typer.Option("--write", help="Let the locators of the citations follow.")
    ] = False,
    accept: Annotated[
        list[str] | None,
        typer.Option(
            help="A source, or a place in it ('report ¶4'), that was read again: its facts hold."
        ),
    ] = None,
    workspace: Root = None,
) -> None:
    """Show which cited passages moved or changed; exit code 1 if any."""
    from quizgen import anchor as anchoring

    with failures():
        folder_of(texts)
        done = anchoring.anchor(root_of(workspace), texts, accept or (), write=write)
        show([p for p in done.problems if p.is_error], "full", err=True)
        fail([p for p in done.problems if p.is_error], strict=False)
        typer.echo(anchoring.as_text(done), nl=False)
        if done.open:
            raise typer.Exit(1)


@app.command()
def adopt(
    packages: Annotated[list[Path], typer.Argument(metavar="PACKAGE...")], workspace: Root = None
) -> None:
    """Restore quizgen.lock from decks that learners have."""
    from quizgen import adopt as adopting

    with failures():
        count = adopting.adopt(root_of(workspace), packages)
        typer.echo(f"{count} notes taken into quizgen.lock; now run: quizgen build")


@app.command()
def items(
    deck: Annotated[str | None, typer.Argument(help="A recipe by name.")] = None,
    format_: Annotated[str, typer.Option("--format", help="text, json or balance.")] = "text",
    workspace: Root = None,
) -> None:
    """Show the items, or how evenly they speak of sources and parties."""
    with failures(), without_collector():
        from quizgen import balance as balancing
        from quizgen import contract

        one_of(format_, ("text", "json", "balance"))
        decks = [deck] if deck else None
        compilation = sound(workspace, decks, None)
        space = compilation.workspace
        assert space is not None  # noqa: S101  (it did not fail)
        found = items_of(compilation, deck)
        if format_ == "balance":
            typer.echo(balancing.as_text(space, chosen(compilation, decks)))
        elif format_ == "json":
            records = [contract.record(item, name, space) for name, item in found]
            print_json(records)
        else:
            typer.echo("\n\n".join(contract.as_text(item, space) for _, item in found))


@app.command()
def upgrade(
    old: Annotated[Path, typer.Argument(metavar="OLD.apkg", help="What learners have.")],
    new: Annotated[Path, typer.Argument(metavar="NEW.apkg", help="What they will import.")],
    collection: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A copy of a learner's collection.anki2; only read."),
    ] = None,
    format_: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
) -> None:
    """Foretell what learners meet who import NEW in Anki after OLD."""
    from quizgen import foretold
    from quizgen import upgrade as upgrading

    with failures():
        one_of(format_, tuple(foretold.FORMATS))
        found = upgrading.upgrade(old, new, collection)
        typer.echo(foretold.FORMATS[format_](found), nl=False)
        if found.fails:
            raise typer.Exit(1)


for command in (preview, key, sources, explain, schema):
    app.command()(command)
