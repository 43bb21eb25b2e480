"""A picture of growth, as SVG that needs nothing else: time by facts, each step ten times as much.

It follows the reader's light or dark, tells its lines apart by marks too, and says in words what
it shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bench.results import Size

WIDTH, HEIGHT = 760, 460
LEFT, RIGHT, TOP, BOTTOM = 84, 596, 56, 400
LINE = 18  # how far apart the names of two lines stand at least
WHOLE = 10  # from so many seconds on, their parts are not read aloud
STYLE = """
svg { color-scheme: light dark; --paper: #fff; --ink: #1a1a1a; --grid: #dcdcdc;
  --quizgen: #0b5cad; --genanki: #a34700; --anki: #5b6770 }
@media (prefers-color-scheme: dark) {
  svg { --paper: #0d1117; --ink: #e6e6e6; --grid: #30363d;
    --quizgen: #6cb6ff; --genanki: #f0a868; --anki: #a8b3bd }
}
text { font: 14px system-ui, sans-serif; fill: var(--ink) }
.title { font-weight: 600; font-size: 16px }
.grid { stroke: var(--grid) }
.line { fill: none; stroke-width: 2.5 }
"""


@dataclass(frozen=True)
class Curve:
    """A line: its name, the class of its colour, its mark, and where it goes."""

    name: str
    colour: str
    mark: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Axis:
    """A scale whose steps are ten times as much each: from one power of ten to another."""

    low: int
    high: int
    start: float
    end: float

    @classmethod
    def over(cls, values: Iterable[float], start: float, end: float) -> Axis:
        """The axis that holds all *values*."""
        powers = [log10(value) for value in values]
        low = floor(min(powers))
        return cls(low, max(ceil(max(powers)), low + 1), start, end)

    def at(self, value: float) -> float:
        """Where *value* stands."""
        share = (log10(value) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    @property
    def steps(self) -> list[float]:
        """The powers of ten on it."""
        return [10.0**power for power in range(self.low, self.high + 1)]


def svg(sizes: Sequence[Size]) -> str:
    """How the times of *sizes* grow."""
    curves = _curves(sizes)
    points = [point for curve in curves for point in curve.points]
    across = Axis.over((facts for facts, _ in points), LEFT, RIGHT)
    up = Axis.over((seconds for _, seconds in points), BOTTOM, TOP)
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    named = 'role="img" aria-labelledby="title desc"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} {named}>',
            '<title id="title">Time by number of facts</title>',
            f'<desc id="desc">{escape(told(sizes))}</desc>',
            f"<style>{STYLE}</style>",
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="var(--paper)"/>',
            *_grid(across, up),
            *(part for curve in curves for part in _drawn(curve, across, up)),
            *_names(curves, across, up),
            "</svg>\n",
        ]
    )


def told(sizes: Iterable[Size]) -> str:
    """What the picture shows, in words."""
    each = (
        f"{size.facts:,} facts: quizgen {_said(size.build.seconds)},"
        f" genanki alone {_said(size.genanki.seconds)}, Anki {_said(size.anki.seconds)}"
        for size in sizes
    )
    return f"Time from facts to a deck. {'; '.join(each)}."


def _curves(sizes: Sequence[Size]) -> list[Curve]:
    def points(name: str) -> tuple[tuple[float, float], ...]:
        return tuple((float(size.facts), getattr(size, name).seconds) for size in sizes)

    return [
        Curve("quizgen: all of it", "quizgen", "circle", points("build")),
        Curve("Anki’s backend", "anki", "diamond", points("anki")),
        Curve("genanki alone", "genanki", "square", points("genanki")),
    ]


def _grid(across: Axis, up: Axis) -> Iterator[str]:
    yield _text(LEFT - 60, TOP - 26, "Seconds: each line is ten times the one below", "title")
    for facts in across.steps:
        x = across.at(facts)
        yield f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{BOTTOM}"/>'
        yield _text(x, BOTTOM + 24, f"{facts:,.0f}", anchor="middle")
    for seconds in up.steps:
        y = up.at(seconds)
        yield f'<line class="grid" x1="{LEFT}" x2="{RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield _text(LEFT - 10, y + 5, f"{seconds:,g}", anchor="end")
    yield _text((LEFT + RIGHT) / 2, BOTTOM + 48, "facts", anchor="middle")


def _drawn(curve: Curve, across: Axis, up: Axis) -> Iterator[str]:
    """A line with a mark at each size."""
    places = [(across.at(facts), up.at(seconds)) for facts, seconds in curve.points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    colour = f"var(--{curve.colour})"
    yield f'<polyline class="line" stroke="{colour}" points="{path}"/>'
    for x, y in places:
        yield _mark(curve.mark, x, y, colour)


def _mark(kind: str, x: float, y: float, colour: str) -> str:
    if kind == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{colour}"/>'
    turned = f' transform="rotate(45 {x:.1f} {y:.1f})"' if kind == "diamond" else ""
    return (
        f'<rect x="{x - 4.5:.1f}" y="{y - 4.5:.1f}" width="9" height="9" fill="{colour}"{turned}/>'
    )


def _names(curves: list[Curve], across: Axis, up: Axis) -> Iterator[str]:
    """The name of each line at its end, from the lowest up, none upon another."""
    floor_ = float(HEIGHT)
    for curve in sorted(curves, key=lambda curve: curve.points[-1][1]):
        facts, seconds = curve.points[-1]
        floor_ = min(up.at(seconds) + 5, floor_ - LINE)
        yield _text(across.at(facts) + 14, floor_, curve.name)


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> str:
    style = f' class="{kind}"' if kind else ""
    return f'<text{style} x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _said(seconds: float) -> str:
    """Some *seconds* as they are read aloud: two figures suffice."""
    return f"{seconds:.0f} s" if seconds >= WHOLE else f"{seconds:.2g} s"
