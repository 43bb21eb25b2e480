"""The order of candidates for wrong answers: by tier, by score, between equals by lot.

No random generator and no score that looks at other items: a new fact changes an item only where
its value becomes one of that item's options.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizgen.frozen import frozen
from quizgen.guard import Candidate
from quizgen.items import digest
from quizgen.pairs import seek
from quizgen.plausibility import SAME_STORY, is_absurd, score_of, tier_of
from quizgen.values import Event, Group, Who, signature

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizgen.asking import Asked
    from quizgen.guard import Guard
    from quizgen.pairs import Pair, Sought
    from quizgen.ruled import Ruled
    from quizgen.siblings import Siblings
    from quizgen.values import Value
    from quizgen.workspace import Workspace


@frozen(slots=False)
class Ranking:
    """Puts the candidates of one workspace in order."""

    workspace: Workspace
    guard: Guard
    siblings: Siblings
    ruled: Ruled

    def rank(self, asked: Asked) -> Iterator[Candidate]:
        """The candidates in order: by tier, by score, by digest; of each value the best."""
        seen: set[str] = set()
        for candidate in self.by_tier(asked):
            if (mark := signature(candidate.value)) not in seen:
                seen.add(mark)
                yield candidate

    def by_tier(self, asked: Asked) -> Iterator[Candidate]:
        """The candidates in order of their tiers; far ones only where those of the story are few.

        No tier of the story gains by them, but for whom its sources mention elsewhere.
        """
        sought = seek(asked, self.guard.kin, self.siblings.met)
        tiers = self.tiers(sought, [*self.declared(asked), *self.siblings.near(asked)])
        for tier in sorted(tiers):
            if tier <= SAME_STORY:
                yield from self.ordered(tiers.pop(tier))
        for tier, pairs in self.tiers(sought, [*self.siblings.far(asked)]).items():
            tiers.setdefault(tier, []).extend(pairs)
        for _, pairs in sorted(tiers.items()):
            yield from self.ordered(pairs)

    def tiers(self, sought: Sought, candidates: list[Candidate]) -> dict[int, list[Pair]]:
        """Those of the *candidates* that might be shown to be wrong, by tier."""
        found: dict[int, list[Pair]] = {}
        for candidate in self.provable(sought.asked, candidates):
            pair = sought.beside(candidate)
            found.setdefault(tier_of(pair), []).append(pair)
        return found

    def provable(self, asked: Asked, candidates: list[Candidate]) -> Iterator[Candidate]:
        """The *candidates* of values that might be wrong: no others need be compared."""
        if self.guard.has_no_other(asked):
            yield from candidates
            return
        by_value: dict[str, list[Candidate]] = {}
        for candidate in candidates:
            by_value.setdefault(signature(candidate.value), []).append(candidate)
        for alike in by_value.values():
            if any(self.guard.is_wrong(asked, candidate) for candidate in alike):
                yield from alike

    def ordered(self, pairs: list[Pair]) -> Iterator[Candidate]:
        """The candidates of one tier that are not absurd, in order."""
        by_score: dict[int, list[Pair]] = {}
        for pair in pairs:
            if not is_absurd(pair, score := score_of(pair)):
                by_score.setdefault(score, []).append(pair)
        for _, equals in sorted(by_score.items(), reverse=True):
            if len(equals) > 1:  # only these need lots
                equals.sort(key=self.lot)
            yield from (pair.candidate for pair in equals)

    def lot(self, pair: Pair) -> str:
        """What decides between equals: a digest of question, value and fact."""
        fact, value = pair.other, self.lasting(pair.candidate.value)
        return digest(pair.sought.asked.identity, value, fact.identity if fact else "")

    def lasting(self, value: Value) -> str:
        """The value's signature, by first ids: what is renamed keeps its place."""
        match value:
            case Who(id=id_) | Event(id=id_):
                return f"@{self.workspace.first_id(id_)}"
            case Group(members=members):
                return f"[{' | '.join(sorted(map(self.lasting, members)))}]"
        return signature(value)

    def declared(self, asked: Asked) -> Iterator[Candidate]:
        """What the author declares to be wrong."""
        for declared in asked.fact.false.get(asked.question.slot, ()):
            cites = declared.citations or (() if declared.because else asked.citations)
            because = declared.because or self.ruled.because(asked)
            yield Candidate(declared.value, None, None, asked.question.slot, cites, because)
