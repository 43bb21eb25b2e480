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
from quizgen.plausibility import is_absurd, score_of, tier_of
from quizgen.values import Event, Group, Who, signature

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizgen.asking import Asked
    from quizgen.guard import Guard
    from quizgen.pairs import Pair
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
        sought = seek(asked, self.guard.kin, self.siblings.met)
        tiers: dict[int, list[Pair]] = {}
        for candidate in self.provable(asked):
            pair = sought.beside(candidate)
            tiers.setdefault(tier_of(pair), []).append(pair)
        seen: set[str] = set()
        for _, pairs in sorted(tiers.items()):  # a later tier is hardly ever looked at
            for candidate in self.ordered(pairs):
                if (mark := signature(candidate.value)) not in seen:
                    seen.add(mark)
                    yield candidate

    def provable(self, asked: Asked) -> Iterator[Candidate]:
        """The candidates of values that might be shown to be wrong: no others need be compared."""
        if self.guard.has_no_other(asked):
            yield from self.pool(asked)
            return
        by_value: dict[str, list[Candidate]] = {}
        for candidate in self.pool(asked):
            by_value.setdefault(signature(candidate.value), []).append(candidate)
        for candidates in by_value.values():
            if any(self.guard.is_wrong(asked, candidate) for candidate in candidates):
                yield from candidates

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

    def pool(self, asked: Asked) -> Iterator[Candidate]:
        """What may be offered: declared false values, then those of sibling slots."""
        for declared in asked.fact.false.get(asked.question.slot, ()):
            cites = declared.citations or (() if declared.because else asked.citations)
            because = declared.because or self.ruled.because(asked)
            yield Candidate(declared.value, None, None, asked.question.slot, cites, because)
        yield from self.siblings.of(asked)
