"""What a sheet is told about its print fits what it asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizgen import rules
from quizgen.blueprint import interactions
from quizgen.items import Interaction
from quizgen.shape import near

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizgen.diagnostics import Diagnostic
    from quizgen.generate import Generation
    from quizgen.recipe import Recipe, SheetRecipe
    from quizgen.workspace import Workspace

ON_STRIP = {Interaction.CHOICE, Interaction.MULTIPLE_RESPONSE, Interaction.TRUE_FALSE}


def check_print(workspace: Workspace, _: Generation) -> Iterator[Diagnostic]:
    """Points are for interactions that a sheet has, a strip is for a sheet that has circles."""
    for recipe in workspace.recipes.values():
        for name, sheet in recipe.sheets.items():
            yield from _points(recipe, name, sheet)
            yield from _strip(recipe, name, sheet)


def _points(recipe: Recipe, name: str, sheet: SheetRecipe) -> Iterator[Diagnostic]:
    asked = _asked(sheet)
    worth = sheet.points.model_dump(by_alias=True, exclude_none=True, exclude={"each"})
    for interaction in sorted(worth.keys() - asked):
        span = recipe.span("sheets", name, "points", interaction, key=True)
        message = f"the sheet '{name}' has points for '{interaction}', and asks nothing that way"
        hint = near(interaction, asked, f"its `interactions` are: {', '.join(sorted(asked))}")
        yield rules.BAD_PRINT.at(span, message, hint=hint)


def _strip(recipe: Recipe, name: str, sheet: SheetRecipe) -> Iterator[Diagnostic]:
    if sheet.answer_strip and not _asked(sheet) & ON_STRIP:
        span = recipe.span("sheets", name, "answer-strip", key=True)
        message = f"the sheet '{name}' has an answer strip, and nothing to mark on it"
        hint = f"it is for {', '.join(sorted(ON_STRIP))}; leave it out, or ask some of these"
        yield rules.BAD_PRINT.at(span, message, hint=hint)


def _asked(sheet: SheetRecipe) -> set[str]:
    """How items of *sheet* may be answered, those that it must have included."""
    return {*interactions(sheet), *(id_.rpartition("/")[2] for id_ in sheet.must)}
