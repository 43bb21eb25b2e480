"""What the items of a sheet are worth, and in how far a sheet has to say it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from babel.numbers import format_decimal

from quizgen.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Collection

    from quizgen.items import Form, Item, Layout
    from quizgen.words import Words


@frozen(slots=False)
class Points:
    """What the items of one version are worth, in figures."""

    form: Form
    layout: Layout
    words: Words

    @property
    def total(self) -> str:
        """All of them together."""
        return self._figures(sum(map(self._worth, self.form.items), Decimal()))

    def of(self, numbers: Collection[int]) -> str:
        """Those of the items with *numbers* together."""
        asked = (item for n, item in enumerate(self.form.items, start=1) if n in numbers)
        return self._figures(sum(map(self._worth, asked), Decimal()))

    @property
    def alike(self) -> str:
        """The points of each item, where all are worth the same; else nothing."""
        worth = {*map(self._worth, self.form.items)}
        return self._figures(worth.pop()) if len(worth) == 1 else ""

    def at(self, item: Item) -> str:
        """What stands beside *item*: its points, where items differ in them."""
        return "" if self.alike else self._figures(self._worth(item))

    def _worth(self, item: Item) -> Decimal:
        return self.layout.points.get(item.interaction, Decimal(1))

    def _figures(self, number: Decimal) -> str:
        return str(format_decimal(number, locale=self.words.locale))
