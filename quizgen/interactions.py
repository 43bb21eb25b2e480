"""What one question makes of one fact: an item for each interaction, or why there is none.

Nothing turns into another interaction, and nothing is padded.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from quizgen import markup
from quizgen.distractors import LEAST
from quizgen.items import Interaction, Item, Number, Option, digest
from quizgen.judged import true_false
from quizgen.maker import Omission
from quizgen.phrases import Blank
from quizgen.templating import RenderError
from quizgen.values import Group, Quantity, When, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizgen.asking import Asked
    from quizgen.items import Citation
    from quizgen.maker import Maker
    from quizgen.templating import Sentence
    from quizgen.values import Value

MOST_RIGHT = 5  # right answers among the options of one item: more are a list to learn by heart
MOST_IN_GAP = 7  # words: more cannot be recalled word by word
ABOUT = Decimal("0.1")  # by what part an answer may differ from a number that is only about right


def items(make: Maker, asked: Asked) -> Iterator[Item | Omission]:
    """Each item that *asked* makes; one that cannot be made is an omission."""
    for name, sentence in asked.question.wordings.items():
        interaction = Interaction(name)
        try:
            made = _MAKERS[interaction](make, asked, sentence)
        except RenderError as error:
            make.report(asked, sentence, error)
            continue
        if isinstance(made, Item):
            yield made
        else:
            yield Omission(f"{asked.path}/{interaction}", made)


def short_answer(make: Maker, asked: Asked, sentence: Sentence) -> Item | str:
    """A question to answer in a few words."""
    stem = make.tell.sentence(asked, sentence, asked.scope)
    key = asked.key
    parts = tuple(map(make.tell.answer, key.members)) if isinstance(key, Group) else ()
    return make.item(asked, Interaction.SHORT_ANSWER, stem, parts or (make.tell.key(asked),))


def number(make: Maker, asked: Asked, sentence: Sentence) -> Item | str:
    """A number to write, right within a tolerance."""
    key = asked.key
    if not isinstance(key, Quantity):
        return "the answer is no number"
    if key.bound not in (None, "about"):
        return "only a bound of the number is known"
    stem = make.tell.sentence(asked, sentence, asked.scope)
    part = max(asked.question.tolerance, ABOUT if key.bound == "about" else Decimal(0))
    unit = key.unit.other if key.unit else ""
    within = Number(key.low - part * abs(key.low), key.high + part * abs(key.high), unit)
    item = make.item(asked, Interaction.NUMBER, stem, (make.tell.key(asked),))
    return replace(item, number=within)


def date(make: Maker, asked: Asked, sentence: Sentence) -> Item | str:
    """A date to write, as exact as it is known."""
    key = asked.key
    if not isinstance(key, When) or make.is_vague(asked):
        return "the date is too vague to be written"
    stem = make.tell.sentence(asked, sentence, asked.scope)
    item = make.item(asked, Interaction.DATE, stem, (make.tell.key(asked),))
    return replace(item, date=key.date.text)


def choice(make: Maker, asked: Asked, sentence: Sentence) -> Item | str:
    """A question with one right and two or three wrong options."""
    if make.is_vague(asked):
        return "the date is too vague to choose among others"
    stem = make.tell.sentence(asked, sentence, asked.scope)
    found = make.distractors.find(asked, markup.plain(stem))
    if len(found) < LEAST:
        return f"{len(found)} of the {LEAST} wrong answers needed could be proved false"
    key = make.tell.key(asked)
    options = [(asked.key, Option(key, is_key=True, citations=asked.citations))]
    options += [(c.value, make.wrong_option(asked, c)) for c in found]
    ordered = isinstance(asked.key, When | Quantity)
    item = make.item(asked, Interaction.CHOICE, stem, (key,))
    salt = f"{asked.identity}/{Interaction.CHOICE}"
    placed = sorted(options, key=lambda o: place_of(salt, o[0], o[1].text))
    return replace(item, options=tuple(o for _, o in placed), ordered=ordered)


def multiple_response(make: Maker, asked: Asked, sentence: Sentence) -> Item | str:
    """A question whose right answers, several, stand among wrong ones."""
    key = asked.key
    members = key.members if isinstance(key, Group) else ()
    if not LEAST <= len(members) <= MOST_RIGHT:
        return f"the list has {len(members)} entries: {LEAST} to {MOST_RIGHT} can be chosen"
    stem = make.tell.sentence(asked, sentence, asked.scope)
    found = make.members.find(asked, markup.plain(stem))
    if len(found) < LEAST:
        return f"{len(found)} of the {LEAST} wrong answers needed could be proved false"
    options = [Option(make.tell.answer(m), True, None, _cited(m, asked)) for m in members]  # noqa: FBT003
    options += [
        Option(make.tell.answer(c.value), rationale=make.tell.origin(c), citations=c.citations)
        for c in found
    ]
    stem = make.workspace.phrases.words("choose_all", question=stem)
    right = tuple(option for option in options if option.is_key)
    item = make.item(
        asked, Interaction.MULTIPLE_RESPONSE, stem, tuple(option.text for option in right)
    )
    salt = f"{asked.identity}/{Interaction.MULTIPLE_RESPONSE}"
    options.sort(key=lambda option: digest("option", salt, option.text))
    cites = tuple(option.citations for option in right)
    return replace(item, options=tuple(options), key_citations=cites)


def cloze(make: Maker, asked: Asked, sentence: Sentence) -> Item | str:
    """A statement with the asked slot left blank."""
    scope = {**asked.scope, asked.question.asks: Blank(asked.key)}
    try:
        stem = make.tell.sentence(asked, sentence, scope)
    except RenderError as error:
        return str(error)
    if stem.count(markup.BLANK) != 1:
        return "the statement has no single place for the answer"
    if (count := len(markup.plain(make.tell.answer(asked.key)).split())) > MOST_IN_GAP:
        return f"the answer has {count} words, too many for a gap"
    truth = make.tell.sentence(asked, sentence, asked.scope)
    key = in_blank(stem, truth, make.tell.answer(asked.key))
    return make.item(asked, Interaction.CLOZE, stem, (key,))


_MAKERS = {
    Interaction.SHORT_ANSWER: short_answer,
    Interaction.CHOICE: choice,
    Interaction.MULTIPLE_RESPONSE: multiple_response,
    Interaction.TRUE_FALSE: true_false,
    Interaction.CLOZE: cloze,
    Interaction.NUMBER: number,
    Interaction.DATE: date,
}


def in_blank(stem: str, truth: str, answer: str) -> str:
    """What stands in the blank of *stem* in the sentence itself: the *answer*, or a form of it."""
    before, _, after = stem.partition(markup.BLANK)
    said = truth[len(before) : len(truth) - len(after)]
    is_there = truth.startswith(before) and truth.endswith(after) and said
    # Of "44 v. Chr." the last stop may be that of the sentence.
    same = (answer.casefold(), answer.casefold().removesuffix("."))
    return said if is_there and said.casefold() not in same else answer


def place_of(salt: str, value: object, text: str) -> tuple[object, ...]:
    """Dates and numbers in their order, everything else by digest: never by which one is right."""
    match value:
        case When(date=date):
            return (date.lower, date.upper)
        case Quantity(low=low, high=high):
            return (low, high)
    return (digest("option", salt, text),)


def _cited(member: Value, asked: Asked) -> tuple[Citation, ...]:
    """Where one entry of a list is read: by itself, or with the whole list."""
    return (member.citations if isinstance(member, Words) else ()) or asked.citations
