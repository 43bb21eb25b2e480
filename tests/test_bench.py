"""What `make bench` measures with: workspaces, faults, rivals, tables, the picture. No timing."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from bench import edits
from bench.building import cold, made, package
from bench.dialect import Dialect
from bench.district import District
from bench.faults import FAULTS, HERE
from bench.goals import goals
from bench.machine import machine
from bench.notes import differing, write_rows
from bench.picture import HEIGHT, WIDTH, svg
from bench.planting import hunt
from bench.report import report
from bench.results import Edits, Hunt, Imported, Paper, Results, Size
from bench.running import Measure
from bench.sample import sample, texts
from bench.sizes import imported, rival
from bench.starts import IMPORTS, PASS, python
from bench.workspaces import seeds, write
from quizgen.rules import RULES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Run

SVG = "{http://www.w3.org/2000/svg}"


def test_every_number_of_facts_can_be_had() -> None:
    ids = set(sample().facts)
    for count in range(1, len(ids) + 1):
        first = sample().first(count)
        assert len(first) == count
        left_out = ids - {fact["id"] for fact in first}
        assert not [text for fact in first for text in texts(fact) if text in left_out]


def test_districts_share_no_word_that_matters() -> None:
    words = [
        {name for entity in District(number, 1).entities.values() for name in texts(entity["name"])}
        for number in (0, 1, 13, 14, 69, 70, 71, 400)
    ]
    assert len(set[str]().union(*words)) == sum(map(len, words))


def test_a_dialect_keeps_shape_and_small_words() -> None:
    said = Dialect(1).said("the talks between both sides failed, as VMRO and Vučić say")
    assert re.fullmatch(r"the \w+s between both sides \w+ed, as [A-Z]+ and [A-Z][a-z]+ say", said)
    assert Dialect(1).counted("10000 of 45") == "20000 of 56"
    assert Dialect(2).dated("2022-11/2023~") == "2020-11/2021~"


@pytest.mark.slow
def test_a_workspace_is_sound_and_has_as_many_facts_as_wished(tmp_path: Path, run: Run) -> None:
    root = tmp_path / "workspace"
    write(root, 200)
    ran = run("check", "--texts", "texts", cwd=root)
    assert ran.code == 0, ran.out
    assert "\n200 facts, " in ran.out


def test_each_fault_breaks_a_rule_of_its_own_in_one_line() -> None:
    rules = [fault.rule for fault in FAULTS]
    assert len(set(rules) & RULES.keys()) == len(FAULTS) == 10
    assert all(fault.seeds.count(f"{HERE}\n") == 1 for fault in FAULTS)


@pytest.mark.slow
def test_all_faults_are_found_and_nothing_else(tmp_path: Path) -> None:
    root = tmp_path / "workspace"
    write(root, 200)
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    assert hunt(root, tmp_path / "cache") == Hunt(found=10, missed=(), others=0)
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


@pytest.mark.slow
def test_rivals_write_the_very_same_rows(tmp_path: Path) -> None:
    root, rows = tmp_path / "workspace", tmp_path / "rows.jsonl"
    write(root, 100)
    cold(root)
    assert write_rows(package(root), rows) > 500
    for name in ("genanki", "anki"):
        rival(name, rows, tmp_path / f"{name}.apkg")
    assert differing(package(root), tmp_path / "genanki.apkg") == 0
    assert differing(package(root), tmp_path / "anki.apkg") > 0  # at least their notetypes
    learnt = imported(root, 100)
    assert learnt.new == learnt.notes > 500
    assert learnt.complaints == ()


@pytest.mark.slow
def test_a_changed_fact_changes_what_is_built(tmp_path: Path) -> None:
    root = tmp_path / "workspace"
    write(root, 10)
    before = edits.fresh(root, tmp_path / "cache")
    for edit in (edits.note, edits.retell):
        written = edit(root, 0)
        changed = edits.fresh(root, tmp_path / "cache")
        assert {name for name in before if changed[name] != before[name]} == before.keys()
        edits.seeds_of(root).write_bytes(written)
    assert edits.move(root, 0) == written != edits.seeds_of(root).read_bytes()
    edits.seeds_of(root).write_bytes(written)
    assert edits.fresh(root, tmp_path / "cache") == before == made(root)
    assert len(seeds(root)) == 1


def results(count: int) -> Results:
    """Made-up measurements of so many sizes."""

    def measure(seconds: float) -> Measure:
        return Measure(seconds, seconds, 100 * seconds, 3)

    facts = [10 ** (n + 2) for n in range(count)]
    commands = (python(PASS), python(IMPORTS), "quizgen --help", "quizgen check", "quizgen build")
    return Results(
        date="2026-11-30",
        machine=machine(),
        starts={name: measure(0.01 * 2**n) for n, name in enumerate(commands)},
        sizes=tuple(
            Size(n, 5 * n, measure(n / 1000), measure(n / 2000), measure(n / 1900), n // 10_000)
            for n in facts
        ),
        edits=Edits(
            facts[-1],
            {edits.FIRST: measure(9), edits.NOTED: measure(2), edits.MOVED: measure(3)}
            | {edits.RETOLD: measure(2.5), edits.AGAIN: measure(1)},
            {"warm": True, "cold": False},
        ),
        paper=Paper(100, 10, 20, measure(2)),
        imported=Imported(facts[-1], "26.09", 500, 499, 2.0, ("1 conflicting",)),
        hunt=Hunt(9, ("bad-date",), 3),
    )


@pytest.mark.parametrize("count", [1, 2, 4])
def test_the_picture_is_well_formed_and_says_what_it_shows(count: int) -> None:
    root = ET.fromstring(svg(results(count).sizes))  # noqa: S314  (made here)
    title, described = (root.findtext(f"{SVG}{name}") for name in ("title", "desc"))
    assert title
    assert described
    assert described.count("genanki alone") == count
    assert len(root.findall(f"{SVG}polyline")) == 3
    assert len(root.findall(f"{SVG}circle")) == count
    texts_ = root.findall(f"{SVG}text")
    assert all(0 < float(text.attrib["x"]) < WIDTH for text in texts_)
    assert all(0 < float(text.attrib["y"]) < HEIGHT for text in texts_)


def test_the_names_of_lines_stand_apart() -> None:
    root = ET.fromstring(svg(results(4).sizes))  # noqa: S314  (made here)
    texts_ = {text.text or "": text for text in root.findall(f"{SVG}text")}
    names = ("quizgen: all of it", "Anki’s backend", "genanki alone")
    heights = [float(texts_[name].attrib["y"]) for name in names]
    assert all(below - above >= 18 for above, below in pairwise(heights))


@pytest.mark.parametrize("count", [1, 2, 4])
def test_the_tables_are_complete(count: int) -> None:
    found = results(count)
    text = report(found)
    tables = [block.splitlines() for block in text.split("\n\n") if block.startswith("|")]
    assert [len({row.count("|") for row in table}) for table in tables] == [1] * len(tables)
    assert len(tables) == 8
    told = [f"| {size.facts:,} |" for size in found.sizes]
    told += [
        "9 of 10 faults found; not found: bad-date; 3 errors",
        "1 conflicting",
        "**no**",
        "`quizgen --help`",
    ]
    told += [goal.name for goal in goals(found)]
    assert [one for one in told if one not in text] == []


def test_goals_are_held_against_the_largest_size() -> None:
    deck, anki, growth, peak, sample_, changed, none, help_ = goals(results(4))
    assert (deck.found, growth.found, peak.holds) == (2, 10, False)
    assert anki.found == pytest.approx(1.9)
    assert (changed.found, changed.holds) == (3 / 9, False)  # by the dearest change
    assert (none.found, none.holds) == (1 / 9, False)
    assert (sample_.found, help_.found, help_.holds) == (8, 4, True)
