"""A sheet in its versions: the same items in another order, or other items of one blueprint."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from quizgen.blueprint import interactions, wishes
from quizgen.chance import evenness
from quizgen.choosing import Chooser, candidates
from quizgen.enemies import Enemies
from quizgen.frozen import frozen
from quizgen.items import Form, Interaction, digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from quizgen.blueprint import Wish
    from quizgen.choosing import Candidate
    from quizgen.items import Item
    from quizgen.recipe import SheetRecipe
    from quizgen.workspace import Workspace

LONGEST_RUN = 4  # keys of one position in a row
UNEVEN = 0.01  # less likely than this, positions of keys on one sheet look like a mistake
DRAWS = 20  # after so many, the sheet has too few answers to mix


@frozen(slots=False)
class Plan:
    """One sheet of a deck, ready to be made in any number of versions."""

    deck: str
    name: str
    sheet: SheetRecipe
    wishes: tuple[Wish, ...]
    must: tuple[Candidate, ...]
    waiting: tuple[Candidate, ...]
    enemies: Enemies

    def forms(self, versions: Iterable[str]) -> tuple[Form, ...]:
        """The sheet in *versions*; parallel ones each have items of their own, if there are any."""
        before: Counter[str] = Counter()
        same = None if self.is_parallel else self.chosen(before)
        found = []
        for version in versions:
            items = self.chosen(before) if same is None else same
            found.append(Form(version, in_version(items, version, interactions(self.sheet))))
            before.update(item.id for item in items)
            before.update(f"fact {fact}" for item in items for fact in item.facts)
        return tuple(found)

    @property
    def is_parallel(self) -> bool:
        """Whether each version has items of its own."""
        return self.sheet.forms == "parallel"

    def chosen(self, before: Counter[str]) -> list[Item]:
        """The items of one version; those of versions *before* come last."""
        count = self.sheet.items
        chooser = Chooser(self.waiting, self.wishes, self.enemies, count, before)
        return chooser.choose(self.must)

    def count(self, wish: Wish, items: Iterable[Item]) -> int:
        """How many of *items* the wish counts."""
        counted = self.counted(wish)
        return sum(item.id in counted for item in items)

    def counted(self, wish: Wish) -> frozenset[str]:
        """The items of the sheet's choice that *wish* counts, by id."""
        both = (*self.must, *self.waiting)
        return frozenset(c.item.id for c in both if wish in c.wishes)


@frozen(slots=False)
class Planner:
    """Plans the sheets of one deck from its items: its first name decides, not a later one."""

    workspace: Workspace
    deck: str
    items: tuple[Item, ...]
    was: tuple[str, ...] = ()

    @cached_property
    def enemies(self) -> Enemies:
        """Which of the items may not stand beside which."""
        return Enemies(self.items, self.workspace)

    def plan(self, name: str, sheet: SheetRecipe) -> Plan:
        """The sheet called *name*: what it must have, and what it may choose among."""
        deck = self.was[-1] if self.was else self.deck
        salt = digest(self.workspace.settings.namespace, deck, name)
        by_id = {item.id: item for item in self.items}
        must = [by_id[id_] for id_ in dict.fromkeys(sheet.must) if id_ in by_id]
        answered = interactions(sheet)
        wanted = [
            item
            for item in self.items
            if item.interaction in answered and self.workspace.takes(sheet.facts, item.facts)
        ]
        wanted.sort(key=lambda item: digest(salt, item.first_id or item.id))
        wished = wishes(sheet)
        return Plan(
            self.deck,
            name,
            sheet,
            wished,
            candidates(must, wished, self.workspace),
            candidates(wanted, wished, self.workspace),
            self.enemies,
        )


def in_version(items: Iterable[Item], version: str, order: tuple[str, ...]) -> tuple[Item, ...]:
    """*items* grouped by interaction, each group and its options in an order of the version's own.

    It is drawn again, as by a die, where keys of one position stand in a long row or too often.
    """
    items = tuple(items)
    first = _drawn(items, order, version)
    draws = (_drawn(items, order, f"{version} {n}") for n in range(2, DRAWS + 1))
    return first if is_mixed(first) else next(filter(is_mixed, draws), first)


def is_mixed(items: Iterable[Item]) -> bool:
    """Whether the positions of the keys look like chance."""
    items = tuple(items)
    counts: dict[int, list[int]] = {}
    for place, options in places(items):
        counts.setdefault(options, [0] * options)[place] += 1
    return longest_run(items) <= LONGEST_RUN and evenness(counts.values()) > UNEVEN


def longest_run(items: Iterable[Item]) -> int:
    """The most keys in a row that have one position, or are true, or false."""
    keys = [
        (item.interaction, next(n for n, o in enumerate(item.options) if o.is_key))
        for item in items
        if item.interaction in (Interaction.CHOICE, Interaction.TRUE_FALSE) and item.key_option
    ]
    return max((len(list(row)) for _, row in groupby(keys)), default=0)


def places(items: Iterable[Item]) -> Iterator[tuple[int, int]]:
    """Where the key stands among how many options, of each item whose options have no order."""
    for item in items:
        if item.interaction is Interaction.CHOICE and not item.ordered and item.key_option:
            yield next(n for n, o in enumerate(item.options) if o.is_key), len(item.options)


def _drawn(items: Iterable[Item], order: tuple[str, ...], draw: str) -> tuple[Item, ...]:
    def place(item: Item) -> tuple[int, str]:
        group = order.index(item.interaction) if item.interaction in order else len(order)
        return group, digest("version", draw, item.first_id or item.id)

    return tuple(_shuffled(item, draw) for item in sorted(items, key=place))


def _shuffled(item: Item, draw: str) -> Item:
    if item.ordered or not item.options:
        return item
    id_ = item.first_id or item.id
    options = sorted(item.options, key=lambda option: digest(draw, id_, option.text))
    if [option.text for option in options] == list(item.key):  # what is to be put in order, is not
        options.reverse()
    return replace(item, options=tuple(options))
