"""Flash cards to print on both sides and cut: which items there are, in which size of type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizgen import rules
from quizgen.flashcards import faces
from quizgen.flashcards.fitting import fitting
from quizgen.flashcards.layout import Layout
from quizgen.items import FlashCard, FlashCards

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from quizgen.diagnostics import Diagnostic
    from quizgen.items import Item, Study
    from quizgen.recipe import FlashCardsRecipe, Recipe
    from quizgen.words import Words

_NAMED = 5  # items that the problem names
ROOMIEST = 8  # cards a page, where they are largest


def flash_cards(
    items: Iterable[Item], recipe: FlashCardsRecipe, study: Study, words: Words
) -> tuple[FlashCards, tuple[Item, ...]]:
    """The cards of *items*, and those items that are too long for one."""
    layout = Layout(recipe.paper, recipe.per_page, recipe.flip)
    found = [(item, _card(item, layout, study, words)) for item in items]
    cards = tuple(card for _, card in found if card)
    title = recipe.title or study.title
    made = FlashCards(title, recipe.paper, recipe.per_page, recipe.flip, cards)
    return made, tuple(item for item, card in found if not card)


def shortcomings(
    made: FlashCards, too_long: tuple[Item, ...], recipe: Recipe
) -> Iterator[Diagnostic]:
    """What of the cards could not be made as wished."""
    span = recipe.span("flash-cards")
    if not made.cards and not too_long:
        hint = "look at its `facts` and `interactions`, and at `cards` of the recipe"
        yield rules.SELECTS_NOTHING.at(span, "`flash-cards` selects no items", hint=hint)
    if too_long and rules.CARD_TOO_LONG.code not in recipe.waive:
        named = ", ".join(f"'{item.id}'" for item in too_long[:_NAMED])
        more = " …" if len(too_long) > _NAMED else ""
        message = f"items too long for a flash card are left out ({len(too_long)}): {named}{more}"
        yield rules.CARD_TOO_LONG.at(span, message, hint=_hint(made))


def _hint(made: FlashCards) -> str:
    larger = "" if made.per_page == ROOMIEST else f"`per-page: {ROOMIEST}` gives more room; "
    return f"{larger}reword them, or say why that is right: waive: {{card-too-long: …}}"


def _card(item: Item, layout: Layout, study: Study, words: Words) -> FlashCard | None:
    front = fitting(faces.front(item, words), layout.text)
    back = fitting(faces.back(item, study, words), layout.text)
    return FlashCard(item, front, back) if front and back else None
