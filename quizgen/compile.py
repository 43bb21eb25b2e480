"""The pipeline: load → check → generate → check → assemble, with everything wrong on the way."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from quizgen.anchors import check_anchors, following, found
from quizgen.assemble import assemble
from quizgen.balance import check_balance
from quizgen.bundles import bundled
from quizgen.cache import opened
from quizgen.checks import check_items, check_recipes, check_workspace
from quizgen.collector import without_collector
from quizgen.diagnostics import has_errors, in_order, shown
from quizgen.editions import check_editions
from quizgen.frozen import frozen
from quizgen.generate import Generation, generate
from quizgen.load import load
from quizgen.lockfile import NAME, read_lock
from quizgen.progress import Watch
from quizgen.rules import UNMET_WISH
from quizgen.texts import attach

if TYPE_CHECKING:
    from pathlib import Path

    from quizgen.diagnostics import Diagnostic
    from quizgen.items import Study
    from quizgen.texts import Texts
    from quizgen.workspace import Workspace


@frozen(slots=False)
class Compilation:
    """What came of a workspace: its items and studies, unless something is in error."""

    workspace: Workspace | None
    generation: Generation = field(default_factory=Generation)
    studies: tuple[Study, ...] = ()
    problems: list[Diagnostic] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Whether anything is in error."""
        return has_errors(self.problems)


def compile_workspace(
    root: Path, folder: Path | None = None, watch: Watch | None = None
) -> tuple[Compilation, Texts | None]:
    """Compile the workspace in *root*; the texts in *folder* are held against its citations.

    *watch* sees how far it has come.
    """
    watch = watch or Watch()
    with without_collector(), opened(root) as cache:
        watch.stage("reading the seeds")
        workspace, problems = load(root)  # files        -> workspace
        if workspace is None:
            return Compilation(None, problems=in_order(problems)), None
        watch.stage("checking the seeds")
        texts = attach(workspace, folder)
        path = shown(root / NAME)
        lock, faults = read_lock(root / NAME, path)
        known = {} if faults else found(lock, texts)
        problems += check_anchors(workspace, lock, known, texts)  # read where it still stands?
        held = following(texts, known) if texts else None
        problems += check_workspace(workspace, held, cache)  # cited? named once? -> problems
        if has_errors(problems):
            return Compilation(workspace, problems=in_order(problems)), texts
        watch.stage("asking the facts")
        with bundled(cache) as kept:
            generation = generate(workspace, watch, kept)  # facts x kinds  -> items
        watch.stage("checking the items")
        problems += generation.problems
        problems += check_items(workspace, generation, held, cache)  # one right answer? -> problems
        misnamed = list(check_recipes(workspace, generation))
        watch.stage("putting decks and sheets together")
        studies, unmade = assemble(workspace, generation, texts)  # recipes -> studies
        # What is misspelt cannot be met either, which is not said twice.
        unmade = [p for p in unmade if p.rule is not UNMET_WISH or not has_errors(misnamed)]
        problems += misnamed
        problems += [*unmade, *check_balance(workspace, studies)]
        problems += faults or check_editions(workspace, studies, lock, path)  # what learners have
    return Compilation(workspace, generation, studies, in_order(problems)), texts
