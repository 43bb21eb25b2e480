"""Sets: facts that are asked together, matched, put in order, compared or counted between.

A set is data: `templates/sets/NAME.yaml`, shipped or the workspace's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from quizgen.frozen import frozen
from quizgen.model import Id, Ids, Text, Texts, Written, as_list

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizgen.templating import Sentence

Together = Literal["matching", "ordering", "multiple-response", "choice", "number"]
# How many facts one item takes: of matched pairs 4 to 8 (Haladyna & Rodriguez 2013), as many steps
# as a learner can hold in mind, fewer where they are the right answers among wrong ones.
SIZES: dict[Together, tuple[int, int]] = {
    "matching": (4, 8),
    "ordering": (3, 5),
    "multiple-response": (2, 4),
    "choice": (3, 3),
    "number": (2, 2),
}


def _as_mapping(value: Any) -> Any:  # noqa: ANN401  (what an author wrote can be anything)
    return value if isinstance(value, dict) else dict.fromkeys(as_list(value))


class SetRecord(Written):
    """A set, as written: `of` maps questions (`role.office`) to what is shown of each fact."""

    language: str = "en"
    summary: str | None = None
    interaction: Together
    of: Annotated[dict[Text, Text | None], BeforeValidator(_as_mapping)]
    by: Texts = ()
    asks: Literal["answer", "source"] = "answer"
    stem: Text
    least: Annotated[int, Field(ge=2, le=12)] | None = None
    most: Annotated[int, Field(ge=2, le=12)] | None = None
    items: Annotated[int, Field(ge=1, le=9)] = 1
    was: Ids = ()


@frozen
class FactSet:
    """A way of asking several facts at once.

    `of`: by kind and question, the sentence that shows a fact (None where its answer is shown).
    `by`: what the facts of one item share (`source`, `topic`, `entity`, `fact`, `shape`, or a
    slot); where that is nothing, each shares a topic or a source with one before it. `items`: how
    many items a group gives, each of facts of its own. `asks`: for the answers of its questions, or
    for the source that reports them.
    """

    name: Id
    language: str
    interaction: Together
    of: Mapping[tuple[str, str], Sentence | None]
    by: tuple[str, ...]
    asks: Literal["answer", "source"]
    stem: Sentence
    least: int
    most: int
    items: int
    identity: str
