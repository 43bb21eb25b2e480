"""How facts are told: sentences with their attribution, claims, contexts, both sides of a dispute.

What is claimed is never told as established: the speaker, or the source that differs, stands in
the sentence itself; the context line names only the source that an item is bound to.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from quizgen.asking import questions_of, scope_of
from quizgen.frozen import frozen
from quizgen.guard import speaker_of
from quizgen.latest import latest
from quizgen.values import Event, Group, Quantity, When, Who, Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizgen.asking import Asked
    from quizgen.guard import Candidate, Guard
    from quizgen.items import Citation
    from quizgen.phrases import Phrases
    from quizgen.templating import Sentence
    from quizgen.values import Value
    from quizgen.workspace import Fact, Workspace


# EDTF's signs for seasons, about and BC are for authors, not for learners.
_ISO_DATE = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?")


@frozen(slots=False)
class Teller:
    """Tells the facts of one workspace in its language."""

    workspace: Workspace
    guard: Guard

    @property
    def phrases(self) -> Phrases:
        """How the workspace's language says values."""
        return self.workspace.phrases

    def sentence(self, asked: Asked, sentence: Sentence, scope: Mapping[str, object]) -> str:
        """A stem or statement of *asked*, with its attribution in it."""
        if scope is not asked.scope:
            return self._sentence(asked, sentence, scope)
        said = self._said(asked)  # several interactions ask in the same words
        if sentence.source not in said:
            said[sentence.source] = self._sentence(asked, sentence, scope)
        return said[sentence.source]

    @latest
    def _said(self, _: Asked) -> dict[str, str]:
        return {}

    def _sentence(self, asked: Asked, sentence: Sentence, scope: Mapping[str, object]) -> str:
        sources = tuple(c.source for c in asked.citations)
        return self.attributed(asked.fact, sentence, scope, self.side(asked.fact, sources))

    def told(self, asked: Asked, sentence: Sentence) -> str:
        """A statement of *asked* in full, with the outlet beside the speaker."""
        sources = tuple(c.source for c in asked.citations)
        return self.attributed(asked.fact, sentence, asked.scope, self.outlet(asked.fact, sources))

    def claim(self, asked: Asked) -> str:
        """The sentence that tells the answer, as it stands on the back of a card."""
        return self.told(asked, asked.question.claim or asked.fact.kind.claim)

    def fact(self, fact: Fact) -> str:
        """The sentence that tells *fact*."""
        known = self._facts  # its answers are wrong for several of its neighbours
        if fact.id not in known:
            sources = tuple(c.source for c in self.evidence(fact))
            told = fact.kind.claim, scope_of(fact), self.outlet(fact, sources)
            known[fact.id] = self.attributed(fact, *told)
        return known[fact.id]

    @cached_property
    def _facts(self) -> dict[str, str]:
        return {}

    def evidence(self, fact: Fact) -> tuple[Citation, ...]:
        """The citations of all that *fact* tells, each once."""
        cites = [c for name in fact.slots for c in fact.citations.get(name, ())]
        return tuple(dict.fromkeys(cites))

    def difference(self, others: tuple[Fact, ...]) -> str:
        """What the other side of a disagreement says; nothing where nobody disagrees."""
        claims = " ".join(claim for fact in others for claim in self.whole(fact))
        return self.phrases.words("differs", claim=claims) if claims else ""

    def whole(self, fact: Fact) -> tuple[str, ...]:
        """The sentences that tell *fact*: its claim, or one for each of its frames."""
        told = {
            asked.frame.id: self.claim(asked)
            for asked in reversed([*questions_of(fact, silenced=True)])
            if asked.frame and asked.question.claim
        }
        return tuple(reversed(told.values())) or (self.fact(fact),)

    def attributed(
        self, fact: Fact, sentence: Sentence, scope: Mapping[str, object], source: str
    ) -> str:
        """A finished sentence: filled, attributed, with a capital first letter."""
        text = sentence.fill(scope)
        words, who = self.phrases.words, self.speakers(fact)
        if not who and not source:
            return self.phrases.capitalised(text)
        whole = self.phrases.capitalised(text)
        if sentence.opens_with_words:
            text = self.phrases.lower_first(text)
        slots = {"sentence": text, "Sentence": whole}
        if who and source:
            text = words("according_to_in", who=who, source=source, **slots)
        else:
            text = words("according_to", who=who or source, **slots)
        return self.phrases.capitalised(text)

    def speakers(self, fact: Fact) -> str:
        """Whom the fact is attributed to; of a chain, the first and through whom."""
        form = self.phrases.words("according_to_form")
        names = [self.name(id_, form) for id_ in fact.head.according_to]
        if len(names) > 1:
            through = self.phrases.all_(names[1:])
            return self.phrases.words("via", who=names[0], through=through)
        return names[0] if names else ""

    def side(self, fact: Fact, sources: tuple[str, ...]) -> str:
        """The sources that tell this side of a disagreement; nothing where there is none."""
        return self.outlets(fact, sources) if fact.id in self.workspace.opposed else ""

    def outlet(self, fact: Fact, sources: tuple[str, ...]) -> str:
        """The sources that pass on what somebody said: full sentences name them too.

        Stems do so only where sources differ, to stay short.
        """
        is_told = fact.head.according_to or fact.id in self.workspace.opposed
        return self.outlets(fact, sources) if is_told else ""

    def outlets(self, fact: Fact, sources: tuple[str, ...]) -> str:
        """The labels of *sources*, without those that the fact is attributed to already."""
        names = [self.workspace.label(s) for s in dict.fromkeys(sources)]
        own = {
            self.workspace.label(s) for s in fact.head.according_to if s in self.workspace.sources
        }
        return self.phrases.all_([n for n in names if n not in own]) if names else ""

    def name(self, id_: str, form: str = "") -> str:
        """The name of an entity (in a grammatical *form*), or the label of a source."""
        if entity := self.workspace.entities.get(id_):
            return entity.forms.get(form, entity.name)
        return self.workspace.label(id_)

    def context(self, asked: Asked) -> str:
        """The source that the item is bound to, unless the sentence names it already."""
        source = self.guard.bound_to(asked)
        if source is None or asked.fact.id in self.workspace.opposed:
            return ""
        label = self.workspace.label(source)
        return self.phrases.words("context", source=label)

    def attributed_to(self, asked: Asked) -> tuple[str, ...]:
        """Who says what the item asks: those named by `according_to`, else the speaker."""
        named = tuple(map(self.name, asked.fact.head.according_to))
        speaker = speaker_of(asked.fact)
        if speaker is None:
            return named
        members = speaker.members if isinstance(speaker, Group) else (speaker,)
        return (*map(self.answer, members), *named)

    # Answers

    def answer(self, value: Value) -> str:
        """A value as an answer gives it."""
        return self.phrases.show(value)  # type: ignore[arg-type]

    def key(self, asked: Asked, value: Value | None = None) -> str:
        """The right answer, or another *value* in its place, in the words of the question."""
        value = asked.key if value is None else value
        if asked.question.key is None:
            return self.answer(value)
        return asked.question.key.fill({**asked.scope, asked.question.asks: value})

    def origin(self, candidate: Candidate) -> str:
        """Whose answer a wrong option is: the claim of its fact, or the author's reason."""
        if candidate.fact is None:
            return candidate.because or ""
        if candidate.frame is None:
            return self.fact(candidate.fact)
        return self.framed(candidate)

    def framed(self, candidate: Candidate) -> str:
        """The claim of the frame that a wrong option comes from."""
        fact: Fact = candidate.fact  # type: ignore[assignment]  # one with a frame has a fact
        told = [
            asked
            for asked in questions_of(fact, silenced=True)
            if asked.frame is candidate.frame and asked.question.claim
        ]
        told.sort(key=lambda asked: asked.question.slot != candidate.slot)
        return self.claim(told[0]) if told else self.fact(fact)


def accepted_forms(value: Value, phrases: Phrases) -> tuple[str, ...]:
    """Other ways of writing an answer that are as right: aliases, ISO dates, bare numbers."""
    match value:
        case Who(entity=entity):
            return entity.aliases
        case When(date=date) if _ISO_DATE.fullmatch(date.text):
            return (date.text,)
        case Quantity(low=low, high=high) if low == high:
            return (phrases.digits(low),)
        case Words() | Event() | Group() | Quantity() | When():
            return ()
    return ()
