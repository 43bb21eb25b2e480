"""Keys: nothing but knowledge tells them from the wrong answers."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import combinations
from math import ceil
from typing import TYPE_CHECKING

from quizgen import cues
from quizgen.craft.shapes import SIGN, form, shape
from quizgen.craft.specimen import short
from quizgen.craft.tokens import BLANK, CACHED, folded, numbers, unquoted
from quizgen.items import Interaction

if TYPE_CHECKING:
    from collections.abc import Callable

    from quizgen.craft.pack import Pack
    from quizgen.craft.specimen import Specimen

MUCH = 12  # letters by which a long key differs at least
LONGER = 1.25  # times the next longest option
ALIKE = 0.85  # of the letters of two options
SHARED = 0.7  # of the letters of two words of one root
_LETTERS = re.compile(r"[^\W\d_]+$")
FEW = 3  # options that may stand without a pair among them
_MARKS: tuple[Callable[[str], int], ...] = (
    lambda text: sum(c.isdigit() for c in text),
    lambda text: text.count(",") + text.count(";"),
    lambda text: text.count("("),
    lambda text: len(re.findall(r"[“”„«»\"]", text)),
    lambda text: sum(letter.isupper() for letter in text),
)


def clang(it: Specimen) -> str | None:
    """The key repeats a word of the stem that no wrong answer has."""
    found = [word for word in _clangs(it) if not _is_name(word, it)]
    if found:
        return f"'{found[0]}' stands in the stem and only in the key {short(it.right[0])}"
    return None


def name_clang(it: Specimen) -> str | None:
    """The key repeats a name of the stem that no wrong answer has."""
    found = [word for word in _clangs(it) if _is_name(word, it)]
    if found:
        return f"the name '{found[0]}' stands in the stem and only in the key {short(it.right[0])}"
    return None


def longest_key(it: Specimen) -> str | None:
    """The key is longer than the others by far."""
    if not it.is_contest(1):
        return None
    key, lengths = it.right[0], [len(text) for text in it.wrong]
    mean = sum(lengths) / len(lengths)
    capitals = sum(word[:1].isupper() for word in key.split())
    is_name = capitals * 2 > len(key.split()) or form(key, it.options, it.pack) == "name"
    if is_name or shape(key, it.pack) == "number":  # these are as long as they are
        return None
    if cues.is_longest(key, it.wrong) and len(key) - mean >= MUCH:
        return f"the key has {len(key)} letters, the others {mean:.0f}: {short(key)}"
    return None


def conspicuous(it: Specimen) -> str | None:
    """The key stands out by several outward marks at once."""
    if not it.is_contest():
        return None
    key = it.right[0]
    if any(map(SIGN.match, it.options)):
        return None
    is_long = len(key) > LONGER * max(map(len, it.wrong)) and not longest_key(it)  # told once
    others = [_marks(text) for text in it.wrong]
    marks = sum(mark and not any(same) for mark, *same in zip(_marks(key), *others, strict=True))
    if is_long + marks > 1:
        return f"the key stands out by its look: {short(key)}"
    return None


def convergence(it: Specimen) -> str | None:
    """The key shares most with the others, as if they had been varied from it."""
    if not it.is_contest():
        return None
    stop_words, suffixes = it.pack.plain("stop_words"), it.pack.entries("suffixes")
    if stop_words and cues.converges(it.right[0], it.wrong, stop_words, suffixes):
        return f"the key has most in common with the others: {short(it.right[0])}"
    return None


def pair(it: Specimen) -> str | None:
    """Two options are much alike, and the key is one of them."""
    if not it.is_contest(FEW):
        return None
    texts = [" ".join(folded(text)) for text in (it.right[0], *it.wrong)]
    if any(numbers(text) for text in texts):
        return None
    pairs = combinations(range(len(texts)), 2)
    alike = [pair for pair in pairs if _are_alike(texts[pair[0]], texts[pair[1]])]
    if len(alike) == 1 and alike[0][0] == 0:
        twin = it.wrong[alike[0][1] - 1]
        return f"two options are much alike, one is the key: {short(it.right[0])}, {short(twin)}"
    return None


def opposites(it: Specimen) -> str | None:
    """Two options are opposites, one of which must be right, and others stand beside them."""
    if len(it.choices) <= FEW:
        return None
    sided = [text for text in it.choices if _sides(text, it.pack)]
    found = [two for two in combinations(sided, 2) if _are_opposite(*two, it.pack)]
    if len(found) == 1:
        one, other = found[0]
        return f"two options leave nothing for the others: {short(one)}, {short(other)}"
    return None


def absolutes(it: Specimen) -> str | None:
    """Some options, not all, hold a word that hardly ever is right."""
    return _some(it, "absolutes", "is hardly ever right")


def vague(it: Specimen) -> str | None:
    """Some options hold a word that everybody takes otherwise."""
    return _some(it, "vague", "means something else to everybody", least=len(it.choices) + 1)


def number_cue(it: Specimen) -> str | None:
    """The verb of the stem fits the number of some options only."""
    words = folded(it.stem)
    verb = next((w for w in reversed(words) if w not in it.pack.plain("articles")), "")
    is_one, is_many = (verb in it.pack.plain(n) for n in ("singular_verbs", "plural_verbs"))
    if "?" in it.stem or not (is_one or is_many):
        return None
    fits = {text: _is_plural(text, it.pack) for text in it.choices}
    odd = next((t for t, plural in fits.items() if plural is not None and plural != is_many), None)
    if odd and any(plural == is_many for plural in fits.values()):
        return f"'{verb}' does not go with {short(odd)}"
    return None


def article_cue(it: Specimen) -> str | None:
    """An article before the gap tells how the answer begins."""
    word = _before_gap(it.stem)
    if word.casefold() not in it.pack.plain("leaking_articles"):
        return None
    if it.item.interaction is Interaction.CLOZE:
        return (
            None
            if re.search(r"\ba/an\b|\ba\(n\)", it.stem)
            else f"'{word}' before the gap tells of the answer: {short(it.stem)}"
        )
    vowels = "".join(it.pack.entries("vowels"))
    begins = {text[:1].casefold() in vowels for text in it.choices} if vowels else set()
    return f"'{word}' fits only some options: {short(it.stem)}" if len(begins) > 1 else None


def _before_gap(stem: str) -> str:
    """The word before the first gap that has one, be it the stem's end; empty where none has."""
    *told, last = stem.split(BLANK)
    for text in (*told, last.rstrip(":….")):
        words = text.split()
        if words and (found := _LETTERS.search(words[-1])):
            return found[0]
    return ""


@lru_cache(maxsize=1)  # two rules, one after the other, tell names from other words
def _clangs(it: Specimen) -> tuple[str, ...]:
    if len(it.right) != 1 or "stop_words" not in it.pack or SIGN.match(it.right[0]):
        return ()
    stop_words, suffixes = it.pack.plain("stop_words"), it.pack.entries("suffixes")
    found = cues.clang(it.stem, it.right[0], it.wrong, stop_words, suffixes)
    asked = it.content(it.stem)
    return tuple(root for root in found if any(_are_of_one_root(root, word) for word in asked))


def _are_of_one_root(one: str, other: str) -> bool:
    """Whether two words share most of their letters: hydrogen and hydrochloric do not."""
    shorter = min(len(one), len(other))
    return one[: ceil(SHARED * shorter)] == other[: ceil(SHARED * shorter)]


def _is_name(root: str, it: Specimen) -> bool:
    if "capitals" not in it.pack:
        return False
    said = [word for word in it.stem.split()[1:] if "".join(folded(word)).startswith(root[:5])]
    return any(word.strip("“„\"'(")[:1].isupper() for word in said)


@lru_cache(CACHED)
def _are_alike(one: str, other: str) -> bool:
    """Whether two texts share so many letters, in the order they stand in."""
    least = ALIKE * (len(one) + len(other)) / 2
    if min(len(one), len(other)) < least or _shared(one, other) < least:
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE


def _shared(one: str, other: str) -> int:
    """How many letters two texts share, wherever they stand."""
    there = _letters(other).get
    return sum([min(n, there(letter, 0)) for letter, n in _letters(one).items()])


@lru_cache(CACHED)
def _letters(text: str) -> Counter[str]:
    return Counter(text)


@lru_cache(CACHED)
def _marks(text: str) -> tuple[int, ...]:
    """The outward marks of *text*: figures, commas, brackets, quotation marks, capitals."""
    return tuple(mark(text) for mark in _MARKS)


def _are_opposite(one: str, other: str, pack: Pack) -> bool:
    """Whether two texts are equal but for a word and its opposite."""
    return any(
        (n, not is_left, rest) in _sides(other, pack) for n, is_left, rest in _sides(one, pack)
    )


@lru_cache(CACHED)
def _sides(text: str, pack: Pack) -> frozenset[tuple[int, bool, tuple[str, ...]]]:
    """Which opposites *text* holds one side of, and what is left without it."""
    if not pack.opposed.search(text):
        return frozenset()
    found = []
    for n, sides in enumerate(pack.opposites):
        for is_left, side in zip((True, False), sides, strict=True):
            rest, times = side.subn("", text)
            found += [(n, is_left, folded(rest))] if times else []
    return frozenset(found)


def _some(it: Specimen, name: str, why: str, least: int = 0) -> str | None:
    marked = it.choices if it.has_marked_option else ()
    found = [(text, w) for text in marked if (w := it.pack.find(name, unquoted(text)))]
    if found and len(found) < (least or len(it.choices)):
        return f"'{found[0][1]}' {why}: {short(found[0][0])}"
    return None


def _is_plural(text: str, pack: Pack) -> bool | None:
    if pack.opens("singular_openers", text):
        return False
    if pack.opens("plural_openers", text) or pack.find("plurals", text):
        return True
    return None
