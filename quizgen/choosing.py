"""The items of one sheet: chosen greedily in digest order, then exchanged where wishes are unmet.

Everything that an item ranks by only grows while a sheet fills, so that a rank once computed is
never too high: the heap below need not be put in order anew after each choice.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from heapq import heapify, heappop, heapreplace
from itertools import combinations
from math import inf
from typing import TYPE_CHECKING

from quizgen.blueprint import traits
from quizgen.frozen import frozen
from quizgen.items import Interaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from quizgen.blueprint import Wish
    from quizgen.enemies import Enemies
    from quizgen.items import Item
    from quizgen.workspace import Workspace

HINT = 12  # how much an item that gives a hint to another is put off: more than one key twice
Rank = tuple[bool, int, float, int, int, int]


@frozen(slots=False)
class Candidate:
    """An item that may stand on a sheet, and which of the sheet's wishes count it."""

    item: Item
    wishes: tuple[Wish, ...]

    @cached_property
    def variety(self) -> Mapping[str, int]:
        """What a sheet should vary, each with its weight."""
        item = self.item
        varied = {f"kind {item.kind}": 6, f"interaction {item.interaction}": 4}
        varied |= {f"source {c.source}": 3 for c in item.citations[:1]}
        if item.interaction is Interaction.TRUE_FALSE:
            return varied | {f"truth {item.key[0]}": 5}
        return varied | {f"key {key}": 9 for key in item.key}


def candidates(
    items: Iterable[Item], wishes: Iterable[Wish], workspace: Workspace
) -> tuple[Candidate, ...]:
    """*items* with the *wishes* that count each of them."""
    by_trait = {wish.trait: wish for wish in wishes}
    return tuple(
        Candidate(
            item, tuple(by_trait[t] for t in sorted(traits(item, workspace) & by_trait.keys()))
        )
        if by_trait
        else Candidate(item, ())
        for item in items
    )


@dataclass
class Chooser:
    """Chooses *count* of *waiting* items, the first ones first, where nothing else decides.

    `before` counts how often earlier versions had each item and fact: those come last.
    """

    waiting: Sequence[Candidate]
    wishes: tuple[Wish, ...]
    enemies: Enemies
    count: int
    before: Counter[str] = field(default_factory=Counter)
    chosen: list[Candidate] = field(default_factory=list)
    must: frozenset[str] = frozenset()
    _held: Counter[Wish] = field(default_factory=Counter)
    _used: Counter[str] = field(default_factory=Counter)
    _barred: Counter[str] = field(default_factory=Counter)
    _hinted: Counter[str] = field(default_factory=Counter)

    def choose(self, must: Iterable[Candidate]) -> list[Item]:
        """Those that the sheet *must* have, then as many others as wished and possible."""
        for candidate in must:
            self._take(candidate)
        self.must = frozenset(candidate.item.id for candidate in self.chosen)
        self._fill()
        while self._widens() or self._mends() or self._clears():
            self._fill()
        return [candidate.item for candidate in self.chosen]

    def fits(self, candidate: Candidate) -> bool:
        """Whether *candidate* may stand beside those chosen, and no wish is for fewer."""
        return not self._barred[candidate.item.id] and all(
            self._held[wish] < wish.high for wish in candidate.wishes
        )

    def _fill(self) -> None:
        taken = {candidate.item.id for candidate in self.chosen}
        if len(self.chosen) >= self.count:
            return
        waiting = [(n, c) for n, c in enumerate(self.waiting) if c.item.id not in taken]
        heap = [(self._rank(c), n) for n, c in waiting if self.fits(c)]
        heapify(heap)
        while heap and len(self.chosen) < self.count:
            rank, n = heap[0]
            best = self.waiting[n]
            if not self.fits(best):
                heappop(heap)
            elif (now := self._rank(best)) > rank:
                heapreplace(heap, (now, n))
            else:
                heappop(heap)
                self._take(best)

    def _rank(self, candidate: Candidate) -> Rank:
        """The lower, the sooner: what is wished for, new, scarce, of new facts, what varies it."""
        item = candidate.item
        needed = [wish for wish in candidate.wishes if self._held[wish] < wish.low]
        stale = sum(self._used[name] * weight for name, weight in candidate.variety.items())
        return (
            not needed,
            self.before[item.id],
            min((self._slack[wish] for wish in needed), default=inf),
            -len(needed),
            sum(self.before[f"fact {fact}"] for fact in item.facts),
            stale + HINT * self._hinted[item.id],
        )

    @cached_property
    def _slack(self) -> Mapping[Wish, int]:
        """How many more items there are for each wish than it wants: the fewer, the sooner."""
        there = Counter(wish for candidate in self.waiting for wish in candidate.wishes)
        return {wish: there[wish] - wish.low for wish in self.wishes}

    def _take(self, candidate: Candidate) -> None:
        self.chosen.append(candidate)
        self._count(candidate, 1)

    def _leave(self, candidate: Candidate) -> None:
        self.chosen.remove(candidate)
        self._count(candidate, -1)

    def _count(self, candidate: Candidate, by: int) -> None:
        id_ = candidate.item.id
        for counter, names in (
            (self._used, candidate.variety),
            (self._barred, self.enemies.of(id_)),
            (self._hinted, self.enemies.hints(id_)),
        ):
            for name in names:
                counter[name] += by
        for wish in candidate.wishes:
            self._held[wish] += by

    def _widens(self) -> bool:
        """Whether one has given way to two that it alone barred, where the sheet has too few."""
        if len(self.chosen) >= self.count:
            return False
        return any(self._makes_way(one) for one in [*self.chosen] if one.item.id not in self.must)

    def _makes_way(self, out: Candidate) -> bool:
        missing = self._missing()
        self._leave(out)
        for pair in combinations(sorted(self._instead(out), key=self._rank), 2):
            self._take(pair[0])
            if self.fits(pair[1]):
                self._take(pair[1])
                if self._missing() <= missing:
                    return True
                self._leave(pair[1])
            self._leave(pair[0])
        self._take(out)
        return False

    def _instead(self, out: Candidate) -> Iterator[Candidate]:
        """What fits now that *out* is left, and is no more of a repetition."""
        taken = {candidate.item.id for candidate in (*self.chosen, out)}
        repeats = self.before[out.item.id]
        for candidate in self.waiting:
            id_ = candidate.item.id
            if id_ not in taken and self.before[id_] <= repeats and self.fits(candidate):
                yield candidate

    def _clears(self) -> bool:
        """Whether several have made way for one that serves an unmet wish, at no loss."""
        before, lacking = [*self.chosen], self._lacking()
        for wanted in self._barred_by_several():
            enemies = [one for one in before if wanted.item.id in self.enemies.of(one.item.id)]
            if any(one.item.id in self.must for one in enemies):
                continue
            for one in enemies:
                self._leave(one)
            if self.fits(wanted):
                self._take(wanted)
                self._fill()
            if self._lacking() < lacking:
                return True
            self._restore(before)
        return False

    def _barred_by_several(self) -> list[Candidate]:
        """The first of each sort of item that would serve an unmet wish, if several bar it."""
        wanting = {wish for wish in self.wishes if self._held[wish] < wish.low}
        found: dict[object, Candidate] = {}
        for candidate in sorted(self.waiting, key=self._rank) if wanting else ():
            if wanting & set(candidate.wishes) and self._barred[candidate.item.id] > 1:
                found.setdefault(candidate.wishes, candidate)
        return list(found.values())

    def _restore(self, chosen: Iterable[Candidate]) -> None:
        for one in [*self.chosen]:
            self._leave(one)
        for one in chosen:
            self._take(one)

    def _lacking(self) -> int:
        """How many items are missing, of the sheet and of its wishes."""
        return self.count - len(self.chosen) + self._missing()

    def _missing(self) -> int:
        """How many items the wishes still want."""
        return sum(max(0, wish.low - self._held[wish]) for wish in self.wishes)

    def _mends(self) -> bool:
        """Whether an exchange leaves fewer items missing: that one, or another one after it."""
        if exchange := next(self._exchanges(least=1), None):
            self._exchange(*exchange)
            return True
        for out, instead in self._exchanges(least=0):
            self._exchange(out, instead)
            if next(self._exchanges(least=1), None):
                return True
            self._exchange(instead, out)
        return False

    def _exchange(self, out: Candidate, instead: Candidate) -> None:
        self._leave(out)
        self._take(instead)

    def _exchanges(self, least: int) -> Iterator[tuple[Candidate, Candidate]]:
        """Which one could go for which other, so that at least so many fewer items are missing."""
        for instead, enemy in self._useful():
            for out in reversed(self.chosen):
                is_free = out.item.id not in self.must and enemy in (None, out)
                if is_free and self._gain(out, instead) >= least:
                    yield out, instead

    def _useful(self) -> list[tuple[Candidate, Candidate | None]]:
        """What would serve an unmet wish, each with the one that bars it; the best of its like."""
        wanting = {wish for wish in self.wishes if self._held[wish] < wish.low}
        taken = {candidate.item.id for candidate in self.chosen}
        found: dict[object, tuple[Candidate, Candidate | None]] = {}
        useful = [c for c in self.waiting if wanting & set(c.wishes) and c.item.id not in taken]
        for candidate in sorted(useful, key=self._rank):
            barred = self._barred[candidate.item.id]
            if barred <= 1:
                enemy = self._enemy(candidate) if barred else None
                like = candidate.wishes, enemy.item.id if enemy else ""
                found.setdefault(like, (candidate, enemy))
        return list(found.values())

    def _enemy(self, candidate: Candidate) -> Candidate:
        """The one among those chosen that bars *candidate*."""
        id_ = candidate.item.id
        return next(one for one in self.chosen if id_ in self.enemies.of(one.item.id))

    def _gain(self, out: Candidate, instead: Candidate) -> int:
        """How many fewer items are missing with *instead* for *out*; -1 where a wish forbids it."""
        gained, lost = set(instead.wishes) - set(out.wishes), set(out.wishes) - set(instead.wishes)
        if any(self._held[wish] >= wish.high for wish in gained):
            return -1
        served = sum(self._held[wish] < wish.low for wish in gained)
        return served - sum(self._held[wish] <= wish.low for wish in lost)
