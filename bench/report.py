"""What was measured, as tables in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.edits import FIRST
from bench.goals import goals
from bench.picture import told
from bench.starts import IMPORTS, PASS, python

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bench.machine import Machine
    from bench.results import Edits, Hunt, Imported, Paper, Results, Size
    from bench.running import Measure

HEAD = """\
# How fast quizgen is

`make bench` wrote this on {date}. Whole processes, medians of several runs, each in turn with those
that it is compared with. Machines differ and do other things besides: the ratios say more than the
seconds."""
GOALS = """\
By the largest workspace here; the goals are meant for 100,000 facts."""
DECK = """\
quizgen reads, checks, asks and writes: the source texts are attached, all checks are on, nothing is
known from before. The others get the very notes that came of it and only write them; the time that
they take to read them is not counted."""
PAPER = """\
{questions} questions in {versions} versions, sheets and keys: {pages} pages in HTML, {time} for the
whole build, {each:.1f} ms a question and version. R/exams, measured on another day and not run
here, took 6.5 s for 10 exercises in 10 versions: 65 ms."""


def report(results: Results) -> str:
    """All tables, a section for each question that was asked of the program."""
    parts = [
        HEAD.format(date=results.date),
        _machine(results.machine),
        "## What is asked of it",
        GOALS,
        _goals(results),
        "## From facts to a deck",
        DECK,
        f"![{told(results.sizes)}](results.svg)",
        _sizes(results.sizes),
        _growth(results.sizes),
        "## To start, and the sample",
        _starts(results.starts),
        f"## After a change: {results.edits.facts:,} facts",
        _edits(results.edits),
        _same(results.edits),
        "## On paper",
        _paper(results.paper),
        "## What others find",
        _found(results.imported, results.hunt),
    ]
    return "\n\n".join(parts) + "\n"


def _machine(machine: Machine) -> str:
    rows = [
        ("processor", f"{machine.processor}, {machine.cores} cores"),
        ("memory", f"{machine.memory:.0f} GiB"),
        ("system", machine.system),
        ("Python", f"{machine.python}; {', '.join(machine.libraries)}"),
    ]
    return _table(("machine", ""), rows)


def _goals(results: Results) -> str:
    rows = [
        (
            goal.name,
            f"{goal.most:.3g} {goal.unit}",
            f"{goal.found:.2f} {goal.unit}",
            "holds" if goal.holds else "**does not hold**",
        )
        for goal in goals(results)
    ]
    return _table(("", "at most", "measured", ""), rows)


def _sizes(sizes: Iterable[Size]) -> str:
    head = ("facts", "notes", "quizgen", "genanki alone", "Anki's backend", "beside genanki",
            "beside Anki", "rows that differ", "runs")  # fmt: skip
    rows = [
        (
            f"{size.facts:,}",
            f"{size.notes:,}",
            *map(_seconds, (size.build, size.genanki, size.anki)),
            _times(size.build, size.genanki),
            _times(size.build, size.anki),
            f"{size.differing:,}" if size.differing else "none",
            str(size.build.runs),
        )
        for size in sizes
    ]
    return _table(head, rows)


def _growth(sizes: Sequence[Size]) -> str:
    head = ("facts", "a fact", "as many facts", "time", "peak", "genanki's peak")
    rows = [
        (
            f"{size.facts:,}",
            f"{size.build.seconds / size.facts * 1000:.2f} ms",
            f"{size.facts / before.facts:.3g} ×" if before else "",
            _times(size.build, before.build) if before else "",
            *map(_peak, (size.build, size.genanki)),
        )
        for before, size in zip([None, *sizes], sizes, strict=False)
    ]
    return _table(head, rows)


def _starts(starts: Mapping[str, Measure]) -> str:
    bases = [starts[python(code)] for code in (PASS, IMPORTS)]
    rows = [
        (
            f"`{name}`",
            f"{one.seconds * 1000:,.0f} ms",
            *(_times(one, base) for base in bases),
            str(one.runs),
        )
        for name, one in starts.items()
    ]
    return _table(("command", "time", "beside `pass`", "beside the imports", "runs"), rows)


def _edits(edits: Edits) -> str:
    rows = [
        (name, _seconds(one), _times(one, edits.builds[FIRST]), _peak(one), str(one.runs))
        for name, one in edits.builds.items()
    ]
    return _table(("build", "time", "beside the first", "peak", "runs"), rows)


def _same(edits: Edits) -> str:
    rows = [(name, "yes" if is_same else "**no**") for name, is_same in edits.same.items()]
    return _table(("the same files, to the byte", ""), rows)


def _paper(paper: Paper) -> str:
    return PAPER.format(
        questions=paper.questions,
        versions=paper.versions,
        pages=paper.pages,
        time=_seconds(paper.build),
        each=paper.build.seconds / paper.questions / paper.versions * 1000,
    )


def _found(imported: Imported, hunt: Hunt) -> str:
    deck = f"the deck of {imported.facts:,} facts in Anki {imported.version}"
    rows = [
        (deck, f"{imported.new:,} of {imported.notes:,} notes new, {imported.seconds:.1f} s"),
        ("what Anki complains of", ", ".join(imported.complaints) or "nothing"),
        (f"what quizgen finds of ten faults among {imported.facts:,} facts", hunt.told),
    ]
    return _table(("", ""), rows)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table whose first column is of words, the others mostly of numbers."""
    sides = (":--", *("--:" for _ in head[1:]))
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, sides, *rows))


def _seconds(one: Measure) -> str:
    return f"{one.seconds:.2f} s"


def _peak(one: Measure) -> str:
    return f"{one.peak:,.0f} MiB"


def _times(one: Measure, other: Measure) -> str:
    return f"{one.seconds / other.seconds:.2f} ×"
