"""From set files to sets: their questions found among the kinds, their sentences compiled."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from quizgen import document, rules
from quizgen.diagnostics import Span
from quizgen.languages import stand_ins
from quizgen.resources import shipped
from quizgen.sentences import Sentences
from quizgen.sets import SIZES, FactSet, SetRecord
from quizgen.shape import fit, near
from quizgen.templating import BadTemplate, Templating

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from quizgen.diagnostics import Diagnostic
    from quizgen.kinds import Kind, Question
    from quizgen.phrases import Phrases
    from quizgen.resources import Shelf
    from quizgen.templating import Sentence

GROUPS = ("source", "topic", "entity", "fact", "shape")  # what facts may share besides a slot
PAIR = ("first", "second")  # the two facts between which something is counted
NAME = "it"  # the happening that a fact names, whatever its slot is called


def load_sets(
    shelf: Shelf,
    phrases: Phrases,
    kinds: Mapping[str, Kind],
    shown: Callable[[Path], Path],
) -> tuple[tuple[FactSet, ...], list[Diagnostic]]:
    """The sets that ask facts of *kinds*, and what is wrong with their files."""
    problems: list[Diagnostic] = []
    found: list[FactSet] = []
    templating = Templating(phrases)
    tags = stand_ins(phrases.words.language)
    for path in shelf.list("sets", "*.yaml"):
        data, faults = document.read(path, shown(path))
        problems += faults
        record, faults = (None, []) if faults and data is None else _fitted(data, shown(path))
        problems += faults
        if record and record.language in tags:
            sentences = Sentences(f"the set '{path.stem}'", templating, tuple(phrases.filters()))
            reader = _Reader(path.stem, record, kinds, sentences)
            reader.is_shipped = path.is_relative_to(shipped())
            made = reader.read()
            problems += sentences.problems
            found += [made] if made else []
    return tuple(found), problems


def _fitted(data: object, path: Path) -> tuple[SetRecord | None, list[Diagnostic]]:
    return fit(SetRecord, data, Span(path, 1, 1, 1, 1))


class _Reader:
    def __init__(
        self, name: str, record: SetRecord, kinds: Mapping[str, Kind], sentences: Sentences
    ) -> None:
        self.name = name
        self.record = record
        self.kinds = kinds
        self.sentences = sentences
        self.is_shipped = False

    def read(self) -> FactSet | None:
        """The set, if any of its questions is there."""
        record = self.record
        of: dict[tuple[str, str], Sentence | None] = {}
        for pattern, text in record.of.items():
            of |= self.matched(pattern, text)
        scope = {name for kind, question in of for name in self.scope(kind, question)}
        self.check_groups(scope)
        stem = self.sentences.compile(record.stem, record.span("stem"), {*scope, *PAIR})
        least, most = SIZES[record.interaction]
        least, most = record.least or least, max(record.most or most, record.least or 0)
        if stem is None or not of:
            return None
        return FactSet(
            self.name, record.language, record.interaction, of, record.by, record.asks, stem,
            least, most, record.items, record.was[-1] if record.was else self.name,
        )  # fmt: skip

    def matched(self, pattern: str, text: str | None) -> dict[tuple[str, str], Sentence | None]:
        """The questions that *pattern* names, each with its sentence."""
        span = self.record.span("of", pattern, key=True)
        kind, _, question = pattern.partition(".")
        named = [
            (k.name, q.id)
            for k in self.kinds.values()
            for q in k.questions
            if fnmatchcase(k.name, kind) and q.id == question and self.suits(k, q)
        ]
        # A shipped set knows the shipped kinds: a workspace may have others under their names.
        is_open = self.is_shipped or "*" in kind
        if not named and not is_open:
            self.unknown(pattern, span)
        if not text:
            return dict.fromkeys(named)
        place = self.record.span("of", pattern)
        found: dict[tuple[str, str], Sentence | None] = {}
        for name, id_ in named:
            scope = self.scope(name, id_)
            if is_open and not self.has(scope, text):
                continue
            sentence = self.sentences.compile(text, place, scope)
            if sentence:
                found[name, id_] = sentence
        return found

    def has(self, scope: tuple[str, ...], text: str) -> bool:
        """Whether *scope* has every slot that a sentence shows."""
        try:
            names = self.sentences.templating.compile(text, None).names
        except BadTemplate:
            return True  # which is reported when it is compiled
        return names <= set(scope)

    def suits(self, kind: Kind, question: Question) -> bool:
        """Whether a question can be asked of several facts: dates one after the other."""
        if self.record.asks == "source":
            return question.bound is not None
        if self.record.interaction not in ("ordering", "choice", "number"):
            return True
        slot = kind.slot(question.slot)
        return bool(slot and slot.type == "date" and question.one)

    def scope(self, kind: str, question: str) -> tuple[str, ...]:
        """The names that sentences about a question of *kind* may use."""
        found = self.kinds[kind]
        each = next(q.each for q in found.questions if q.id == question)
        inner = found.slots[each].frame if each else ()
        return (*found.slots, *inner, *((NAME,) if found.naming else ()))

    def check_groups(self, scope: set[str]) -> None:
        """Report what facts cannot share."""
        for n, name in enumerate(self.record.by):
            if name not in (*GROUPS, *scope):
                message = f"facts cannot share a '{name}'"
                hint = near(name, [*GROUPS, *scope], f"there are: {', '.join(GROUPS)} and slots")
                span = self.record.span("by", n)
                self.sentences.problems.append(rules.BAD_KIND.at(span, message, hint=hint))

    def unknown(self, pattern: str, span: Span | None) -> None:
        """Report a question that is not there, or does not suit the interaction."""
        known = list(_questions(self.kinds))
        message = f"no question is called '{pattern}'"
        hint = near(pattern, known, "write kind.question, as in role.office or *.when")
        if pattern in known:
            message = f"'{pattern}' cannot be {_DONE[self.record.interaction]}"
            hint = "its answer must be a date, and the only one: one: yes"
        if pattern in known and self.record.asks == "source":
            message = f"of '{pattern}' nobody knows which source reports it"
            hint = "take a question that is bound: speakers"
        self.sentences.problems.append(rules.BAD_KIND.at(span, message, hint=hint))


_DONE = {
    "ordering": "put in order",
    "choice": "compared in time",
    "number": "counted between",
    "matching": "matched",
    "multiple-response": "chosen",
}


def _questions(kinds: Mapping[str, Kind]) -> Iterator[str]:
    yield from (
        f"{kind.name}.{question.id}" for kind in kinds.values() for question in kind.questions
    )
