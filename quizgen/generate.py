"""From facts and questions to items: sentences filled, options found, evidence attached."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from quizgen import markup, rules
from quizgen.asking import questions_of
from quizgen.diagnostics import Label
from quizgen.differing import differing
from quizgen.distractors import LEAST, Distractors
from quizgen.guard import Guard
from quizgen.items import Interaction, Item, Option, digest
from quizgen.phrases import Blank
from quizgen.telling import Teller, accepted_forms
from quizgen.templating import RenderError
from quizgen.values import Group, Quantity, When, signature

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizgen.asking import Asked
    from quizgen.diagnostics import Diagnostic
    from quizgen.guard import Candidate
    from quizgen.progress import Watch
    from quizgen.templating import Sentence
    from quizgen.workspace import Workspace

MOST_PER_SLOT = 4
FALSE_IN_16 = 10


@dataclass(frozen=True, slots=True)
class Omission:
    """An item that was not made, and why: nothing turns into another, nothing is padded."""

    id: str
    because: str


@dataclass
class Generation:
    """The items of a workspace, what was left out, and what went wrong on the way."""

    items: list[Item] = field(default_factory=list)
    omissions: list[Omission] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)


def generate(workspace: Workspace, watch: Watch | None = None) -> Generation:
    """Ask every fact of *workspace* in every way its kind knows; *watch* sees how far it is."""
    done = Generation()
    guard = Guard(workspace)
    maker = _Maker(workspace, guard, Distractors(workspace, guard), Teller(workspace, guard), done)
    facts = workspace.facts.values()
    for fact in watch.step(workspace.settings.title, facts) if watch else facts:
        made = [item for asked in questions_of(fact) for item in maker.items(asked)]
        left_out = dict(_surplus(made))
        done.items += [item for item in made if item.id not in left_out]
        done.omissions += [Omission(id_, because) for id_, because in left_out.items()]
    done.items += differing(workspace, maker.tell)
    return done


def _surplus(made: list[Item]) -> Iterator[tuple[str, str]]:
    """The items of one fact that are too many, by id, each with the reason."""
    counts: Counter[tuple[str, str]] = Counter()
    blanks = Counter(i.stem for i in made if i.interaction is Interaction.CLOZE)
    judged: set[str] = set()
    for item in made:
        if item.interaction is Interaction.TRUE_FALSE and item.stem in judged:
            yield item.id, "another item has the same statement"
        elif item.interaction is Interaction.CLOZE and blanks[item.stem] > 1:
            yield item.id, "the same blank asks for two things"
        elif counts[item.asks, item.element] == MOST_PER_SLOT:
            yield item.id, "the slot has four items already"
        else:
            counts[item.asks, item.element] += 1
            judged.add(item.stem)


@dataclass(frozen=True)
class _Maker:
    workspace: Workspace
    guard: Guard
    distractors: Distractors
    tell: Teller
    done: Generation

    def items(self, asked: Asked) -> Iterator[Item]:
        """Each item that *asked* makes; one that cannot be made is an omission."""
        makers = {
            Interaction.SHORT_ANSWER: self.short_answer,
            Interaction.CHOICE: self.choice,
            Interaction.TRUE_FALSE: self.true_false,
            Interaction.CLOZE: self.cloze,
        }
        for name, sentence in asked.question.wordings.items():
            interaction = Interaction(name)
            try:
                made = makers[interaction](asked, sentence)
            except RenderError as error:
                self.report(asked, sentence, error)
                continue
            if isinstance(made, Item):
                yield made
            else:
                self.done.omissions.append(Omission(f"{asked.path}/{interaction}", made))

    def short_answer(self, asked: Asked, sentence: Sentence) -> Item | str:
        """A question to answer in a few words."""
        stem = self.tell.sentence(asked, sentence, asked.scope)
        key = asked.key
        parts = tuple(map(self.tell.answer, key.members)) if isinstance(key, Group) else ()
        return self.item(asked, Interaction.SHORT_ANSWER, stem, parts or (self.tell.key(asked),))

    def choice(self, asked: Asked, sentence: Sentence) -> Item | str:
        """A question with one right and two or three wrong options."""
        if self.is_vague(asked):
            return "the date is too vague to choose among others"
        stem = self.tell.sentence(asked, sentence, asked.scope)
        found = self.distractors.find(asked, markup.plain(stem))
        if len(found) < LEAST:
            return f"{len(found)} of the {LEAST} wrong answers needed could be proved false"
        key = self.tell.key(asked)
        options = [(asked.key, Option(key, is_key=True, citations=asked.citations))]
        options += [(c.value, self.wrong_option(asked, c)) for c in found]
        ordered = isinstance(asked.key, When | Quantity)
        item = self.item(asked, Interaction.CHOICE, stem, (key,))
        salt = f"{asked.identity}/{Interaction.CHOICE}"
        placed = sorted(options, key=lambda o: _place(salt, *o))
        return replace(item, options=tuple(o for _, o in placed), ordered=ordered)

    def true_false(self, asked: Asked, sentence: Sentence) -> Item | str:
        """A statement to judge: the true one, or one with a wrong value in the asked slot."""
        if self.is_vague(asked):
            return "the date is too vague to be judged"
        truth = self.tell.sentence(asked, sentence, asked.scope)
        id_ = f"{asked.identity}/{Interaction.TRUE_FALSE}"
        # The coin is the item's own: other facts cannot turn a true statement into a false one.
        # It falls on false a little more often, since not every falsehood can be proved.
        if int(digest("true or false", id_)[0], 16) >= FALSE_IN_16:
            return self.judged(asked, truth, self.tell.told(asked, sentence), None)
        found = self.distractors.find(asked, _without(truth, self.tell.answer(asked.key)), 1)
        if not found:
            return "no wrong value could be proved false"
        scope = {**asked.scope, asked.question.asks: found[0].value}
        stem, told = self.tell.sentence(asked, sentence, scope), self.tell.told(asked, sentence)
        return self.judged(asked, stem, told, found[0])

    def judged(self, asked: Asked, stem: str, truth: str, wrong: Candidate | None) -> Item:
        """A true/false item; its rationale is the statement that is true."""
        words = self.workspace.phrases.words
        rationale = self.wrong_option(asked, wrong).rationale if wrong else None
        cites = wrong.citations if wrong else ()
        options = (
            Option(words("true"), is_key=wrong is None, rationale=rationale, citations=cites),
            Option(words("false"), is_key=wrong is not None),
        )
        key = ("false" if wrong else "true",)
        item = self.item(asked, Interaction.TRUE_FALSE, stem, key)
        return replace(
            item, options=options, rationale=truth, claim=truth, accepted=(), ordered=True
        )

    def cloze(self, asked: Asked, sentence: Sentence) -> Item | str:
        """A statement with the asked slot left blank."""
        scope = {**asked.scope, asked.question.asks: Blank(asked.key)}
        try:
            stem = self.tell.sentence(asked, sentence, scope)
        except RenderError as error:
            return str(error)
        if stem.count(markup.BLANK) != 1:
            return "the statement has no single place for the answer"
        truth = self.tell.sentence(asked, sentence, asked.scope)
        key = _in_blank(stem, truth, self.tell.answer(asked.key))
        return self.item(asked, Interaction.CLOZE, stem, (key,))

    def item(self, asked: Asked, interaction: Interaction, stem: str, key: tuple[str, ...]) -> Item:
        """What all interactions share."""
        fact, question = asked.fact, asked.question
        others = tuple(self.workspace.facts[id_] for id_ in self.workspace.opposed.get(fact.id, ()))
        return Item(
            id=f"{asked.path}/{interaction}",
            guid=self.guid(asked, interaction),
            facts=(fact.id,),
            kind=fact.kind.name,
            asks=question.slot,
            interaction=interaction,
            context=self.tell.context(asked),
            stem=stem,
            key=key,
            accepted=self.accepted(asked, interaction),
            options=(),
            claim=self.tell.claim(asked),
            rationale=fact.head.note or "",
            citations=asked.citations,
            disagreement=self.tell.difference(others),
            disagreeing=tuple(dict.fromkeys(c for f in others for c in self.tell.evidence(f))),
            attributed_to=self.tell.attributed_to(asked),
            tags=self.tags(asked),
            span=fact.span("id"),
            element=asked.frame.id if asked.frame else "",
            first_id=f"{asked.identity}/{interaction}",
        )

    def accepted(self, asked: Asked, interaction: Interaction) -> tuple[str, ...]:
        """What counts as right besides the key, where an answer is written: forms and answers."""
        if interaction not in (Interaction.SHORT_ANSWER, Interaction.CLOZE):
            return ()
        forms = accepted_forms(asked.key, self.workspace.phrases)
        others = (v for v in self.guard.accepted(asked) if signature(v) != signature(asked.key))
        return tuple(dict.fromkeys((*forms, *(self.tell.key(asked, v) for v in others))))

    def guid(self, asked: Asked, interaction: Interaction) -> str:
        """The item's identity: namespace, fact, question with its interaction, frame."""
        frame = asked.frame.identity if asked.frame else ""
        question = f"{asked.question.identity}/{interaction}"
        return digest(self.workspace.settings.namespace, asked.fact.identity, question, frame)

    def tags(self, asked: Asked) -> tuple[str, ...]:
        """By topic, kind, source and date."""
        fact = asked.fact
        dates = [v for v in fact.slots.values() if isinstance(v, When) and v.date.start]
        month = [d.date.text[:7].rstrip("~?%/") for d in dates[:1]]
        tags = [f"topic::{t}" for t in fact.head.topic]
        tags += [f"kind::{fact.kind.name}"]
        tags += sorted({f"source::{c.source}" for c in asked.citations})
        return (*tags, *(f"date::{m}" for m in month))

    def wrong_option(self, asked: Asked, candidate: Candidate) -> Option:
        """A distractor: its text, whose answer it is, and where that is read."""
        return Option(
            self.tell.key(asked, candidate.value),
            rationale=self.tell.origin(candidate),
            citations=candidate.citations,
        )

    def is_vague(self, asked: Asked) -> bool:
        return isinstance(asked.key, When) and (asked.key.vague or asked.key.date.approximate)

    def report(self, asked: Asked, sentence: Sentence, error: RenderError) -> None:
        """A template that could not be filled: a problem in the template, for this fact."""
        span = asked.fact.span("id")
        label = Label(span, "for this fact") if span else None
        empty = sorted(n for n in sentence.names if asked.scope.get(n, "") is None)
        message = f"the question '{asked.question.id}' cannot be filled: {error}"
        hint = f"put {{% if {empty[0]} %}} … {{% endif %}} round it" if empty else None
        self.done.problems.append(
            rules.TEMPLATE_FAILED.at(sentence.span, message, label, hint=hint)
        )


def _place(salt: str, value: object, option: Option) -> tuple[object, ...]:
    """Dates and numbers in their order, everything else by digest: never by which one is right."""
    match value:
        case When(date=date):
            return (date.lower, date.upper)
        case Quantity(low=low, high=high):
            return (low, high)
    return (digest("option", salt, option.text),)


def _in_blank(stem: str, truth: str, answer: str) -> str:
    """What stands in the blank of *stem* in the sentence itself: the *answer*, or a form of it."""
    before, _, after = stem.partition(markup.BLANK)
    said = truth[len(before) : len(truth) - len(after)]
    is_there = truth.startswith(before) and truth.endswith(after) and said
    return said if is_there and said.casefold() != answer.casefold() else answer


def _without(statement: str, answer: str) -> str:
    """The statement's given part: what a wrong value must not be named in."""
    return markup.plain(statement.replace(answer, markup.BLANK))
