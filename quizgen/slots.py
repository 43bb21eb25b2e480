"""From what stands in a slot to a typed value, as the slot's type says."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING, Any

from quizgen import edtf, markup, rules
from quizgen.document import locate
from quizgen.model import ID_PATTERN
from quizgen.values import Event, Frame, Frames, Group, Quantity, When, Who, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from quizgen.diagnostics import Diagnostic, Rule, Span
    from quizgen.evidence import Evidence
    from quizgen.kinds import Slot
    from quizgen.model import Entity
    from quizgen.values import Value

Route = tuple[str | int, ...]
BOUNDS = ("about", "over", "under", "at-least", "at-most")
_NUMBER = re.compile(r"[-−+]?\d[\d,_ \u00a0\u202f]*(?:\.\d+)?(?:[eE][-+]?\d+)?")
_SHORT_QUANTITY = re.compile(rf"(?P<number>{_NUMBER.pattern})\s*(?P<unit>[^\d\s].*)?")
_GROUPED = re.compile(r"[-+]?(?:\d+|\d{1,3}(?:[,_ \u00a0\u202f]\d{3})+)(?:\.\d+)?(?:[eE][-+]?\d+)?")
_YES, _NO = ("yes", "true"), ("no", "false", "")
_EXAMPLES = {
    "entity": "the id of one entity",
    "entities": "a list of entity ids",
    "event": "the id of the fact that tells what happened",
    "date": "a date (2022-11-23), or a mapping with `date` and `read`",
    "quantity": "a number with its unit, or a mapping with `value` and `unit`",
    "list": "a list of texts",
    "frames": "a list of mappings, each with an `id`",
}


@dataclass
class SlotReader:
    """Reads the slots of one fact; `problems` collects what is wrong with them."""

    data: Any
    entities: Mapping[str, Entity]
    names: Mapping[str, str]
    images: Iterable[str]
    cites: Evidence
    problems: list[Diagnostic] = field(default_factory=list)

    def read(self, slot: Slot, raw: Any, *route: str | int) -> Value | None:
        """The value of *slot*; None, and a problem, where *raw* is none."""
        readers: dict[str, Callable[[Any, Route], Value | None]] = {
            "entity": self.entity,
            "entities": partial(self.group, read=self.entity),
            "event": self.event,
            "date": self.date,
            "quantity": self.quantity,
            "list": partial(self.group, read=self.element),
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
        self, raw: Any, route: Route, *, read: Callable[[Any, Route], Who | Words | None]
    ) -> Group | None:
        """Several values: a list, or text parted by `;` as in the cell of a spreadsheet."""
        if isinstance(raw, str):
            parts = [read(part.strip(), route) for part in raw.split(";") if part.strip()]
            return Group(tuple(p for p in parts if p)) if parts and all(parts) else None
        if not isinstance(raw, list) or not raw:
            self.wrong("list", route)
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
        if isinstance(raw, str):
            match = _SHORT_QUANTITY.fullmatch(raw.strip())
            if match is None:
                self.report(rules.BAD_NUMBER, f"'{raw}' is not a number", route, hint=_NUMBER_HINT)
                return None
            unit = match["unit"]
            number = self.number(match["number"].strip(), route)
            return number and Quantity(number[0], number[0], (unit, unit) if unit else None)
        if not isinstance(raw, dict):
            self.wrong("quantity", route)
            return None
        return self.quantity_record(raw, route)

    def quantity_record(self, raw: Any, route: Route) -> Quantity | None:
        """A quantity written as a mapping."""
        self.known_keys(raw, ("value", "from", "to", "unit", "bound", "read", "cite"), route)
        low_key, high_key = ("value", "value") if "value" in raw else ("from", "to")
        low = self.number(raw.get(low_key), (*route, low_key))
        high = self.number(raw.get(high_key), (*route, high_key))
        bound = raw.get("bound")
        if bound is not None and bound not in BOUNDS:
            hint = f"write one of {', '.join(BOUNDS)}"
            self.report(rules.WRONG_TYPE, f"'{bound}' is no bound", (*route, "bound"), hint=hint)
            return None
        if low is None or high is None:
            return None
        if high[0] < low[0]:
            self.report(rules.BAD_NUMBER, "the range ends below its beginning", route)
            return None
        return Quantity(low[0], high[0], self.unit(raw.get("unit"), (*route, "unit")), bound)

    def unit(self, raw: Any, route: Route) -> tuple[str, str] | None:
        """A unit: one word for both numbers, or `one` and `other`."""
        if raw is None or isinstance(raw, str):
            return (raw, raw) if raw else None
        if isinstance(raw, dict) and set(raw) == {"one", "other"}:
            return (str(raw["one"]), str(raw["other"]))
        self.report(rules.WRONG_TYPE, "a unit is a word, or a mapping of `one` and `other`", route)
        return None

    def number(self, raw: Any, route: Route) -> tuple[Decimal] | None:
        """A decimal number, in a tuple so that zero is not mistaken for nothing."""
        text = raw.strip().replace("−", "-") if isinstance(raw, str) else ""
        if _GROUPED.fullmatch(text):
            try:
                return (Decimal(re.sub("[,_ \u00a0\u202f]", "", text)),)
            except InvalidOperation:
                pass
        said = f"'{raw}' is not a number" if isinstance(raw, str) and raw else "a number is missing"
        self.report(rules.BAD_NUMBER, said, route, hint=_NUMBER_HINT)
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
            hint = "a lone dollar sign is written \\$"
            self.report(rules.BAD_FORMULA, fault, route, hint=hint)
        return not faults

    def words(self, raw: Any, form: str, route: Route) -> Words | None:
        """Plain text, its white space tidied."""
        if not isinstance(raw, str) or not raw.strip():
            hint = "write it out, in quotes where it holds ': ' or '#'"
            self.report(rules.WRONG_TYPE, f"'{_last(route)}' must be text", route, hint=hint)
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
            self.wrong("frames", route)
            return None
        self.known_keys(raw, ("id", "cite", *slot.frame), route)
        slots = {
            name: value
            for name, inner in slot.frame.items()
            if name in raw and (value := self.read(inner, raw[name], *route, name)) is not None
        }
        self.required(slot, raw, route)
        id_ = raw.get("id") or next((v.id for v in slots.values() if isinstance(v, Who)), None)
        if not isinstance(id_, str) or not re.fullmatch(ID_PATTERN, id_):
            self.report(rules.MISSING_KEY, "this entry has no 'id'", route,
                        hint="give it a short id: cards of this entry are known by it")  # fmt: skip
            return None
        return Frame(id_, slots, self.cites.of_frame(raw, slot, slots, route))

    def required(self, slot: Slot, raw: Any, route: Route) -> None:
        """Report the frame slots that must be there and are not."""
        for name, inner in slot.frame.items():
            if inner.required and name not in raw:
                self.report(rules.MISSING_SLOT, f"the slot '{name}' is missing", route)

    def refuse_twins(self, frames: tuple[Frame, ...], route: Route) -> None:
        """Report frames of one list that share an id."""
        seen: set[str] = set()
        for n, frame in enumerate(frames):
            if frame.id in seen:
                message = f"two entries of '{_last(route)}' are called '{frame.id}'"
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
                close = get_close_matches(key, list(known), n=1)
                hint = f"did you mean '{close[0]}'?" if close else f"it has: {', '.join(known)}"
                span = locate(self.data, (*route, key), key=True)
                self.problems.append(
                    rules.UNKNOWN_KEY.at(
                        span, f"'{key}' is not a key of '{_last(route)}'", hint=hint
                    )
                )

    def unknown(self, rule: Rule, what: str, id_: str, known: Iterable[str], route: Route) -> None:
        """Report an id that nothing has."""
        close = get_close_matches(id_, list(known), n=1)
        hint = f"did you mean '{close[0]}'?" if close else f"add the {what} to the seeds"
        self.report(rule, f"no {what} is called '{id_}'", route, hint=hint)

    def wrong(self, type_: str, route: Route) -> None:
        """Report a value of the wrong form."""
        self.report(rules.WRONG_TYPE, f"'{_last(route)}' must be {_EXAMPLES[type_]}", route)

    def report(self, rule: Rule, message: str, route: Route, *, hint: str | None = None) -> None:
        """Report *rule* as broken where *route* leads."""
        self.problems.append(rule.at(self.span(route), message, hint=hint))

    def span(self, route: Route) -> Span | None:
        """Where *route* leads in the fact."""
        return locate(self.data, route)


_NUMBER_HINT = "write digits, as in 10000 or 2.5; the unit goes behind it or under `unit`"


def _last(route: Route) -> str:
    return next((step for step in reversed(route) if isinstance(step, str)), "this")
