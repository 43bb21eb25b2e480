"""Printable sheets and their answer keys: self-contained HTML, set for A4 or Letter paper."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from quizgen.frozen import frozen
from quizgen.outputs import Output
from quizgen.pages import environment
from quizgen.paper.answers import answer
from quizgen.paper.points import Points
from quizgen.paper.prints import PLAIN, prints
from quizgen.paper.questions import groups, question
from quizgen.paper.strips import strip
from quizgen.paper.versions import are_same, tables
from quizgen.words import find_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jinja2.sandbox import SandboxedEnvironment

    from quizgen.items import Form, Sheet, Study, Work
    from quizgen.lock import Lock
    from quizgen.paper.prints import Print
    from quizgen.resources import Shelf
    from quizgen.words import Words


def make(study: Study, _lock: Lock, shelf: Shelf) -> dict[str, bytes]:
    """The sheet of each version in each of its prints, and its key, by file name."""
    words = find_words(shelf, study.language)
    pages = environment(study, words, shelf)
    return {
        name: f"{text}\n".encode()
        for sheet in study.sheets
        for form in sheet.forms
        for name, text in _Version(study, sheet, form, words, pages).files()
    }


@frozen(slots=False)
class _Version:
    """One version of a sheet, about to be printed."""

    study: Study
    sheet: Sheet
    form: Form
    words: Words
    pages: SandboxedEnvironment

    def files(self) -> Iterator[tuple[str, str]]:
        """Every page of this version, by file name."""
        name = f"{self.sheet.name}-{self.form.version.lower()}"
        for print_ in prints(self.sheet.layout):
            variant = f"-{print_.name}" if print_.name else ""
            yield f"{name}{variant}.html", self.student(print_)
        yield f"{name}-key.html", self.key()

    def student(self, print_: Print) -> str:
        """The sheet as students get it."""
        asked = [
            question(item, self.points.at(item), self.words, print_) for item in self.form.items
        ]
        page = self.pages.get_template("sheet.html.j2")
        return page.render(
            self.head(print_), role="sheet", groups=tuple(groups(asked)), print=print_
        )

    def key(self) -> str:
        """The key to it, and to its variants."""
        answers = [
            answer(item, self.points.at(item), self.words, self.study) for item in self.form.items
        ]
        page = self.pages.get_template("key.html.j2")
        return page.render(
            self.head(PLAIN),
            role="key",
            answers=answers,
            works=_works(self.form, self.study),
            are_same=are_same(self.sheet),
            tables=tuple(tables(self.sheet, self.form, self.words)) if are_same(self.sheet) else (),
        )

    def head(self, print_: Print) -> Mapping[str, object]:
        """What sheet and key have in common."""
        layout, paper = self.sheet.layout, self.sheet.paper
        circles = strip(self.form, paper, print_, self.words) if layout.strip else None
        return {
            "title": self.sheet.title,
            "sheet": self.sheet.name,
            "code": self.form.code,
            "paper": paper,
            "version": self.form.version,
            "versions": len(self.sheet.forms),
            "count": len(self.form.items),
            "points": self.points,
            "instructions": layout.instructions,
            "running_length": print_.running,
            "strip": circles,
            "strip_points": self.points.of(circles.numbers) if circles else "",
        }

    @cached_property
    def points(self) -> Points:
        """What its items are worth."""
        return Points(self.form, self.sheet.layout, self.words)


def _works(form: Form, study: Study) -> list[Work]:
    """The works that the key of *form* cites, in the order of their numbers."""
    cited = {citation.source for item in form.items for citation in item.cited()}
    return [work for work in study.works if work.source in cited]


OUTPUT = Output("sheets", "printable sheets and their answer keys (HTML)", make, for_paper=True)
