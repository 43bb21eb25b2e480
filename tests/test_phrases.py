"""Values in the words of a language."""

from __future__ import annotations

from decimal import Decimal

import pytest

from quizgen import edtf, markup
from quizgen.model import Entity
from quizgen.phrases import Blank, NoWords, Phrases
from quizgen.resources import Shelf
from quizgen.values import Group, Quantity, Unit, When, Who, Words
from quizgen.words import find_words


def phrases(language: str = "en-GB") -> Phrases:
    """The phrases of *language*."""
    words = find_words(Shelf(), language)
    return Phrases(words)


def when(text: str) -> When:
    """The date that *text* writes."""
    return When(edtf.parse(text))


@pytest.mark.parametrize(
    ("text", "shown", "on", "ask"),
    [
        ("2022-11-23", "23 November 2022", "on 23 November 2022", "On which date"),
        ("2022-11", "November 2022", "in November 2022", "In which month"),
        ("2022", "2022", "in 2022", "In which year"),
        ("2022~", "about 2022", "around 2022", "Around which year"),
        ("2022-22", "summer 2022", "in summer 2022", "In which season"),
        ("2022-11-21/2022-11-23", "21 to 23 November 2022", "between 21 and 23 November 2022", ""),
        ("2022-10-31/2022-11-02", "31 October to 2 November 2022", "between 31 October", ""),
        ("2021-12-31/2022-01-02", "31 December 2021 to 2 January 2022", "between 31 December", ""),
        ("2022-02/2022-04", "February to April 2022", "between February and April 2022", ""),
        ("1853/1856", "1853 to 1856", "between 1853 and 1856", "In which period"),
        ("../1990", "until 1990", "until 1990", "In which period"),
        ("1990/..", "since 1990", "since 1990", "In which period"),
        ("-0043-03-15", "15 March 44 BC", "on 15 March 44 BC", "On which date"),
        ("-0489", "490 BC", "in 490 BC", "In which year"),
    ],
)
def test_a_date_is_said_at_its_own_precision(text: str, shown: str, on: str, ask: str) -> None:
    say = phrases()
    assert say.show(when(text)) == shown
    assert say.on(when(text)).startswith(on)
    assert say.ask(when(text)).startswith(ask)


def test_each_language_has_its_own_order_of_day_and_month() -> None:
    assert phrases("en-US").show(when("2022-11-23")) == "November 23, 2022"
    assert phrases("en").show(when("2022-11-23")) == "November 23, 2022"
    interval = when("2022-11-21/2022-11-23")
    assert phrases("en").show(interval) == "November 21 to November 23, 2022"


def test_a_blank_keeps_the_words_round_it() -> None:
    say = phrases()
    assert say.on(Blank(when("2022-11-23"))) == f"on {markup.BLANK}"
    assert say.on(Blank(when("2022-11"))) == f"in the month of {markup.BLANK}"
    assert say.on(Blank(when("2022"))) == f"in the year {markup.BLANK}"
    assert say.on(Blank(when("2022~"))) == f"around {markup.BLANK}"
    assert say.show(Blank(when("2022"))) == markup.BLANK
    with pytest.raises(NoWords):
        say.on(Blank(when("2021/2022")))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (
            Quantity(Decimal(10000), Decimal(10000), Unit("driver", "drivers"), "about"),
            "about 10,000 drivers",
        ),
        (Quantity(Decimal(1), Decimal(1), Unit("day", "days")), "1 day"),
        (Quantity(Decimal(2), Decimal(3), Unit("day", "days")), "2 to 3 days"),
        (Quantity(Decimal("-38.80"), Decimal("-38.80"), Unit("°C", "°C")), "−38.80 °C"),
        (Quantity(Decimal(5), Decimal(5), Unit("%", "%")), "5%"),
        (Quantity(Decimal(100), Decimal(100), None, "over"), "over 100"),
        (Quantity(Decimal(100), Decimal(100), None, "at-most"), "at most 100"),
    ],
)
def test_a_number_has_its_unit_and_bound(value: Quantity, shown: str) -> None:
    assert phrases().show(value) == shown


def test_names_and_lists() -> None:
    say = phrases()
    king = Who("k", Entity(type="person", name="the king", forms={"genitive": "of the king"}))
    pair = Group((king, Words("queens", "np")))
    assert say.show(pair) == "the king and queens"
    assert say.capitalised(king) == "The king"
    assert say.capitalised(Words("pH values", "np")) == "pH values"
    assert say.possessive(king) == "the king’s"
    assert say.possessive(Words("the Serbs", "np")) == "the Serbs’"
    assert say.form(king, "genitive") == "of the king"
    assert say.form(king, "dative") == "the king"
    assert say.the(Words("president", "np")) == "the president"
    assert say.the(Words("the president", "np")) == "the president"
    assert say.a(Words("editor", "np")) == "an editor"
    assert say.a(Words("king", "np")) == "a king"
    assert say.a(Words("a queen", "np")) == "a queen"


def test_what_has_no_words_says_so() -> None:
    say = phrases()
    with pytest.raises(NoWords):
        say.show(None)
    with pytest.raises(NoWords):
        say.on(Words("yesterday", "adv"))
