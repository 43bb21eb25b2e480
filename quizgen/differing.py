"""Where sources differ: items that ask what each side says, with both sides for a key, each cited.

Neither side alone is right. Two facts may answer one question differently; else the author says on
what they differ, or both tell of one happening.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizgen.asking import questions_of
from quizgen.frozen import frozen
from quizgen.guard import speaker_of
from quizgen.items import Interaction, Item, digest
from quizgen.templating import RenderError
from quizgen.values import Event, Group, Kinship, Value, kinship, signature

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from quizgen.asking import Asked
    from quizgen.diagnostics import Span
    from quizgen.items import Citation
    from quizgen.telling import Teller
    from quizgen.workspace import Fact, Workspace

QUESTION = "sources-differ"
_HOW = Interaction.SHORT_ANSWER


@frozen
class Side:
    """One side of a disagreement: whose it is, what it says in the key and in full, where."""

    fact: Fact
    voice: str
    count: int
    says: str
    claim: str
    citations: tuple[Citation, ...]


def pairs(workspace: Workspace) -> Iterator[tuple[Fact, Fact]]:
    """Each two facts that disagree, once, in the order of their first ids."""
    for id_, others in workspace.opposed.items():
        for one, other in ((workspace.facts[id_], workspace.facts[o]) for o in others):
            if one.identity < other.identity:
                yield one, other


def declared(one: Fact, other: Fact) -> Span | None:
    """Where the disagreement of two facts is written: at either of them."""
    ours = other.id in one.head.disagrees_with
    fact, opponent = (one, other) if ours else (other, one)
    listed = isinstance(fact.head.written("disagrees_with"), list)
    place = fact.head.disagrees_with.index(opponent.id)
    return fact.span("disagrees_with", *([place] if listed else []))


def is_silent(one: Fact, other: Fact) -> bool:
    """Whether the author wants nothing asked of one of two facts."""
    return any(fact.head.ask is not None and not fact.head.ask.only for fact in (one, other))


def differing(workspace: Workspace, tell: Teller) -> Iterator[Item]:
    """The items on every disagreement that can be told as one of two different voices."""
    for one, other in pairs(workspace):
        heard = voices(one, other)
        if heard and not is_silent(one, other):
            try:
                yield from tuple(_Pair(workspace, tell, one, other, heard).items())
            except RenderError:  # reported where the facts themselves are asked
                continue


@frozen(slots=False)
class _Pair:
    workspace: Workspace
    tell: Teller
    one: Fact
    other: Fact
    voices: tuple[tuple[str, ...], tuple[str, ...]]

    def items(self) -> Iterator[Item]:
        """Each question that both answer, and on what they differ as a whole."""
        shared = tuple(_shared(self.one, self.other))
        yield from (self.on_question(*asked) for asked in shared)
        matter = self.matter(by_happening=not shared)
        if matter:
            yield self.on_matter(matter)

    def on_question(self, one: Asked, other: Asked) -> Item:
        """One question, with the answer of each side."""
        sides = self.sides(self.answer(one), self.answer(other))
        question = one.question.wordings["short-answer"].fill(one.scope)
        stem = self.words("differ_each", sides, question=self.tell.phrases.capitalised(question))
        frame = f".{one.frame.identity}" if one.frame else ""
        return self.item(sides, stem, f".{one.question.identity}{frame}")

    def on_matter(self, matter: str) -> Item:
        """How the two differ on a *matter*: what each of them tells."""
        sides = self.sides(self.account(self.one), self.account(self.other))
        key = "differ_how" if sides[0].count == 1 else "differ_how_several"
        return self.item(sides, self.words(key, sides, matter=matter), "")

    def words(self, key: str, sides: tuple[Side, ...], **slots: str) -> str:
        one, other = (side.voice for side in sides)
        return self.tell.phrases.words(key, one=one, other=other, **slots)

    def matter(self, *, by_happening: bool) -> str:
        """What the two differ on: as the author says, or the happening that both tell of."""
        opposed = self.workspace.opposed
        facts = sorted((self.one, self.other), key=lambda f: (len(opposed[f.id]), f.identity))
        said = [fact.head.differs_on for fact in facts if fact.head.differs_on]
        if said or not by_happening:
            return said[0] if said else ""
        ours, theirs = _happenings(self.one), _happenings(self.other)
        return next((text for id_, text in sorted(ours.items()) if id_ in theirs), "")

    # What a side says

    def answer(self, asked: Asked) -> Side:
        """A side by its answer to one question."""
        voice, count = self.voice(asked.fact)
        says = self.tell.phrases.words("differ_key", source=voice, answer=self.tell.key(asked))
        says = self.tell.phrases.capitalised(says)
        return Side(asked.fact, voice, count, says, self.tell.claim(asked), asked.citations)

    def account(self, fact: Fact) -> Side:
        """A side by all that its fact tells."""
        voice, count = self.voice(fact)
        told = " ".join(self.tell.whole(fact))
        return Side(fact, voice, count, told, told, self.tell.evidence(fact))

    def voice(self, fact: Fact) -> tuple[str, int]:
        """Whose account a fact is, and how many they are."""
        ids = self.voices[0 if fact is self.one else 1]
        if ids == fact.head.according_to:
            return self.tell.speakers(fact), 1
        if ids == _sources(fact):  # an entity may have the id of a source
            return self.tell.phrases.all_([self.workspace.label(id_) for id_ in ids]), len(ids)
        form = self.tell.phrases.words("according_to_form")
        return self.tell.phrases.all_([self.tell.name(id_, form) for id_ in ids]), len(ids)

    def sides(self, *sides: Side) -> tuple[Side, ...]:
        """The *sides* in the order of the stem: one voice before several."""
        return tuple(sorted(sides, key=lambda side: (side.count, side.fact.identity)))

    def item(self, sides: tuple[Side, ...], stem: str, rest: str) -> Item:
        """An item whose identity does not know which side declared the disagreement."""
        one, other = self.one, self.other
        heads = [side.fact.head for side in sides]
        return Item(
            id=f"{one.id}/{QUESTION}.{other.id}{rest}/{_HOW}",
            guid=digest(
                self.workspace.settings.namespace,
                one.identity,
                f"{QUESTION}/{_HOW}",
                f"{other.identity}{rest}",
            ),
            facts=(one.id, other.id),
            kind=one.kind.name,
            asks=QUESTION,
            interaction=_HOW,
            context="",
            stem=stem,
            key=tuple(side.says for side in sides),
            accepted=(),
            options=(),
            claim=" ".join(dict.fromkeys(side.claim for side in sides)),
            rationale="\n".join(dict.fromkeys(head.note for head in heads if head.note)),
            citations=tuple(dict.fromkeys(c for side in sides for c in side.citations)),
            attributed_to=tuple(self.tell.name(id_) for h in heads for id_ in h.according_to),
            tags=self.tags(sides),
            span=declared(one, other),
            element=f"{other.id}{rest}",
            first_id=f"{one.identity}/{QUESTION}.{other.identity}{rest}/{_HOW}",
            key_citations=tuple(side.citations for side in sides),
        )

    def tags(self, sides: tuple[Side, ...]) -> tuple[str, ...]:
        """By topic, kind and source of both sides."""
        facts = (self.one, self.other)
        tags = [f"topic::{topic}" for fact in facts for topic in fact.head.topic]
        tags += [f"kind::{fact.kind.name}" for fact in facts]
        tags += sorted(f"source::{c.source}" for side in sides for c in side.citations)
        return tuple(dict.fromkeys(tags))


def voices(one: Fact, other: Fact) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Who speaks on either side: those named, the sources, or the speakers; None for the same."""
    named = [fact.head.according_to or _sources(fact) for fact in (one, other)]
    for ours, theirs in (named, map(_sources, (one, other)), map(_speakers, (one, other))):
        if ours and theirs and not set(ours) & set(theirs):
            return ours, theirs
    return None


def _sources(fact: Fact) -> tuple[str, ...]:
    cited = (c.source for name in fact.slots for c in fact.citations.get(name, ()))
    return tuple(dict.fromkeys(cited))


def _speakers(fact: Fact) -> tuple[str, ...]:
    who = speaker_of(fact)
    members = who.members if isinstance(who, Group) else (who,)
    return tuple(sorted(id_ for member in members if (id_ := getattr(member, "id", None))))


def _shared(one: Fact, other: Fact) -> Iterator[tuple[Asked, Asked]]:
    """The questions that both facts answer, but with answers that cannot both be right."""
    theirs = {_place(asked): asked for asked in questions_of(other)}
    for asked in questions_of(one):
        answer = theirs.get(_place(asked))
        if answer and _HOW in asked.question.wordings and _differ(asked.key, answer.key):
            yield asked, answer


def _place(asked: Asked) -> tuple[str, ...]:
    """What two questions have in common that are the same."""
    givens = (signature(v) if isinstance(v, Value) else str(v) for v in asked.givens)
    frame = asked.frame.identity if asked.frame else ""
    return asked.fact.kind.name, asked.question.id, frame, *givens


def _differ(one: Value, other: Value) -> bool:
    """Whether two answers cannot both be right; of lists, whether anything in them differs."""
    if isinstance(one, Group) and isinstance(other, Group):
        return kinship(one, other) is not Kinship.SAME
    return kinship(one, other) is Kinship.APART


def _happenings(fact: Fact) -> Mapping[str, str]:
    """What a fact tells of: the happenings it refers to, and the one it names."""
    found = {v.id: v.text for v in fact.slots.values() if isinstance(v, Event)}
    name = fact.kind.naming
    if name and (value := fact.slots.get(name)):
        found[fact.id] = getattr(value, "text", "")
    return found
