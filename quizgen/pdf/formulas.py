"""Formulas as pictures: WeasyPrint lays out no MathML, and would print x² as x2."""

from __future__ import annotations

import re
from base64 import b64encode
from html import escape
from xml.etree import ElementTree as ET

_MATH = re.compile(r"<math\b.*?</math>", re.DOTALL)
_EM = 100.0  # what one em of the text is while a formula is drawn
_SCALE = 1.15  # so that its letters are as high as those of the text
_DEEPEST = 7  # each level doubles the time that drawing takes
_PLAIN = ("math", "mrow", "mstyle", "mpadded", "mphantom", "mtr", "mtd")
_NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
_SPACED = frozenset("=<>≤≥≠≈→⇒⇔∈⊂+±")
_BETWEEN = {"mtable": "; ", "mtr": ", "}
_TOLD = {
    "msup": "{0}^{1:g}",
    "mover": "{0}^{1:g}",
    "msub": "{0}_{1:g}",
    "munder": "{0}_{1:g}",
    "msubsup": "{0}_{1:g}^{2:g} ",
    "munderover": "{0}_{1:g}^{2:g} ",
    "mfrac": "{0:g}/{1:g}",
    "mroot": "√[{1}]({0})",
}


class Undrawable(Exception):
    """A formula that is told in words, since its picture would show less."""


def pictured(page: str) -> str:
    """*page* with each formula drawn, and told in words to those who do not see it."""
    return _MATH.sub(lambda match: _shown(match[0]), page)


def _shown(mathml: str) -> str:
    tree = ET.fromstring(mathml)  # noqa: S314  (quizgen made it)
    told = escape(" ".join(told_of(tree).split()))
    try:
        return f'<img class="formula" alt="{told}" {_drawn(mathml, tree)}>'
    except Exception:  # noqa: BLE001  (whatever it is that cannot be drawn, it can be read)
        return f"<span>{told}</span>"


def _drawn(mathml: str, tree: ET.Element) -> str:
    """The picture of a formula, as large as the text around it and on its line, as attributes."""
    from ziamath.zmath import Math  # noqa: PLC0415  (rarely needed)

    if _depth(tree) > _DEEPEST:
        raise Undrawable
    drawn = Math(mathml, size=_EM * _SCALE)
    if any(c.isalpha() and not drawn.font.glyphindex(c) for c in "".join(tree.itertext())):
        raise Undrawable
    (width, height), below = drawn.getsize(), drawn.getyofst()
    lengths = {"width": width, "height": height, "vertical-align": below}
    style = ";".join(f"{name}:{length / _EM:.4f}em" for name, length in lengths.items())
    data = b64encode(drawn.svg().encode()).decode()
    return f'style="{style}" src="data:image/svg+xml;base64,{data}"'


def _depth(element: ET.Element) -> int:
    """How many fractions, roots, powers and the like stand within one another."""
    deepest = max(map(_depth, element), default=0)
    return deepest + (len(element) > 0 and _name(element) not in _PLAIN)


def told_of(element: ET.Element) -> str:
    """A formula on one line, as a screen reader is to read it: x^2, (a + b)/c, √(x)."""
    kids = [told_of(kid) for kid in element]
    name, text = _name(element), element.text or ""
    if name in _TOLD and len(kids) == _TOLD[name].count("{"):
        return _TOLD[name].format(*(_Part(kid.strip()) for kid in kids))
    if name == "mspace" or text in _SPACED or (name == "mi" and len(text) > 1):
        text = f" {text} "
    joined = _BETWEEN.get(name, "").join(kids)
    return f"√({joined})" if name == "msqrt" else text + joined


class _Part(str):
    """A part of a formula; in the format `g` it stands in brackets unless it is one sign."""

    __slots__ = ()

    def __format__(self, form: str) -> str:
        return f"({self})" if form and len(self) > 1 else str(self)


def _name(element: ET.Element) -> str:
    return element.tag.removeprefix(_NAMESPACE)
