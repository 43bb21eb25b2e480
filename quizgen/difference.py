"""What a build would change: items, with their old and new text word by word, and files."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from quizgen.build import at_hand, names_of
from quizgen.changes import Change, changes, word_diff
from quizgen.diagnostics import shown
from quizgen.draft import draft
from quizgen.frozen import frozen
from quizgen.release import FOLDER, changed_since, told_before
from quizgen.write import changed, stale

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from quizgen.compile import Compilation
    from quizgen.diagnostics import Diagnostic
    from quizgen.draft import Draft
    from quizgen.items import Study, Tombstone
    from quizgen.lock import Entry

MOST = 0.1  # of a deck's cards that a setting may change without a word
_SIGNS = {"new": "+", "changed": "~", "back": "+", "retired": "-", "removed": "-"}
_QUESTIONS = ("Question", "Text")


@frozen(slots=False)
class Difference:
    """What a build would change."""

    changes: list[Change]
    files: list[Path]
    warnings: list[str]
    stones: dict[str, Tombstone]
    problems: list[Diagnostic]

    @property
    def counts(self) -> Counter[str]:
        """How many items are new, changed, retired, back again or removed."""
        return Counter(change.what for change in self.changes)

    def __bool__(self) -> bool:
        return bool(self.changes or self.files)


def difference(
    compilation: Compilation, studies: tuple[Study, ...], *, released: bool
) -> Difference:
    """What a build of *studies* would change, against the last build or the last edition."""
    made = draft(compilation, studies, None)
    decks = made.workspace.root / "decks"
    found = changed_since(made, decks) if released else _since_build(made, decks)
    products, _ = at_hand(made, decks)
    files = [product.path for product in changed(products)]
    gone = [path for name in names_of(studies) for path in stale(decks / name, products)]
    stones = {stone.guid: stone for study in made.studies for stone in study.retired}
    return Difference(found, [*files, *gone], list(_warnings(made, found)), stones, made.problems)


def _since_build(made: Draft, decks: Path) -> list[Change]:
    """What has changed since the last build, of which the packages still stand."""
    names = names_of(made.studies)
    texts = {g: t for n in names for g, t in told_before(decks / n / FOLDER, n).items()}
    texts |= {g: t for n in names for g, t in told_before(decks / n, n).items()}
    found = changes(made.shipped, made.lock, made.old.entries.get, texts)
    return [*found, *_removed(made, texts)]


def _removed(made: Draft, texts: dict[str, dict[str, str]]) -> Iterator[Change]:
    """What a build made once, no edition held, and no build would make any more."""
    for (kind, id_), entry in made.old.entries.items():
        if kind == "item" and (kind, id_) not in made.lock.entries:
            yield Change("removed", id_, entry.name, entry.deck, texts.get(id_))


def _warnings(made: Draft, found: list[Change]) -> Iterator[str]:
    """What touches many notes at once, and not because their facts have changed."""
    for study in made.studies:
        old = [entry for _, entry in made.old.items(study.name, *study.was) if _is_known(entry)]
        touched = [
            change
            for change in found
            if change.deck == study.name and change.what == "changed" and not change.is_fact_changed
        ]
        if old and len(touched) > MOST * len(old):
            yield (
                f"{len(touched)} of the {len(old)} cards of '{study.name}' change although their"
                " facts do not: a template, a setting, an entity or a source does that, and"
                " learners who edited or tagged these cards lose it"
            )


def _is_known(entry: Entry) -> bool:
    return not entry.is_retired


def as_text(found: Difference) -> str:
    """The difference to be read: each item with its words, the counts last."""
    lines = [line for change in found.changes for line in _lines(change, found)]
    if lines:
        lines.append("")
    lines += [f"would write {shown(path)}" for path in found.files if path.exists()]
    lines += [f"would make {shown(path)}" for path in found.files if not path.exists()]
    lines += [f"warning: {warning}" for warning in found.warnings]
    counts = [f"{found.counts[what]} {what}" for what in _SIGNS if found.counts[what]]
    return "\n".join([*lines, ", ".join(counts) or "no item would change"]) + "\n"


def _lines(change: Change, found: Difference) -> Iterator[str]:
    yield f"{_SIGNS[change.what]} {change.id} ({change.what})"
    if change.what == "changed" and change.old is not None:
        for name, old, new in change.fields():
            yield f"    {name}: {_marked(old, new)}"
        return
    told = change.new if change.what in ("new", "back", "changed") else change.old
    if told:
        asked = next((told[name] for name in _QUESTIONS if name in told), "")
        yield f"    {asked}" + (f" = {told['Answer']}" if told.get("Answer") else "")
    if change.what == "changed":
        yield "    (the earlier text is not at hand)"
    stone = found.stones.get(change.guid)
    if stone and change.what == "retired":
        yield f"    because: {stone.reason or '(the seeds do not say why)'}"


def _marked(old: str, new: str) -> str:
    """Both texts as one, what is gone and what is new in the marks of `git diff --word-diff`."""
    marks = {"=": "{}", "-": "[-{}-]", "+": "{{+{}+}}"}
    return "".join(marks[step].format(words) for step, words in word_diff(old, new))


def as_json(found: Difference) -> dict[str, Any]:
    """The difference for programs."""
    return {
        "items": [_record(change, found) for change in found.changes],
        "files": [path.as_posix() for path in map(shown, found.files)],
        "warnings": found.warnings,
        "counts": {what: found.counts[what] for what in _SIGNS},
    }


def _record(change: Change, found: Difference) -> dict[str, Any]:
    stone = found.stones.get(change.guid)
    return {
        "change": change.what,
        "guid": change.guid,
        "id": change.id,
        "deck": change.deck,
        "fields": [{"field": name, "old": old, "new": new} for name, old, new in change.fields()],
        "reason": stone.reason if stone and change.what == "retired" else None,
        "replacement": stone.replacement if stone and change.what == "retired" else None,
    }
