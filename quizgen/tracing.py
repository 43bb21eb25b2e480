"""From the code on a printed sheet to its key: the one that stands, or the edition that held it."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from quizgen import codes, disk
from quizgen.codes import Printed
from quizgen.compile import compile_workspace
from quizgen.diagnostics import QuizgenError, shown
from quizgen.frozen import frozen
from quizgen.lockfile import NAME, read_lock
from quizgen.write import is_ours

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from quizgen.compile import Compilation
    from quizgen.lock import Lock

_HEAD = 4096
_FORM = re.compile(rb'<meta name="quizgen-form" content="key (\S+) (\S+) (\S+) (\S+)">')
_EXAMPLE = "K7MC-4XTN"
_UNKNOWABLE = "codes of builds that no edition held are kept nowhere: `quizgen release` keeps them"


@frozen(slots=False)
class Trace:
    """What is known of the code that somebody *typed*, and whether that leads to a key."""

    lines: tuple[str, ...]
    is_found: bool = True


def trace(typed: str, root: Path, out: Path | None) -> Trace:
    """The key of the sheet with the code *typed*, among those in *out* (or decks/)."""
    if not (root / "quizgen.yaml").is_file():
        raise QuizgenError(f"there is no quizgen.yaml in '{shown(root)}'")
    search = _Search(codes.read(typed), root, out or root / "decks")
    if found := tuple(search.standing()):
        return Trace(found)
    if found := tuple(search.unbuilt()):
        return Trace(found, is_found=False)
    if found := tuple(search.former()):
        return Trace(found)
    return Trace(tuple(search.unknown(typed)), is_found=False)


@frozen(slots=False)
class _Search:
    code: str
    root: Path
    folder: Path

    @cached_property
    def lock(self) -> Lock:
        """What editions held."""
        return read_lock(self.root / NAME, shown(self.root / NAME))[0]

    @cached_property
    def compilation(self) -> Compilation:
        """What the seeds give now."""
        return compile_workspace(self.root)[0]

    @cached_property
    def keys(self) -> Mapping[Path, Printed]:
        """The keys that stand, each with its form."""
        paths = sorted(self.folder.glob("*/*.html"))
        return {path: form for path in paths if is_ours(path) and (form := _form_of(path))}

    def standing(self) -> Iterator[str]:
        """The files of the key, and what they belong to."""
        for path, form in self.keys.items():
            if form.code == self.code:
                pdf = path.with_suffix(".pdf")
                yield from (str(shown(p)) for p in (path, pdf) if p.is_file())
                yield f"  {_place(form)}; {self.edition(form) or 'in no edition yet'}"

    def unbuilt(self) -> Iterator[str]:
        """The forms of this code that a build would make."""
        for form in codes.printed(self.compilation.studies):
            if form.code == self.code:
                yield f"{self.code}: {_place(form)}; {self.edition(form) or 'in no edition yet'}"
                yield f"its key does not stand in {shown(self.folder)}"
                yield f" = help: quizgen build {form.deck}"

    def former(self) -> Iterator[str]:
        """The editions that held a form of this code, which is not made any more."""
        for form in sorted(self.lock.forms):
            if form.code == self.code:
                yield f"{self.code}: {_place(form)}; {self.edition(form)}"
                yield "  its key is not made any more: version control has it, at that edition"

    def unknown(self, typed: str) -> Iterator[str]:
        """That the code is not known, and what may be meant."""
        if not codes.is_code(self.code):
            yield f"'{typed}' is no code: those have eight letters and digits, as in {_EXAMPLE}"
        else:
            yield f"no sheet with the code {self.code} is known here"
        yield from (f" = help: did you mean {line}?" for line in self.meant())
        if codes.is_code(self.code):
            yield f" = help: {_UNKNOWABLE}"
        if self.compilation.failed:
            yield " = help: the seeds have errors, so what they give is not known: quizgen check"

    def meant(self) -> Iterator[str]:
        """The forms whose codes are nearly this one."""
        built = codes.printed(self.compilation.studies)
        known = sorted({*self.keys.values(), *built, *self.lock.forms})
        for code in codes.near(self.code, (form.code for form in known)):
            yield f"{code} ({'; or '.join(_place(form) for form in known if form.code == code)})"

    def edition(self, form: Printed) -> str:
        """Which editions held *form*, if any did."""
        if form not in self.lock.forms:
            return ""
        first, last = self.lock.forms[form]
        dates = {n: max(found)[0] for n, found in self.lock.editions.items()}
        told = [f"{n} of {dates[n]}" if n in dates else f"{n}" for n in (first, last)]
        return f"edition {told[0]}" if first == last else f"editions {' to '.join(told)}"


def _form_of(path: Path) -> Printed | None:
    """The form whose key the page at *path* is."""
    with disk.look(path) as file:
        found = _FORM.search(file.read(_HEAD))
    return Printed(*(word.decode() for word in found.groups())) if found else None


def _place(form: Printed) -> str:
    return f"deck {form.deck}, sheet {form.sheet}, version {form.version}"
