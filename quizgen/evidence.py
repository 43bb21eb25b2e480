"""Which citations support which slot of a fact, as its author wrote them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from quizgen import rules
from quizgen.citations import CitationError, parse_citation, parse_locator
from quizgen.document import locate
from quizgen.items import Citation
from quizgen.shape import near

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizgen.diagnostics import Diagnostic
    from quizgen.kinds import Kind, Slot
    from quizgen.model import Source
    from quizgen.values import Value

INFERRED = "inferred"
SUPPORTED = "supported"
_AROUND = ("source", "quote", "locator", SUPPORTED)
_HINT = "write a source id and a place in it: `report ¶4`, `book p. 12`"


@dataclass
class Evidence:
    """Reads the citations of one fact; `problems` collects what is wrong with them."""

    data: Any
    sources: Mapping[str, Source]
    problems: list[Diagnostic] = field(default_factory=list)

    def of_fact(self, kind: Kind) -> dict[str, tuple[Citation, ...]]:
        """The citations of each filled slot: its own, or the fact's default."""
        raw = self.data.get("cite")
        tabled = isinstance(raw, dict) and ("at" in kind.slots or not _is_answered(raw))
        table = raw if tabled else {"default": raw} if raw is not None else {}
        self.refuse_unknown_slots(table, kind)
        at = ("cite",) if tabled else ()
        written = {
            key: self.citations(value, *at, key) if at else self.citations(value, "cite")
            for key, value in table.items()
        }
        found = {}
        bare = []
        for name, slot in kind.slots.items():
            if not self.data.get(name):
                continue
            own = self.data[name].get("cite") if isinstance(self.data[name], dict) else None
            if own is not None:
                found[name] = self.citations(own, name, "cite")
            elif name in written or "default" in written:
                found[name] = written.get(name, written.get("default", ()))
            elif not slot.helper and slot.type != "frames":
                bare.append(name)
        if raw is None and len(bare) > 1:
            self.uncited(bare, "id")
        for name in bare if raw is not None or len(bare) == 1 else ():
            self.uncited([name], name)
        return found

    def attribution(self) -> tuple[Citation, ...]:
        """The citations of `according_to`."""
        raw = self.data.get("cite")
        if isinstance(raw, dict) and "according_to" in raw:
            return self.citations(raw["according_to"], "cite", "according_to")
        return ()

    def of_frame(
        self, raw: Any, slot: Slot, filled: Mapping[str, Value], route: tuple[str | int, ...]
    ) -> dict[str, tuple[Citation, ...]]:
        """The citations of each slot of a frame: its own, the frame's, the list's, the default."""
        cite = raw.get("cite")
        tabled = isinstance(cite, dict) and ("at" in slot.frame or not _is_answered(cite))
        table = cite if tabled else {"default": cite} if cite is not None else {}
        at = (*route, "cite") if tabled else route
        written = {
            key: self.citations(value, *at, "cite" if at is route else key)
            for key, value in table.items()
        }
        fallback = written.get("default", self.of_list(slot.name))
        found = {}
        bare = []
        for name in filled:
            own = raw[name].get("cite") if isinstance(raw[name], dict) else None
            cites = self.citations(own, *route, name, "cite") if own is not None else None
            found[name] = cites or written.get(name, fallback) or ()
            if name not in written and fallback is cites is None and not slot.frame[name].helper:
                bare.append(name)
        if bare:
            self.uncited(bare, *route)
        return found

    def of_list(self, name: str) -> tuple[Citation, ...] | None:
        """What the fact itself cites for the list *name*; None for nothing."""
        raw = self.data.get("cite")
        if isinstance(raw, dict) and not _is_answered(raw):
            key = name if name in raw else "default"
            quiet = Evidence(self.data, self.sources)
            return quiet.citations(raw[key], "cite", key) if key in raw else None
        return None if raw is None else Evidence(self.data, self.sources).citations(raw, "cite")

    def of_value(self, raw: Any, route: tuple[str | int, ...]) -> tuple[Citation, ...]:
        """The citations that stand beside a value."""
        return self.citations(raw["cite"], *route, "cite") if "cite" in raw else ()

    def citations(self, raw: Any, *route: str | int) -> tuple[Citation, ...]:
        """One citation or a list of them; `inferred` means that no text says it."""
        if raw == INFERRED:
            return ()
        if _is_answered(raw):
            return self.answered(raw, *route)
        if not isinstance(raw, list):
            return tuple(filter(None, [self.citation(raw, *route)]))
        parts = [
            self.answered(c, *route, n) if _is_answered(c) else [self.citation(c, *route, n)]
            for n, c in enumerate(raw)
        ]
        return tuple(c for part in parts for c in part if c)

    def answered(self, raw: Any, *route: str | int) -> tuple[Citation, ...]:
        """Citations with the reason why they hold: `{at: report ¶4, supported: …}`."""
        for key in raw:
            if key not in ("at", SUPPORTED):
                span = locate(self.data, (*route, key), key=True)
                hint = "it has `at`, one citation or several, and `supported`, the reason"
                message = f"'{key}' is not a key of a citation with a reason"
                self.problems.append(rules.UNKNOWN_KEY.at(span, message, hint=hint))
        reason = self.reason(raw, *route)
        return tuple(replace(c, supported=reason) for c in self.citations(raw["at"], *route, "at"))

    def reason(self, raw: Any, *route: str | int) -> str | None:
        """Why a citation holds although no machine can tell, where its author says so."""
        reason = raw.get(SUPPORTED)
        if reason is None or (isinstance(reason, str) and reason.strip()):
            return reason
        span = locate(self.data, (*route, SUPPORTED))
        hint = "write in a few words how the passage says it"
        self.problems.append(rules.WRONG_TYPE.at(span, "'supported' must be a reason", hint=hint))
        return None

    def citation(self, raw: Any, *route: str | int) -> Citation | None:
        """One citation; None, and a problem, where *raw* is none."""
        try:
            citation = self.record(raw) if isinstance(raw, dict) else parse_citation(str(raw))
        except CitationError as error:
            rule = rules.MISSING_LOCATOR if error.no_locator else rules.BAD_CITATION
            known = str(raw).split(" ")[0] in self.sources
            hint = f"add the place, as in '{raw} ¶4'" if error.no_locator and known else _HINT
            message = str(error) if raw else "no citation stands here"
            if str(raw)[:1] in ("¶", "§"):
                rule, message = rules.BAD_CITATION, f"'{raw}' does not say in which source"
                hint = f"put the id of the source before it, as in 'report {raw}'"
            self.problems.append(rule.at(locate(self.data, route), message, hint=hint))
            return None
        placed = replace(citation, span=locate(self.data, route))
        if isinstance(raw, dict) and SUPPORTED in raw:
            placed = replace(placed, supported=self.reason(raw, *route))
        return placed if self.is_sound(placed, route) else None

    def record(self, raw: Any) -> Citation:
        """A citation written as a mapping: `{source: book, page: 12, quote: …}`."""
        rest = {k: v for k, v in raw.items() if k not in _AROUND}
        if "source" not in raw or len(rest) > 1:
            raise CitationError("a citation has a `source`, one place and perhaps a `quote`")
        if "locator" in raw and not rest:
            return Citation(raw["source"], parse_locator(str(raw["locator"])), raw.get("quote"))
        if not rest:
            raise CitationError("the citation does not say where in the source", no_locator=True)
        label, value = next(iter(rest.items()))
        return Citation(raw["source"], parse_locator(f"{label} {value}"), raw.get("quote"))

    def is_sound(self, citation: Citation, route: tuple[str | int, ...]) -> bool:
        """Whether the source exists and the paragraphs can."""
        span = locate(self.data, route)
        if citation.source not in self.sources:
            hint = near(citation.source, self.sources, "list it under `sources`")
            message = f"no source is called '{citation.source}'"
            self.problems.append(rules.UNKNOWN_SOURCE.at(span, message, hint=hint))
            return False
        if 0 in citation.locator.at:
            message = "there is no paragraph 0: paragraphs are counted from 1"
            hint = "count the non-blank lines of the text, headline included"
            self.problems.append(rules.BAD_PARAGRAPH.at(span, message, hint=hint))
            return False
        return True

    def refuse_unknown_slots(self, table: Mapping[str, Any], kind: Kind) -> None:
        """Report citations for slots the fact does not have."""
        known = [*kind.slots, "default", "according_to"]
        for key in table:
            if key not in known:
                hint = near(key, known, f"its slots: {', '.join(kind.slots)}")
                span = locate(self.data, ("cite", key), key=True)
                message = f"the kind '{kind.name}' has no slot '{key}'"
                self.problems.append(rules.UNKNOWN_SLOT.at(span, message, hint=hint))

    def uncited(self, names: list[str], *route: str | int) -> None:
        """Report slots that nothing supports."""
        listed = ", ".join(f"'{name}'" for name in names)
        message = f"nothing is cited for {listed}"
        hint = "say where it is read, as in cite: report ¶4, or under `default` of the fact's cite"
        span = locate(self.data, route)
        self.problems.append(rules.UNCITED_SLOT.at(span, message, hint=hint))


def _is_answered(raw: Any) -> bool:
    """Whether *raw* is citations with a reason: `{at: …, supported: …}`."""
    return isinstance(raw, dict) and "at" in raw and "source" not in raw
