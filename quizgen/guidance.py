"""Where a study guide tells the facts of a kind: as its file says, or as its slots suggest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizgen import rules
from quizgen.frozen import frozen
from quizgen.kinds import Place
from quizgen.shape import near

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from quizgen.diagnostics import Span
    from quizgen.kinds import GuideRecord, GuideSection, KindRecord, Slot
    from quizgen.sentences import Sentences
    from quizgen.templating import Sentence

_NAMED = ("entity", "entities")
_HEADED = ("people", "agreements", "positions", "figures", "terms")  # each entry has a head


def place_of(kind: KindRecord, slots: Mapping[str, Slot], sentences: Sentences) -> Place:
    """The place of a kind's facts; what is wrong with it goes to the problems of *sentences*."""
    return _Reader(kind, slots, sentences).place()


@frozen(slots=False)
class _Reader:
    kind: KindRecord
    slots: Mapping[str, Slot]
    sentences: Sentences

    @property
    def record(self) -> GuideRecord:
        return self.kind.guide

    def span(self, *route: str | int) -> Span | None:
        return self.kind.span("guide", *route)

    def place(self) -> Place:
        section = self.record.section or self.section()
        under = self.slot("under", self.record.under, self.slots) or self.head(section)
        when = self.slot("when", self.record.when, dict(self.dates()))
        if when is None and section == "timeline":
            when = next((path for path, _ in self.dates()), None)
        self.complain(section, under, when)
        return Place(
            section,
            under,
            when,
            self.sentence(self.record.text, "text"),
            self.sentence(self.record.label, "label"),
            tuple(self.also()),
            dict(self.each()),
        )

    # What the slots suggest

    def section(self) -> GuideSection:
        """Who speaks holds a position, what has a date is an event; the rest goes by topic."""
        if any(slot.role == "speaker" for slot in self.slots.values()):
            return "positions"
        return "timeline" if any(not slot.helper for _, slot in self.dates()) else "topics"

    def dates(self) -> Iterator[tuple[str, Slot]]:
        """The slots that hold a date, those first that are asked for."""
        found = [(path, slot) for path, slot in _paths(self.slots) if slot.type == "date"]
        yield from sorted(found, key=lambda pair: pair[1].helper)

    def head(self, section: GuideSection) -> str | None:
        """The slot that heads an entry of *section*."""
        slots = self.slots.values()
        match section:
            case "agreements":
                fitting = [s for s in slots if s.names]
            case "positions":
                fitting = [s for s in slots if s.role == "speaker"]
                fitting += [s for s in slots if s.type in _NAMED]
            case "people":
                fitting = [s for s in slots if s.type in _NAMED]
            case "figures" | "terms":
                fitting = [s for s in slots if s.required]
            case _:
                fitting = []
        return fitting[0].name if fitting else None

    # What is written

    def slot(self, key: str, name: str | None, known: Iterable[str]) -> str | None:
        """The slot that *key* names, if the kind has it."""
        if name is None or name in known:
            return name
        names = list(known)
        message = f"{self.sentences.owner} has no {'date' if key == 'when' else 'slot'} '{name}'"
        hint = near(name, names, f"there are: {', '.join(names)}" if names else "leave it out")
        self.sentences.problems.append(rules.BAD_KIND.at(self.span(key), message, hint=hint))
        return None

    def sentence(self, text: str | None, *route: str | int) -> Sentence | None:
        if text is None:
            return None
        return self.sentences.compile(text, self.span(*route), self.slots)

    def also(self) -> Iterator[Sentence]:
        for n, text in enumerate(self.record.also):
            if sentence := self.sentence(text, "also", n):
                yield sentence

    def each(self) -> Iterator[tuple[str, Sentence]]:
        frames = [name for name, slot in self.slots.items() if slot.type == "frames"]
        for name, text in self.record.each.items():
            span = self.span("each", name)
            if name not in frames:
                message = f"the slot '{name}' is not a list of frames"
                hint = near(name, frames, "leave `each` out")
                self.sentences.problems.append(rules.BAD_KIND.at(span, message, hint=hint))
            elif sentence := self.sentences.compile(
                text, span, {**self.slots, **self.slots[name].frame}
            ):
                yield name, sentence

    def complain(self, section: GuideSection, under: str | None, when: str | None) -> None:
        """Report a section whose entries lack what they stand under."""
        if section == "timeline" and when is None and self.record.when is None:
            message, hint = f"{self.sentences.owner} has no date for a timeline", "add a date slot"
        elif section in _HEADED and under is None and self.record.under is None:
            message = f"nothing says under which slot the guide's '{section}' tells it"
            hint = f"guide: {{section: {section}, under: SLOT}}"
        else:
            return
        span = self.span("section")
        self.sentences.problems.append(rules.BAD_KIND.at(span, message, hint=hint))


def _paths(slots: Mapping[str, Slot]) -> Iterator[tuple[str, Slot]]:
    """Every slot by its path, those of frames too."""
    for name, slot in slots.items():
        yield name, slot
        yield from ((f"{name}.{inner}", s) for inner, s in slot.frame.items())
