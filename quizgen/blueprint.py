"""A sheet's blueprint as numbers: how many items of each kind, slot, source … there shall be."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from quizgen.difficulty import difficulty_of
from quizgen.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from quizgen.items import Item
    from quizgen.recipe import Blueprint, SheetRecipe
    from quizgen.workspace import Workspace

Trait = tuple[str, str]  # a part of the blueprint, and a name in it: ("kinds", "role")

PARTS = {
    "kinds": "of kind",
    "slots": "asking",
    "sources": "from",
    "topics": "on",
    "interactions": "answered by",
    "difficulty": "of difficulty",
}
SEVERAL = ("sources", "topics")  # of these, one item can have more than one


@frozen
class Amount:
    """How much an author wishes: a number, or a share of the items, as it is or as a bound."""

    number: int
    is_share: bool
    bound: str

    def of(self, items: int) -> Fraction:
        """So many of *items*, before anything is rounded."""
        return Fraction(self.number * items, 100) if self.is_share else Fraction(self.number)


@frozen
class Wish:
    """How many items of a sheet shall have one trait: at least and at most."""

    trait: Trait
    low: int
    high: int

    @property
    def words(self) -> str:
        """What is wished, after "items": `of kind 'role'`."""
        part, name = self.trait
        return f"{PARTS[part]} '{name}'"


def read(written: str) -> Amount:
    """The amount that is *written*: `8`, `40%`, `at least 2`, `at most 10%`."""
    words = written.split()
    return Amount(int(words[-1].rstrip("%")), written.endswith("%"), " ".join(words[:-1]))


def written(blueprint: Blueprint) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Each part of *blueprint* with what it wishes, by name."""
    yield "kinds", blueprint.kinds
    yield "slots", blueprint.slots
    yield "sources", blueprint.sources
    yield "topics", blueprint.topics
    for part in ("interactions", "difficulty"):
        wished = getattr(blueprint, part).model_dump(by_alias=True, exclude_none=True)
        yield part, wished


def wishes(recipe: SheetRecipe) -> tuple[Wish, ...]:
    """All that the blueprint of a sheet wishes, in numbers of items."""
    return tuple(
        wish
        for part, wished in written(recipe.blueprint)
        for wish in _in_numbers(part, {n: read(w) for n, w in wished.items()}, recipe.items)
    )


def _in_numbers(part: str, wished: Mapping[str, Amount], items: int) -> Iterator[Wish]:
    shares = {name: a.of(items) for name, a in wished.items() if a.is_share and not a.bound}
    rounded = _rounded(shares)
    for name, amount in sorted(wished.items()):
        match amount.bound:
            case "at least":
                yield Wish((part, name), ceil(amount.of(items)), items)
            case "at most":
                yield Wish((part, name), 0, floor(amount.of(items)))
            case _:
                count = rounded.get(name, amount.number)
                yield Wish((part, name), count, count)


def _rounded(shares: Mapping[str, Fraction]) -> dict[str, int]:
    """*shares* as whole numbers of the same sum: the largest remainders are rounded up."""
    found = {name: floor(share) for name, share in shares.items()}
    left = round(sum(shares.values())) - sum(found.values())
    for name in sorted(shares, key=lambda name: (found[name] - shares[name], name))[:left]:
        found[name] += 1
    return found


def traits(item: Item, workspace: Workspace) -> frozenset[Trait]:
    """What a blueprint can count *item* under."""
    topics = {t for id_ in item.facts for t in workspace.facts[id_].head.topic}
    return frozenset(
        {
            ("kinds", item.kind),
            ("slots", f"{item.kind}.{item.asks}"),
            ("interactions", str(item.interaction)),
            ("difficulty", difficulty_of(item, workspace)),
            *(("sources", citation.source) for citation in item.citations),
            *(("topics", topic) for topic in topics),
        }
    )


def interactions(recipe: SheetRecipe) -> tuple[str, ...]:
    """How the items of a sheet may be answered: as it says, and as its blueprint wishes besides."""
    by = dict(written(recipe.blueprint))["interactions"]
    wished = [name for name, amount in by.items() if read(amount).number]
    return tuple(dict.fromkeys((*recipe.interactions, *wished)))
