"""A fact less changes another item only where a value of that fact was, or now is, on offer.

Every fact of the sample that no other fact builds on is left out in turn.
"""

from __future__ import annotations

import gc
from dataclasses import fields, replace
from typing import TYPE_CHECKING

import pytest

from quizgen import markup
from quizgen.generate import generate
from quizgen.items import Interaction
from quizgen.load import load
from quizgen.values import Event, Frames, Group, fold

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from quizgen.items import Item
    from quizgen.values import Value
    from quizgen.workspace import Fact, Workspace


@pytest.fixture(scope="module")
def sample(repository: Path) -> Iterator[Workspace]:
    """The sample; while it is compiled a hundred times, nobody looks for cycles of garbage."""
    workspace, _ = load(repository)
    assert workspace
    gc.disable()
    yield workspace
    gc.enable()


@pytest.mark.slow
def test_leaving_out_a_fact_changes_only_items_that_offer_one_of_its_values(
    sample: Workspace,
) -> None:
    whole = items_of(sample)
    alone = [fact for fact in sample.facts.values() if fact.id not in built_on(sample)]
    strange = [line for fact in alone for line in strangers(fact, whole, sample)]
    assert len(alone) > len(sample.facts) / 2
    assert strange == []


def test_a_fact_less_does_change_items(sample: Workspace) -> None:
    """Otherwise, the test above would say nothing."""
    whole = items_of(sample)
    fact = next(f for f in sample.facts.values() if offered(f, whole, sample))
    left = items_of(without(fact, sample))
    assert any(id_ in left and left[id_] != item for id_, item in whole.items())


def strangers(fact: Fact, whole: dict[str, Item], sample: Workspace) -> Iterator[str]:
    """The items that the absence of *fact* changes and that have nothing to do with its values."""
    left = items_of(without(fact, sample))
    values = set(values_of(fact, sample))
    others = {id_: item for id_, item in whole.items() if item.facts != (fact.id,)}
    for id_ in sorted(others.keys() | left.keys()):
        before, after = others.get(id_), left.get(id_)
        if before == after or is_member(fact, before, after):
            continue
        if not any(f" {value} " in text for text in moved(before, after) for value in values):
            yield f"without {fact.id}: {id_} {changes(before, after)}"
        if before and after and before.guid != after.guid:
            yield f"without {fact.id}: {id_} has another guid"


def is_member(fact: Fact, *states: Item | None) -> bool:
    """Whether a set item takes or took the fact in."""
    return any(item and len(item.facts) > 1 and fact.id in item.facts for item in states)


def offered(fact: Fact, whole: dict[str, Item], sample: Workspace) -> bool:
    """Whether an item of another fact has an option that comes from *fact* alone."""
    claims = {item.claim for item in whole.values() if item.facts == (fact.id,)}
    return fact.id not in built_on(sample) and any(
        option.rationale in claims
        for item in whole.values()
        for option in item.options
        if item.interaction is Interaction.CHOICE and fact.id not in item.facts
    )


def items_of(workspace: Workspace) -> dict[str, Item]:
    return {item.id: item for item in generate(workspace).items}


def without(fact: Fact, sample: Workspace) -> Workspace:
    facts = {id_: other for id_, other in sample.facts.items() if other is not fact}
    return replace(sample, facts=facts)


def built_on(sample: Workspace) -> frozenset[str]:
    """The facts that others refer to; a disagreement is one of both sides."""
    named = {id_ for fact in sample.facts.values() for id_ in references(fact)}
    return frozenset(named | sample.opposed.keys())


def references(fact: Fact) -> Iterator[str]:
    yield from (*fact.head.same_as, *fact.head.part_of)
    for value in fact.slots.values():
        yield from (event.id for event in events(value))


def events(value: Value) -> Iterator[Event]:
    if isinstance(value, Event):
        yield value
    if isinstance(value, Frames):
        yield from (e for frame in value.frames for v in frame.slots.values() for e in events(v))


def values_of(fact: Fact, sample: Workspace) -> Iterator[str]:
    """The texts of its values, and of those that its `point` declares to say the same."""
    for other in sample.facts.values():
        if other is fact or (fact.head.point and other.head.point == fact.head.point):
            for value in other.slots.values():
                yield from told(value, sample)
    for source in fact.sources():  # what a source reports may be asked, and what it does not
        yield fold(sample.label(source))


def told(value: Value, sample: Workspace) -> Iterator[str]:
    """The texts that may tell *value*, and each of its parts."""
    if isinstance(value, Frames):
        for frame in value.frames:
            for part in frame.slots.values():
                yield from told(part, sample)
        return
    if isinstance(value, Group):
        for member in value.members:
            yield from told(member, sample)
    yield fold(markup.plain(sample.phrases.show(value)))


def moved(before: Item | None, after: Item | None) -> Iterator[str]:
    """What came or went, to be searched for values: options, accepted answers, statements."""
    offers = [set(item.options) if item else set() for item in (before, after)]
    for option in offers[0] ^ offers[1]:
        yield f" {fold(markup.plain(option.text))} "
    answers = [set(item.accepted) if item else set() for item in (before, after)]
    for answer in answers[0] ^ answers[1]:
        yield f" {fold(markup.plain(answer))} "
    for item in filter(None, (before, after)):
        if item.interaction is Interaction.TRUE_FALSE:
            yield f" {fold(markup.plain(item.stem))} "


def changes(before: Item | None, after: Item | None) -> str:
    """What differs between two states of an item."""
    if before is None or after is None:
        return "appears" if before is None else "goes"
    names = [f.name for f in fields(before)]
    names = [n for n in names if getattr(before, n) != getattr(after, n)]
    return "; ".join(f"{n}: {getattr(before, n)} -> {getattr(after, n)}" for n in names)
