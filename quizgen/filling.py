"""Sentences filled without Jinja's machinery, where they hold no more than slots, filters and `if`.

Nearly all are of that kind. Jinja would write a Python function for each, and make a context for
each filling; here a sentence is a row of small functions that say one piece each.
"""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from jinja2 import nodes
from jinja2.utils import missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from jinja2 import Environment

    Values = Mapping[str, Any]
    Expression = Callable[[Values], Any]
    Part = Callable[[Values, list[str]], None]


class _Beyond(Exception):
    """Something that is left to Jinja."""


def parts_of(tree: nodes.Template, environment: Environment) -> Part | None:
    """What appends the pieces of a sentence to a list; None for one that only Jinja can fill."""
    try:
        return _body(tree.body, environment)
    except _Beyond:
        return None


def _body(body: Iterable[nodes.Node], environment: Environment) -> Part:
    parts = [part for node in body for part in _statement(node, environment)]

    def say(values: Values, pieces: list[str]) -> None:
        for part in parts:
            part(values, pieces)

    return say


def _statement(node: nodes.Node, environment: Environment) -> Sequence[Part]:
    if isinstance(node, nodes.Output):
        are_texts = (isinstance(child, nodes.TemplateData) for child in node.nodes)
        if any(map(all, pairwise(are_texts))):
            raise _Beyond  # a comment stood between them: Jinja makes them one piece
        return [_printed(child, environment) for child in node.nodes]
    if isinstance(node, nodes.If):
        return [_chosen(node, environment)]
    raise _Beyond


def _printed(node: nodes.Expr, environment: Environment) -> Part:
    if isinstance(node, nodes.TemplateData):
        text = node.data
        return lambda _, pieces: pieces.append(text)
    value, say = _expression(node, environment), environment.finalize
    assert say is not None  # noqa: S101  (how the language says values)
    return lambda values, pieces: pieces.append(say(value(values)))


def _chosen(node: nodes.If, environment: Environment) -> Part:
    ways = [
        (_expression(way.test, environment), _body(way.body, environment))
        for way in (node, *node.elif_)
    ]
    otherwise = _body(node.else_, environment)

    def say(values: Values, pieces: list[str]) -> None:
        for test, body in ways:
            if test(values):
                return body(values, pieces)
        return otherwise(values, pieces)

    return say


def _expression(node: nodes.Node | None, environment: Environment) -> Expression:
    match node:
        case nodes.Name(name=name):
            return partial(_slot, name, environment)
        case nodes.Getattr(node=whole, attr=name):
            value = _expression(whole, environment)
            return lambda values: environment.getattr(value(values), name)
        case nodes.Filter(name=name, args=args, kwargs=[], dyn_args=None, dyn_kwargs=None):
            return _filtered(node, name, args, environment)
        case nodes.Not(node=inner):
            value = _expression(inner, environment)
            return lambda values: not value(values)
        case nodes.Or(left=left, right=right):
            one, other = _expression(left, environment), _expression(right, environment)
            return lambda values: one(values) or other(values)
        case nodes.And(left=left, right=right):
            one, other = _expression(left, environment), _expression(right, environment)
            return lambda values: one(values) and other(values)
    raise _Beyond


def _slot(name: str, environment: Environment, values: Values) -> Any:
    value = values.get(name, missing)
    return environment.undefined(name=name) if value is missing else value


def _filtered(
    node: nodes.Filter, name: str, args: Iterable[nodes.Expr], environment: Environment
) -> Expression:
    value, filter_ = _expression(node.node, environment), environment.filters.get(name)
    more = [arg.value for arg in args if isinstance(arg, nodes.Const)]
    if filter_ is None or len(more) != len(node.args):
        raise _Beyond
    return lambda values: filter_(value(values), *more)
