"""The texts of a district's sources: in each paragraph stands what the facts cite from there."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING

from bench.dialect import NUMBER
from bench.sample import Record, texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

EMPTY = "Nothing of note."
PLACE = re.compile(r"([a-z]+-\d+) ¶(.+)")
# What a fact carries besides its slots.
UNTOLD = {"also_true", "ask", "cite", "closed", "differs_on", "disagrees_with", "id", "kind", "not",
          "note", "point", "same_as", "topic", "waive"}  # fmt: skip
# A paragraph with eight words of a fact in a row would be what its author took them from.
RUN = 5


def passages(facts: list[Record], names: Mapping[str, str]) -> dict[str, list[str]]:
    """The paragraphs of each source that *facts* cite, by its id; *names*: what ids stand for."""
    told: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for fact in facts:
        sentence = _sentence(fact, names)
        for source, number in sorted(set(_places(fact))):
            told[source][number].append(sentence)
        for place, because in _declared(fact):
            for source, number in _cited(place):
                told[source][number].append(_interrupted(because))
    return {
        source: [" ".join(paragraphs.get(n, [EMPTY])) for n in range(1, max(paragraphs) + 1)]
        for source, paragraphs in told.items()
    }


def _places(fact: Record) -> Iterator[tuple[str, int]]:
    """Every paragraph that *fact* cites."""
    for text in texts(fact):
        yield from _cited(text)


def _declared(fact: Record) -> Iterator[tuple[str, str]]:
    """Where what *fact* declares false is shown to be so, each with what is read there."""
    for declared in chain.from_iterable(fact.get("not", {}).values()):
        if isinstance(declared, dict) and declared.keys() >= {"because", "cite"}:
            yield declared["cite"], declared["because"]


def _cited(place: str) -> Iterator[tuple[str, int]]:
    """The paragraphs of which *place* tells, if it tells of any."""
    if cited := PLACE.fullmatch(place):
        yield from ((cited[1], int(number)) for number in NUMBER.findall(cited[2]))


def _sentence(fact: Record, names: Mapping[str, str]) -> str:
    """What the slots of *fact* say, one after the other."""
    told = " and ".join(_interrupted(names.get(text, text)) for text in _told(fact))
    return f"{told[:1].upper()}{told[1:]}."


def _told(fact: Record) -> Iterator[str]:
    for key, value in fact.items():
        if key not in UNTOLD:
            # A refusal tells what was not done: so must the passage.
            negation = "not " if (fact["kind"], key) == ("refusal", "to") else ""
            yield from (negation + text for text in texts(value) if not PLACE.match(text))


def _interrupted(text: str) -> str:
    """*text* with a word of another's after every few of its own, but not inside a date."""
    words = text.split()
    for n in range(RUN, len(words), RUN + 1):
        if not any(map(str.isdigit, words[n - 1] + words[n])):
            words.insert(n, "indeed")
    return " ".join(words)
