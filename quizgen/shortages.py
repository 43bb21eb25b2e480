"""What of a sheet could not be made as wished: which wish fails, and by how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizgen import rules
from quizgen.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizgen.blueprint import Wish
    from quizgen.diagnostics import Diagnostic
    from quizgen.forms import Plan
    from quizgen.items import Form
    from quizgen.recipe import Recipe


def shortages(
    plan: Plan, forms: tuple[Form, ...], name: str, recipe: Recipe
) -> Iterator[Diagnostic]:
    """The wishes for the sheet *name* that its *forms* do not meet."""
    held = _Held(plan, name, recipe)
    if not forms[0].items:
        message = f"the sheet '{name}' selects no items"
        hint = "look at its `facts` and `interactions`: `quizgen items` lists what there is"
        yield rules.SELECTS_NOTHING.at(recipe.span("sheets", name), message, hint=hint)
        return
    for form in forms if plan.is_parallel else forms[:1]:
        yield from held.too_few(form)
        for wish in plan.wishes:
            yield from held.unmet(form, wish)
    if rules.GIVEN_AWAY.code not in recipe.waive:
        yield from held.given_away()
    if plan.is_parallel:
        yield from held.repeated(forms)


@frozen
class _Held:
    """The wishes for one sheet, against which its forms are held."""

    plan: Plan
    name: str
    recipe: Recipe

    def called(self, form: Form) -> str:
        """How a problem names the sheet: with its version where each has items of its own."""
        version = f"version {form.version} of " if self.plan.is_parallel else ""
        return f"{version}the sheet '{self.name}'"

    def too_few(self, form: Form) -> Iterator[Diagnostic]:
        """A form with fewer items than wished."""
        wished = self.plan.sheet.items
        if len(form.items) < wished:
            message = f"{self.called(form)} has {len(form.items)} of the {wished} items wished"
            hint = (
                "wish for fewer: no fact stands twice on a sheet, and no item that gives one away"
            )
            span = self.recipe.span("sheets", self.name)
            yield rules.TOO_FEW_ITEMS.at(span, message, hint=hint)

    def unmet(self, form: Form, wish: Wish) -> Iterator[Diagnostic]:
        """A wish that *form* does not meet: only what it must have can exceed one."""
        count = self.plan.count(wish, form.items)
        sheet, span = self.called(form), self.recipe.span(*self.route, *wish.trait)
        if count > wish.high:
            items = "an item" if count == 1 else f"{count} items"
            message = f"{sheet} has {items} {wish.words}: {count - wish.high} too many"
            hint = "wish for more of them, or take some out of `must`"
            yield rules.UNMET_WISH.at(span, message, hint=hint)
        if count < wish.low:
            there = len(self.plan.counted(wish))
            message = f"{sheet} has {count} of the {wish.low} items {wish.words} wished"
            if wish.low == 1:
                message = f"{sheet} lacks the item {wish.words} that is wished"
            hint = f"{there or 'none'} could stand on it: wish for fewer, or add facts"
            if there >= wish.low:
                hint = f"{there} could, but share facts, give others away, or fail other wishes"
            yield rules.UNMET_WISH.at(span, message, hint=hint)

    def given_away(self) -> Iterator[Diagnostic]:
        """Items that the sheet must have, and that do not go together."""
        must = list(self.plan.sheet.must)
        items = (candidate.item for candidate in self.plan.must)
        for one, other, reason in self.plan.enemies.among(items):
            span = self.recipe.span("sheets", self.name, "must", must.index(other.id))
            message = f"'{one.id}' and '{other.id}' on the sheet '{self.name}' {reason}"
            hint = "take one out of `must`, `reword` it, or say why not: waive: {given-away: …}"
            yield rules.GIVEN_AWAY.at(span, message, hint=hint)

    def repeated(self, forms: tuple[Form, ...]) -> Iterator[Diagnostic]:
        """Versions that have items of earlier ones, apart from those that all must have."""
        must = {candidate.item.id for candidate in self.plan.must}
        seen: set[str] = set()
        for form in forms:
            ids = {item.id for item in form.items} - must
            if again := len(ids & seen):
                items = "an item" if again == 1 else f"{again} items"
                message = f"{self.called(form)} repeats {items} of earlier versions"
                hint = "there are no others that fit: wish for less, or add facts"
                span = self.recipe.span("sheets", self.name, "forms")
                yield rules.REPEATED_ITEMS.at(span, message, hint=hint)
            seen |= ids

    @property
    def route(self) -> tuple[str, ...]:
        """Where the blueprint stands in the recipe."""
        return ("sheets", self.name, "blueprint")
