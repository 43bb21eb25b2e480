"""Sheets and keys as axe-core judges them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from quizgen.items import Interaction, Layout
from tests.browsing import LOOKS, Look, opened
from tests.papers import everything

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser


@pytest.mark.slow
@pytest.mark.parametrize("name", ["quiz-a.html", "quiz-a-key.html"])
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_the_sample_is_accessible(
    browser: Browser, repository: Path, look: Look, name: str
) -> None:
    address = (repository / "decks/plates" / name).as_uri()
    with opened(browser, address, look) as shown:
        assert shown.violations() == []
        assert shown.overflow() <= 0
        assert (shown.requests, shown.errors) == ([], [])


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    ["quiz-a.html", "quiz-a-large-print.html", "quiz-a-easy-reading.html", "quiz-a-key.html"],
)
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_every_print_of_every_interaction_is_accessible(
    browser: Browser, tmp_path: Path, look: Look, name: str
) -> None:
    layout = Layout(
        points={Interaction.MATCHING: Decimal(4)},
        variants=("large-print", "easy-reading"),
        strip=True,
        columns=2,
    )
    path = tmp_path / name
    path.write_bytes(everything(layout=layout)[name])
    with opened(browser, path.as_uri(), look) as shown:
        assert shown.violations() == []
        assert shown.overflow() <= 0
        assert (shown.requests, shown.errors) == ([], [])


def test_axe_sees_what_is_wrong(browser: Browser, tmp_path: Path) -> None:
    bad = tmp_path / "bad.html"
    bad.write_text(
        "<!doctype html><meta http-equiv='Content-Security-Policy' content=\"default-src 'none'\">"
        "<p>A page without a title or a language.<img src='data:,'>"
    )
    with opened(browser, bad.as_uri()) as shown:
        found = {line.partition(":")[0] for line in shown.violations()}
    assert {"document-title", "html-has-lang", "image-alt"} <= found
