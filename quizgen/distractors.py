"""Wrong answers from sibling facts: found through indexes, proved false, the most plausible first.

Where the key would give itself away among the most plausible, the last of these gives way to the
next that hides it.
"""

from __future__ import annotations

from dataclasses import field
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from quizgen import markup
from quizgen.cues import clang, finders_of
from quizgen.frozen import frozen
from quizgen.guard import Candidate, Guard, Verdict
from quizgen.latest import latest
from quizgen.ranking import Ranking
from quizgen.ruled import Ruled
from quizgen.siblings import Siblings
from quizgen.values import (
    Frames,
    Group,
    Kinship,
    Quantity,
    When,
    Who,
    fold,
    kinship,
    signature,
)
from quizgen.words import word_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from quizgen.asking import Asked
    from quizgen.values import Value
    from quizgen.workspace import Workspace

ENOUGH = 3  # wrong answers: three suffice (Rodriguez 2005, doi 10.1111/j.1745-3992.2005.00006.x)
LEAST = 2  # fewer make no choice item


@frozen(slots=False)
class Distractors:
    """Finds wrong answers in one workspace."""

    workspace: Workspace
    guard: Guard

    @cached_property
    def siblings(self) -> Siblings:
        """What may be offered at all."""
        return Siblings(self.workspace)

    @cached_property
    def ruled(self) -> Ruled:
        """What is made where too little may be."""
        return Ruled(self.guard)

    @cached_property
    def ranking(self) -> Ranking:
        """What puts the candidates in order."""
        return Ranking(self.workspace, self.guard, self.siblings, self.ruled)

    @cached_property
    def small_words(self) -> tuple[frozenset[str], tuple[str, ...]]:
        """The language's stop words and the endings of its words, as far as they are known."""
        shelf, language = self.workspace.shelf, self.workspace.settings.language
        stops, endings = (word_list(shelf, language, name) for name in ("stop_words", "suffixes"))
        return frozenset(map(fold, stops)), endings

    def find(self, asked: Asked, stem: str, count: int = ENOUGH) -> list[Candidate]:
        """Up to *count* wrong answers to *asked*, each proved false, the most plausible first."""
        offered = self.offered(asked, stem)
        found = self.first(asked, stem, offered, count)
        if len(found) < min(count, LEAST):
            made = self.ruled.beside(asked, stem, [c.value for c in found], count - len(found))
            return [*found, *made]
        if len(found) < count or count < LEAST or found[-1].fact is None:
            return found  # none to exchange; what the author declares stays
        return self.without_cues(asked, stem, found, offered)

    def offered(self, asked: Asked, stem: str) -> Iterator[tuple[str, Candidate]]:
        """The candidates that may stand beside *stem*, each with its text, the best first."""
        asking = f" {fold(stem)} "
        for candidate in self.ranked(asked):
            mark = fold(self.print(candidate.value))
            if mark and not (isinstance(asked.key, When | Quantity) and f" {mark} " in asking):
                yield mark, candidate

    def is_false(self, asked: Asked, candidate: Candidate, stem: str) -> bool:
        """Whether *candidate* is proved to be no answer."""
        return self.guard.judge(asked, candidate, stem) is Verdict.FALSE

    def first(
        self, asked: Asked, stem: str, offered: Iterator[tuple[str, Candidate]], count: int
    ) -> list[Candidate]:
        """The first *count* that are proved false and exclude one another, of one text one."""
        found: list[Candidate] = []
        seen: set[str] = set()
        for mark, candidate in offered:
            if mark not in seen and self.is_false(asked, candidate, stem):
                seen.add(mark)
                if not self.overlaps(candidate, found):
                    found.append(candidate)
            if len(found) == count:
                break
        return found

    def without_cues(
        self,
        asked: Asked,
        stem: str,
        found: list[Candidate],
        offered: Iterator[tuple[str, Candidate]],
    ) -> list[Candidate]:
        """*found*, its last exchanged for the first of those left that leaves fewest cues.

        Only the last: so a new fact changes the choice only where it enters it. What leaves as many
        cues need not be proved.
        """
        given = tuple(self.cues(asked, stem, found))
        best, least = found, len(given)
        marks = {fold(self.print(candidate.value)) for candidate in found}
        for mark, candidate in offered if least else ():
            others = [*found[:-1], candidate]
            if mark in marks or self.overlaps(candidate, found[:-1]):
                continue
            left = len([*islice(self.cues(asked, stem, others, given), least)])
            if left < least and self.is_false(asked, candidate, stem):
                best, least = others, left
            if not least:
                break
        return best

    def cues(
        self, asked: Asked, stem: str, found: list[Candidate], first: Iterable[str] = ()
    ) -> Iterator[str]:
        """The cues that give the key away beside *found*, each looked for when it is asked for.

        Those named *first* are looked for first: another candidate seldom takes them away.
        """
        values = [asked.key, *(c.value for c in found)]
        key, *texts = (markup.plain(self.print(value)) for value in values)
        finders = {**finders_of(stem, key, texts, *self.small_words)}
        finders["side"] = lambda: self.gives_side(stem, values)
        for cue in dict.fromkeys((*first, *finders)):
            if finders[cue]():
                yield cue

    def gives_side(self, stem: str, values: list[Value]) -> bool:
        """Whether the stem tells the side of the first of *values*, and that of no other."""
        ours, *theirs = map(self.side, values)
        return bool(clang(stem, ours, theirs, *self.small_words))

    def side(self, value: Value) -> str:
        """The names of all that a value acts for or lies in: a stem may give these away too."""
        if isinstance(value, Group):
            return " ".join(map(self.side, value.members))
        if not isinstance(value, Who):
            return ""
        above = (self.guard.kin.agency[value.id] | self.guard.kin.wholes[value.id]) - {value.id}
        entities = [self.workspace.entities[id_] for id_ in sorted(above)]
        return " ".join(name for e in entities for name in (e.name, *e.forms.values()))

    def ranked(self, asked: Asked) -> Iterator[Candidate]:
        """The candidates of the question's pool, the most plausible first."""
        ranked = self._ranked(asked)
        yield from ranked.known
        for candidate in ranked.rest:
            ranked.known.append(candidate)
            yield candidate

    @latest
    def _ranked(self, asked: Asked) -> _Ranked:
        return _Ranked(self.ranking.rank(asked))  # choice and true/false ask the same

    def overlaps(self, candidate: Candidate, found: list[Candidate]) -> bool:
        """Whether an option and one of those found may both be true (Haladyna rule 22)."""
        return any(self.overlap(candidate.value, other.value) for other in found)

    def overlap(self, one: Value, other: Value) -> bool:
        """Whether two options may both be true of one thing."""
        if isinstance(one, Group) and isinstance(other, Group):
            return signature(one) == signature(other)
        return kinship(one, other) is not Kinship.APART or self.guard.kin.overlap(one, other)

    def print(self, value: Value) -> str:
        """The value as an option prints it."""
        return self.workspace.phrases.show(value) if not isinstance(value, Frames) else ""


@frozen(slots=False, eq=False)
class _Ranked:
    """The candidates for one question, as far as they are put in order."""

    rest: Iterator[Candidate]
    known: list[Candidate] = field(default_factory=list)
