"""Where something is read: citations with their locators, and the works that they lead to."""

from __future__ import annotations

from dataclasses import dataclass, field

from quizgen.diagnostics import Span  # noqa: TC001  (pydantic reads the annotations of citations)


@dataclass(frozen=True, slots=True)
class Locator:
    """Where in a source: a CSL locator label, its value, and the paragraph numbers it names."""

    label: str
    value: str
    at: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """Evidence for an answer: which source, where in it, and, rarely, its very words.

    `supported`: why it holds although no machine can tell. Neither that nor where the
    citation is written makes another one of it.
    """

    source: str
    locator: Locator
    quote: str | None = None
    supported: str | None = field(default=None, compare=False)
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Work:
    """A cited source as outputs print it: its number, a short line for cards, the full entry.

    `printed`: the address that stands within the entry, where it has one.
    """

    source: str
    number: int
    short: str
    entry: str
    url: str | None = None
    printed: str | None = None
    archive: str | None = None
