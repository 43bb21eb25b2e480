"""Random fact bases of a small harbour town, as plain data and as files of a workspace."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from tests.oracle import Fact, Kind, Number, Question, Thing, World

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.oracle import Plain

KINDS = {
    "fair": Kind(
        {"what": "np", "when": "date", "where": "entity"},
        {
            "when": Question("when", ("what",), one=True),
            "where": Question("where", ("what",), one=True),
            "what": Question("what", ("when",), inverse="when"),
        },
        "{{ what }} took place{% if when %} {{ when|on }}{% endif %}"
        "{% if where %} in {{ where }}{% endif %}.",
        names="what",
    ),
    "size": Kind(
        {"what": "np", "value": "quantity", "as_of": "date"},
        {"value": Question("value", ("what",), one=True, dated="as_of")},
        "{{ what|the }} was {{ value|show }}{% if as_of %} {{ as_of|on }}{% endif %}.",
        helpers=("as_of",),
    ),
    "post": Kind(
        {"who": "entity", "office": "np", "as_of": "date", "held": "date"},
        {
            "who": Question("who", ("office",), one=True, dated="as_of"),
            "office": Question("office", ("who",), inverse="who", during="held", dated="as_of"),
        },
        "{{ who }} was {{ office|the }}{% if as_of %} {{ as_of|on }}{% endif %}.",
        helpers=("as_of", "held"),
    ),
    "remark": Kind(
        {"by": "entity", "that": "clause"},
        {
            "by": Question("by", ("that",), bound="speakers", by="by"),
            "that": Question("that", ("by",), bound="speakers", by="by"),
        },
        "{{ by }} said that {{ that }}.",
        speaker="by",
        content="that",
    ),
    "praise": Kind(
        {"by": "entity", "to": "event", "did": "text"},
        {"by": Question("by", ("did", "to"), bound="speakers", by="by")},
        "{{ by }} {{ did }} {{ to }}.",
        helpers=("did",),
        speaker="by",
    ),
    "roster": Kind(
        {"what": "np", "are": "list", "guests": "entities"},
        {"are": Question("are", ("what",)), "guests": Question("guests", ("what",))},
        "Among those at {{ what }} were {% if are %}{{ are|all }}{% else %}{{ guests|all }}"
        "{% endif %}.",
        names="what",
    ),
    "term": Kind(
        {"term": "text", "is": "np"},
        {"is": Question("is", ("term",), inverse="term")},
        "{{ term }} is {{ is }}.",
    ),
    "nickname": Kind(
        {"name": "text", "also": "text"},
        {"also": Question("also", ("name",))},
        "{{ name }} was also called {{ also }}.",
        alias=("name", "also"),
    ),
    "limit": Kind(
        {"what": "np", "steps": "frames"},
        {
            "first": Question("steps", ("what",), one=True, at="first"),
            "later": Question("steps", ("what", "previous"), one=True, at="later"),
        },
        "There was a deadline for {{ what }}.",
        names="what",
    ),
    "cause": Kind(
        {"what": "event", "because": "event"},
        {"because": Question("because", ("what",), one=True)},
        "{{ what }} came about through {{ because }}.",
    ),
}
STEMS = {
    "fair.what": "Which of these took place {{ when|on }}?",
    "fair.when": "{{ when|ask }} did {{ what }} take place?",
    "fair.where": "Where did {{ what }} take place?",
    "size.value": "What was {{ what|the }}{% if as_of %} {{ as_of|on }}{% endif %}?",
    "post.who": "Who was {{ office|the }}{% if as_of %} {{ as_of|on }}{% endif %}?",
    "post.office": "Which post did {{ who }} hold{% if as_of %} {{ as_of|on }}{% endif %}?",
    "remark.by": "Who said that {{ that }}?",
    "remark.that": "Which of these did {{ by }} say?",
    "praise.by": "Who {{ did }} {{ to }}?",
    "roster.are": "Which groups were at {{ what }}?",
    "roster.guests": "Who came to {{ what }}?",
    "term.is": "What is {{ term }}?",
    "nickname.also": "What else was {{ name }} called?",
    "limit.first": "What was the first deadline for {{ what }}?",
    "limit.later": "What deadline for {{ what }} came after {{ previous.date|show }}?",
    "cause.because": "Through what did {{ what }} come about?",
}
STATEMENTS = {
    "fair.when": "{{ what }} took place {{ when|on }}.",
    "fair.where": "The place of {{ what }} was {{ where }}.",
    "size.value": "{{ what|the }} was {{ value|show }}{% if as_of %} {{ as_of|on }}{% endif %}.",
    "post.who": "The one who was {{ office|the }}{% if as_of %} {{ as_of|on }}{% endif %} was"
    " {{ who }}.",
    "remark.by": "It was {{ by }} who said that {{ that }}.",
    "roster.are": "The groups at {{ what }} were {{ are|all }}.",
    "limit.first": "The first deadline for {{ what }} was {{ date|show }}.",
    "cause.because": "What led to {{ what }} was {{ because }}.",
}
SOURCES = {"gazette": ("speakers",), "diary": ()}
PEOPLE = {
    "berg": ("Ada Berg", "Berg"), "lind": ("Bo Lind", "Captain Lind"), "holm": ("Cy Holm", "Holm"),
    "falk": ("Dee Falk", "Falk"), "moss": ("Eli Moss", "Moss"), "rudd": ("Fay Rudd", "Rudd"),
}  # fmt: skip
BODIES = {
    "port": ("the port authority", "harbour board"), "guild": ("the guild", "guild of pilots"),
    "bank": ("the savings bank", "Nordbank"), "town": ("the town council", "council"),
}  # fmt: skip
PLACES = {
    "north": ("Nordby", "Northtown"), "pier": ("Oldpier", "the mole"), "south": ("Sydby", "Bay"),
    "east": ("Ostby", "Eastend"), "west": ("Vestby", "Westend"), "isle": ("Skerry", "Isle"),
}  # fmt: skip
HAPPENINGS = ("the fair", "the regatta", "the fire", "the flood", "the auction", "the strike",
              "the ball", "the parade")  # fmt: skip
TERMS = ("gaff", "spar", "boom", "yard", "brig", "sloop")
DESCRIPTIONS = ("a long pole", "a spar that holds a sail", "a small gaff", "a ship with two masts",
                "a boom across a harbour", "a light ship", "part of the rigging")  # fmt: skip
GROUPS = ("bakers", "smiths", "cooks", "the bakers", "pilots", "Berg", "Ada Berg", "Old Nod",
          "the harbour board", "the port authority")  # fmt: skip
OFFICES = ("mayor", "judge", "clerk", "bailiff", "harbour master")
CLAIMS = ("the pier was safe", "the crane was rusty", "the ferry was late", "the loan was ready",
          "the tide was high", "nobody was at risk")  # fmt: skip
MEASURES = ("length of the pier", "load of the crane", "height of the mast", "depth of the bay")
NICKNAMES = (
    "Old Nod",
    "the Rock",
    "Ada Berg",
    "bakers",
    "the crusts",
    "gaff",
    "the port authority",
)


def several(draw: st.DrawFn, from_: tuple[str, ...], most: int) -> tuple[str, ...]:
    """Some of what there is, each once."""
    return tuple(draw(st.lists(st.sampled_from(from_), max_size=most, unique=True)))


def chance(draw: st.DrawFn, one_in: int) -> bool:
    """True now and then."""
    return draw(st.integers(1, one_in)) == 1


def things(draw: st.DrawFn) -> dict[str, Thing]:
    """Everybody and every place, related at random."""
    found = {}
    for type_, named in (("person", PEOPLE), ("body", BODIES), ("place", PLACES)):
        for n, (id_, (name, alias)) in enumerate(named.items()):
            before = tuple(named)[:n]
            found[id_] = Thing(
                name,
                type_,
                aliases=(alias,) if n % 2 else (),
                misprints=() if n % 2 else (alias,),
                acts_for=several(draw, tuple(BODIES)[:3], 1)
                if type_ == "person" and chance(draw, 3)
                else (),
                part_of=several(draw, before, 2) if type_ == "place" and before else (),
                members=several(draw, (*PEOPLE, *before), 2) if id_ in ("guild", "town") else (),
            )
    return found


def dates(draw: st.DrawFn) -> str:
    """A date near others, of whatever precision."""
    year = draw(st.integers(1899, 1904))
    month = f"{year}-{draw(st.integers(5, 7)):02}"
    day = f"{month}-{draw(st.integers(1, 9)):02}"
    forms = (str(year), month, month, day, day, day, f"{year}~", f"{month}~")
    if chance(draw, 8):
        return f"{year}/{year + draw(st.integers(1, 2))}"
    return draw(st.sampled_from(forms))


def numbers(draw: st.DrawFn) -> Number:
    """A number near others, with whatever bound and unit."""
    value = draw(st.sampled_from((20, 24, 30, 40, 45, 60, 80)))
    bounds = (*("",) * 6, *("about",) * 3, "over", "over", "under", "at-least")
    bound = draw(st.sampled_from(bounds))
    unit = "m" if not chance(draw, 6) else draw(st.sampled_from(("kg", "cm")))
    return Number(Fraction(value), unit, bound)


def slots_of(draw: st.DrawFn, kind: str, n: int, known: Mapping[str, Fact]) -> dict[str, Plain]:
    """The slots of the fact number *n* of a kind; some names are used twice."""
    twice = 0 if chance(draw, 5) else n
    makers: dict[str, Callable[[], dict[str, Plain]]] = {
        "fair": lambda: fair(draw, twice),
        "size": lambda: size(draw, twice),
        "post": lambda: post(draw, twice),
        "remark": lambda: {"by": actor(draw), "that": draw(st.sampled_from(CLAIMS))},
        "praise": lambda: praise(draw, known),
        "roster": lambda: roster(draw, twice),
        "term": lambda: {"term": TERMS[twice % 6], "is": DESCRIPTIONS[n % len(DESCRIPTIONS)]},
        "nickname": lambda: dict(zip(("name", "also"), two(draw, NICKNAMES), strict=True)),
        "limit": lambda: limit(draw, twice),
        "cause": lambda: dict(zip(("what", "because"), two(draw, fairs(known)), strict=True)),
    }
    return makers[kind]()


def actor(draw: st.DrawFn) -> str:
    """Somebody who may speak."""
    return draw(st.sampled_from((*PEOPLE, *BODIES)))


def two(draw: st.DrawFn, among: tuple[str, ...]) -> list[str]:
    """Two of them."""
    return draw(st.lists(st.sampled_from(among), min_size=2, max_size=2, unique=True))


def fairs(known: Mapping[str, Fact]) -> tuple[str, ...]:
    """The happenings that are known so far."""
    return tuple(id_ for id_, fact in known.items() if fact.kind == "fair")


def fair(draw: st.DrawFn, n: int) -> dict[str, Plain]:
    """What happened, when and where."""
    found: dict[str, Plain] = {"what": HAPPENINGS[n % len(HAPPENINGS)]}
    found |= {} if chance(draw, 5) else {"when": dates(draw)}
    return found | {"where": draw(st.sampled_from(tuple(PLACES)))}


def size(draw: st.DrawFn, n: int) -> dict[str, Plain]:
    """A measure."""
    found: dict[str, Plain] = {"what": MEASURES[n % len(MEASURES)], "value": numbers(draw)}
    return found | ({"as_of": dates(draw)} if chance(draw, 2) else {})


def post(draw: st.DrawFn, n: int) -> dict[str, Plain]:
    """Who held an office, and for how long."""
    held = f"{1890 + draw(st.integers(0, 8))}/{1903 + draw(st.integers(0, 4))}"
    who = draw(st.sampled_from(tuple(PEOPLE)))
    return {"who": who, "office": OFFICES[n % 5], "as_of": dates(draw), "held": held}


def praise(draw: st.DrawFn, known: Mapping[str, Fact]) -> dict[str, Plain]:
    """How somebody took a happening."""
    did = draw(st.sampled_from(("hailed", "welcomed", "condemned")))
    return {"by": actor(draw), "to": draw(st.sampled_from(fairs(known))), "did": did}


def roster(draw: st.DrawFn, n: int) -> dict[str, Plain]:
    """Who came."""
    are = several(draw, GROUPS, 3) or GROUPS[:1]
    guests = several(draw, (*PEOPLE, *BODIES), 3) or ("berg",)
    return {"what": f"the dinner {n}", "are": are, "guests": guests}


def limit(draw: st.DrawFn, n: int) -> dict[str, Plain]:
    """A deadline that was moved."""
    steps = draw(st.lists(st.builds(dates, st.just(draw)), min_size=2, max_size=4))
    return {"what": f"the entries {n}", "steps": tuple(steps)}


NEEDS_EVENTS = ("praise", "cause")


@st.composite
def worlds(draw: st.DrawFn, kinds: tuple[str, ...] = tuple(KINDS), *, plain: bool = False) -> World:
    """A fact base of two kinds of facts; a *plain* one declares nothing."""
    chosen = draw(st.lists(st.sampled_from(kinds), min_size=2, max_size=2, unique=True))
    if any(kind in NEEDS_EVENTS for kind in chosen):
        chosen = ["fair", *(kind for kind in chosen if kind != "fair")]
    facts: dict[str, Fact] = {}
    if chance(draw, 2):
        facts["nickname0"] = declared(draw, "nickname", 0, facts, plain=True)
    for kind in chosen:
        for n in range(draw(st.integers(4, 7))):
            facts[f"{kind}{n}x"] = declared(draw, kind, n, facts, plain=plain or chance(draw, 2))
    return World(things(draw), SOURCES, KINDS, facts)


def declared(draw: st.DrawFn, kind: str, n: int, known: Mapping[str, Fact], *, plain: bool) -> Fact:
    """A fact; unless it is *plain*, with something that its author declares."""
    slots = slots_of(draw, kind, n, known)
    sources = (
        ("gazette", "diary")
        if chance(draw, 6)
        else ("gazette" if draw(st.booleans()) else "diary",)
    )
    if plain:
        return Fact(kind, slots, sources[:1])
    twins = tuple(id_ for id_, fact in known.items() if fact.kind == kind)
    asked = draw(st.sampled_from(sorted(q.asks for q in KINDS[kind].questions.values())))
    declarations: dict[str, Any] = {}
    if KINDS[kind].content and chance(draw, 2):
        declarations["point"] = draw(st.sampled_from(("one", "two")))
    if asked != "steps" and asked in slots:
        often = ("closed",) * 3 if kind == "roster" else ()
        what = draw(st.sampled_from(("also", "false", "closed", "nothing", *often)))
        if what == "closed":
            declarations["closed"] = (asked,)
        elif what != "nothing":
            value = slots_of(draw, kind, n + 1, known).get(asked)
            if isinstance(value, str | tuple):
                declarations[what] = {asked: (value,) if isinstance(value, str) else value[:1]}
    link = draw(st.sampled_from(("same_as", "part_of", "opposed", "", "")))
    if link and twins:
        declarations[link] = (draw(st.sampled_from(twins)),)
    return Fact(kind, slots, sources, **declarations)


# As files


def kind_file(name: str) -> str:
    """The kind *name* as its file: JSON is YAML too."""
    kind = KINDS[name]
    slots = {slot: slot_record(kind, slot) for slot in kind.slots}
    questions = {id_: question_record(name, id_) for id_ in kind.questions}
    record = {"summary": name, "slots": slots, "claim": kind.claim, "questions": questions}
    return json.dumps(record | ({"alias": list(kind.alias)} if kind.alias else {}))


def slot_record(kind: Kind, slot: str) -> dict[str, Any]:
    """A slot as its kind declares it."""
    found: dict[str, Any] = {"type": kind.slots[slot]}
    if slot == "steps":
        found["frame"] = {"date": {"type": "date"}}
    found |= {"names": "yes"} if slot == kind.names else {}
    found |= {"helper": "yes"} if slot in kind.helpers else {}
    return found | ({"role": "speaker"} if slot == kind.speaker else {})


def question_record(kind: str, id_: str) -> dict[str, Any]:
    """A question as its kind declares it."""
    question, name = KINDS[kind].questions[id_], f"{kind}.{id_}"
    found: dict[str, Any] = {"asks": question.asks, "given": list(question.given)}
    if question.at:
        found |= {"asks": "date", "each": "steps", "at": question.at}
    found |= {"one": "yes"} if question.one else {}
    for key in ("inverse", "during", "dated", "bound", "by"):
        found |= {key: text} if (text := getattr(question, key)) else {}
    found["stem"] = STEMS[name]
    if name in STATEMENTS:
        return found | {"statement": STATEMENTS[name]}
    return found | {"only": ["short-answer", "choice"]}


def seeds(world: World) -> str:
    """The fact base as a file of seeds."""
    entities = {id_: entity(thing) for id_, thing in world.things.items()}
    sources = {
        id_: {"title": f"The {id_}", "label": f"the {id_}", "complete": list(points)}
        for id_, points in world.complete.items()
    }
    facts = [record(id_, fact) for id_, fact in world.facts.items()]
    return json.dumps({"sources": sources, "entities": entities, "facts": facts})


def entity(thing: Thing) -> dict[str, Any]:
    """A thing as an entry of the seeds."""
    lists = ("aliases", "misprints", "acts_for", "part_of", "members")
    found: dict[str, Any] = {"type": thing.type, "name": thing.name}
    return found | {name: list(many) for name in lists if (many := getattr(thing, name))}


def record(id_: str, fact: Fact) -> dict[str, Any]:
    """A fact as an entry of the seeds."""
    found: dict[str, Any] = {"id": id_, "kind": fact.kind}
    found |= {name: written(value) for name, value in fact.slots.items() if name != "steps"}
    if steps := fact.slots.get("steps"):
        found["steps"] = [{"id": f"s{n}", "date": step} for n, step in enumerate(steps)]  # type: ignore[arg-type]
    found["cite"] = [f"{source} ¶1" for source in fact.sources]
    for key, values in (("not", fact.false), ("also_true", fact.also)):
        found |= {key: {slot: list(many) for slot, many in values.items()}} if values else {}
    links = {"same_as": fact.same_as, "part_of": fact.part_of, "disagrees_with": fact.opposed}
    found |= {key: list(many) for key, many in links.items() if many}
    found |= {"closed": list(fact.closed)} if fact.closed else {}
    return found | ({"point": fact.point} if fact.point else {})


def written(value: Plain) -> Any:  # noqa: ANN401
    """A value as seeds write it."""
    if isinstance(value, Number):
        found = {"value": str(int(value.value)), "unit": value.unit}
        return found | ({"bound": value.bound} if value.bound else {})
    return list(value) if isinstance(value, tuple) else value
