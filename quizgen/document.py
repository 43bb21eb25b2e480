"""YAML that knows where it was written.

Every scalar stays the text the author wrote (`NO`, `12:30`, `1.10`, `010`): what it means is for
the model to say. Anchors, aliases, merge keys, duplicate keys and deep nesting are problems.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

import yaml

from quizgen import rules
from quizgen.diagnostics import Label, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from quizgen.diagnostics import Diagnostic

MAX_DEPTH = 30
MAX_BYTES = 20_000_000
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Controls, noncharacters and lone surrogates: no output format can carry them.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


class Table(dict[str, Any]):
    """A YAML mapping, with the place of each key and of each value."""

    def __init__(self, span: Span) -> None:
        """Make an empty table that stands at *span*."""
        super().__init__()
        self.span = span
        self.keys_at: dict[str, Span] = {}
        self.values_at: dict[str, Span] = {}


class Row(list[Any]):
    """A YAML sequence, with the place of each element."""

    def __init__(self, span: Span) -> None:
        """Make an empty row that stands at *span*."""
        super().__init__()
        self.span = span
        self.values_at: list[Span] = []


def read(path: Path, shown: Path) -> tuple[Any, list[Diagnostic]]:
    """Read and parse the file at *path*; *shown* is how problems name it."""
    text, problems = text_of(path, shown)
    return (None, problems) if text is None else parse(text, shown)


def text_of(path: Path, shown: Path) -> tuple[str | None, list[Diagnostic]]:
    """The text of the file at *path*, which must be UTF-8; line ends become newlines."""
    start = Span(shown, 1, 1, 1, 1)
    try:
        data = path.read_bytes()
    except OSError as error:
        return None, [rules.UNREADABLE.at(start, f"the file cannot be read: {error.strerror}")]
    if len(data) > MAX_BYTES:
        message = f"the file is larger than {MAX_BYTES // 1_000_000} MB"
        hint = "split it: any number of files is read"
        return None, [rules.UNREADABLE.at(start, message, hint=hint)]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return None, [_not_utf8(data, error, shown)]
    return text.replace("\r\n", "\n").replace("\r", "\n"), []


def parse(text: str, path: Path) -> tuple[Any, list[Diagnostic]]:
    """Parse *text* into tables, rows and strings."""
    builder = _Builder(path)
    try:
        root = builder.build(iter(yaml.parse(text, Loader=_LOADER)))
    except yaml.MarkedYAMLError as error:
        problem = _syntax(error, text, path)
    except yaml.reader.ReaderError as error:
        problem = _unprintable(text, error, path)
    except _TooDeep as stop:
        hint = "seeds are flat: a fact, its slots, a list in a slot"
        problem = rules.TOO_DEEP.at(stop.span, f"nested more than {MAX_DEPTH} levels deep", hint=hint)
    else:
        return root, builder.problems
    # What the parser stumbles over on the line of an earlier fault is that fault again.
    told = {p.span.line for p in builder.problems if p.span and p.rule is rules.YAML_SYNTAX}
    again = problem.span is not None and problem.span.line in told
    return None, builder.problems if again else [*builder.problems, problem]


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


def _not_utf8(data: bytes, error: UnicodeDecodeError, path: Path) -> Diagnostic:
    before = data[: error.start]
    line = before.count(b"\n") + 1
    column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
    return rules.NOT_UTF8.at(
        Span(path, line, column, line, column + 1),
        f"the byte 0x{data[error.start]:02x} is not UTF-8 text",
        hint="save the file with the encoding UTF-8",
    )


def _unprintable(text: str, error: Any, path: Path) -> Diagnostic:
    # The C parser counts bytes, the Python one characters: look for the character itself.
    found = _UNPRINTABLE.search(text)
    at = found.start() if found else max(0, min(error.position, len(text) - 1))
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    span = Span(path, line, column, line, column + 1)
    return rules.CONTROL_CHARACTER.at(span, _CANNOT_PRINT.format(ord(text[at])), hint="delete it")


_CANNOT_PRINT = "the text holds the character U+{:04X}, which cannot be printed"
_OPENED = {
    "while parsing a flow sequence": "this '[' is not closed",
    "while parsing a flow mapping": "this '{' is not closed",
    "while scanning a quoted scalar": "this quotation mark is not closed",
}
_IN_QUOTES = "put text that holds ': ' or '#', or begins with a sign, in \"quotation marks\""
_ABOVE = "look at the lines above too: a quotation mark or a bracket may not be closed there"
_SYNTAX = {
    "mapping values are not allowed in this context": ("a second ': ' in one value", _IN_QUOTES),
    "could not find expected ':'": ("there is no ':' after this key", _ABOVE),
    "did not find expected key": ("here the lines stop fitting together", _ABOVE),
    "did not find expected '-' indicator": (
        "this line is neither a part of the entry above nor the next entry of the list",
        "indent it as far as its neighbours, or begin it with '- '",
    ),
    "found character that cannot start any token": ("no value can begin like this", _IN_QUOTES),
    "found unknown escape character": (
        "a backslash between double quotation marks changes what follows it",
        "use 'single quotation marks', between which a backslash is a backslash",
    ),
    "found unexpected end of stream": ("the file ends too early", _ABOVE),
}


def _syntax(error: yaml.MarkedYAMLError, text: str, path: Path) -> Diagnostic:
    """What the parser stumbled over, in the author's terms, and where that began."""
    lines = text.split("\n")
    span = _mark(error.problem_mark or error.context_mark, lines, path)
    message, hint = _SYNTAX.get(error.problem or "", (error.problem or "not valid YAML", _ABOVE))
    if lines[span.line - 1][span.column - 1 :].startswith("\t"):
        message, hint = "a tab stands where YAML wants spaces", "indent with spaces"
    opened = _OPENED.get(error.context or "")
    if not opened or error.context_mark is None:
        return rules.YAML_SYNTAX.at(span, message, hint=hint)
    start = _mark(error.context_mark, lines, path)
    end = Label(span, "here at the latest") if start != span else None
    return rules.YAML_SYNTAX.at(start, opened, end, hint=f"close it, or {_IN_QUOTES}")


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

    def build(self, events: Iterator[yaml.Event]) -> Any:
        root: Any = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    span = self.span(event)
                    self.problems.append(
                        rules.YAML_SYNTAX.at(span, "a second document begins; one file holds one")
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
        return Span(self.path, start.line + 1, start.column + 1, end.line + 1, end.column + 1)

    def node(self, event: yaml.Event, events: Iterator[yaml.Event]) -> Any:
        if getattr(event, "anchor", None):
            self.refuse_alias(event)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
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
        if bad := _UNPRINTABLE.search(text):
            self.problems.append(
                rules.CONTROL_CHARACTER.at(
                    self.span(event), _CANNOT_PRINT.format(ord(bad[0])), hint="delete it"
                )
            )
            return _UNPRINTABLE.sub("", text)
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
            value_event = next(events)
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
        first, last = self.span(start), self.span(end)
        place = Span(self.path, first.line, first.column, last.end_line, last.end_column)
        return place if start.flow_style else None

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
