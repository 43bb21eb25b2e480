"""Whether a passage holds what a slot says, as far as a machine can tell.

Compared are the names, numbers, dates, negations and quoted words of the two, each for itself: a
passage that is alike in all but one number supports nothing. What free wording says besides is not
judged. Wherever something is not found, a gap says what was looked for.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from quizgen.dated import agree, is_told, old_years
from quizgen.frozen import frozen
from quizgen.markup import plain, runs
from quizgen.normal import normalise
from quizgen.reading import bare, keys_of, words_of
from quizgen.values import Event, Frames, Group, Quantity, When, Who, Words, fold

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from quizgen.dating import Dating, Told
    from quizgen.naming import Names
    from quizgen.reading import Number, Reading, Word
    from quizgen.values import Value

REASON = "reason"  # the form of a text that says why something is not so
_STEM = 5  # letters by which two forms of a word are known for one
_SHORT = 4  # shorter words tell little of what a sentence is about
_COUNTED = 12  # to which people write numbers out, also where the text names those counted
_ALIKE = 0.75  # the share of a slot's words from which a clause says the same
_QUOTED = re.compile(r'"([^"]+)"')
_LEFT_OUT = re.compile(r"\s*(?:\[[^\]]*\]|\.\.\.)\s*")
_CLAUSE = re.compile(r"[.!?;:,\n]+(?=\s|$|\")|\s-\s")


@frozen(slots=False)
class Passage:
    """The cited paragraphs, all of their text, the number of the first, and its dates."""

    text: str
    paragraphs: tuple[str, ...]
    number: int
    reading: Reading
    dating: Dating
    around: Passage | None = None

    @property
    def before(self) -> tuple[str, ...]:
        """The paragraphs before it."""
        return self.paragraphs[: self.number - 1]

    @cached_property
    def whole(self) -> Passage:
        """The whole text as a passage."""
        return self.around or Passage("\n".join(self.paragraphs), (), 1, self.reading, self.dating)

    @property
    def words(self) -> tuple[Word, ...]:
        """Its words."""
        return words_of(self.text)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The beginnings of its words."""
        return frozenset([key[:_STEM] for key in keys_of(self.text)])

    @cached_property
    def told(self) -> list[Told]:
        """The dates it tells."""
        return self.dating.told(self.text)

    @cached_property
    def numbers(self) -> frozenset[Decimal]:
        """The numbers it tells, those in dates left out (years are both)."""
        dates = [(t.start, t.end) for t in self.told if not t.relative and t.end - t.start > _SHORT]
        found = self.reading.numbers(self.text)
        return frozenset(n.value for n in found if not _inside(n.start, dates))

    @cached_property
    def clauses(self) -> tuple[tuple[frozenset[str], int], ...]:
        """Its clauses: the stems of their telling words, and how many negations stand in them."""
        return tuple((_telling(p), len(self.reading.negations(p))) for p in self.parts)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The texts of its clauses, parted at marks."""
        return tuple(p for p in _CLAUSE.split(self.text) if p.strip())

    @cached_property
    def spoken(self) -> str:
        """Its words alone, with a space before and after each."""
        return f" {_spoken(self.text)} "

    def says(self, words: str) -> bool:
        """Whether *words* stand there as they are; `[…]` leaves out and `[added]` adds."""
        spoken, position = self.spoken, 0
        for part in _LEFT_OUT.split(words):
            sought = f" {_spoken(part)} "
            found = spoken.find(sought, position) if sought.strip() else position
            if found < 0:
                return False
            position = found + len(sought.rstrip()) if sought.strip() else position
        return True


@frozen(slots=False)
class Support:
    """Holds values against passages.

    `helper`: the slot only serves the sentence; its names may stand anywhere in the text, and the
    date of the text itself supports it.
    `negated`: the fact's own sentence holds a negation.
    """

    names: Names

    def gaps(
        self, value: Value, passage: Passage, *, helper: bool = False, negated: bool = False
    ) -> list[str]:
        """What *value* says and *passage* does not; nothing where it is supported."""
        return list(dict.fromkeys(self._gaps(value, passage, helper=helper, negated=negated)))

    def _gaps(
        self, value: Value, passage: Passage, *, helper: bool, negated: bool
    ) -> Iterator[str]:
        match value:
            case Who(entity=entity):
                if not self.names.named(entity, passage.whole if helper else passage):
                    yield f"the name “{entity.name}”"
            case Group(members=members):
                for member in members:
                    yield from self._gaps(member, passage, helper=helper, negated=negated)
            case When():
                yield from _of_date(value, passage, helper=helper)
            case Quantity():
                yield from _of_quantity(value, passage)
            case Words():
                yield from self._of_words(value, passage, helper=helper, negated=negated)
            case Event() | Frames():
                return

    def _of_words(
        self, words: Words, passage: Passage, *, helper: bool, negated: bool
    ) -> Iterator[str]:
        text, form = words.text, words.form
        if form == "quote":
            if not passage.says(normalise(text).text):
                yield f"the words “{text}”"
        elif form != "rich" or not _is_formula(text):
            said = plain(text)
            yield from self.of_text(said, passage, helper=helper, negated=negated, form=form)

    def of_text(
        self,
        text: str,
        passage: Passage,
        *,
        helper: bool = False,
        negated: bool = False,
        form: str = "text",
    ) -> Iterator[str]:
        """What free wording says for certain: quoted words, dates, names, numbers, negations."""
        text = normalise(text).text
        for quoted in _QUOTED.findall(text):
            if not passage.says(quoted):
                yield f"the words “{quoted}”"
        text = _QUOTED.sub(lambda m: " " * len(m[0]), text)
        told = passage.dating.absolute(text)
        for date in told:
            if not any(agree(date, other) for other in passage.told):
                yield f"the date “{text[date.start : date.end]}”"
        taken = [(t.start, t.end) for t in told]
        unnamed, mentions = self.names.unnamed(text, passage.whole if helper else passage, taken)
        yield from (f"the name “{name}”" for name in unnamed)
        yield from _of_numbers(text, passage, [*taken, *mentions])
        if not helper and form != REASON:
            denied = negated and form in ("vp", "inf")
            yield from _of_negations(text, passage, negated=negated, denied=denied)


def _is_formula(text: str) -> bool:
    """Whether rich text has more than emphasis: signs that texts write in other ways."""
    return any(run.style not in ("text", "em", "strong") for run in runs(text))


def _of_quantity(value: Quantity, passage: Passage) -> Iterator[str]:
    for number in dict.fromkeys((value.low, value.high)):
        if abs(number) not in passage.numbers:
            yield f"the number {number:f}"


def _of_numbers(text: str, passage: Passage, taken: list[tuple[int, int]]) -> Iterator[str]:
    """The numbers of free wording; `the two sides` counts whom the passage only names."""
    ways: dict[int, list[Number]] = {}
    for number in passage.reading.numbers(text):
        if not _inside(number.start, taken) and not passage.reading.is_vague(text, number):
            ways.setdefault(number.start, []).append(number)
    for start, numbers in ways.items():
        small = numbers[0].word and numbers[0].value <= _COUNTED
        counted = next((w.key for w in words_of(text) if w.start >= numbers[0].end), "")
        if small and counted[:_STEM] not in passage.stems:
            continue
        if not any(n.value in passage.numbers for n in numbers):
            yield f"the number “{text[start : numbers[0].end]}”"


# Negations


def _of_negations(text: str, passage: Passage, *, negated: bool, denied: bool) -> Iterator[str]:
    """A negation that only one of the two has; *denied*: the slot is what its fact's verb denies.

    A negation of the slot stands in the clauses that share most with it, or, where none shares
    two telling words, anywhere. A clause that says the same words has no negation that
    neither the slot nor its fact has.
    """
    found, told = passage.reading.negations(text), _telling(text)
    wanted = len(found) or int(denied)
    if wanted:
        shared = [(len(stems & told), count) for stems, count in passage.clauses if stems & told]
        closest = max((common for common, _ in shared), default=0)
        anywhere = sum(count for _, count in passage.clauses)
        near = [count for common, count in shared if common == closest]
        there = min(near) if found and closest > 1 else anywhere
        if there < wanted:
            yield (
                f"the negation “{text[found[0] :].split(maxsplit=1)[0]}”" if found else "a negation"
            )
    elif not negated and len(told) > 1:
        for clause, (stems, count) in zip(passage.parts, passage.clauses, strict=True):
            is_alike = count and len(stems & told) >= _ALIKE * len(told)
            if is_alike and _denied(clause, told, passage.reading):
                yield "there it is negated"


def _denied(clause: str, told: frozenset[str], reading: Reading) -> bool:
    """Whether *clause* has a negation just before a word that is *told*."""
    for position in reading.negations(clause):
        after = [w.key[:_STEM] for w in words_of(clause[position:])[1:] if len(w.key) >= _SHORT]
        if any(stem in told for stem in after[:1]):
            return True
    return False


def _telling(text: str) -> frozenset[str]:
    """The stems of the words that tell what *text* is about."""
    return frozenset([key[:_STEM] for key in keys_of(text) if len(key) >= _SHORT])


def _of_date(value: When, passage: Passage, *, helper: bool) -> Iterator[str]:
    """The words of `read` stand there and mean the date; or the date stands there in any form."""
    told = passage.told
    if value.read:
        if f" {fold(value.read)} " not in f" {fold(passage.text)} ":
            yield f"the words “{value.read}”"
            return
        told = _read(value.read, passage)
        if not told:
            return
    issued = passage.dating.issued
    if helper and issued and (value.date.covers(issued) or value.date == issued):
        return
    if not is_told(value, told) and not old_years(value.date) & passage.numbers:
        said = f"in “{value.read}” the date" if value.read else "the date"
        yield f"{said} {value.date.text}"


def _read(read: str, passage: Passage) -> list[Told]:
    """The dates in the words of `read`, as the passage means them."""
    within = [t for t in passage.told if fold(passage.text[t.start : t.end]) in fold(read)]
    return within or passage.dating.told(normalise(read).text)


def _inside(position: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= position < end for start, end in spans)


def _spoken(text: str) -> str:
    """*text* as words alone, without case and accents."""
    return " ".join(re.findall(r"\w+", bare(text)))
