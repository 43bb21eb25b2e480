"""Passages stand in a key only where its recipe wants them, and no longer than needed."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from quizgen.passages import CUT, MOST_OF_ITEM, excerpt, sentences
from quizgen.values import fold

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Run, Workspace

GULLS = "The gulls cried over the bay all day. " * 100
PASSAGE = (
    "Dr. Ada B. Holm met the U.S. consul on 3. May at noon. “Is it far?” she asked. The lamp of the"
    " north tower, which the board had bought in the same year from a yard on the mainland and"
    " carried over the ice in the last week of January with the help of forty men and as many"
    " horses, could be seen from the mainland. It rained."
)
SEEDS = """
sources:
  log: {title: The log, label: the log, text: log.txt}
  diary: {title: The diary, label: the diary, text: diary.txt}
entities:
  holm: {type: person, name: Ada Holm, aliases: [Dr. Holm]}
facts:
  - {id: lamp, kind: event, what: the lighting, when: 1901-05-03, by: holm, cite: log ¶2}
  - id: late
    kind: event
    what: the lighting
    when: 1901-05-04
    disagrees_with: lamp
    cite: diary ¶1
  - {id: storm, kind: event, what: the great storm, when: 1902-11-08, cite: log ¶3}
"""
RECIPE = """
title: T
sheets:
  quiz: {items: 2, versions: [A], must: [lamp/sources-differ.late.when/short-answer]}
waive: {one-sided: two books}
"""
LOG = f"""{GULLS}
On 3 May 1901 Ada Holm lit the lamp. It burned well.
November 8, 1902, brought the great storm.
"""
FILES = {
    "quizgen.yaml": "format: 1\ntitle: T\nlanguage: en-GB\nnamespace: abcdefghijklm\n",
    "seeds/facts.yaml": SEEDS,
    "decks/lamps.yaml": f"{RECIPE}passages: yes\n",
    "texts/log.txt": LOG,
    "texts/diary.txt": f"Ada Holm lit it on 4 May 1901. {GULLS}\n",
}
BUILD = ("build", "--texts", "texts")


def passages(root: Path) -> list[str]:
    page = html.document_fromstring((root / "decks/lamps/quiz-a-key.html").read_text("utf-8"))
    return [quote.findtext("bdi") for quote in page.xpath("//blockquote")]


def test_a_key_shows_each_answer_in_its_passage(workspace: Workspace, run: Run) -> None:
    root = workspace(FILES)
    ran = run(*BUILD, cwd=root)
    assert ran.code == 0, ran.err
    found = passages(root)
    assert "On 3 May 1901 Ada Holm lit the lamp." in found
    assert "Ada Holm lit it on 4 May 1901." in found
    assert "November 8, 1902, brought the great storm." in found


def test_sheets_and_cards_show_none(workspace: Workspace, run: Run) -> None:
    root = workspace(FILES)
    run(*BUILD, cwd=root, env={"SOURCE_DATE_EPOCH": "1700000000"})
    made = {path.name: path.read_bytes() for path in (root / "decks/lamps").iterdir()}
    shutil.rmtree(root / "decks/lamps")
    (root / "quizgen.lock").unlink()
    workspace({"decks/lamps.yaml": RECIPE})
    ran = run(*BUILD, cwd=root, env={"SOURCE_DATE_EPOCH": "1700000000"})
    assert ran.code == 0, ran.err
    bare = {path.name: path.read_bytes() for path in (root / "decks/lamps").iterdir()}
    assert {name for name in made if made[name] != bare[name]} == {"quiz-a-key.html"}
    assert b"blockquote" not in bare["quiz-a-key.html"]


def test_without_the_texts_nothing_is_built(workspace: Workspace, run: Run) -> None:
    root = workspace(FILES)
    ran = run("build", cwd=root)
    assert ran.code == 1
    assert "error[no-passages]: 'lamps' wishes for passages" in ran.err
    assert not (root / "decks/lamps").exists()
    assert run("release", cwd=root).code == 1
    assert run("items", cwd=root).code == 0


def test_a_short_source_is_not_printed_by_halves(workspace: Workspace, run: Run) -> None:
    short = LOG.replace(GULLS, "It was dark.")
    root = workspace({**FILES, "texts/log.txt": short})
    ran = run(*BUILD, cwd=root)
    assert ran.code == 0
    assert "warning[passage-limit]: passages of 'log' that the key leaves out: 2" in ran.err
    assert passages(root) == ["Ada Holm lit it on 4 May 1901."]


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")
@pytest.mark.parametrize("ignored", ["", "decks/*/\n", "*-key.html\n", "/*\n"])
def test_a_folder_under_version_control_is_warned_of(
    ignored: str, workspace: Workspace, run: Run
) -> None:
    root = workspace({**FILES, ".gitignore": ignored})
    git(root, "init", "-q")
    ran = run(*BUILD, cwd=root)
    assert ran.code == 0
    assert ("warning[passages-tracked]" in ran.err) == (ignored in ("", "*-key.html\n"))


def test_passages_outside_of_version_control_need_no_warning(
    workspace: Workspace, run: Run, tmp_path: Path
) -> None:
    root = workspace(FILES)
    (root / ".git").mkdir()
    ran = run(*BUILD, "--out", tmp_path / "elsewhere", cwd=root)
    assert ran.code == 0
    assert "passages-tracked" not in ran.err
    assert "passages-tracked" in run(*BUILD, cwd=root).err


def git(root: Path, *args: str) -> None:
    subprocess.run(["git", *args], cwd=root, check=True, capture_output=True)  # noqa: S607


# The rule that chooses


def test_sentences_do_not_end_after_titles_initials_and_numbers() -> None:
    assert [sentence.split()[0] for sentence in sentences(PASSAGE)] == ["Dr.", "“Is", "The", "It"]


def test_the_sentence_with_the_answer_is_taken() -> None:
    assert excerpt(PASSAGE, "far", "She asked whether it was far.", 40) == "“Is it far?” she asked."
    assert excerpt(PASSAGE, "rain", "It rained.", 40) == "It rained."


def test_a_long_sentence_is_cut_round_the_answer() -> None:
    found = excerpt(PASSAGE, "forty men", "Forty men carried the lamp.", 14)
    assert "forty men" in found
    assert found.startswith(CUT)
    assert found.endswith(CUT)
    assert len(found.replace(CUT, "").split()) == 14


@given(
    st.lists(st.text(alphabet="ab .!?“”", max_size=60), min_size=1, max_size=5),
    st.text(alphabet="ab ", max_size=20),
    st.integers(1, MOST_OF_ITEM),
)
def test_an_excerpt_is_short_and_stands_in_its_passage(
    lines: list[str], key: str, most: int
) -> None:
    passage = "\n".join((*lines, "a"))
    found = excerpt(passage, key, key, most)
    bare = found.replace(CUT, " ").split()
    assert 1 <= len(bare) <= most
    assert fold(" ".join(bare)) in fold(" ".join(passage.split()))


def test_a_key_of_the_sample_shows_answers_in_their_passages(
    run: Run, repository: Path, texts: Path, tmp_path: Path
) -> None:
    """Built outside the repository, and never kept."""
    shutil.copytree(repository / "seeds", tmp_path / "seeds")
    shutil.copy(repository / "quizgen.yaml", tmp_path)
    recipe = (repository / "decks/plates.yaml").read_text("utf-8")
    (tmp_path / "decks").mkdir()
    (tmp_path / "decks/lamps.yaml").write_text(f"{recipe}passages: yes\n", "utf-8")
    ran = run("build", "--texts", texts, cwd=tmp_path)
    assert ran.code == 0, ran.err
    found = passages(tmp_path)
    assert len(found) >= 10
    assert all(len(text.replace(CUT, "").split()) <= MOST_OF_ITEM for text in found)
    whole = fold(" ".join(path.read_text("utf-8") for path in sorted(texts.glob("*.txt"))))
    assert all(fold(text.replace(CUT, "")) in whole for text in found)
