"""The truth guard: whether a candidate may stand as a wrong answer, and what proves it wrong.

Three values. FALSE: the facts or the author's declarations show that it is wrong. TRUE: it is right
as well. UNKNOWN: nothing shows it to be wrong, or something speaks against offering it. Only what
is FALSE becomes a distractor.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from quizgen.answers import Answers
from quizgen.candidates import Candidate, Verdict, parts_of, speaker_of
from quizgen.doubts import Doubts
from quizgen.frozen import frozen
from quizgen.kin import Kin
from quizgen.latest import latest
from quizgen.values import Group, Kinship, When, Who, kinship, signature

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from quizgen.asking import Asked
    from quizgen.values import Value
    from quizgen.workspace import Fact, Workspace

__all__ = ["Candidate", "Guard", "Verdict", "speaker_of"]


@frozen(slots=False)
class Guard:
    """Judges candidates against one workspace."""

    workspace: Workspace

    @cached_property
    def kin(self) -> Kin:
        """How entities and happenings are related."""
        return Kin(self.workspace)

    @cached_property
    def answers(self) -> Answers:
        """What else is right."""
        return Answers(self.workspace, self.kin)

    @cached_property
    def doubts(self) -> Doubts:
        """What is better not offered."""
        return Doubts(self.workspace, self.kin, self.answers)

    @property
    def asked(self) -> Mapping[tuple[str, ...], Sequence[Asked]]:
        """Every question that the facts answer."""
        return self.answers.asked

    def accepted(self, asked: Asked) -> Iterator[Value]:
        """What a learner who writes the answer may write as well."""
        return self.answers.accepted(asked)

    def bound_to(self, asked: Asked) -> str | None:
        """The source that a bound question is right for."""
        return self.answers.source_of(asked)

    def judge(self, asked: Asked, candidate: Candidate, stem: str) -> Verdict:
        """Whether *candidate* is false as an answer to *asked*, whose stem reads *stem*."""
        if not self.is_wrong(asked, candidate):  # asked first: it costs least
            return Verdict.UNKNOWN
        if self.is_right(asked, candidate):
            return Verdict.TRUE
        return Verdict.UNKNOWN if self.doubts.any(asked, candidate, stem) else Verdict.FALSE

    def judge_member(self, asked: Asked, candidate: Candidate, stem: str) -> Verdict:
        """Whether *candidate*, one value, is false as a further member of the list *asked* for.

        What only those name who disagree with a closed list is false: the stem names its source.
        """
        closed = _is_closed(asked)
        if self.is_member(asked, candidate, sides=not closed):
            return Verdict.TRUE
        if self.doubts.any(asked, candidate, stem, sides=not closed):
            return Verdict.UNKNOWN
        false = candidate.fact is None or closed or self.is_outside(asked, candidate)
        return Verdict.FALSE if false else Verdict.UNKNOWN

    # What makes a candidate right

    def is_right(self, asked: Asked, candidate: Candidate) -> bool:
        """Whether the candidate is, or may be, an answer too; of closed lists, whole or in part."""
        value = candidate.value
        right = (asked.key, *self.answers.besides(asked, value))
        if _is_closed(asked) and isinstance(value, Group):
            lists = (one for one in right if isinstance(one, Group))
            return any(self.is_within(value, o) or self.is_within(o, value) for o in lists)
        if any(kinship(one, value) is not Kinship.APART for one in right):
            return True
        if candidate.fact is None and not candidate.by_rule:  # the author knows of the relation
            return any(self.kin.are_one(one, value) for one in right)
        return any(self.kin.of_values(one, value) for one in right)

    def is_within(self, value: Group, whole: Group) -> bool:
        """Whether each of a list is, or is related to, one of the *whole* list."""
        return all(
            any(
                signature(one) == signature(member) or self.kin.of_values(one, member)
                for one in whole.members
            )
            for member in value.members
        )

    def is_member(self, asked: Asked, candidate: Candidate, *, sides: bool) -> bool:
        """Whether the candidate is, or may be, on the list; *sides*: for those who disagree too."""
        value, known = candidate.value, self.answers
        disputed = known.disputed(asked, value) if sides else ()
        lists = (asked.key, *known.agreed(asked, value), *disputed)
        members = [member for one in lists for member in parts_of(one)]
        if any(kinship(member, value) is not Kinship.APART for member in members):
            return True
        return candidate.fact is not None and any(
            self.kin.of_values(member, value)
            or self.kin.is_wider(member, value)
            or self.kin.is_wider(value, member)
            for member in members
        )

    # What proves it wrong

    def is_wrong(self, asked: Asked, candidate: Candidate) -> bool:
        """Whether the candidate is shown to be false."""
        if self.has_no_other(asked):
            return True
        return not candidate.by_rule and (
            candidate.because is not None
            or candidate.fact is None
            or self.belongs_elsewhere(asked, candidate)
            or self.is_outside(asked, candidate)
        )

    @latest
    def has_no_other(self, asked: Asked) -> bool:
        """Whether whatever is not the answer is wrong: one thing is right, or a whole list."""
        return asked.question.one or _is_closed(asked)

    def belongs_elsewhere(self, asked: Asked, candidate: Candidate) -> bool:
        """Whether the candidate's own fact gives it to something else, and it has but one."""
        inverse, other = asked.question.inverse, candidate.fact
        if inverse is None or other is None or other.kind is not asked.fact.kind:
            return False
        ours, theirs = asked.scope.get(inverse), other.slots.get(inverse)
        if ours is None or theirs is None or kinship(ours, theirs) is not Kinship.APART:  # type: ignore[arg-type]
            return False
        if self.kin.of_values(ours, theirs):
            return False
        return asked.question.during is None or self.held_then(asked, other)

    def held_then(self, asked: Asked, other: Fact) -> bool:
        """Whether the other fact's interval covers the date that is asked about."""
        during = asked.question.during or ""
        interval, then = other.slots.get(during), self.time_of(asked)
        if not isinstance(interval, When) or then is None or interval.vague:
            return False
        first, last = then.date.reach
        return interval.date.lower <= first and last <= interval.date.upper

    def time_of(self, asked: Asked) -> When | None:
        """The date that a stem tells: of the slot that its question names, or the most exact."""
        question = asked.question
        if question.dated:
            told = asked.scope.get(question.dated)
            return told if isinstance(told, When) else None
        dates = [v for n, v in asked.scope.items() if isinstance(v, When) and n != question.during]
        return min(dates, key=lambda w: (w.date.is_interval, w.date.text), default=None)

    def is_outside(self, asked: Asked, candidate: Candidate) -> bool:
        """Whether the source the item is bound to is complete on the point and lacks it."""
        source = self.whole_source(asked)
        if source is None:
            return False
        if isinstance(candidate.value, Who | Group):
            return True
        return any(c.source == source for c in candidate.citations)

    @latest
    def whole_source(self, asked: Asked) -> str | None:
        """The source that a question is bound to, if it is complete on the point."""
        source = self.bound_to(asked)
        complete = self.workspace.sources[source].complete if source else ()
        return source if asked.question.bound in complete else None


def _is_closed(asked: Asked) -> bool:
    """Whether the author declares the asked slot, or the list that it belongs to, complete."""
    return bool({asked.question.slot, asked.question.each} & set(asked.fact.head.closed))
