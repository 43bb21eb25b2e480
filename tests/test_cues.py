"""Cues: each kind in a set that shows it, and in a near miss that does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.cues import clang, cues

STOPS = frozenset({"the", "a", "an", "of", "to", "which", "with", "from", "that"})
ENDINGS = ("ing", "ies", "ed", "es", "s")

FLAWED = [
    ("clang", "Which enzyme splits starch?", "starch synthase", ["lipase", "catalase", "trypsin"]),
    ("clang", "Who planned the siege?", "the planners of Ostby", ["the guild", "the crew"]),
    ("clang", "Which acts protect lakes?", "the Lake Act", ["the Road Act", "the Bank Act"]),
    ("shape", "What did Ada ask for?", "to leave", ["a lamp", "an oar", "a map"]),
    ("shape", "What is on the seal?", "3 crowns", ["a lion", "a tower", "a key"]),
    ("shape", "How was the plan called?", "“a bold step”", ["a rash act", "a ruse"]),
    ("shape", "What came next?", "the ferry sank.", ["the mast broke", "the crew left"]),
    (
        "length",
        "What is a lock?",
        "a chamber with gates in which ships are raised or lowered",
        ["a kind of wharf", "a low bridge", "a sort of dam"],
    ),
    (
        "convergence",
        "What does the heart do?",
        "pumps fresh blood",
        ["pumps fresh water", "filters fresh blood", "pumps stale blood"],
    ),
]
SOUND = [
    ("clang", "Which enzyme splits starch?", "starch synthase", ["starch kinase", "catalase"]),
    ("clang", "Who of the crew left the ship?", "the cook", ["the mate", "the pilot"]),
    ("shape", "What did Ada ask for?", "to leave", ["to stay", "a lamp"]),
    ("shape", "Who spoke first?", "the Senate", ["Ada Berg", "Bo Lind"]),
    ("shape", "Who spoke first?", "Ada’s aunt", ["Bo Lind", "Cy Holm"]),
    ("length", "Who was first?", "Wilhelmina Featherstonehaugh", ["Bo", "Cy"]),
    ("length", "What is a lock?", "a chamber for ships", ["a bridge for trains", "a dam"]),
    ("convergence", "What does it do?", "pumps blood", ["pumps blood", "pumps blood"]),
]


@pytest.mark.parametrize(("cue", "stem", "key", "distractors"), FLAWED)
def test_each_cue_is_found(cue: str, stem: str, key: str, distractors: list[str]) -> None:
    assert cue in cues(stem, key, distractors, STOPS, ENDINGS)


@pytest.mark.parametrize(("cue", "stem", "key", "distractors"), SOUND)
def test_a_near_miss_is_no_cue(cue: str, stem: str, key: str, distractors: list[str]) -> None:
    assert cue not in cues(stem, key, distractors, STOPS, ENDINGS)


def test_the_words_that_give_a_key_away_are_named() -> None:
    found = clang("Who led the guild of weavers?", "the weaver Bo", ["Ada", "Cy"], STOPS, ENDINGS)
    assert found == ("weaver",)


def test_no_cue_without_wrong_answers() -> None:
    assert cues("Which starch?", "starch", []) == ()


@given(st.text(), st.text(), st.lists(st.text(), max_size=4))
def test_cues_of_any_text_are_known_and_the_same_in_any_order(
    stem: str, key: str, distractors: list[str]
) -> None:
    found = cues(stem, key, distractors, STOPS, ENDINGS)
    assert set(found) <= {"clang", "shape", "length", "convergence"}
    assert found == cues(stem, key, distractors[::-1], STOPS, ENDINGS)


@given(st.text(), st.text(min_size=1))
def test_options_that_are_all_alike_give_nothing_away(stem: str, text: str) -> None:
    assert cues(stem, text, [text] * 3, STOPS) == ()
