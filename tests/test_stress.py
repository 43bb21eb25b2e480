"""The numbers of decks, and sheets in very many versions: what is uneven is found."""

from __future__ import annotations

import json
from dataclasses import replace
from math import comb
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen import forms as making
from quizgen.chance import as_many, chi_square, evenness
from quizgen.compile import compile_workspace
from quizgen.forms import Planner
from quizgen.items import Form, Interaction, Option
from quizgen.picture import svg
from quizgen.stats import longest, positions
from quizgen.stress import as_text, stress, together

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizgen.compile import Compilation
    from quizgen.items import Item
    from tests.conftest import Golden, Run, Workspace

YEAR9 = Path(__file__).parent / "workspaces" / "year9"
MANY = 60


@pytest.fixture(scope="module")
def year9() -> Compilation:
    """The workspace of three school subjects."""
    return compile_workspace(YEAR9)[0]


# What chance does


@pytest.mark.parametrize(
    ("statistic", "freedom", "p"),
    [  # from printed tables, and by other programs
        (3.841458820694124, 1, 0.05),
        (6.6348966010212145, 1, 0.01),
        (5.991464547107979, 2, 0.05),
        (7.814727903251179, 3, 0.05),
        (16.918977604620448, 9, 0.05),
        (23.209251158954356, 10, 0.01),
        (0.5, 3, 0.9188914116546758),
        (124.34211340400407, 100, 0.05),
        (100.0, 1, 1.523970604832094e-23),
        (0.0, 5, 1.0),
        (5.0, 0, 1.0),
    ],
)
def test_chi_square_is_that_of_the_tables(statistic: float, freedom: int, p: float) -> None:
    assert chi_square(statistic, freedom) == pytest.approx(p, rel=1e-9)


@given(st.integers(1, 30), st.floats(0.01, 0.99), st.integers(0, 30))
def test_equal_chances_are_a_binomial(count: int, chance: float, hits: int) -> None:
    exact = [comb(count, n) * chance**n * (1 - chance) ** (count - n) for n in range(count + 1)]
    assert as_many(hits, [chance] * count) == pytest.approx(sum(exact[hits:]), abs=1e-12)


def test_unequal_chances_are_counted_one_by_one() -> None:
    assert as_many(2, [0.5, 0.25]) == pytest.approx(0.125)
    assert as_many(1, [0.5, 0.25]) == pytest.approx(0.625)
    assert as_many(0, []) == 1
    assert as_many(1, []) == 0


def test_rows_are_even_each_in_itself() -> None:
    assert evenness([[100, 100], [30, 30, 30]]) == 1
    assert evenness([[100, 160]]) < 0.001
    assert evenness([[0, 0], [7]]) == 1


# What a planted fault comes to


def test_keys_that_always_come_first_are_found(
    year9: Compilation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def key_first(item: Item, _: str) -> Item:
        return replace(item, options=tuple(sorted(item.options, key=lambda o: not o.is_key)))

    assert year9.workspace
    assert not any(trial.fails for trial in stress(year9.workspace, year9.studies, MANY))
    monkeypatch.setattr(making, "_shuffled", key_first)
    trials = stress(year9.workspace, year9.studies, MANY)
    assert all(trial.fails and trial.positions.p < 0.001 for trial in trials)
    assert "FAILS" in as_text(trials)


def choice(name: str, key: str, *wrong: str) -> Item:
    """A choice with *key* and *wrong* answers, cut from one of the workspace's."""
    options = (Option(key, is_key=True), *map(Option, wrong))
    compilation = compile_workspace(YEAR9)[0]
    item = next(i for i in compilation.generation.items if i.interaction == "choice")
    return replace(item, id=name, key=(key,), options=options, ordered=False)


def test_keys_that_are_always_longest_are_found() -> None:
    found = longest([choice("a", "the longest of them", "short", "brief")] * 12)
    assert (found.choices, found.keys) == (12, 12)
    assert found.expected == pytest.approx(4)
    assert found.p == pytest.approx(3**-12)
    assert longest([choice("b", "same", "size")] * 9).choices == 0


def test_positions_are_counted_by_the_number_of_options() -> None:
    two, three = choice("a", "yes", "no"), choice("b", "one", "two", "three")
    found = positions([[two, three], [replace(three, options=three.options[::-1])]])
    assert found.counts == {2: (1, 0), 3: (1, 0, 1)}
    assert positions([[replace(two, ordered=True)]]).counts == {}


def test_a_broken_rule_is_told_with_how_often(year9: Compilation) -> None:
    def broken(form: Form) -> Iterator[str]:
        if form.version == "V3":
            yield "a rule"

    assert year9.workspace
    for trial in stress(year9.workspace, year9.studies, 5, broken):
        assert trial.broken == {"a rule": 1}
        assert trial.fails


def test_items_that_may_not_stand_together_are_found(year9: Compilation) -> None:
    assert year9.workspace
    (study,) = year9.studies
    planner = Planner(year9.workspace, study.name, study.items)
    sheet = year9.workspace.recipes[study.name].sheets["signs"]
    plan = planner.plan("signs", sheet)
    of_one_fact = [i for i in study.items if i.facts == ("marathon",)][:2]
    assert len(of_one_fact) == 2
    assert "ask of one fact" in next(together(plan, Form("A", tuple(of_one_fact))))


# What is shown


def test_the_numbers_of_a_deck_are_a_table(run: Run, golden: Golden) -> None:
    ran = run("check", "--stats", cwd=YEAR9)
    assert ran.code == 0
    golden("cases/measured/stats.txt", ran.out)


def test_the_numbers_add_up(run: Run) -> None:
    told = json.loads(run("check", "--stats", "--format", "json", cwd=YEAR9).out)
    assert told["problems"] == []
    (deck,) = told["stats"]
    for way in ("interaction", "difficulty", "kind"):
        assert sum(deck[way].values()) == deck["items"]
    assert deck["interaction"].keys() <= set(Interaction)


def test_a_trial_is_told_and_drawn_the_same_way_twice(tmp_path: Path, run: Run) -> None:
    pictures = [tmp_path / name for name in ("one.svg", "two.svg")]
    both = [
        run("check", "--stress", "40", "--picture", path, "--format", "json", cwd=YEAR9)
        for path in pictures
    ]
    assert [ran.code for ran in both] == [0, 0]
    assert both[0].out == both[1].out
    assert pictures[0].read_bytes() == pictures[1].read_bytes()
    trials = json.loads(both[0].out)["stress"]
    ways = {(trial["sheet"], trial["forms"]) for trial in trials}
    assert ways == {(s, w) for s in ("signs", "test") for w in ("same", "parallel")}
    assert all(trial["versions"] == 40 and not trial["broken"] for trial in trials)


def test_the_picture_says_in_words_what_it_shows(year9: Compilation) -> None:
    assert year9.workspace
    trials = stress(year9.workspace, year9.studies, 20)
    picture = svg(replace(trial, deck="<&>") for trial in trials)
    root = ET.fromstring(picture)  # noqa: S314  (our own)
    names = [element.tag.partition("}")[2] for element in root.iter()]
    assert {"title", "desc", "text", "rect"} < set(names)
    assert not {"image", "script", "use", "a"} & set(names)
    assert root.get("role") == "img"
    assert "url(" not in picture
    assert "href" not in picture
    written = " ".join(element.text or "" for element in root.iter())
    for trial in trials:
        assert f"sheet {trial.sheet}, 20 {trial.way} forms: holds" in written
        for row in trial.positions.counts.values():
            assert all(f"{count} of {sum(row)}, " in written for count in row)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--picture", "a.svg"), "give both"),
        (("--stress", "2", "--picture", "seeds/facts.yaml"), "must end in .svg"),
        (("--stress", "2", "--picture", "no/such/folder/a.svg"), "cannot write"),
    ],
)
def test_a_picture_that_cannot_be_drawn(args: tuple[str, ...], said: str, run: Run) -> None:
    ran = run("check", *args, cwd=YEAR9)
    assert ran.code == 2
    assert said in ran.err


@pytest.mark.slow
def test_the_samples_sheets_stand_a_thousand_versions(repository: Path, run: Run) -> None:
    ran = run("check", "--stress", "1000", cwd=repository)
    assert ran.code == 0, ran.out


TWINS = """
sources: {s: {title: The chronicle, label: the chronicle}}
facts:
  - {id: one, kind: event, what: the fair, when: 1700, cite: s p. 1}
  - {id: two, kind: event, what: the fair, when: 1800, cite: s p. 2}
  - {id: three, kind: event, what: the flood, when: 1900, cite: s p. 3}
"""


def test_flaws_are_counted_with_the_items_of_their_facts(workspace: Workspace, run: Run) -> None:
    settings = "format: 1\ntitle: T\nlanguage: en-GB\nnamespace: abcdefghijklm\n"
    files = {"quizgen.yaml": settings, "seeds/a.yaml": TWINS, "decks/a.yaml": "title: T\n"}
    ran = run("check", "--stats", "--stress", "3", cwd=workspace(files))
    assert "error[two-answers]" in ran.out
    assert "two-answers" in ran.out.partition("items stand at facts with one)")[2]
    assert "no recipe has a sheet to try" in ran.out
    assert ran.code == 1


def test_what_authors_waive_is_counted_too(workspace: Workspace, run: Run) -> None:
    settings = "format: 1\ntitle: T\nlanguage: en-GB\nnamespace: abcdefghijklm\n"
    flood = "the flood " + " ".join(["of the town"] * 9)
    seeds = "".join(line for line in TWINS.splitlines(keepends=True) if "two" not in line)
    seeds = seeds.replace("the flood", flood).replace("p. 3", "p. 3, waive: {long-sentence: so}")
    files = {"quizgen.yaml": settings, "seeds/a.yaml": seeds, "decks/a.yaml": "title: T\n"}
    root = workspace(files)
    table = run("check", "--stats", cwd=root).out
    (deck,) = json.loads(run("check", "--stats", "--format", "json", cwd=root).out)["stats"]
    assert deck["waived"] == {"long-sentence": deck["items_waived"]}
    assert deck["items_waived"] > 0
    assert "flaws: none" in table
    assert f"waived by authors ({deck['items_waived']} items, " in table
