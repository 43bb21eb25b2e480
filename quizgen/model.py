"""What an author writes, apart from slots: settings, sources, entities, images, facts, recipes.

The slots of a fact are checked by its kind (see `slots`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    StringConstraints,
    model_validator,
)

from quizgen.diagnostics import Span  # noqa: TC001  (pydantic reads annotations)
from quizgen.document import locate

FORMAT = 1
# The id of a fact, of what a question asks of it, or of one item: `fact/question.element/choice`.
ITEM_PATTERN = r"^[A-Za-z0-9]+(?:[-_./][A-Za-z0-9]+)*$"
ID_PATTERN = r"^[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*$"


def as_list(value: Any) -> Any:
    """A list, where what stands there may be one or a single value."""
    return value if isinstance(value, list | tuple) else [value]


def _as_mapping(key: str) -> BeforeValidator:
    return BeforeValidator(lambda value: {key: value} if isinstance(value, str | list) else value)


Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=80)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Ids = Annotated[tuple[Id, ...], BeforeValidator(as_list)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(as_list)]
Numbers = Annotated[tuple[int, ...], BeforeValidator(as_list)]


class Written(BaseModel):
    """A part of a file that remembers where it was written."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    __slots__ = ("_data",)  # pydantic's own private attributes are found forty times as slowly
    if TYPE_CHECKING:
        _data: Any

    @model_validator(mode="wrap")
    @classmethod
    def _remember(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        written = handler(data)
        object.__setattr__(written, "_data", data)  # once: from now on it is frozen
        return written

    def __copy__(self) -> Self:
        """The same, written in the same place."""
        copied = super().__copy__()
        object.__setattr__(copied, "_data", getattr(self, "_data", None))
        return copied

    def __eq__(self, other: object) -> bool:
        """Compare what was written, not where."""
        return type(self) is type(other) and self.__dict__ == other.__dict__

    __hash__ = BaseModel.__hash__

    def span(self, *route: str | int, key: bool = False) -> Span | None:
        """Where this, or the part of it that *route* leads to, was written."""
        return locate(getattr(self, "_data", None), route, key=key)

    def written(self, *route: str | int) -> Any:
        """What its author wrote where *route* leads; None where there is nothing."""
        data: Any = getattr(self, "_data", None)
        for step in route:
            try:
                data = data[step]
            except (KeyError, IndexError, TypeError):
                return None
        return data


CitationStyle = Literal["news", "apa", "mla", "chicago", "chicago-notes"]


class Term(Written):
    """What to call a thing whose names are disputed, which words to avoid for it, and why."""

    use: Text
    avoid: Texts
    because: Text


class Settings(Written):
    """`quizgen.yaml`: what holds for the whole workspace."""

    format: int
    title: Text
    language: Text = "en"
    namespace: Text
    license: Text | None = None
    report: Text | None = None
    citation_style: CitationStyle = Field(default="news", alias="citation-style")
    terms: tuple[Term, ...] = ()


class Issued(Written):
    """When a source appeared; `inferred` says from what, where the source itself does not tell."""

    date: Text
    inferred: Text | None = None


class Name(Written):
    """A person's name in CSL's parts, or one literal name."""

    family: Text | None = None
    given: Text | None = None
    suffix: Text | None = None
    literal: Text | None = None


def _as_name(value: Any) -> Any:
    return {"literal": value} if isinstance(value, str) else value


Names = Annotated[tuple[Annotated[Name, BeforeValidator(_as_name)], ...], BeforeValidator(as_list)]


class Source(Written):
    """A cited work: its bibliographic record under CSL-JSON names, and how stems call it."""

    model_config = ConfigDict(alias_generator=lambda name: name.replace("_", "-"))

    type: Text = "article"
    title: Text | None = None
    label: Text | None = None
    author: Names = ()
    editor: Names = ()
    issued: Annotated[Issued, _as_mapping("date")] | None = None
    accessed: Text | None = None
    container_title: Text | None = None
    publisher: Text | None = None
    publisher_place: Text | None = None
    volume: Text | None = None
    issue: Text | None = None
    page: Text | None = None
    edition: Text | None = None
    genre: Text | None = None
    medium: Text | None = None
    archive: Text | None = None
    archive_url: Text | None = None
    url: Text | None = Field(default=None, alias="URL")
    doi: Text | None = Field(default=None, alias="DOI")
    isbn: Text | None = Field(default=None, alias="ISBN")
    language: Text | None = None
    license: Text | None = None
    note: Text | None = None
    text: Text | None = None
    complete: Texts = ()
    furniture: Numbers = ()
    paragraphs: Literal["lines", "blank-lines"] = "lines"


class Entity(Written):
    """Someone or something that facts name; `type` is a free word, compared but never printed."""

    type: Text
    name: Text
    aliases: Texts = ()
    misprints: Texts = ()
    acts_for: Ids = ()
    part_of: Ids = ()
    members: Ids = ()
    forms: dict[str, Text] = {}
    was: Ids = ()


class ImageRecord(Written):
    """A picture: its file inside the workspace, what it shows, whose it is."""

    file: Text
    alt: Text
    credit: Text
    license: Text


class Retirement(Written):
    """Why something that learners have is no longer there, and what takes its place."""

    reason: Text
    replaced_by: Text | None = None


class Ask(Written):
    """Which slots are asked, and why the others are not."""

    only: Annotated[tuple[Text, ...], BeforeValidator(as_list)]
    because: Text | None = None


Difficulty = Literal["easy", "medium", "hard"]


class FactHead(Written):
    """What every fact may carry, whatever its kind."""

    id: Id
    kind: Id
    cite: Any = None
    ask: Annotated[Ask, _as_mapping("only")] | None = None
    according_to: Ids = ()
    disagrees_with: Ids = ()
    differs_on: Text | None = None
    point: Id | None = None
    same_as: Ids = ()
    part_of: Ids = ()
    closed: Texts = ()
    not_: dict[str, Any] = Field(default={}, alias="not")
    confused_with: dict[str, Any] = {}
    also_true: dict[str, Any] = {}
    topic: Ids = ()
    difficulty: Difficulty | None = None
    was: Ids = ()
    note: Text | None = None
    waive: dict[Text, Text] = {}


HEAD_KEYS = frozenset(field.alias or name for name, field in FactHead.model_fields.items())

InteractionName = Literal[
    "short-answer", "choice", "multiple-response", "true-false", "cloze", "number", "date",
    "matching", "ordering",
]  # fmt: skip


class SeedsFile(Written):
    """One file of seeds: any of its parts."""

    sources: dict[Id, Source] = {}
    entities: dict[Id, Entity] = {}
    images: dict[Id, ImageRecord] = {}
    facts: tuple[Any, ...] = ()
    retired: dict[Text, Annotated[Retirement, _as_mapping("reason")]] = {}
