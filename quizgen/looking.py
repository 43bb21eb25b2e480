"""Commands that only show: they change no file, and mean nothing to learners."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from quizgen.console import failures, folder_of, one_of, print_json, read, root_of, there
from quizgen.options import Root, TextsFolder


def preview(
    texts: TextsFolder = None,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port of its address; 0 takes a free one.")
    ] = 8650,
    open_: Annotated[
        bool, typer.Option("--open/--no-open", help="Open it in the browser, too.")
    ] = False,
    editor: Annotated[
        str | None, typer.Option(help="Let lines open in it: vscode, vscodium, cursor, idea.")
    ] = None,
    workspace: Root = None,
) -> None:
    """Show cards, pages and problems in the browser after each save."""
    from quizgen.preview import server
    from quizgen.preview.places import EDITORS

    with failures():
        one_of(editor or "vscode", tuple(EDITORS))
        with server.serving(there(workspace), folder_of(texts), port, editor) as serving:
            where = server.address(serving)
            typer.echo(f"{where} shows this workspace as of each save; Ctrl-C ends it")
            if open_:
                typer.launch(where)
            serving.serve_forever()


def key(
    code: Annotated[str, typer.Argument(help="The code at the foot of a sheet: K7MC-4XTN.")],
    out: Annotated[
        Path | None, typer.Option(help="Where the sheets were built, if not in decks/.")
    ] = None,
    workspace: Root = None,
) -> None:
    """Find the answer key of a printed sheet, or its edition, by code."""
    from quizgen import tracing

    with failures():
        found = tracing.trace(code, root_of(workspace), out)
        for line in found.lines:
            typer.echo(line, err=not found.is_found)
        if not found.is_found:
            raise typer.Exit(1)


def sources(
    format_: Annotated[
        str | None, typer.Option("--format", help="A citation style, csl-json or bibtex.")
    ] = None,
    workspace: Root = None,
) -> None:
    """Print the sources as a bibliography, or for other programs."""
    from quizgen import exports

    with failures():
        one_of(format_ or "news", exports.FORMATS)
        space = read(workspace)
        typer.echo(exports.listed(space, format_ or space.settings.citation_style), nl=False)


def explain(
    name: Annotated[str | None, typer.Argument(metavar="[CODE|KIND|OUTPUT]")] = None,
    workspace: Root = None,
) -> None:
    """Tell about a problem's code, a kind or an output, or list them."""
    from quizgen import explain as explaining

    with failures():
        typer.echo(explaining.explain(name, root_of(workspace)), nl=False)


def schema(
    part: Annotated[str, typer.Argument(help="seeds, recipe, settings, kind or set.")] = "seeds",
    workspace: Root = None,
) -> None:
    """Print the JSON Schema of seeds or another part, for editors."""
    from quizgen import schema as schemas

    with failures():
        one_of(part, schemas.PARTS)
        found = schemas.schema(part, root_of(workspace))
        print_json(found)
