"""Tombstones: the notes of retired items, which tell learners why a card is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizgen.anki_notes import FAMILIES, FIELDS
from quizgen.anki_text import field_html

if TYPE_CHECKING:
    from quizgen.items import Study, Tombstone
    from quizgen.words import Words

TAG = "quizgen::retired"


def tombstone(stone: Tombstone, study: Study, words: Words) -> tuple[str, ...]:
    """The fields of a retired note, in the order of its family's notetype.

    A banner on the front, the reason on the back: the learner's own card, with its history, is kept
    for him to suspend or delete.
    """
    family = FAMILIES[stone.interaction]
    banner = f"<strong>{field_html(words('anki_retired'), study)}</strong>"
    reason = field_html(stone.reason or words("anki_retired_unsaid"), study)
    end = [words("anki_retired_by", stem=stone.replacement)] if stone.replacement else []
    named = {
        "ID": field_html(stone.id, study),
        "Question": banner,
        # A cloze note without a cloze has no card.
        "Text": f"{banner}<br>{{{{c1::{reason}}}}}",
        "Answer": reason,
        "Claim": field_html(" ".join(end), study),
        "Why": field_html(words("anki_retired_end", tag=TAG), study),
    }
    return tuple(named.get(name, "") for name in FIELDS[family])
