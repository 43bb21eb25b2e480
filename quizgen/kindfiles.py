"""From kind files to kinds: templates compiled, questions held against the slots they use."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, get_args

from quizgen import document, rules
from quizgen.diagnostics import Span
from quizgen.guidance import place_of
from quizgen.kinds import STATEMENTS, Asking, Cloze, Kind, KindRecord, Question, Slot
from quizgen.languages import stand_ins
from quizgen.model import HEAD_KEYS, ID_PATTERN
from quizgen.sentences import Sentences
from quizgen.shape import bad_id, fit, near
from quizgen.templating import Templating

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from quizgen.diagnostics import Diagnostic
    from quizgen.kinds import ClozeRecord, QuestionRecord, SlotRecord
    from quizgen.phrases import Phrases
    from quizgen.resources import Shelf
    from quizgen.templating import Sentence


def load_kinds(
    shelf: Shelf, phrases: Phrases, shown: Callable[[Path], Path]
) -> tuple[dict[str, Kind | None], list[Diagnostic]]:
    """Every kind of whatever language; None for one in error, so that its facts are not blamed."""
    kinds: dict[str, Kind | None] = {}
    problems: list[Diagnostic] = []
    templating = Templating(phrases)
    for path in shelf.list("kinds", "*.yaml"):
        reader = _KindReader(path.stem, shown(path), templating, tuple(phrases.filters()))
        kinds[path.stem] = reader.read(path)
        problems += reader.problems
    return kinds, problems


def speaks(kind: Kind, language: str) -> bool:
    """Whether a kind's sentences serve a workspace of *language* (`en` serves `en-GB`)."""
    return kind.language in stand_ins(language)


class _KindReader:
    def __init__(
        self, name: str, path: Path, templating: Templating, filters: tuple[str, ...]
    ) -> None:
        self.name = name
        self.path = path
        self.sentences = Sentences(f"the kind '{name}'", templating, filters)
        self.problems: list[Diagnostic] = self.sentences.problems

    def read(self, path: Path) -> Kind | None:
        data, faults = document.read(path, self.path)
        self.problems += faults
        if data is None and faults:
            return None
        record, faults = fit(KindRecord, data, Span(self.path, 1, 1, 1, 1))
        self.problems += faults
        if record is None:
            return None
        slots = {name: _slot(name, slot) for name, slot in record.slots.items()}
        self.refuse_names(record)
        claim = self.sentences.compile(record.claim, record.span("claim"), slots)
        questions = [self.question(id_, q, slots) for id_, q in record.questions.items()]
        clozes = [self.cloze(cloze, record, slots) for cloze in record.clozes]
        # With a sentence in error its facts can still be read: their own faults are shown too.
        return Kind(
            self.name, record.language, slots, claim or self.sentences.templating.compile("", None),
            tuple(q for q in questions if q), tuple(c for c in clozes if c), record.waive,
            self.alias(record), place_of(record, slots, self.sentences),
        )  # fmt: skip

    def refuse_names(self, record: KindRecord) -> None:
        """Report slots and questions whose names cannot stand in a sentence or an item's id."""
        names: list[tuple[frozenset[str], tuple[str, ...]]] = [
            (HEAD_KEYS, ("slots", slot)) for slot in record.slots
        ]
        for outer, slot in record.slots.items():
            names += [(FRAME_KEYS, ("slots", outer, "frame", inner)) for inner in slot.frame]
        for taken, route in names:
            span, name = record.span(*route, key=True), route[-1]
            if not name.isidentifier():
                hint = "slot names are letters, digits and underscores: lit_after"
                self.problems.append(bad_id(name, span, hint))
            elif name in taken:
                where = "every fact" if len(route) == 2 else "every entry"  # noqa: PLR2004
                message = f"'{name}' cannot be a slot: {where} may have a key of that name"
                self.bad(span, message)
        for id_ in record.questions:
            if not re.fullmatch(ID_PATTERN, id_.replace("_", "-")):
                self.problems.append(bad_id(id_, record.span("questions", id_, key=True)))

    def alias(self, record: KindRecord) -> tuple[str, ...]:
        """The slots that name one thing; a problem for each that the kind does not have."""
        for n, name in enumerate(record.alias):
            if name not in record.slots:
                message = f"the kind '{self.name}' has no slot '{name}'"
                self.bad(record.span("alias", n), message, name, record.slots)
        return record.alias

    def question(
        self, id_: str, record: QuestionRecord, slots: Mapping[str, Slot]
    ) -> Question | None:
        scope = self.scope(record, slots)
        if scope is None:
            return None
        self.known(record, scope)
        wordings = self.wordings(record, scope)
        key = self.sentences.compile(record.key, record.span("key"), scope) if record.key else None
        own = "claim" if record.claim else "statement"
        told = record.claim or (record.statement if record.each else None)
        claim = self.sentences.compile(told, record.span(own), scope) if told else None
        return Question(
            id_, record.asks, record.given, record.each, record.at, record.one, record.inverse,
            record.during, record.bound, record.by, record.pool, record.same, wordings, key, claim,
            record.was[-1] if record.was else id_, self.tolerance(record), record.dated,
            record.apart,
        )  # fmt: skip

    def tolerance(self, record: QuestionRecord) -> Decimal:
        """The part of a number by which an answer may be off."""
        match = re.fullmatch(r"(\d{1,2}(?:\.\d+)?) ?%", record.tolerance or "0 %")
        if match is None:
            message = f"'{record.tolerance}' is no tolerance"
            hint = "write the part of the number by which an answer may be off: 5 %"
            self.problems.append(rules.BAD_KIND.at(record.span("tolerance"), message, hint=hint))
        return Decimal(match[1]) / 100 if match else Decimal(0)

    def cloze(
        self, record: ClozeRecord, kind: KindRecord, slots: Mapping[str, Slot]
    ) -> Cloze | None:
        """A sentence with several gaps, each of which a question asks for by itself."""
        scope = self.scope(record, slots)
        if scope is None:
            return None
        asked = {q.asks for q in kind.questions.values() if q.each == record.each}
        for n, blank in enumerate(record.blanks):
            if blank.removeprefix("previous.") not in asked:
                message = f"no question asks for '{blank}'"
                self.bad(record.span("blanks", n), message, blank, asked)
        if len(record.blanks) not in _GAPS:
            message = f"a cloze of several gaps has {min(_GAPS)} or {max(_GAPS)}"
            self.bad(record.span("blanks"), message)
        text, span = (
            (record.statement, record.span("statement"))
            if record.statement
            else (kind.claim, kind.span("claim"))
        )
        sentence = self.sentences.compile(text, span, scope)
        return Cloze(record.blanks, record.each, sentence) if sentence else None

    def scope(
        self, record: QuestionRecord | ClozeRecord, slots: Mapping[str, Slot]
    ) -> dict[str, Slot] | None:
        """The slots a question may use: the fact's, and those of the frame it asks about."""
        if record.each is None:
            return dict(slots)
        frames = slots.get(record.each)
        if frames is None or frames.type != "frames":
            lists = [name for name, slot in slots.items() if slot.type == "frames"]
            hint = near(record.each, lists, "give it the type frames, or leave `each` out")
            message = f"the slot '{record.each}' is not a list of frames"
            self.problems.append(rules.BAD_KIND.at(record.span("each"), message, hint=hint))
            return None
        return {**slots, **frames.frame}

    def known(self, record: QuestionRecord, scope: Mapping[str, Slot]) -> None:
        """Report slot names in a question that its kind does not have."""
        for route, name in [
            (("asks",), record.asks),
            *((("given", n), name) for n, name in enumerate(record.given)),
            (("inverse",), record.inverse),
            (("during",), record.during),
            (("dated",), record.dated),
            (("by",), record.by),
            *((("same", n), name) for n, name in enumerate(record.same)),
            *((("apart", n), name) for n, name in enumerate(record.apart)),
        ]:
            if name and name != "previous" and name.removeprefix("previous.") not in scope:
                message = f"the kind '{self.name}' has no slot '{name}'"
                self.bad(record.span(*route), message, name, scope)

    def wordings(self, record: QuestionRecord, scope: Mapping[str, Slot]) -> dict[Asking, Sentence]:
        """The sentence of each interaction the question suits, in their fixed order."""
        found: dict[Asking, Sentence] = {}
        name: Asking
        for name in get_args(Asking):
            used = _written(record, name)
            if used is None or (record.only and name not in record.only):
                continue
            types = _TYPES.get(name)
            if types and record.asks in scope and scope[record.asks].type not in types:
                if used == name.replace("-", "_") or name in record.only:
                    self.unsuited(record, name, used)
                continue
            if name == "multiple-response" and record.each:
                continue  # one entry of a list is asked for: a set gathers them
            if sentence := self.sentences.compile(getattr(record, used), record.span(used), scope):
                found[name] = sentence
        return found

    def unsuited(self, record: QuestionRecord, name: Asking, used: str) -> None:
        """Report an interaction that the asked slot does not suit."""
        message = f"'{record.asks}' cannot be asked as {name}"
        hint = f"{name} is for slots of the type {' or '.join(_TYPES[name])}"
        span = record.span(used) if used == name.replace("-", "_") else record.span("only")
        self.problems.append(rules.BAD_KIND.at(span, message, hint=hint))

    def bad(
        self, span: Span | None, message: str, name: str = "", scope: Iterable[str] = ()
    ) -> None:
        names = list(scope)
        hint = near(name, names, f"its slots: {', '.join(names)}") if names else _RENAME
        self.problems.append(rules.BAD_KIND.at(span, message, hint=hint))


def _slot(name: str, record: SlotRecord) -> Slot:
    frame = {inner: _slot(inner, r) for inner, r in record.frame.items()}
    return Slot(name, record.type, record.required, record.names, record.helper, record.role, frame)


def _written(record: QuestionRecord, name: Asking) -> str | None:
    """Which text of the question serves *name*: its own, or what it falls back to."""
    own = name.replace("-", "_")
    others = {"true-false": "statement", "cloze": "statement", "multiple-response": "choice"}
    fields = (own, others.get(name, "stem"), *(() if name in STATEMENTS else ("stem",)))
    return next((field for field in fields if getattr(record, field)), None)


_TYPES: dict[Asking, tuple[str, ...]] = {
    "multiple-response": ("list", "entities"),
    "number": ("quantity",),
    "date": ("date",),
}
_GAPS = (2, 3)
FRAME_KEYS = frozenset(("id", "was", "cite", "previous"))
_RENAME = "give it another name"
