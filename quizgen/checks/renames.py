"""What was renamed keeps an identity of its own: nothing else has taken its first id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizgen import rules
from quizgen.diagnostics import Label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from quizgen.diagnostics import Diagnostic, Span
    from quizgen.workspace import Workspace

# What a thing is called, its first id, where its `was` stands, and where the thing itself does.
Named = tuple[str, str, "Span | None", "Span | None"]


def check_identities(workspace: Workspace) -> Iterator[Diagnostic]:
    """No two facts, entries of a list, questions of a kind or recipes share their first id."""
    facts = workspace.facts.values()
    if any(fact.head.was for fact in facts):  # else each is its own first id
        yield from _twins(
            "fact", [(f.id, f.identity, f.span("was"), f.span("id", key=True)) for f in facts]
        )
    for fact in facts:
        for slot in fact.slots:
            yield from _twins(
                "entry",
                [
                    (frame.id, frame.identity, fact.span(slot, n, "was"), fact.span(slot, n))
                    for n, frame in enumerate(fact.frames(slot))
                ],
            )
    for kind in workspace.kinds.values():
        sentences = [(q, next(iter(q.wordings.values()), kind.claim).span) for q in kind.questions]
        yield from _twins("question", [(q.id, q.identity, span, span) for q, span in sentences])


def check_recipe_names(workspace: Workspace) -> Iterator[Diagnostic]:
    """No recipe was another that is still there, or that became yet another."""
    taken: dict[str, str] = {}
    for name, recipe in sorted(workspace.recipes.items()):
        for n, was in enumerate(recipe.was):
            other = was if was in workspace.recipes else taken.setdefault(was, name)
            if other != name or was == name:
                taker = "it is called so now" if was == name else f"the recipe '{other}' is that"
                message = f"'{name}' cannot have been '{was}': {taker}"
                hint = "a deck that learners have goes on in one recipe: delete this `was`"
                yield rules.DUPLICATE_ID.at(recipe.span("was", n), message, hint=hint)


def _twins(thing: str, named: Iterable[Named]) -> Iterator[Diagnostic]:
    """The things whose first id is that of another."""
    taken: dict[str, tuple[str, Span | None]] = {}
    for id_, first, was, place in sorted(named, key=lambda one: one[0] != one[1]):
        other, where = taken.setdefault(first, (id_, place))
        if other != id_:
            message = (
                f"'{id_}' and '{other}' are one {thing} to learners: both had the id '{first}'"
            )
            label = Label(where, f"'{other}' has it") if where else None
            hint = "two cards cannot be one: delete this `was`, or give it another id"
            yield rules.DUPLICATE_ID.at(was or place, message, label, hint=hint)
