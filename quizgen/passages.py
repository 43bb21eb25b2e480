"""Passages for a key: the sentence that holds an answer, cut to what may be quoted.

The limits are house rules (no law): quotations are no longer than needed. Of the passage that an
answer cites, the sentence is taken that has most of its words, the rare ones counting more.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quizgen import markup, rules
from quizgen.frozen import frozen
from quizgen.items import Interaction, Passage
from quizgen.values import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from quizgen.diagnostics import Diagnostic
    from quizgen.items import Citation, Item
    from quizgen.recipe import Recipe
    from quizgen.texts import SourceText, Texts

MOST_OF_ITEM = 40  # words
MOST_OF_SOURCE, SHARE_OF_SOURCE = 300, 10  # words, and one word in so many
LEAST = 14  # words: fewer show nothing
CUT = "[…]"
_SENTENCE = re.compile(r".+?(?:[.!?…][^\w\s]*(?=\s)|$)")
_SHORT = re.compile(r"(?:^|\s)[^\w\s]*(?:[A-Z]\w{0,2}|(?:\w\.)+\w|\d{1,2})\.$")
_ON = re.compile(r"[^\w\s]*[a-zß-öø-ÿ]")
_KEY, _CLAIM = 5, 1  # what a word of the answer counts, and one of the sentence that tells it
_SMALL = 3  # letters: of articles and the like, which count little


@dataclass
class Passages:
    """The passages of one recipe's keys, and what could not be printed of which source."""

    texts: Texts
    found: dict[str, tuple[Passage, ...]] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)
    waiting: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)

    def take(self, items: Iterable[Item]) -> Mapping[str, tuple[Passage, ...]]:
        """The passages of *items* by the ids of these."""
        wanted = {item.id: tuple(self.wanted(item)) for item in items}
        texts = (text for parts in wanted.values() for text in parts)
        self.waiting.update(part.citation.source for part in texts)
        for id_, parts in wanted.items():
            passages = tuple(filter(None, (self.one(part, len(parts)) for part in parts)))
            if passages:
                self.found[id_] = passages
        return self.found

    def wanted(self, item: Item) -> Iterator[_Wanted]:
        """For each part of the answer that has its own evidence, the first text that holds it."""
        for n, group in enumerate(item.key_citations or (item.citations,)):
            key = item.key[n] if item.key_citations else _answer(item)
            for citation in group:
                text = self.texts.by_source.get(citation.source)
                if text and (passage := text.passage(citation.locator.at)):
                    yield _Wanted(citation, text, passage, key, item.claim)
                    break

    def one(self, part: _Wanted, parts: int) -> Passage | None:
        """One passage, as long as the item's limit and the source's allow; None for none."""
        source = part.citation.source
        left = self.left.setdefault(source, allowance(part.text))
        share = max(left // self.waiting[source], LEAST)
        self.waiting[source] -= 1
        words = min(MOST_OF_ITEM // parts, share)
        if left < words:
            self.missed[source] += 1
            return None
        passage = excerpt(part.passage, markup.plain(part.key), markup.plain(part.claim), words)
        self.left[source] = left - len(passage.replace(CUT, "").split())
        return Passage(part.citation, passage)

    def problems(self, recipe: Recipe) -> Iterator[Diagnostic]:
        """What had to be left out."""
        for source, count in sorted(self.missed.items()):
            message = f"passages of '{source}' that the key leaves out: {count}"
            hint = (
                f"of a source at most {MOST_OF_SOURCE} words and a tenth are printed:"
                " ask fewer items of it, or leave `passages` out"
            )
            yield rules.PASSAGE_LIMIT.at(recipe.span("passages"), message, hint=hint)


@frozen
class _Wanted:
    """An answer to be shown in its passage."""

    citation: Citation
    text: SourceText
    passage: str
    key: str
    claim: str


def allowance(text: SourceText) -> int:
    """How many words of a source may be printed."""
    count = sum(len(paragraph.split()) for paragraph in text.paragraphs)
    return min(MOST_OF_SOURCE, count // SHARE_OF_SOURCE)


def excerpt(passage: str, key: str, claim: str, most: int) -> str:
    """The sentence of *passage* that holds *key*, of at most so many words."""
    parts = sentences(passage)
    rarity = Counter(word for part in parts for word in set(fold(part).split()))
    worth = {word: _CLAIM * _weight(word) for word in fold(claim).split()}
    worth |= {word: _KEY * _weight(word) for word in fold(key).split()}

    def value(text: str) -> float:
        return sum(worth.get(word, 0) / rarity[word] for word in set(fold(text).split()))

    best = max(parts, key=value)  # of equals the first
    words = best.split()  # within the sentence it is all one how rare a word is elsewhere
    return _cut(
        words, most, {w: sum(worth.get(part, 0) for part in fold(w).split()) for w in words}
    )


def _answer(item: Item) -> str:
    """The words that tell the answer: of a statement, those in which the truth differs from it."""
    if item.key == ("true",):
        return markup.plain(item.claim)
    if item.interaction is Interaction.TRUE_FALSE:
        said = set(fold(markup.plain(item.stem)).split())
        words = fold(markup.plain(item.claim)).split()
        return " ".join(word for word in words if word not in said) or " ".join(words)
    return markup.plain(" ".join((*item.key, *item.accepted)))


def _weight(word: str) -> float:
    return 1 if len(word) > _SMALL or word.isdecimal() else 0.2


def sentences(passage: str) -> list[str]:
    """The sentences of *passage*: none ends after an initial or title, or goes on in small."""
    found: list[str] = []
    for part in (p.strip() for line in passage.splitlines() for p in _SENTENCE.findall(line)):
        if found and (_SHORT.search(found[-1]) or _ON.match(part)):
            found[-1] += f" {part}"
        else:
            found.append(part)
    return found


def _cut(words: list[str], most: int, value: Mapping[str, float]) -> str:
    """At most so many *words* in a row, those worth most, with a mark where more stand."""
    if len(words) <= most:
        return " ".join(words)
    starts = range(len(words) - most + 1)
    worth = {n: sum(value[w] for w in set(words[n : n + most])) for n in starts}
    best = [n for n in starts if worth[n] == max(worth.values())]
    start = best[len(best) // 2]  # so that words stand before and after
    end = start + most
    before, after = [CUT] * (start > 0), [CUT] * (end < len(words))
    return " ".join([*before, *words[start:end], *after])
