"""The attached texts hold what is cited, and the facts are told in the author's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizgen import rules
from quizgen.texts import RUN, runs
from quizgen.values import Event, Frames, Group, When, Who, Words, fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizgen.diagnostics import Diagnostic
    from quizgen.items import Citation
    from quizgen.texts import Texts
    from quizgen.values import Value
    from quizgen.workspace import Fact, Workspace

Route = tuple[str | int, ...]


def check_paragraphs(workspace: Workspace, texts: Texts) -> Iterator[Diagnostic]:
    """Every cited paragraph is there; a text that is missing is said once."""
    for id_, text in texts.by_source.items():
        if text is None:
            source = workspace.sources[id_]
            message = f"the text '{source.text}' of '{id_}' is not in the folder, or cannot be read"
            yield rules.TEXT_MISSING.at(source.span("text"), message)
    for fact in workspace.facts.values():
        for citation, route in _citations(fact):
            text = texts.by_source.get(citation.source)
            last = max(citation.locator.at, default=0)
            if text and last > len(text.paragraphs):
                count = len(text.paragraphs)
                message = (
                    f"there is no paragraph {last}: the text of '{citation.source}' has {count}"
                )
                hint = "count the non-blank lines, headline included"
                yield rules.BAD_PARAGRAPH.at(fact.span(*route), message, hint=hint)


def check_own_words(workspace: Workspace, texts: Texts) -> Iterator[Diagnostic]:
    """No slot repeats eight words in a row of any source."""
    known = {run: id_ for id_, text in texts.by_source.items() if text for run in text.runs}
    for fact in workspace.facts.values():
        for text, route in _written(fact):
            for run in runs((text,)):
                if run in known:
                    message = f"{RUN} words in a row stand in '{known[run]}' too: “{' '.join(run)}”"
                    hint = "say it in your own words, or use a slot for quotations"
                    yield rules.OWN_WORDS.at(fact.span(*route), message, hint=hint)
                    break


def check_read(workspace: Workspace, texts: Texts) -> Iterator[Diagnostic]:
    """What a date is said to be read from stands in a cited passage."""
    for fact in workspace.facts.values():
        for value, cites, route in _dates(fact):
            passages = [
                text.passage(c.locator.at) for c in cites if (text := texts.by_source.get(c.source))
            ]
            read = fold(value.read or "")
            if passages and not any(f" {read} " in f" {fold(p)} " for p in passages):
                message = f"“{value.read}” does not stand in the passage cited"
                hint = f"there it says: “{passages[0][:160]}…”"
                yield rules.NOT_READ.at(fact.span(*route, "read"), message, hint=hint)


def check_coverage(workspace: Workspace, texts: Texts) -> Iterator[Diagnostic]:
    """Every paragraph of a text is cited by some fact, or has nothing to ask."""
    cited: dict[str, set[int]] = {}
    for fact in workspace.facts.values():
        for citation, _ in _citations(fact):
            cited.setdefault(citation.source, set()).update(citation.locator.at)
    for id_, text in texts.by_source.items():
        if text is None:
            continue
        source = workspace.sources[id_]
        seen = cited.get(id_, set()) | set(source.furniture)
        missed = [n for n in range(1, len(text.paragraphs) + 1) if n not in seen]
        if missed:
            names = ", ".join(f"¶{n}" for n in missed)
            message = f"no fact cites {names} of '{id_}'"
            hint = f"tell what stands there, or write furniture: [{', '.join(map(str, missed))}]"
            yield rules.UNCITED_PARAGRAPH.at(source.span("text"), message, hint=hint)


def _citations(fact: Fact) -> Iterator[tuple[Citation, Route]]:
    """Each citation of a fact, with a place to point at."""
    for name, value in fact.slots.items():
        where: Route = ("cite", name) if fact.span("cite", name) != fact.span("cite") else ("cite",)
        for citation in fact.citations.get(name, ()):
            yield citation, where
        for n, frame in enumerate(value.frames if isinstance(value, Frames) else ()):
            for cites in frame.citations.values():
                yield from ((c, (name, n, "cite")) for c in cites)
    yield from ((c, ("cite", "according_to")) for c in fact.attribution)


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


def _dates(fact: Fact) -> Iterator[tuple[When, tuple[Citation, ...], Route]]:
    for name, value in fact.slots.items():
        if isinstance(value, When) and value.read:
            yield value, fact.cited_at(name), (name,)
        for n, frame in enumerate(value.frames if isinstance(value, Frames) else ()):
            for inner, framed in frame.slots.items():
                if isinstance(framed, When) and framed.read:
                    yield framed, fact.cited_at(inner, frame), (name, n, inner)
