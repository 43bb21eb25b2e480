"""What a study guide holds: sections of entries, each sentence with where it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizgen.frozen import frozen

if TYPE_CHECKING:
    from quizgen.cited import Citation, Work
    from quizgen.edtf import Date


@frozen
class Told:
    """A sentence of the guide, and where it is read."""

    text: str
    citations: tuple[Citation, ...]


@frozen
class Entry:
    """What the guide tells of a fact in one place; `items`: by guid, those that ask of it.

    `parts`: what its list holds (the terms of an agreement). `date`: in words, where the entry
    stands under one. A fact that is told in several places is at home in one of them, to which
    links lead.
    """

    fact: str
    told: tuple[Told, ...]
    parts: tuple[Told, ...] = ()
    items: tuple[str, ...] = ()
    date: str = ""
    is_home: bool = True


@frozen
class Group:
    """Entries that stand under one title, or groups that do; a title may be empty."""

    title: str
    entries: tuple[Entry, ...] = ()
    groups: tuple[Group, ...] = ()


@frozen
class Section:
    """A part of the guide: its name is that of its heading in the catalogue."""

    name: str
    groups: tuple[Group, ...]


@frozen
class Moment:
    """An event on the timeline: its date, also in words, and what it is.

    `is_vague`: the sources tell the date less exactly than it is written.
    """

    date: Date
    shown: str
    label: str
    is_vague: bool = False


@frozen
class Guide:
    """What some facts say, to be read before a quiz; `paper` is a CSS page size."""

    title: str
    paper: str
    sections: tuple[Section, ...]
    moments: tuple[Moment, ...]
    works: tuple[Work, ...]
