"""What the items of all sets share: their members told, their identity, their evidence."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from quizgen import markup
from quizgen.frozen import frozen
from quizgen.guard import Candidate
from quizgen.items import Interaction, Item, digest
from quizgen.setfiles import NAME
from quizgen.values import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizgen.asking import Asked
    from quizgen.maker import Maker
    from quizgen.sets import FactSet


@frozen(slots=False)
class Member:
    """A fact in a set: what is shown of it, and its answer."""

    asked: Asked
    shown: str
    answer: str

    @cached_property
    def marks(self) -> tuple[str, str]:
        """Both as they are compared."""
        return fold(markup.plain(self.shown)), fold(markup.plain(self.answer))

    @property
    def candidate(self) -> Candidate:
        """Its answer as it might stand, wrong, beside another member."""
        asked = self.asked
        slot = asked.question.slot
        return Candidate(asked.key, asked.fact, asked.frame, slot, asked.citations)


@frozen(slots=False)
class Together:
    """One group of a set, about to become an item."""

    make: Maker
    of: FactSet
    id: str
    identity: str

    @property
    def path(self) -> str:
        """The id of the item."""
        return f"{self.id}/{self.interaction}"

    @property
    def interaction(self) -> Interaction:
        """How the set is asked."""
        return Interaction(self.of.interaction)

    def member(self, asked: Asked) -> Member:
        """A fact as the set shows it."""
        sentence = self.of.of[asked.fact.kind.name, asked.question.id]
        scope = {**asked.scope, NAME: asked.scope.get(asked.fact.kind.naming or "")}
        shown = sentence.fill(scope) if sentence else ""
        return Member(asked, shown, self.make.tell.key(asked))

    def stem(self, members: Sequence[Member], **more: object) -> str:
        """The question, which may name what all members share."""
        scope = {**members[0].asked.scope, **more}
        return self.make.tell.phrases.capitalised(self.of.stem.fill(scope))

    def item(
        self, stem: str, members: Sequence[Member], key: Sequence[str], told: Sequence[Member] = ()
    ) -> Item:
        """An item about *members*; *told*: those whose evidence the key prints, in its order."""
        facts = {m.asked.fact.id: m.asked.fact for m in members}
        kinds = {fact.kind.name for fact in facts.values()}
        cites = dict.fromkeys(c for m in members for c in m.asked.citations)
        tell, space = self.make.tell, self.make.workspace
        return Item(
            id=self.path,
            guid=digest(space.settings.namespace, "set", self.identity, self.interaction),
            facts=tuple(sorted(facts)),
            kind=kinds.pop() if len(kinds) == 1 else self.of.name,
            asks=f"sets.{self.of.name}",
            interaction=self.interaction,
            context=self.context(members),
            stem=stem,
            key=tuple(key),
            accepted=(),
            options=(),
            claim=" ".join(dict.fromkeys(tell.claim(m.asked) for m in members)),
            rationale="",
            citations=tuple(cites),
            attributed_to=_each(n for m in members for n in tell.attributed_to(m.asked)),
            tags=_each(tag for m in members for tag in self.make.tags(m.asked)),
            span=facts[min(facts)].span("id"),
            element=self.id,
            first_id=f"{self.identity}/{self.interaction}",
            key_citations=tuple(m.asked.citations for m in told),
        )

    def context(self, members: Sequence[Member]) -> str:
        """The source that the answers are bound to, if they are."""
        return next((c for m in members if (c := self.make.tell.context(m.asked))), "")


def _each(texts: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))  # type: ignore[call-overload]
