"""A run that nothing has changed since tells the same again, and any other is made.

What comes out never depends on what is kept.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import quizgen.compile
from quizgen import initial, placing
from quizgen.journal import FOLDER, Journal, place

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Ran, Run

GIT = shutil.which("git") or ""
DATE = {"SOURCE_DATE_EPOCH": "1700000000"}
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg"><circle r="{}"/></svg>'
LEAF = """\
language: en
summary: a leaf that somebody knows
slots:
  what: {type: np, required: yes}
  leaf: {type: rich, required: yes}
claim: "{{ what|cap }} has this leaf: {{ leaf }}"
questions:
  what:
    {asks: what, given: [leaf], stem: "Which plant has this leaf? {{ leaf }}", only: short-answer}
"""
MORE = """\
images:
  oak: {file: pictures/oak.svg, alt: a round leaf, credit: us, license: MIT}
facts:
  - {id: oak, kind: leaf, what: the oak, leaf: "![oak]", cite: notes ¶4, topic: trees}
  - {id: wall, kind: definition, term: wall, is: what keeps the dogs out, cite: notes ¶5}
"""
ALL = """\
title: The garden, all of it
cards: {interactions: [short-answer, cloze, choice]}
guide: yes
practice: yes
flash-cards: yes
sheets: {pond: {items: 5, versions: [A, B], paper: A4}}
"""


@pytest.fixture
def garden(tmp_path: Path) -> Path:
    """A workspace with every sort of output, a picture, templates of its own, and a warning."""
    root = tmp_path / "garden"
    initial.make(root)
    files = {
        "templates/kinds/leaf.yaml": LEAF,
        "seeds/more.yaml": MORE,
        "decks/all.yaml": ALL,
        "pictures/oak.svg": PICTURE.format(3),
    }
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    swap(root / "decks/garden.yaml", r"cards:\n.*\n", "cards: none\n")
    swap(root / "quizgen.yaml", r"namespace: \w+", "namespace: abcdefghijklmnopqrstuvwxyz")
    return root


def swap(path: Path, old: str, new: str) -> None:
    text, found = re.subn(old, new, path.read_text("utf-8"))
    assert found
    path.write_text(text, encoding="utf-8")


class Commands:
    """Runs commands in one workspace, and tells whether they compiled it."""

    def __init__(self, run: Run, root: Path, kept: Path) -> None:
        """Keep what comes of *root* in the folder *kept*."""
        self.run, self.root = run, root
        self.env = {**DATE, "QUIZGEN_CACHE": str(kept)}
        self.compiled = 0

    def __call__(self, *args: str | Path, cwd: Path | None = None, **env: str) -> Ran:
        """Run a command."""
        self.compiled = 0
        return self.run(*args, cwd=cwd or self.root, env={**self.env, **env})

    def plain(self, *args: str | Path, cwd: Path | None = None, **env: str) -> Ran:
        """Run it with nothing kept."""
        return self(*args, cwd=cwd, **{**env, "QUIZGEN_CACHE": ""})


@pytest.fixture
def go(run: Run, garden: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Commands:
    """Run a command in the garden, with a cache of its own."""
    found = Commands(run, garden, tmp_path / "cache")
    compile_workspace = quizgen.compile.compile_workspace

    def counted(*args: object, **more: object) -> object:
        found.compiled += 1
        return compile_workspace(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(quizgen.compile, "compile_workspace", counted)
    return found


@pytest.fixture(scope="module")
def place_of_one(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where one garden stands, again and again."""
    return tmp_path_factory.mktemp("place")


@pytest.fixture
def built(go: Commands, place_of_one: Path) -> Commands:
    """A garden that was built and checked, both with its texts, and nothing has changed since."""
    root, kept, aside = (place_of_one / name for name in ("garden", "cache", "aside"))
    source = aside / "garden" if aside.exists() else go.root
    for folder in (root, kept):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source, root)
    go.root, go.env = root, {**go.env, "QUIZGEN_CACHE": str(kept)}
    if aside.exists():
        shutil.copytree(aside / "cache", kept)
        kept.chmod(0o700)
        return go
    assert go("build", "--texts", "texts").code == 0
    go("check", "--texts", "texts")
    shutil.copytree(root, aside / "garden")
    shutil.copytree(kept, aside / "cache")
    return go


def tree(root: Path) -> dict[str, bytes]:
    """Every file below *root*."""
    files = (p for p in sorted(root.rglob("*")) if p.is_file() and FOLDER not in p.parts)
    return {str(p.relative_to(root)): p.read_bytes() for p in files}


# The same again

COMMANDS: dict[str, tuple[str | Path, ...]] = {
    "check": ("check",),
    "check strictly": ("check", "--strict"),
    "check in short": ("check", "--format", "concise"),
    "check for programs": ("check", "--format", "json"),
    "check for GitHub": ("check", "--format", "github"),
    "check with texts": ("check", "--texts", "texts"),
    "check a deck": ("check", "all"),
    "check with texts, strictly": ("check", "--texts", "texts", "--strict", "--format", "json"),
    "build": ("build",),
    "build in short": ("build", "--format", "concise"),
    "build for programs": ("build", "--format", "json"),
    "build for GitHub": ("build", "--format", "github"),
    "build a deck": ("build", "all"),
    "build with texts": ("build", "--texts", "texts"),
    "build elsewhere": ("build", "--out", "made"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_what_was_told_is_told_again(go: Commands, name: str) -> None:
    args = COMMANDS[name]
    if args[0] == "build":
        assert go("build", *args[1:]).code == 0
    first = go(*args)
    before = tree(go.root)
    again = go(*args)
    assert go.compiled == 0
    assert again == first
    assert tree(go.root) == before
    assert go.plain(*args) == again
    assert go.compiled == 1
    assert tree(go.root) == before


def test_a_first_build_and_the_next_tell_the_same_but_for_what_was_written(go: Commands) -> None:
    first, again = go("build"), go("build")
    assert go.compiled == 0
    assert again == go.plain("build")
    assert again.err == first.err
    assert " 0 files written" in again.out
    assert again.out.splitlines()[1:] == first.out.splitlines()[1 - len(again.out.splitlines()) :]


def test_what_was_built_leniently_fails_strictly(go: Commands) -> None:
    assert go("build").code == 0
    strict = go("build", "--strict")
    assert go.compiled == 0
    assert strict.code == 1
    assert strict == go.plain("build", "--strict")


def test_an_unknown_deck_is_told_each_time(go: Commands) -> None:
    go("check")
    assert go("check", "gardn") == go("check", "gardn") == go.plain("check", "gardn")
    assert go("build", "gardn").code == go("build", "gardn").code == 2


# Whatever changes


@pytest.mark.slow
@pytest.mark.parametrize("command", ["check", "build"])
def test_where_nothing_changes_there_is_nothing_to_make(built: Commands, command: str) -> None:
    built(command, "--texts", "texts")
    assert built.compiled == 0


def add(name: str, text: str = "more\n") -> Callable[[Path], object]:
    def change(root: Path) -> None:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(text.encode())

    return change


CHANGES: dict[str, Callable[[Path], object]] = {
    "a seed edited": lambda r: swap(r / "seeds/garden.yaml", "value: 45", "value: 46"),
    "a seed's line moved": lambda r: swap(r / "seeds/more.yaml", "facts:", "# more\nfacts:"),
    "a seed added": add("seeds/last.yaml", "entities: {x: {type: person, name: X}}\n"),
    "a seed below added": add("seeds/a/b.yml", "entities: {x: {type: person, name: X}}\n"),
    "a seed removed": lambda r: (r / "seeds/more.yaml").unlink(),
    "a seed renamed": lambda r: (r / "seeds/more.yaml").rename(r / "seeds/some.yaml"),
    "what a source is called": lambda r: swap(
        r / "seeds/garden.yaml", "title: Notes on our school garden", "title: Notes on our garden"
    ),
    "an item reworded": add(
        "decks/all.yaml", "reword: {pond/when/short-answer: {stem: When?, because: short}}\n"
    ),
    "a recipe edited": lambda r: swap(r / "decks/all.yaml", "items: 5", "items: 4"),
    "a recipe added": add("decks/new.yaml", "title: New\n"),
    "a recipe of the other ending": add("decks/new.yml", "title: New\n"),
    "a recipe removed": lambda r: (r / "decks/all.yaml").unlink(),
    "the settings": lambda r: swap(r / "quizgen.yaml", "title: The", "title: A"),
    "a kind": lambda r: swap(r / "templates/kinds/leaf.yaml", "Which plant", "What plant"),
    "a template more": add("templates/pages/sheet.css", "p {}"),
    "a picture": lambda r: (r / "pictures/oak.svg").write_text(PICTURE.format(4)),
    "a picture gone": lambda r: (r / "pictures/oak.svg").unlink(),
    "a text": add("texts/garden.txt"),
    "a text that says what an item does": add(
        "texts/garden.txt", "Compost is what rotted leaves and peelings become.\n"
    ),
    "a slot that says what a text does": lambda r: swap(
        r / "seeds/garden.yaml", "view: .*", "view: the garden to be open to neighbours on Mondays"
    ),
    "a note": lambda r: swap(
        r / "seeds/garden.yaml", "term: compost", "term: compost\n    note: Smell it!"
    ),
    "the lock": lambda r: (r / "quizgen.lock").unlink(),
    "an output edited": add("decks/all/all.apkg"),
    "an output gone": lambda r: next((r / "decks/garden").glob("*.html")).unlink(),
    "all outputs gone": lambda r: shutil.rmtree(r / "decks/garden"),
    "a file more": add("decks/all/mine.txt"),
    "a page more": add("decks/all/old.html", '<meta name="generator" content="quizgen">'),
}  # fmt: skip


def assert_made(go: Commands, *args: str) -> None:
    """Hold a run against the same with nothing kept, each in the same folder as it now stands."""
    before = go.root.with_name("before")
    shutil.copytree(go.root, before)
    found = go(*args)
    assert go.compiled == 1
    kept = tree(go.root)
    shutil.rmtree(go.root)
    before.rename(go.root)
    assert go.plain(*args) == found
    assert tree(go.root) == kept


@pytest.mark.slow
@pytest.mark.parametrize("name", CHANGES)
def test_whatever_changes_makes_another_run(built: Commands, name: str) -> None:
    CHANGES[name](built.root)
    assert_made(built, "check", "--texts", "texts")
    assert_made(built, "build", "--texts", "texts")


def test_other_options_are_another_run(go: Commands, tmp_path: Path) -> None:
    runs: tuple[tuple[str | Path, ...], ...] = (
        ("build",),
        ("build", "all"),
        ("build", "garden"),
        ("build", "--texts", "texts"),
        ("build", "--out", tmp_path / "one"),
        ("build", "--out", tmp_path / "two"),
        ("check",),
        ("check", "all"),
        ("check", "--texts", "texts"),
    )
    for args in runs:
        go(*args)
        assert go.compiled == 1, args
    assert (tmp_path / "one/all/all.apkg").is_file()
    go("check", SOURCE_DATE_EPOCH="1800000000")
    assert go.compiled == 1


def test_paths_are_told_from_where_one_is(go: Commands) -> None:
    here, below = go("check"), go("check", cwd=go.root / "seeds")
    assert "seeds/more.yaml" in here.out
    assert go("check") == here
    assert go.compiled == 0
    assert go("check", cwd=go.root / "seeds") == below == go.plain("check", cwd=go.root / "seeds")
    outside = go("check", "-C", "garden", cwd=go.root.parent)
    assert "garden/seeds/more.yaml" in outside.out
    assert go("check", "-C", "garden", cwd=go.root.parent) == outside
    assert go.compiled == 0


def test_a_folder_of_templates_may_be_a_link(go: Commands, tmp_path: Path) -> None:
    shutil.move(go.root / "templates/kinds", tmp_path / "kinds")
    (go.root / "templates/kinds").symlink_to(tmp_path / "kinds")
    assert "Which plant" in go("items", "all").out
    go("build")
    swap(tmp_path / "kinds/leaf.yaml", "Which plant", "What plant")
    assert "What plant" in go("items", "all").out
    go("build")
    assert go.compiled == 1


def test_a_file_more_where_all_is_written_is_seen(go: Commands, tmp_path: Path) -> None:
    assert go("build", "--out", tmp_path / "made").code == 0
    go("build", "--out", tmp_path / "made")
    assert go.compiled == 0
    (tmp_path / "made/mine.txt").write_bytes(b"mine")
    assert go("build", "--out", tmp_path / "made").code == 1


def test_what_was_cut_off_is_cleared_by_the_next_build(go: Commands) -> None:
    go("build")
    go("check")
    Journal(go.root, ()).note()
    told = go("check")
    assert "cut off" in told.out
    assert go("check") == told
    assert "undid what was cut off" in go("build").err
    assert not place(go.root).exists()
    assert "cut off" not in go("check").out


@pytest.mark.skipif(not GIT, reason="git is not installed")
def test_passages_are_not_published_where_git_begins_to_look(go: Commands) -> None:
    subprocess.run([GIT, "init", "-q"], cwd=go.root, check=True)
    add("decks/all.yaml", "passages: yes\n")(go.root)
    add("texts/garden.txt", "Much more was told of the garden, day by day.\n" * 100)(go.root)
    assert go("build", "--texts", "texts").code == 0
    (go.root / ".gitignore").write_bytes(b"")
    assert "passages-tracked" in go("build", "--texts", "texts").err


# Changes meanwhile

MEANWHILE = ("a seed edited", "a kind", "a picture", "a text", "a recipe edited")


@pytest.mark.slow
@pytest.mark.parametrize("command", ["check", "build"])
@pytest.mark.parametrize("name", MEANWHILE)
def test_what_changes_meanwhile_is_not_missed(
    built: Commands, monkeypatch: pytest.MonkeyPatch, command: str, name: str
) -> None:
    go = built
    (go.root / "seeds/other.yaml").write_bytes(b"entities: {y: {type: person, name: Y}}\n")
    compile_workspace = quizgen.compile.compile_workspace

    def meanwhile(*args: object) -> object:
        made = compile_workspace(*args)  # type: ignore[arg-type]
        CHANGES[name](go.root)
        return made

    with monkeypatch.context() as patch:
        patch.setattr(quizgen.compile, "compile_workspace", meanwhile)
        go(command, "--texts", "texts")
    assert_made(go, command, "--texts", "texts")


def test_a_lock_that_changes_during_a_check_is_not_missed(
    go: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert go("build").code == 0
    compile_workspace = quizgen.compile.compile_workspace

    def meanwhile(*args: object) -> object:
        made = compile_workspace(*args)  # type: ignore[arg-type]
        (go.root / "quizgen.lock").write_bytes(b"no lock")
        return made

    with monkeypatch.context() as patch:
        patch.setattr(quizgen.compile, "compile_workspace", meanwhile)
        go("check")
    assert "bad-lock" in go("check").out


def test_what_could_not_be_written_is_tried_again(
    go: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert go("build").code == 0
    swap(go.root / "seeds/garden.yaml", "value: 45", "value: 46")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(placing, "stage", full)
        assert go("build").code == 2
    assert go("build").code == 0
    assert go.compiled == 1
    assert go("build", "--check").code == 0


# What is written never depends on what is kept


def test_all_outputs_are_the_same_with_and_without_a_cache(go: Commands, tmp_path: Path) -> None:
    assert go.plain("build").code == 0
    plain = tree(go.root)
    assert {Path(name).suffix for name in plain} >= {".apkg", ".html", ".lock"}
    for state in ("cold", "warm", "deleted"):
        for made in (go.root / "decks/all", go.root / "decks/garden"):
            shutil.rmtree(made)
        (go.root / "quizgen.lock").unlink()
        if state == "deleted":
            shutil.rmtree(tmp_path / "cache")
        assert go("build").code == 0
        assert tree(go.root) == plain, state


def test_what_is_shown_is_the_same_with_and_without_a_cache(go: Commands) -> None:
    go("build")
    for args in (("items", "--format", "json"), ("items",), ("items", "--format", "balance"),
                 ("check", "--stats"), ("diff",)):  # fmt: skip
        assert go(*args) == go.plain(*args)
    assert json.loads(go("items", "--format", "json").out)


# What a fact is held against, each changed so that it does not support the fact any more.
UNSUPPORTED = {
    "a date in the passage": ("texts/garden.txt", "In May 2021", "In May 2020"),
    "a number in the passage": ("texts/garden.txt", "45 pupils", "44 pupils"),
    "a name": ("seeds/garden.yaml", "name: Mr Lindqvist", "name: Mr Berg"),
    "a date": ("seeds/garden.yaml", "2022-09, read: September 2022", "2022-08, read: August 2022"),
    "where it is cited": ("seeds/garden.yaml", "cite: notes ¶3", "cite: notes ¶6"),
    "what is declared false": (
        "seeds/garden.yaml",
        "value: 45\n",
        "value: 45\n    not: {value: [{value: 44, because: Ms Okafor had 44., cite: notes ¶6}]}\n",
    ),
}


@pytest.mark.parametrize("name", UNSUPPORTED)
def test_what_supports_a_fact_no_longer_is_seen_whatever_is_kept(go: Commands, name: str) -> None:
    assert go("check", "--texts", "texts").code == 0
    path, old, new = UNSUPPORTED[name]
    swap(go.root / path, re.escape(old), new)
    after = go("check", "--texts", "texts")
    assert "error[unsupported]" in after.out
    assert after == go.plain("check", "--texts", "texts")
