"""A picture of stress trials, as SVG that needs nothing else; what it shows is written too."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from quizgen.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from quizgen.stress import Trial

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
WIDTH, MARGIN, LEFT, ROW, GAP = 760, 24, 190, 22, 14
SCALE = 420  # pixels for a share of one
BAR = "#3b6ea5"
STYLE = (
    "text{font:14px system-ui,sans-serif;fill:#1a1a1a}"
    ".title{font-weight:600;font-size:16px}"
    f".bar{{fill:{BAR}}}"
    ".chance{stroke:#1a1a1a;stroke-width:2;stroke-dasharray:3 2}"
)


@frozen
class Bar:
    """One bar: what it stands for, its share and that of chance, and the numbers in words."""

    label: str
    share: float
    chance: float
    told: str


def svg(trials: Iterable[Trial]) -> str:
    """The *trials* as bars beside the marks of chance."""
    y, parts, titles = MARGIN, list[str](), list[str]()
    for trial in trials:
        y += ROW
        verdict = "fails" if trial.fails else "holds"
        titles.append(f"{trial.name}: {verdict}")
        parts.append(_text(MARGIN, y, f"{trial.name}: {verdict}", "title"))
        for heading, bars in _groups(trial):
            y += ROW + GAP
            parts.append(_text(MARGIN, y, heading))
            for bar in bars:
                y += ROW
                parts += _drawn(bar, y)
        y += 2 * GAP
    y += ROW
    parts.append(
        _text(MARGIN, y, "A dashed mark shows where chance alone would put the end of a bar.")
    )
    return _document(y + MARGIN, titles, parts)


def _document(height: int, titles: list[str], parts: list[str]) -> str:
    told = escape("; ".join(titles) or "no sheet was tried")
    size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    named = 'role="img" aria-labelledby="title desc"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} {named}>',
            '<title id="title">Where keys stand, and how long they are, in many versions</title>',
            f'<desc id="desc">{told}</desc>',
            f"<style>{STYLE}</style>",
            f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
            *parts,
            "</svg>\n",
        ]
    )


def _groups(trial: Trial) -> Iterator[tuple[str, list[Bar]]]:
    for options, row in trial.positions.counts.items():
        heading = f"Keys of items with {options} options (all: p = {trial.positions.p:.3f})"
        yield (
            heading,
            [_bar(_letter(n), count, sum(row), 1 / options) for n, count in enumerate(row)],
        )
    if (found := trial.longest).choices:
        heading = f"The longest option is the key (p = {found.p:.3f})"
        chance = found.expected / found.choices
        yield heading, [_bar("longest", found.keys, found.choices, chance)]
    true, false = trial.truths.get("true", 0), trial.truths.get("false", 0)
    if true + false:
        bars = [_bar("true", true, true + false, 0.5), _bar("false", false, true + false, 0.5)]
        yield "True and false statements", bars
    broken = sum(trial.broken.values())
    yield f"Rules broken: {broken or 'none'}; versions with long runs: {trial.runs}", []


def _letter(index: int) -> str:
    return LETTERS[index] if index < len(LETTERS) else str(index + 1)


def _bar(label: str, count: int, total: int, chance: float) -> Bar:
    share = count / total
    return Bar(label, share, chance, f"{count} of {total}, {share:.0%} (chance {chance:.0%})")


def _drawn(bar: Bar, y: int) -> Iterator[str]:
    """A bar with its label before it, its numbers behind it, and the mark of chance across it."""
    width, mark = bar.share * SCALE, LEFT + bar.chance * SCALE
    yield f'<text x="{LEFT - 10}" y="{y}" text-anchor="end">{escape(bar.label)}</text>'
    yield f'<rect class="bar" x="{LEFT}" y="{y - 13}" width="{width:.1f}" height="16"/>'
    yield f'<line class="chance" x1="{mark:.1f}" x2="{mark:.1f}" y1="{y - 16}" y2="{y + 6}"/>'
    yield _text(round(max(LEFT + width, mark)) + 10, y, bar.told)


def _text(x: int, y: int, text: str, kind: str = "") -> str:
    style = f' class="{kind}"' if kind else ""
    return f'<text{style} x="{x}" y="{y}">{escape(text)}</text>'
