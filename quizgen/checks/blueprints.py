"""A sheet's blueprint names what there is, and wishes no more than fits on the sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizgen import rules
from quizgen.blueprint import SEVERAL, read, wishes, written
from quizgen.shape import near

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from quizgen.diagnostics import Diagnostic, Rule
    from quizgen.generate import Generation
    from quizgen.recipe import Recipe, SheetRecipe
    from quizgen.workspace import Workspace

WHOLE = 100  # per cent
_THINGS: Mapping[str, tuple[str, Rule]] = {
    "kinds": ("kind", rules.UNKNOWN_KIND),
    "slots": ("slot", rules.UNKNOWN_SLOT),
    "sources": ("source", rules.UNKNOWN_SOURCE),
    "topics": ("topic", rules.UNKNOWN_TOPIC),
}


def check_blueprint_names(workspace: Workspace, generation: Generation) -> Iterator[Diagnostic]:
    """Every kind, slot, source and topic that a blueprint wishes for is there."""
    asked = {f"{k.name}.{q.slot}" for k in workspace.kinds.values() for q in k.questions}
    known: dict[str, set[str]] = {
        "kinds": {*workspace.kinds, *(item.kind for item in generation.items)},
        "slots": {*asked, *(f"{item.kind}.{item.asks}" for item in generation.items)},
        "sources": {*workspace.sources},
        "topics": {t for fact in workspace.facts.values() for t in fact.head.topic},
    }
    for recipe, name, sheet in _sheets(workspace):
        for part, wished in written(sheet.blueprint):
            for unknown in sorted(wished.keys() - known.get(part, wished.keys())):
                thing, rule = _THINGS[part]
                span = recipe.span("sheets", name, "blueprint", part, unknown, key=True)
                there = ", ".join(sorted(known[part])[:20])
                otherwise = f"there are: {there}" if there else f"no fact has a {thing} yet"
                hint = near(unknown, sorted(known[part]), otherwise)
                yield rule.at(span, f"no {thing} is called '{unknown}'", hint=hint)


def check_blueprint_sums(workspace: Workspace, _: Generation) -> Iterator[Diagnostic]:
    """No blueprint wishes for more items, or larger shares, than a sheet has."""
    for recipe, name, sheet in _sheets(workspace):
        for part, wished in written(sheet.blueprint):
            for wish, text in wished.items():
                amount = read(text)
                if amount.number > (WHOLE if amount.is_share else sheet.items):
                    span = recipe.span("sheets", name, "blueprint", part, wish)
                    whole = "all items" if amount.is_share else f"the {sheet.items} items"
                    message = f"'{text}' is more than {whole} of the sheet '{name}'"
                    hint = "wish for fewer, or let the sheet have more `items`"
                    yield rules.BAD_BLUEPRINT.at(span, message, hint=hint)
                    break
            else:
                yield from _too_much_together(recipe, name, sheet, part)


def _too_much_together(
    recipe: Recipe, name: str, sheet: SheetRecipe, part: str
) -> Iterator[Diagnostic]:
    """What a part wishes may not fit together, where an item has one trait of that part only."""
    together = sum(wish.low for wish in wishes(sheet) if wish.trait[0] == part)
    if together > sheet.items and part not in SEVERAL:
        span = recipe.span("sheets", name, "blueprint", part, key=True)
        message = f"'{part}' wishes for {together} items, and the sheet '{name}' has {sheet.items}"
        hint = "wish for fewer: shares add up to 100% at most"
        yield rules.BAD_BLUEPRINT.at(span, message, hint=hint)


def _sheets(workspace: Workspace) -> Iterator[tuple[Recipe, str, SheetRecipe]]:
    for recipe in workspace.recipes.values():
        for name, sheet in recipe.sheets.items():
            yield recipe, name, sheet
