"""Items as a student sees them: nothing here depends on which answer is the right one."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, assert_never

from babel.dates import get_date_format

from quizgen import markup
from quizgen.frozen import frozen
from quizgen.items import Interaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from quizgen.items import Item
    from quizgen.paper.prints import Print
    from quizgen.words import Words

# Classes, so that the lines tell no more of an answer than that it is a name, or a sentence.
_LINES = (1, 2, 4, 6)
_SIDE_BY_SIDE = ((12, 4), (34, 2))  # the longest option has so many characters: so many columns

_SLIM = 22  # characters of a response that leave room beside it in every print


@frozen
class Question:
    """An item as a student sees it; `fields` are the parts of a date, or the unit of a number."""

    guid: str
    part: str
    context: str
    stem: str
    options: tuple[str, ...]
    premises: tuple[str, ...]
    lines: int
    fields: tuple[str, ...]
    across: int
    points: str


@frozen
class Group:
    """Questions in a row that are answered in one way, and the number of the first."""

    part: str
    start: int
    questions: tuple[Question, ...]


def groups(questions: Iterable[Question]) -> Iterator[Group]:
    """The *questions* of a sheet, those together that are answered in one way."""
    start = 1
    for part, found in groupby(questions, key=lambda question: question.part):
        group = Group(part, start, tuple(found))
        yield group
        start += len(group.questions)


def question(item: Item, points: str, words: Words, print_: Print) -> Question:
    """What is printed of *item*, worth *points* where a sheet says that at each."""
    options = tuple(option.text for option in item.options)
    fields: tuple[str, ...] = ()
    lines, across = 1, 1
    match item.interaction:
        case Interaction.CHOICE:
            part, across = "choice", _across(options, print_)
        case Interaction.MULTIPLE_RESPONSE:
            part, across = "boxes", _across(options, print_)
        case Interaction.TRUE_FALSE:
            part = "true_false"
        case Interaction.CLOZE:
            part = "cloze"
        case Interaction.SHORT_ANSWER:
            part, lines = "lines", _lines(item, print_)
        case Interaction.NUMBER:
            part, fields = "number", (item.number.unit if item.number else "",)
        case Interaction.DATE:
            part, fields = "date", _date_parts(item.date, words)
        case Interaction.MATCHING:
            part, across = "matching", _beside(options)
        case Interaction.ORDERING:
            part = "ordering"
        case _:
            assert_never(item.interaction)
    return Question(
        item.guid, part, item.context, item.stem, options, item.premises, lines, fields, across,
        points,
    )  # fmt: skip


def _lines(item: Item, print_: Print) -> int:
    written = sum(len(markup.plain(answer)) for answer in item.key)
    return next((n for n in _LINES if written <= n * print_.written), _LINES[-1])


def _across(options: tuple[str, ...], print_: Print) -> int:
    """In how many columns short options stand; one below another where a page has less room."""
    if print_.name or print_.columns > 1:
        return 1
    if any(markup.images(option) for option in options):
        return 2
    longest = max((len(markup.plain(option)) for option in options), default=0)
    return next((columns for most, columns in _SIDE_BY_SIDE if longest <= most), 1)


def _beside(responses: tuple[str, ...]) -> int:
    """In how many columns premises and responses stand where a page has less room."""
    longest = max((len(markup.plain(response)) for response in responses), default=0)
    return 2 if longest <= _SLIM else 1


def _date_parts(text: str, words: Words) -> tuple[str, ...]:
    """What a learner writes of a date: its parts as far as they are known, in the usual order."""
    if not text or "/" in text:
        return ()
    known = ("y", "m", "d")[: text.lstrip("-").count("-") + 1]
    pattern = get_date_format("long", words.locale).pattern.lower()
    order = sorted(known, key=pattern.index)
    return tuple(words(f"sheet_date_{part}") for part in order)
