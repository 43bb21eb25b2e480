"""The rules of items, in words: templates/craft/rules.yaml, one entry a code.

An entry of a rule that other checks use too (see `rules`) has only its repair and its examples.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from quizgen import document
from quizgen.diagnostics import Rule, Severity
from quizgen.frozen import frozen
from quizgen.resources import shipped
from quizgen.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = "craft/rules.yaml"


@frozen
class Entry:
    """A rule, what mends an item that breaks it, an item that does and one that nearly does.

    The examples are items as JSON has them (or lists of such), with what the rule looks at.
    """

    rule: Rule
    repair: str
    fails: Any
    passes: Any


@cache
def table() -> Mapping[str, Entry]:
    """Every rule of items by its code, in the order of the file."""
    data = document.data_of(shipped() / FILE)
    return {code: _entry(code, record) for code, record in data.items()}


def _entry(code: str, record: Mapping[str, Any]) -> Entry:
    rule = RULES.get(code) or Rule(
        code, record["summary"], record["why"], Severity(record["severity"]), record["guideline"]
    )
    return Entry(rule, record["repair"], record["fails"], record["passes"])
