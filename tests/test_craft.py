"""The rules of good items: each finds its own flaw, and leaves sound items alone."""

from __future__ import annotations

import json
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen import document
from quizgen.craft import (
    BETWEEN_ITEMS,
    OF_ALL,
    OF_FORMS,
    OF_INTERACTIONS,
    flaws,
    form_flaws,
)
from quizgen.craft.across import NEAR, Nearby
from quizgen.craft.pack import find_pack
from quizgen.craft.table import FILE, table
from quizgen.craft.tokens import edits
from quizgen.explain import explain
from quizgen.foreign_items import item_of
from quizgen.items import Interaction
from quizgen.resources import Shelf, shipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Run, Workspace

SLOW_MACHINE = 3  # times: tests run beside one another
ENGLISH, FAULTS = find_pack(Shelf(), "en")
GERMAN, NONE = find_pack(Shelf(), "de")[0], find_pack(Shelf(), "tlh")[0]
CODES = {*OF_ALL, *BETWEEN_ITEMS, *OF_FORMS, *(c for of in OF_INTERACTIONS.values() for c in of)}


def found(records: object, *, form: bool = False) -> Iterator[tuple[str, str]]:
    """The id and code of each flaw in *records*, taken as one form or each by itself."""
    told = records if isinstance(records, list) else [records]
    foreign = [item_of(record, n) for n, record in enumerate(told, 1)]
    silent = {one.item.id: one.silent for one in foreign}
    for flaw in (form_flaws if form else flaws)([one.item for one in foreign], ENGLISH):
        if flaw.rule.code not in silent[flaw.item_id]:
            yield flaw.item_id, flaw.rule.code


def corpus(name: str) -> list[dict[str, Any]]:
    """The items, or forms, of a file; written by hand, and no rule was tuned to them."""
    path = Path(__file__).parent / f"cases/craft/{name}.json"
    records: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    return records


def codes(records: object, code: str) -> set[str]:
    """The codes found in *records*, those of forms where *code* is one."""
    return {found_code for _, found_code in found(records, form=code in OF_FORMS)}


def test_the_table_and_the_checks_name_the_same_rules() -> None:
    assert FAULTS == []
    assert set(table()) == CODES
    assert len(CODES) >= 40


def test_the_table_is_written_without_fault() -> None:
    path = shipped() / FILE
    assert document.read(path, path) == (document.data_of(path), [])


@pytest.mark.parametrize("code", table())
def test_a_rule_finds_its_example_and_leaves_the_near_miss(code: str) -> None:
    entry = table()[code]
    assert code in codes(entry.fails, code)
    assert code not in codes(entry.passes, code)


def test_every_rule_explains_itself_with_both_examples(tmp_path: Path) -> None:
    for code, entry in table().items():
        out = explain(code, tmp_path)
        assert all(text in out for text in (entry.rule.why, entry.rule.guideline, entry.repair))
        assert out.count("\nFails\n") == out.count("\nPasses\n") == 1


@pytest.mark.parametrize("stem", ["When was +the the fair?", "When was (the the) fair?"])
def test_a_doubled_word_is_found_whatever_sign_stands_before_it(stem: str) -> None:
    record = {"interaction": "short-answer", "stem": stem, "key": "1901"}
    assert "doubled-word" in codes(record, "doubled-word")


def test_flawed_items_are_found_by_the_code_of_their_flaw() -> None:
    records = corpus("flawed")
    flagged = set(found(records))
    missed = [r["id"] for r in records if (r["id"], r["flaw"]) not in flagged]
    assert len(records) >= 60
    assert len({record["id"].split("/")[0] for record in records}) == 3
    assert {record["flaw"] for record in records} == CODES - {*OF_FORMS}
    assert len(missed) <= 0.05 * len(records), missed


def test_flawed_forms_are_found_by_the_code_of_their_flaw_alone() -> None:
    told = {
        (form["id"], form["flaw"]): {code for _, code in found(form["items"], form=True)}
        for form in corpus("flawed_forms")
    }
    assert {flaw for _, flaw in told} == {*OF_FORMS}
    assert told == {(id_, flaw): {flaw} for id_, flaw in told}


def test_sound_items_are_left_alone() -> None:
    records = corpus("sound")
    flagged = {id_ for id_, _ in found(records)}
    assert len(records) >= 60
    assert {record["interaction"] for record in records} == set(Interaction)
    assert len(flagged) <= 0.03 * len(records), flagged


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["February 1846 to July 1848", "October 1848 to March 1851", "May 1852"], set()),
        (["May 1846 to July 1848", "June 1848 to March 1851", "May 1852"], {"overlapping-options"}),
        (["3–5 May 1846", "6–9 May 1846", "10 May 1846"], set()),
        (["May 1846", "6 May 1846", "9 June 1846"], {"overlapping-options"}),
        (["less than 10", "10 to 20", "more than 20"], set()),
        (["10 to 20", "20 to 30", "30 to 40"], {"overlapping-options"}),
        (["at most 10", "10 to 20", "more than 20"], {"overlapping-options"}),
        (["1 day", "2 days", "12 days"], set()),
        (["12 days", "2 days", "1 day"], set()),
        (["2 days", "12 days", "1 day"], {"option-order"}),
        (["11 стабала јабуке", "21 стабло јабуке", "32 стабла јабуке"], set()),
        (["3 kilograms", "4 kilometres", "5 kilograms"], {"mixed-number-formats"}),
        (["3 miles", "4 millimetres", "5 miles"], {"mixed-number-formats"}),
        (["1000", "2,000", "3,000"], {"mixed-number-formats"}),
        (["0.1 g", "1 g", "10 g"], set()),
        (["0.1 g", "1.25 g", "10 g"], {"mixed-number-formats"}),
        (["Henry I", "Henry II", "Henry III"], set()),
    ],
)
def test_values_of_options_are_read(options: list[str], expected: set[str]) -> None:
    record = {"stem": "Which?", "options": options, "key": options[0]}
    judged = {"overlapping-options", "option-order", "mixed-number-formats"}
    assert {code for _, code in found(record)} & judged == expected


def test_explain_lists_the_rules_of_items(run: Run) -> None:
    out = run("explain").out
    assert [code for code in table() if f"\n  {code} " not in out] == []


def test_check_items_reads_a_file_of_any_origin(tmp_path: Path, run: Run) -> None:
    sound = {"id": "a", "stem": "Which planet has rings of ice?", "key": "Saturn"}
    path = tmp_path / "items.json"
    path.write_text(json.dumps({"about": [1], "items": [sound]}), "utf-8")
    assert (run("check", "--strict", "--items", path).code) == 0
    path.write_text(json.dumps([sound, {**sound, "id": "b", "citations": []}]), "utf-8")
    ran = run("check", "--items", path)
    assert ran.code == 1
    assert "error[no-citation]: b: " in ran.out
    path.write_text(json.dumps([{**sound, "stem": "what is the the ring?", "id": "c"}]), "utf-8")
    assert "warning[small-start]: c: " in run("check", "--items", path).out


def test_the_items_of_one_form_are_held_together(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "form.json"
    for is_form, code in ((False, 0), (True, 1)):
        told = {"form": is_form, "items": table()["asked-twice"].fails}
        path.write_text(json.dumps(told), "utf-8")
        ran = run("check", "--items", path)
        assert (ran.code, "[asked-twice]" in ran.out) == (code, is_form)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[{", "json-syntax"),
        ("[" * 100_000, "json-syntax"),
        ("7", "wrong-type"),
        ('{"item": []}', "wrong-type"),
        ('[7, "x"]', "wrong-type"),
        ('[{"stem": "What?", "interaction": "chioce"}]', "did you mean 'choice'?"),
        ('[{"stem": "What?", "options": [{"txt": "a"}]}]', "has no text"),
        ('[{"key": "a"}]', "missing-key"),
    ],
)
def test_a_file_that_holds_no_items_is_a_problem(
    text: str, said: str, tmp_path: Path, run: Run
) -> None:
    path = tmp_path / "items.json"
    path.write_text(text, "utf-8")
    ran = run("check", "--items", path)
    assert ran.code == 1
    assert said in ran.out


TEXTS = st.one_of(
    st.sampled_from(["____", "A → B", "A and C", "3–5 km", "“a", "the the", "May 1903", "", "1.5"]),
    st.text("aA1 .,?!()[]“”\"'’–-→_{}%$\n\ufdd0\ufdd1ß中", max_size=40),
)
RECORDS = st.fixed_dictionaries(
    {"stem": TEXTS.map("x{}".format), "interaction": st.sampled_from(list(Interaction))},
    optional={
        "key": st.lists(TEXTS, max_size=8),
        "options": st.lists(
            st.fixed_dictionaries({"text": TEXTS}, optional={"is_key": st.booleans()}), max_size=6
        ),
        "citations": st.lists(st.fixed_dictionaries({"source": TEXTS, "quote": TEXTS}), max_size=2),
        "attributed_to": st.lists(TEXTS, max_size=2),
    },
)


@given(st.lists(RECORDS, max_size=4))
def test_nothing_written_makes_a_check_fail(records: list[dict[str, object]]) -> None:
    items = [item_of(record, n).item for n, record in enumerate(records, 1)]
    for pack in (ENGLISH, GERMAN, NONE):
        first, second = (
            [
                (f.item_id, f.rule.code, f.message)
                for f in (*flaws(items, pack), *form_flaws(items, pack))
            ]
            for _ in range(2)
        )
        assert first == second
        assert all(message for _, _, message in first)


def test_a_thousand_items_take_less_than_a_second() -> None:
    records = [
        {**record, "id": f"{n}/{record['id']}", "stem": f"{record['stem']} {n}"}
        for n in range(16)
        for record in corpus("sound")
    ]
    items = [item_of(record).item for record in records]
    table()
    begun = process_time()
    assert len(list(flaws(items, ENGLISH))) < len(items)
    assert process_time() - begun < 1.0 * len(items) / 1000 * SLOW_MACHINE


SETTINGS = "format: 1\ntitle: T\nlanguage: en\nnamespace: abcdefghijklm\n"
SEEDS = """
sources: {s: {title: The chronicle}}
facts:
  - {id: f, kind: event, what: WHAT, when: 1901-05-03, cite: s ¶1WAIVED}
"""
LONG = "the feast " + " ".join(["of the guild"] * 9)


def checked(workspace: Workspace, run: Run, what: str, waived: str = "") -> str:
    """What `check` says of a fact about *what*."""
    seeds = SEEDS.replace("WHAT", what).replace("WAIVED", f", waive: {waived}" if waived else "")
    return run("check", cwd=workspace({"quizgen.yaml": SETTINGS, "seeds/a.yaml": seeds})).out


def test_one_problem_tells_of_all_items_of_a_fact(workspace: Workspace, run: Run) -> None:
    out = checked(workspace, run, LONG)
    assert out.count("[long-sentence]") == 1
    assert "more of this fact)" in out
    assert "seeds/a.yaml:4" in out


def test_an_author_may_say_why_a_warning_must_stand(workspace: Workspace, run: Run) -> None:
    out = checked(workspace, run, LONG, "{long-sentence: the guild's own name}")
    assert "long-sentence" not in out
    assert "bad-waiver" not in out


def test_a_reworded_stem_is_checked_too(workspace: Workspace, run: Run) -> None:
    reword = "{f/when/short-answer: {stem: when was THE feast?, because: shorter}}"
    workspace({"decks/a.yaml": f"title: A\nreword: {reword}\n"})
    out = checked(workspace, run, "the feast")
    assert "warning[small-start]: f/when/short-answer: " in out
    assert "decks/a.yaml:2" in out
    assert out.count("[small-start]") == 1


def test_an_error_cannot_be_waived(workspace: Workspace, run: Run) -> None:
    out = checked(workspace, run, "the the feast", "{doubled-word: a refrain}")
    assert "error[bad-waiver]" in out


def test_a_kind_may_say_why_a_warning_must_stand(
    workspace: Workspace, run: Run, repository: Path
) -> None:
    kind = (repository / "templates/kinds/event.yaml").read_text("utf-8")
    kind += "waive: {long-sentence: feasts have long names}\n"
    workspace({"templates/kinds/event.yaml": kind})
    assert "long-sentence" not in checked(workspace, run, LONG)


@pytest.mark.parametrize("words", ["[a", "absolutes: always\n", "absolutes: ['(']\n", "- a\n"])
def test_a_list_that_cannot_be_used_is_a_problem(
    words: str, workspace: Workspace, run: Run
) -> None:
    workspace({"templates/craft/en.yaml": words})
    assert "craft/en.yaml" in checked(workspace, run, "the feast")


@pytest.mark.parametrize(
    ("code", "record"),
    [
        ("negative-stem", {"stem": "Welches Tier legt keine Eier?", "key": "der Wal"}),
        ("yes-or-no", {"stem": "Ist die Erde älter als der Mond?", "key": "ja"}),
        ("volatile", {"stem": "Wer ist derzeit Meister?", "key": "Riga"}),
        ("lone-pronoun", {"stem": "Wann wurde er König?", "key": "1740"}),
        ("opinion", {"stem": "Was ist die schönste Stadt am Meer?", "key": "Riga"}),
        ("doubled-word", {"stem": "Wie heißt heißt der Fluss?", "key": "Rhein"}),
        ("all-of-the-above", {"stem": "Was brennt?", "options": ["Öl", "Holz", "alle genannten"]}),
        ("unfocused-stem", {"stem": "Welche Aussage ist richtig?", "options": ["Eis sinkt."]}),
        ("overlapping-options", {"stem": "Wann?", "options": ["Mai 1920", "3. Mai 1920"]}),
        (
            "",
            {"stem": "Wann begann der Krieg?", "key": "1618", "options": ["1618", "1648", "1756"]},
        ),
        ("", {"stem": "Was musste ein Knappe lernen?", "key": "den Umgang mit Waffen"}),
        ("", {"stem": "Nenne das leichteste Element.", "key": "Wasserstoff"}),
    ],
)
def test_german_has_lists_of_its_own(code: str, record: dict[str, object]) -> None:
    pack, faults = find_pack(Shelf(), "de-AT")
    foreign = item_of(record)
    flagged = {f.rule.code for f in flaws([foreign.item], pack)} - foreign.silent
    assert faults == []
    assert code in flagged if code else not flagged


def test_a_language_without_lists_is_checked_without_words() -> None:
    pack, faults = find_pack(Shelf(), "tlh")
    item = item_of({"stem": "ghorgh qaS?", "options": ["7", "5", "9"], "key": "5"}).item
    assert faults == []
    assert {flaw.rule.code for flaw in flaws([item], pack)} >= {"option-order", "small-start"}


@given(st.lists(st.text("abc", min_size=5, max_size=9), max_size=40))
def test_the_first_word_that_is_near_is_found_as_by_comparing_all(words: list[str]) -> None:
    """Thirds of words lead to it: with thousands of prompts of one template, all are too many."""
    nearby = Nearby()
    items = [item_of({"stem": f"What is {word}?", "key": word}, 1).item for word in words]
    for n, (word, item) in enumerate(zip(words, items, strict=True)):
        alike = (i for w, i in zip(words[:n], items, strict=False) if w != word)
        near = (i for i in alike if edits(i.key[0], word, NEAR) <= NEAR)
        assert nearby.near(word) is next(near, None)
        nearby.add(word, item)
