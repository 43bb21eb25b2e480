"""Closing an edition: what is built becomes what learners have; CHANGES.md tells what is new."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from quizgen.build import Build, folders_of, place
from quizgen.changelog import with_edition
from quizgen.changes import changes, texts_of
from quizgen.diagnostics import QuizgenError, has_errors
from quizgen.draft import draft
from quizgen.lock import close
from quizgen.outputs.anki import deck_name
from quizgen.packages import open_package
from quizgen.words import find_words
from quizgen.write import CHANGES, Product, is_ours

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from quizgen.changes import Change, Told
    from quizgen.compile import Compilation
    from quizgen.draft import Draft
    from quizgen.items import Edition, Study
    from quizgen.texts import Texts

FOLDER = "released"


def release(compilation: Compilation, texts: Texts | None) -> tuple[Build, Edition | None]:
    """Build everything and close the edition; none is closed where nothing has changed."""
    made = draft(compilation, compilation.studies, texts)
    decks = made.workspace.root / "decks"
    folders = folders_of(made.studies, decks, compilation)
    if has_errors(made.problems):
        return Build(problems=made.problems), None
    if not any(entry.is_open for entry in made.lock.entries.values()):
        return place(made.products(decks), folders, made.problems, check=False), None
    date = datetime.fromtimestamp(made.clock, UTC).date().isoformat()
    titles = {study.name: deck_name(study.deck, study.name) for study in made.studies}
    lock = close(made.lock, date, titles, made.workspace.settings.namespace)
    shut = made.at(lock)
    products = shut.products(decks)
    products += _copies(products)
    products += [_changes(study, made, decks) for study in _told(shut)]
    folders += [folder / FOLDER for folder in folders]
    return place(products, folders, made.problems, check=False), lock.last


def told_before(folder: Path, *names: str) -> dict[str, Told]:
    """What the notes say in the packages of *names* in *folder*, those that can be read."""
    found: dict[str, Told] = {}
    for path in (folder / f"{name}{end}.apkg" for name in names for end in ("-retired", "")):
        if is_ours(path):
            try:
                found |= texts_of(open_package(path))
            except QuizgenError:  # damaged: its texts are not at hand
                continue
    return found


def _told(shut: Draft) -> Iterator[Study]:
    """The studies of which the edition has something to tell."""
    return (study for study in shut.studies if study.edition and study.edition == shut.lock.last)


def _copies(products: list[Product]) -> list[Product]:
    """The packages once more, to be kept as this edition's until the next is closed."""
    return [
        Product(product.path.parent / FOLDER / product.path.name, product.data, product.same)
        for product in products
        if product.path.suffix == ".apkg"
    ]


def _changes(study: Study, made: Draft, decks: Path) -> Product:
    words = find_words(made.workspace.shelf, study.language)
    path = decks / study.name / CHANGES
    former = [decks / name / CHANGES for name in study.was]
    standing = next((p.read_text("utf-8") for p in (path, *former) if is_ours(p)), "")
    assert study.edition is not None  # noqa: S101  (see `_told`)
    found = [change for change in changed_since(made, decks) if change.deck == study.name]
    found = [change for change in found if change.what != "changed" or not _is_stone(study, change)]
    return Product(path, with_edition(standing, study.edition, study, found, words).encode())


def changed_since(made: Draft, decks: Path) -> list[Change]:
    """What has changed since the last closed edition."""
    names = [name for study in made.studies for name in (study.name, *study.was)]
    texts = {g: t for n in names for g, t in told_before(decks / n / FOLDER, n).items()}
    return changes(made.shipped, made.lock, lambda key: made.lock.entries[key].closed, texts)


def _is_stone(study: Study, change: Change) -> bool:
    """Whether the change is in what a tombstone says: no news to a learner."""
    return any(stone.guid == change.guid for stone in study.retired)
