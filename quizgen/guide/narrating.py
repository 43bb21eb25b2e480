"""How a guide tells facts: sentences of their kinds, each with where its slots are read.

What somebody claims, or what sources differ on, is told in the full sentence of its claim, which
names the voice; only what is neither may be told in the short words of the kind's `guide`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizgen.asking import questions_of, scope_of
from quizgen.booklet import Told
from quizgen.frozen import frozen
from quizgen.values import Event, Frames, signature

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from quizgen.asking import Asked
    from quizgen.cited import Citation
    from quizgen.telling import Teller
    from quizgen.templating import Sentence
    from quizgen.values import Frame
    from quizgen.workspace import Fact

_STATING = ("true-false", "cloze")  # wordings that say a sentence, the plainer first


@frozen(slots=False)
class Narrator:
    """Tells facts in the sentences of a guide."""

    tell: Teller

    def has_voice(self, fact: Fact) -> bool:
        """Whether *fact* is only claimed, or one side of a disagreement."""
        return bool(fact.head.according_to) or fact.id in self.tell.workspace.opposed

    def entry(self, fact: Fact) -> tuple[Told, ...]:
        """What *fact* tells beneath the head that its kind gives it, but for its lists."""
        text = None if self.has_voice(fact) else fact.kind.guide.text
        if text is None:
            return self.whole(fact)
        place = fact.kind.guide
        said = text.names | {name for name in (place.under, place.when) if name}
        return (self.told(fact, text, is_short=True), *self.more(fact, said))

    def whole(self, fact: Fact) -> tuple[Told, ...]:
        """What *fact* tells in sentences that stand by themselves, but for its lists."""
        claim = fact.kind.claim
        return (self.told(fact, claim), *self.more(fact, claim.names))

    def rehearse(self, fact: Fact) -> None:
        """Fill every sentence of *fact*: RenderError where one cannot be filled."""
        self.entry(fact)
        self.whole(fact)
        self.label(fact)
        for name in fact.slots:
            for frame in fact.frames(name):
                tuple(self.frame(fact, name, frame))

    def label(self, fact: Fact) -> Told:
        """What *fact* is called on the timeline."""
        place = fact.kind.guide
        short = None if self.has_voice(fact) else place.label or place.text
        return self.told(fact, short or fact.kind.claim, is_short=bool(short))

    def more(self, fact: Fact, said: frozenset[str] | set[str]) -> tuple[Told, ...]:
        """What else *fact* tells than the slots that are *said* already."""
        return tuple(self.also(fact) if fact.kind.guide.also else self.statements(fact, said))

    def parts(self, fact: Fact) -> tuple[Told, ...]:
        """What the lists of *fact* hold; one whose entries are dated is told on the timeline."""
        in_time, _, is_inner = (fact.kind.guide.when or "").partition(".")
        names = [name for name in fact.slots if not (is_inner and name == in_time)]
        return tuple(
            told
            for name in names
            for frame in fact.frames(name)
            for told in self.frame(fact, name, frame)
        )

    def also(self, fact: Fact) -> Iterator[Told]:
        """The further sentences of the kind whose slots are all filled."""
        for sentence in fact.kind.guide.also:
            if sentence.names <= fact.slots.keys():
                yield self.told(fact, sentence)

    def statements(self, fact: Fact, said: frozenset[str] | set[str]) -> Iterator[Told]:
        """A statement for each slot that is asked for and not *said*."""
        known = set(said)
        for asked in questions_of(fact, silenced=True):
            sentence = _statement(asked)
            if asked.frame is None and sentence and asked.question.asks not in known:
                known |= sentence.names
                yield self.told(fact, sentence)

    def frame(self, fact: Fact, name: str, frame: Frame) -> Iterator[Told]:
        """The sentences of one frame: that of the guide, or the claims of its questions."""
        if sentence := fact.kind.guide.each.get(name):
            yield self.told(fact, sentence, frame, _framed(fact, name, frame))
            return
        known: set[str] = set()
        for asked in questions_of(fact, silenced=True):
            claim = asked.question.claim
            if asked.frame is frame and claim and asked.question.asks not in known:
                known |= claim.names
                yield self.told(fact, claim, frame, asked.scope)

    # One sentence

    def told(
        self,
        fact: Fact,
        sentence: Sentence,
        frame: Frame | None = None,
        scope: Mapping[str, object] | None = None,
        *,
        is_short: bool = False,
    ) -> Told:
        """A *sentence* about *fact*, with its voice and with where it is read."""
        values = scope_of(fact) if scope is None else scope
        cited = self.cited(fact, sentence, frame)
        if is_short:
            return Told(sentence.fill(values), cited)
        outlet = self.tell.outlet(fact, tuple(c.source for c in cited))
        return Told(self.tell.attributed(fact, sentence, values, outlet), cited)

    def cited(self, fact: Fact, sentence: Sentence, frame: Frame | None) -> tuple[Citation, ...]:
        """Where the slots of *sentence* are read; of one without slots, where the fact is."""
        names = [name for name in _slots(fact, frame) if name in sentence.names]
        cites = [c for name in names for c in fact.cited_at(name, frame)]
        voice = fact.attribution if fact.head.according_to else ()
        return tuple(dict.fromkeys((*cites, *voice))) or self.tell.evidence(fact)


def is_bare(fact: Fact) -> bool:
    """Whether *fact* tells no more than its name, by which other facts refer to it."""
    told = [n for n in fact.slots if not fact.kind.slots[n].helper]
    return told == [fact.kind.naming] and not fact.head.according_to


def referred_to(fact: Fact) -> Iterator[str]:
    """The ids of the happenings that *fact* refers to, which stand in its sentence by name."""
    yield from (value.id for value in fact.values() if isinstance(value, Event))


def head_of(fact: Fact) -> str:
    """What is equal for facts that stand under one head; nothing where *fact* has none."""
    under = fact.kind.guide.under
    value = fact.slots.get(under) if under else None
    if value is None or isinstance(value, Frames):
        return ""
    return f"@{fact.id}" if under == fact.kind.naming else signature(value)


def _statement(asked: Asked) -> Sentence | None:
    question = asked.question
    stating = (question.wordings[way] for way in _STATING if way in question.wordings)  # type: ignore[index]  # both are ways of asking
    return question.claim or next(stating, None)


def _slots(fact: Fact, frame: Frame | None) -> tuple[str, ...]:
    return (*fact.slots, *(frame.slots if frame else ()))


def _framed(fact: Fact, name: str, frame: Frame) -> dict[str, object]:
    """What a sentence about *frame* may use: its slots, the fact's, and the frame before."""
    frames = fact.frames(name)
    number = frames.index(frame)
    empty = dict.fromkeys(fact.kind.slots[name].frame)
    previous = empty | dict(frames[number - 1].slots) if number else None
    return scope_of(fact, frame) | {"previous": previous}
