"""The truth guard on lists: whether one more member would be wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from quizgen.candidates import Candidate, Verdict
from quizgen.guard import Guard
from quizgen.load import load
from quizgen.values import Who, Words

if TYPE_CHECKING:
    from tests.conftest import Workspace

BASE = """
sources:
  s: {title: The zoo gazette, label: the gazette}
  t: {title: The keeper's diary, label: the diary}
  all: {title: The register, label: the register, complete: [guests]}
entities:
  lion: {type: animal, name: the lion, aliases: [Leo]}
  lynx: {type: animal, name: the lynx}
  cats: {type: animal, name: the cats, members: [lion]}
  seal: {type: animal, name: the seal}
  wolf: {type: animal, name: the wolf}
"""
KIND = """
summary: who was fed
slots:
  what: {type: np, names: yes, required: yes}
  fed: {type: list}
  guests: {type: entities}
claim: "{{ what }} took place."
questions:
  fed: {asks: fed, given: [what], stem: "Which animals were fed at {{ what }}?"}
  guests: {asks: guests, given: [what], bound: guests, stem: "Who came to {{ what }}?"}
"""


def meal(id_: str, more: str, what: str = "the dinner", cite: str = "s ¶1") -> str:
    """A meal on one line of YAML."""
    return f"  - {{id: {id_}, kind: meal, what: {what}, {more}, cite: {cite}}}\n"


def verdict(
    workspace: Workspace, facts: str, value: str, path: str = "a/fed", *, of: str = "b"
) -> Verdict:
    """What the guard says of *value*, from the fact *of*, as one more member."""
    files = {
        "quizgen.yaml": "format: 1\ntitle: T\nlanguage: en-GB\nnamespace: abcdefghijklm\n",
        "seeds/base.yaml": BASE,
        "seeds/facts.yaml": f"facts:\n{facts}",
        "templates/kinds/meal.yaml": KIND,
    }
    loaded, problems = load(workspace(files))
    assert loaded is not None
    assert not problems
    guard = Guard(loaded)
    asked = next(q for qs in guard.asked.values() for q in qs if q.path == path)
    entity = loaded.entities.get(value)
    fact = loaded.facts[of]
    named = Who(value, entity) if entity else Words(value, "np")
    cites = next(iter(fact.citations.values()))
    return guard.judge_member(asked, Candidate(named, fact, None, "fed", cites), "Who was fed?")


CLOSED = meal("a", "fed: [lions, seals], closed: [fed]")
OTHER = meal("b", "fed: [wolves]", "the lunch")


def test_a_closed_list_has_no_further_member(workspace: Workspace) -> None:
    assert verdict(workspace, CLOSED + OTHER, "wolves") is Verdict.FALSE


def test_of_an_open_list_nobody_knows(workspace: Workspace) -> None:
    facts = meal("a", "fed: [lions, seals]") + OTHER
    assert verdict(workspace, facts, "wolves") is Verdict.UNKNOWN


@pytest.mark.parametrize("value", ["lions", "Lions", "young lions", "the lions"])
def test_a_member_in_whatever_words_is_right(workspace: Workspace, value: str) -> None:
    assert verdict(workspace, CLOSED + OTHER, value) is Verdict.TRUE


@pytest.mark.parametrize("value", ["lion", "cats"])
def test_whoever_is_kin_of_a_member_is_right(workspace: Workspace, value: str) -> None:
    facts = meal("a", "guests: [lion, seal], closed: [guests]") + OTHER
    assert verdict(workspace, facts, value, "a/guests") is Verdict.TRUE


def test_an_alias_of_a_member_is_right(workspace: Workspace) -> None:
    facts = meal("a", "fed: [the lion, the seal], closed: [fed]") + OTHER
    assert verdict(workspace, facts, "Leo") is Verdict.TRUE


def test_what_the_author_holds_for_true_is_right(workspace: Workspace) -> None:
    facts = CLOSED.replace("closed", "also_true: {fed: [wolves]}, closed") + OTHER
    assert verdict(workspace, facts, "wolves") is Verdict.TRUE


def test_what_another_telling_lists_is_right(workspace: Workspace) -> None:
    facts = CLOSED + meal("b", "fed: [wolves, lions]")
    assert verdict(workspace, facts, "wolves") is Verdict.TRUE


def test_what_a_part_of_it_lists_is_no_wrong_answer(workspace: Workspace) -> None:
    facts = CLOSED + meal("b", "fed: [wolves], part_of: a", "the dessert")
    assert verdict(workspace, facts, "wolves") is Verdict.TRUE


SIDES = meal("b", "fed: [lions, wolves], disagrees_with: a", cite="t ¶1")


def test_what_only_the_other_source_lists_is_the_best_wrong_answer(workspace: Workspace) -> None:
    assert verdict(workspace, CLOSED + SIDES, "wolves") is Verdict.FALSE


def test_what_only_the_other_source_lists_may_belong_to_an_open_list(workspace: Workspace) -> None:
    facts = meal("a", "fed: [lions, seals]") + SIDES
    assert verdict(workspace, facts, "wolves") is Verdict.TRUE


def test_what_a_third_source_lists_as_well_is_right(workspace: Workspace) -> None:
    facts = CLOSED + SIDES + meal("c", "fed: [wolves]")
    assert verdict(workspace, facts, "wolves") is Verdict.TRUE


def test_a_complete_source_names_all(workspace: Workspace) -> None:
    facts = meal("a", "guests: [lion, seal]", cite="all ¶1")
    facts += meal("b", "guests: [wolf, lynx]", "the lunch", cite="all ¶2")
    assert verdict(workspace, facts, "wolf", "a/guests") is Verdict.FALSE
    assert verdict(workspace, facts.replace("all ¶", "s ¶"), "wolf", "a/guests") is Verdict.UNKNOWN


def test_whoever_the_stem_names_is_no_member(workspace: Workspace) -> None:
    facts = CLOSED + meal("b", "fed: [fed]", "the lunch")
    assert verdict(workspace, facts, "fed") is Verdict.UNKNOWN
