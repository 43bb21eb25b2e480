"""What was made of the latest thing asked about, kept until another comes.

Many candidates are held against one question, one after another: what depends on the question
alone is made once. It is known by being the very same object, so nothing has to be hashed.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Owner = TypeVar("Owner")
Thing = TypeVar("Thing")
Made = TypeVar("Made")


def latest(make: Callable[[Owner, Thing], Made]) -> Callable[[Owner, Thing], Made]:
    """A method that remembers its latest argument and what it *made* of it, as data of its owner.

    What it remembers must not lead back to the owner: such a ring only the collector takes away.
    """
    name = f"_latest_{make.__name__}"

    @wraps(make)
    def remembered(owner: Owner, thing: Thing) -> Made:
        known: tuple[Thing, Made] | None = owner.__dict__.get(name)
        if known is None or known[0] is not thing:
            known = owner.__dict__[name] = (thing, make(owner, thing))
        return known[1]

    return remembered


class Latest(Generic[Thing, Made]):
    """A function that remembers its latest argument and what it made of it."""

    def __init__(self, make: Callable[[Thing], Made]) -> None:
        """Remember what *make* makes."""
        self._make = make
        self._known: tuple[Thing, Made] | None = None

    def __call__(self, thing: Thing) -> Made:
        """What is made of *thing*."""
        if self._known is None or self._known[0] is not thing:
            self._known = (thing, self._make(thing))
        return self._known[1]
