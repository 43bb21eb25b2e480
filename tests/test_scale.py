"""The work grows with the facts, not with their square."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from quizgen import report
from quizgen.distractors import Distractors
from quizgen.generate import generate
from quizgen.guard import Guard
from quizgen.load import load
from quizgen.resources import Shelf
from quizgen.siblings import MOST

if TYPE_CHECKING:
    from quizgen.asking import Asked
    from quizgen.guard import Candidate, Verdict
    from quizgen.items import Item
    from tests.conftest import Workspace

MANY = 3 * MOST
LETTERS = "abcdefghijklmnopqrst"


def fairs(workspace: Workspace, count: int) -> Path:
    """A workspace of *count* fairs, one a month; the last stand in another source."""
    rows = [
        f"fair{n};the fair of {name(n)};{1700 + n // 12}-{n % 12 + 1:02};"
        f"{'diary' if n >= MANY - MOST // 2 else 'chronicle'} ¶{n + 1}"
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
    return {i.id: i for i in generate(loaded).items if i.id.endswith("/choice")}


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
    assert max(map(len, judged.values())) <= MOST


def test_of_very_many_candidates_those_of_the_same_source_come_first(workspace: Workspace) -> None:
    loaded, _ = load(fairs(workspace, MANY))
    assert loaded is not None
    guard = Guard(loaded)
    distractors = Distractors(loaded, guard)
    asked = next(q for qs in guard.asked.values() for q in qs if q.path == f"fair{MANY - 1}/when")
    sources = [c.source for w in distractors.ranked(asked) for c in w.citations]
    assert sources.count("diary") == MOST // 2 - 1
    assert sources.count("chronicle") == MOST // 2


def test_a_fact_more_changes_few_items_among_very_many(workspace: Workspace) -> None:
    before = choices(fairs(workspace, MANY))
    after = choices(fairs(workspace, MANY + 1))
    changed = [id_ for id_, item in before.items() if after[id_].options != item.options]
    offers = [id_ for id_ in changed if name(MANY) in str(after[id_].options)]
    assert len(changed) < len(before) / 20
    assert len(changed) <= 3 * len(offers)


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
