"""How evenly a deck speaks: by source, and by who speaks, acts and is quoted in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from quizgen.balance import Share

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Run, Workspace

SEEDS = """
sources:
  s: {title: The chronicle, label: the chronicle}
  t: {title: The diary, label: the diary}
entities:
  town: {type: body, name: the town}
  mayor: {type: person, name: Ada Berg, acts_for: clerk}
  clerk: {type: person, name: Bo Lind, acts_for: town}
  port: {type: body, name: the port}
facts:
"""
SAID = "  - {id: f%d, kind: statement, by: %s, that: point %d was made, cite: %s ¶%d}\n"
QUOTED = "  - {id: q, kind: wording, by: port, words: no, about: the toll, cite: s ¶9}\n"
SOLD = "  - {id: a, kind: action, by: mayor, did: open the gate, according_to: port, cite: s ¶9}\n"


def deck(workspace: Workspace, speakers: str, recipe: str = "title: T\n") -> Path:
    """A workspace in which each of *speakers* says one thing."""
    names = speakers.split()
    facts = "".join(SAID % (n, who, n, "st"[n % 2], n + 1) for n, who in enumerate(names))
    return workspace(
        {
            "quizgen.yaml": "format: 1\ntitle: T\nlanguage: en-GB\nnamespace: abcdefghijklm\n",
            "seeds/facts.yaml": SEEDS + facts + QUOTED + SOLD,
            "decks/talk.yaml": recipe,
        }
    )


def test_items_are_counted_by_source_and_party(workspace: Workspace, run: Run) -> None:
    ran = run("items", "talk", "--format", "balance", cwd=deck(workspace, "mayor port clerk"))
    assert ran.code == 0
    assert ran.out == TABLE


TABLE = """talk
  per source (13 items)
       11  85%  s
        2  15%  t
  per party speaking (13 items)
        8  62%  the port
        5  38%  the town
  per party acting (3 items)
        3 100%  the town
  per party quoted (3 items)
        3 100%  the port
"""


def test_whoever_acts_for_a_party_is_that_party(workspace: Workspace, run: Run) -> None:
    out = run("items", "talk", "--format", "balance", cwd=deck(workspace, "mayor port clerk")).out
    assert "the town" in out
    assert "the port" in out
    assert "Ada Berg" not in out
    assert "Bo Lind" not in out


def test_a_deck_of_one_party_is_warned_of(workspace: Workspace, run: Run) -> None:
    ran = run("check", cwd=deck(workspace, "mayor " * 9 + "clerk " * 9))
    assert ran.code == 0
    assert "warning[one-sided]: 'the town' has " in ran.out
    assert "% of the items per party speaking: " in ran.out
    assert "decks/talk.yaml:1:8" in ran.out
    assert run("check", "--strict", cwd=deck(workspace, "mayor " * 18)).code == 1


@pytest.mark.parametrize("speakers", ["mayor port " * 6, "mayor", "mayor mayor port"])
def test_an_even_or_a_small_deck_is_not(speakers: str, workspace: Workspace, run: Run) -> None:
    assert "per party speaking" not in run("check", cwd=deck(workspace, speakers)).out


def test_an_author_may_say_why_it_is_so(workspace: Workspace, run: Run) -> None:
    recipe = "title: T\nwaive: {one-sided: the deck is about the town}\n"
    assert "one-sided" not in run("check", cwd=deck(workspace, "mayor " * 18, recipe)).out


def test_one_side_alone_is_not_one_of_several() -> None:
    assert not Share("", 100, (("a", 100),)).is_one_sided
    assert not Share("", 9, (("a", 8), ("b", 1))).is_one_sided
    assert not Share("", 10, (("a", 7), ("b", 3))).is_one_sided
    assert Share("", 11, (("a", 8), ("b", 3))).is_one_sided
    assert not Share("", 10, (("a", 10), ("b", 10))).is_one_sided
