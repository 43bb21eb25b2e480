"""What was verified, held against the texts as they are: what has moved, and what is stale.

The lock keeps of each cited paragraph what lets it be known again. A stale fact is one that cites
a passage which was edited, or is gone, since it was verified.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from textwrap import shorten
from typing import TYPE_CHECKING

from quizgen import rules
from quizgen.citing import at_text, citations
from quizgen.finding import Found, find, find_lost
from quizgen.frozen import frozen
from quizgen.latest import Latest
from quizgen.lock import EDITED, GONE, MOVED, SAME, Passage, verified
from quizgen.shingled import Text
from quizgen.sketches import normal_words, sketch_of, words_digest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from quizgen.citing import Cited
    from quizgen.diagnostics import Diagnostic
    from quizgen.lock import Lock, Place
    from quizgen.texts import Texts
    from quizgen.workspace import Workspace

_LAST = 253_402_300_799  # the last second of the year 9999
_SHOWN = 160  # characters of a passage that a hint shows


@frozen
class Stale:
    """A citation whose passage was edited or is gone."""

    cited: Cited
    paragraph: int
    passage: Passage

    @property
    def place(self) -> str:
        """The passage as it is cited: `report ¶4`."""
        return f"{self.cited.citation.source} ¶{self.paragraph}"


def passage_of(paragraph: str, clock: int) -> Passage:
    """What the lock keeps of a *paragraph* that is verified now."""
    words = normal_words(paragraph)
    return Passage(clock, SAME, len(words), words_digest(words), sketch_of(words))


def found(lock: Lock, texts: Texts | None) -> dict[Place, Found]:
    """How each passage that the lock knows stands in the texts attached."""
    return {**_in_texts(texts)(lock.passages)}


def _found(passages: Mapping[Place, Passage], texts: Texts | None) -> dict[Place, Found]:
    by_source: dict[str, list[Place]] = defaultdict(list)
    for place in passages:
        by_source[place[0]].append(place)
    all_found: dict[Place, Found] = {}
    for source, places in by_source.items():
        if texts and (text := texts.by_source.get(source)):
            searched = Text(text.paragraphs)
            shared = {p[1]: passages[p] for p in places if not p[2]}
            by_number = find(shared, searched)
            all_found |= {(source, number, ""): one for number, one in by_number.items()}
            taken = {n for f in by_number.values() if f.state in (SAME, MOVED) for n in f.at}
            all_found |= {
                place: find_lost(passages[place], place[1], searched, taken)
                for place in places
                if place[2]
            }
    return all_found


# A build asks before and after it compiles, as a rule for the same passages in the same texts.
_in_texts: Latest[Texts | None, Latest[Mapping[Place, Passage], dict[Place, Found]]] = Latest(
    lambda texts: Latest(lambda passages: _found(passages, texts))
)


def seen(lock: Lock, known: Mapping[Place, Found]) -> Lock:
    """The lock with what was found of each passage; what was verified of it stays."""
    states = {
        place: replace(lock.passages[place], state=one.state)
        for place, one in known.items()
        if lock.passages[place].state != one.state
    }
    return replace(lock, passages={**lock.passages, **states}) if states else lock


def verify(lock: Lock, workspace: Workspace, texts: Texts | None, clock: int) -> Lock:
    """The lock after a build with *texts*: what is cited and was never verified now is."""
    if not texts:
        return lock
    attached = {id_: text for id_, text in texts.by_source.items() if text}
    lock = seen(lock, found(lock, texts))
    kept: dict[Place, Passage] = {}
    for cited in citations(workspace):
        for source, number in cited.places:
            place = (source, number, cited.identity)
            place = place if place in lock.passages else (source, number, "")
            text = attached.get(source)
            if place in lock.passages:
                kept[place] = lock.passages[place]
            elif text and place not in kept and number <= len(text.paragraphs):
                kept[place] = passage_of(text.paragraphs[number - 1], clock)
    kept = {place: passage for place, passage in kept.items() if place[0] in attached}
    return verified(lock, {id_: text.digest for id_, text in attached.items()}, kept)


def following(texts: Texts, known: Mapping[Place, Found]) -> Texts:
    """*texts* in which each citation leads to where its passage stands now."""
    places: dict[str, dict[int, tuple[int, ...]]] = defaultdict(dict)
    for (source, number, fact), one in known.items():
        if not fact:
            places[source][number] = one.at
    followed = {
        id_: replace(text, places=places[id_]) if text else None
        for id_, text in texts.by_source.items()
    }
    return replace(texts, by_source=followed, lost=frozenset(place[2] for place in known) - {""})


def stale(workspace: Workspace, lock: Lock) -> Iterator[Stale]:
    """Each citation whose passage was edited or is gone, as the lock knows it."""
    if not any(passage.is_stale for passage in lock.passages.values()):
        return  # as nearly always: no citation has to be read for that
    for cited in citations(workspace):
        for source, number in cited.places:
            passage = lock.passage(source, number, cited.identity)
            if passage and passage.is_stale:
                yield Stale(cited, number, passage)


def check_anchors(
    workspace: Workspace, lock: Lock, known: Mapping[Place, Found], texts: Texts | None
) -> Iterator[Diagnostic]:
    """What has moved since it was verified, by source; and each fact that is stale."""
    yield from _moved(workspace, lock, known)
    told: set[tuple[str, str]] = set()
    for one in stale(workspace, seen(lock, known)):
        if (one.cited.fact, one.place) not in told:
            told.add((one.cited.fact, one.place))
            yield _stale(one, known, texts)


def _moved(workspace: Workspace, lock: Lock, known: Mapping[Place, Found]) -> Iterator[Diagnostic]:
    astray = {place: one for place, one in known.items() if one.at not in ((), (place[1],))}
    moves: dict[str, dict[int, tuple[int, ...]]] = defaultdict(dict)
    for cited in citations(workspace) if astray else ():
        for source, number in cited.places:
            own = (source, number, cited.identity)
            one = astray.get(own if own in lock.passages else (source, number, ""))
            if one:
                moves[source][number] = one.at
    for source, moved in sorted(moves.items()):
        listed = ", ".join(f"¶{n} → {at_text(at)}" for n, at in sorted(moved.items()))
        message = f"what is cited from '{source}' stands elsewhere in this text: {listed}"
        hint = "let the citations follow: quizgen anchor --write"
        yield rules.MOVED_CITATION.at(workspace.sources[source].span("text"), message, hint=hint)


def _stale(one: Stale, known: Mapping[Place, Found], texts: Texts | None) -> Diagnostic:
    when = date_of(one.passage.when)
    what = {EDITED: "was edited", GONE: "is gone"}[one.passage.state]
    message = f"the passage {one.place} {what} since it was verified on {when}"
    source = one.cited.citation.source
    text = texts.by_source.get(source) if texts else None
    places = [known.get((source, one.paragraph, fact)) for fact in (one.cited.identity, "")]
    at = next((found.at for found in places if found), ())
    option = f"--accept '{one.place}'"
    option = option if at in ((), (one.paragraph,)) else f"--write {option}"
    hint = f"read it again; if the fact still holds: quizgen anchor {option}"
    if text and at:
        says = shorten(" ".join(text.paragraphs[n - 1] for n in at), _SHOWN, placeholder="…")
        hint = f"{at_text(at)} now says: “{says}”; {hint}"
    if one.passage.state == GONE:
        hint = "cite another passage, or leave the fact out"
    return rules.STALE_CITATION.at(one.cited.span, message, hint=hint)


def verified_line(workspace: Workspace, lock: Lock) -> str:
    """What was verified when, in one line; empty where no source has a text."""
    if not any(source.text for source in workspace.sources.values()):
        return ""
    places = {(c.citation, c.fact): c for c in citations(workspace)}
    passages = [
        [lock.passage(source, number, cited.identity) for source, number in cited.places]
        for cited in places.values()
    ]
    times = {p.when for found in passages for p in found if p}
    whens = sorted(set(map(date_of, times)))
    never = sum(not found or None in found for found in passages)
    texts = len({source for source, _, _ in lock.passages})
    if not whens:
        return "no citation is verified yet: quizgen build --texts DIR"
    when = whens[0] if len(whens) == 1 else f"{whens[0]} to {whens[-1]}"
    stale_facts = len({one.cited.fact for one in stale(workspace, lock)})
    return "; ".join(
        [
            f"citations verified {when} against {texts} text{'s' * (texts != 1)}",
            *([f"{never} citation{'s' * (never != 1)} never"] if never else []),
            *([f"{stale_facts} fact{'s' * (stale_facts != 1)} stale"] if stale_facts else []),
        ]
    )


def date_of(when: int) -> str:
    """A time as a date."""
    return datetime.fromtimestamp(min(when, _LAST), UTC).date().isoformat()
