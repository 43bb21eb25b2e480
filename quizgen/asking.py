"""Which questions a fact answers: each with the fact, frame and key it asks for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from quizgen.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from quizgen.items import Citation
    from quizgen.kinds import Question
    from quizgen.values import Frame, Value
    from quizgen.workspace import Fact


@frozen
class Asked:
    """One question put to one fact: its key, and all that its sentences may use."""

    fact: Fact
    question: Question
    frame: Frame | None
    key: Value
    scope: Mapping[str, object]
    citations: tuple[Citation, ...]

    @property
    def path(self) -> str:
        """The id of what is asked: fact, question, and the frame where there is one."""
        element = f".{self.frame.id}" if self.frame else ""
        return f"{self.fact.id}/{self.question.id}{element}"

    @property
    def identity(self) -> str:
        """The same by their first ids: what stays where one of them is renamed."""
        element = f".{self.frame.identity}" if self.frame else ""
        return f"{self.fact.identity}/{self.question.identity}{element}"

    @property
    def givens(self) -> tuple[object, ...]:
        """What the question gives, but for the entry before."""
        names = (name for name in self.question.given if "previous" not in name)
        return tuple(self.scope.get(name) for name in names)

    @property
    def given(self) -> dict[str, object]:
        """What the question gives, by name: slots, and the entry before."""
        return {name: _value(self.scope, name) for name in self.question.given}


def questions_of(fact: Fact, *, silenced: bool = False) -> Iterator[Asked]:
    """Every question that *fact* answers, in the order of its kind, and the *silenced*."""
    scope = scope_of(fact)
    for question in fact.kind.questions:
        if silenced:
            yield from _put(question, fact, scope)
        elif limited := _limited(question, fact):
            yield from _put(limited, fact, scope)


def is_silenced(fact: Fact, slot: str) -> bool:
    """Whether the fact's `ask` leaves *slot* out."""
    ask = fact.head.ask
    if ask is None:
        return False
    asked = {name.partition("/")[0] for name in ask.only}
    return not {slot, slot.partition(".")[0]} & asked


def _limited(question: Question, fact: Fact) -> Question | None:
    """The question in the ways that the fact's `ask` leaves: `by`, or `by/choice` alone."""
    if is_silenced(fact, question.slot):
        return None
    ask = fact.head.ask
    names = {question.slot, question.slot.partition(".")[0]}
    if ask is None or names & set(ask.only):
        return question
    left = {w: s for w, s in question.wordings.items() if {f"{n}/{w}" for n in names} & {*ask.only}}
    return replace(question, wordings=left)


def scope_of(fact: Fact, frame: Frame | None = None) -> dict[str, object]:
    """The values that sentences about *fact* (and *frame*) may use; empty slots are None."""
    scope: dict[str, object] = dict.fromkeys(fact.kind.slots)
    scope |= fact.slots
    if frame:
        frames = next(s for s in fact.kind.slots if frame in fact.frames(s))
        scope |= dict.fromkeys(fact.kind.slots[frames].frame) | dict(frame.slots)
    return scope


def _put(question: Question, fact: Fact, whole: Mapping[str, object]) -> Iterator[Asked]:
    if question.each is None:
        if question.asks in fact.slots:
            cites = fact.cited_at(question.asks)
            yield from _if_given(
                Asked(fact, question, None, fact.slots[question.asks], whole, cites)
            )
        return
    frames = fact.frames(question.each) if question.each in fact.slots else ()
    for number, frame in enumerate(frames):
        if not _stands_at(question.at, number, len(frames)):
            continue
        scope = scope_of(fact, frame) | {
            "previous": _shown(frames, number - 1, fact, question.each)
        }
        key = frame.slots.get(question.asks, fact.slots.get(question.asks))
        if key is not None:
            cites = fact.cited_at(question.asks, frame)
            yield from _if_given(Asked(fact, question, frame, key, scope, cites))


def _if_given(asked: Asked) -> Iterator[Asked]:
    """The question, if the slots it gives are filled and its answer is read somewhere."""
    if asked.citations and all(_given(asked.scope, name) for name in asked.question.given):
        yield asked


def _given(scope: Mapping[str, object], name: str) -> bool:
    whole, _, part = name.partition(".")
    value = scope.get(whole)
    return value is not None and (not part or part in value)  # type: ignore[operator]


def _value(scope: Mapping[str, object], name: str) -> object:
    whole, _, part = name.partition(".")
    value = scope.get(whole)
    return value.get(part) if part and isinstance(value, dict) else value


def _shown(
    frames: tuple[Frame, ...], number: int, fact: Fact, slot: str
) -> dict[str, object] | None:
    """The frame before, as sentences see it; None for the first."""
    if number < 0:
        return None
    return dict.fromkeys(fact.kind.slots[slot].frame) | dict(frames[number].slots)


def _stands_at(at: str | None, number: int, count: int) -> bool:
    return (
        at is None or {"first": number == 0, "later": number > 0, "last": number == count - 1}[at]
    )
