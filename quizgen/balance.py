"""How evenly a deck speaks: its items per source, and per party that speaks, acts or is quoted.

A party is whoever an entity acts for in the end, or the entity itself. Who speaks and acts in a
fact is its kind's to say, by the roles of the slots.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from quizgen import rules
from quizgen.frozen import frozen
from quizgen.values import Group, Who

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from quizgen.diagnostics import Diagnostic
    from quizgen.items import Study
    from quizgen.kinds import Slot
    from quizgen.values import Value
    from quizgen.workspace import Fact, Workspace

ENOUGH = 10  # items: of fewer, a share says little
MOST = 0.7  # of them from one side
SPEAKS, ACTS = ("speaker",), ("actor", "party")  # roles of slots, in kinds of every language


@frozen
class Share:
    """One way in which sides stand in a deck, in so many items, and how many each of them has."""

    way: str
    items: int
    sides: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """What the sides have together: more than the items, where several stand in one."""
        return sum(count for _, count in self.sides)

    @property
    def is_one_sided(self) -> bool:
        """Whether one of several sides has more than its part."""
        enough = len(self.sides) > 1 and self.items >= ENOUGH
        return enough and self.sides[0][1] > MOST * self.total


def check_balance(workspace: Workspace, studies: Iterable[Study]) -> Iterator[Diagnostic]:
    """No deck gives one side most of its items, unless its author says why."""
    for study in studies:
        recipe = workspace.recipes[study.name]
        shares = () if rules.ONE_SIDED.code in recipe.waive else balance(workspace, study)
        for share in shares:
            if share.is_one_sided:
                name, count = share.sides[0]
                message = (
                    f"'{name}' has {count / share.total:.0%} of the items {share.way}:"
                    f" {count}, all others {share.total - count}"
                )
                hint = (
                    f"`quizgen items {study.name} --format balance` shows the others: add facts of"
                    " theirs, or say why not: waive: {one-sided: …}"
                )
                yield rules.ONE_SIDED.at(recipe.span("title"), message, hint=hint)


def balance(workspace: Workspace, study: Study) -> tuple[Share, ...]:
    """The items of *study* per source and per party, the largest share first."""
    parties = cache(lambda id_: tuple(_parties(workspace, id_)))
    # A fact has many items, nearly all of which cite the same.
    told = Counter(
        (frozenset([c.source for c in item.citations]), item.facts) for item in study.items
    )
    cited = [(sources, count) for (sources, _), count in told.items()]
    named = [(_names(workspace, facts, parties), count) for (_, facts), count in told.items()]
    by_way = (_share(way, [(names[way], count) for names, count in named]) for way in _WAYS)
    return _share("per source", cited), *by_way


def _names(
    workspace: Workspace, facts: tuple[str, ...], parties: Callable[[str], Iterable[str]]
) -> Mapping[str, frozenset[str]]:
    """The parties that speak, act and are quoted in *facts*, by their names."""
    found = {}
    for way, of in _WAYS.items():
        ids = {p for id_ in facts for who in of(workspace.facts[id_]) for p in parties(who)}
        found[way] = frozenset(workspace.entities[id_].name for id_ in ids)
    return found


def as_text(workspace: Workspace, studies: Iterable[Study]) -> str:
    """The balance of each deck as a table to read."""
    return "\n\n".join(
        "\n".join(_table(study.name, balance(workspace, study))) for study in studies
    )


def _table(name: str, shares: Iterable[Share]) -> Iterator[str]:
    yield name
    for share in shares:
        yield f"  {share.way} ({share.items} items)"
        for side, count in share.sides:
            yield f"    {count:5} {count / share.total:4.0%}  {side}"


def _share(way: str, sides: list[tuple[frozenset[str], int]]) -> Share:
    """What each side has: *sides* are those among which so many items stand."""
    counts: Counter[str] = Counter()
    for among, count in sides:
        for side in among:
            counts[side] += count
    ranked = sorted(counts.items(), key=lambda side: (-side[1], side[0]))
    return Share(way, sum(count for among, count in sides if among), tuple(ranked))


def _speaking(fact: Fact) -> Iterator[str]:
    """Who speaks: in a slot for speakers, or as the one whom the fact is attributed to."""
    yield from _in_roles(fact, SPEAKS)
    yield from fact.head.according_to


def _acting(fact: Fact) -> Iterator[str]:
    """Who does something, or undertakes to."""
    return _in_roles(fact, ACTS)


def _quoted(fact: Fact) -> Iterator[str]:
    """Whose very words the fact gives."""
    quotes = [s.name for s in fact.kind.slots.values() if s.type == "quote"]
    return _speaking(fact) if any(name in fact.slots for name in quotes) else iter(())


_WAYS = {"per party speaking": _speaking, "per party acting": _acting, "per party quoted": _quoted}


def _in_roles(fact: Fact, roles: tuple[str, ...]) -> Iterator[str]:
    yield from _filled(fact.kind.slots, fact.slots, roles)
    for name, slot in fact.kind.slots.items():
        for frame in fact.frames(name):
            yield from _filled(slot.frame, frame.slots, roles)


def _filled(
    slots: Mapping[str, Slot], values: Mapping[str, Value], roles: tuple[str, ...]
) -> Iterator[str]:
    """The entities in those of *slots* that have one of *roles*."""
    for name, slot in slots.items():
        value = values.get(name)
        if slot.role in roles and value:
            members = value.members if isinstance(value, Group) else (value,)
            yield from (member.id for member in members if isinstance(member, Who))


def _parties(workspace: Workspace, id_: str) -> Iterator[str]:
    """Whom an entity acts for in the end; itself where it acts for nobody. Sources are no party."""
    entities, seen, waiting = workspace.entities, {id_}, [id_] if id_ in workspace.entities else []
    while waiting:
        one = waiting.pop()
        further = [o for o in entities[one].acts_for if o in entities]
        if not further:
            yield one
        waiting += [o for o in further if o not in seen]
        seen.update(further)
