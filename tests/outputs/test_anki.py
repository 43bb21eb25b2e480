"""Anki packages, judged by Anki's own backend."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

from quizgen import apkg, markup
from quizgen.anki_notes import fields, tags
from quizgen.diagnostics import QuizgenError
from quizgen.items import Card, Citation, Image, Interaction, Item, Locator, Option, Study, Work
from quizgen.lock import Entry, Lock
from quizgen.outputs.anki import deck_name, make, shipped
from quizgen.resources import Shelf
from quizgen.words import Words, find_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from anki.cards import Card as AnkiCard
    from anki.collection import ImportLogWithChanges
    from anki.notes import Note

SHELF = Shelf()
RELEASED = 1_700_000_000
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
COAST = Image("coast", "image/svg+xml", SVG, "the coast", "R. Rowe", "CC BY 4.0")
LOG = Work("log", 1, "The log, 1871", "The log. Bergen. 1871.", "https://example.org/?a&b")
MAP = Work("map", 2, "The map", "The map. [1870].")


def cited(source: str, paragraph: str) -> Citation:
    return Citation(source, Locator("paragraph", paragraph))


PLAIN = Item(
    id="landing.when",
    guid="guid-when",
    facts=("landing",),
    kind="event",
    asks="when",
    interaction=Interaction.DATE,
    context="the log",
    stem=f"When did the crew land? {markup.mark('!', 'coast')}",
    key=("4 May 1871",),
    accepted=("4 May 1871", "1871-05-04", "Star Day"),
    options=(),
    claim="The crew landed on 4 May 1871.",
    rationale="",
    citations=(cited("log", "3"), cited("map", "1-2")),
    disagreement="Sources differ. The map says 5 May 1871.",
    disagreeing=(cited("map", "2"),),
    tags=("topic::the north", 'kind::"event"', "::", "kind::event"),
)
CHOICE = replace(
    PLAIN,
    id="captain.choice",
    guid="guid-captain",
    interaction=Interaction.CHOICE,
    context="",
    stem="Who was captain?",
    key=("Ada Berg",),
    accepted=(),
    options=(
        Option("Bo Dahl", rationale="Bo Dahl was the cook.", citations=(cited("log", "7"),)),
        Option("Ada Berg", is_key=True),
        Option("Eli Falk", rationale="Eli Falk drew the map.", citations=(cited("map", "1"),)),
    ),
    claim="Ada Berg was captain.",
    disagreement="",
    citations=(cited("log", "1"),),
)
STATEMENT = replace(
    CHOICE,
    id="landing.true",
    guid="guid-true",
    interaction=Interaction.TRUE_FALSE,
    stem="The crew landed in June.",
    key=("false",),
    options=(
        Option("True", rationale="They left in June.", citations=(cited("log", "9"),)),
        Option("False", is_key=True),
    ),
    claim="The crew landed in May.",
    rationale="The crew landed in May.",
)
CLOZE = replace(
    CHOICE,
    id="captain.cloze",
    guid="guid-cloze",
    interaction=Interaction.CLOZE,
    stem=f"The captain was {markup.BLANK}.",
    key=(f"Ada {markup.mark('i', 'a::b')}}}}} {markup.mark('m', 'x^{y^{2}}')}",),
    options=(),
    claim="",
)
ITEMS = (PLAIN, CHOICE, STATEMENT, CLOZE)
WORKS = (LOG, MAP)


def study_of(*items: Item, deck: str = "The north") -> Study:
    return Study(
        name="north",
        title="The north <& beyond>",
        deck=deck,
        language="en",
        namespace="a namespace of the tests",
        license="CC BY 4.0",
        as_of="1 June 2026",
        report="https://example.org/report?a&b",
        items=items,
        cards=tuple(Card(item, f"{deck}::Part {n % 2}") for n, item in enumerate(items)),
        sheets=(),
        works=WORKS,
        images=(COAST,),
    )


STUDY = study_of(*ITEMS)


def lock_of(study: Study, changed: Mapping[str, int] | None = None) -> Lock:
    entries = {
        (kind, id_): Entry(mod=(changed or {}).get(id_, RELEASED), digest="")
        for kind, id_ in shipped(study, SHELF)
    }
    return Lock(entries)


def package_of(study: Study, changed: Mapping[str, int] | None = None) -> bytes:
    (data,) = make(study, lock_of(study, changed), SHELF).values()
    return data


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    """An empty collection, as a learner has it."""
    made = Collection(str(tmp_path / "collection.anki2"))
    yield made
    made.close()


def bring(collection: Collection, data: bytes) -> ImportLogWithChanges.Log:
    """Import *data* with Anki's default options."""
    path = f"{collection.path}.apkg"
    with open(path, "wb") as file:  # noqa: PTH123  (Anki's paths are strings)
        file.write(data)
    request = ImportAnkiPackageRequest(package_path=path, options=ImportAnkiPackageOptions())
    return collection.import_anki_package(request).log


def note_of(collection: Collection, item: Item) -> Note:
    (id_,) = collection.find_notes(f"ID:{item.id}")
    return collection.get_note(id_)


def card_of(collection: Collection, item: Item) -> AnkiCard:
    (card,) = note_of(collection, item).cards()
    return card


def english() -> Words:
    return find_words(SHELF, "en")


def named(item: Item) -> dict[str, str]:
    """The fields of *item* by the names Anki has for them."""
    content = shipped(STUDY, SHELF)
    names = content["notetype", content["item", item.guid].content[0]].content[3:]
    return dict(zip(names, fields(item, STUDY, english()), strict=True))


def test_anki_has_nothing_to_object_to(collection: Collection) -> None:
    log = bring(collection, package_of(STUDY))
    assert log.found_notes == len(log.new) == len(ITEMS)
    assert not collection.get_empty_cards().notes
    assert not [*collection.media.check().missing, *collection.media.check().unused]
    assert collection.fix_integrity()[1]
    for item in ITEMS:
        card = card_of(collection, item)
        sides = card.question() + card.answer()
        assert "has a problem" not in sides
        assert "[[" not in sides


def test_new_cards_come_in_the_order_of_the_recipe(collection: Collection) -> None:
    bring(collection, package_of(STUDY))
    assert [card_of(collection, item).due for item in ITEMS] == [0, 1, 2, 3]


def test_a_front_shows_the_question_and_no_citation(collection: Collection) -> None:
    bring(collection, package_of(STUDY))
    front = card_of(collection, PLAIN).question()
    assert "the log</div>" in front
    assert "When did the crew land?" in front
    assert 'alt="the coast"' in front
    for item in ITEMS:
        assert "¶" not in card_of(collection, item).question()


def test_a_back_shows_answer_evidence_and_id(collection: Collection) -> None:
    bring(collection, package_of(STUDY))
    back = card_of(collection, PLAIN).answer()
    parts = ["4 May 1871", "Star Day", "landed on", "Sources differ", "¶2", "¶3", "Rowe", PLAIN.id]
    places = [back.index(part, back.index('id="answer"')) for part in parts]
    assert places == sorted(places)
    assert 'href="https://example.org/report?a&amp;b"' in back


def test_a_choice_shows_its_key_and_why_the_others_are_wrong(collection: Collection) -> None:
    bring(collection, package_of(STUDY))
    back = card_of(collection, CHOICE).answer()
    assert 'class="qg solved"' in back
    assert 'class="qg solved"' not in card_of(collection, CHOICE).question()
    assert named(CHOICE)["Answer"] == '<bdi class="letter">B</bdi> Ada Berg'
    wrong = named(CHOICE)["Others"]
    assert '>A</bdi> Bo Dahl was the cook. <cite><a href="https://example.org/?a&amp;b"' in wrong
    assert ">C</bdi> Eli Falk drew the map. <cite>The map, ¶1</cite>" in wrong


def test_a_statement_has_no_letters_and_is_put_right_once() -> None:
    assert named(STATEMENT)["Answer"] == "False"
    assert '<li dir="auto">True</li>' in named(STATEMENT)["Options"]
    assert named(STATEMENT)["Claim"] == "The crew landed in May."
    assert named(STATEMENT)["Why"].startswith("They left in June. <cite>")
    assert named(STATEMENT)["Others"] == ""


def test_a_cloze_hides_its_whole_key(collection: Collection) -> None:
    bring(collection, package_of(STUDY))
    card = card_of(collection, CLOZE)
    assert "[...]</span>.</div>" in card.question()
    answer = card.answer()
    assert r"\(x^{y^{2} }\)</span>.</div>" in answer
    assert "}</span>" in answer
    assert answer.count("<em>") == 1


def test_several_gaps_are_one_card(collection: Collection) -> None:
    gaps = replace(CLOZE, stem=f"{markup.BLANK} met {markup.BLANK}.", key=("Ada", "Bo"))
    one = replace(CLOZE, guid="guid-set", id="set", key=("Ada", "Bo"))
    bring(collection, package_of(study_of(gaps, one)))
    assert named(gaps)["Text"] == "{{c1::Ada}} met {{c1::Bo}}."
    assert "captain was {{c1::Ada, Bo}}." in note_of(collection, one)["Text"]
    assert card_of(collection, gaps).ord == 0


@pytest.mark.parametrize("interaction", Interaction)
def test_every_interaction_has_a_card(interaction: Interaction, collection: Collection) -> None:
    stem = CLOZE.stem if interaction is Interaction.CLOZE else CHOICE.stem
    bring(collection, package_of(study_of(replace(CHOICE, interaction=interaction, stem=stem))))
    assert collection.card_count() == 1
    assert not collection.get_empty_cards().notes


def test_places_in_one_source_are_cited_together() -> None:
    citations = (cited("log", "7"), cited("map", "1"), cited("log", "2-3"), cited("log", "7"))
    several = [
        replace(c, locator=replace(c.locator, at=(int(c.locator.value[0]),))) for c in citations
    ]
    source = named(replace(PLAIN, citations=tuple(several)))["Source"]
    assert re.findall(r"The \w+[^<]*", source) == ["The log, 1871, ¶2–3, 7", "The map, ¶1"]


def test_a_citation_leads_to_the_words_quoted_and_to_their_archive() -> None:
    kept = replace(LOG, archive="https://archive.example/log")
    quotes = (replace(cited("log", "7"), quote="went ashore"), cited("log", "2"))
    study = replace(STUDY, works=(kept, MAP))
    told = fields(replace(PLAIN, citations=quotes), study, english())
    source = told[list(named(PLAIN)).index("Source")]
    assert 'href="https://example.org/?a&amp;b#:~:text=went%20ashore"' in source
    assert '(<a href="https://archive.example/log#:~:text=went%20ashore">archived</a>)' in source


def test_names_that_tell_more_are_shown() -> None:
    assert named(PLAIN)["Also"] == "Also right: Star Day"
    known = replace(PLAIN, key=("Édith Berg",), accepted=("Berg", "edith berg", "E. B."))
    assert named(known)["Also"] == "Also right: E. B."
    assert named(replace(PLAIN, accepted=PLAIN.key))["Also"] == ""


def test_a_claim_that_the_card_says_already_is_not_repeated() -> None:
    cloze = replace(CLOZE, key=("Ada Berg",), claim="The captain was Ada Berg.")
    assert named(cloze)["Claim"] == ""
    assert named(replace(cloze, claim="Ada Berg was captain."))["Claim"] == "Ada Berg was captain."


def test_importing_again_changes_nothing(collection: Collection) -> None:
    bring(collection, package_of(STUDY))
    log = bring(collection, package_of(STUDY))
    assert (len(log.new), len(log.updated), len(log.conflicting)) == (0, 0, 0)
    assert len(log.duplicate) == len(ITEMS)


def test_a_correction_reaches_one_note_and_leaves_what_learners_made(
    collection: Collection,
) -> None:
    bring(collection, package_of(STUDY))
    mine = note_of(collection, CHOICE)
    mine["Spare1"] = "my own words"
    mine.add_tag("mine")
    collection.update_note(mine)
    card = card_of(collection, PLAIN)
    card.start_timer()
    collection.sched.answerCard(card, 3)
    studied = collection.get_card(card.id)

    added = replace(CHOICE, id="captain.first", guid="guid-first")
    corrected = replace(PLAIN, stem="When did she land?")
    edition = study_of(added, corrected, *ITEMS[1:])
    later = {PLAIN.guid: RELEASED + 1, added.guid: RELEASED + 1}
    log = bring(collection, package_of(edition, later))

    assert [note.fields[0] for note in log.updated] == [PLAIN.id]
    assert [note.fields[0] for note in log.new] == [added.id]
    assert note_of(collection, CHOICE)["Spare1"] == "my own words"
    assert note_of(collection, CHOICE).has_tag("mine")
    now = collection.get_card(card.id)
    assert (now.ivl, now.due, now.reps) == (studied.ivl, studied.due, studied.reps)
    assert "When did she land?" in now.question()


def test_a_new_look_arrives_without_a_second_notetype(
    collection: Collection, tmp_path: Path
) -> None:
    bring(collection, package_of(STUDY))
    (tmp_path / "anki").mkdir()
    (tmp_path / "anki/card.css").write_text(".card { color: teal }", "utf-8")
    shelf = Shelf(tmp_path)
    before, after = shipped(STUDY, SHELF), shipped(STUDY, shelf)
    assert {key for key in after if after[key] != before[key]} == {
        ("notetype", family) for family in ("recall", "choice", "cloze")
    }
    later = dict.fromkeys(("recall", "choice", "cloze"), RELEASED + 1)
    notetypes = len(collection.models.all_names_and_ids())
    bring(collection, make(STUDY, lock_of(STUDY, later), shelf)["north.apkg"])
    assert "color: teal" in card_of(collection, PLAIN).question()
    assert len(collection.models.all_names_and_ids()) == notetypes


def test_a_field_may_be_renamed_later(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(collection, package_of(STUDY))
    names = ["Note" if n == "Spare1" else n for n in named(CHOICE)]
    monkeypatch.setitem(fields.__globals__["FIELDS"], "choice", tuple(names))
    later = {"choice": RELEASED + 1, CHOICE.guid: RELEASED + 1}
    log = bring(collection, package_of(STUDY, later))
    assert [note.fields[0] for note in log.updated] == [CHOICE.id]
    assert note_of(collection, CHOICE).keys() == names


def test_what_is_shipped_is_what_anki_stores(collection: Collection) -> None:
    bring(collection, package_of(STUDY))
    content = shipped(STUDY, SHELF)
    for item in ITEMS:
        note = note_of(collection, item)
        stored = (*note.fields, " ".join(note.tags))
        assert content["item", item.guid].content[1:] == stored


def test_identities_are_frozen(collection: Collection) -> None:
    """These numbers and names stand in learners' collections."""
    bring(collection, package_of(STUDY))
    ids = {n.name: n.id for n in collection.models.all_names_and_ids() if "quizgen" in n.name}
    assert ids == {
        "quizgen choice 5ff7": 1446680202,
        "quizgen cloze 5ff7": 1533637072,
        "quizgen recall 5ff7": 1202036516,
    }
    notetype = note_of(collection, PLAIN).note_type()
    assert notetype
    assert [field["id"] for field in notetype["flds"]] == list(range(1, 16))
    assert [template["id"] for template in notetype["tmpls"]] == [1]
    tail = ["Claim", "Why", "Others", "Disagreement", "Source", "Pictures"]
    tail += ["Spare1", "Spare2", "Spare3", "Spare4"]
    assert list(named(PLAIN)) == ["ID", "Context", "Question", "Answer", "Also", *tail]
    assert list(named(CHOICE)) == ["ID", "Context", "Question", "Options", "Answer", *tail]
    assert list(named(CLOZE)) == ["ID", "Context", "Text", "Also", *tail]


def test_the_deck_tells_what_it_is(collection: Collection) -> None:
    bring(collection, package_of(STUDY))
    names = {deck.name for deck in collection.decks.all_names_and_ids()}
    assert names == {"Default", "The north", "The north::Part 0", "The north::Part 1"}
    deck = collection.decks.by_name("The north")
    about = str(deck and deck["desc"])
    assert "The north &lt;&amp; beyond&gt;" in about
    for part in (LOG.entry, MAP.entry, "CC BY 4.0", "1 June 2026", "quizgen", "Sources (2)"):
        assert part in about


def test_the_deck_lists_its_sources_in_italics(collection: Collection) -> None:
    styled = replace(LOG, entry=f"{markup.mark('i', 'The <log>')}. Bergen, 1871.")
    bring(collection, package_of(replace(STUDY, works=(styled, MAP), style="mla")))
    deck = collection.decks.by_name("The north")
    assert "<em>The &lt;log&gt;</em>. Bergen, 1871." in str(deck and deck["desc"])


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("A:: B ::C", "A::B::C"),
        ("::A::::B::", "A::B"),
        ("A:::B", "A::B"),
        ("One: two", "One: two"),
        ("A\tB\n C", "A B C"),
        ("Cafe\u0301", "Caf\u00e9"),
    ],
)
def test_a_deck_name_is_one_that_anki_keeps(name: str, stored: str, collection: Collection) -> None:
    assert deck_name(name, "north") == stored
    assert deck_name("::", "north") == "north"
    bring(collection, package_of(study_of(CHOICE, deck=name)))
    assert collection.decks.name(card_of(collection, CHOICE).did) == f"{stored}::Part 0"


def test_tags_are_ones_that_anki_keeps(collection: Collection) -> None:
    assert tags(PLAIN) == ("kind::event", "topic::the-north")
    bring(collection, package_of(STUDY))
    assert tuple(note_of(collection, PLAIN).tags) == tags(PLAIN)


def test_a_study_without_cards_has_no_deck() -> None:
    assert make(replace(STUDY, cards=()), Lock(), SHELF) == {}


def test_a_package_says_who_made_it() -> None:
    assert package_of(STUDY).endswith(apkg.MADE)


def test_the_same_study_gives_the_same_bytes(tmp_path: Path) -> None:
    """Also under another hash seed, time zone, and place."""
    code = f"""
import hashlib, importlib.util
spec = importlib.util.spec_from_file_location("this_test", {__file__!r})
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
print(hashlib.sha256(module.package_of(module.STUDY)).hexdigest())
"""
    found = {hashlib.sha256(package_of(STUDY)).hexdigest()}
    path = os.pathsep.join(sys.path)
    for seed, zone in (("1", "Asia/Tokyo"), ("2", "America/Lima")):
        env = {**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": seed, "TZ": zone}
        run = [sys.executable, "-c", code]
        done = subprocess.run(run, env=env, cwd=tmp_path, capture_output=True, check=True)
        found.add(done.stdout.decode().strip())
    assert len(found) == 1


def test_where_there_is_no_room_for_a_deck_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is put together in the folder for temporary files."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    with pytest.raises(QuizgenError, match="gone' cannot be written: "):
        package_of(STUDY)


def rezipped(data: bytes, **changed: bytes) -> bytes:
    """*data* packed another way, with some members changed."""
    buffer = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(buffer, "w") as new:
        new.comment = old.comment
        for name in reversed(old.namelist()):
            new.writestr(name, changed.get(name, old.read(name)))
    return buffer.getvalue()


def test_packages_of_one_content_are_the_same() -> None:
    data = package_of(STUDY)
    assert apkg.same(data, data)
    assert rezipped(data) != data
    assert apkg.same(data, rezipped(data))


def test_packages_of_other_content_are_not_the_same() -> None:
    data = package_of(STUDY)
    media = {"0": b"another picture"}
    others = [
        package_of(STUDY, {PLAIN.guid: RELEASED + 1}),
        package_of(STUDY, {"recall": RELEASED + 1}),
        package_of(study_of(*ITEMS[1:])),
        package_of(study_of(*reversed(ITEMS))),
        package_of(study_of(*ITEMS, deck="The south")),
        package_of(study_of(replace(PLAIN, tags=("other",)), *ITEMS[1:])),
        package_of(replace(STUDY, license="CC0")),
        rezipped(data, **media),
    ]
    for other in others:
        assert not apkg.same(data, other)
        assert not apkg.same(other, data)


def test_what_is_no_package_of_quizgen_is_not_the_same() -> None:
    data = package_of(STUDY)
    names = {"collection.anki2": b"SQLite format 3\0" + bytes(90)}
    broken = [
        b"",
        b"no zip",
        data[:-200],
        data[: -len(apkg.MADE)] + b"other:maker."[: len(apkg.MADE)],
        rezipped(data, **names),
        rezipped(data, media=b"[1]"),
        rezipped(data, media=json.dumps({"7": "a"}).encode()),
    ]
    for file in broken:
        assert not apkg.same(data, file)
        assert not apkg.same(file, data)
        assert not apkg.same(file, file)
