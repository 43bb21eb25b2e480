"""Each citation of a slot is held against its passage, which must hold what the slot says."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from quizgen import document, edtf, rules
from quizgen.cache import Ledger, key_of
from quizgen.dating import Dating
from quizgen.diagnostics import Label, Span, shown
from quizgen.languages import are_alike, file_of
from quizgen.markup import plain
from quizgen.naming import Names
from quizgen.reading import Reading, ReadingRecord, words_of
from quizgen.shape import fit
from quizgen.stated import Stated, stated
from quizgen.support import Passage, Support
from quizgen.surroundings import world_of
from quizgen.values import Event, Group, Who, Words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from quizgen.cache import Cache
    from quizgen.diagnostics import Diagnostic
    from quizgen.edtf import Date
    from quizgen.items import Citation
    from quizgen.reading import Word
    from quizgen.texts import SourceText, Texts
    from quizgen.values import Value
    from quizgen.workspace import Fact, Workspace

_EXCERPT = 12  # words of a passage that a problem points to
_STEM = 5
_KEPT = 2**8  # passages that are kept as they were read
_TEMPLATE = re.compile(r"{{.*?}}|{%.*?%}", re.DOTALL)
_SEASONS = ("season_21", "season_22", "season_23", "season_24")


def check_support(workspace: Workspace, texts: Texts, cache: Cache) -> Iterator[Diagnostic]:
    """Every citation supports each slot it is cited for; a reason is given only where needed.

    A fact that *cache* knows to be supported, by all that it is held against, is not read again.
    """
    holder = _Holder(workspace, texts)
    yield from holder.problems
    known = Ledger(cache, "support", holder.named)
    # Facts that are written together cite the same passages.
    for fact in sorted(workspace.facts.values(), key=_written):
        key = holder.depends(fact) if cache.is_open else ""
        if known.knows(key):
            continue
        found = [*holder.of_fact(fact)]
        yield from found
        if not found:
            known.enter(key)
    known.keep()


def _written(fact: Fact) -> tuple[str, int]:
    span = fact.span()
    return (str(span.path), span.line) if span else ("", 0)


@dataclass
class _Holder:
    workspace: Workspace
    texts: Texts
    passages: dict[tuple[str, tuple[int, ...]], Passage] = field(default_factory=dict)
    wholes: dict[str, Passage] = field(default_factory=dict)

    def depends(self, fact: Fact) -> str:
        """The digest of a fact and of all that it alone is held against: texts, and their dates."""
        cited = (*(one.citation for one in stated(fact, negated=False)), *fact.attribution)
        sources = sorted({citation.source for citation in cited})
        texts = [(s, self.texts.by_source.get(s)) for s in sources]
        return key_of(
            fact.head.written(),
            [value.text for value in fact.values() if isinstance(value, Event)],
            [(self.dated(s), text.digest, text.moved) for s, text in texts if text],
        )

    def dated(self, source: str) -> str:
        """The digest of what a source's author wrote of it: its date and its language."""
        if source not in self._dated:
            self._dated[source] = key_of(self.workspace.sources[source].written())
        return self._dated[source]

    @cached_property
    def _dated(self) -> dict[str, str]:
        return {}

    @cached_property
    def named(self) -> str:
        """The digest of everything that is named, and of what all facts depend on."""
        entities = self.workspace.entities
        named = [(id_, entities[id_].written()) for id_ in sorted(entities)]
        return key_of(world_of(self.workspace), named)

    def of_fact(self, fact: Fact) -> Iterator[Diagnostic]:
        """The citations of a fact that do not support it, and reasons that were not needed."""
        answered: dict[Span | None, tuple[Citation, bool]] = {}
        for one in stated(fact, negated=fact.kind.name in self.negating):
            citation = one.citation
            passage = self.passage(citation)
            if passage is None:
                continue
            gaps = self.gaps(one, passage)
            if citation.supported:
                needed = answered.get(citation.span, (citation, False))[1]
                answered[citation.span] = (citation, needed or bool(gaps))
            elif gaps:
                yield self.unsupported(fact, one, gaps)
        yield from (_needless(c) for c, needed in answered.values() if not needed)
        yield from self.of_speakers(fact)

    def of_speakers(self, fact: Fact) -> Iterator[Diagnostic]:
        """Whoever a fact is according to is named where that is cited, or in some passage."""
        told = dict.fromkeys(c for cites in fact.citations.values() for c in cites)
        for id_ in fact.head.according_to:
            if id_ not in self.workspace.entities:
                continue
            speaker = Who(id_, self.workspace.entities[id_])
            said = [Stated("according_to", speaker, c) for c in fact.attribution or told]
            read = [(s, self.gaps(s, p)) for s in said if (p := self.passage(s.citation))]
            faults = [(s, gaps) for s, gaps in read if gaps and not s.citation.supported]
            if faults and (fact.attribution or all(gaps for _, gaps in read)):
                yield from (self.unsupported(fact, *fault) for fault in faults[:1])

    def gaps(self, said: Stated, passage: Passage) -> list[str]:
        """What the slot says and the passage does not."""
        quote = said.citation.quote
        if quote and not passage.says(quote):
            return [f"the words “{quote}”"]
        if isinstance(said.value, Words) and not self.one_language(said.citation.source):
            return []
        return self.support.gaps(said.value, passage, helper=said.helper, negated=said.negated)

    def unsupported(self, fact: Fact, said: Stated, gaps: list[str]) -> Diagnostic:
        """The problem with a citation in which something is not found."""
        citation, text = said.citation, self.texts.by_source[said.citation.source]
        place = f"{citation.source} ¶{citation.locator.value}"
        message = f"'{place}' does not hold what '{said.slot}' says: {', '.join(gaps)}"
        hint = (
            "cite the paragraph that says it, or correct the slot; where only a reader can tell,"
            f" write {{at: {place}, supported: why}}"
        )
        label = _label(text, citation, said.value) if text else None
        span = citation.span or fact.span(said.slot.split(".")[0])
        return rules.UNSUPPORTED.at(span, message, label, hint=hint)

    @cached_property
    def negating(self) -> frozenset[str]:
        """The kinds whose sentence is a negation already: `refused to`."""
        claims = {kind.name: kind.claim.source for kind in self.workspace.kinds.values()}
        return frozenset(
            name
            for name, claim in claims.items()
            if self.reading.negations(_TEMPLATE.sub(" ", claim))
        )

    def passage(self, citation: Citation) -> Passage | None:
        """The passage that *citation* leads to; None where its text or paragraph is not there."""
        text = self.texts.by_source.get(citation.source)
        numbers = text.now(citation.locator.at) if text else ()
        if text is None or not numbers or max(numbers) > len(text.paragraphs):
            return None
        key = (citation.source, numbers)
        if key not in self.passages:
            dating = self.datings[citation.source]
            whole = self.whole(citation.source)
            said = text.passage(citation.locator.at)
            _make_room(self.passages)
            self.passages[key] = Passage(
                said, text.paragraphs, min(numbers), dating.reading, dating, whole
            )
        return self.passages[key]

    def whole(self, source: str) -> Passage:
        """All of a source's text, the same for each of its passages."""
        if source not in self.wholes:
            text, dating = self.texts.by_source[source], self.datings[source]
            told = text.paragraphs if text else ()
            _make_room(self.wholes)
            self.wholes[source] = Passage("\n".join(told), (), 1, dating.reading, dating)
        return self.wholes[source]

    def one_language(self, source: str) -> bool:
        """Whether a source's text is in the language of the facts."""
        return are_alike(self.datings[source].reading.language, self.reading.language)

    @cached_property
    def support(self) -> Support:
        return Support(Names(self.workspace.entities))

    @cached_property
    def reading(self) -> Reading:
        return self._found[0]

    @property
    def problems(self) -> list[Diagnostic]:
        return self._found[1]

    @cached_property
    def _found(self) -> tuple[Reading, list[Diagnostic]]:
        return find_reading(self.workspace, self.workspace.settings.language)

    @cached_property
    def datings(self) -> dict[str, Dating]:
        """How the text of each source is read."""
        return {
            id_: Dating(self.reading_of(id_), _issued(self.workspace, id_))
            for id_ in self.texts.by_source
        }

    def reading_of(self, id_: str) -> Reading:
        """The language of a source: its own, or that of the facts."""
        language = self.workspace.sources[id_].language
        if not language or are_alike(language, self.reading.language):
            return self.reading
        return find_reading(self.workspace, language)[0]


def _make_room(kept: dict[Any, Passage]) -> None:
    """Let go of what was read first, if much was: what facts cite lies near, and reading costs."""
    if len(kept) >= _KEPT:
        del kept[next(iter(kept))]


def find_reading(workspace: Workspace, language: str) -> tuple[Reading, list[Diagnostic]]:
    """How texts in *language* are read, and what is wrong with the file that tells it."""
    path = file_of(workspace.shelf, "reading", language)
    record, problems = _record(path) if path else (ReadingRecord(), [])
    words = workspace.phrases.words
    seasons = tuple((words(key), int(key[-2:])) for key in _SEASONS)
    return Reading(language, record, seasons), problems


def _record(path: Path) -> tuple[ReadingRecord, list[Diagnostic]]:
    place = shown(path)
    data, problems = document.read(path, place)
    if problems:
        return ReadingRecord(), problems
    record, problems = fit(ReadingRecord, data, Span(place, 1, 1, 1, 1))
    return record or ReadingRecord(), problems


def _needless(citation: Citation) -> Diagnostic:
    message = f"the passage says it by itself: “{citation.supported}” answers nothing"
    return rules.NEEDLESS_REASON.at(citation.span, message, hint="leave `supported` out")


def _label(text: SourceText, citation: Citation, value: Value) -> Label:
    """The part of the passage that comes nearest to what is looked for, in the text's file."""
    sought = {w.key[:_STEM] for t in _texts(value) for w in words_of(plain(t))}
    best = max(
        (
            (len({w.key[:_STEM] for w in part} & sought), -number, -n, number, part)
            for number in text.now(citation.locator.at)
            for n, part in _parts(text.paragraphs[number - 1])
        ),
        key=lambda found: found[:3],
    )
    number, part = best[3], best[4]
    span = text.place(number, part[0].start, part[-1].end) if part else text.place(number)
    return Label(span, f"¶{number} of '{citation.source}'")


def _parts(paragraph: str) -> Iterator[tuple[int, tuple[Word, ...]]]:
    words = words_of(paragraph)
    for n in range(max(1, len(words) - _EXCERPT + 1)):
        yield n, words[n : n + _EXCERPT]


def _texts(value: Value) -> Iterator[str]:
    match value:
        case Words(text=text):
            yield text
        case Who(entity=entity):
            yield entity.name
        case Group(members=members):
            for member in members:
                yield from _texts(member)


def _issued(workspace: Workspace, id_: str) -> Date | None:
    issued = workspace.sources[id_].issued
    try:
        return edtf.parse(issued.date) if issued else None
    except edtf.DateError:
        return None
