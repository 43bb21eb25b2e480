"""Passages are found again in another text: same, moved, edited or gone, as they truly are."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.anchors import passage_of
from quizgen.finding import Found, find, find_lost
from quizgen.lock import EDITED, GONE, MOVED, SAME, Passage
from quizgen.shingled import Text
from quizgen.sketches import (
    LEAST,
    MOST,
    SHINGLE,
    minima,
    normal_words,
    shingles,
    sketch_of,
    words_digest,
)
from tests.edits import STEPS, edit_of, words_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.edits import Edit

EDITS = 200
OLD = [
    "The council met the harbour board in the town hall on a cold morning in February.",
    "Photo: archive",
    "It will pay 31 crowns a year for the oil of the lamp, and the board will keep the stairs.",
    "On 1 October the lamp began to burn, white and red, to bring the fishing boats home at night.",
    "Nobody had asked the keepers, who heard of it from the newspaper two days later.",
]


def held(old: list[str], new: list[str], *cited: int) -> dict[int, Found]:
    """How the paragraphs *cited* of *old* (all, where none is named) stand in *new*."""
    numbers = cited or range(1, len(old) + 1)
    return find({n: passage_of(old[n - 1], 1) for n in numbers}, Text(new))


def mistakes(edit: Edit) -> dict[int, tuple[Found, Found]]:
    """What is found of a text edited, where that is not the truth."""
    found = held(edit.old(), edit.new(), *edit.cited)
    return {
        n: (truth, found[n])
        for n, truth in edit.truth().items()
        if truth.state != found[n].state or not is_at(truth, found[n])
    }


def is_at(truth: Found, found: Found) -> bool:
    """Whether the place is right: all of it, or, of what was edited, some of its pieces."""
    if truth.state == EDITED:
        return bool(set(found.at) & set(truth.at))
    return found.at == truth.at


def is_untellable(edit: Edit, number: int, truth: Found, found: Found) -> bool:
    """Whether a paragraph of fewer words than a shingle was retyped: nothing is left to know.

    Its place tells, where its neighbours still stand; elsewhere it counts as gone.
    """
    length = len(edit.before[number - 1])
    return length < SHINGLE and (truth.state, found.state) == (EDITED, GONE)


def test_every_passage_of_200_edits_is_what_it_truly_is() -> None:
    edits = [edit_of(seed) for seed in range(EDITS)]
    wrong = [(e, n, *pair) for e in edits for n, pair in mistakes(e).items()]
    assert [(e.steps, n, t, f) for e, n, t, f in wrong if not is_untellable(e, n, t, f)] == []
    assert len(wrong) <= 2
    states = Counter(found.state for edit in edits for found in edit.truth().values())
    assert min(states[state] for state in (SAME, MOVED, EDITED, GONE)) > 30
    assert {step for edit in edits for step in edit.steps} == {step.__name__ for step in STEPS}


@pytest.mark.slow
def test_nothing_edited_or_gone_passes_for_verified_in_many_edits() -> None:
    """Where a passage is hard to know again, the mistake is on the safe side."""
    pairs = [pair for seed in range(1000, 2000) for pair in mistakes(edit_of(seed)).values()]
    fresh = (SAME, MOVED)
    assert [(t, f) for t, f in pairs if t.state not in fresh and f.state in fresh] == []
    assert len(pairs) < 50


@pytest.mark.slow
def test_passages_of_the_sample_are_found_in_200_edits(texts: Path) -> None:
    wrong = []
    total = 0
    for path in sorted(texts.glob("*.txt")):
        paragraphs = [line for line in path.read_text("utf-8").splitlines() if line.strip()]
        for seed in range(EDITS // 5):
            edit = edit_of(seed, words_of(paragraphs))
            total += len(edit.cited)
            wrong += [(n, *pair) for n, pair in mistakes(edit).items()]
    fresh = (SAME, MOVED)
    assert [w for w in wrong if (w[1].state in fresh) != (w[2].state in fresh)] == []
    assert len(wrong) <= total * 0.002


def test_a_text_as_it_was_has_every_passage_in_its_place() -> None:
    assert held(OLD, OLD) == {n: Found(SAME, (n,)) for n in range(1, 6)}


def test_case_quotes_dashes_and_spaces_do_not_matter() -> None:
    new = [p.upper().replace(" ", "\N{NO-BREAK SPACE}").replace(",", " –") for p in OLD]
    assert all(found.state == SAME for found in held(OLD, new).values())


@pytest.mark.parametrize(
    ("old", "new"),
    [("31 crowns", "13 crowns"), ("31 crowns", "-31 crowns"), ("31 crowns", "31 % crowns"),
     ("31 crowns", "3.1 crowns"), ("will pay", "will not pay"), ("1 October", "7 October")],
)  # fmt: skip
def test_a_figure_or_a_not_is_an_edit(old: str, new: str) -> None:
    found = held(OLD, [p.replace(old, new) for p in OLD])
    assert Counter(f.state for f in found.values()) == {SAME: 4, EDITED: 1}


def test_a_paragraph_before_moves_all_others() -> None:
    found = held(OLD, ["A word before all that, which nobody cites.", *OLD])
    assert found == {n: Found(MOVED, (n + 1,)) for n in range(1, 6)}


def test_a_split_paragraph_has_moved_to_both_halves() -> None:
    words = OLD[2].split()
    found = held(OLD, [*OLD[:2], " ".join(words[:9]), " ".join(words[9:]), *OLD[3:]])
    assert found[3] == Found(MOVED, (3, 4))
    assert found[4] == Found(MOVED, (5,))


def test_a_paragraph_with_more_in_it_is_edited_unless_that_was_verified_too() -> None:
    joined = [*OLD[:2], f"{OLD[2]} {OLD[3]}", OLD[4]]
    assert held(OLD, joined)[3] == Found(SAME, (3,))
    assert held(OLD, joined)[4] == Found(MOVED, (3,))
    assert held(OLD, joined, 3, 5)[3] == Found(EDITED, (3,))
    assert held(OLD, [*OLD[:2], f"{OLD[2]} That was denied.", *OLD[3:]])[3] == Found(EDITED, (3,))


def test_a_short_paragraph_is_known_by_its_place() -> None:
    assert held(OLD, [OLD[0], "Photo: library", *OLD[2:]])[2] == Found(EDITED, (2,))
    assert held(OLD, [OLD[0], *OLD[2:]])[2] == Found(GONE)
    assert held(OLD, [*OLD[2:], "Photo: archive"])[2] == Found(MOVED, (4,))


def test_of_equal_paragraphs_each_keeps_one() -> None:
    old = [OLD[0], OLD[3], OLD[0], OLD[4]]
    found = held(old, ["Something new.", *old])
    assert found == {n: Found(MOVED, (n + 1,)) for n in range(1, 5)}
    # One copy fewer: what both said still stands.
    assert held(old, [OLD[0], OLD[3], OLD[4]])[3] == Found(MOVED, (1,))


def test_nothing_is_found_in_a_text_of_another_thing() -> None:
    other = ["Bees fly out when it is warm enough.", "Honey is made of what they bring."]
    assert {f.state for f in held(OLD, other, 1, 3, 4, 5).values()} == {GONE}
    assert {f.state for f in held(OLD, []).values()} == {GONE}


def test_a_passage_that_was_lost_is_found_wherever_it_comes_back() -> None:
    lost = passage_of(OLD[3], 1)
    assert find_lost(lost, 2, Text([*OLD[:2], OLD[4], OLD[3]]), ()) == Found(MOVED, (4,))
    assert find_lost(lost, 2, Text(OLD[:2]), {1, 2}) == Found(GONE)


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.text(max_size=6))
def test_a_strangers_passage_is_only_not_found(words: int, when: int, found: str) -> None:
    """Whatever the numbers in a lock say, nothing fails and nothing runs on."""
    passage = Passage(when, SAME, words, found, sketch_of(normal_words(OLD[2])))
    assert held_by(passage).state in (EDITED, GONE)


def held_by(passage: Passage) -> Found:
    return find({3: passage}, Text(OLD))[3]


def test_a_sketch_holds_hashes_of_at_least_five_words_and_at_most_64() -> None:
    for length in (0, 4, 5, 6, 30, 100, 400):
        words = [f"word{n}" for n in range(length)]
        kept = minima(sketch_of(words))
        every = {found for found, _, _ in shingles(words)}
        assert kept <= every
        assert len(kept) == min(len(every), MOST, max(LEAST, length // 2))
        assert sorted(every)[: len(kept)] == sorted(kept)
    assert all(span >= SHINGLE for _, _, span in shingles(["a"] * 9))


@given(st.lists(st.text(min_size=1), max_size=40))
def test_a_sketch_says_nothing_of_order_or_words(words: list[str]) -> None:
    told = sketch_of(words)
    assert len(told) <= 342
    assert " " not in told
    assert words_digest(words) == words_digest(list(words))


def test_scripts_without_spaces_have_words_too() -> None:
    assert len(normal_words("科索沃与塞尔维亚就车牌达成协议")) == 15
    assert normal_words("Vučić’s co\N{SOFT HYPHEN}operation") == ("vučić", "s", "cooperation")
