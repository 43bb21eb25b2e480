"""What programs other than quizgen read in a PDF: its words, and what it is made of."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import page

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Bookmark:
    """A line of an outline: where it leads, and the lines below it."""

    title: str
    page: int
    kids: tuple[Bookmark, ...]


def _bookmarks(told: list[dict[str, Any]]) -> tuple[Bookmark, ...]:
    return tuple(Bookmark(o["title"], o["destpageposfrom1"], _bookmarks(o["kids"])) for o in told)


@dataclass(frozen=True)
class Pdf:
    """A PDF file."""

    path: Path

    @cached_property
    def pages(self) -> list[str]:
        """The words of each page, in the order of the file."""
        return self._run("pdftotext", "-raw", self.path, "-").rstrip("\f").split("\f")

    @cached_property
    def spoken(self) -> str:
        """Its words as its tags put them in order: what a screen reader reads."""
        lines = self._run("pdfinfo", "-struct-text", self.path).splitlines()
        return " ".join(line.strip()[1:-1] for line in lines if line.lstrip().startswith('"'))

    @cached_property
    def info(self) -> dict[str, str]:
        """Title, page size and the like, as pdfinfo tells them."""
        lines = self._run("pdfinfo", self.path).splitlines()
        return {k: v.strip() for k, _, v in (line.partition(":") for line in lines)}

    @cached_property
    def source(self) -> bytes:
        """Its objects, written out plainly."""
        command: list[str | Path] = ["qpdf", "--qdf", "--object-streams=disable", self.path, "-"]
        return subprocess.run(command, check=True, capture_output=True).stdout

    @cached_property
    def bookmarks(self) -> tuple[Bookmark, ...]:
        """Its outline."""
        told = json.loads(self._run("qpdf", "--json", "--json-key=outlines", self.path))
        return _bookmarks(told["outlines"])

    def words(self) -> list[tuple[int, str, float, float]]:
        """Page, text, left edge and lower edge of each of its words, in millimetres."""
        source = self._run("pdftotext", "-bbox", self.path, "-")
        return [
            (n, text, float(left) * 25.4 / 72, float(low) * 25.4 / 72)
            for n, page in enumerate(source.split("<page ")[1:])
            for left, low, text in re.findall(
                r'<word xMin="(.+?)".* yMax="(.+?)">(.*)</word>', page
            )
        ]

    def faults(self) -> list[str]:
        """What is wrong with it: by 104 rules of PDF/UA-1, to qpdf, and fonts left out."""
        report = page.validate_pdf(str(self.path), profile="ua1")
        assert report.rules.total == 104
        found = [f"{fault.rule_id}: {fault.message}" for fault in report.failures]
        fonts = self._run("pdffonts", self.path).splitlines()[2:]
        assert fonts, "a PDF without text"
        found += [
            font for font in fonts if not re.search(r" yes (yes|no) +(yes|no) +\d+ +0$", font)
        ]
        checked = subprocess.run(["qpdf", "--check", self.path], check=False, capture_output=True)  # noqa: S607
        return found + ([] if checked.returncode == 0 else [checked.stderr.decode()])

    def _run(self, *command: str | Path) -> str:
        return subprocess.run(command, check=True, capture_output=True).stdout.decode()


def bare(text: str) -> str:
    """*text* without the spaces, which a PDF has not, and the hyphens that end its lines."""
    return re.sub(r"\s|\u200b|\xad", "", text)
