"""CHANGES.md: what each edition of a deck has changed, for those who study it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from quizgen import markup
from quizgen.changes import TAGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizgen.changes import Change, Told
    from quizgen.items import Edition, Study
    from quizgen.words import Words

# By this quizgen knows the file as its own; what stands below the title may be edited.
_MARK = '<!-- content="quizgen": each release adds its edition above the others -->'
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")
_QUESTIONS = ("Question", "Text")


def with_edition(
    standing: str, edition: Edition, study: Study, changes: list[Change], words: Words
) -> str:
    """The file with a section for *edition* above those *standing* in it."""
    title = f"# {_text(words('changes_title', title=markup.plain(study.title)))}"
    older = standing.partition("\n## ")[2]
    head = standing.partition("\n## ")[0].rstrip() if older else f"{_MARK}\n{title}"
    section = "\n".join(_section(edition, study, changes, words))
    return f"{head}\n\n{section}\n" + (f"\n## {older}" if older else "")


def _section(edition: Edition, study: Study, changes: list[Change], words: Words) -> Iterator[str]:
    by_what = {
        what: [change for change in changes if change.what == what]
        for what in ("new", "changed", "back", "retired")
    }
    yield f"## {words('changes_edition', number=edition.number, date=edition.date)}\n"
    yield words("changes_how", file=f"`{study.name}.apkg`")
    if study.retired:
        yield words("changes_how_retired", file=f"`{study.name}-retired.apkg`")
    if len(by_what["new"]) == len(changes) == len(study.cards):
        yield f"\n{words('changes_first', count=len(changes))}"
        return
    if not changes:
        yield f"\n{words('changes_look')}"
    for what, title in (
        ("new", "changes_new"),
        ("changed", "changes_corrected"),
        ("back", "changes_back"),
        ("retired", "changes_retired"),
    ):
        if by_what[what]:
            yield f"\n### {words(title, count=len(by_what[what]))}\n"
            for change in by_what[what]:
                yield from _entry(change, study, words)


def _entry(change: Change, study: Study, words: Words) -> Iterator[str]:
    if change.what == "retired":
        yield from _retired(change, study, words)
        return
    yield f"- {_told(change.new)} `{change.id}`"
    if change.what == "changed" and change.old is None:
        yield f"  - {words('changes_before')}: {words('changes_unknown')}"
    elif change.what == "changed":
        for name, old, new in change.fields():
            label = words("changes_tags" if name == TAGS else f"changes_{name}")
            yield f"  - {label}, {words('changes_before')}: {_text(old) or '–'}"
            yield f"  - {label}, {words('changes_now')}: {_text(new) or '–'}"
    yield f"  - {words('changes_Source')}: {_text(change.new.get('Source', ''))}"


def _retired(change: Change, study: Study, words: Words) -> Iterator[str]:
    stone = next(stone for stone in study.retired if stone.guid == change.guid)
    yield f"- {_told(change.old) if change.old else words('changes_unknown')} `{change.id}`"
    yield f"  - {_text(stone.reason or words('anki_retired_unsaid'))}"
    if stone.replacement:
        yield f"  - {_text(words('changes_place', stem=stone.replacement))}"


def _told(told: Told) -> str:
    """What is asked and the answer; a cloze has it in its sentence."""
    asked = _text(next((told[name] for name in _QUESTIONS if name in told), ""))
    return f"{asked} — **{_text(told['Answer'])}**" if told.get("Answer") else asked


def _text(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
