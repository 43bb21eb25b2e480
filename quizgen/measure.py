"""What `check` measures besides problems: the numbers of decks, and trials of their sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quizgen import stats, stress
from quizgen.checks.craft import waived
from quizgen.craft import ELSEWHERE, flaws, form_flaws
from quizgen.craft.pack import find_pack
from quizgen.diagnostics import QuizgenError
from quizgen.frozen import frozen
from quizgen.picture import svg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from quizgen.compile import Compilation
    from quizgen.items import Form, Study
    from quizgen.workspace import Workspace

_HABITS = frozenset(("key-run", "longest-keys", "true-share"))


@frozen
class Measured:
    """The numbers of decks and the trials of their sheets, as far as they were asked for."""

    stats: tuple[stats.Stats, ...] | None = None
    trials: tuple[stress.Trial, ...] | None = None

    @property
    def fails(self) -> bool:
        """Whether a trial found something that neither chance nor the rules allow."""
        return any(trial.fails for trial in self.trials or ())

    def as_text(self) -> str:
        """Everything measured as tables to read."""
        return "\n\n".join(self._tables())

    def _tables(self) -> Iterator[str]:
        if self.stats is not None:
            yield stats.as_text(self.stats)
        if self.trials is not None:
            yield stress.as_text(self.trials) or "no recipe has a sheet to try"

    def as_json(self) -> dict[str, Any]:
        """Everything measured, for programs."""
        found: dict[str, Any] = {}
        if self.stats is not None:
            found["stats"] = stats.as_json(self.stats)
        if self.trials is not None:
            found["stress"] = stress.as_json(self.trials)
        return found


def measure(
    compilation: Compilation, studies: tuple[Study, ...], *, numbers: bool, versions: int | None
) -> Measured:
    """The *numbers* of *studies* if wished, and a trial of their sheets in so many *versions*."""
    space = compilation.workspace
    if space is None or not compilation.studies:
        return Measured()  # something keeps items from being made: its problems are shown
    return Measured(
        tuple(
            stats.stats(space, study, compilation.problems, tuple(waived(space, study.items)))
            for study in studies
        )
        if numbers
        else None,
        stress.stress(space, studies, versions, _broken(space)) if versions else None,
    )


def _broken(space: Workspace) -> Callable[[Form], Iterator[str]]:
    """What breaks a rule in a form: two items beside one another, or one that is in error.

    How keys stand, which is longest and how many are true is chance in one form: that is counted
    over all of them.
    """
    pack, _ = find_pack(space.shelf, space.settings.language)
    known: dict[str, tuple[str, ...]] = {}

    def broken(form: Form) -> Iterator[str]:
        new = [item for item in form.items if item.id not in known]
        known.update((item.id, ()) for item in new)
        for flaw in flaws(new, pack):
            if flaw.rule.severity == "error" and flaw.rule.code not in ELSEWHERE:
                known[flaw.item_id] += (f"'{flaw.item_id}' {flaw.message}",)
        for item in form.items:
            yield from known[item.id]
        for flaw in form_flaws(form.items, pack):
            if flaw.rule.code not in _HABITS:
                yield f"'{flaw.item_id}' {flaw.message}"

    return broken


def draw(measured: Measured, path: Path) -> None:
    """Write a picture of the trials to *path*."""
    if path.suffix != ".svg":
        raise QuizgenError(f"the picture is an SVG file: '{path}' must end in .svg")
    try:
        path.write_text(svg(measured.trials or ()), "utf-8", newline="\n")
    except OSError as error:
        raise QuizgenError(f"cannot write {path}: {error.strerror}") from error
