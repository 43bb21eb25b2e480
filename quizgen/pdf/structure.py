"""What a screen reader goes by in a PDF, where WeasyPrint's is not yet that of PDF/UA.

An item of a list holds a label and a body, and lists within it stand in its body. A head and what
is told beneath it are one item. What stands under a wide header is told so, and a table without
headers is none: it only sets things side by side. Each glyph tells a character: the second of two
that stand for one together tells a space of no width.
"""

from __future__ import annotations

import re
from math import inf
from typing import TYPE_CHECKING, Any

from pydyf import Array, Dictionary, Stream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydyf import PDF

_ROWS = ("/THead", "/TBody", "/TFoot", "/TR", "/TD")
_UNTOLD = re.compile(rb"^(<[0-9a-f]{4}> )<>$")


def mend(pdf: PDF) -> None:
    """Put lists, tables and glyphs of the finished *pdf* into the form that PDF/UA-1 asks for."""
    for stream in (o for o in pdf.objects if isinstance(o, Stream)):
        if b"begincmap" in stream.stream:
            stream.stream = [_UNTOLD.sub(rb"\1<200b>", line) for line in stream.stream]
    elements = [o for o in pdf.objects if isinstance(o, Dictionary) and o.get("S")]
    for element in elements:
        if element["S"] == "/L":
            _pair(element, pdf)
            _nest(element, pdf)
        if element["S"] == "/Table":
            _head(element, pdf)
    for element in elements:
        if element["S"] == "/LI":
            _embody(element, pdf)


def _pair(parent: Dictionary, pdf: PDF) -> None:
    """Make one item of each head in *parent* that stands together with what is told beneath it."""
    for pair in (_kid(reference, pdf) for reference in parent["K"]):
        if pair["S"] == "/Div":
            pair["S"] = "/LI"
            for part in (_kid(reference, pdf) for reference in pair["K"]):
                for element in (part, *(_kid(reference, pdf) for reference in part["K"])):
                    element["S"] = "/Div"


def _head(table: Dictionary, pdf: PDF) -> None:
    """Tell the cells of *table* which wide header is above them; without headers it is no table."""
    if not any(cell["S"] == "/TH" for row in _rows(table, pdf) for cell in row):
        _dissolve(table, pdf)
        return
    above: dict[int, Any] = {}
    for row in _rows(table, pdf):
        column = 0
        for cell in row:
            ends = column + cell["A"].get("ColSpan", 1)
            if cell["S"] == "/TH":
                above |= dict.fromkeys(range(column, ends), cell["ID"])
            elif not cell["A"]["Headers"]:
                cell["A"]["Headers"] = Array([above[column]] if column in above else [])
            column = ends


def _dissolve(element: Dictionary, pdf: PDF) -> None:
    """Make of a table, its rows and its cells what only stands somewhere."""
    element["S"] = "/Div"
    element.pop("A", None)
    for kid in (_kid(reference, pdf) for reference in element["K"]):
        if kid["S"] in _ROWS:
            _dissolve(kid, pdf)


def _rows(element: Dictionary, pdf: PDF) -> Iterator[list[Dictionary]]:
    """The cells of each row of a table."""
    for kid in (
        _kid(reference, pdf) for reference in element["K"] if not isinstance(reference, int)
    ):
        if kid["S"] == "/TR":
            yield [_kid(reference, pdf) for reference in kid["K"]]
        elif kid["S"] in _ROWS:
            yield from _rows(kid, pdf)


def _nest(parent: Dictionary, pdf: PDF) -> None:
    """Move each list that follows an item of *parent* into that item."""
    kept: list[Any] = []
    item = None
    for reference in parent["K"]:
        kid = _kid(reference, pdf)
        if item is not None and kid["S"] == "/L":
            _insert(reference, item, pdf)
            continue
        kept.append(reference)
        item = kid if kid["S"] == "/LI" else None
    parent["K"] = Array(kept)


def _insert(reference: bytes, item: Dictionary, pdf: PDF) -> None:
    """Move a list into *item*, before what is painted after it there."""
    moved = _kid(reference, pdf)
    moved["P"] = item.reference
    others = [_kid(other, pdf) for other in item["K"]]  # a label may be painted last
    begins = [_begin(other, pdf) if other["S"] != "/Lbl" else -inf for other in others]
    after = (n for n, begin in enumerate(begins) if _begin(moved, pdf) < begin < inf)
    item["K"].insert(next(after, len(begins)), reference)


def _begin(element: Dictionary, pdf: PDF) -> float:
    """The number of the first piece of content on its page that *element* holds."""
    kids = element.get("K", ())
    return min((k if isinstance(k, int) else _begin(_kid(k, pdf), pdf) for k in kids), default=inf)


def _embody(item: Dictionary, pdf: PDF) -> None:
    """Let *item* hold its label and one body, and the body all the rest."""
    kids = [(reference, _kid(reference, pdf)) for reference in item["K"]]
    rest = [(reference, kid) for reference, kid in kids if kid["S"] != "/Lbl"]
    if [kid["S"] for _, kid in rest] in ([], ["/LBody"]):
        return
    body = Dictionary({"Type": "/StructElem", "S": "/LBody", "Pg": item["Pg"]})
    body["P"] = item.reference
    pdf.add_object(body)
    body["P"] = item.reference
    body["K"] = Array([reference for reference, _ in rest])
    for _, kid in rest:
        kid["P"] = body.reference
        if kid["S"] == "/LBody":
            kid["S"] = "/Div"
    labels = [reference for reference, kid in kids if kid["S"] == "/Lbl"]
    item["K"] = Array([*labels, body.reference])


def _kid(reference: bytes, pdf: PDF) -> Dictionary:
    return pdf.objects[int(reference.split()[0])]
