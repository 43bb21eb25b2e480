"""What `quizgen upgrade` foretells is what the importers of two Ankis then do, note for note."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from quizgen.anki_import import content
from quizgen.packages import Note, open_package
from quizgen.upgrade import upgrade
from tests import importing
from tests.making import CLOZE, GAPS, PLAIN, Entry, Kind, T, fact, gaps, package

if TYPE_CHECKING:
    from quizgen.foretold import Upgrade

pytestmark = pytest.mark.slow

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
    "edited-before": [["edit", 2, "mine", T + 2]],
    "edited-then": [["edit", 2, "mine", LATER]],
    "edited-after": [["edit", 2, "mine", T + 9]],
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

    taken = {guid for guid, log in logs if log in ("new", "updated")}
    for guid, notes in before["notes"].items():
        now = after["notes"][guid]
        if guid not in taken:
            assert texts(now) == texts(notes)
        for note, later in zip(notes, now, strict=False):
            assert note[4].items() <= later[4].items()  # cards stay as and where they are
    for entry in [*found.new, *found.updated]:
        assert content(package_.notes[entry.guid]) in texts(after["notes"][entry.guid])
    for entry in found.replaced:
        assert texts(after["notes"][entry.guid]) != texts(before["notes"][entry.guid])
    for entry in found.kept:
        assert content(package_.notes[entry.guid]) not in texts(after["notes"][entry.guid])
    blank = {e.guid for e in found.lost if e.cause and e.cause.code in ("cloze-gone", "card-gone")}
    blank |= {guid for r in found.remarks if r.code == "empty-card" for guid in r.guids}
    blank |= {e.guid for e in found.conflicting if e.cause and e.cause.code == "kind-changed"}
    if any(e.cause and e.cause.code == "kind-changed" for e in found.conflicting):
        blank |= {e.guid for e in found.new}
    assert set(after["empty"]) - set(before["empty"]) <= blank
    looks(found, before, after)


def texts(notes: list[Any]) -> list[Any]:
    """The contents of the notes of one guid."""
    return [content(Note("", 0, 0, tuple(tags), tuple(fields))) for _, _, tags, fields, _ in notes]


def looks(found: Upgrade, before: dict[str, Any], after: dict[str, Any]) -> None:
    said = {r.code for r in found.remarks}
    changed = [k for k, kind in before["kinds"].items() if after["kinds"][k][2:4] != kind[2:4]]
    assert bool(changed) == bool(said & {"look-arrives", "look-replaces"})
    names = {after["kinds"][k][0] for k in after["kinds"].keys() - before["kinds"].keys()}
    assert ("second-notetype" in said) == any(name.endswith("+") for name in names)
