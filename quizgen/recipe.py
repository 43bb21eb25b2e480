"""What an author writes in a recipe: which facts become which cards and sheets."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from quizgen.model import Id, Ids, InteractionName, Text, Texts, Written, as_list

# A version's letter stands in a file name: two that differ only in case would be one file.
Version = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{1,4}$")]


class Selection(Written):
    """Which facts: those of any kind, source, topic or id named; all of them where none is."""

    kinds: Ids = ()
    sources: Ids = ()
    topics: Ids = ()
    ids: Ids = ()


class CardsRecipe(Written):
    """Which items become cards: by default each slot once, as a recall card."""

    interactions: Annotated[tuple[InteractionName, ...], BeforeValidator(as_list)] = (
        "short-answer",
        "cloze",
    )
    per_slot: Annotated[int, Field(ge=1, le=4)] = 1
    also: Texts = ()
    subdecks: dict[Text, Selection] = Field(default={})


def _or_none(value: Any) -> Any:
    return None if value in ("none", "no") else value


def _paper(value: Any) -> Any:
    return {"a4": "A4", "letter": "letter"}.get(str(value).lower(), value)


class SheetRecipe(Written):
    """A printable sheet: how many items, answered how, in which versions, on which paper."""

    title: Text | None = None
    items: Annotated[int, Field(ge=1, le=500)] = 20
    interactions: Annotated[tuple[InteractionName, ...], BeforeValidator(as_list)] = (
        "choice",
        "true-false",
        "cloze",
        "short-answer",
    )
    facts: Selection = Selection()
    must: Texts = ()
    versions: Annotated[tuple[Version, ...], BeforeValidator(as_list)] = ("A", "B")
    paper: Annotated[Literal["A4", "letter"], BeforeValidator(_paper)] = "A4"


class Reword(Written):
    """Another wording of one item, and why."""

    stem: Text
    because: Text


class Recipe(Written):
    """`decks/NAME.yaml`: which facts become which cards and sheets."""

    title: Text
    deck: Text | None = None
    facts: Selection = Selection()
    cards: Annotated[CardsRecipe | None, BeforeValidator(_or_none)] = CardsRecipe()
    sheets: dict[Id, SheetRecipe] = Field(default={})
    skip: dict[Text, Text] = Field(default={})
    reword: dict[Text, Reword] = Field(default={})
    was: Ids = ()
    passages: bool = False
    waive: dict[Text, Text] = Field(default={})
