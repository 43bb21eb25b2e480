"""What all items share, however they are asked: their identity, their evidence, their options."""

from __future__ import annotations

from dataclasses import field
from functools import cached_property
from sys import intern
from typing import TYPE_CHECKING, NamedTuple

from quizgen import rules
from quizgen.cache import key_of
from quizgen.candidates import ids_of, speaker_of
from quizgen.diagnostics import Label
from quizgen.frozen import frozen
from quizgen.items import Interaction, Item, Option, digest
from quizgen.latest import latest
from quizgen.members import Members
from quizgen.telling import Teller, accepted_forms
from quizgen.values import When, signature

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizgen.asking import Asked
    from quizgen.candidates import Candidate
    from quizgen.diagnostics import Diagnostic
    from quizgen.distractors import Distractors
    from quizgen.guard import Guard
    from quizgen.items import Citation
    from quizgen.templating import RenderError, Sentence
    from quizgen.workspace import Workspace

_WRITTEN = (
    Interaction.SHORT_ANSWER,
    Interaction.CLOZE,
    Interaction.NUMBER,
    Interaction.DATE,
)


@frozen
class Omission:
    """An item that was not made, and why."""

    id: str
    because: str


class _Evidence(NamedTuple):
    """What stands behind all items of one question."""

    context: str
    claim: str
    disagreement: str
    disagreeing: tuple[Citation, ...]
    attributed_to: tuple[str, ...]
    tags: tuple[str, ...]


@frozen(slots=False)
class Maker:
    """Makes items from the facts of one workspace; templates that fail become problems."""

    workspace: Workspace
    guard: Guard
    distractors: Distractors
    tell: Teller
    problems: list[Diagnostic] = field(default_factory=list)

    @cached_property
    def members(self) -> Members:
        """What may stand beside the members of a list."""
        return Members(self.workspace, self.guard, self.distractors.siblings)

    @cached_property
    def voices(self) -> Mapping[str, frozenset[str]]:
        """Who speaks in each source: entity ids by source."""
        found: dict[str, set[str]] = {}
        for fact in self.workspace.facts.values():
            if who := speaker_of(fact):
                for source in fact.sources():
                    found.setdefault(source, set()).update(ids_of(who))
        return {source: frozenset(ids) for source, ids in found.items()}

    @cached_property
    def silence(self) -> str:
        """A digest of who speaks where: what shows that a source is silent on something."""
        sources, entities = self.workspace.sources, self.workspace.entities
        heard = [(s, sorted(self.voices.get(s, ())), sources[s].written()) for _, s in self.ring]
        return key_of(heard, [(id_, one.written()) for id_, one in sorted(entities.items())])

    @cached_property
    def ring(self) -> list[tuple[str, str]]:
        """The sources in the order of their digests, each with its own."""
        return sorted((digest("source", source), source) for source in self.workspace.sources)

    def item(self, asked: Asked, interaction: Interaction, stem: str, key: tuple[str, ...]) -> Item:
        """What all interactions share."""
        fact, question, evidence = asked.fact, asked.question, self.evidence(asked)
        id_, first_id = (f"{path}/{interaction}" for path in (asked.path, asked.identity))
        return Item(
            id=id_,
            guid=self.guid(asked, f"{question.identity}/{interaction}"),
            facts=(fact.id,),
            kind=fact.kind.name,
            asks=question.slot,
            interaction=interaction,
            context=evidence.context,
            stem=stem,
            key=key,
            accepted=self.accepted(asked, interaction),
            options=(),
            claim=evidence.claim,
            rationale=fact.head.note or "",
            citations=asked.citations,
            disagreement=evidence.disagreement,
            disagreeing=evidence.disagreeing,
            attributed_to=evidence.attributed_to,
            tags=evidence.tags,
            span=fact.span("id"),
            element=asked.frame.id if asked.frame else "",
            first_id=id_ if first_id == id_ else first_id,  # nearly always: kept once
        )

    @latest
    def evidence(self, asked: Asked) -> _Evidence:
        """What all items of one question tell besides."""
        opposed = self.workspace.opposed.get(asked.fact.id, ())
        others = tuple(self.workspace.facts[id_] for id_ in opposed)
        return _Evidence(
            context=self.tell.context(asked),
            claim=self.tell.claim(asked),
            disagreement=self.tell.difference(others),
            disagreeing=tuple(dict.fromkeys(c for f in others for c in self.tell.evidence(f))),
            attributed_to=self.tell.attributed_to(asked),
            tags=self.tags(asked),
        )

    def accepted(self, asked: Asked, interaction: Interaction) -> tuple[str, ...]:
        """What counts as right besides the key, where an answer is written: forms and answers."""
        if interaction not in _WRITTEN:
            return ()
        forms = accepted_forms(asked.key, self.workspace.phrases)
        others = (v for v in self.guard.accepted(asked) if signature(v) != signature(asked.key))
        return tuple(dict.fromkeys((*forms, *(self.tell.key(asked, v) for v in others))))

    def guid(self, asked: Asked, question: str) -> str:
        """The item's identity: namespace, fact, question with its interaction, frame."""
        frame = asked.frame.identity if asked.frame else ""
        return digest(self.workspace.settings.namespace, asked.fact.identity, question, frame)

    def tags(self, asked: Asked) -> tuple[str, ...]:
        """By topic, kind, source and date."""
        fact = asked.fact
        dates = [v for v in fact.slots.values() if isinstance(v, When) and v.date.start]
        month = [d.date.text[:7].rstrip("~?%/") for d in dates[:1]]
        tags = [f"topic::{t}" for t in fact.head.topic]
        tags += [f"kind::{fact.kind.name}"]
        tags += sorted({f"source::{c.source}" for c in asked.citations})
        tags += [f"date::{m}" for m in month]
        return tuple(map(intern, tags))  # each once, of however many items

    def wrong_option(self, asked: Asked, candidate: Candidate) -> Option:
        """A distractor: its text, whose answer it is, and where that is read."""
        return Option(
            self.tell.key(asked, candidate.value),
            rationale=self.tell.origin(candidate),
            citations=candidate.citations,
        )

    def is_vague(self, asked: Asked) -> bool:
        """Whether the answer is a date that is only about known."""
        return isinstance(asked.key, When) and (asked.key.vague or asked.key.date.approximate)

    def report(self, asked: Asked, sentence: Sentence, error: RenderError) -> None:
        """A template that could not be filled: a problem in the template, for this fact."""
        span = asked.fact.span("id")
        label = Label(span, "for this fact") if span else None
        empty = sorted(n for n in sentence.names if asked.scope.get(n, "") is None)
        message = f"the question '{asked.question.id}' cannot be filled: {error}"
        hint = f"put {{% if {empty[0]} %}} … {{% endif %}} round it" if empty else None
        self.problems.append(rules.TEMPLATE_FAILED.at(sentence.span, message, label, hint=hint))
