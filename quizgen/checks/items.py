"""Every item has exactly one right answer, and keeps it to itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizgen import markup, rules
from quizgen.asking import is_silenced
from quizgen.diagnostics import Label
from quizgen.differing import QUESTION, declared, is_silent, pairs, voices
from quizgen.items import Interaction
from quizgen.sifting import agree, asking_alike
from quizgen.values import Frames, fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizgen.diagnostics import Diagnostic, Span
    from quizgen.generate import Generation
    from quizgen.items import Item
    from quizgen.workspace import Fact, Workspace


def check_keys_hidden(workspace: Workspace, generation: Generation) -> Iterator[Diagnostic]:
    """No stem holds its own answer (Haladyna, Downing & Rodriguez 2002, rule 28; NBME)."""
    told: set[tuple[str, ...]] = set()

    def words(marked: str) -> str:
        """The words that a reader meets: of a picture what it shows, not its id."""
        return fold(markup.plain(marked, alt=lambda id_: workspace.images[id_].alt, blank=" "))

    for item in generation.items:
        asked = (*item.facts, item.asks, item.element)
        if item.interaction is Interaction.TRUE_FALSE or asked in told:
            continue
        if not any(_may_hold(item.stem, words(key)) for key in item.key):
            continue
        stem = f" {words(item.stem)} "
        given = [key for key in item.key if (k := words(key)) and f" {k} " in stem]
        if given:
            told.add(asked)
            fact = workspace.facts[item.facts[0]]
            slot = item.asks.split(".")[0]
            message = f"the stem gives the answer away: “{_short(item.stem)}”"
            hint = (
                f"reword the slot in the question that holds “{_short(given[0])}”, or silence"
                f" '{item.asks}': ask: {{only: […], because: …}}"
            )
            yield rules.GIVES_KEY_AWAY.at(fact.span(slot), message, hint=hint)


def _may_hold(stem: str, key: str) -> bool:
    """Whether *stem* may hold the folded words of a *key*: asked first, since it costs little.

    What has no marks and no accents is folded letter by letter.
    """
    return bool(key) and (not stem.isascii() or key.partition(" ")[0] in stem.lower())


def check_one_answer(_: Workspace, generation: Generation) -> Iterator[Diagnostic]:
    """No two items with one stem have different answers."""
    told: set[tuple[str, ...]] = set()
    for first, *others in asking_alike(generation.items):
        for item in others:
            asked = (*first.facts, *item.facts, item.asks)
            if asked not in told and not agree(first, item):
                told.add(asked)
                yield _two_answers(first, item)


def _two_answers(first: Item, item: Item) -> Diagnostic:
    message = f"one stem has two answers: “{_short(item.stem)}”"
    hint = (
        f"'{_key(first)}' or '{_key(item)}'? Tell the two facts apart in a given slot, link them"
        " with disagrees_with, say at both that the other answer is also_true, or silence the"
        f" question: ask: {{only: […], because: …}}"
    )
    label = Label(first.span, "the other fact") if first.span else None
    return rules.TWO_ANSWERS.at(item.span, message, label, hint=hint)


def check_slots_asked(workspace: Workspace, generation: Generation) -> Iterator[Diagnostic]:
    """Every cited slot is asked by some item, or silenced by its fact."""
    asked = {(item.facts[0], item.asks, item.element) for item in generation.items}
    asked |= generation.unanswerable
    if generation.problems:
        return  # what could not be asked has been said already
    for fact in workspace.facts.values():
        for slot, element, route in _cited_slots(fact):
            if (fact.id, slot, element) not in asked and not is_silenced(fact, slot):
                message = f"no item asks for '{slot}' of '{fact.id}'"
                hint = "fill what its question needs, or silence it: ask: {only: […], because: …}"
                yield rules.UNASKED_SLOT.at(fact.span(*route), message, hint=hint)


def check_disagreements_asked(workspace: Workspace, generation: Generation) -> Iterator[Diagnostic]:
    """Every disagreement is asked as one, with both its sides."""
    asked = {item.facts for item in generation.items if item.asks == QUESTION}
    for one, other in pairs(workspace):
        if (one.id, other.id) in asked or is_silent(one, other) or generation.problems:
            continue
        message = f"no item asks how '{one.id}' and '{other.id}' differ"
        hint = (
            "say on what, in a noun phrase: differs_on: the day of the opening"
            if voices(one, other)
            else "name who says each of them: cite two sources, or give them according_to"
        )
        yield rules.UNASKED_DISAGREEMENT.at(declared(one, other), message, hint=hint)


def check_attribution(workspace: Workspace, generation: Generation) -> Iterator[Diagnostic]:
    """What is claimed or disputed names who says so, in the sentence itself, reworded or not."""
    items = {item.id: item for item in generation.items}
    told: set[str] = set()
    for item in items.values():
        if item.facts[0] not in told and _is_unattributed(workspace, item, item.stem):
            told.add(item.facts[0])
            yield _unattributed(item.span, item.stem)
    for recipe in workspace.recipes.values():
        for id_, reword in recipe.reword.items():
            if id_ in items and _is_unattributed(workspace, items[id_], reword.stem):
                yield _unattributed(recipe.span("reword", id_, "stem"), reword.stem)


def _is_unattributed(workspace: Workspace, item: Item, stem: str) -> bool:
    facts = [workspace.facts[id_] for id_ in item.facts]
    if not any(fact.head.according_to or fact.id in workspace.opposed for fact in facts):
        return False
    said = f" {fold(markup.plain(stem))} "
    return not any(f" {fold(name)} " in said for fact in facts for name in _voices(workspace, fact))


def _voices(workspace: Workspace, fact: Fact) -> Iterator[str]:
    """The names of those who say what a fact tells: persons and, where they differ, sources."""
    for id_ in fact.head.according_to:
        if entity := workspace.entities.get(id_):
            yield from (entity.name, *entity.aliases, *entity.forms.values())
        else:
            yield workspace.label(id_)
    if fact.id in workspace.opposed:
        yield from map(workspace.label, sorted(fact.sources()))


def _unattributed(span: Span | None, stem: str) -> Diagnostic:
    message = f"a disputed statement names nobody who says so: “{_short(stem)}”"
    hint = "begin it with “According to …” and the speaker or the source's label"
    return rules.UNATTRIBUTED.at(span, message, hint=hint)


def _cited_slots(fact: Fact) -> Iterator[tuple[str, str, tuple[str | int, ...]]]:
    """The slots that could be asked: filled, cited, and more than words for the sentence."""
    for name, value in fact.slots.items():
        slot = fact.kind.slots[name]
        if isinstance(value, Frames):
            for n, frame in enumerate(value.frames):
                for inner in frame.slots:
                    if not slot.frame[inner].helper and fact.cited_at(inner, frame):
                        yield f"{name}.{inner}", frame.id, (name, n, inner)
        elif not slot.names and not slot.helper and fact.cited_at(name):
            yield name, "", (name,)


def _short(text: str) -> str:
    plain = markup.plain(text)
    return plain if len(plain) <= 120 else f"{plain[:117]}…"  # noqa: PLR2004


def _key(item: Item) -> str:
    return _short(", ".join(item.key))
