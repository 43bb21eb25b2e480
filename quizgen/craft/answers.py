"""Answers to be recalled, gaps to be filled, statements to be judged."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from quizgen.craft.specimen import count, short
from quizgen.craft.stems import main
from quizgen.craft.tokens import BLANK, unquoted
from quizgen.items import Interaction

if TYPE_CHECKING:
    from quizgen.craft.specimen import Specimen

LONG_ANSWER = 15  # words
LONG_GAP = 7
PART = 4  # words: longer parts are no members of a list
MANY = 5  # values that one card can ask for
GAPS = 3
FRONT = 20  # words: behind a gap in front, so many are read before it is known what is asked
AROUND = 3  # words that a gap needs round it


def long_answer(it: Specimen) -> str | None:
    """An answer is too long to be recalled."""
    longest = max(it.key, key=count, default="")
    if count(longest) > LONG_ANSWER:
        return f"the answer has {count(longest)} words: {short(longest)}"
    return None


def list_answer(it: Specimen) -> str | None:
    """One card asks for a long list."""
    told = ", ".join(it.key)
    if ", " not in told:
        return None
    parts = [part for part in unquoted(told).split(", ") if count(part) <= PART]
    listed = len(parts) + it.pack.count("conjunctions", parts[-1] if parts else "")
    if listed > MANY:
        return f"one answer is a list of {listed}: {short(told)}"
    return None


def compound_answer(it: Specimen) -> str | None:
    """One answer is several."""
    for part in it.key:
        if re.search(r";\s|\s/\s", unquoted(part)):
            return f"one answer holds several: {short(part)}"
    return None


def many_gaps(it: Specimen) -> str | None:
    """So much is left out that nothing is asked."""
    gaps = it.stem.count(BLANK)
    return f"{gaps} gaps in one sentence: {short(it.stem)}" if gaps > GAPS else None


def gap_first(it: Specimen) -> str | None:
    """A long sentence begins with its gap."""
    if it.stem.startswith(BLANK) and count(it.stem) > FRONT:
        return f"the gap stands first in a long sentence: {short(it.stem)}"
    return None


def long_gap(it: Specimen) -> str | None:
    """A gap stands for half a sentence."""
    longest = max(it.key, key=count, default="")
    if count(longest) > LONG_GAP:
        return f"a gap stands for {count(longest)} words: {short(longest)}"
    return None


def bare_gap(it: Specimen) -> str | None:
    """Too little stands round a gap to tell what belongs there."""
    around = count(it.stem)  # a gap is no word
    if BLANK in it.stem and around < AROUND:
        return f"only {around} words stand round the gap: {short(it.stem)}"
    return None


def no_gap(it: Specimen) -> str | None:
    """A sentence to be completed has no gap."""
    if BLANK not in it.stem:
        return f"there is no gap in {short(it.stem)}"
    return None


def two_propositions(it: Specimen) -> str | None:
    """One statement says two things, of which one may be false."""
    bare = it.bare.rstrip(" .;")
    is_list = bare.count(",") > 1
    is_joined = not is_list and it.pack.find("joined", bare)
    if ";" in bare or is_joined or it.pack.find("propositions", bare):
        return f"two things are stated at once: {short(it.stem)}"
    return None


def negated_statement(it: Specimen) -> str | None:
    """A statement denies: whoever calls it false must think twice."""
    if found := it.is_marked and it.pack.find("negations", main(it.stem, it)):
        return f"the statement is negative, by '{found}': {short(it.stem)}"
    return None


def absolute_statement(it: Specimen) -> str | None:
    """A false statement gives itself away by a word that is hardly ever right."""
    if it.is_false and (found := it.pack.find("absolutes", main(it.stem, it))):
        return f"'{found}' gives a false statement away: {short(it.stem)}"
    return None


def vague_statement(it: Specimen) -> str | None:
    """A statement holds more or less."""
    if it.item.interaction is Interaction.TRUE_FALSE and (found := it.pack.find("vague", it.bare)):
        return f"'{found}' holds more or less: {short(it.stem)}"
    return None
