"""Numbers and dates made by rule: never absurd, never the key, never only round it."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen import edtf
from quizgen.edtf import Precision
from quizgen.generate import generate
from quizgen.load import load
from quizgen.nearby import dates_near, numbers_near
from quizgen.values import Kinship, Quantity, Unit, When, kinship

if TYPE_CHECKING:
    from quizgen.items import Item
    from tests.conftest import Workspace

SETTINGS = "format: 1\ntitle: T\nlanguage: en-GB\nnamespace: abcdefghijklm\n"
SOURCES = "sources: {log: {title: The log, issued: 1912-04-20}, roll: {title: The roll}}\n"
whole = st.integers(1, 10**9).map(Decimal)
decimals = st.decimals(Decimal("0.01"), 10**6, places=2)
years = st.integers(-3000, 2100)


def digits(number: Decimal) -> int:
    return len(number.normalize().as_tuple().digits)


def unit(number: Decimal) -> Decimal:
    """One in the last place that is not nought."""
    return Decimal(1).scaleb(int(number.normalize().as_tuple().exponent))


@given(whole | decimals)
def test_numbers_stand_near_the_key_and_are_as_round(key: Decimal) -> None:
    found = list(numbers_near(key))
    assert len(set(found)) == len(found)
    for number in found:
        assert number > 0
        assert Decimal("0.4") * key <= number <= Decimal("2.5") * key
        assert abs(number - key) >= Decimal("0.08") * key
        assert number.as_tuple().exponent == min(0, int(key.as_tuple().exponent))
    if key == key.to_integral_value():
        assert all(digits(n) <= digits(key) or unit(n) == unit(key) for n in found)
        assert all(abs(number - key) >= 1 for number in found)
        assert all(number == number.to_integral_value() for number in found)


@given(st.integers(20, 10**7).map(Decimal))
def test_a_number_has_neighbours_on_both_sides(key: Decimal) -> None:
    found = list(numbers_near(key))
    assert any(number < key for number in found)
    assert any(number > key for number in found)


@given(whole, st.sampled_from([None, "about", "over", "under", "at-least", "at-most"]))
def test_what_a_bound_holds_true_is_known(key: Decimal, bound: str | None) -> None:
    """The guard then drops it: here, that nothing but bounded numbers is in doubt."""
    kept = Quantity(key, key, Unit("cart", "carts"), bound)
    made = [Quantity(n, n, kept.unit, bound) for n in numbers_near(key)]
    apart = [value for value in made if kinship(kept, value) is Kinship.APART]
    assert bound == "about" or len(apart) == (len(made) if bound is None else 0)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("3700", "1900 2200 2800 4600 5600 7400"),
        ("148", "74 89 111 185 222 296"),
        ("10000", "5000 6000 8000 20000"),
        ("7", "4 5 6 8 9 10"),
        ("2", "1 3 4 5"),
        ("2.5", "1.3 1.5 1.9 3.1 3.8 5.0"),
        ("2.0", "1.0 3.0 4.0 5.0"),
        ("0", ""),
        ("-5", ""),
    ],
)
def test_numbers_that_stand_beside_a_key(key: str, expected: str) -> None:
    assert " ".join(map(str, sorted(numbers_near(Decimal(key))))) == expected


@st.composite
def dates(draw: st.DrawFn) -> edtf.Date:
    """A date of any precision, or an interval."""
    year = draw(years)
    shown = f"{year:04}" if year >= 0 else f"{year:05}"
    month, day = draw(st.integers(1, 12)), draw(st.integers(1, 28))
    season = draw(st.integers(21, 24))
    texts = [shown, f"{shown}-{month:02}", f"{shown}-{season}", f"{shown}-{month:02}-{day:02}"]
    if draw(st.booleans()):
        return edtf.parse(draw(st.sampled_from(texts)))
    return edtf.parse(f"{shown}-{month:02}-01/{shown}-{month:02}-{day:02}")


@given(dates())
def test_dates_are_as_exact_as_the_key_and_apart_from_it(key: edtf.Date) -> None:
    found = list(dates_near(key))
    assert len({date.text for date in found}) == len(found)
    for date in found:
        assert date.precision is key.precision
        assert date.is_interval == key.is_interval
        assert kinship(When(key), When(date)) is Kinship.APART
        wide = 10 * (1 + max(0, 2000 - key.lower[0]) // 200)
        assert abs(date.lower[0] - key.lower[0]) <= wide
    known = key.precision is not Precision.DAY or key.lower[0] > 0
    assert bool(found) == known


@given(st.dates())
def test_a_named_weekday_is_kept(day: object) -> None:
    for date in dates_near(edtf.parse(str(day)), weekday=True):
        assert (_ordinal(date) - _ordinal(edtf.parse(str(day)))) % 7 == 0


def _ordinal(date: edtf.Date) -> int:
    from datetime import date as day  # noqa: PLC0415  (the name is taken)

    return day(*date.lower).toordinal()


@pytest.mark.parametrize("text", ["1912/..", "../1912", "1912/1912-05"])
def test_dates_with_one_end_or_two_precisions_have_no_neighbours(text: str) -> None:
    assert list(dates_near(edtf.parse(text))) == []


def items(workspace: Workspace, facts: str, kinds: str = "") -> dict[str, Item]:
    files = {
        "quizgen.yaml": SETTINGS,
        "seeds/sources.yaml": SOURCES,
        "seeds/facts.yaml": f"facts:\n{facts}",
    }
    if kinds:
        files["templates/kinds/own.yaml"] = kinds
    loaded, problems = load(workspace(files))
    assert loaded is not None
    assert not problems
    return {item.id: item for item in generate(loaded).items}


def options(made: dict[str, Item], id_: str) -> list[str]:
    item = made.get(f"{id_}/choice")
    return [option.text for option in item.options] if item else []


def figure(id_: str, value: str) -> str:
    what = f"what: number of {id_}, value: {value}"
    return f"  - {{id: {id_}, kind: figure, {what}, cite: log ¶1}}\n"


def event(id_: str, when: str, cite: str = "log") -> str:
    return f"  - {{id: {id_}, kind: event, what: the {id_}, when: {when}, cite: {cite} ¶1}}\n"


@pytest.mark.slow
def test_the_key_stands_at_every_rank_about_as_often(workspace: Workspace) -> None:
    facts = "".join(figure(f"crate{n}", f"{n * 7 + 113} unit{n}") for n in range(200))
    made = items(workspace, facts)
    ranks = Counter(
        [option.is_key for option in made[f"crate{n}/value/choice"].options].index(True)
        for n in range(200)
    )
    assert sum((ranks[rank] - 50) ** 2 / 50 for rank in range(4)) < 11.34  # chi-square, p = 0.01


def test_what_is_made_says_what_is_right_and_where_that_is_read(workspace: Workspace) -> None:
    item = items(workspace, figure("crates", "150"))["crates/value/choice"]
    wrong = [option for option in item.options if not option.is_key]
    assert {option.rationale for option in wrong} == {"The answer is 150."}
    assert all(option.citations == item.citations for option in wrong)


def test_real_numbers_come_first_and_two_of_them_suffice(workspace: Workspace) -> None:
    one = items(workspace, figure("crates", "150 kg") + figure("sacks", "120 kg"))
    assert "120 kg" in options(one, "crates/value")
    assert len(options(one, "crates/value")) == 4
    two = items(
        workspace, figure("crates", "150 kg") + figure("sacks", "120 kg") + figure("kegs", "200 kg")
    )
    assert options(two, "crates/value") == ["120 kg", "150 kg", "200 kg"]


@pytest.mark.parametrize(
    "value", ["over 150", "at-most 150", "{from: 2, to: 3}", "-7 °C", "28.5 °C", "0", "about 150"]
)
def test_nothing_is_made_beside_such_numbers(workspace: Workspace, value: str) -> None:
    assert options(items(workspace, figure("crates", value)), "crates/value") == []


def test_a_share_stays_within_a_hundred(workspace: Workspace) -> None:
    facts = "".join(figure(f"share{n}", f"{60 + n} per cent of {n}") for n in range(30))
    made = items(workspace, facts)
    shown = [options(made, f"share{n}/value") for n in range(30)]
    assert all(len(texts) >= 3 for texts in shown)
    assert all(int(text.split()[0]) <= 100 for texts in shown for text in texts)


def test_dates_stay_on_the_side_of_what_else_is_told(workspace: Workspace) -> None:
    """Not after the source that tells of them, nor beyond another date of their fact."""
    kind = """
summary: a voyage
slots: {ship: {type: np, helper: yes}, left: {type: date}, sank: {type: date}}
claim: "{{ ship }} left {{ left|on }}."
questions:
  left: {asks: left, given: [ship, sank], one: yes, stem: "{{ left|ask }} did {{ ship }} leave?"}
  sank: {asks: sank, given: [ship], one: yes, stem: "{{ sank|ask }} did {{ ship }} sink?"}
"""
    fact = (
        "  - {id: v, kind: own, ship: the brig, left: 1912-04-10, sank: 1912-04-15, cite: log ¶1}\n"
    )
    made = items(workspace, fact, kind)
    left = [edtf.parse(_iso(text)).lower for text in options(made, "v/left")]
    sank = [edtf.parse(_iso(text)).lower for text in options(made, "v/sank")]
    assert left
    assert all(day <= (1912, 4, 15) for day in left)
    assert all((1912, 4, 10) <= day <= (1912, 4, 20) for day in sank)


def _iso(text: str) -> str:
    day, month, year = text.split()
    return f"{year}-{['March', 'April', 'May'].index(month) + 3:02}-{int(day):02}"


def test_a_plan_may_lie_beyond_its_source(workspace: Workspace) -> None:
    shown = options(items(workspace, event("fair", "1913-06")), "fair/when")
    assert len(shown) == 4


def test_a_weekday_that_was_read_is_kept(workspace: Workspace) -> None:
    when = "{date: 1912-04-10, read: Wednesday}"
    shown = options(items(workspace, event("fair", when, cite="roll")), "fair/when")
    assert len(shown) == 4
    assert {(_day(text) - _day("10 April 1912")) % 7 for text in shown} == {0}


def _day(text: str) -> int:
    return _ordinal(edtf.parse(_iso(text)))


@pytest.mark.parametrize("when", ["1912~", "{date: 1912-04-10, vague: yes}", "1912/.."])
def test_nothing_is_made_beside_a_date_that_is_not_known(workspace: Workspace, when: str) -> None:
    assert options(items(workspace, event("fair", when)), "fair/when") == []


def test_nothing_is_made_where_more_than_one_answer_may_be_right(workspace: Workspace) -> None:
    kind = """
summary: a sale
slots: {ware: {type: np, helper: yes}, price: {type: quantity}}
claim: "{{ ware }} cost {{ price }}."
questions:
  price: {asks: price, given: [ware], ONE stem: "What did {{ ware }} cost?"}
"""
    fact = "  - {id: v, kind: own, ware: the salt, price: 150 pence, cite: log ¶1CLOSED}\n"
    assert not options(
        items(workspace, fact.replace("CLOSED", ""), kind.replace("ONE", "")), "v/price"
    )
    one = items(workspace, fact.replace("CLOSED", ""), kind.replace("ONE", "one: yes,"))
    assert len(options(one, "v/price")) == 4
    closed = fact.replace("CLOSED", ", closed: price")
    assert len(options(items(workspace, closed, kind.replace("ONE", "")), "v/price")) == 4


def test_what_another_fact_holds_true_is_not_made(workspace: Workspace) -> None:
    facts = figure("crates", "7")
    shown = set(options(items(workspace, facts), "crates/value")) - {"7"}
    told = min(shown)
    again = facts + figure("crates", told).replace("id: crates", "id: again", 1)
    assert told not in options(items(workspace, again), "crates/value")


def test_what_the_author_holds_true_too_is_not_made(workspace: Workspace) -> None:
    shown = set(options(items(workspace, figure("crates", "7")), "crates/value")) - {"7"}
    told = min(shown)
    also = figure("crates", "7").replace("}", f", also_true: {{value: {told}}}}}")
    assert told not in options(items(workspace, also), "crates/value")


def test_the_other_side_of_a_disagreement_is_not_made(workspace: Workspace) -> None:
    shown = set(options(items(workspace, figure("crates", "7")), "crates/value")) - {"7"}
    told = min(shown)
    other = figure("crates", told).replace("id: crates", "id: again, disagrees_with: crates", 1)
    facts = figure("crates", "7") + other.replace("log ¶1", "roll ¶1")
    assert told not in options(items(workspace, facts), "crates/value")
