"""Citations led after their passages: what has moved in a new text, and the locators set right.

The lock changes with the seeds, in one step: from then on both count as the new text does.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from quizgen.anchors import found, passage_of
from quizgen.citing import at_text, citations
from quizgen.diagnostics import QuizgenError, has_errors, shown
from quizgen.frozen import frozen
from quizgen.load import load
from quizgen.lock import EDITED, GONE, MOVED, SAME, STATES, now, verified
from quizgen.lockfile import NAME, read_lock, text
from quizgen.placing import home, put, writing
from quizgen.relocate import Rewrite, rewritten
from quizgen.texts import attach
from quizgen.write import Product, changed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from quizgen.citing import Cited
    from quizgen.diagnostics import Diagnostic
    from quizgen.finding import Found
    from quizgen.lock import Lock, Passage, Place
    from quizgen.texts import SourceText
    from quizgen.workspace import Workspace


@frozen(slots=False)
class Move:
    """A cited paragraph that is not where, or not as, it was verified."""

    source: str
    number: int
    state: str
    at: tuple[int, ...]
    facts: tuple[str, ...]

    @property
    def place(self) -> str:
        """The paragraph as it is cited."""
        return f"{self.source} ¶{self.number}"


@dataclass
class Anchoring:
    """What was found, and what was written of it."""

    moves: list[Move] = field(default_factory=list)
    same: int = 0
    is_followed: bool = False
    rewrites: int = 0
    by_hand: list[Rewrite] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    written: list[Path] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)

    @property
    def open(self) -> list[Move]:
        """What is left to be done."""
        done = self.is_followed and not self.by_hand
        return [
            move
            for move in self.moves
            if move.place not in self.accepted and not (done and move.state == MOVED)
        ]


def anchor(root: Path, folder: Path | None, accept: Collection[str], *, write: bool) -> Anchoring:
    """Find every verified passage in the texts in *folder*; *write* the locators that follow.

    *accept*: sources or places (`report ¶4`) that were read again, and hold as they stand now.
    """
    if not write and not accept:
        return _anchor(root, folder, accept, write=write)
    with writing(home(root)):
        return _anchor(root, folder, accept, write=write)


def _anchor(root: Path, folder: Path | None, accept: Collection[str], *, write: bool) -> Anchoring:
    workspace, problems = load(root)
    lock, faults = read_lock(root / NAME, shown(root / NAME))
    problems += faults
    if workspace is None or has_errors(problems):
        return Anchoring(problems=problems)
    attached = attach(workspace, folder)
    texts = {id_: text for id_, text in attached.by_source.items() if text} if attached else {}
    if attached is None or not texts:
        raise QuizgenError("no text is attached: name their folder with --texts DIR")
    job = _Job(workspace, lock, found(lock, attached), texts)
    done = job.report()
    done.is_followed = write
    after = job.followed(done) if write else lock
    after = job.accepting(after, accept, done, write=write)
    if write or accept:
        products = [*job.files(), Product(root / NAME, text(after).encode())]
        new = changed(products)
        put(new, [], home(root))
        done.written = [product.path for product in new]
    return done


@dataclass
class _Job:
    """One run of the command."""

    workspace: Workspace
    lock: Lock
    known: Mapping[Place, Found]
    texts: Mapping[str, SourceText]
    data: dict[Path, bytes] = field(default_factory=dict)

    def find(self, cited: Cited, number: int) -> tuple[Place, Found | None]:
        """What is known of a cited paragraph, and how it was found."""
        source = cited.citation.source
        own = (source, number, cited.identity)
        place = own if own in self.lock.passages else (source, number, "")
        return place, self.known.get(place)

    def report(self) -> Anchoring:
        """What has become of each cited paragraph."""
        facts: dict[tuple[str, int, Found], dict[str, None]] = defaultdict(dict)
        for cited in citations(self.workspace):
            for source, number in cited.places:
                _, one = self.find(cited, number)
                if one:
                    facts[source, number, one][cited.fact] = None
        moves = [
            Move(source, number, one.state, one.at, tuple(named))
            for (source, number, one), named in sorted(facts.items(), key=lambda pair: pair[0][:2])
        ]
        away = [m for m in moves if m.state != SAME]
        return Anchoring(away, len(moves) - len(away))

    def followed(self, done: Anchoring) -> Lock:
        """The lock as it is when the locators follow; the files of seeds are rewritten."""
        rewrites = list(self.rewrites())
        done.by_hand = self.rewrite(rewrites)
        done.rewrites = len(rewrites) - len(done.by_hand)
        left = {rewrite.cited for rewrite in done.by_hand}
        passages: dict[Place, Passage] = {}
        for cited in citations(self.workspace):
            for place, passage in self.carried(cited, is_left=cited in left):
                known = passages.get(place)
                passages[place] = _worse(passage, known) if known else passage
        digests = {id_: text.digest for id_, text in self.texts.items()}
        return verified(self.lock, digests, passages)

    def rewrites(self) -> Iterator[Rewrite]:
        """Each locator that is to change."""
        for cited in citations(self.workspace):
            numbers = self.numbers(cited)
            if numbers and numbers != cited.citation.locator.at:
                yield Rewrite(cited, numbers)

    def numbers(self, cited: Cited) -> tuple[int, ...]:
        """Where all that *cited* names stands now; nothing where a part of it is gone."""
        at: list[int] = []
        for _, number in cited.places:
            _, one = self.find(cited, number)
            if one and one.state == GONE:
                return ()
            at += one.at if one else (number,)
        return tuple(sorted(dict.fromkeys(at)))

    def rewrite(self, rewrites: list[Rewrite]) -> list[Rewrite]:
        """Change the files; the rewrites that they do not allow."""
        by_path: dict[Path, list[Rewrite]] = defaultdict(list)
        for rewrite in rewrites:
            by_path[rewrite.cited.span.path].append(rewrite)
        left: list[Rewrite] = []
        for path, several in sorted(by_path.items()):
            self.data[path], unmade = rewritten(path.read_bytes(), several)
            left += unmade
        return left

    def files(self) -> list[Product]:
        """The files of seeds, rewritten."""
        return [Product(path, data) for path, data in self.data.items()]

    def carried(self, cited: Cited, *, is_left: bool) -> Iterator[tuple[Place, Passage]]:
        """What the lock knows of *cited* under the numbers of the new text.

        A citation that keeps its old number, as its passage is gone, is known as its fact's alone.
        """
        is_left = is_left or not self.numbers(cited)
        for source, number in cited.places:
            place, one = self.find(cited, number)
            if one is None:
                if place in self.lock.passages:
                    yield place, self.lock.passages[place]
                continue
            passage = replace(self.lock.passages[place], state=one.state)
            if is_left:
                yield (source, number, cited.identity), passage
            else:
                for at in one.at:
                    yield (source, at, ""), self.renewed(passage, source, at)

    def renewed(self, passage: Passage, source: str, at: int) -> Passage:
        """*passage* as the paragraph in which it stands now; an edited one as it was verified."""
        if passage.state == EDITED:
            return passage
        return passage_of(self.texts[source].paragraphs[at - 1], passage.when)

    def accepting(
        self, lock: Lock, accept: Collection[str], done: Anchoring, *, write: bool
    ) -> Lock:
        """*lock* with what was read again and *accept*ed verified anew, as it stands now."""
        passages = {**lock.passages}
        for name in accept:
            moves = [m for m in done.moves if name in (m.place, m.source)]
            moves = [m for m in moves if m.place == name or m.state == EDITED]
            if not moves:
                raise QuizgenError(f"nothing is stale at '{name}': quizgen anchor lists what is")
            for move in moves:
                at = move.at if write and move.at else (move.number,)
                self.refuse(move, at)
                for place in [p for p in passages if p[0] == move.source and p[1] in at]:
                    del passages[place]
                for number in at:
                    paragraph = self.texts[move.source].paragraphs[number - 1]
                    passages[move.source, number, ""] = passage_of(paragraph, now())
                done.accepted.append(move.place)
        return replace(lock, passages=passages)

    def refuse(self, move: Move, at: tuple[int, ...]) -> None:
        """Nothing is accepted that is not there, or not where it is cited."""
        count = len(self.texts[move.source].paragraphs)
        if max(at) > count:
            raise QuizgenError(f"there is no paragraph {max(at)}: '{move.source}' has {count}")
        if move.state == EDITED and move.at != at:
            message = f"{move.place} stands at {at_text(move.at)} now"
            raise QuizgenError(f"{message}: let it follow first, with --write")


def _worse(one: Passage, other: Passage) -> Passage:
    """The one of two passages, now in one paragraph, that is in the worse state."""
    return max(one, other, key=lambda p: (STATES.index(p.state), p.when, p.digest, p.sketch))


def as_text(done: Anchoring) -> str:
    """What was found, to be read: by source, each paragraph with the facts that cite it."""
    lines = [_line(move, done) for move in done.moves]
    lines += [
        f"by hand: {shown(r.cited.span.path)}:{r.cited.span.line}: '{r.cited.written}' is"
        f" {at_text(r.numbers)} now"
        for r in done.by_hand
    ]
    lines += [f"wrote {shown(path)}" for path in done.written]
    counts = [(done.same, SAME)]
    counts += [(sum(m.state == s for m in done.moves), s) for s in (MOVED, EDITED, GONE)]
    told = ", ".join(f"{n} {state}" for n, state in counts if n)
    lines.append(f"cited paragraphs: {told}" if told else "nothing was verified yet")
    if done.rewrites:
        lines.append(f"{done.rewrites} citations rewritten")
    return "\n".join(lines) + "\n"


def _line(move: Move, done: Anchoring) -> str:
    arrow = f" → {at_text(move.at)}" if move.at not in ((), (move.number,)) else ""
    state = "accepted" if move.place in done.accepted else move.state
    return f"{state:8} {move.place}{arrow}  ({', '.join(move.facts)})"
