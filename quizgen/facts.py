"""From what authors write to typed facts: heads, slots by their kind, citations, references."""

from __future__ import annotations

from collections import ChainMap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from quizgen import rules
from quizgen.diagnostics import Label, has_errors
from quizgen.document import Table, locate
from quizgen.evidence import Evidence
from quizgen.frozen import frozen
from quizgen.model import HEAD_KEYS, FactHead
from quizgen.shape import fit, near
from quizgen.slots import SlotReader, example
from quizgen.values import Group
from quizgen.workspace import Declared, Fact

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from quizgen.diagnostics import Diagnostic, Rule, Span
    from quizgen.items import Citation
    from quizgen.kinds import Kind, Slot
    from quizgen.values import Value
    from quizgen.words import Words

_LINKS = ("disagrees_with", "same_as", "part_of")


def build_facts(
    raw: Iterable[tuple[Any, Span]],
    kinds: Mapping[str, Kind | None],
    parts: Mapping[str, dict[str, Any]],
    tongue: Tongue,
) -> tuple[dict[str, Fact], list[Diagnostic]]:
    """The facts that *raw* writes, by id and in the order of their ids."""
    builder = _Builder(kinds, parts, tongue)
    drafts = [draft for data, span in raw if (draft := builder.draft(data, span))]
    names = builder.unread | {draft.head.id: draft.naming() for draft in drafts}
    facts = [builder.finish(draft, names) for draft in drafts]
    by_id = {fact.id: fact for fact in facts if fact}
    return dict(sorted(by_id.items())), builder.problems


@frozen
class Tongue:
    """The workspace's language, and the kinds that speak another: their languages by name."""

    words: Words
    foreign: Mapping[str, str]


Places = dict[tuple[str, str], tuple[str, "Span | None"]]


def twin(places: Places, part: str, id_: str, span: Span | None) -> Diagnostic | None:
    """The problem with a second thing of *part* that takes an id, in whatever case."""
    first, first_span = places.setdefault((part, id_.casefold()), (id_, span))
    if first_span == span:
        return None
    label = Label(first_span, "first here") if first_span else None
    thing = {"entities": "entity", "retired": "retirement", "exports": "source"}.get(
        part, part.removesuffix("s")
    )
    if first == id_:
        message = f"a second {thing} is called '{id_}'"
        return rules.DUPLICATE_ID.at(span, message, label, hint="give one of them another id")
    message = f"the {thing} ids '{first}' and '{id_}' differ only in case"
    return rules.CASE_CLASH.at(span, message, label, hint="make them differ in more than case")


@dataclass
class _Draft:
    """A fact whose kind is known and whose slots are not read yet."""

    head: FactHead
    kind: Kind
    data: Table

    def naming(self) -> str:
        """The words that name what happened, or nothing."""
        name = self.kind.naming
        text = self.data.get(name) if name else None
        return " ".join(text.split()) if isinstance(text, str) else ""


@dataclass
class _Builder:
    kinds: Mapping[str, Kind | None]
    parts: Mapping[str, dict[str, Any]]
    tongue: Tongue
    places: Places = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)  # their users are not to blame
    problems: list[Diagnostic] = field(default_factory=list)

    def draft(self, data: Any, span: Span) -> _Draft | None:
        """The head of a fact, its id and its kind."""
        if not isinstance(data, Table):
            message = "a fact is a mapping with id, kind, slots and cite"
            hint = "write its keys and values, each on a line of its own"
            self.problems.append(rules.WRONG_TYPE.at(span, message, hint=hint))
            return None
        kind = self.kind_of(data)
        head, faults = fit(FactHead, _part(data, HEAD_KEYS), span)
        self.problems += faults
        if isinstance(data.get("id"), str):
            fault = twin(self.places, "facts", data["id"], data.values_at["id"])
            self.problems += [fault] if fault else []
            if fault and fault.rule is rules.DUPLICATE_ID:
                return None
            self.unread[data["id"]] = data["id"]
        return _Draft(_whole(head, data), kind, data) if head and kind else None

    def kind_of(self, data: Table) -> Kind | None:
        """The kind a fact names; None, and a problem, where there is none."""
        name = data.get("kind")
        if not isinstance(name, str) or self.kinds.get(name, ...) is None:
            return None
        kind = self.kinds.get(name)
        if kind is None:
            hint = near(name, self.kinds, "`quizgen explain` lists the kinds")
            span = locate(data, ("kind",))
            message = f"no kind is called '{name}'"
            if name in self.tongue.foreign:
                language = self.tongue.words.language
                message = (
                    f"the kind '{name}' speaks '{self.tongue.foreign[name]}',"
                    f" the workspace '{language}'"
                )
                hint = f"write it anew in templates/kinds/{name}.yaml, with `language: {language}`"
            self.problems.append(rules.UNKNOWN_KIND.at(span, message, hint=hint))
        return kind

    def finish(self, draft: _Draft, names: Mapping[str, str]) -> Fact | None:
        """The fact, its slots read and its references followed."""
        evidence = Evidence(draft.data, self.parts["sources"])
        entities, images = self.parts["entities"], self.parts["images"]
        reader = SlotReader(
            draft.data, entities, names, images, evidence, self.tongue.words.decimal_sign
        )
        self.refuse_unknown_slots(draft)
        self.refuse_unknown_names(draft)
        citations = evidence.of_fact(draft.kind)
        slots = self.slots(draft, reader)
        false = self.declared(draft, reader)
        also = {
            name: tuple(d.value for d in self.read_list(draft, reader, "also_true", name))
            for name in draft.head.also_true
        }
        attribution = evidence.attribution()
        self.follow(draft, names)
        found = [*reader.problems, *evidence.problems]
        self.problems += found
        if has_errors(found):
            return None
        return Fact(
            draft.head.id, draft.kind, slots, citations, draft.head, false, also, attribution
        )

    def slots(self, draft: _Draft, reader: SlotReader) -> dict[str, Value]:
        """The values of the filled slots; a required one that is empty is a problem."""
        values = {}
        for name, slot in draft.kind.slots.items():
            raw = draft.data.get(name)
            if raw == "":
                span = draft.data.keys_at[name]
                hint = "fill it, or delete the line"
                self.problems.append(rules.WRONG_TYPE.at(span, f"'{name}' is empty", hint=hint))
            elif raw is not None and (value := reader.read(slot, raw, name)) is not None:
                values[name] = value
            elif slot.required and name not in draft.data:
                span = draft.data.values_at["id"]
                message = f"the slot '{name}' is missing: every {draft.kind.name} has it"
                hint = f"add a line `{name}:` with {example(slot.type)}"
                self.problems.append(rules.MISSING_SLOT.at(span, message, hint=hint))
        return values

    def refuse_unknown_slots(self, draft: _Draft) -> None:
        """Report keys that are neither slots nor known to every fact."""
        known = [*draft.kind.slots, *HEAD_KEYS]
        for key in draft.data:
            if key not in known:
                self.unknown_slot(draft, key, known, draft.data.keys_at[key])

    def refuse_unknown_names(self, draft: _Draft) -> None:
        """Report slots named by `ask` and `closed` that the kind does not have."""
        ask = draft.head.ask
        for n, name in enumerate(ask.only if ask else ()):
            if draft.kind.slot(slot := name.partition("/")[0]) is None:
                raw = draft.data["ask"]
                span = draft.head.span(*(["ask", "only"] if isinstance(raw, dict) else ["ask"]), n)
                self.unknown_slot(draft, slot, draft.kind.slots, span)
        for n, name in enumerate(draft.head.closed):
            if draft.kind.slot(name) is None:
                self.unknown_slot(draft, name, draft.kind.slots, draft.head.span("closed", n))

    def unknown_slot(
        self, draft: _Draft, name: str, known: Iterable[str], span: Span | None
    ) -> None:
        """Report a slot that the kind does not have."""
        hint = near(name, known, f"its slots: {', '.join(draft.kind.slots)}")
        message = f"the kind '{draft.kind.name}' has no slot '{name}'"
        self.problems.append(rules.UNKNOWN_SLOT.at(span, message, hint=hint))

    def declared(self, draft: _Draft, reader: SlotReader) -> dict[str, tuple[Declared, ...]]:
        """What the author declares false, by slot: first what learners take for the answer."""
        found: dict[str, list[Declared]] = {}
        for key, names in (("confused_with", draft.head.confused_with), ("not", draft.head.not_)):
            for name in names:
                found.setdefault(name, []).extend(self.read_list(draft, reader, key, name))
        return {name: tuple(declared) for name, declared in found.items()}

    def read_list(self, draft: _Draft, reader: SlotReader, key: str, name: str) -> list[Declared]:
        """The values that *key* (`not`, `also_true` …) lists for the slot *name*."""
        slot = draft.kind.slot(name)
        raw = draft.data[key].get(name)
        if slot is None:
            span = locate(draft.data, (key, name), key=True)
            self.unknown_slot(draft, name, draft.kind.slots, span)
            return []
        if slot.type == "frames":
            span = locate(draft.data, (key, name), key=True)
            message = f"'{name}' is a list of entries: name one of their slots"
            hint = f"write {' or '.join(f'{name}.{inner}' for inner in slot.frame)}"
            self.problems.append(rules.WRONG_TYPE.at(span, message, hint=hint))
            return []
        listed = isinstance(raw, list)
        entries = list(enumerate(raw)) if listed else [(None, raw)]
        found = []
        for n, entry in entries:
            route = (key, name) if n is None else (key, name, n)
            if declared := self.one_declared(slot, reader, entry, route):
                found.append(declared)
        return found

    def one_declared(
        self, slot: Slot, reader: SlotReader, entry: Any, route: tuple[str | int, ...]
    ) -> Declared | None:
        """One value declared false or also true, with its reason."""
        because: str | None = None
        citations: tuple[Citation, ...] = ()
        if _is_declaration(entry, slot):
            because, citations = entry.get("because"), reader.cites.of_value(entry, route)
            entry, route = entry.get("value"), (*route, "value")
        value = reader.read(slot, entry, *route)
        if value is None:
            return None
        is_confused, span = route[0] == "confused_with", locate(reader.data, route)
        return Declared(_alone(value), because, citations, is_confused, span)

    def follow(self, draft: _Draft, names: Mapping[str, str]) -> None:
        """Report references to facts, entities and sources that do not exist."""
        for link in _LINKS:
            for n, id_ in enumerate(getattr(draft.head, link)):
                if id_ not in names:
                    span = draft.head.span(link, n)
                    self.unknown(rules.UNKNOWN_FACT, f"no fact is called '{id_}'", id_, names, span)
        known = ChainMap(self.parts["entities"], self.parts["sources"])
        for n, id_ in enumerate(draft.head.according_to):
            if id_ not in known:
                message = f"no entity or source is called '{id_}'"
                span = draft.head.span("according_to", n)
                self.unknown(rules.UNKNOWN_ENTITY, message, id_, known, span)

    def unknown(
        self, rule: Rule, message: str, id_: str, known: Iterable[str], span: Span | None
    ) -> None:
        """Report an id that nothing has."""
        self.problems.append(rule.at(span, message, hint=near(id_, known, "add it to the seeds")))


def _is_declaration(entry: Any, slot: Slot) -> bool:
    """Whether *entry* is a value with its reason, and not itself a value written as a mapping."""
    if not isinstance(entry, dict) or not set(entry) <= {"value", "because", "cite"}:
        return False
    return slot.type != "quantity" or set(entry) != {"value"}


def _alone(value: Value) -> Value:
    """A list of one as the one it holds: what is declared false is a single answer."""
    return value.members[0] if isinstance(value, Group) and len(value.members) == 1 else value


def _whole(head: FactHead, data: Table) -> FactHead:
    """*head*, which from now on finds the places of the fact's slots too."""
    object.__setattr__(head, "_data", data)
    return head


def _part(data: Table, keys: frozenset[str]) -> Table:
    """The entries of *data* under *keys*, each still at its place."""
    part = Table(data.span)
    for key in data:
        if key in keys:
            part[key] = data[key]
            part.keys_at[key], part.values_at[key] = data.keys_at[key], data.values_at[key]
    return part
