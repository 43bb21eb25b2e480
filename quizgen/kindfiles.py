"""From kind files to kinds: templates compiled, questions held against the slots they use."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from quizgen import document, rules
from quizgen.diagnostics import Span
from quizgen.kinds import STATEMENTS, Kind, KindRecord, Question, Slot
from quizgen.shape import fit
from quizgen.templating import BadTemplate, Templating

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from quizgen.diagnostics import Diagnostic
    from quizgen.kinds import InteractionName, QuestionRecord, SlotRecord
    from quizgen.phrases import Phrases
    from quizgen.resources import Shelf
    from quizgen.templating import Sentence


def load_kinds(
    shelf: Shelf, phrases: Phrases, shown: Callable[[Path], Path]
) -> tuple[dict[str, Kind | None], list[Diagnostic]]:
    """Every kind, by name; None for one that is in error, so that its facts are not blamed."""
    kinds: dict[str, Kind | None] = {}
    problems: list[Diagnostic] = []
    templating = Templating(phrases)
    for path in shelf.list("kinds", "*.yaml"):
        reader = _KindReader(path.stem, shown(path), templating)
        kinds[path.stem] = reader.read(path)
        problems += reader.problems
    language = phrases.words.language
    spoken = {n: k for n, k in kinds.items() if k is None or speaks(k.language, language)}
    return spoken, problems


def speaks(kind_language: str, language: str) -> bool:
    """Whether a kind's sentences serve a workspace of *language* (`en` serves `en-GB`)."""
    return kind_language == language or kind_language == language.partition("-")[0]


class _KindReader:
    def __init__(self, name: str, path: Path, templating: Templating) -> None:
        self.name = name
        self.path = path
        self.templating = templating
        self.problems: list[Diagnostic] = []

    def read(self, path: Path) -> Kind | None:
        data, self.problems = document.read(path, self.path)
        if data is None and self.problems:
            return None
        record, faults = fit(KindRecord, data, Span(self.path, 1, 1, 1, 1))
        self.problems += faults
        if record is None:
            return None
        slots = {name: _slot(name, slot) for name, slot in record.slots.items()}
        claim = self.compile(record.claim, record.span("claim"), slots)
        questions = [self.question(id_, q, slots) for id_, q in record.questions.items()]
        if self.problems or claim is None:
            return None
        return Kind(
            self.name, record.language, record.summary or "", slots, claim,
            tuple(q for q in questions if q), record.span("slots"),
        )  # fmt: skip

    def question(
        self, id_: str, record: QuestionRecord, slots: Mapping[str, Slot]
    ) -> Question | None:
        scope = self.scope(record, slots)
        if scope is None:
            return None
        self.known(record, scope)
        wordings = self.wordings(record, scope)
        key = self.compile(record.key, record.span("key"), scope) if record.key else None
        own = "claim" if record.claim else "statement"
        told = record.claim or (record.statement if record.each else None)
        claim = self.compile(told, record.span(own), scope) if told else None
        return Question(
            id_, record.asks, record.given, record.each, record.at, record.one, record.inverse,
            record.during, record.bound, record.by, record.pool, record.same, tuple(wordings),
            wordings, key, claim, record.span("stem"),
        )  # fmt: skip

    def scope(self, record: QuestionRecord, slots: Mapping[str, Slot]) -> dict[str, Slot] | None:
        """The slots a question may use: the fact's, and those of the frame it asks about."""
        if record.each is None:
            return dict(slots)
        frames = slots.get(record.each)
        if frames is None or frames.type != "frames":
            self.bad(record.span("each"), f"'{record.each}' is not a list of frames")
            return None
        return {**slots, **frames.frame}

    def known(self, record: QuestionRecord, scope: Mapping[str, Slot]) -> None:
        """Report slot names in a question that its kind does not have."""
        for route, name in [
            (("asks",), record.asks),
            *((("given", n), name) for n, name in enumerate(record.given)),
            (("inverse",), record.inverse),
            (("during",), record.during),
            (("by",), record.by),
        ]:
            if name and name != "previous" and name.removeprefix("previous.") not in scope:
                self.bad(record.span(*route), f"a {self.name} has no slot '{name}'", name, scope)

    def wordings(
        self, record: QuestionRecord, scope: Mapping[str, Slot]
    ) -> dict[InteractionName, Sentence]:
        """The sentence of each interaction the question suits, in their fixed order."""
        found: dict[InteractionName, Sentence] = {}
        names: tuple[InteractionName, ...] = ("short-answer", "choice", "true-false", "cloze")
        for name in names:
            own = name.replace("-", "_")
            field = "statement" if name in STATEMENTS else "stem"
            used = name if getattr(record, own) else field
            text = getattr(record, own) or getattr(record, field)
            if text is None or (record.only and name not in record.only):
                continue
            if sentence := self.compile(text, record.span(used), scope):
                found[name] = sentence
        return found

    def compile(self, source: str, span: Span | None, scope: Mapping[str, Slot]) -> Sentence | None:
        try:
            sentence = self.templating.compile(source, span)
        except BadTemplate as error:
            place = _line_of(span, error.line)
            self.problems.append(rules.TEMPLATE_SYNTAX.at(place, str(error)))
            return None
        for name in sorted(sentence.names - set(scope) - {"previous"}):
            self.problems.append(
                rules.TEMPLATE_UNDEFINED.at(
                    _word_at(span, name),
                    f"'{name}' is not a slot of {self.name}",
                    hint=_near(name, scope),
                )
            )
        return sentence

    def bad(
        self, span: Span | None, message: str, name: str = "", scope: Iterable[str] = ()
    ) -> None:
        self.problems.append(rules.BAD_KIND.at(span, message, hint=_near(name, scope)))


def _slot(name: str, record: SlotRecord) -> Slot:
    frame = {inner: _slot(inner, r) for inner, r in record.frame.items()}
    return Slot(name, record.type, record.required, record.names, record.helper, record.role, frame)


def _near(name: str, known: Iterable[str]) -> str | None:
    names = list(known)
    close = get_close_matches(name, names, n=1)
    if close:
        return f"did you mean '{close[0]}'?"
    return f"its slots: {', '.join(names)}" if names else None


def _line_of(span: Span | None, line: int) -> Span | None:
    if span is None or line <= 1:
        return span
    return Span(span.path, span.line + line - 1, 1, span.line + line - 1, 2)


def _word_at(span: Span | None, word: str) -> Span | None:
    """Where *word* stands in the lines of *span*, as near as can be told."""
    if span is None:
        return None
    try:
        lines = span.path.read_text("utf-8").splitlines()
    except OSError:
        return span
    for number in range(span.line, min(span.end_line, len(lines)) + 1):
        start = span.column - 1 if number == span.line else 0
        if match := re.compile(rf"\b{re.escape(word)}\b").search(lines[number - 1], start):
            return Span(span.path, number, match.start() + 1, number, match.end() + 1)
    return span
