"""Where something is read: citations with their locators, and the works that they lead to."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from pydantic_core import core_schema

from quizgen.frozen import frozen

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

    from quizgen.diagnostics import Span


@frozen
class Locator:
    """Where in a source: a CSL locator label, its value, and the paragraph numbers it names."""

    label: str
    value: str
    at: tuple[int, ...] = ()


@frozen
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

    @classmethod
    def __get_pydantic_core_schema__(cls, _: object, __: GetCoreSchemaHandler) -> CoreSchema:
        """What is kept of it is a reference, which the context knows."""
        kept = core_schema.plain_serializer_function_ser_schema(
            lambda citation, info: info.context.reference(citation), info_arg=True
        )
        return core_schema.with_info_plain_validator_function(
            lambda told, info: info.context.citation(told), serialization=kept
        )


@frozen
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
