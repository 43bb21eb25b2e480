"""What a build writes stands wholly or not at all, whatever happens to it in the midst.

Each test begins with a workspace built once and then changed: files to change, to add, to take
away, and a folder to make. Afterwards it is wholly the old or wholly the new.
"""

from __future__ import annotations

import errno
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from quizgen import build as building
from quizgen import disk, initial, placing
from quizgen.build import build
from quizgen.compile import compile_workspace
from quizgen.diagnostics import QuizgenError
from quizgen.journal import FOLDER, digest, place
from quizgen.lockfile import text
from quizgen.outputs import anki, outputs
from quizgen.write import Product

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager

    from quizgen.compile import Compilation
    from quizgen.items import Study
    from quizgen.lock import Lock
    from quizgen.resources import Shelf
    from tests.conftest import Run

    Make = Callable[[Study, Lock, Shelf], Mapping[str, bytes]]
    Tree = dict[str, bytes | None]
    Fault = Callable[["Steps", str], bool]
    Audited = Callable[[Path], AbstractContextManager[list[str]]]

STEPS = (
    *("look", "create", "write", "flush", "replace", "remove"),
    *("make_folder", "remove_folder", "open_folder"),
)
GROWING = ("create", "write", "flush", "make_folder")
RELEASED, LATER = "1700000000", "1800000000"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="there are no signals and limits to use")
ONE_LINE = re.compile(r"'[^'\n]+' cannot be written: [^\n]+\n = help: [^\n]+")
MORE = "title: The pond\ncards: none\nsheets: {pond: {items: 5, versions: [A]}}\n"


class Death(BaseException):
    """The power is gone: nothing may catch this, and nothing may be written after it."""


# The workspace


def garden(root: Path) -> Path:
    """The workspace that `quizgen init` makes."""
    initial.make(root)
    swap(root / "quizgen.yaml", r"namespace: \w+", "namespace: abcdefghijklmnopqrstuvwxyz")
    return root


def swap(path: Path, old: str, new: str) -> None:
    """Put *new* where the pattern *old* is found."""
    text, found = re.subn(old, new, path.read_text("utf-8"))
    assert found
    path.write_bytes(text.encode())


def changed(root: Path) -> None:
    """Change a fact, take versions of a sheet away and add others, and a folder of its own."""
    swap(root / "seeds/garden.yaml", "value: 45", "value: 54")
    swap(root / "decks/garden.yaml", r"versions: \[A, B\]", "versions: [A, C]")
    (root / "decks/pond.yaml").write_bytes(MORE.encode())


def tree(root: Path) -> Tree:
    """Every file and folder below *root*, but not the folder of notes itself."""
    found = sorted(p for p in root.rglob("*") if FOLDER not in p.relative_to(root).parts)
    return {str(p.relative_to(root)): p.read_bytes() if p.is_file() else None for p in found}


@dataclass
class Garden:
    """A workspace before a build, and what that build makes of it."""

    root: Path
    compilation: Compilation
    model: Path
    old: Tree
    new: Tree = field(default_factory=dict)

    def restore(self) -> None:
        """Let it stand as before the build."""
        shutil.rmtree(self.root)
        shutil.copytree(self.model, self.root)

    def build(self) -> None:
        """Build it, in this process and without compiling it again."""
        done = build(self.compilation, self.compilation.studies, None, None, check=False)
        assert done.problems == []

    def is_whole(self) -> bool:
        """Whether it is wholly the old or wholly the new."""
        return tree(self.root) in (self.old, self.new)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, process: Run) -> Garden:
    """The workspace, built, changed, and built again elsewhere to see what comes of it."""
    folder = tmp_path_factory.mktemp("writing")
    root = garden(folder / "garden")
    assert process("build", cwd=root, env={"SOURCE_DATE_EPOCH": RELEASED}).code == 0
    shutil.rmtree(root / FOLDER)  # a fresh clone has none
    changed(root)
    shutil.copytree(root, folder / "model")
    found = Garden(root, compile_workspace(root)[0], folder / "model", tree(root))
    ran = process("build", cwd=root, env={"SOURCE_DATE_EPOCH": LATER})
    assert ran.code == 0, ran.err
    found.new = tree(root)
    gone = found.old.keys() - found.new.keys()
    assert gone == {"decks/garden/quiz-b.html", "decks/garden/quiz-b-key.html"}
    assert "decks/pond" in found.new.keys() - found.old.keys()
    return found


@pytest.fixture
def space(prepared: Garden, monkeypatch: pytest.MonkeyPatch) -> Garden:
    """The workspace, as it stands before the second build."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", LATER)
    for name, output in outputs().items():
        monkeypatch.setitem(outputs(), name, replace(output, make=remembered(output.make)))
    monkeypatch.setattr(anki, "shipped", remembered_of_deck(anki.shipped))
    prepared.restore()
    return prepared


MADE: dict[tuple[object, str, str], Mapping[str, bytes]] = {}


def remembered(make: Make) -> Make:
    """An output that is made once of the same deck and lock: these tests are about writing."""

    def made(study: Study, lock: Lock, shelf: Shelf) -> Mapping[str, bytes]:
        key = (make, study.name, text(lock))
        if key not in MADE:
            MADE[key] = make(study, lock, shelf)
        return MADE[key]

    return made


def remembered_of_deck(shipped: Callable[..., Any]) -> Callable[..., Any]:
    """What is shipped of a deck, found out once."""
    known: dict[str, Any] = {}

    def found(study: Study, *more: object) -> Any:  # noqa: ANN401
        if study.name not in known:
            known[study.name] = shipped(study, *more)
        return known[study.name]

    return found


# Every step can fail


@dataclass
class Steps:
    """The steps of writing, counted; a fault says which of them fail."""

    fault: Fault = lambda _steps, _name: False
    error: Callable[[], BaseException] = Death
    done: list[str] = field(default_factory=list)
    reading: bool = False
    dead: bool = False

    def take(self, name: str, real: Callable[..., Any], *args: Any) -> Any:  # noqa: ANN401
        """Take a step, or fail: where the power goes while something is written, half of it is."""
        if name == "look" and not self.reading:
            return real(*args)
        assert not self.dead, f"after its death it went on to {name} {args}"
        self.done.append(name)
        if self.fault(self, name):
            error = self.error()
            self.dead = isinstance(error, Death)
            if name == "write":
                real(args[0], args[1][: len(args[1]) // 2])
            raise error
        return None if name == "flush" else real(*args)


@contextmanager
def watched(steps: Steps) -> Iterator[Steps]:
    """Let every step of writing be taken by *steps*; reading counts once `put` has begun."""
    with pytest.MonkeyPatch.context() as patch:
        for name in STEPS:
            patch.setattr(disk, name, taking(steps, name))
        put = placing.put

        def counted(*args: Any) -> None:  # noqa: ANN401
            steps.reading = True
            put(*args)

        patch.setattr(building, "put", counted)
        yield steps


def taking(steps: Steps, name: str) -> Callable[..., Any]:
    """The step *name*, taken by *steps*."""
    real = getattr(disk, name)
    return lambda *args: steps.take(name, real, *args)


def at(number: int) -> Fault:
    """The step of this number fails."""
    return lambda steps, _: len(steps.done) == number


def since(number: int, names: tuple[str, ...] = STEPS) -> Fault:
    """The step of this number and all after it fail, if they are among *names*."""
    return lambda steps, name: len(steps.done) >= number and name in names


def no_room() -> OSError:
    """What a full disk says."""
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def all_steps(space: Garden) -> list[str]:
    """The steps of a build that nothing happens to."""
    with watched(Steps()) as steps:
        space.build()
    assert tree(space.root) == space.new
    space.restore()
    return steps.done


def failure(space: Garden) -> str:
    """What a build says that may fail."""
    try:
        space.build()
    except QuizgenError as error:
        return str(error)
    return ""


def recovered(space: Garden, what: str) -> str:
    """Finish or undo what was cut off, and then build; which of the two it was."""
    left = place(space.root).exists()
    assert len(list(placing.interrupted(space.root))) == left, what
    assert left or space.is_whole(), what
    lines = placing.recover(space.root)
    assert len(lines) == left, what
    assert space.is_whole(), what
    assert [p.name for p in (space.root / FOLDER).glob("journal*")] == [], what
    space.build()
    assert tree(space.root) == space.new, what
    return lines[0].split()[0] if lines else "nothing"


def test_every_step_is_counted() -> None:
    """What `disk` is made of: its steps, and two functions that take no others."""
    made = {n for n, f in vars(disk).items() if callable(f) and f.__module__ == disk.__name__}
    assert made == {*STEPS, "save", "flush_folder"}


def test_nothing_is_written_past_the_steps(space: Garden, audited: Audited) -> None:
    """What the interpreter itself sees opened, made, renamed and removed is what was counted."""
    with watched(Steps()) as steps, audited(space.root) as seen:
        space.build()
    counts = Counter(steps.done)
    changes = Counter(e for e in seen if e != "open")
    assert changes == {
        "written": counts["create"],
        "os.rename": counts["replace"],
        "os.remove": counts["remove"],
        "os.mkdir": counts["make_folder"],
    }
    assert counts["flush"] == counts["create"] + counts["open_folder"]
    assert tree(space.root) == space.new


def test_one_step_fails(space: Garden) -> None:
    """What can be undone is undone at once; what cannot, is finished by the next command."""
    steps, ends = all_steps(space), Counter[str]()
    committed = [n for n, name in enumerate(steps, 1) if name == "replace"][1]
    for number, name in enumerate(steps, 1):
        what = f"{name}, step {number} of {len(steps)}"
        with watched(Steps(at(number), no_room)), pytest.raises(QuizgenError) as error:
            space.build()
        assert ONE_LINE.fullmatch(str(error.value)), what
        assert place(space.root).exists() == (number > committed), what
        assert number > committed or tree(space.root) == space.old, what
        ends[recovered(space, what)] += 1
        space.restore()
    assert ends == {"nothing": committed, "finished": len(steps) - committed}


@pytest.mark.parametrize("names", [STEPS, GROWING], ids=["lost", "full"])
def test_the_disk_fails_for_good(names: tuple[str, ...], space: Garden) -> None:
    """It is lost, and nothing can be undone at once; or it is full, and the rest can be done."""
    steps, ends = all_steps(space), Counter[str]()
    for number, name in enumerate(steps, 1):
        what = f"from {name} on, step {number} of {len(steps)}"
        with watched(Steps(since(number, names), no_room)) as taken:
            said = failure(space)
        failed = set(taken.done[number - 1 :]) & set(names)
        assert bool(ONE_LINE.fullmatch(said)) == bool(failed), what
        ends[recovered(space, what)] += 1
        space.restore()
    assert set(ends) >= ({"undid", "finished"} if names == STEPS else {"nothing", "finished"})


def test_the_power_goes_at_any_step(space: Garden) -> None:
    steps, ends = all_steps(space), Counter[str]()
    for number, name in enumerate(steps, 1):
        what = f"{name}, step {number} of {len(steps)}"
        with watched(Steps(at(number))), pytest.raises(Death):
            space.build()
        ends[recovered(space, what)] += 1
        space.restore()
    print(f"{len(steps)} steps: {Counter(steps)}; then the next command {dict(ends)}")  # noqa: T201
    assert sum(ends.values()) == len(steps)
    assert set(ends) == {"nothing", "undid", "finished"}


@pytest.mark.slow
def test_the_power_goes_again_at_any_step_of_clearing_up(space: Garden, tmp_path: Path) -> None:
    cut, number, times = tmp_path / "cut", 0, 0
    for number, name in enumerate(all_steps(space), 1):
        with watched(Steps(at(number))), pytest.raises(Death):
            space.build()
        shutil.copytree(space.root, cut)
        with watched(Steps(reading=True)) as clearing:
            placing.recover(space.root)
        for again, second in enumerate(clearing.done, 1):
            shutil.rmtree(space.root)
            shutil.copytree(cut, space.root)
            with watched(Steps(at(again), reading=True)), pytest.raises(Death):
                placing.recover(space.root)
            placing.recover(space.root)
            assert space.is_whole(), f"{name}, step {number}; then {second}, step {again}"
            times += 1
        shutil.rmtree(cut)
        space.restore()
    print(f"cut off twice: {times} times")  # noqa: T201


@pytest.fixture(scope="session")
def audited() -> Audited:
    """What the interpreter sees happen to files below a folder, while it is asked."""
    root: list[str] = []
    seen: list[str] = []

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if not root or not isinstance(args[0] if args else None, (str, os.PathLike)):
            return
        path = os.fspath(args[0])
        if not str(path).startswith(root[0]) or str(path).endswith("busy.lock"):
            return
        if event == "open" and NAMELESS and args[2] & NAMELESS == NAMELESS:
            pass  # the lock's library tries the folder with a file that never has a name
        elif event == "open":
            writes = args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC)
            seen.append("written" if writes else "open")
        elif event == "os.mkdir" and Path(path).exists():
            pass  # the lock's library makes sure
        elif event.startswith(("os.", "shutil.", "pathlib.")) and event not in LISTING:
            seen.append(event)

    @contextmanager
    def audit(folder: Path) -> Iterator[list[str]]:
        root.append(str(folder))
        try:
            yield seen
        finally:
            root.clear()

    sys.addaudithook(hook)  # it stays for as long as the process does, and costs nothing
    return audit


NAMELESS = getattr(os, "O_TMPFILE", 0)  # Linux alone has such files
LISTING = ("os.listdir", "os.scandir", "os.walk", "os.fwalk", "pathlib.Path.glob")


# What the author sees


def cut_off(space: Garden, name: str, nth: int) -> None:
    """Let the power go at the *nth* step of this *name*."""

    def fault(steps: Steps, step: str) -> bool:
        return step == name and Counter(steps.done)[name] == nth

    with watched(Steps(fault)), pytest.raises(Death):
        space.build()


@pytest.mark.parametrize(
    ("step", "told", "done"),
    [
        (("write", 6), "before it had changed anything", "undid what was cut off"),
        (("replace", 5), "are still missing", "finished what was cut off"),
    ],
)
def test_what_was_cut_off_is_told_until_it_is_cleared(
    step: tuple[str, int], told: str, done: str, space: Garden, run: Run
) -> None:
    cut_off(space, *step)
    before = tree(space.root)
    for args in (("check",), ("build", "--check")):
        ran = run(*args, cwd=space.root)
        assert ran.code == 1
        assert "error[interrupted]: a command was cut off" in ran.out + ran.err
        assert told in ran.out + ran.err
    assert tree(space.root) == before
    ran = run("build", cwd=space.root, env={"SOURCE_DATE_EPOCH": LATER})
    assert ran.code == 0
    assert ran.err.startswith(f"quizgen: {done}")
    assert tree(space.root) == space.new
    assert run("check", cwd=space.root).code == 0
    assert run("build", "--check", cwd=space.root).code == 0


def test_a_fault_is_one_line(space: Garden, run: Run) -> None:
    def fault(steps: Steps, _: str) -> bool:
        return steps.done.count("create") >= 5  # the file that ignores, the journal, the lock

    with watched(Steps(fault, no_room)):
        ran = run("build", cwd=space.root)
    assert ran.code == 2
    assert ran.err == (
        "quizgen: 'decks/garden/quiz-a.html' cannot be written: no space left on device\n"
        " = help: make room there, or build into another folder with --out\n"
    )


# Killed


KILLS, PROOF, LANES = 40, 200, 4
SHEETS = "title: The pond\ncards: none\nsheets:\n" + "".join(
    f"  sheet-{n}: {{items: 5, versions: [A, B, C, D, E, F]}}\n" for n in range(4)
)
KILLED = """
import sys, time
from quizgen import build as building, disk
from quizgen.cli import app

def slow(step, seconds):
    def taken(*args):
        time.sleep(seconds)
        return step(*args)
    return taken

for name in sys.argv[1:]:
    seconds = 0.003 if name in ("replace", "remove") else 0.0003
    setattr(disk, name, slow(getattr(disk, name), seconds))
put = building.put

def told(*args):
    print("begins", flush=True)
    put(*args)
    print("ends", flush=True)

building.put = told
app(["build"], prog_name="quizgen")
"""


@dataclass(frozen=True)
class Turn:
    """A build from one edition to the other: where it begins, its files, how long it writes."""

    model: Path
    old: Tree
    new: Tree
    lasts: float


@pytest.fixture(scope="module")
def turns(tmp_path_factory: pytest.TempPathFactory, process: Run) -> tuple[Turn, Turn]:
    """There and back: many files that change, and many that go and come."""
    folder = tmp_path_factory.mktemp("killed")
    root = garden(folder / "garden")
    (root / "decks/pond.yaml").write_bytes(SHEETS.encode())
    process("build", cwd=root, env={"SOURCE_DATE_EPOCH": RELEASED})
    swap(root / "seeds/garden.yaml", "value: 45", "value: 54")
    swap(root / "decks/pond.yaml", "sheet-3: .*\n", "sheet-9: {items: 4, versions: [A]}\n")
    there = turn(root, folder / "there")
    swap(root / "seeds/garden.yaml", "value: 54", "value: 45")
    swap(root / "decks/pond.yaml", "sheet-9: .*\n", "sheet-3: {items: 3}\n")
    return there, turn(root, folder / "back")


def turn(root: Path, model: Path) -> Turn:
    """What a build makes of *root*, which is kept as *model* before it."""
    shutil.copytree(root, model)
    old, lasts = tree(root), killed(root, None)
    return Turn(model, old, tree(root), lasts)


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """What a process of quizgen is started with."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("QUIZGEN_")}
    return {**kept, "SOURCE_DATE_EPOCH": LATER, **(extra or {})}


def killed(root: Path, delay: float | None) -> float:
    """Build *root*, and kill that *delay* seconds after it began to write; how long it wrote.

    Each step takes a moment more than it would, so that none is too short to be met.
    """
    command = [sys.executable, "-c", KILLED, *STEPS]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, cwd=root, env=environment(), stdout=pipe, stderr=pipe
    ) as started:
        assert started.stdout
        assert started.stdout.readline() == b"begins\n"
        began = time.perf_counter()
        if delay is None:
            assert started.stdout.readline() == b"ends\n"
        else:
            time.sleep(delay)
            started.send_signal(signal.SIGKILL)
        lasted = time.perf_counter() - began
        started.communicate()
    return lasted


@POSIX
@pytest.mark.slow
@pytest.mark.parametrize("lane", range(LANES))
def test_a_build_is_killed_at_any_moment(
    lane: int, turns: tuple[Turn, Turn], run: Run, tmp_path: Path
) -> None:
    """The moments are spread over the writing, and drawn anew for `make proof`."""
    proof = settings().max_examples > 100
    seed = time.time_ns() % 1_000_000 + lane if proof else lane
    chance = random.Random(seed)  # noqa: S311
    kills, ends = (PROOF if proof else KILLS) // LANES, Counter[str]()
    root = tmp_path / "garden"
    for number in range(kills):
        there = turns[number % 2]
        delay = there.lasts * (number + chance.random()) / kills
        what = f"seed {seed}, kill {number}, after {delay:.4f} of {there.lasts:.4f} seconds"
        shutil.copytree(there.model, root)
        killed(root, delay)
        ends[cleared(root, there, run, what)] += 1
        shutil.rmtree(root)
    print(f"killed {kills} times while it wrote: {dict(ends)}")  # noqa: T201


def cleared(root: Path, there: Turn, run: Run, what: str) -> str:
    """What the next commands say of a build that was killed, and do about it."""
    left = place(root).exists()
    ran = run("check", cwd=root)
    assert ran.code == left, what
    assert ("error[interrupted]" in ran.out) == left, what
    lines = placing.recover(root)
    assert tree(root) in (there.old, there.new), what
    end = lines[0].split()[0] if lines else "old" if tree(root) == there.old else "new"
    ran = run("build", cwd=root, env={"SOURCE_DATE_EPOCH": LATER})
    assert (ran.code, ran.err) == (0, ""), what
    assert tree(root) == there.new, what
    return end


# A full disk


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path | None]:
    """A disk of one megabyte, where one may be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    mounted = shutil.which("mount") and subprocess.run(command, capture_output=True).returncode == 0  # noqa: PLW1510
    yield folder if mounted else None
    if mounted:
        subprocess.run(["umount", str(folder)], check=True)  # noqa: S607


LIMITED = """
import resource, sys
from quizgen.cli import app
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
app(["build"], prog_name="quizgen")
"""


@POSIX
@pytest.mark.parametrize("mounted", [True, False], ids=["disk", "limit"])
def test_a_full_disk(
    mounted: bool,  # noqa: FBT001  (a parameter of the test)
    space: Garden,
    small_disk: Path | None,
    run: Run,
) -> None:
    """However much room there is: all of it or none. Without a disk, large files are refused."""
    ends = Counter[int]()
    for room in (0, 5_000, 10_000, 20_000, 30_000, 45_000, 60_000, 100_000, 200_000, 900_000):
        if mounted and small_disk:
            root = shutil.copytree(space.model, small_disk / "garden")
            ballast = fill(small_disk, room)
            ran = run("build", cwd=root, env={"SOURCE_DATE_EPOCH": LATER})
            ballast.unlink()
            code, err = ran.code, ran.err
        else:
            root = shutil.copytree(space.model, space.root.parent / "limited")
            code, err = limited(root, room // 5)
        assert code in (0, 2), err
        assert code == 0 or ONE_LINE.fullmatch(err.removeprefix("quizgen: ").rstrip())
        assert tree(root) == (space.old if code else space.new)
        assert run("build", cwd=root, env={"SOURCE_DATE_EPOCH": LATER}).code == 0
        assert tree(root) == space.new
        shutil.rmtree(root)
        ends[code] += 1
    assert ends[0]
    assert ends[2]


def fill(folder: Path, room: int) -> Path:
    """A file that leaves *room* on the disk of *folder*."""
    ballast = folder / "ballast"
    ballast.write_bytes(bytes(max(0, shutil.disk_usage(folder).free - room)))
    return ballast


def limited(root: Path, size: int) -> tuple[int, str]:
    """A build that may not write files larger than *size*."""
    command = [sys.executable, "-c", LIMITED, str(size)]
    ran = subprocess.run(
        command, cwd=root, env=environment(), capture_output=True, encoding="utf-8", check=False
    )
    return ran.returncode, ran.stderr


# Two at once


HOLD = """
import sys
from pathlib import Path
from quizgen.busy import alone
from quizgen.placing import writing
with writing(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def held(root: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that writes in *root*, until its input ends."""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(root)], stdin=pipe, stdout=pipe, text=True
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        yield other
        other.communicate()


def test_the_second_build_waits_and_says_so(space: Garden) -> None:
    command = [sys.executable, "-m", "quizgen", "build"]
    with held(space.root) as other:
        pipe = subprocess.PIPE
        with subprocess.Popen(
            command, cwd=space.root, env=environment(), stdout=pipe, stderr=pipe, text=True
        ) as second:
            assert second.stderr
            line = second.stderr.readline()
            assert line == "quizgen: another quizgen is writing in this workspace; waiting\n"
            assert tree(space.root) == space.old
            other.communicate()
            _, rest = second.communicate()
        assert (second.returncode, rest) == (0, "")
    assert tree(space.root) == space.new


def test_the_second_build_does_not_wait_for_ever(
    space: Garden, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quizgen.busy.PATIENCE", 0.2)
    with held(space.root):
        ran = run("build", cwd=space.root)
        assert ran.code == 2
        assert "quizgen: another quizgen has been writing in this workspace for 0.2" in ran.err
        assert "Traceback" not in ran.err
        assert run("check", cwd=space.root).code == 0
    assert tree(space.root) == space.old


def test_what_another_build_is_at_is_not_called_cut_off(space: Garden, run: Run) -> None:
    cut_off(space, "replace", 5)
    (noted := place(space.root)).rename(aside := noted.with_name("away"))
    with held(space.root):
        aside.rename(noted)
        assert run("check", cwd=space.root).code == 0
    assert run("check", cwd=space.root).code == 1


def test_two_builds_begun_together(space: Garden) -> None:
    command = [sys.executable, "-m", "quizgen", "build"]
    both = [
        subprocess.Popen(command, cwd=space.root, env=environment(), stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    ends = [(p.communicate()[1], p.returncode) for p in both]
    assert [code for _, code in ends] == [0, 0], ends
    assert tree(space.root) == space.new


# Whatever is somebody else's stays


def test_a_strangers_file_of_such_a_name_stays(space: Garden) -> None:
    names = [f"decks/garden/.quizgen-{os.getpid()}-{n}" for n in (0, 1, 3)]
    for name in names:
        (space.root / name).write_bytes(b"mine")
    cut_off(space, "replace", 5)
    placing.recover(space.root)
    space.build()
    assert tree(space.root) == {**space.new, **dict.fromkeys(names, b"mine")}


@pytest.mark.parametrize("name", ["decks/pond/pond-a.html", "decks/garden/garden.apkg"])
def test_what_came_since_it_was_cut_off_stays(name: str, space: Garden, run: Run) -> None:
    cut_off(space, "replace", 3)
    (space.root / name).write_bytes(b"mine")
    ran = run("build", cwd=space.root, env={"SOURCE_DATE_EPOCH": LATER})
    assert ran.code == 1
    assert f"quizgen: left '{name}' as it is: it was changed since\n" in ran.err
    assert f"error[foreign-file]: '{name}' stands where quizgen would write" in ran.err
    assert tree(space.root) == {**space.new, name: b"mine"}


def test_a_lock_that_was_merged_since_it_was_cut_off_stays(space: Garden) -> None:
    cut_off(space, "replace", 3)
    lock = space.root / "quizgen.lock"
    merged = lock.read_bytes() + b"source other 0123456789\n"
    lock.write_bytes(merged)
    lines = placing.recover(space.root)
    assert [line for line in lines if "quizgen.lock' as it is: it was changed since" in line]
    assert lock.read_bytes() == merged
    space.build()
    lines = (space.new["quizgen.lock"] or b"").decode().splitlines()
    assert {*lines, "source other 0123456789"} == set(lock.read_text("utf-8").splitlines())


def test_put_refuses_what_is_not_ours(space: Garden) -> None:
    target = space.root / "seeds/garden.yaml"
    with pytest.raises(QuizgenError, match="quizgen did not make what stands there"):
        placing.put([Product(target, b"")], [], space.root)
    with pytest.raises(QuizgenError, match="quizgen did not make what stands there"):
        placing.put([], [target], space.root)
    assert tree(space.root) == space.old


PLANTED = b'<meta name="generator" content="quizgen">'
SEEDS = "seeds/garden.yaml"


def hostile(space: Garden) -> dict[str, object]:
    """Journals that quizgen did not write, by what is wrong with them."""
    seeds = digest((space.root / SEEDS).read_bytes())
    planted = digest(PLANTED)
    outside = str(space.root.parent / "outside")

    def move(at: str, aside: str = ".quizgen-1-1", before: str = seeds) -> dict[str, object]:
        record = {"at": at, "aside": aside, "before": before, "after": planted}
        return journal(moves=[record])

    def journal(*, committed: bool = True, **parts: object) -> dict[str, object]:
        empty: dict[str, object] = {"moves": [], "removals": [], "folders": []}
        return {"format": 1, "committed": committed, **empty, **parts}

    return {
        "onto-seeds": move(SEEDS),
        "seeds-as-waiting": move("seeds/new.yaml", "garden.yaml", "nothing"),
        "a-path-as-waiting": move("seeds/new.yaml", "../seeds/garden.yaml", "nothing"),
        "outside": move(f"{outside}/mine.txt", before=digest(b"mine")),
        "outside-by-dots": move("../outside/mine.txt", before=digest(b"mine")),
        "onto-a-folder": move("seeds", before="other"),
        "nowhere": move("/", before="other"),
        "no-name": move("", before="other"),
        "dots": move("..", before="other"),
        "zero": move("a\0b"),
        "too-long": move("a" * 5_000, before="nothing"),
        "half-a-character": move("\ud800", before="nothing"),
        "removal": journal(removals=[{"at": SEEDS, "before": seeds}]),
        "removal-outside": journal(removals=[{"at": outside, "before": "other"}]),
        "undone-waiting": journal(
            committed=False,
            moves=[{"at": SEEDS, "aside": "garden.yaml", "before": seeds, "after": planted}],
        ),
        "undone-folders": journal(committed=False, folders=["seeds", "texts", outside, "none"]),
        "future": {**journal(), "format": 2},
        "committed-perhaps": {**journal(), "committed": "perhaps"},
        "moves-of-numbers": journal(moves=[1]),
        "moves-of-nothing": journal(moves=None),
        "digest-of-nothing": journal(moves=[{**PLAIN, "before": None}]),
        "a-list": [],
        "a-number": 7,
        "nothing": None,
    }


PLAIN = {"at": SEEDS, "aside": ".quizgen-1-1", "before": "nothing", "after": "nothing"}
RAW = {
    "empty": b"",
    "cut": b'{"format": 1, "comm',
    "zeros": bytes(4096),
    "deep": b"[" * 100_000,
    "not-utf8": b"\xff\xfe{}",
}
HOSTILE = (
    *("onto-seeds", "seeds-as-waiting", "a-path-as-waiting", "outside", "outside-by-dots"),
    *("onto-a-folder", "nowhere", "no-name", "dots", "zero", "too-long", "half-a-character"),
    *("removal", "removal-outside", "undone-waiting", "undone-folders", "future"),
    *("committed-perhaps", "moves-of-numbers", "moves-of-nothing", "digest-of-nothing"),
    *("a-list", "a-number", "nothing", *RAW),
)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_journal_that_quizgen_did_not_write(name: str, space: Garden, run: Run) -> None:
    """Nothing of anybody's is lost, and after the next build all is well."""
    (outside := space.root.parent / "outside").mkdir(exist_ok=True)
    (outside / "mine.txt").write_bytes(b"mine")
    (space.root / "seeds/.quizgen-1-1").write_bytes(PLANTED)
    (space.root / FOLDER).mkdir()
    journals = {n: json.dumps(j).encode() for n, j in hostile(space).items()} | RAW
    place(space.root).write_bytes(journals[name])
    assert run("check", cwd=space.root).code == 1
    ran = run("build", cwd=space.root, env={"SOURCE_DATE_EPOCH": LATER})
    assert ran.code == 0, ran.err
    stands = tree(space.root)
    stands.pop("seeds/.quizgen-1-1", None)
    assert stands == space.new
    assert (outside / "mine.txt").read_bytes() == b"mine"
    assert run("check", cwd=space.root).code == 0


@pytest.mark.parametrize("kind", ["folder", "link"])
def test_a_journal_that_is_no_file(kind: str, space: Garden, run: Run) -> None:
    path = place(space.root)
    path.parent.mkdir()
    path.mkdir() if kind == "folder" else path.symlink_to(space.root / SEEDS)
    assert "cannot be read" in run("check", cwd=space.root).out
    ran = run("build", cwd=space.root, env={"SOURCE_DATE_EPOCH": LATER})
    assert ran.code == 0
    assert "cannot be read, and is now 'journal.damaged'" in ran.err
    assert tree(space.root) == space.new


@pytest.mark.parametrize("kind", ["file", "link"])
def test_a_folder_of_notes_that_is_none(kind: str, space: Garden, run: Run) -> None:
    path, elsewhere = space.root / FOLDER, space.root.parent / "elsewhere"
    elsewhere.mkdir(exist_ok=True)
    path.symlink_to(elsewhere) if kind == "link" else path.write_bytes(b"mine")
    ran = run("build", cwd=space.root)
    assert ran.code == 2
    assert ran.err.startswith("quizgen: '.quizgen' is not a folder\n = help: ")
    assert list(elsewhere.iterdir()) == []
    assert tree(space.root) == space.old
    path.unlink()


def test_the_folder_of_notes_ignores_itself(space: Garden) -> None:
    space.build()
    git = ["git", "-C", str(space.root)]
    subprocess.run([*git, "init", "-q"], check=True)
    ran = subprocess.run([*git, "status", "--short"], check=True, capture_output=True, text=True)
    assert FOLDER not in ran.stdout
    assert "quizgen.lock" in ran.stdout


# Other disks


@pytest.fixture
def read_only(space: Garden, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace on a disk that takes nothing, for any user."""
    access = os.access

    def refuses(path: Path) -> bool:
        return Path(path).is_relative_to(space.root)

    monkeypatch.setattr(os, "access", lambda p, mode: not refuses(p) and access(p, mode))
    for name in ("create", "replace", "remove", "make_folder", "remove_folder"):
        real = getattr(disk, name)

        def step(path: Path, *more: Path, real: Callable[..., Any] = real) -> Any:  # noqa: ANN401
            if refuses(path):
                raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))
            return real(path, *more)

        monkeypatch.setattr(disk, name, step)
    return space.root


def test_a_read_only_workspace_with_nothing_to_write_builds(
    space: Garden, run: Run, request: pytest.FixtureRequest
) -> None:
    space.build()
    shutil.rmtree(space.root / FOLDER)
    request.getfixturevalue("read_only")
    ran = run("build", cwd=space.root)
    assert (ran.code, ran.err) == (0, "")
    assert " 0 files written" in ran.out
    assert not (space.root / FOLDER).exists()


def test_a_read_only_workspace_builds_elsewhere(
    space: Garden, run: Run, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """With the journal where it writes; that folder can be built into again."""
    space.build()
    request.getfixturevalue("read_only")
    for written in (" 7 files written", " 0 files written"):
        ran = run("build", "--out", tmp_path / "out", cwd=space.root)
        assert (ran.code, ran.err) == (0, "")
        assert written in ran.out
    assert (tmp_path / "out" / FOLDER / "busy.lock").is_file()
    assert (tmp_path / "out/pond/pond-a.html").is_file()


def test_a_read_only_workspace_with_something_to_write_says_so(read_only: Path, run: Run) -> None:
    before = tree(read_only)
    ran = run("build", cwd=read_only)
    assert ran.code == 2
    assert ran.err.startswith("quizgen: 'quizgen.lock' cannot be written: ")
    assert tree(read_only) == before


@POSIX
def test_out_on_another_disk(space: Garden, run: Run, tmp_path: Path) -> None:
    """Each file waits beside its place, so that no name crosses from one disk to another."""
    shared = Path("/dev/shm")  # noqa: S108
    out = (shared if shared.is_dir() else tmp_path) / f"quizgen-{os.getpid()}"
    try:
        ran = run("build", "--out", out, cwd=space.root, env={"SOURCE_DATE_EPOCH": LATER})
        assert ran.code == 0, ran.err
        found = {f"decks/{name}": data for name, data in tree(out).items()}
        assert found.items() <= space.new.items()
    finally:
        shutil.rmtree(out, ignore_errors=True)


def test_a_record_of_an_edition_is_not_stale(space: Garden, run: Run) -> None:
    text = '<meta name="generator" content="quizgen">\n'
    (space.root / "decks/garden/CHANGES.md").write_text(text)
    (space.root / "decks/garden/OTHER.md").write_text(text)
    assert run("build", cwd=space.root, env={"SOURCE_DATE_EPOCH": LATER}).code == 0
    assert (space.root / "decks/garden/CHANGES.md").is_file()
    assert not (space.root / "decks/garden/OTHER.md").exists()
