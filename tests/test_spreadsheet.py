"""A spreadsheet as a seeds file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Run, Workspace

SETTINGS = "format: 1\ntitle: T\nlanguage: en\nnamespace: abcdefghijklm\n"
BASE = """
sources: {s: {title: The chronicle}}
entities: {ada: {type: person, name: Ada}, bo: {type: person, name: Bo}}
"""


def files(text: str | bytes, name: str = "seeds/meeting.csv") -> dict[str, str | bytes]:
    """A workspace whose facts stand in a spreadsheet."""
    return {"quizgen.yaml": SETTINGS, "seeds/base.yaml": BASE, name: text}


@pytest.mark.parametrize("mark", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
def test_each_row_is_a_fact(mark: str, workspace: Workspace, run: Run) -> None:
    row = ["ball", '"the ball ""of the year"", in May"', "1901-05", '"ada; bo"', '"s ¶1; s ¶2"']
    text = f"{mark.join(['id', 'what', 'when', 'who', 'cite'])}\n{mark.join(row)}\n{mark * 4}\n"
    ran = run("items", cwd=workspace(files(text)))
    assert 'In which month and year did the ball "of the year", in May take place?' in ran.out
    assert "Ada; Bo" in ran.out
    assert "[s paragraph 1, s paragraph 2]" in ran.out


def test_a_file_from_a_spreadsheet_program_is_read(workspace: Workspace, run: Run) -> None:
    text = "id,what,when,cite\r\nball,the ball,1901,s ¶1\r\n".encode("utf-8-sig")
    ran = run("items", cwd=workspace(files(text, "seeds/event.people.csv")))
    assert "In which year did the ball take place?" in ran.out


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("id,what,when,cite\nball,the ball,1901-13,s ¶1\n", "2:15", "no month 13"),
        ("id,what,wen,cite\nball,the ball,1901,s ¶1\n", "2:15", "no slot 'wen'"),
        ("what,cite\nthe ball,s ¶1\n", "1:1", "there is no column 'id'"),
        ("id,id,cite\na,b,s ¶1\n", "1:1", "two columns are called 'id'"),
        ("id,what,cite\nball,the ball,s ¶1,more\n", "2:20", "more cells than there are columns"),
        ("id,what,cite\nball,the \x07ball,s ¶1\n", "2:10", "U+0007"),
        ('id,what,cite\nball,"the ball,s ¶1\n', "2:7", "nothing is cited for 'what'"),
        (f"id,what,cite\nball,{'x' * 140_000},s ¶1\n", "2:1", "cannot be read"),
    ],
    ids=["date", "slot", "no id", "twin", "surplus", "control", "quote", "huge"],
)
def test_a_fault_has_its_place(
    text: str, place: str, message: str, workspace: Workspace, run: Run
) -> None:
    ran = run("check", "--format", "concise", cwd=workspace(files(text)))
    assert ran.code == 1
    assert any(
        f"meeting.csv:{place}" in line and message in line for line in ran.out.splitlines()
    ), ran.out


def test_a_row_and_a_mapping_make_the_same_items(
    workspace: Workspace, run: Run, tmp_path: Path
) -> None:
    fact = "facts: [{id: ball, kind: event, what: the ball, when: 1901, cite: s ¶1}]\n"
    table = "id,what,when,cite\nball,the ball,1901,s ¶1\n"
    one = run("items", "--format", "json", cwd=workspace(files(table, "seeds/event.csv")))
    (tmp_path / "workspace/seeds/event.csv").unlink()
    assert (
        one.out == run("items", "--format", "json", cwd=workspace(files(fact, "seeds/f.yaml"))).out
    )


def test_a_number_in_a_cell_may_have_its_bound_before_it(workspace: Workspace, run: Run) -> None:
    text = "id,what,value,cite\nliver,weight of a liver,about 1.5 kilograms,s ¶1\n"
    ran = run("items", cwd=workspace(files(text, "seeds/figure.csv")))
    assert "= about 1.5 kilograms" in ran.out
