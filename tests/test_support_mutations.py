"""Altered source texts: whatever a slot states and a text no longer says becomes a problem.

The alterations come from the texts by a generator that knows no facts: every number, date,
capitalised name and negation of a cited paragraph, in all places where it stands there. Whether a
slot states what was altered is told by comparing words, without the program's own reading.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import pytest

from quizgen.cache import Cache
from quizgen.checks.support import check_support
from quizgen.load import load
from quizgen.texts import Texts, attach, source_text
from quizgen.values import Frames, Group, Quantity, When, Who, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from quizgen.items import Citation
    from quizgen.texts import SourceText
    from quizgen.values import Value
    from quizgen.workspace import Fact, Workspace

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SPANS = {"last week": "last year", "this week": "last year", "this month": "last year",
         "yesterday": "tomorrow", "tomorrow": "yesterday"}  # fmt: skip
COUNTED = {"two": "five", "three": "six", "ten": "four"}
NEGATIONS = {"not": "", "never": "", "no": "some", "neither": "either", "nor": "or",
             "without": "with", "nothing": "something", "refuses": "agrees", "refused": "agreed",
             "refuse": "agree", "refusal": "readiness",
             "refusing": "agreeing", "reject": "accept"}  # fmt: skip
NAME = "Quorvin"
LEAST, SHARE = 150, 0.95


@dataclass(frozen=True)
class Alteration:
    """One thing in a paragraph, said otherwise wherever it stands there."""

    source: str
    paragraph: int
    sort: str
    old: str
    new: str

    def __str__(self) -> str:
        """As the report lists it."""
        return f"{self.source} ¶{self.paragraph}: {self.sort} {self.old} → {self.new or '(gone)'}"

    def apply(self, text: str) -> str:
        """*text* with the alteration."""
        return re.sub(_whole(self.old), _like(self.new), text, flags=self.flags)

    @property
    def flags(self) -> int:
        """Names are told by their capital, other words are not."""
        return 0 if self.sort in ("name", "month", "weekday") else re.IGNORECASE


def alterations(
    source: str, number: int, text: str, common: frozenset[str]
) -> Iterator[Alteration]:
    """Every alteration of a paragraph; *common* words have a capital only at a sentence's head."""

    def one(sort: str, old: str, new: str) -> Alteration:
        return Alteration(source, number, sort, old, new)

    for digits in dict.fromkeys(re.findall(r"(?<![\w.,])\d[\d,.]*\d|(?<![\w.,])\d", text)):
        yield one("number", digits, _other(digits))
    for word, other in (COUNTED | SPANS | NEGATIONS).items():
        if re.search(_whole(word), text, re.IGNORECASE):
            sort = "number" if word in COUNTED else "date" if word in SPANS else "negation"
            yield one(sort, word, other)
    for word in dict.fromkeys(re.findall(r"\b\w+n['’]t\b", text)):
        yield one("negation", word, word[:-3])
    for name in dict.fromkeys(re.findall(r"(?:[A-Z]\.){2,}|(?<![^\W_])[^\W\d_]+(?![^\W_])", text)):
        if name in MONTHS:
            yield one("month", name, MONTHS[(MONTHS.index(name) + 4) % 12])
        elif name in WEEKDAYS:
            yield one("weekday", name, WEEKDAYS[(WEEKDAYS.index(name) + 2) % 7])
        elif name[0].isupper() and len(name) > 1 and name not in common:
            yield one("name", name, NAME)


def _other(digits: str) -> str:
    """Another number of the same look, that may be a day where this one may."""
    if digits.isdecimal() and 0 < int(digits) <= 31:
        return str(int(digits) + 2 if int(digits) < 26 else int(digits) - 7)
    return (
        str(int(digits[0]) % 9 + 1) + digits[1:]
        if len(digits) != 4
        else digits[:3] + str((int(digits[3]) + 3) % 10)
    )


def _whole(word: str) -> str:
    return (
        rf"(?<![^\W\d_]){re.escape(word)}(?![^\W_])"
        if word[0].isalpha()
        else rf"(?<![\w.,]){re.escape(word)}(?!\d)"
    )


def _like(new: str) -> Callable[[re.Match[str]], str]:
    return lambda m: new.capitalize() if m[0][0].isupper() else new


# What a slot states, by its words alone


@cache
def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(c for c in bare if not unicodedata.combining(c))


def names_of(value: Value, workspace: Workspace) -> Iterator[tuple[str, ...]]:
    """The names that each entity of *value* goes by."""
    if isinstance(value, Who):
        entity = value.entity
        yield (entity.name, *entity.aliases, *entity.misprints, *entity.forms.values())
        for id_ in entity.members:
            yield from names_of(Who(id_, workspace.entities[id_]), workspace)
    elif isinstance(value, Group):
        for member in value.members:
            yield from names_of(member, workspace)


def words_in(value: Value) -> Iterator[str]:
    """The texts that *value* consists of."""
    if isinstance(value, Words):
        yield value.text
    elif isinstance(value, Group):
        for member in value.members:
            yield from words_in(member)
    elif isinstance(value, When):
        yield value.read or ""
        for point in () if value.read else (value.date.start, value.date.end):
            if point:
                month = MONTHS[point.month - 1] if point.month and point.month <= 12 else ""
                yield f"{month} {point.day or ''} {point.year}"
    elif isinstance(value, Quantity):
        for number in (value.low, value.high):
            yield f"{number} {number:,} {number / 1_000_000:f}"


def slots_of(fact: Fact) -> Iterator[tuple[Value, tuple[Citation, ...], bool]]:
    """Each value of a fact with its citations, and whether it only serves the sentence."""
    for name, value in fact.slots.items():
        if isinstance(value, Frames):
            for frame in value.frames:
                for inner, framed in frame.slots.items():
                    yield (
                        framed,
                        fact.cited_at(inner, frame),
                        fact.kind.slots[name].frame[inner].helper,
                    )
        else:
            yield value, fact.citations.get(name, ()), fact.kind.slots[name].helper
    for declared in fact.false.values():
        for wrong in declared:
            yield Words(wrong.because or "", "text"), wrong.citations, False


def states(change: Alteration, workspace: Workspace, text: SourceText, altered: SourceText) -> bool:
    """Whether a slot that cites the altered paragraph says what stands there no more."""
    for fact in workspace.facts.values():
        for value, cites, helper in slots_of(fact):
            for cite in cites:
                if cite.source != change.source or change.paragraph not in cite.locator.at:
                    continue
                everywhere = tuple(range(1, len(text.paragraphs) + 1))
                numbers = everywhere if helper else cite.locator.at
                if change.sort == "negation":
                    before = text.paragraphs[change.paragraph - 1]
                    if not helper and _denies(fact, value, change, before):
                        return True
                elif _says(value, change, workspace, altered.passage(numbers), helper=helper):
                    return True
    return False


def _says(
    value: Value, change: Alteration, workspace: Workspace, passage: str, *, helper: bool
) -> bool:
    """Whether *value* holds the word that *passage* lost, or a name that it lost with it."""
    if isinstance(value, When) and helper:
        return False  # the date of the evidence is that of the text itself
    passage, old = _plain(passage), re.compile(_whole(_plain(change.old)), change.flags)
    if old.search(passage):
        return False
    if any(old.search(_plain(text)) for text in words_in(value)):
        return True
    return change.sort == "name" and any(
        any(old.search(_plain(n)) for n in names)
        and not any(re.search(_whole(_plain(n)), passage) for n in names)
        for names in names_of(value, workspace)
    )


def _denies(fact: Fact, value: Value, change: Alteration, before: str) -> bool:
    """Whether a slot, or its fact's own sentence, is a negation of what was denied there."""
    claim = re.sub(r"{.*?}", " ", fact.kind.claim.source)
    denied = re.compile(rf"\b(?:{'|'.join(NEGATIONS)})\b|n't\b", re.IGNORECASE)
    places = re.finditer(_whole(change.old), before, re.IGNORECASE)
    after = {
        w for m in places for w in re.findall(r"\w+", re.split("[.;,]", before[m.end() :])[0])[:5]
    }
    return any(
        denied.search(f"{text} {claim}") and _stems([text]) & _stems(after)
        for text in words_in(value)
    )


def _stems(texts: Iterable[str]) -> set[str]:
    return {w[:5].lower() for text in texts for w in re.findall(r"\w{4,}", _plain(text))}


def common_words(texts: Iterable[SourceText]) -> frozenset[str]:
    """Words that have a capital nowhere but at the head of a sentence, or are written small too."""
    whole = "\n".join(p for text in texts for p in text.paragraphs)
    small = {w.capitalize() for w in re.findall(r"(?<!\w)[a-z]+", whole)}
    within = set(re.findall(r"(?<=[\w,] )[A-Z]\w*", whole))
    heads = {w for w in re.findall(r"\b[A-Z]\w*", whole) if w not in within}
    return frozenset({w for w in small if w.istitle()} | heads)


def problems(workspace: Workspace, id_: str, text: SourceText) -> Counter[tuple[str, str]]:
    """What the support check finds, in a form that two runs can be compared by."""
    found = check_support(workspace, Texts({id_: text}), Cache())
    return Counter((str(p.span), p.message) for p in found)


@pytest.mark.slow
def test_what_a_text_no_longer_says_is_noticed(
    texts: Path, repository: Path, record_property: Callable[[str, object], None]
) -> None:
    workspace, _ = load(repository)
    assert workspace is not None
    attached = attach(workspace, texts)
    assert attached is not None
    found: dict[str, list[str]] = {"caught": [], "missed": [], "stated by no slot": []}
    read = {id_: text for id_, text in attached.by_source.items() if text}
    common = common_words(read.values())
    for id_, text in read.items():
        facts = {f.id: f for f in workspace.facts.values() if id_ in f.sources()}
        part = replace(workspace, facts=facts)
        cited = {n for f in facts.values() for _, cs, _ in slots_of(f) for c in cs
                 if c.source == id_ for n in c.locator.at}  # fmt: skip
        sound = problems(part, id_, text)
        for number in sorted(cited):
            paragraph = text.paragraphs[number - 1]
            for change in alterations(id_, number, paragraph, common):
                paragraphs = list(text.paragraphs)
                paragraphs[number - 1] = change.apply(paragraph)
                assert paragraphs[number - 1] != paragraph, change
                altered = source_text("\n".join(paragraphs), text.path)
                if problems(part, id_, altered) - sound:
                    found["caught"].append(str(change))
                elif states(change, part, text, altered):
                    found["missed"].append(str(change))
                else:
                    found["stated by no slot"].append(str(change))
    for name, changes in found.items():
        print(f"\n{name}: {len(changes)}\n  " + "\n  ".join(changes))  # noqa: T201  (-rP shows it)
        record_property(name, len(changes))
    caught, missed = len(found["caught"]), len(found["missed"])
    assert sum(map(len, found.values())) >= LEAST
    assert caught >= SHARE * (caught + missed)
