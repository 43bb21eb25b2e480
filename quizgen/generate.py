"""From facts and questions to items: those of single facts, of sets of facts, of disagreements."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from quizgen.asking import questions_of
from quizgen.cache import Cache
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
    slot and entry.
    """

    items: list[Item] = field(default_factory=list)
    omissions: list[Omission] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)
    unanswerable: set[tuple[str, str, str]] = field(default_factory=set)

    def take(self, made: Iterable[Item | Omission]) -> list[Item]:
        """Keep what was left out; the items themselves are given back."""
        items = []
        for one in made:
            if isinstance(one, Item):
                items.append(one)
            else:
                self.omissions.append(one)
        return items

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
    made = [
        recall.of(fact, partial(_made, fact, make, pack))
        for fact in (watch.step(workspace.settings.title, facts) if watch else facts)
    ]
    done.omissions += [omission for one in made for omission in one.omissions]
    done.items += [item for one in made for item in one.items]
    shared = {id_ for one in made for id_ in one.shared}
    unanswerable = list(ambiguous(item for item in done.items if item.id in shared))
    done.unanswerable = {(item.facts[0], item.asks, item.element) for item in unanswerable}
    reasons = dict(reason for one in made for reason in one.reasons)
    reasons |= {item.id: "another fact answers it otherwise" for item in unanswerable}
    done.leave_out(reasons | dict(cue for one in made for cue in one.cues))
    done.items += done.take(gathered(make, recall))
    done.items += differing(workspace, tell)
    return done


def _made(fact: Fact, make: Maker, pack: Pack) -> Made:
    """What comes of asking *fact*."""
    found: list[Item | Omission] = []
    shared: list[str] = []
    problems = len(make.problems)
    for asked in questions_of(fact):
        of_one = [*items(make, asked)]
        found += of_one
        if asked.question.inverse and not asked.question.one:
            shared += [one.id for one in of_one if isinstance(one, Item)]
    found += gapped(fact, make)
    made = tuple(one for one in found if isinstance(one, Item))
    left = tuple(one for one in found if isinstance(one, Omission))
    reasons, cues = tuple(surplus(made)), tuple(betrayed(made, pack))
    return Made(made, left, reasons, cues, tuple(shared), len(make.problems) == problems)
