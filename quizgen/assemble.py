"""From recipes and items to studies: the cards of a deck in order, the sheets in their versions."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from quizgen import markup, rules
from quizgen.citations import works
from quizgen.items import Card, Form, Interaction, Sheet, Study, digest
from quizgen.passages import Passages
from quizgen.values import When, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from quizgen.diagnostics import Diagnostic
    from quizgen.generate import Generation
    from quizgen.items import Item, Passage
    from quizgen.phrases import Phrases
    from quizgen.recipe import CardsRecipe, Recipe, SheetRecipe
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
    return studies, [p for assembler in assemblers for p in assembler.problems]


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
        sheets = tuple(self.sheet(name, sheet, items) for name, sheet in wished)
        cited = self.cited(items)
        return Study(
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
            images=tuple(
                self.workspace.images[i]
                for i in sorted({i for t in _texts(items) for i in markup.images(t)})
            ),
            was=recipe.was,
            skipped={
                item.guid: recipe.skip[item.id]
                for item in self.generation.items
                if item.id in recipe.skip
            },
            facts={id_: self.digest_of(id_) for id_ in {c.item.facts[0] for c in cards}},
            passages=self.passages(sheets),
        )

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
        for item in sorted(self.generation.items, key=self.place):
            taken = self.workspace.takes(self.recipe.facts, item.facts)
            if taken and item.id not in self.recipe.skip:
                reword = self.recipe.reword.get(item.id)
                yield replace(item, stem=reword.stem) if reword else item

    def place(self, item: Item) -> tuple[object, ...]:
        """Where an item stands: facts by date, undated ones last; a fact's items as generated."""
        fact = self.workspace.facts[item.facts[0]]
        days = [v.date.lower for v in fact.slots.values() if isinstance(v, When) and v.date.start]
        return (min(days, default=(10**9, 0, 0)), fact.id)

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

    def sheet(self, name: str, recipe: SheetRecipe, items: tuple[Item, ...]) -> Sheet:
        """A printable sheet: its items chosen once, then put in order for each version."""
        chosen = self.chosen(name, recipe, items)
        kinds = recipe.interactions
        forms = tuple(Form(v, tuple(_in_version(chosen, v, kinds))) for v in recipe.versions)
        return Sheet(name, recipe.title or self.recipe.title, recipe.paper, forms)

    def chosen(self, name: str, recipe: SheetRecipe, items: tuple[Item, ...]) -> list[Item]:
        """The items of a sheet: those it must have, then a spread over sources and kinds."""
        by_id = {item.id: item for item in items}
        chosen = [by_id[id_] for id_ in recipe.must if id_ in by_id]
        wanted = [
            item
            for item in items
            if item.interaction in recipe.interactions
            and self.workspace.takes(recipe.facts, item.facts)
        ]
        spread = _Spread(digest(self.workspace.settings.namespace, self.name, name), chosen)
        chosen = spread.fill(wanted, recipe.items)
        span = self.recipe.span("sheets", name)
        if not chosen:
            message = f"the sheet '{name}' selects no items"
            hint = "look at its `facts` and `interactions`: `quizgen items` lists what there is"
            self.problems.append(rules.SELECTS_NOTHING.at(span, message, hint=hint))
        elif len(chosen) < recipe.items:
            message = f"the sheet '{name}' has {len(chosen)} of the {recipe.items} items wished"
            hint = (
                "wish for fewer: no fact stands twice on a sheet, and no item that gives one away"
            )
            self.problems.append(rules.TOO_FEW_ITEMS.at(span, message, hint=hint))
        return chosen

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


def _in_version(items: Iterable[Item], version: str, kinds: tuple[str, ...]) -> Iterator[Item]:
    """The items of one version, grouped by interaction, each in an order of its own."""

    def place(item: Item) -> tuple[int, str]:
        group = kinds.index(item.interaction) if item.interaction in kinds else len(kinds)
        return group, digest("version", version, item.id)

    for item in sorted(items, key=place):
        if item.ordered or not item.options:
            yield item
        else:
            options = sorted(item.options, key=lambda o: digest(version, item.id, o.text))
            yield replace(item, options=tuple(options))


@dataclass
class _Spread:
    """Chooses items greedily, in digest order, the least used kinds and sources first."""

    salt: str
    chosen: list[Item]
    used: Counter[str] = field(default_factory=Counter)

    def fill(self, wanted: Iterable[Item], count: int) -> list[Item]:
        """Up to *count* items, none of a fact twice, none giving another away."""
        waiting = [_Print(i) for i in sorted(wanted, key=lambda i: digest(self.salt, i.id))]
        for taken in map(_Print, self.chosen):
            self.used.update(taken.traits.keys())
            waiting = [w for w in waiting if not w.clashes(taken)]
        while waiting and len(self.chosen) < count:
            best = min(waiting, key=self.staleness)
            self.chosen.append(best.item)
            self.used.update(best.traits.keys())
            waiting = [w for w in waiting if not w.clashes(best)]
        return self.chosen

    def staleness(self, entry: _Print) -> int:
        """How much of what *entry* would bring the sheet has already."""
        return sum(self.used[trait] * weight for trait, weight in entry.traits.items())


@dataclass(frozen=True)
class _Print:
    """What an item prints and what it wants to hear, prepared once for comparing."""

    item: Item

    @cached_property
    def traits(self) -> dict[str, int]:
        """What a sheet should vary, each with its weight."""
        item = self.item
        traits = {f"kind {item.kind}": 6, f"interaction {item.interaction}": 4}
        traits |= {f"source {c.source}": 3 for c in item.citations[:1]}
        if item.interaction is Interaction.TRUE_FALSE:
            return traits | {f"truth {item.key[0]}": 5}
        return traits | {f"key {key}": 9 for key in item.key}

    @cached_property
    def stem(self) -> str:
        return f" {fold(markup.plain(self.item.stem))} "

    @cached_property
    def keys(self) -> tuple[str, ...]:
        if self.item.interaction is Interaction.TRUE_FALSE:
            return ()
        return tuple(f" {fold(markup.plain(key))} " for key in self.item.key)

    def clashes(self, other: _Print) -> bool:
        """Whether two items share a fact, or one gives the other's answer away."""
        return (
            bool(set(self.item.facts) & set(other.item.facts))
            or any(key in self.stem for key in other.keys)
            or any(key in other.stem for key in self.keys)
        )


def _texts(items: Iterable[Item]) -> Iterator[str]:
    for item in items:
        yield from (
            item.stem,
            *item.key,
            item.claim,
            item.rationale,
            *(o.text for o in item.options),
        )
