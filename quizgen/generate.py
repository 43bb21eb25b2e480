"""From facts and questions to items: those of single facts, of sets of facts, of disagreements."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from quizgen.cache import Cache
from quizgen.craft import ELSEWHERE, own_flaws
from quizgen.craft.pack import find_pack
from quizgen.differing import differing
from quizgen.distractors import Distractors
from quizgen.gaps import gapped
from quizgen.gathering import gathered
from quizgen.guard import Guard
from quizgen.interactions import items
from quizgen.items import Item
from quizgen.maker import Maker, Omission
from quizgen.recall import Made, Recall
from quizgen.sifting import ambiguous, betrayed, surplus
from quizgen.surroundings import Surroundings
from quizgen.telling import Teller

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from quizgen.craft.pack import Pack
    from quizgen.diagnostics import Diagnostic
    from quizgen.progress import Watch
    from quizgen.workspace import Fact, Workspace


@dataclass
class Generation:
    """The items of a workspace, what was left out, and what went wrong on the way.

    `unanswerable`: what has no item since other facts answer the same question otherwise, by fact,
    slot and entry. `flaws`: the rules of good items that an item breaks by itself, with what is
    wrong, by id.
    """

    items: list[Item] = field(default_factory=list)
    omissions: list[Omission] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)
    unanswerable: set[tuple[str, str, str]] = field(default_factory=set)
    flaws: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def leave_out(self, reasons: Mapping[str, str]) -> None:
        """Leave out the items that have a reason, by id."""
        self.items = [item for item in self.items if item.id not in reasons]
        self.omissions += [Omission(id_, because) for id_, because in reasons.items()]


def generate(
    workspace: Workspace, watch: Watch | None = None, cache: Cache | None = None
) -> Generation:
    """Ask every fact of *workspace* in every way its kind knows; *watch* sees how far it is.

    What *cache* holds of a fact, and of all that asking it would look at, is not made again.
    """
    done = Generation()
    guard = Guard(workspace)
    tell = Teller(workspace, guard)
    make = Maker(workspace, guard, Distractors(workspace, guard), tell, done.problems)
    pack, _ = find_pack(workspace.shelf, workspace.settings.language)
    recall = Recall(cache or Cache(), Surroundings(workspace, guard, make.distractors.siblings))
    facts = workspace.facts.values()
    with recall.knowing():
        made = [
            recall.of(fact, partial(_made, fact, make, pack))
            for fact in (watch.step(facts) if watch else facts)
        ]
    done.omissions += [omission for one in made for omission in one.omissions]
    done.items += [item for one in made for item in one.items]
    shared = {id_ for one in made for id_ in one.shared}
    unanswerable = list(ambiguous(item for item in done.items if item.id in shared))
    done.unanswerable = {(item.facts[0], item.asks, item.element) for item in unanswerable}
    reasons = dict(reason for one in made for reason in one.reasons)
    reasons |= {item.id: "another fact answers it otherwise" for item in unanswerable}
    done.flaws = {id_: broken for one in made for id_, broken in one.flaws.items()}
    done.leave_out(reasons | dict(betrayed(done.items, done.flaws)))
    for together in gathered(make, recall, partial(flawed, pack=pack)):
        done.items += together.items
        done.omissions += together.omissions
        done.flaws |= together.flaws
    sides = differing(workspace, tell)
    done.items += sides
    done.flaws |= flawed(sides, pack)
    return done


def _made(fact: Fact, make: Maker, pack: Pack) -> Made:
    """What comes of asking *fact*."""
    found: list[Item | Omission] = []
    shared: list[str] = []
    problems = len(make.problems)
    for asked in make.guard.answers.questions(fact):
        of_one = [*items(make, asked)]
        found += of_one
        if asked.question.inverse and not asked.question.one:
            shared += [one.id for one in of_one if isinstance(one, Item)]
    found += gapped(fact, make)
    made = tuple(one for one in found if isinstance(one, Item))
    left = tuple(one for one in found if isinstance(one, Omission))
    is_sound = len(make.problems) == problems
    return Made(made, left, tuple(surplus(made)), tuple(shared), flawed(made, pack), is_sound)


def flawed(items: Iterable[Item], pack: Pack) -> dict[str, dict[str, str]]:
    """The rules that each of *items* breaks by itself, with what is wrong, by id."""
    found = {item.id: dict(own_flaws(item, pack, ELSEWHERE)) for item in items}
    return {id_: broken for id_, broken in found.items() if broken}
