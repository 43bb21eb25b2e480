"""Options: enough, all different, all alike, none that refers to others."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING

from quizgen.craft.specimen import count, short
from quizgen.craft.tokens import CACHED, edits, folded, unquoted
from quizgen.items import Interaction
from quizgen.values import fold

if TYPE_CHECKING:
    from quizgen.craft.specimen import Specimen

FEWEST, MOST = 3, 5
MOST_SEVERAL = 8  # where several are right
LONG = 12  # words
IDEA = 8  # words: shorter options cannot hold the idea of a question,
PHRASE = 6  # words: longer options are sentences
MORE = 1.5  # nor do options that are hardly longer than a whole question
SAME_START = 4  # words that all options begin with
NEAR = 2  # letters by which twins differ
TWINS = 5  # letters: shorter words are near one another anyway
_LABELS = re.compile(
    r"(?:[A-H]|[1-9]|[IV]+)(?:(?:\s*,\s*|\s+(?:&|\w{1,4})\s+)(?:[A-H]|[1-9]|[IV]+))+(?: \w+)?"
)
_LABEL = re.compile(r"\b(?:[A-H]|[1-9]|[IV]+)\b")


def no_key(it: Specimen) -> str | None:
    """No option is right."""
    return f"none of the options is the key: {', '.join(it.options)}" if not it.right else None


def several_keys(it: Specimen) -> str | None:
    """More than one option is right, where one is asked for."""
    return (
        f"{len(it.right)} options are right: {', '.join(it.right)}" if len(it.right) > 1 else None
    )


def key_not_offered(it: Specimen) -> str | None:
    """The answer is not among the options."""
    offered = {fold(text) for text in it.options}
    if missing := next((part for part in it.key if fold(part) not in offered), None):
        return f"the answer {short(missing)} is not on offer"
    return None


def duplicates(it: Specimen) -> str | None:
    """Two options are one."""
    told = [" ".join(text.split()).casefold() for text in it.options]
    if len(set(told)) == len(told):
        return None
    texts = Counter(told)
    twice = next((text for text, n in texts.items() if n > 1), None)
    return f"an option stands twice: {short(twice)}" if twice else None


def too_few(it: Specimen) -> str | None:
    """So few options that a guess is half right."""
    if len(it.options) < FEWEST:
        return f"only {len(it.options)} options: {', '.join(it.options)}"
    return None


def too_many(it: Specimen) -> str | None:
    """More options than anybody can make plausible."""
    most = MOST_SEVERAL if it.item.interaction is Interaction.MULTIPLE_RESPONSE else MOST
    if len(it.options) > most:
        return f"{len(it.options)} options, where three or four serve"
    return None


def complex_options(it: Specimen) -> str | None:
    """An option stands for several others."""
    labels = [text for text in it.options if _is_label(text)]
    for text in it.options if labels or it.has_marked_option else ():
        is_meant = text in labels and (len(labels) < len(it.options) or _are_stated(text, it.stem))
        if it.pack.find("complex", text) or is_meant:
            return f"an option stands for others: {short(text)}"
    return None


def all_of_the_above(it: Specimen) -> str | None:
    """An option holds all the others right."""
    found = _one_of("all_of_the_above", it)
    return f"an option stands for all others: {short(found)}" if found else None


def none_of_the_above(it: Specimen) -> str | None:
    """An option holds all the others wrong."""
    found = _one_of("none_of_the_above", it)
    return f"an option says that no other is right: {short(found)}" if found else None


def dont_know(it: Specimen) -> str | None:
    """An option is no answer."""
    found = _one_of("dont_know", it)
    return f"an option is no answer: {short(found)}" if found else None


def long_option(it: Specimen) -> str | None:
    """An option is long."""
    longest = max(it.options, key=count, default="")
    if count(longest) > LONG:
        return f"an option has {count(longest)} words: {short(longest)}"
    return None


def idea_in_options(it: Specimen) -> str | None:
    """There is more to read in each option than in the question."""
    if not it.options:
        return None
    mean = sum(map(count, it.options)) / len(it.options)
    if mean >= IDEA and mean > MORE * count(it.stem):
        return f"options of {mean:.0f} words to a stem of {count(it.stem)}: {short(it.stem)}"
    return None


def repeated_opening(it: Specimen) -> str | None:
    """All options begin with the same words, which belong into the stem."""
    if len(it.options) < FEWEST:
        return None
    opened = {folded(text)[:SAME_START] for text in it.options}
    is_one = len(opened) == 1 and all(len(folded(text)) > SAME_START for text in it.options)
    return f"each option begins with {short(' '.join(opened.pop()))}" if is_one else None


def near_identical(it: Specimen) -> str | None:
    """Two options among others differ by a letter or two: a trap for quick readers."""
    twins = [
        (one, other)
        for one, other in combinations(it.options, 2)
        if one != other and _are_twins(one, other)
    ]
    contrast = len(it.options) - 1  # where more are alike, the difference is what is asked
    if twins and len(twins) < contrast:
        return f"hardly to be told apart: {short(twins[0][0])} and {short(twins[0][1])}"
    return None


def contained(it: Specimen) -> str | None:
    """One option is a case of another, so that both may be right."""
    for one, other in combinations(it.options, 2):
        wide, narrow = sorted((folded(one), folded(other)), key=len)
        if not wide or len(wide) == len(narrow) or wide[-1].isdigit():
            continue
        behind = narrow[len(wide)] if narrow[: len(wide)] == wide else ""
        if behind and behind in it.pack.plain("narrowing"):
            return f"{short(one)} and {short(other)} may both be right"
        heads = it.pack.plain("articles")
        bare = tuple(word for word in wide if word not in heads)
        if heads and wide != bare and bare and narrow[-len(bare) :] == bare:
            return f"{short(one)} and {short(other)} may both be right"
    return None


def negated(it: Specimen) -> str | None:
    """One option alone denies something."""
    if not it.has_marked_option:
        return None
    denied = [text for text in it.options if it.pack.find("negations", unquoted(text))]
    if len(denied) != 1 or len(it.options) < FEWEST:
        return None
    # Among sentences that others said, one may deny; as the key it would stand out all the same.
    if denied[0] in it.right or max(map(count, it.options)) <= PHRASE:
        return f"only one option is negative: {short(denied[0])}"
    return None


def all_right(it: Specimen) -> str | None:
    """All options are right: nothing is to be chosen."""
    return f"all {len(it.right)} options are right" if it.right and not it.wrong else None


def count_unsaid(it: Specimen) -> str | None:
    """Several options may be right, and the stem does not say so."""
    if "choose_all" in it.pack and not it.pack.find("choose_all", it.stem):
        return f"the stem does not say that several may be right: {short(it.stem)}"
    return None


def _one_of(name: str, it: Specimen) -> str | None:
    """The first option in which something of the list *name* stands."""
    marked = it.options if it.has_marked_option else ()
    return next((text for text in marked if it.pack.find(name, text)), None)


@lru_cache(CACHED)
def _is_label(text: str) -> bool:
    """Whether *text* is nothing but labels of other options."""
    return bool(_LABELS.fullmatch(text.strip()))


def _are_stated(text: str, stem: str) -> bool:
    """Whether the labels in *text* are those of statements in the *stem*."""
    return all(re.search(rf"\b{label}[.):]", stem) for label in _LABEL.findall(text))


@lru_cache(CACHED)
def _are_twins(one: str, other: str) -> bool:
    """Whether two texts differ in one word, and that in a letter or two."""
    left, right = one.split(), other.split()
    if len(left) != len(right):
        return False
    apart = [pair for pair in zip(left, right, strict=True) if fold(pair[0]) != fold(pair[1])]
    if len(apart) != 1 or not all(map(_is_word, apart[0])):
        return False
    return edits(*map(fold, apart[0]), most=NEAR) <= NEAR


def _is_word(text: str) -> bool:
    """Whether *text* is a word of some length; figures, formulas and Roman numerals are none."""
    is_numeral = re.fullmatch("[ivxlc]+", fold(text))
    return len(text) >= TWINS and text[1:].islower() and not is_numeral
