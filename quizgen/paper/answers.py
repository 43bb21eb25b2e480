"""Items as a key shows them: what is right, what else is accepted, and why the rest is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from babel.numbers import format_decimal

from quizgen.frozen import frozen
from quizgen.items import ARROW, Interaction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizgen.items import Citation, Item, Option, Passage, Study
    from quizgen.words import Words


@frozen
class Lettered:
    """A text and the letter or number it has on the sheet, if it has one."""

    letter: str
    text: str
    citations: tuple[Citation, ...] = ()


@frozen
class Answer:
    """An item as the key shows it: the right answers, and the options that are wrong."""

    item: Item
    points: str
    right: tuple[Lettered, ...]
    accepted: tuple[str, ...]
    wrong: tuple[tuple[str, Option], ...]
    is_correction: bool
    passages: tuple[Passage, ...]
    claim: str
    within: tuple[str, str] | None


def letter(index: int) -> str:
    """The letter that a browser gives to the option at *index*: A to Z, then AA, AB."""
    before, last = divmod(index, 26)
    return (letter(before - 1) if before else "") + chr(ord("A") + last)


def answer(item: Item, points: str, words: Words, study: Study) -> Answer:
    """What a key says of *item*, worth *points* where a sheet says that at each."""
    accepted = tuple(text for text in item.accepted if text not in item.key)
    is_correction = item.interaction is Interaction.TRUE_FALSE and item.key == ("false",)
    right, wrong = tuple(_right(item, words)), tuple(_wrong(item))
    passages = study.passages.get(item.id, ())
    claim = "" if item.says_all else item.claim or item.rationale
    within = _within(item, words)
    return Answer(item, points, right, accepted, wrong, is_correction, passages, claim, within)


def marks(item: Item, words: Words) -> tuple[str, ...]:
    """What a student who is right has marked, in the order of the sheet; nothing that is written.

    Letters of options, of responses by premise; places of what was put in order; true or false.
    """
    letters = {option.text: letter(n) for n, option in enumerate(item.options)}
    match item.interaction:
        case Interaction.CHOICE | Interaction.MULTIPLE_RESPONSE:
            return tuple(letters[option.text] for option in item.options if option.is_key)
        case Interaction.TRUE_FALSE:
            return tuple(words(f"sheet_{truth}") for truth in item.key)
        case Interaction.MATCHING:
            return tuple(letters[pair.partition(ARROW)[2]] for pair in item.key)
        case Interaction.ORDERING:
            return tuple(str(item.key.index(option.text) + 1) for option in item.options)
        case Interaction.SHORT_ANSWER | Interaction.CLOZE | Interaction.NUMBER | Interaction.DATE:
            return ()
        case _:
            assert_never(item.interaction)


def _within(item: Item, words: Words) -> tuple[str, str] | None:
    """The least and the greatest number that is right, where more than one is."""
    number = item.number
    if number is None or number.low == number.high:
        return None
    low, high = (format_decimal(n, locale=words.locale) for n in (number.low, number.high))
    return low, high


def _right(item: Item, words: Words) -> Iterator[Lettered]:
    match item.interaction:
        case Interaction.CHOICE | Interaction.MULTIPLE_RESPONSE:
            read = dict(zip(item.key, item.key_citations, strict=False))
            for index, option in enumerate(item.options):
                if option.is_key:
                    yield Lettered(letter(index), option.text, read.get(option.text, ()))
        case Interaction.TRUE_FALSE:
            yield from (Lettered("", truth) for truth in marks(item, words))
        case Interaction.MATCHING:
            for response, (pair, cites) in zip(marks(item, words), _cited(item), strict=True):
                yield Lettered(response, words.onward(pair, ARROW), cites)
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
