"""Where sources differ: on what, and what each side says, one beside the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizgen.asking import questions_of
from quizgen.differing import pairs
from quizgen.values import Event

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from quizgen.guide.narrating import Narrator
    from quizgen.workspace import Fact


def disputes(narrator: Narrator, ids: Collection[str]) -> Iterator[tuple[str, Fact, Fact]]:
    """Each two of the facts called *ids* that disagree, and on what."""
    for one, other in pairs(narrator.tell.workspace):
        if one.id in ids and other.id in ids:
            yield _matter(one, other, narrator), one, other


def _matter(one: Fact, other: Fact, narrator: Narrator) -> str:
    """What two facts differ on: as the author says, what both answer, or what both tell of."""
    opposed, phrases = narrator.tell.workspace.opposed, narrator.tell.phrases
    facts = sorted((one, other), key=lambda f: (len(opposed[f.id]), f.identity))
    said = [fact.head.differs_on for fact in facts if fact.head.differs_on]
    found = said or [*_asked(one, other), *_happenings(one, other)]
    return phrases.capitalised(found[0]) if found else ""


def _asked(one: Fact, other: Fact) -> Iterator[str]:
    """The questions that both facts answer, each in its own way."""
    theirs = {asked.question.id: asked for asked in questions_of(other)}
    for asked in questions_of(one) if one.kind is other.kind else ():
        answer = theirs.get(asked.question.id)
        stem = asked.question.wordings.get("short-answer")
        if stem and answer and answer.key != asked.key and answer.givens == asked.givens:
            yield stem.fill(asked.scope)


def _happenings(one: Fact, other: Fact) -> Iterator[str]:
    ours, theirs = (
        {v.id: v.text for v in fact.values() if isinstance(v, Event)} for fact in (one, other)
    )
    yield from (text for id_, text in sorted(ours.items()) if id_ in theirs)
