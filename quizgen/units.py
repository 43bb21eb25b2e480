"""Units that can be compared: SI symbols with their prefixes, in every language the same."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

_PREFIXES = {
    "": 0, "da": 1, "h": 2, "k": 3, "M": 6, "G": 9, "T": 12,
    "d": -1, "c": -2, "m": -3, "µ": -6, "μ": -6, "n": -9, "p": -12,
}  # fmt: skip
_BASES = ("m", "g", "s", "A", "K", "mol", "l", "L", "Hz", "N", "Pa", "J", "W", "V", "Ω", "Wh", "t")
_SAME = {"L": "l"}
_TIMES = {
    (f"{prefix}{base}"): (_SAME.get(base, base), Decimal(10) ** power)
    for base in _BASES
    for prefix, power in _PREFIXES.items()
} | {"min": ("s", Decimal(60)), "h": ("s", Decimal(3600)), "t": ("g", Decimal(10) ** 6)}


def is_symbol(unit: str) -> bool:
    """Whether a unit is written as a symbol, in which small and capital letters differ."""
    return unit in _TIMES


@lru_cache(maxsize=1024)
def scales(one: str, other: str) -> tuple[Decimal, Decimal] | None:
    """How many of one and the same unit both are; None where that is not known."""
    if one == other:
        return Decimal(1), Decimal(1)
    (base, times), (other_base, other_times) = (_TIMES.get(u, (u, None)) for u in (one, other))
    if base != other_base or times is None or other_times is None:
        return None
    return times, other_times
