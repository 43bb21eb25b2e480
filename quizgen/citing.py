"""Where facts cite: every citation as its author wrote it, with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quizgen.citations import CitationError, parse_citation
from quizgen.document import locate
from quizgen.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from quizgen.diagnostics import Span
    from quizgen.items import Citation
    from quizgen.workspace import Fact, Workspace

Route = tuple[str | int, ...]


@frozen
class Cited:
    """A citation of a fact: what it says, and where that (or its locator alone) is written.

    `identity`: the id by which the lock knows the fact.
    """

    fact: str
    identity: str
    citation: Citation
    written: str
    span: Span
    route: Route

    @property
    def places(self) -> Iterator[tuple[str, int]]:
        """The source and each paragraph that it names."""
        return ((self.citation.source, number) for number in self.citation.locator.at)


def citations(workspace: Workspace) -> Iterator[Cited]:
    """Every citation of every fact."""
    for fact in workspace.facts.values():
        yield from of_fact(fact)


def of_fact(fact: Fact) -> Iterator[Cited]:
    """Every citation of one fact, wherever in it."""
    data = fact.head.written()
    for citation, written, route in cites_within(data):
        span = locate(data, route)
        if span:
            yield Cited(fact.id, fact.identity, citation, written, span, route)


def at_text(at: tuple[int, ...]) -> str:
    """Paragraph numbers as a locator writes them: `¶4`, `¶4-5`, `¶4, 7`."""
    return f"¶{numbers_text(at)}"


def numbers_text(at: tuple[int, ...], dash: str = "-") -> str:
    """Paragraph numbers as they are written: rows of them as a range."""
    runs: list[list[int]] = []
    for number in at:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{r[0]}{dash}{r[-1]}" if len(r) > 1 else str(r[0]) for r in runs)


def cites_within(data: Any, route: Route = ()) -> Iterator[tuple[Citation, str, Route]]:
    """Every citation in *data* that an author wrote, with its text and the route to it."""
    for key, value in _entries(data):
        if key == "cite":
            yield from _cites(value, (*route, key))
        elif isinstance(value, dict | list):  # most is text
            yield from cites_within(value, (*route, key))


def _entries(data: Any) -> Iterable[tuple[str | int, Any]]:
    if isinstance(data, dict):
        return data.items()
    return enumerate(data) if isinstance(data, list) else ()


def _cites(value: Any, route: Route) -> Iterator[tuple[Citation, str, Route]]:
    """What stands under `cite`: a citation, a record of one, a list, a mapping by slots."""
    if isinstance(value, dict) and "source" in value:
        yield from _record(value, route)
    elif isinstance(value, dict | list):
        for key, inner in _entries(value):
            yield from _cites(inner, (*route, key))
    elif citation := _parsed(value):
        yield citation, value, route


def _record(value: dict[str, Any], route: Route) -> Iterator[tuple[Citation, str, Route]]:
    """A citation written as a mapping: its locator stands alone, under its label or `locator`."""
    for key, written in value.items():
        place = written if key == "locator" else f"{key} {written}"
        if key not in ("source", "quote") and (citation := _parsed(f"{value['source']} {place}")):
            yield citation, written, (*route, key)


def _parsed(text: Any) -> Citation | None:
    try:
        return parse_citation(str(text))
    except CitationError:
        return None
