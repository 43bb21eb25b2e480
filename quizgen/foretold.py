"""What is foretold of an upgrade: each note and what becomes of it, as text and as JSON."""

from __future__ import annotations

import json
from itertools import groupby
from textwrap import fill
from typing import TYPE_CHECKING

from quizgen.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from quizgen.causes import Cause

RETIRED = "quizgen::retired"  # the tag of a note that only says that it is retired
WIDTH = 100
AT_MOST = 20  # notes told one by one as text


@frozen
class Entry:
    """A note and what becomes of it; `log` is what Anki's list of the import will say of it."""

    guid: str
    id: str
    text: str
    log: tuple[str, ...] = ()
    cause: Cause | None = None
    how: str = ""


@frozen
class Remark:
    """Something else worth knowing, and which notes it is about."""

    code: str
    text: str
    guids: tuple[str, ...] = ()


@frozen
class Upgrade:
    """What a learner meets on importing a package.

    Each note of it is in one of `conflicting`, `kept`, `new`, `updated`, `untouched`; `lost`,
    `retired` and `replaced` say more of some notes.
    """

    conflicting: tuple[Entry, ...] = ()
    lost: tuple[Entry, ...] = ()
    kept: tuple[Entry, ...] = ()
    replaced: tuple[Entry, ...] = ()
    retired: tuple[Entry, ...] = ()
    new: tuple[Entry, ...] = ()
    updated: tuple[Entry, ...] = ()
    untouched: tuple[Entry, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def fails(self) -> bool:
        """Whether a learner loses something, or does not get it without having changed it."""
        return bool(self.conflicting or self.lost)


_GROUPS = {
    "conflicting": (
        "note conflicts with what learners have",
        "notes conflict with what learners have",
    ),
    "lost": ("note loses what was learnt", "notes lose what was learnt"),
    "kept": (
        "note was changed by the learner, and stays as it is; the correction waits",
        "notes were changed by the learner, and stay as they are; the corrections wait",
    ),
    "replaced": (
        "note was changed by the learner, then by the author: the author's text replaces it",
        "notes were changed by the learner, then by the author: the author's text replaces them",
    ),
    "retired": ("note is retired", "notes are retired"),
    "new": ("note is new", "notes are new"),
    "updated": ("note is updated", "notes are updated"),
}


def as_text(found: Upgrade) -> str:
    """What matters first, the counts last."""
    parts = ["\n".join(part) for group in _GROUPS for part in _told(group, getattr(found, group))]
    parts += ["\n".join(_wrapped("note: ", remark.text) for remark in found.remarks)]
    counts = ", ".join(f"{n} {group}" for group, n in _counts(found).items())
    return "\n\n".join([*filter(None, parts), counts]) + "\n"


def as_json(found: Upgrade) -> str:
    """All of it; keys are only ever added."""
    lists = {
        group: [_record(entry) for entry in getattr(found, group)]
        for group in (*_GROUPS, "untouched")
    }
    remarks = [{"code": r.code, "text": r.text, "guids": list(r.guids)} for r in found.remarks]
    told = {**lists, "remarks": remarks, "counts": _counts(found)}
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


FORMATS: dict[str, Callable[[Upgrade], str]] = {"text": as_text, "json": as_json}


def _counts(found: Upgrade) -> dict[str, int]:
    groups = ("new", "updated", "untouched", "retired", "kept", "replaced", "conflicting", "lost")
    return {group: len(getattr(found, group)) for group in groups}


def _told(group: str, entries: tuple[Entry, ...]) -> Iterator[list[str]]:
    """The entries of *group*, those of one cause together."""
    one, many = _GROUPS[group]
    code = lambda entry: entry.cause.code if entry.cause else ""  # noqa: E731
    for _, same in groupby(sorted(entries, key=code), key=code):
        told = list(same)
        lines = [f"{len(told)} {one if len(told) == 1 else many}"]
        if cause := told[0].cause:
            lines += [_wrapped("  why: ", cause.why), _wrapped("  help: ", cause.cure)]
        lines += [_line(entry) for entry in told[:AT_MOST]]
        if len(told) > AT_MOST:
            lines += [f"    … and {len(told) - AT_MOST} more"]
        yield lines


def _line(entry: Entry) -> str:
    more = f" ({entry.how})" if entry.how else ""
    return f"    {entry.id}{f': {entry.text}' if entry.text else ''}{more}"


def _wrapped(head: str, text: str) -> str:
    return fill(text, WIDTH, initial_indent=head, subsequent_indent=" " * len(head))


def _record(entry: Entry) -> dict[str, object]:
    record: dict[str, object] = {"guid": entry.guid, "id": entry.id, "text": entry.text}
    if entry.log:
        record["log"] = list(entry.log)
    if entry.how:
        record["how"] = entry.how
    if entry.cause:
        record |= {"cause": entry.cause.code, "why": entry.cause.why, "cure": entry.cause.cure}
    return record
