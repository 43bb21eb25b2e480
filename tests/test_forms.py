"""Sheets: what a blueprint wishes is had or reported, and nothing on them gives anything away."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import combinations
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.blueprint import interactions, traits, wishes
from quizgen.compile import compile_workspace
from quizgen.difficulty import BY_INTERACTION
from quizgen.enemies import Enemies
from quizgen.forms import LONGEST_RUN, Plan, Planner, in_version, longest_run
from quizgen.items import Citation, Form, Interaction, Item, Locator, Option
from quizgen.recipe import Blueprint, Recipe, SheetRecipe
from quizgen.shortages import shortages

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path
    from random import Random

    from quizgen.blueprint import Wish
    from quizgen.workspace import Workspace as Space
    from tests.conftest import Run, Workspace

RECALLED = ("short-answer", "cloze")


def item(id_: str, **said: object) -> Item:
    """An item about nothing, but for what is *said* of it."""
    kept: dict[str, Any] = {
        "guid": id_, "facts": (id_,), "kind": "event", "asks": "when", "context": "", "stem": id_,
        "interaction": Interaction.SHORT_ANSWER, "key": (f"answer-{id_}",), "accepted": (),
        "options": (), "claim": f"claim {id_}", "rationale": "", "citations": (),
        "first_id": id_,
    }  # fmt: skip
    return Item(id=id_, **{**kept, **said})


def space(items: Iterable[Item]) -> Space:
    """A workspace that knows nothing but the facts of *items*."""
    head = SimpleNamespace(topic=(), difficulty=None)
    facts = {fact: SimpleNamespace(head=head) for one in items for fact in one.facts}
    settings = SimpleNamespace(namespace="abcdefghijklm")
    known = SimpleNamespace(
        facts=facts, entities={}, images={}, settings=settings, takes=lambda *_: True
    )
    return cast("Space", known)


def plan_of(items: Sequence[Item], sheet: SheetRecipe) -> Plan:
    return Planner(space(items), "deck", tuple(items)).plan("quiz", sheet)


def told(plan: Plan, forms: tuple[Form, ...]) -> list[str]:
    recipe = Recipe(title="T", sheets={"quiz": plan.sheet})
    return [problem.message for problem in shortages(plan, forms, "quiz", recipe)]


# What must hold of every sheet

WORDS = st.sampled_from(["oak", "elm", "ash", "fir", "yew", "bay"])
TEXTS = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)


@st.composite
def fact_bases(draw: st.DrawFn) -> list[Item]:
    """Items of few facts and few words, so that many are each other's enemies."""
    made = []
    for n in range(draw(st.integers(0, 14))):
        how = Interaction(draw(st.sampled_from(["short-answer", "choice", "true-false", "cloze"])))
        options = [Option(draw(TEXTS)), Option(draw(TEXTS))] if how == "choice" else []
        key = draw(st.sampled_from(["true", "false"])) if how == "true-false" else draw(TEXTS)
        is_choice = how == "choice"
        made.append(
            item(
                f"i{n}",
                facts=(f"f{draw(st.integers(0, 9))}",),
                kind=draw(st.sampled_from("abc")),
                interaction=how,
                stem=f"q{n} {draw(TEXTS)}",
                context=draw(st.sampled_from(["", "", "oak elm"])),
                key=(key,),
                options=(Option(key, is_key=True), *options) if is_choice else (),
                accepted=(draw(TEXTS),) if how in RECALLED and draw(st.booleans()) else (),
            )
        )
    return made


AMOUNTS = st.one_of(
    st.integers(0, 5).map(str),
    st.integers(0, 100).map(lambda share: f"{share}%"),
    st.integers(0, 4).map(lambda count: f"at least {count}"),
    st.integers(0, 60).map(lambda share: f"at most {share}%"),
)
BLUEPRINTS = st.fixed_dictionaries(
    {},
    optional={
        "kinds": st.dictionaries(st.sampled_from("abc"), AMOUNTS),
        "slots": st.dictionaries(st.sampled_from(["a.when", "b.when"]), AMOUNTS),
        "interactions": st.dictionaries(st.sampled_from(["choice", "true-false"]), AMOUNTS),
        "difficulty": st.dictionaries(st.sampled_from(["easy", "hard"]), AMOUNTS),
    },
)


def gives_away(one: Item, other: Item) -> bool:
    """Whether *one* prints what *other* asks, or both are of one fact: told the long way."""
    if set(one.facts) & set(other.facts):
        return True
    if other.interaction == "true-false":
        return False
    printed = [f" {one.stem} ", f" {one.context} "]
    if other.interaction in RECALLED and one.interaction == "choice":
        printed += [f" {option.text} " for option in one.options]
    return any(
        f" {answer} " in text for answer in (*other.key, *other.accepted) for text in printed
    )


def are_enemies(one: Item, other: Item) -> bool:
    return gives_away(one, other) or gives_away(other, one)


@given(fact_bases())
def test_enemies_are_found_as_by_comparing_all_with_all(items: list[Item]) -> None:
    found = Enemies(items)
    for one, other in combinations(items, 2):
        assert (other.id in found.of(one.id)) == are_enemies(one, other)
        assert (one.id in found.of(other.id)) == are_enemies(one, other)
        assert not found.hints(one.id) & found.of(one.id).keys()


@given(
    fact_bases(),
    BLUEPRINTS,
    st.integers(1, 9),
    st.sets(st.integers(0, 13), max_size=2),
    st.randoms(use_true_random=False),
)
def test_a_sheet_holds_what_fits_and_reports_the_rest(
    items: list[Item], written: dict[str, Any], count: int, must: set[int], chance: Random
) -> None:
    demanded = {one.id for one in items if int(one.id[1:]) in must}
    blueprint = Blueprint(**written)
    sheet = SheetRecipe(items=count, blueprint=blueprint, must=tuple(sorted(demanded)))
    plan = plan_of(items, sheet)
    forms = plan.forms(["A"])
    on_sheet = forms[0].items
    others = [i for i in items if i.id not in {o.id for o in on_sheet}]
    musts = [i for i in on_sheet if i.id in demanded]
    forced = held_by(plan.wishes, musts)
    held = held_by(plan.wishes, on_sheet)
    rivals = [two for two in combinations(on_sheet, 2) if are_enemies(*two)]

    assert demanded == {i.id for i in musts}
    assert len(on_sheet) <= max(count, len(musts))
    assert all({one.id, other.id} <= demanded for one, other in rivals)
    assert all(held[wish] <= max(wish.high, forced[wish]) for wish in plan.wishes)
    if len(on_sheet) < count:
        assert not any(may_stand(plan.wishes, on_sheet, other) for other in others)
    for gone in on_sheet:
        kept = [i for i in on_sheet if i is not gone]
        fitting = [o for o in others if may_stand(plan.wishes, kept, o)]
        better = [o for o in fitting if lack(plan.wishes, [*kept, o]) < lack(plan.wishes, on_sheet)]
        assert not better or gone.id in demanded
        assert (
            len(on_sheet) >= count
            or gone.id in demanded
            or not any(
                may_stand(plan.wishes, [*kept, one], other)
                and lack(plan.wishes, [*kept, one, other]) <= lack(plan.wishes, on_sheet)
                for one, other in combinations(fitting, 2)
            )
        )

    excess = any(held[wish] > wish.high for wish in plan.wishes)
    fails = len(on_sheet) < count or excess or rivals or lack(plan.wishes, on_sheet)
    assert bool(told(plan, forms)) == bool(fails)
    chance.shuffle(items)
    assert plan_of(items, sheet).forms(["A"]) == forms


def held_by(wished: Iterable[Wish], items: Sequence[Item]) -> dict[Wish, int]:
    known = space(items)
    return {wish: sum(wish.trait in traits(i, known) for i in items) for wish in wished}


def may_stand(wished: tuple[Wish, ...], items: Sequence[Item], other: Item) -> bool:
    held = held_by(wished, [*items, other])
    fits = all(held[wish] <= wish.high or not held_by([wish], [other])[wish] for wish in wished)
    return fits and not any(are_enemies(one, other) for one in items)


def lack(wished: tuple[Wish, ...], items: Sequence[Item]) -> int:
    held = held_by(wished, items)
    return sum(max(wish.low - held[wish], 0) for wish in wished)


def test_one_gives_way_to_two_where_a_sheet_has_too_few() -> None:
    many = [
        item("both", facts=("f1", "f2")),
        item("one", facts=("f1",)),
        item("two", facts=("f2",)),
    ]
    sheets = [
        plan_of(many, SheetRecipe(items=2, must=must)).forms(["A"]) for must in ((), ("both",))
    ]
    assert [{i.id for i in forms[0].items} for forms in sheets] == [{"one", "two"}, {"both"}]


@given(fact_bases(), st.integers(1, 5), st.integers(2, 4))
def test_parallel_versions_repeat_only_what_they_must(
    items: list[Item], count: int, versions: int
) -> None:
    plan = plan_of(items, SheetRecipe(items=count, forms="parallel"))
    forms = plan.forms("ABCD"[:versions])
    seen: set[str] = set()
    for form in forms:
        ids = {i.id for i in form.items}
        new = [i for i in form.items if i.id not in seen]
        if ids & seen:  # no other new item could have stood there
            unused = [i for i in items if i.id not in seen | ids]
            assert not any(may_stand((), new, other) for other in unused)
        seen |= ids
    repeats = sum(len(f.items) for f in forms) > len(seen)
    assert any("repeats" in message for message in told(plan, forms)) == repeats


# What a blueprint wishes


def amounts(items: int = 10, **written: str) -> dict[str, tuple[int, int]]:
    blueprint = Blueprint(kinds=written)
    found = wishes(SheetRecipe(items=items, blueprint=blueprint))
    return {wish.trait[1]: (wish.low, wish.high) for wish in found}


def test_shares_are_rounded_by_the_largest_remainders() -> None:
    thirds = amounts(a="33%", b="33%", c="34%")
    assert thirds == {"a": (3, 3), "b": (3, 3), "c": (4, 4)}
    assert amounts(7, a="50%", b="50%") == {"a": (4, 4), "b": (3, 3)}
    assert amounts(20, a="12%", b="12%") == {"a": (3, 3), "b": (2, 2)}


def test_counts_are_exact_and_bounds_are_bounds() -> None:
    assert amounts(a="4", b="at least 2", c="at most 3") == {
        "a": (4, 4),
        "b": (2, 10),
        "c": (0, 3),
    }
    assert amounts(7, a="at least 30%", b="at most 30%") == {"a": (3, 7), "b": (0, 2)}


def test_what_a_blueprint_wishes_by_interaction_the_sheet_takes() -> None:
    sheet = SheetRecipe(interactions=("choice",), blueprint=Blueprint(interactions={"date": "2"}))  # type: ignore[arg-type]
    assert interactions(sheet) == ("choice", "date")


def test_an_exchange_mends_what_greed_has_spoilt() -> None:
    """`wide` serves two wishes and is taken first; it bars the only other item of a third."""
    items = [
        item("wide", kind="a", asks="x"),
        item("only", kind="c", asks="z", facts=("wide",)),
        item("narrow", kind="a", asks="y"),
        *(item(f"other-{n}", kind="b", asks="x") for n in range(3)),
    ]
    wished = Blueprint(kinds={"a": "1", "c": "1"}, slots={"a.x": "at most 1"})
    plan = plan_of(items, SheetRecipe(items=3, blueprint=wished))
    (form,) = plan.forms(["A"])
    assert {"narrow", "only"} < {i.id for i in form.items}
    assert told(plan, (form,)) == []


MANY_ORDERS = [f"{n}-" for n in range(12)]  # which item comes first is a matter of its id


@pytest.mark.parametrize("order", MANY_ORDERS)
def test_what_is_scarce_is_taken_before_what_bars_it(order: str) -> None:
    """Three matchings are wished for, each of four facts that have other items too."""
    facts = [f"f{n}" for n in range(12)]
    items = [item(f"{order}{f}", facts=(f,), kind="a") for f in facts]
    items += [item(f"{order}free-{n}", kind="a") for n in range(6)]
    items += [
        item(f"{order}b-{n}", facts=tuple(facts[n : n + 4]), kind="b", interaction="matching")
        for n in (0, 4, 8)
    ]
    wished = Blueprint(kinds={"a": "6", "b": "3"})
    plan = plan_of(items, SheetRecipe(items=9, blueprint=wished))
    assert told(plan, plan.forms(["A"])) == []


@pytest.mark.parametrize("order", MANY_ORDERS)
def test_several_make_way_for_one_that_is_wished(order: str) -> None:
    """Of `x` there is less, so that it comes first; two of it bar the only other `b`."""
    items = [
        item(f"{order}x-1", kind="x", facts=("f1",)),
        item(f"{order}x-2", kind="x", facts=("f2",)),
        *(item(f"{order}x-{n}", kind="x") for n in (3, 4)),
        item(f"{order}b", kind="b", facts=("f1", "f2")),
        *(item(f"{order}b-{n}", kind="b", facts=("f3",)) for n in range(9)),
    ]
    plan = plan_of(items, SheetRecipe(items=4, blueprint=Blueprint(kinds={"x": "2", "b": "2"})))
    assert told(plan, plan.forms(["A"])) == []


def test_what_is_missing_is_told_by_how_much() -> None:
    items = [item(f"i{n}", kind="ab"[n % 2]) for n in range(6)]
    wished = Blueprint(kinds={"a": "5", "b": "at most 1"})
    plan = plan_of(items, SheetRecipe(items=10, blueprint=wished))
    assert told(plan, plan.forms(["A"])) == [
        "the sheet 'quiz' has 4 of the 10 items wished",
        "the sheet 'quiz' has 3 of the 5 items of kind 'a' wished",
    ]


# What gives what away


def enemies(*items: Item) -> bool:
    return bool(Enemies(items).of(items[0].id))


def test_an_answer_by_another_name_is_given_away(workspace: Workspace) -> None:
    compilation, _ = compile_workspace(workspace(HARBOUR))
    assert compilation.workspace
    items = [item("who", key=("the harbour board",)), item("what", stem="Who led the HB?")]
    assert "what" in Enemies(items, compilation.workspace).of("who")
    assert "what" not in Enemies(items).of("who")


def test_options_give_recalled_answers_away_but_only_hint_at_others() -> None:
    offers = item("o", interaction=Interaction.CHOICE, options=(Option("oak", is_key=True),))
    assert enemies(item("r", key=("oak",)), offers)
    picked = item("p", interaction=Interaction.CHOICE, key=("oak",))
    assert not enemies(picked, offers)
    assert Enemies([picked, offers]).hints("p") == {"o"}


def test_a_matching_is_given_away_by_its_pairs_alone() -> None:
    pairs = item("m", interaction=Interaction.MATCHING, key=("oak → tree", "rye → grass"))
    assert enemies(pairs, item("s", stem="Is the oak a tree?"))
    assert not enemies(pairs, item("s", stem="Is rye a tree?"))
    assert enemies(pairs, item("s", key=("rye",)))


def test_one_fact_told_twice_is_told_once() -> None:
    assert enemies(item("a", claim="The oak fell."), item("b", claim="the oak fell"))
    assert enemies(item("a", stem="What fell?"), item("b", stem="What fell?"))
    sets = [
        item(id_, stem="Which belongs to which?", interaction=Interaction.MATCHING) for id_ in "ab"
    ]
    assert not enemies(*sets)
    several = item("s", facts=("a", "b"), interaction=Interaction.ORDERING)
    assert enemies(several, item("b"))


# Versions


def test_keys_stand_in_no_long_row() -> None:
    both = (Option("true", is_key=True), Option("false"))
    three = (Option("a", is_key=True), Option("b"), Option("c"))
    items = [
        *(
            item(f"t{n}", interaction=Interaction.TRUE_FALSE, ordered=True, options=o)
            for n, o in enumerate([both] * 6 + [(Option("true"), Option("false", is_key=True))] * 4)
        ),
        *(item(f"c{n}", interaction=Interaction.CHOICE, options=three) for n in range(10)),
    ]
    rows = [longest_run(in_version(items, f"V{n}", ("choice", "true-false"))) for n in range(200)]
    assert max(rows) <= LONGEST_RUN


def test_what_is_to_be_put_in_order_is_not_in_order() -> None:
    options = (Option("first"), Option("last"))
    one = item("o", interaction=Interaction.ORDERING, key=("first", "last"), options=options)
    for n in range(20):
        (made,) = in_version([one], f"V{n}", ())
        assert [option.text for option in made.options] == ["last", "first"]


OF = ("cattle", "wool", "horse", "goose", "grain", "honey", "salt", "cheese", "linen", "apple")
FAIRS = [f"{thing} fair" for thing in OF]
SETTINGS = "format: 1\ntitle: T\nlanguage: en-GB\nnamespace: abcdefghijklm\n"
HARBOUR = {
    "quizgen.yaml": SETTINGS,
    "seeds/a.yaml": """
sources: {s: {title: The chronicle, label: the chronicle}}
entities: {board: {type: body, name: the harbour board, aliases: [the HB]}}
facts:
"""
    + "".join(
        f"  - {{id: fair-{n}, kind: event, what: the {name}, when: {1700 + 7 * n}, cite: s ¶{n}}}\n"
        for n, name in enumerate(FAIRS, 1)
    ),
    "decks/a.yaml": """title: T
sheets:
  quiz:
    items: 4
    forms: parallel
    must: [fair-1/when/choice]
    blueprint: {interactions: {choice: at least 50%}, difficulty: {hard: 1}}
""",
}


def sheet(root: Path) -> list[list[str]]:
    """What the versions of the first sheet print, in order."""
    compilation, _ = compile_workspace(root)
    assert not compilation.failed
    forms = compilation.studies[0].sheets[0].forms
    return [[i.stem + "".join(o.text for o in i.options) for i in f.items] for f in forms]


def test_a_sheet_follows_its_blueprint_in_all_versions(workspace: Workspace) -> None:
    compilation, _ = compile_workspace(workspace(HARBOUR))
    assert compilation.workspace
    one, other = compilation.studies[0].sheets[0].forms
    for form in (one, other):
        assert sum(i.interaction == "choice" for i in form.items) >= 2
        hard = [traits(i, compilation.workspace) & {("difficulty", "hard")} for i in form.items]
        assert sum(map(bool, hard)) == 1
    assert {i.facts for i in one.items} & {i.facts for i in other.items} == {("fair-1",)}
    assert "fair-1/when/choice" in {i.id for i in one.items} & {i.id for i in other.items}


def test_new_names_draw_no_sheet_anew(workspace: Workspace) -> None:
    before = sheet(workspace(HARBOUR))
    seeds = HARBOUR["seeds/a.yaml"].replace("id: fair-3,", "id: foals, was: fair-3,")
    recipe = HARBOUR["decks/a.yaml"] + "was: [a]\n"
    root = workspace({"decks/b.yaml": recipe, "seeds/z.yaml": seeds})
    (root / "seeds/a.yaml").unlink()
    (root / "decks/a.yaml").unlink()
    assert sheet(root) == before


def test_an_author_says_how_hard_a_fact_is(workspace: Workspace, run: Run) -> None:
    seeds = HARBOUR["seeds/a.yaml"].replace("id: fair-3,", "id: fair-3, difficulty: medium,")
    root = workspace({**HARBOUR, "seeds/a.yaml": seeds})
    for one in json.loads(run("items", "--format", "json", cwd=root).out):
        by_interaction = BY_INTERACTION[Interaction(one["interaction"])]
        if "fair-3" not in one["facts"] or len(one["facts"]) == 1:
            said = "medium" if one["facts"] == ["fair-3"] else by_interaction
            assert one["difficulty"] == said


def test_every_interaction_has_a_difficulty() -> None:
    assert set(BY_INTERACTION) == set(Interaction)


@pytest.mark.slow
def test_a_sheet_of_ten_thousand_items_compares_few_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cited = (Citation("s", Locator("page", "1")),)
    items = [
        replace(item(f"i{n}", stem=f"What of w{n % 997} and w{n % 991}?"), citations=cited)
        for n in range(10_000)
    ]
    plan = plan_of(items, SheetRecipe(items=20))
    looked: list[str] = []
    look = Enemies.of

    def count(self: Enemies, id_: str) -> Mapping[str, str]:
        looked.append(id_)
        return look(self, id_)

    monkeypatch.setattr(Enemies, "of", count)
    assert len(plan.forms(["A", "B"])[0].items) == 20
    assert len(looked) <= 2 * 20
