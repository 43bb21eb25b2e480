"""Who says so: speakers and outlets, neutral verbs, agreed terms, what is disputed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Run, Workspace

SETTINGS = "format: 1\ntitle: T\nlanguage: {0}\nnamespace: abcdefghijklm\n"
SEEDS = """
sources:
  s: {title: The chronicle, label: the chronicle}
entities:
  bo: {type: person, name: Bo Lind, forms: {dativ: dem Bo Lind}}
  cy: {type: person, name: Cy Holm}
facts:
"""
SAID = "  - {id: f, kind: statement, by: bo, that: '%s', about: the lamp, cite: s ¶1%s}\n"


def checked(workspace: Workspace, run: Run, facts: str, terms: str = "") -> str:
    """What `check` says of *facts*."""
    files = {"quizgen.yaml": SETTINGS.format("en-GB") + terms, "seeds/a.yaml": SEEDS + facts}
    return run("check", cwd=workspace(files)).out


@pytest.mark.parametrize(
    "text",
    [
        "the mayor admitted it",
        "he INSISTED on it",
        "he pointed out the rock",
        "she refused to say so",
    ],
)
def test_a_loaded_verb_is_warned_of(text: str, workspace: Workspace, run: Run) -> None:
    out = checked(workspace, run, SAID % (text, ""))
    assert out.count("warning[loaded-verb]") == 1
    assert "= help: write '" in out


@pytest.mark.parametrize(
    "text",
    [
        "the mayor said it",
        "the mayor “admitted” it",
        'the report had "claimed" it',
        "the claimant revealingly waited",
        "he refused to sign",
    ],
)
def test_a_neutral_or_a_quoted_one_is_not(text: str, workspace: Workspace, run: Run) -> None:
    assert "loaded-verb" not in checked(workspace, run, SAID % (text, ""))


def test_an_author_may_say_why_a_verb_must_stand(workspace: Workspace, run: Run) -> None:
    waived = ", waive: {loaded-verb: he confessed in court}"
    assert "loaded-verb" not in checked(workspace, run, SAID % ("he confessed", waived))


def test_a_quotation_keeps_its_verb(workspace: Workspace, run: Run) -> None:
    quoted = "  - {id: w, kind: wording, by: bo, words: admitted, about: it, cite: s ¶1}\n"
    assert "loaded-verb" not in checked(workspace, run, quoted)


def test_a_workspace_may_have_a_list_of_its_own(workspace: Workspace, run: Run) -> None:
    workspace({"templates/neutral/en.yaml": "opined: said\n"})
    out = checked(workspace, run, SAID % ("he admitted what she opined", ""))
    assert "'opined' is a verb that takes a side" in out
    assert "admitted" not in out.split("= help")[0].split("\n")[0]


@pytest.mark.parametrize("words", ["- opined\n", "opined: [a, b]\n", "opined\n", "", "a: b: c\n"])
def test_a_list_that_is_none_is_no_traceback(words: str, workspace: Workspace, run: Run) -> None:
    workspace({"templates/neutral/en.yaml": words})
    assert "Traceback" not in checked(workspace, run, SAID % ("it was so", ""))


def test_german_has_its_own_verbs(run: Run, workspace: Workspace, repository: Path) -> None:
    german = repository / "tests" / "workspaces" / "german"
    names = [
        "templates/neutral/de.yaml",
        "templates/kinds/ereignis.yaml",
    ]
    files = {name: (german / name).read_text("utf-8") for name in names}
    facts = "  - {id: f, kind: ereignis, sache: 'die Tat, die er behauptete', cite: s ¶1}\n"
    files |= {"quizgen.yaml": SETTINGS.format("de"), "seeds/a.yaml": SEEDS + facts}
    out = run("check", cwd=workspace(files)).out
    assert "'behauptete' is a verb that takes a side" in out
    assert "write 'sagte'" in out


def test_the_shipped_kinds_are_neutral(run: Run, repository: Path) -> None:
    assert "loaded-verb" not in run("check", cwd=repository).out


TERMS = "terms: [{use: the bay, avoid: [the gulf, lagoon], because: both shores agree on it}]\n"


@pytest.mark.parametrize("text", ["the Gulf was wide", "the lagoon was wide"])
def test_a_term_to_avoid_is_warned_of(text: str, workspace: Workspace, run: Run) -> None:
    out = checked(workspace, run, SAID % (text, ""), TERMS)
    assert out.count("warning[avoided-term]") == 1
    assert "write 'the bay' (both shores agree on it)" in out


@pytest.mark.parametrize("text", ["the bay was wide", "“the gulf” was wide", "lagoons are wide"])
def test_another_term_is_not(text: str, workspace: Workspace, run: Run) -> None:
    assert "avoided-term" not in checked(workspace, run, SAID % (text, ""), TERMS)


# Attribution

FAIR = (
    "  - {id: fair, kind: event, what: the fair, when: 1901-05-01, according_to: %s, cite: s ¶1}\n"
)


def items(workspace: Workspace, run: Run, facts: str) -> str:
    checked(workspace, run, facts)
    return run("items", "--format", "json", cwd=workspace({})).out


def test_a_claim_names_the_speaker_and_the_outlet(workspace: Workspace, run: Run) -> None:
    out = items(workspace, run, FAIR % "bo")
    assert '"stem": "According to Bo Lind, on which date did the fair take place?"' in out
    told = "According to Bo Lind in the chronicle, the fair took place on 1 May 1901."
    assert f'"claim": "{told}"' in out


def test_a_chain_of_speakers_stands_whole(workspace: Workspace, run: Run) -> None:
    out = items(workspace, run, FAIR % "[bo, cy]")
    assert "According to Bo Lind, as reported by Cy Holm, on which date" in out


def test_an_outlet_is_named_once(workspace: Workspace, run: Run) -> None:
    out = items(workspace, run, FAIR % "s")
    assert "According to the chronicle, the fair took place on 1 May 1901." in out
    assert "in the chronicle" not in out


@pytest.mark.parametrize("interaction", ["true-false", "cloze", "short-answer"])
def test_a_claim_reworded_without_its_speaker_is_an_error(
    interaction: str, workspace: Workspace, run: Run
) -> None:
    recipe = "title: T\nreword:\n  fair/when/%s: {stem: '%s the fair was on ____.', because: b}\n"
    for start, wrong in (("On a sunny day", True), ("So Bo Lind says,", False)):
        workspace({"decks/d.yaml": recipe % (interaction, start)})
        out = checked(workspace, run, FAIR % "bo")
        assert ("error[unattributed]" in out) == wrong, out


def test_words_that_lose_the_speaker_are_an_error(
    workspace: Workspace, run: Run, repository: Path
) -> None:
    """Not even a catalogue of one's own tells a claim as a fact."""
    words = (repository / "templates/words/en.yaml").read_text("utf-8")
    lost = words.replace(
        'according_to: "according to {who}, {sentence}"', 'according_to: "{sentence}"'
    )
    workspace({"templates/words/en.yaml": lost, "templates/words/en-GB.yaml": lost})
    assert checked(workspace, run, FAIR % "bo").count("error[unattributed]") == 1
