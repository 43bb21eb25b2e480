"""Flash cards to print on both sides and cut: one page of fronts, the next of their backs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizgen.flashcards import faces
from quizgen.flashcards.fitting import LINE, SIZES, STYLES
from quizgen.flashcards.layout import FOOT, PADDING, Layout
from quizgen.frozen import frozen
from quizgen.outputs import Output
from quizgen.pages import environment
from quizgen.words import find_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizgen.flashcards.faces import Block
    from quizgen.items import FlashCards, Item, Study
    from quizgen.lock import Lock
    from quizgen.resources import Shelf
    from quizgen.words import Words

NAME = "flash-cards.html"


@frozen
class Face:
    """One side of a card: its number, its place on the page, its type in points, what it says."""

    number: int
    place: int
    size: float
    item: Item
    blocks: tuple[Block, ...]


@frozen
class Side:
    """One side of a sheet of paper: `fronts` or `backs`."""

    kind: str
    sheet: int
    faces: tuple[Face, ...]


def make(study: Study, _lock: Lock, shelf: Shelf) -> dict[str, bytes]:
    """The page with all cards, if the recipe wishes for them and there are any."""
    made = study.flash_cards
    if made is None or not made.cards:
        return {}
    words = find_words(shelf, study.language)
    is_leftward = words.direction == "rtl"
    layout = Layout(made.paper, made.per_page, made.flip, is_leftward)
    template = environment(study, words, shelf).get_template("flash-cards.html.j2")
    page = template.render(
        title=made.title,
        paper=made.paper,
        flip=made.flip,
        layout=layout,
        sides=list(_sides(made, study, words)),
        sizes=SIZES,
        styles=STYLES,
        line=LINE,
        padding=PADDING,
        foot=FOOT,
    )
    return {NAME: f"{page}\n".encode()}


def _sides(made: FlashCards, study: Study, words: Words) -> Iterator[Side]:
    for sheet, start in enumerate(range(0, len(made.cards), made.per_page), start=1):
        fronts, backs = [], []
        for place, card in enumerate(made.cards[start : start + made.per_page]):
            item, number = card.item, start + place + 1
            fronts.append(Face(number, place, card.front, item, faces.front(item, words)))
            backs.append(Face(number, place, card.back, item, faces.back(item, study, words)))
        yield Side("fronts", sheet, tuple(fronts))
        yield Side("backs", sheet, tuple(backs))


OUTPUT = Output(
    "flashcards", "flash cards to print on both sides and cut (HTML)", make, for_paper=True
)
