"""From what stands in a slot to a typed value, as the slot's type says."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from quizgen import edtf, markup, quantities, rules
from quizgen.document import locate
from quizgen.model import ID_PATTERN
from quizgen.shape import near, word_at
from quizgen.values import Event, Frame, Frames, Group, Quantity, When, Who, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from quizgen.diagnostics import Diagnostic, Rule, Span
    from quizgen.evidence import Evidence
    from quizgen.kinds import Slot
    from quizgen.model import Entity
    from quizgen.values import Value

Route = tuple[str | int, ...]
_YES, _NO = ("yes", "true"), ("no", "false", "")
_EXAMPLES = {
    "entity": "the id of one entity",
    "entities": "a list of entity ids",
    "event": "the id of the fact that tells what happened",
    "date": "a date (2022-11-23), or a mapping with `date` and `read`",
    "quantity": "a number with its unit, or a mapping with `value` and `unit`",
    "list": "a list of texts",
    "frames": "a list of mappings, each with an `id`",
    "frame": "a mapping with an `id` and its slots",
}


@dataclass
class SlotReader:
    """Reads the slots of one fact; `problems` collects what is wrong with them."""

    data: Any
    entities: Mapping[str, Entity]
    names: Mapping[str, str]
    images: Iterable[str]
    cites: Evidence
    decimal_sign: str = "."
    problems: list[Diagnostic] = field(default_factory=list)

    def read(self, slot: Slot, raw: Any, *route: str | int) -> Value | None:
        """The value of *slot*; None, and a problem, where *raw* is none."""
        if raw == "":
            hint = "fill it, or delete it"
            self.report(rules.WRONG_TYPE, f"{_last(route)} is empty", route, hint=hint)
            return None
        readers: dict[str, Callable[[Any, Route], Value | None]] = {
            "entity": self.entity,
            "entities": partial(self.group, "entities", read=self.entity),
            "event": self.event,
            "date": self.date,
            "quantity": self.quantity,
            "list": partial(self.group, "list", read=self.element),
            "frames": partial(self.frames, slot),
        }
        return readers.get(slot.type, partial(self.text, slot))(raw, route)

    # Names

    def entity(self, raw: Any, route: Route) -> Who | None:
        """An entity by its id."""
        if not isinstance(raw, str):
            self.wrong("entity", route)
            return None
        if raw not in self.entities:
            self.unknown(rules.UNKNOWN_ENTITY, "entity", raw, self.entities, route)
            return None
        return Who(raw, self.entities[raw])

    def group(
        self, type_: str, raw: Any, route: Route,
        *, read: Callable[[Any, Route], Who | Words | None],
    ) -> Group | None:  # fmt: skip
        """Several values: a list, or text parted by `;` as in the cell of a spreadsheet."""
        if isinstance(raw, str):
            raw = [part.strip() for part in raw.split(";") if part.strip()]
            parts = [read(part, route) for part in raw]
            return Group(tuple(p for p in parts if p)) if parts and all(parts) else None
        if not isinstance(raw, list) or not raw:
            self.wrong(type_, route)
            return None
        members = [read(element, (*route, n)) for n, element in enumerate(raw)]
        return Group(tuple(m for m in members if m)) if all(members) else None

    def element(self, raw: Any, route: Route) -> Words | None:
        """One text of a list, alone or with an id and citations of its own."""
        if not isinstance(raw, dict):
            return self.words(raw, "np", route)
        words = self.words(raw.get("text"), "np", route)
        self.known_keys(raw, ("id", "text", "cite"), route)
        cites = self.cites.of_value(raw, route)
        return words and Words(words.text, "np", raw.get("id"), cites)

    def event(self, raw: Any, route: Route) -> Event | None:
        """A reference to the fact (or entity) that tells what happened."""
        if not isinstance(raw, str):
            self.wrong("event", route)
            return None
        if raw in self.entities:
            return Event(raw, self.entities[raw].name)
        if raw not in self.names:
            self.unknown(rules.UNKNOWN_FACT, "fact", raw, self.names, route)
            return None
        if not self.names[raw]:
            message = f"the fact '{raw}' does not name a happening"
            hint = "refer to a fact whose kind has a slot with `names: yes`, filled"
            self.report(rules.BAD_REFERENCE, message, route, hint=hint)
            return None
        return Event(raw, self.names[raw])

    # Dates and numbers

    def date(self, raw: Any, route: Route) -> When | None:
        """A date: EDTF text, or a mapping of date, read, inferred, vague."""
        record = raw if isinstance(raw, dict) else {"date": raw}
        self.known_keys(record, ("date", "read", "inferred", "vague", "cite"), route)
        text = record.get("date")
        if not isinstance(text, str) or not text.strip():
            self.wrong("date", route)
            return None
        at = (*route, "date") if isinstance(raw, dict) else route
        try:
            when = edtf.parse(text)
        except edtf.DateError as error:
            rule = rules.AMBIGUOUS_DATE if error.ambiguous else rules.BAD_DATE
            self.report(rule, str(error), at, hint=error.hint)
            return None
        return When(
            when, record.get("read"), record.get("inferred"), self.yes(record, "vague", route)
        )

    def quantity(self, raw: Any, route: Route) -> Quantity | None:
        """A number or range, with unit and bound."""
        if not isinstance(raw, str | dict):
            self.wrong("quantity", route)
            return None
        if isinstance(raw, dict):
            self.known_keys(raw, quantities.KEYS, route)
        try:
            return quantities.parse(raw, self.decimal_sign)
        except quantities.QuantityError as error:
            rule = rules.WRONG_TYPE if error.key in (("bound",), ("unit",)) else rules.BAD_NUMBER
            self.report(rule, str(error), (*route, *error.key), hint=error.hint)
            return None

    # Texts and frames

    def text(self, slot: Slot, raw: Any, route: Route) -> Words | None:
        """Text of the form that the slot's type names; a mapping adds citations to it."""
        if isinstance(raw, dict) and "text" in raw:
            self.known_keys(raw, ("text", "cite"), route)
            raw, route = raw["text"], (*route, "text")
        words = self.words(raw, slot.type, route)
        if words and slot.type == "rich":
            text = markup.rich(words.text)
            for image in markup.images(text):
                if image not in self.images:
                    self.unknown(rules.UNKNOWN_IMAGE, "image", image, self.images, route)
            return Words(text, "rich") if self.formulas_hold(text, route) else None
        return words

    def formulas_hold(self, text: str, route: Route) -> bool:
        """Whether every formula can be laid out; a problem for each that cannot."""
        faults = list(markup.faults(text))
        for fault in faults:
            hint = "write TeX between the dollar signs; a lone dollar sign is written \\$"
            self.report(rules.BAD_FORMULA, fault, route, hint=hint)
        return not faults

    def words(self, raw: Any, form: str, route: Route) -> Words | None:
        """Plain text, its white space tidied."""
        if not isinstance(raw, str) or not raw.strip():
            hint = "write it out, in quotes where it holds ': ' or '#'"
            self.report(rules.WRONG_TYPE, f"{_last(route)} must be text", route, hint=hint)
            return None
        return Words(re.sub(r"[ \t\r\n]+", " ", raw).strip(), form)

    def frames(self, slot: Slot, raw: Any, route: Route) -> Frames | None:
        """A list of frames, each known by its id or by the entity it names."""
        if not isinstance(raw, list) or not raw:
            self.wrong("frames", route)
            return None
        found = [self.frame(slot, element, (*route, n)) for n, element in enumerate(raw)]
        frames = tuple(f for f in found if f)
        self.refuse_twins(frames, route)
        return Frames(frames) if len(frames) == len(found) else None

    def frame(self, slot: Slot, raw: Any, route: Route) -> Frame | None:
        """One frame."""
        if not isinstance(raw, dict):
            self.wrong("frame", route)
            return None
        self.known_keys(raw, ("id", "was", "cite", *slot.frame), route)
        slots = {
            name: value
            for name, inner in slot.frame.items()
            if name in raw and (value := self.read(inner, raw[name], *route, name)) is not None
        }
        self.required(slot, raw, route)
        named = next((v for v in slots.values() if isinstance(v, Who)), None)
        id_ = raw.get("id") or (named and named.id)
        if not isinstance(id_, str) or not re.fullmatch(ID_PATTERN, id_):
            self.report(rules.MISSING_KEY, "this entry has no 'id'", route,
                        hint="give it a short id: cards of this entry are known by it")  # fmt: skip
            return None
        first = self.first_id(raw, route)
        if not first and "id" not in raw and named and named.entity.was:
            first = named.entity.was[-1]
        return Frame(id_, slots, self.cites.of_frame(raw, slot, slots, route), first)

    def first_id(self, raw: Any, route: Route) -> str:
        """The first id of an entry that was renamed; nothing for others."""
        was = raw.get("was", "")
        ids = was if isinstance(was, list) else [was] if was else []
        if all(isinstance(id_, str) and re.fullmatch(ID_PATTERN, id_) for id_ in ids):
            return ids[-1] if ids else ""
        hint = "say the id that the entry had before: was: old-id"
        self.report(rules.WRONG_TYPE, "'was' must be an id", (*route, "was"), hint=hint)
        return ""

    def required(self, slot: Slot, raw: Any, route: Route) -> None:
        """Report the frame slots that must be there and are not."""
        for name, inner in slot.frame.items():
            if inner.required and name not in raw:
                message = f"the slot '{name}' is missing in {_last(route)}"
                hint = f"add `{name}:` with {example(inner.type)}"
                self.report(rules.MISSING_SLOT, message, route, hint=hint)

    def refuse_twins(self, frames: tuple[Frame, ...], route: Route) -> None:
        """Report frames of one list that share an id."""
        seen: set[str] = set()
        for n, frame in enumerate(frames):
            if frame.id in seen:
                message = f"two entries of {_last(route)} are called '{frame.id}'"
                self.report(rules.DUPLICATE_ID, message, (*route, n), hint="give each its own `id`")
            seen.add(frame.id)

    # Problems

    def yes(self, record: Any, key: str, route: Route) -> bool:
        """The yes or no of *key*, no where it is absent."""
        text = str(record.get(key, "no")).lower()
        if text not in (*_YES, *_NO):
            self.report(rules.WRONG_TYPE, f"'{key}' is yes or no", (*route, key))
        return text in _YES

    def known_keys(self, raw: Any, known: Iterable[str], route: Route) -> None:
        """Report keys of a mapping that its slot does not have."""
        for key in raw:
            if key not in known:
                hint = near(key, known, f"it has: {', '.join(known)}")
                span = locate(self.data, (*route, key), key=True)
                message = f"'{key}' is not a key of {_last(route)}"
                self.problems.append(rules.UNKNOWN_KEY.at(span, message, hint=hint))

    def unknown(self, rule: Rule, what: str, id_: str, known: Iterable[str], route: Route) -> None:
        """Report an id that nothing has."""
        hint = near(id_, known, f"add the {what} to the seeds")
        span = self.span(route)
        at = word_at(span, id_) if what == "image" else span
        self.problems.append(rule.at(at, f"no {what} is called '{id_}'", hint=hint))

    def wrong(self, type_: str, route: Route) -> None:
        """Report a value of the wrong form."""
        self.report(rules.WRONG_TYPE, f"{_last(route)} must be {example(type_)}", route)

    def report(self, rule: Rule, message: str, route: Route, *, hint: str | None = None) -> None:
        """Report *rule* as broken where *route* leads."""
        self.problems.append(rule.at(self.span(route), message, hint=hint))

    def span(self, route: Route) -> Span | None:
        """Where *route* leads in the fact."""
        return locate(self.data, route)


def example(type_: str) -> str:
    """What stands in a slot of this type."""
    return _EXAMPLES.get(type_, "text")


def _last(route: Route) -> str:
    """How problems call what stands at *route*."""
    name = next((step for step in reversed(route) if isinstance(step, str)), "this")
    return f"'{name}'" if isinstance(route[-1], str) else f"an entry of '{name}'"
