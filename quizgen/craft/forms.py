"""One form as a whole: no item helps with another, no habit of its keys can be learned."""

from __future__ import annotations

from itertools import groupby
from math import sqrt
from typing import TYPE_CHECKING

from quizgen.craft.specimen import RECALLED, plain, short
from quizgen.craft.tokens import folded
from quizgen.items import Interaction

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from quizgen.craft.specimen import Specimen

Found = tuple["Specimen", str]
RUN = 4  # keys in one place, one after the other
ENOUGH = 8  # items of which a share says something
FROM, TO = 0.4, 0.6
TELLING = 4  # letters that a key needs to be found elsewhere


def fact_twice(specimens: Sequence[Specimen]) -> Iterator[Found]:
    """No slot of a fact is asked twice."""
    seen: dict[tuple[str, ...], Specimen] = {}
    for it in specimens:
        asked = (*it.item.facts, it.item.asks, it.item.element) if it.item.facts else (it.stem,)
        first = seen.setdefault(asked, it)
        if first is not it:
            yield it, f"{first.item.id} asks the same"


def hinged(specimens: Sequence[Specimen]) -> Iterator[Found]:
    """No item tells another's answer; one that is to be recognised stands among options anyway."""
    keys: dict[str, list[tuple[Specimen, tuple[str, ...]]]] = {}
    for it in specimens:
        for part in it.key if it.item.interaction in (*RECALLED, Interaction.CHOICE) else ():
            words = folded(part)
            if words and len("".join(words)) >= TELLING:
                keys.setdefault(words[0], []).append((it, words))
    for teller in specimens:
        stem = folded(teller.stem)
        text = (*stem, *folded(" ".join(teller.choices)))
        for n, word in enumerate(text):
            for it, words in keys.get(word, ()):
                end = n + len(words)
                is_told = text[n:end] == words and (
                    end <= len(stem) or it.item.interaction in RECALLED
                )
                if it is not teller and is_told and _is_apt(it, teller):
                    yield it, f"{teller.item.id} tells its answer: {short(' '.join(words))}"


def key_run(specimens: Sequence[Specimen]) -> Iterator[Found]:
    """The key does not stand in one place time and again."""
    chosen = [it for it in specimens if it.item.interaction is Interaction.CHOICE and it.right]
    for place, run in groupby(chosen, key=lambda it: it.options.index(it.right[0])):
        found = list(run)
        if len(found) > RUN:
            yield found[RUN], f"the {len(found)} keys up to here stand in place {place + 1}"


def longest_keys(specimens: Sequence[Specimen]) -> Iterator[Found]:
    """The longest option is the key no more often than chance would have it."""
    chosen = [it for it in specimens if len(it.right) == 1 and it.wrong]
    if len(chosen) < ENOUGH:
        return
    chance = sum(1 / len(it.options) for it in chosen) / len(chosen)
    long = [it for it in chosen if len(it.right[0]) > max(map(len, it.wrong))]
    if len(long) > len(chosen) * chance + 2 * sqrt(len(chosen) * chance * (1 - chance)):
        yield long[-1], f"in {len(long)} of {len(chosen)} items the longest option is the key"


def true_share(specimens: Sequence[Specimen]) -> Iterator[Found]:
    """About as many statements are true as are false."""
    judged = [it for it in specimens if it.item.interaction is Interaction.TRUE_FALSE]
    true = sum(not it.is_false for it in judged)
    if len(judged) >= ENOUGH and not FROM <= true / len(judged) <= TO:
        yield judged[-1], f"{true} of {len(judged)} statements are true"


def _is_apt(it: Specimen, teller: Specimen) -> bool:
    """Whether *teller* helps: it speaks of what *it* asks, not only of the same answer."""
    asked, told = set(it.content(it.stem)), set(teller.content(plain(teller.item.stem)))
    return bool(asked) and len(asked & told) * 2 >= len(asked)
