"""What prompts have beside one another is known again, as long as none of them is another."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from quizgen.checks import craft
from quizgen.craft.table import table
from quizgen.foreign_items import item_of
from quizgen.items import Interaction
from tests.keeping import Drawer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from quizgen.items import Item

ONE, TWO = (item_of(record, n).item for n, record in enumerate(table()["interference"].fails, 1))
BESIDE = replace(ONE, id="beside", interaction=Interaction.CHOICE, stem="What does nobody recall?")
CHANGES: dict[str, Callable[[Item], Item]] = {
    "stem": lambda item: replace(item, stem="What is the symbol of the element gold?"),
    "key": lambda item: replace(item, key=ONE.key),
    "id": lambda item: replace(item, id="three"),
    "interaction": lambda item: replace(item, interaction=Interaction.CHOICE),
}


def told(items: Sequence[Item], drawer: Drawer) -> list[tuple[str, str, str]]:
    found = craft.between(items, drawer)
    return [(one.rule.code, one.item.id, one.message) for one in found]


def test_what_was_found_is_not_looked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    drawer = Drawer()
    first = told([ONE, TWO], drawer)
    assert [code for code, _, _ in first] == ["interference"] * 2
    monkeypatch.setattr(craft, "flaws_between", lambda *_, **__: pytest.fail("looked for"))
    assert told([ONE, BESIDE, TWO], drawer) == first


@pytest.mark.parametrize("name", CHANGES)
def test_another_prompt_is_looked_at(name: str) -> None:
    drawer = Drawer()
    before = told([ONE, TWO], drawer)
    items = [ONE, CHANGES[name](TWO)]
    assert told(items, drawer) == told(items, Drawer()) != before


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"{}", b"[[]]", b'[["x", "one", ""]]', b'[["interference", "0", ""]]']
)
def test_what_is_not_of_the_form_is_looked_for_again(data: bytes) -> None:
    drawer = Drawer()
    first = told([ONE, TWO], drawer)
    drawer.all = dict.fromkeys(drawer.all, data)
    assert told([ONE, TWO], drawer) == first
