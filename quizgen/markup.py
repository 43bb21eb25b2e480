"""The little markup of `rich` slots, and how any text becomes HTML or plain words.

An author writes `*em*`, `**strong**`, `^sup^`, `~sub~`, `$TeX$` and `![image-id]`; a backslash
takes the meaning from the next character. Inside quizgen this travels as marked text: one string
in which noncharacters (never valid in input) enclose each marked run, so that templates can join
plain and rich values freely and nothing is ever escaped twice.
"""

from __future__ import annotations

import html as _html
import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import tostring

from quizgen.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BLANK = "\ufdd0"
_OPEN = "\ufdd1"
_CLOSE = "\ufdd2"
SIGNS = BLANK + _OPEN + _CLOSE  # what makes a text marked
_STYLES = {"i": "em", "b": "strong", "^": "sup", "_": "sub"}
_SOURCE = re.compile(
    r"\\(?P<literal>[\\*^~$!\[\]])"
    r"|\$(?P<math>[^$\n]+)\$"
    r"|!\[(?P<image>[^\]\s]+)\]"
    r"|\*\*(?P<strong>.+?)\*\*"
    r"|\*(?P<em>[^*]+)\*"
    r"|\^(?P<sup>[^\^\s]+)\^"
    r"|~(?P<sub>[^~\s]+)~"
)
_IMAGE = re.compile(f"{_OPEN}!([^{_CLOSE}]*){_CLOSE}")
_FORMULA = re.compile(f"{_OPEN}m([^{_CLOSE}]*){_CLOSE}")
_REFERENCE = re.compile(r"&#x([0-9A-Fa-f]{1,6});")
_NO_MATHEMATICS = re.compile(r"\\(?:href|style|class|cssId|require|url|def|newcommand|unicode)\b")
_SUPERSCRIPT = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_SUBSCRIPT = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")


@frozen
class Run:
    """A stretch of marked text: its style (`text em strong sup sub math image blank`)."""

    style: str
    text: str = ""
    children: tuple[Run, ...] = ()


def mark(style: str, text: str) -> str:
    """Enclose *text* as a run of *style*: `i b ^ _ m` (math) or `!` (an image's id)."""
    return f"{_OPEN}{style}{text}{_CLOSE}"


def rich(source: str) -> str:
    """The marked text of an author's rich *source*."""

    def replace(match: re.Match[str]) -> str:
        style, text = match.lastgroup or "", match[match.lastgroup or 0]
        if style == "literal":
            return text
        if style == "math":
            return mark("m", text)
        if style == "image":
            return mark("!", text)
        letter = {"em": "i", "strong": "b", "sup": "^", "sub": "_"}[style]
        return mark(letter, rich(text))

    return _SOURCE.sub(replace, source)


def is_marked(text: str) -> bool:
    """Whether *text* holds more than characters."""
    return BLANK in text or _OPEN in text or _CLOSE in text


def runs(marked: str) -> tuple[Run, ...]:
    """The runs of *marked* text, nested as written."""
    if not is_marked(marked):
        return (Run("text", marked),) if marked else ()
    return tuple(_runs(iter(marked)))


def images(marked: str) -> tuple[str, ...]:
    """The ids of the images that *marked* text shows, in order."""
    return tuple(_IMAGE.findall(marked)) if _OPEN in marked else ()


def formulas(marked: str) -> tuple[str, ...]:
    """The formulas in *marked* text, as TeX, in order."""
    return tuple(_FORMULA.findall(marked)) if _OPEN in marked else ()


def faults(marked: str) -> Iterator[str]:
    """What is wrong with the formulas of *marked* text."""
    for tex in formulas(marked):
        if command := _NO_MATHEMATICS.search(tex):
            yield f"'{command[0]}' is no mathematics: links, styles and definitions are not taken"
            continue
        try:
            mathml(tex)
        except BadFormula as error:
            yield str(error)


def plain(marked: str, alt: Callable[[str], str] = str, blank: str = "____") -> str:
    """*marked* text in plain characters; *alt* tells what an image shows."""
    if _OPEN not in marked and _CLOSE not in marked:
        return marked.replace(BLANK, blank)

    def word(run: Run) -> str:
        inside = "".join(map(word, run.children)) or run.text
        if run.style == "sup":
            return _raised(inside, _SUPERSCRIPT, "^")
        if run.style == "sub":
            return _raised(inside, _SUBSCRIPT, "_")
        if run.style == "image":
            return alt(inside)
        if run.style == "math":
            return f"${inside}$"
        return blank if run.style == "blank" else inside

    return "".join(map(word, runs(marked)))


def html(
    marked: str,
    *,
    text: Callable[[str], str] = _html.escape,
    math: Callable[[str], str],
    image: Callable[[str], str],
    blank: str,
) -> str:
    """*marked* text as HTML: *text* escapes characters, the others make their elements."""

    def element(run: Run) -> str:
        if run.style == "text":
            return text(run.text)
        if run.style == "math":
            return math(run.text)
        if run.style == "image":
            return image(run.text)
        if run.style == "blank":
            return blank
        return f"<{run.style}>{''.join(map(element, run.children))}</{run.style}>"

    return "".join(map(element, runs(marked)))


class BadFormula(ValueError):
    """A formula that is not TeX, or not TeX that can be laid out."""


def mathml(tex: str) -> str:
    """A TeX formula as MathML that holds nothing but mathematics, for browsers without a script."""
    from latex2mathml.converter import convert_to_element  # noqa: PLC0415  (heavy, rarely needed)

    try:
        tree = convert_to_element(tex)
    except Exception as error:
        raise BadFormula(f"'{tex}' cannot be read as a formula") from error
    for element in tree.iter():
        # Its own `convert` unescapes the finished text, so that `\\text{<b>}` would be an element.
        element.text = _REFERENCE.sub(lambda m: chr(int(m[1], 16)), element.text or "")
        for name in {"href", "style", "class", "id"} & element.attrib.keys():
            del element.attrib[name]
    return tostring(tree, encoding="unicode")


def _raised(text: str, table: dict[int, int], sign: str) -> str:
    return text.translate(table) if all(ord(c) in table for c in text) else f"{sign}({text})"


def _runs(characters: Iterator[str]) -> Iterator[Run]:
    text: list[str] = []
    for character in characters:
        if character not in (BLANK, _OPEN, _CLOSE):
            text.append(character)
            continue
        if text:
            yield Run("text", "".join(text))
            text.clear()
        if character == BLANK:
            yield Run("blank")
        elif character == _CLOSE:
            return
        else:
            yield _run(next(characters), characters)
    if text:
        yield Run("text", "".join(text))


def _run(letter: str, characters: Iterator[str]) -> Run:
    children = tuple(_runs(characters))
    if letter in _STYLES:
        return Run(_STYLES[letter], children=children)
    return Run("math" if letter == "m" else "image", "".join(c.text for c in children))
