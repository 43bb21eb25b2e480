"""Forms: options are all of one form, and of the kind that the question asks for."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING

from quizgen.craft.specimen import count, short
from quizgen.craft.tokens import CACHED, alone, numbers
from quizgen.craft.values import day

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from quizgen.craft.pack import Pack
    from quizgen.craft.specimen import Specimen

SENTENCE = 6  # words: longer options are clauses, whatever they begin with
NAME_WORDS = 4  # options of more words are sentences: capitals say nothing of their form
SIGN = re.compile(r"[^\w\s“„«\"'(]")  # formulas, code and pictures look as they must


def odd_key(it: Specimen) -> str | None:
    """Only the key has its form."""
    if not it.is_contest():
        return None
    if any(map(SIGN.match, it.options)):
        return None
    shapes = [shape(text, it.pack) for text in it.wrong]
    if len(set(shapes)) == 1 and shape(it.right[0], it.pack) != shapes[0]:
        return f"the key alone has another form: {short(it.right[0])} among {short(it.wrong[0])} …"
    return None


def mixed_forms(it: Specimen) -> str | None:
    """Options have different forms."""
    if any(map(SIGN.match, it.options)):
        return None
    shapes = {form(text, it.options, it.pack): text for text in it.options}
    if len(shapes) > 1 and not odd_key(it):
        one, other = list(shapes.values())[:2]
        return f"options of different forms: {short(one)}, {short(other)}"
    return None


def wrong_type(it: Specimen) -> str | None:
    """An option is nothing that the question word asks for."""
    if not it.pack.opens_any(tuple(_ASKED), it.stem):
        return None
    texts = it.choices or it.key
    for name, is_fit in _ASKED.items():
        if it.pack.opens(name, it.stem):
            odd = next((text for text in texts if not is_fit(text, texts, it.pack)), None)
            return f"{short(odd)} does not answer {short(it.stem)}" if odd else None
    return None


@lru_cache(CACHED)
def shape(text: str, pack: Pack) -> str:
    """How *text* begins: the sort of its first word."""
    first = text.strip()[:1]
    if first in '“„«"':
        return "quotation"
    if first.isdigit() or alone(text) or (numbers(text) and pack.find("months", text)):
        return "number"
    if pack.opens("infinitives", text):
        return "infinitive"
    is_phrase = 1 < count(text) <= SENTENCE  # "freezing" alone is a noun as "condensation" is
    return "gerund" if is_phrase and pack.opens("gerunds", text) else "words"


def form(text: str, among: Sequence[str], pack: Pack) -> str:
    """The shape of *text*; short words are a name or none, where capitals tell."""
    found = shape(text, pack)
    if found != "words" or "capitals" not in pack or not _can_tell_names(tuple(among)):
        return found
    return "name" if _is_name(text, pack) else found


@lru_cache(CACHED)
def _can_tell_names(among: tuple[str, ...]) -> bool:
    """Whether capitals tell which of some texts are names: all are short, and not all have one."""
    return max(map(count, among)) <= NAME_WORDS and not all(t[:1].isupper() for t in among)


@lru_cache(CACHED)
def _is_name(text: str, pack: Pack) -> bool:
    heads = takewhile(lambda word: word not in pack.plain("narrowing"), text.split())
    # "the king of France" is no name, nor is "a chest X-ray".
    return any(word[:1].isupper() and word[1:2].isalpha() for word in heads)


def _is_somebody(text: str, _: Sequence[str], pack: Pack) -> bool:
    return not (alone(text) or day(text, pack))


def _is_time(text: str, among: Sequence[str], pack: Pack) -> bool:
    dated = sum(bool(re.search(r"\d", other)) for other in among)
    if dated * 2 < len(among):  # "inside the penalty area" answers "when" as well
        return True
    return bool(re.search(r"\d", text) or pack.find("times", text))


def _is_number(text: str, _: Sequence[str], pack: Pack) -> bool:
    return bool(re.search(r"\d", text) or pack.find("number_words", text))


_ASKED: dict[str, Callable[[str, Sequence[str], Pack], bool]] = {
    "who": _is_somebody,
    "when": _is_time,
    "where": _is_somebody,
    "how_many": _is_number,
}
