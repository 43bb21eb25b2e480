"""The program tells about itself: codes of problems, kinds of facts, outputs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

from quizgen.diagnostics import QuizgenError
from quizgen.outputs import outputs
from quizgen.resources import Shelf
from quizgen.rules import RULES
from quizgen.shape import near

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from quizgen.diagnostics import Rule

_NOTE = re.compile(r"^  (\w+): .*\s# (.+)$", re.MULTILINE)  # what a kind file says behind a slot


def explain(name: str | None, root: Path) -> str:
    """What *name* is: a code, a kind or an output; without a name, all of them in a list."""
    kinds = {p.stem: p for p in Shelf(root / "templates").list("kinds", "*.yaml")}
    if name is None:
        return "\n".join(_contents(kinds)) + "\n"
    if name in RULES:
        return "\n".join(_rule(RULES[name])) + "\n"
    if name in kinds:
        return "\n".join(_kind(name, kinds[name])) + "\n"
    if words := Shelf(root / "templates").find(f"words/{name}.yaml"):
        return words.read_text("utf-8")
    if name in outputs():
        return f"{name}: {outputs()[name].summary}\n"
    known = [*RULES, *kinds, *outputs()]
    meant = near(name, known)
    raise QuizgenError(f"'{name}' is no code, kind or output{f'; {meant}' if meant else ''}")


def _contents(kinds: dict[str, Path]) -> Iterator[str]:
    yield "Kinds of facts"
    languages = {name: str(_read(path).get("language", "en")) for name, path in kinds.items()}
    for name, path in kinds.items():
        other = f" ({languages[name]})" if len(set(languages.values())) > 1 else ""
        yield f"  {name:24} {_summary(path)}{other}"
    yield "\nOutputs"
    yield from (f"  {name:24} {output.summary}" for name, output in outputs().items())
    yield "\nProblems"
    for code, rule in sorted(RULES.items()):
        yield f"  {code:24} {rule.summary}{'' if rule.severity == 'error' else ' (warning)'}"


def _rule(rule: Rule) -> Iterator[str]:
    yield f"{rule.code} ({rule.severity}): {rule.summary}"
    yield ""
    yield rule.why


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
        data = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506  (only texts)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise QuizgenError(f"{path} cannot be read: {error}") from error
    return data if isinstance(data, dict) else {}
