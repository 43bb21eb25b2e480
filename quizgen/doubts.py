"""What speaks against offering a wrong answer, true or not: each of it a function of its own."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from quizgen.candidates import parts_of, speaker_of
from quizgen.frozen import frozen
from quizgen.latest import latest
from quizgen.values import (
    Event,
    Group,
    Kinship,
    Quantity,
    When,
    Who,
    Words,
    fold,
    kinship,
    signature,
)
from quizgen.wider import Wider
from quizgen.words import word_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizgen.answers import Answers
    from quizgen.asking import Asked
    from quizgen.candidates import Candidate
    from quizgen.kin import Kin
    from quizgen.values import Value
    from quizgen.workspace import Workspace

_SMALL = ("articles", "singular_verbs", "plural_verbs")
_SHORT = 3  # letters: of so few, none is an ending


class _Told(NamedTuple):
    """A stem, folded; all that it names, and of that what has a name."""

    stem: str
    given: tuple[object, ...]
    things: tuple[Who | Group | Event | Words, ...]


@frozen(slots=False)
class Doubts:
    """Raises doubts about candidates of one workspace."""

    workspace: Workspace
    kin: Kin
    answers: Answers

    @cached_property
    def wider(self) -> Wider:
        """Which descriptions build on others."""
        return Wider(self.workspace, self.kin)

    def any(self, asked: Asked, candidate: Candidate, stem: str, *, sides: bool = True) -> bool:
        """Whether something speaks against the candidate; *sides*: so does who disagrees."""
        return (
            self.is_named(asked, candidate.value, stem)
            or self.is_kept_apart(asked, candidate.value)
            or self.is_nearly_ours(asked, candidate.value)
            or self.is_said_by_same(asked, candidate)
            or self.wider.is_put_in(asked, candidate)
            or (candidate.fact is not None and self.is_told_alike(asked, candidate.value))
            or self.is_of_one_happening(asked, candidate)
            or (sides and self.is_of_other_side(asked, candidate.value))
            or _is_vague(candidate.value)
        )

    def is_named(self, asked: Asked, value: Value, stem: str) -> bool:
        """Whether the stem names the candidate, or somebody it acts for or who acts for it."""
        told = self.told(asked, stem)
        if isinstance(value, When | Quantity):
            return any(
                isinstance(v, type(value)) and kinship(value, v) is not Kinship.APART
                for v in told.given
            )
        return any(
            self.is_in(member, told.stem) or any(self.kin.of_values(v, member) for v in told.things)
            for member in parts_of(value)
            if isinstance(member, Who | Words | Event)
        )

    def told(self, asked: Asked, stem: str) -> _Told:
        """What a question tells, folded once for all its candidates."""
        known = self._tellings(asked)
        if stem not in known:
            known[stem] = self._told(asked, stem)
        return known[stem]

    @latest
    def _tellings(self, _: Asked) -> dict[str, _Told]:
        return {}

    def _told(self, asked: Asked, stem: str) -> _Told:
        folded = f" {fold(stem)} "
        given = tuple(self.given(asked, folded))
        things = tuple(v for v in given if isinstance(v, Who | Group | Event | Words))
        return _Told(folded, given, things)

    def given(self, asked: Asked, stem: str) -> Iterator[object]:
        """What the stem names: what is given, and what else of the fact stands there."""
        for value in asked.given.values():
            yield from value.values() if isinstance(value, dict) else (value,)
        for name, value in asked.scope.items():
            if name != asked.question.asks and isinstance(value, Who) and self.is_in(value, stem):
                yield value

    def is_in(self, value: Value, stem: str) -> bool:
        """Whether a folded stem names a thing, by whichever of its names."""
        texts = self.kin.names.texts(value)
        if isinstance(value, Words | Event):
            texts |= {fold(value.text)}
        return any(f" {text} " in stem for text in texts)

    def is_kept_apart(self, asked: Asked, value: Value) -> bool:
        """Whether the candidate is, or acts for, one whom the question keeps out: a party."""
        kept = (asked.scope.get(name) for name in asked.question.apart)
        members = [m for other in kept if isinstance(other, Who | Group) for m in parts_of(other)]
        return any(self.is_related(one, other) for one in parts_of(value) for other in members)

    def is_nearly_ours(self, asked: Asked, value: Value) -> bool:
        """Whether the candidate says what the answer says, but for small words and endings."""
        if not (isinstance(asked.key, Words) and isinstance(value, Words)):
            return False
        return _gist(asked.key.text, *self.small_words) == _gist(value.text, *self.small_words)

    @cached_property
    def small_words(self) -> tuple[frozenset[str], tuple[str, ...]]:
        """The words that change little in a sentence, and the endings, of the language."""
        shelf, language = self.workspace.shelf, self.workspace.settings.language
        small = (word_list(shelf, language, name) for name in _SMALL)
        suffixes = sorted(word_list(shelf, language, "suffixes"), key=len, reverse=True)
        return frozenset(fold(w) for words in small for w in words), tuple(suffixes)

    def is_told_alike(self, asked: Asked, value: Value) -> bool:
        """Whether another fact gives *value* to the same in other words: to hail is to welcome."""
        return any(
            kinship(value, answer) is not Kinship.APART or self.kin.of_values(value, answer)
            for other in self.answers.nearly_like(asked, value)
            for answer in self.answers.own(other)
        )

    def is_said_by_same(self, asked: Asked, candidate: Candidate) -> bool:
        """Whether the speaker asked about said the candidate too, or one who speaks for them."""
        by = asked.question.by
        if by is None or by == asked.question.asks:
            return False
        ours = asked.scope.get(by)
        theirs = speaker_of(candidate.fact) if candidate.fact else None
        if isinstance(ours, Who | Group) and self.is_made_by(ours, asked, candidate):
            return True
        if candidate.fact is None:
            return False  # the author says so
        if not isinstance(ours, Who | Group) or theirs is None:
            return True
        return signature(ours) == signature(theirs) or self.kin.of_values(ours, theirs)

    def is_made_by(self, speaker: Who | Group, asked: Asked, candidate: Candidate) -> bool:
        """Whether a *speaker* made a point that the candidate makes, in whatever words."""
        points = {fact.head.point for fact in self.answers.saying(candidate)} - {None}
        return asked.fact.head.point in points or any(
            self.kin.of_values(speaker, Who(id_, self.workspace.entities[id_]))
            for point in points
            for id_ in self.answers.said[point or ""]
        )

    def is_of_one_happening(self, asked: Asked, candidate: Candidate) -> bool:
        """Whether another fact gives the value to what is asked about, its whole or a part of it.

        Of dates, one that only refers to it counts too: a start may have been put off. But of a
        chain of dates the fact itself tells which comes when.
        """
        value = candidate.value
        tellings = self.kin.tellings[asked.fact.id]
        others = sorted(tellings - {asked.fact.id})
        if isinstance(value, When) and candidate.fact is not asked.fact:
            others += sorted({o for told in tellings for o in self.kin.referring.get(told, ())})
        return any(self.is_related(value, other) for other in self.parts(others))

    def is_of_other_side(self, asked: Asked, value: Value) -> bool:
        """Whether a fact that disagrees gives *value*, or, even if less exact, what may be it."""
        return any(
            self.is_related(value, side) or kinship(value, side) is not Kinship.APART
            for side in self.parts(sorted(self.kin.rivals[asked.fact.id]))
        )

    def parts(self, facts: list[str]) -> Iterator[Value]:
        """Every value of *facts*, and each member of a list among them."""
        for id_ in facts:
            for value in self.workspace.facts[id_].values():
                yield value
                if isinstance(value, Group):
                    yield from value.members

    def is_related(self, value: Value, other: Value) -> bool:
        """Whether two values are the same or related."""
        return signature(value) == signature(other) or self.kin.of_values(value, other)


@lru_cache(maxsize=2**14)  # the same texts are candidates for many questions
def _gist(text: str, small: frozenset[str], suffixes: tuple[str, ...]) -> tuple[str, ...]:
    """The words of *text* in their order, without articles, helping verbs and endings."""
    return tuple(_root(word, suffixes) for word in fold(text).split() if word not in small)


def _root(word: str, suffixes: tuple[str, ...]) -> str:
    ending = next((s for s in suffixes if word.endswith(s)), "")
    root = word.removesuffix(ending)
    return root.rstrip("e") if len(root) > _SHORT else word


def _is_vague(value: Value) -> bool:
    return isinstance(value, When) and value.vague
