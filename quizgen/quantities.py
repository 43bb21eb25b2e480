"""Numbers with unit and bound: `about 18 miles`, `{from: 2, to: 3, unit: days, bound: about}`."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from quizgen.values import Quantity, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

KEYS = ("value", "from", "to", "unit", "bound", "read", "cite")
BOUNDS = ("about", "over", "under", "at-least", "at-most")
MAX_EXPONENT = 100
_NUMBER = re.compile(r"[-−+]?\d[\d,_ \u00a0\u202f]*(?:\.\d+)?(?:[eE][-+]?\d+)?")
_SHORT = re.compile(
    rf"(?P<number>{_NUMBER.pattern})\s*(?P<unit>(?![.,:/'’]\d)[^\d\s].*)?", re.ASCII
)
_GROUPED = re.compile(
    r"[-+]?(?:\d+|\d{1,3}(?:[,_ \u00a0\u202f]\d{3})+)(?:\.\d+)?(?:[eE][-+]?\d{1,9})?", re.ASCII
)
_DOUBLE = re.compile(r"[-−+]?[1-9]\d{0,2}[.,]\d{3}(?![\d.,eE])", re.ASCII)
_HINT = "write digits, as in 10000 or 2.5; the unit goes behind it or under `unit`"


class QuantityError(ValueError):
    """What is no quantity: what is wrong, how to write it, and under which key it stands."""

    def __init__(self, message: str, hint: str, *key: str) -> None:
        """Say what is wrong in *message* and how to write it in *hint*."""
        super().__init__(message)
        self.hint = hint
        self.key = key


def parse(raw: str | Mapping[str, Any], decimal_sign: str = ".") -> Quantity:
    """The quantity that *raw* writes; QuantityError says what is wrong.

    Where the reader's language has a decimal comma, `60.000` and `1,234` are two numbers each.
    """
    bound = None
    if isinstance(raw, str) and (first := raw.split(maxsplit=1)[:1]) and first[0] in BOUNDS:
        bound, raw = first[0], raw.strip().removeprefix(first[0])
    if decimal_sign != ".":
        written = {"value": raw} if isinstance(raw, str) else raw
        for key in ("value", "from", "to"):
            _refuse_double(written.get(key), *(() if isinstance(raw, str) else (key,)))
    if not isinstance(raw, str):
        return _record(raw)
    match = _SHORT.fullmatch(raw.strip())
    if match is None:
        raise QuantityError(f"'{raw}' is not a number", _HINT)
    number, unit = _number(match["number"].strip()), match["unit"]
    return Quantity(number, number, Unit(unit, unit) if unit else None, bound)


def _refuse_double(raw: object, *key: str) -> None:
    """QuantityError for a number that is a thousand times another to half of its readers."""
    match = _DOUBLE.match(raw) if isinstance(raw, str) else None
    if match:
        digits = re.sub("[.,]", "", match[0])
        decimal = match[0].replace(",", ".")
        hint = f"write {digits}, or {decimal}e0 if it has decimals"
        raise QuantityError(f"'{match[0]}' could be read as two numbers", hint, *key)


def _record(raw: Mapping[str, Any]) -> Quantity:
    """A quantity written as a mapping."""
    low_key, high_key = ("value", "value") if "value" in raw else ("from", "to")
    low, high = _number(raw.get(low_key), low_key), _number(raw.get(high_key), high_key)
    bound = raw.get("bound")
    if bound is not None and bound not in BOUNDS:
        raise QuantityError(f"'{bound}' is no bound", f"write one of {', '.join(BOUNDS)}", "bound")
    if high < low:
        hint = "write the smaller number under `from`"
        raise QuantityError("the range ends below its beginning", hint)
    return Quantity(low, high, _unit(raw.get("unit")), bound)


def _unit(raw: object) -> Unit | None:
    """A unit: one word for all numbers, or `one` and `other`, and `few` … where there are."""
    if raw is None or isinstance(raw, str):
        return Unit(raw, raw) if raw else None
    if isinstance(raw, dict) and {"one", "other"} <= set(raw) <= set(Unit._fields):
        return Unit(**{form: str(word) for form, word in raw.items()})
    raise QuantityError("this is no unit", "write a word, or {one: day, other: days}", "unit")


def _number(raw: object, *key: str) -> Decimal:
    """A decimal number."""
    if raw is None or raw == "":
        raise QuantityError(f"there is no number under '{key[0]}'", _HINT, *key)
    text = raw.strip().replace("−", "-") if isinstance(raw, str) else ""
    if not _GROUPED.fullmatch(text):
        said = f"'{raw}' is not a number" if isinstance(raw, str) else "this is not a number"
        raise QuantityError(said, _HINT, *key)
    number = Decimal(re.sub("[,_ \u00a0\u202f]", "", text))
    if abs(number.adjusted()) > MAX_EXPONENT:
        raise QuantityError(f"'{raw}' is too large or too small to be written out", _HINT, *key)
    return number
