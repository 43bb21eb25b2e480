"""Sets of pairs to match: each answer is proved wrong beside every other premise."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from quizgen import markup
from quizgen.distractors import LEAST
from quizgen.guard import Verdict
from quizgen.interactions import place_of
from quizgen.items import ARROW, Option, digest
from quizgen.values import Quantity, When, fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from quizgen.guard import Candidate
    from quizgen.items import Item
    from quizgen.setting import Member, Together

MOST_WRONG = 3
STARTS = 6
LOOKED_AT = 100  # facts of a group, in its own order: the work must not grow with their square


def matched(together: Together, members: Sequence[Member]) -> Item | str:
    """A matching: premises, their responses, and one response more."""
    members = members[:LOOKED_AT]
    pairs = _pairs(together, members)
    extra = _extra(together, members, pairs)
    if extra is None and len(pairs) > together.of.least:
        *pairs, last = pairs  # its response stands without its premise
        extra = last.answer, last.candidate
    if len(pairs) < together.of.least:
        return f"{len(pairs)} of the {together.of.least} pairs needed can be told apart"
    if extra is None:
        return "there is no response that belongs to none of the premises"
    key = [f"{m.shown}{ARROW}{m.answer}" for m in pairs]
    item = together.item(together.stem(pairs), pairs, key, pairs)
    text, candidate = extra
    options = [Option(m.answer, is_key=True, citations=m.asked.citations) for m in pairs]
    why = together.make.tell.origin(candidate)
    options.append(Option(text, rationale=why, citations=candidate.citations))
    values = {m.answer: m.asked.key for m in pairs} | {text: candidate.value}
    ordered = all(isinstance(value, When | Quantity) for value in values.values())
    options.sort(key=lambda o: place_of(together.identity, values[o.text], o.text))
    return replace(item, options=tuple(options), ordered=ordered)


def several(together: Together, members: Sequence[Member]) -> Item | str:
    """A multiple response: the answers of all members among answers that are wrong for each."""
    right: list[Member] = []
    for member in members:
        if all(member.marks[1] != other.marks[1] for other in right):
            right.append(member)
    right = right[: together.of.most]
    if len(right) < together.of.least:
        return f"{len(right)} of the {together.of.least} right answers needed are there"
    stem = together.stem(right)
    wrong = list(_wrong(together, right, markup.plain(stem)))[:MOST_WRONG]
    if len(wrong) < LEAST:
        return f"{len(wrong)} of the {LEAST} wrong answers needed could be proved false"
    tell = together.make.tell
    options = [Option(m.answer, is_key=True, citations=m.asked.citations) for m in right]
    options += [
        Option(tell.key(right[0].asked, c.value), rationale=tell.origin(c), citations=c.citations)
        for c in wrong
    ]
    options.sort(key=lambda o: digest("option", together.identity, o.text))
    answers = {m.answer: m for m in right}
    key = [o.text for o in options if o.is_key]
    stem = tell.phrases.words("choose_all", question=stem)
    item = together.item(stem, right, key, [answers[text] for text in key])
    return replace(item, options=tuple(options))


def _wrong(together: Together, right: Sequence[Member], stem: str) -> Iterator[Candidate]:
    """What is false as an answer of every member."""
    make = together.make
    for candidate in make.distractors.find(right[0].asked, stem, count=2 * MOST_WRONG):
        if all(_is_false(together, m, candidate, stem) for m in right[1:]):
            yield candidate


def _pairs(together: Together, members: Sequence[Member]) -> list[Member]:
    """As many members as wished, each answer false beside each other premise.

    One that fits few others may come first: then each of the next is tried as the beginning.
    """
    best: list[int] = []
    differ = cache(lambda one, other: _differ(together, members[one], members[other]))
    for start in range(min(len(members), STARTS)):
        found = _from([*range(start, len(members)), *range(start)], together.of.most, differ)
        best = found if len(found) > len(best) else best
        if len(best) > together.of.least:
            break
    return [members[number] for number in best]


def _from(numbers: Iterable[int], most: int, differ: Callable[[int, int], bool]) -> list[int]:
    pairs: list[int] = []
    for number in numbers:
        if len(pairs) == most:
            break
        if all(differ(*sorted((number, other))) for other in pairs):
            pairs.append(number)
    return pairs


def _differ(together: Together, one: Member, other: Member) -> bool:
    if one.marks[0] == other.marks[0] or one.marks[1] == other.marks[1]:
        return False
    return _is_false(together, one, other.candidate, one.shown) and _is_false(
        together, other, one.candidate, other.shown
    )


def _is_false(together: Together, member: Member, candidate: Candidate, stem: str) -> bool:
    judged = together.make.guard.judge(member.asked, candidate, markup.plain(stem))
    return judged is Verdict.FALSE


def _extra(
    together: Together, members: Sequence[Member], pairs: Sequence[Member]
) -> tuple[str, Candidate] | None:
    """A response that belongs to no premise: another member's, or a sibling's."""
    if not pairs:
        return None
    taken = {m.marks[1] for m in pairs}
    for text, candidate in _others(together, members, pairs):
        if fold(markup.plain(text)) in taken:
            continue
        if all(_is_false(together, m, candidate, m.shown) for m in pairs):
            return text, candidate
    return None


def _others(
    together: Together, members: Sequence[Member], pairs: Sequence[Member]
) -> Iterator[tuple[str, Candidate]]:
    shown = {id(m) for m in pairs}
    yield from ((m.answer, m.candidate) for m in members if id(m) not in shown)
    make, first = together.make, pairs[0].asked
    stems = " ".join(markup.plain(m.shown) for m in pairs)
    for candidate in make.distractors.find(first, stems, count=2 * MOST_WRONG):
        yield make.tell.key(first, candidate.value), candidate
