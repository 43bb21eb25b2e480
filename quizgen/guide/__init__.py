"""The study guide: what the facts of a recipe say, in sections, each sentence with its evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from quizgen import rules
from quizgen.booklet import Guide
from quizgen.citations import works
from quizgen.diagnostics import Label
from quizgen.guard import Guard
from quizgen.guide.arranging import Arranger, told_of
from quizgen.guide.narrating import Narrator
from quizgen.telling import Teller
from quizgen.templating import RenderError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from quizgen.booklet import Group, Section, Told
    from quizgen.cited import Work
    from quizgen.diagnostics import Diagnostic
    from quizgen.items import Item
    from quizgen.recipe import GuideRecipe, Recipe
    from quizgen.workspace import Fact, Workspace


@dataclass
class Publisher:
    """Makes the guides that recipes wish for; what cannot be told becomes a problem."""

    workspace: Workspace
    problems: list[Diagnostic] = field(default_factory=list)

    @cached_property
    def narrator(self) -> Narrator:
        """Who tells the facts."""
        return Narrator(Teller(self.workspace, Guard(self.workspace)))

    def guide(self, recipe: Recipe, items: Iterable[Item]) -> Guide | None:
        """The guide of *recipe*, whose *items* ask of what it tells; None where none is wished."""
        if recipe.guide is None:
            return None
        facts = self.facts(recipe, recipe.guide)
        arranger = Arranger(self.narrator, facts, _asking(items, facts), recipe.guide.topics)
        sections = arranger.sections()
        return Guide(
            title=recipe.guide.title or recipe.title,
            paper=recipe.guide.paper,
            sections=sections,
            moments=tuple(dated.moment for dated in arranger.dated),
            works=self.works(sections),
        )

    def facts(self, recipe: Recipe, wish: GuideRecipe) -> tuple[Fact, ...]:
        """The facts that the guide tells; a problem where there are none."""
        chosen = [
            fact
            for fact in self.workspace.facts.values()
            if fact.is_selected(recipe.facts) and fact.is_selected(wish.facts)
        ]
        if not chosen:
            message = "the guide selects no facts"
            hint = "look at its `facts`, and at those of the recipe: both must fit"
            span = recipe.span("guide", "facts")
            self.problems.append(rules.SELECTS_NOTHING.at(span, message, hint=hint))
        return told_of(fact for fact in chosen if self.can_be_told(fact))

    def can_be_told(self, fact: Fact) -> bool:
        """Whether every sentence of *fact* can be filled; a problem where one cannot."""
        try:
            self.narrator.rehearse(fact)
        except RenderError as error:
            span = fact.span("id")
            label = Label(span, "for this fact") if span else None
            message = f"what the guide tells of '{fact.id}' cannot be filled: {error}"
            hint = "put {% if slot %} … {% endif %} round what a fact may leave empty"
            place = fact.kind.claim.span
            self.problems.append(rules.TEMPLATE_FAILED.at(place, message, label, hint=hint))
            return False
        return True

    def works(self, sections: Iterable[Section]) -> tuple[Work, ...]:
        """The sources that the guide cites."""
        cited = sorted({c.source for told in _told(sections) for c in told.citations})
        records = [(source, self.workspace.sources[source]) for source in cited]
        return works(records, self.workspace.phrases, self.workspace.settings.citation_style)


def texts(guide: Guide) -> Iterator[str]:
    """Every marked text of *guide*."""
    yield from (told.text for told in _told(guide.sections))
    yield from (group.title for section in guide.sections for group in _all(section.groups))


def _told(sections: Iterable[Section]) -> Iterator[Told]:
    for section in sections:
        for group in _all(section.groups):
            yield from (told for entry in group.entries for told in (*entry.told, *entry.parts))


def _all(groups: Iterable[Group]) -> Iterator[Group]:
    for group in groups:
        yield group
        yield from _all(group.groups)


def _asking(items: Iterable[Item], facts: Iterable[Fact]) -> Mapping[str, tuple[str, ...]]:
    """By fact, the items that ask of it; an item of several facts belongs to its first."""
    found: dict[str, list[str]] = {fact.id: [] for fact in facts}
    for item in items:
        fact = next((id_ for id_ in item.facts if id_ in found), None)
        if fact:
            found[fact].append(item.guid)
    return {fact: tuple(guids) for fact, guids in found.items()}
