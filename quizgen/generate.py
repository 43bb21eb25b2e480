"""From facts and questions to items: those of single facts, of sets of facts, of disagreements."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quizgen.asking import questions_of
from quizgen.differing import differing
from quizgen.distractors import Distractors
from quizgen.gaps import gapped
from quizgen.gathering import gathered
from quizgen.guard import Guard
from quizgen.interactions import items
from quizgen.items import Interaction, Item
from quizgen.maker import Maker, Omission
from quizgen.telling import Teller

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from quizgen.diagnostics import Diagnostic
    from quizgen.progress import Watch
    from quizgen.workspace import Workspace

MOST_PER_SLOT = 5


@dataclass
class Generation:
    """The items of a workspace, what was left out, and what went wrong on the way."""

    items: list[Item] = field(default_factory=list)
    omissions: list[Omission] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)

    def take(self, made: Iterable[Item | Omission]) -> list[Item]:
        """Keep what was left out; the items themselves are given back."""
        items = []
        for one in made:
            if isinstance(one, Item):
                items.append(one)
            else:
                self.omissions.append(one)
        return items


def generate(workspace: Workspace, watch: Watch | None = None) -> Generation:
    """Ask every fact of *workspace* in every way its kind knows; *watch* sees how far it is."""
    done = Generation()
    guard = Guard(workspace)
    tell = Teller(workspace, guard)
    make = Maker(workspace, guard, Distractors(workspace, guard), tell, done.problems)
    facts = workspace.facts.values()
    for fact in watch.step(workspace.settings.title, facts) if watch else facts:
        made = done.take(one for asked in questions_of(fact) for one in items(make, asked))
        made += done.take(gapped(fact, make))
        left_out = dict(_surplus(made))
        done.items += [item for item in made if item.id not in left_out]
        done.omissions += [Omission(id_, because) for id_, because in left_out.items()]
    done.items += done.take(gathered(make))
    done.items += differing(workspace, tell)
    return done


def _surplus(made: list[Item]) -> Iterator[tuple[str, str]]:
    """The items of one fact that are too many, by id, each with the reason."""
    counts: Counter[tuple[str, str]] = Counter()
    blanks = Counter(i.stem for i in made if i.interaction is Interaction.CLOZE)
    judged: set[str] = set()
    for item in made:
        if item.interaction is Interaction.TRUE_FALSE and item.stem in judged:
            yield item.id, "another item has the same statement"
        elif item.interaction is Interaction.CLOZE and blanks[item.stem] > 1:
            yield item.id, "the same blank asks for two things"
        elif counts[item.asks, item.element] == MOST_PER_SLOT:
            yield item.id, f"the slot has {MOST_PER_SLOT} items already"
        else:
            counts[item.asks, item.element] += 1
            judged.add(item.stem)
