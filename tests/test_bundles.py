"""Results that are kept many at a time: each is found by its own key, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.bundles import bundled
from quizgen.cache import Cache
from tests.keeping import Drawer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

THINGS = {f"thing-{number}": number for number in range(200)}


def made(drawer: Cache, things: Mapping[str, int], *parts: str) -> list[str]:
    """The names of *things* that were not found, one after another; they then are kept."""
    anew = []
    with bundled(drawer, *parts) as bundles:
        for name, value in things.items():
            bundles.turn_to(name)
            key = f"{name} {value}"
            found = bundles.get(key)
            if found is None:
                anew.append(name)
                bundles.put(key, f'"{name} is {value}"'.encode())
            else:
                assert found.decode() == f'"{name} is {value}"'
    return anew


def test_what_is_kept_is_found_in_few_bundles() -> None:
    drawer = Drawer()
    assert made(drawer, THINGS) == [*THINGS]
    assert len(THINGS) / 64 < len(drawer.all) < len(THINGS) / 4
    written = drawer.written
    assert made(drawer, THINGS) == []
    assert drawer.written == written
    assert made(drawer, THINGS, "apart") == [*THINGS]


def test_what_changes_is_made_anew_and_nothing_else() -> None:
    drawer = Drawer()
    made(drawer, THINGS)
    written = drawer.written
    changed = THINGS | {"thing-77": 0}
    assert made(drawer, changed) == ["thing-77"]
    assert made(drawer, changed) == []
    assert drawer.written == written + 1
    assert made(drawer, THINGS) == ["thing-77"]  # the latest alone is kept


@pytest.mark.parametrize("name", ["thing-0", "thing-55", "thing-199"])
def test_a_thing_more_or_less_moves_few_others(name: str) -> None:
    drawer = Drawer()
    less = {one: value for one, value in THINGS.items() if one != name}
    made(drawer, less)
    for things in (THINGS, less):
        assert len(made(drawer, things)) < 40
        assert made(drawer, things) == []


def test_what_nobody_asks_for_is_forgotten() -> None:
    drawer = Drawer()
    made(drawer, THINGS)
    size = sum(map(len, drawer.all.values()))
    made(drawer, {name: value + 1000 for name, value in THINGS.items()})
    assert sum(map(len, drawer.all.values())) < 2 * size


@pytest.mark.parametrize("data", [b"", b"\n", b"\n\n\n", b"\xff\xfe\n", b"thing-1 1", b"[]\n[]"])
def test_what_is_not_of_the_form_was_never_there(data: bytes) -> None:
    drawer = Drawer()
    made(drawer, THINGS)
    drawer.all = dict.fromkeys(drawer.all, data)
    assert made(drawer, THINGS) == [*THINGS]
    assert made(drawer, THINGS) == []


def test_nothing_is_kept_where_nothing_can_be() -> None:
    with bundled(Cache()) as bundles:
        assert not bundles.is_open


@given(st.lists(st.dictionaries(st.sampled_from([*THINGS]), st.integers(0, 2)), max_size=6))
def test_whatever_came_before_nothing_is_stale(states: Iterable[dict[str, int]]) -> None:
    drawer = Drawer()
    for things in states:
        made(drawer, things)  # which holds what is found against what would be made
        assert made(drawer, things) == []
