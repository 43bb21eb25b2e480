"""What the documents say is what the program does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import jsonschema
import pytest
import yaml

from quizgen import schema
from quizgen.checks import (
    OF_ITEMS,
    OF_PROMPTS,
    OF_RECIPES,
    OF_TEXTS,
    OF_WORDS,
    OF_WORKSPACES,
)
from quizgen.cli import app
from quizgen.rules import RULES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Run, Workspace

SETTINGS = "format: 1\ntitle: T\nlanguage: en\nnamespace: abcdefghijklm\n"


def blocks(path: Path, language: str) -> list[str]:
    """The code blocks of *language* in a Markdown file."""
    return re.findall(rf"```{language}\n(.*?)```", path.read_text("utf-8"), re.DOTALL)


def commands() -> list[str]:
    """The names of quizgen's commands."""
    return [c.callback.__name__ for c in app.registered_commands if c.callback]


@pytest.mark.parametrize("name", commands())
def test_every_command_is_in_the_readme_and_has_help(name: str, repository: Path, run: Run) -> None:
    assert f"`quizgen {name}" in (repository / "README.md").read_text("utf-8")
    assert run(name, "--help").code == 0


def test_the_readmes_fact_and_recipe_build(
    repository: Path, workspace: Workspace, run: Run
) -> None:
    fact, recipe = (
        block
        for block in blocks(repository / "README.md", "yaml")
        if block.startswith(("sources:", "title:"))
    )
    root = workspace({"quizgen.yaml": SETTINGS, "seeds/a.yaml": fact, "decks/a.yaml": recipe})
    ran = run("build", cwd=root)
    assert ran.code == 0, ran.err
    assert (root / "decks/a/quiz-b-key.html").is_file()


def test_the_kind_and_the_set_in_contributing_work(
    repository: Path, workspace: Workspace, run: Run
) -> None:
    kind, guide, together = blocks(repository / "CONTRIBUTING.md", "yaml")
    seeds = """
sources: {b: {title: A book of battles}}
entities: {red: {type: army, name: the Reds}, blue: {type: army, name: the Blues}}
facts:
  - {id: hill, kind: battle, what: the battle of the hill, between: [red, blue], victor: red,
     when: 1601, ask: {only: [when, victor], because: short}, cite: b p. 4}
  - {id: lake, kind: battle, what: the battle of the lake, between: [red, blue],
     when: 1603, cite: b p. 5}
  - {id: dyke, kind: battle, what: the battle of the dyke, between: [red, blue],
     when: 1610, cite: b p. 6}
"""
    templates = {"templates/kinds/battle.yaml": kind + guide, "templates/sets/war.yaml": together}
    recipe = {"decks/a.yaml": "title: Battles\nguide: yes\n"}
    files = {"quizgen.yaml": SETTINGS, "seeds/a.yaml": seeds, **templates, **recipe}
    root = workspace(files)
    ran = run("items", cwd=root)
    assert "In which year was the battle of the hill fought?" in ran.out
    assert "Who won the battle of the hill?" in ran.out
    order = ("hill", "lake", "dyke")
    assert f"= {'; '.join(f'The battle of the {name}' for name in order)}" in ran.out
    assert run("build", cwd=root).code == 0
    page = (root / "decks/a/guide.html").read_text("utf-8")
    for text in ("The battle of the hill</text>", "The Reds won the battle of the hill."):
        assert text in page.replace("\u2069", "")


def test_contributing_names_every_room(repository: Path) -> None:
    text = (repository / "CONTRIBUTING.md").read_text("utf-8")
    rooms = [p.stem for p in (repository / "quizgen").glob("*.py") if not p.stem.startswith("_")]
    assert [room for room in sorted(rooms) if f"`{room}`" not in text] == []


@pytest.mark.parametrize("namespace", [f"abcdefghijklmnopqrst{n:06}" for n in range(16)])
def test_the_first_workspace_builds_at_once(tmp_path: Path, run: Run, namespace: str) -> None:
    root = tmp_path / "mine"
    assert run("init", root).code == 0
    settings = root / "quizgen.yaml"  # the namespace that was drawn decides what is on the sheet
    settings.write_text(re.sub(r"(?<=namespace: ).*", namespace, settings.read_text("utf-8")))
    ran = run("check", "--strict", "--texts", root / "texts", cwd=root)
    assert (ran.code, ran.err) == (0, "")
    assert run("build", cwd=root).code == 0
    assert (root / "decks/garden/garden.apkg").is_file()


def test_each_first_workspace_has_a_namespace_of_its_own(tmp_path: Path, run: Run) -> None:
    names = set()
    for name in ("a", "b"):
        run("init", tmp_path / name)
        names.add(yaml.safe_load((tmp_path / name / "quizgen.yaml").read_text())["namespace"])
    assert len(names) == 2


def test_init_leaves_a_folder_with_files_alone(tmp_path: Path, run: Run) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    ran = run("init", tmp_path)
    assert ran.code == 2
    assert "is not empty" in ran.err
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("code", sorted(RULES))
def test_every_code_explains_itself(code: str, run: Run) -> None:
    ran = run("explain", code)
    assert ran.code == 0
    assert RULES[code].why in ran.out


def test_explain_lists_kinds_outputs_and_problems(repository: Path, run: Run) -> None:
    ran = run("explain", cwd=repository)
    assert "agreement" in ran.out
    assert "anki" in ran.out
    assert "uncited-slot" in ran.out
    assert "Slots" in run("explain", "agreement", cwd=repository).out
    assert 'without article: "population' in run("explain", "figure", cwd=repository).out
    assert run("explain", "agreemnt", cwd=repository).code == 2


def test_every_check_is_in_a_visible_tuple() -> None:
    checks = [*OF_WORKSPACES, *OF_WORDS, *OF_TEXTS, *OF_ITEMS, *OF_PROMPTS, *OF_RECIPES]
    assert len({check.__name__ for check in checks}) == len(checks)
    assert all(check.__doc__ for check in checks)


@pytest.mark.parametrize("part", schema.PARTS)
def test_the_schemas_are_schemas(part: str, repository: Path) -> None:
    jsonschema.Draft202012Validator.check_schema(schema.schema(part, repository))


def test_the_sample_fits_the_schemas(repository: Path) -> None:
    parts = {"seeds": "seeds/*.yaml", "recipe": "decks/*.yaml", "settings": "quizgen.yaml"}
    for part, pattern in [*parts.items(), ("kind", "templates/kinds/*.yaml")]:
        check = jsonschema.Draft202012Validator(schema.schema(part, repository))
        for path in sorted(repository.glob(pattern)):
            data = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506  (only texts)
            faults = [f"{path.name}: {e.json_path}: {e.message}" for e in check.iter_errors(data)]
            assert not faults


def test_the_schema_of_seeds_finds_a_misspelt_slot(repository: Path) -> None:
    check = jsonschema.Draft202012Validator(schema.schema("seeds", repository))
    fact = {"id": "a", "kind": "event", "what": "a fair", "cite": "s ¶1"}
    assert list(check.iter_errors({"facts": [{**fact, "whem": "1901"}]}))
    assert not list(check.iter_errors({"facts": [{**fact, "when": "1901"}]}))
