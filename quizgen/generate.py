"""From facts and questions to items: those of single facts, of sets of facts, of disagreements."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quizgen.asking import questions_of
from quizgen.craft.pack import find_pack
from quizgen.differing import differing
from quizgen.distractors import Distractors
from quizgen.gaps import gapped
from quizgen.gathering import gathered
from quizgen.guard import Guard
from quizgen.interactions import items
from quizgen.items import Item
from quizgen.maker import Maker, Omission
from quizgen.sifting import ambiguous, betrayed, surplus
from quizgen.telling import Teller

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from quizgen.diagnostics import Diagnostic
    from quizgen.progress import Watch
    from quizgen.workspace import Workspace


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


def generate(workspace: Workspace, watch: Watch | None = None) -> Generation:
    """Ask every fact of *workspace* in every way its kind knows; *watch* sees how far it is."""
    done = Generation()
    guard = Guard(workspace)
    tell = Teller(workspace, guard)
    make = Maker(workspace, guard, Distractors(workspace, guard), tell, done.problems)
    facts = workspace.facts.values()
    reasons: dict[str, str] = {}
    inverse: list[Item] = []
    for fact in watch.step(workspace.settings.title, facts) if watch else facts:
        made = []
        for asked in questions_of(fact):
            of_one = done.take(items(make, asked))
            made += of_one
            inverse += of_one if asked.question.inverse and not asked.question.one else ()
        made += done.take(gapped(fact, make))
        done.items += made
        reasons |= dict(surplus(made))
    unanswerable = list(ambiguous(inverse))
    done.unanswerable = {(item.facts[0], item.asks, item.element) for item in unanswerable}
    reasons |= {item.id: "another fact answers it otherwise" for item in unanswerable}
    pack, _ = find_pack(workspace.shelf, workspace.settings.language)
    done.leave_out(reasons | dict(betrayed(done.items, pack)))
    done.items += done.take(gathered(make))
    done.items += differing(workspace, tell)
    return done
