"""Every sheet in very many versions: how keys stand, whether length tells, which rules break."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from quizgen.forms import LONGEST_RUN, UNEVEN, Planner, longest_run
from quizgen.frozen import frozen
from quizgen.items import Interaction
from quizgen.stats import (
    longest,
    longest_as_json,
    positions,
    positions_as_json,
    rows_of,
    told_longest,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from quizgen.forms import Plan
    from quizgen.items import Form, Item, Study
    from quizgen.stats import Longest, Positions
    from quizgen.workspace import Workspace

WAYS = ("same", "parallel")


@frozen
class Trial:
    """What came of one sheet in very many versions, of the same items or of others."""

    deck: str
    sheet: str
    way: str
    forms: int
    items: int
    positions: Positions
    longest: Longest
    runs: int
    truths: Mapping[str, int]
    broken: Mapping[str, int]

    @property
    def fails(self) -> bool:
        """Whether something is not as chance and the rules would have it."""
        return bool(self.broken) or min(self.positions.p, self.longest.p) <= UNEVEN

    @property
    def name(self) -> str:
        """Which trial it is, in words."""
        return f"{self.deck}, sheet {self.sheet}, {self.forms} {self.way} forms"


def stress(
    workspace: Workspace,
    studies: Iterable[Study],
    versions: int,
    broken: Callable[[Form], Iterable[str]] = lambda _: (),
) -> tuple[Trial, ...]:
    """Each sheet of *studies* in as many *versions*, once of the same items and once of others.

    *broken* tells which rules a version breaks, besides those for whole sheets.
    """
    names = [f"V{n}" for n in range(1, versions + 1)]
    plans = (plan for study in studies for plan in _plans(workspace, study))
    return tuple(tried(plan, names, broken) for plan in plans)


def tried(plan: Plan, versions: Iterable[str], broken: Callable[[Form], Iterable[str]]) -> Trial:
    """What comes of *plan* in all *versions*."""
    forms = plan.forms(versions)
    items = {item.id: item for form in forms for item in form.items}
    return Trial(
        plan.deck,
        plan.name,
        plan.sheet.forms,
        len(forms),
        len(items),
        positions(form.items for form in forms),
        longest(items.values()),
        sum(longest_run(form.items) > LONGEST_RUN for form in forms),
        Counter(truth for form in forms for truth in _truths(form.items)),
        Counter(said for form in forms for said in (*together(plan, form), *broken(form))),
    )


def together(plan: Plan, form: Form) -> Iterator[str]:
    """Items on one sheet that may not stand together, but for what its author demands."""
    must = {candidate.item.id for candidate in plan.must}
    for one, other, reason in plan.enemies.among(form.items):
        if not {one.id, other.id} <= must:
            yield f"'{one.id}' and '{other.id}' {reason}"


def _plans(workspace: Workspace, study: Study) -> Iterator[Plan]:
    planner = Planner(workspace, study.name, study.items, study.was)
    for name, sheet in sorted(workspace.recipes[study.name].sheets.items()):
        for way in WAYS:
            yield planner.plan(name, sheet.model_copy(update={"forms": way}))


def _truths(items: Iterable[Item]) -> Iterator[str]:
    return (item.key[0] for item in items if item.interaction is Interaction.TRUE_FALSE)


def as_text(trials: Iterable[Trial]) -> str:
    """The trials as a table to read."""
    return "\n\n".join("\n".join(_table(trial)) for trial in trials)


def as_json(trials: Iterable[Trial]) -> list[dict[str, Any]]:
    """The trials for programs."""
    return [
        {
            "deck": trial.deck,
            "sheet": trial.sheet,
            "forms": trial.way,
            "versions": trial.forms,
            "items": trial.items,
            "key_positions": positions_as_json(trial.positions),
            "longest_option": longest_as_json(trial.longest),
            "versions_with_long_runs": trial.runs,
            "true": trial.truths.get("true", 0),
            "false": trial.truths.get("false", 0),
            "broken": dict(trial.broken),
            "fails": trial.fails,
        }
        for trial in trials
    ]


def _table(trial: Trial) -> Iterator[str]:
    yield f"{trial.name}, {trial.items} items in all: {'FAILS' if trial.fails else 'holds'}"
    yield f"  positions of keys, options without an order (p = {trial.positions.p:.3f})"
    yield from (f"    {row}" for row in rows_of(trial.positions.counts))
    yield f"  longest option: {told_longest(trial.longest)}"
    yield f"  more than {LONGEST_RUN} keys of one position in a row: {trial.runs} versions"
    true, false = trial.truths.get("true", 0), trial.truths.get("false", 0)
    if true + false:
        yield f"  true to false: {true / (true + false):.0%} to {false / (true + false):.0%}"
    yield f"  rules broken: {sum(trial.broken.values()) or 'none'}"
    yield from (f"    {count:5}  {message}" for message, count in sorted(trial.broken.items()))
