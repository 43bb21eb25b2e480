"""Evidence: where an answer is read, why a wrong one is wrong, and whose words are used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizgen.craft.specimen import short
from quizgen.craft.tokens import folded

if TYPE_CHECKING:
    from quizgen.craft.specimen import Specimen

BORROWED = 8  # words in a row


def no_citation(it: Specimen) -> str | None:
    """An answer names no passage in which it is read."""
    if not it.item.citations and not any(it.item.key_citations):
        return f"nothing says where {short(', '.join(it.key))} is read"
    return None


def no_rationale(it: Specimen) -> str | None:
    """A wrong option does not say why it is wrong."""
    # False needs no reason but the claim; of what is put in order or matched none is wrong.
    offered = it.item.options if it.choices and any(o.is_key for o in it.item.options) else ()
    bare = [o.text for o in offered if not o.is_key and not (o.rationale or "").strip()]
    return f"nothing says why {short(bare[0])} is wrong" if bare else None


def uncited_rationale(it: Specimen) -> str | None:
    """It is said why a wrong option is wrong, and not where that is read."""
    told = [o for o in it.item.options if not o.is_key and o.rationale]
    bare = [o.text for o in told if not o.citations]
    if bare and len(bare) < len(told):  # where none is cited, the author declared them
        return f"nothing says where it is read that {short(bare[0])} is wrong"
    return None


def borrowed(it: Specimen) -> str | None:
    """A stem repeats the passage that it is made from."""
    stem = folded(it.stem)
    for citation in it.item.citations:
        passage = f" {' '.join(folded(citation.quote or ''))} "
        for n in range(len(stem) - BORROWED + 1):
            if f" {' '.join(stem[n : n + BORROWED])} " in passage:
                return f"eight words of the passage stand in the stem: {short(it.stem)}"
    return None
