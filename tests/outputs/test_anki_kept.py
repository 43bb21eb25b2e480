"""A note is kept for as long as all that it shows is the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from quizgen import anki_kept
from quizgen.outputs.anki import shipped
from quizgen.resources import Shelf
from tests.keeping import Drawer
from tests.outputs.test_anki import COAST, ITEMS, LOG, MAP, PLAIN, study_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from quizgen.items import Item, Study

SHELF = Shelf()


def known(item: Item, origin: str = "") -> Item:
    """The same item, made of *origin*."""
    made = replace(item)
    object.__setattr__(made, "origin", origin or f"what {item.id} is made of")
    return made


def known_study() -> Study:
    return study_of(*map(known, ITEMS))


def test_what_was_written_is_not_written_again(monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Drawer()
    first = shipped(known_study(), SHELF, cache)
    assert first == shipped(known_study(), SHELF) == shipped(study_of(*ITEMS), SHELF)
    monkeypatch.setattr(anki_kept, "fields", lambda *_: pytest.fail("written"))
    assert shipped(known_study(), SHELF, cache) == first


def test_what_nobody_knows_the_origin_of_is_written_each_time() -> None:
    cache = Drawer()
    assert shipped(study_of(*ITEMS), SHELF, cache) == shipped(study_of(*ITEMS), SHELF)
    assert not cache.all


def test_what_is_made_of_an_item_is_of_no_known_origin() -> None:
    item = known(PLAIN)
    assert item.origin
    assert item == PLAIN
    assert not replace(item, stem="When?").origin


CHANGES: dict[str, Callable[[Study], Study]] = {
    "a work": lambda s: replace(s, works=(replace(LOG, short="The logbook"), MAP)),
    "where a work is": lambda s: replace(s, works=(replace(LOG, url="https://b.example"), MAP)),
    "what a picture shows": lambda s: replace(s, images=(replace(COAST, alt="the shore"),)),
    "a picture": lambda s: replace(s, images=(replace(COAST, data=COAST.data + b"\n"),)),
    "whose a picture is": lambda s: replace(s, images=(replace(COAST, credit="nobody"),)),
    "the language": lambda s: replace(s, language="de"),
    "the style": lambda s: replace(s, style="apa"),
    "an item": lambda s: study_of(known(PLAIN, "other"), *(c.item for c in s.cards[1:])),
    "an item more": lambda s: study_of(*(c.item for c in s.cards), known(PLAIN, "more")),
    "an item less": lambda s: study_of(*(c.item for c in s.cards[1:])),
    "their order": lambda s: study_of(*(c.item for c in reversed(s.cards))),
}


@pytest.mark.parametrize("name", CHANGES)
def test_whatever_changes_nothing_is_stale(name: str) -> None:
    cache = Drawer()
    shipped(known_study(), SHELF, cache)
    before = dict(cache.all)
    study = CHANGES[name](known_study())
    fresh = replace(study, cards=(*study.cards,))
    assert shipped(study, SHELF, cache) == shipped(fresh, SHELF)
    assert (cache.all == before) == (name == "their order")  # which no note shows


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff", b'{"a": 1}', b'[["a"], 3, ""]', b"[[], []]"])
def test_what_is_not_of_the_form_is_written_anew(data: bytes) -> None:
    cache = Drawer()
    first = shipped(known_study(), SHELF, cache)
    for key, kept in cache.all.items():
        cache.all[key] = b"\n".join(
            data if n % 2 else line for n, line in enumerate(kept.split(b"\n"))
        )
    assert shipped(known_study(), SHELF, cache) == first
