"""A small workspace about an orchard, which can be edited in every way that an author edits one.

It is kept as a model from which the files are written anew, so that an edit is one line here. An
edit that finds nothing to change says so by returning False.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from quizgen.resources import shipped

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

SETTINGS = """\
format: 1
title: The old orchard
language: en-GB
namespace: 5t8wq2mk9xv3hzd7rc1jyn4fpb
license: CC BY 4.0
"""
KIND = """\
language: en
summary: a tree of the orchard
slots:
  what: {type: np, names: yes, required: yes}
  planted: {type: date}
  height: {type: quantity}
  by: {type: entity, role: gardener}
  bears: {type: np}
  leaf: {type: rich, helper: yes}
  care:
    type: frames
    frame: {who: {type: entity, role: carer, helper: yes, required: yes}, gives: {type: np}}
  harvests:
    type: frames
    frame: {year: {type: date, helper: yes, required: yes}, weight: {type: quantity}}
claim: "{{ what|cap }} stands in the orchard."
questions:
  @PLANTED@:
    asks: planted
    given: [what]
    one: yes
    only: [short-answer, choice, true-false]
    stem: "@STEM@"
    statement: "{{ what|cap }} was planted {{ planted|on }}."
    claim: "{{ what|cap }} was planted {{ planted|on }}."
  height:
    asks: height
    given: [what]
    one: yes
    only: [short-answer, choice, cloze]
    stem: "How high is {{ what }}?"
    statement: "{{ what|cap }} is {{ height }} high."
    claim: "{{ what|cap }} is {{ height }} high."
  by:
    asks: by
    given: [what]
    one: yes
    only: choice
    stem: "Who planted {{ what }}?"
    claim: "{{ by }} planted {{ what }}."
  bears:
    asks: bears
    given: [what]
    only: cloze
    stem: "What does {{ what }} bear?"
    statement: "In autumn {{ what }} bears {{ bears }}."
  leaf:
    asks: what
    given: [leaf]
    only: [short-answer]
    stem: "Which tree has this leaf? {{ leaf }}"
  care:
    each: care
    asks: gives
    given: [what, who]
    only: short-answer
    stem: "What does {{ who }} give to {{ what }}?"
    statement: "To {{ what }} {{ who }} gives {{ gives }}."
  weight:
    each: harvests
    asks: weight
    given: [what, year]
    only: cloze
    stem: "How heavy was the harvest of {{ what }} in {{ year }}?"
    statement: "In {{ year }} {{ what }} gave {{ weight }}."
"""
STEMS = (
    "{{ planted|ask }} was {{ what }} planted?",
    "{{ planted|ask }} was {{ what }} put into the ground?",
    "{{ planted|ask }} did {{ what }} get its place in the orchard?",
)
STYLES = ("", ".claim { color: #234; }", ".question { font-weight: 500; }")
MOST = 6
COLOURS = ("red", "amber", "grey", "green", "white", "dark")
FRUITS = ("pear", "plum", "quince", "apple", "medlar", "cherry", "walnut", "mulberry")
CROPS = ("hard pears", "small plums", "sour cherries", "soft nuts", "pale apples", "dry quinces")
GIFTS = ("ash", "water", "lime", "straw", "compost", "bone meal")
GARDENERS = ("Ada Brook", "Ben Cole", "Cleo Dunn", "Dov Eller", "Eva Finch")


@dataclass
class Part:
    """One entry of a list that a fact holds."""

    id: str
    slots: dict[str, str]
    was: list[str] = field(default_factory=list)

    def record(self) -> dict[str, Any]:
        """The entry as the seeds have it."""
        return {"id": self.id, **self.slots, **({"was": self.was} if self.was else {})}


@dataclass
class Tree:
    """One fact."""

    id: str
    slots: dict[str, str]
    topic: str = "north"
    note: str = ""
    was: list[str] = field(default_factory=list)
    care: dict[str, str] = field(default_factory=dict)
    harvests: list[Part] = field(default_factory=list)

    def record(self) -> dict[str, Any]:
        """The fact as the seeds have it."""
        rest = {
            "topic": self.topic,
            "note": self.note,
            "was": self.was,
            "care": [{"who": who, "gives": gives} for who, gives in self.care.items()],
            "harvests": [part.record() for part in self.harvests],
        }
        given = {key: value for key, value in rest.items() if value}
        return {"id": self.id, "kind": "tree", "cite": "book p. 1", **self.slots, **given}


@dataclass
class Gardener:
    """One entity."""

    name: str
    aliases: list[str] = field(default_factory=list)
    was: list[str] = field(default_factory=list)

    def record(self) -> dict[str, Any]:
        """The entity as the seeds have it."""
        return {"type": "person", "name": self.name, "aliases": self.aliases, "was": self.was}


@dataclass
class Orchard:
    """The whole workspace; `count` makes every new id and name another."""

    trees: dict[str, Tree] = field(default_factory=dict)
    felled: dict[str, Tree] = field(default_factory=dict)
    gardeners: dict[str, Gardener] = field(default_factory=dict)
    retired: dict[str, Any] = field(default_factory=dict)
    skip: dict[str, str] = field(default_factory=dict)
    reword: dict[str, Any] = field(default_factory=dict)
    released: dict[str, Tree] = field(default_factory=dict)
    deck: str = "orchard"
    deck_was: list[str] = field(default_factory=list)
    planted: str = "planted"
    planted_was: list[str] = field(default_factory=list)
    stem: int = 0
    style: int = 0
    leaf: int = 0
    count: int = 0

    def number(self) -> int:
        """A number that was never given."""
        self.count += 1
        return self.count

    def write(self, root: Path) -> None:
        """Put the files in place."""
        question = f"{self.planted}:\n    was: {json.dumps(self.planted_was)}"
        kind = KIND.replace("@PLANTED@:", question).replace("@STEM@", STEMS[self.stem])
        css = (shipped() / "anki/card.css").read_text("utf-8") + STYLES[self.style]
        files = {
            "quizgen.yaml": SETTINGS,
            "templates/kinds/tree.yaml": kind,
            "templates/anki/card.css": css,
            f"decks/{self.deck}.yaml": json.dumps(self.recipe()),
            "seeds/orchard.yaml": json.dumps(self.seeds(), indent=1),
            "pictures/leaf.svg": _picture("circle", self.leaf),
            "pictures/needle.svg": _picture("ellipse", self.leaf),
        }
        for old in self.deck_was:
            (root / f"decks/{old}.yaml").unlink(missing_ok=True)
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")

    def recipe(self) -> dict[str, Any]:
        """The one recipe."""
        topics = {tree.topic for tree in self.trees.values()}
        cards = {
            "interactions": ["short-answer", "choice", "true-false", "cloze"],
            "per_slot": 4,
            "subdecks": {"South": {"topics": ["south"]}} if "south" in topics else {},
        }
        return {
            "title": "The old orchard",
            "cards": cards,
            "skip": self.skip,
            "reword": self.reword,
            "was": self.deck_was,
        }

    def seeds(self) -> dict[str, Any]:
        """The seeds' one file."""
        pictures = {
            id_: {
                "file": f"pictures/{id_}.svg",
                "alt": f"a {id_}",
                "credit": "us",
                "license": "MIT",
            }
            for id_ in ("leaf", "needle")
        }
        return {
            "sources": {"book": {"type": "book", "title": "The Orchard Book", "label": "the book"}},
            "entities": {id_: one.record() for id_, one in self.gardeners.items()},
            "images": pictures,
            "facts": [tree.record() for tree in self.trees.values()],
            "retired": self.retired,
        }


def planted(trees: int, gardeners: int = 4) -> Orchard:
    """An orchard of so many trees."""
    orchard = Orchard()
    for name in GARDENERS[:gardeners]:
        orchard.gardeners[name.partition(" ")[0].lower()] = Gardener(name)
    for number in range(trees):
        tree = _tree(orchard)
        tree.slots |= {"height": f"{7 + number * 3} m", "planted": str(1850 + number * 11)}
        tree.slots["by"] = list(orchard.gardeners)[number % gardeners]
    first, second, *_ = orchard.trees.values()
    first.slots |= {"bears": CROPS[0], "leaf": "![leaf]"}
    second.slots["leaf"] = "![needle]"
    first.care["ada"] = GIFTS[0]
    first.harvests.append(Part("first", {"year": "1901", "weight": "40 kg"}))
    return orchard


# The edits: each does one thing somewhere, or finds nothing to do.


def add_fact(orchard: Orchard, random: Random) -> bool:
    """A fact more, in an orchard that is not full."""
    if len(orchard.trees) == MOST:
        return False
    tree = _tree(orchard)
    for slot in random.sample(("planted", "height", "by", "bears"), 2):
        tree.slots[slot] = _value(orchard, slot, random)
    return True


def remove_fact(orchard: Orchard, random: Random) -> bool:
    """A fact less, and why; sometimes another takes its place."""
    if not (tree := _fell(orchard, random)):
        return False
    heirs: list[str | None] = [None, *orchard.trees]
    heir = random.choice(heirs)
    reason = f"felled by storm {orchard.number()}"
    orchard.retired[tree.id] = {"reason": reason, "replaced_by": heir} if heir else reason
    return True


def remove_fact_silently(orchard: Orchard, random: Random) -> bool:
    """A fact less, and nobody says why."""
    return bool(_fell(orchard, random))


def put_back(orchard: Orchard, random: Random) -> bool:
    """A removed fact is there again."""
    if not orchard.felled or len(orchard.trees) == MOST:
        return False
    tree = orchard.felled.pop(random.choice(list(orchard.felled)))
    orchard.trees[tree.id] = tree
    _forget(orchard.retired, tree.id)
    return True


def correct(orchard: Orchard, random: Random) -> bool:
    """Another value in a slot."""
    tree = random.choice(list(orchard.trees.values()))
    slots = sorted(tree.slots.keys() - {"what", "leaf"})
    if not slots:
        return False
    slot = random.choice(slots)
    old, tree.slots[slot] = tree.slots[slot], _value(orchard, slot, random)
    return old != tree.slots[slot]


def revert(orchard: Orchard, random: Random) -> bool:
    """What was corrected since the last edition is as it held it."""
    then = orchard.released
    changed = [t for t in orchard.trees.values() if t.id in then and t.slots != then[t.id].slots]
    if not changed:
        return False
    tree = random.choice(changed)
    for slot in tree.slots.keys() - then[tree.id].slots.keys():
        _disown(orchard, f"{tree.id}/{slot}")
    tree.slots = dict(then[tree.id].slots)
    for slot in tree.slots:
        _forget(orchard.retired, f"{tree.id}/{_question(orchard, slot)}")
    return True


def rename_fact(orchard: Orchard, random: Random) -> bool:
    """A fact under another id."""
    if not orchard.trees:
        return False
    tree = random.choice([*orchard.trees.values()])
    old, tree.id = tree.id, f"tree{orchard.number()}"
    tree.was.insert(0, old)
    orchard.trees[tree.id] = orchard.trees.pop(old)
    for said in (orchard.skip, orchard.reword):
        for item in [item for item in said if item.startswith(f"{old}/")]:
            said[item.replace(old, tree.id, 1)] = said.pop(item)
    for said in orchard.retired.values():
        if isinstance(said, dict) and said["replaced_by"] == old:
            said["replaced_by"] = tree.id
    return True


def rename_question(orchard: Orchard, random: Random) -> bool:  # noqa: ARG001
    """A question under another id."""
    old, orchard.planted = orchard.planted, f"planted{orchard.number()}"
    orchard.planted_was.insert(0, old)
    return True


def rename_entry(orchard: Orchard, random: Random) -> bool:
    """An entry of a list under another id."""
    parts = [part for tree in orchard.trees.values() for part in tree.harvests]
    if not parts:
        return False
    part = random.choice(parts)
    part.was.insert(0, part.id)
    part.id = f"harvest{orchard.number()}"
    return True


def rename_entity(orchard: Orchard, random: Random) -> bool:
    """An entity under another id, by which list entries are known too."""
    old = random.choice(list(orchard.gardeners))
    new = f"gardener{orchard.number()}"
    orchard.gardeners[new] = orchard.gardeners.pop(old)
    orchard.gardeners[new].was.insert(0, old)
    for tree in (*orchard.trees.values(), *orchard.felled.values(), *orchard.released.values()):
        if tree.slots.get("by") == old:
            tree.slots["by"] = new
        tree.care = {new if who == old else who: gives for who, gives in tree.care.items()}
    return True


def rename_deck(orchard: Orchard, random: Random) -> bool:  # noqa: ARG001
    """A recipe under another name."""
    orchard.deck_was.insert(0, orchard.deck)
    orchard.deck = f"orchard{orchard.number()}"
    return True


def reword_template(orchard: Orchard, random: Random) -> bool:
    """Another wording for a question of all facts."""
    old, orchard.stem = orchard.stem, random.randrange(len(STEMS))
    return old != orchard.stem


def restyle(orchard: Orchard, random: Random) -> bool:
    """Another style for all cards."""
    old, orchard.style = orchard.style, random.randrange(len(STYLES))
    return old != orchard.style


def redraw(orchard: Orchard, random: Random) -> bool:  # noqa: ARG001
    """Another picture under the same name."""
    orchard.leaf += 1
    return True


def add_slot(orchard: Orchard, random: Random) -> bool:
    """A slot more."""
    tree = random.choice(list(orchard.trees.values()))
    free = [slot for slot in ("planted", "height", "by", "bears") if slot not in tree.slots]
    if not free:
        return False
    slot = random.choice(free)
    tree.slots[slot] = _value(orchard, slot, random)
    _forget(orchard.retired, f"{tree.id}/{_question(orchard, slot)}")
    return True


def remove_slot(orchard: Orchard, random: Random) -> bool:
    """A slot less; mostly somebody says why."""
    trees = [tree for tree in orchard.trees.values() if len(tree.slots) > 2]
    if not trees:
        return False
    tree = random.choice(trees)
    slot = random.choice(sorted(tree.slots.keys() - {"what"}))
    del tree.slots[slot]
    question = f"{tree.id}/{_question(orchard, slot)}"
    _disown(orchard, question)
    if random.randrange(4):
        orchard.retired[question] = f"nobody knows it any more ({orchard.number()})"
    return True


def add_entry(orchard: Orchard, random: Random) -> bool:
    """An entry more in a list."""
    tree = random.choice(list(orchard.trees.values()))
    free = [id_ for id_ in orchard.gardeners if id_ not in tree.care]
    if free and random.randrange(2):
        tree.care[random.choice(free)] = random.choice(GIFTS)
    else:
        number = orchard.number()
        slots = {"year": str(1900 + number), "weight": f"{30 + number % 40} kg"}
        tree.harvests.append(Part(f"harvest{number}", slots))
    return True


def remove_entry(orchard: Orchard, random: Random) -> bool:
    """An entry less in a list, and why."""
    trees = [tree for tree in orchard.trees.values() if tree.harvests or tree.care]
    if not trees:
        return False
    tree = random.choice(trees)
    if tree.harvests:
        gone = f"{tree.id}/weight.{tree.harvests.pop(0).id}"
    else:
        gone = f"{tree.id}/care.{tree.care.popitem()[0]}"
    orchard.retired[gone] = "it was counted wrongly"
    return True


def add_alias(orchard: Orchard, random: Random) -> bool:
    """Another name for somebody."""
    gardener = random.choice(list(orchard.gardeners.values()))
    gardener.aliases.append(f"Old {FRUITS[orchard.number() % 8].title()} {orchard.count}")
    return True


def remove_alias(orchard: Orchard, random: Random) -> bool:
    """A name less for somebody."""
    known = [gardener for gardener in orchard.gardeners.values() if gardener.aliases]
    if not known:
        return False
    random.choice(known).aliases.pop()
    return True


def change_topic(orchard: Orchard, random: Random) -> bool:
    """A fact under another topic, which is a tag and a deck."""
    tree = random.choice(list(orchard.trees.values()))
    tree.topic = {"north": "south", "south": "north"}[tree.topic]
    return True


def annotate(orchard: Orchard, random: Random) -> bool:
    """Another note on the backs of a fact's cards."""
    tree = random.choice(list(orchard.trees.values()))
    tree.note = "" if tree.note else f"It leans a little ({orchard.number()})."
    return True


def skip_item(orchard: Orchard, random: Random) -> bool:
    """An item left out of the deck by its recipe, or taken in again."""
    item = _item(orchard, random)
    if item in orchard.skip:
        del orchard.skip[item]
    elif item:
        orchard.skip[item] = "too hard"
        orchard.reword.pop(item, None)
    return bool(item)


def reword_item(orchard: Orchard, random: Random) -> bool:
    """An item in other words, by its recipe."""
    item = _item(orchard, random)
    if not item or item in orchard.skip:
        return False
    stem = f"How many metres is it from the foot to the top? ({orchard.number()})"
    orchard.reword[item] = {"stem": stem, "because": "clearer"}
    return True


def say_why(orchard: Orchard, random: Random) -> bool:
    """Another reason for something that is gone."""
    if not orchard.retired:
        return False
    orchard.retired[random.choice(list(orchard.retired))] = f"lost in year {orchard.number()}"
    return True


Edit = Callable[[Orchard, "Random"], bool]
# Those that seldom find something to do stand here more often.
EDITS: tuple[Edit, ...] = (
    add_fact, remove_fact, remove_fact, remove_fact_silently, remove_fact_silently,
    put_back, put_back, correct, correct, correct, revert, revert, revert, revert,
    add_slot, remove_slot, add_entry, remove_entry, remove_entry,
    add_alias, add_alias, remove_alias, remove_alias, remove_alias,
    change_topic, change_topic, change_topic, annotate, skip_item, reword_item, reword_item,
    say_why, say_why, say_why, reword_template, reword_template, restyle, restyle, redraw, redraw,
)  # fmt: skip
RENAMES: tuple[Edit, ...] = (rename_fact, rename_question, rename_entry, rename_entity, rename_deck)


def remember(orchard: Orchard) -> None:
    """An edition is closed: it is what `revert` goes back to."""
    orchard.released = deepcopy(orchard.trees)


def _tree(orchard: Orchard) -> Tree:
    number = orchard.number()
    name = f"the {COLOURS[number % 6]} {FRUITS[number // 6 % 8]}"
    name += f" of row {number // 48}" if number >= 48 else ""
    tree = Tree(f"tree{number}", {"what": name})
    orchard.trees[tree.id] = tree
    return tree


def _fell(orchard: Orchard, random: Random) -> Tree | None:
    if len(orchard.trees) <= 3:
        return None
    tree = orchard.trees.pop(random.choice(list(orchard.trees)))
    orchard.felled[tree.id] = tree
    _disown(orchard, tree.id)
    for said in orchard.retired.values():
        if isinstance(said, dict) and said["replaced_by"] == tree.id:
            said["replaced_by"] = next(iter(orchard.trees))
    return tree


def _disown(orchard: Orchard, prefix: str) -> None:
    """Nothing is said any more about items that begin with *prefix*."""
    for said in (orchard.skip, orchard.reword, orchard.retired):
        _forget(said, prefix)


def _forget(said: dict[str, Any], prefix: str) -> None:
    for id_ in [id_ for id_ in said if id_ == prefix or id_.startswith(f"{prefix}/")]:
        del said[id_]


def _question(orchard: Orchard, slot: str) -> str:
    return orchard.planted if slot == "planted" else slot


def _value(orchard: Orchard, slot: str, random: Random) -> str:
    """A value for *slot*; from few, so that facts often share one."""
    match slot:
        case "planted":
            return str(1850 + 5 * random.randrange(20))
        case "height":
            return f"{3 + random.randrange(30)} m"
        case "by":
            return random.choice(list(orchard.gardeners))
        case _:
            return random.choice(CROPS)


def _item(orchard: Orchard, random: Random) -> str | None:
    """The id of an item that is there whatever else is."""
    trees = [tree.id for tree in orchard.trees.values() if "height" in tree.slots]
    return f"{random.choice(trees)}/height/short-answer" if trees else None


def _picture(shape: str, size: int) -> str:
    """A picture of a leaf."""
    drawn = f'<{shape} cx="9" cy="9" r="{size % 8 + 1}" ry="{size % 8 + 1}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="18" height="18">{drawn}</svg>\n'
