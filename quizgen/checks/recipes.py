"""The items that recipes name are there, and each belongs to one deck."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from quizgen import rules
from quizgen.diagnostics import Label

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizgen.diagnostics import Diagnostic
    from quizgen.generate import Generation
    from quizgen.model import Recipe
    from quizgen.workspace import Workspace

Place = tuple[str, tuple[str | int, ...], bool]


def check_items_exist(workspace: Workspace, generation: Generation) -> Iterator[Diagnostic]:
    """Every item that a recipe names exists; one that could not be made says why."""
    ids = {item.id for item in generation.items}
    reasons = {omission.id: omission.because for omission in generation.omissions}
    for recipe in workspace.recipes.values():
        for id_, route, is_key in _named(recipe):
            span = recipe.span(*route, key=is_key)
            if id_ in ids:
                continue
            if id_ in reasons:
                message = f"the item '{id_}' cannot be made: {reasons[id_]}"
                hint = (
                    "add facts of the same kind, declare `closed` or `not`, or ask it another way"
                )
                yield rules.INTERACTION_IMPOSSIBLE.at(span, message, hint=hint)
            else:
                close = get_close_matches(id_, ids | set(reasons), n=1)
                hint = f"did you mean '{close[0]}'?" if close else "quizgen items lists them all"
                yield rules.UNKNOWN_ITEM.at(span, f"no item is called '{id_}'", hint=hint)


def check_one_deck(workspace: Workspace, _: Generation) -> Iterator[Diagnostic]:
    """No fact's cards stand in two decks."""
    taken: dict[str, str] = {}
    for name, recipe in sorted(workspace.recipes.items()):
        if recipe.cards is None:
            continue
        for fact in workspace.facts.values():
            if not fact.is_selected(recipe.facts):
                continue
            other = taken.setdefault(fact.id, name)
            if other != name:
                message = f"the recipes '{other}' and '{name}' both make cards of '{fact.id}'"
                first = workspace.recipes[other].span("facts")
                label = Label(first, f"selected by '{other}' too") if first else None
                hint = "narrow `facts` of one of them, or give it `cards: none`"
                yield rules.TWO_DECKS.at(recipe.span("facts"), message, label, hint=hint)
                break


def _named(recipe: Recipe) -> Iterator[Place]:
    """Each item id in a recipe, with where it stands."""
    for n, id_ in enumerate(recipe.cards.also if recipe.cards else ()):
        yield id_, ("cards", "also", n), False
    for name, sheet in recipe.sheets.items():
        for n, id_ in enumerate(sheet.must):
            yield id_, ("sheets", name, "must", n), False
    for id_ in recipe.skip:
        yield id_, ("skip", id_), True
    for id_ in recipe.reword:
        yield id_, ("reword", id_), True
