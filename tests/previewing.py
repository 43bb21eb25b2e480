"""The preview as tests use it: a small workspace, served in a thread, opened in a browser."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

from quizgen.preview.server import address, serving
from tests.browsing import DESKTOP, opened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.browsing import Look, Watched

PIXEL = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,"
    b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
SEEDS = """sources:
  notes: {title: Notes on our garden}
images:
  leaf: {file: leaf.gif, alt: a leaf, credit: A. Drawer, license: CC0}
entities:
  club: {type: group, name: the biology club}
facts:
  - id: pond
    kind: event
    what: the digging of the pond
    by: club
    when: 2021-05
    cite: notes ¶3
  - id: compost
    kind: definition
    term: compost
    is: what rotted leaves become
    cite: notes ¶5
"""
HOUSE = """  - id: house
    kind: event
    what: the building of the glasshouse
    when: 2022-09
    cite: notes ¶4
"""
WORKSPACE: dict[str, str | bytes] = {
    "quizgen.yaml": "format: 1\ntitle: The garden\nlanguage: en\nnamespace: abcdefghijklm\n",
    "seeds/garden.yaml": SEEDS,
    "leaf.gif": PIXEL,
    "decks/garden.yaml": "title: The garden\ncards: {interactions: [short-answer, cloze]}\n"
    "sheets: {quiz: {items: 2, versions: [A]}}\n",
}


@contextmanager
def served(root: Path, texts: Path | None = None, editor: str | None = None) -> Iterator[str]:
    """The address of the preview of the workspace in *root*, as long as it is used."""
    with serving(root, texts, 0, editor) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield address(server)
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def shown(
    browser: Browser, root: Path, place: str = "", look: Look = DESKTOP, editor: str | None = None
) -> Iterator[Watched]:
    """The preview of *root* in the browser, once it has compiled; it must ask nobody else."""
    with served(root, editor=editor) as home, opened(browser, home + place, look) as watched:
        watched.page.wait_for_selector("#summary:not(.waiting)")
        watched.page.wait_for_selector("#view > :not(.coming) [data-title]")
        yield watched
        assert not [asked for asked in watched.requests if not asked.startswith((home, "data:"))]
        assert watched.errors == []
