"""Sentences as authors write them: compiled, or a problem that says what is wrong, and where."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quizgen import rules
from quizgen.shape import match_at, near, word_at
from quizgen.templating import BadTemplate

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from quizgen.diagnostics import Diagnostic, Span
    from quizgen.templating import Sentence, Templating


@dataclass
class Sentences:
    """Compiles the sentences of one file, whose slots belong to *owner* ("the kind 'event'")."""

    owner: str
    templating: Templating
    filters: tuple[str, ...]
    problems: list[Diagnostic] = field(default_factory=list)

    def compile(self, source: str, span: Span | None, scope: Collection[str]) -> Sentence | None:
        """The sentence that *source* writes about slots in *scope*; None for one in error."""
        try:
            sentence = self.templating.compile(source, span)
        except BadTemplate as error:
            self.problems.append(_unreadable(str(error), span))
            return None
        for name in sorted(sentence.names - set(scope) - {"previous"}):
            self.undefined(span, name, f"{self.owner} has no slot '{name}'", scope)
        for code in _codes(source):
            for word in set(_FILTER.findall(code)) - set(self.filters):
                self.undefined(span, word, f"there is no filter '{word}'", self.filters)
            for whole, part in _PART.findall(code):
                if whole != "previous" or part not in scope:
                    message = f"'{whole}' has no part '{part}'"
                    self.undefined(span, part, message, scope if whole == "previous" else ())
        return sentence

    def undefined(self, span: Span | None, word: str, message: str, known: Iterable[str]) -> None:
        """Report a name that a sentence uses and that is not *known*."""
        names = sorted(known)
        hint = near(word, names, f"there are: {', '.join(names)}" if names else _MAY_HOLD)
        at = word_at(span, word)
        self.problems.append(rules.TEMPLATE_UNDEFINED.at(at, message, hint=hint))


_MAY_HOLD = "a sentence holds text, {{ slot }}, {{ slot|filter }} and {% if slot %} … {% endif %}"
_CODE = re.compile(r"\{[{%](.*?)[%}]\}", re.DOTALL)
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_FILTER = re.compile(r"\|\s*(\w+)")
_PART = re.compile(r"\b([^\W\d]\w*)\.(\w+)")
# What Jinja says -> what is wrong in an author's terms, where that stands, and what to do
_FAULTS = (
    ("'call'", "a sentence cannot call anything", r"\w+\s*\(", _MAY_HOLD),
    ("'for'", "a sentence cannot loop", r"\{%-?\s*for\b", "`{{ slot|all }}` tells a list"),
    ("'assign", "a sentence cannot set anything", r"\{%-?\s*set\b", _MAY_HOLD),
    ("'include'", "a sentence cannot include files", r"\{%-?\s*include\b", _MAY_HOLD),
    ("endif", "this {% if … %} is not closed", r"\{%-?\s*if\b", "write {% endif %} where it ends"),
    ("unexpected '}'", "these brackets are not closed", r"\{\{[^{}]*\}(?!\})", "write {{ slot }}"),
    ("end of print", "nothing stands in these brackets", r"\{\{\s*\}\}", "write {{ slot }}"),
    ("'getitem'", "a value has no parts", r"\w+\s*\[", _MAY_HOLD),
    *((f"'{word}'", "a sentence cannot compute", rf"\w\s*{sign}\s*\w", _MAY_HOLD)
      for word, sign in (("add", r"\+"), ("sub", "-"), ("mul", r"\*"), ("div", "/"),
                         ("floordiv", "//"), ("mod", "%"), ("pow", r"\*\*"))),
)  # fmt: skip


def _unreadable(said: str, span: Span | None) -> Diagnostic:
    """The problem with a sentence of which Jinja *said* something."""
    for words, message, pattern, hint in _FAULTS:
        if words in said:
            place = match_at(span, re.compile(pattern))
            return rules.TEMPLATE_SYNTAX.at(place, message, hint=hint)
    message = f"the sentence cannot be read: {said[:1].lower()}{said[1:].rstrip('.')}"
    return rules.TEMPLATE_SYNTAX.at(span, message, hint=_MAY_HOLD)


def _codes(source: str) -> Iterator[str]:
    """What stands in the brackets of a sentence, without quoted texts."""
    yield from (_QUOTED.sub("''", code) for code in _CODE.findall(source))
