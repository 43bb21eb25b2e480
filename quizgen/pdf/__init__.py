"""PDFs beside pages for paper: made only where what stands was set from another page."""

from __future__ import annotations

import re
from importlib.metadata import version
from typing import TYPE_CHECKING

from quizgen import rules
from quizgen.diagnostics import QuizgenError, shown
from quizgen.items import digest
from quizgen.pdf.engine import missing, typeset
from quizgen.progress import Watch
from quizgen.write import PDF_MARK, TAIL, Product

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from quizgen.diagnostics import Diagnostic, Span
    from quizgen.pdf.engine import Typeset
    from quizgen.resources import Shelf

_END = b"startxref\n"
_LINE = re.compile(PDF_MARK + rb"([0-9a-f]{20}(?: (?:[0-9A-F]{4,5}|10[0-9A-F]{4}))*)\n")
_TOLD = 8  # characters missing that are named


def beside(page: Product, shelf: Shelf) -> Product:
    """The PDF of an HTML *page*, which is set when it has to be written.

    What stands is the same if it was set from this page by this quizgen. Other fonts, and another
    version of WeasyPrint, change its bytes and not what it says.
    """
    css = shelf.text("pages/pdf.css")
    stamp = digest(page.data.decode(), css, version("quizgen"))
    path = page.path.with_suffix(".pdf")

    def same(standing: bytes, _page: bytes) -> bool:
        return _stamp(standing)[:1] == [stamp]

    def finish(data: bytes) -> bytes:
        try:
            return _stamped(typeset(data.decode(), css), stamp)
        except Exception as error:
            message = f"'{shown(path)}' cannot be set: {type(error).__name__}: {error}"
            hint = "leave `pdf` out of the recipe, print the page from a browser, and report this"
            raise QuizgenError(f"{message}\n = help: {hint}") from error

    return Product(path, page.data, same, finish)


def possible(products: list[Product], wish: Span | None) -> tuple[list[Product], list[Diagnostic]]:
    """*products* without the PDFs that would have to be set and cannot be, and why; *wish* asks."""
    waiting = [p.path for p in products if p.finish and not p.stands()]
    lack = missing() if waiting else None
    if not lack:
        return products, []
    message = f"'{shown(waiting[0])}' and what else is wished as PDF is left out: {lack.what}"
    problem = rules.NO_PDF.at(wish, message, hint=lack.remedy)
    return [p for p in products if p.path not in waiting], [problem]


def finished(products: Iterable[Product]) -> list[Product]:
    """*products* ready to be written."""
    products = list(products)
    with Watch() as watch:
        watch.stage("setting the pages")
        return [product.finished() for product in watch.step(products)]


def unprintable(products: Iterable[Product]) -> Iterator[Diagnostic]:
    """The characters that are missing in PDFs, since no font had them when these were set."""
    for path in (p.path for p in products if p.path.suffix == ".pdf" and p.path.is_file()):
        if codes := _stamp(path.read_bytes())[1:]:
            named = ", ".join(f"'{chr(int(code, 16))}' (U+{code})" for code in codes)
            message = f"'{shown(path)}' lacks {named}: no font on this machine had it"
            hint = "install a font that has it, such as those of Noto; delete the PDF; build again"
            yield rules.NO_GLYPH.at(None, message, hint=hint)


def _stamped(made: Typeset, stamp: str) -> bytes:
    """The PDF *made*, with a comment line before its end, where no offset counts it."""
    body, end, rest = made.data.rpartition(_END)
    line = " ".join([stamp, *(f"{ord(c):04X}" for c in made.unknown[:_TOLD])])
    return body.removesuffix(b"\n") + PDF_MARK + line.encode() + b"\n" + end + rest


def _stamp(data: bytes) -> list[str]:
    """What the page was that the PDF *data* was set from, and the characters it lacks."""
    found = _LINE.search(data, max(0, len(data) - TAIL))
    return found[1].decode().split() if found else []
