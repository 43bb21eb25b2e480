"""The work grows with the facts, not with their square."""

from __future__ import annotations

import gc
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from quizgen import report
from quizgen.distractors import Distractors
from quizgen.generate import generate
from quizgen.guard import Guard
from quizgen.load import load
from quizgen.resources import Shelf
from quizgen.siblings import MOST, Siblings
from tests.test_leave_one_out import items_of, offered, strangers

if TYPE_CHECKING:
    from collections.abc import Callable

    from quizgen.asking import Asked
    from quizgen.guard import Candidate, Verdict
    from quizgen.items import Item
    from tests.conftest import Workspace

SAMPLE = Path(__file__).parents[1]
MANY = 3 * MOST
LATER = MOST // 2 - 5  # in another source; of so few, each item looks at all
LETTERS = "abcdefghijklmnopqrst"


def fairs(workspace: Workspace, count: int) -> Path:
    """A workspace of *count* fairs, one a month; the last stand in another source."""
    rows = [
        f"fair{n};the fair of {name(n)};{1700 + n // 12}-{n % 12 + 1:02};"
        f"{'diary' if n >= MANY - LATER else 'chronicle'} ¶{n + 1}"
        for n in range(count)
    ]
    return workspace(
        {
            "quizgen.yaml": "format: 1\ntitle: T\nlanguage: en-GB\nnamespace: abcdefghijklm\n",
            "seeds/base.yaml": "sources: {chronicle: {title: Chronicle}, diary: {title: Diary}}\n",
            "seeds/event.csv": "\n".join(["id;what;when;cite", *rows]),
        }
    )


def name(number: int) -> str:
    """A word for *number*, alike for no two of them."""
    digits = (number // 400 % 20, number // 20 % 20, number % 20)
    return "".join(f"{LETTERS[digit]}o" for digit in digits).capitalize()


def choices(root: Path) -> dict[str, Item]:
    loaded, problems = load(root)
    assert loaded is not None
    assert not problems
    return {
        i.id: i for i in generate(loaded).items if i.id.endswith("/choice") and len(i.facts) == 1
    }


def test_of_very_many_candidates_a_bounded_number_is_judged(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: dict[tuple[str, str], set[str]] = {}
    judge = Guard.judge

    def count(self: Guard, asked: Asked, candidate: Candidate, stem: str) -> Verdict:
        judged.setdefault((asked.path, stem), set()).add(str(candidate.value))
        return judge(self, asked, candidate, stem)

    monkeypatch.setattr(Guard, "judge", count)
    assert len(choices(fairs(workspace, MANY))) == 2 * MANY
    assert max(map(len, judged.values())) <= 1.5 * MOST


def test_of_very_many_candidates_those_of_the_same_source_come_first(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded, _ = load(fairs(workspace, MANY))
    assert loaded is not None
    guard = Guard(loaded)
    distractors = Distractors(loaded, guard)
    asked = next(q for qs in guard.asked.values() for q in qs if q.path == f"fair{MANY - 1}/when")
    sources = [c.source for w in distractors.ranked(asked) for c in w.citations]
    assert sources[: LATER - 1] == ["diary"] * (LATER - 1)
    assert {*sources[LATER - 1 :]} == {"chronicle"}
    assert len(sources) < LATER + MOST
    # Where they suffice, no others are looked at.
    monkeypatch.setattr(Siblings, "far", lambda *_: pytest.fail("looked at"))
    found = Distractors(loaded, guard).find(asked, "")
    assert [c.source for wrong in found for c in wrong.citations] == ["diary"] * 3


def test_a_fact_more_changes_few_items_among_very_many(workspace: Workspace) -> None:
    before = choices(fairs(workspace, MANY))
    after = choices(fairs(workspace, MANY + 1))
    changed = [id_ for id_, item in before.items() if after[id_].options != item.options]
    assert 0 < len(changed) < len(before) / 20
    assert all(name(MANY) in str(after[id_].options) or "when" in id_ for id_ in changed)


def town(workspace: Workspace) -> Path:
    """A workspace of a thousand facts of seven kinds, a hundred or two of each."""
    columns: dict[str, tuple[str, Callable[[int], str]]] = {
        "event": ("what;when", lambda n: f"the fair of {name(n)};{1800 + n // 12}-{n % 12 + 1:02}"),
        "meeting": (
            "what;when;where",
            lambda n: f"the talks of {name(n)};{1700 + n};place{n % 40}",
        ),
        "figure": ("what;value", lambda n: f"length of {name(n)};{100 + 7 * n} m"),
        "role": ("who;office;held;as_of", lambda n: f"man{n};keeper of {name(n)};1801/1850;1820"),
        "statement": ("by;that;about", lambda n: f"man{n % 90};{name(n)} was safe;{name(n)}"),
        "definition": ("term;is", lambda n: f"a {name(n)};what {name(399 - n)} is made of"),
        "support": ("by;of", lambda n: f"man{n % 90};man{n % 77}"),
    }
    counts = {"event": 190, "meeting": 100, "figure": 100, "role": 100, "statement": 100,
              "definition": 100, "support": 310}  # fmt: skip
    files = {
        "quizgen.yaml": "format: 1\ntitle: T\nlanguage: en-GB\nnamespace: abcdefghijklm\n",
        "seeds/base.yaml": "sources: {book: {title: Book, complete: [speakers]}}\nentities:\n"
        + "".join(f"  man{n}: {{type: person, name: Mr {name(n + 800)}}}\n" for n in range(100))
        + "".join(f"  place{n}: {{type: place, name: {name(n + 1200)}}}\n" for n in range(40)),
    }
    for kind, (header, row) in columns.items():
        rows = [f"{kind}{n};{row(n)};book ¶{n + 1}" for n in range(counts[kind])]
        files[f"seeds/{kind}.csv"] = "\n".join([f"id;{header};cite", *rows])
    return workspace(files)


@pytest.mark.slow
def test_among_a_thousand_a_fact_changes_only_what_offers_its_values(workspace: Workspace) -> None:
    loaded, problems = load(town(workspace))
    assert loaded is not None
    assert not problems
    assert len(loaded.facts) == 1000
    whole = items_of(loaded)
    lending = [
        next(f for f in loaded.facts.values() if f.kind.name == kind and offered(f, whole, loaded))
        for kind in ("event", "meeting", "figure", "role", "statement", "definition")
    ]
    # Nothing proves that somebody did not support somebody: such a fact lends no wrong answer.
    for fact in (*lending, loaded.facts["support0"]):
        assert list(strangers(fact, whole, loaded)) == []


@pytest.mark.slow
def test_a_seeds_file_that_is_renamed_changes_no_item(workspace: Workspace) -> None:
    root = town(workspace)
    before = made(root)
    (root / "seeds" / "base.yaml").rename(root / "seeds" / "zz.yaml")
    (root / "seeds" / "town").mkdir()
    # A spreadsheet's name tells its kind, so these move.
    (root / "seeds" / "event.csv").rename(root / "seeds" / "town" / "event.csv")
    assert made(root) == before


def made(root: Path) -> list[Item]:
    """The items of a workspace, wherever they were written."""
    loaded, _ = load(root)
    assert loaded is not None
    return [replace(item, span=None) for item in generate(loaded).items]


def test_a_file_is_read_once_however_many_problems_it_has(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = workspace({"quizgen.yaml": "format: 1\n" + "".join(f"x{n}: y\n" for n in range(50))})
    _, problems = load(root)
    assert len(problems) > 50
    reads: list[str] = []
    read = Path.read_bytes

    def count(path: Path) -> bytes:
        reads.append(path.name)
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", count)
    report.full(problems)
    assert reads == ["quizgen.yaml"]


def test_a_template_names_no_file_outside_its_folder(workspace: Workspace) -> None:
    root = workspace({"secret.txt": "secret", "templates/pages/a.css": "p {}"})
    shelf = Shelf(root / "templates")
    assert shelf.text("pages/a.css") == "p {}"
    with pytest.raises(FileNotFoundError, match=re.escape("../secret.txt")):
        shelf.text("../secret.txt")


def test_what_is_looked_up_while_asking_goes_with_the_last_question() -> None:
    """It takes more than the items; the collector, which would look for it, is held."""
    loaded, _ = load(SAMPLE)
    assert loaded is not None
    generate(loaded)  # templates are read once
    gc.collect()
    gc.disable()
    try:
        made = generate(loaded)
        assert made.items
        assert gc.collect() == 0
    finally:
        gc.enable()
