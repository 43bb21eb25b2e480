"""When a source changes: what is told, what is written, what a release refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from quizgen.lockfile import NAME, read_lock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from quizgen.lock import Lock
    from tests.conftest import Ran, Run, Workspace

FIRST, LATER = 1_700_000_000, 1_800_000_000  # 2023-11-14, 2027-01-15
SETTINGS = "format: 1\ntitle: The well\nnamespace: b7mq2xw9kd4tz8rn5cvj3phaye\n"
SOURCES = """\
sources:
  report: {type: article, title: The well, issued: 2023-05-01, text: well.txt, furniture: [1]}
  book: {type: book, title: Wells, issued: 1990}
entities:
  parents: {type: group, name: the parents}
  school: {type: group, name: the school}
"""
FACTS = """\
facts:
  - {id: well, kind: event, what: the drilling of the well, by: parents, when: 2023-03,
     cite: {default: report ¶2, when: [report ¶2, book p. 4]}}   # ¶2, not ¶3
  - id: fence
    kind: event
    what: the mending of the fence
    by: school
    when: 2023-05
    cite: "report ¶3-4"
"""
TABLE = "id,what,by,when,cite\ngate,the painting of the gate,school,2023-06,report ¶5; report ¶4\n"
TEXT = """\
The school has a well
In March 2023 the parents drilled a well behind the old sheds, after two dry summers in a row.
The fence had been in a bad way for years, and nobody felt that it was theirs to look after.
So the school mended it in May, before June, with wood that the forester gave away for nothing.
Three weeks later, in June, the school painted the gate, which had never had a colour before.
"""
NEW = "A few lines were put in front by the editor of this page, for readers from elsewhere."


@pytest.fixture
def well(workspace: Workspace, run: Run) -> Path:
    """A workspace whose citations were verified."""
    root = workspace({
        "quizgen.yaml": SETTINGS,
        "seeds/sources.yaml": SOURCES,
        "seeds/facts.yaml": FACTS,
        "seeds/event.csv": TABLE,
        "decks/well.yaml": "title: The well\n",
        "files/well.txt": TEXT,
    })  # fmt: skip
    assert build(run, root, FIRST).code == 0
    return root


def build(run: Run, root: Path, clock: int, *, texts: bool = True) -> Ran:
    args = ("--texts", "files") if texts else ()
    return run("build", *args, cwd=root, env={"SOURCE_DATE_EPOCH": str(clock)})


def anchor(run: Run, root: Path, *args: str) -> Ran:
    env = {"SOURCE_DATE_EPOCH": str(LATER)}
    return run("anchor", "--texts", "files", *args, cwd=root, env=env)


def edit(root: Path, *changes: Callable[[list[str]], object]) -> None:
    """Change the lines of the source's text."""
    path = root / "files/well.txt"
    lines = path.read_text("utf-8").splitlines()
    for change in changes:
        change(lines)
    path.write_text("\n".join(lines) + "\n", "utf-8")


def inserted(lines: list[str]) -> None:
    lines.insert(1, NEW)


def retold(lines: list[str]) -> None:
    """The summers before the well are other ones."""
    lines[:] = [line.replace("two dry summers", "three dry summers") for line in lines]


def cut(lines: list[str]) -> None:
    """What the fence was like is left out."""
    lines[:] = [line for line in lines if not line.startswith("The fence")]


def lock_of(root: Path) -> Lock:
    lock, problems = read_lock(root / NAME, root / NAME)
    assert problems == []
    return lock


def seeds_of(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((root / "seeds").iterdir())}


def states(root: Path) -> dict[tuple[int, str], str]:
    return {place[1:]: passage.state for place, passage in lock_of(root).passages.items()}


def test_a_build_keeps_what_was_verified_and_when(well: Path, run: Run) -> None:
    lock = lock_of(well)
    assert sorted(lock.passages) == [("report", n, "") for n in range(2, 6)]
    assert {p.when for p in lock.passages.values()} == {FIRST}
    assert not any(word in (well / NAME).read_text() for word in ("parents", "mended", "forester"))
    ran = build(run, well, LATER)
    assert "0 files written" in ran.out
    assert lock_of(well) == lock


def test_a_build_without_texts_says_what_was_verified_and_unlearns_nothing(
    well: Path, run: Run
) -> None:
    before = (well / NAME).read_bytes()
    line = "citations verified 2023-11-14 against 1 text; 1 citation never\n"
    assert build(run, well, LATER, texts=False).out.endswith(line)
    assert run("check", cwd=well).out.endswith(line)
    assert (well / NAME).read_bytes() == before


def test_a_text_as_it_was_leaves_nothing_to_do(well: Path, run: Run) -> None:
    ran = anchor(run, well)
    assert (ran.code, ran.out) == (0, "cited paragraphs: 4 same\n")
    assert anchor(run, well, "--write").code == 0


def test_only_what_is_verified_later_gets_a_later_date(well: Path, run: Run) -> None:
    more = "  - {id: shed, kind: event, what: the shed, by: school, cite: report ¶1}\n"
    with (well / "seeds/facts.yaml").open("a", encoding="utf-8") as file:
        file.write(more)
    assert build(run, well, LATER).code == 0
    whens = {number: p.when for (_, number, _), p in lock_of(well).passages.items()}
    assert whens == {1: LATER, 2: FIRST, 3: FIRST, 4: FIRST, 5: FIRST}
    assert "verified 2023-11-14 to 2027-01-15 against" in run("check", cwd=well).out


def test_what_no_fact_cites_any_more_leaves_the_lock_when_the_text_is_there(
    well: Path, run: Run
) -> None:
    (well / "seeds/event.csv").unlink()
    build(run, well, LATER, texts=False)
    assert (5, "") in states(well)
    build(run, well, LATER)
    assert (5, "") not in states(well)


def test_citations_follow_what_has_moved(well: Path, run: Run) -> None:
    edit(well, inserted)
    before, lock = seeds_of(well), lock_of(well)
    warned = run("check", "--texts", "files", cwd=well).out
    assert "moved-citation" in warned
    assert "error" not in warned
    ran = anchor(run, well)
    assert ran.code == 1
    assert "moved    report ¶3 → ¶4  (fence)\n" in ran.out
    assert (seeds_of(well), lock_of(well)) == (before, lock)
    ran = anchor(run, well, "--write")
    assert ran.code == 0
    assert "5 citations rewritten" in ran.out
    facts = FACTS.replace(
        "{default: report ¶2, when: [report ¶2,", "{default: report ¶3, when: [report ¶3,"
    )
    facts = facts.replace('"report ¶3-4"', '"report ¶4-5"')
    after = seeds_of(well)
    assert after["facts.yaml"].decode() == facts
    assert after["event.csv"].decode() == TABLE.replace("¶5; report ¶4", "¶6; report ¶5")
    assert after["sources.yaml"] == before["sources.yaml"]
    assert {p.when for p in lock_of(well).passages.values()} == {FIRST}
    assert "moved-citation" not in run("check", "--texts", "files", cwd=well).out
    again = anchor(run, well, "--write")
    assert (again.code, again.out) == (0, "cited paragraphs: 4 same\n")
    assert seeds_of(well) == after


def test_a_build_with_moved_passages_is_the_build_it_was(well: Path, run: Run) -> None:
    """What moved is still cited under the old number: that is only a warning."""
    edit(well, inserted)
    ran = build(run, well, LATER)
    assert ran.code == 0
    assert "wrote quizgen.lock" in ran.out
    assert set(states(well).values()) == {"moved"}


def test_an_edited_passage_makes_its_facts_stale_until_it_is_read_again(
    well: Path, run: Run
) -> None:
    edit(well, retold)
    ran = run("check", "--texts", "files", cwd=well)
    assert ran.code == 0
    assert "stale-citation" in ran.out
    assert "three dry summers" in ran.out
    assert anchor(run, well, "--write").code == 1  # that alone accepts nothing
    assert states(well)[2, ""] == "edited"
    ran = anchor(run, well, "--accept", "report ¶2")
    assert (ran.code, ran.out.splitlines()[0]) == (0, "accepted report ¶2  (well)")
    assert lock_of(well).passages["report", 2, ""].when == LATER
    assert "stale" not in run("check", "--texts", "files", cwd=well).out
    assert run("anchor", "--accept", "report", "--texts", "files", cwd=well).code == 2


def test_what_is_edited_elsewhere_is_accepted_where_it_stands(well: Path, run: Run) -> None:
    edit(well, retold, inserted)
    refused = anchor(run, well, "--accept", "report")
    assert (refused.code, "--write" in refused.err) == (2, True)
    assert anchor(run, well, "--write", "--accept", "report").code == 0
    assert "report ¶3, when" in (well / "seeds/facts.yaml").read_text("utf-8")
    assert set(states(well).values()) == {"same"}


def test_a_release_refuses_stale_facts_with_and_without_the_text(well: Path, run: Run) -> None:
    edit(well, retold, cut)
    for texts in (("--texts", "files"), ()):
        ran = run("release", *texts, cwd=well)
        assert ran.code == 1
        assert "stale-release" in ran.err
        assert "'well' (report ¶2)" in ran.err
        assert "'fence' (report ¶3)" in ran.err
        assert not (well / "decks/well/released").exists()
        build(run, well, LATER)  # from now on, the lock knows
    ran = build(run, well, LATER, texts=False)
    assert ran.out.endswith("against 1 text; 1 citation never; 2 facts stale\n")
    assert run("release", "--accept-stale", cwd=well).code == 0
    assert states(well)[2, ""] == "edited"  # which is not forgotten


def test_a_passage_that_is_gone_is_its_facts_alone(well: Path, run: Run) -> None:
    """Another passage takes its number: that it is gone is remembered all the same."""
    edit(well, cut)
    ran = anchor(run, well, "--write")
    assert ran.code == 1
    assert "gone     report ¶3  (fence)" in ran.out
    assert (well / "seeds/facts.yaml").read_text("utf-8") == FACTS
    assert (well / "seeds/event.csv").read_text("utf-8") == TABLE.replace(
        "¶5; report ¶4", "¶4; report ¶3"
    )
    assert states(well) == {
        (2, ""): "same",
        (3, ""): "same",
        (4, ""): "same",
        (3, "fence"): "gone",
        (4, "fence"): "moved",
    }
    build(run, well, LATER)
    assert states(well)[3, "fence"] == "gone"
    assert run("release", cwd=well).code == 1
    facts = FACTS.replace("report ¶3-4", "report ¶3")
    (well / "seeds/facts.yaml").write_text(facts, "utf-8")
    assert run("release", cwd=well).code == 1
    # The author has read on, and this is the paragraph meant.
    assert anchor(run, well, "--accept", "report ¶3").code == 0
    build(run, well, LATER)
    assert states(well) == {(2, ""): "same", (3, ""): "same", (4, ""): "same"}
    assert run("release", cwd=well).code == 0


def test_a_text_that_comes_back_makes_nothing_stale(well: Path, run: Run) -> None:
    before = lock_of(well)
    edit(well, retold, cut)
    build(run, well, LATER)
    assert lock_of(well) != before
    (well / "files/well.txt").write_text(TEXT, "utf-8")
    build(run, well, LATER)
    assert lock_of(well) == before


def test_a_text_in_other_lines_and_other_quotes_is_the_same(well: Path, run: Run) -> None:
    text = TEXT.replace("\n", "\r\n").replace(" ", "\N{NO-BREAK SPACE}", 9).replace(",", " –")
    (well / "files/well.txt").write_bytes(b"\xef\xbb\xbf" + text.encode())
    before = lock_of(well).passages
    assert build(run, well, LATER).code == 0
    assert lock_of(well).passages == before


def test_a_wrapped_text_is_followed_to_several_paragraphs(well: Path, run: Run) -> None:
    edit(
        well,
        lambda lines: lines.__setitem__(
            slice(1, 2), lines[1].replace(" behind", "\n behind").split("\n")
        ),
    )
    assert anchor(run, well, "--write").code == 0
    assert "default: report ¶2-3, when: [report ¶2-3," in (well / "seeds/facts.yaml").read_text(
        "utf-8"
    )
    assert set(states(well)) == {(n, "") for n in range(2, 7)}
    assert anchor(run, well).out == "cited paragraphs: 5 same\n"


def test_a_citation_set_right_by_hand_is_known_once_it_is_accepted(well: Path, run: Run) -> None:
    edit(well, inserted)
    (well / "seeds/event.csv").unlink()
    facts = FACTS.replace("report ¶3-4", "report ¶4-5").replace("report ¶2", "report ¶3")
    (well / "seeds/facts.yaml").write_text(facts, "utf-8")
    assert anchor(run, well).code == 1
    assert anchor(run, well, "--accept", "report ¶3", "--accept", "report ¶4", "--accept",
                  "report ¶5").code == 0  # fmt: skip
    assert anchor(run, well).out == "cited paragraphs: 3 same\n"


class CutOff(BaseException):
    """The power fails."""


def test_what_is_cut_off_is_finished_before_anything_is_built(
    well: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seeds and lock change together, whenever the power fails."""
    edit(well, inserted)
    before = seeds_of(well)

    def fail(_: object) -> None:
        raise CutOff

    with monkeypatch.context() as patch:
        patch.setattr("quizgen.placing.finish", fail)
        with pytest.raises(CutOff):
            anchor(run, well, "--write")
    assert seeds_of(well).items() >= before.items()
    ran = build(run, well, LATER)
    assert (ran.code, "has changed the seeds" in ran.err) == (2, True)
    assert "default: report ¶3" in (well / "seeds/facts.yaml").read_text("utf-8")
    assert build(run, well, LATER).code == 0
    assert anchor(run, well).out == "cited paragraphs: 4 same\n"


def test_seeds_with_errors_are_not_rewritten(well: Path, run: Run) -> None:
    """A fact that cannot be read has citations that could not follow."""
    edit(well, inserted)
    with (well / "seeds/facts.yaml").open("a", encoding="utf-8") as file:
        file.write("  - {id: shed, kind: evnt, cite: report ¶3}\n")
    before = seeds_of(well)
    ran = anchor(run, well, "--write")
    assert (ran.code, "unknown-kind" in ran.err) == (1, True)
    assert seeds_of(well) == before


def test_what_cannot_be_rewritten_is_said_and_known_as_its_facts(well: Path, run: Run) -> None:
    """A locator with a comma cannot stand plain between brackets."""
    facts = FACTS.replace('"report ¶3-4"', "[report ¶3-4]")
    (well / "seeds/facts.yaml").write_text(facts, "utf-8")
    edit(well, lambda lines: lines.insert(3, NEW))
    ran = anchor(run, well, "--write")
    assert ran.code == 1
    assert "by hand: seeds/facts.yaml:9: 'report ¶3-4' is ¶3, 5 now" in ran.out
    assert "moved    report ¶4 → ¶5  (fence)" in anchor(run, well).out
    (well / "seeds/facts.yaml").write_text(
        facts.replace("[report ¶3-4]", '"report ¶3, 5"'), "utf-8"
    )
    assert anchor(run, well).out == "cited paragraphs: 4 same\n"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ((), "no text is attached"),
        (("--texts", "nowhere"), "there is no folder of texts"),
        (("--texts", "files", "--accept", "repot"), "nothing is stale at 'repot'"),
    ],
)
def test_what_cannot_run_is_said(args: tuple[str, ...], message: str, well: Path, run: Run) -> None:
    ran = run("anchor", *args, cwd=well)
    assert ran.code == 2
    assert message in ran.err


@pytest.mark.parametrize(
    "line",
    [
        "passage report 2 - 999999999999999 edited 999999999 zz -",
        "passage report 2 - 999999999999999 same 0 zz AAAAAA",
        "passage report 999999999 - 1 gone 5 zz AAAAAA",
        "passage nobody 1 ../../x 1 moved 5 zz -",
        "passage book 4 - 1 gone 5 zz -",
    ],
)
def test_a_lock_by_a_stranger_does_no_harm(line: str, well: Path, run: Run) -> None:
    with (well / NAME).open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    before = seeds_of(well)
    for args in (("check", "--texts", "files"), ("build",), ("anchor", "--texts", "files")):
        assert run(*args, cwd=well).code in (0, 1)
    assert anchor(run, well, "--write").code in (0, 1)
    assert seeds_of(well) == before
    assert build(run, well, LATER).code == 0
