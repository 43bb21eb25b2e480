"""Which section of the guide tells which fact: each is at home in exactly one."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from quizgen.booklet import Entry, Group, Section
from quizgen.frozen import frozen
from quizgen.guide.disputes import disputes
from quizgen.guide.moments import Chronicler, is_dated, place_of
from quizgen.guide.narrating import head_of, is_bare, referred_to
from quizgen.values import Event, When, Who, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from quizgen.booklet import Told
    from quizgen.guide.moments import Dated
    from quizgen.guide.narrating import Narrator
    from quizgen.workspace import Fact

ORDER = (
    "timeline", "people", "agreements", "positions", "differ", "figures", "terms", "topics",
)  # fmt: skip
_LAST = (10**9, 12, 31)


def told_of(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Those of *facts* that a guide tells: all but bare names that others tell more of."""
    facts = tuple(facts)
    named = {id_ for fact in facts for id_ in referred_to(fact)}
    return tuple(fact for fact in facts if not (is_bare(fact) and fact.id in named))


@frozen(slots=False)
class Arranger:
    """Arranges *facts*; `items`: by fact, the guids of what asks of it; `topics`: their names."""

    narrator: Narrator
    facts: tuple[Fact, ...]
    items: Mapping[str, tuple[str, ...]]
    topics: Mapping[str, str]

    @cached_property
    def disputes(self) -> tuple[tuple[str, Fact, Fact], ...]:
        """The disagreements among the facts, each with what it is on."""
        return tuple(disputes(self.narrator, {fact.id for fact in self.facts}))

    @cached_property
    def dated(self) -> tuple[Dated, ...]:
        """What stands on the timeline."""
        return Chronicler(self.narrator, lambda fact: self.home(fact) == "timeline").dated(
            self.facts
        )

    @cached_property
    def opposed(self) -> frozenset[str]:
        """The facts that are told beside the other side."""
        return frozenset(fact.id for _, one, other in self.disputes for fact in (one, other))

    def home(self, fact: Fact) -> str:
        """The section that tells *fact* in full."""
        section = fact.kind.guide.section
        if fact.id in self.opposed:
            return "differ"
        if section == "timeline":
            return section if is_dated(fact) else "topics"
        return section if section == "topics" or head_of(fact) else "topics"

    def sections(self) -> tuple[Section, ...]:
        """The sections that tell anything, in their order."""
        made = (Section(name, tuple(self.groups(name))) for name in ORDER)
        return tuple(section for section in made if section.groups)

    def groups(self, name: str) -> Iterator[Group]:
        """What stands in the section called *name*."""
        facts = [fact for fact in self.facts if self.home(fact) == name]
        match name:
            case "timeline":
                entries = tuple(replace(d.entry, items=self.asked(d.entry)) for d in self.dated)
                yield from [Group("", entries)] if entries else []
            case "differ":
                for matter, one, other in self.disputes:
                    sides = (self.side(one, other), self.side(other, one))
                    yield Group(matter, groups=tuple(Group("", (side,)) for side in sides))
            case "topics":
                for title, members in self.by_topic(facts):
                    yield Group(title, tuple(map(self.entry, sorted(members, key=self.subject))))
            case "positions":
                for title, members in self.by_topic(facts):
                    yield Group(title, groups=tuple(self.headed(members)))
            case _:
                yield from self.headed(facts)

    # Under one head, of one topic

    def headed(self, facts: Iterable[Fact]) -> Iterator[Group]:
        """The *facts* under their heads, these in the order of their letters."""
        under: dict[str, list[Fact]] = {}
        for fact in facts:
            under.setdefault(head_of(fact), []).append(fact)
        found = []
        for key, members in under.items():
            members.sort(key=lambda fact: (key != f"@{fact.id}", *_when(fact)))
            found.append(Group(self.title(members[0]), tuple(map(self.entry, members))))
        yield from sorted(found, key=lambda group: (self.letters(group.title), group.title))

    def letters(self, title: str) -> str:
        """What a *title* is sorted by: its letters, without an article before them."""
        first, _, rest = fold(title).partition(" ")
        articles = self.narrator.tell.phrases.words("articles").split()
        return rest if rest and first in articles else fold(title)

    def title(self, fact: Fact) -> str:
        """The head that *fact* stands under; a term keeps its own small letter."""
        place, phrases = fact.kind.guide, self.narrator.tell.phrases
        shown = phrases.show(fact.slots[place.under or ""])  # type: ignore[arg-type]  # no frames
        return shown if place.section == "terms" else phrases.capitalised(shown)

    def by_topic(self, facts: Sequence[Fact]) -> Iterator[tuple[str, list[Fact]]]:
        """The *facts* of each topic with its name, in the order of the recipe, then of letters."""
        found: dict[str, list[Fact]] = {}
        for fact in facts:
            found.setdefault(self.topic(fact), []).append(fact)
        ranks = {topic: rank for rank, topic in enumerate(self.topics)}
        rest = len(ranks)
        for topic in sorted(found, key=lambda t: (t == "", ranks.get(t, rest), t)):
            yield (self.name(topic) if len(found) > 1 or topic else ""), found[topic]

    def topic(self, fact: Fact) -> str:
        """The topic that *fact* stands under: of several, the first that the recipe names."""
        topics = fact.head.topic
        named = [topic for topic in self.topics if topic in topics]
        return next(iter((*named, *topics)), "")

    def name(self, topic: str) -> str:
        """What a topic is called: as the recipe says, or by its id."""
        words, phrases = self.narrator.tell.phrases.words, self.narrator.tell.phrases
        shown = self.topics.get(topic) or phrases.capitalised(topic.replace("-", " "))
        return shown if topic else words("guide_no_topic")

    def subject(self, fact: Fact) -> tuple[object, ...]:
        """Where *fact* stands among those of its topic: beside others on the same subject."""
        values = [v for v in fact.slots.values() if isinstance(v, Who | Event)]
        text = fold(self.narrator.tell.phrases.show(values[0])) if values else ""
        return (text, *_when(fact))

    # One entry

    def entry(self, fact: Fact) -> Entry:
        """What is told of *fact* at home."""
        return self.at_home(fact, self.narrator.entry(fact))

    def side(self, fact: Fact, opponent: Fact) -> Entry:
        """What is told of *fact* beside its *opponent*: at home beside the first of several."""
        first = next(pair for _, *pair in self.disputes if fact in pair)
        entry = self.at_home(fact, self.narrator.whole(fact))
        return entry if opponent in first else replace(entry, is_home=False, items=())

    def at_home(self, fact: Fact, told: tuple[Told, ...]) -> Entry:
        """What is told of *fact*, with its lists and with what asks of it."""
        return Entry(fact.id, told, self.narrator.parts(fact), self.items.get(fact.id, ()))

    def asked(self, entry: Entry) -> tuple[str, ...]:
        """The items that ask of what stands in an entry of the timeline."""
        return self.items.get(entry.fact, ()) if entry.is_home else ()


def _when(fact: Fact) -> tuple[object, ...]:
    """Where a fact stands in time, undated ones last."""
    dates = [place_of(v.date)[0] for v in fact.slots.values() if isinstance(v, When)]
    return (min(dates, default=_LAST), fact.id)
