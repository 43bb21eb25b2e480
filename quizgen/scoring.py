"""What a page's scripts need to judge answers: the key of each item as data, and their words."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, assert_never

from babel.dates import get_date_format, get_month_names

from quizgen import markup
from quizgen.items import ARROW, Interaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from quizgen.items import Item, Study
    from quizgen.words import Words

_MOST_WORDS = 4  # of an answer that a machine can judge: longer ones can be said in many ways
_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-\d\d)?)?")
_UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
_PREFIX = "practice_"


def embedded(study: Study, items: Sequence[Item], words: Words) -> str:
    """What the scripts know of *items*, as JSON in which nothing ends a script element."""
    data = {**_reading(words), **_knowledge(study, items)}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE)


def tagged(items: Iterable[Item], name: str) -> list[str]:
    """What the tags of *items* say under *name*, each once, in order."""
    tags = (tag.partition("::") for item in items for tag in item.tags)
    return sorted({value for key, _, value in tags if key == name})


def _reading(words: Words) -> dict[str, Any]:
    """How the language writes numbers and dates, and the page's own words in it."""
    months = get_month_names("wide", "stand-alone", words.locale)
    pattern = get_date_format("long", words.locale).pattern.lower()
    return {
        "decimal": words.decimal_sign,
        "articles": words("articles").split(),
        "months": [months[n] for n in range(1, 13)],
        "dateOrder": sorted("ymd", key=pattern.find),
        "words": {k: v for k, v in words.catalogue.items() if k.startswith(_PREFIX)},
    }


def _knowledge(study: Study, items: Sequence[Item]) -> dict[str, Any]:
    """Whose items they are, which of them belong together, and how each is judged."""
    sources = {work.source: work.number for work in study.works}
    facts = {fact: n for n, fact in enumerate(sorted({f for i in items for f in i.facts}))}
    known = [
        {
            "guid": item.guid,
            "way": item.interaction,
            "facts": [facts[fact] for fact in item.facts],
            "topics": tagged([item], "topic"),
            "sources": [sources[s] for s in sorted({c.source for c in item.citations})],
            **_key(item),
        }
        for item in items
    ]
    return {"namespace": study.namespace, "deck": study.name, "items": known}


def _key(item: Item) -> dict[str, Any]:
    """What tells a right answer from a wrong one."""
    match item.interaction:
        case Interaction.CHOICE | Interaction.MULTIPLE_RESPONSE:
            key: dict[str, Any] = {"right": [n for n, o in enumerate(item.options) if o.is_key]}
        case Interaction.TRUE_FALSE:
            key = {"right": [int(item.key != ("true",))]}
        case Interaction.MATCHING:
            key = {"right": _places(item, (pair.partition(ARROW)[2] for pair in item.key))}
        case Interaction.ORDERING:
            key = {"right": _places(item, item.key)}
        case Interaction.CLOZE:
            key = {"accept": _accepted(item)}
        case Interaction.SHORT_ANSWER:
            key = {"accept": _accepted(item), "own": _is_own_judge(item)}
        case Interaction.NUMBER:
            key = {"accept": _accepted(item), **_number(item)}
        case Interaction.DATE:
            key = {"accept": _accepted(item), "date": _plain_date(item)}
        case _:
            assert_never(item.interaction)
    return key


def _places(item: Item, texts: Iterable[str]) -> list[int]:
    """Where among the options each of *texts* stands."""
    places = {option.text: n for n, option in enumerate(item.options)}
    return [places[text] for text in texts]


def _accepted(item: Item) -> list[list[str]]:
    """What counts as right: for each blank of a cloze with several, else for the whole answer."""
    if item.interaction is Interaction.CLOZE and len(item.key) > 1:
        return [[markup.plain(part)] for part in item.key]
    whole = item.key if len(item.key) == 1 else (", ".join(item.key),)
    return [list(dict.fromkeys(markup.plain(text) for text in (*whole, *item.accepted)))]


def _is_own_judge(item: Item) -> bool:
    """Whether learners judge an answer themselves that is not the key word for word."""
    return len(item.key) > 1 or len(markup.plain(item.key[0]).split()) > _MOST_WORDS


def _number(item: Item) -> dict[str, str]:
    number = item.number
    if number is None:
        return {}
    return {"low": str(number.low), "high": str(number.high), "unit": number.unit}


def _plain_date(item: Item) -> str:
    """The date, where it is a year, month or day of our era that can be written part by part."""
    return item.date if _DATE.fullmatch(item.date) else ""
