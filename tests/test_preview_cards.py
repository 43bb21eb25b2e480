"""The preview's cards are those that Anki shows."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

import pytest
from anki.collection import Collection

from quizgen.compile import compile_workspace
from quizgen.draft import draft
from quizgen.outputs import anki
from quizgen.preview.cards import card, document, rendered
from tests.test_sample_anki import bring

if TYPE_CHECKING:
    from pathlib import Path

    from quizgen.draft import Draft


def drafted(root: Path) -> Draft:
    """What a build of the workspace *root* would make; nothing is written."""
    compilation, texts = compile_workspace(root)
    return draft(compilation, compilation.studies, texts)


@pytest.mark.slow
@pytest.mark.parametrize("name", [".", "tests/workspaces/lights", "tests/workspaces/german"])
def test_every_card_is_what_anki_makes_of_it(name: str, repository: Path, tmp_path: Path) -> None:
    made = drafted(repository / name)
    shelf = made.workspace.shelf
    collection = Collection(str(tmp_path / "collection.anki2"))
    compared = 0
    for study in made.studies:
        package = tmp_path / f"{study.name}.apkg"
        package.write_bytes(anki.make(study, made.lock, shelf)[package.name])
        bring(collection, package)
        for item in (card.item for card in study.cards):
            (found,) = collection.find_cards(f'"ID:{item.first_id or item.id}"')
            theirs = collection.get_card(found).render_output()
            ours = card(item, study, shelf)
            assert (ours.front, ours.back) == (theirs.question_text, theirs.answer_text), item.id
            assert ours.css == theirs.css
            compared += 1
    assert compared == collection.card_count() > 0
    collection.close()
