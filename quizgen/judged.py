"""Statements to judge: the true one, or one with a value that is proved wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from quizgen import markup
from quizgen.items import Interaction, Option, digest

if TYPE_CHECKING:
    from quizgen.asking import Asked
    from quizgen.candidates import Candidate
    from quizgen.items import Item
    from quizgen.maker import Maker
    from quizgen.templating import Sentence

FALSE_IN_16 = 10


def true_false(make: Maker, asked: Asked, sentence: Sentence) -> Item | str:
    """A statement to judge: the true one, or one with a wrong value in the asked slot."""
    if make.is_vague(asked):
        return "the date is too vague to be judged"
    truth = make.tell.sentence(asked, sentence, asked.scope)
    id_ = f"{asked.identity}/{Interaction.TRUE_FALSE}"
    # The coin is the item's own: other facts cannot turn a true statement into a false one.
    # It falls on false a little more often, since not every falsehood can be proved.
    if int(digest("true or false", id_)[0], 16) >= FALSE_IN_16:
        return _judged(make, asked, truth, make.tell.told(asked, sentence), None)
    found = make.distractors.find(asked, _without(truth, make.tell.answer(asked.key)), 1)
    if not found:
        return "no wrong value could be proved false"
    scope = {**asked.scope, asked.question.asks: found[0].value}
    stem, told = make.tell.sentence(asked, sentence, scope), make.tell.told(asked, sentence)
    return _judged(make, asked, stem, told, found[0])


def _judged(make: Maker, asked: Asked, stem: str, truth: str, wrong: Candidate | None) -> Item:
    """A true/false item; its rationale is the statement that is true."""
    words = make.workspace.phrases.words
    told = wrong if wrong and not wrong.by_rule else None  # what was made says nothing of its own
    rationale = make.wrong_option(asked, told).rationale if told else None
    cites = told.citations if told else ()
    options = (
        Option(words("true"), is_key=wrong is None, rationale=rationale, citations=cites),
        Option(words("false"), is_key=wrong is not None),
    )
    key = ("false" if wrong else "true",)
    item = make.item(asked, Interaction.TRUE_FALSE, stem, key)
    return replace(item, options=options, rationale=truth, claim=truth, accepted=(), ordered=True)


def _without(statement: str, answer: str) -> str:
    """The statement's given part: what a wrong value must not be named in."""
    return markup.plain(statement.replace(answer, markup.BLANK))
