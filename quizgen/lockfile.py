"""The file of a lock, `quizgen.lock`: a line for each thing, sorted, so that git can merge two.

A line is words apart by one space, as `_FORMS` says. A merge by `merge=union` keeps the lines of
both branches: of two for one thing the later `mod` wins, and the next build writes one.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import TYPE_CHECKING

from quizgen import rules
from quizgen.codes import Printed, is_code, joined
from quizgen.diagnostics import Span
from quizgen.lock import STATES, Closed, Entry, Lock, Passage, later, newer
from quizgen.sketches import minima

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from quizgen.codes import Editions
    from quizgen.diagnostics import Diagnostic
    from quizgen.lock import Key, Place

_FORMAT = "quizgen-lock "
HEADER = f"{_FORMAT}1"
NAME = "quizgen.lock"
_FORMS = {
    "item": "GUID MOD DIGEST FACT STATE DECK ID",
    "retired": "GUID MOD DIGEST FACT STATE DECK ID",
    "notetype": "FAMILY MOD DIGEST STATE",
    "source": "ID DIGEST",
    "passage": "SOURCE PARAGRAPH FACT WHEN STATE WORDS DIGEST SKETCH",
    "edition": "NUMBER DATE DIGEST",
    "form": "CODE DECK SHEET VERSION FIRST LAST",  # the editions that held it
    "deck": "NAME TITLE",  # the name of the Anki deck, with its spaces
    "namespace": "NAMESPACE",
}
_LENGTHS = {kind: len(form.split()) for kind, form in _FORMS.items()}
_BEFORE_EDITIONS = {"item": 5, "notetype": 3}  # words of a line in locks that knew none
_SECONDS = re.compile(r"[0-9]{1,15}")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_COUNT = re.compile(r"0|[1-9][0-9]{0,8}")
_NONE = "-"  # in the place of a word that is not known
_SAID = 5  # lines that problems name
# The lock that was read last, by what its file held: a build reads it before and after it compiles.
_KNOWN: dict[tuple[bytes, Path], tuple[Lock, list[Diagnostic]]] = {}
_MARKERS = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")


def read_lock(path: Path, shown: Path) -> tuple[Lock, list[Diagnostic]]:
    """The lock at *path*, empty where there is none; a line that cannot be read is a problem."""
    if not path.is_file():
        return Lock(), []
    data = path.read_bytes()
    key = (blake2b(data).digest(), shown)
    if key not in _KNOWN:
        _KNOWN.clear()
        _KNOWN[key] = _read(data.decode("utf-8", "replace"), shown)
    lock, problems = _KNOWN[key]
    return lock, [*problems]


def read_passages(path: Path) -> Lock:
    """Of the lock at *path* what was verified: all else is most of its lines."""
    if not path.is_file():
        return Lock()
    lines = path.read_text("utf-8", "replace").splitlines()
    verified = "\n".join(line for line in lines if line.startswith("passage "))
    return _read(verified, path)[0]


def _read(text: str, shown: Path) -> tuple[Lock, list[Diagnostic]]:
    reader = _Reader()
    bad = [
        (line, Span(shown, number, 1, number, len(line) + 1))
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip() and line != HEADER and not reader.takes(line)
    ]
    marked = [(line, span) for line, span in bad if line.startswith(_MARKERS)]
    # A file that is no lock at all is one problem, not one a line.
    return reader.lock(), [_unread(line, span) for line, span in (*marked, *bad)[:_SAID]]


def _unread(line: str, span: Span) -> Diagnostic:
    if line.startswith(_MARKERS):
        hint = "delete the lines with markers and keep all others, of both sides"
        message = "a merge left its conflict marker in the lock"
        return rules.BAD_LOCK.at(span, message, hint=hint)
    if line.startswith(_FORMAT):
        message = f"this lock has format {line.removeprefix(_FORMAT).strip()}"
        hint = "a newer quizgen wrote it: pipx upgrade quizgen"
        return rules.FUTURE_FORMAT.at(span, f"{message}; this quizgen knows 1", hint=hint)
    hint = "restore the file from version control, or from a released deck: quizgen adopt"
    return rules.BAD_LOCK.at(span, "this line of the lock cannot be read", hint=hint)


def text(lock: Lock) -> str:
    """*lock* as its file holds it."""
    return "\n".join([HEADER, *sorted(_lines(lock))]) + "\n"


def _lines(lock: Lock) -> Iterator[str]:
    yield from (_line(key, entry) for key, entry in lock.entries.items())
    yield from (f"source {id_} {found}" for id_, found in lock.sources.items())
    yield from (_passage(place, passage) for place, passage in lock.passages.items())
    yield from (f"deck {name} {title}" for name, title in lock.decks.items())
    yield from (f"namespace {name}" for name in lock.namespaces)
    for form, (first, last) in lock.forms.items():
        place = f"{form.code} {form.deck} {form.sheet} {form.version}"
        yield f"form {place} {first} {last}"
    for number, found in lock.editions.items():
        yield from (f"edition {number} {date} {seal}" for date, seal in found)


def _line(key: Key, entry: Entry) -> str:
    kind, id_ = key
    start = f"{id_} {entry.mod} {entry.digest}"
    if kind == "notetype":
        return f"notetype {start} {_state(entry)}"
    kind = "retired" if entry.is_retired else "item"
    return f"{kind} {start} {entry.fact or _NONE} {_state(entry)} {entry.deck} {entry.name}"


def _passage(place: Place, passage: Passage) -> str:
    source, number, fact = place
    state = f"{passage.when} {passage.state} {passage.words}"
    return f"passage {source} {number} {fact or _NONE} {state} {passage.digest} {passage.sketch}"


def _state(entry: Entry) -> str:
    """`0` for what no edition held, `2` for what edition 2 closed so, `2:MOD:DIGEST` otherwise.

    `:retired` after that says that the edition held it as a tombstone.
    """
    if not entry.closed:
        return "0"
    closed = entry.closed
    if not entry.is_open:
        return f"{closed.edition}"
    end = ":retired" if closed.is_retired else ""
    return f"{closed.edition}:{closed.mod}:{closed.digest}{end}"


def _closed(state: str, mod: int, found: str, *, is_retired: bool) -> Closed | None:
    """What *state* says; ValueError where it says nothing."""
    if state == "0":
        return None
    number, *rest = state.split(":")
    edition = _int(_NUMBER, number)
    match rest:
        case []:
            return Closed(edition, mod, found, is_retired)
        case [when, what]:
            return Closed(edition, _int(_SECONDS, when), what)
        case [when, what, "retired"]:
            return Closed(edition, _int(_SECONDS, when), what, is_retired=True)
    raise ValueError(state)


def _int(form: re.Pattern[str], text: str) -> int:
    if not form.fullmatch(text):
        raise ValueError(text)
    return int(text)


class _Reader:
    """Takes in a lock line by line."""

    def __init__(self) -> None:
        self.entries: dict[Key, Entry] = {}
        self.sources: dict[str, str] = {}
        self.editions: dict[int, set[tuple[str, str]]] = {}
        self.decks: dict[str, str] = {}
        self.namespaces: set[str] = set()
        self.passages: dict[Place, Passage] = {}
        self.forms: dict[Printed, Editions] = {}

    def lock(self) -> Lock:
        editions = {number: tuple(sorted(found)) for number, found in self.editions.items()}
        namespaces = tuple(sorted(self.namespaces))
        return Lock(
            self.entries,
            self.sources,
            editions,
            self.decks,
            namespaces,
            self.passages,
            self.forms,
        )

    def takes(self, line: str) -> bool:
        """Whether *line* could be read."""
        kind, *words = line.split(" ")
        length = _LENGTHS.get(kind, -1)  # of a line that nobody knows
        if kind == "deck" and len(words) > length:
            words = [words[0], " ".join(words[1:])]
        if kind in _BEFORE_EDITIONS and len(words) == _BEFORE_EDITIONS[kind]:
            fact = [_NONE] if kind == "item" else []
            words = [*words[:3], *fact, "0", *words[3:]]
        if len(words) != length or not all(words):
            return False
        try:
            self.take(kind, words)
        except ValueError:
            return False
        return True

    def take(self, kind: str, words: list[str]) -> None:
        if kind in ("item", "retired", "notetype"):
            self.take_entry(kind, words)
        elif kind == "passage":
            self.take_passage(*words)
        elif kind == "form":
            self.take_form(*words)
        elif kind == "edition":
            self.editions.setdefault(_int(_NUMBER, words[0]), set()).add((words[1], words[2]))
        elif kind == "namespace":
            self.namespaces.add(words[0])
        else:
            found = {"source": self.sources, "deck": self.decks}[kind]
            found[words[0]] = max(words[1], found.get(words[0], ""))

    def take_entry(self, kind: str, words: list[str]) -> None:
        id_, mod, found, *rest = words
        when = _int(_SECONDS, mod)
        is_retired = kind == "retired"
        closed = _closed(rest[kind != "notetype"], when, found, is_retired=is_retired)
        if kind == "notetype":
            key, entry = (kind, id_), Entry(when, found, closed)
        else:
            fact, _, deck, name = rest
            known = "" if fact == _NONE else fact
            key, entry = ("item", id_), Entry(when, found, closed, deck, name, known, is_retired)
        self.entries[key] = later(entry, self.entries[key]) if key in self.entries else entry

    def take_form(self, *words: str) -> None:
        *place, first, last = words
        held = (_int(_NUMBER, first), _int(_NUMBER, last))
        if not is_code(place[0]) or held[0] > held[1]:
            raise ValueError(place[0])
        form = Printed(*place)
        self.forms |= joined({form: self.forms.get(form, held)}, {form: held})

    def take_passage(self, *words: str) -> None:
        source, number, fact, when, state, count, found, sketch = words
        if state not in STATES:
            raise ValueError(state)
        minima(sketch)
        place = (source, _int(_NUMBER, number), "" if fact == _NONE else fact)
        passage = Passage(_int(_SECONDS, when), state, _int(_COUNT, count), found, sketch)
        known = self.passages.get(place)
        self.passages[place] = newer(passage, known) if known else passage
