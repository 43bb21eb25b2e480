"""The attached texts hold what is cited, and the facts are told in the author's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizgen import rules
from quizgen.cache import Ledger, key_of
from quizgen.latest import Latest
from quizgen.markup import plain
from quizgen.surroundings import world_of
from quizgen.texts import RUN, Texts, runs
from quizgen.values import Event, Frames, Group, When, Who, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizgen.cache import Cache
    from quizgen.diagnostics import Diagnostic, Span
    from quizgen.generate import Generation
    from quizgen.items import Citation, Item
    from quizgen.texts import SourceText
    from quizgen.values import Value
    from quizgen.workspace import Fact, Workspace

Route = tuple[str | int, ...]


def check_paragraphs(workspace: Workspace, texts: Texts) -> Iterator[Diagnostic]:
    """Every text can be read, and every cited paragraph is there."""
    yield from texts.problems
    for id_, text in texts.by_source.items():
        if text is None:
            continue
        for n, number in enumerate(workspace.sources[id_].furniture):
            place = workspace.sources[id_].span("furniture", n)
            yield from _beyond(id_, number, text, place)
    for fact in workspace.facts.values():
        for citation in _citations(fact):
            text = texts.by_source.get(citation.source)
            last = max(text.now(citation.locator.at), default=1) if text else 1
            if text and last > len(text.paragraphs):
                yield from _beyond(citation.source, last, text, citation.span)


def _beyond(id_: str, number: int, text: SourceText, place: Span | None) -> Iterator[Diagnostic]:
    """The problem with a paragraph that the *text* of a source does not have."""
    count = len(text.paragraphs)
    if not 1 <= number <= count:
        message = f"there is no paragraph {number}: the text of '{id_}' has {count}"
        hint = "count the non-blank lines, headline included"
        yield rules.BAD_PARAGRAPH.at(place, message, hint=hint)


class _Runs:
    """The runs of words of all texts; of so many, only what leads to them is kept."""

    def __init__(self, texts: Texts) -> None:
        self.by_source = {id_: text for id_, text in texts.by_source.items() if text}
        self.sources = {
            hash(run): id_ for id_, text in self.by_source.items() for run in runs(text.paragraphs)
        }

    def source(self, run: tuple[str, ...]) -> str | None:
        """The last source in whose text *run* stands."""
        id_ = self.sources.get(hash(run))
        return id_ if id_ and run in self.by_source[id_].runs else None


_read: Latest[Texts, _Runs] = Latest(_Runs)  # for both checks that ask for them


def check_own_words(workspace: Workspace, texts: Texts, cache: Cache) -> Iterator[Diagnostic]:
    """No slot repeats eight words in a row of any source.

    Facts of which *cache* knows that they do not are not read again.
    """
    known = _ledger("own words", workspace, texts, cache)
    for fact in workspace.facts.values():
        written = [*_written(fact)]
        key = key_of([text for text, _ in written])
        if known.knows(key):
            continue
        found = [p for text, route in written for p in _repeated(fact, text, route, texts)]
        yield from found
        if not found:
            known.enter(key)
    known.keep()


def _repeated(fact: Fact, text: str, route: Route, texts: Texts) -> Iterator[Diagnostic]:
    """The problem with a *text* of a fact that repeats a run of words."""
    known = _read(texts)
    for run in runs((text,)):
        if source := known.source(run):
            message = f"{RUN} words in a row stand in '{source}' too: “{' '.join(run)}”"
            hint = "say it in your own words, or use a slot for quotations"
            yield rules.OWN_WORDS.at(fact.span(*route), message, hint=hint)
            return


def _ledger(name: str, workspace: Workspace, texts: Texts, cache: Cache) -> Ledger:
    """What is known to repeat nothing of these texts."""
    told = [(id_, text.digest) for id_, text in sorted(texts.by_source.items()) if text]
    return Ledger(cache, name, world_of(workspace), told)


def check_sentences(
    workspace: Workspace, generation: Generation, texts: Texts, cache: Cache
) -> Iterator[Diagnostic]:
    """No finished sentence repeats eight words in a row of any source: slots can add up to that.

    A date is nobody's own words: sentences are read in the parts before and after it. Facts of
    which *cache* knows that their items repeat nothing are not read again.
    """
    known = _ledger("sentences", workspace, texts, cache)
    by_fact: dict[str, list[Item]] = {}
    for item in generation.items:
        by_fact.setdefault(item.facts[0], []).append(item)
    for id_, items in by_fact.items():
        dates = [*_dates(workspace.facts[id_])]
        spoken = dict.fromkeys(text for item in items for text in _spoken(item))
        key = key_of([when.date.text for when in dates], [*spoken])
        if known.knows(key):
            continue
        found = [*_borrowed(items, _said(dates, workspace), texts)]
        yield from found
        if not found:
            known.enter(key)
    known.keep()


def _borrowed(items: list[Item], said: list[str], texts: Texts) -> Iterator[Diagnostic]:
    """The problem with the first of a fact's *items* that repeats a run of words."""
    known, read = _read(texts), set()
    for item in items:
        for text in _spoken(item):
            if text in read:  # the items of one fact say much the same
                continue
            read.add(text)
            parts = tuple(_without(said, plain(text)))
            if run := next(filter(known.source, runs(parts)), None):
                message = f"an item repeats {RUN} words of '{known.source(run)}': “{' '.join(run)}”"
                hint = f"'{item.id}' puts them together: reword one of its slots"
                yield rules.BORROWED_SENTENCE.at(item.span, message, hint=hint)
                return


def _spoken(item: Item) -> tuple[str, ...]:
    return item.stem, item.claim, item.rationale


def _without(said: list[str], text: str) -> Iterator[str]:
    """The parts of *text* before, between and behind what is *said* in it."""
    start = 0
    while found := [(at, n) for n, one in enumerate(said) if (at := text.find(one, start)) >= 0]:
        at, n = min(found)
        yield text[start:at]
        start = at + len(said[n])
    yield text[start:]


def _said(dates: list[When], workspace: Workspace) -> list[str]:
    """The *dates* of a fact as its sentences say them, the longest first."""
    said = {say(v) for v in dates for say in (workspace.phrases.on, workspace.phrases.show)}
    return sorted(filter(None, said), key=lambda text: (-len(text), text))


def check_coverage(workspace: Workspace, texts: Texts) -> Iterator[Diagnostic]:
    """Every paragraph of a text is cited by some fact, or has nothing to ask."""
    cited: dict[str, set[int]] = {}
    for fact in workspace.facts.values():
        for citation in _citations(fact):
            if text := texts.by_source.get(citation.source):
                cited.setdefault(citation.source, set()).update(text.now(citation.locator.at))
    for id_, text in texts.by_source.items():
        if text is None:
            continue
        source = workspace.sources[id_]
        seen = cited.get(id_, set()) | set(source.furniture)
        missed = [n for n in range(1, len(text.paragraphs) + 1) if n not in seen]
        if missed and max(seen, default=0) <= len(text.paragraphs):
            names = ", ".join(f"¶{n}" for n in missed)
            message = f"no fact cites {names} of '{id_}'"
            furniture = ", ".join(map(str, sorted({*source.furniture, *missed})))
            hint = f"tell what stands there, or write furniture: [{furniture}]"
            yield rules.UNCITED_PARAGRAPH.at(source.span("text"), message, hint=hint)


def _citations(fact: Fact) -> Iterator[Citation]:
    """Each citation of a fact."""
    for name, value in fact.slots.items():
        yield from fact.citations.get(name, ())
        for frame in value.frames if isinstance(value, Frames) else ():
            yield from (c for cites in frame.citations.values() for c in cites)
        for member in value.members if isinstance(value, Group) else ():
            yield from member.citations if isinstance(member, Words) else ()
    yield from (
        c for declared in fact.false.values() for wrong in declared for c in wrong.citations
    )
    yield from fact.attribution


def _written(fact: Fact) -> Iterator[tuple[str, Route]]:
    """Each text that the author wrote for a fact; quotations are somebody else's by right."""
    for name, value in fact.slots.items():
        if isinstance(value, Frames):
            for n, frame in enumerate(value.frames):
                for inner, framed in frame.slots.items():
                    yield from ((t, (name, n, inner)) for t in _texts(framed))
        else:
            yield from ((t, (name,)) for t in _texts(value))
    if fact.head.note:
        yield fact.head.note, ("note",)


def _texts(value: Value) -> Iterator[str]:
    match value:
        case Words(text=text, form=form) if form != "quote":
            yield text
        case Group(members=members):
            yield from (m.text for m in members if isinstance(m, Words))
        case Who() | Event() | Words():
            return


def _dates(fact: Fact) -> Iterator[When]:
    return (value for value in fact.values() if isinstance(value, When))
