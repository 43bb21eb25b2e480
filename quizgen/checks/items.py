"""Every item has exactly one right answer, and keeps it to itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizgen import markup, rules
from quizgen.asking import is_silenced
from quizgen.diagnostics import Label
from quizgen.items import Interaction
from quizgen.values import Frames, fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizgen.diagnostics import Diagnostic
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


def check_one_answer(_: Workspace, generation: Generation) -> Iterator[Diagnostic]:
    """No two items with one stem have different answers."""
    seen: dict[tuple[str, str], Item] = {}
    told: set[tuple[str, ...]] = set()
    for item in generation.items:
        if item.interaction not in (Interaction.SHORT_ANSWER, Interaction.CLOZE):
            continue
        first = seen.setdefault((fold(item.context), fold(markup.plain(item.stem))), item)
        asked = (*first.facts, *item.facts, item.asks)
        if asked not in told and sorted(map(fold, first.key)) != sorted(map(fold, item.key)):
            told.add(asked)
            message = f"one stem has two answers: “{_short(item.stem)}”"
            hint = (
                f"'{_key(first)}' or '{_key(item)}'? Tell the two facts apart in a given slot,"
                " or link them with disagrees_with"
            )
            label = Label(first.span, "the other fact") if first.span else None
            yield rules.TWO_ANSWERS.at(item.span, message, label, hint=hint)


def check_slots_asked(workspace: Workspace, generation: Generation) -> Iterator[Diagnostic]:
    """Every cited slot is asked by some item, or silenced by its fact."""
    asked = {(item.facts[0], item.asks, item.element) for item in generation.items}
    if generation.problems:
        return  # what could not be asked has been said already
    for fact in workspace.facts.values():
        for slot, element, route in _cited_slots(fact):
            if (fact.id, slot, element) not in asked and not is_silenced(fact, slot):
                message = f"no item asks for '{slot}' of '{fact.id}'"
                hint = "fill what its question needs, or silence it: ask: {only: […], because: …}"
                yield rules.UNASKED_SLOT.at(fact.span(*route), message, hint=hint)


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
