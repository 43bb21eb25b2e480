"""Items keep the rules of good items, or their author says why not."""

from __future__ import annotations

from dataclasses import replace
from functools import cache as once
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from quizgen.cache import key_of, program
from quizgen.craft import BETWEEN_ITEMS, ELSEWHERE, REWORDED, flaw, flaws, flaws_between
from quizgen.craft.pack import find_pack
from quizgen.craft.specimen import RECALLED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from quizgen.cache import Cache
    from quizgen.craft import Flaw
    from quizgen.diagnostics import Diagnostic
    from quizgen.generate import Generation
    from quizgen.items import Item
    from quizgen.workspace import Workspace

Told = list[tuple[str, str, str]]  # the code of a rule, the item that breaks it, what is wrong


def check_craft(workspace: Workspace, generation: Generation, cache: Cache) -> Iterator[Diagnostic]:
    """No item has a known flaw; one problem tells of all items of a fact that have it.

    *cache* knows what prompts had beside one another, as long as none of them is another.
    """
    _, faults = find_pack(workspace.shelf, workspace.settings.language)
    yield from faults
    found: dict[tuple[str, str], list[Flaw]] = {}
    for one in (*_own(generation), *between(generation.items, cache)):
        code, facts = one.rule.code, one.item.facts
        if not is_waived(workspace, one):
            # An item of several facts comes after those of each: one of them is to blame already.
            told = (fact for fact in facts if (fact, code) in found)
            found.setdefault((next(told, facts[0]), code), []).append(one)
    for first, *others in found.values():
        more = f" (and {len(others)} more of this fact)" if others else ""
        message = f"{first.item_id}: {first.message}{more}"
        yield first.rule.at(first.item.span, message, hint=_hint(first))


def _own(generation: Generation) -> Iterator[Flaw]:
    """The flaws of items by themselves, found when they were made."""
    for item in generation.items:
        for code, message in generation.flaws.get(item.id, {}).items():
            yield flaw(code, item, message)


def between(items: Iterable[Item], cache: Cache) -> Iterator[Flaw]:
    """The flaws of *items* beside one another: kept in *cache*, or found."""
    asked = {item.id: item for item in items if item.interaction in RECALLED}
    if not cache.is_open:
        yield from flaws_between(asked.values(), but=ELSEWHERE)
        return
    prompts = [(i.id, i.context, i.stem, i.key, i.accepted) for i in asked.values()]
    key = key_of("between", program(), prompts)
    told = _read(cache.get(key))
    if told is None or any(id_ not in asked for _, id_, _ in told):
        found = flaws_between(asked.values(), but=ELSEWHERE)
        told = [(one.rule.code, one.item_id, one.message) for one in found]
        cache.put(key, _adapter().dump_json(told))
    yield from (flaw(code, asked[id_], message) for code, id_, message in told)


@once
def _adapter() -> TypeAdapter[Told]:
    return TypeAdapter(Told)


def _read(data: bytes | None) -> Told | None:
    try:
        told = _adapter().validate_json(data) if data else None
    except ValidationError:
        return None
    return told if told is None or all(code in BETWEEN_ITEMS for code, _, _ in told) else None


def check_rewords(workspace: Workspace, generation: Generation) -> Iterator[Diagnostic]:
    """No item that a recipe rewords has a flaw that it did not have before."""
    rewording = [recipe for recipe in workspace.recipes.values() if recipe.reword]
    if not rewording:
        return
    pack, _ = find_pack(workspace.shelf, workspace.settings.language)
    items = {item.id: item for item in generation.items}
    for recipe in rewording:
        for id_ in filter(items.__contains__, recipe.reword):
            before, stem = items[id_], recipe.reword[id_].stem
            known = {one.rule.code for one in flaws([before], pack)}
            for one in flaws([replace(before, stem=stem)], pack):
                if one.rule.code not in known | REWORDED and not is_waived(workspace, one):
                    place = recipe.span("reword", id_, "stem")
                    yield one.rule.at(place, f"{id_}: {one.message}", hint=_hint(one))


def waived(workspace: Workspace, items: Iterable[Item]) -> Iterator[Flaw]:
    """The flaws of *items* that are not told, since their author says why they must stand."""
    pack, _ = find_pack(workspace.shelf, workspace.settings.language)
    yield from (one for one in flaws(items, pack) if is_waived(workspace, one))


def is_waived(workspace: Workspace, flaw: Flaw) -> bool:
    """Whether the author of the fact or of its kind says why a warning does not hold."""
    if flaw.rule.severity == "error":
        return False
    facts = (workspace.facts[id_] for id_ in flaw.item.facts)
    return any(flaw.rule.code in {*fact.head.waive, *fact.kind.waived} for fact in facts)


def _hint(flaw: Flaw) -> str:
    if flaw.rule.severity == "error":
        return flaw.hint
    return f"{flaw.hint}, or say why it must stand: waive: {{{flaw.rule.code}: …}}"
