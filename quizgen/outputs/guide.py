"""The study guide: one self-contained HTML page, to be read on a screen or on paper."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from quizgen import markup
from quizgen.citations import place_of
from quizgen.frozen import frozen
from quizgen.guide.timeline import NARROW, SIZE, WIDE, draw
from quizgen.outputs import Output
from quizgen.pages import environment
from quizgen.words import find_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from quizgen.booklet import Guide, Moment
    from quizgen.cited import Citation
    from quizgen.guide.timeline import Picture
    from quizgen.items import Study
    from quizgen.lock import Lock
    from quizgen.resources import Shelf

# Whatever a line holds, it turns the direction of no other.
_ISOLATE, _END = "\u2068", "\u2069"
_SWAPPED = {"start": "end", "end": "start"}


@frozen
class Marks:
    """Citations of one source: the first with its number, the others by their places."""

    first: Citation
    more: tuple[Citation, ...]


def make(study: Study, _lock: Lock, shelf: Shelf) -> dict[str, bytes]:
    """The guide, if the recipe wishes for one."""
    guide = study.guide
    if guide is None:
        return {}
    study = replace(study, works=guide.works)
    words = find_words(shelf, study.language)
    pages = environment(study, words, shelf)
    is_mirrored = pages.globals["direction"] == "rtl"
    pages.globals |= {
        "place": lambda citation: place_of(citation.locator, words),
        "by_source": lambda citations: _by_source(citations, study),
        "isolated": lambda text: f"{_ISOLATE}{text}{_END}",
        "mirror": lambda anchor: _SWAPPED[anchor] if is_mirrored else anchor,
        "size": SIZE,
    }
    pictures = _pictures(guide, study, is_mirrored=is_mirrored)
    page = pages.get_template("guide.html.j2").render(
        guide=guide,
        title=guide.title,
        paper=guide.paper,
        pictures=pictures,
        forms=_forms(pictures[0]) if pictures else (),
    )
    return {"guide.html": f"{page}\n".encode()}


def _pictures(guide: Guide, study: Study, *, is_mirrored: bool) -> tuple[Picture, ...]:
    """The timeline for paper and wide windows, and for narrow ones; nothing where it is empty."""
    alts = {image.id: image.alt for image in study.images}

    def plain(moment: Moment) -> Moment:
        return replace(moment, label=markup.plain(moment.label, alt=lambda id_: alts[id_]))

    moments = [plain(moment) for moment in guide.moments]
    shapes = (WIDE, NARROW) if moments else ()
    return tuple(draw(moments, shape, mirrored=is_mirrored) for shape in shapes)


def _forms(picture: Picture) -> tuple[str, ...]:
    """What of the *picture* wants an explanation, as far as it is there."""
    marks = [mark for panel in picture.panels for mark in panel.marks]
    strokes = {stroke.kind for panel in picture.panels for stroke in panel.strokes}
    is_there = {
        "day": any(mark.form == "day" for mark in marks),
        "span": any(mark.form != "day" for mark in marks),
        "about": any(mark.is_hollow for mark in marks),
        "lasting": "lasting" in strokes,
        "break": "break" in strokes,
    }
    return tuple(form for form, there in is_there.items() if there)


def _by_source(citations: Iterable[Citation], study: Study) -> list[Marks]:
    """The *citations* of each source together, in the order of the list of sources."""

    def number(citation: Citation) -> int:
        return study.work(citation.source).number

    ordered = sorted(citations, key=lambda c: (number(c), c.locator.at, c.locator.value))
    parts = (tuple(part) for _, part in groupby(ordered, key=number))
    return [Marks(part[0], part[1:]) for part in parts]


OUTPUT = Output(
    "guide",
    "a study guide, with a timeline, to be read before the quiz (HTML)",
    make,
    for_paper=True,
)
