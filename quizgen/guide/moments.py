"""What stands on the timeline: dated facts, and the dated entries of their lists, in order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from quizgen.booklet import Entry, Moment
from quizgen.frozen import frozen
from quizgen.values import When

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from quizgen.edtf import Date, Day
    from quizgen.guide.narrating import Narrator
    from quizgen.workspace import Fact


@frozen
class Dated:
    """One event: as the picture shows it, and as the list beside the picture tells it."""

    moment: Moment
    entry: Entry

    @property
    def place(self) -> tuple[Day, Day, str]:
        """Where it stands among others."""
        return (*place_of(self.moment.date), self.entry.fact)


def place_of(date: Date) -> tuple[Day, Day]:
    """Where a date stands among others: by its first day, then by its last."""
    first = date.start or date.end
    return (first.lower if first else date.lower, date.upper)


def is_dated(fact: Fact) -> bool:
    """Whether *fact* stands on the timeline."""
    return any(True for _ in _dates(fact))


@frozen(slots=False)
class Chronicler:
    """Puts facts on the timeline; those that are `at_home` there are told in full."""

    narrator: Narrator
    at_home: Callable[[Fact], bool]

    def dated(self, facts: Iterable[Fact]) -> tuple[Dated, ...]:
        """The events of *facts* in their order."""
        found = [one for fact in facts for one in self.events(fact)]
        return tuple(sorted(found, key=lambda one: one.place))

    def events(self, fact: Fact) -> Iterator[Dated]:
        """What *fact* has on the timeline: itself, or each dated entry of its list."""
        slot, _, inner = (fact.kind.guide.when or "").partition(".")
        if inner:
            yield from self.entries(fact, slot, inner)
            return
        for when in _dates(fact):
            label, is_home = self.narrator.label(fact), self.at_home(fact)
            told = self.narrator.entry(fact) if is_home else (label,)
            parts = self.narrator.parts(fact) if is_home else ()
            yield self.event(when, label.text, Entry(fact.id, told, parts, is_home=is_home))

    def entries(self, fact: Fact, slot: str, inner: str) -> Iterator[Dated]:
        """The entries of a list, each at its date; with the first, what the fact says of all."""
        whole = self.narrator.whole(fact) if self.at_home(fact) else ()
        for frame in fact.frames(slot):
            when = frame.slots.get(inner)
            if isinstance(when, When):
                told = tuple(self.narrator.frame(fact, slot, frame)) or (self.narrator.label(fact),)
                label = " ".join(one.text for one in told)
                yield self.event(when, label, Entry(fact.id, (*whole, *told), is_home=bool(whole)))
                whole = ()

    def event(self, when: When, label: str, entry: Entry) -> Dated:
        """An event as the picture shows it, and as the list tells it."""
        phrases = self.narrator.tell.phrases
        shown = phrases.capitalised(phrases.show(when))
        return Dated(Moment(when.date, shown, label, when.vague), replace(entry, date=shown))


def _dates(fact: Fact) -> Iterator[When]:
    slot, _, inner = (fact.kind.guide.when or "").partition(".")
    values = [f.slots.get(inner) for f in fact.frames(slot)] if inner else [fact.slots.get(slot)]
    yield from (value for value in values if isinstance(value, When))
