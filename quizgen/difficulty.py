"""How difficult an item is: as its author says beside the fact, else by how it is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizgen.items import Interaction

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizgen.items import Item
    from quizgen.model import Difficulty
    from quizgen.workspace import Workspace

# To know an answer again is easier than to recall it, and one answer easier than several.
BY_INTERACTION: Mapping[Interaction, Difficulty] = {
    Interaction.TRUE_FALSE: "easy",  # the answer is printed: it is known again, or guessed
    Interaction.CHOICE: "easy",
    Interaction.MATCHING: "easy",
    Interaction.CLOZE: "medium",  # recalled, with the whole sentence round it for a hint
    Interaction.MULTIPLE_RESPONSE: "medium",  # printed, but nobody says how many are right
    Interaction.ORDERING: "medium",  # printed, but one mistake moves all that follow
    Interaction.SHORT_ANSWER: "hard",  # recalled, with nothing but the question for a hint
    Interaction.NUMBER: "hard",
    Interaction.DATE: "hard",
}
_RANKS: tuple[Difficulty, ...] = ("easy", "medium", "hard")


def difficulty_of(item: Item, workspace: Workspace) -> Difficulty:
    """How difficult *item* is; of several facts that say so, the hardest."""
    said = [d for id_ in item.facts if (d := workspace.facts[id_].head.difficulty)]
    return max(said, key=_RANKS.index, default=BY_INTERACTION[item.interaction])
