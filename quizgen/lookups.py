"""Commands that look something up and write nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from quizgen.console import failures, one_of, print_json, root_of
from quizgen.options import Root


def explain(
    name: Annotated[str | None, typer.Argument(metavar="[CODE|KIND|OUTPUT]")] = None,
    workspace: Root = None,
) -> None:
    """Tell about a problem's code, a kind or an output; without a name, list them all."""
    from quizgen import explain as explaining

    with failures():
        typer.echo(explaining.explain(name, root_of(workspace)), nl=False)


def schema(
    part: Annotated[str, typer.Argument(help="seeds, recipe, settings, kind or set.")] = "seeds",
    workspace: Root = None,
) -> None:
    """Print the JSON Schema of seeds files (or another part), for editors that complete them."""
    from quizgen import schema as schemas

    with failures():
        one_of(part, schemas.PARTS)
        found = schemas.schema(part, root_of(workspace))
        print_json(found)


def key(
    code: Annotated[str, typer.Argument(help="The code at the foot of a sheet: K7MC-4XTN.")],
    out: Annotated[
        Path | None, typer.Option(help="Where the sheets were built, if not in decks/.")
    ] = None,
    workspace: Root = None,
) -> None:
    """Find the answer key of a printed sheet by its code, or the edition that held it."""
    from quizgen import tracing

    with failures():
        found = tracing.trace(code, root_of(workspace), out)
        for line in found.lines:
            typer.echo(line, err=not found.is_found)
        if not found.is_found:
            raise typer.Exit(1)
