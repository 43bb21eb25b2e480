"""What must hold of a workspace, of its items and of its recipes, as visible tuples of checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizgen.checks import items, recipes, sources, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizgen.diagnostics import Diagnostic
    from quizgen.generate import Generation
    from quizgen.texts import Texts
    from quizgen.workspace import Workspace

OF_WORKSPACES = (
    sources.check_namespace,
    sources.check_names,
    sources.check_sources_used,
    sources.check_answers_not_denied,
    sources.check_silence,
)
OF_TEXTS = (texts.check_paragraphs, texts.check_own_words, texts.check_read, texts.check_coverage)
OF_ITEMS = (items.check_keys_hidden, items.check_one_answer, items.check_slots_asked)
OF_RECIPES = (recipes.check_items_exist, recipes.check_one_deck)


def check_workspace(workspace: Workspace, attached: Texts | None) -> Iterator[Diagnostic]:
    """Everything wrong with what the author wrote; with the source texts where *attached*."""
    for check in OF_WORKSPACES:
        yield from check(workspace)
    if attached:
        for held in OF_TEXTS:
            yield from held(workspace, attached)


def check_items(workspace: Workspace, generation: Generation) -> Iterator[Diagnostic]:
    """Everything wrong with the generated items."""
    for check in OF_ITEMS:
        yield from check(workspace, generation)


def check_recipes(workspace: Workspace, generation: Generation) -> Iterator[Diagnostic]:
    """Everything the recipes ask for that is not there."""
    for check in OF_RECIPES:
        yield from check(workspace, generation)
