"""Which of the wrong answers that are proved false are offered: the most plausible."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from quizgen import load as loading
from quizgen.asking import questions_of
from quizgen.cues import cues
from quizgen.distractors import Distractors
from quizgen.generate import generate
from quizgen.guard import Guard
from quizgen.pairs import Pair, seek
from quizgen.plausibility import TIERS, TRAITS, score_of, tier_of
from quizgen.siblings import Siblings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizgen.asking import Asked
    from quizgen.guard import Candidate
    from quizgen.items import Item
    from tests.conftest import Workspace

SETTINGS = "format: 1\ntitle: T\nlanguage: en-GB\nnamespace: abcdefghijklm\n"
BASE = """
sources:
  log: {title: The log, complete: [speakers]}
  roll: {title: The roll}
  diary: {title: The diary}
entities:
  reds: {type: crew, name: the Reds}
  blues: {type: crew, name: the Blues}
  ann: {type: person, name: Ann Orr, acts_for: reds}
  ben: {type: person, name: Ben Pike, acts_for: reds}
  cat: {type: person, name: Cat Quill, acts_for: blues}
  dan: {type: person, name: Dan Rook, acts_for: blues}
  eve: {type: person, name: Eve Stone, acts_for: blues}
  fay: {type: person, name: Fay Tarn, acts_for: reds}
  gus: {type: person, name: Gus Underhill}
  port: {type: office, name: the port office}
"""


def loaded(workspace: Workspace, facts: str, kinds: str = "", stops: str = "") -> Distractors:
    files = {
        "quizgen.yaml": SETTINGS,
        "seeds/base.yaml": BASE,
        "seeds/facts.yaml": f"facts:\n{facts}",
    }
    if kinds:
        files["templates/kinds/own.yaml"] = kinds
    files["templates/craft/en-GB.yaml"] = f"stop_words: [{stops}]\nsuffixes: [s]\n"
    found, problems = loading.load(workspace(files))
    assert found is not None
    assert not problems
    return Distractors(found, Guard(found))


def asked(distractors: Distractors, path: str) -> Asked:
    facts = distractors.workspace.facts.values()
    return next(a for fact in facts for a in questions_of(fact) if a.path == path)


def ranked(distractors: Distractors, path: str) -> list[str]:
    """The candidates in order, as options print them."""
    return [distractors.print(c.value) for c in distractors.ranked(asked(distractors, path))]


def found(distractors: Distractors, path: str, stem: str = "") -> list[str]:
    wrong = distractors.find(asked(distractors, path), stem)
    return [distractors.print(candidate.value) for candidate in wrong]


def pairs(distractors: Distractors, path: str) -> Iterator[tuple[str, Pair]]:
    question = asked(distractors, path)
    sought = seek(question, distractors.guard.kin, distractors.siblings.met)
    declared = distractors.ranking.declared(question)
    for candidate in (*declared, *distractors.siblings.of(question)):
        yield distractors.print(candidate.value), sought.beside(candidate)


def led(id_: str, who: str, cite: str = "log", more: str = "") -> str:
    what = (
        f"{{id: {id_}, kind: role, who: {who}, office: mate of the {id_}, cite: {cite} ¶1{more}}}"
    )
    return f"  - {what}\n"


def said(id_: str, by: str, that: str, about: str = "the voyage", more: str = "") -> str:
    what = f"by: {by}, that: {that}, about: {about}"
    return f"  - {{id: {id_}, kind: statement, {what}, cite: log ¶1{more}}}\n"


def load(id_: str, value: str) -> str:
    return f"  - {{id: {id_}, kind: figure, what: load of {id_}, value: {value}, cite: log ¶1}}\n"


def test_every_line_of_the_tables_says_why() -> None:
    assert all(line.name and line.why for line in (*TIERS, *TRAITS))
    assert all(trait.weight > 0 for trait in TRAITS)


def test_what_learners_mix_up_comes_before_what_is_merely_false(workspace: Workspace) -> None:
    more = ", confused_with: {who: [gus]}, not: {who: [dan, eve]}"
    facts = led("a", "ann", more=more) + led("b", "ben") + led("c", "cat")
    offered = ranked(loaded(workspace, facts), "a/who")
    assert offered[0] == "Gus Underhill"
    assert set(offered[1:3]) == {"Dan Rook", "Eve Stone"}
    assert offered[3] == "Ben Pike"


def test_what_is_mixed_up_needs_no_list(workspace: Workspace) -> None:
    because = "{value: gus, because: He was the cook., cite: roll ¶3}"
    facts = led("a", "ann", more=f", confused_with: {{who: {because}}}")
    first = loaded(workspace, facts)
    (candidate, *_) = first.ranked(asked(first, "a/who"))
    assert candidate.because == "He was the cook."
    assert [c.source for c in candidate.citations] == ["roll"]


VOYAGE = """
summary: a voyage
slots: {ship: {type: np, helper: yes}, left: {type: date}, back: {type: date}}
claim: "{{ ship }} left {{ left|on }}."
questions:
  left: {asks: left, given: [ship], one: yes, stem: "{{ left|ask }} did {{ ship }} leave?"}
"""


def voyage(year: int) -> str:
    dates = f"left: {year}-05-01, back: {year}-09-09"
    return f"  - {{id: v{year}, kind: own, ship: the brig {year}, {dates}, cite: log ¶1}}\n"


def test_another_date_of_the_same_fact_comes_first(workspace: Workspace) -> None:
    facts = "".join(map(voyage, (1911, 1912, 1913)))
    assert ranked(loaded(workspace, facts, VOYAGE), "v1912/left")[0] == "9 September 1912"


def test_a_date_that_the_stem_names_is_no_option(workspace: Workspace) -> None:
    facts = "".join(map(voyage, (1911, 1912, 1913)))
    stem = "Before 9 September 1912, when did she leave?"
    wrong = found(loaded(workspace, facts, VOYAGE), "v1912/left", stem)
    assert wrong
    assert "9 September 1912" not in wrong


def test_the_same_story_comes_before_others(workspace: Workspace) -> None:
    facts = led("a", "ann") + led("b", "ben", "roll") + led("c", "cat", "roll") + led("d", "dan")
    assert ranked(loaded(workspace, facts), "a/who")[0] == "Dan Rook"


def test_whoever_the_text_tells_of_is_of_its_story(workspace: Workspace) -> None:
    """Cat is no mate of anything in the log, but it tells what she said."""
    facts = led("a", "ann") + led("b", "dan", "roll") + led("c", "cat", "roll")
    facts += said("s", "cat", "the hull leaked")
    assert ranked(loaded(workspace, facts), "a/who")[0] == "Cat Quill"


def test_those_of_the_same_side_come_first(workspace: Workspace) -> None:
    facts = "".join(led(who[0], who) for who in ("ann", "ben", "cat", "dan", "eve", "fay"))
    assert set(ranked(loaded(workspace, facts), "a/who")[:2]) == {"Ben Pike", "Fay Tarn"}


def test_no_institution_stands_beside_a_person_but_as_a_speaker(workspace: Workspace) -> None:
    facts = led("a", "ann") + led("b", "ben") + led("p", "port")
    assert "the port office" not in ranked(loaded(workspace, facts), "a/who")
    facts = said("s", "ann", "the hull leaked") + said("t", "port", "the quay was free")
    facts += said("u", "cat", "the mast held")
    assert ranked(loaded(workspace, facts), "s/by") == ["Cat Quill", "the port office"]


VIEW = """
summary: a view
slots: {by: {type: entity, role: speaker}, view: {type: clause}}
claim: "{{ by }} held that {{ view }}."
questions:
  view:
    asks: view
    given: [by]
    bound: speakers
    by: by
    pool: [own.view, statement.that]
    stem: "What did {{ by }} hold?"
"""


def test_what_has_little_in_common_is_not_used(workspace: Workspace) -> None:
    """A long clause of another kind, story and day beside a short one."""
    view = "Every one of the sailors who had come aboard in the spring wanted to go home at once"
    facts = said("s", "ann", "the hull leaked", "the hull")
    facts += f"  - {{id: t, kind: own, by: cat, view: {view}, cite: diary ¶1}}\n"
    one = loaded(workspace, facts, VIEW)
    ((_, pair),) = pairs(one, "t/view")
    assert score_of(pair) < 30
    assert ranked(one, "t/view") == []


@pytest.mark.parametrize(
    ("value", "is_offered"),
    [("190 kg", True), ("900 kg", False), ("154 kg", False), ("150 t", False)],
)
def test_numbers_far_off_or_too_near_are_absurd(
    workspace: Workspace, value: str, *, is_offered: bool
) -> None:
    facts = load("a", "150 kg") + load("b", value)
    assert (value in ranked(loaded(workspace, facts), "a/value")) is is_offered


def test_a_score_looks_at_the_two_facts_only(workspace: Workspace) -> None:
    few = led("a", "ann") + led("b", "ben") + led("c", "cat", "roll")
    more = few + led("d", "dan") + led("e", "eve", "roll") + led("f", "fay")
    before, after = (
        {text: (tier_of(p), score_of(p)) for text, p in pairs(loaded(workspace, facts), "a/who")}
        for facts in (few, more)
    )
    assert before.items() <= after.items()


def test_a_question_is_ranked_once(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    of = Siblings.of

    def count(self: Siblings, question: Asked) -> Iterator[Candidate]:
        calls.append(question.path)
        return of(self, question)

    monkeypatch.setattr(Siblings, "of", count)
    facts = "".join(led(who[0], who) for who in ("ann", "ben", "cat", "dan", "eve", "fay"))
    generate(loaded(workspace, facts).workspace)
    assert len(calls) == len(set(calls))


# Cues

STATED = (
    said("s", "ann", "the hull of the brig leaked badly")
    + said("t", "ben", "the mast of the sloop was cracked")
    + said("u", "cat", "the crew of the yawl was hungry")
    + said("v", "dan", "the cook of the lugger was ill")
)


def test_a_word_that_stem_and_key_share_is_hidden_by_a_distractor(workspace: Workspace) -> None:
    stem, key = "What did Ann say of the brig?", "the hull of the brig leaked badly"
    more = STATED + said("w", "eve", "the owner of the brig had gone ashore on Monday night")
    without = found(loaded(workspace, STATED, stops="what, said"), "s/that", stem)
    assert cues(stem, key, without, frozenset({"what"})) == ("clang",)
    having = found(loaded(workspace, more, stops="what, said"), "s/that", stem)
    assert "the owner of the brig had gone ashore on Monday night" in having
    assert having[:2] == without[:2]
    assert cues(stem, key, having, frozenset({"what"})) == ()


def test_a_key_that_is_the_longest_gets_one_of_like_length_beside_it(workspace: Workspace) -> None:
    key = "the hull of the old brig had leaked ever since she left the yard in the spring"
    facts = said("s", "ann", key, "the hull")
    for id_, by in (("t", "ben"), ("u", "cat"), ("v", "dan")):
        facts += said(id_, by, f"the {by} spar of the sloop had broken", "the hull")
    short = found(loaded(workspace, facts), "s/that")
    assert cues("", key, short) == ("length",)
    other = "the mate of the sloop had slept through his watch on every night of the voyage"
    facts += said("w", "eve", other, "the mate")
    assert other in found(loaded(workspace, facts), "s/that")


def test_the_side_that_a_stem_names_is_hidden_too(workspace: Workspace) -> None:
    facts = said("s", "ann", "the Reds were afloat")
    facts += "".join(said(who[0], who, f"the {who} spar broke") for who in ("cat", "dan", "eve"))
    stem = "Who said that the Reds were afloat?"
    assert found(loaded(workspace, facts), "s/by", stem) != []
    facts += "  - {id: f, kind: appeal, by: fay, to: port, do: send a tug, cite: log ¶1}\n"
    assert "Fay Tarn" in found(loaded(workspace, facts), "s/by", stem)


def test_what_the_author_declares_is_never_exchanged(workspace: Workspace) -> None:
    declared = "[the deck was wet, the sail was torn, the rope was old]"
    facts = said("s", "ann", "the brig leaked", more=f", not: {{that: {declared}}}")
    facts += said("t", "ben", "the brig was sold")
    stem = "What did Ann say of the brig?"
    wrong = found(loaded(workspace, facts, stops="what"), "s/that", stem)
    assert set(wrong) == {"the deck was wet", "the sail was torn", "the rope was old"}


# Stability


@pytest.mark.slow
def test_a_fact_more_changes_only_items_that_offer_its_value(workspace: Workspace) -> None:
    names = [f"p{n}" for n in range(30)]
    people = "".join(
        f"  {p}: {{type: person, name: {p.upper()} Orr, acts_for: reds}}\n" for p in names
    )
    facts = "".join(
        said(f"s{n}", names[n], f"the {'very ' * (n % 5)}old brig {n} leaked", f"the brig {n % 4}")
        + load(f"f{n}", f"{31 * n + 40} kg")
        for n in range(30)
    )
    new = said("new", "gus", "the old brig of the Reds leaked", "the brig 2")
    new += load("newf", "333 kg")

    def made(facts: str) -> dict[str, Item]:
        files = {
            "quizgen.yaml": SETTINGS,
            "seeds/base.yaml": BASE + people,
            "seeds/facts.yaml": f"facts:\n{facts}",
        }
        read, problems = loading.load(workspace(files))
        assert read is not None
        assert not problems
        return {item.id: item for item in generate(read).items}

    before, after = made(facts), made(facts + new)
    changed = [id_ for id_ in before if before[id_] != after.get(id_)]
    offers = ("Gus Underhill", "the old brig of the Reds leaked", "333 kg")
    assert changed
    assert [id_ for id_ in changed if not any(o in str(after.get(id_)) for o in offers)] == []
