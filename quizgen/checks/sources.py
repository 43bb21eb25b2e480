"""Everything that facts name is there, has one name, and is used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from quizgen import edtf, rules
from quizgen.diagnostics import Label
from quizgen.document import data_of
from quizgen.kin import Kin
from quizgen.resources import shipped
from quizgen.shape import near
from quizgen.values import Group, Kinship, Who, fold, kinship

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from quizgen.diagnostics import Diagnostic
    from quizgen.model import Entity
    from quizgen.values import Value
    from quizgen.workspace import Fact, Workspace

LEAST_NAMESPACE = 8
_ADDRESS = re.compile(r"https?://[^\s/?#<>\"]+[^\s<>\"]*", re.IGNORECASE)
_SCHEME = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def check_namespace(workspace: Workspace) -> Iterator[Diagnostic]:
    """The namespace is the workspace's own: long enough, and not that of the sample."""
    settings = workspace.settings
    span = settings.span("namespace")
    hint = "draw a new one: quizgen init DIR, and copy its namespace (before anyone has your deck)"
    if len(settings.namespace) < LEAST_NAMESPACE:
        message = f"'{settings.namespace}' is too short to be nobody else's"
        yield rules.BAD_NAMESPACE.at(span, message, hint=hint)
    reserved = data_of(shipped() / "reserved.yaml")
    for sample in reserved:
        is_sample = settings.title == sample["title"] and set(sample["sources"]) <= set(
            workspace.sources
        )
        if settings.namespace == sample["namespace"] and not is_sample:
            message = f"this is the namespace of quizgen's sample, “{sample['title']}”"
            yield rules.SAMPLE_NAMESPACE.at(span, message, hint=hint)


def check_names(workspace: Workspace) -> Iterator[Diagnostic]:
    """No name or alias stands for two entities."""
    seen: dict[str, tuple[str, Label | None]] = {}
    for id_, entity in workspace.entities.items():
        own: set[str] = set()
        for name, route in _names(entity):
            folded, span = fold(name), entity.span(*route)
            if not folded or folded in own:
                continue
            own.add(folded)
            if folded in seen:
                other, label = seen[folded]
                message = f"'{name}' names both '{other}' and '{id_}'"
                hint = "leave it with the one that is meant, or write it out in full for both"
                yield rules.SHARED_ALIAS.at(span, message, label, hint=hint)
            else:
                seen[folded] = (id_, Label(span, f"the same name for '{id_}'") if span else None)


def check_relations(workspace: Workspace) -> Iterator[Diagnostic]:
    """Whoever an entity acts for, is a part of, or has as a member is an entity too."""
    for entity in workspace.entities.values():
        for relation in ("acts_for", "part_of", "members"):
            for n, id_ in enumerate(getattr(entity, relation)):
                if id_ not in workspace.entities:
                    hint = near(id_, workspace.entities, "add the entity to the seeds")
                    message = f"no entity is called '{id_}'"
                    yield rules.UNKNOWN_ENTITY.at(entity.span(relation, n), message, hint=hint)


def check_source_dates(workspace: Workspace) -> Iterator[Diagnostic]:
    """The date of every source can be read."""
    for source in workspace.sources.values():
        issued = (source.issued.date, ("issued", "date")) if source.issued else None
        accessed = (source.accessed, ("accessed",)) if source.accessed else None
        for written, route in filter(None, (issued, accessed)):
            try:
                edtf.parse(written)
            except edtf.DateError as error:
                rule = rules.AMBIGUOUS_DATE if error.ambiguous else rules.BAD_DATE
                yield rule.at(source.span(*route), str(error), hint=error.hint)


def check_addresses(workspace: Workspace) -> Iterator[Diagnostic]:
    """The addresses of every source are those of pages in the web."""
    for source in workspace.sources.values():
        for key, address in (("URL", source.url), ("archive-url", source.archive_url)):
            if address and not _ADDRESS.fullmatch(address):
                scheme = _SCHEME.match(address)
                message = f"'{key}' is not the whole address of a page"
                if scheme:
                    message = f"'{key}' begins with '{scheme[0]}', and so leads to no page"
                hint = "write it from https:// or http:// on, with %20 for a space"
                yield rules.BAD_ADDRESS.at(source.span(key), message, hint=hint)


def check_sources_used(workspace: Workspace) -> Iterator[Diagnostic]:
    """Every source is cited by some fact."""
    used = {s for fact in workspace.facts.values() for s in fact.sources()}
    used |= {c.source for fact in workspace.facts.values() for c in fact.attribution}
    for id_, source in workspace.sources.items():
        span = source.span()
        # An export brings whatever its author has read.
        is_exported = span and span.path.suffix == ".json"
        if id_ not in used and not is_exported:
            message = f"no fact cites the source '{id_}'"
            yield rules.UNUSED_SOURCE.at(span, message, hint="cite it, or delete it")


def check_answers_not_denied(workspace: Workspace) -> Iterator[Diagnostic]:
    """No value is both an answer, or what the answer lies in, and declared false."""
    wholes = Kin(workspace).wholes
    for fact in workspace.facts.values():
        for slot, declared in fact.false.items():
            for wrong in declared:
                rights = list(_answers(fact, slot))
                same = any(_same(wrong.value, right) for right in rights)
                if same or any(_holds(wrong.value, right, wholes) for right in rights):
                    text = workspace.phrases.show(wrong.value)  # type: ignore[arg-type]
                    what = "is the answer" if same else "the answer is a part of it"
                    message = f"'{text}' is declared false, and {what}"
                    label = (
                        Label(at, "the answer") if (at := fact.span(slot.split(".")[0])) else None
                    )
                    yield rules.KEY_AMONG_DISTRACTORS.at(
                        wrong.span, message, label, hint="keep one of the two"
                    )


def check_silence(workspace: Workspace) -> Iterator[Diagnostic]:
    """What is silenced says why, and what is asked in some ways only can be asked so."""
    for fact in workspace.facts.values():
        ask = fact.head.ask
        if ask and ask.because is None:
            message = f"'{fact.id}' silences slots without a reason"
            hint = f"write ask: {{only: [{', '.join(ask.only)}], because: …}}"
            yield rules.SILENT_WITHOUT_REASON.at(fact.span("ask"), message, hint=hint)
        for name in ask.only if ask else ():
            slot, _, way = name.partition("/")
            if way and way not in (ways := fact.kind.ways(slot)):
                message = f"the kind '{fact.kind.name}' does not ask '{slot}' as '{way}'"
                there = near(way, ways, f"it asks it as {', '.join(ways)}" if ways else None)
                yield rules.UNKNOWN_SLOT.at(fact.span("ask"), message, hint=there)


def _holds(wrong: Value, right: Value, wholes: Mapping[str, frozenset[str]]) -> bool:
    """Whether the answer lies in what is declared false."""
    return isinstance(wrong, Who) and isinstance(right, Who) and wrong.id in wholes[right.id]


def _names(entity: Entity) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    yield entity.name, ("name",)
    for part in ("aliases", "misprints"):
        for n, name in enumerate(getattr(entity, part)):
            yield name, (part, n)


def _answers(fact: Fact, slot: str) -> Iterator[Value]:
    name, _, inner = slot.partition(".")
    if not inner:
        value = fact.slots.get(name)
        if value is not None:
            yield value
        return
    yield from (f.slots[inner] for f in fact.frames(name) if inner in f.slots)


def _same(one: Value, other: Value) -> bool:
    if isinstance(other, Group) and not isinstance(one, Group):
        return any(_same(one, member) for member in other.members)
    return kinship(one, other) is Kinship.SAME
