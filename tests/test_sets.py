"""Items of several facts, and of one fact in the less usual ways: what they may hold."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from quizgen.generate import Generation, generate
from quizgen.items import Interaction, Number
from quizgen.load import load
from quizgen.markup import BLANK, plain

if TYPE_CHECKING:
    from pathlib import Path

    from quizgen.items import Item
    from tests.conftest import Run, Workspace

SETTINGS = "format: 1\ntitle: T\nlanguage: en-GB\nnamespace: abcdefghijklm\n"
BASE = """
sources:
  log: {title: The club log, label: the club log, complete: [speakers]}
  paper: {title: The town paper, label: the town paper, complete: [speakers]}
  blog: {title: A fan's blog, label: the fan's blog, complete: [speakers]}
entities:
  ida: {type: person, name: Ida Holt}
  jon: {type: person, name: Jon Ruud}
  kim: {type: person, name: Kim Aas}
  liv: {type: person, name: Liv Moe}
  max: {type: person, name: Max Lie}
  club: {type: body, name: the rowing club}
  school: {type: body, name: the school}
  lake: {type: place, name: Langvann}
"""
DAYS = ("1999-05-01", "1999-05-04", "1999-06-10", "1999-08", "1999-08-20", "2001")


def fact(id_: str, kind: str, more: str, cite: str = "log ¶1") -> str:
    return f"  - {{id: {id_}, kind: {kind}, {more}, cite: {cite}}}\n"


def races(*days: str, more: str = "") -> str:
    return "".join(
        fact(f"race-{n}", "event", f"what: race {n}, when: {day}{more}")
        for n, day in enumerate(days, start=1)
    )


def written(workspace: Workspace, facts: str, more: dict[str, str] | None = None) -> Path:
    files = {
        "quizgen.yaml": SETTINGS,
        "seeds/base.yaml": BASE,
        "seeds/facts.yaml": f"facts:\n{facts}",
    }
    return workspace({**files, **(more or {})})


def made(workspace: Workspace, facts: str, more: dict[str, str] | None = None) -> Generation:
    loaded, problems = load(written(workspace, facts, more))
    assert loaded is not None
    assert not problems
    return generate(loaded)


def only(generation: Generation, id_: str) -> Item:
    (item,) = (item for item in generation.items if item.id == id_)
    return item


def why_not(generation: Generation, id_: str) -> str:
    (omission,) = (o for o in generation.omissions if o.id == id_)
    return omission.because


# Of one fact


def test_a_number_is_right_within_its_tolerance(workspace: Workspace) -> None:
    facts = fact("boats", "figure", "what: number of boats, value: {value: 200, bound: about}")
    facts += fact("oars", "figure", "what: number of oars, value: {value: 31, unit: oars}")
    generation = made(workspace, facts)
    assert only(generation, "boats/value/number").number == Number(Decimal(180), Decimal(220), "")
    item = only(generation, "oars/value/number")
    assert item.number == Number(Decimal(31), Decimal(31), "oars")
    assert (item.key, item.accepted) == (("31 oars",), ("31",))


def test_a_kind_may_widen_the_tolerance(workspace: Workspace) -> None:
    kind = """
slots: {what: {type: np, required: yes}, value: {type: quantity, required: yes}}
claim: "{{ what }} was {{ value }}."
questions:
  value: {asks: value, given: [what], one: yes, tolerance: 5 %, stem: "What was {{ what }}?"}
"""
    facts = fact("depth", "depth", "what: the depth, value: 40")
    item = only(made(workspace, facts, {"templates/kinds/depth.yaml": kind}), "depth/value/number")
    assert item.number == Number(Decimal(38), Decimal(42))


@pytest.mark.parametrize(
    ("written", "key"),
    [("1999-05-01", "1 May 1999"), ("1999-05", "May 1999"), ("1999", "1999")],
)
def test_a_date_is_asked_as_exactly_as_it_is_known(
    workspace: Workspace, written: str, key: str
) -> None:
    item = only(made(workspace, races(written)), "race-1/when/date")
    assert (item.key, item.date) == ((key,), written)


def test_a_date_that_is_only_about_right_is_not_asked_for(workspace: Workspace) -> None:
    generation = made(workspace, races("1999~"))
    assert why_not(generation, "race-1/when/date") == "the date is too vague to be written"


def test_several_gaps_are_one_cloze_known_by_its_slots(workspace: Workspace) -> None:
    generation = made(workspace, races("1999-05-01", more=", where: lake"))
    item = only(generation, "race-1/when.where/cloze")
    assert plain(item.stem, blank="__") == "Race 1 took place on __ in __."
    assert item.stem.count(BLANK) == 2
    assert item.key == ("1 May 1999", "Langvann")
    assert len(item.key_citations) == 2
    again = made(workspace, races("1999-05-02", more=", where: lake"))
    assert only(again, "race-1/when.where/cloze").guid == item.guid


def steps(*days: str) -> str:
    listed = ", ".join(f"{{id: s{n}, date: {day}}}" for n, day in enumerate(days))
    return fact("entry", "deadline", f"what: the entries, steps: [{listed}]")


def test_a_chain_of_dates_asks_from_when_to_when(workspace: Workspace) -> None:
    item = only(
        made(workspace, steps("1999-05-01", "1999-05-09")), "entry/date.previous.date.s1/cloze"
    )
    assert plain(item.stem, blank="__") == "The deadline for the entries was moved from __ to __."
    assert item.key == ("1 May 1999", "9 May 1999")


def test_gaps_that_two_steps_would_fill_are_not_asked(workspace: Workspace) -> None:
    generation = made(workspace, steps("1999-05-01", "1999-05-09", "1999-06-02"))
    said = why_not(generation, "entry/date.previous.date.s1/cloze")
    assert said == "the same blank asks for two things"


def crew(id_: str, are: str, more: str = "") -> str:
    return fact(id_, "members", f"noun: boats, did: won {id_}, are: [{are}]{more}")


def test_several_right_answers_stand_among_proved_wrong_ones(workspace: Workspace) -> None:
    facts = crew("gold", "Swan, Tern", ", closed: [are]") + crew("silver", "Heron, Teal, Tern")
    item = only(made(workspace, facts), "gold/are/multiple-response")
    assert item.key == ("Swan", "Tern")
    assert {o.text for o in item.options if o.is_key} == {"Swan", "Tern"}
    assert {o.text for o in item.options if not o.is_key} == {"Heron", "Teal"}
    assert all(o.rationale and o.citations for o in item.options if not o.is_key)
    assert item.stem.endswith("Choose every right answer.")


def test_of_an_open_list_nothing_is_wrong(workspace: Workspace) -> None:
    generation = made(workspace, crew("gold", "Swan, Tern") + crew("silver", "Heron, Teal"))
    said = why_not(generation, "gold/are/multiple-response")
    assert said == "0 of the 2 wrong answers needed could be proved false"


def test_a_list_of_one_is_told_as_one(workspace: Workspace) -> None:
    facts = fact("flyers", "members", "noun: mammals, did: can fly, are: [the bat]")
    facts += fact("rowers", "members", "noun: schools, did: took part, are: [Elm, Oak]")
    generation = made(workspace, facts)
    assert (
        only(generation, "flyers/are/cloze").claim == "One of the mammals that can fly was the bat."
    )
    assert (
        only(generation, "rowers/are/cloze").claim == "The schools that took part were Elm and Oak."
    )


def test_a_slot_may_be_asked_in_one_way_alone(workspace: Workspace) -> None:
    limit = ", ask: {only: [when/cloze, where], because: it is in every calendar}"
    generation = made(workspace, races("1999-05-01", "1999-06-10", more=f", where: lake{limit}"))
    asked = {i.id.removeprefix("race-1/") for i in generation.items if i.facts == ("race-1",)}
    assert {id_ for id_ in asked if id_.startswith("when/")} == {"when/cloze"}
    assert "where/short-answer" in asked


# Of several facts


def test_events_are_put_in_an_order_that_their_bounds_prove(workspace: Workspace) -> None:
    generation = made(workspace, races(*DAYS))
    item = only(generation, "sets/timeline.log/ordering")
    order = [int(text.removeprefix("Race ")) for text in item.key]
    assert order == sorted(order)
    assert not {4, 5} <= {*order}  # a day in August and August have no order
    assert {o.text for o in item.options} == {*item.key}
    assert tuple(o.text for o in item.options) != item.key
    assert len(item.facts) == len(item.key) >= 3


def test_what_is_to_be_put_in_order_never_stands_in_it(workspace: Workspace) -> None:
    """Of three events, chance alone would put one set in six in order."""
    facts = "".join(
        fact(f"r{s}-{n}", "event", f"what: race {s} {n}, when: 19{n}1, topic: t{s}", "log ¶1")
        for s in range(30)
        for n in range(1, 4)
    )
    by_topic = {
        "templates/sets/own.yaml": "interaction: ordering\nof: {event.when: '{{ it }}'}\n"
        "by: topic\nstem: Put these in order.\n"
    }
    items = [i for i in made(workspace, facts, by_topic).items if i.id.startswith("sets/own.")]
    assert len(items) == 30
    assert [i.id for i in items if tuple(o.text for o in i.options) == i.key] == []


def test_what_happened_once_is_not_put_before_itself(workspace: Workspace) -> None:
    facts = races("1999-05-01", "1999-05-04") + fact(
        "final", "event", "what: the final, when: 1999-05-06, part_of: race-1"
    )
    said = why_not(made(workspace, facts), "sets/timeline.log/ordering")
    assert said == "2 of the 3 events needed have a proven order"


def test_the_first_of_several_is_provably_the_first(workspace: Workspace) -> None:
    generation = made(workspace, races(*DAYS, *DAYS))
    found = [i for i in generation.items if i.id.startswith("sets/came-first")]
    assert found
    for item in found:
        first = min(item.options, key=lambda o: DAYS[(int(o.text.split()[1]) - 1) % len(DAYS)])
        assert item.key == (first.text,)
        assert all(o.rationale for o in item.options if not o.is_key)


def test_one_of_long_ago_is_not_asked_beside_two_of_one_week(workspace: Workspace) -> None:
    near = made(workspace, races("1950", "1999-05-01", "1999-05-04", "1999-06-10"))
    item = only(near, "sets/came-first/choice")
    assert {o.text for o in item.options} == {"Race 2", "Race 3", "Race 4"}
    far = made(workspace, races("1950", "1999-05-01", "1999-05-04"))
    assert why_not(far, "sets/came-first/choice").startswith("2 of the 3 events")
    even = made(workspace, races("1950", "1970", "1999-05-04"))
    assert only(even, "sets/came-first/choice").key == ("Race 1",)


def test_a_story_is_no_second_timeline_of_one_source(workspace: Workspace) -> None:
    days = [f"1999-0{n}-01" for n in range(1, 10)]
    alone = made(workspace, races(*days, more=", topic: season"))
    assert [i.id for i in alone.items if i.id.startswith("sets/story")] == []
    more = "".join(
        fact(f"gala-{n}", "event", f"what: gala {n}, when: 1998-0{n}-01, topic: season", "paper ¶2")
        for n in range(1, 10)
    )
    both = made(workspace, races(*days, more=", topic: season") + more)
    stories = [i for i in both.items if i.id.startswith("sets/story")]
    assert stories
    assert all(len({c.source for c in i.citations}) > 1 for i in stories)


def test_the_days_between_two_days_are_counted(workspace: Workspace) -> None:
    generation = made(workspace, races("1999-05-01", "1999-05-04", "1999-08"))
    item = only(generation, "sets/days-between.log/number")
    assert item.stem == "How many days passed between race 1 and race 2?"
    assert (item.key, item.number) == (("3 days",), Number(Decimal(3), Decimal(3), "days"))


ROLES = "".join(
    fact(f"role-{who}", "role", f"who: {who}, office: {office}, as_of: 1999, held: 1998/2000")
    for who, office in {
        "ida": "head coach", "jon": "treasurer", "kim": "boatman", "liv": "secretary", "max": "cox",
    }.items()
)  # fmt: skip


def test_pairs_are_matched_with_one_response_more(workspace: Workspace) -> None:
    items = [i for i in made(workspace, ROLES, ONE_SET).items if i.id == "sets/posts/matching"]
    (item,) = items
    used = {pair.partition(" → ")[2] for pair in item.key}
    (extra,) = [o for o in item.options if not o.is_key]
    assert len(used) == len(item.key) == 4
    assert {o.text for o in item.options} == used | {extra.text}
    assert extra.text not in used
    assert extra.rationale
    assert extra.citations


ONE_SET = {
    "templates/sets/posts.yaml": "interaction: matching\nof: {role.office: '{{ who }}'}\n"
    "stem: Match each person with a post.\n"
}


def test_a_response_that_may_fit_two_premises_is_not_matched(workspace: Workspace) -> None:
    """Two held one post: neither is a sure partner of it beside the other."""
    twice = fact("role-too", "role", "who: ida, office: treasurer, as_of: 1999, held: 1998/2000")
    generation = made(workspace, ROLES + twice, ONE_SET)
    for item in (i for i in generation.items if i.id == "sets/posts/matching"):
        shown = [pair.partition(" → ")[0] for pair in item.key]
        assert not {"Ida Holt", "Jon Ruud"} <= {*shown}


def said(id_: str, by: str, that: str, cite: str, more: str = "") -> str:
    return fact(id_, "statement", f"by: {by}, that: {that}, about: the race{more}", cite)


WORDS = (
    said("a", "ida", "the boat was fast", "log ¶1")
    + said("b", "ida", "the wind was fair", "log ¶1")
    + said("c", "jon", "the water was cold", "log ¶2")
    + said("d", "kim", "the start was late", "log ¶2")
    + said("e", "liv", "the prize was small", "paper ¶1")
    + said("f", "max", "the crowd was large", "blog ¶1")
)


def test_what_one_said_stands_among_what_others_said_in_the_same_source(
    workspace: Workspace,
) -> None:
    item = only(made(workspace, WORDS), "sets/said-what.log.ida/multiple-response")
    assert {*item.key} == {"the boat was fast", "the wind was fair"}
    wrong = {o.text for o in item.options if not o.is_key}
    assert wrong == {"the water was cold", "the start was late"}
    assert item.context == "From the club log"


def test_the_source_that_reports_it_stands_among_those_that_have_no_word_of_the_speaker(
    workspace: Workspace,
) -> None:
    generation = made(workspace, WORDS)
    item = only(generation, "sets/which-source.a/choice")
    assert item.key == ("the club log",)
    assert {o.text for o in item.options} == {"the club log", "the town paper", "the fan's blog"}
    more = said("g", "ida", "the tea was hot", "paper ¶2")
    again = made(workspace, WORDS + more)
    said_why = why_not(again, "sets/which-source.a/choice")
    assert said_why == "1 of the 2 sources needed are known not to report it"


def test_what_is_only_claimed_is_in_no_set(workspace: Workspace) -> None:
    facts = races("1999-05-01", "1999-05-04") + fact(
        "claimed", "event", "what: the secret race, when: 1999-07-01, according_to: jon"
    )
    generation = made(workspace, facts)
    assert not [i for i in generation.items if len(i.facts) > 1 and "claimed" in i.facts]


def test_a_new_fact_changes_no_set_but_its_own(workspace: Workspace) -> None:
    before = {i.id: i for i in made(workspace, races(*DAYS)).items if len(i.facts) > 1}
    after = {i.id: i for i in made(workspace, races(*DAYS, "2003")).items}
    for id_, item in before.items():
        assert after[id_] == item or "race-7" in after[id_].facts


# Files of sets


@pytest.mark.parametrize(
    ("set_", "problem"),
    [
        ("interaction: matching\nof: [event.whem]\nstem: S", "no question is called 'event.whem'"),
        (
            "interaction: ordering\nof: [event.where]\nstem: S",
            "'event.where' cannot be put in order",
        ),
        ("interaction: matching\nof: {event.when: '{{ wat }}'}\nstem: S", "has no slot 'wat'"),
        ("interaction: matching\nof: [event.when]\nby: sauce\nstem: S", "share a 'sauce'"),
        ("interaction: cloze\nof: [event.when]\nstem: S", "interaction"),
        ("interaction: matching\nof: [event.when]\n", "'stem'"),
        ("- a\n", "mapping"),
    ],
)
def test_a_set_that_does_not_fit_is_told_with_its_place(
    workspace: Workspace, run: Run, set_: str, problem: str
) -> None:
    root = written(workspace, races("1999"), {"templates/sets/own.yaml": set_})
    done = run("check", cwd=root)
    assert done.code == 1
    assert "templates/sets/own.yaml:" in done.out
    assert problem in done.out


def test_each_interaction_is_made_of_some_fact(workspace: Workspace) -> None:
    crews = crew("gold", "Swan, Tern", ", closed: [are]") + crew("silver", "Heron, Teal, Tern")
    boats = fact("oars", "figure", "what: number of oars, value: 31")
    found = made(workspace, races(*DAYS) + crews + WORDS + ROLES + boats, ONE_SET)
    assert {i.interaction for i in found.items} == {*Interaction}
