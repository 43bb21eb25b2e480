"""The program tells about itself: codes of problems, kinds and sets of facts, outputs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from quizgen.craft.table import table
from quizgen.diagnostics import QuizgenError
from quizgen.document import data_of
from quizgen.languages import display_name
from quizgen.outputs import outputs
from quizgen.resources import Shelf
from quizgen.rules import RULES
from quizgen.shape import near

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from quizgen.craft.table import Entry
    from quizgen.diagnostics import Rule

_NOTE = re.compile(r"^  (\w+): .*\s# (.+)$", re.MULTILINE)  # what a kind file says behind a slot


def explain(name: str | None, root: Path) -> str:
    """What *name* is: a code, a kind or an output; without a name, all of them in a list."""
    kinds = {p.stem: p for p in Shelf(root / "templates").list("kinds", "*.yaml")}
    sets = {p.stem: p for p in Shelf(root / "templates").list("sets", "*.yaml")}
    catalogues = [p.stem for p in Shelf(root / "templates").list("words", "*.yaml")]
    if name is None:
        return "\n".join(_contents(kinds, sets, catalogues)) + "\n"
    told = _described(name, kinds, sets, Shelf(root / "templates"))
    if told is None:
        known = [*RULES, *table(), *kinds, *sets, *catalogues, *outputs()]
        meant = near(name, known)
        raise QuizgenError(
            f"'{name}' is no code, kind, set, language or output{f'; {meant}' if meant else ''}"
        )
    return told


def _described(
    name: str, kinds: dict[str, Path], sets: dict[str, Path], shelf: Shelf
) -> str | None:
    """What is to be said of *name*; None where nothing is called so."""
    told: str | None = None
    if name in table():
        told = "\n".join(_entry(table()[name])) + "\n"
    elif name in RULES:
        told = "\n".join(_rule(RULES[name])) + "\n"
    elif name in kinds:
        told = "\n".join(_kind(name, kinds[name])) + "\n"
    elif name in sets:
        told = f"{name}: {_summary(sets[name])}\n\n{sets[name].read_text('utf-8')}"
    elif words := shelf.find(f"words/{name}.yaml"):
        told = words.read_text("utf-8")
    elif name in outputs():
        told = f"{name}: {outputs()[name].summary}\n"
    return told


def _contents(
    kinds: dict[str, Path], sets: dict[str, Path], catalogues: Sequence[str]
) -> Iterator[str]:
    yield "Kinds of facts"
    languages = {name: str(_read(path).get("language", "en")) for name, path in kinds.items()}
    for name, path in kinds.items():
        other = f" ({languages[name]})" if len(set(languages.values())) > 1 else ""
        yield f"  {name:24} {_summary(path)}{other}"
    yield "\nSets: facts that are asked together"
    yield from (f"  {name:24} {_summary(path)}" for name, path in sets.items())
    yield "\nLanguages of the program's words"
    yield from (f"  {name:24} {display_name(name)}" for name in catalogues)
    yield "\nOutputs"
    yield from (f"  {name:24} {output.summary}" for name, output in outputs().items())
    items = {code: entry.rule for code, entry in table().items()}
    yield "\nProblems"
    yield from _listed({code: rule for code, rule in RULES.items() if code not in items})
    yield "\nProblems of items"
    yield from _listed(items)


def _listed(rules: Mapping[str, Rule]) -> Iterator[str]:
    for code, rule in sorted(rules.items()):
        yield f"  {code:24} {rule.summary}{'' if rule.severity == 'error' else ' (warning)'}"


def _rule(rule: Rule) -> Iterator[str]:
    yield f"{rule.code} ({rule.severity}): {rule.summary}"
    yield ""
    yield rule.why


def _entry(entry: Entry) -> Iterator[str]:
    """A rule of items: whose it is, what mends it, an item that breaks it and one that does not."""
    yield from _rule(entry.rule)
    yield f"\nGuideline\n  {entry.rule.guideline}"
    yield f"\nWhat to do\n  {entry.repair}"
    for title, example in (("Fails", entry.fails), ("Passes", entry.passes)):
        yield f"\n{title}"
        for record in example if isinstance(example, list) else [example]:
            yield from _example(record)


def _example(record: Mapping[str, Any]) -> Iterator[str]:
    """An item as a learner meets it, a star before what is right."""
    yield f"  {record['stem']}  ({record['interaction']})"
    options = record.get("options", ())
    for option in options:
        why = f"  — {option['rationale']}" if option.get("rationale") else ""
        yield f"    {'*' if option.get('is_key') == 'yes' else '-'} {option['text']}{why}"
    if not any("is_key" in option for option in options):
        yield f"    = {'; '.join(record.get('key', ()))}"
    for told in ("attributed_to", "citations"):
        if told in record:
            yield f"    {told.replace('_', ' ')}: {_told(record[told])}"


def _told(values: Sequence[Any]) -> str:
    return ", ".join(v["source"] if isinstance(v, dict) else v for v in values) or "none"


def _kind(name: str, path: Path) -> Iterator[str]:
    """A kind: its slots and questions, as its file has them."""
    data = _read(path)
    yield f"{name}: {_summary(path)}"
    yield "\nSlots"
    notes = dict(_NOTE.findall(path.read_text("utf-8")))
    for slot, record in (data.get("slots") or {}).items():
        yield f"  {slot:16} {_slot(record):28} {notes.get(slot, '')}".rstrip()
    yield f"\nTold as\n  {data.get('claim', '')}"
    yield "\nAsked as"
    for id_, question in (data.get("questions") or {}).items():
        yield f"  {id_:16} {question.get('stem', '')}"


def _slot(record: object) -> str:
    if not isinstance(record, dict):
        return str(record)
    words = [str(record.get("type", ""))]
    words += [key for key in ("required", "names", "helper") if record.get(key) in ("yes", "true")]
    frame = record.get("frame") or {}
    if frame:
        words.append(f"({', '.join(f'{n}: {_slot(r)}' for n, r in frame.items())})")
    return " ".join(words)


def _summary(path: Path) -> str:
    return str(_read(path).get("summary", ""))


def _read(path: Path) -> dict[str, dict[str, dict[str, str]]]:
    try:
        data = data_of(path)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise QuizgenError(f"{path} cannot be read: {error}") from error
    return data if isinstance(data, dict) else {}
