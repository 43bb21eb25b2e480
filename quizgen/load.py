"""From the files of a folder to a typed workspace, with everything found wrong on the way."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quizgen import csl, document, rules, spreadsheet
from quizgen.diagnostics import Label, Span, has_errors, shown
from quizgen.document import locate
from quizgen.facts import Places, Tongue, build_facts, twin
from quizgen.images import read_image
from quizgen.kindfiles import load_kinds, speaks
from quizgen.model import (
    FORMAT,
    ID_PATTERN,
    ITEM_PATTERN,
    Entity,
    ImageRecord,
    Retirement,
    Settings,
    Source,
)
from quizgen.phrases import Phrases
from quizgen.recipe import Recipe
from quizgen.resources import Shelf
from quizgen.setfiles import load_sets
from quizgen.shape import bad_id, fit, near
from quizgen.wordfiles import load_words
from quizgen.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

    from quizgen.diagnostics import Diagnostic

_PARTS: dict[str, type[BaseModel]] = {
    "sources": Source,
    "entities": Entity,
    "images": ImageRecord,
    "retired": Retirement,
}
_ABSENCES = (rules.UNKNOWN_ENTITY, rules.UNKNOWN_SOURCE, rules.UNKNOWN_FACT, rules.UNKNOWN_IMAGE)


class Unsound(Workspace):
    """A workspace with faults: what seems to be missing in it may only not have been read."""


def load(root: Path) -> tuple[Workspace | None, list[Diagnostic]]:
    """Read the workspace in *root*: whatever of it is sound, and everything that is not.

    There is none where the settings cannot be read; with errors, it is fit for checks only.
    """
    settings, problems = _settings(root)
    if settings is None:
        return None, problems
    shelf = Shelf(root / "templates")
    words, faults = load_words(settings, shelf)
    if words is None:
        return None, [*problems, *faults]
    phrases = Phrases(words)
    seeds = _Seeds(root)
    seeds.read()
    kinds, kind_problems = load_kinds(shelf, phrases, shown)
    foreign = {n: k.language for n, k in kinds.items() if k and not speaks(k, settings.language)}
    kinds = {name: kind for name, kind in kinds.items() if name not in foreign}
    tongue = Tongue(words, foreign)
    facts, fact_problems = build_facts(seeds.facts, kinds, seeds.parts, tongue)
    sound = {name: kind for name, kind in kinds.items() if kind}
    sets, set_problems = load_sets(shelf, phrases, sound, shown)
    recipes, recipe_problems = _recipes(root)
    kind_problems = [_with_fact(p, seeds.facts) for p in kind_problems]
    found = [*seeds.problems, *kind_problems, *set_problems, *fact_problems]
    if seeds.unreadable:
        # What an unread file holds is not known to be missing.
        found = [p for p in found if p.rule not in _ABSENCES]
    elif not seeds.facts and not has_errors(found):
        hint = "tell facts in seeds/NAME.yaml; `quizgen init` makes an example"
        found.append(rules.NO_FACTS.at(None, "there are no facts in seeds/", hint=hint))
    images = {id_: image for id_, image in seeds.images.items() if image}
    made = Unsound if has_errors(found) else Workspace
    problems += [*found, *recipe_problems]
    return made(
        root, settings, phrases, shelf, seeds.parts["sources"], seeds.parts["entities"], images,
        sound, facts, recipes, seeds.parts["retired"], sets,
    ), problems  # fmt: skip


def _with_fact(problem: Diagnostic, facts: list[tuple[Any, Span]]) -> Diagnostic:
    """A template's problem, with the first fact that it keeps from being asked."""
    if problem.rule is not rules.TEMPLATE_UNDEFINED or problem.span is None:
        return problem
    kind = problem.span.path.stem
    users = (f for f, _ in facts if isinstance(f, document.Table) and f.get("kind") == kind)
    fact = next(users, None)
    label = Label(fact.values_at["kind"], "the first fact it is for") if fact else None
    return replace(problem, related=(label,) if label else ())


def _settings(root: Path) -> tuple[Settings | None, list[Diagnostic]]:
    path = root / "quizgen.yaml"
    if not path.is_file():
        hint = "go to a workspace, or make one: quizgen init DIR"
        where = "here, nor in a folder above" if shown(root) == Path() else f"in '{shown(root)}'"
        return None, [rules.NO_WORKSPACE.at(None, f"there is no quizgen.yaml {where}", hint=hint)]
    data, problems = document.read(path, shown(path))
    if data is None:
        start = Span(shown(path), 1, 1, 1, 1)
        hint = "`quizgen init DIR` makes one to copy from"
        return None, problems or [rules.MISSING_KEY.at(start, "the file is empty", hint=hint)]
    # Before anything else: in a later format the other keys may mean something else.
    number: Any = data.get("format") if isinstance(data, dict) else None
    if isinstance(number, str) and re.fullmatch("-?[0-9]{1,9}", number) and int(number) != FORMAT:
        message = f"this workspace has format {number}; this quizgen knows format {FORMAT}"
        newer = "install a newer quizgen: pipx upgrade quizgen"
        hint = newer if int(number) > FORMAT else f"write format: {FORMAT}"
        return None, [rules.FUTURE_FORMAT.at(locate(data, ("format",)), message, hint=hint)]
    settings, faults = fit(Settings, data, Span(shown(path), 1, 1, 1, 1))
    return (None if has_errors(problems) else settings), [*problems, *faults]


def _recipes(root: Path) -> tuple[dict[str, Recipe], list[Diagnostic]]:
    recipes: dict[str, Recipe] = {}
    problems: list[Diagnostic] = []
    places: Places = {}
    for path in _files(root / "decks", "*.yaml", "*.yml"):
        start = Span(shown(path), 1, 1, 1, 1)
        fault = twin(places, "recipes", path.stem, start)
        if not re.fullmatch(ID_PATTERN, path.stem):
            fault = bad_id(path.stem, start, "a recipe's file is called like an id: unit-3.yaml")
        problems += [fault] if fault else []
        data, faults = document.read(path, shown(path))
        problems += faults
        if data is None and faults:
            continue
        recipe, faults = fit(Recipe, data, start)
        problems += faults
        if recipe:
            recipes[path.stem] = recipe
    return recipes, problems


def _files(folder: Path, *patterns: str) -> Iterator[Path]:
    found = {path for pattern in patterns for path in folder.glob(pattern) if path.is_file()}
    yield from sorted(found)


@dataclass
class _Seeds:
    """The seeds, gathered from any number of files."""

    root: Path
    parts: dict[str, dict[str, Any]] = field(default_factory=lambda: {part: {} for part in _PARTS})
    images: dict[str, Any] = field(default_factory=dict)
    facts: list[Any] = field(default_factory=list)
    exports: dict[str, csl.Item] = field(default_factory=dict)
    places: Places = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)
    unreadable: bool = False

    def read(self) -> None:
        """Read every file below seeds/."""
        for path in _files(self.root / "seeds", "**/*.csv"):
            facts, faults = spreadsheet.read(path, shown(path))
            self.problems += faults
            self.unreadable |= not facts and has_errors(faults)
            self.facts += [(fact, fact.span) for fact in facts]
        for path in _files(self.root / "seeds", "**/*.json"):
            self.export(path)
        for path in _files(self.root / "seeds", "**/*.yaml", "**/*.yml"):
            data, faults = document.read(path, shown(path))
            self.problems += faults
            if data is None:
                self.unreadable |= has_errors(faults)
                continue
            self.file(data, Span(shown(path), 1, 1, 1, 1))
        for id_, item in self.exports.items():
            if id_ not in self.parts["sources"] and self.is_new("sources", id_, item.span):
                self.record("sources", id_, "", item.span)

    def export(self, path: Path) -> None:
        """Take in a file of CSL-JSON; what YAML adds to its records comes later."""
        items, faults = csl.read(path, shown(path))
        self.problems += faults
        self.unreadable |= items is None
        for item in items or ():
            if self.is_new("exports", item.id, item.span):
                self.exports[item.id] = item

    def file(self, data: Any, start: Span) -> None:
        """Take in one file."""
        if not isinstance(data, dict):
            message = "a seeds file is a mapping with sources, entities, images or facts"
            hint = "write one of these words and a colon in the first line, the rest indented"
            self.problems.append(rules.WRONG_TYPE.at(start, message, hint=hint))
            self.unreadable = True
            return
        for key, value in data.items():
            if key == "facts":
                self.take_facts(data, value)
            elif key in _PARTS:
                self.take(key, data, value)
            else:
                self.unknown_part(data, key)

    def take_facts(self, data: Any, value: Any) -> None:
        """Take in a list of facts."""
        if isinstance(value, list):
            self.facts += [(fact, value.values_at[n]) for n, fact in enumerate(value)]  # type: ignore[attr-defined]
        elif value:
            span = locate(data, ("facts",), key=True)
            message = "'facts' must be a list of facts"
            hint = "begin each fact with '- id: …', its other keys below"
            self.problems.append(rules.WRONG_TYPE.at(span, message, hint=hint))
            self.unreadable = True

    def take(self, part: str, data: Any, value: Any) -> None:
        """Take in a mapping of ids to sources, entities or images."""
        if not isinstance(value, dict):
            if value:
                span = locate(data, (part,), key=True)
                message = f"'{part}' must be a mapping of ids to records"
                hint = "write an id and a colon, and the record indented below"
                self.problems.append(rules.WRONG_TYPE.at(span, message, hint=hint))
                self.unreadable = True
            return
        for id_, written in value.items():
            raw = document.lifted(data[part], id_, "reason") if part == "retired" else written
            span = locate(data, (part, id_), key=True)
            if not re.fullmatch(ITEM_PATTERN if part == "retired" else ID_PATTERN, id_):
                self.problems.append(bad_id(id_, span))
            if self.is_new(part, id_, span):
                self.record(part, id_, raw, span)

    def record(self, part: str, id_: str, raw: Any, span: Span | None) -> None:
        """Take in one source, entity or image."""
        if part == "sources" and id_ in self.exports:
            raw = csl.merged(self.exports[id_].record, raw)
        record, faults = fit(_PARTS[part], raw, span)
        self.problems += faults
        # A record in error still counts as known: its users are not to blame.
        self.parts[part][id_] = record or _PARTS[part].model_construct(name=id_, type="", reason="")
        if part == "images" and isinstance(record, ImageRecord):
            self.images[id_], faults = read_image(id_, record, self.root)
            self.problems += faults

    def is_new(self, part: str, id_: str, span: Span | None) -> bool:
        """Whether nothing before had this id; one in another case is reported, and taken in."""
        fault = twin(self.places, part, id_, span)
        self.problems += [fault] if fault else []
        return fault is None or fault.rule is not rules.DUPLICATE_ID

    def unknown_part(self, data: Any, key: str) -> None:
        """Report a top-level key that seeds do not have."""
        span = locate(data, (key,), key=True)
        known = (*_PARTS, "facts")
        hint = near(key, known, f"a seeds file has: {', '.join(known)}")
        message = f"'{key}' is not a key that quizgen knows here"
        self.problems.append(rules.UNKNOWN_KEY.at(span, message, hint=hint))
        self.unreadable = True
