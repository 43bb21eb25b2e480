"""Editions: what learners have and is no longer made, with the reason; what must stay as it was."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from quizgen import markup, rules
from quizgen.diagnostics import Span
from quizgen.items import Interaction, Tombstone
from quizgen.lock import DAY
from quizgen.shape import near

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from quizgen.diagnostics import Diagnostic
    from quizgen.items import Item, Study
    from quizgen.lock import Entry, Lock
    from quizgen.workspace import Workspace

    Gone = tuple[Study, str, Entry]  # with the item's guid


def with_retired(
    studies: Iterable[Study], everything: Iterable[Study], lock: Lock, workspace: Workspace
) -> tuple[Study, ...]:
    """*studies* with the tombstones of what a closed edition held and *everything* lacks."""
    everything = tuple(everything)
    alive = _alive(everything)
    items = {item.id: item for study in everything for item in study.items}
    return tuple(
        replace(study, retired=tuple(_tombstones(study, lock, workspace, alive, items)))
        for study in studies
    )


def dropped(studies: Iterable[Study], everything: Iterable[Study], lock: Lock) -> set[str]:
    """The guids of items that *studies* made once, no edition held, and nothing makes any more."""
    alive = _alive(everything)
    return {
        guid
        for study in studies
        for guid, entry in lock.items(study.name, *study.was)
        if guid not in alive and not entry.closed
    }


def check_editions(
    workspace: Workspace, studies: tuple[Study, ...], lock: Lock, path: Path
) -> Iterator[Diagnostic]:
    """What is wrong between the seeds and what learners have."""
    if not lock.is_whole:
        yield _not_whole(path)
        return
    namespace = workspace.settings.namespace
    if lock.namespaces and namespace not in lock.namespaces:
        yield _other_namespace(workspace, lock)
        return
    gone = list(_gone(studies, lock))
    yield from _unexplained(workspace, gone, _known(studies, lock))
    yield from _retiring_nothing(workspace, gone)
    yield from _replacements(workspace, studies)
    yield from _decks(workspace, studies, lock)


def from_the_future(lock: Lock, clock: int, path: Path) -> Iterator[Diagnostic]:
    """The problem with a lock that was written later than *clock*."""
    latest = max((entry.mod for entry in lock.entries.values()), default=0)
    if latest <= clock + DAY:
        return
    message = "the lock says that items changed after the time that this machine's clock shows"
    hint = (
        "set the clock right; if it is, the lock was written with a wrong one: restore it from"
        " version control, or, where learners have that edition already, build on once with"
        f" SOURCE_DATE_EPOCH={latest + 1}"
    )
    yield rules.FUTURE_CLOCK.at(_start(path), message, hint=hint)


def _alive(studies: Iterable[Study]) -> set[str]:
    return {card.item.guid for study in studies for card in study.cards}


def _tombstones(
    study: Study,
    lock: Lock,
    workspace: Workspace,
    alive: set[str],
    items: Mapping[str, Item],
) -> Iterator[Tombstone]:
    for guid, entry in sorted(lock.items(study.name, *study.was)):
        if guid in alive or not entry.closed:
            continue
        interaction = Interaction(entry.name.rpartition("/")[2])
        said = workspace.retirement(entry.name)
        heir = _heir(entry.name, said.replaced_by, items) if said and said.replaced_by else None
        reason = said.reason if said else study.skipped.get(guid, "")
        yield Tombstone(
            guid, entry.name, interaction, reason, markup.plain(heir.stem) if heir else ""
        )


def _heir(retired: str, heir: str, items: Mapping[str, Item]) -> Item | None:
    """The item that takes the place of a *retired* one: of the fact *heir*, the most like it."""
    if heir in items:
        return items[heir]
    _, question, interaction = retired.split("/")
    found = [item for item in items.values() if item.id.startswith(f"{heir}/")]

    def likeness(item: Item) -> tuple[bool, bool]:
        _, asked, how = item.id.split("/")
        return asked == question, how == interaction

    return max(found, key=likeness, default=None)


def _gone(studies: tuple[Study, ...], lock: Lock) -> Iterator[Gone]:
    """What a closed edition held and is no longer made, with the study it was in."""
    alive = _alive(studies)
    for study in studies:
        for guid, entry in sorted(lock.items(study.name, *study.was)):
            if guid not in alive and entry.closed:
                yield study, guid, entry


def _known(studies: tuple[Study, ...], lock: Lock) -> set[str]:
    """The facts of which learners have cards by the ids that they have now."""
    held = {guid for study in studies for guid, e in lock.items(study.name, *study.was) if e.closed}
    cards = (card for study in studies for card in study.cards)
    return {card.item.facts[0] for card in cards if card.item.guid in held}


def _unexplained(workspace: Workspace, gone: list[Gone], known: set[str]) -> Iterator[Diagnostic]:
    """Learners are told why a card is retired."""
    first: dict[str, list[str]] = {}
    for study, guid, entry in gone:
        if guid not in study.skipped and not workspace.retirement(entry.name):
            first.setdefault(entry.name.partition("/")[0], []).append(entry.name)
    # A fact that kept some of its cards has its first id: it is others that are gone.
    facts = (fact for fact in workspace.facts.values() if fact.id not in known)
    renamed = {fact.head.was[-1]: fact for fact in facts if fact.head.was}
    for id_, names in first.items():
        if id_ in renamed:
            yield _renamed_twice(id_, renamed[id_].span("was"))
            continue
        what = f"'{names[0]}'" if len(names) == 1 else f"{len(names)} items of '{id_}'"
        message = f"learners have {what}, which the seeds no longer give"
        hint = f"say why in the seeds: `retired: {{{id_}: …}}`"
        if id_ in workspace.facts:
            hint = f"say why in the seeds: `retired: {{{names[0]}: …}}`"
        else:
            hint += f", or what it is called now: `was: {id_}`"
        yield rules.NO_REASON.at(None, message, hint=hint)


def _renamed_twice(id_: str, span: Span | None) -> Diagnostic:
    message = f"'{id_}' had another id before, by which learners know it"
    hint = f"name both, last the one that stands on the cards: `was: [{id_}, first-id]`"
    return rules.RENAMED_TWICE.at(span, message, hint=hint)


def _retiring_nothing(workspace: Workspace, gone: list[Gone]) -> Iterator[Diagnostic]:
    """What the seeds call retired was in an edition, and is not made any more."""
    names = {entry.name for _, _, entry in gone}
    for id_, retirement in workspace.retired.items():
        if not any(name == id_ or name.startswith((f"{id_}/", f"{id_}.")) for name in names):
            there = id_ in workspace.facts
            message = f"'{id_}' is called retired, but " + (
                "it is still asked" if there else "no edition held it"
            )
            hint = "take it out of `facts`" if there else "delete the entry, or look at its id"
            span = retirement.span("reason")
            yield rules.RETIRES_NOTHING.at(span, message, hint=hint)


def _replacements(workspace: Workspace, studies: tuple[Study, ...]) -> Iterator[Diagnostic]:
    """What takes the place of something retired is there."""
    known = {*workspace.facts, *(item.id for study in studies for item in study.items)}
    for retirement in workspace.retired.values():
        id_ = retirement.replaced_by
        if id_ and id_ not in known:
            hint = near(id_, known, "name a fact, or an item (`quizgen items`)")
            message = f"no fact or item is called '{id_}'"
            yield rules.UNKNOWN_ITEM.at(retirement.span("replaced_by"), message, hint=hint)


def _decks(workspace: Workspace, studies: tuple[Study, ...], lock: Lock) -> Iterator[Diagnostic]:
    """Decks keep the names under which learners have them."""
    known = {name for study in studies for name in (study.name, *study.was)}
    for study in studies:
        for name in (study.name, *study.was):
            title = lock.decks.get(name, study.deck)
            if title != study.deck:
                message = f"learners have this deck as '{title}', not as '{study.deck}'"
                hint = f"Anki leaves their cards in the old one: keep it with `deck: {title}`"
                recipe = workspace.recipes[study.name]
                span = recipe.span("deck" if recipe.deck else "title")
                yield rules.DECK_RENAMED.at(span, message, hint=hint)
                break
    for name in sorted(set(lock.decks) - known):
        message = f"learners have the deck '{name}', which has no recipe any more"
        hint = f"put decks/{name}.yaml back, or write `was: {name}` in the recipe after it"
        yield rules.DECK_GONE.at(None, message, hint=hint)


def _not_whole(path: Path) -> Diagnostic:
    message = "the lock has lost something of what the last edition held, or it was edited"
    hint = (
        "restore it from version control, or from the deck that learners have:"
        " quizgen adopt decks/NAME/released/NAME.apkg"
    )
    return rules.BAD_LOCK.at(_start(path), message, hint=hint)


def _other_namespace(workspace: Workspace, lock: Lock) -> Diagnostic:
    message = "the namespace is not the one of the decks that learners have"
    hint = f"write `namespace: {lock.namespaces[0]}`: with another, every card would begin anew"
    return rules.NAMESPACE_CHANGED.at(workspace.settings.span("namespace"), message, hint=hint)


def _start(path: Path) -> Span:
    return Span(path, 1, 1, 1, 1)
