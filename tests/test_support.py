"""What a machine can tell of a passage: its names, numbers, dates, negations and quoted words."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from quizgen import edtf
from quizgen.dating import Dating
from quizgen.model import Entity
from quizgen.naming import Names
from quizgen.normal import normalise
from quizgen.reading import Reading, ReadingRecord, small
from quizgen.resources import shipped
from quizgen.support import REASON, Passage, Support
from quizgen.values import Group, Quantity, Unit, Value, When, Who, Words

if TYPE_CHECKING:
    from collections.abc import Callable

ENTITIES = {
    "lund": Entity(type="person", name="Piet Lund"),
    "holm": Entity(type="person", name="Inge Hölm", aliases=("Inga Holm",)),
    "skarn": Entity(type="island", name="Skarn", forms={"adjective": "Skarnish", "town": "Havn"}),
    "board": Entity(type="body", name="the harbour board", aliases=("HB",)),
    "union": Entity(type="body", name="the Northern Union", aliases=("NU", "N.U.")),
    "office": Entity(type="body", name="the Skarnish weather office"),
    "pair": Entity(type="group", name="Lund and Holm", members=("lund", "holm")),
}
SUPPORT = Support(Names(ENTITIES))


def reading(language: str = "en") -> Reading:
    path = shipped() / "reading" / f"{language}.yaml"
    data = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506  (only texts)
    seasons = (("summer", 22), ("Sommer", 22), ("winter", 24))
    return Reading(language, ReadingRecord.model_validate(data), seasons)


READINGS = {language: reading(language) for language in ("en", "de")}


def passage(
    text: str, *before: str, language: str = "en", issued: str | None = "2022-11-24"
) -> Passage:
    """A passage after the paragraphs *before* it."""
    dating = Dating(READINGS[language], edtf.parse(issued) if issued else None)
    paragraphs = tuple(normalise(t).text for t in (*before, text))
    return Passage(paragraphs[-1], paragraphs, len(paragraphs), READINGS[language], dating)


def gaps(value: Value | str, *texts: str, language: str = "en", form: str = "clause") -> list[str]:
    """What *value* says and the last of *texts* does not."""
    said = Words(value, form) if isinstance(value, str) else value
    return SUPPORT.gaps(said, passage(texts[-1], *texts[:-1], language=language))


def number(text: str, low: str, high: str | None = None) -> Quantity:
    from decimal import Decimal  # noqa: PLC0415

    return Quantity(Decimal(low), Decimal(high or low), Unit(text, text))


@pytest.mark.parametrize(
    ("language", "text", "numbers"),
    [
        ("en", "10,000 men", {"10000"}),
        ("en", "10 000 men", {"10000"}),
        ("en", "10\u202f000 men", {"10000"}),
        ("en", "ten thousand men", {"10000"}),
        ("en", "10.000 men", {"10000", "10"}),
        ("en", "1.8 million people", {"1.8", "1800000"}),
        ("en", "a 3,700-strong force", {"3700"}),
        ("en", "two hundred and fifty thousand", {"250000"}),
        ("en", "nine hundred and ninety-nine", {"999"}),
        ("en", "nine and ten", {"9", "10"}),
        ("en", "two dozen, and fifty million", {"24", "50000000"}),
        ("en", "5 percent of 1,234.5", {"5", "1234.5"}),
        ("en", "2-3 days", {"2", "3"}),
        ("en", "on the third day", {"3"}),
        ("en", "version 1.2.3", {"1", "2", "3", "1.2"}),
        ("de", "10.000 Menschen", {"10000"}),
        ("de", "1,5 Millionen", {"1.5", "1500000"}),
        ("de", "zehntausend", {"10000"}),
        ("de", "einundzwanzig", {"21"}),
        ("de", "dreihundertfünfundvierzig", {"345"}),
        ("de", "zwei Millionen", {"2000000"}),
        ("de", "hundert", {"100"}),
        ("de", "dreißig Tausend", {"30000"}),
    ],
)
def test_numbers_are_read(language: str, text: str, numbers: set[str]) -> None:
    found = READINGS[language].numbers(normalise(text).text)
    assert {f"{n.value.normalize():f}" for n in found} <= numbers
    assert {f"{n.value.normalize():f}" for n in found} & {max(numbers, key=len)}


@given(st.integers(0, 999_999), st.sampled_from(["en", "de"]))
def test_a_number_is_read_as_it_was_written(value: int, language: str) -> None:
    from babel.numbers import format_decimal  # noqa: PLC0415

    written = format_decimal(value, locale=language)
    assert value in {n.value for n in READINGS[language].numbers(f"x {written} y")}


@pytest.mark.parametrize(
    ("language", "text", "dates"),
    [
        ("en", "on November 23", {"2022-11-23"}),
        ("en", "on 23 November 2022", {"2022-11-23"}),
        ("en", "on the 2nd of February, 2023", {"2023-02-02"}),
        ("en", "in Dec. 2021", {"2021-12"}),
        ("en", "since 2013", {"2013"}),
        ("en", "on Thursday", {"2022-11-24"}),
        ("en", "on Wednesday", {"2022-11-23"}),
        ("en", "yesterday", {"2022-11-23"}),
        ("en", "last week", {"2022-11-14/2022-11-20"}),
        ("en", "this summer", {"2022-22"}),
        ("en", "two years ago", {"2020"}),
        ("en", "two days later, after November 21,", {"2022-11-23"}),
        ("en", "a month later", {"2022-12"}),
        ("de", "am 23. November", {"2022-11-23"}),
        ("de", "am 1. Oktober 1918", {"1918-10-01"}),
        ("de", "am Donnerstag", {"2022-11-24"}),
        ("de", "letzte Woche", {"2022-11-14/2022-11-20"}),
        ("de", "vor zwei Tagen", {"2022-11-22"}),
        ("de", "gestern", {"2022-11-23"}),
    ],
)
def test_dates_are_read_from_the_day_of_the_text(language: str, text: str, dates: set[str]) -> None:
    told = passage(text, language=language).told
    assert dates <= {date.text for one in told for date in one.dates}


HELD: list[tuple[Value | str, str]] = [
    (Who("lund", ENTITIES["lund"]), "Minister Lund spoke."),
    (Who("lund", ENTITIES["lund"]), "Keeper Piet Lund's lamp burned."),
    (Who("holm", ENTITIES["holm"]), "It was Inge Holm."),
    (Who("union", ENTITIES["union"]), "Ships of the N.U. came."),
    (Who("skarn", ENTITIES["skarn"]), "Havn refuses."),
    (Who("office", ENTITIES["office"]), "The weather office on Skarn closed."),
    (Who("pair", ENTITIES["pair"]), "Holm met Lund."),
    (Group((Who("lund", ENTITIES["lund"]), Who("holm", ENTITIES["holm"]))), "Lund met Hölm."),
    (number("days", "42"), "after over forty-two days"),
    (number("men", "10000"), "some 10 000 men"),
    (When(edtf.parse("2022-11-23")), "on November 23"),
    (When(edtf.parse("2022-11-23"), read="yesterday"), "It ended yesterday."),
    (When(edtf.parse("2022-11")), "on November 23"),
    (When(edtf.parse("2022-11-21/2022-11-23")), "from November 21 to November 23"),
    (When(edtf.parse("1907-10-01"), inferred="year"), "on 1 October"),
    (When(edtf.parse("-0479")), "in 480 BC"),
    ("the president of Skarn", "the Skarnish President"),
    ("a “brutal […] breach”", "called it a “brutal and open breach” of law"),
    ("no fines would be imposed", "“We will not impose fines,” he said."),
    ("the two sides met", "Lund met Holm."),
    ("the lamp burned for 42 days", "For 42 days the lamp burned."),
    ("the keeper refused to pay", "He did not pay, the keeper said."),
]
NOT_HELD: list[tuple[Value | str, str, str]] = [
    (Who("lund", ENTITIES["lund"]), "Minister Land spoke.", "Piet Lund"),
    (Who("lund", ENTITIES["lund"]), "The brother, Jan Lund, spoke.", "Piet Lund"),
    (Who("union", ENTITIES["union"]), "A union of the nu school.", "Northern Union"),
    (Who("pair", ENTITIES["pair"]), "Holm met nobody.", "Lund and Holm"),
    (number("days", "42"), "after over 24 days", "42"),
    (number("days", "2", "3"), "after 2 days", "3"),
    (When(edtf.parse("2022-11-23")), "on November 25", "2022-11-23"),
    (When(edtf.parse("2022-11-23")), "in November", "2022-11-23"),
    (When(edtf.parse("2020-11-23")), "on November 23", "2020-11-23"),
    (When(edtf.parse("2022-11-22"), read="yesterday"), "It ended yesterday.", "2022-11-22"),
    (When(edtf.parse("2022-11-23"), read="yesterday"), "It ended today.", "yesterday"),
    ("the lamp burned for 42 days", "For 24 days the lamp burned.", "42"),
    ("the lamp was lit on 3 May", "The lamp was lit on 5 May.", "3 May"),
    ("the talks in Geneva", "the talks in Vienna", "Geneva"),
    ("the president of Skarn", "the President, of whom some in the Skarnish papers tell", "Skarn"),
    ("a “brutal breach”", "called it a breach, a brutal one", "brutal breach"),
    ("a “brutal […] breach”", "a “breach, brutal and open”", "brutal"),
    ("no fines would be imposed", "“We will impose fines,” he said.", "no"),
    ("fines would be imposed on drivers", "Fines were not imposed on drivers.", "negated"),
    ("it could neither be accepted nor rejected", "He could accept nor reject it.", "neither"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "text"), HELD)
def test_what_stands_there_is_found(value: Value | str, text: str) -> None:
    assert gaps(value, text) == []


@pytest.mark.parametrize(("value", "text", "missing"), NOT_HELD)
def test_what_does_not_stand_there_is_a_gap(value: Value | str, text: str, missing: str) -> None:
    assert missing in " ".join(gaps(value, text))


@pytest.mark.parametrize(
    ("value", "text", "held"),
    [
        ("die Prüfung von 10.000 Lampen", "Zehntausend Lampen wurden geprüft.", True),
        ("die Prüfung von 10.000 Lampen", "1.000 Lampen wurden geprüft.", False),
        ("die Lampe wurde nicht gelöscht", "Man löschte die Lampe nicht.", True),
        ("die Lampe wurde nicht gelöscht", "Kein Licht, keine Lampe wurde gelöscht.", True),
        ("die Lampe wurde nicht gelöscht", "Man löschte die Lampe.", False),
        ("die Lampe wurde gelöscht", "Die Lampe wurde nicht gelöscht.", False),
        ("der Wärter am Turm", "Jemand stand dort.", True),  # any noun has a capital
        ("der Wärter von Skarn", "Der Wärter von Havre.", False),
        (When(edtf.parse("2022-11-24"), read="Donnerstag"), "Am Donnerstag begann es.", True),
        (When(edtf.parse("2022-11-23"), read="Donnerstag"), "Am Donnerstag begann es.", False),
    ],
)
def test_other_languages_have_their_own_words(value: Value | str, text: str, *, held: bool) -> None:
    assert (gaps(value, text, language="de") == []) == held


@pytest.mark.parametrize(
    ("texts", "held"),
    [
        (("Lund spoke.", "He added that all was well."), True),
        (("Lund spoke.", "“All is well,” he said."), True),
        (("Lund spoke:", "“All is well.”"), True),
        (("Lund met Holm.", "Holm spoke.", "He left."), False),  # the nearest is meant
        (("Lund spoke.", "Brandt said that he was ill."), False),  # somebody else may be meant
        (("Lund spoke.", "All was well."), False),
        (("Lund spoke.", "It rained.", "It rained.", "It rained.", "He left."), False),
    ],
)
def test_a_pronoun_leads_to_who_was_named_before(texts: tuple[str, ...], *, held: bool) -> None:
    assert (gaps(Who("lund", ENTITIES["lund"]), *texts) == []) == held


def test_a_reason_may_deny_what_the_text_never_says() -> None:
    assert gaps("It was not the keeper.", "The board paid.", form=REASON) == []


def test_what_only_serves_the_sentence_may_be_named_anywhere_in_the_text() -> None:
    there = passage("The lamp burned.", "Skarn, 24 November")
    about, date = Words("the lamp of Skarn", "np"), When(edtf.parse("2022-11"))
    assert SUPPORT.gaps(about, there, helper=True) == SUPPORT.gaps(date, there, helper=True) == []
    assert SUPPORT.gaps(about, there)
    assert SUPPORT.gaps(date, there)


@given(st.text(max_size=200), st.text(max_size=200), st.sampled_from(["en", "de"]))
def test_no_text_is_too_strange_to_be_read(slot: str, text: str, language: str) -> None:
    there = passage(text, language=language)
    for form in ("np", "vp", "quote", "rich"):
        SUPPORT.gaps(Words(slot, form), there)
    assert there.says(there.text)


@pytest.mark.parametrize(
    "hostile",
    [
        lambda: "9" * 50_000, lambda: "1,000" * 10_000, lambda: "one hundred " * 5_000,
        lambda: "not " * 20_000, lambda: '"' * 20_001, lambda: "[" * 20_000, lambda: "a" * 200_000,
        lambda: "U." * 20_000, lambda: "zwei" * 20_000, lambda: "two days later " * 500,
        lambda: "a\u0301\u0327" * 20_000,
    ],
)  # fmt: skip
def test_hostile_texts_take_no_time(hostile: Callable[[], str]) -> None:
    start = time.process_time()
    for language in ("en", "de"):
        there = passage(hostile(), language=language)
        SUPPORT.gaps(Words("the 42 lamps of Skarn did not burn on 3 May", "clause"), there)
    assert time.process_time() - start < 10


def test_small_letters_stand_where_the_letters_stood() -> None:
    assert all(len(small(chr(code))) == 1 for code in range(sys.maxunicode + 1))


@pytest.mark.parametrize(
    "said", ["LAST WEEK", "Last Week", "TWO DAYS LATER", "On a Monday", "İN 2 DAYS"]
)
def test_dates_are_told_in_letters_of_any_size(said: str) -> None:
    (told,) = passage(f"It came, {said}").told
    assert told.relative
    assert told == passage(f"It came, {small(said)}").told[0]


def test_what_denies_may_be_written_in_capitals() -> None:
    assert READINGS["en"].negations("It did NOT ring, Nor did they.") == [7, 17]
