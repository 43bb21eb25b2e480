"""The numbers of a deck: how many items of what, how difficult, with which flaws."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from quizgen.chance import as_many, evenness
from quizgen.difficulty import difficulty_of
from quizgen.forms import places
from quizgen.frozen import frozen
from quizgen.items import Interaction
from quizgen.rules import GIVES_KEY_AWAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from quizgen.craft import Flaw
    from quizgen.diagnostics import Diagnostic
    from quizgen.items import Item, Study
    from quizgen.workspace import Workspace


@frozen
class Longest:
    """Of so many choices with one longest option, how often that is the key, and how chance is."""

    choices: int
    keys: int
    expected: float
    p: float


@frozen
class Positions:
    """Where the keys stand: for each number of options, how often at each place."""

    counts: Mapping[int, tuple[int, ...]]
    p: float


@frozen
class Stats:
    """The numbers of one deck."""

    deck: str
    facts: int
    items: int
    most: int
    shares: Mapping[str, Mapping[str, int]]
    flaws: Mapping[str, int]
    flawed: int
    waived: Mapping[str, int]
    spared: int
    longest: Longest
    positions: Positions

    @property
    def per_fact(self) -> float:
        """Items per fact that is asked."""
        return self.items / self.facts if self.facts else 0.0


def stats(
    workspace: Workspace, study: Study, problems: Iterable[Diagnostic], waived: Sequence[Flaw] = ()
) -> Stats:
    """The numbers of *study*; its flaws: the *problems* at its facts, and the *waived*."""
    of_fact = Counter(item.facts[0] for item in study.items)
    flaws = list(_flaws(workspace, of_fact, problems))
    spoilt = {fact for fact, _ in flaws}
    return Stats(
        study.name,
        len(of_fact),
        len(study.items),
        max(of_fact.values(), default=0),
        {
            "interaction": _counted(str(item.interaction) for item in study.items),
            "difficulty": _counted(difficulty_of(item, workspace) for item in study.items),
            "kind": _counted(item.kind for item in study.items),
        },
        _counted(code for _, code in flaws),
        sum(item.facts[0] in spoilt for item in study.items),
        _counted(flaw.rule.code for flaw in waived),
        len({flaw.item_id for flaw in waived}),
        longest(study.items),
        positions([study.items]),
    )


def _flaws(
    workspace: Workspace, facts: Iterable[str], problems: Iterable[Diagnostic]
) -> Iterator[tuple[str, str]]:
    """The codes of what is wrong with items, each with the fact: it stands at its id, or a slot."""
    asked = [workspace.facts[id_] for id_ in facts]
    heads = {fact.span("id"): fact.id for fact in asked}
    slots = {fact.span(slot): fact.id for fact in asked for slot in fact.slots}
    for problem in problems:
        places = slots if problem.rule is GIVES_KEY_AWAY else heads
        if problem.span and problem.span in places:
            yield places[problem.span], problem.rule.code


def positions(papers: Iterable[Iterable[Item]]) -> Positions:
    """Where the keys stand on all *papers*, and how likely chance makes that as uneven."""
    counts: dict[int, list[int]] = {}
    for paper in papers:
        for place, options in places(paper):
            counts.setdefault(options, [0] * options)[place] += 1
    return Positions({n: tuple(counts[n]) for n in sorted(counts)}, evenness(counts.values()))


def longest(items: Iterable[Item]) -> Longest:
    """How often the longest option is the key; choices with two longest ones tell nothing."""
    keys, chances = 0, list[float]()
    for item in items:
        lengths = [len(option.text) for option in item.options]
        if item.interaction is not Interaction.CHOICE or lengths.count(max(lengths)) > 1:
            continue
        keys += item.options[lengths.index(max(lengths))].is_key
        chances.append(1 / len(lengths))
    return Longest(len(chances), keys, sum(chances), as_many(keys, chances))


def as_text(found: Iterable[Stats]) -> str:
    """The numbers of each deck as a table to read."""
    return "\n\n".join("\n".join(_table(one)) for one in found)


def as_json(found: Iterable[Stats]) -> list[dict[str, Any]]:
    """The numbers of each deck for programs."""
    return [
        {
            "deck": one.deck,
            "facts": one.facts,
            "items": one.items,
            "items_per_fact": round(one.per_fact, 2),
            "most_items_of_a_fact": one.most,
            **{way: dict(shares) for way, shares in one.shares.items()},
            "flaws": dict(one.flaws),
            "items_at_flaws": one.flawed,
            "waived": dict(one.waived),
            "items_waived": one.spared,
            "longest_option": longest_as_json(one.longest),
            "key_positions": positions_as_json(one.positions),
        }
        for one in found
    ]


def longest_as_json(found: Longest) -> dict[str, Any]:
    """How often the longest option is the key, for programs."""
    return {
        "choices": found.choices,
        "keys": found.keys,
        "expected": round(found.expected, 2),
        "p": round(found.p, 4),
    }


def positions_as_json(found: Positions) -> dict[str, Any]:
    """Where the keys stand, for programs."""
    return {
        "by_options": {str(n): list(row) for n, row in found.counts.items()},
        "p": round(found.p, 4),
    }


def rows_of(counts: Mapping[int, Sequence[int]]) -> Iterator[str]:
    """Where the keys stand, a row for each number of options."""
    for options, row in counts.items():
        told = "  ".join(f"{count} {count / sum(row):.0%}" for count in row)
        yield f"{options} options: {told}"


def told_longest(found: Longest) -> str:
    """How often the longest option is the key, in words."""
    return (
        f"the key in {found.keys} of {found.choices} choices"
        f" (by chance {found.expected:.1f}; p = {found.p:.3f})"
    )


def _table(one: Stats) -> Iterator[str]:
    yield one.deck
    yield f"  {one.items} items of {one.facts} facts: {one.per_fact:.1f} a fact, {one.most} at most"
    for way, shares in one.shares.items():
        yield f"  per {way}"
        for name, count in shares.items():
            yield f"    {count:5} {count / one.items:4.0%}  {name}"
    yield f"  flaws ({one.flawed} items stand at facts with one)" if one.flaws else "  flaws: none"
    yield from (f"    {count:5}       {code}" for code, count in one.flaws.items())
    if one.waived:
        yield f"  waived by authors ({one.spared} items, {one.spared / one.items:.1%})"
    yield from (f"    {count:5}       {code}" for code, count in one.waived.items())
    yield f"  longest option: {told_longest(one.longest)}"
    yield f"  positions of keys on cards (p = {one.positions.p:.3f})"
    yield from (f"    {row}" for row in rows_of(one.positions.counts))


def _counted(names: Iterable[str]) -> dict[str, int]:
    ranked = sorted(Counter(names).items(), key=lambda one: (-one[1], one[0]))
    return dict(ranked)
