"""Bad input gets clear problems, all at once; never a traceback, never a half-written file.

Each case changes a sound workspace (cases/problems/base, built once), runs quizgen, and holds what
is printed against cases/problems/CASE/expected/problems.txt. Read these files as an author would.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizgen.textfile import LINE_BREAK

if TYPE_CHECKING:
    from collections.abc import Callable

    from _pytest.mark import ParameterSet

    from tests.conftest import Golden, Run

BASE = Path(__file__).parent / "cases" / "problems" / "base"
SETTINGS, SOURCES, FACTS = "quizgen.yaml", "seeds/sources.yaml", "seeds/facts.yaml"
KIND, RECIPE = "templates/kinds/lamp.yaml", "decks/lights.yaml"
FOREIGN = """{"items": [
  {"id": "lamp", "stem": "What does not burn?", "key": "water", "options": ["oil", "water"]},
  {"id": "reef", "stem": "Who marked the the reef?", "key": ["Lund"], "citations": []}
]}
"""
TABLE, TEXT = "seeds/event.csv", "texts/gazette.txt"
NOTES = ".quizgen"
BUILD = ("build", "--texts", "texts", "--strict")
WRITE = ("build", "--texts", "texts")


@dataclass(frozen=True)
class Case:
    """A workspace with something wrong, the command that finds it, and how that ends."""

    name: str
    changes: tuple[Callable[[Path], object], ...]
    args: tuple[str, ...] = BUILD
    code: int = 1


def case(
    name: str,
    *changes: Callable[[Path], object],
    args: tuple[str, ...] = BUILD,
    code: int = 1,
) -> ParameterSet:
    """A case under its name."""
    return pytest.param(Case(name, changes, args, code), id=name)


def swap(name: str, old: str, new: str) -> Callable[[Path], object]:
    """Put *new* in the place of *old*, which stands once in the file *name*."""

    def change(root: Path) -> None:
        text = (root / name).read_bytes().decode()
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        (root / name).write_bytes(text.replace(old, new).encode("utf-8", "surrogateescape"))

    return change


def add(name: str, text: str) -> Callable[[Path], object]:
    """Put *text* at the end of the file *name*, which may be a new one."""

    def change(root: Path) -> None:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        with (root / name).open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)

    return change


def write(name: str, text: str) -> Callable[[Path], object]:
    """Let the file *name* hold *text* and nothing else."""
    return lambda root: (root / name).write_bytes(text.encode())


def remove(name: str) -> Callable[[Path], object]:
    """Take the file *name* away."""
    return lambda root: (root / name).unlink()


def link(name: str, target: str) -> Callable[[Path], object]:
    """Let the file *name* be a link to *target*."""
    return lambda root: (root / name).symlink_to(target)


def recode(path: Path, encoding: str) -> None:
    """Save the file at *path* in another encoding, with letters that show it."""
    word = {"cp1252": "Ærø", "cp1251": "Пётр"}[encoding]
    text = path.read_text("utf-8").replace("for Skarn", f"for {word}")
    path.write_bytes(text.encode(encoding))


def folder(name: str) -> Callable[[Path], object]:
    """Let a folder called *name* stand there, whatever did before."""

    def change(root: Path) -> None:
        (root / name).unlink(missing_ok=True)
        (root / name).mkdir()

    return change


def noted(*, committed: bool) -> Callable[[Path], object]:
    """Leave what a build leaves that is cut off: a journal, and a file beside its place."""

    def change(root: Path) -> None:
        moves = [
            {"at": f"decks/lights/{name}", "aside": f".quizgen-7-{n}", "before": "", "after": ""}
            for n, name in enumerate(("lights.apkg", "quiz-a.html", "quiz-b.html"))
        ]
        journal = {
            "format": 1,
            "committed": committed,
            "moves": moves,
            "removals": [],
            "folders": [],
        }
        write(f"{NOTES}/journal.json", json.dumps(journal))(root)
        write("decks/lights/.quizgen-7-2", "new\n")(root)

    return change


FILES = [
    case("not-utf8", swap(SOURCES, "given: Inge", "given: Ing\udce9")),
    case("yaml-quote", swap(FACTS, "view: the lamp", 'view: "the lamp')),
    case("yaml-tab", swap(FACTS, "    task: mark", "\ttask: mark")),
    case("yaml-two-colons", swap(FACTS, "task: mark the", "task: to do: mark the")),
    case("yaml-indentation", swap(FACTS, "    owner: council", "   owner: council")),
    case("yaml-bracket", swap(FACTS, "[white, red]", "[white, red")),
    case("yaml-braces", swap(KIND, 'stem: "Who kept {{ name }}?"', "stem: {{ name }} was whose?")),
    case("yaml-second-document", add(FACTS, "---\nfacts: []\n")),
    case("yaml-key-is-a-list", add(SOURCES, "? [a, b]\n: c\n")),
    case("control-character", swap(FACTS, "mark the reef", "mark the \x07 reef")),
    case("control-character-escaped", swap(FACTS, "mark the reef", r'"mark the \x07 reef"')),
    case("duplicate-key", swap(FACTS, "    by: lund\n", "    by: lund\n    by: brandt\n")),
    case("duplicate-part", add(FACTS, "facts: []\n")),
    case("anchor", swap(FACTS, "where: town-hall", "where: &hall town-hall")),
    case("alias", swap(FACTS, "where: custom-house", "where: *hall")),
    case("merge-key", swap(FACTS, "    by: lund\n", "    <<: {by: lund}\n")),
    case("deep-nesting", swap(FACTS, "mark the reef", "[" * 60 + "]" * 60)),
    case("no-workspace", remove(SETTINGS), code=2),
    case("empty-settings", write(SETTINGS, "# nothing yet\n")),
    case("empty-seeds", write(FACTS, ""), write(SOURCES, "")),
    case("empty-recipe", write(RECIPE, "")),
    case("empty-kind", write(KIND, "\n")),
    case("list-settings", write(SETTINGS, "- format: 1\n")),
    case("list-seeds", write(FACTS, "- id: talks\n  kind: meeting\n")),
    case("list-recipe", write(RECIPE, "- title: The two lights\n")),
    case("list-kind", write(KIND, "- slots\n")),
    case("text-seeds", write(FACTS, "talks: ended\n")),
]

SHAPE = [
    case("unknown-key-settings", swap(SETTINGS, "license:", "licence:")),
    case("unknown-key-seeds", swap(SOURCES, "\nentities:", "\nentitys:")),
    case("unknown-key-source", swap(SOURCES, "container-title:", "container_titel:")),
    case("unknown-key-source-name", swap(SOURCES, "given: Inge", "first: Inge")),
    case("unknown-key-entity", swap(SOURCES, "aliases: [Brandt]", "alias: [Brandt]")),
    case("unknown-key-slot", swap(FACTS, "    parties: [c", "    partys: [c")),
    case("unknown-key-frame", swap(FACTS, "hours: 6", "hour: 6")),
    case("unknown-key-date", swap(FACTS, "read: 1 October", "raed: 1 October")),
    case("unknown-key-quantity", swap(FACTS, "unit: metres", "units: metres")),
    case("unknown-key-recipe", swap(RECIPE, "must:", "most:")),
    case("unknown-key-kind", swap(KIND, "summary:", "sumary:")),
    case("unknown-key-question", swap(KIND, "    one: yes\n", "    once: yes\n")),
    case("format-from-the-future", swap(SETTINGS, "format: 1", "format: 2")),
    case("format-0", swap(SETTINGS, "format: 1", "format: 0")),
    case("format-negative", swap(SETTINGS, "format: 1", "format: -1")),
    case("format-text", swap(SETTINGS, "format: 1", "format: newest")),
    case("format-missing", swap(SETTINGS, "format: 1\n", "")),
    case("title-missing", swap(SETTINGS, "title: The two lights of Skarn\n", "")),
    case("title-empty", swap(SETTINGS, "title: The two lights of Skarn", "title:")),
    case(
        "namespace-of-the-sample",
        swap(SETTINGS, "b7mq2xw9kd4tz8rn5cvj3phaye", "q7vk2mzr4tn8xw3hd6pj9fybca"),
    ),
    case("namespace-too-short", swap(SETTINGS, "b7mq2xw9kd4tz8rn5cvj3phaye", "lights")),
    case("language-without-words", swap(SETTINGS, "en-GB", "fr-CA")),
    case("language-without-dates", swap(SETTINGS, "en-GB", "tlh")),
    case(
        "words-in-part",
        swap(SETTINGS, "en-GB", "de"),
        add("templates/words/de.yaml", 'context: "Aus {quelle}"\nquelle: Quelle\n'),
    ),
    case("language-that-is-none", swap(SETTINGS, "en-GB", "../words/en")),
    case("bad-id", swap(FACTS, "id: talks", "id: the talks!")),
    case(
        "bad-id-entity",
        add("seeds/more.yaml", "entities:\n  north tower: {type: place, name: the tower}\n"),
    ),
    case("sources-that-are-a-list", write(SOURCES, "sources:\n  - gazette\n")),
    case(
        "record-that-is-text", swap(SOURCES, "{type: place, name: the town hall}", "the town hall")
    ),
    case("facts-that-are-a-mapping", write(FACTS, "facts:\n  talks: {kind: meeting}\n")),
    case("fact-that-is-text", add(FACTS, "  - the lamp was bright\n")),
    case("wrong-type-in-a-source", swap(SOURCES, "furniture: [1]", "furniture: [one]")),
    case("wrong-type-in-a-recipe", swap(RECIPE, "items: 5", "items: five")),
    case("too-many-items-wished", swap(RECIPE, "items: 5", "items: 5000")),
    case("wrong-choice-in-a-recipe", swap(RECIPE, "items: 5", "items: 5\n    paper: A3")),
    case(
        "print-that-cannot-be",
        swap(
            RECIPE,
            "items: 5",
            "items: 5\n    columns: 3\n    variants: [large-print, braille]\n"
            "    points: {choice: -1, essay: 3, matching: 1.555, cloze: '1,5', date: nan}\n"
            "    answer-strip: perhaps",
        ),
    ),
    case("points-below-nothing", swap(RECIPE, "items: 5", "items: 5\n    points: -2")),
    case(
        "points-for-what-is-not-asked",
        swap(
            RECIPE,
            "items: 5",
            "items: 5\n    interactions: [cloze, date]\n"
            "    points: {each: 2, matching: 4, cloze: 1}\n    answer-strip: yes",
        ),
    ),
    case("wrong-version-in-a-recipe", swap(RECIPE, "items: 5", "items: 5\n    versions: [a, b]")),
    case("wrong-type-in-a-kind", swap(KIND, "lit: {type: date}", "lit: {type: day}")),
    case("yes-or-no-in-a-kind", swap(KIND, "    one: yes\n", "    one: perhaps\n")),
]

FACT_CASES = [
    case(
        "duplicate-fact",
        swap(FACTS, "id: survey", "id: talks"),
        swap(FACTS, "lit_after: survey", "lit_after: talks"),
    ),
    case(
        "duplicate-entity",
        add("seeds/more.yaml", "entities:\n  lund: {type: person, name: Ole Lund}\n"),
    ),
    case("duplicate-frame", swap(FACTS, "{id: late,", "{id: early,")),
    case(
        "case-clash-fact",
        swap(FACTS, "id: survey", "id: Talks"),
        swap(FACTS, "lit_after: survey", "lit_after: Talks"),
    ),
    case(
        "case-clash-entity",
        add("seeds/more.yaml", "entities:\n  Lund: {type: place, name: Lund}\n"),
    ),
    case("case-clash-source", add("seeds/more.yaml", "sources:\n  Book: {title: Another book}\n")),
    case("shared-alias", swap(SOURCES, "aliases: [Brandt]", "aliases: [Brandt, The Board]")),
    case("missing-slot", swap(FACTS, "    owner: council\n", "")),
    case(
        "missing-frame-slot",
        swap(FACTS, "{id: late, keeper: lund, hours: 8}", "{id: late, hours: 8}"),
    ),
    case("empty-slot", swap(FACTS, "where: custom-house", "where:")),
    case("missing-kind", swap(FACTS, "    kind: event\n", "")),
    case(
        "missing-id",
        swap(FACTS, "  - id: survey\n    kind", "  - kind"),
        swap(FACTS, "    lit_after: survey\n", ""),
    ),
    case(
        "wrong-type-of-every-slot",
        swap(
            FACTS,
            "    name: the first lamp\n    owner: council\n    keepers: [brandt, lund]\n"
            "    lit_after: survey\n    lit: {date: 1907-10-01, read: 1 October}\n"
            "    range: 18 sea miles\n    colours: [white, red]\n",
            """\
    name: [the first lamp]
    owner: [council, harbour-board]
    keepers: {first: brandt}
    lit_after: [survey]
    lit: {read: 1 October}
    range: [18, 20]
    colours: {first: white}
""",
        ),
        swap(
            FACTS,
            """\
    watches:
      - {id: early, keeper: brandt, hours: 6}
      - {id: late, keeper: lund, hours: 8}
    task: mark the reef
    aim: to spare the fishing boats
    view: the lamp could be seen from the mainland
    place: above the harbour
    mark: SKN
    motto: keep it burning
    flash: "one flash of $t = 2$ seconds ![chart]"
""",
            """\
    watches: early and late
    task: [mark the reef]
    aim: {what: to spare the fishing boats}
    view: [seen, from the mainland]
    place: {above: the harbour}
    mark: [SKN]
    motto: [keep it burning]
    flash: {one: flash}
""",
        ),
    ),
    case(
        "wrong-type-of-a-list-element",
        swap(FACTS, "[white, red]", "[white, [red, green]]"),
        swap(FACTS, "keepers: [brandt, lund]", "keepers: [brandt, {id: lund}]"),
    ),
    case(
        "frame-that-is-text",
        swap(FACTS, "      - {id: late, keeper: lund, hours: 8}\n", "      - late watch\n"),
    ),
    case("unknown-kind", swap(FACTS, "kind: event", "kind: evnt")),
    case("kind-of-another-language", swap(KIND, "language: en", "language: de")),
    case("unknown-entity", swap(FACTS, "by: lund", "by: lundt")),
    case("unknown-entity-in-a-list", swap(FACTS, "parties: [council,", "parties: [concil,")),
    case(
        "unknown-entity-in-a-frame",
        swap(FACTS, "{id: late, keeper: lund,", "{id: late, keeper: nobody,"),
    ),
    case(
        "unknown-entity-according-to",
        swap(FACTS, "    by: lund\n", "    by: lund\n    according_to: lundt\n"),
    ),
    case(
        "unknown-entity-acted-for",
        swap(SOURCES, "acts_for: harbour-board", "acts_for: harbor-board"),
    ),
    case("unknown-source", swap(FACTS, "cite: book p. 9", "cite: boook p. 9")),
    case("unknown-fact", swap(FACTS, "lit_after: survey", "lit_after: surveys")),
    case(
        "unknown-fact-linked",
        swap(FACTS, "    by: lund\n", "    by: lund\n    disagrees_with: talk\n"),
    ),
    case("fact-that-names-no-happening", swap(FACTS, "lit_after: survey", "lit_after: tower")),
    case("unknown-image", swap(FACTS, "![chart]", "![charts]")),
    case("impossible-date", swap(FACTS, "when: 1907-03-12", "when: 1907-02-29")),
    case("impossible-month", swap(FACTS, "when: 1906-08", "when: 1906-13")),
    case("impossible-interval", swap(FACTS, "when: 1906-08", "when: 1906-08/1906-07")),
    case("ambiguous-date", swap(FACTS, "when: 1907-03-12", "when: 12/03/1907")),
    case("date-in-words", swap(FACTS, "when: 1907-03-12", "when: 12 March 1907")),
    case("impossible-date-of-a-source", swap(SOURCES, "issued: 1907-03-15", "issued: 1907-15-03")),
    case("number-in-words", swap(FACTS, "value: 31,", "value: thirty-one,")),
    case("number-with-a-decimal-comma", swap(FACTS, "value: 31,", "value: '31,5',")),
    case("number-with-points", swap(FACTS, "range: 18 sea miles", "range: 5.600.000 lumens")),
    case("number-missing", swap(FACTS, "value: 31,", "from: 31,")),
    case("range-backwards", swap(FACTS, "value: 31,", "from: 31, to: 13,")),
    case("unknown-bound", swap(FACTS, "unit: metres", "unit: metres, bound: roughly")),
    case("quantity-without-a-number", swap(FACTS, "range: 18 sea miles", "range: many miles")),
    case("citation-without-a-place", swap(FACTS, "cite: book p. 9", "cite: book")),
    case("citation-without-a-source", swap(FACTS, "cite: book p. 9", "cite: ¶9")),
    case("citation-in-words", swap(FACTS, "cite: book p. 9", "cite: book somewhere in the middle")),
    case(
        "citation-in-a-mapping", swap(FACTS, "cite: book p. 9", "cite: {default: {source: book}}")
    ),
    case("citation-empty", swap(FACTS, "cite: book p. 9", "cite:")),
    case("paragraph-0", swap(FACTS, "cite: gazette ¶2", "cite: gazette ¶0")),
    case("paragraph-backwards", swap(FACTS, "cite: gazette ¶2", "cite: gazette ¶3-2")),
    case("paragraph-beyond-the-text", swap(FACTS, "cite: gazette ¶4", "cite: gazette ¶40")),
    case(
        "paragraph-beyond-the-text-by-default",
        swap(FACTS, "cite: gazette ¶6", "cite: [gazette ¶6, gazette ¶7]"),
    ),
    case("uncited-fact", swap(FACTS, "    cite: book p. 9\n", "")),
    case(
        "uncited-slot",
        swap(
            FACTS,
            "{default: gazette ¶3, when: [gazette ¶3, book p. 12]}",
            "{parties: gazette ¶3, when: book p. 12}",
        ),
    ),
    case(
        "cite-of-an-unknown-slot",
        swap(FACTS, "{default: gazette ¶3, when: [", "{default: gazette ¶3, wen: ["),
    ),
    case("unused-source", swap(SOURCES, "entities:", "  diary: {title: A diary}\nentities:")),
    case(
        "silence-without-a-reason", swap(FACTS, "    by: lund\n", "    by: lund\n    ask: [when]\n")
    ),
    case(
        "silence-of-an-unknown-slot",
        swap(
            FACTS,
            "    by: lund\n",
            "    by: lund\n    ask: {only: [wen, by], because: the month is trivial}\n",
        ),
    ),
    case(
        "asked-in-a-way-there-is-none",
        swap(
            FACTS,
            "    by: lund\n",
            "    by: lund\n    ask: {only: [when/chioce, when, by], because: it has a story}\n",
        ),
    ),
    case("unit-said-twice", swap(FACTS, "what: height of", "what: height in metres of")),
    case(
        "unasked-slot",
        swap(
            KIND,
            """\
  mark:
    asks: mark
    given: [name]
    stem: "Which letters stood on {{ name }}?"
""",
            "",
        ),
    ),
    case("bad-formula", swap(FACTS, "$t = 2$", r"$\\left($")),
    case("picture-that-does-not-exist", swap(SOURCES, "images/chart.svg", "images/map.png")),
    case("picture-outside", swap(SOURCES, "images/chart.svg", "../chart.svg")),
    case("picture-that-is-none", write("images/chart.svg", "a chart\n")),
    case("picture-without-credit", swap(SOURCES, ", credit: I. Holm", "")),
    case(
        "answer-among-the-wrong-ones",
        swap(FACTS, "    by: lund\n", "    by: lund\n    not: {by: [brandt, lund]}\n"),
    ),
    case(
        "answer-among-what-is-mixed-up",
        swap(FACTS, "    by: lund\n", "    by: lund\n    confused_with: {by: lund}\n"),
    ),
    case(
        "wrong-answer-for-an-unknown-slot",
        swap(FACTS, "    by: lund\n", "    by: lund\n    not: {buy: [brandt]}\n"),
    ),
    case(
        "closed-slot-that-is-unknown",
        swap(FACTS, "colours: [white, red]", "colours: [white, red]\n    closed: colour"),
    ),
]

KINDS = [
    case("template-syntax", swap(KIND, "Who kept {{ name }}?", "Who kept {{ name }?")),
    case("template-unclosed-if", swap(KIND, "{% endif %}.", ".")),
    case(
        "template-in-folded-lines",
        swap(
            KIND,
            'claim: "{{ owner }} owned {{ name }}{% if lit %}, lit {{ lit|on }}{% endif %}."',
            "claim: >-\n  {{ owner }} owned\n  {{ nam }}, and\n  {{ range(9) }}.",
        ),
    ),
    case("undefined-name", swap(KIND, "Who kept {{ name }}?", "Who kept {{ nmae }}?")),
    case("undefined-attribute", swap(KIND, "Who kept {{ name }}?", "Who kept {{ name.first }}?")),
    case("undefined-filter", swap(KIND, "Who kept {{ name }}?", "Who kept {{ name|upper }}?")),
    case("template-that-calls", swap(KIND, "Who kept {{ name }}?", "Who kept {{ name.upper() }}?")),
    case(
        "template-that-loops",
        swap(KIND, "Who kept {{ name }}?", "{% for k in keepers %}{{ k }}{% endfor %}?"),
    ),
    case("template-that-computes", swap(KIND, "{{ hours|show }} hours?", "{{ hours + 1 }} hours?")),
    case(
        "template-that-includes", swap(KIND, "Who kept {{ name }}?", "{% include 'quizgen.yaml' %}")
    ),
    case("template-that-sets", swap(KIND, "Who kept {{ name }}?", "{% set a = name %}{{ a }}?")),
    case("template-that-fails", swap(KIND, "Who kept {{ name }}?", "Who kept {{ name|on }}?")),
    case(
        "template-with-an-empty-slot",
        swap(KIND, "Who kept {{ name }}?", "Who kept {{ name }} in {{ view }}?"),
        swap(FACTS, "    view: the lamp could be seen from the mainland\n", ""),
    ),
    case(
        "template-that-shows-a-list-of-frames",
        swap(KIND, "Who kept {{ name }}?", "Who kept {{ watches }}?"),
    ),
    case("question-for-an-unknown-slot", swap(KIND, "asks: motto", "asks: moto")),
    case(
        "question-given-an-unknown-slot", swap(KIND, "given: [name, hours]", "given: [name, hour]")
    ),
    case("question-without-a-stem", swap(KIND, '    stem: "Who kept {{ name }}?"\n', "")),
    case(
        "question-of-each-of-no-list",
        swap(KIND, "    each: watches\n    asks: hours", "    each: colours\n    asks: hours"),
    ),
    case("kind-without-slots", write(KIND, "summary: a lamp\nclaim: A lamp.\n")),
]

ITEMS = [
    case(
        "stem-that-gives-the-answer-away",
        swap(FACTS, "name: the first lamp", "name: the first lamp of the island council"),
    ),
    case("item-with-a-flaw", swap(FACTS, "the survey of the reef", "the survey of of the reef")),
    case(
        "item-with-a-flaw-waived",
        swap(FACTS, "    cite: book p. 9\n", "    cite: book p. 9\n    waive: {unbalanced: why}\n"),
    ),
    case(
        "items-of-any-origin",
        write("items.json", FOREIGN),
        args=("check", "--items", "items.json"),
    ),
    case(
        "one-stem-with-two-answers",
        add(
            FACTS,
            "  - {id: again, kind: figure, what: height of the north tower, value: 33 metres,"
            " cite: book p. 80}\n",
        ),
    ),
]

DISPUTED = (
    "  - {id: far, kind: figure, what: reach of the lamp, value: 18 miles, according_to: lund,"
    " cite: gazette ¶6}\n"
)
CLAIMED = (
    "  - {id: c, kind: statement, by: lund, about: oil, that: Brandt CLAIMED the oil,"
    " cite: book p. 8"
)
TERMS = "terms: [{use: keeper, avoid: [lampman, wickie], because: the guild asks for it}]\n"
SAID = [
    case("loaded-verb", add(FACTS, f"{CLAIMED.replace('CLAIMED', 'admitted taking')}}}\n")),
    case(
        "loaded-verb-in-a-kind",
        swap(KIND, 'stem: "Who kept {{ name }}?"', 'stem: "Who claimed that he kept {{ name }}?"'),
    ),
    case(
        "waiver-of-something-else",
        add(FACTS, f"{CLAIMED.replace('CLAIMED', 'took')}, waive: {{loaded-verbs: why not}}}}\n"),
    ),
    case(
        "waiver-in-a-recipe-of-something-else",
        swap(RECIPE, "waive: {one-sided", "waive: {loaded-verb"),
    ),
    case(
        "term-to-avoid",
        add(SETTINGS, TERMS),
        swap(FACTS, "send a second keeper,", "send a second lampman,"),
    ),
    case("term-without-a-reason", add(SETTINGS, "terms: [{use: keeper, avoid: lampman}]\n")),
    case(
        "disputed-and-reworded",
        add(FACTS, DISPUTED),
        add(
            RECIPE,
            "reword:\n  far/value/cloze: {stem: The lamp reached ____., because: shorter}\n",
        ),
    ),
    case(
        "disagreement-about-nothing",
        swap(FACTS, "    by: lund\n", "    by: lund\n    disagrees_with: talks\n"),
    ),
    case(
        "disagreement-of-one-voice",
        add(FACTS, DISPUTED),
        add(
            FACTS,
            DISPUTED.replace("far", "near")
            .replace("lamp", "lamp in fog")
            .replace("18 ", "8 ")
            .replace("cite:", "disagrees_with: far, cite:"),
        ),
    ),
    case(
        "one-sided-deck",
        swap(RECIPE, "waive: {one-sided: the book is short}\n", ""),
        swap(TABLE, 'wreck,"the wreck of the ""Anna""",lund,1906-11-04,book p. 31\n', ""),
    ),
]

RECIPES = [
    case(
        "sheet-demands-the-impossible",
        swap(RECIPE, "must: [pact/when/short-answer]", "must: [survey/by/choice]"),
    ),
    case(
        "cards-demand-the-impossible",
        swap(RECIPE, "also: [talks/where/short-answer]", "also: [survey/by/choice]"),
    ),
    case("unknown-item", swap(RECIPE, "pact/when/short-answer", "pact/whne/short-answer")),
    case("unknown-item-skipped", add(RECIPE, "skip:\n  nobody/asked/this: it is too hard\n")),
    case(
        "unknown-item-reworded",
        add(RECIPE, "reword:\n  pact/when/shortanswer: {stem: When?, because: shorter}\n"),
    ),
    case(
        "item-demanded-and-left-out",
        add(RECIPE, "facts: {kinds: [meeting]}\n"),
        swap(RECIPE, "items: 5", "items: 1"),
    ),
    case("recipe-that-selects-nothing", add(RECIPE, "facts: {kinds: [lamp], ids: [pact]}\n")),
    case("recipe-with-an-unknown-topic", add(RECIPE, "facts: {topics: [storms]}\n")),
    case(
        "practice-page-with-unknown-topics",
        add(RECIPE, "practice: {facts: {topics: [storms]}, topics: {storms: Storms}}\n"),
    ),
    case("guide-with-an-unknown-source", add(RECIPE, "guide: {facts: {sources: [gazete]}}\n")),
    case("recipe-with-an-unknown-kind", add(RECIPE, "facts: {kinds: [meetings, lamp]}\n")),
    case(
        "sheet-that-selects-nothing",
        swap(RECIPE, "must: [pact/when/short-answer]", "facts: {ids: [talks], kinds: [figure]}"),
    ),
    case("sheet-with-too-few-items", swap(RECIPE, "items: 5", "items: 50")),
    case(
        "blueprint-with-unknown-names",
        swap(
            RECIPE,
            "items: 5\n",
            "items: 5\n    blueprint: {kinds: {meetings: 1, pact: 20%}, slots: {meeting.wen: 1},"
            " sources: {gazete: 2}, topics: {storms: 1}}\n",
        ),
    ),
    case(
        "blueprint-misspelt",
        swap(
            RECIPE,
            "items: 5\n",
            "items: 5\n    blueprint: {kind: {lamp: 1}, interactions: {choices: 1},"
            " difficulty: {simple: 20%}}\n",
        ),
    ),
    case(
        "blueprint-with-bad-amounts",
        swap(
            RECIPE,
            "items: 5\n",
            "items: 5\n    blueprint: {kinds: {lamp: a few, event: '>2', meeting: 1.5}}\n",
        ),
    ),
    case(
        "blueprint-that-does-not-fit",
        swap(
            RECIPE,
            "items: 5\n",
            "items: 5\n    blueprint: {kinds: {lamp: 3, event: at least 3}, sources: {book: 6},"
            " interactions: {choice: 60%, cloze: 50%}, difficulty: {hard: 120%}}\n",
        ),
    ),
    case(
        "blueprint-that-cannot-be-filled",
        swap(
            RECIPE,
            "items: 5\n",
            "items: 5\n    blueprint: {kinds: {figure: 2, agreement: 0}, sources: {book: 4},"
            " difficulty: {easy: at least 2}, slots: {lamp.range: 1, lamp.task: 1}}\n",
        ),
    ),
    case(
        "parallel-forms-that-share-items",
        swap(
            RECIPE, "items: 5\n", "items: 5\n    forms: parallel\n    versions: [A, B, C, D, E]\n"
        ),
        swap(RECIPE, "    must: [pact/when/short-answer]\n", "    interactions: [choice, cloze]\n"),
    ),
    case(
        "items-that-give-each-other-away",
        swap(RECIPE, "[pact/when/short-answer]", "[pact/when/short-answer, pact/where/cloze]"),
    ),
    case("unknown-recipe", args=("check", "light"), code=2),
    case(
        "two-recipes-with-one-fact",
        add("decks/more.yaml", "title: More lights\nfacts: {kinds: [lamp]}\n"),
    ),
    case("one-recipe-twice", add("decks/lights.yml", "title: The two lights again\n")),
    case(
        "recipes-that-differ-in-case", add("decks/Lights.yaml", "title: More lights\ncards: none\n")
    ),
]

TEXTS = [
    case(
        "own-words",
        swap(
            FACTS,
            "undertakes: send a second keeper,",
            "undertakes: send a second keeper before the autumn storms arrive from the west,",
        ),
    ),
    case("words-that-were-not-read", swap(FACTS, "read: 1 October", "read: 1 November")),
    case("unsupported-name", swap(TEXT, "Marta Brandt led", "Jens Holm led")),
    case("unsupported-number", swap(TEXT, "is 31 metres", "is 13 metres")),
    case("unsupported-date", swap(TEXT, "12 March", "21 March")),
    case("unsupported-negation", swap(TEXT, "will send", "will not send")),
    case("unsupported-quotation", swap(FACTS, "motto: keep it", "motto: let it keep")),
    case(
        "unsupported-in-one-of-two",
        swap(FACTS, "cite: [gazette ¶5, book", "cite: [gazette ¶5, gazette ¶4, book"),
    ),
    case(
        "reason-that-is-not-needed",
        swap(
            FACTS,
            "cite: [gazette ¶5, book",
            "cite: [{at: gazette ¶5, supported: I measured it}, book",
        ),
    ),
    case(
        "reason-that-is-empty",
        swap(FACTS, "cite: gazette ¶2", "cite: {at: gazette ¶2, supported: }"),
    ),
    case(
        "reason-misspelt",
        swap(FACTS, "cite: gazette ¶2", "cite: {at: gazette ¶2, suported: it says so}"),
    ),
    case(
        "reading-that-is-wrong",
        add("templates/reading/en.yaml", "numbers: {two: many}\nnegation: [not]\n"),
    ),
    case("text-missing", remove(TEXT)),
    case("text-outside", swap(SOURCES, "text: gazette.txt", "text: ../quizgen.yaml")),
    case("text-outside-absolute", swap(SOURCES, "text: gazette.txt", "text: /etc/hostname")),
    case("text-linked-outside", remove(TEXT), link(TEXT, "../quizgen.yaml")),
    case("text-linked-to-itself", remove(TEXT), link(TEXT, "gazette.txt")),
    case("text-that-is-a-folder", folder(TEXT)),
    case("text-that-is-a-pipe", remove(TEXT), lambda root: os.mkfifo(root / TEXT)),
    case("text-empty", write(TEXT, "\ufeff \n\n")),
    case("text-binary", write(TEXT, "\x00\x01PNG" * 20)),
    case("text-in-an-old-encoding", lambda root: recode(root / TEXT, "cp1252")),
    case("text-in-an-unknown-encoding", lambda root: recode(root / TEXT, "cp1251")),
    case("text-of-50-mb", lambda root: os.truncate(root / TEXT, 50_000_000)),
    case("uncited-paragraph", add(TEXT, "A storm broke its glass in the same winter.\n")),
    case("passages-without-texts", add(RECIPE, "passages: yes\n"), remove(TEXT), args=("build",)),
    case("passages-beyond-the-limit", add(RECIPE, "passages: yes\n")),
    case("no-folder-of-texts", args=("check", "--texts", "text"), code=2),
    case(
        "moved-citation",
        swap(TEXT, "On 11 February", "Skarn lies far from the mainland.\nOn 11 February"),
        swap(SOURCES, "furniture: [1]", "furniture: [1, 2]"),
    ),
    case("stale-citation-edited", swap(TEXT, "is 31 metres high", "is now 31 metres high")),
    case("stale-citation-gone", swap(TEXT, "The north tower is 31 metres high.\n", "")),
    case(
        "stale-release",
        swap(TEXT, "met the harbour board", "met half of the harbour board"),
        swap(TEXT, "The north tower is 31 metres high.\n", ""),
        args=("release", "--texts", "texts"),
    ),
    case(
        "damaged-passage",
        lambda root: (root / "quizgen.lock").write_text(
            re.sub(
                r"(passage gazette 2 - \d+ same \d+ \w+) .*",
                r"\1 ?",
                (root / "quizgen.lock").read_text(),
            ),
        ),
        args=WRITE,
    ),
]

WRITING = [
    case(
        "damaged-lock",
        swap("quizgen.lock", "quizgen-lock 1\n", "quizgen-lock 1\n<<<<<<< HEAD\nitem abc\n"),
        args=WRITE,
    ),
    case(
        "lock-of-the-future",
        swap("quizgen.lock", "quizgen-lock 1\n", "quizgen-lock 2\n"),
        args=WRITE,
    ),
    case("lock-that-is-a-folder", folder("quizgen.lock"), args=WRITE, code=2),
    case("out-below-a-file", args=(*WRITE, "--out", "quizgen.yaml/decks"), code=2),
    case("out-that-is-a-file", args=(*WRITE, "--out", "quizgen.yaml"), code=2),
    case("out-with-foreign-files", args=(*WRITE, "--out", "seeds")),
    case("foreign-deck", write("decks/lights/lights.apkg", "mine\n"), args=WRITE),
    case("foreign-sheet", write("decks/lights/quiz-a.html", "<p>mine\n"), args=WRITE),
    case("folder-in-the-way", folder("decks/lights/quiz-a.html"), args=WRITE),
    case("cut-off-before-a-change", noted(committed=False), args=("check",)),
    case("cut-off-midway", noted(committed=True), args=("check",)),
    case("cut-off-and-not-yet-cleared", noted(committed=True), args=("build", "--check")),
    case(
        "damaged-journal",
        write(".quizgen/journal.json", '{"format": 1, "comm'),
        args=("check",),
    ),
    case(
        "notes-below-a-file",
        lambda root: shutil.rmtree(root / NOTES),
        write(NOTES, "mine\n"),
        args=WRITE,
        code=2,
    ),
    case(
        "file-where-the-folder-goes",
        lambda root: shutil.rmtree(root / "decks/lights"),
        write("decks/lights", "mine\n"),
        args=WRITE,
        code=2,
    ),
]

# What the survey says of itself, and what is left where it is told no more.
SURVEY = """\
  - id: survey
    kind: event
    what: the survey of the reef
    by: lund
    when: 1906-08
    cite: book p. 9
"""
WITHOUT_SURVEY = (swap(FACTS, f"{SURVEY}\n", ""), swap(FACTS, "    lit_after: survey\n", ""))


def released(root: Path) -> None:
    """Close an edition of it as it stands."""
    command = [sys.executable, "-m", "quizgen", "release"]
    subprocess.run(command, cwd=root, check=True, capture_output=True)


CHECK = ("check", "--strict")
EDITIONS = [
    case("retired-without-reason", released, *WITHOUT_SURVEY, args=CHECK),
    case(
        "retired-slot-without-reason",
        released,
        swap(FACTS, "    by: lund\n", ""),
        args=CHECK,
    ),
    case(
        "retired-and-still-there",
        released,
        add(FACTS, "retired: {survey: it never took place}\n"),
        args=CHECK,
    ),
    case(
        "retired-that-never-was",
        released,
        add(FACTS, "retired: {surveys: it never took place}\n"),
        args=CHECK,
    ),
    case(
        "retired-for-nothing",
        released,
        *WITHOUT_SURVEY,
        add(FACTS, "retired: {survey: {reason: it never took place, replaced_by: soundings}}\n"),
        args=CHECK,
    ),
    case("retired-without-saying", add(FACTS, "retired: {survey: {replaced_by: pact}}\n")),
    case("retired-bad-id", add(FACTS, "retired: {the survey: gone}\n")),
    case(
        "renamed-twice",
        swap(FACTS, "id: survey\n", "id: sounding\n    was: survey\n"),
        swap(FACTS, "lit_after: survey", "lit_after: sounding"),
        released,
        swap(FACTS, "id: sounding\n    was: survey\n", "id: depths\n    was: sounding\n"),
        swap(FACTS, "lit_after: sounding", "lit_after: depths"),
        args=CHECK,
    ),
    case("was-is-there", swap(FACTS, "id: survey\n", "id: survey\n    was: tower\n"), args=CHECK),
    case(
        "was-of-two",
        swap(FACTS, "id: survey\n", "id: survey\n    was: old\n"),
        swap(FACTS, "id: tower\n", "id: tower\n    was: [later, old]\n"),
        args=CHECK,
    ),
    case(
        "was-of-two-entries",
        swap(FACTS, "{id: late, keeper", "{id: late, was: early, keeper"),
        args=CHECK,
    ),
    case(
        "was-of-an-entry-that-is-none",
        swap(FACTS, "{id: late, keeper", "{id: late, was: {id: night}, keeper"),
        args=CHECK,
    ),
    case(
        "was-of-a-recipe-that-is-there",
        swap(RECIPE, "title: The", "was: lights\ntitle: The"),
        args=CHECK,
    ),
    case(
        "skipped-by-its-first-id",
        swap(FACTS, "id: survey\n", "id: survey\n    was: old\n"),
        add(RECIPE, "skip: {old/when/short-answer: too easy}\n"),
        args=CHECK,
    ),
    case("deck-with-another-name", released, swap(RECIPE, "of Skarn", "of Skarv"), args=CHECK),
    case(
        "deck-that-is-gone",
        released,
        lambda root: (root / RECIPE).rename(root / "decks/lamps.yaml"),
        args=CHECK,
    ),
    case(
        "another-namespace",
        released,
        swap(SETTINGS, "b7mq2xw9kd4tz8rn5cvj3phaye", "c7mq2xw9kd4tz8rn5cvj3phaye"),
        args=CHECK,
    ),
    case("lost-lock", remove("quizgen.lock"), args=WRITE),
    case(
        "lock-that-lost-lines",
        released,
        lambda root: (root / "quizgen.lock").write_text(
            "".join(
                line
                for line in (root / "quizgen.lock").read_text().splitlines(keepends=True)
                if "tower" not in line
            )
        ),
        args=CHECK,
    ),
    case(
        "lock-from-the-future",
        lambda root: (root / "quizgen.lock").write_text(
            re.sub(r"(item \w+) \w+", r"\1 9999999999", (root / "quizgen.lock").read_text())
        ),
        swap(FACTS, "value: 31,", "value: 32,"),
        swap(TEXT, "31 metres", "32 metres"),
        args=WRITE,
    ),
    case("adopted-from-elsewhere", args=("adopt", "seeds/facts.yaml"), code=2),
]

EXPORT = "seeds/zotero.json"
EXPORTS = [
    case("json-comma", add(EXPORT, '[\n  {"id": "log", "type": "book",}\n]\n')),
    case("json-cut-off", add(EXPORT, '[{"id": "log", "title": "The lo')),
    case("json-that-is-no-list", add(EXPORT, '{"items": [{"id": "log"}]}\n')),
    case("json-deep", add(EXPORT, "[" * 60 + "]" * 60)),
    case(
        "json-fields-of-other-forms",
        add(
            EXPORT,
            """\
[
\t{"id": "log", "title": ["The log"], "author": "Lee", "editor": [{"family": "Lee"}, "Berg"],
\t "issued": "last year", "accessed": {"date-parts": [["May", 3]]}, "abstract": ["kept out"]},
\t"another log",
\t{"type": "book", "title": "No id"}
]
""",
        ),
    ),
    case(
        "json-id-that-is-an-address",
        add(
            EXPORT,
            """\
[
  {"id": "http://zotero.org/users/1/items/AB", "title": "The log",
   "author": [{"family": "Lee", "given": "Ann"}], "issued": {"date-parts": [[1906]]}}
]
""",
        ),
    ),
    case("json-one-id-twice", add(EXPORT, '[{"id": "book"},\n {"id": "book"}]\n')),
    case("json-case-clash", add(EXPORT, '[{"id": "Book", "title": "Another book"}]\n')),
    case(
        "json-impossible-date",
        add(
            EXPORT,
            '[{"id": "log",\n  "issued": {"date-parts": [[1906, 2, 30]]}}]\n',
        ),
    ),
    case(
        "address-of-another-scheme",
        swap(SOURCES, "    issued: 1931", "    issued: 1931\n    URL: ftp://skarn.example/book"),
    ),
    case(
        "address-that-runs",
        swap(SOURCES, "    issued: 1931", "    issued: 1931\n    URL: javascript:alert(1)"),
    ),
    case(
        "address-without-a-scheme",
        swap(SOURCES, "    issued: 1931", "    issued: 1931\n    URL: www.skarn.example"),
    ),
    case(
        "address-with-a-space",
        swap(
            SOURCES,
            "    issued: 1931",
            "    issued: 1931\n    archive-url: https://skarn.example/a book",
        ),
    ),
    case(
        "impossible-date-of-a-visit",
        swap(SOURCES, "    issued: 1931", "    issued: 1931\n    accessed: 2025-02-30"),
    ),
    case("unknown-citation-style", swap(SETTINGS, "license:", "citation-style: harvard\nlicense:")),
]

ALL = [
    *FILES,
    *SHAPE,
    *FACT_CASES,
    *EXPORTS,
    *KINDS,
    *ITEMS,
    *SAID,
    *RECIPES,
    *TEXTS,
    *WRITING,
    *EDITIONS,
]


@pytest.fixture(scope="session")
def built(process: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sound workspace, built once."""
    root = tmp_path_factory.mktemp("built") / "lights"
    shutil.copytree(BASE, root)
    ran = process(*BUILD, cwd=root, env={"SOURCE_DATE_EPOCH": "1700000000"})
    assert (ran.code, ran.err) == (0, "")
    return root


@pytest.fixture
def lights(built: Path, tmp_path: Path) -> Path:
    """A copy of the sound workspace with its outputs."""
    return shutil.copytree(built, tmp_path / "lights")


@pytest.mark.parametrize("problem", ALL)
def test_a_problem_is_shown(problem: Case, lights: Path, run: Run, golden: Golden) -> None:
    for change in problem.changes:
        change(lights)
    before = contents(lights)
    ran = run(*problem.args, cwd=lights)
    golden(f"cases/problems/{problem.name}/expected/problems.txt", ran.out + ran.err)
    assert ran.code == problem.code
    assert contents(lights) == before


def test_every_golden_file_has_its_case() -> None:
    names = {path.name for path in BASE.parent.iterdir()} - {BASE.name}
    assert names == {c.id for c in ALL} | {"all-at-once"}


FAULTS = (
    swap(SETTINGS, "b7mq2xw9kd4tz8rn5cvj3phaye", "lights"),
    swap(SOURCES, "issued: 1907-03-15", "issued: 1907-15-03"),
    swap(SOURCES, "aliases: [Brandt]", "alias: [Brandt]"),
    swap(SOURCES, "images/chart.svg", "images/map.png"),
    add("seeds/more.yaml", "facts:\n  - {id: talks, kind: meeting, what: [more talks\n"),
    swap(FACTS, "where: town-hall", "where: &hall town-hall"),
    swap(FACTS, "when: 1907-03-12", "when: 12/03/1907"),
    swap(FACTS, "cite: book p. 9", "cite: book"),
    swap(FACTS, "value: 31,", "value: thirty-one,"),
    swap(FACTS, "owner: council", "owner: [council]"),
    swap(KIND, "Who kept {{ name }}?", "Who kept {{ nmae }}?"),
    swap(RECIPE, "items: 5", "items: five"),
)


@pytest.fixture
def faulty(lights: Path) -> Path:
    """A workspace with twelve faults in six files, one of which cannot be read."""
    for change in FAULTS:
        change(lights)
    return lights


@pytest.mark.parametrize("form", ["full", "concise", "json", "github"])
def test_all_problems_are_shown_at_once(form: str, faulty: Path, run: Run, golden: Golden) -> None:
    ran = run("check", "--texts", "texts", "--format", form, cwd=faulty)
    golden(f"cases/problems/all-at-once/expected/{form}.txt", ran.out)
    assert (ran.code, ran.err) == (1, "")


def test_each_fault_is_one_problem_in_its_place(faulty: Path, run: Run) -> None:
    """No fault makes something else look wrong, and they are sorted by file and line."""
    ran = run("check", "--texts", "texts", "--format", "json", cwd=faulty)
    problems = json.loads(ran.out)
    places = [(p["path"], p["line"], p["column"]) for p in problems]
    assert len(problems) == len(FAULTS)
    assert places == sorted(places)
    assert all(p["hint"] for p in problems if p["code"] not in ("wrong-type", "bad-image"))


def test_a_build_shows_what_a_check_shows(faulty: Path, run: Run) -> None:
    checked = run("check", "--texts", "texts", cwd=faulty)
    built = run("build", "--texts", "texts", cwd=faulty)
    assert (built.out, built.err, built.code) == ("", checked.out, checked.code)


@pytest.mark.parametrize("name", [SOURCES, KIND, RECIPE])
def test_a_file_too_large_is_not_read(
    name: str, lights: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quizgen.textfile.MAX_BYTES", 5_000_000)
    add(name, "#" * 5_000_000)(lights)
    ran = run("check", cwd=lights)
    assert ran.code == 1
    assert f"error[unreadable-file]: the file is larger than 5 MB\n --> {name}:1:1\n" in ran.out


def test_a_picture_too_large_is_not_read(
    lights: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quizgen.images.MAX_BYTES", 10)
    ran = run("check", cwd=lights)
    assert ran.code == 1
    assert "error[bad-image]: the picture 'images/chart.svg' is larger than" in ran.out


def test_foreign_files_are_found_without_reading_them_all(lights: Path, run: Run) -> None:
    before = contents(lights)
    ran = run("build", "--out", Path(lights.anchor), cwd=lights)
    assert ran.code == 1
    assert "holds files that quizgen did not make, such as" in ran.err
    assert contents(lights) == before


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no /proc")
def test_a_folder_that_nobody_can_make_is_said(lights: Path, run: Run) -> None:
    before = contents(lights)
    ran = run("build", "--out", "/proc/quizgen", cwd=lights)
    assert ran.code == 2
    assert ran.err.startswith("quizgen: '/proc/quizgen/lights/lights.apkg' cannot be written: ")
    assert contents(lights) == before


@pytest.mark.skipif(sys.platform == "win32", reason="there is no limit to set")
@pytest.mark.parametrize("out", [(), ("--out", "new/folder")])
def test_a_full_disk_leaves_nothing_behind(out: tuple[str, ...], lights: Path) -> None:
    """A limit on the size of files stops root too, in the midst of the first large one."""
    swap(RECIPE, "items: 5", "items: 4")(lights)
    before = contents(lights)
    command = [sys.executable, "-c", LIMITED, "build", *out]
    env = {name: text for name, text in os.environ.items() if not name.startswith("QUIZGEN_")}
    ran = subprocess.run(
        command, cwd=lights, env=env, capture_output=True, encoding="utf-8", check=False
    )
    assert ran.returncode == 2, ran.stderr
    assert ran.stderr.startswith("quizgen: '")
    # The deck is put together by SQLite, which tells less.
    assert re.search(r"cannot be written: (file too large|disk I/O error)\n = help: ", ran.stderr)
    assert contents(lights) == before


LIMITED = """
import resource
from quizgen.cli import app
resource.setrlimit(resource.RLIMIT_FSIZE, (7_000, 7_000))
app(prog_name="quizgen")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="links are not for everybody there")
@pytest.mark.parametrize("target", ["nowhere", "quizgen.yaml", "seeds"])
def test_a_link_is_not_followed_to_somebody_elses_file(target: str, lights: Path, run: Run) -> None:
    page = lights / "decks/lights/quiz-a.html"
    page.unlink()
    page.symlink_to(lights / target)
    before = contents(lights)
    ran = run("build", cwd=lights)
    assert ran.code == 1
    assert "error[foreign-file]: 'decks/lights/quiz-a.html'" in ran.err
    assert contents(lights) == before
    assert page.is_symlink()


FILES_OF_TEXT = (SETTINGS, SOURCES, FACTS, TABLE, KIND, RECIPE, TEXT)
ODD = (
    *("", "[]", "{}", "[[]]", "{a: b}", "- ", "'", '"', "&a", "*a", "<<", "!!int 3", "|", ">-"),
    *("---", "no", "~", "%", ";", "a;b", "/", "..", "../x", "²", "-1", "1e400", "9" * 5_000),
    *("\t", "\x07", "\u2028", "\x85", "Ω ̈\u202e", "0000-00-00", "1907-02-30", "1/2/1907"),
    *("2022-01-01/..", "{{ name }}", "{% if %}", "$x", "![chart]", "quantity", "council"),
    *("talks", "gazette", "gazette ¶0", "gazette ¶1-99999999"),
)
PLACE = re.compile(r"^ *(?:-->|:::) (.+):(\d+):(\d+)$", re.MULTILINE)


@dataclass
class Slip:
    """A slip of the pen in line *n*: at a place in it, with another line, or with odd words."""

    lines: list[str]
    n: int
    other: int
    at: int
    odd: str

    def lose_line(self) -> None:
        """Delete it."""
        self.lines[self.n : self.n + 1] = [] if len(self.lines) > 1 else [""]

    def double_line(self) -> None:
        """Write it twice."""
        self.lines.insert(self.n, self.lines[self.n])

    def swap_lines(self) -> None:
        """Change places with another line."""
        line = self.lines[self.n]
        self.lines[self.n], self.lines[self.other] = self.lines[self.other], line

    def lose_character(self) -> None:
        """Delete a character."""
        line = self.lines[self.n]
        self.lines[self.n] = line[: self.at] + line[self.at + 1 :]

    def insert_words(self) -> None:
        """Put odd words into it."""
        line = self.lines[self.n]
        self.lines[self.n] = line[: self.at] + self.odd + line[self.at :]

    def indent(self) -> None:
        """Indent it by some spaces."""
        self.lines[self.n] = " " * (self.at % 9) + self.lines[self.n].lstrip()

    def swap_values(self) -> None:
        """Exchange the values of two lines."""
        key, _, value = self.lines[self.n].partition(": ")
        other, _, foreign = self.lines[self.other].partition(": ")
        self.lines[self.n], self.lines[self.other] = f"{key}: {foreign}", f"{other}: {value}"

    def replace_value(self) -> None:
        """Give its key an odd value."""
        self.lines[self.n] = f"{self.lines[self.n].partition(':')[0]}: {self.odd}"

    def replace_word(self) -> None:
        """Put odd words in the place of a word."""
        words = self.lines[self.n].split(" ")
        words[self.at % len(words)] = self.odd
        self.lines[self.n] = " ".join(words)


SLIPS = (
    *(Slip.lose_line, Slip.double_line, Slip.swap_lines, Slip.lose_character, Slip.insert_words),
    *(Slip.indent, Slip.swap_values, Slip.replace_value, Slip.replace_word),
)


@st.composite
def slipped(draw: st.DrawFn, text: str) -> str:
    """*text* after a few slips of the pen."""
    lines = text.split("\n")
    for _ in range(draw(st.integers(1, 3))):
        n = draw(st.integers(0, len(lines) - 1))
        other = draw(st.integers(0, len(lines) - 1))
        at = draw(st.integers(0, len(lines[n])))
        draw(st.sampled_from(SLIPS))(Slip(lines, n, other, at, draw(st.sampled_from(ODD))))
    return "\n".join(lines)


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(data=st.data())
def test_no_slip_of_the_pen_is_a_traceback(data: st.DataObject, lights: Path, run: Run) -> None:
    """Whatever a file comes to hold: an exit code, and places that lie inside their files."""
    name = data.draw(st.sampled_from(FILES_OF_TEXT))
    whole = (lights / name).read_bytes()
    try:
        mutated = data.draw(slipped(whole.decode())).encode("utf-8", "surrogatepass")
        (lights / name).write_bytes(mutated)
        ran = run("build", "--check", "--texts", "texts", cwd=lights)
        assert ran.code in (0, 1, 2)
        assert (ran.code == 0) == ("error" not in ran.err)
        for path, line, column in PLACE.findall(ran.err):
            lines = LINE_BREAK.split((lights / path).read_bytes().decode("utf-8-sig", "replace"))
            assert 1 <= int(line) <= len(lines)
            assert 1 <= int(column) <= len(lines[int(line) - 1]) + 1
    finally:
        (lights / name).write_bytes(whole)


def contents(root: Path) -> dict[str, bytes | None]:
    """Every file below *root* with its bytes, and every folder."""
    return {str(p): p.read_bytes() if p.is_file() else None for p in sorted(root.rglob("*"))}
