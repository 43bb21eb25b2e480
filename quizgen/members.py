"""Wrong answers to a question for several right ones: members of other lists, proved no members.

The best of them is whom another source names: it teaches that the sources differ.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from quizgen.candidates import Candidate, Verdict
from quizgen.frozen import frozen
from quizgen.items import digest
from quizgen.values import Group, Kinship, kinship, signature

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizgen.asking import Asked
    from quizgen.guard import Guard
    from quizgen.siblings import Siblings
    from quizgen.values import Value
    from quizgen.workspace import Workspace

MOST = 3


@frozen(slots=False)
class Members:
    """Finds wrong members for the lists of one workspace."""

    workspace: Workspace
    guard: Guard
    siblings: Siblings

    def find(self, asked: Asked, stem: str) -> list[Candidate]:
        """Up to MOST single values that are no answer to *asked*, the most telling first."""
        chosen: dict[str, Candidate] = {}
        for candidate in sorted(self.pool(asked), key=lambda c: self.place(asked, c)):
            mark = signature(candidate.value)
            others = (c.value for c in chosen.values())
            if mark in chosen or any(self.alike(candidate.value, other) for other in others):
                continue
            if self.guard.judge_member(asked, candidate, stem) is Verdict.FALSE:
                chosen[mark] = candidate
            if len(chosen) == MOST:
                break
        return list(chosen.values())

    def alike(self, one: Value, other: Value) -> bool:
        """Whether two options might mean one thing."""
        return kinship(one, other) is not Kinship.APART or self.guard.kin.of_values(one, other)

    def pool(self, asked: Asked) -> Iterator[Candidate]:
        """What the author declares false, and each member of the lists that compare."""
        slot = asked.question.slot
        for declared in asked.fact.false.get(slot, ()):
            because = declared.because or ""
            yield from _each(
                Candidate(declared.value, None, None, slot, declared.citations, because)
            )
        for candidate in self.siblings.of(asked):
            yield from _each(candidate)

    def place(self, asked: Asked, candidate: Candidate) -> tuple[int, str]:
        """Declared ones first, then those of the other side, of the same sources, and the rest."""
        fact = candidate.fact
        mark = digest(asked.identity, signature(candidate.value))
        if fact is None:
            return 0, mark
        if fact.id in self.workspace.opposed.get(asked.fact.id, ()):
            return 1, mark
        return (2 if fact.sources() & asked.fact.sources() else 3), mark


def _each(candidate: Candidate) -> Iterator[Candidate]:
    """The members of a candidate that is a list, each with its own citations where it has them."""
    if not isinstance(candidate.value, Group):
        yield candidate
        return
    for member in candidate.value.members:
        cites = getattr(member, "citations", ()) or candidate.citations
        yield replace(candidate, value=member, citations=cites)
