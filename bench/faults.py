"""Ten different faults, as authors make them: what they write, and what `check` must say to it."""

from __future__ import annotations

from dataclasses import dataclass

HERE = "  # here"


@dataclass(frozen=True)
class Fault:
    """What is added to the seeds of a district, and the rule that its line marked `# here` breaks.

    `part`: to which file; `text`: a paragraph more of the source that it cites. `in_items`: it
    shows in the items alone, and none are made where anything else is in error.
    """

    rule: str
    seeds: str
    part: str = "facts"
    text: str = ""
    in_items: bool = False


FAULTS = (
    Fault(
        "unknown-entity",
        """\
- id: fault-visit
  kind: event
  what: the visit of a stranger
  by: nobody-known  # here
  cite: pm-{district} ¶2
""",
    ),
    Fault(
        "bad-paragraph",
        """\
- id: fault-page
  kind: definition
  term: crosswind
  is: a wind from the side
  cite: pm-{district} ¶999  # here
""",
    ),
    Fault(
        "duplicate-id",
        """\
- id: declaration-{district}  # here
  kind: definition
  term: headwind
  is: a wind from ahead
  cite: pm-{district} ¶2
""",
    ),
    Fault(
        "unknown-slot",
        """\
- id: fault-slot
  kind: event
  what: the opening of a bridge
  whem: 1901  # here
  cite: pm-{district} ¶2
""",
    ),
    Fault(
        "shared-alias",
        """\
  fault-twin:
    type: person
    name: Ms Quandary
    aliases: [{name}]  # here
""",
        part="base",
    ),
    Fault(
        "bad-date",
        """\
- id: fault-date
  kind: event
  what: the closing of a bridge
  when: 2022-02-30  # here
  cite: pm-{district} ¶2
""",
    ),
    Fault(
        "uncited-slot",
        """\
- id: fault-uncited  # here
  kind: definition
  term: tailwind
  is: a wind from behind
""",
    ),
    Fault(
        "unknown-kind",
        """\
- id: fault-kind
  kind: evnt  # here
  what: the painting of a bridge
  cite: pm-{district} ¶2
""",
    ),
    Fault(
        "unknown-fact",
        """\
- id: fault-same
  kind: event
  what: the blessing of a bridge
  same_as: nothing-known  # here
  cite: pm-{district} ¶2
""",
    ),
    Fault(
        "two-answers",
        """\
- id: fault-one
  kind: event
  what: the widening of a bridge
  when: 1901
  cite: pm-{district} ¶{paragraph}
- id: fault-other  # here
  kind: event
  what: the widening of a bridge
  when: 1902
  cite: pm-{district} ¶{paragraph}
""",
        text="A bridge was made wider by some hands: in 1901, says one; in 1902, says another.",
        in_items=True,
    ),
)
