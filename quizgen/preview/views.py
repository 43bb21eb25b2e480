"""What the preview's page shows: each view as HTML, set from a snapshot by Jinja."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from quizgen import markup
from quizgen.citations import reference
from quizgen.diagnostics import Span
from quizgen.items import Interaction
from quizgen.pages import environment
from quizgen.preview.faults import by_fact, counted, told
from quizgen.preview.places import around, found_again, place
from quizgen.resources import shipped
from quizgen.words import find_words

if TYPE_CHECKING:
    from quizgen.diagnostics import Diagnostic
    from quizgen.items import Citation, Item, Study
    from quizgen.preview.faults import Told
    from quizgen.preview.places import Place
    from quizgen.preview.snapshot import Made, Page, Snapshot


class Entry(NamedTuple):
    """An item in the list: the key it is found by, and what it can be chosen by."""

    key: str
    item: Item
    stem: str
    deck: str
    problems: int


class Evidence(NamedTuple):
    """A fact that an item tells: where it stands, and its lines as they were read at *line*."""

    id: str
    kind: str
    place: Place | None
    line: int
    lines: list[tuple[int, str]]


class Views:
    """The views of one snapshot; links lead the *editor* to what was written."""

    def __init__(self, snapshot: Snapshot, editor: str | None) -> None:
        """Show *snapshot*."""
        self.snapshot = snapshot
        self.editor = editor
        # Never from the workspace: a stranger's templates make their own pages, not this one.
        self._loader = FileSystemLoader(shipped() / "preview")
        self._plain = Environment(
            loader=self._loader,
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    @property
    def made(self) -> Made | None:
        """What can be looked at."""
        return self.snapshot.made

    @cached_property
    def shell(self) -> str:
        """The page round the views: the list of items, and where one can go."""
        used = {entry.item.interaction for entry in self.entries}
        return self._render(
            "page.html.j2",
            title=markup.plain(self.made.workspace.settings.title) if self.made else "",
            entries=self.entries,
            interactions=[name for name in Interaction if name in used],
        )

    @cached_property
    def entries(self) -> list[Entry]:
        """Every item of every deck."""
        studies = self.made.studies if self.made else ()
        found: dict[str, Entry] = {}
        for study in studies:
            for item in study.items:
                key = f"{item.guid}/{study.name}" if item.guid in found else item.guid
                number = len(self._problems(item))
                found[key] = Entry(key, item, _spoken(item, study), study.name, number)
        return list(found.values())

    def start(self) -> str:
        """What is shown where nothing is asked for: the first item, or what is wrong."""
        if not (self.snapshot.is_sound and self.entries):
            return self.problems()
        return self.item(self.entries[0].item.guid) or self.problems()

    def problems(self) -> str:
        """Every problem, errors first."""
        problems = sorted(self.snapshot.problems, key=lambda problem: not problem.is_error)
        return self._render("problems.html.j2", problems=[self._told(p) for p in problems])

    def failed(self, trace: str) -> str:
        """A view that could not be made, and how it failed."""
        return self._render("failed.html.j2", trace=trace)

    def item(self, guid: str, deck: str = "") -> str | None:
        """An item with all that stands behind it."""
        found = self.made.find(guid, deck) if self.made else None
        if not (found and self.made):
            return None
        study, item = found
        return self._set(
            "item.html.j2",
            study,
            item,
            facts=[self._evidence(fact) for fact in item.facts],
            written=self._written,
            pages=[page for page in self.made.pages if page.holds(guid)],
            problems=[self._told(problem) for problem in self._problems(item)],
        )

    def card(self, guid: str, deck: str = "") -> str | None:
        """An item as Anki shows it, on both sides, by day and by night."""
        found = self.made.find(guid, deck) if self.made else None
        return self._set("card.html.j2", *found) if found else None

    def page(self, page: Page, guid: str) -> str:
        """A page that an output makes, at the item *guid* if that stands on it."""
        return self._render("frame.html.j2", page=page, guid=guid if page.holds(guid) else "")

    def file(self, name: str, line: int) -> str | None:
        """A file of the author's that facts or problems stand in, at a *line*."""
        path = next((p for p in self.snapshot.files if p.as_posix() == name), None)
        if path is None:
            return None
        lines = list(enumerate(self.snapshot.files[path], start=1))
        here = place(Span(path, line, 1, line, 1), self.editor)
        return self._render("file.html.j2", place=here, lines=lines)

    def _render(self, name: str, **more: object) -> str:
        return self._plain.get_template(name).render(
            snapshot=self.snapshot,
            made=self.made,
            counts=counted(self.snapshot.problems),
            editor=self.editor,
            **more,
        )

    def _set(self, name: str, study: Study, item: Item, **more: object) -> str:
        """The view *name* of an *item*, its texts set as on any page of its *study*."""
        assert self.made  # noqa: S101  (that is where the item is from)
        words = find_words(self.made.workspace.shelf, study.language)
        pages = environment(study, words, self.made.workspace.shelf)
        return (
            pages.overlay(loader=self._loader)
            .get_template(name)
            .render(
                snapshot=self.snapshot,
                editor=self.editor,
                item=item,
                is_card=any(card.item.guid == item.guid for card in study.cards),
                cite=lambda citation: reference(citation, study, words),
                **more,
            )
        )

    def _told(self, problem: Diagnostic) -> Told:
        return told(problem, self.snapshot.files, self.editor)

    def _written(self, citation: Citation) -> Place | None:
        """Where the *citation* is written."""
        return self._place(citation.span)

    def _place(self, span: Span | None) -> Place | None:
        """Where that stands now which was read at *span*."""
        if not (span and self.made):
            return None
        old, new = (files.get(span.path, ()) for files in (self.made.files, self.snapshot.files))
        line = found_again(span.line, old, new) if new else span.line
        return place(Span(span.path, line, span.column, line, span.column), self.editor)

    def _evidence(self, fact: str) -> Evidence:
        assert self.made  # noqa: S101  (that is where the fact is from)
        found = self.made.workspace.facts[fact]
        span = found.span("id")
        lines = around(self.made.files.get(span.path, ()), span.line) if span else []
        line = span.line if span else 0
        return Evidence(fact, found.kind.name, self._place(span), line, lines)

    def _problems(self, item: Item) -> list[Diagnostic]:
        """What is wrong with the facts of *item*, each once."""
        problems = (problem for fact in item.facts for problem in self._by_fact.get(fact, ()))
        return list(dict.fromkeys(problems))

    @cached_property
    def _by_fact(self) -> dict[str, list[Diagnostic]]:
        """The problems of each fact; none where the facts are not those of the problems."""
        if not self.made or self.snapshot.is_stale:
            return {}
        return by_fact(self.made.workspace, self.snapshot)


def _spoken(item: Item, study: Study) -> str:
    """The stem of *item* in plain words."""
    images = {image.id: image.alt for image in study.images}
    return markup.plain(item.stem, alt=lambda id_: images.get(id_, ""))
