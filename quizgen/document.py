"""YAML that knows where it was written.

Every scalar stays the text the author wrote (`NO`, `12:30`, `1.10`, `010`): what it means is for
the model to say. Anchors, aliases, merge keys, duplicate keys and deep nesting are problems.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from sys import intern
from typing import TYPE_CHECKING, Any

import yaml

from quizgen import rules
from quizgen.diagnostics import Label, Span
from quizgen.textfile import CANNOT_PRINT, LINE_BREAK, UNPRINTABLE, refused, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from quizgen.diagnostics import Diagnostic

MAX_DEPTH = 30
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_FILES = 16  # more than a workspace has of words
_OPEN_QUOTE = re.compile(r"""\s*(?:- )?(?:[^\s'"]+:\s+)?(["'])(?:(?!\1).)*$""")


class Table(dict[str, Any]):
    """A YAML mapping, with the place of each key and of each value."""

    __slots__ = ("keys_at", "span", "values_at")

    def __init__(self, span: Span) -> None:
        """Make an empty table that stands at *span*."""
        super().__init__()
        self.span = span
        self.keys_at: dict[str, Span] = {}
        self.values_at: dict[str, Span] = {}


class Row(list[Any]):
    """A YAML sequence, with the place of each element."""

    __slots__ = ("span", "values_at")

    def __init__(self, span: Span) -> None:
        """Make an empty row that stands at *span*."""
        super().__init__()
        self.span = span
        self.values_at: list[Span] = []


def read(path: Path, shown: Path) -> tuple[Any, list[Diagnostic]]:
    """Read and parse the file at *path*; *shown* is how problems name it."""
    text, problems = text_of(path, shown)
    return (None, problems) if text is None else parse(text, shown)


def parse(text: str, path: Path) -> tuple[Any, list[Diagnostic]]:
    """Parse *text* into tables, rows and strings."""
    builder = _Builder(path)
    try:
        root = builder.build(iter(yaml.parse(text, Loader=_LOADER)))
    except yaml.MarkedYAMLError as error:
        problem = _syntax(error, text, path)
    except yaml.reader.ReaderError as error:
        # The C parser counts bytes, the Python one characters: look for the character itself.
        problem = refused(text, error.position, path)
    except _TooDeep as stop:
        hint = "seeds are flat: a fact, its slots, a list in a slot"
        message = f"nested more than {MAX_DEPTH} levels deep"
        problem = rules.TOO_DEEP.at(stop.span, message, hint=hint)
    else:
        return root, builder.problems
    # What the parser stumbles over on the line of an earlier fault is that fault again.
    told = {p.span.line for p in builder.problems if p.span and p.rule is rules.YAML_SYNTAX}
    again = problem.span is not None and problem.span.line in told
    return None, builder.problems if again else [*builder.problems, problem]


def data_of(path: Path) -> Any:
    """What the sound file at *path* holds, without places. Not to be changed."""
    return _data(path.read_text("utf-8"))


@lru_cache(_FILES)
def _data(text: str) -> Any:
    # Known by its text and not by its name: while a preview runs, the file may be written anew.
    return yaml.load(text, _PLAIN)  # noqa: S506  (only texts)


def locate(data: Any, route: Sequence[str | int], *, key: bool = False) -> Span | None:
    """Where *route* leads in *data*: its value, its key, or the nearest thing around it."""
    span: Span | None = getattr(data, "span", None)
    for depth, step in enumerate(route, start=1):
        try:
            places = data.keys_at if key and depth == len(route) else data.values_at
            span, data = places[step], data[step]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return span


def lifted(table: Table, name: str, key: str) -> Any:
    """What *table* says under *name*; a text alone as the record whose *key* it stands for."""
    if not isinstance(table[name], str):
        return table[name]
    record = Table(table.values_at[name])
    record[key] = table[name]
    record.keys_at[key] = record.values_at[key] = table.values_at[name]
    return record


def _syntax(error: yaml.MarkedYAMLError, text: str, path: Path) -> Diagnostic:
    """What the parser stumbled over, in the author's terms, and where that began."""
    lines = LINE_BREAK.split(text)
    span = _mark(error.problem_mark or error.context_mark, lines, path)
    message, hint = rules.YAML_WORDS.get(
        error.problem or "", (error.problem or "this is not YAML", rules.LOOK_ABOVE)
    )
    if lines[span.line - 1][span.column - 1 :].startswith("\t"):
        message, hint = "a tab stands where YAML wants spaces", "indent with spaces"
    opened = rules.YAML_OPENED.get(error.context or "")
    start = _mark(error.context_mark, lines, path)
    if not opened and hint == rules.LOOK_ABOVE and (quote := _open_quote(lines, span)):
        opened, start = rules.YAML_OPENED["while scanning a quoted scalar"], quote
    if not opened:
        return rules.YAML_SYNTAX.at(span, message, hint=hint)
    end = Label(span, "here at the latest") if start != span else None
    return rules.YAML_SYNTAX.at(start, opened, end, hint=f"close it, or {rules.IN_QUOTES}")


def _open_quote(lines: Sequence[str], span: Span) -> Span | None:
    """The quotation mark, some lines above *span*, that its own line does not close."""
    for line in range(span.line, max(0, span.line - 20), -1):
        if match := _OPEN_QUOTE.match(lines[line - 1]):
            return Span(span.path, line, match.start(1) + 1, line, match.start(1) + 2)
    return None


def _mark(mark: Any, lines: Sequence[str], path: Path) -> Span:
    """Where the parser's *mark* stands: never behind the last of *lines* that has text."""
    line = min(mark.line if mark else 0, len(lines) - 1)
    while line and not lines[line].strip():
        line -= 1
    column = min(mark.column if mark and mark.line == line else len(lines[line]), len(lines[line]))
    return Span(path, line + 1, column + 1, line + 1, column + 2)


class _TooDeep(Exception):
    def __init__(self, span: Span) -> None:
        super().__init__("too deep")
        self.span = span


class _Builder:
    """Builds tables and rows from the parser's events, refusing what seeds may not hold."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Diagnostic] = []
        self.depth = 0
        self.line = 0

    def build(self, events: Iterator[yaml.Event]) -> Any:
        root: Any = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    span = self.span(event)
                    hint = "delete this line, or move what follows into a file of its own"
                    self.problems.append(
                        rules.YAML_SYNTAX.at(span, "a second document begins here", hint=hint)
                    )
                    return root
            elif not isinstance(
                event, yaml.StreamStartEvent | yaml.StreamEndEvent | yaml.DocumentEndEvent
            ):
                root = self.node(event, events)
        return root

    def span(self, event: yaml.Event) -> Span:
        start: Any = event.start_mark
        end: Any = event.end_mark
        if start.line + 1 != self.line:  # one number for all the places of a line
            self.line = start.line + 1
        last = self.line if end.line == start.line else end.line + 1
        return Span(self.path, self.line, start.column + 1, last, end.column + 1)

    def node(self, event: yaml.Event, events: Iterator[yaml.Event]) -> Any:
        if getattr(event, "anchor", None):
            self.refuse_alias(event)
        if isinstance(event, yaml.ScalarEvent):
            text = event.value
            # Nearly every text: there is nothing to normalise in it, and nothing to refuse.
            return text if text.isascii() and text.isprintable() else self.scalar(event)
        if isinstance(event, yaml.AliasEvent):
            return None
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _TooDeep(self.span(event))
        is_table = isinstance(event, yaml.MappingStartEvent)
        built = self.table(event, events) if is_table else self.row(event, events)
        self.depth -= 1
        return built

    def refuse_alias(self, event: yaml.Event) -> None:
        mark = "*" if isinstance(event, yaml.AliasEvent) else "&"
        self.problems.append(
            rules.YAML_ALIAS.at(
                self.span(event),
                f"'{mark}{event.anchor}': anchors and aliases are not read",  # type: ignore[attr-defined]
                hint="write the value out, or refer to a fact or an entity by its id",
            )
        )

    def scalar(self, event: yaml.ScalarEvent) -> str:
        text: str = unicodedata.normalize("NFC", event.value)
        if bad := UNPRINTABLE.search(text):
            self.problems.append(
                rules.CONTROL_CHARACTER.at(
                    self.span(event), CANNOT_PRINT.format(ord(bad[0])), hint="delete it"
                )
            )
            return UNPRINTABLE.sub("", text)
        return text

    def row(self, start: yaml.Event, events: Iterator[yaml.Event]) -> Row:
        row = Row(self.span(start))
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            place = self.span(event)
            row.append(self.node(event, events))
            row.values_at.append(getattr(row[-1], "span", place))
        row.span = self.around(start, event) or row.span
        return row

    def table(self, start: yaml.Event, events: Iterator[yaml.Event]) -> Table:
        table = Table(self.span(start))
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key_span = self.span(event)
            key = self.node(event, events)
            key = intern(key) if type(key) is str else key  # facts have few keys, again and again
            value_event: Any = next(events)
            value_span = self.span(value_event)
            value = self.node(value_event, events)
            if isinstance(value, Table | Row):
                # A record is known by its key, and its value by its brackets, if it has any.
                value_span = value.span if value_event.flow_style else key_span
                value.span = key_span
            self.enter(table, key, key_span, value, value_span)
        table.span = self.around(start, event) or next(iter(table.keys_at.values()), table.span)
        return table

    def around(self, start: Any, end: yaml.Event) -> Span | None:
        """The place of what stands in brackets, from *start* to *end*; None without brackets."""
        if not start.flow_style:
            return None
        first, last = self.span(start), self.span(end)
        return Span(self.path, first.line, first.column, last.end_line, last.end_column)

    def enter(self, table: Table, key: Any, key_span: Span, value: Any, value_span: Span) -> None:
        if not isinstance(key, str):
            hint = "put a text that begins with '{' or '[' in \"quotation marks\""
            self.problems.append(
                rules.YAML_SYNTAX.at(key_span, "a key must be a plain word", hint=hint)
            )
        elif key == "<<":
            self.problems.append(
                rules.YAML_ALIAS.at(
                    key_span, "'<<': merge keys are not read", hint="write the keys out"
                )
            )
        elif earlier := table.keys_at.get(key):
            first = Label(earlier, "first written here")
            self.problems.append(
                rules.DUPLICATE_KEY.at(
                    key_span, f"'{key}' is written twice", first, hint="keep one"
                )
            )
        else:
            table.keys_at[key] = key_span
            table.values_at[key] = value_span
            table[key] = value
