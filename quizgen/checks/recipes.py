"""The items that recipes name are there, and each belongs to one deck."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizgen import rules
from quizgen.diagnostics import Label
from quizgen.shape import near

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from quizgen.diagnostics import Diagnostic, Rule, Span
    from quizgen.generate import Generation
    from quizgen.recipe import Recipe, Selection
    from quizgen.workspace import Fact, Workspace

Place = tuple[str, tuple[str | int, ...], bool]


def check_selections(workspace: Workspace) -> Iterator[Diagnostic]:
    """Every kind, source, topic and fact that a recipe selects by is there."""
    facts = workspace.facts
    topics = {topic for fact in facts.values() for topic in fact.head.topic}
    known: tuple[tuple[str, Rule, Collection[str]], ...] = (
        ("kinds", rules.UNKNOWN_KIND, workspace.kinds),
        ("sources", rules.UNKNOWN_SOURCE, workspace.sources),
        ("topics", rules.UNKNOWN_TOPIC, topics),
        ("ids", rules.UNKNOWN_FACT, facts),
    )
    for recipe in workspace.recipes.values():
        for selection in _selections(recipe):
            for part, rule, names in known:
                for n, name in enumerate(getattr(selection, part)):
                    if name not in names:
                        thing = part.removesuffix("s").replace("id", "fact")
                        message = f"no {thing} is called '{name}'"
                        there = ", ".join(sorted(names)[:20])
                        otherwise = f"there are: {there}" if there else f"no fact has a {thing} yet"
                        hint = near(name, names, otherwise)
                        yield rule.at(selection.span(part, n), message, hint=hint)


def check_named_topics(workspace: Workspace) -> Iterator[Diagnostic]:
    """Every topic that a recipe names for its guide or practice page is there."""
    topics = {topic for fact in workspace.facts.values() for topic in fact.head.topic}
    for recipe in workspace.recipes.values():
        for page, topic in _named_topics(recipe):
            if topic not in topics:
                there = ", ".join(sorted(topics)[:20])
                otherwise = f"there are: {there}" if there else "no fact has a topic yet"
                hint = near(topic, topics, otherwise)
                span = recipe.span(page, "topics", topic, key=True)
                yield rules.UNKNOWN_TOPIC.at(span, f"no topic is called '{topic}'", hint=hint)


def _named_topics(recipe: Recipe) -> Iterator[tuple[str, str]]:
    yield from (("guide", topic) for topic in (recipe.guide.topics if recipe.guide else ()))
    yield from (
        ("practice", topic) for topic in (recipe.practice.topics if recipe.practice else ())
    )


def _selections(recipe: Recipe) -> Iterator[Selection]:
    yield recipe.facts
    yield from (sheet.facts for sheet in recipe.sheets.values())
    yield from recipe.cards.subdecks.values() if recipe.cards else ()
    pages = (recipe.flash_cards, recipe.guide, recipe.practice)
    yield from (page.facts for page in pages if page)
    yield from (recipe.guide.facts,) if recipe.guide else ()
    yield from [recipe.practice.facts] if recipe.practice else ()


def check_items_exist(workspace: Workspace, generation: Generation) -> Iterator[Diagnostic]:
    """Every item that a recipe names exists; one that could not be made says why."""
    items = {item.id: item for item in generation.items}
    renamed = {item.first_id: item.id for item in generation.items if item.first_id != item.id}
    reasons = {omission.id: omission.because for omission in generation.omissions}
    for recipe in workspace.recipes.values():
        if not any(fact.is_selected(recipe.facts) for fact in workspace.facts.values()):
            continue  # it selects nothing, which is said once
        for id_, route, is_key in _named(recipe):
            span = recipe.span(*route, key=is_key)
            if id_ in items:
                facts = [workspace.facts[id_] for id_ in items[id_].facts]
                if route[0] in ("cards", "sheets"):
                    yield from _left_out(recipe, id_, facts, span)
            elif id_ in reasons:
                message = f"the item '{id_}' cannot be made: {reasons[id_]}"
                way_out = "add facts of its kind, declare `closed` or `not`, or ask it another way"
                way_out = "delete this line" if route[0] == "skip" else way_out
                yield rules.INTERACTION_IMPOSSIBLE.at(span, message, hint=way_out)
            else:
                hint = near(id_, {*items, *reasons}, "run `quizgen items` to see them all")
                hint = f"it is called '{renamed[id_]}' now" if id_ in renamed else hint
                yield rules.UNKNOWN_ITEM.at(span, f"no item is called '{id_}'", hint=hint)


def _left_out(
    recipe: Recipe, id_: str, facts: Iterable[Fact], span: Span | None
) -> Iterator[Diagnostic]:
    """The problem with an item that a recipe demands in one place and leaves out in another."""
    outside = next((fact for fact in facts if not fact.is_selected(recipe.facts)), None)
    if id_ in recipe.skip:
        other, hint = recipe.span("skip", id_, key=True), "take it out of one of the two"
    elif outside:
        other, hint = recipe.span("facts"), f"widen `facts` to take in '{outside.id}'"
    else:
        return
    message = f"the item '{id_}' is demanded, but the recipe leaves it out"
    label = Label(other, "left out here") if other else None
    yield rules.INTERACTION_IMPOSSIBLE.at(span, message, label, hint=hint)


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
