"""What is left out of the items, with a reason, so that ordinary facts never stop a build."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from quizgen.compile import compile_workspace

if TYPE_CHECKING:
    from quizgen.compile import Compilation
    from tests.conftest import Workspace

SETTINGS = "format: 1\ntitle: T\nlanguage: en-GB\nnamespace: abcdefghijklm\n"
SOURCES = "sources: {book: {title: A book, label: the book, complete: [speakers]}}\n"


def compiled(workspace: Workspace, facts: str, more: dict[str, str] | None = None) -> Compilation:
    files = {"quizgen.yaml": SETTINGS, "seeds/a.yaml": f"{SOURCES}{facts}", **(more or {})}
    compilation, _ = compile_workspace(workspace(files))
    assert [p.message for p in compilation.problems if p.is_error] == []
    return compilation


def made(compilation: Compilation) -> set[str]:
    return {item.id for item in compilation.generation.items}


def reasons(compilation: Compilation) -> dict[str, str]:
    return {omission.id: omission.because for omission in compilation.generation.omissions}


@pytest.mark.parametrize("when", ["1900/1902", "1900/..", "../1902"])
@pytest.mark.parametrize("kind", ["event", "agreement", "meeting"])
def test_a_period_and_a_place_leave_one_cloze_out_and_stop_nothing(
    workspace: Workspace, kind: str, when: str
) -> None:
    facts = f"""
entities: {{leeds: {{type: place, name: Leeds}}}}
facts:
  - {{id: fair, kind: {kind}, what: the great fair, when: {when}, where: leeds, cite: book ¶1}}
"""
    compilation = compiled(workspace, facts)
    assert "fair/where/short-answer" in made(compilation)
    assert "single date" in reasons(compilation)["fair/when.where/cloze"]


@pytest.mark.parametrize(
    ("value", "is_asked"),
    [("100", True), ("about 100", True), ("over 100", False), ("at-least 100", False),
     ("under 100", False), ("at-most 100", False)],
)  # fmt: skip
def test_a_bound_is_no_number_to_write(workspace: Workspace, value: str, *, is_asked: bool) -> None:
    facts = f"facts: [{{id: size, kind: figure, what: size of it, value: {value}, cite: book ¶1}}]"
    assert ("size/value/number" in made(compiled(workspace, facts))) == is_asked


def test_two_figures_of_one_value_leave_the_way_back_out(workspace: Workspace) -> None:
    facts = """
facts:
  - {id: rent, kind: figure, what: rent of the mill, value: 2200 ducats, cite: book ¶1}
  - {id: debt, kind: figure, what: debt of the town, value: 2200 ducats, cite: book ¶2}
  - {id: toll, kind: figure, what: toll at the bridge, value: 300 ducats, cite: book ¶3}
"""
    compilation = compiled(workspace, facts)
    assert {"rent/value/short-answer", "toll/what/short-answer"} <= made(compilation)
    for one in ("rent", "debt"):
        assert f"{one}/what/short-answer" not in made(compilation)
        assert "otherwise" in reasons(compilation)[f"{one}/what/short-answer"]
    assert [p.message for p in compilation.problems if "no item asks" in p.message] == []


def test_what_each_fact_holds_for_right_of_the_other_is_one_answer(workspace: Workspace) -> None:
    word = """
summary: a word
slots: {means: {type: text, required: yes}, word: {type: text, required: yes}}
claim: "The word for “{{ means }}” is {{ word }}."
questions:
  word: {asks: word, given: [means], one: yes, stem: "Which word means “{{ means }}”?"}
"""
    facts = """
facts:
  - {id: car, kind: word, means: car, word: voiture, also_true: {word: [auto]}, cite: book ¶1}
  - {id: auto, kind: word, means: car, word: auto, also_true: {word: [voiture]}, cite: book ¶1}
"""
    compilation = compiled(workspace, facts, {"templates/kinds/word.yaml": word})
    assert {"car/word/short-answer", "auto/word/short-answer"} <= made(compilation)


def test_a_choice_that_its_options_give_away_is_not_made(workspace: Workspace) -> None:
    club = """
summary: a club plays in a town
slots: {club: {type: entity, required: yes}, home: {type: text, required: yes}}
claim: "{{ club }} played at {{ home }}."
questions:
  home: {asks: home, given: [club], one: yes, stem: "At which ground did {{ club }} play?"}
"""
    facts = """
entities:
  a: {type: club, name: Wanderers of Ashby}
  b: {type: club, name: Borchester United}
  c: {type: club, name: Carlow City}
facts:
  - {id: one, kind: club, club: a, home: Ashby Meadow, cite: book ¶1}
  - {id: two, kind: club, club: b, home: Long Lane, cite: book ¶2}
  - {id: three, kind: club, club: c, home: Old Quarry, cite: book ¶3}
"""
    compilation = compiled(workspace, facts, {"templates/kinds/club.yaml": club})
    assert "two/home/choice" in made(compilation)
    assert "one/home/choice" not in made(compilation)
    assert "give it away" in reasons(compilation)["one/home/choice"]
