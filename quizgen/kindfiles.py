"""From kind files to kinds: templates compiled, questions held against the slots they use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, get_args

from quizgen import document, rules
from quizgen.diagnostics import Span
from quizgen.kinds import STATEMENTS, Kind, KindRecord, Question, Slot
from quizgen.model import HEAD_KEYS, ID_PATTERN, InteractionName
from quizgen.shape import bad_id, fit, match_at, near, word_at
from quizgen.templating import BadTemplate, Templating

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from quizgen.diagnostics import Diagnostic
    from quizgen.kinds import QuestionRecord, SlotRecord
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
    return kind.language in (language, language.partition("-")[0])


class _KindReader:
    def __init__(
        self, name: str, path: Path, templating: Templating, filters: tuple[str, ...]
    ) -> None:
        self.name = name
        self.path = path
        self.templating = templating
        self.filters = filters
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
        self.refuse_names(record)
        claim = self.compile(record.claim, record.span("claim"), slots)
        questions = [self.question(id_, q, slots) for id_, q in record.questions.items()]
        # With a sentence in error its facts can still be read: their own faults are shown too.
        return Kind(
            self.name, record.language, slots, claim or self.templating.compile("", None),
            tuple(q for q in questions if q), record.waive,
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
            record.during, record.bound, record.by, record.pool, record.same, wordings, key, claim,
            record.was[-1] if record.was else id_,
        )  # fmt: skip

    def scope(self, record: QuestionRecord, slots: Mapping[str, Slot]) -> dict[str, Slot] | None:
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
            (("by",), record.by),
            *((("same", n), name) for n, name in enumerate(record.same)),
        ]:
            if name and name != "previous" and name.removeprefix("previous.") not in scope:
                message = f"the kind '{self.name}' has no slot '{name}'"
                self.bad(record.span(*route), message, name, scope)

    def wordings(
        self, record: QuestionRecord, scope: Mapping[str, Slot]
    ) -> dict[InteractionName, Sentence]:
        """The sentence of each interaction the question suits, in their fixed order."""
        found: dict[InteractionName, Sentence] = {}
        name: InteractionName
        for name in get_args(InteractionName):
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
            self.problems.append(_unreadable(str(error), span))
            return None
        for name in sorted(sentence.names - set(scope) - {"previous"}):
            self.undefined(span, name, f"the kind '{self.name}' has no slot '{name}'", scope)
        for code in _codes(source):
            for word in set(_FILTER.findall(code)) - set(self.filters):
                self.undefined(span, word, f"there is no filter '{word}'", self.filters)
            for whole, part in _PART.findall(code):
                if whole != "previous" or part not in scope:
                    message = f"'{whole}' has no part '{part}'"
                    self.undefined(span, part, message, scope if whole == "previous" else ())
        return sentence

    def undefined(self, span: Span | None, word: str, message: str, known: Iterable[str]) -> None:
        names = sorted(known)
        hint = near(word, names, f"there are: {', '.join(names)}" if names else _MAY_HOLD)
        at = word_at(span, word)
        self.problems.append(rules.TEMPLATE_UNDEFINED.at(at, message, hint=hint))

    def bad(
        self, span: Span | None, message: str, name: str = "", scope: Iterable[str] = ()
    ) -> None:
        names = list(scope)
        hint = near(name, names, f"its slots: {', '.join(names)}") if names else _RENAME
        self.problems.append(rules.BAD_KIND.at(span, message, hint=hint))


def _slot(name: str, record: SlotRecord) -> Slot:
    frame = {inner: _slot(inner, r) for inner, r in record.frame.items()}
    return Slot(name, record.type, record.required, record.names, record.helper, record.role, frame)


FRAME_KEYS = frozenset(("id", "was", "cite", "previous"))
_RENAME = "give it another name"
_MAY_HOLD = "a sentence holds text, {{ slot }}, {{ slot|filter }} and {% if slot %} … {% endif %}"
_CODE = re.compile(r"\{[{%](.*?)[%}]\}", re.DOTALL)
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_FILTER = re.compile(r"\|\s*(\w+)")
_PART = re.compile(r"\b([^\W\d]\w*)\.(\w+)")
# What Jinja says -> what is wrong in an author's terms, where that stands, and what to do
_FAULTS = (
    ("'call'", "a sentence cannot call anything", r"\w+\s*\(", _MAY_HOLD),
    ("'for'", "a sentence cannot loop", r"\{%-?\s*for\b", "`{{ slot|all }}` tells a list"),
    ("'assign", "a sentence cannot set anything", r"\{%-?\s*set\b", _MAY_HOLD),
    ("'include'", "a sentence cannot include files", r"\{%-?\s*include\b", _MAY_HOLD),
    ("endif", "this {% if … %} is not closed", r"\{%-?\s*if\b", "write {% endif %} where it ends"),
    ("unexpected '}'", "these brackets are not closed", r"\{\{[^{}]*\}(?!\})", "write {{ slot }}"),
    ("end of print", "nothing stands in these brackets", r"\{\{\s*\}\}", "write {{ slot }}"),
    ("'getitem'", "a value has no parts", r"\w+\s*\[", _MAY_HOLD),
    *((f"'{word}'", "a sentence cannot compute", rf"\w\s*{sign}\s*\w", _MAY_HOLD)
      for word, sign in (("add", r"\+"), ("sub", "-"), ("mul", r"\*"), ("div", "/"),
                         ("floordiv", "//"), ("mod", "%"), ("pow", r"\*\*"))),
)  # fmt: skip


def _unreadable(said: str, span: Span | None) -> Diagnostic:
    """The problem with a sentence of which Jinja *said* something."""
    for words, message, pattern, hint in _FAULTS:
        if words in said:
            place = match_at(span, re.compile(pattern))
            return rules.TEMPLATE_SYNTAX.at(place, message, hint=hint)
    message = f"the sentence cannot be read: {said[:1].lower()}{said[1:].rstrip('.')}"
    return rules.TEMPLATE_SYNTAX.at(span, message, hint=_MAY_HOLD)


def _codes(source: str) -> Iterator[str]:
    """What stands in the brackets of a sentence, without quoted texts."""
    yield from (_QUOTED.sub("''", code) for code in _CODE.findall(source))
