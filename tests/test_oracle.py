"""No wrong answer is right: random fact bases, and an oracle that knows nothing of the program."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis.errors import NoSuchExample

import quizgen.load
from quizgen import guard, kindfiles, markup
from quizgen.answers import Answers
from quizgen.candidates import parts_of
from quizgen.distractors import LEAST
from quizgen.doubts import Doubts
from quizgen.edtf import Date
from quizgen.generate import Generation, generate
from quizgen.guard import Candidate, Guard, Verdict
from quizgen.items import Interaction
from quizgen.kin import Kin
from quizgen.namesakes import Namesakes
from quizgen.values import Quantity, Who
from quizgen.wider import Wider
from tests.oracle import Oracle, folded, read_date, read_number
from tests.worlds import KINDS, kind_file, seeds, worlds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from quizgen.diagnostics import Diagnostic
    from quizgen.items import Item
    from quizgen.kinds import Kind
    from quizgen.workspace import Workspace
    from tests.oracle import Case, Plain, World

SETTINGS = settings(
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=80,
    phases=(Phase.explicit, Phase.generate),  # a fault is told by its item, at once
    suppress_health_check=list(HealthCheck),
)


@dataclass(frozen=True)
class Wrong:
    """A wrong answer as an item offers it: where, to what, and the stem above it."""

    item: str
    question: str
    case: Case
    text: str
    value: Plain
    stem: str


@pytest.fixture(scope="module", autouse=True)
def _kinds_read_once() -> Iterator[None]:
    """The files of kinds, which are the same in all worlds, are read only once."""
    read = kindfiles.load_kinds
    known: list[tuple[dict[str, Kind | None], list[Diagnostic]]] = []

    def once(*args: Any) -> tuple[dict[str, Kind | None], list[Diagnostic]]:  # noqa: ANN401
        if not known:
            known.append(read(*args))
        return dict(known[0][0]), known[0][1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quizgen.load, "load_kinds", once)
        yield


def made(world: World) -> Generation:
    """The items of a world."""
    return generate(loaded_from(world))


def loaded_from(world: World) -> Workspace:
    """The workspace of a world, read from its files."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        files = {f"templates/kinds/{name}.yaml": kind_file(name) for name in KINDS}
        files["quizgen.yaml"] = "format: 1\ntitle: T\nlanguage: en-GB\nnamespace: abcdefghijklm\n"
        for name, text in {**files, "seeds/town.yaml": seeds(world)}.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        loaded, problems = quizgen.load.load(root)
    assert loaded is not None
    assert not problems, [str(p) for p in problems]
    return loaded


def wrongs(world: World, oracle: Oracle, items: list[Item]) -> Iterator[Wrong]:
    """Every wrong answer on offer, read back into plain data."""
    clozes = {i.id.rpartition("/")[0]: i.stem for i in items if i.interaction is Interaction.CLOZE}
    for item in items:
        place = item.id.rpartition("/")[0]
        id_, _, asked = place.partition("/")
        question, _, step = asked.partition(".")
        if id_ not in world.facts or question not in world.kinds[world.facts[id_].kind].questions:
            continue  # a set, or what asks how two facts differ
        case = oracle.case(id_, question, int(step.removeprefix("s") or 0))
        for text in offered(item, clozes.get(place, "")):
            plain = markup.plain(text)
            value = read(oracle, case, plain)
            yield Wrong(item.id, question, case, plain, value, markup.plain(item.stem))


def offered(item: Item, cloze: str) -> Iterator[str]:
    """The texts of wrong answers: options, and what a false statement puts in the blank."""
    if item.interaction is not Interaction.TRUE_FALSE:
        yield from (option.text for option in item.options if not option.is_key)
    elif item.key == ("false",) and cloze:
        before, _, after = cloze.partition(markup.BLANK)
        before = before.removesuffix("the year ").removesuffix("the month of ")  # of gaps alone
        yield item.stem[len(before) : len(item.stem) - len(after)]


def read(oracle: Oracle, case: Case, text: str) -> Plain:
    """A printed option as the plain value it was."""
    match case.type:
        case "date":
            return read_date(text)
        case "quantity":
            return read_number(text)
        case "entity" | "event":
            return oracle.called(text)
        case "list":
            return split(text)
        case "entities":
            return tuple(map(oracle.called, split(text)))
    return text


def split(text: str) -> tuple[str, ...]:
    """The members of a printed list."""
    return tuple(text.replace(" and ", ", ").split(", "))


def faults(world: World) -> list[str]:
    """The wrong answers that the oracle does not hold for proved false."""
    oracle = Oracle(world)
    found = []
    for wrong in wrongs(world, oracle, made(world).items):
        verdict = oracle.verdict(wrong.question, wrong.case, wrong.value)
        if verdict is not False:
            found.append(f"{wrong.item}: {wrong.stem} [{wrong.text}] is {verdict}")
        if (
            f" {folded(wrong.text)} " in f" {folded(wrong.stem)} "
            and "true-false" not in wrong.item
        ):
            found.append(f"{wrong.item}: {wrong.stem} names [{wrong.text}]")
    return found


@pytest.mark.slow
@SETTINGS
@given(worlds())
def test_no_wrong_answer_is_held_true(world: World) -> None:
    assert faults(world) == []


@pytest.mark.slow
@SETTINGS
@given(worlds(("roster", "nickname")))
def test_no_further_member_of_a_list_is_held_true(world: World) -> None:
    oracle, guard = Oracle(world), Guard(loaded_from(world))
    asked = {q.path: q for questions in guard.asked.values() for q in questions}
    for name in ("are", "guests"):
        cases = list(oracle.cases(name))
        for case, other in product(cases, cases):
            question, fact = asked[f"{case.id}/{name}"], guard.workspace.facts[other.id]
            for member in parts_of(fact.slots[name]):
                candidate = Candidate(member, fact, None, name, fact.cited_at(name))
                if guard.judge_member(question, candidate, "") is Verdict.FALSE:
                    plain = member.id if isinstance(member, Who) else member.text  # type: ignore[union-attr]
                    assert oracle.verdict(name, case, (plain,)) is False, (case, plain)


PROVABLE = ("fair", "size", "post", "remark", "term", "limit")


def missing(world: World) -> list[str]:
    """The questions that are not asked as choice, though the oracle finds wrong answers enough."""
    oracle, items = Oracle(world), {item.id: item for item in made(world).items}
    found = []
    for id_, fact in world.facts.items():
        questions = world.kinds[fact.kind].questions.items() if fact.kind in PROVABLE else ()
        for name, question in questions:
            for case in oracle.cases(name, id_):
                place = f"{id_}/{name}" + (f".s{case.step}" if question.at else "")
                short = items.get(f"{place}/short-answer")
                if short is None or "~" in str(case.answer) or f"{place}/choice" in items:
                    continue
                wrong = oracle.strangers(name, case, markup.plain(short.stem))
                if len(wrong) >= LEAST:
                    found.append(f"{place}: {short.stem} {case.answer} not {wrong}")
    return found


@pytest.mark.slow
@SETTINGS
@given(worlds(PROVABLE, plain=True))
def test_what_has_enough_wrong_answers_is_asked(world: World) -> None:
    assert missing(world) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("proof", "kinds"),
    [
        ("is_wrong", ("fair", "limit")),
        ("is_wrong", ("size", "nickname")),
        ("belongs_elsewhere", ("term", "nickname")),
        ("held_then", ("post", "nickname")),
        ("is_outside", ("remark", "nickname")),
    ],
)
def test_a_guard_that_proves_too_little_is_found_out(
    monkeypatch: pytest.MonkeyPatch, proof: str, kinds: tuple[str, ...]
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Guard, proof, never)
        patient = settings(SETTINGS, max_examples=400)  # of one bound and near are few numbers
        find(worlds(kinds, plain=True), lambda w: bool(missing(w)), settings=patient)


def no_points(_: Answers) -> defaultdict[str, frozenset[str]]:
    """Nobody makes a point."""
    return defaultdict(frozenset)


def apart(kin: Kin) -> dict[str, str]:
    """Every happening for itself."""
    return {id_: id_ for id_ in kin.workspace.facts}


def nothing(*_: object, **__: object) -> tuple[()]:
    """What a guard finds that does not look."""
    return ()


def never(*_: object, **__: object) -> bool:
    """What a guard says that sees nothing."""
    return False


def alone(kin: Kin) -> dict[str, frozenset[str]]:
    """Everything related to itself only."""
    ids = (*kin.workspace.entities, *kin.workspace.facts)
    return {id_: frozenset((id_,)) for id_ in ids}


_REACH = Quantity.reach


def exact(number: Quantity) -> tuple[Decimal | None, Decimal | None]:
    """What a number reaches for whoever takes `about` for nothing."""
    return _REACH(replace(number, bound=None) if number.bound == "about" else number)


# What is taken out of the guard: the part, what stands in for it, and where that must show.
MUTANTS: dict[str, tuple[tuple[tuple[object, str, object], ...], tuple[str, ...]]] = {
    "aliases": (
        (
            (Namesakes, "ids", property(lambda _: {})),
            (Namesakes, "aliases", property(lambda _: {})),
        ),
        ("roster", "nickname"),
    ),
    "containment": (((Kin, "inside", property(alone)),), ("fair", "roster")),
    "bounds": (((Quantity, "reach", lambda q: (q.low, q.high)),), ("size", "nickname")),
    "about": (((Quantity, "reach", exact),), ("size", "nickname")),
    "precision": (((Date, "overlaps", lambda one, other: one.text == other.text),),
                  ("fair", "limit")),
    "agency": (((Kin, "agency", property(alone)),), ("remark", "praise")),
    "points": (((Doubts, "is_made_by", never), (Answers, "said", property(no_points))),
               ("remark", "nickname")),
    "also true": (((Answers, "own", lambda _, asked: (asked.key,)),), ("fair", "post")),
    "one happening": (((Kin, "tellings", property(alone)),), ("fair", "cause")),
    "causal chains": (((Kin, "happening", property(apart)),),
                      ("fair", "cause")),
    "the other side": (((Answers, "besides", Answers.agreed), (Answers, "disputed", nothing),
                        (Doubts, "is_of_other_side", never)), ("fair", "post")),
    "the same given": (((Answers, "like", nothing),), ("fair", "post")),
    "complete sources": (((Answers, "source_of", lambda *_: "gazette"),), ("remark", "praise")),
    "tenure": (((Guard, "held_then", lambda *_: True),), ("post", "nickname")),
    "times": (((Answers, "at_one_time", never),), ("size", "post")),
    "wider terms": (((Wider, "is_put_in", never),), ("term", "nickname")),
    "who is named": (((Doubts, "is_named", never),), ("limit", "remark")),
    "closed lists": (((guard, "_is_closed", lambda _: True),), ("roster", "nickname")),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", MUTANTS)
def test_a_guard_that_lacks_a_part_is_found_out(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    patches, kinds = MUTANTS[name]
    with monkeypatch.context() as patch:
        for owner, part, instead in patches:
            patch.setattr(owner, part, instead)
        try:
            world = find(worlds(kinds), lambda world: bool(faults(world)), settings=SETTINGS)
        except NoSuchExample:
            pytest.fail(f"a guard without {name} goes unnoticed")
    assert faults(world) == []
