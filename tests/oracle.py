"""A second opinion on every wrong answer: what a fact base holds true, found by brute force.

It shares no code with the program. Plain data in, a verdict out; every relation is followed by
trying all there is, again and again, until nothing new comes.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ARTICLES = ("the ", "a ", "an ")
SMALLEST = {"mm": ("length", 1), "cm": ("length", 10), "m": ("length", 1000),
            "km": ("length", 10**6), "g": ("weight", 1), "kg": ("weight", 1000)}  # fmt: skip
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")  # fmt: skip
Days = tuple[int, int]


@dataclass(frozen=True)
class Thing:
    """Somebody or something with a name."""

    name: str
    type: str
    aliases: tuple[str, ...] = ()
    misprints: tuple[str, ...] = ()
    acts_for: tuple[str, ...] = ()
    part_of: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class Number:
    """A number with its unit and bound."""

    value: Fraction
    unit: str = ""
    bound: str = ""


Plain = str | Number | tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """What is asked of a kind, and what may be concluded from its answers."""

    asks: str
    given: tuple[str, ...]
    one: bool = False
    inverse: str = ""
    during: str = ""
    dated: str = ""
    bound: str = ""
    by: str = ""
    at: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of fact: its slots with their types, and which of them do something special."""

    slots: Mapping[str, str]
    questions: Mapping[str, Question]
    claim: str
    helpers: tuple[str, ...] = ()
    names: str = ""
    speaker: str = ""
    content: str = ""
    alias: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fact:
    """A fact, with all that its author declares."""

    kind: str
    slots: Mapping[str, Plain]
    sources: tuple[str, ...]
    closed: tuple[str, ...] = ()
    false: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    point: str = ""
    same_as: tuple[str, ...] = ()
    part_of: tuple[str, ...] = ()
    opposed: tuple[str, ...] = ()


@dataclass(frozen=True)
class World:
    """A fact base."""

    things: Mapping[str, Thing]
    complete: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, Kind]
    facts: Mapping[str, Fact]


@dataclass(frozen=True)
class Case:
    """One question put to one fact: what it gives, and what answers it."""

    id: str
    fact: Fact
    question: Question
    type: str
    given: Mapping[str, tuple[str, Plain]]
    answer: Plain
    step: int = 0


class Oracle:
    """Judges the wrong answers of one world."""

    def __init__(self, world: World) -> None:
        """Take *world* as it is."""
        self.world = world
        self.known: dict[str, frozenset[str]] = {}

    # Questions

    def case(self, id_: str, question: str, step: int = 0) -> Case:
        """The question put to the fact *id_*."""
        return next(c for c in self.cases(question, id_) if c.step == step)

    def cases(self, name: str, id_: str = "") -> Iterator[Case]:
        """One question put to every fact that answers it (or to the fact *id_*)."""
        for own, fact in self.world.facts.items():
            kind = self.world.kinds[fact.kind]
            question = kind.questions.get(name)
            if question is None or (id_ and own != id_):
                continue
            given = {n: (kind.slots[n], fact.slots[n]) for n in question.given if n in fact.slots}
            if question.asks != "steps":
                if question.asks in fact.slots:
                    type_ = kind.slots[question.asks]
                    yield Case(own, fact, question, type_, given, fact.slots[question.asks])
                continue
            steps = fact.slots["steps"]
            assert isinstance(steps, tuple)
            if question.at == "first":
                yield Case(own, fact, question, "date", given, steps[0])
                continue
            for n, (before, after) in enumerate(pairwise(steps), start=1):
                before_too = {**given, "previous": ("date", before)}
                yield Case(own, fact, question, "date", before_too, after, n)

    # Verdicts

    def verdict(self, name: str, case: Case, value: Plain) -> bool | None:
        """Whether *value* answers the question too; None where nobody can tell."""
        declared = self.is_declared(case, value)
        closed = case.question.asks in case.fact.closed
        for answer in self.answers(name, case):
            if closed and isinstance(value, tuple) and isinstance(answer, tuple):
                if all(any(self.may_be(case.type, v, a) for a in answer) for v in value):
                    return True
            elif self.may_be(case.type, value, answer, names=not declared):
                return True
        return False if declared or self.is_shown(name, case, value) else None

    def answers(self, name: str, case: Case) -> Iterator[Plain]:
        """Everything that is held for an answer."""
        for other in self.cases(name):
            if not self.is_disputed(case, other) and self.correspond(case, other):
                yield other.answer
                yield from other.fact.also.get(case.question.asks, ())
        yield from self.sayings(case)
        yield from self.descriptions(case)
        if case.fact.kind == "cause":
            yield from self.chain(str(case.fact.slots["what"]))

    def is_disputed(self, case: Case, other: Case) -> bool:
        """Whether *other* is the other side, which a closed list does not count."""
        opposed = other.id in case.fact.opposed or case.id in other.fact.opposed
        return opposed and case.question.asks in case.fact.closed

    def correspond(self, case: Case, other: Case) -> bool:
        """Whether two questions may be one and the same."""
        opposed = other.id in case.fact.opposed or case.id in other.fact.opposed
        same = opposed or all(
            name in other.given and self.may_be(type_, value, other.given[name][1])
            for name, (type_, value) in case.given.items()
        )
        dates = [c.fact.slots.get(case.question.dated) for c in (case, other)]
        at_once = None in dates or self.may_be("date", *map(str, dates))
        return same and (at_once or opposed)

    def sayings(self, case: Case) -> Iterator[Plain]:
        """Who said what is asked about in other words; what else the speaker said."""
        kind = self.world.kinds[case.fact.kind]
        if not kind.content:
            return
        ours = case.fact.slots[kind.speaker]
        for fact in self.world.facts.values():
            other = self.world.kinds[fact.kind]
            if case.question.asks == kind.speaker:
                if fact.point and fact.point == case.fact.point:
                    yield fact.slots[other.speaker]
            elif other.content and self.may_be("entity", fact.slots[other.speaker], ours):
                yield fact.slots[other.content]
                yield from (
                    twin.slots[other.content]
                    for twin in self.world.facts.values()
                    if fact.point and twin.point == fact.point
                )

    def descriptions(self, case: Case) -> Iterator[Plain]:
        """What is told of every term that a description builds on, near or far."""
        if case.fact.kind != "term":
            return
        reached = [case.fact]
        for fact in reached:
            words = f" {folded(str(fact.slots['is']))} "
            for other in self.world.facts.values():
                if other.kind != "term" or other in reached:
                    continue
                if any(f" {n} " in words for n in self.names(str(other.slots["term"]))):
                    reached.append(other)
                    yield other.slots["is"]

    def chain(self, id_: str) -> Iterator[Plain]:
        """What led to a happening or came of it, over however many steps."""
        for way in (("what", "because"), ("because", "what")):
            reached = [id_]
            for one in reached:
                for fact in self.world.facts.values():
                    if fact.kind == "cause" and self.may_be("event", fact.slots[way[0]], one):
                        yield fact.slots[way[1]]
                        if fact.slots[way[1]] not in reached:
                            reached.append(str(fact.slots[way[1]]))

    def is_declared(self, case: Case, value: Plain) -> bool:
        """Whether the author says that *value* is wrong."""
        said = case.fact.false.get(case.question.asks, ())
        return (value[0] if isinstance(value, tuple) and len(value) == 1 else value) in said

    def is_shown(self, name: str, case: Case, value: Plain) -> bool:
        """Whether what is declared of the question shows that *value* is wrong."""
        question = case.question
        if question.one or question.asks in case.fact.closed:
            return True
        if question.inverse and any(
            self.is_only_for(case, other)
            for other in self.cases(name)
            if self.is_exactly(case.type, other.answer, value)
        ):
            return True
        source = next(
            (s for s in case.fact.sources if question.bound in self.world.complete[s]), None
        )
        if not question.bound or source is None:
            return False
        return case.type == "entity" or any(
            source in fact.sources and value in fact.slots.values()
            for fact in self.world.facts.values()
        )

    def is_only_for(self, case: Case, other: Case) -> bool:
        """Whether *other*, whose answer belongs to one only, is about something else."""
        slot, during = case.question.inverse, case.question.during
        type_ = self.world.kinds[case.fact.kind].slots[slot]
        if slot not in other.fact.slots:
            return False
        if self.may_be(type_, case.fact.slots[slot], other.fact.slots[slot]):
            return False
        if not during:
            return True
        if during not in other.fact.slots or "as_of" not in case.fact.slots:
            return False
        held, then = days(str(other.fact.slots[during])), reach(str(case.fact.slots["as_of"]))
        return held[0] <= then[0] and then[1] <= held[1]

    def strangers(self, name: str, case: Case, stem: str) -> list[Plain]:
        """Answers to like questions of one source that are surely wrong, plausible, and apart."""
        others = [o for o in self.cases(name) if o.id != case.id or o.step != case.step]
        found = list(dict.fromkeys(o.answer for o in others))
        near = {o.answer for o in others if set(o.fact.sources) & set(case.fact.sources)}
        return [
            value
            for value in found
            if value in near
            and self.verdict(name, case, value) is False
            and is_like(self.world, case, value)
            and f" {folded(self.printed(case, value))} " not in f" {folded(stem)} "
            and not any(v != value and self.may_be(case.type, value, v) for v in found)
            and not self.touches(case, value)
            and not any(case.answer in self.descriptions(o) for o in others if o.answer == value)
        ]

    def printed(self, case: Case, value: Plain) -> str:
        """The words of a value that names something."""
        return self.world.things[str(value)].name if case.type == "entity" else str(value)

    def touches(self, case: Case, value: Plain) -> bool:
        """Whether a value is related to anything else that the fact tells."""
        slots = {**self.world.kinds[case.fact.kind].slots, "previous": "date"}
        told = {**case.fact.slots, **{name: value for name, (_, value) in case.given.items()}}
        return any(
            slots[name] == case.type
            and name != case.question.asks
            and self.may_be(case.type, value, v)
            for name, v in told.items()
        )

    # Values

    def is_exactly(self, type_: str, one: Plain, other: Plain) -> bool:
        """Whether two values are printed alike."""
        if type_ == "date":
            return days(str(one)) == days(str(other))
        return one == other

    def may_be(self, type_: str, one: Plain, other: Plain, *, names: bool = True) -> bool:
        """Whether two values may be true of one thing; *names*: relations of things count."""
        if isinstance(one, tuple) or isinstance(other, tuple):
            return any(
                self.may_be(type_, str(a), str(b), names=names)
                for a in (one if isinstance(one, tuple) else (one,))
                for b in (other if isinstance(other, tuple) else (other,))
            )
        if isinstance(one, Number) or isinstance(other, Number):
            return isinstance(one, Number) and isinstance(other, Number) and agree(one, other)
        if type_ == "date":
            (a, b), (c, d) = reach(one), reach(other)
            return a <= d and c <= b
        if type_ in ("entity", "event", "entities"):
            return one == other or (names and self.are_related(one, other))
        return self.may_be_text(one, other, names=names)

    def may_be_text(self, one: str, other: str, *, names: bool) -> bool:
        """Whether two texts may name one thing."""
        ours, theirs = self.names(one), self.names(other)
        if ours & theirs or not names:
            return bool(ours & theirs)
        return any(self.are_related(a, b) for a in self.ids(ours) for b in self.ids(theirs))

    # Names

    def names(self, text: str) -> frozenset[str]:
        """Everything that what *text* names is called, where names are shared again and again."""
        if text not in self.known:
            found, before = {folded(text)}, 0
            while len(found) > before:
                before = len(found)
                for group in self.name_groups():
                    found |= group if group & found else set()
            self.known[text] = frozenset(found)
        return self.known[text]

    def name_groups(self) -> Iterator[set[str]]:
        """The names of each thing, and each pair that a fact says to name one thing."""
        for fact in self.world.facts.values():
            alias = self.world.kinds[fact.kind].alias
            if alias:
                yield {folded(str(fact.slots[name])) for name in alias}
        for thing in self.world.things.values():
            yield {folded(n) for n in (thing.name, *thing.aliases, *thing.misprints)}

    def ids(self, names: Iterable[str]) -> list[str]:
        """The things and happenings with any of these names."""
        return [
            id_
            for name in names
            for id_ in (*self.world.things, *self.world.facts)
            if name in self.own_names(id_)
        ]

    def own_names(self, id_: str) -> set[str]:
        """What a thing or happening is called by its author."""
        if id_ in self.world.things:
            thing = self.world.things[id_]
            return {folded(n) for n in (thing.name, *thing.aliases, *thing.misprints)}
        fact = self.world.facts[id_]
        naming = self.world.kinds[fact.kind].names
        return {folded(str(fact.slots[naming]))} if naming else set()

    def called(self, name: str) -> str:
        """The thing or happening whose printed name is *name*."""
        for id_, thing in self.world.things.items():
            if thing.name == name:
                return id_
        return next(
            id_
            for id_, fact in self.world.facts.items()
            if fact.slots.get(self.world.kinds[fact.kind].names or "-") == name
        )

    # Relations

    def are_related(self, one: str, other: str) -> bool:
        """Whether two things or happenings are one, or one belongs to the other."""
        if one in self.world.facts and other in self.world.facts:
            return other in self.tellings(one) or one in self.tellings(other)
        if one in self.world.things and other in self.world.things:
            ours, theirs = (self.names(self.world.things[id_].name) for id_ in (one, other))
            if ours & theirs:
                return True
        return any(self.share(whom, other) for whom in self.served_by(one)) or any(
            self.share(one, whom) for whom in self.served_by(other)
        )

    def tellings(self, id_: str) -> set[str]:
        """The happening itself, told however often, and all that it is part of."""
        found, before = {id_}, 0
        while len(found) > before:
            before = len(found)
            for one, fact in self.world.facts.items():
                if one in found:
                    found |= {*fact.same_as, *fact.part_of}
                elif found & set(fact.same_as):
                    found.add(one)
        return found

    def served_by(self, id_: str) -> set[str]:
        """A thing, and all that it acts for."""
        return self.spread(id_, lambda one: self.world.things[one].acts_for)

    def share(self, one: str, other: str) -> bool:
        """Whether some thing is, or lies within, both."""
        return any(
            {one, other} <= self.spread(least, self.wholes_of) for least in self.world.things
        )

    def wholes_of(self, id_: str) -> Iterable[str]:
        """What a thing is part of, and the groups it is in."""
        groups = (g for g, thing in self.world.things.items() if id_ in thing.members)
        return (*self.world.things[id_].part_of, *groups) if id_ in self.world.things else ()

    def spread(self, id_: str, step: object) -> set[str]:
        """Everything that one step after the other leads to."""
        found, before = {id_}, 0
        while id_ in self.world.things and len(found) > before:
            before = len(found)
            found |= {far for near in found for far in step(near)}  # type: ignore[operator]
        return found


# Dates and numbers


def days(text: str) -> Days:
    """The first and the last day that a date may be."""
    if "/" in text:
        start, end = text.split("/")
        return days(start)[0], days(end)[1]
    parts = [int(part) for part in text.rstrip("~").split("-")]
    year, month, day = (*parts, None, None)[:3]
    assert year is not None
    last = month or 12
    return (
        date(year, month or 1, day or 1).toordinal(),
        date(year, last, day or monthrange(year, last)[1]).toordinal(),
    )


def reach(text: str) -> Days:
    """The days that a date may be about: of an approximate one the next coarser span."""
    if "/" in text or not text.endswith("~"):
        return days(text)
    parts = text.rstrip("~").split("-")
    if len(parts) > 1:
        return days("-".join(parts[:-1]))
    year = int(parts[0])
    years = 5 if year % 100 else 25
    return days(str(year - years))[0], days(str(year + years))[1]


def agree(one: Number, other: Number) -> bool:
    """Whether one thing may have both values; of units that cannot be compared it may."""
    sizes = [SMALLEST.get(n.unit, (n.unit, 1)) for n in (one, other)]
    if sizes[0][0] != sizes[1][0]:
        return bool(one.unit and other.unit)
    (a, b), (c, d) = (ends(n, size) for n, (_, size) in zip((one, other), sizes, strict=True))
    return a <= d and c <= b


def ends(number: Number, size: int) -> tuple[Fraction, Fraction]:
    """The least and the greatest value that satisfies a number."""
    far = Fraction(10) ** 30
    value = number.value * size
    if number.bound in ("over", "at-least"):
        return value, far
    if number.bound in ("under", "at-most"):
        return -far, value
    slack = abs(value) / 4 if number.bound == "about" else Fraction(0)
    return value - slack, value + slack


# Texts


def folded(text: str) -> str:
    """*text* in small letters, without accents, signs and a leading article."""
    bare = unicodedata.normalize("NFKD", text).lower()
    plain = " ".join(re.findall(r"\w+", "".join(c for c in bare if not unicodedata.combining(c))))
    article = next((a for a in ARTICLES if plain.startswith(a)), "")
    return plain.removeprefix(article)


def read_date(text: str) -> str:
    """The EDTF text of a printed date."""
    if text.startswith("about "):
        return f"{read_date(text.removeprefix('about '))}~"
    if " to " in text:
        start, end = text.split(" to ")
        missing = end.split()[len(start.split()) :]
        return f"{read_date(' '.join((start, *missing)))}/{read_date(end)}"
    *day, month, year = ("", *text.split())[-3:] if " " in text else ("", "", text)
    number = f"-{MONTHS.index(month) + 1:02}" if month else ""
    return f"{year}{number}" + (f"-{int(day[0]):02}" if day and day[0] else "")


def read_number(text: str) -> Number:
    """A printed number."""
    bound = next((b for b in ("about", "over", "under") if text.startswith(f"{b} ")), "")
    for words, name in (("at least ", "at-least"), ("at most ", "at-most")):
        bound = name if text.startswith(words) else bound
    match = re.search(r"([\d,.]+)[\s\u00a0]*(\w*)$", text)
    assert match, text
    return Number(Fraction(match[1].replace(",", "")), match[2], bound)


def is_like(world: World, case: Case, value: Plain) -> bool:
    """Whether a value may stand beside the answer: of its type, precision, unit and length."""
    key = case.answer
    if isinstance(key, Number) and isinstance(value, Number):
        small, large = sorted((key.value, value.value))
        return (key.unit, key.bound) == (value.unit, value.bound) and 2 * large <= 4 * small
    ours, theirs = str(key), str(value)
    if case.type == "date":
        exact = not any(mark in f"{ours}{theirs}" for mark in "~/")
        return exact and ours.count("-") == theirs.count("-")
    if case.type == "entity":
        return world.things[ours].type == world.things[theirs].type
    few, many = sorted((len(ours.split()), len(theirs.split())))
    return 2 * many <= 3 * few
