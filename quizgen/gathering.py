"""Items that ask several facts at once: which belong to a set, in an order that nothing else moves.

The facts of a group are taken in the order of their own digests: a new one changes an item only
where it becomes a member of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from itertools import product
from typing import TYPE_CHECKING

from quizgen.candidates import parts_of
from quizgen.frozen import frozen
from quizgen.items import Item, digest
from quizgen.maker import Omission
from quizgen.matched import matched, several
from quizgen.recall import Made
from quizgen.reported import reported
from quizgen.setting import Together
from quizgen.templating import RenderError
from quizgen.timeline import counted, earliest, in_order
from quizgen.values import Event, Quantity, When, Who, signature

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from quizgen.asking import Asked
    from quizgen.maker import Maker
    from quizgen.recall import Recall
    from quizgen.sets import FactSet

Flawed = Callable[[Iterable[Item]], dict[str, dict[str, str]]]  # the rules that items break
Key = tuple[
    tuple[str, str], ...
]  # what a group shares: each part as now called, and by its first id
_MAKERS = {
    "matching": matched,
    "ordering": in_order,
    "multiple-response": several,
    "choice": earliest,
    "number": counted,
}


def gathered(make: Maker, recall: Recall, flawed: Flawed) -> Iterator[Made]:
    """What comes of every set, group by group; *recall* knows it from earlier runs."""
    groups: defaultdict[str, dict[Key, list[Asked]]] = defaultdict(dict)
    asking = _asking(make.workspace.sets)
    for fact in make.workspace.facts.values():
        if fact.id in make.workspace.opposed or fact.head.according_to:
            continue  # what somebody only says belongs beside a voice, which a set has no place for
        for asked in make.guard.answers.questions(fact):
            for one in asking.get((fact.kind.name, asked.question.id), ()):
                for key in _keys(asked, one, make):
                    groups[one.name].setdefault(key, []).append(asked)
    for one in make.workspace.sets:
        for key, members in sorted(groups[one.name].items()):
            group = _Group(one, key, tuple(members))
            # A group of one fact is not worth a word.
            if len(group.members) > 1 or group.of.asks == "source":
                yield _made(group, make, recall, flawed)


@frozen(slots=False)
class _Group:
    of: FactSet
    key: Key
    members: tuple[Asked, ...]

    def called(self, which: int, number: int) -> str:
        """The group's id (0) or first id (1), with the *number* of a further item."""
        name = self.of.identity if which else self.of.name
        parts = (name, *(part[which] for part in self.key), *([str(number + 1)] if number else []))
        return f"sets/{'.'.join(parts)}"


def _made(group: _Group, make: Maker, recall: Recall, flawed: Flawed) -> Made:
    """What comes of one group: kept, or made."""
    facts = {asked.fact.id: asked.fact for asked in group.members}
    name = ["set", group.called(0, 0), group.called(1, 0), *(a.path for a in group.members)]
    if group.of.asks == "source":
        name.append(make.silence)
    return recall.together(name, [*facts.values()], partial(_all, group, make, flawed))


def _all(group: _Group, make: Maker, flawed: Flawed) -> Made:
    """What comes of one group."""
    made = [_numbered(group, number, make) for number in range(group.of.items)]
    items = tuple(one for one in made if isinstance(one, Item))
    left = tuple(one for one in made if isinstance(one, Omission))
    return Made(items, left, flaws=flawed(items))


def _numbered(group: _Group, number: int, make: Maker) -> Item | Omission:
    identity = group.called(1, number)
    parts = group.of.items
    members = [a for a in group.members if _part(group, a, parts) == number]
    if not members:
        return Omission(
            f"{group.called(0, number)}/{group.of.interaction}", "no fact is left for it"
        )
    ranked = sorted(members, key=lambda a: digest(identity, a.identity))
    together = Together(make, group.of, group.called(0, number), identity)
    try:
        maker = reported if group.of.asks == "source" else _MAKERS[group.of.interaction]
        made = maker(together, [together.member(asked) for asked in ranked])
    except RenderError as error:
        made = str(error)
    return Omission(together.path, made) if isinstance(made, str) else made


def _part(group: _Group, asked: Asked, parts: int) -> int:
    """Which of a group's items takes a fact in: its own digest says it, whatever the others are."""
    return int(digest("part", group.called(1, 0), asked.identity), 16) % parts


def _asking(sets: tuple[FactSet, ...]) -> Mapping[tuple[str, str], list[FactSet]]:
    """The sets that take the answers of each question, by kind and question."""
    found: dict[tuple[str, str], list[FactSet]] = {}
    for one in sets:
        for place in one.of:
            found.setdefault(place, []).append(one)
    return found


def _keys(asked: Asked, one: FactSet, make: Maker) -> Iterator[Key]:
    """The groups of a set that a fact belongs to."""
    yield from product(*(tuple(_shared(asked, name, make)) for name in one.by))


def _shared(asked: Asked, name: str, make: Maker) -> Iterator[tuple[str, str]]:
    """What a fact has for others to share: each part as an id, and as its first id."""
    fact = asked.fact
    match name:
        case "source":
            bound = make.guard.bound_to(asked)
            cited = [bound] if bound else [c.source for c in asked.citations]
            yield from ((source, source) for source in dict.fromkeys(cited))
        case "topic":
            yield from ((topic, topic) for topic in fact.head.topic)
        case "entity":
            named = (m.id for v in fact.values() for m in parts_of(v) if isinstance(m, Who))
            yield from ((id_, make.workspace.first_id(id_)) for id_ in dict.fromkeys(named))
        case "fact":
            yield fact.id, fact.identity
        case "shape":
            yield _shape(asked), _shape(asked)
        case _:
            value = asked.scope.get(name)
            match value:
                case None:
                    yield "none", "none"
                case Who(id=id_) | Event(id=id_):
                    yield id_, make.workspace.first_id(id_)
                case When(date=date):
                    text = date.text.replace("/", "--").strip("~?%-.")
                    yield text, text
                case _:
                    mark = digest(signature(value))[:8]  # type: ignore[arg-type]
                    yield mark, mark


def _shape(asked: Asked) -> str:
    """What answers have in common that could stand for one another: precision, unit, type."""
    match asked.key:
        case When(date=date):
            span = "-span" if date.is_interval else ""
            return f"{date.precision.name.lower()}{span}"
        case Quantity(unit=unit):
            return digest(unit.other)[:8] if unit else "number"
        case Who(entity=entity):
            return digest(entity.type)[:8]
    return "any"
