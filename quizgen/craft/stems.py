"""Stems: one question, clear, short, positive, and with what it needs to be understood."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from quizgen.craft.specimen import RECALLED, count, short
from quizgen.craft.tokens import BLANK, folded, unquoted
from quizgen.items import Interaction

if TYPE_CHECKING:
    from quizgen.craft.specimen import Specimen

LONG, ENDLESS = 35, 80  # words
SENTENCE = 25
SMALL = 3  # letters of words that no name is known by
ASKING = 2  # words that can hold the question word
OPENING = 5  # words among which a pronoun has nobody before it
_QUESTION = re.compile("[?؟？;]\\s*$|[?؟？]")
_LONE = ("possessives", "pronouns", "demonstratives")
_YEAR = re.compile(r"\b\d{3,4}\b")


def long_stem(it: Specimen) -> str | None:
    """A stem is long."""
    words = count(it.stem)
    return f"the stem has {words} words: {short(it.stem)}" if LONG < words <= ENDLESS else None


def endless_stem(it: Specimen) -> str | None:
    """A stem is a text of its own."""
    words = count(it.stem)
    return f"the stem has {words} words: {short(it.stem)}" if words > ENDLESS else None


def long_sentence(it: Specimen) -> str | None:
    """One sentence of a stem is long."""
    longest = max(it.sentences, key=count, default="")
    if count(longest) > SENTENCE:
        return f"a sentence of {count(longest)} words: {short(longest)}"
    return None


def window_dressing(it: Specimen) -> str | None:
    """Several sentences stand before the question."""
    asking = [n for n, text in enumerate(it.sentences) if "?" in text or BLANK in text]
    before = asking[0] if asking else len(it.sentences) - 1
    if before > 1:
        return f"{before} sentences stand before the question: {short(it.stem)}"
    return None


def no_question(it: Specimen) -> str | None:
    """Nothing says what is to be done."""
    if "?" in it.bare or "tasks" not in it.pack:
        return None
    is_asking = (
        _QUESTION.search(it.bare) or BLANK in it.stem or it.stem.rstrip().endswith((":", "…"))
    )
    is_begun = bool(it.options) and it.stem.rstrip()[-1:] not in ".!"
    if is_asking or is_begun or any(it.pack.opens("tasks", text) for text in it.sentences):
        return None
    return f"the stem does not ask: {short(it.stem)}"


def two_questions(it: Specimen) -> str | None:
    """One stem asks twice."""
    asked = it.bare.count("?") + it.bare.count("؟") + it.bare.count("？")
    return f"the stem asks {asked} questions: {short(it.stem)}" if asked > 1 else None


def negative(it: Specimen) -> str | None:
    """What is asked for is what is not so; a clause that is told may be negative."""
    if found := it.is_marked and _negation(it):
        return f"the stem asks negatively, by '{found}': {short(it.stem)}"
    return None


def double_negative(it: Specimen) -> str | None:
    """Two negations must be thought together."""
    for sentence in it.sentences if it.is_marked else ():
        if it.pack.count("negatives", unquoted(sentence)) > 1:
            return f"two negations in one sentence: {short(sentence)}"
    if it.is_marked and it.choices and _negation(it):
        for text in it.choices:
            if it.pack.find("negatives", unquoted(text)):
                return f"stem and option both are negative: {short(it.stem)}, {short(text)}"
    return None


def unfocused(it: Specimen) -> str | None:
    """The stem alone asks nothing; the options are each a question."""
    if it.is_marked and it.choices and (found := it.pack.find("unfocused", it.bare)):
        return f"the stem asks for nothing by itself: '{found}'"
    return None


def opinion(it: Specimen) -> str | None:
    """A judgement of taste is asked for as if it were a fact."""
    found = it.is_marked and it.pack.find("opinions", it.bare)
    if not found or it.item.attributed_to or it.pack.find("attributions", it.bare):
        return None
    return f"'{found}' is for each to judge: {short(it.stem)}"


def volatile(it: Specimen) -> str | None:
    """What may change tomorrow has no date."""
    found = it.is_marked and it.pack.find("volatile", it.bare)
    if found and not _YEAR.search(f"{it.stem} {it.item.context}"):
        return f"'{found}' will not stay true, and no date stands beside it: {short(it.stem)}"
    return None


def lone_pronoun(it: Specimen) -> str | None:
    """A pronoun stands for nobody who was named."""
    if "pronouns" not in it.pack:
        return None
    words = it.stem.split()
    for n, word in enumerate(words[:OPENING]):
        if _is_lone(it, words, n):
            return f"'{word}' stands for nobody named before: {short(it.stem)}"
        is_name = n > 0 and word[:1].isupper()
        if is_name or BLANK in word or it.pack.opens("antecedents", word):
            return None
    return None


def key_in_stem(it: Specimen) -> str | None:
    """The stem holds the answer; where it holds all options, it offers them."""
    stem = f" {' '.join(folded(it.stem))} "

    def is_in(text: str) -> bool:
        words = " ".join(folded(text))
        return bool(words) and f" {words} " in stem

    if it.wrong and all(map(is_in, it.wrong)):
        return None
    if given := next(filter(is_in, it.key), None):
        return f"the stem gives the answer away, {short(given)}: {short(it.stem)}"
    return None


def unattributed(it: Specimen) -> str | None:
    """What is somebody's statement stands as if it were established."""
    names = [text for text in it.item.attributed_to if text]
    told = set(folded(it.stem))
    # A name may stand in another case; of several speakers in a row, one will do.
    if not names or it.is_false or any(told & set(_called(name)) for name in names):
        return None
    if it.item.interaction in RECALLED and set(names) & set(it.key):
        return None  # who says so is what is asked
    if it.item.interaction is Interaction.CHOICE and set(names) & set(it.right):
        return None
    if it.item.interaction in (Interaction.MATCHING, Interaction.ORDERING):
        return None  # each part tells its own speaker
    return f"nothing says that this is {names[0]}’s statement: {short(it.stem)}"


def yes_or_no(it: Specimen) -> str | None:
    """A question to be answered from memory wants yes or no."""
    if it.item.interaction is Interaction.SHORT_ANSWER and it.pack.opens(
        "yes_or_no", it.sentences[-1] if it.sentences else ""
    ):
        return f"yes or no is half known: {short(it.stem)}"
    return None


def _called(name: str) -> tuple[str, ...]:
    """The words by which somebody is called."""
    words = folded(name)
    return tuple(word for word in words if len(word) > SMALL) or words


def _is_lone(it: Specimen, words: list[str], n: int) -> bool:
    """Whether the pronoun that is the *n*th of *words* has nothing before it to stand for."""
    rest = " ".join(words[n:])
    if not it.pack.opens_any(_LONE, rest):
        return False
    if it.pack.opens("possessives", rest):
        return not it.content(" ".join(words[:n]))
    return it.pack.opens("pronouns", rest) or (n == 0 and it.pack.opens("demonstratives", rest))


def main(sentence: str, it: Specimen) -> str:
    """*sentence* without quotations, and up to the first clause; question words begin none."""
    words = unquoted(sentence).split()
    asking, told = " ".join(words[:ASKING]), " ".join(words[ASKING:])
    return f"{asking} {it.pack.before('clauses', told)}"


def _negation(it: Specimen) -> str | None:
    """The negation of the question itself: what a clause tells is not asked."""
    mains = (main(sentence, it) for sentence in it.sentences)
    return next((found for text in mains if (found := it.pack.find("negations", text))), None)
