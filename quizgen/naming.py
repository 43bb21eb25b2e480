"""Whom a passage names: entities by any of their names, or by a pronoun that leads to one."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Protocol

from quizgen.frozen import frozen
from quizgen.normal import normalise
from quizgen.placed import Index, is_written, places, positions, same
from quizgen.reading import words_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from quizgen.model import Entity
    from quizgen.reading import Reading, Word

_BACK = 3  # paragraphs that a pronoun may reach back
_NEAR = 4  # words round a name that tell what it is named for
_STEM = 5  # letters by which two forms of a word are known for one
_LONG = 4  # letters from which two forms of a name may differ by one
_QUOTE = re.compile(r'"[^"]*(?:"|$)')
_END = re.compile(r"[.!?\"\n]")
_SENTENCE = re.compile(r"[^.!?]+")


class Read(Protocol):
    """A passage as names are looked for in it."""

    @property
    def text(self) -> str:
        """The cited paragraphs."""

    @property
    def before(self) -> tuple[str, ...]:
        """The paragraphs before them."""

    @property
    def words(self) -> tuple[Word, ...]:
        """The words of the cited paragraphs."""

    @property
    def reading(self) -> Reading:
        """Their language."""


@frozen(slots=False)
class Names:
    """The names of all entities."""

    entities: Mapping[str, Entity]

    def named(self, entity: Entity, passage: Read) -> bool:
        """Whether *passage* names *entity* or its members, or goes on about it by a pronoun."""
        return (
            self._stands(entity, passage.text, passage.reading)
            or any(places(form, passage.text) for form in _forms(entity))
            or self._by_member(entity, passage)
            or self._described(entity, passage)
            or self._meant(entity, passage)
        )

    def _by_member(self, entity: Entity, passage: Read) -> bool:
        members = [self.entities[m] for m in entity.members if m in self.entities]
        return bool(members) and all(self.named(member, passage) for member in members)

    def _described(self, entity: Entity, passage: Read) -> bool:
        """Whether the name is a description, and all names in that stand there."""
        name = _words(entity.name)
        return not all(w.capital for w in name) and not self._unnamed(name, passage, entity)[0]

    def _meant(self, entity: Entity, passage: Read) -> bool:
        """Whether the passage goes on about an entity that was named shortly before it."""
        if not (self._by_pronoun(entity, passage) or _by_noun(entity, passage)):
            return False
        for paragraph in reversed(passage.before[-_BACK:]):
            if self._stands(entity, paragraph, passage.reading):
                return True
            if self._kin_stands(entity, paragraph, passage.reading):
                return False
        return False

    def _by_pronoun(self, entity: Entity, passage: Read) -> bool:
        """Whether a sentence has a pronoun before it names anybody of the kind of *entity*."""
        told = _QUOTE.sub(" , ", passage.text)
        if not words_of(told):
            return True  # a paragraph of nothing but quotation goes on with the speaker before
        return any(self._opens(entity, sentence, passage) for sentence in _SENTENCE.findall(told))

    def _opens(self, entity: Entity, sentence: str, passage: Read) -> bool:
        """Whether a pronoun of *sentence* cannot mean anybody that it names before."""
        words, reading = words_of(sentence), passage.reading
        at = next((w.start for w in words if w.key in reading.data.pronouns), None)
        if at is None:
            return False
        before = sentence[:at]
        # A word at its head may name somebody no entity is called after.
        stranger = words[0].start < at and words[0].capital and words[0].key not in self._keys
        return not stranger and not self._kin_stands(entity, before, reading)

    def _kin_stands(self, entity: Entity, text: str, reading: Reading) -> bool:
        """Whether *text* names any other entity of the kind of *entity*."""
        words = words_of(text)
        return any(
            other.type == entity.type and other is not entity and self._stands(other, text, reading)
            for n in range(len(words))
            for other, _ in self._standing.at(words, n)
        )

    @cached_property
    def _keys(self) -> frozenset[str]:
        return frozenset(w.key for e in self.entities.values() for v in variants(e) for w in v)

    def unnamed(
        self, text: str, passage: Read, taken: Sequence[tuple[int, int]]
    ) -> tuple[list[str], list[tuple[int, int]]]:
        """The names in free wording that *passage* does not hold, and where entities are named.

        The word at the head of a whole sentence has a capital, and need not be a name.
        """
        words = [w for w in words_of(text) if not any(a <= w.start < b for a, b in taken)]
        if text.endswith(".") and words and not self._index.begins(words[0]):
            words = words[1:]
        missing, spans = self._unnamed(words, passage)
        return [text[a:b] for a, b in missing], spans

    def _unnamed(
        self, words: Sequence[Word], passage: Read, but: Entity | None = None
    ) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        missing: list[tuple[int, int]] = []
        spans: list[tuple[int, int]] = []
        about = frozenset([w.key[:_STEM] for w in words if not w.capital])
        n = 0
        while n < len(words):
            entity, length = self._mention(words, n, but)
            part = words[n : n + max(1, length)]
            place = (part[0].start, part[-1].end)
            spans += [place] if entity else []
            is_name = any(w.capital for w in part)
            if is_name and not self._holds(entity, part, about, passage):
                missing.append(place)
            n += len(part)
        return missing, spans

    def _holds(
        self, entity: Entity | None, part: Sequence[Word], about: frozenset[str], passage: Read
    ) -> bool:
        """Whether *passage* has a name that stands in free wording."""
        if entity:
            return self._alluded(entity, part, about, passage)
        nouns = passage.reading.data.capitals == "nouns"
        return nouns or is_written(part[0], passage.text)

    def _alluded(
        self, entity: Entity, part: Sequence[Word], about: frozenset[str], passage: Read
    ) -> bool:
        """Whether *passage* names *entity*, which free wording calls by the words of *part*.

        `the president of Serbia` may be a `Serbian President`; elsewhere `Serbian` says little of
        Serbia. What only one of an entity's other forms tells must stand near a word of the slot.
        """
        if places(part, passage.text) or self._by_member(entity, passage):
            return True
        by_name = len(part) > 1 or any(same(variant, part) for variant in _named(entity))
        if by_name and self._stands(entity, passage.text, passage.reading):
            return True
        if len(part) > 1 and not self._unnamed(part, passage, but=entity)[0]:
            return True
        return any(
            _near(n, len(variant), about, passage.words)
            for variant in variants(entity)
            for n in places(variant, passage.text)
        )

    def _stands(self, entity: Entity, text: str, reading: Reading) -> bool:
        """Whether *text* holds a name of *entity*, or the last word of one of capitals only."""
        found = [n for variant in _told(entity) for n in places(variant, text)]
        if not found or not _personal(_words(entity.name)):
            return bool(found)
        own = frozenset(w.key for v in variants(entity) for w in v)
        return any(not self._of_another(text, n, own, reading) for n in found)

    def _of_another(self, text: str, n: int, own: frozenset[str], reading: Reading) -> bool:
        """Whether the name at word *n* follows a given name that *entity* does not have."""
        words, data = words_of(text), reading.data
        before = words[n - 1] if n else None
        if before is None or not before.capital or text[before.end : words[n].start] != " ":
            return False
        if data.capitals == "nouns" or before.key in own or before.key in self._keys:
            return False
        heads = n == 1 or bool(_END.search(text[words[n - 2].end : before.start]))
        return not heads and before.key not in data.titles

    def _mention(
        self, words: Sequence[Word], n: int, but: Entity | None
    ) -> tuple[Entity | None, int]:
        """The entity with the longest name that begins at word *n*, and the length of that name."""
        if not self._index.begins(words[n]):
            return None, 0
        return next((it for it in self._index.at(words, n) if it[0] is not but), (None, 0))

    @cached_property
    def _index(self) -> Index:
        # What is the name of one is meant before another's form.
        every = self.entities.values()
        return Index((e, v) for told in (_named, _forms) for e in every for v in told(e))

    @cached_property
    def _standing(self) -> Index:
        return Index((e, v) for e in self.entities.values() for v in _told(e))


def variants(entity: Entity) -> tuple[tuple[Word, ...], ...]:
    """Every name and other form of *entity*, as words."""
    return (*_named(entity), *_forms(entity))


def _named(entity: Entity) -> tuple[tuple[Word, ...], ...]:
    names = (entity.name, *entity.aliases, *entity.misprints)
    return tuple(words for name in names if (words := _words(name)))


def _forms(entity: Entity) -> tuple[tuple[Word, ...], ...]:
    """Its adjective, its capital, its cases: whatever else it goes by."""
    return tuple(words for form in entity.forms.values() if (words := _words(form)))


def _told(entity: Entity) -> tuple[Sequence[Word], ...]:
    """Its names, and the last word of one of capitals only."""
    name = _words(entity.name)
    return (*_named(entity), name[-1:]) if _personal(name) else _named(entity)


def _personal(name: Sequence[Word]) -> bool:
    """Whether a name is several words with capitals, of which the last may stand alone."""
    return len(name) > 1 and all(w.capital for w in name)


def _near(n: int, length: int, about: frozenset[str], words: Sequence[Word]) -> bool:
    """Whether the name at word *n* stands near a word of the slot, where that has telling ones."""
    around = {w.key[:_STEM] for w in words[max(0, n - _NEAR) : n + length + _NEAR]}
    told = {stem for stem in about if len(stem) >= _LONG}
    return not told or bool(around & told)


@lru_cache(maxsize=2**14)
def _words(name: str) -> tuple[Word, ...]:
    return words_of(normalise(name).text)


def _by_noun(entity: Entity, passage: Read) -> bool:
    """Whether the passage calls *entity* by the last word of its name: `the ministry`."""
    last = _words(entity.name)[-1]
    return not last.capital and last.key in positions(passage.text)
