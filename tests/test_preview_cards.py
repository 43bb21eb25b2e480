"""The preview's cards are those that Anki shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from anki.collection import Collection

from quizgen.compile import compile_workspace
from quizgen.draft import draft
from quizgen.outputs import anki
from quizgen.preview.cards import Card, card, document, rendered
from tests.test_sample_anki import bring

if TYPE_CHECKING:
    from pathlib import Path

    from quizgen.draft import Draft


def drafted(root: Path) -> Draft:
    """What a build of the workspace *root* would make; nothing is written."""
    compilation, texts = compile_workspace(root)
    return draft(compilation, compilation.studies, texts)


@pytest.mark.slow
@pytest.mark.parametrize("name", [".", "tests/workspaces/year9", "tests/workspaces/german"])
def test_every_card_is_what_anki_makes_of_it(name: str, repository: Path, tmp_path: Path) -> None:
    made = drafted(repository / name)
    shelf = made.workspace.shelf
    collection = Collection(str(tmp_path / "collection.anki2"))
    ours: dict[str, Card] = {}
    for study in made.studies:
        package = tmp_path / f"{study.name}.apkg"
        package.write_bytes(anki.make(study, made.lock, shelf)[package.name])
        bring(collection, package)
        ours |= {item.guid: card(item, study, shelf) for item in (c.item for c in study.cards)}
    theirs = {}
    for id_ in collection.find_cards(""):
        found = collection.get_card(id_)
        told = found.render_output()
        theirs[found.note().guid] = Card(told.question_text, told.answer_text, told.css)
    collection.close()
    assert len(theirs) > 10
    assert ours == theirs


def test_what_no_template_of_ours_has_stays_as_written() -> None:
    named = {"A": "a<b>", "B": " <br> ", "C": "{{c1::x}} {{c1::y::z}}"}

    def shown(template: str) -> str:
        return rendered(template, named, lambda gap: f"[{gap[1]}|{gap[2]}]")

    assert shown("{{A}}{{#B}}no{{#A}}no{{/A}}{{/B}}{{^B}}yes{{/B}}") == "a<b>yes"
    assert shown("{{cloze:C}}{{C}}") == "[x|None] [y|z]{{c1::x}} {{c1::y::z}}"
    assert shown("{{type:A}}<{{None}}") == "{{type:A}}<{{None}}"


def test_a_card_shows_pictures_and_formulas_by_day_and_by_night(repository: Path) -> None:
    made = drafted(repository / "tests/workspaces/year9")
    shelf = made.workspace.shelf
    cards = [(study, card(item, study, shelf)) for study in made.studies for item in study.items]
    pages = [
        document(side, sides.css, study, is_night=is_night)
        for study, sides in cards
        for side in (sides.front, sides.back)
        for is_night in (False, True)
    ]
    assert any("<math" in page for page in pages)
    assert any('src="data:image/' in page for page in pages)
    assert not [page for page in pages if 'src="qg_' in page or "\\(" in page]
    assert sum("nightMode" in page.partition("<style>")[0] for page in pages) == len(pages) // 2
