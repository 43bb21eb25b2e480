"""The truth guard on what things are called, what they belong to, and when things held."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from quizgen.edtf import parse
from quizgen.quantities import parse as quantity
from quizgen.values import Kinship, When, kinship
from tests.test_guard import STATEMENTS, event, items_of, said, wrong

if TYPE_CHECKING:
    from tests.conftest import Run, Workspace

BASE = """
sources:
  s: {title: The garden book, label: the garden book, complete: [speakers]}
  t: {title: The seed list, label: the seed list}
entities:
  rose: {type: plant, name: the rose, misprints: [the roze]}
  oak: {type: plant, name: the oak}
  herbs: {type: plant, name: the herbs, members: [mint, sage]}
  teas: {type: plant, name: the teas, members: [mint, lime]}
  mint: {type: plant, name: the mint}
  sage: {type: plant, name: the sage}
  lime: {type: plant, name: the lime}
  fern: {type: plant, name: the fern}
  moss: {type: plant, name: the moss}
  bed: {type: place, name: the long bed, part_of: [south, walled]}
  south: {type: place, name: the south garden}
  walled: {type: place, name: the walled garden}
  wood: {type: place, name: the wood}
  pond: {type: place, name: the pond}
  ivy: {type: person, name: Ivy Green, acts_for: club}
  club: {type: body, name: the garden club}
"""


def fact(id_: str, kind: str, more: str, cite: str = "s ¶1") -> str:
    """A fact on one line of YAML."""
    return f"  - {{id: {id_}, kind: {kind}, {more}, cite: {cite}}}\n"


def planted(id_: str, more: str) -> str:
    """A fact of the kind of a test's own."""
    return fact(id_, "own", f"what: the planting of {id_}, {more}")


OWN = """
summary: something was planted
slots:
  what: {type: np, names: yes, required: yes}
  plant: {type: entity}
  where: {type: entity}
  names: {type: list}
  lots: {type: frames, frame: {to: {type: entity}, goes: {type: np}}}
claim: "{{ what }} took place."
questions:
  plant: {asks: plant, given: [what], one: yes, stem: "Which plant was it in {{ what }}?"}
  where: {asks: where, given: [what], one: yes, stem: "Where was {{ what }}?"}
  names: {asks: names, given: [what], stem: "Which plants were there in {{ what }}?"}
  goes:
    each: lots
    asks: goes
    given: [what, to]
    one: yes
    stem: "What went to {{ to }} in {{ what }}?"
"""


# Names


def test_another_name_that_a_fact_tells_is_refused(workspace: Workspace) -> None:
    facts = fact("n", "naming", "what: rose, also: Queen Anne")
    facts += planted("a", "names: [the rose, ivy], closed: [names]")
    facts += planted("b", "names: [Queen Anne, ivy]") + planted("c", "names: [reed, rush]")
    facts += planted("d", "names: [reed, sedge]")
    made = items_of(workspace, facts, base=BASE, kinds=OWN)
    assert wrong(made, "a/names") == {"reed and rush", "reed and sedge"}


def test_what_letters_stand_for_is_refused_beside_them(workspace: Workspace) -> None:
    facts = fact("n", "abbreviation", "short: GB, long: glasshouse bench")
    facts += fact("d0", "definition", "term: a cloche, is: the GB")
    facts += fact("d1", "definition", "term: a bell, is: a glasshouse bench")
    facts += fact("d2", "definition", "term: a dibber, is: a pointed stick")
    facts += fact("d3", "definition", "term: a trug, is: a flat basket")
    made = items_of(workspace, facts, base=BASE)
    assert wrong(made, "d0/is") == {"a pointed stick", "a flat basket"}


def test_the_stem_names_by_another_name_too(workspace: Workspace) -> None:
    facts = fact("n", "naming", "what: club, also: the Green Thumbs")
    facts += said("x", "oak", "the Green Thumbs had met") + said("y", "club", "rain was near")
    facts += said("z", "fern", "the soil was dry") + said("w", "moss", "the shade was deep")
    made = items_of(workspace, facts, base=BASE)
    assert wrong(made, "x/by") == {"the fern", "the moss"}


def test_a_misprint_is_the_thing_it_misprints(workspace: Workspace) -> None:
    facts = planted("a", "names: [the rose, ivy], closed: [names]")
    facts += planted("b", "names: [the roze, ivy]") + planted("c", "names: [reed, rush]")
    facts += planted("d", "names: [reed, sedge]")
    made = items_of(workspace, facts, base=BASE, kinds=OWN)
    assert wrong(made, "a/names") == {"reed and rush", "reed and sedge"}


def test_two_happenings_of_one_name_are_not_told_apart(workspace: Workspace) -> None:
    facts = "".join(event(i, w, f"when: 190{n}") for n, (i, w) in enumerate(TWICE, start=1))
    causes = [("rot", "rain"), ("rust", "shower"), ("blight", "drought"), ("wilt", "frost")]
    facts += "".join(fact(f"c{a}", "why", f"what: {a}, because: {b}") for a, b in causes)
    kind = """
summary: why
slots: {what: {type: event}, because: {type: event}}
claim: "{{ what }} came of {{ because }}."
questions:
  because: {asks: because, given: [what], one: yes, stem: "What did {{ what }} come of?"}
"""
    made = items_of(workspace, facts.replace("kind: why", "kind: own"), base=BASE, kinds=kind)
    assert wrong(made, "crot/because") == {"the drought", "the frost"}


TWICE = [
    ("rot", "the rot"), ("rain", "the rain"), ("rust", "the rust"), ("shower", "the rain"),
    ("blight", "the blight"), ("drought", "the drought"), ("wilt", "the wilt"),
    ("frost", "the frost"),
]  # fmt: skip


# What belongs to what


def test_groups_that_share_a_member_are_never_offered(workspace: Workspace) -> None:
    facts = planted("a", "plant: herbs") + planted("b", "plant: teas")
    facts += planted("c", "plant: fern") + planted("d", "plant: moss")
    made = items_of(workspace, facts, base=BASE, kinds=OWN)
    assert wrong(made, "a/plant") == {"the fern", "the moss"}


def test_places_that_share_a_part_are_never_offered(workspace: Workspace) -> None:
    facts = planted("a", "where: south") + planted("b", "where: walled")
    facts += planted("c", "where: wood") + planted("d", "where: pond")
    made = items_of(workspace, facts, base=BASE, kinds=OWN)
    assert wrong(made, "a/where") == {"the wood", "the pond"}


def test_what_went_elsewhere_in_the_same_list_is_a_wrong_answer(workspace: Workspace) -> None:
    lots = "{id: x, to: wood, goes: the bulbs}, {id: y, to: pond, goes: the reeds}"
    facts = planted("a", f"lots: [{lots}, {{id: z, to: bed, goes: the canes}}]")
    made = items_of(workspace, facts, base=BASE, kinds=OWN)
    assert wrong(made, "a/goes.x") == {"the reeds", "the canes"}


def test_what_went_to_the_same_place_is_no_wrong_answer(workspace: Workspace) -> None:
    lots = "{id: x, to: south, goes: the bulbs}, {id: y, to: bed, goes: the reeds}"
    facts = planted("a", f"lots: [{lots}, {{id: z, to: wood, goes: the canes}}]")
    made = items_of(workspace, facts, base=BASE, kinds=OWN)
    assert not wrong(made, "a/goes.x")


def test_terms_are_followed_over_several_steps(workspace: Workspace) -> None:
    told = ["a tea rose, is: a rose with a scent", "a rose, is: a shrub with thorns"]
    told += ["a shrub, is: a woody plant", "a trug, is: a flat basket", "a dibber, is: a stick"]
    facts = "".join(fact(f"d{n}", "definition", f"term: {t}") for n, t in enumerate(told))
    made = items_of(workspace, facts, base=BASE)
    assert wrong(made, "d0/is") == wrong(made, "d2/is") == {"a flat basket", "a stick"}


@pytest.mark.parametrize("link", ["same_as", "part_of"])
def test_a_wider_term_without_a_shared_word_can_be_declared(
    workspace: Workspace, link: str
) -> None:
    told = ["a tool, is: what helps a hand", f"a dibber, is: a pointed stick, {link}: d0"]
    told += ["a trug, is: a flat basket", "a cloche, is: a glass bell"]
    facts = "".join(fact(f"d{n}", "definition", f"term: {t}") for n, t in enumerate(told))
    made = items_of(workspace, facts, base=BASE)
    assert wrong(made, "d1/is") == {"a flat basket", "a glass bell"}
    assert "a pointed stick" not in wrong(made, "d0/is")


# Who said and did what


def test_a_point_made_by_whoever_is_spoken_for_is_refused(workspace: Workspace) -> None:
    facts = said("a", "club", "the show was on") + said(
        "b", "ivy", "the beds were full", "point: p"
    )
    facts += said("c", "oak", "no bed was free", "about: the beds, point: p")
    facts += said("d", "fern", "the soil was dry") + said("e", "moss", "the shade was deep")
    made = items_of(workspace, facts.replace("full, point", "full, about: beds, point"), base=BASE)
    assert wrong(made, "a/that") == {"the soil was dry", "the shade was deep"}


def test_a_point_is_known_by_its_words_too(workspace: Workspace) -> None:
    facts = said("a", "bo", "the pier was safe", "about: the pier, point: p")
    facts += said("b", "cy", "nobody fell", "about: the pier, point: p")
    facts += said("c", "dee", "nobody fell", "about: the quay")
    facts += said("d", "bank", "the loan was ready") + said("e", "port", "the tide was low")
    assert wrong(items_of(workspace, facts), "a/that") == {"the loan was ready", "the tide was low"}


def test_what_differs_by_small_words_and_endings_says_the_same(workspace: Workspace) -> None:
    facts = said("a", "fern", "prices were too high", "about: costs")
    facts += said("b", "moss", "the price was too high", "about: trade")
    facts += said("c", "oak", "the price was not too high", "about: work")
    facts += said("d", "rose", "the soil was dry", "about: land")
    made = items_of(workspace, facts, base=BASE)
    assert wrong(made, "a/that") == {"the price was not too high", "the soil was dry"}


@pytest.mark.parametrize("apart", ["apart: [sides],", ""])
def test_who_is_kept_apart_is_no_wrong_answer(workspace: Workspace, apart: str) -> None:
    kind = f"""
summary: a quarrel was settled
slots:
  what: {{type: np}}
  sides: {{type: entities, role: body}}
  judge: {{type: entity, role: body}}
claim: "{{{{ what }}}} was settled."
questions:
  judge: {{asks: judge, given: [what], one: yes, {apart} stem: "Who settled {{{{ what }}}}?"}}
"""
    facts = fact("a", "own", "what: the first quarrel, sides: [ivy, moss], judge: oak")
    facts += fact("b", "own", "what: the second quarrel, judge: club")
    facts += fact("c", "own", "what: the third quarrel, judge: moss")
    facts += fact("d", "own", "what: the fourth quarrel, judge: rose")
    facts += fact("e", "own", "what: the fifth quarrel, judge: fern")
    found = wrong(items_of(workspace, facts, base=BASE, kinds=kind), "a/judge")
    assert found == ({"the rose", "the fern"} if apart else found)
    assert bool(found & {"the moss", "the garden club"}) != bool(apart)  # Ivy acts for the club


def reaction(id_: str, by: str, did: str, more: str = "to: show") -> str:
    """A reaction on one line of YAML."""
    return fact(id_, "reaction", f"by: {by}, {more}, did: {did}")


def test_whoever_took_the_same_in_other_words_is_refused(workspace: Workspace) -> None:
    facts = fact("show", "event", "what: the flower show") + fact("fete", "event", "what: the fete")
    facts += reaction("a", "oak", "welcomed") + reaction("b", "rose", "hailed")
    facts += reaction("c", "fern", "hailed", "to: fete") + said("d", "moss", "the day was dry")
    made = items_of(workspace, facts, base=BASE)
    assert wrong(made, "a/by") == {"the fern", "the moss"}


def test_what_an_author_holds_for_right_counts_both_ways(workspace: Workspace) -> None:
    facts = fact("show", "event", "what: the flower show")
    also = "to: show, also_true: {by: [rose]}"
    facts += reaction("a", "oak", "welcomed", also) + reaction("b", "rose", "hailed")
    facts += said("c", "fern", "the soil was dry") + said("d", "moss", "the day was dry")
    made = items_of(workspace, facts, base=BASE)
    assert wrong(made, "a/by") == wrong(made, "b/by") == {"the fern", "the moss"}


def test_what_is_right_for_the_other_telling_is_right_here(workspace: Workspace) -> None:
    facts = event("a", "the show", "when: 1901") + event(
        "b", "the show", "when: 1903, also_true: {when: [1905]}"
    )
    facts += event("c", "the fete", "when: 1905") + event("d", "the fair", "when: 1907")
    facts += event("e", "the race", "when: 1909")
    assert wrong(items_of(workspace, facts), "a/when") == {"1907", "1909"}


def test_a_chain_of_speakers_stands_in_the_stem_and_among_no_options(workspace: Workspace) -> None:
    facts = STATEMENTS + said(
        "x", "port", "the dues were paid", "about: dues, according_to: [cy, dee]"
    )
    made = items_of(workspace, facts)
    item = next(i for i in made.items if i.id == "x/by/choice")
    assert "Cy Holm" in item.stem
    assert wrong(made, "x/by") == {"Bo Lind", "the savings bank"}


# Dates and numbers


def deadline(id_: str, steps: str, more: str = "") -> str:
    """A deadline and the dates it was moved to."""
    dates = ", ".join(f"{{id: s{n}, date: {d}}}" for n, d in enumerate(steps.split()))
    return fact(id_, "deadline", f"what: the {id_} of forms, steps: [{dates}]{more}")


def test_the_other_steps_of_a_chain_are_offered_but_for_the_one_given(workspace: Workspace) -> None:
    made = items_of(workspace, deadline("return", "1901-05-01 1901-06-01 1901-07-01 1901-08-01"))
    assert wrong(made, "return/first.s0") == {"1 June 1901", "1 July 1901", "1 August 1901"}
    assert wrong(made, "return/later.s2") == {"1 May 1901", "1 August 1901"}


def test_a_step_that_another_telling_puts_there_is_refused(workspace: Workspace) -> None:
    facts = deadline("return", "1901-05-01 1901-06-01 1901-07-01 1901-08-01")
    facts += fact("o", "deadline", "what: the return of forms, steps: [{id: s0, date: 1901-05-01},"
                                   " {id: s1, date: 1901-08-01}]")  # fmt: skip
    made = items_of(workspace, facts)
    steps = {"1 May 1901", "1 July 1901", "1 August 1901"}
    assert not wrong(made, "return/later.s1") & (steps - {"1 July 1901"})


def height(id_: str, value: str, as_of: str, what: str = "height of the oak") -> str:
    """A figure of one day."""
    return fact(id_, "figure", f"what: {what}, value: {value}{as_of}")


@pytest.mark.parametrize(
    ("as_of", "offered"),
    [(", as_of: 1901", True), (", as_of: 1905", False), ("", False)],
    ids=["at another time", "at the same time", "at a time that is not told"],
)
def test_a_superseded_value_is_offered_only_under_a_dated_stem(
    workspace: Workspace, as_of: str, *, offered: bool
) -> None:
    facts = height("a", "20 m", ", as_of: 1905") + height("b", "16 m", as_of)
    facts += height("c", "24 m", "", "height of the elm") + height("d", "30 m", "", "height of ash")
    assert ("16 m" in wrong(items_of(workspace, facts), "a/value")) is offered
    undated = items_of(workspace, facts.replace(", as_of: 1905", ""))
    assert "16 m" not in wrong(undated, "a/value")


def test_who_held_an_office_before_is_offered_only_under_a_dated_stem(workspace: Workspace) -> None:
    def role(id_: str, who: str, as_of: str, office: str = "head gardener") -> str:
        return fact(id_, "role", f"who: {who}, office: {office}{as_of}")

    facts = role("a", "bo", ", as_of: 1905") + role("b", "cy", ", as_of: 1901")
    facts += role("c", "dee", "", "forester") + role("d", "ada", "", "porter")
    assert "Cy Holm" in wrong(items_of(workspace, facts), "a/who")
    undated = facts.replace(", as_of: 1905", "")
    assert wrong(items_of(workspace, undated), "a/who") == {"Dee Falk", "Ada Berg"}


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("1 km", "1000 m", False),
        ("1 km", "1001 m", True),
        ("2 kW", "2 MW", True),
        ("90 min", "1.5 h", False),
        ("5 mW", "5 MW", True),
        ("5 miles", "8 km", False),
        ("about 1 km", "1200 m", False),
        ("over 1 km", "900 m", True),
    ],
)
def test_si_units_are_compared_by_what_they_measure(one: str, other: str, *, apart: bool) -> None:
    found = kinship(quantity(one), quantity(other))
    assert (found is Kinship.APART) is apart


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("2022-11", "2022-11-23", False),
        ("2022-11-21/2022-11-25", "2022-11-23", False),
        ("2022-11~", "2022-05", False),
        ("2022-11", "2022-12-01", True),
        ("../2022-11", "2022-11-30", False),
    ],
)
def test_a_date_within_another_is_not_apart_from_it(one: str, other: str, *, apart: bool) -> None:
    found = kinship(When(parse(one)), When(parse(other)))
    assert (found is Kinship.APART) is apart


def test_slots_that_name_one_thing_must_be_there(workspace: Workspace, run: Run) -> None:
    files = {
        "quizgen.yaml": "format: 1\ntitle: T\nlanguage: en-GB\nnamespace: abcdefghijklm\n",
        "templates/kinds/own.yaml": OWN.replace("claim:", "alias: [what, whta]\nclaim:", 1),
    }
    ran = run("check", cwd=workspace(files))
    assert ran.code == 1
    assert "the kind 'own' has no slot 'whta'" in ran.out
