"""Where passages stand in another text than the one they were verified against.

Each is *same* (its words stand whole where they stood), *moved* (they stand whole elsewhere), both
beside nothing but other verified words, *edited* (like enough to be known again) or *gone*.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from quizgen.frozen import frozen
from quizgen.lock import EDITED, GONE, MOVED, SAME
from quizgen.sketches import SHINGLE, minima

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from quizgen.lock import Passage
    from quizgen.shingled import Hit, Text

LIKE = 0.2  # of a passage's sketch that stands in what it became, wherever that is
HALF = 0.5  # of a passage's words, known again: enough too
BRIEF = 8  # words: of so few, no shingle may be left; then the place tells


@frozen
class Found:
    """How a passage stands in a text, and in which paragraphs."""

    state: str
    at: tuple[int, ...] = ()


@frozen
class _Likeness:
    """A stretch of text that is like a passage: how much, and which words."""

    score: float
    places: frozenset[int]


def find(passages: Mapping[int, Passage], text: Text) -> dict[int, Found]:
    """How each of *passages*, by the number of its paragraph then, stands in *text*."""
    search = _Search(passages, text)
    search.same()
    search.exact()
    if len(search.found) < len(passages):
        search.whole()
        search.like()
        search.left()
    return search.found


def find_lost(passage: Passage, number: int, text: Text, taken: Iterable[int]) -> Found:
    """How *passage* stands in *text*, of which no place is known; *taken* are others' places."""
    search = _Search({number: passage}, text, taken, is_lost=True)
    search.same()
    search.exact()
    if not search.found:
        search.whole()
        search.like()
    return search.found.get(number, Found(GONE))


class _Search:
    """One step after the other, from what is certain to what is likely."""

    def __init__(
        self,
        passages: Mapping[int, Passage],
        text: Text,
        taken: Iterable[int] = (),
        *,
        is_lost: bool = False,
    ) -> None:
        self.passages = passages
        self.text = text
        self.is_lost = is_lost
        self.found: dict[int, Found] = {}
        self.stretches: dict[int, range] = {}  # the words of each that stands whole
        self.covered: set[int] = set()  # words that are part of a passage
        self.taken = set(taken)  # paragraphs that are somebody's, word for word

    def open(self) -> list[int]:
        """The passages that are still looked for."""
        return sorted(self.passages.keys() - self.found.keys() - self.stretches.keys())

    def expected(self, number: int) -> int:
        """The paragraph where a passage would stand if it had moved with its nearest neighbour."""
        known = [n for n in self.found if self.found[n].at]
        near = min(known, key=lambda n: (abs(n - number), n), default=0)
        if near == 0:
            return number
        at = self.found[near].at
        return number - near + (at[-1] if near < number else at[0])

    def nearest(self, number: int, places: Iterable[int]) -> int:
        """The one of *places* next to where the passage is expected."""
        expected = self.expected(number)
        return min(places, key=lambda place: (abs(place - expected), place))

    def take(self, number: int, state: str, place: int) -> None:
        """Let the passage have the paragraph *place*, word for word."""
        self.found[number] = Found(state, (place,))
        self.taken.add(place)

    def same(self) -> None:
        """What has the same words at the same place."""
        digests = self.text.digests
        for number, passage in self.passages.items():
            if number < len(digests) and digests[number] == passage.digest:
                self.take(number, SAME, number)

    def exact(self) -> None:
        """What has the same words at another place; of equal ones each takes one."""
        several = []
        for number in self.open():
            places = self.text.by_digest.get(self.passages[number].digest, [])
            free = [place for place in places if place not in self.taken]
            if len(free) == 1:
                self.take(number, MOVED, free[0])
            elif places:
                several.append((number, places))
        for number, places in several:
            free = [place for place in places if place not in self.taken]
            self.take(number, MOVED, self.nearest(number, free or places))

    def whole(self) -> None:
        """What stands whole in a longer paragraph, or in several."""
        self.covered = {place for number in self.taken for place in self.text.extent(number)}
        fixed = {n: self.text.extent(found.at[0]) for n, found in self.found.items()}
        for number in self.open():
            windows = list(self.text.windows(self.passages[number]))
            by_place = {self.text.numbers[window[0]]: window for window in windows}
            if by_place:
                self.stretches[number] = by_place[self.nearest(number, by_place)]
                self.covered.update(self.stretches[number])
        self.stretches |= fixed
        for number in self.open():
            if 0 < self.passages[number].words < SHINGLE and not self.is_lost:
                self.brief(number)
        for number in self.stretches.keys() - fixed.keys():
            at = self.text.touched(self.stretches[number])
            is_whole = all(self.covered.issuperset(self.text.extent(n)) for n in at)
            state = (SAME if at == (number,) else MOVED) if is_whole else EDITED
            self.found[number] = Found(state, at)

    def brief(self, number: int) -> None:
        """What is shorter than a shingle, and stands whole between its neighbours, or once only."""
        first, last = self.gap(number)
        length = self.passages[number].words
        starts = list(self.starts(self.passages[number]))
        within = [start for start in starts if first <= start <= last - length]
        if within:
            start = min(within, key=lambda s: min(s - first, last - s - length))
        elif len(starts) == 1 < length:
            start = starts[0]
        else:
            return
        self.stretches[number] = range(start, start + length)
        self.covered.update(self.stretches[number])

    def starts(self, passage: Passage) -> Iterator[int]:
        """Where the words of *passage* begin, all of them nobody else's."""
        for start in range(len(self.text.words) - passage.words + 1):
            places = range(start, start + passage.words)
            if self.covered.isdisjoint(places) and self.text.stands(passage, start):
                yield start

    def gap(self, number: int) -> tuple[int, int]:
        """The words between those of the nearest neighbours that stand whole."""
        before = max((n for n in self.stretches if n < number), default=0)
        after = min((n for n in self.stretches if n > number), default=0)
        first = self.stretches[before].stop if before else 0
        last = self.stretches[after].start if after else len(self.text.words)
        return first, last

    def like(self) -> None:
        """What is like some words that are nobody else's: the most alike first."""
        known = {number: self.text.hits(self.passages[number]) for number in self.open()}
        first = {number: self.likeness(number, hits) for number, hits in known.items()}
        for number in sorted(first, key=lambda n: (-first[n].score, n)):
            alike = self.likeness(number, known[number])
            if alike.places:
                self.found[number] = Found(EDITED, self.text.touched(alike.places))
                self.covered |= alike.places

    def likeness(self, number: int, hits: list[Hit]) -> _Likeness:
        """The stretch of text that is most like the passage; none, if none is like enough."""
        free = [hit for hit in hits if not self.covered.issuperset(_words_of(hit))]
        passage = self.passages[number]
        best = _densest(free, passage.words + passage.words // 2)
        places = frozenset(place for hit in best for place in _words_of(hit)) - self.covered
        shared = len({hash_ for _, _, hash_ in best})
        likeness = _Likeness(shared / max(1, len(minima(passage.sketch))), places)
        return likeness if places and self.is_like(number, likeness) else _NONE

    def is_like(self, number: int, likeness: _Likeness) -> bool:
        """Whether what is so like the passage must be what it became."""
        if likeness.score >= LIKE or self.is_lost:
            return likeness.score >= LIKE
        if len(likeness.places) >= HALF * self.passages[number].words:
            return True
        first, last = self.gap(number)
        return all(first <= place < last for place in likeness.places)

    def left(self) -> None:
        """What is so short that its place alone can tell; the rest is gone."""
        for number in self.open():
            is_brief = self.passages[number].words <= BRIEF
            at = self.between(number) or self.beside(number) if is_brief else ()
            self.found[number] = Found(EDITED, at) if at else Found(GONE)

    def between(self, number: int) -> tuple[int, ...]:
        """The paragraphs of what stands alone between both neighbours, if it is as long."""
        first, last = self.gap(number)
        if number + 1 not in self.stretches or number - 1 not in {0, *self.stretches}:
            return ()
        words = [place for place in range(first, last) if place not in self.covered]
        return self.text.touched(words) if self.is_as_long(number, len(words)) else ()

    def beside(self, number: int) -> tuple[int, ...]:
        """The paragraph where the passage is expected, if between its neighbours are as many."""
        place = self.expected(number)
        if not 0 < place <= len(self.text) or any(place in f.at for f in self.found.values()):
            return ()
        after = min((n for n in self.found if n > number and self.found[n].at), default=0)
        is_gap_kept = not after or self.found[after].at[0] - place == after - number
        as_long = self.is_as_long(number, len(self.text.paragraphs[place]))
        return (place,) if is_gap_kept and as_long else ()

    def is_as_long(self, number: int, length: int) -> bool:
        """Whether the passage was about as long."""
        then = self.passages[number].words
        return length > 0 and abs(length - then) <= max(1, then // 4)


_NONE = _Likeness(0.0, frozenset())


def _words_of(hit: Hit) -> range:
    start, span, _ = hit
    return range(start, start + span)


def _densest(hits: list[Hit], width: int) -> list[Hit]:
    """Those of *hits* that begin within *width* words and are of the most shingles."""
    counts: Counter[int] = Counter()
    left, most, best = 0, 0, (0, 0)
    for right, (start, _, hash_) in enumerate(hits, start=1):
        counts[hash_] += 1
        while start - hits[left][0] > width:
            counts -= Counter([hits[left][2]])
            left += 1
        if len(counts) > most:
            most, best = len(counts), (left, right)
    return hits[best[0] : best[1]]
