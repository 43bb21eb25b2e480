"""Closing an edition: what is built becomes what learners have; CHANGES.md tells what is new."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from quizgen import rules
from quizgen.anchors import stale as stale_citations
from quizgen.build import Plan, at_hand, names_of, of_passages, planned, put_in_place
from quizgen.changelog import with_edition
from quizgen.changes import changes, texts_of
from quizgen.codes import printed
from quizgen.diagnostics import QuizgenError, has_errors
from quizgen.draft import draft
from quizgen.lock import close, remembered
from quizgen.outputs.anki import deck_name
from quizgen.packages import open_package
from quizgen.placing import home, writing
from quizgen.words import find_words
from quizgen.write import CHANGES, Product, is_ours, stale

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from quizgen.build import Build
    from quizgen.changes import Change, Told
    from quizgen.compile import Compilation
    from quizgen.diagnostics import Diagnostic
    from quizgen.draft import Draft
    from quizgen.items import Edition, Study
    from quizgen.lock import Lock
    from quizgen.texts import Texts

FOLDER = "released"


def release(
    compilation: Compilation, texts: Texts | None, *, accept_stale: bool = False
) -> tuple[Build, Edition | None]:
    """Build everything and close the edition; none is closed where nothing has changed."""
    workspace = compilation.workspace
    assert workspace is not None  # noqa: S101  (a failed compilation is not built)
    root = home(workspace.root)
    with writing(root):
        made = draft(compilation, compilation.studies, texts)
        made.problems.extend(of_passages(made, texts, workspace.root / "decks"))
        made.problems.extend(() if accept_stale else _stale(made))
        plan, edition = _plan(made)
        return put_in_place(plan, root), edition


def _stale(made: Draft) -> Iterator[Diagnostic]:
    """The problem with facts whose passages have changed since they were verified."""
    facts = {one.cited.fact: one.place for one in stale_citations(made.workspace, made.lock)}
    if facts:
        listed = ", ".join(f"'{fact}' ({place})" for fact, place in facts.items())
        message = f"the edition would hold facts that are stale: {listed}"
        hint = (
            "read their passages again; for those that hold: quizgen anchor --accept PLACE;"
            " or close it as it is: quizgen release --accept-stale"
        )
        yield rules.STALE_RELEASE.at(None, message, hint=hint)


def _plan(made: Draft) -> tuple[Plan, Edition | None]:
    """What a release writes, and the edition that it closes."""
    decks = made.workspace.root / "decks"
    if has_errors(made.problems):
        return Plan([], [], made.problems), None
    if not any(entry.is_open for entry in made.lock.entries.values()):
        # Sheets alone make no edition; theirs is the one that stands.
        made = made.at(remembered(made.lock, printed(made.studies)))
        standing, unmade = at_hand(made, decks)
        products = [*standing, *_records(made, None, decks)]
        outdated = _outdated(made, decks, products)
        return planned(products, outdated, [*made.problems, *unmade]), None
    shut = made.at(_closed(made))
    products, unmade = at_hand(shut, decks)
    products += _copies(products)
    products += _records(made, shut, decks)
    outdated = _outdated(made, decks, products)
    outdated += [
        path for name in names_of(made.studies) for path in stale(decks / name / FOLDER, products)
    ]
    return planned(products, outdated, [*made.problems, *unmade]), shut.lock.last


def _closed(made: Draft) -> Lock:
    date = datetime.fromtimestamp(made.clock, UTC).date().isoformat()
    titles = {study.name: deck_name(study.deck, study.name) for study in made.studies}
    forms = printed(made.studies)
    return close(made.lock, date, titles, made.workspace.settings.namespace, forms)


def _outdated(made: Draft, decks: Path, products: list[Product]) -> list[Path]:
    """What stands in the folders of the studies and is not made: of former names, everything."""
    return [
        path
        for study in made.studies
        for name in (study.name, *study.was)
        for path in stale(decks / name, products, (CHANGES,) if name == study.name else ())
    ]


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


def _records(made: Draft, shut: Draft | None, decks: Path) -> Iterator[Product]:
    """What is told of each study's editions, the one that is being *shut* too."""
    closed = shut.lock.last if shut else None
    for study in (shut or made).studies:
        places = [decks / name / CHANGES for name in (study.name, *study.was)]
        standing = next((p.read_text("utf-8") for p in places if is_ours(p)), "")
        if closed and study.edition == closed:
            yield Product(places[0], _with_edition(standing, closed, study, made, decks).encode())
        elif standing:
            yield Product(places[0], standing.encode())


def _copies(products: list[Product]) -> list[Product]:
    """The packages once more, to be kept as this edition's until the next is closed."""
    return [
        Product(product.path.parent / FOLDER / product.path.name, product.data, product.same)
        for product in products
        if product.path.suffix == ".apkg"
    ]


def _with_edition(standing: str, edition: Edition, study: Study, made: Draft, decks: Path) -> str:
    words = find_words(made.workspace.shelf, study.language)
    found = [change for change in changed_since(made, decks) if change.deck == study.name]
    found = [change for change in found if change.what != "changed" or not _is_stone(study, change)]
    return with_edition(standing, edition, study, found, words)


def changed_since(made: Draft, decks: Path) -> list[Change]:
    """What has changed since the last closed edition."""
    names = names_of(made.studies)
    texts = {g: t for n in names for g, t in told_before(decks / n / FOLDER, n).items()}
    return changes(made.shipped, made.lock, lambda key: made.lock.entries[key].closed, texts)


def _is_stone(study: Study, change: Change) -> bool:
    """Whether the change is in what a tombstone says: no news to a learner."""
    return any(stone.guid == change.guid for stone in study.retired)
