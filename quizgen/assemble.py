"""From recipes and items to studies: the cards of a deck in order, the sheets in their versions."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING

from quizgen import guide, markup, rules
from quizgen.citations import works
from quizgen.codes import clashes, coded
from quizgen.flashcards import flash_cards, shortcomings
from quizgen.forms import Planner
from quizgen.items import Card, Interaction, Layout, Practice, Sheet, Study, digest
from quizgen.passages import Passages
from quizgen.recipe import CardsRecipe
from quizgen.shortages import shortages
from quizgen.values import When

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from quizgen.diagnostics import Diagnostic
    from quizgen.generate import Generation
    from quizgen.items import FlashCards, Image, Item, Passage
    from quizgen.phrases import Phrases
    from quizgen.recipe import PracticeRecipe, Recipe, SheetRecipe
    from quizgen.texts import Texts
    from quizgen.workspace import Workspace


def assemble(
    workspace: Workspace, generation: Generation, texts: Texts | None = None
) -> tuple[tuple[Study, ...], list[Diagnostic]]:
    """The study of every recipe, by name, and the wishes that could not be met."""
    assemblers = [
        _Assembler(workspace, generation, name, recipe, texts)
        for name, recipe in sorted(workspace.recipes.items())
    ]
    studies = tuple(assembler.study() for assembler in assemblers)
    problems = [p for assembler in assemblers for p in assembler.problems]
    return studies, [*problems, *_clashes(studies, workspace)]


@dataclass
class _Assembler:
    workspace: Workspace
    generation: Generation
    name: str
    recipe: Recipe
    texts: Texts | None
    problems: list[Diagnostic] = field(default_factory=list)

    def study(self) -> Study:
        """Everything the recipe asks for."""
        settings, recipe = self.workspace.settings, self.recipe
        items = tuple(self.items())
        if not items:
            self.select_nothing()
        cards = tuple(self.cards(items, recipe.cards)) if recipe.cards else ()
        wished = sorted(recipe.sheets.items()) if items else ()
        planner = Planner(self.workspace, self.name, items, recipe.was)
        sheets = tuple(self.sheet(planner, name, sheet) for name, sheet in wished)
        cited = self.cited(items)
        publisher = guide.Publisher(self.workspace)
        booklet = publisher.guide(recipe, items)
        self.problems += publisher.problems
        told = guide.texts(booklet) if booklet else ()
        study = Study(
            name=self.name,
            title=recipe.title,
            deck=recipe.deck or recipe.title,
            language=settings.language,
            namespace=settings.namespace,
            license=settings.license or "",
            as_of=self.as_of(cited),
            report=settings.report,
            items=items,
            cards=cards,
            sheets=sheets,
            works=works(
                [(s, self.workspace.sources[s]) for s in cited],
                self.phrases,
                settings.citation_style,
            ),
            style=settings.citation_style,
            images=tuple(self.images(items, told)),
            was=recipe.was,
            skipped={
                item.guid: recipe.skip[item.id]
                for item in self.generation.items
                if item.id in recipe.skip
            },
            facts={id_: self.digest_of(id_) for id_ in {c.item.facts[0] for c in cards}},
            passages=self.passages(sheets),
            guide=booklet,
            practice=self.practice(items, recipe.practice) if recipe.practice and items else None,
            pdf=recipe.pdf,
        )
        return replace(study, flash_cards=self.flash_cards(study))

    def images(self, items: Iterable[Item], told: Iterable[str]) -> Iterator[Image]:
        """The pictures that *items* and what else is *told* show, by their ids."""
        if self.workspace.images:
            shown = {id_ for text in (*_texts(items), *told) for id_ in markup.images(text)}
            yield from (self.workspace.images[id_] for id_ in sorted(shown))

    def flash_cards(self, study: Study) -> FlashCards | None:
        """The cards to print and cut, if they are wished: those of the deck, or others."""
        recipe = self.recipe.flash_cards
        if recipe is None or not study.items:
            return None
        wished = self.recipe.cards or CardsRecipe()
        if recipe.interactions:
            wished = CardsRecipe(interactions=recipe.interactions)
        items = [card.item for card in study.cards]
        if recipe.interactions or not items:
            items = list(_once_a_slot(study.items, wished))
        items = [item for item in items if self.workspace.takes(recipe.facts, item.facts)]
        made, too_long = flash_cards(items, recipe, study, self.phrases.words)
        self.problems += shortcomings(made, too_long, self.recipe)
        return made

    def passages(self, sheets: Iterable[Sheet]) -> Mapping[str, tuple[Passage, ...]]:
        """Where the answers of *sheets* stand in the attached texts, if the recipe wants that."""
        if not self.recipe.passages or self.texts is None:
            return {}
        asked = {item.id: item for sheet in sheets for form in sheet.forms for item in form.items}
        passages = Passages(self.texts)
        found = passages.take(asked[id_] for id_ in sorted(asked))
        self.problems += passages.problems(self.recipe)
        return found

    def digest_of(self, fact: str) -> str:
        """A digest of what the author wrote of *fact*, which no template has a part in."""
        written = self.workspace.facts[fact].head.written()
        return digest(json.dumps(written, sort_keys=True, ensure_ascii=False))

    @property
    def phrases(self) -> Phrases:
        """How the workspace's language says values."""
        return self.workspace.phrases

    def items(self) -> Iterator[Item]:
        """The items of the selected facts, in the order of the cards, reworded as wished."""
        takes = cache(partial(self.workspace.takes, self.recipe.facts))  # a fact has many items
        for item in sorted(self.generation.items, key=self.place):
            if takes(item.facts) and item.id not in self.recipe.skip:
                reword = self.recipe.reword.get(item.id)
                yield replace(item, stem=reword.stem) if reword else item

    def place(self, item: Item) -> tuple[object, ...]:
        """Where an item stands: facts by date, undated ones last; a fact's items as generated."""
        return self.days[item.facts[0]], item.facts[0]

    @cached_property
    def days(self) -> Mapping[str, tuple[int, int, int]]:
        """For each fact, the day on which it begins."""
        dated = {
            id_: [v.date.lower for v in fact.slots.values() if isinstance(v, When) and v.date.start]
            for id_, fact in self.workspace.facts.items()
        }
        return {id_: min(days, default=(10**9, 0, 0)) for id_, days in dated.items()}

    def cards(self, items: tuple[Item, ...], recipe: CardsRecipe) -> Iterator[Card]:
        """The items that become cards: each slot as often as wished, and those named."""
        chosen = _once_a_slot(items, recipe)
        decks = [*recipe.subdecks, ""]
        placed = [(self.subdeck(item, recipe), item) for item in chosen]
        for subdeck in decks:
            for where, item in placed:
                if where == subdeck:
                    deck = self.recipe.deck or self.recipe.title
                    yield Card(item, f"{deck}::{subdeck}" if subdeck else deck)

    def subdeck(self, item: Item, recipe: CardsRecipe) -> str:
        """The first subdeck whose selection takes the item's fact."""
        fact = self.workspace.facts[item.facts[0]]
        return next((n for n, s in recipe.subdecks.items() if fact.is_selected(s)), "")

    def sheet(self, planner: Planner, name: str, recipe: SheetRecipe) -> Sheet:
        """A printable sheet in its versions, and what of it could not be made as wished."""
        plan = planner.plan(name, recipe)
        forms = plan.forms(recipe.versions)
        self.problems += shortages(plan, forms, name, self.recipe)
        title = recipe.title or self.recipe.title
        forms = tuple(coded(title, form, self.workspace.images) for form in forms)
        return Sheet(name, title, recipe.paper, forms, _layout(recipe))

    def practice(self, items: Iterable[Item], recipe: PracticeRecipe) -> Practice:
        """The page to practise on: the items of its facts, answered in its ways."""
        chosen = tuple(
            item
            for item in items
            if item.interaction in recipe.interactions
            and self.workspace.takes(recipe.facts, item.facts)
        )
        if not chosen:
            message = f"the practice page of '{self.name}' has no items"
            hint = "look at its `facts` and `interactions`, and at the recipe's own `facts`"
            span = self.recipe.span("practice", key=True)
            self.problems.append(rules.SELECTS_NOTHING.at(span, message, hint=hint))
        guide = self.recipe.guide
        topics = recipe.topics or (guide.topics if guide else {})
        return Practice(recipe.title or self.recipe.title, chosen, topics)

    def select_nothing(self) -> None:
        """Report a recipe without items."""
        message = f"the recipe '{self.name}' selects no items"
        hint = "look at its `facts`: kinds, sources, topics and ids must all fit"
        span = self.recipe.span("facts")
        self.problems.append(rules.SELECTS_NOTHING.at(span, message, hint=hint))

    def cited(self, items: Iterable[Item]) -> list[str]:
        """The sources that *items* cite, ids in order."""
        return sorted({c.source for item in items for c in item.cited()})

    def as_of(self, cited: Iterable[str]) -> str:
        """The date of the latest source, in words."""
        records = [self.workspace.sources[s] for s in cited]
        dates = sorted(r.issued.date for r in records if r.issued)
        return self.phrases.show_date_text(dates[-1]) if dates else ""


def _clashes(studies: tuple[Study, ...], workspace: Workspace) -> Iterator[Diagnostic]:
    """The problem with two sheets by whose code nobody could tell them apart."""
    for one, other in clashes(studies):
        names = [f"'{p.sheet}' of '{p.deck}', version {p.version}" for p in (one, other)]
        message = f"two different sheets have the code {one.code}: {' and '.join(names)}"
        span = workspace.recipes[other.deck].span("sheets", other.sheet)
        yield rules.SAME_CODE.at(span, message, hint="give one of them a `title` of its own")


def _layout(recipe: SheetRecipe) -> Layout:
    """How a sheet is set, as its recipe wishes."""
    worth = recipe.points.model_dump(by_alias=True, exclude_none=True)
    return Layout(
        columns=recipe.columns,
        points={name: worth.get(name, recipe.points.each) for name in Interaction},
        instructions=recipe.instructions or "",
        variants=tuple(dict.fromkeys(recipe.variants)),
        strip=recipe.answer_strip,
    )


def _once_a_slot(items: Iterable[Item], recipe: CardsRecipe) -> Iterator[Item]:
    """Recall cards: of each slot's items the first interactions wished, as often as wished."""
    items = list(items)
    rank: dict[str, int] = {name: n for n, name in enumerate(recipe.interactions)}
    taken: Counter[str] = Counter()
    chosen: set[str] = set(recipe.also)
    for item in sorted(items, key=lambda i: rank.get(i.interaction, 99)):
        slot = f"{item.facts[0]}/{item.asks}/{item.element}"
        if item.interaction in rank and taken[slot] < recipe.per_slot:
            taken[slot] += 1
            chosen.add(item.id)
    return (item for item in items if item.id in chosen)


def _texts(items: Iterable[Item]) -> Iterator[str]:
    for item in items:
        yield from (
            item.stem,
            *item.key,
            item.claim,
            item.rationale,
            *(o.text for o in item.options),
        )
