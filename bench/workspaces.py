"""Workspaces of any size, with the sample's mix of kinds, slots and interactions.

The sample's seeds are told again and again, each time in other words: a district's names, things
and sayings are the sample's under a substitution of letters, so that sentences keep their shape
and length and no two districts share a word that matters. Every district has sources of its own,
whose paragraphs hold what the facts cite from them.
"""

from __future__ import annotations

import functools
import re
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLE = Path(__file__).parent.parent
VOWELS, CONSONANTS = "aeiou", "bdfgklmnprstvz"
PLAIN = str.maketrans("čćđšžáéíóú", "ccdszaeiou")
# Words that hold a sentence together, or mean a number or a day to the checks: they stay.
KEPT = frozenset(
    [
        "about",
        "after",
        "again",
        "against",
        "almost",
        "along",
        "among",
        "another",
        "around",
        "because",
        "before",
        "behind",
        "being",
        "below",
        "between",
        "both",
        "could",
        "days",
        "decade",
        "does",
        "done",
        "down",
        "during",
        "each",
        "eight",
        "even",
        "every",
        "first",
        "five",
        "four",
        "from",
        "half",
        "have",
        "having",
        "held",
        "hundred",
        "hundreds",
        "into",
        "just",
        "last",
        "later",
        "least",
        "less",
        "like",
        "made",
        "many",
        "more",
        "most",
        "much",
        "must",
        "near",
        "next",
        "nine",
        "nobody",
        "none",
        "north",
        "northern",
        "once",
        "only",
        "other",
        "others",
        "over",
        "part",
        "said",
        "same",
        "second",
        "seven",
        "should",
        "side",
        "sides",
        "since",
        "some",
        "south",
        "still",
        "such",
        "take",
        "than",
        "that",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "third",
        "this",
        "those",
        "thousand",
        "three",
        "through",
        "today",
        "tomorrow",
        "toward",
        "towards",
        "under",
        "until",
        "upon",
        "very",
        "week",
        "weeks",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "whole",
        "whom",
        "whose",
        "will",
        "with",
        "within",
        "without",
        "would",
        "year",
        "years",
        "yesterday",
        "your",
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "cent",
        "million",
        "billion",
        "month",
        "months",
        "hour",
        "hours",
        "minute",
        "minutes",
        "euro",
        "euros",
        "dollar",
        "dollars",
        "percent",
    ]
)
ENDINGS = re.compile(r"(?:ings?|ed|ions?|ers?|es|s|ly)$")
WORD = re.compile(r"[^\W\d_]{2,}")
NUMBER = re.compile(r"\d+")
PLACE = re.compile(r"^([a-z]+(?:-\d+)?) (?=¶)")
YEAR = re.compile(r"\b\d{4}(?=-|~|/|$)")
IDS = frozenset(
    [
        "point",
        "same_as",
        "part_of",
        "disagrees_with",
        "according_to",
        "acts_for",
        "members",
        "topic",
        "was",
    ]
)
AS_WRITTEN = frozenset(
    [
        "kind",
        "ask",
        "closed",
        "difficulty",
        "differs_on",
        "waive",
        "note",
        "type",
        "complete",
        "furniture",
        "inferred",
        "supported",
        "unit",
        "bound",
        "vague",
        "paragraphs",
        "means_of",
    ]
)
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
UNTOLD = AS_WRITTEN | IDS - {"according_to"} | {"id", "cite", "not", "also_true"}
PAPERS = {
    "pm": "Courier",
    "deal": "Messenger",
    "readout": "Agency",
    "eve": "Observatory",
    "nato": "Gazette",
}
EMPTY = "Nothing of note."


@dataclass(frozen=True)
class Sample:
    """The sample's sources, entities and facts, and the ids that they go by."""

    sources: dict[str, Any]
    entities: dict[str, Any]
    facts: list[dict[str, Any]]

    @property
    def ids(self) -> frozenset[str]:
        """What facts refer to by id."""
        return frozenset([*self.entities, *(fact["id"] for fact in self.facts)])


@functools.cache
def sample() -> Sample:
    """The sample as it stands in this repository."""
    told = Sample({}, {}, [])
    for path in sorted((SAMPLE / "seeds").glob("*.yaml")):
        data = yaml.load(path.read_text("utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506
        told.sources.update(data.get("sources", {}))
        told.entities.update(data.get("entities", {}))
        told.facts.extend(data.get("facts", []))
    return told


def write(root: Path, count: int) -> None:
    """Write a workspace of *count* facts into *root*, with its texts in `texts/`."""
    shutil.rmtree(root, ignore_errors=True)
    for folder in ("seeds", "texts", "decks"):
        (root / folder).mkdir(parents=True)
    (root / "quizgen.yaml").write_text(
        "format: 1\ntitle: Districts\nlanguage: en-GB\nnamespace: bench2mzr4tn8xw3hd6pj9fyb\n"
    )
    (root / "decks" / "all.yaml").write_text(RECIPE)
    left = count
    for number in range(-(-count // len(sample().facts))):
        District(number).write(root, left)
        left -= len(sample().facts)


RECIPE = """\
title: Districts
cards:
  interactions: [short-answer, choice, true-false, cloze, number, date, multiple-response]
"""


@dataclass(frozen=True)
class District:
    """The sample, told in the words of one district."""

    number: int

    def write(self, root: Path, most: int) -> None:
        """Write this district's seeds, at most *most* of its facts, and the texts they cite."""
        name = f"{self.number:05}"
        facts = [self.retold(fact) for fact in sample().facts[:most]]
        facts = self.whole(facts)
        texts = {source: self.paragraphs(source, facts) for source in sample().sources}
        base = {
            "sources": {self.id(key): self.source(key, texts[key]) for key in sample().sources},
            "entities": {self.id(k): self.retold(v) for k, v in sample().entities.items()},
        }
        for part, data in (("base", base), ("facts", {"facts": facts})):
            text = yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
            (root / "seeds" / f"{name}-{part}.yaml").write_text(text, "utf-8")
        for source, lines in texts.items():
            text = "".join(f"{line}\n" for line in lines)
            (root / "texts" / f"{self.id(source)}.txt").write_text(text, "utf-8")

    def whole(self, facts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Those of *facts* that refer to no fact that was cut off."""
        cut = {self.id(fact["id"]) for fact in sample().facts} - {fact["id"] for fact in facts}
        return [fact for fact in facts if not cut & set(_texts(fact))]

    def id(self, old: str) -> str:
        """The id, in this district, of what the sample calls *old*."""
        return f"{old}-{self.number}"

    def source(self, key: str, paragraphs: list[str]) -> dict[str, Any]:
        """The record of a source whose text has *paragraphs*."""
        old = sample().sources[key]
        return {
            "type": old["type"],
            "title": self.said(f"{key.capitalize()} Dispatch"),
            "issued": self.dated(old["issued"]),
            "label": f"the {self.said(PAPERS[key])} report",
            "complete": old["complete"],
            "text": f"{self.id(key)}.txt",
            "furniture": [n for n, told in enumerate(paragraphs, start=1) if told == EMPTY],
        }

    def retold(self, value: Any, key: str = "") -> Any:
        """What an author wrote, in this district's words."""
        if key in AS_WRITTEN:
            return value
        if isinstance(value, dict):
            if value.keys() == {"at", "supported"}:  # the texts made here say all of it
                return self.retold(value["at"], key)
            if "date" in value:
                return self.dated(value)
            return {k: self.retold(v, "cite" if key == "cite" else k) for k, v in value.items()}
        if isinstance(value, list):
            return [self.retold(v, key) for v in value]
        return self.text_of(value, key)

    def text_of(self, text: str, key: str) -> str:
        """One text: an id, a place in a source, a date, a number, or words."""
        if PLACE.match(text):
            return PLACE.sub(lambda m: f"{self.id(m[1])} ", text)
        if text in sample().ids or key in IDS or key == "id":
            return self.id(text)
        if key in {"when", "date", "as_of", "held", "start", "read"} and YEAR.search(text):
            return self.dated(text)
        if key == "value":
            return NUMBER.sub(self.counted, text)
        if key in {"name", "aliases", "misprints"} and self.said(text) == text:
            return f"{text} of {self.said('Town')}"
        return text if key in {"read", "cite"} else self.said(text)

    def dated(self, value: Any) -> Any:
        """A date some years earlier, the same day."""
        if isinstance(value, dict):
            shifted = {k: self.dated(v) if k in {"date", "read"} else v for k, v in value.items()}
            if shifted.get("read") in WEEKDAYS:
                shifted["read"] = WEEKDAYS[date.fromisoformat(shifted["date"]).weekday()]
            elif "week" in shifted.get("read", ""):  # of which the days depend on the year
                shifted["read"] = shifted["date"]
            return shifted
        return YEAR.sub(lambda m: str(int(m[0]) - self.number % 300), value)

    def counted(self, match: re.Match[str]) -> str:
        """A number of as many digits, none of them naught that was not."""
        turned = (d if d == "0" else str((int(d) - 1 + self.number) % 9 + 1) for d in match[0])
        return "".join(turned)

    def said(self, text: str) -> str:
        """*text*, its words under this district's substitution."""
        affirmed = text.replace(" had not ", " had ")  # its paragraph says the same affirmed too
        return WORD.sub(lambda match: self.word(match[0]), affirmed)

    @functools.lru_cache(maxsize=10_000)  # noqa: B019  (a district is short-lived)
    def word(self, word: str) -> str:
        """One word under the substitution, with a syllable or two of the district's own."""
        plain = word.lower().translate(PLAIN)
        if plain in KEPT or (len(plain) < 4 and not word[0].isupper()):
            return word
        end = ENDINGS.search(plain) if not word[0].isupper() else None
        ending = end[0] if end and end.start() > 1 else ""
        stem = plain.removesuffix(ending) if ending else plain
        new = "".join(map(self.letter, stem)) + self.mark + ending
        return new.upper() if word.isupper() else new.capitalize() if word[0].isupper() else new

    def letter(self, letter: str) -> str:
        """One letter under the substitution."""
        for letters in (VOWELS, CONSONANTS):
            if (at := letters.find(letter)) >= 0:
                return letters[(at + self.number) % len(letters)]
        return letter

    @property
    def mark(self) -> str:
        """The district's number in syllables: no two districts share a word."""
        number, syllables = self.number, []
        while number or not syllables:
            number, last = divmod(number, len(VOWELS) * len(CONSONANTS))
            syllables.append(CONSONANTS[last // len(VOWELS)] + VOWELS[last % len(VOWELS)])
        return "".join(syllables)

    def paragraphs(self, source: str, facts: list[dict[str, Any]]) -> list[str]:
        """The text of a source: in each paragraph what is cited from there, broken into pieces."""
        told: dict[int, list[str]] = {}
        names = {self.id(k): self.retold(one)["name"] for k, one in sample().entities.items()}
        names |= {fact["id"]: fact["what"] for fact in facts if "what" in fact}
        for fact in facts:
            told_of = " and ".join(_broken(names.get(text, text)) for text in _told(fact))
            sentence = f"{told_of[:1].upper()}{told_of[1:]}."
            for place in sorted({text for text in _texts(fact) if PLACE.match(text)}):
                cited, _, where = place.partition(" ¶")
                for number in NUMBER.findall(where) if cited == self.id(source) else ():
                    told.setdefault(int(number), []).append(sentence)
        return [" ".join(told.get(n, [EMPTY])) for n in range(1, max(told, default=1) + 1)]


def _texts(value: Any) -> Iterator[str]:
    """Every text in *value*."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def _told(fact: dict[str, Any]) -> Iterator[str]:
    """What a fact's slots say, in words."""
    for key, value in fact.items():
        if key not in UNTOLD:
            negated = "not " if (fact["kind"], key) == ("refusal", "to") else ""
            yield from (negated + text for text in _texts(value) if not PLACE.match(text))


def _broken(text: str) -> str:
    """*text* with a word of another's between every few of its own, but for those of a date."""
    words = text.split()
    for n in range(5, len(words), 6):
        if not any(map(str.isdigit, words[n - 1] + words[n])):
            words.insert(n, "indeed")
    return " ".join(words)
