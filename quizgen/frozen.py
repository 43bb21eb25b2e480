"""Data classes that nobody changes: mypy sees to it, and Python need not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar, dataclass_transform, overload

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


@overload
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T], /) -> type[T]: ...


@overload
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(
    *, slots: bool = True, eq: bool = True, order: bool = False
) -> Callable[[type[T]], type[T]]: ...


def frozen(
    cls: type[T] | None = None, /, *, slots: bool = True, eq: bool = True, order: bool = False
) -> type[T] | Callable[[type[T]], type[T]]:
    """Make a data class that type checkers keep frozen; one with cached properties has no *slots*.

    `dataclass(frozen=True)` would guard each object at run time as well. To make one then takes
    twice as long, and so does each start of the program, which has some two hundred such classes.
    """
    make = dataclass(slots=slots, eq=eq, order=order, unsafe_hash=eq)
    return make(cls) if cls else make
