"""Where sources differ: both sides are asked for, both are cited, and neither is a wrong answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from quizgen.generate import Generation, generate
from quizgen.items import Interaction
from quizgen.load import load

if TYPE_CHECKING:
    from pathlib import Path

    from quizgen.items import Item
    from tests.conftest import Run, Workspace

SEEDS = """
sources:
  s: {title: The town chronicle, label: the chronicle}
  t: {title: The harbour diary, label: the diary}
  u: {title: The guild's book, label: the guild's book}
entities:
  bo: {type: person, name: Bo Lind, aliases: [Lind]}
  cy: {type: person, name: Cy Holm}
  dee: {type: person, name: Dee Falk}
  eli: {type: person, name: Eli Berg}
"""
FAIR = "{id: fair-%s, kind: event, what: the fair, when: %s, cite: %s ¶1%s}"
OTHERS = """
  - {id: race, kind: event, what: the race, when: 1902-06-01, by: cy, cite: s ¶2}
  - {id: ball, kind: event, what: the ball, when: 1903-06-01, by: dee, cite: t ¶2}
  - {id: fire, kind: event, what: the fire, when: 1904-06-01, by: eli, cite: s ¶3}
"""
TWO_DAYS = (
    FAIR % ("a", "1901-05-01", "s", ", by: bo, disagrees_with: fair-b"),
    FAIR % ("b", "1901-05-02", "t", ", by: bo"),
)


def generated(workspace: Workspace, *facts: str, more: str = OTHERS) -> Generation:
    """What *facts*, each in one line of YAML, make."""
    lines = "".join(f"  - {fact}\n" for fact in facts)
    files = {
        "quizgen.yaml": "format: 1\ntitle: T\nlanguage: en-GB\nnamespace: abcdefghijklm\n",
        "seeds/base.yaml": SEEDS,
        "seeds/facts.yaml": f"facts:\n{lines}{more}",
    }
    loaded, problems = load(workspace(files))
    assert loaded is not None
    assert not problems
    return generate(loaded)


def differing(generation: Generation) -> list[Item]:
    return [item for item in generation.items if item.asks == "sources-differ"]


def test_a_question_that_both_answer_is_asked_of_both(workspace: Workspace) -> None:
    (item,) = differing(generated(workspace, *TWO_DAYS))
    assert item.id == "fair-a/sources-differ.fair-b.when/short-answer"
    assert item.stem == (
        "On which date did the fair take place?"
        " Sources differ: give the answer of the chronicle and that of the diary."
    )
    assert item.key == ("The chronicle: 1 May 1901", "The diary: 2 May 1901")
    assert [[c.source for c in part] for part in item.key_citations] == [["s"], ["t"]]
    assert {c.source for c in item.citations} == {"s", "t"}
    assert item.facts == ("fair-a", "fair-b")


def test_what_both_answer_alike_is_no_disagreement(workspace: Workspace) -> None:
    asked = [item.element for item in differing(generated(workspace, *TWO_DAYS))]
    assert asked == ["fair-b.when"]


def test_a_matter_is_asked_with_all_that_both_tell(workspace: Workspace) -> None:
    one = "{id: toll, kind: plan, what: the new toll, by: bo, cite: [s ¶4, u ¶1]}"
    other = "{id: paid, kind: measure, by: cy, did: charge a toll, to: dee, cite: t ¶4, "
    other += "disagrees_with: toll, differs_on: the start of the toll}"
    (item,) = differing(generated(workspace, one, other))
    assert item.stem == (
        "On the start of the toll,"
        " how does the diary differ from the chronicle and the guild's book?"
    )
    assert item.key == (
        "According to the diary, Cy Holm began to charge a toll to Dee Falk.",
        "According to the chronicle and the guild's book, Bo Lind planned the new toll.",
    )
    assert item.claim == " ".join(item.key)


def test_of_two_sides_with_several_voices_the_verb_knows(workspace: Workspace) -> None:
    one = FAIR % ("a", "1901-05-01", "s", ", differs_on: the fair")
    two = "{id: x, kind: statement, by: bo, that: there was no fair, according_to: [%s], %s}"
    made = generated(workspace, one, two % ("dee", "cite: t ¶4, disagrees_with: fair-a"))
    assert [i.stem for i in differing(made)] == [
        "On the fair, how does the chronicle differ from Dee Falk?"
    ]


def test_a_happening_that_both_tell_of_is_matter_enough(workspace: Workspace) -> None:
    cause = "{id: cause, kind: cause, what: race, because: fire, cite: s ¶4}"
    aim = "{id: aim, kind: purpose, what: race, aim: to find the fastest boat, cite: t ¶4,"
    (item,) = differing(generated(workspace, cause, f"{aim} disagrees_with: cause}}"))
    assert item.stem == "On the race, how does the diary differ from the chronicle?"


def test_two_speakers_in_one_source_are_two_sides(workspace: Workspace) -> None:
    one = "{id: a, kind: event, what: the storm, when: 1901-05-01, according_to: bo, cite: s ¶4}"
    two = "{id: b, kind: event, what: the storm, when: 1901-05-02, according_to: cy, cite: s ¶4,"
    (item,) = differing(generated(workspace, one, f"{two} disagrees_with: a}}"))
    assert item.key == ("Bo Lind: 1 May 1901", "Cy Holm: 2 May 1901")
    assert item.attributed_to == ("Bo Lind", "Cy Holm")


def test_one_voice_on_both_sides_is_not_asked(workspace: Workspace) -> None:
    assert not differing(generated(workspace, TWO_DAYS[0], TWO_DAYS[1].replace("t ¶1", "s ¶4")))


def test_nothing_is_asked_of_what_its_author_silenced(workspace: Workspace) -> None:
    silent = TWO_DAYS[1].replace("by: bo", "ask: {only: [], because: no}")
    assert not differing(generated(workspace, TWO_DAYS[0], silent))


def test_it_is_all_one_which_side_declares_it_or_stands_first(workspace: Workspace) -> None:
    other_way = (
        FAIR % ("b", "1901-05-02", "t", ", by: bo, disagrees_with: fair-a"),
        FAIR % ("a", "1901-05-01", "s", ", by: bo"),
    )
    both = (TWO_DAYS[0], other_way[0])
    shown = [
        [(i.id, i.guid, i.stem, i.key, i.key_citations) for i in differing(made)]
        for made in (generated(workspace, *facts) for facts in (TWO_DAYS, other_way, both))
    ]
    assert shown[0] == shown[1] == shown[2]


def test_a_renamed_fact_keeps_the_guid(workspace: Workspace) -> None:
    (before,) = differing(generated(workspace, *TWO_DAYS))
    renamed = (
        TWO_DAYS[0].replace("fair-b", "zzz"),
        TWO_DAYS[1].replace("id: fair-b", "id: zzz, was: fair-b"),
    )
    (after,) = differing(generated(workspace, *renamed))
    renamed = (TWO_DAYS[0].replace("id: fair-a", "id: zzz, was: fair-a"), TWO_DAYS[1])
    (other,) = differing(generated(workspace, *renamed))
    assert {before.guid, after.guid, other.guid} == {before.guid}
    assert {before.first_id, after.first_id, other.first_id} == {before.first_id}


def test_other_items_keep_their_guids(workspace: Workspace) -> None:
    alone = [fact.replace(", disagrees_with: fair-b", "") for fact in TWO_DAYS]
    before = {i.id: i.guid for i in generated(workspace, *alone).items}
    after = {i.id: i.guid for i in generated(workspace, *TWO_DAYS).items}
    shared = before.keys() & after.keys()
    assert len(shared) >= 12
    assert {id_: before[id_] for id_ in shared} == {id_: after[id_] for id_ in shared}


# Neither side is a wrong answer

PUT_OFF = """
  - id: rule
    kind: deadline
    what: new nets
    by: bo
    steps: [{id: one, date: 1904-10-31}, {id: two, date: 1904-11-21}]
    cite: s ¶5
  - id: delay
    kind: postponement
    what: race
    by: cy
    until: 1904-09-01
    disagrees_with: rule
    differs_on: the date of new nets
    cite: t ¶5
  - {id: net-fair, kind: event, what: the net fair, when: 1904-07-01, by: dee, cite: t ¶6}
  - {id: net-ball, kind: event, what: the net ball, when: 1904-08-01, by: eli, cite: t ¶7}
  - {id: same, kind: event, what: the end of the delay, when: 1904-09-01, by: eli, cite: u ¶7}
"""


@pytest.mark.parametrize("interaction", Interaction)
def test_a_side_is_never_a_wrong_answer_to_the_other(
    interaction: Interaction, workspace: Workspace
) -> None:
    """Whatever the kind, and wherever else the same date stands."""
    made = generated(workspace, *TWO_DAYS, more=OTHERS + PUT_OFF)
    sides = {
        "fair-a": {"2 May 1901"},
        "fair-b": {"1 May 1901"},
        "rule": {"1 September 1904", "Cy Holm"},
        "delay": {"31 October 1904", "21 November 1904", "Bo Lind"},
    }
    items = [i for i in made.items if i.interaction is interaction and i.facts[0] in sides]
    for item in items:
        other = sides[item.facts[0]] if item.asks != "sources-differ" else set()
        offered = {o.text for o in item.options if not o.is_key}
        assert not offered & other, item.id
        if interaction is Interaction.TRUE_FALSE:
            assert not any(text in item.stem for text in other), item.id
    expected = {"short-answer", "choice", "true-false", "cloze", "date"}
    assert bool(items) == (interaction in expected)


def test_items_of_one_side_show_the_other(workspace: Workspace) -> None:
    made = generated(workspace, *TWO_DAYS)
    sided = [i for i in made.items if i.facts[0].startswith("fair") and len(i.facts) == 1]
    assert sided
    for item in sided:
        assert item.disagreement.startswith("Sources differ. According to ")
        assert item.disagreeing
        assert {c.source for c in item.disagreeing} != {c.source for c in item.citations}


# In a deck

RECIPE = "title: T\nsheets: {quiz: {items: 1, versions: [A], must: [%s]}}\n"
ITEM = "fair-a/sources-differ.fair-b.when/short-answer"


def test_key_and_card_cite_each_side_behind_its_answer(workspace: Workspace, run: Run) -> None:
    generated(workspace, *TWO_DAYS)
    root = workspace({"decks/fairs.yaml": RECIPE % ITEM})
    ran = run("build", cwd=root)
    assert ran.code == 0, ran.err
    key = (root / "decks/fairs/quiz-a-key.html").read_text("utf-8")
    right = key.split('<ul class="right">')[1].split("</ul>")[0]
    first, second = right.split("</li>")[:2]
    assert "The chronicle: 1 May 1901" in first
    assert "[1] ¶1</a>" in first
    assert "The diary: 2 May 1901" in second
    assert "[2] ¶1</a>" in second


def test_a_deck_of_one_side_alone_does_not_ask(workspace: Workspace, run: Run) -> None:
    generated(workspace, *TWO_DAYS)
    root = workspace({"decks/fairs.yaml": "title: T\nfacts: {sources: [s]}\n"})
    assert "sources-differ" not in run("items", "fairs", cwd=root).out
    assert "sources-differ" in run("items", cwd=root).out


@pytest.mark.parametrize(("name", "count"), [("year9", 3), ("german", 1)])
def test_other_fields_have_their_disagreements(
    name: str, count: int, run: Run, repository: Path
) -> None:
    ran = run("items", cwd=repository / "tests" / "workspaces" / name)
    assert ran.out.count("/sources-differ.") == count


def test_a_german_disagreement_is_asked_in_german(run: Run, repository: Path) -> None:
    ran = run("items", cwd=repository / "tests" / "workspaces" / "german")
    assert (
        "An welchem Tag ereignete sich die Ausrufung der Republik? Die Quellen sind uneins:"
        " Nenne die Antwort laut dem Handbuch und die laut dem Rückblick." in ran.out
    )
    assert "Laut dem Handbuch: 9. November 1918; Laut dem Rückblick: 10. November 1918" in ran.out


SAMPLE = {
    "fines-begun/sources-differ.fines-plan/short-answer": ("readout", "pm deal"),
    "resigned-nato/sources-differ.resigned-pm/short-answer": ("nato", "pm"),
}


@pytest.mark.parametrize("id_", SAMPLE)
def test_the_disagreements_of_the_sample_show_both_sides(id_: str, repository: Path) -> None:
    loaded, _ = load(repository)
    assert loaded is not None
    item = next(item for item in generate(loaded).items if item.id == id_)
    cited = tuple(" ".join(c.source for c in part) for part in item.key_citations)
    assert cited == SAMPLE[id_]
    assert all(key.startswith("According to the ") for key in item.key)
