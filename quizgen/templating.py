"""The small language of claims and stems: Jinja2 with slots, filters and `if`, and nothing else.

A template is data from a stranger: only a short list of syntax nodes is accepted, so that no
template can call, loop, compute or reach into Python; what it prints is capped.
"""

from __future__ import annotations

from dataclasses import field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined, Undefined, nodes
from jinja2.exceptions import TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from quizgen.filling import parts_of
from quizgen.frozen import frozen
from quizgen.phrases import NoWords

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from jinja2 import Environment, Template

    from quizgen.diagnostics import Span
    from quizgen.filling import Part
    from quizgen.phrases import Phrases

MAX_LENGTH = 100_000
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Filter, nodes.If,
    nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.Not, nodes.And, nodes.Or, nodes.Const,
    nodes.Getattr, nodes.Test, nodes.Concat,
)  # fmt: skip


class BadTemplate(ValueError):
    """A template that cannot be read: what is wrong with it."""


class RenderError(ValueError):
    """A template that cannot be filled with these values."""


@frozen(slots=False)
class Sentence:
    """A template: where it was written, the names it uses, whether it opens with its own words."""

    source: str
    span: Span | None
    names: frozenset[str]
    opens_with_words: bool
    parts: Part | None = field(repr=False, compare=False)
    environment: Environment = field(repr=False, compare=False)

    @cached_property
    def _template(self) -> Template:
        return self.environment.from_string(self.source)

    def fill(self, values: Mapping[str, Any]) -> str:
        """The sentence with *values* in its slots."""
        try:
            pieces = self._pieces(values)
        except (TemplateError, NoWords, TypeError, ValueError, KeyError) as error:
            raise RenderError(str(error)) from error
        text = "".join(pieces)
        if len(text) > MAX_LENGTH:
            raise RenderError(f"the text is longer than {MAX_LENGTH} characters")
        return "".join(_stopped(pieces)) if ".." in text else text

    def _pieces(self, values: Mapping[str, Any]) -> list[str]:
        if self.parts is None:
            return list(self._template.generate(values))
        pieces: list[str] = []
        self.parts(values, pieces)
        return pieces


class Templating:
    """Compiles sentences whose filters speak one language."""

    def __init__(self, phrases: Phrases) -> None:
        """Prepare the environment."""
        self._env = ImmutableSandboxedEnvironment(
            undefined=StrictUndefined,
            finalize=_finalizer(phrases),
            keep_trailing_newline=False,
            trim_blocks=True,
        )
        self._read: dict[str, Sentence] = {}
        self._env.globals.clear()
        self._env.filters = phrases.filters()
        self._env.tests = {"defined": self._env.tests["defined"], "none": self._env.tests["none"]}

    def compile(self, source: str, span: Span | None) -> Sentence:
        """The sentence that *source* writes; BadTemplate says what it may not hold."""
        source = source.strip()
        if source not in self._read:  # several interactions ask with one stem
            self._read[source] = self._sentence(source)
        return replace(self._read[source], span=span)

    def _sentence(self, source: str) -> Sentence:
        try:
            tree = self._env.parse(source)
        except TemplateSyntaxError as error:
            raise BadTemplate(error.message or "syntax error") from error
        names = frozenset(_names(tree))
        opens = _opens_with_words(tree.body)
        return Sentence(source, None, names, opens, parts_of(tree, self._env), self._env)


def _opens_with_words(body: Sequence[nodes.Node]) -> bool:
    """Whether the first thing printed is the template's own word, or a word that asks."""
    first = next(iter(body), None)
    if isinstance(first, nodes.Output):
        return _opens_with_words(first.nodes)
    if isinstance(first, nodes.If):
        ways = (first.body, *(other.body for other in first.elif_), first.else_ or body[1:])
        return all(map(_opens_with_words, ways))
    asks = isinstance(first, nodes.Filter) and first.name == "ask"
    return asks or isinstance(first, nodes.TemplateData)


def _finalizer(phrases: Phrases) -> Callable[[Any], str]:
    def say(value: Any) -> str:
        return str(value) if isinstance(value, str | Undefined) else phrases.show(value)

    return say


def _refuse_all_but_sentences(node: nodes.Node) -> None:
    if not isinstance(node, _ALLOWED):
        word = type(node).__name__.lower()
        raise BadTemplate(f"'{word}' is not for stems: they hold text, slots, filters and if")


def _names(tree: nodes.Template) -> Iterator[str]:
    """The names that *tree* uses; it may hold nothing that is not for sentences."""
    ahead: list[nodes.Node] = [tree]
    while ahead:
        node = ahead.pop(0)
        _refuse_all_but_sentences(node)
        if isinstance(node, nodes.Name):
            yield node.name
        ahead[:0] = node.iter_child_nodes()


def _stopped(pieces: Iterable[str]) -> Iterator[str]:
    """The *pieces* of a sentence, with one stop where a value and the sentence both have one."""
    last = ""
    for piece in pieces:
        is_double = last.endswith(".") and piece.startswith(".") and not piece.startswith("..")
        yield piece[1:] if is_double else piece
        last = piece or last
