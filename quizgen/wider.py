"""Which descriptions are put in the words of others: amylase is an enzyme, an enzyme is a protein.

What is told of a wider term holds of a narrower one too, over however many steps.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from quizgen.frozen import frozen
from quizgen.namesakes import closure
from quizgen.values import Words, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from quizgen.asking import Asked
    from quizgen.candidates import Candidate
    from quizgen.kin import Kin
    from quizgen.kinds import Kind, Question
    from quizgen.values import Value
    from quizgen.workspace import Fact, Workspace


@frozen(slots=False)
class Wider:
    """The terms of one workspace that others build on."""

    workspace: Workspace
    kin: Kin

    def is_put_in(self, asked: Asked, candidate: Candidate) -> bool:
        """Whether a candidate is told of a term that the answer builds on, or builds on ours."""
        place = (asked.fact.id, asked.question.id)
        facts = (self.workspace.facts[id_] for id_ in self.above.get(place, ()))
        if any(self.is_told_by(fact, asked.question, candidate.value) for fact in facts):
            return True
        fact = candidate.fact
        return fact is not None and (
            asked.fact.id in self.above.get((fact.id, asked.question.id), ())
            or self.kin.is_wider(asked.scope.get(asked.question.inverse or ""), candidate.value)
        )

    def is_told_by(self, fact: Fact, question: Question, value: Value) -> bool:
        """Whether *fact* gives *value* in answer to *question*."""
        told = fact.slots.get(question.asks)
        return told is not None and self.kin.may_be_one(told, value)

    @cached_property
    def above(self) -> Mapping[tuple[str, str], frozenset[str]]:
        """For each fact and question the facts whose terms its answer builds on, near or far."""
        found: dict[tuple[str, str], frozenset[str]] = {}
        for kind in self.workspace.kinds.values():
            for question in kind.questions:
                if question.inverse and not question.each:
                    links = self.links(kind, question)
                    found |= {(id_, question.id): all_ for id_, all_ in closure(links).items()}
        return found

    def links(self, kind: Kind, question: Question) -> dict[str, set[str]]:
        """For each fact of *kind* those whose term stands in its answer."""
        facts = [fact for fact in self.workspace.facts.values() if fact.kind is kind]
        terms: dict[str, set[str]] = {}
        for fact in facts:
            for name in self.names_of(fact.slots.get(question.inverse or "")):
                terms.setdefault(name, set()).add(fact.id)
        longest = max((len(term.split()) for term in terms), default=0)
        links: dict[str, set[str]] = {}
        for fact in facts:
            answer = fact.slots.get(question.asks)
            said = _runs(fold(answer.text).split(), longest) if isinstance(answer, Words) else ()
            links[fact.id] = _union(terms[run] for run in said if run in terms)
        return links

    def names_of(self, term: Value | None) -> frozenset[str]:
        """What a term is called in texts."""
        return self.kin.names.texts(term) if isinstance(term, Words) else frozenset()


def _runs(words: list[str], longest: int) -> Iterator[str]:
    """Every run of up to *longest* words."""
    for start in range(len(words)):
        for end in range(start + 1, min(start + longest, len(words)) + 1):
            yield " ".join(words[start:end])


def _union(sets: Iterable[set[str]]) -> set[str]:
    return set().union(*sets)
