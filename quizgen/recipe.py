"""What an author writes in a recipe: which facts become which cards and sheets."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints

from quizgen.model import Id, Ids, InteractionName, Text, Texts, Written, as_list

YesNo = Literal["yes", "no"]
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


# How many of a sheet's items: so many, a share of them, or one of these as a bound.
Amount = Annotated[str, StringConstraints(pattern=r"^(?:at (?:least|most) )?[0-9]{1,3}%?$")]


class ByInteraction(Written):
    """How many items of a sheet are answered in which way."""

    model_config = ConfigDict(alias_generator=lambda name: name.replace("_", "-"))

    short_answer: Amount | None = None
    choice: Amount | None = None
    multiple_response: Amount | None = None
    true_false: Amount | None = None
    cloze: Amount | None = None
    number: Amount | None = None
    date: Amount | None = None
    matching: Amount | None = None
    ordering: Amount | None = None


class ByDifficulty(Written):
    """How many items of a sheet are how difficult."""

    easy: Amount | None = None
    medium: Amount | None = None
    hard: Amount | None = None


class Blueprint(Written):
    """How the items of a sheet are divided: by kind, slot, source, topic, answer, difficulty."""

    kinds: dict[Text, Amount] = Field(default={})
    slots: dict[Text, Amount] = Field(default={})
    sources: dict[Text, Amount] = Field(default={})
    topics: dict[Text, Amount] = Field(default={})
    interactions: ByInteraction = ByInteraction()
    difficulty: ByDifficulty = ByDifficulty()


# What one item is worth, and how else a sheet may be printed.
Points = Annotated[Decimal, Field(gt=0, le=100, decimal_places=2)]
VariantName = Literal["large-print", "easy-reading"]


class PointsBy(Written):
    """What each item of a sheet is worth, by interaction; `each` is for those not named."""

    model_config = ConfigDict(alias_generator=lambda name: name.replace("_", "-"))

    each: Points = Decimal(1)
    short_answer: Points | None = None
    choice: Points | None = None
    multiple_response: Points | None = None
    true_false: Points | None = None
    cloze: Points | None = None
    number: Points | None = None
    date: Points | None = None
    matching: Points | None = None
    ordering: Points | None = None


def _each(value: Any) -> Any:
    return {"each": value} if isinstance(value, str) else value


def _or_none(value: Any) -> Any:
    return None if value in ("none", "no") else value


def _paper(value: Any) -> Any:
    return {"a4": "A4", "letter": "letter"}.get(str(value).lower(), value)


def _number(value: Any) -> Any:
    return int(value) if str(value).isdecimal() else value


def _if_wished(value: Any) -> Any:
    """`yes` is all that is usual, `no` is nothing."""
    return {"yes": {}, "true": {}, "no": None, "none": None, "false": None}.get(str(value), value)


def _wished(record: type[Written]) -> BeforeValidator:
    return BeforeValidator(_if_wished, json_schema_input_type=record | YesNo)


class SheetRecipe(Written):
    """A printable sheet: how many items, answered how, in which versions, on which paper."""

    title: Text | None = None
    items: Annotated[int, Field(ge=1, le=500)] = 20
    interactions: Annotated[tuple[InteractionName, ...], BeforeValidator(as_list)] = (
        "choice",
        "multiple-response",
        "true-false",
        "matching",
        "ordering",
        "cloze",
        "number",
        "date",
        "short-answer",
    )
    facts: Selection = Selection()
    must: Texts = ()
    blueprint: Blueprint = Blueprint()
    forms: Literal["same", "parallel"] = "same"
    versions: Annotated[tuple[Version, ...], BeforeValidator(as_list)] = ("A", "B")
    paper: Annotated[Literal["A4", "letter"], BeforeValidator(_paper)] = "A4"
    columns: Annotated[int, Field(ge=1, le=2)] = 1
    points: Annotated[PointsBy, BeforeValidator(_each)] = PointsBy()
    instructions: Text | None = None
    variants: Annotated[tuple[VariantName, ...], BeforeValidator(as_list)] = ()
    answer_strip: bool = Field(default=False, alias="answer-strip")


class FlashCardsRecipe(Written):
    """Cards to print on both sides and cut: by default those of the Anki deck."""

    title: Text | None = None
    paper: Annotated[Literal["A4", "letter"], BeforeValidator(_paper)] = "A4"
    per_page: Annotated[Literal[8, 10], BeforeValidator(_number)] = Field(8, alias="per-page")
    flip: Literal["long-edge", "short-edge"] = "long-edge"
    facts: Selection = Selection()
    interactions: Annotated[tuple[InteractionName, ...], BeforeValidator(as_list)] = ()


class GuideRecipe(Written):
    """A study guide: of which facts, on which paper; `topics` names them, in their order."""

    title: Text | None = None
    facts: Selection = Selection()
    paper: Annotated[Literal["A4", "letter"], BeforeValidator(_paper)] = "A4"
    topics: dict[Id, Text] = Field(default={})


class PracticeRecipe(Written):
    """A page to practise on in a browser: which facts, answered how; `topics` as in the guide."""

    title: Text | None = None
    facts: Selection = Selection()
    interactions: Annotated[tuple[InteractionName, ...], BeforeValidator(as_list)] = get_args(
        InteractionName
    )
    topics: dict[Id, Text] = Field(default={})


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
    flash_cards: Annotated[FlashCardsRecipe | None, _wished(FlashCardsRecipe)] = Field(
        default=None, alias="flash-cards"
    )
    guide: Annotated[GuideRecipe | None, _wished(GuideRecipe)] = None
    practice: Annotated[PracticeRecipe | None, _wished(PracticeRecipe)] = None
    pdf: bool = False
