"""What must hold of a workspace, of its items and of its recipes, as visible tuples of checks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from quizgen.cache import Cache
from quizgen.checks import (
    blueprints,
    craft,
    items,
    printing,
    recipes,
    renames,
    sources,
    support,
    texts,
    wording,
)
from quizgen.load import Unsound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizgen.diagnostics import Diagnostic
    from quizgen.generate import Generation
    from quizgen.texts import Texts
    from quizgen.workspace import Workspace

OF_WORKSPACES = (
    sources.check_namespace,
    sources.check_names,
    sources.check_relations,
    sources.check_source_dates,
    sources.check_addresses,
    sources.check_sources_used,
    sources.check_answers_not_denied,
    sources.check_silence,
    wording.check_verbs,
    wording.check_terms,
    wording.check_units,
    wording.check_waivers,
    recipes.check_selections,
    recipes.check_named_topics,
    renames.check_identities,
    renames.check_recipe_names,
)
OF_TEXTS = (
    texts.check_paragraphs,
    texts.check_coverage,
)
# These know, by a cache, what was right before.
OF_WORDS = (
    support.check_support,
    texts.check_own_words,
)
# What these find missing may only not have been read, where the workspace has faults.
OF_SOUND = (
    sources.check_relations,
    sources.check_sources_used,
    recipes.check_selections,
    recipes.check_named_topics,
    support.check_support,
    texts.check_coverage,
)
OF_ITEMS = (
    items.check_keys_hidden,
    items.check_one_answer,
    items.check_slots_asked,
    items.check_disagreements_asked,
    items.check_attribution,
    craft.check_rewords,
)
# This knows, by a cache, what was found before.
OF_PROMPTS = (craft.check_craft,)
OF_RECIPES = (
    recipes.check_items_exist,
    recipes.check_one_deck,
    blueprints.check_blueprint_names,
    blueprints.check_blueprint_sums,
    printing.check_print,
)


def check_workspace(
    workspace: Workspace, attached: Texts | None, cache: Cache | None = None
) -> Iterator[Diagnostic]:
    """Everything wrong with what the author wrote; with the source texts where *attached*.

    *cache* knows what was right before.
    """
    left_out = OF_SOUND if isinstance(workspace, Unsound) else ()
    for check in OF_WORKSPACES:
        if check not in left_out:
            yield from check(workspace)
    if attached is None:
        return
    readable = _readable(workspace, attached)
    for known in OF_WORDS:
        if known not in left_out:
            yield from known(readable, attached, cache or Cache())
    for held in OF_TEXTS:
        if held not in left_out:
            yield from held(readable, attached)


def _readable(workspace: Workspace, attached: Texts) -> Workspace:
    """*workspace* without the facts whose passages are known to be gone: they are stale."""
    kept = {id_: f for id_, f in workspace.facts.items() if f.identity not in attached.lost}
    return replace(workspace, facts=kept) if attached.lost else workspace


def check_items(
    workspace: Workspace, generation: Generation, attached: Texts | None, cache: Cache
) -> Iterator[Diagnostic]:
    """Everything wrong with the generated items; with the source texts where *attached*.

    *cache* knows what was found before.
    """
    for check in OF_ITEMS:
        yield from check(workspace, generation)
    for known in OF_PROMPTS:
        yield from known(workspace, generation, cache)
    if attached:
        yield from texts.check_sentences(workspace, generation, attached, cache)


def check_recipes(workspace: Workspace, generation: Generation) -> Iterator[Diagnostic]:
    """Everything the recipes ask for that is not there."""
    for check in OF_RECIPES:
        yield from check(workspace, generation)
