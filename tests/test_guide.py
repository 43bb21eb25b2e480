"""The study guide: which section tells which fact, with which voice and which evidence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from quizgen import markup
from quizgen.compile import compile_workspace
from quizgen.guide.narrating import is_bare
from tests import guides

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizgen.booklet import Entry, Group, Guide
    from quizgen.compile import Compilation
    from quizgen.items import Study
    from tests.conftest import Run, Workspace

SETTINGS = "format: 1\ntitle: Test\nlanguage: en\nnamespace: abcdefghijklmnopqrstuvwxyz\n"
SOURCES = """
sources:
  one: {type: book, title: One, label: the first book}
  two: {type: book, title: Two, label: the second book}
entities:
  ada: {type: person, name: Ada Byron}
  bell: {type: person, name: Alexander Bell}
  club: {type: body, name: the club}
"""
FACTS = """
facts:
  - {id: fair, kind: event, what: the fair, when: 2001-05, where: ada, cite: one p. 1}
  - {id: row, kind: event, what: the row, cite: one p. 2}
  - {id: row-cause, kind: cause, what: row, because: fair, cite: one p. 3}
  - {id: old, kind: event, what: the old fair, when: -0043, according_to: bell, cite: one p. 4}
  - {id: head, kind: role, who: ada, office: head of the club, as_of: 2001, cite: one p. 5}
  - {id: said, kind: statement, by: ada, about: rain, that: it would rain, topic: weather,
     cite: one p. 6}
  - {id: told, kind: statement, by: bell, about: rain, that: it would be dry, topic: weather,
     according_to: ada, cite: one p. 7}
  - {id: deal, kind: agreement, what: the deal, parties: [ada, club],
     terms: [{id: tea, party: ada, undertakes: make tea, cite: two p. 9}], cite: one p. 8}
  - {id: many, kind: figure, what: number of guests, value: 90, disagrees_with: few,
     cite: one p. 10}
  - {id: few, kind: figure, what: number of guests, value: 70, cite: two p. 10}
  - {id: dew, kind: definition, term: dew, is: water on grass, cite: one p. 11}
"""
RECIPE = "title: Test\nguide: yes\n"


@pytest.fixture(scope="module", params=["sample", "year9", "german"])
def compiled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Compilation:
    """A workspace of another subject each, with a guide."""
    return guides.compiled(request.param, tmp_path_factory.mktemp("guide"))


def guide_of(files: dict[str, str], workspace: Workspace) -> Guide:
    """The guide of a small workspace, in which *files* differ from the usual."""
    usual = {"quizgen.yaml": SETTINGS, "seeds/a.yaml": SOURCES, "seeds/b.yaml": FACTS}
    root = workspace({**usual, "decks/test.yaml": RECIPE, **files})
    made, _ = compile_workspace(root)
    assert not made.failed, made.problems
    (study,) = made.studies
    assert study.guide
    return study.guide


def groups(found: tuple[Group, ...]) -> Iterator[Group]:
    for group in found:
        yield group
        yield from groups(group.groups)


def entries(guide: Guide) -> Iterator[tuple[str, str, Entry]]:
    """Each entry with its section and the title above it."""
    for section in guide.sections:
        for group in groups(section.groups):
            yield from ((section.name, group.title, entry) for entry in group.entries)


def said(entry: Entry) -> str:
    return " ".join(markup.plain(told.text) for told in (*entry.told, *entry.parts))


def told(guide: Guide) -> dict[str, tuple[str, str, str]]:
    """By fact, the section where it is at home, the title above it, and what is said there."""
    return {e.fact: (name, title, said(e)) for name, title, e in entries(guide) if e.is_home}


def studied(compiled: Compilation) -> tuple[Study, Guide]:
    (study,) = compiled.studies
    assert study.guide
    return study, study.guide


# Of any workspace


def test_every_fact_is_at_home_once_but_for_bare_names(compiled: Compilation) -> None:
    _, guide = studied(compiled)
    homes = [entry.fact for _, _, entry in entries(guide) if entry.is_home]
    assert len(homes) == len(set(homes))
    assert compiled.workspace
    facts = compiled.workspace.facts
    for id_ in facts.keys() - set(homes):
        name = next(iter(facts[id_].slots.values())).text  # type: ignore[union-attr]  # a name is text
        assert is_bare(facts[id_])
        assert any(fold(name) in fold(text) for _, _, text in told(guide).values()), id_


def test_every_sentence_is_cited(compiled: Compilation) -> None:
    _, guide = studied(compiled)
    numbers = {work.source for work in guide.works}
    for _, _, entry in entries(guide):
        assert entry.told
        for one in (*entry.told, *entry.parts):
            assert one.citations, one
            assert {citation.source for citation in one.citations} <= numbers


def test_what_is_claimed_or_disputed_names_its_voice(compiled: Compilation) -> None:
    _, guide = studied(compiled)
    space = compiled.workspace
    assert space
    labels = {space.label(source) for source in space.sources}
    names = {id_: {e.name, *e.forms.values()} for id_, e in space.entities.items()}
    seen = 0
    for _, _, entry in entries(guide):
        fact = space.facts[entry.fact]
        voices = [names.get(id_) or {space.label(id_)} for id_ in fact.head.according_to]
        voices += [labels] if fact.id in space.opposed and not voices else []
        seen += len(voices)
        for one in (*entry.told, *entry.parts):
            for voice in voices:
                assert any(name in one.text for name in voice), one.text
    assert seen


def test_the_timeline_shows_what_the_list_tells(compiled: Compilation) -> None:
    _, guide = studied(compiled)
    listed = [entry for name, _, entry in entries(guide) if name == "timeline"]
    assert len(listed) == len(guide.moments) > 1
    for entry, moment in zip(listed, guide.moments, strict=True):
        assert entry.date == moment.shown
        assert moment.label
    starts = [(m.date.start or m.date.end).lower for m in guide.moments]  # type: ignore[union-attr]  # one is there
    assert starts == sorted(starts)


def test_each_item_leads_to_one_entry(compiled: Compilation) -> None:
    study, guide = studied(compiled)
    found = [guid for _, _, entry in entries(guide) for guid in entry.items]
    assert sorted(found) == sorted(item.guid for item in study.items)


def test_what_is_asked_is_told(compiled: Compilation) -> None:
    """The words of each answer stand in the entry of its fact, but for how grammar bends them."""
    study, guide = studied(compiled)
    texts: dict[str, str] = {}
    for _, title, entry in entries(guide):
        dated = f"{title} {entry.date} {said(entry)}"
        texts[entry.fact] = texts.get(entry.fact, "") + fold(dated)
    bent = {"the", "ein", "der", "den", "bis", "etwa", "verband", "ehrhardt"}
    for item in study.items:
        is_of_fact = len(item.facts) == 1 and not item.id.startswith("sets/")
        if is_of_fact and item.key[0] not in ("true", "false"):
            words = set(re.findall(r"\w{3,}", fold(markup.plain(" ".join(item.key))))) - bent
            assert {w for w in words if w not in texts[item.facts[0]]} == set(), item.id


def fold(text: str) -> str:
    return text.casefold()


# Of a small one, whose facts are known


def test_each_kind_stands_in_its_section(workspace: Workspace) -> None:
    found = told(guide_of({}, workspace))
    assert {fact: where for fact, (where, _, _) in found.items()} == {
        "fair": "timeline", "old": "timeline", "head": "people", "said": "positions",
        "told": "positions", "deal": "agreements", "many": "differ", "few": "differ",
        "dew": "terms", "row-cause": "topics",
    }  # fmt: skip  # `row` is only named


def test_a_head_is_not_repeated_but_a_voice_is(workspace: Workspace) -> None:
    found = told(guide_of({}, workspace))
    assert found["head"] == ("people", "Ada Byron", "head of the club (2001)")
    assert found["said"] == ("positions", "Ada Byron", "said that it would rain")
    whole = "According to Ada Byron in the first book, Alexander Bell said that it would be dry."
    assert found["told"] == ("positions", "Alexander Bell", whole)
    assert found["old"][2].startswith("According to Alexander Bell in the first book, the old fair")


def test_a_disagreement_has_both_sides_under_the_question(workspace: Workspace) -> None:
    guide = guide_of({}, workspace)
    (matter,) = next(section for section in guide.sections if section.name == "differ").groups
    assert matter.title == "What was the number of guests?"
    assert [said(entry) for side in matter.groups for entry in side.entries] == [
        "According to the second book, the number of guests was 70.",
        "According to the first book, the number of guests was 90.",
    ]


def test_terms_are_a_list_with_evidence_of_their_own(workspace: Workspace) -> None:
    entry = next(e for _, _, e in entries(guide_of({}, workspace)) if e.fact == "deal")
    assert [told.text for told in entry.parts] == ["Ada Byron undertook to make tea."]
    assert [[c.locator.value for c in told.citations] for told in entry.parts] == [["9"]]


def test_a_guide_of_some_facts_tells_no_others(workspace: Workspace) -> None:
    recipe = "title: Test\nguide: {title: Rain, paper: Letter, facts: {topics: weather}}\n"
    guide = guide_of({"decks/test.yaml": recipe}, workspace)
    assert (guide.title, guide.paper, set(told(guide))) == ("Rain", "letter", {"said", "told"})
    assert [work.source for work in guide.works] == ["one"]


def test_one_side_alone_is_told_by_its_source(workspace: Workspace) -> None:
    recipe = "title: Test\nguide: {facts: {ids: many}}\n"
    guide = guide_of({"decks/test.yaml": recipe}, workspace)
    said = "According to the first book, the number of guests was 90."
    assert told(guide) == {"many": ("figures", "Number of guests", said)}


def test_topics_have_the_names_and_the_order_of_the_recipe(workspace: Workspace) -> None:
    facts = "".join(
        f"  - {{id: {t}, kind: cause, what: x, because: y, topic: {t}, cite: one p. 1}}\n"
        for t in ("ant-hill", "bee", "cow")
    ).replace("what: x, because: y", "what: fair, because: old")
    recipe = "title: Test\nguide: {facts: {kinds: cause}, topics: {cow: Cattle}}\n"
    files = {"seeds/c.yaml": f"facts:\n{facts}", "decks/test.yaml": recipe}
    (section,) = guide_of(files, workspace).sections
    assert [g.title for g in section.groups] == ["Cattle", "Ant hill", "Bee", "Other matters"]


def test_a_kind_says_its_place_and_its_words(workspace: Workspace) -> None:
    kind = """
slots: {tree: {type: np, required: yes}, age: {type: quantity}, felled: {type: date}}
claim: "{{ tree }} stood."
guide: {section: terms, under: tree, when: felled, text: "a tree", label: "{{ tree|cap }} falls",
        also: ["It was {{ age }} old."]}
questions: {age: {asks: age, given: [tree], stem: "How old was {{ tree }}?"}}
"""
    facts = """
facts:
  - {id: oak, kind: tree, tree: the oak, age: 90 years, felled: 1900-03, cite: one p. 1}
  - {id: elm, kind: tree, tree: the elm, cite: one p. 2}
"""
    files = {"templates/kinds/tree.yaml": kind, "seeds/b.yaml": facts}
    guide = guide_of(files, workspace)
    assert told(guide) == {
        "oak": ("terms", "the oak", "a tree It was 90 years old."),
        "elm": ("terms", "the elm", "a tree"),
    }
    assert [(m.shown, m.label) for m in guide.moments] == [("March 1900", "The oak falls")]


@pytest.mark.parametrize(
    ("guide", "message"),
    [
        ("persons", "not 'persons'"),
        ("{section: terms, under: tre}", "has no slot 'tre'"),
        ("{when: tree}", "has no date 'tree'"),
        ("timeline", "has no date for a timeline"),
        ("people", "nothing says under which slot the guide's 'people' tells it"),
        ("{text: '{{ leaf }}'}", "has no slot 'leaf'"),
        ("{text: '{{ tree'}", "nothing stands in these brackets"),
        ("{each: {tree: x}}", "the slot 'tree' is not a list of frames"),
        ("{sections: terms}", "'sections'"),
    ],
)
def test_a_place_that_cannot_be_is_a_problem_with_its_own(
    guide: str, message: str, workspace: Workspace, run: Run
) -> None:
    slots = "slots: {tree: {type: np, required: yes}}\nclaim: '{{ tree }} stood.'\n"
    root = workspace(
        {
            "quizgen.yaml": SETTINGS,
            "templates/kinds/tree.yaml": f"{slots}guide: {guide}\n",
        }
    )
    ran = run("check", cwd=root)
    assert ran.code == 1
    assert "templates/kinds/tree.yaml:3:" in ran.out
    assert message in ran.out


def test_a_sentence_that_cannot_be_filled_is_a_problem(workspace: Workspace, run: Run) -> None:
    kind = "slots: {a: {type: np, required: yes}, b: np}\nclaim: '{{ a }} is {{ b }}.'\n"
    facts = "facts: [{id: x, kind: thing, a: this, cite: one p. 1}]\n"
    files = {"templates/kinds/thing.yaml": kind, "seeds/b.yaml": facts}
    root = workspace(
        {"quizgen.yaml": SETTINGS, "seeds/a.yaml": SOURCES, "decks/test.yaml": RECIPE, **files}
    )
    out = run("check", cwd=root).out
    assert "what the guide tells of 'x' cannot be filled" in out
    assert "templates/kinds/thing.yaml:2:" in out


def test_a_guide_of_nothing_is_a_problem(workspace: Workspace, run: Run) -> None:
    recipe = "title: Test\nguide: {facts: {topics: weather, kinds: role}}\n"
    files = {"seeds/a.yaml": SOURCES, "seeds/b.yaml": FACTS, "decks/test.yaml": recipe}
    out = run("check", cwd=workspace({"quizgen.yaml": SETTINGS, **files})).out
    assert "the guide selects no facts" in out
    assert "decks/test.yaml:2:" in out


@pytest.mark.parametrize("wish", ["facts: {topics: wether}", "topics: {wether: The weather}"])
def test_a_topic_that_is_not_there_is_a_problem(wish: str, workspace: Workspace, run: Run) -> None:
    recipe = f"title: Test\nguide: {{{wish}}}\n"
    files = {"seeds/a.yaml": SOURCES, "seeds/b.yaml": FACTS, "decks/test.yaml": recipe}
    out = run("check", cwd=workspace({"quizgen.yaml": SETTINGS, **files})).out
    assert "no topic is called 'wether'" in out
    assert "did you mean 'weather'?" in out
    assert "decks/test.yaml:2:" in out
