"""Items that give each other away, and so may not stand on one sheet: found by an index of words.

What an item wants to hear must not be printed by another: not in its stem or context; and not
among its options, where the answer is to be recalled (of a choice, the answer is printed anyway:
there it is only a hint, to be avoided). No fact is asked twice, nor told twice.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from quizgen import markup
from quizgen.frozen import frozen
from quizgen.items import Interaction
from quizgen.values import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from quizgen.items import Item
    from quizgen.workspace import Workspace

RECALLED = {Interaction.SHORT_ANSWER, Interaction.CLOZE, Interaction.NUMBER, Interaction.DATE}
# Of these the answers, each by itself, stand on the sheet: only how they go together is asked.
ARRANGED = {Interaction.TRUE_FALSE, Interaction.MATCHING, Interaction.ORDERING}
# What these ask stands in their options: a stem such as "Which belongs to which?" is no one's own.
GATHERED = {Interaction.MATCHING, Interaction.ORDERING}
PAIR = " → "


@frozen
class Print:
    """What an item prints and what it wants to hear, in folded words with a space at each end."""

    item: Item
    stem: str
    context: str
    claim: str
    offered: str
    answers: frozenset[str]
    pairs: frozenset[tuple[str, str]]

    @property
    def shown(self) -> str:
        """What everybody reads."""
        return f"{self.stem}|{self.context}"

    @property
    def is_recalled(self) -> bool:
        """Whether nothing printed with the item shows the answer."""
        return self.item.interaction in RECALLED

    @property
    def marks(self) -> Iterator[tuple[str, str]]:
        """What no two items of a sheet share, each with the reason."""
        yield from ((f"fact {fact}", "ask of one fact") for fact in self.item.facts)
        if self.item.interaction not in GATHERED:
            yield f"stem {self.context} {self.stem}", "have one stem"
        if self.claim.split():
            yield f"claim {self.claim}", "tell the same"


class Enemies:
    """The enemies of each item among *items*, found when they are asked for."""

    def __init__(self, items: Iterable[Item], workspace: Workspace | None = None) -> None:
        """Index what *items* print, ask and are made of."""
        reader = _Reader(workspace)
        self.prints = {item.id: reader.print(item) for item in items}
        self.marked: dict[str, list[str]] = defaultdict(list)
        self.printed: dict[str, list[str]] = defaultdict(list)
        self.asked: dict[str, list[str]] = defaultdict(list)
        self.lengths: dict[str, set[int]] = defaultdict(set)
        self.found: dict[str, tuple[Mapping[str, str], frozenset[str]]] = {}
        for id_, one in self.prints.items():
            self._enter(id_, one)

    def _enter(self, id_: str, one: Print) -> None:
        for mark, _ in one.marks:
            self.marked[mark].append(id_)
        for word in {*one.shown.split(), *one.offered.split()}:
            self.printed[word].append(id_)
        for answer in {*one.answers, *(response for _, response in one.pairs)}:
            words = answer.split()
            self.asked[answer].append(id_)
            self.lengths[words[0]].add(len(words))

    def of(self, id_: str) -> Mapping[str, str]:
        """The items that may not stand beside *id_*, each with the reason."""
        return self._look(id_)[0]

    def hints(self, id_: str) -> frozenset[str]:
        """The items that had better not stand beside *id_*: one offers what the other asks."""
        return self._look(id_)[1]

    def among(self, items: Iterable[Item]) -> Iterator[tuple[Item, Item, str]]:
        """Each two of *items* that may not stand together, and why."""
        for one, other in combinations(items, 2):
            if reason := self.of(one.id).get(other.id):
                yield one, other, reason

    def _look(self, id_: str) -> tuple[Mapping[str, str], frozenset[str]]:
        if id_ not in self.found:
            one, enemies, hints = self.prints[id_], dict[str, str](), set[str]()
            for mark, reason in one.marks:
                enemies = dict.fromkeys(self.marked[mark], reason) | enemies
            for other in self._near(one) - enemies.keys():
                match max(_gives(one, self.prints[other]), _gives(self.prints[other], one)):
                    case 2:
                        enemies[other] = "give each other away"
                    case 1:
                        hints.add(other)
            enemies.pop(id_, None)
            self.found[id_] = enemies, frozenset(hints - {id_})
        return self.found[id_]

    def _near(self, one: Print) -> set[str]:
        """The items that may print an answer of *one*, or ask for something that it prints."""
        found = set[str]()
        for answer in {*one.answers, *(response for _, response in one.pairs)}:
            rarest = min(answer.split(), key=lambda word: len(self.printed[word]))
            found.update(self.printed[rarest])
        for text in (one.shown, one.offered):
            words = text.split()
            for n, word in enumerate(words):
                for length in self.lengths.get(word, ()):
                    found.update(self.asked.get(f" {' '.join(words[n : n + length])} ", ()))
        return found


def _gives(one: Print, other: Print) -> int:
    """Whether *one* prints what *other* asks: 2 for all to see, 1 as one option of several."""
    together = f"{one.shown}|{one.offered}"
    if any(answer in one.shown for answer in other.answers) or any(
        premise in together and response in together for premise, response in other.pairs
    ):
        return 2
    if any(answer in one.offered for answer in other.answers):
        return 2 if other.is_recalled else 1
    return 0


class _Reader:
    """Reads items as learners do: a picture is what it shows, an entity has all its names."""

    def __init__(self, workspace: Workspace | None) -> None:
        self.images = workspace.images if workspace else {}
        self.names: dict[str, frozenset[str]] = {}
        for entity in workspace.entities.values() if workspace else ():
            names = frozenset(map(self.words, (entity.name, *entity.aliases)))
            self.names |= {name: self.names.get(name, frozenset()) | names for name in names}

    def words(self, marked: str) -> str:
        """The words of *marked* text, folded, with a space before and after each."""
        return f" {fold(markup.plain(marked, alt=self.alt, blank=' '))} "

    def alt(self, id_: str) -> str:
        """What a picture shows."""
        return self.images[id_].alt if id_ in self.images else id_

    def print(self, item: Item) -> Print:
        """What *item* prints and asks."""
        pairs = frozenset(self.pairs(item))
        options = item.options if item.interaction is not Interaction.TRUE_FALSE else ()
        offered = [self.words(option.text) for option in options]
        return Print(
            item,
            self.words(item.stem),
            self.words(item.context),
            self.words(item.claim),
            "|".join([*offered, *(half for pair in sorted(pairs) for half in pair)]),
            frozenset(self.answers(item)),
            pairs,
        )

    def answers(self, item: Item) -> Iterator[str]:
        """Everything that is right, under every name."""
        said = (*item.key, *item.accepted) if item.interaction not in ARRANGED else ()
        for answer in map(self.words, said):
            yield from (name for name in {answer, *self.names.get(answer, ())} if name.split())

    def pairs(self, item: Item) -> Iterator[tuple[str, str]]:
        """What belongs to what in a matching item."""
        for key in item.key if item.interaction is Interaction.MATCHING else ():
            premise, _, response = map(self.words, key.partition(PAIR))
            if premise.split() and response.split():
                yield premise, response
