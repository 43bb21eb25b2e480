"""Sentences filled without Jinja: what they say is what Jinja would say."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from quizgen import edtf
from quizgen.kindfiles import load_kinds
from quizgen.model import Entity
from quizgen.phrases import Blank, Phrases
from quizgen.resources import Shelf
from quizgen.templating import RenderError, Sentence, Templating
from quizgen.values import Group, Quantity, Unit, When, Who, Words
from quizgen.words import find_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

PHRASES = Phrases(find_words(Shelf(), "en-GB"))
LAND = Who("xy", Entity(name="the U.S.", type="country"))
VALUES = (
    None, "", "a thing.", LAND, Words("a wall", "np"), Group((LAND, Words("they", "np"))),
    When(edtf.parse("2022-11-23")), When(edtf.parse("-0043")), Blank(When(edtf.parse("2022"))),
    Quantity(Decimal(2), Decimal(2), Unit("day", "days")),
)  # fmt: skip
NAMES = ("what", "when", "whom", "previous")


def outcome(sentence: Sentence, values: Mapping[str, object]) -> str:
    """What *sentence* says, or what keeps it from saying anything."""
    try:
        return sentence.fill(values)
    except RenderError as error:
        return f"cannot be filled: {error}"


def shipped() -> Iterator[Sentence]:
    """Every sentence of every kind that ships."""
    kinds, problems = load_kinds(Shelf(), PHRASES, lambda path: path)
    assert not problems
    for kind in filter(None, kinds.values()):
        yield kind.claim
        yield from (s for q in kind.questions for s in (*q.wordings.values(), q.key, q.claim) if s)
        yield from (cloze.sentence for cloze in kind.clozes)


def compared(sentence: Sentence, names: Iterable[str]) -> None:
    """Hold *sentence* against Jinja's filling of it, with values of every kind and with none."""
    draw = random.Random(sentence.source)  # noqa: S311  (not for secrets)
    named, by_jinja = sorted(names), replace(sentence, parts=None)
    for _ in range(20):
        values = {n: draw.choice(VALUES) for n in named if draw.random() < 0.95}
        assert outcome(sentence, values) == outcome(by_jinja, values)


def test_every_shipped_sentence_says_what_jinja_says() -> None:
    found = list(shipped())
    assert len(found) > 300
    for sentence in found:
        assert sentence.parts, sentence.source
        compared(sentence, sentence.names)


@pytest.mark.parametrize(
    "source",
    [
        "{{ what }}.",
        "{{ what|cap }} and {{ when|on }}{% if whom %} for {{ whom|all }}{% endif %}.",
        "{% if what or not when and whom %}a{% elif whom %}{{ what }}{% else %}b.{% endif %}.",
        "{% if what|several %}are{% endif %}. {{ what|form('dative') }}. {{ previous.date|show }}",
        "{{ what|the|cap }}… {{ what|s }}",
    ],
)
def test_what_holds_slots_filters_and_if_says_what_jinja_says(source: str) -> None:
    sentence = Templating(PHRASES).compile(source, None)
    assert sentence.parts
    compared(sentence, NAMES)


@pytest.mark.parametrize(
    "source",
    [
        "{{ what ~ when }}",
        "{{ 'x' if what else 'y' }}",
        "{{ 'U.S.' }}.",
        "a.{# a note #}.",
        "{% if what is defined %}a{% endif %}",
        "{% if what == 'x' %}a{% endif %}",
        "{{ what|form(name='dative') }}",
        "{{ what|unknown }}",
        "{{ what|form(when) }}",
    ],
)
def test_anything_else_is_left_to_jinja(source: str) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("quizgen.templating._refuse_all_but_sentences", lambda _: None)
        assert Templating(PHRASES).compile(source, None).parts is None
