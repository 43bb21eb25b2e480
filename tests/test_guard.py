"""The truth guard: whatever may also be right is never offered as wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from quizgen.generate import Generation, generate
from quizgen.load import load

if TYPE_CHECKING:
    from quizgen.items import Item
    from tests.conftest import Run, Workspace

BASE = """
sources:
  s: {title: The town chronicle, label: the chronicle, complete: [speakers]}
  t: {title: The harbour diary, label: the diary}
entities:
  ada: {type: person, name: Ada Berg, acts_for: town}
  bo: {type: person, name: Bo Lind, aliases: [Lind]}
  cy: {type: person, name: Cy Holm}
  dee: {type: person, name: Dee Falk}
  town: {type: body, name: the town council}
  port: {type: body, name: the port authority}
  guild: {type: body, name: the guild, members: [port]}
  bank: {type: body, name: the savings bank}
  north: {type: place, name: Nordby}
  pier: {type: place, name: the old pier, part_of: north}
  south: {type: place, name: Sydby}
  east: {type: place, name: Ostby}
"""


def items_of(workspace: Workspace, facts: str, base: str = BASE, kinds: str = "") -> Generation:
    """The items of *facts*, each written on one line."""
    files = {
        "quizgen.yaml": "format: 1\ntitle: T\nlanguage: en-GB\nnamespace: abcdefghijklm\n",
        "seeds/base.yaml": base,
        "seeds/facts.yaml": f"facts:\n{facts}",
    }
    if kinds:
        files["templates/kinds/own.yaml"] = kinds
    loaded, problems = load(workspace(files))
    assert loaded is not None
    assert not problems
    return generate(loaded)


def wrong(generation: Generation, id_: str) -> set[str]:
    """The distractors of a choice item; empty where it was not made."""
    found: list[Item] = [i for i in generation.items if i.id == f"{id_}/choice"]
    return {o.text for item in found for o in item.options if not o.is_key}


def event(id_: str, what: str, more: str) -> str:
    """An event on one line of YAML."""
    return f"  - {{id: {id_}, kind: event, what: {what}, {more}, cite: s ¶1}}\n"


def said(id_: str, by: str, that: str, more: str = "about: the harbour", cite: str = "s ¶1") -> str:
    """A statement on one line of YAML."""
    return f"  - {{id: {id_}, kind: statement, by: {by}, that: {that}, {more}, cite: {cite}}}\n"


STATEMENTS = (
    said("a", "bo", "the pier was safe")
    + said("b", "cy", "the crane was rusty")
    + said("c", "dee", "the ferry was late")
    + said("d", "bank", "the loan was ready")
)


def test_a_functional_slot_offers_the_values_of_siblings(workspace: Workspace) -> None:
    facts = "".join(event(f"e{n}", f"the fair {n}", f"when: 190{n}-05-0{n}") for n in range(1, 5))
    assert wrong(items_of(workspace, facts), "e1/when") <= {
        "2 May 1902",
        "3 May 1903",
        "4 May 1904",
    }
    assert len(wrong(items_of(workspace, facts), "e1/when")) == 3


@pytest.mark.parametrize(
    ("other", "offered"),
    [("1902-05-01", True), ("1901-05-01", False)],
    ids=["another day", "the same day"],
)
def test_dates_that_overlap_the_key_are_refused(
    workspace: Workspace, other: str, *, offered: bool
) -> None:
    facts = event("a", "the fair", "when: 1901-05-01") + event("b", "the ball", f"when: {other}")
    facts += event("c", "the race", "when: 1903-01-01") + event("d", "the show", "when: 1904-01-01")
    assert ("1 May 1902" in wrong(items_of(workspace, facts), "a/when")) is offered


def test_vague_dates_are_neither_asked_as_choice_nor_offered(workspace: Workspace) -> None:
    facts = event("a", "the fair", "when: {date: 1901-05-01, vague: yes}")
    facts += "".join(event(f"e{n}", f"the race {n}", f"when: 190{n}-02-02") for n in (2, 3, 4))
    made = items_of(workspace, facts)
    assert not wrong(made, "a/when")
    assert "1 May 1901" not in wrong(made, "e2/when")


def test_a_place_is_never_offered_beside_its_own_part(workspace: Workspace) -> None:
    kind = """
summary: found
slots: {what: {type: np, required: yes}, where: {type: entity}}
claim: "{{ what }} was found in {{ where }}."
questions:
  where: {asks: where, given: [what], one: yes, stem: "Where was {{ what }} found?"}
"""
    facts = "".join(
        f"  - {{id: {i}, kind: own, what: the coin {i}, where: {place}, cite: s ¶1}}\n"
        for i, place in [("a", "pier"), ("b", "north"), ("c", "south"), ("d", "east")]
    )
    made = items_of(workspace, facts, kinds=kind)
    assert wrong(made, "a/where") == {"Sydby", "Ostby"}
    assert len(wrong(made, "c/where") & {"the old pier", "Nordby"}) == 1


def test_the_speakers_of_a_complete_source_are_each_others_distractors(
    workspace: Workspace,
) -> None:
    made = items_of(workspace, STATEMENTS)
    assert wrong(made, "a/by") == {"Cy Holm", "Dee Falk", "the savings bank"}
    assert wrong(made, "a/that") == {
        "the crane was rusty",
        "the ferry was late",
        "the loan was ready",
    }


def test_without_a_complete_source_no_speaker_is_proved_wrong(workspace: Workspace) -> None:
    made = items_of(workspace, STATEMENTS, base=BASE.replace(", complete: [speakers]", ""))
    assert not wrong(made, "a/by")
    assert not wrong(made, "a/that")


def test_whoever_made_the_same_point_is_refused(workspace: Workspace) -> None:
    same = "about: the harbour, point: safety"
    facts = said("a", "bo", "the pier was safe", same) + said("x", "cy", "no one was at risk", same)
    facts += said("b", "dee", "the ferry was late") + said("c", "bank", "the loan was ready")
    made = items_of(workspace, facts)
    assert wrong(made, "a/by") == {"Dee Falk", "the savings bank"}
    assert "no one was at risk" not in wrong(made, "a/that")


def test_another_statement_of_the_same_speaker_is_refused(workspace: Workspace) -> None:
    facts = STATEMENTS + said("e", "bo", "the tide was high", "about: the tide")
    assert "the tide was high" not in wrong(items_of(workspace, facts), "a/that")


def test_whoever_acts_for_the_speaker_is_refused(workspace: Workspace) -> None:
    facts = STATEMENTS + said("e", "ada", "the mast was new") + said("f", "town", "the tax was due")
    made = items_of(workspace, facts)
    assert "the town council" not in wrong(made, "e/by")
    assert "the tax was due" not in wrong(made, "e/that")
    assert wrong(made, "f/by").isdisjoint({"Ada Berg"})


def test_a_group_is_never_offered_beside_its_member(workspace: Workspace) -> None:
    facts = (
        STATEMENTS + said("e", "port", "the dues were paid") + said("f", "guild", "all was well")
    )
    assert "the guild" not in wrong(items_of(workspace, facts), "e/by")


def test_whoever_the_stem_names_is_no_option(workspace: Workspace) -> None:
    facts = STATEMENTS + said("e", "cy", "Lind had been right about the pier")
    assert "Bo Lind" not in wrong(items_of(workspace, facts), "e/by")


def test_texts_come_only_from_the_source_an_item_is_bound_to(workspace: Workspace) -> None:
    facts = STATEMENTS + said("e", "cy", "the water was cold", cite="t ¶1")
    assert "the water was cold" not in wrong(items_of(workspace, facts), "a/that")


def test_links_of_one_causal_chain_are_never_offered(workspace: Workspace) -> None:
    facts = "".join(event(i, w, f"when: 190{n}") for n, (i, w) in enumerate(CHAIN, start=1))
    facts += "".join(
        f"  - {{id: c{a}, kind: cause, what: {b}, because: {a}, cite: s ¶1}}\n"
        for a, b in [("frost", "ice"), ("ice", "wreck"), ("drought", "fire"), ("storm", "flood")]
    )
    made = items_of(workspace, facts)
    assert wrong(made, "cice/because").isdisjoint({"the ice", "the frost", "the wreck"})


CHAIN = [
    ("frost", "the frost"),
    ("ice", "the ice"),
    ("wreck", "the wreck"),
    ("drought", "the drought"),
    ("fire", "the fire"),
    ("storm", "the storm"),
    ("flood", "the flood"),
]


def test_one_happening_told_twice_is_never_offered_against_itself(workspace: Workspace) -> None:
    facts = event("a", "the wreck", "when: 1901-02-02")
    facts += event("b", "the loss of the ship", "when: 1901-02, same_as: a")
    facts += event("c", "the fire", "when: 1902-03-03") + event(
        "d", "the flood", "when: 1903-04-04"
    )
    made = items_of(workspace, facts)
    assert wrong(made, "c/what") <= {"the wreck", "the loss of the ship", "the flood"}
    assert "the loss of the ship" not in wrong(made, "a/what")


def test_both_sides_of_a_disagreement_are_right_for_somebody(workspace: Workspace) -> None:
    facts = event("a", "the fair", "when: 1901-05-01")
    facts += event("b", "the fair", "when: 1901-05-02, disagrees_with: a").replace("s ¶1", "t ¶1")
    facts += event("c", "the race", "when: 1902-05-01") + event("d", "the ball", "when: 1903-05-01")
    made = items_of(workspace, facts)
    item = next(i for i in made.items if i.id == "a/when/choice")
    assert item.stem.startswith("According to the chronicle, on which date")
    assert "2 May 1901" not in wrong(made, "a/when")
    assert "the diary" in item.disagreement
    assert item.disagreeing


def test_what_is_attributed_is_never_asked_as_established(workspace: Workspace) -> None:
    facts = event("a", "the theft", "when: 1901-05-01, according_to: bo")
    for item in items_of(workspace, facts).items:
        assert item.stem.startswith("According to Bo Lind, ")
        assert "Bo Lind" in item.attributed_to


def test_a_number_that_the_key_allows_is_refused(workspace: Workspace) -> None:
    def figure(id_: str, value: str) -> str:
        return (
            f"  - {{id: {id_}, kind: figure, what: number of {id_}, value: {value}, cite: s ¶1}}\n"
        )

    facts = figure("ships", "{value: 100, bound: over}") + figure("boats", "150")
    facts += figure("rafts", "{value: 90, bound: over}") + figure(
        "carts", "{value: 80, bound: over}"
    )
    assert not wrong(items_of(workspace, facts), "ships/value")


def test_numbers_of_another_unit_or_size_are_not_offered(workspace: Workspace) -> None:
    def figure(id_: str, value: str) -> str:
        return (
            f"  - {{id: {id_}, kind: figure, what: weight of {id_}, value: {value}, cite: s ¶1}}\n"
        )

    facts = figure("oak", "40 kg") + figure("ash", "60 kg") + figure("elm", "90 kg")
    facts += figure("fir", "70 m") + figure("yew", "4000 kg")
    assert wrong(items_of(workspace, facts), "oak/value") == {"60 kg", "90 kg"}


def test_a_closed_list_makes_others_wrong_and_an_open_one_does_not(workspace: Workspace) -> None:
    def members(id_: str, are: str, more: str = "") -> str:
        return (
            f"  - {{id: {id_}, kind: members, noun: guests, did: came to {id_},"
            f" are: [{are}]{more}, cite: s ¶1}}\n"
        )

    rest = members("lunch", "bakers, smiths") + members("supper", "tailors, smiths")
    closed = members("dinner", "bakers, cooks", ", closed: [are]") + rest
    assert len(wrong(items_of(workspace, closed), "dinner/are")) == 2
    assert not wrong(items_of(workspace, members("dinner", "bakers, cooks") + rest), "dinner/are")


def test_declared_falsehoods_come_first_and_say_why(workspace: Workspace) -> None:
    denied = "not: {where: [{value: south, because: it had no square}, east]}"
    facts = event("a", "the fair", f"where: north, {denied}")
    made = items_of(workspace, facts)
    item = next(i for i in made.items if i.id == "a/where/choice")
    assert wrong(made, "a/where") == {"Sydby", "Ostby"}
    assert "it had no square" in {o.rationale for o in item.options}


def test_what_is_also_true_is_never_offered(workspace: Workspace) -> None:
    facts = event("a", "the fair", "when: 1901-05-01, also_true: {when: [1902-05-01]}")
    facts += "".join(event(f"e{n}", f"the race {n}", f"when: 190{n}-05-01") for n in (2, 3, 4))
    assert wrong(items_of(workspace, facts), "a/when") == {"1 May 1903", "1 May 1904"}


def test_an_office_is_wrong_only_while_somebody_else_held_it(workspace: Workspace) -> None:
    def role(id_: str, who: str, held: str) -> str:
        return (
            f"  - {{id: {id_}, kind: role, who: {who}, office: {id_}, as_of: 1905, held: {held},"
            " cite: s ¶1}\n"
        )

    facts = role("mayor", "bo", "1904/1906") + role("judge", "cy", "1903/1907")
    facts += role("clerk", "dee", "1900/1901") + role("bailiff", "ada", "1902/1909")
    assert wrong(items_of(workspace, facts), "mayor/office") == {"judge", "bailiff"}


def test_too_few_proved_distractors_leave_the_item_out_and_say_so(workspace: Workspace) -> None:
    made = items_of(workspace, event("a", "the fair", "where: north"))
    assert "a/where/choice" not in {i.id for i in made.items}
    assert "a/where/choice" in {o.id for o in made.omissions}


OWN = """
summary: own
slots:
  what: {type: np, names: yes, required: yes}
  where: {type: entity}
  ref: {type: event}
  names: {type: list}
claim: "{{ what }} took place."
questions:
  what: {asks: what, given: [where], one: yes, stem: "What happened in {{ where }}?"}
  where: {asks: where, given: [what], one: yes, stem: "Where was {{ what }}?"}
  ref: {asks: ref, given: [what], one: yes, stem: "What was the scene of {{ what }}?"}
  names: {asks: names, given: [what], stem: "Which were the names of {{ what }}?"}
"""


def own(id_: str, more: str) -> str:
    """A fact of the kind of a test's own on one line of YAML."""
    return f"  - {{id: {id_}, kind: own, what: the {id_}, {more}, cite: s ¶1}}\n"


def test_another_name_of_the_same_happening_is_refused(workspace: Workspace) -> None:
    facts = own("wreck", "where: north") + own("disaster", "same_as: wreck")
    facts += own("fire", "where: south") + own("flood", "where: east")
    made = items_of(workspace, facts, kinds=OWN)
    assert wrong(made, "wreck/what") == {"the fire", "the flood"}


@pytest.mark.parametrize("link", ["same_as", "part_of"])
def test_where_else_the_same_happening_was_is_refused(workspace: Workspace, link: str) -> None:
    base = BASE.replace(", part_of: north", "")
    facts = own("wreck", "where: north") + own("rescue", f"where: pier, {link}: wreck")
    facts += own("fire", "where: south") + own("flood", "where: east")
    made = items_of(workspace, facts, base=base, kinds=OWN)
    assert wrong(made, "wreck/where") == {"Sydby", "Ostby"}
    assert wrong(made, "rescue/where") == {"Sydby", "Ostby"}


def test_parts_of_one_happening_may_stand_against_each_other(workspace: Workspace) -> None:
    facts = own("war", "where: north") + own("siege", "where: south, part_of: war")
    facts += own("raid", "where: east, part_of: war") + own("fair", "where: pier")
    made = items_of(workspace, facts, base=BASE.replace(", part_of: north", ""), kinds=OWN)
    assert wrong(made, "siege/where") == {"Ostby", "the old pier"}


def test_a_place_referred_to_as_a_scene_is_refused_beside_its_part(workspace: Workspace) -> None:
    facts = own("wreck", "ref: north") + own("rescue", "ref: pier")
    facts += own("fire", "ref: south") + own("flood", "ref: east")
    made = items_of(workspace, facts, kinds=OWN)
    assert wrong(made, "wreck/ref") == {"Sydby", "Ostby"}


def test_a_text_that_is_an_alias_of_the_answer_is_refused(workspace: Workspace) -> None:
    facts = own("guests", "names: [Bo Lind, the cook], closed: [names]")
    facts += own("hosts", "names: [Lind, the cook]") + own("crew", "names: [the mate, the boy]")
    facts += own("band", "names: [the singer, the drummer]")
    made = items_of(workspace, facts, kinds=OWN)
    assert wrong(made, "guests/names") == {"the mate and the boy", "the singer and the drummer"}


def test_what_is_told_of_another_name_of_the_subject_is_refused(workspace: Workspace) -> None:
    terms = [("Bo Lind", "a pilot"), ("Lind", "a father"), ("gin", "a drink"), ("tin", "a metal")]
    facts = "".join(
        f"  - {{id: t{n}, kind: definition, term: {term}, is: {is_}, cite: s ¶1}}\n"
        for n, (term, is_) in enumerate(terms)
    )
    assert wrong(items_of(workspace, facts), "t0/is") == {"a drink", "a metal"}


def put_off(id_: str, by: str, what: str, until: str, cite: str = "s ¶1") -> str:
    """A postponement on one line of YAML."""
    return (
        f"  - {{id: {id_}, kind: postponement, by: {by}, what: {what}, until: {until},"
        f" cite: {cite}}}\n"
    )


def test_a_member_of_what_somebody_speaks_for_is_refused(workspace: Workspace) -> None:
    base = BASE.replace("name: Dee Falk", "name: Dee Falk, acts_for: port")
    facts = STATEMENTS + said("e", "guild", "the dues were fair")
    made = items_of(workspace, facts, base=base)
    assert "the guild" not in wrong(made, "c/by")
    assert "Dee Falk" not in wrong(made, "e/by")


@pytest.mark.parametrize("by", ["town", "ada"], ids=["the same", "who acts for it"])
def test_what_was_done_to_another_telling_of_the_same_is_refused(
    workspace: Workspace, by: str
) -> None:
    facts = event("race", "the race", "by: bank") + event("regatta", "the regatta", "same_as: race")
    facts += put_off("a", "town", "race", "1901-05-01") + put_off("b", by, "regatta", "1901-05-08")
    facts += "".join(event(f"e{n}", f"the fair {n}", f"when: 1901-06-0{n}") for n in range(1, 5))
    made = items_of(workspace, facts)
    assert "8 May 1901" not in wrong(made, "a/until")
    assert "1 May 1901" not in wrong(made, "b/until")


def test_the_date_to_which_the_same_was_put_off_is_refused(workspace: Workspace) -> None:
    facts = "  - {id: race, kind: plan, what: the race, start: 1901-05-01, cite: s ¶1}\n"
    facts += put_off("a", "town", "race", "1901-05-08") + put_off("b", "port", "race", "1901-05-09")
    facts += event("c", "the fair", "when: 1901-06-01") + event("d", "the ball", "when: 1901-06-02")
    assert wrong(items_of(workspace, facts), "race/start") == {"1 June 1901", "2 June 1901"}


def test_what_another_fact_puts_at_about_the_same_is_refused(workspace: Workspace) -> None:
    facts = event("a", "the match", "when: 1901-07-12, topic: sport")
    facts += event("b", "the transfer", "when: 1901-05-10, disagrees_with: c, topic: sport")
    facts += event("c", "the transfer", "when: 1901-07")
    facts += event("d", "the fair", "when: 1902-01-01") + event("e", "the ball", "when: 1903-01-01")
    assert wrong(items_of(workspace, facts), "a/what") == {"the fair", "the ball"}


def test_a_wider_term_is_refused_as_what_a_narrower_one_is(workspace: Workspace) -> None:
    terms = [("an enzyme", "a protein"), ("amylase", "the enzyme that splits starch")]
    terms += [("gin", "a drink"), ("tin", "a metal")]
    facts = "".join(
        f"  - {{id: t{n}, kind: definition, term: {term}, is: {is_}, cite: s ¶1}}\n"
        for n, (term, is_) in enumerate(terms)
    )
    made = items_of(workspace, facts)
    assert wrong(made, "t0/is") == wrong(made, "t1/is") == {"a drink", "a metal"}


def test_a_figure_is_offered_only_beside_figures_of_its_unit(workspace: Workspace) -> None:
    facts = "".join(
        f"  - {{id: f{n}, kind: figure, what: size of thing {n}, value: {value}, cite: s ¶1}}\n"
        for n, value in enumerate(["10 metres", "20 metres", "50 metres", "7", "900"])
    )
    made = items_of(workspace, facts)
    assert wrong(made, "f0/what") == {"the size of thing 1", "the size of thing 2"}


def test_what_is_also_right_is_accepted_where_it_is_written(workspace: Workspace) -> None:
    facts = said("a", "bo", "the pier was safe", "about: the harbour, point: safe")
    facts += said("b", "cy", "nobody had to fear the pier", "about: the pier, point: safe")
    facts += said("c", "dee", "the pier would hold", "about: the pier, point: safe", cite="t ¶1")
    facts += event("f", "the fair", "where: north, also_true: {where: [south]}")
    items = {i.id: i for i in items_of(workspace, facts).items}
    assert items["a/by/short-answer"].accepted == ("Lind", "Cy Holm")
    assert items["a/by/cloze"].accepted == ("Lind", "Cy Holm")
    assert items["f/where/short-answer"].accepted == ("Sydby",)


def test_a_fact_that_is_renamed_keeps_what_its_items_offer(workspace: Workspace) -> None:
    names = [f"f{n}" for n in range(12)]
    facts = "".join(event(i, f"the fair of {i}", f"when: 19{n + 10}") for n, i in enumerate(names))
    before = {i.guid: (i.stem, i.options) for i in items_of(workspace, facts).items}
    for name in names:
        facts = facts.replace(f"{{id: {name},", f"{{id: new-{name}, was: {name},")
    assert {i.guid: (i.stem, i.options) for i in items_of(workspace, facts).items} == before


@pytest.mark.parametrize(
    ("about", "near", "far"),
    [("1892~", "1896", "1899"), ("-0499~", "-0480", "-0470"), ("1800~", "1820", "1830")],
)
def test_what_happened_near_an_approximate_year_is_refused(
    workspace: Workspace, about: str, near: str, far: str
) -> None:
    facts = event("a", "the founding", f"when: {about}") + event("b", "the fair", f"when: {near}")
    facts += event("c", "the ball", f"when: {far}") + event("d", "the race", "when: 1950")
    assert wrong(items_of(workspace, facts), "a/what") == {"the ball", "the race"}


def test_a_place_that_holds_the_answer_cannot_be_declared_false(
    workspace: Workspace, run: Run
) -> None:
    files = {
        "quizgen.yaml": "format: 1\ntitle: T\nlanguage: en-GB\nnamespace: abcdefghijklm\n",
        "seeds/base.yaml": BASE,
        "seeds/facts.yaml": "facts:\n"
        + event("a", "the fair", "where: pier, not: {where: [south, north]}"),
    }
    ran = run("check", cwd=workspace(files))
    assert ran.code == 1
    assert "'Nordby' is declared false, and the answer is a part of it" in ran.out
    assert "'Sydby'" not in ran.out
