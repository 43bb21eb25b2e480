"""What every test may ask for: a workspace, the command line, golden files."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest
from hypothesis import settings

from tests import browsing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from playwright.sync_api import Browser

os.environ["QUIZGEN_CACHE"] = ""

settings.register_profile("ci", derandomize=True, deadline=None)  # a red test has a commit as cause
settings.register_profile("proof", max_examples=500, deadline=None, print_blob=True)
settings.load_profile("ci")

# Nothing is kept from test to test, but where a test is about that.
PLAIN = {"NO_COLOR": "1", "COLUMNS": "100", "TERM": "dumb", "QUIZGEN_CACHE": ""}
INHERITED = ("QUIZGEN_", "PYTHON", "FORCE_COLOR", "CLICOLOR", "GITHUB_")


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run of quizgen came to."""

    code: int
    out: str
    err: str


class Run(Protocol):
    """Run quizgen: `run("check", "--strict", cwd=folder)`."""

    def __call__(
        self, *args: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None
    ) -> Ran:
        """Run it with *args* in *cwd* (or where the test stands), *env* added to a plain one."""


class Workspace(Protocol):
    """Write a workspace's files: `workspace({"quizgen.yaml": "format: 1", …})`."""

    def __call__(self, files: Mapping[str, str | bytes]) -> Path:
        """Write *files* by their paths into one folder of the test, and return it."""


class Golden(Protocol):
    """Hold text against a file under tests/, or rewrite that file under `--update`."""

    def __call__(self, name: str, actual: str) -> None:
        """Fail unless the file *name*, from tests/, holds *actual*."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--update`."""
    parser.addoption("--update", action="store_true", help="rewrite the golden files")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests have recorded as their statistics."""
    reports = [report for kind in terminalreporter.stats.values() for report in kind]
    for report in reports:
        if isinstance(report, pytest.TestReport) and report.when == "call":
            for name, text in report.user_properties:
                terminalreporter.section(name)
                terminalreporter.line(str(text))


@pytest.fixture(scope="session")
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare with golden files."""

    def check(name: str, actual: str) -> None:
        path = Path(__file__).parent / name
        if request.config.getoption("--update"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(actual.encode())
        assert path.is_file(), f"there is no tests/{name}; `make update` writes it"
        assert actual == path.read_bytes().decode(), f"tests/{name}; `make update` rewrites it"

    return check


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Write small workspaces."""

    def write(files: Mapping[str, str | bytes]) -> Path:
        root = tmp_path / "workspace"
        root.mkdir(exist_ok=True)
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return root

    return write


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run quizgen inside the test's own process: quick, and what it raises fails the test."""
    from typer.testing import CliRunner  # noqa: PLC0415  (only where the command line is tested)

    from quizgen.cli import app  # noqa: PLC0415

    def invoke(
        *args: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None
    ) -> Ran:
        with monkeypatch.context() as patch:
            for name in os.environ.keys() - scrubbed(env).keys():
                patch.delenv(name)
            if cwd:
                patch.chdir(cwd)
            words = [str(arg) for arg in args]
            result = CliRunner().invoke(
                app, words, env=scrubbed(env), catch_exceptions=False, prog_name="quizgen"
            )
        return Ran(result.exit_code, result.stdout, result.stderr)

    return invoke


@pytest.fixture(scope="session")
def process() -> Run:
    """Run quizgen as a process of its own: for hash seeds, time zones, `--help`."""

    def start(
        *args: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None
    ) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "quizgen", *map(str, args)],
            cwd=cwd,
            env=scrubbed(env),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return start


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium, one for the tests of a file; `tests.browsing` opens pages in it."""
    with browsing.started() as browser:
        yield browser


@pytest.fixture(scope="session")
def texts() -> Path:
    """The folder of the sample's source texts, which are not part of the repository."""
    folder = os.environ.get("QUIZGEN_TEXTS")
    if not folder:
        pytest.skip("the source texts are not attached (QUIZGEN_TEXTS)")
    return Path(folder)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder of this repository, which is the sample's workspace."""
    return Path(__file__).parents[1]


def scrubbed(env: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment without what would change quizgen's words, and with *env*."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith(INHERITED)}
    return {**kept, **PLAIN, **(env or {})}
