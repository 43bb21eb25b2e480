"""Sentences with several gaps: what a learner must know together, as a cloze of its own.

Its note is known by the set of its gaps; each gap is a slot that a question asks for by itself.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from quizgen import markup
from quizgen.asking import questions_of
from quizgen.interactions import in_blank
from quizgen.items import Interaction
from quizgen.maker import Omission
from quizgen.phrases import Blank
from quizgen.templating import RenderError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from quizgen.asking import Asked
    from quizgen.items import Item
    from quizgen.kinds import Cloze
    from quizgen.maker import Maker
    from quizgen.workspace import Fact

_BEFORE = "previous."
Gaps = dict[str, "Asked"]  # by the slot that is left blank, the question that asks for it


def gapped(fact: Fact, make: Maker) -> Iterator[Item | Omission]:
    """The clozes with several gaps that *fact* can fill."""
    for cloze in fact.kind.clozes:
        for gaps in _filled(fact, cloze):
            try:
                yield _item(cloze, gaps, make)
            except RenderError as error:
                make.report(gaps[cloze.blanks[0]], cloze.sentence, error)


def _filled(fact: Fact, cloze: Cloze) -> Iterator[Gaps]:
    """The questions behind the gaps: once for the fact, or for each later entry of a list."""
    asked = [a for a in questions_of(fact) if a.question.each == cloze.each]
    if cloze.each is None:
        yield from _complete({a.question.asks: a for a in reversed(asked)}, cloze)
        return
    frames = fact.frames(cloze.each) if cloze.each in fact.slots else ()
    for before, frame in pairwise(frames):
        here = {a.question.asks: a for a in reversed(asked) if a.frame is frame}
        there = {f"{_BEFORE}{a.question.asks}": a for a in reversed(asked) if a.frame is before}
        yield from _complete({**there, **here}, cloze)


def _complete(found: Gaps, cloze: Cloze) -> Iterator[Gaps]:
    """The gaps, if all of them can be asked."""
    if all(blank in found for blank in cloze.blanks):
        yield {blank: found[blank] for blank in cloze.blanks}


def _item(cloze: Cloze, gaps: Gaps, make: Maker) -> Item | Omission:
    last = gaps[_last(cloze)]
    cites = tuple(dict.fromkeys(c for asked in gaps.values() for c in asked.citations))
    whole = replace(last, citations=cites)
    scope = _scope(last, cloze)
    frame = f".{last.frame.id}" if last.frame else ""
    id_ = f"{last.fact.id}/{cloze.identity}{frame}/{Interaction.CLOZE}"
    truth = make.tell.sentence(whole, cloze.sentence, scope)
    try:
        stem = make.tell.sentence(whole, cloze.sentence, _blanked(scope, gaps))
        single = {
            blank: make.tell.sentence(whole, cloze.sentence, _blanked(scope, {blank: asked}))
            for blank, asked in gaps.items()
        }
    except RenderError as error:  # the sentence can be said, but not with this gap in it
        return Omission(id_, str(error))
    if stem.count(markup.BLANK) != len(gaps):
        return Omission(id_, "the sentence has no single place for each answer")
    order = sorted(gaps, key=lambda blank: single[blank].index(markup.BLANK))
    key = tuple(in_blank(single[b], truth, make.tell.answer(gaps[b].key)) for b in order)
    item = make.item(whole, Interaction.CLOZE, stem, key)
    first = f".{last.frame.identity}" if last.frame else ""
    return replace(
        item,
        id=id_,
        guid=make.guid(last, f"{cloze.identity}/{Interaction.CLOZE}"),
        asks=cloze.identity,
        accepted=(),
        claim=truth,
        first_id=f"{last.fact.identity}/{cloze.identity}{first}/{Interaction.CLOZE}",
        key_citations=tuple(gaps[blank].citations for blank in order),
    )


def _last(cloze: Cloze) -> str:
    """A gap that stands in the entry asked about, not in the one before."""
    return next((b for b in cloze.blanks if not b.startswith(_BEFORE)), cloze.blanks[0])


def _scope(asked: Asked, cloze: Cloze) -> Mapping[str, object]:
    """What the sentence may say; a sentence of the fact needs no entry of a list."""
    return asked.scope if cloze.each else {n: v for n, v in asked.scope.items() if n != "previous"}


def _blanked(scope: Mapping[str, object], gaps: Gaps) -> dict[str, object]:
    """The *scope* with a blank in the place of each answer."""
    made = dict(scope)
    for blank, asked in gaps.items():
        if blank.startswith(_BEFORE):
            before: Mapping[str, object] = made["previous"]  # type: ignore[assignment]
            made["previous"] = {**before, blank.removeprefix(_BEFORE): Blank(asked.key)}
        else:
            made[blank] = Blank(asked.key)
    return made
