"""How likely chance is: the tails of two distributions, in a few lines and without a library."""

from __future__ import annotations

from math import exp, lgamma, log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SMALL = 1e-15
_TINY = 1e-300


def evenness(counts: Iterable[Sequence[int]]) -> float:
    """How likely chance makes *counts* as uneven as this; each row should be even in itself.

    Pearson's chi-square test: the rows are independent, so that their statistics add up.
    """
    rows = [row for row in counts if sum(row) and len(row) > 1]
    statistic = 0.0
    for row in rows:
        expected = sum(row) / len(row)
        statistic += sum((count - expected) ** 2 / expected for count in row)
    return chi_square(statistic, sum(len(row) - 1 for row in rows))


def chi_square(statistic: float, freedom: int) -> float:
    """How likely chi-square with *freedom* degrees of freedom is *statistic* or more."""
    if freedom == 0 or statistic <= 0:
        return 1.0
    a, x = freedom / 2, statistic / 2
    front = exp(a * log(x) - x - lgamma(a))
    return 1 - front * _series(a, x) if x < a + 1 else front * _fraction(a, x)


def _series(a: float, x: float) -> float:
    """The lower incomplete gamma function but for its front: converges fast for small *x*."""
    term = total = 1 / a
    n = a
    while term > total * _SMALL:
        n += 1
        term *= x / n
        total += term
    return total


def _fraction(a: float, x: float) -> float:
    """The upper one, as a continued fraction (by Lentz's method): for large *x*."""
    b = x + 1 - a
    c, d = 1 / _TINY, 1 / b
    value, step, n = d, 0.0, 0
    while abs(step - 1) > _SMALL:
        n += 1
        factor = -n * (n - a)
        b += 2
        d = 1 / (factor * d + b or _TINY)
        c = b + factor / c or _TINY
        step = c * d
        value *= step
    return value


def as_many(hits: int, chances: Iterable[float]) -> float:
    """How likely at least *hits* of independent events with these *chances* come about."""
    exactly = [1.0]  # the likelihood of 0, 1, 2 … of the events seen so far
    for chance in chances:
        shifted = [0.0, *exactly]
        exactly = [
            there * chance + here * (1 - chance)
            for there, here in zip(shifted, [*exactly, 0.0], strict=True)
        ]
    return min(sum(exactly[hits:]), 1.0)
