"""What stands on the two sides of a flash card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, assert_never

from quizgen.citations import reference
from quizgen.frozen import frozen
from quizgen.items import Citation, Interaction, Locator

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from quizgen.items import Item, Study
    from quizgen.words import Words

_SHORT = 70  # characters: answers of whole sentences are not shouted


@frozen
class Block:
    """One text, or a list of several, each with its sign, in a style of `fitting.STYLES`."""

    style: str
    texts: tuple[str, ...]
    sign: Literal["bullet", "letter", "number"] = "bullet"


def front(item: Item, words: Words) -> tuple[Block, ...]:
    """The question: what a learner sees first."""
    shown = [Block("context", (item.context,))] if item.context else []
    return (*shown, Block("stem", (item.stem,)), *_asked(item, words))


def back(item: Item, study: Study, words: Words) -> tuple[Block, ...]:
    """The answer, and where it is read."""
    answers = _answers(item, words)
    style = "answer" if max(map(len, answers)) <= _SHORT else "sentences"
    is_ordered = item.interaction is Interaction.ORDERING
    told = [Block(style, answers, "number" if is_ordered else "bullet")]
    if item.interaction is Interaction.TRUE_FALSE and item.key == ("false",):
        told.append(Block("claim", (item.claim or item.rationale,)))
    if item.disagreement:
        told.append(Block("claim", (item.disagreement,)))
    sources = " · ".join(_references((*item.citations, *item.disagreeing), study, words))
    return (*told, Block("sources", (sources,))) if sources else tuple(told)


def _asked(item: Item, words: Words) -> Iterator[Block]:
    options = tuple(option.text for option in item.options)
    match item.interaction:
        case Interaction.CHOICE | Interaction.MULTIPLE_RESPONSE:
            yield Block("options", options, "letter")
        case Interaction.TRUE_FALSE:
            yield Block("hint", (words("flash_do_true_false"),))
        case Interaction.MATCHING:
            yield Block("premises", item.premises)
            yield Block("options", options, "letter")
        case Interaction.ORDERING:
            yield Block("options", options)
        case Interaction.SHORT_ANSWER | Interaction.CLOZE | Interaction.NUMBER | Interaction.DATE:
            pass
        case _:
            assert_never(item.interaction)


def _answers(item: Item, words: Words) -> tuple[str, ...]:
    if item.interaction is Interaction.TRUE_FALSE:
        return tuple(words(f"sheet_{truth}") for truth in item.key)
    return item.key


def _references(citations: Iterable[Citation], study: Study, words: Words) -> Iterator[str]:
    """Each source once, with all its places: a card has little room."""
    places: dict[tuple[str, str], list[Locator]] = {}
    for citation in citations:
        places.setdefault((citation.source, citation.locator.label), []).append(citation.locator)
    for (source, label), found in places.items():
        found.sort(key=lambda locator: locator.at)
        value = words("list_separator").join(dict.fromkeys(place.value for place in found))
        yield reference(Citation(source, Locator(label, value)), study, words)
