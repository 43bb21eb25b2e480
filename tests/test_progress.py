"""How far a command has come, and what took how long."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest

from quizgen import initial, progress
from quizgen.progress import Watch

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Run

LINE = re.compile(r" *\d+\.\d\d s  (.+)")
STAGES = [
    "looking for changes",
    "reading the seeds",
    "checking the seeds",
    "asking the facts",
    "checking the items",
    "putting decks and sheets together",
    "making and writing the files",
]


def stages(err: str) -> list[str]:
    return [match[1] for line in err.splitlines() if (match := LINE.fullmatch(line))]


def test_each_stage_takes_until_the_next_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([10.0, 12.5, 16.0])
    monkeypatch.setattr(progress, "perf_counter", lambda: next(clock))
    watch = Watch()
    watch.stage("reading")
    watch.stage("writing")
    assert list(watch.timings()) == [("reading", 2.5), ("writing", 3.5)]


def test_whatever_is_watched_passes_by_as_it_is() -> None:
    watch = Watch()
    watch.stage("counting")
    assert list(watch.step(["a", "b"])) == ["a", "b"]


def test_who_looks_sees_the_stage_and_the_count(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with Watch() as watch:
        watch._timer.join()  # noqa: SLF001  (a second later, as it were)
        watch.stage("asking the facts")
        for _ in watch.step([1, 2]):
            assert watch._bar  # noqa: SLF001  (what a terminal would show)
            (task,) = watch._bar.tasks  # noqa: SLF001
            assert (task.description, task.total) == ("asking the facts", 2)
    assert not capsys.readouterr().out


def test_where_nobody_looks_nothing_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with Watch() as watch:
        watch.stage("reading")
    assert capsys.readouterr() == ("", "")


def test_timings_name_every_stage_and_leave_the_rest_as_it_is(run: Run, tmp_path: Path) -> None:
    root = tmp_path / "garden"
    initial.make(root)
    plain = run("check", cwd=root)
    timed = run("check", "--timings", cwd=root)
    assert (timed.code, timed.out) == (plain.code, plain.out)
    assert stages(timed.err) == STAGES[:-1]
    assert stages(run("build", "--timings", cwd=root).err) == STAGES


@pytest.mark.parametrize("command", ["check", "build"])
def test_where_nothing_has_changed_only_that_was_looked_for(
    run: Run, tmp_path: Path, command: str
) -> None:
    root, kept = tmp_path / "garden", {"QUIZGEN_CACHE": str(tmp_path / "cache")}
    initial.make(root)
    run(command, cwd=root, env=kept)
    assert stages(run(command, "--timings", cwd=root, env=kept).err) == STAGES[:1]
