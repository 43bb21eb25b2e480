"""The practice page: one HTML file that asks, judges and remembers, in any browser, offline.

Without JavaScript it is a list whose answers unfold. The scripts in templates/pages/practice/ make
a quiz of that same list; besides, the page holds only what is needed to judge.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

from babel.numbers import format_decimal
from markupsafe import Markup

from quizgen import scoring
from quizgen.frozen import frozen
from quizgen.items import Interaction
from quizgen.outputs import Output
from quizgen.pages import environment
from quizgen.words import find_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizgen.items import Citation, Item, Option, Practice, Study
    from quizgen.lock import Lock
    from quizgen.resources import Shelf
    from quizgen.words import Words

_SCRIPTS = (
    *("judge", "progress", "rounds", "elements", "choosing", "writing"),
    *("setup", "asking", "result", "page"),
)
_UNLETTERED = (Interaction.TRUE_FALSE, Interaction.ORDERING)
_OFFERING = (
    *(Interaction.CHOICE, Interaction.MULTIPLE_RESPONSE),
    *(Interaction.MATCHING, Interaction.ORDERING),
)


@frozen
class Asked:
    """An item as the page shows it: what is on offer, what is right, what is wrong and why.

    `list`: the element that holds what is on offer, `ol` where it has letters.
    """

    item: Item
    options: tuple[str, ...]
    list: str
    right: tuple[tuple[str, tuple[Citation, ...]], ...]
    accepted: tuple[str, ...]
    wrong: tuple[tuple[int, Option], ...]
    within: tuple[str, str] | None
    claim: str
    is_correction: bool


def make(study: Study, _lock: Lock, shelf: Shelf) -> dict[str, bytes]:
    """The practice page, where the recipe wants one."""
    practice = study.practice
    if practice is None or not practice.items:
        return {}
    words = find_words(shelf, study.language)
    style = shelf.text("pages/practice.css")
    script = "".join(shelf.text(f"pages/practice/{name}.js") for name in _SCRIPTS)
    cited = {citation.source for item in practice.items for citation in item.cited()}
    read = {citation.source for item in practice.items for citation in item.citations}
    page = environment(study, words, shelf).get_template("practice.html.j2")
    text = page.render(
        title=practice.title,
        asked=[_asked(item, words) for item in practice.items],
        works=[work for work in study.works if work.source in cited],
        sources=[work for work in study.works if work.source in read],
        topics=list(_topics(practice)),
        ways=[way for way in Interaction if any(i.interaction is way for i in practice.items)],
        data=Markup(scoring.embedded(study, practice.items, words)),  # noqa: S704  (escaped there)
        style=Markup(style),  # noqa: S704  (a template)
        script=Markup(script),  # noqa: S704  (a template)
        policy=f"script-src '{_hash(script)}'; style-src '{_hash(style)}'",
    )
    return {"practice.html": f"{text}\n".encode()}


def _hash(text: str) -> str:
    """*text* as a content security policy names it."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _topics(practice: Practice) -> Iterator[tuple[str, str]]:
    """Each topic with its name: those that the recipe names in its order, then by their ids."""
    found = scoring.tagged(practice.items, "topic")
    yield from ((topic, name) for topic, name in practice.topics.items() if topic in found)
    for topic in found:
        if topic not in practice.topics:
            yield topic, f"{topic[:1].upper()}{topic[1:]}".replace("-", " ")


def _asked(item: Item, words: Words) -> Asked:
    is_judged = item.interaction is Interaction.TRUE_FALSE
    truths = (words("sheet_true"), words("sheet_false"))
    right = tuple(truths[k != "true"] for k in item.key) if is_judged else item.key
    return Asked(
        item,
        truths if is_judged else tuple(_offered(item)),
        "ul" if item.interaction in _UNLETTERED else "ol",
        tuple(zip(right, item.key_citations or ((),) * len(right), strict=False)),
        tuple(text for text in item.accepted if text not in item.key),
        tuple(_wrong(item)),
        _within(item, words),
        "" if item.says_all else item.claim or item.rationale,
        is_judged and item.key == ("false",),
    )


def _offered(item: Item) -> Iterator[str]:
    return (o.text for o in item.options if item.interaction in _OFFERING)


def _wrong(item: Item) -> Iterator[tuple[int, Option]]:
    """The options that are wrong, each with its place; those to be put in order are not."""
    if item.interaction is Interaction.ORDERING:
        return
    for index, option in enumerate(item.options):
        if not option.is_key and (option.rationale or option.citations):
            yield index, option


def _within(item: Item, words: Words) -> tuple[str, str] | None:
    """The least and the greatest number that is right, where more than one is."""
    number = item.number
    if number is None or number.low == number.high:
        return None
    low, high = (format_decimal(n, locale=words.locale) for n in (number.low, number.high))
    return low, high


OUTPUT = Output("practice", "a page to practise on, offline, in any browser (HTML)", make)
