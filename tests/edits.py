"""Edits of texts whose outcome is known, as every word remembers where it stood before.

An edit is made of a few steps, drawn by chance from a seed: the same ones on every machine.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from quizgen.finding import Found
from quizgen.lock import EDITED, GONE, MOVED, SAME

if TYPE_CHECKING:
    from collections.abc import Callable

SYLLABLES = [
    "ka",
    "lo",
    "mi",
    "tu",
    "re",
    "sa",
    "no",
    "vi",
    "pe",
    "da",
    "shu",
    "bri",
    "ost",
    "anz",
    "ell",
    "mor",
    "gri",
    "tan",
    "fu",
    "whe",
]
END = ".,;"
REMNANT = 0.25  # of a paragraph: less is not that paragraph any more


@dataclass(frozen=True)
class Word:
    """A word, and as the how manieth of which paragraph it stood in the text before."""

    text: str
    paragraph: int = 0
    position: int = 0


Paragraph = list[Word]


@dataclass
class Edit:
    """A text before and after, the paragraphs that are cited, and what was done to it."""

    before: list[Paragraph]
    after: list[Paragraph]
    cited: tuple[int, ...]
    random: Random
    steps: list[str] = field(default_factory=list)
    surface: Callable[[str], str] = str

    def old(self) -> list[str]:
        """The paragraphs before."""
        return [" ".join(w.text for w in p) for p in self.before]

    def new(self) -> list[str]:
        """The paragraphs after, retyped if a step says so."""
        return [self.surface(" ".join(w.text for w in p)) for p in self.after]

    def truth(self) -> dict[int, Found]:
        """What has become of each cited paragraph."""
        whole = {n: at for n in self.cited if (at := self._whole(n))}
        kept = {(n, k) for n in whole for k in range(len(self.before[n - 1]))}
        found = {}
        for number in self.cited:
            at = whole.get(number) or self._pieces(number)
            around = [w for n in at for w in self.after[n - 1]]
            if number in whole and all((w.paragraph, w.position) in kept for w in around):
                found[number] = Found(SAME if at == (number,) else MOVED, at)
            else:
                found[number] = Found(EDITED, at) if at else Found(GONE)
        return found

    def _whole(self, number: int) -> tuple[int, ...]:
        """Where the words of a paragraph stand, all of them and in a row."""
        flat = [(w, n) for n, p in enumerate(self.after, start=1) for w in p]
        length = len(self.before[number - 1])
        for start in range(len(flat) - length + 1):
            row = flat[start : start + length]
            if all((w.paragraph, w.position) == (number, k) for k, (w, _) in enumerate(row)):
                return tuple(sorted({n for _, n in row}))
        return ()

    def _pieces(self, number: int) -> tuple[int, ...]:
        """Where words of a paragraph stand, if it is more than a remnant."""
        counts = {
            n: sum(w.paragraph == number for w in p) for n, p in enumerate(self.after, start=1)
        }
        if sum(counts.values()) < len(self.before[number - 1]) * REMNANT:
            return ()
        return tuple(n for n, count in counts.items() if count)


def text_of(random: Random) -> list[Paragraph]:
    """A text of a made-up language: a few hundred words that come again, figures, short lines."""
    names = ["".join(random.choices(SYLLABLES, k=random.randint(1, 4))) for _ in range(400)]
    text = []
    for number in range(1, random.randint(10, 24)):
        length = random.choice((2, 4, 6, 9, 12, 20, 25, 30, 35, 40, 60))
        text.append([Word(_word(random, names), number, n) for n in range(length)])
    return text


def _word(random: Random, names: list[str]) -> str:
    kind = random.random()
    word = random.choice(names)
    if kind < 0.06:
        return f"{random.randint(1, 31)}"
    if kind < 0.1:
        return f'"{word.title()}"'
    return word + (random.choice(END) if kind < 0.2 else "")


def words_of(paragraphs: list[str]) -> list[Paragraph]:
    """A text that stands somewhere, as words that remember."""
    return [
        [Word(w, n, k) for k, w in enumerate(re.findall(r"\S*\w\S*", p))]
        for n, p in enumerate(paragraphs, start=1)
    ]


def edit_of(seed: int, before: list[Paragraph] | None = None) -> Edit:
    """The edit number *seed*: of *before*, or of a made-up text."""
    random = Random(seed)  # noqa: S311  (no secret)
    text = before or text_of(random)
    cited = tuple(n for n in range(1, len(text) + 1) if random.random() < 0.85)
    edit = Edit(text, [list(p) for p in text], cited, random)
    for step in random.choices(STEPS, k=random.randint(1, 4)):
        step(edit)
        edit.steps.append(step.__name__)
    edit.after = [p for p in edit.after if p]
    return edit


def inserted(edit: Edit) -> None:
    """A paragraph that was not there."""
    fresh = text_of(edit.random)[0]
    _put(edit, [Word(w.text) for w in fresh])


def removed(edit: Edit) -> None:
    if len(edit.after) > 2:
        edit.after.pop(edit.random.randrange(len(edit.after)))


def moved(edit: Edit) -> None:
    """A paragraph at another place."""
    _put(edit, edit.after.pop(edit.random.randrange(len(edit.after))))


def swapped(edit: Edit) -> None:
    one, other = edit.random.sample(range(len(edit.after)), 2)
    edit.after[one], edit.after[other] = edit.after[other], edit.after[one]


def merged(edit: Edit) -> None:
    """A paragraph and the next as one."""
    if len(edit.after) > 2:
        n = edit.random.randrange(len(edit.after) - 1)
        edit.after[n : n + 2] = [edit.after[n] + edit.after[n + 1]]


def split(edit: Edit) -> None:
    """A paragraph as two."""
    n = edit.random.randrange(len(edit.after))
    words = edit.after[n]
    if len(words) >= 20:
        cut = edit.random.randint(8, len(words) - 8)
        edit.after[n : n + 1] = [words[:cut], words[cut:]]


def reflowed(edit: Edit) -> None:
    """All words in lines of another length."""
    words = [w for p in edit.after for w in p]
    width = edit.random.randint(30, 80)
    edit.after = [words[n : n + width] for n in range(0, len(words), width)]


def misspelt(edit: Edit) -> None:
    """A word in ten of a paragraph, at least one, with another letter."""
    n = edit.random.randrange(len(edit.after))
    words = edit.after[n]
    for k in edit.random.sample(range(len(words)), max(1, len(words) // 10)):
        words[k] = Word(_misspelt(words[k].text, edit.random))


def _misspelt(word: str, random: Random) -> str:
    at = random.choice([n for n, sign in enumerate(word) if sign.isalnum()])
    if word[at].isdigit():
        return f"{word[:at]}{(int(word[at]) + 1) % 10}{word[at + 1 :]}"
    return f"{word[:at]}{'x' if word[at] != 'x' else 'z'}{word[at + 1 :]}"


def lengthened(edit: Edit) -> None:
    """A sentence more in a paragraph."""
    words = edit.random.choice(edit.after)
    words += [Word(f"novel{n}") for n in range(edit.random.randint(3, 9))]


def shortened(edit: Edit) -> None:
    """A third of a paragraph less."""
    words = edit.random.choice(edit.after)
    if len(words) >= 12:
        del words[-(len(words) // 3) :]


def negated(edit: Edit) -> None:
    """A word more, in the middle."""
    words = edit.random.choice(edit.after)
    words.insert(len(words) // 2, Word("not"))


def retyped(edit: Edit) -> None:
    """Other quotation marks, dashes, spaces and capitals; hyphens that are not seen."""
    edit.surface = lambda text: (
        re.sub(r"[.,](?= |$)", " —", re.sub('"([^"]*)"', "“\\1”", text))
        .replace(" ", "\N{NO-BREAK SPACE}", 3)
        .replace("lo", "l\N{SOFT HYPHEN}o")
        .capitalize()
    )


def _put(edit: Edit, paragraph: Paragraph) -> None:
    edit.after.insert(edit.random.randint(0, len(edit.after)), paragraph)


STEPS: tuple[Callable[[Edit], None], ...] = (
    inserted, inserted, removed, moved, swapped, merged, split, reflowed, misspelt, misspelt,
    lengthened, shortened, negated, retyped,
)  # fmt: skip
