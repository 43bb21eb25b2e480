"""Printable sheets and their answer keys: self-contained HTML, set for A4 or Letter paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from babel.dates import get_date_format
from babel.numbers import format_decimal

from quizgen import markup
from quizgen.items import ARROW, Interaction
from quizgen.outputs import Output
from quizgen.pages import environment
from quizgen.words import find_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2.sandbox import SandboxedEnvironment

    from quizgen.items import Citation, Form, Item, Option, Passage, Sheet, Study, Work
    from quizgen.lock import Lock
    from quizgen.resources import Shelf
    from quizgen.words import Words

_LINE = 60  # characters that a learner writes on one line
_MOST_LINES = 4


@dataclass(frozen=True, slots=True)
class Question:
    """An item as a student sees it: nothing in it tells which answer is the right one."""

    part: str
    context: str
    stem: str
    options: tuple[str, ...]
    premises: tuple[str, ...]
    lines: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lettered:
    """A text and the letter or number it has on the sheet, if it has one."""

    letter: str
    text: str
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """An item as the key shows it: the right answers, and the options that are wrong."""

    item: Item
    right: tuple[Lettered, ...]
    accepted: tuple[str, ...]
    wrong: tuple[tuple[str, Option], ...]
    is_correction: bool
    passages: tuple[Passage, ...]
    claim: str
    within: tuple[str, str] | None


def make(study: Study, _lock: Lock, shelf: Shelf) -> dict[str, bytes]:
    """The sheet and the key of each version, by file name."""
    words = find_words(shelf, study.language)
    pages = environment(study, words, shelf)
    return {
        name: text.encode()
        for sheet in study.sheets
        for form in sheet.forms
        for name, text in _files(sheet, form, study, pages, words)
    }


def letter(index: int) -> str:
    """The letter that a browser gives to the option at *index*: A to Z, then AA, AB."""
    before, last = divmod(index, 26)
    return (letter(before - 1) if before else "") + chr(ord("A") + last)


def _files(
    sheet: Sheet, form: Form, study: Study, pages: SandboxedEnvironment, words: Words
) -> Iterator[tuple[str, str]]:
    name = f"{sheet.name}-{form.version.lower()}"
    page = {"title": sheet.title, "paper": sheet.paper, "version": form.version}
    questions = [_question(item, words) for item in form.items]
    answers = [_answer(item, words, study) for item in form.items]
    student, key = pages.get_template("sheet.html.j2"), pages.get_template("key.html.j2")
    yield f"{name}.html", student.render(page, questions=questions) + "\n"
    yield f"{name}-key.html", key.render(page, answers=answers, works=_works(form, study)) + "\n"


def _question(item: Item, words: Words) -> Question:
    options = tuple(option.text for option in item.options)
    premises: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    lines = 1
    match item.interaction:
        case Interaction.CHOICE:
            part = "choice"
        case Interaction.MULTIPLE_RESPONSE:
            part = "boxes"
        case Interaction.TRUE_FALSE:
            part = "true_false"
        case Interaction.CLOZE:
            part = "cloze"
        case Interaction.SHORT_ANSWER:
            part, lines = "lines", _lines(item)
        case Interaction.NUMBER:
            part, fields = "number", (item.number.unit if item.number else "",)
        case Interaction.DATE:
            part, fields = "date", _date_parts(item.date, words)
        case Interaction.MATCHING:
            part, premises = "matching", item.premises
        case Interaction.ORDERING:
            part = "ordering"
        case _:
            assert_never(item.interaction)
    return Question(part, item.context, item.stem, options, premises, lines, fields)


def _answer(item: Item, words: Words, study: Study) -> Answer:
    accepted = tuple(text for text in item.accepted if text not in item.key)
    is_correction = item.interaction is Interaction.TRUE_FALSE and item.key == ("false",)
    right, wrong = tuple(_right(item, words)), tuple(_wrong(item))
    passages = study.passages.get(item.id, ())
    claim = "" if item.says_all else item.claim or item.rationale
    within = _within(item, words)
    return Answer(item, right, accepted, wrong, is_correction, passages, claim, within)


def _within(item: Item, words: Words) -> tuple[str, str] | None:
    """The least and the greatest number that is right, where more than one is."""
    number = item.number
    if number is None or number.low == number.high:
        return None
    low, high = (format_decimal(n, locale=words.locale) for n in (number.low, number.high))
    return low, high


def _date_parts(text: str, words: Words) -> tuple[str, ...]:
    """What a learner writes of a date: its parts as far as they are known, in the usual order."""
    if not text or "/" in text:
        return ()
    known = ("y", "m", "d")[: text.lstrip("-").count("-") + 1]
    pattern = get_date_format("long", words.locale).pattern.lower()
    order = sorted(known, key=pattern.index)
    return tuple(words(f"sheet_date_{part}") for part in order)


def _right(item: Item, words: Words) -> Iterator[Lettered]:
    match item.interaction:
        case Interaction.CHOICE | Interaction.MULTIPLE_RESPONSE:
            read = dict(zip(item.key, item.key_citations, strict=False))
            for index, option in enumerate(item.options):
                if option.is_key:
                    yield Lettered(letter(index), option.text, read.get(option.text, ()))
        case Interaction.TRUE_FALSE:
            yield from (Lettered("", words(f"sheet_{truth}")) for truth in item.key)
        case Interaction.MATCHING:
            letters = {option.text: letter(n) for n, option in enumerate(item.options)}
            for pair, cites in _cited(item):
                response = pair.partition(ARROW)[2]
                yield Lettered(letters[response], pair, cites)
        case Interaction.ORDERING:
            for n, (text, cites) in enumerate(_cited(item), start=1):
                yield Lettered(str(n), text, cites)
        case Interaction.SHORT_ANSWER | Interaction.CLOZE | Interaction.NUMBER | Interaction.DATE:
            yield from (Lettered("", *read) for read in _cited(item))
        case _:
            assert_never(item.interaction)


def _wrong(item: Item) -> Iterator[tuple[str, Option]]:
    if item.key_option is None:  # its options are to be put in order: none of them is wrong
        return
    lettered = item.interaction is not Interaction.TRUE_FALSE
    for index, option in enumerate(item.options):
        if not option.is_key and (option.rationale or option.citations):
            yield letter(index) if lettered else "", option


def _cited(item: Item) -> Iterator[tuple[str, tuple[Citation, ...]]]:
    """Each part of the key with where it is read, if it has evidence of its own."""
    return zip(item.key, item.key_citations or ((),) * len(item.key), strict=True)


def _lines(item: Item) -> int:
    written = sum(len(markup.plain(answer)) for answer in item.key)
    return min(1 + written // _LINE, _MOST_LINES)


def _works(form: Form, study: Study) -> list[Work]:
    """The works that the key of *form* cites, in the order of their numbers."""
    cited = {citation.source for item in form.items for citation in item.cited()}
    return [work for work in study.works if work.source in cited]


OUTPUT = Output("sheets", "printable sheets and their answer keys (HTML)", make, for_paper=True)
