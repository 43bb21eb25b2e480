"""The options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

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
Timings = Annotated[bool, typer.Option("--timings", help="Tell what takes how long.")]
Strict = Annotated[bool, typer.Option("--strict", help="Let warnings fail too.")]
