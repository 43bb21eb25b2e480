"""What `quizgen upgrade` foretells is what the importers of two Ankis then do, note for note."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizgen import causes
from quizgen.anki_import import content, deck_key
from quizgen.diagnostics import QuizgenError
from quizgen.foretold import Upgrade
from quizgen.note_texts import clozes
from quizgen.packages import Note, Package, open_package
from quizgen.upgrade import upgrade
from tests import importing
from tests.making import CLOZE, GAPS, PLAIN, Entry, Kind, T, database, fact, gaps, package, zipped

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Golden, Run

    Pair = Callable[[bytes, bytes], tuple[Path, Path]]

pytestmark = pytest.mark.slow

State = dict[str, Any]
K = Kind()
FIELDS, (CARD,) = K.fields, K.templates
RENAMED = {"templates": (("Card", 1, "{{Q}}", "{{Answer}}"),)}
LATER = T + 5  # when the author corrected something
TOMBSTONE = ("quizgen::retired",)


def corrected(entry: Entry, mod: int = LATER) -> Entry:
    return replace(entry, mod=mod, fields=(*entry.fields[:-1], f"{entry.fields[-1]} (corrected)"))


# What the author does to a note, and what the learner does to it: each with each.
AUTHOR: dict[str, tuple[bool, Any]] = {
    "same": (True, lambda e: e),
    "corrected": (True, corrected),
    "tagged": (True, lambda e: replace(e, tags=("new",), mod=LATER)),
    "touched": (True, lambda e: replace(e, mod=LATER)),
    "same-time": (True, lambda e: corrected(e, T)),
    "older": (True, lambda e: corrected(e, T - 5)),
    "gone": (True, lambda _: None),
    "tombstone": (True, lambda e: replace(corrected(e), tags=TOMBSTONE)),
    "come": (False, lambda e: e),
    "elsewhere": (True, lambda e: replace(e, mod=LATER, cards={0: "South"})),
}
LEARNER: dict[str, list[list[Any]]] = {
    "nothing": [],
    "edited-before": [["edit", -1, "mine", T + 2]],
    "edited-then": [["edit", -1, "mine", LATER]],
    "edited-after": [["edit", -1, "mine", T + 9]],
    "tagged-before": [["tag", "mine", T + 2]],
    "tagged-after": [["tag", "mine", T + 9]],
    "moved": [["move", "Mine"]],
    "suspended": [["suspend"]],
    "flagged": [["flag"]],
    "deleted": [["delete"]],
    "converted": [["convert", CLOZE]],
}
EACH = [(a, b) for a in AUTHOR for b in LEARNER if AUTHOR[a][0] or b == "nothing"]


def each_with_each() -> tuple[bytes, list[list[Any]], bytes]:
    entries = {(a, b): fact(f"{a}, {b}", f"answer {a} {b}") for a, b in EACH}
    filler = gaps("gap", "{{c1::filler}}")  # so that there are two notetypes to change between
    old = package(filler, *(e for (a, _), e in entries.items() if AUTHOR[a][0]))
    made = (AUTHOR[a][1](e) for (a, _), e in entries.items())
    steps = [[action, entries[a, b].guid, *more] for a, b in EACH for action, *more in LEARNER[b]]
    return old, steps, package(filler, *filter(None, made))


ASH, ELM = fact("ash", "a tree"), fact("elm", "another", cards={0: "North::Elms"})
OAK = gaps("oak", "{{c1::one}} {{c2::two}} {{c3::three}}", cards=(0, 1, 2))
NEXT = (corrected(ASH), ELM, fact("fir", "a third"), OAK)


def kinds(**changes: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"kinds": (replace(K, **changes), GAPS)}


def named(**more: Any) -> Kind:  # noqa: ANN401
    return replace(K, fields=tuple((name, None) for name, _ in FIELDS), **more)


ODD = replace(
    K,
    fields=(("#ID", None), ("Q:", None), ("q", None)),
    templates=(("Card", 1, "{{ID}}", "{{ID}}"),),
)


def oak(text: str, *cards: int, mod: int = LATER) -> tuple[Entry, ...]:
    return (ASH, ELM, gaps("oak", text, mod, cards=cards))


FEWER = {"fields": FIELDS[:2]}
SHORTER = tuple(replace(e, fields=e.fields[:2]) if e.kind == PLAIN else e for e in NEXT)
STANDARD = package(ASH, ELM, OAK)
PAIRS: dict[str, tuple[bytes, bytes]] = {
    "again": (STANDARD, STANDARD),
    "next": (STANDARD, package(*NEXT)),
    "look": (STANDARD, package(*NEXT, **kinds(css="new", mod=LATER))),
    "look of the same time": (STANDARD, package(*NEXT, **kinds(css="new"))),
    "renamed field with id": (
        STANDARD,
        package(*NEXT, **kinds(fields=(FIELDS[0], ("Q", 2), FIELDS[2]), mod=LATER, **RENAMED)),
    ),
    "renamed field without id": (
        package(ASH, ELM, OAK, kinds=(named(), GAPS)),
        package(*NEXT, kinds=(replace(K, fields=(*FIELDS[:2], ("A", None))), GAPS)),
    ),
    "ids for all": (package(ASH, ELM, OAK, kinds=(named(), GAPS)), package(*NEXT)),
    "ids taken away": (STANDARD, package(*NEXT, kinds=(named(mod=LATER), GAPS))),
    "other id": (STANDARD, package(*NEXT, **kinds(fields=(*FIELDS[:2], ("Answer", 33))))),
    "fewer fields": (STANDARD, package(*SHORTER, **kinds(**FEWER))),
    "fields in another order": (STANDARD, package(*NEXT, **kinds(fields=FIELDS[::-1]))),
    "second template": (
        STANDARD,
        package(*NEXT, **kinds(templates=(CARD, ("Back", 2, "{{Answer}}", "{{ID}}")))),
    ),
    "renamed template without id": (
        STANDARD, package(*NEXT, **kinds(templates=(("Other", None, *CARD[2:]),))),
    ),
    "odd field names": (package(ASH, kinds=(ODD,)), package(corrected(ASH), kinds=(ODD,))),
    "another notetype": (
        STANDARD,
        package(*(replace(e, kind=5) if e.kind == PLAIN else e for e in NEXT),
                kinds=(replace(K, id=5, name="Other"), GAPS)),
    ),
    "other kind": (STANDARD, package(*NEXT, **kinds(is_cloze=True, mod=LATER))),
    "sort field": (STANDARD, package(*NEXT, **kinds(sort=1, mod=LATER))),
    "sort field of the same time": (STANDARD, package(*NEXT, **kinds(sort=1))),
    "unused notetype": (STANDARD, package(ASH, kinds=(K, replace(GAPS, css="x", mod=LATER)))),
    "gap gone": (STANDARD, package(*oak("{{c1::one}} {{c2::two}} three", 0, 1))),
    "gaps renumbered": (STANDARD, package(*oak("{{c1::one}} two {{c2::three}}", 0, 1))),
    "gap more": (STANDARD, package(*oak(f"{OAK.fields[1]} {{{{c4::four}}}}", 0, 1, 2, 3))),
    "gap corrected": (STANDARD, package(*oak("{{c1::eins}} {{c2::two}} {{c3::three}}", 0, 1, 2))),
    "gap more, not newer": (
        STANDARD, package(*oak(f"{OAK.fields[1]} {{{{c4::four}}}}", 0, 1, 2, 3, mod=T)),
    ),
    "twice": (STANDARD, package(*NEXT, corrected(ASH, T + 4), fact("fir", "a fourth"))),
    "twice before": (package(ASH, fact("ash", "twin"), ELM), package(*NEXT)),
    "moved to another notetype": (
        STANDARD, package(ASH, replace(ELM, kind=CLOZE, fields=("elm", "{{c1::elm}}"), mod=LATER)),
    ),
    "renamed": (
        STANDARD,
        package(replace(ASH, guid="one"), replace(ELM, guid="two", fields=("e", *ELM.fields[1:]))),
    ),
    "renamed deck": (
        STANDARD,
        package(*(replace(e, cards=dict.fromkeys(e.cards, "West")) for e in NEXT)),
    ),
    "without cards": (STANDARD, package(replace(corrected(ASH), cards={}), ELM, OAK)),
    "media": (
        package(replace(ASH, fields=("ash", "<img src='a.png'>", "")), ELM,
                media={"a.png": b"1", "_b.js": b"1"}),
        package(replace(ASH, fields=("ash", "<img src='a.png'>", ""), mod=LATER), ELM,
                media={"a.png": b"2", "_b.js": b"2"}),
    ),
    "other letters": (
        package(fact("ash", "Cafe\u0301 \x07x"), ELM), package(fact("ash", "Caf\xe9 x"), ELM),
    ),
}  # fmt: skip
# What the learner has done meanwhile, to the notetype and to the deck.
MEANWHILE: dict[str, list[list[Any]]] = {
    "nothing": [],
    "own look": [["look", PLAIN, "mine", T + 2]],
    "own look later": [["look", PLAIN, "mine", T + 9]],
    "own field": [["extend", PLAIN, "Mine"]],
    "own deck": [["rename", "North", "Mine"], ["edit", "guid-ash", 2, "my own", T + 9]],
}


def plays(folder: Path) -> dict[str, list[list[Any]]]:
    """Every play by its name; each leaves the learner's collection as it is before NEW comes."""

    def made(old: bytes, meanwhile: list[list[Any]], new: bytes) -> list[list[Any]]:
        place = folder / str(len(found))
        place.mkdir()
        for end, data in (("old", old), ("new", new)):
            (place / f"{end}.apkg").write_bytes(data)
        return [
            ["bring", str(place / "old.apkg")], *meanwhile,
            ["leave", str(place / "learner.anki2")], ["bring", str(place / "new.apkg")],
        ]  # fmt: skip

    found: dict[str, list[list[Any]]] = {}
    old, steps, new = each_with_each()
    found["each with each"] = made(old, steps, new)
    for pair, (old, new) in PAIRS.items():
        for name, steps in MEANWHILE.items():
            found[f"{pair}; {name}"] = made(old, steps, new)
    return found


def in_process(played: dict[str, list[list[Any]]], folder: Path) -> dict[str, list[Any]]:
    """What the plays come to in the Anki of these tests."""
    found = {}
    for number, (name, steps) in enumerate(played.items()):
        place = folder / f"newest{number}"
        place.mkdir()
        found[name] = importing.play(steps, place)
    return found


def in_older(played: dict[str, list[list[Any]]], folder: Path, anki: Path) -> dict[str, list[Any]]:
    """What the plays come to in an older Anki, in a process of its own."""
    result = folder / "older.json"
    path = os.pathsep.join([str(anki), *filter(None, sys.path)])
    subprocess.run(
        [sys.executable, importing.__file__, str(result)],
        input=json.dumps(list(played.values())),
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.DEVNULL,
        encoding="utf-8",
        check=True,
    )
    version, *states = json.loads(result.read_text("utf-8"))
    assert version.startswith("25."), version
    return dict(zip(played, states, strict=True))


@pytest.fixture(scope="session")
def older_anki(repository: Path) -> Path:
    """An Anki of 2025, which learners may still have."""
    places = [repository / ".venv/anki-2025", Path(os.environ.get("QUIZGEN_OLDER_ANKI", ""))]
    found = next((place for place in places if (place / "anki/collection.py").is_file()), None)
    assert found, "there is no older Anki: `make test` fetches it, or QUIZGEN_OLDER_ANKI names it"
    return found


@pytest.fixture(scope="module", params=["newest", "older"])
def played(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[Path, list[Any]]]:
    """What one of the two Ankis does in every play, with the folder of the play's files."""
    folder = tmp_path_factory.mktemp(request.param)
    todo = plays(folder)
    if request.param == "newest":
        done = in_process(todo, folder)
    else:
        done = in_older(todo, folder, request.getfixturevalue("older_anki"))
    return {name: (folder / str(n), done[name]) for n, name in enumerate(todo)}


NAMES = ["each with each", *(f"{pair}; {name}" for pair in PAIRS for name in MEANWHILE)]


@pytest.mark.parametrize("name", NAMES)
def test_anki_does_what_is_foretold(name: str, played: dict[str, Any]) -> None:
    folder, (_, state) = played[name]
    found = upgrade(folder / "old.apkg", folder / "new.apkg", folder / "learner.anki2")
    agrees(found, state, folder / "new.apkg")


@pytest.mark.parametrize("pair", PAIRS)
def test_it_is_foretold_without_a_collection_too(pair: str, played: dict[str, Any]) -> None:
    folder, (_, state) = played[f"{pair}; nothing"]
    found = upgrade(folder / "old.apkg", folder / "new.apkg")
    agrees(found, state, folder / "new.apkg")
    assert not found.kept
    assert not found.replaced


def agrees(found: Upgrade, state: dict[str, Any], new: Path) -> None:
    """Hold what was foretold against what an Anki did with the package *new*."""
    assert "error" not in state
    before, after, package_ = state["before"], state["after"], open_package(new)
    entries = [*found.new, *found.updated, *found.untouched, *found.kept, *found.conflicting]
    assert {e.guid for e in entries} == set(package_.notes)
    assert len({e.guid for e in entries}) == len(entries)
    logs = Counter((e.guid, log) for e in entries for log in e.log)
    assert logs == Counter((guid, kind) for kind in state["log"] for guid in state["log"][kind])

    stay(found, before, after, {guid for guid, log in logs if log in ("new", "updated")})
    for entry in [*found.new, *found.updated]:
        assert content(package_.notes[entry.guid]) in texts(after["notes"][entry.guid])
    decks(package_, before, after)
    blanks(found, package_, before, after)
    looks(found, before, after)


def stay(found: Upgrade, before: State, after: State, taken: set[str]) -> None:
    """Notes that are not taken keep their text, and all cards their place and state."""
    for guid, notes in before["notes"].items():
        assert guid in taken or texts(after["notes"][guid]) == texts(notes)
        for note, later in zip(notes, after["notes"][guid], strict=False):
            assert note[4].items() <= later[4].items()
    for entry in found.replaced:
        assert texts(after["notes"][entry.guid]) != texts(before["notes"][entry.guid])
    assert not taken & {entry.guid for entry in found.kept}


def decks(new: Package, before: State, after: State) -> None:
    """New cards are in the deck of that name."""
    for guid in new.cards.keys() - new.twice.keys():
        for note, later in zip_longest(before["notes"].get(guid, ()), after["notes"][guid]):
            for ordinal in later[4].keys() - (note[4].keys() if note else ()):
                assert deck_key(later[4][ordinal][0]) == deck_key(new.cards[guid][int(ordinal)])


def blanks(found: Upgrade, new: Package, before: State, after: State) -> None:
    """Cards turn blank where that was foretold, or where the new note was badly made."""
    caused = [(e.guid, e.cause.code) for e in (*found.lost, *found.conflicting) if e.cause]
    blank = {guid for guid, code in caused if code in ("cloze-gone", "card-gone")}
    blank |= {guid for r in found.remarks if r.code == "empty-card" for guid in r.guids}
    assert blank - new.twice.keys() <= set(after["empty"])
    blank |= {guid for guid, code in caused if code == "kind-changed"}
    blank |= {
        n.guid
        for n in new.all_notes()
        if new.cards.get(n.guid, {}).keys() - {c - 1 for c in clozes(n)}
    }
    assert set(after["empty"]) - set(before["empty"]) - new.twice.keys() <= blank


def texts(notes: list[Any]) -> list[Any]:
    """The contents of the notes of one guid."""
    return [content(Note("", 0, 0, tuple(tags), tuple(fields))) for _, _, tags, fields, _ in notes]


def looks(found: Upgrade, before: State, after: State) -> None:
    """A new look arrives where that was foretold, and a second notetype too."""
    said = {r.code for r in found.remarks}
    changed = [k for k, kind in before["kinds"].items() if after["kinds"][k][2:4] != kind[2:4]]
    assert bool(changed) == bool(said & {"look-arrives", "look-replaces"})
    names = {after["kinds"][k][0] for k in after["kinds"].keys() - before["kinds"].keys()}
    assert ("second-notetype" in said) == any(name.endswith("+") for name in names)


# The same, of packages and learners that nobody thought of

TEXTS = st.sampled_from(["one", "two", "{{c1::one}}", "{{c1::one}} {{c2::two}}", "{{c2::one}}", ""])
MODS = st.integers(T - 2, T + 6)
LOOKS: list[dict[str, Any]] = [
    {},
    {"css": "new", "mod": T + 3},
    {"css": "new"},
    {"fields": FIELDS[::-1]},
    {"fields": (FIELDS[0], ("Q", 2), FIELDS[2]), "mod": T + 3, **RENAMED},
    {"is_cloze": True, "mod": T + 3},
    {"sort": 1, "mod": T + 3},
    {"templates": (CARD, ("Back", 2, "{{Answer}}", "{{ID}}"))},
]


@st.composite
def entries(draw: st.DrawFn, *, unique: bool) -> list[Entry]:
    """Notes of either kind; where they need not be *unique*, some have the guid of another."""
    made = []
    for name in draw(st.lists(st.sampled_from("abcdef"), max_size=7, unique=unique)):
        text, mod, deck = draw(TEXTS), draw(MODS), draw(st.sampled_from(["North", "South"]))
        tags = draw(st.sampled_from([(), ("x",), TOMBSTONE]))
        if draw(st.booleans()):
            note = fact(name, text, mod, tags=tags, cards={0: deck})
        else:
            numbers = re.findall(r"c([0-9])::", text) or ["1"]
            cards = {int(number) - 1: deck for number in numbers}
            note = replace(gaps(name, text, mod), tags=tags, cards=cards)
        made.append(note)
    return made


@st.composite
def meanwhile(draw: st.DrawFn, notes: list[Entry]) -> list[list[Any]]:
    """What a learner does with *notes*, and with their notetype."""
    steps: list[list[Any]] = []
    for guid in sorted({note.guid for note in notes}):
        if draw(st.booleans()):
            action, *more = draw(st.sampled_from([s for some in LEARNER.values() for s in some]))
            if action != "convert":
                steps.append([action, guid, *more])
    if any(note.kind == PLAIN for note in notes):
        steps += draw(st.sampled_from([MEANWHILE[n] for n in MEANWHILE if n != "own deck"]))
    return steps


@settings(max_examples=settings().max_examples // 4)
@given(data=st.data())
def test_whatever_comes_is_foretold(data: st.DataObject) -> None:
    before = data.draw(entries(unique=True))
    after = data.draw(entries(unique=data.draw(st.booleans())))
    steps = data.draw(meanwhile(before))
    with TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "old.apkg").write_bytes(package(*before))
        new = package(*after, **kinds(**data.draw(st.sampled_from(LOOKS))))
        (folder / "new.apkg").write_bytes(new)
        play = [
            ["bring", str(folder / "old.apkg")], *steps,
            ["leave", str(folder / "learner.anki2")], ["bring", str(folder / "new.apkg")],
        ]  # fmt: skip
        *_, state = importing.play(play, folder)
        found = upgrade(folder / "old.apkg", folder / "new.apkg", folder / "learner.anki2")
        agrees(found, state, folder / "new.apkg")


# What is seen of it


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    """Write two packages, and return their paths."""

    def write(old: bytes, new: bytes) -> tuple[Path, Path]:
        (tmp_path / "old.apkg").write_bytes(old)
        (tmp_path / "new.apkg").write_bytes(new)
        return tmp_path / "old.apkg", tmp_path / "new.apkg"

    return write


SEEN = ("next", "second template", "renamed", "gaps renumbered", "renamed deck", "media", "look")


@pytest.mark.parametrize("name", SEEN)
def test_the_text_is_the_golden_one(name: str, pair: Pair, run: Run, golden: Golden) -> None:
    ran = run("upgrade", *pair(*PAIRS[name]))
    golden(f"cases/upgrade/{name.replace(' ', '-')}.txt", ran.out)
    assert ran.err == ""
    assert ran.code == ("conflicting" in ran.out.replace("0 conflicting", "") or "help:" in ran.out)


def test_of_many_notes_some_are_told(pair: Pair, run: Run) -> None:
    facts = [fact(f"n{number:03}", "x") for number in range(332)]
    ran = run("upgrade", *pair(STANDARD, package(*facts)))
    assert "    … and 312 more" in ran.out
    assert ran.out.count("What is n") == 20


def test_the_json_tells_all(pair: Pair, run: Run) -> None:
    ran = run("upgrade", *pair(*PAIRS["second template"]), "--format", "json")
    assert ran.code == 1
    told = json.loads(ran.out)
    assert list(told) == [
        "conflicting", "lost", "kept", "replaced", "retired", "new", "updated", "untouched",
        "remarks", "counts",
    ]  # fmt: skip
    (first, _), cause = told["conflicting"], causes.NOTETYPE_CHANGED
    assert first == {
        "guid": "guid-ash", "id": "ash", "text": "What is ash?", "log": ["conflicting"],
        "cause": cause.code, "why": cause.why, "cure": cause.cure,
    }  # fmt: skip
    assert told["new"] == [
        {"guid": "guid-fir", "id": "fir", "text": "What is fir?", "log": ["new"]}
    ]
    assert told["counts"]["conflicting"] == 2
    assert [remark["code"] for remark in told["remarks"]] == ["second-notetype"]


def test_a_learners_collection_is_foretold(pair: Pair, run: Run, tmp_path: Path) -> None:
    old, new = pair(STANDARD, package(corrected(ASH), corrected(ELM), OAK))
    steps: list[list[Any]] = [["bring", str(old)], ["edit", "guid-ash", 2, "mine", T + 9]]
    steps += [["edit", "guid-elm", 2, "mine", T + 1], ["leave", str(tmp_path / "copy.anki2")]]
    importing.play(steps, tmp_path)
    ran = run("upgrade", old, new, "--collection", tmp_path / "copy.anki2")
    assert ran.code == 0
    assert "1 note was changed by the learner, and stays as it is; the correction waits" in ran.out
    assert "the author's text replaces it\n    elm: What is elm?" in ran.out


@pytest.mark.parametrize("name", ["missing.apkg", "readme.txt"])
def test_what_cannot_be_read_is_one_line(name: str, pair: Pair, run: Run, tmp_path: Path) -> None:
    old, _ = pair(STANDARD, STANDARD)
    (tmp_path / "readme.txt").write_text("no package")
    for arguments in ((old, tmp_path / name), (old, old, "--collection", tmp_path / name)):
        ran = run("upgrade", *arguments)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith("quizgen: ")
        assert ran.err.count("\n") == 1


def test_a_package_that_anki_refuses_is_not_foretold(pair: Pair, run: Run) -> None:
    for bad in (package(ASH, kinds=(GAPS,)), package(replace(ASH, fields=("ash", "too few")))):
        ran = run("upgrade", *pair(STANDARD, bad))
        assert ran.code == 2
        assert "Anki refuses" in ran.err


def test_nothing_in_a_note_steers_the_terminal(pair: Pair, run: Run) -> None:
    evil = fact("\x1b[31mred\u202e\x07<script>x</script><b>&lt;b&gt;</b>", "x")
    ran = run("upgrade", *pair(STANDARD, package(replace(evil, guid="\x1b[2J"))))
    assert "[31mred <b>" in ran.out
    assert all(c.isprintable() or c == "\n" for c in ran.out)


def test_an_older_edition_is_noticed(pair: Pair, run: Run) -> None:
    first, second = (
        package(ASH, comment=f"edition {n} 2026-01-0{n}\nquizgen:made".encode()) for n in (1, 2)
    )
    assert "edition 1 is older than edition 2" in run("upgrade", *pair(second, first)).out
    assert run("upgrade", *pair(first, second)).out.count("\n") == 1


def test_tombstones_come_beside_a_deck(pair: Pair) -> None:
    tombs = [replace(corrected(note), tags=TOMBSTONE) for note in (ASH, fact("yew", "never had"))]
    found = upgrade(*pair(STANDARD, package(*tombs)))
    assert [(e.guid, e.how) for e in found.retired] == [("guid-ash", "the card says so")]
    assert [(r.code, r.guids) for r in found.remarks] == [("retired-unknown", ("guid-yew",))]
    assert not found.fails


def test_the_sample_is_foretold(repository: Path, run: Run) -> None:
    package_ = repository / "decks/plates/plates.apkg"
    ran = run("upgrade", package_, package_)
    assert ran.code == 0
    assert ran.out.startswith("0 new, 0 updated, ")


def test_every_cause_has_a_cure() -> None:
    table = [cause for cause in vars(causes).values() if isinstance(cause, causes.Cause)]
    assert len({cause.code for cause in table}) == len(table) == 13
    assert all(cause.why and cause.cure for cause in table)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("no cloze", {}),
        ("{{c1::a}} and {{c2::b::hint}}", {1: "a", 2: "b"}),
        ("{{c1::a}} and {{c1::b}}", {1: "a … b"}),
        ("{{c1::an {{c2::inner}} one}}", {1: "an inner one", 2: "inner"}),
        ("{{c1,3::both}}", {1: "both", 3: "both"}),
        ("{{c1::open", {}),
    ],
)
def test_clozes_are_read_as_anki_reads_them(text: str, found: dict[int, str]) -> None:
    assert clozes(Note("", 0, 0, (), (text,))) == found


@settings(max_examples=60)
@given(data=st.data())
def test_a_broken_package_is_foretold_or_refused(data: st.DataObject) -> None:
    broken = bytearray(database((ASH, ELM, OAK)))
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(broken) - 1))
        broken[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
    with TemporaryDirectory() as place:
        one, two, three = (Path(place, name) for name in ("broken.apkg", "good.apkg", "broken"))
        one.write_bytes(zipped({"collection.anki2": bytes(broken)}))
        two.write_bytes(STANDARD)
        three.write_bytes(broken)
        for paths in ((one, two), (two, one), (two, two, three)):
            with suppress(QuizgenError):
                assert isinstance(upgrade(*paths), Upgrade)
