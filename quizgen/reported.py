"""Which source reports it: a choice among sources whose completeness proves that they do not.

Only a source of which every speaker is known can be a wrong answer, and only where none of them may
have said it: of any other source nobody knows what it leaves out.
"""

from __future__ import annotations

from bisect import bisect
from dataclasses import replace
from itertools import chain, islice
from typing import TYPE_CHECKING

from quizgen import markup
from quizgen.candidates import ids_of, speaker_of
from quizgen.cues import clang
from quizgen.distractors import ENOUGH, LEAST
from quizgen.items import Option, digest
from quizgen.values import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from quizgen.asking import Asked
    from quizgen.items import Item
    from quizgen.maker import Maker
    from quizgen.setting import Member, Together


def reported(together: Together, members: Sequence[Member]) -> Item | str:
    """A choice: the one source that reports what the first of *members* tells."""
    member = members[0]
    asked, space = member.asked, together.make.workspace
    cited = sorted(asked.fact.sources())
    if len(cited) != 1:
        return "several sources report it"
    stem = together.stem([member])
    key = space.label(cited[0])
    said = fold(markup.plain(stem))
    silent = (s for s in _silent(asked, together) if fold(space.label(s)) not in said)
    others = list(islice(silent, ENOUGH))
    if len(others) < LEAST:
        return f"{len(others)} of the {LEAST} sources needed are known not to report it"
    if clang(said, key, [space.label(s) for s in others], *together.make.distractors.small_words):
        return "the question repeats a word of the source's name"
    options = [Option(key, is_key=True, citations=asked.citations)]
    options += [_wrong(source, asked, together.make) for source in others]
    options.sort(key=lambda o: digest("option", together.identity, o.text))
    item = together.item(stem, [member], [key])
    return replace(item, options=tuple(options), context="")


def _wrong(source: str, asked: Asked, make: Maker) -> Option:
    """A source that does not report it; that can be said, but no passage says it."""
    label, who = make.workspace.label(source), speaker_of(asked.fact)
    voice = make.tell.answer(who) if who else ""
    phrases = make.workspace.phrases
    said = phrases.words("not_reported", source=label, voice=voice)
    return Option(label, rationale=phrases.capitalised(said))


def _silent(asked: Asked, together: Together) -> Iterator[str]:
    """The sources that name all who speak in them, but nobody who may have said this.

    Each stands on a ring by its own digest, and each item looks from its own place on.
    """
    make = together.make
    who = speaker_of(asked.fact)
    ours = ids_of(who) if who else ()
    of_entities, ring = make.guard.kin.of_entities, make.ring
    start = bisect(ring, (digest(together.identity), ""))
    for _, source in chain(islice(ring, start, None), islice(ring, start)):
        heard = make.voices.get(source) or frozenset()
        complete = make.workspace.sources[source].complete
        if asked.question.bound in complete and not any(
            of_entities(one, other) for one in ours for other in heard
        ):
            yield source
