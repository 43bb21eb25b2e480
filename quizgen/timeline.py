"""Sets of dated events: put in order, the first of them found, the days between two counted.

Only what the bounds of the dates prove is asked: two events of one month have no order.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from quizgen.edtf import Precision
from quizgen.items import Number, Option, digest
from quizgen.values import Quantity, Unit, When

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from quizgen.edtf import Date
    from quizgen.items import Item
    from quizgen.setting import Member, Together

MOST_DAYS = 366  # more of them nobody counts
EVEN = 12  # where one time between two events is more than so many times another, anybody sees it


def in_order(together: Together, members: Sequence[Member]) -> Item | str:
    """An ordering: the events shuffled, the earliest first in the key."""
    chosen = _apart(together, members, _may_join if together.of.by else _is_from_elsewhere)
    if len(chosen) < together.of.least:
        return f"{len(chosen)} of the {together.of.least} events needed have a proven order"
    item = together.item(together.stem(chosen), chosen, [m.shown for m in chosen], chosen)
    options = _shuffled(together, [Option(m.shown) for m in chosen])
    if [option.text for option in options] == [*item.key]:
        options = [*options[1:], options[0]]  # chance may put them right: that would be no question
    return replace(item, options=tuple(options))


def earliest(together: Together, members: Sequence[Member]) -> Item | str:
    """A choice: which of the events came first."""
    near, even = (_apart(together, members, suits) for suits in (_is_near, _is_even))
    chosen = near if len(near) >= together.of.least else even
    if len(chosen) < together.of.least:
        return f"{len(chosen)} of the {together.of.least} events needed have a proven order"
    first, *others = chosen
    options = [Option(first.shown, is_key=True, citations=first.asked.citations)]
    options += [
        Option(m.shown, rationale=together.make.tell.claim(m.asked), citations=m.asked.citations)
        for m in others
    ]
    item = together.item(together.stem(chosen), chosen, [first.shown], [first])
    return replace(
        item,
        options=tuple(_shuffled(together, options)),
        claim=together.make.tell.claim(first.asked),
        citations=first.asked.citations,
        key_citations=(),
    )


def counted(together: Together, members: Sequence[Member]) -> Item | str:
    """A number: how many days lie between two events whose days are known."""
    exact = [m for m in members if _day(m) is not None]
    pair = _apart(together, exact, _can_be_counted)
    if len(pair) < together.of.least:
        return "no two events whose days are known lie near enough to each other"
    first, second = pair
    words = together.make.workspace.phrases.words
    days = Decimal(_days(first, second))
    unit = words.count("day", days)
    key = together.make.tell.answer(Quantity(days, days, Unit(unit, unit)))
    stem = together.stem(pair, first=first.shown, second=second.shown)
    item = together.item(stem, pair, [key])
    return replace(item, number=Number(days, days, words("day_other")), accepted=(str(days),))


def _may_join(_member: Member, _chosen: Sequence[Member]) -> bool:
    """Every event may."""
    return True


def _is_from_elsewhere(member: Member, chosen: Sequence[Member]) -> bool:
    """Whether no one source tells of all: those have a set of their own."""
    told = [{citation.source for citation in m.asked.citations} for m in (member, *chosen)]
    return not chosen or not set.intersection(*told)


def _is_near(member: Member, chosen: Sequence[Member]) -> bool:
    """Whether all lie within a year or so: one of long ago is seen at once to be the first."""
    return sum(_times(member, *chosen)) <= MOST_DAYS


def _is_even(member: Member, chosen: Sequence[Member]) -> bool:
    """Whether the times between the events are of one size: days, or years."""
    times = _times(member, *chosen)
    return not times or max(times) <= EVEN * min(times)


def _times(*members: Member) -> list[int]:
    """About how many days lie between one event and the next."""
    places = sorted((372 * y + 31 * m + d) for y, m, d in map(_place, members))
    return [later - earlier for earlier, later in pairwise(places)]


def _can_be_counted(member: Member, chosen: Sequence[Member]) -> bool:
    """Whether it takes counting to know the days between them."""
    return all(1 < _days(member, other) <= MOST_DAYS for other in chosen)


def _apart(
    together: Together,
    members: Sequence[Member],
    suits: Callable[[Member, Sequence[Member]], bool],
) -> list[Member]:
    """The first members that lie apart in time and suit each other, the earliest first.

    Where too few suit the first of all, those that suit the second are taken, and so on.
    """
    found: list[Member] = []
    for n in range(len(members)):
        found = max(found, _from(together, members[n:], suits), key=len)
        if len(found) >= together.of.least:
            break
    return sorted(found, key=_place)


def _from(
    together: Together,
    members: Sequence[Member],
    suits: Callable[[Member, Sequence[Member]], bool],
) -> list[Member]:
    """The first member, and each further one that lies apart from those before it and suits."""
    tellings = together.make.guard.kin.tellings
    chosen: list[Member] = []
    for member in members:
        when = _when(member)
        if when is None:
            continue
        fits = all(
            _are_apart(when, other)
            and member.marks[0] != m.marks[0]
            and m.asked.fact.id not in tellings[member.asked.fact.id]
            for m in chosen
            if (other := _when(m))
        )
        fits = fits and suits(member, chosen)
        if fits and (together.of.by or not chosen or _is_linked(member, chosen)):
            chosen.append(member)
        if len(chosen) == together.of.most:
            break
    return chosen


def _is_linked(member: Member, chosen: Iterable[Member]) -> bool:
    """Whether a member is of one story with one of those before it: a topic, or a source."""
    topics, sources = set(member.asked.fact.head.topic), member.asked.fact.sources()
    return any(
        topics & set(m.asked.fact.head.topic) or sources & m.asked.fact.sources() for m in chosen
    )


def _when(member: Member) -> Date | None:
    key = member.asked.key
    return key.date if isinstance(key, When) and not key.vague else None


def _are_apart(one: Date, other: Date) -> bool:
    """Whether one of two dates came before the other, however inexact they are."""
    return not one.overlaps(other)


def _place(member: Member) -> tuple[int, int, int]:
    when = _when(member)
    return when.lower if when else (0, 0, 0)


def _day(member: Member) -> date | None:
    """The very day of an event, where it is known."""
    when = _when(member)
    if when is None or when.approximate or when.is_interval or when.precision < Precision.DAY:
        return None
    year, month, day = when.lower
    return date(year, month, day) if date.min.year <= year <= date.max.year else None


def _days(one: Member, other: Member) -> int:
    first, second = _day(one), _day(other)
    return abs((second - first).days) if first and second else 0


def _shuffled(together: Together, options: Iterable[Option]) -> list[Option]:
    return sorted(options, key=lambda o: digest("option", together.identity, o.text))
