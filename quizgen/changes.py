"""What changes for those who have a deck: note by note, with the old and the new text."""

from __future__ import annotations

import re
from dataclasses import field
from difflib import SequenceMatcher
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Literal

from quizgen.anki_notes import FIELDS
from quizgen.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from quizgen.lock import Closed, Entry, Key, Lock, Shipment
    from quizgen.packages import Package

What = Literal["new", "changed", "retired", "back", "removed"]
TAGS = "Tags"
_CLOZE = re.compile(r"\{\{c[0-9]+::((?:(?!::|\}\}).)*)(?:::[^}]*)?\}\}", re.DOTALL)
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_BREAKS = frozenset({"br", "p", "div", "ul", "ol"})
Told = dict[str, str]  # what a note says in each field, as plain text


@frozen
class Change:
    """A note that a learner gets new, changed, retired or back again.

    `old` and `new` are its texts by field; `old` is None where it is not at hand.
    """

    what: What
    guid: str
    id: str
    deck: str
    old: Told | None
    new: Told = field(default_factory=dict)
    is_fact_changed: bool = True

    def fields(self) -> Iterator[tuple[str, str, str]]:
        """Each field whose text has changed, with the old and the new one."""
        old = self.old or {}
        for name in {**self.new, **old}:
            before, after = old.get(name, ""), self.new.get(name, "")
            if before != after:
                yield name, before, after


def changes(
    shipped: Mapping[Key, Shipment],
    after: Lock,
    before: Callable[[Key], Entry | Closed | None],
    texts: Mapping[str, Told],
) -> list[Change]:
    """What of *shipped* differs from *before*, in the order of the decks' cards.

    *texts*: what the notes said before, by guid, as far as that is known.
    """
    found = []
    for key, new in shipped.items():
        if key[0] != "item":
            continue
        old, now = before(key), after.entries[key]
        what = _what(old, now)
        if what:
            same = bool(now.fact) and getattr(old, "fact", "") == now.fact
            told = None if what == "new" else texts.get(key[1])
            content = told_by(FIELDS[new.content[0]], new.content[1:-1], new.content[-1])
            found.append(Change(what, key[1], new.name, now.deck, told, content, not same))
    return found


def _what(old: Entry | Closed | None, now: Entry) -> What | None:
    if old is None:
        return None if now.is_retired else "new"
    if old.is_retired != now.is_retired:
        return "retired" if now.is_retired else "back"
    return "changed" if old.digest != now.digest else None


def texts_of(package: Package) -> dict[str, Told]:
    """What the notes of *package* say, by guid."""
    names = {id_: [part.name for part in n.fields] for id_, n in package.notetypes.items()}
    return {
        guid: told_by(names.get(note.notetype, ()), note.fields, " ".join(sorted(note.tags)))
        for guid, note in package.notes.items()
    }


def told_by(names: Sequence[str], values: Sequence[str], tags: str) -> Told:
    """The plain text of a note's fields, those that say something, and its tags."""
    told = {name: plain(value) for name, value in zip(names, values, strict=False) if value}
    return {**told, TAGS: tags}


def plain(html: str) -> str:
    """The text of a field; the parts of a list stand between semicolons."""
    reader = _Text()
    reader.feed(_CLOZE.sub(r"[\1]", html))
    reader.close()
    return " ".join("".join(reader.parts).split()).strip("; ")


def word_diff(old: str, new: str) -> Iterator[tuple[str, str]]:
    """The steps from *old* to *new*, word by word: `=`, `-` or `+`, and the words."""
    one, other = _TOKEN.findall(old), _TOKEN.findall(new)
    for step, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if step == "equal":
            yield "=", "".join(one[a:b])
            continue
        if b > a:
            yield "-", "".join(one[a:b])
        if d > c:
            yield "+", "".join(other[c:d])


class _Text(HTMLParser):
    """Gathers the text of HTML; pictures as their description."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Part the entries of lists, and lines."""
        if tag == "li":
            self.parts.append("; " if self.parts and self.parts[-1].strip() else "")
        elif tag in _BREAKS:
            self.parts.append(" ")
        elif tag == "img":
            self.parts.append(f"[{dict(attrs).get('alt') or ''}]")

    def handle_data(self, data: str) -> None:
        """Take in text."""
        self.parts.append(data)
