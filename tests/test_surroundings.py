"""What comes out of the cache is what would be made without it, whatever has changed.

One cache serves all the worlds of a test: thousands of like facts meet each other's entries there.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

import quizgen.load
from quizgen import kindfiles, setfiles
from quizgen.bundles import bundled
from quizgen.cache import Cache
from quizgen.diagnostics import has_errors
from quizgen.generate import Generation, generate
from quizgen.siblings import MOST
from quizgen.values import Event
from tests import worlds
from tests.worlds import KINDS, kind_file, seeds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from quizgen.items import Citation, Item
    from quizgen.workspace import Fact, Workspace

Seeds = dict[str, Any]
SETTINGS = settings(
    derandomize=True,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
EDITS_EACH = 4
SETS: dict[str, Seeds] = {
    "terms": {"interaction": "matching", "of": {"term.is": "{{ term }}"}, "by": [],
              "stem": "Match each term."},
    "said": {"interaction": "multiple-response", "of": ["remark.that"], "by": ["by"],
             "stem": "Which of these did {{ by }} say?"},
    "spoke": {"interaction": "matching", "of": {"remark.by": "said that {{ that }}"},
              "by": ["source"], "stem": "Who said what?"},
    "reports": {"interaction": "choice", "asks": "source", "of": ["remark.by"], "by": ["fact"],
                "stem": "Which of these reports that {{ by }} said that {{ that }}?"},
    "posts": {"interaction": "matching", "of": {"post.office": "{{ who }}"}, "by": ["topic"],
              "items": 2, "stem": "Match each person with an office."},
    "places": {"interaction": "matching", "of": {"fair.where": "{{ what }}"}, "by": ["entity"],
               "least": 2, "stem": "Match each with its place."},
}  # fmt: skip
VOW = {
    "summary": "a vow",
    "slots": {
        "by": {"type": "entity", "role": "speaker"},
        "when": {"type": "date"},
        "to": {"type": "event"},
    },
    "claim": "{{ by }} made a vow at {{ to }}{% if when %} {{ when|on }}{% endif %}.",
    "questions": {
        "when": {"asks": "when", "given": ["to"], "one": "yes", "by": "by",
                 "stem": "When did somebody make a vow at {{ to }}?"},
    },
}  # fmt: skip
SETTINGS_FILE = "format: 1\ntitle: T\nlanguage: en-GB\nnamespace: abcdefghijklm\n"


class Shelf(Cache):
    """A cache that forgets nothing, and counts what it is asked for."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.kept: dict[str, bytes] = {}
        self.asked = self.found = 0

    @property
    def is_open(self) -> bool:
        """Always."""
        return True

    def get(self, key: str) -> bytes | None:
        """What was kept, counted."""
        self.asked += 1
        self.found += key in self.kept
        return self.kept.get(key)

    def put(self, key: str, data: bytes) -> None:
        """Keep it."""
        assert key not in self.kept
        self.kept[key] = data


class Drawer(Shelf):
    """A cache for bundles, which are kept anew under the same key."""

    def put(self, key: str, data: bytes) -> None:
        """Keep it."""
        self.kept[key] = data


@dataclass
class Town:
    """A workspace of one folder, whose seeds are written again and again."""

    root: Path
    shelf: Shelf = field(default_factory=Shelf)
    drawer: Drawer = field(default_factory=Drawer)

    def load(self, data: Seeds) -> Workspace | None:
        """The workspace with these seeds; None where they are in error."""
        (self.root / "seeds/town.yaml").write_text(json.dumps(data, indent=1), encoding="utf-8")
        loaded, problems = quizgen.load.load(self.root)
        return None if has_errors(problems) else loaded

    def is_same(self, data: Seeds) -> bool:
        """Whether the seeds can be read; they then make the same with and without the shelf."""
        workspace = self.load(data)
        if workspace is None:
            return False
        with bundled(self.drawer) as bundles:
            assert_same(workspace, self.shelf, bundles)
        return True


def assert_same(workspace: Workspace, *caches: Cache) -> None:
    """Hold what is made with each of *caches* against what is made without one."""
    fresh = generate(workspace)
    for cache in caches:
        assert_alike(fresh, generate(workspace, cache=cache))


def assert_alike(fresh: Generation, kept: Generation) -> None:
    """Hold what was kept against what was made."""
    for one, other in zip(fresh.items, kept.items, strict=False):
        assert one == other
        for ours, theirs in zip(written_in(one), written_in(other), strict=True):
            assert (ours, ours.span, ours.supported) == (theirs, theirs.span, theirs.supported)
    assert told(fresh) == told(kept)


def written_in(item: Item) -> Iterator[Citation]:
    """Every citation of an item."""
    yield from item.cited()
    for cites in item.key_citations:
        yield from cites


def told(made: Generation) -> tuple[object, ...]:
    """All that came of a workspace."""
    return made.items, made.omissions, made.problems, made.unanswerable, made.flaws


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A workspace whose kinds and sets, which are the same in all worlds, are read only once."""
    root = tmp_path_factory.mktemp("town")
    files = {f"templates/kinds/{name}.yaml": kind_file(name) for name in KINDS}
    files["templates/kinds/vow.yaml"] = json.dumps(VOW)
    files |= {
        f"templates/sets/{n}.yaml": json.dumps({"summary": n, **one}) for n, one in SETS.items()
    }
    for name, text in {**files, "quizgen.yaml": SETTINGS_FILE, "seeds/town.yaml": ""}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quizgen.load, "load_kinds", once(kindfiles.load_kinds))
        patch.setattr(quizgen.load, "load_sets", once(setfiles.load_sets))
        yield Town(root)


def once(read: Callable[..., tuple[Any, Any]]) -> Callable[..., tuple[Any, Any]]:
    """A reader that reads but once."""
    known: list[tuple[Any, Any]] = []

    def kept(*args: object) -> tuple[Any, Any]:
        if not known:
            known.append(read(*args))
        found, problems = known[0]
        return (dict(found) if isinstance(found, dict) else found), list(problems)

    return kept


# Worlds, and what changes in them


def first(draw: st.DrawFn) -> Seeds:
    """The seeds of a random world, with more sources, topics and voices than the oracle knows."""
    data: Seeds = json.loads(seeds(draw(worlds.worlds())))
    for id_ in ("ledger", "almanac"):
        data["sources"][id_] = {"title": f"The {id_}", "complete": ["speakers"]}
    for fact in data["facts"]:
        fact["topic"] = topics(draw)
    return data


def topics(draw: st.DrawFn) -> list[str]:
    return draw(st.lists(st.sampled_from(("sea", "land")), max_size=2, unique=True))


def one_of(draw: st.DrawFn, many: list[Any]) -> Any:  # noqa: ANN401
    assume(many)
    return draw(st.sampled_from(many))


def fact_of(draw: st.DrawFn, data: Seeds) -> Seeds:
    found: Seeds = one_of(draw, data["facts"])
    return found


def thing_of(draw: st.DrawFn, data: Seeds) -> Seeds:
    found: Seeds = data["entities"][one_of(draw, [*data["entities"]])]
    return found


def source_of(draw: st.DrawFn, data: Seeds) -> Seeds:
    found: Seeds = data["sources"][one_of(draw, [*data["sources"]])]
    return found


def put(record: Seeds, key: str, value: object) -> None:
    """Write *value*, or nothing where it is empty."""
    record.pop(key, None)
    if value:
        record[key] = value


def slot(draw: st.DrawFn, data: Seeds) -> None:
    """Another value in a slot: that of another fact, or a new one."""
    fact = fact_of(draw, data)
    name = one_of(draw, [name for name in KINDS[fact["kind"]].slots if name in fact])
    others = [f[name] for f in data["facts"] if f["kind"] == fact["kind"] and name in f]
    if KINDS[fact["kind"]].slots[name] in ("np", "clause", "text"):
        others += [f"{fact[name]} of old", "the fair", "Ada Berg", "gaff"]
    if KINDS[fact["kind"]].slots[name] == "date":
        others += [worlds.dates(draw)]
    fact[name] = one_of(draw, others)


def less(draw: st.DrawFn, data: Seeds) -> None:
    """A fact less, and all that refers to it."""
    gone = fact_of(draw, data)["id"]
    left = [
        f
        for f in data["facts"]
        if f["id"] != gone and gone not in (f.get("to"), f.get("what"), f.get("because"))
    ]
    for fact in left:
        for link in ("same_as", "part_of", "disagrees_with"):
            put(fact, link, [id_ for id_ in fact.get(link, ()) if id_ != gone])
    data["facts"] = left


def more(draw: st.DrawFn, data: Seeds) -> None:
    """A fact more: like another, but for a slot."""
    fact = json.loads(json.dumps(fact_of(draw, data)))
    fact["id"] = draw(st.sampled_from(("aa", "mm", "zz"))) + str(len(data["facts"]))
    for link in ("same_as", "part_of", "disagrees_with"):
        put(fact, link, fact.get(link) if draw(st.booleans()) else None)
    others = [f for f in data["facts"] if f["kind"] == fact["kind"]]
    shared = [n for n in KINDS[fact["kind"]].slots if n in fact]
    for name in draw(st.lists(st.sampled_from(shared), max_size=2, unique=True)):
        fact[name] = one_of(draw, [f[name] for f in others if name in f])
    data["facts"].append(fact)


def names(draw: st.DrawFn, data: Seeds) -> None:
    """Other names of a thing."""
    texts = ["the fair", "Old Nod", "bakers", "Berg", "Nordby", "the port authority", "gaff"]
    key = draw(st.sampled_from(("aliases", "misprints")))
    put(thing_of(draw, data), key, draw(st.lists(st.sampled_from(texts), max_size=2, unique=True)))


def name(draw: st.DrawFn, data: Seeds) -> None:
    thing = thing_of(draw, data)
    thing["name"] = draw(st.sampled_from((f"{thing['name']} II", "the fair", "Old Nod", "Berg")))


def relation(draw: st.DrawFn, data: Seeds) -> None:
    """Whom a thing acts for, what it is part of, who belongs to it."""
    key = draw(st.sampled_from(("acts_for", "part_of", "members")))
    ids = draw(st.lists(st.sampled_from([*data["entities"]]), max_size=2, unique=True))
    put(thing_of(draw, data), key, ids)


def kind_of_thing(draw: st.DrawFn, data: Seeds) -> None:
    thing_of(draw, data)["type"] = draw(st.sampled_from(("person", "body", "place")))


def forms(draw: st.DrawFn, data: Seeds) -> None:
    put(thing_of(draw, data), "was", draw(st.sampled_from(("", "formerly", "once"))))


def completeness(draw: st.DrawFn, data: Seeds) -> None:
    source = source_of(draw, data)
    source["complete"] = [] if source.get("complete") else ["speakers"]


def label(draw: st.DrawFn, data: Seeds) -> None:
    source_of(draw, data)["label"] = draw(st.sampled_from(("the paper", "the sheet", "Berg")))


def issue(draw: st.DrawFn, data: Seeds) -> None:
    source_of(draw, data)["issued"] = draw(st.sampled_from(("1899", "1902-06-03", "1906")))


def citation(draw: st.DrawFn, data: Seeds) -> None:
    places = [f"{id_} ¶{n}" for id_ in data["sources"] for n in (1, 2)]
    fact = fact_of(draw, data)
    fact["cite"] = draw(st.lists(st.sampled_from(places), min_size=1, max_size=2, unique=True))


def reason(draw: st.DrawFn, data: Seeds) -> None:
    fact = fact_of(draw, data)
    fact["cite"] = {"at": "gazette ¶1", "supported": draw(st.sampled_from(("read", "seen")))}


def link(draw: st.DrawFn, data: Seeds) -> None:
    """Two facts of a kind that tell of one happening, or disagree."""
    key = draw(st.sampled_from(("same_as", "part_of", "disagrees_with")))
    fact = fact_of(draw, data)
    twins = [f["id"] for f in data["facts"] if f["kind"] == fact["kind"] and f is not fact]
    put(fact, key, draw(st.lists(st.sampled_from(twins or ["x"]), max_size=1)))


def second_link(draw: st.DrawFn, data: Seeds) -> None:
    """A disagreement of two that are linked already."""
    linked = [(f["id"], o) for f in data["facts"] for k in ("same_as", "part_of")
              for o in f.get(k, ())]  # fmt: skip
    one, other = one_of(draw, linked)
    ids = (one, other) if draw(st.booleans()) else (other, one)
    found = next(f for f in data["facts"] if f["id"] == ids[0])
    put(found, "disagrees_with", [] if found.get("disagrees_with") else [ids[1]])


def point(draw: st.DrawFn, data: Seeds) -> None:
    said = [f for f in data["facts"] if f["kind"] == "remark"]
    put(one_of(draw, said), "point", draw(st.sampled_from(("", "one", "two"))))


def declaration(draw: st.DrawFn, data: Seeds) -> None:
    """What is also true, false, mixed up, or closed."""
    fact = fact_of(draw, data)
    asked = [q.asks for q in KINDS[fact["kind"]].questions.values() if q.asks in fact]
    name = one_of(draw, [n for n in asked if n not in ("steps", "value")])
    others = [f[name] for f in data["facts"] if name in f and f["kind"] == fact["kind"]]
    key = draw(st.sampled_from(("also_true", "not", "confused_with", "closed")))
    if key == "closed":
        put(fact, key, [] if fact.get(key) else [name])
        return
    value = one_of(draw, others)
    put(fact, key, {name: value if isinstance(value, list) else [value]})


def topic(draw: st.DrawFn, data: Seeds) -> None:
    fact_of(draw, data)["topic"] = topics(draw)


def voice(draw: st.DrawFn, data: Seeds) -> None:
    who = draw(st.lists(st.sampled_from([*data["entities"], "gazette"]), max_size=2, unique=True))
    put(fact_of(draw, data), "according_to", who)


def silence(draw: st.DrawFn, data: Seeds) -> None:
    fact = fact_of(draw, data)
    asked = [q.asks for q in KINDS[fact["kind"]].questions.values() if q.asks in fact]
    asked += [f"{n}/choice" for n in asked]
    put(fact, "ask", draw(st.lists(st.sampled_from(asked), max_size=1)) if asked else [])


def note(draw: st.DrawFn, data: Seeds) -> None:
    put(fact_of(draw, data), "note", draw(st.sampled_from(("", "Well said.", "See there."))))


def first_name(draw: st.DrawFn, data: Seeds) -> None:
    put(fact_of(draw, data), "was", draw(st.sampled_from(("", "once-one", "once-two"))))


def order(draw: st.DrawFn, data: Seeds) -> None:
    data["facts"] = draw(st.permutations(data["facts"]))


EDITS = (slot, slot, slot, less, more, names, name, relation, relation, kind_of_thing, forms,
         completeness, label, issue, citation, reason, link, link, second_link, point, declaration,
         topic, voice, silence, note, first_name, order)  # fmt: skip


@dataclass(repr=False)
class History:
    """A world, and what becomes of it: each state with what was changed."""

    states: list[tuple[str, Seeds]]

    def __repr__(self) -> str:
        """The changes alone: worlds are long."""
        return " > ".join(edit for edit, _ in self.states)


@st.composite
def histories(draw: st.DrawFn) -> History:
    """A random world and random changes."""
    data = first(draw)
    found = History([("as it was", data)])
    for _ in range(EDITS_EACH):
        edit = draw(st.sampled_from(EDITS))
        data = json.loads(json.dumps(data))
        edit(draw, data)
        found.states.append((edit.__name__, data))
    return found


def compared(town: Town, examples: int) -> dict[str, int]:
    """How often each edit was tried, in *examples* histories."""
    tried: dict[str, int] = {}

    @settings(SETTINGS, max_examples=examples)
    @given(histories())
    def compare(history: History) -> None:
        for edit, data in history.states:
            if not town.is_same(data):
                break
            tried[edit] = tried.get(edit, 0) + 1

    compare()
    return tried


@pytest.mark.slow
def test_what_is_kept_is_what_would_be_made(town: Town) -> None:
    tried = compared(town, 30)
    assert len(tried) > len(EDITS) / 2
    assert town.shelf.found > town.shelf.asked / 2


# What one fact's items show of others, case by case: before, and what is then changed


def fair(id_: str, when: str, **more: Any) -> Seeds:  # noqa: ANN401
    return {
        "id": id_,
        "kind": "fair",
        "what": f"the {id_}",
        "when": when,
        "cite": "diary ¶1",
    } | more


def remark(id_: str, by: str, that: str, **more: Any) -> Seeds:  # noqa: ANN401
    return {"id": id_, "kind": "remark", "by": by, "that": that, "cite": "gazette ¶1"} | more


def term(id_: str, is_: str, **more: Any) -> Seeds:  # noqa: ANN401
    return {"id": id_, "kind": "term", "term": id_, "is": is_, "cite": "diary ¶1"} | more


def cause(id_: str, what: str, because: str) -> Seeds:
    return {"id": id_, "kind": "cause", "what": what, "because": because, "cite": "diary ¶1"}


def vow(id_: str, by: str, when: str, to: str, **more: Any) -> Seeds:  # noqa: ANN401
    cite = {"cite": "gazette ¶1"}
    return {"id": id_, "kind": "vow", "by": by, "to": to, "when": when} | cite | more


def post(id_: str, who: str, **more: Any) -> Seeds:  # noqa: ANN401
    cite = {"cite": "diary ¶1"}
    return {"id": id_, "kind": "post", "who": who, "office": id_, "ask": "who"} | cite | more


def unasked(slot: str, source: str = "diary") -> Seeds:
    """Citations that leave *slot* without evidence: it is no wrong answer elsewhere."""
    return {"cite": {"default": f"{source} ¶1", slot: "inferred"}}


def person(name: str, **more: Any) -> Seeds:  # noqa: ANN401
    return {"type": "person", "name": name} | more


def base(*facts: Seeds, **entities: Seeds) -> Seeds:
    sources = {
        "gazette": {"title": "The gazette", "complete": ["speakers"]},
        "diary": {"title": "The diary"},
        "daily": {"title": "The daily"},
    }
    return {"sources": sources, "entities": entities, "facts": [*facts]}


def changed(data: Seeds, id_: str, change: Seeds) -> Seeds:
    """The seeds with other keys of a fact, an entity or a source."""
    data = json.loads(json.dumps(data))
    facts = {fact["id"]: fact for fact in data["facts"]}
    next(part[id_] for part in (facts, data["entities"], data["sources"]) if id_ in part).update(
        change
    )
    return data


HAPPENED = [
    fair(id_, f"1901-05-0{n}", where="here")
    for n, id_ in enumerate(("ball", "flood", "fire", "race", "rain"), 1)
]
PEOPLE = {id_: person(f"{id_.title()} {id_}son") for id_ in ("ann", "bob", "cid", "dot", "eve")}
HERE = {"here": {"type": "place", "name": "Herehill"}}
SPOKE = [
    remark("r-ann", "ann", "the pier was safe", ask="that"),
    remark("r-bob", "bob", "the crane was rusty", cite="gazette ¶2"),
    remark("r-cid", "cid", "the ferry was late", cite="gazette ¶3"),
    remark("r-dot", "dot", "the loan was ready", cite="gazette ¶4"),
]
TERMS = [
    term("gaff", "the ball"),
    term("spar", "the fire"),
    term("boom", "the race"),
    term("yard", "a long pole"),
]
CAUSES = [
    cause("c-1", "race", "ball"),
    cause("c-2", "flood", "fire"),
    cause("c-3", "fete", "rain"),
    cause("c-4", "gala", "wake"),
]
POSTS = [post("mayor", "ann"), post("judge", "bob"), post("clerk", "cid"), post("cook", "dot")]
MORE_PEOPLE = {id_: person(f"{id_.title()} {id_}son") for id_ in ("fay", "gus", "hal")}
PLACES = {
    f"at-{id_}": {"type": "place", "name": f"{id_.title()}ham", "part_of": [whole] if whole else []}
    for id_, whole in (("ball", "shire"), ("flood", ""), ("fire", ""), ("race", "hall"),
                       ("rain", ""), ("gala", ""), ("fete", ""))
}  # fmt: skip
OFFICES = ("judge", "clerk", "cook", "smith", "baker", "groom", "guard")
FAR = [  # of another source than the mayor is, and of no topic that is hers
    post(id_, who, cite=f"daily ¶{n}", topic=["land"])
    for n, (id_, who) in enumerate(zip(OFFICES, [*PEOPLE, *MORE_PEOPLE][1:], strict=True), 1)
]
LATER = [fair(id_, "1903", where="here") for id_ in ("fete", "gala", "wake")]

# name: the seeds; the fact, entity or source that changes, and how; the fact whose items change
CASES: dict[str, tuple[Seeds, str, Seeds, str]] = {
    "what tells of the same as a wrong answer now disagrees with it": (
        base(fair("gala", "1901-05-09", ask="when"), *HAPPENED,
             fair("fete", "1902", same_as="fire"), **HERE),
        "fete",
        {"disagrees_with": "fire"},
        "gala",
    ),
    "who says the same as a wrong answer now acts for the speaker": (
        base(
            *HAPPENED,
            *SPOKE,
            {"id": "praise", "kind": "praise", "by": "eve", "to": "ball", "point": "p",
             "did": "the crane was rusty", "cite": "gazette ¶1"},
            **PEOPLE,
            **HERE,
        ),
        "eve",
        {"acts_for": ["ann"]},
        "r-ann",
    ),
    "two happenings that answers name are now one": (
        base(*HAPPENED, *TERMS, cause("c-1", "ball", "fire"), **HERE),
        "ball",
        {"same_as": "fire"},
        "gaff",
    ),
    "two happenings that answers are, of names that are kin, are now one": (
        base(
            *HAPPENED,
            *LATER,
            *CAUSES,
            x=person("the ball", part_of=["y"]),
            y=person("the fire"),
            **HERE,
        ),
        "ball",
        {"part_of": "fire"},
        "c-1",
    ),
    "two happenings that answers are, of names that are kin, now have one cause": (
        base(
            *HAPPENED,
            *LATER,
            *CAUSES,
            cause("c-9", "ball", "wake") | unasked("because"),
            x=person("the ball", part_of=["y"]),
            y=person("the fire", part_of=["z"]),
            z=person("the wake"),
            **HERE,
        ),
        "c-9",
        {"because": "fire"},
        "c-1",
    ),
    "another fact tells of the same": (
        base(*POSTS, post("miller", "bob", **unasked("who")), **PEOPLE),
        "miller",
        {"same_as": "mayor"},
        "mayor",
    ),
    "who disagrees with what tells of the same says a wrong answer": (
        base(
            *POSTS,
            post("miller", "eve", same_as="mayor", **unasked("who")),
            post("smith", "eve", disagrees_with="miller", **unasked("who")),
            **PEOPLE,
        ),
        "smith",
        {"who": "bob"},
        "mayor",
    ),
    "who disagrees with what tells of the same as a wrong answer disagrees with it too": (
        base(
            *POSTS,
            post("miller", "eve", same_as="judge", **unasked("who")),
            post("smith", "eve", disagrees_with="miller", **unasked("who")),
            **PEOPLE,
        ),
        "smith",
        {"disagrees_with": ["judge", "miller"]},
        "mayor",
    ),
    "what refers to the happening is of the day of a wrong answer": (
        base(
            fair("gala", "1901-05-09", ask="when"),
            *HAPPENED[:3],
            vow("oath", "ann", "1901-05-02", "flood", **unasked("when")),
            **HERE,
            **PEOPLE,
        ),
        "oath",
        {"to": "gala"},
        "gala",
    ),
    "a term that the answer builds on is told in a wrong answer": (
        base(
            term("gaff", "a small mast"),
            term("mast", "a rod", **unasked("is")),
            *(term(id_, text) for id_, text in (("spar", "a pole"), ("boom", "a beam"),
                                                ("yard", "a rope"), ("brig", "a ship"))),
        ),
        "mast",
        {"is": "a beam"},
        "gaff",
    ),
    "who makes the same point is read elsewhere": (
        base(
            *(one | ({"point": "p", "ask": "by"} if one["id"] == "r-ann" else {}) for one in SPOKE),
            remark("r-eve", "eve", "nobody was at risk", point="p", **unasked("by", "diary")),
            **PEOPLE,
        ),
        "r-eve",
        unasked("by", "gazette"),
        "r-ann",
    ),
    "who makes the point of a wrong answer, a date, acts for the speaker": (
        base(
            *(fair(one["id"], "1901", **unasked("when")) for one in HAPPENED),
            vow("oath", "ann", "1901-05-11", "ball"),
            vow("word", "bob", "1901-05-12", "flood", point="p"),
            vow("pact", "cid", "1901-05-13", "fire"),
            vow("plea", "dot", "1901-05-14", "race"),
            remark("r-eve", "eve", "nobody was at risk", point="p"),
            **PEOPLE,
        ),
        "eve",
        {"acts_for": ["ann"]},
        "oath",
    ),
    "another source tells of somebody": (
        base(
            *(one | {"cite": "gazette ¶1"} if one["id"] == "mayor" else one for one in POSTS),
            *(post(f"post-{id_}", id_) for id_ in ("eve", "fay", "gus", "hal")),
            {"id": "party", "kind": "roster", "what": "the party", "are": ["cooks"],
             "guests": ["gus"], "cite": "diary ¶1"},
            **PEOPLE,
            **MORE_PEOPLE,
        ),
        "party",
        {"cite": "gazette ¶2"},
        "mayor",
    ),
    "what a wrong answer lies in lies where the answer does": (
        base(
            *(fair(id_, "1901", where=f"at-{id_}", ask="where")
              for id_ in ("ball", "flood", "fire", "race", "rain", "gala", "fete")),
            **PLACES,
            hall={"type": "place", "name": "Hall", "part_of": []},
            shire={"type": "place", "name": "Shire"},
        ),
        "hall",
        {"part_of": ["shire"]},
        "ball",
    ),
    "whom somebody acts for has a member": (
        base(*POSTS, **{**PEOPLE, "ann": PEOPLE["ann"] | {"acts_for": ["guild"]}},
             guild=person("the guild")),
        "guild",
        {"members": ["bob"]},
        "mayor",
    ),
    "a wrong answer is misprinted as what stands in the question": (
        base(*POSTS, **PEOPLE), "bob", {"misprints": ["who was"]}, "mayor"
    ),
    "the source of a wrong answer that is disputed is called otherwise": (
        base(
            fair("gala", "1901-05-09", ask="when"),
            *(one | ({"cite": "daily ¶1"} if one["id"] == "fire" else {}) for one in HAPPENED[:3]),
            fair("fete", "1902", disagrees_with="fire"),
            **HERE,
        ),
        "daily",
        {"label": "the morning paper"},
        "gala",
    ),
    "a happening that might be the answer had another id": (
        base(*HAPPENED, *LATER, *CAUSES, fair("show", "1903", where="here"),
             fair("tour", "1903", where="here"), cause("c-5", "show", "tour"), **HERE),
        "wake",
        {"was": ["shower"]},
        "c-1",
    ),
    "a happening that might be the answer is written otherwise": (
        base(*HAPPENED, *LATER, *CAUSES, **HERE), "rain", {"what": "the Rain"}, "c-1"
    ),
    "two descriptions are now names of one thing": (
        base(
            *(term(id_, text) for id_, text in (("spar", "a pole"), ("boom", "a beam"),
                                                ("yard", "a rope"), ("brig", "a ship"))),
            {"id": "name", "kind": "nickname", "name": "a beam", "also": "Old Nod",
             "cite": "diary ¶1"},
        ),
        "name",
        {"also": "a pole"},
        "spar",
    ),
    "the same is told less exactly elsewhere": (
        base(
            fair("gala", "1901-07-09", ask="when", what="the gala"),
            *HAPPENED,
            fair("second", "1902-05", what="the gala"),
            **HERE,
        ),
        "second",
        {"when": "1901-05"},
        "gala",
    ),
    "who would be right as well has a member": (
        base(*(one | ({"also_true": {"who": ["eve"]}} if one["id"] == "mayor" else {})
               for one in POSTS), **PEOPLE),
        "eve",
        {"members": ["bob"]},
        "mayor",
    ),
    "who is declared wrong has another name": (
        base(*(one | ({"not": {"who": ["eve"]}} if one["id"] == "mayor" else {}) for one in POSTS),
             **PEOPLE),
        "eve",
        {"name": "Eva"},
        "mayor",
    ),
    "a wrong answer gets the topic of the fact": (
        base(post("mayor", "ann", topic=["sea"]), *FAR, **PEOPLE, **MORE_PEOPLE),
        "guard", {"topic": ["sea", "land"]}, "mayor",
    ),
    "the fact itself gets the topic of a wrong answer": (
        base(post("mayor", "ann", topic=["sea"]), *FAR[:-1], FAR[-1] | {"topic": ["lake"]},
             **PEOPLE, **MORE_PEOPLE),
        "mayor", {"topic": ["lake"]}, "mayor",
    ),
    "the fact itself is written otherwise": (
        base(*POSTS, **PEOPLE), "mayor", {"note": "Well said."}, "mayor"
    ),
    "whom a wrong answer is attributed to has another name": (
        base(*(one | ({"according_to": "eve"} if one["id"] == "fire" else {}) for one in HAPPENED),
             **HERE, **PEOPLE),
        "eve",
        {"name": "Eva"},
        "ball",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_thing_that_is_looked_at_counts(town: Town, name: str) -> None:
    before, id_, change, seen = CASES[name]
    shelf = Shelf()
    items = []
    for data in (before, changed(before, id_, change)):
        loaded = town.load(data)
        assert loaded
        items.append({i.id: replace(i, span=None) for i in generate(loaded).items
                      if i.facts == (seen,)})  # fmt: skip
    assert items[0] != items[1], "nothing of it is seen"
    for data in (before, changed(before, id_, change)):
        loaded = town.load(data)
        assert loaded
        assert_same(loaded, shelf)


@pytest.mark.parametrize(
    "change",
    [{"note": "Well said."}, {"waive": {"long-sentence": "so told"}}, {"difficulty": "hard"},
     {"topic": ["elsewhere"]}],
)  # fmt: skip
def test_what_no_other_fact_looks_at_makes_no_other_anew(town: Town, change: Seeds) -> None:
    before, shelf = base(*POSTS, **PEOPLE), Shelf()
    assert town.is_same(before)
    for data in (before, changed(before, "mayor", change)):
        loaded = town.load(data)
        assert loaded
        shelf.asked = shelf.found = 0
        assert_same(loaded, shelf)
    # Its items show a note and a topic; what shares that stands round each.
    (key,) = change
    assert shelf.asked - shelf.found == {"note": 1, "topic": 2}.get(key, 0)


# Of very many, each item looks at some only


def many(count: int) -> Seeds:
    """Far more praise than one item looks at, of two happenings in few words."""
    people = {f"p{n}": person(f"Mr {name_of(n)}") for n in range(count)}
    praise = [
        {"id": f"praise{n}", "kind": "praise", "by": f"p{n}", "to": ("ball", "flood")[n % 2],
         "did": f"praised {n // 2} times", "topic": ["sea"] if n % 7 == 0 else [],
         "cite": f"{'gazette' if n % 3 else 'ledger'} ¶{n + 1}"}
        for n in range(count)
    ]  # fmt: skip
    data = base(*HAPPENED[:2], *praise, **people, **HERE)
    data["sources"]["ledger"] = {"title": "The ledger", "complete": ["speakers"]}
    return data


def name_of(number: int) -> str:
    """A word for *number*, alike for no two of them."""
    return "".join(f"{'abcdefghij'[int(digit)]}o" for digit in f"{number:03}").capitalize()


@pytest.mark.slow
def test_of_very_many_those_looked_at_count(town: Town) -> None:
    before = many(2 * MOST + 20)
    less_ = {**before, "facts": before["facts"][:-1]}
    changes: tuple[tuple[str, Seeds], ...] = (
        ("p7", {"name": "Mr Another"}),
        ("praise9", {"by": "p10"}),
        ("p11", {"acts_for": ["p12", "p13"]}),
        ("praise8", {"to": "flood"}),
        ("praise21", {"topic": []}),
        ("praise30", {"cite": "gazette ¶1"}),
        ("praise40", {"also_true": {"by": ["p50"]}}),
        *((f"praise{n}", {"did": "praised 30 times"}) for n in (2, 3)),
    )
    shelf = Shelf()
    for data in (before, less_, *(changed(before, *change) for change in changes)):
        loaded = town.load(data)
        assert loaded
        assert_same(loaded, shelf)
    assert shelf.found > shelf.asked / 5  # who else praised the same is looked at, however many


# The sample: a fact less, and what one changes at a time


@pytest.mark.slow
def test_the_sample_is_the_same_with_what_was_kept(repository: Path) -> None:
    workspace, _ = quizgen.load.load(repository)
    assert workspace
    shelf = Shelf()
    generate(workspace, cache=shelf)
    facts = sorted(workspace.facts)
    for id_ in facts[:: len(facts) // LESS][:LESS]:
        left = {other: fact for other, fact in workspace.facts.items() if other != id_}
        if not builds_on(id_, left):
            assert_same(replace(workspace, facts=left), shelf)
    assert shelf.found > shelf.asked / 2


LESS = 12


def builds_on(id_: str, facts: Mapping[str, Fact]) -> bool:
    """Whether any of *facts* refers to the fact *id_*."""
    return any(
        id_ in (*f.head.same_as, *f.head.part_of, *f.head.disagrees_with)
        or any(isinstance(v, Event) and v.id == id_ for v in f.values())
        for f in facts.values()
    )


EDITS_OF_SAMPLE = (
    ("entities", "name: Jeff Hovenier", "name: Jeffrey Hovenier"),
    ("entities", r"aliases: \[Borrell\]", "aliases: [Borrell, the minister]"),
    ("entities", r"acts_for: \[kosovo\]", "acts_for: [serbia]"),
    ("entities", r"acts_for: \[european-union\]", "acts_for: []"),
    ("entities", "type: person", "type: envoy"),
    ("sources", r"complete: \[speakers\]", "complete: []"),
    ("sources", "label: the first report of the deal", "label: the earliest report"),
    ("sources", "issued: 2023-02-02", "issued: 2021-02-02"),
    ("background", "same_as: declaration\n", "\n"),
    ("background", "topic: background", "topic: offices"),
    ("deal", r"closed: \[parties\]\n", "\n"),
    ("deal", r"also_true: \{by: \[bajrami\]\}", "also_true: {by: [petkovic]}"),
    ("deal", "according_to: stano", "according_to: borrell"),
)


@pytest.mark.slow
def test_an_edit_in_the_sample_makes_what_it_would_without(
    repository: Path, tmp_path: Path
) -> None:
    shutil.copytree(repository / "seeds", tmp_path / "seeds")
    shutil.copytree(repository / "decks/pictures", tmp_path / "decks/pictures")
    shutil.copy(repository / "quizgen.yaml", tmp_path)
    shelf = Shelf()
    before, _ = quizgen.load.load(tmp_path)
    assert before
    generate(before, cache=shelf)
    for name, old, new in EDITS_OF_SAMPLE:
        path = tmp_path / f"seeds/{name}.yaml"
        text, found = re.subn(old, new, path.read_text("utf-8"), count=1)
        assert found, old
        path.write_text(text, encoding="utf-8")  # one upon another
        workspace, problems = quizgen.load.load(tmp_path)
        assert workspace
        assert not has_errors(problems)
        assert_same(workspace, shelf)
    assert shelf.found > shelf.asked / 3
