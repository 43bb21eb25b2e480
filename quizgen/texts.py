"""The attached source texts: paragraphs, words, digests. Attaching only verifies.

A text is read whole and never kept: outputs are the same with and without it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from quizgen.textfile import MAX_BYTES
from quizgen.values import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from quizgen.workspace import Workspace

RUN = 8  # words in a row that make a sentence somebody else's


@dataclass(frozen=True)
class SourceText:
    """A source's text: its paragraphs, counted from 1, and a digest of what it says."""

    paragraphs: tuple[str, ...]

    def passage(self, numbers: tuple[int, ...]) -> str:
        """The text of the paragraphs with these *numbers*."""
        return "\n".join(self.paragraphs[n - 1] for n in numbers if n <= len(self.paragraphs))

    @cached_property
    def digest(self) -> str:
        """A digest of the paragraphs, the same for every encoding and line end."""
        text = "\n".join(" ".join(p.split()) for p in self.paragraphs)
        return hashlib.sha256(text.encode()).hexdigest()[:20]

    @cached_property
    def runs(self) -> frozenset[tuple[str, ...]]:
        """Every run of RUN words."""
        return frozenset(runs(self.paragraphs))


@dataclass(frozen=True)
class Texts:
    """The texts found in the folder that was named, by source id; None for one not found."""

    by_source: Mapping[str, SourceText | None]


def attach(workspace: Workspace, folder: Path) -> Texts:
    """The texts of the workspace's sources, looked for in *folder* by their `text:` names."""
    found: dict[str, SourceText | None] = {}
    for id_, source in workspace.sources.items():
        if source.text:
            found[id_] = _read(folder, source.text, source.paragraphs)
    return Texts(found)


def runs(paragraphs: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Each run of RUN words of *paragraphs*."""
    for paragraph in paragraphs:
        words = re.findall(r"\w+", fold(paragraph))
        for n in range(len(words) - RUN + 1):
            yield tuple(words[n : n + RUN])


def _read(folder: Path, name: str, paragraphs: str) -> SourceText | None:
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
        return None
    if path.stat().st_size > MAX_BYTES:
        return None
    text = (
        path.read_bytes().decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    )
    parts = re.split(r"\n[ \t]*\n", text) if paragraphs == "blank-lines" else text.split("\n")
    return SourceText(tuple(" ".join(p.split()) for p in parts if p.strip()))
