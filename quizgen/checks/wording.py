"""Facts and templates speak neutrally and well: verbs, disputed terms, units, and waivers."""

from __future__ import annotations

import re
from functools import cache, partial
from typing import TYPE_CHECKING

from quizgen import document, rules
from quizgen.craft.table import table
from quizgen.diagnostics import shown
from quizgen.languages import file_of
from quizgen.shape import near, word_at
from quizgen.values import Frames, Group, Quantity, Words, fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from quizgen.diagnostics import Diagnostic, Rule, Span
    from quizgen.kinds import Kind, Question
    from quizgen.model import Written
    from quizgen.values import Value
    from quizgen.workspace import Fact, Workspace

    Place = Callable[[], Span | None]  # found where it is told alone: few texts are at fault

OF_TEXTS = (rules.LOADED_VERB.code, rules.AVOIDED_TERM.code)
OF_FACTS = (*OF_TEXTS, rules.DOUBLED_UNIT.code)
_FAULTS = {OF_TEXTS[0]: "is a verb that takes a side", OF_TEXTS[1]: "is a term to avoid"}
OF_DECKS = (rules.ONE_SIDED.code, rules.GIVEN_AWAY.code, rules.CARD_TOO_LONG.code)
_FEW = 10
_CODE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_QUOTED = re.compile(r"“[^”]*”|„[^“”]*[“”]|«[^»]*»|»[^«]*«|\"[^\"]*\"|\u2018[^’]*’(?!\w)")


def check_verbs(workspace: Workspace) -> Iterator[Diagnostic]:
    """No verb of saying takes a side, by the list of the workspace's language."""
    path = file_of(workspace.shelf, "neutral", workspace.settings.language)
    if path is None:
        return
    table, faults = document.read(path, shown(path))
    yield from faults
    if isinstance(table, dict):
        neutral = {verb.casefold(): str(word) for verb, word in table.items()}
        yield from _found(workspace, rules.LOADED_VERB, neutral, partial(_instead, neutral))


def check_terms(workspace: Workspace) -> Iterator[Diagnostic]:
    """No text uses a term that the workspace avoids, outside of quotations."""
    terms = {avoided.casefold(): t for t in workspace.settings.terms for avoided in t.avoid}

    def hint(word: str) -> str:
        return f"write '{terms[word].use}' ({terms[word].because}), or put it into quotation marks"

    yield from _found(workspace, rules.AVOIDED_TERM, terms, hint)


def _instead(neutral: Mapping[str, str], word: str) -> str:
    code = rules.LOADED_VERB.code
    return f"write '{neutral[word]}', or say why it must stand: waive: {{{code}: …}}"


def _found(
    workspace: Workspace, rule: Rule, words: Mapping[str, object], hint: Callable[[str], str]
) -> Iterator[Diagnostic]:
    """Each text of a fact or kind that uses one of *words* outside of quotations."""
    if not words:
        return
    longest = sorted(words, key=lambda word: (-len(word), word))
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)", re.IGNORECASE)
    for text, place_of in _texts(workspace, rule.code):
        if match := pattern.search(_QUOTED.sub(" ", text)):
            said = match[0].casefold()
            place = word_at(place_of(), match[0])
            message = f"'{match[0]}' {_FAULTS[rule.code]}"
            yield rule.at(place, message, hint=hint(said))


def _texts(workspace: Workspace, code: str) -> Iterator[tuple[str, Place]]:
    """Every text that an author wrote and did not waive *code* for, and how to find its place."""
    for fact in workspace.facts.values():
        if code not in fact.head.waive:
            yield from _of_fact(fact)
    for kind in workspace.kinds.values():
        if code not in kind.waived:
            yield from _of_kind(kind)


def _of_fact(fact: Fact) -> Iterator[tuple[str, Place]]:
    for name, value in fact.slots.items():
        if isinstance(value, Frames):
            for n, frame in enumerate(value.frames):
                for inner, framed in frame.slots.items():
                    place = partial(fact.span, name, n, inner)
                    yield from ((text, place) for text in _words(framed))
        else:
            place = partial(fact.span, name)
            yield from ((text, place) for text in _words(value))
    for key, text in (("note", fact.head.note), ("differs_on", fact.head.differs_on)):
        if text:
            yield text, partial(fact.span, key)


def _of_kind(kind: Kind) -> Iterator[tuple[str, Place]]:
    """What a kind's sentences say between their slots, each sentence once."""
    sentences = [kind.claim]
    for question in kind.questions:
        sentences += [*question.wordings.values(), *filter(None, (question.key, question.claim))]
    told = {sentence.source: sentence.span for sentence in sentences}
    for source, span in told.items():
        yield _CODE.sub(" … ", source), partial(_known, span)


def _known(span: Span | None) -> Span | None:
    return span


def _words(value: Value) -> Iterator[str]:
    match value:
        case Words(text=text, form=form) if form != "quote":
            yield text
        case Group(members=members):
            yield from (m.text for m in members if isinstance(m, Words))


def check_units(workspace: Workspace) -> Iterator[Diagnostic]:
    """No number has a unit that its question gives already."""
    for fact in workspace.facts.values():
        told = {} if rules.DOUBLED_UNIT.code in fact.head.waive else dict(_doubled(fact))
        for slot, (unit, name) in told.items():
            message = f"'{unit}' stands in '{name}' and behind the number: sentences say it twice"
            hint = "leave the unit out, or say why it must stand: waive: {doubled-unit: …}"
            yield rules.DOUBLED_UNIT.at(fact.span(slot), message, hint=hint)


def _doubled(fact: Fact) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each slot whose unit is a word of what is given beside it: its unit, and where it stands."""
    for question in fact.kind.questions:
        value = fact.slots.get(question.asks)
        units = value.unit if isinstance(value, Quantity) and value.unit else ()
        for name in _told_beside(question) if units else ():
            text = " ".join(_words(given)) if (given := fact.slots.get(name)) else ""
            for unit in filter(fold, units):
                if f" {fold(unit)} " in f" {fold(text)} ":
                    yield question.asks, (unit, name)


def _told_beside(question: Question) -> Iterator[str]:
    """The given slots that a sentence says together with the answer: a question alone does not."""
    told = [sentence.names for sentence in question.wordings.values()]
    together = {name for names in told if question.asks in names for name in names}
    yield from (name for name in question.given if name in together)


def check_waivers(workspace: Workspace) -> Iterator[Diagnostic]:
    """Only what can be waived is."""
    for fact in workspace.facts.values():
        if fact.head.waive:
            yield from _unknown(fact.head, fact.head.waive, _waivable())
    for recipe in workspace.recipes.values():
        yield from _unknown(recipe, recipe.waive, OF_DECKS)


@cache
def _waivable() -> tuple[str, ...]:
    """The codes of rules that facts can waive."""
    of_items = (code for code, entry in table().items() if entry.rule.severity == "warning")
    return (*OF_FACTS, *of_items)


def _unknown(
    written: Written, waived: Mapping[str, str], known: tuple[str, ...]
) -> Iterator[Diagnostic]:
    for code in waived:
        if code not in known:
            there = (
                ", ".join(known) if len(known) <= _FEW else "`quizgen explain` lists the warnings"
            )
            hint = near(code, known, f"here one can waive: {there}")
            if code in table():
                hint = "this is an error, to be mended: its items could not be answered"
            span = written.span("waive", code, key=True)
            yield rules.BAD_WAIVER.at(span, f"'{code}' cannot be waived", hint=hint)
