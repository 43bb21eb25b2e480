"""Works are written as the styles' handbooks have them: citeproc-js, with CSL's styles, judges."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from quizgen import exports, markup
from quizgen.citations import works
from quizgen.model import SeedsFile, Source
from quizgen.phrases import Phrases
from quizgen.resources import Shelf
from quizgen.styles import ENTRIES, NOTES, Record
from quizgen.words import find_words

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = Path(__file__).parent
CSL = Path("/usr/share/citation-style-language")  # two packages of Debian
STYLES = {
    "apa": "apa",
    "mla": "modern-language-association",
    "chicago": "chicago-author-date",
    "chicago-notes": "chicago-fullnote-bibliography",
}
FORMS = (*((style, "entry") for style in STYLES), ("chicago-notes", "note"))


@dataclass(frozen=True)
class Explained:
    """Where quizgen and citeproc-js part: the style's rule, and what quizgen writes by it."""

    rule: str
    written: str


EXPLAINED = {
    ("apa", "entry", "own-publisher"): Explained(
        "APA 7, 9.29: a publisher that is the author is not named again",
        "Coast Guard. (2017). <em>Lights and Signals</em>.",
    ),
    ("chicago", "entry", "post"): Explained(
        "CMOS 17, 15.52: content of social media is dated to the day",
        "Reed, Tom. 2025. “The Strait Is Open Again.” <em>Chirper</em>. February 11, 2025. "
        "https://chirper.example/reed/1.",
    ),
    ("chicago-notes", "entry", "newspaper-nobody"): Explained(
        "CMOS 17, 14.199: a paper in the place of an author is a title, and in italics",
        "<em>Northern Wire</em>. “Storm Closes the Strait,” February 2025. "
        "https://wire.example/storm.",
    ),
    ("chicago-notes", "entry", "paper-with-publisher"): Explained(
        "CMOS 17, 14.191: a paper's date follows its title, parted by a comma",
        "Marsh, Ivy. “Pilots Ask for Light.” <em>Northern Wire</em>, October 5, 2024.",
    ),
}


@cache
def sources() -> Mapping[str, Source]:
    text = (HERE / "cases" / "citations.yaml").read_text("utf-8")
    return SeedsFile.model_validate(yaml.load(text, yaml.BaseLoader)).sources  # noqa: S506  (only texts)


@cache
def phrases(language: str = "en-US") -> Phrases:
    return Phrases(find_words(Shelf(), language))


@cache
def oracle() -> dict[str, dict[str, dict[str, str]]]:
    """What citeproc-js makes of every source, in every style."""
    node = shutil.which("node")
    if not (node and CSL.is_dir() and (HERE / "node" / "node_modules" / "citeproc").is_dir()):
        pytest.skip("citeproc-js or the styles are not installed (make test)")
    items = [exports.csl_item(id_, source) for id_, source in sources().items()]
    asked = {"folder": str(CSL), "locale": "en-US", "styles": STYLES, "items": items}
    done = subprocess.run(
        [node, HERE / "node" / "citeproc.js"],
        input=json.dumps(asked),
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    told: dict[str, dict[str, dict[str, str]]] = json.loads(done.stdout)
    return told


def expected(text: str) -> str:
    """What citeproc-js says, its italics as ours; apostrophes are as their author types them."""
    bare = re.sub(r"</?div[^>]*>", "", text).replace("<i>", "<em>").replace("</i>", "</em>")
    return html.unescape(bare).replace("\N{NO-BREAK SPACE}", " ").strip()


def shown(marked: str) -> str:
    """Marked text with its italics, and nothing escaped."""
    text = markup.html(marked, text=str, math=str, image=str, blank="")
    return text.replace("\N{NO-BREAK SPACE}", " ")


def written(style: str, form: str, id_: str) -> str:
    """What quizgen makes of a source."""
    write = NOTES["chicago-footnotes"] if form == "note" else ENTRIES[style]
    return shown(write(Record(id_, sources()[id_], phrases())))


@pytest.mark.parametrize(("style", "form"), FORMS)
def test_works_are_written_as_citeproc_writes_them(style: str, form: str) -> None:
    alike = [id_ for id_ in sources() if (style, form, id_) not in EXPLAINED]
    theirs = {id_: expected(oracle()[style][id_][form]) for id_ in alike}
    assert {id_: written(style, form, id_) for id_ in alike} == theirs


@pytest.mark.parametrize(("style", "form", "id_"), EXPLAINED)
def test_what_differs_follows_a_rule_of_the_style(style: str, form: str, id_: str) -> None:
    ours = EXPLAINED[style, form, id_].written
    assert written(style, form, id_) == ours
    assert expected(oracle()[style][id_][form]) != ours


def test_the_cases_are_many_and_the_differences_few() -> None:
    assert len(sources()) * len(FORMS) - len(EXPLAINED) >= 60
    assert len({source.type for source in sources().values()}) >= 8
    assert len(EXPLAINED) <= 6


def entry(style: str, record: dict[str, object], spoken: Phrases | None = None) -> str:
    source = Source.model_validate(record)
    return shown(ENTRIES[style](Record("report", source, spoken or phrases())))


NO_TITLE = {"type": "article-newspaper", "label": "the report on the storm"}
INFERRED = {"type": "webpage", "title": "Fog", "issued": {"date": "2022-11-24", "inferred": "so"}}
LOWER = {"type": "webpage", "title": "The harbour is closed", "container-title": "Wire"}


@pytest.mark.parametrize(
    ("style", "record", "expected"),
    [
        # What a source does not say is ours, and stands in brackets.
        ("apa", NO_TITLE, "[The report on the storm]. (n.d.)."),
        ("mla", NO_TITLE, "[The report on the storm]."),
        ("chicago", NO_TITLE, "[The report on the storm]. n.d."),
        ("chicago-notes", NO_TITLE, "[The report on the storm], n.d."),
        ("apa", INFERRED, "<em>Fog</em>. ([2022, November 24])."),
        ("mla", INFERRED, "<em>Fog</em>. [24 Nov. 2022]."),
        ("chicago", INFERRED, "“Fog.” [2022]. [November 24, 2022]."),
        ("chicago-notes", INFERRED, "“Fog,” [November 24, 2022]."),
        # The capitals of titles are their authors'.
        ("mla", LOWER, "“The harbour is closed.” <em>Wire</em>."),
        ("chicago", LOWER, "“The harbour is closed.” n.d. Wire."),
        # Dates of every precision.
        ("apa", {"title": "Fog", "type": "book", "issued": "1931~"}, "<em>Fog</em>. (ca. 1931)."),
        ("mla", {"title": "Fog", "issued": "2021-22"}, "<em>Fog</em>. Summer 2021."),
        ("mla", {"title": "Fog", "issued": "2021-03/2021-05"}, "<em>Fog</em>. Mar. 2021–May 2021."),
        ("apa", {"title": "Fog", "issued": "2021/2023"}, "<em>Fog</em>. (2021–2023)."),
        ("apa", {"title": "Fog", "issued": "-0043"}, "<em>Fog</em>. (44 BC)."),
        # Quotation marks within quotation marks; signs are never doubled.
        (
            "mla",
            {"title": 'Who Said "Now"?', "container-title": "Wire", "issued": "2020"},
            "“Who Said \N{LEFT SINGLE QUOTATION MARK}Now’?” <em>Wire</em>, 2020.",
        ),
        ("apa", {"title": "Stop!", "type": "webpage"}, "<em>Stop!</em> (n.d.)."),
    ],
)
def test_what_no_oracle_knows(style: str, record: dict[str, object], expected: str) -> None:
    assert entry(style, record) == expected


MANY = [{"family": f"Name{n}", "given": "Ann"} for n in range(1, 23)]


@pytest.mark.parametrize(
    ("style", "count", "expected"),
    [
        ("apa", 20, "Name19, A., & Name20, A. (n.d.)."),
        ("apa", 21, "Name19, A., … Name21, A. (n.d.)."),
        ("mla", 3, "Name1, Ann, et al. <em>Fog</em>."),
        ("chicago", 10, "Ann Name9, and Ann Name10. n.d."),
        ("chicago", 11, "Ann Name7, et al. n.d."),
    ],
)
def test_many_authors_are_shortened(style: str, count: int, expected: str) -> None:
    assert expected in entry(style, {"type": "book", "title": "Fog", "author": MANY[:count]})


def test_styles_speak_the_language_of_the_workspace() -> None:
    german = phrases("de")
    record: dict[str, object] = {
        "type": "chapter",
        "title": "Nebel",
        "author": [{"family": "Müller", "given": "Jörg"}, {"family": "Wolf", "given": "Ute"}],
        "editor": [{"family": "Beck", "given": "Uwe"}],
        "container-title": "Wetterbuch",
        "edition": "2",
        "page": "12-14",
        "issued": "2021",
    }
    told = [entry(style, record, german) for style in STYLES]
    assert told == [
        (
            "Müller, J. & Wolf, U. (2021). Nebel. In U. Beck (Hrsg.), <em>Wetterbuch</em> "
            "(2. Aufl., S. 12–14)."
        ),
        (
            "Müller, Jörg und Ute Wolf. „Nebel“. <em>Wetterbuch</em>, herausgegeben von Uwe Beck, "
            "2. Aufl., 2021, S. 12–14."
        ),
        (
            "Müller, Jörg und Ute Wolf. 2021. „Nebel“. In <em>Wetterbuch</em>, "
            "herausgegeben von Uwe Beck, 2. Aufl., 12–14."
        ),
        (
            "Müller, Jörg und Ute Wolf. „Nebel“. In <em>Wetterbuch</em>, "
            "herausgegeben von Uwe Beck, 2. Aufl., 12–14, 2021."
        ),
    ]


def test_styles_speak_serbian_with_the_month_in_its_case() -> None:
    record: dict[str, object] = {
        "type": "article-newspaper",
        "title": "Киша",
        "author": [{"family": "Ђурић", "given": "Љиљана"}],
        "container-title": "Дневне вести",
        "issued": "2021-11-24",
    }
    told = [entry(style, record, phrases("sr")) for style in STYLES]
    assert told == [
        "Ђурић, Љ. (2021, 24. новембра). Киша. <em>Дневне вести</em>.",
        "Ђурић, Љиљана. „Киша“. <em>Дневне вести</em>, 24. нов. 2021.",
        "Ђурић, Љиљана. 2021. „Киша“. <em>Дневне вести</em>, 24. новембра 2021.",
        "Ђурић, Љиљана. „Киша“. <em>Дневне вести</em>, 24. новембра 2021.",
    ]


WHOLE: dict[str, object] = {
    "title": "Fog and Ice",
    "author": [{"family": "Lee", "given": "Ann"}, {"literal": "Harbour Office"}],
    "editor": [{"family": "Berg", "given": "Jan"}],
    "container-title": "Northern Wire",
    "issued": "2024-05-06",
    "accessed": "2025-01-02",
    "publisher": "Quay Press",
    "publisher-place": "Northport",
    "volume": "3",
    "issue": "4",
    "page": "12-14",
    "edition": "2",
    "genre": "Press release",
    "medium": "Radio",
    "archive": "Harbour Museum",
    "URL": "https://wire.example/fog",
    "DOI": "10.1234/fog",
    "ISBN": "978-0-00-000000-2",
}
TYPES = sorted({*(source.type for source in sources().values()), "document", "speech"})


@given(
    st.sampled_from(TYPES),
    st.sets(st.sampled_from(sorted(WHOLE))),
    st.sampled_from((*ENTRIES, *NOTES)),
)
def test_whatever_a_work_lacks_its_entry_is_well_formed(
    type_: str, known: set[str], style: str
) -> None:
    told = {key: WHOLE[key] for key in known}
    source = Source.model_validate({"type": type_, "label": "the report", **told})
    write = (ENTRIES | NOTES)[style]
    text = markup.plain(write(Record("report", source, phrases())))
    assert not re.search(r"\(\)|\[\]|\.\.|,,|:,|[( ][,.:;]| {2}|^[,. ]|[,:; ]$|None", text), text
    assert ("Fog and Ice" in text) is ("title" in known)
    assert "The report" in text or "the report" in text or "title" in known


def test_lists_are_sorted_by_name_but_news_lines_as_given() -> None:
    given = [(id_, sources()[id_]) for id_ in ("web", "book", "newspaper-nobody")]
    assert [work.source for work in works(given, phrases())] == ["web", "book", "newspaper-nobody"]
    sorted_ = [work.source for work in works(given, phrases(), "apa")]
    assert sorted_ == ["web", "newspaper-nobody", "book"]  # Harbour Office, Storm …, Thorne


def of(family: str, *others: str, title: str, issued: str) -> tuple[str, Source]:
    names = [{"family": name} for name in (family, *others)]
    record = {"author": names, "title": title, "issued": issued}
    return title, Source.model_validate(record)


def test_alone_comes_before_together_and_then_the_date_or_the_title() -> None:
    given = [
        of("Lee", "Abel", title="A", issued="2001"),
        of("Lee", title="B", issued="2010"),
        of("Lee", title="C", issued="2005"),
        of("Öberg", title="D", issued="2005"),
        of("Pohl", title="E", issued="2005"),
    ]
    sorted_ = {
        style: "".join(work.source for work in works(given, phrases(), style)) for style in STYLES
    }
    assert sorted_ == {"apa": "CBADE", "mla": "BCADE", "chicago": "CBADE", "chicago-notes": "BCADE"}


def test_an_article_before_a_title_does_not_sort() -> None:
    given = [("one", Source(title="The Pier")), ("two", Source(title="Quays"))]
    assert [work.source for work in works(given, phrases(), "mla")] == ["one", "two"]
