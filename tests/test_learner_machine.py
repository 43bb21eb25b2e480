"""Many learners, many editions: whatever an author and learners do, the promise is kept.

Random edits of seeds, templates and recipes, builds, editions, imports and all that a learner does
to cards in between, with the real Anki. `promise` says what an import owes; `saboteur` makes
packages of which nothing is promised.
"""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import pytest
import yaml
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from quizgen import draft, resources
from quizgen.lock import advance
from tests.author import Author, Forecast, contents
from tests.learner import DAY, SEPARATOR, Learner, Log, Note, State
from tests.orchard import EDITS, RENAMES, planted, remember
from tests.promise import Broken, Owed, Passage, Published, Standing, hold, owed, settle
from tests.saboteur import SABOTAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from quizgen.lock import Entry, Key, Lock, Shipment
    from tests.saboteur import Sabotage

pytestmark = pytest.mark.slow

RUNS, STEPS = 50, 16
SHARDS = 10 if settings.get_current_profile_name() == "proof" else 1
LEAST = 20 // SHARDS  # how often everything is seen in each
START = 1_700_000_000
# Of small numbers Hypothesis draws each as often; of large ones, mostly the smallest.
DICE = st.tuples(*[st.integers(0, 99)] * 3)
WAITS = st.sampled_from((0, 1, 3600, DAY))
WHO = st.integers(0, 2)
BUILDS = ("build", "release", "release with a stalled clock")
IMPORTS = ("import of the latest edition", "import of any edition", "import of the retired")
TURNS = (
    "sabotage", "season", "live", "work", "sabotage", "season", "live", "rename", "sabotage",
)  # fmt: skip
# Of the rules of Anki's importer, which the saboteur's packages have by their numbers too.
RULES = {
    1: "a note is known by its guid alone",
    2: "a newer note is taken",
    3: "other text of the same time is not",
    4: "a note that is updated keeps its card",
    5: "one time for all notes overwrites all",
    6: "a note touched later is kept",
    7: "another look is no other notetype",
    8: "other fields, templates or ids fork the notetype",
    9: "merging notetypes touches every note",
    10: "a field with an id can be renamed",
    11: "a look arrives if it is newer",
    12: "a notetype can change its kind",
    13: "what is gone from the package stays",
    14: "decks are known by name",
    15: "a guid that stands twice makes two notes",
    16: "cards of a cloze are known by its number",
    17: "a picture of the same name is renamed",
    18: "a text file updates whatever the time",
    19: "a note of tomorrow is never updated",
}
# Twice those whose rule shows only in some collections.
WAYS = (*SABOTAGES, *(way for way in SABOTAGES if way.rule in {3, 15, 16}))
ACTS = ("edit", "tag", "suspend", "flag", "move", "delete", "style")
T = TypeVar("T")
NOTHING = Log([], [], [], [], [])
SEEN: Counter[str] = Counter()
EXPECTED = (
    *dict.fromkeys(change.__name__ for change in (*EDITS, *RENAMES)),
    *(*BUILDS, *IMPORTS, "answer"),
    *(f"learner: {act}" for act in ACTS),
    *(f"saboteur: {way.name}" for way in SABOTAGES),
    *(f"rule {number}" for number in RULES),
)


@dataclass
class Pile(Generic[T]):
    """Things dealt like cards, so that none of them stays away for long."""

    things: Sequence[T]
    left: list[T] = field(default_factory=list)

    def deal(self, count: int, random: Random) -> list[T]:
        """The next *count* of them; those that came last come last again."""
        while len(self.left) < count:
            self.left[:0] = random.sample(self.things, len(self.things))
        return [self.left.pop() for _ in range(count)]


@dataclass
class Student:
    """A learner, what he is owed, and the package that he got last."""

    learner: Learner
    standing: Standing = field(default_factory=Standing)
    last: Path | None = None

    def twin(self, path: Path) -> Learner:
        """The same learner again, whose collection may be spoilt."""
        self.learner.leave(path)
        return Learner(path)


class Learners(RuleBasedStateMachine):
    """An author of an orchard, and three learners; `now` is the time."""

    judges_the_lock = True
    blank: Path  # a collection with nothing in it

    def __init__(self) -> None:
        """Begin with one edition, which two of the learners have."""
        super().__init__()
        self.folder = TemporaryDirectory(prefix="learners-")
        self.root = Path(self.folder.name)
        self.orchard = planted(4)
        self.author = Author(self.root / "workspace", self.root / "editions", "orchard")
        self.published = Published()
        self.now = self.clock = START
        self.turns = self.builds = 0
        self.edits, self.renames = Pile(EDITS), Pile(RENAMES)
        self.ways, self.acts = Pile(WAYS), Pile(ACTS)
        self.made: dict[str, tuple[object, int]] = {}
        self.close_edition()
        self.students = [Student(self.newcomer(self.root / f"learner{n}.anki2")) for n in range(3)]
        for student in self.students[:2]:
            self.bring(student, self.author.editions[0].package)

    def teardown(self) -> None:
        """Close what is open."""
        for student in self.students:
            student.learner.close()
        self.folder.cleanup()

    @rule(what=st.sampled_from(TURNS), who=WHO, wait=WAITS, dice=DICE)
    def turn(self, what: str, who: int, wait: int, dice: tuple[int, ...]) -> None:
        """Something happens; one rule for all of it, so that each has its share."""
        self.now += wait
        self.turns += 1
        seed = f"{self.turns} {what} {who} {wait} {dice}"
        random = Random(seed)  # noqa: S311  (nothing here is secret)
        getattr(self, what)(self.students[who], random)

    # What happens

    def work(self, _: Student, random: Random) -> None:
        """The author changes a few things; perhaps builds, perhaps closes an edition."""
        self.edit(random)
        match random.choice(("", *BUILDS)):
            case "build":
                self.build()
            case "release":
                self.close_edition()
            case "release with a stalled clock":
                self.close_edition(stalled=True)

    def live(self, student: Student, random: Random) -> None:
        """A learner studies, changes things by hand, and perhaps imports something."""
        self.study(student, random)
        self.lay_hands(student, random)
        self.bring_some(student, random, random.choice(("", *IMPORTS, "import of any edition")))

    def season(self, student: Student, random: Random) -> None:
        """A learner has just changed something, and out comes the next edition."""
        self.edit(random)
        self.lay_hands(student, random)
        self.close_edition(stalled=random.randrange(6) == 0)
        self.bring_some(student, random, "import of the latest edition")
        self.bring_some(student, random, "import of the retired")

    def rename(self, _: Student, random: Random) -> None:
        """The author renames things, which changes no note."""
        before = self.build()
        for change in self.renames.deal(random.randint(2, 5), random):
            if change(self.orchard, random):
                SEEN[change.__name__] += 1
        self.author.deck = self.orchard.deck
        after = self.build()
        changed = {note.text for note in before} ^ {note.text for note in after}
        if changed:
            raise Broken(f"renaming has changed {changed}")

    def sabotage(self, student: Student, random: Random) -> None:
        """Packages of other makers, brought into copies of a collection, or by a newcomer."""
        editions = [edition.package for edition in self.author.editions]
        package = random.choice((editions[-1], student.last or editions[-1], *editions))
        altered = self.root / "altered.apkg"
        for way in self.ways.deal(4, random):
            way.on(package, altered, max(self.now, self.clock) + DAY)
            with TemporaryDirectory(dir=self.root) as folder:
                path = Path(folder) / "copy.anki2"
                is_new = random.randrange(4) == 0
                learner = self.newcomer(path) if is_new else student.twin(path)
                old = (None if is_new else student.last) or package
                self.spoil(learner, old, altered, way)
                learner.close()

    # The author

    def edit(self, random: Random) -> None:
        """Change a few things."""
        for change in self.edits.deal(random.randint(2, 14), random):
            if change(self.orchard, random):
                SEEN[change.__name__] += 1

    def build(self) -> list[Note]:
        """Build, and close no edition; the notes of both packages."""
        self.clock = max(self.clock, self.now)
        self.orchard.write(self.author.root)
        self.author.build(self.clock)
        SEEN["build"] += 1
        folder = self.author.root / "decks" / self.author.deck
        notes = [note for path in folder.glob("*.apkg") for note in contents(path).notes]
        self.date(notes)
        return notes

    def close_edition(self, *, stalled: bool = False) -> None:
        """Close an edition, and keep what it holds."""
        self.clock = self.clock if stalled else max(self.clock, self.now)
        self.orchard.write(self.author.root)
        edition = self.author.release(self.clock)
        SEEN["release with a stalled clock" if stalled else "release"] += 1
        packages = [read(package) for package in edition if package]
        self.date([note for package in packages for note in package.notes])
        fresh = self.published.add(*packages)
        remember(self.orchard)
        if self.judges_the_lock:
            self.judge(fresh, *packages)

    def date(self, notes: list[Note]) -> None:
        """Remember since when each of the *notes* built has had its text."""
        self.builds += 1
        since = {(guid, text): time for guid, (text, time) in self.made.items()}
        self.made = {
            note.guid: (note.text, since.get((note.guid, note.text), self.clock)) for note in notes
        }

    def judge(self, fresh: list[Note], package: State, retired: State | None = None) -> None:
        """What an edition held and this one lacks is retired; a text has the time it was made."""
        there = package.by_guid.keys()
        gone = retired.by_guid.keys() if retired else set()
        assert not there & gone
        assert there | gone == self.published.notes.keys()
        for note in (*package.notes, *(retired.notes if retired else ())):
            *older, last = (version.mod for version in self.published.notes[note.guid])
            assert note.mod == last > max(older, default=0)
        for note in fresh:
            made = self.made[note.guid][1]
            # Where a clock stands still, each change is a second later than the one before.
            assert made <= note.mod < made + self.builds, note

    # The learners

    def study(self, student: Student, random: Random) -> None:
        """Answer some cards on two days."""
        learner = student.learner
        guids = [card.guid for card in learner.state().cards if card.queue >= 0]
        for _ in range(2):
            for guid in random.sample(guids, min(2, len(guids))):
                learner.answer(guid, random.choice((1, 2, 3, 4)))
                SEEN["answer"] += 1
            learner.sleep()

    def lay_hands(self, student: Student, random: Random) -> None:
        """Change notes and cards by hand; the learner's clock is not behind the author's."""
        latest = max(note.mod for versions in self.published.notes.values() for note in versions)
        self.now = max(self.now, latest)
        for act in self.acts.deal(random.randint(0, 4), random):
            if self.act(student, act, random):
                SEEN[f"learner: {act}"] += 1

    def act(self, student: Student, act: str, random: Random) -> bool:
        """One change by hand, if there is anything to change."""
        state, learner, standing = student.learner.state(), student.learner, student.standing
        if not state.notes:
            return False
        guid = random.choice(state.notes).guid
        match act:
            case "edit":
                learner.edit(guid, "(mine)", self.now)
                standing.touched[guid] = self.now
            case "tag":
                learner.tag(guid, f"own{random.randrange(9)}", self.now)
                if learner.state().by_guid[guid] != state.by_guid[guid]:
                    standing.touched[guid] = self.now
            case "suspend":
                learner.suspend(guid)
            case "flag":
                learner.flag(guid, random.randrange(1, 8))
            case "move":
                learner.move(guid, "My own")
            case "delete":
                learner.delete(guid)
            case "style":
                look = random.choice(list(standing.looks))
                learner.restyle(look, f".own{self.now} {{ }}", self.now)
                standing.styled[look] = self.now
        return True

    # Imports

    def bring_some(self, student: Student, random: Random, which: str) -> None:
        """Import the latest edition, or some edition, or the tombstones of one."""
        editions = self.author.editions
        choice: dict[str, list[Path]] = {
            "": [],
            "import of the latest edition": [editions[-1].package],
            "import of any edition": [edition.package for edition in editions],
            "import of the retired": [e.retired for e in editions if e.retired],
        }
        if packages := choice[which]:
            self.bring(student, random.choice((packages[-1], *packages)))
            SEEN[which] += 1

    def bring(self, student: Student, package: Path) -> None:
        """Import *package*, and hold what comes of it against what is owed."""
        before, given = student.learner.state(), read(package)
        due = owed(self.published, student.standing, before, given)
        with student.learner.away() as path:
            forecast = self.author.foretell(student.last or package, package, path)
        log = student.learner.bring(package)
        passage = Passage(before, given, log, student.learner.state())
        hold(due, passage)
        compare(forecast, log)
        decks = [edition.package for edition in self.author.editions]
        if package == decks[-1] and student.last in decks and not forecast.is_fine:
            raise Broken(f"an alarm without a cause: {forecast}")
        settle(self.published, student.standing, due, given)
        student.last = package
        if faults := student.learner.faults():
            raise Broken(str(faults))
        observe(due, passage, self.published)

    # The saboteur

    def spoil(self, learner: Learner, old: Path, altered: Path, way: Sabotage) -> None:
        """Bring the *altered* package, and see whether Anki's rule shows."""
        before = learner.state()
        with learner.away() as path:
            forecast = self.author.foretell(old, altered, path)
        log = NOTHING
        if way.as_text:
            text = self.root / "altered.txt"
            if write_text(text, contents(altered), before):
                learner.read(text)
        else:
            log = learner.bring(altered, **way.options)
        passage = Passage(before, contents(altered), log, learner.state())
        if way.is_default:
            compare(forecast, log)
        shows = way.shows(passage)
        if shows and way.rule == 19:
            after = learner.bring(self.author.editions[-1].package)
            shows = passage.package.by_guid.keys().isdisjoint(after.updated)
        if shows:
            SEEN[f"saboteur: {way.name}"] += 1
            SEEN[f"rule {way.rule}"] += 1

    def newcomer(self, path: Path) -> Learner:
        """A learner with nothing yet."""
        shutil.copyfile(self.blank, path)
        return Learner(path)


def write_text(file: Path, package: State, known: State) -> int:
    """Write those notes of *package* that are *known* as a text file for Anki; how many."""
    names = {notetype.id: notetype.name for notetype in known.notetypes}
    notes = [note for note in package.notes if note.guid in known.by_guid]
    lines = ["#separator:tab", "#html:true", "#guid column:1", "#notetype column:2"]
    for note in notes:
        columns = (note.guid, names[note.notetype], *note.fields.split(SEPARATOR))
        lines.append("\t".join('"' + text.replace('"', '""') + '"' for text in columns))
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return len(notes)


def compare(forecast: Forecast, log: Log) -> None:
    """What was foretold is what Anki then did, note for note."""
    said = {
        label: forecast.logged(label) for label in ("new", "updated", "duplicate", "conflicting")
    }
    if said != {label: getattr(log, label) for label in said}:
        raise Broken(f"foretold {said}\nand it was {log}")


def observe(due: Owed, passage: Passage, published: Published) -> None:
    """Count the rules of Anki that an import of a package of ours has shown."""
    before, after = passage.before.by_guid, passage.after.by_guid
    cards = {guid: card for (guid, _), card in passage.before.by_card.items()}
    studied = {
        g for g, c in cards.items() if c.reps or c.flags or c.queue < 0 or c.deck == "My own"
    }
    gone = (published.notes.keys() & before.keys()) - passage.package.by_guid.keys()
    shown = {
        1: bool(due.new and due.taken | due.same | due.waiting),
        2: bool(due.taken),
        4: bool(due.taken & studied),
        6: bool(due.waiting),
        7: bool(due.looks),
        11: bool(due.looks or due.own_looks),
        13: any(after[guid] == before[guid] for guid in gone),
    }
    SEEN.update(f"rule {number}" for number, has_shown in shown.items() if has_shown)


@lru_cache(maxsize=64)
def read(package: Path) -> State:
    """What *package* holds; editions are never written twice."""
    return contents(package)


@pytest.fixture(scope="module", autouse=True)
def _hurry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Compile without kinds that nobody here uses, and read catalogues with a quicker reader."""
    shipped, few = resources.shipped(), tmp_path_factory.mktemp("templates")
    for name in ("anki", "words"):
        shutil.copytree(shipped / name, few / name)
    shutil.copyfile(shipped / "reserved.yaml", few / "reserved.yaml")
    Learners.blank = tmp_path_factory.mktemp("blank") / "blank.anki2"
    Learner(Learners.blank).close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resources, "shipped", lambda: few)
        patch.setattr(yaml, "BaseLoader", yaml.CBaseLoader)
        yield


def stamp_all(lock: Lock, shipped: Mapping[Key, Shipment], clock: int) -> Lock:
    """Advance the lock as most makers of decks do: everything is of now."""
    return _with_times(advance(lock, shipped, clock), lambda _: clock)


def never_advance(lock: Lock, shipped: Mapping[Key, Shipment], clock: int) -> Lock:
    """Advance the lock as whoever fixes all times for the sake of equal bytes."""
    return _with_times(advance(lock, shipped, clock), lambda _: START)


def _with_times(new: Lock, time: Callable[[Entry], int]) -> Lock:
    entries = {key: replace(entry, mod=time(entry)) for key, entry in new.entries.items()}
    return replace(new, entries=entries)


class Careless(Learners):
    """The same without a look into the lock: only learners tell that something is wrong."""

    judges_the_lock = False


def statistics() -> str:
    """How often everything has been seen."""
    names = {f"rule {number}": f"rule {number}: {said}" for number, said in RULES.items()}
    return "\n".join(f"{SEEN[what]:6} {names.get(what, what)}" for what in EXPECTED)


def play(machine: type[Learners], runs: int, **options: Any) -> None:  # noqa: ANN401  (Hypothesis's own)
    """Let *machine* run."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=runs,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
            **options,
        ),
    )


@pytest.mark.parametrize("shard", range(SHARDS))
def test_the_promise_is_kept(shard: int, record_property: Callable[[str, str], None]) -> None:
    SEEN.clear()
    play(Learners, RUNS)
    record_property(f"what {RUNS} runs have seen ({shard + 1} of {SHARDS})", statistics())
    assert [what for what in EXPECTED if SEEN[what] < LEAST] == []


@pytest.mark.parametrize("mutant", [stamp_all, never_advance])
def test_without_the_times_of_the_lock_it_is_not_kept(
    monkeypatch: pytest.MonkeyPatch, mutant: Callable[..., Lock]
) -> None:
    monkeypatch.setattr(draft, "advance", mutant)
    with pytest.raises(Broken, match=r"^note "):
        play(Careless, RUNS, phases=[Phase.generate])
