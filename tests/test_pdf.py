"""PDFs beside pages: accessible, whole, the same each time, and missed with a word."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from logging import Handler, LogRecord, getLogger
from typing import TYPE_CHECKING, Literal
from xml.etree import ElementTree as ET

import pytest

from quizgen.flashcards import flash_cards
from quizgen.flashcards.layout import PADDING
from quizgen.flashcards.layout import Layout as Places
from quizgen.items import Interaction, Layout, Option
from quizgen.lock import Lock
from quizgen.markup import BLANK, mathml, plain, rich
from quizgen.outputs import flashcards, guide, sheets
from quizgen.paper.answers import letter
from quizgen.pdf.engine import fetcher, typeset
from quizgen.pdf.formulas import pictured, told_of
from quizgen.recipe import FlashCardsRecipe
from quizgen.resources import Shelf
from quizgen.words import find_words
from quizgen.write import is_marked
from tests import guides
from tests.papers import HOSTILE, item, made
from tests.papers import study as small
from tests.reading import Pdf, bare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from quizgen.booklet import Entry, Group
    from quizgen.items import Form, Item, Study
    from tests.conftest import Run
    from tests.reading import Bookmark

CSS = Shelf().text("pages/pdf.css")
FOOT_LOW = 2.0  # mm from the last line of a card to its edge
NO_FONT = "\U000f1234"  # for private use: no font has it
PAPERS = {"A4": "(A4)", "letter": "(letter)"}
WITH_OPTIONS = (Interaction.CHOICE, Interaction.MULTIPLE_RESPONSE, Interaction.ORDERING)
FORMULAS = (
    r"$\frac{-b \pm \sqrt{b^2 - 4ac}}{2a}$",
    r"$\sum_{i=1}^{n} i^2$",
    r"$\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}$",
    r"$\alpha_0 \le \Omega$",
)


# What a browser knows and WeasyPrint does not, and does as well without.
NICETY = re.compile(
    r"Ignored `(text-wrap|unicode-bidi|math-style|print-color-adjust): "
    r"|(Expected a|Invalid) media type|.notdef glyph"
)
VARIANTS = {"-large-print": " · large print", "-easy-reading": " · easy reading"}
PLAIN = Layout(points={Interaction.MATCHING: Decimal(4)}, strip=True)
LAYOUTS = {
    "A4": replace(PLAIN, variants=("large-print", "easy-reading")),
    "letter": replace(PLAIN, columns=2),
}


class Heard(Handler):
    """What WeasyPrint complains of."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.messages: list[str] = []

    def emit(self, record: LogRecord) -> None:
        """Keep its message."""
        self.messages.append(record.getMessage())


def pdf_of(page: bytes, path: Path) -> Pdf:
    """*page* as PDF, at *path*, set without a complaint."""
    heard, log = Heard(), getLogger("weasyprint")
    log.addHandler(heard)
    try:
        path.write_bytes(typeset(page.decode(), CSS).data)
    finally:
        log.removeHandler(heard)
    assert [message for message in heard.messages if not NICETY.match(message)] == []
    return Pdf(path)


@dataclass(frozen=True)
class Printed:
    """A page as PDF: the version of a sheet in one of its prints, or its key."""

    pdf: Pdf
    form: Form
    paper: str
    end: str

    @property
    def is_key(self) -> bool:
        """Whether it is for teachers."""
        return self.end == "-key"


def pages_of(study: Study, paper: str, folder: Path) -> Iterator[Printed]:
    """Every sheet and key of *study* on *paper*, as PDF."""
    layout = LAYOUTS[paper]
    study = replace(
        study, sheets=tuple(replace(s, paper=paper, layout=layout) for s in study.sheets)
    )
    pages = sheets.OUTPUT.make(study, Lock(), Shelf())
    for sheet in study.sheets:
        for form in sheet.forms:
            for end in ("", "-key", *(f"-{name}" for name in layout.variants)):
                name = f"{sheet.name}-{form.version.lower()}{end}"
                pdf = pdf_of(pages[f"{name}.html"], folder / f"{paper}-{name}.pdf")
                yield Printed(pdf, form, paper, end)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The sample, which wishes for a guide."""
    return guides.compiled("sample", tmp_path_factory.mktemp("sample")).studies[0]


@pytest.fixture(scope="module")
def sample(study: Study, tmp_path_factory: pytest.TempPathFactory) -> list[Printed]:
    """The sample's sheets and keys: all versions and prints, both papers, one and two columns."""
    folder = tmp_path_factory.mktemp("pages")
    return [printed for paper in PAPERS for printed in pages_of(study, paper, folder)]


def of_all_kinds(count: int) -> list[Item]:
    """Items of every interaction, some long, with context lines, pictures and formulas."""
    items = []
    for n in range(count):
        interaction = list(Interaction)[n % len(Interaction)]
        stem = f"First{n}x {'A long sentence to read first. ' * (n % 5)}"
        stem += rich(" ".join((FORMULAS[n % 4] * (n % 3 == 1), "![dots]" * (n % 10 == 3))))
        stem += BLANK if interaction is Interaction.CLOZE else ""
        asked = item(interaction, str(n), stem=stem, context="the atlas" * (n % 2))
        more = "and longer " * (n % 11) + rich(FORMULAS[n % 4]) * (n % 4 == 2)
        if asked.options and interaction is not Interaction.MATCHING:
            last = Option(f"{more} Last{n}x", rationale=f"Because{n}x")
            asked = replace(asked, options=(*asked.options, last))
        if interaction is Interaction.ORDERING:
            asked = replace(asked, key=(*asked.key, asked.options[-1].text))
        items.append(replace(asked, claim=f"Claim{n}x"))
    return items


@pytest.mark.slow
def test_the_sample_is_accessible_and_says_what_it_is(sample: list[Printed], study: Study) -> None:
    assert len(sample) == 12
    for printed in sample:
        assert printed.pdf.faults() == []
        label = "Answer key, version" if printed.is_key else "Version"
        title = f"{study.title} · {label} {printed.form.version}"
        title += VARIANTS.get(printed.end, "")
        assert printed.pdf.info["Title"] == title
        assert printed.pdf.info["Creator"] == "quizgen"
        assert printed.pdf.info["Tagged"] == "yes"
        assert b"/Lang (en-GB)" in printed.pdf.source
        assert "CreationDate" not in printed.pdf.info
        assert PAPERS[printed.paper] in printed.pdf.info["Page size"]


@pytest.mark.slow
def test_every_item_of_the_sample_has_a_bookmark(sample: list[Printed], study: Study) -> None:
    for printed in sample:
        (top,) = printed.pdf.bookmarks
        assert top.title == study.title
        *below, strip = top.kids
        assert strip.title.startswith("Answer sheet")
        stems = [plain(item.stem, blank="_" * 22) for item in printed.form.items]
        wished = [f"{n}. {stem}" for n, stem in enumerate(stems, start=1)]
        if printed.is_key:
            assert [one.title for one in below] == [*wished, "Sources", "Versions"]
        else:
            assert [one.title for group in below for one in group.kids] == wished
            assert len(below) == len(list(groupby(i.interaction for i in printed.form.items)))
            assert_headings_stay(top)


def assert_headings_stay(top: Bookmark) -> None:
    """Every heading stands on the page of the first of its items."""
    groups = [group for group in top.kids if group.kids]
    assert len(groups) > 1
    assert [group.page for group in groups] == [group.kids[0].page for group in groups]


@pytest.mark.slow
def test_no_item_of_the_sample_is_broken_and_pages_are_numbered(
    sample: list[Printed], study: Study
) -> None:
    for printed in sample:
        pages = [bare(text) for text in printed.pdf.pages]
        for one in printed.form.items:
            start, *parts = parts_of(one, is_key=printed.is_key)
            home = [text for text in pages if start in text]
            assert any(all(part in text for part in parts) for text in home), one.id
        for n, text in enumerate(pages, start=1):
            assert f"page{n}of{len(pages)}" in text
        if printed.is_key:
            first = bare(plain(min(study.works, key=lambda w: w.number).entry))
            assert [text for text in pages if "Sources1." in text] == [
                text for text in pages if first in text.partition("Sources1.")[2]
            ]


def parts_of(item: Item, *, is_key: bool) -> list[str]:
    """What of *item* stands on its page, without spaces."""
    texts = [item.stem, *([item.context] if item.context else [])]
    if is_key:
        texts += [item.claim] if not item.says_all and item.claim != " ".join(item.key) else []
        texts += [o.rationale for o in item.options if o.rationale and not o.is_key]
    else:
        texts += [*item.premises, *(option.text for option in item.options)]
    return [bare(plain(part)) for text in texts for part in text.split(BLANK) if bare(part)]


@pytest.mark.slow
def test_the_keys_answers_are_those_of_the_items(sample: list[Printed]) -> None:
    compared = 0
    for printed in (p for p in sample if p.is_key):
        told = answered(printed)
        assert told == [expected(item) for item in printed.form.items]
        compared += len(told)
    assert compared == sum(len(p.form.items) for p in sample if p.is_key) > 0


def answered(printed: Printed) -> list[str]:
    """What a key says is right, item by item, without spaces and marks of citations."""
    cited = r"\[\d+\]\s¶[\d–]+(\s*,(?=\s+\[))?"
    text, found = bare(re.sub(cited, "", printed.pdf.spoken)), []
    for n, asked in enumerate(printed.form.items, start=1):
        stem = bare(plain(asked.context) + plain(asked.stem, blank="_" * 22))
        begun = re.search(rf"{n}\.(/[\d.]+)?{re.escape(stem + bare(asked.id))}", text)
        assert begun, f"{asked.id} is not in its place"
        text = text[begun.end() :]
        found.append(re.split("Alsoaccept|Why|Correctis|Not[A-Z]|Compare:", text)[0])
    return found


def expected(item: Item) -> str:
    """The key of *item* with the letters and numbers that the sheet gave its options."""
    letters = {option.text: letter(n) for n, option in enumerate(item.options)}
    match item.interaction:
        case Interaction.CHOICE | Interaction.MULTIPLE_RESPONSE:
            keys = [option.text for option in item.options if option.is_key]
            texts = [f"{letters[key]}{key}" for key in keys]
        case Interaction.MATCHING:
            texts = [f"{letters[pair.split(' → ')[1]]}{pair}" for pair in item.key]
        case Interaction.ORDERING:
            texts = [f"{n}{text}" for n, text in enumerate(item.key, start=1)]
        case Interaction.TRUE_FALSE:
            texts = [item.key[0].capitalize()]
        case _:
            texts = list(item.key)
    return bare(plain("".join(texts)))


PRINTS = {
    "A4": ("A4", "", Layout()),
    "two columns": ("letter", "", LAYOUTS["letter"]),
    "large print": ("letter", "-large-print", LAYOUTS["A4"]),
    "key": ("A4", "-key", LAYOUTS["A4"]),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", PRINTS)
def test_two_hundred_items_of_all_kinds_are_accessible_and_whole(name: str, tmp_path: Path) -> None:
    paper, end, layout = PRINTS[name]
    items = sorted(of_all_kinds(200), key=lambda one: list(Interaction).index(one.interaction))
    pages = made(*items, paper=paper, layout=layout)
    pdf = pdf_of(pages[f"quiz-a{end}.html"], tmp_path / "long.pdf")
    assert pdf.faults() == []
    assert len(pdf.pages) > 10
    (top,) = pdf.bookmarks
    found = top.kids if end == "-key" else [one for group in top.kids for one in group.kids]
    numbers = [one.title.partition(".")[0] for one in found]
    assert numbers[:200] == [str(n + 1) for n in range(200)]
    if end != "-key":
        assert_headings_stay(top)
    for asked in items:
        n = asked.id
        (home,) = [text for text in pdf.pages if f"First{n}x" in text]
        assert f"Claim{n}x" in home or end != "-key"
        assert f"Last{n}x" in home or end == "-key" or asked.interaction not in WITH_OPTIONS


@pytest.mark.slow
def test_a_guide_is_accessible_and_no_entry_is_split(study: Study, tmp_path: Path) -> None:
    page = guide.OUTPUT.make(study, Lock(), Shelf())["guide.html"]
    pdf = pdf_of(page, tmp_path / "guide.pdf")
    assert pdf.faults() == []
    assert pdf.source.count(b"/S /Figure") == page.count(b'labelledby="time-wide-') > 0
    pages = [bare(text) for text in pdf.pages]
    assert study.guide
    entries = [entry for section in study.guide.sections for entry in entries_of(section.groups)]
    assert len(entries) > 100
    for entry in entries:
        sentences = [bare(plain(told.text)) for told in (*entry.told, *entry.parts)]
        assert any(all(text in page for text in sentences) for page in pages), entry.fact
    sections = [one.page for top in pdf.bookmarks for one in top.kids]
    assert len(sections) > len(study.guide.sections)
    for one in (kid for top in pdf.bookmarks for kid in top.kids if kid.kids):
        assert one.kids[0].page == one.page or one.title == "Timeline"


def entries_of(groups: Iterable[Group]) -> Iterator[Entry]:
    """All that stands in *groups*, and in those within them."""
    for group in groups:
        yield from group.entries
        yield from entries_of(group.groups)


@pytest.mark.slow
@pytest.mark.parametrize("paper", ["A4", "letter"])
def test_flash_cards_are_accessible_and_backs_lie_behind_their_fronts(
    paper: Literal["A4", "letter"], tmp_path: Path
) -> None:
    drawn = (rich(f"What is {FORMULAS[1]}?"), rich("What is ![dots]?"))
    asked = (item(Interaction.DATE, f"{n}", stem=stem) for n, stem in enumerate(drawn))
    items = (*(item(interaction, interaction) for interaction in Interaction), *asked)
    page = cards_of(items, paper)
    pdf = pdf_of(page, tmp_path / "cards.pdf")
    assert pdf.faults() == []
    assert len(pdf.pages) == 4
    assert b"<math" in page
    assert pdf.source.count(b"/S /Figure") == page.count(b"<math") + page.count(b"<img ")
    layout, words, found = Places(paper, 8, "long-edge", False), pdf.words(), 0  # noqa: FBT003
    for n, _ in enumerate(items):
        for back, place in enumerate((layout.front(n % 8), layout.back(n % 8))):
            left, low = place[0] + PADDING, place[1] + layout.card[1] - FOOT_LOW
            near = [
                word
                for page_number, word, x, y in words
                if page_number == n // 8 * 2 + back and abs(x - left) < 0.5 and abs(y - low) < 0.5
            ]
            assert near == [str(n + 1)], (n, back)
            found += 1
    assert found == 2 * len(items)


def cards_of(items: tuple[Item, ...], paper: Literal["A4", "letter"]) -> bytes:
    """The page of *items* as cards."""
    whole = small(*items)
    recipe = FlashCardsRecipe(paper=paper)
    cards, _ = flash_cards(items, recipe, whole, find_words(Shelf(), "en"))
    return flashcards.OUTPUT.make(replace(whole, flash_cards=cards), Lock(), Shelf())[
        "flash-cards.html"
    ]


@pytest.mark.slow
def test_formulas_are_drawn_and_told(tmp_path: Path) -> None:
    stem = rich(" ".join(("Water x", *FORMULAS, r"$x^2$", r"$\text{a < b}$")))
    pdf = pdf_of(made(item(Interaction.CHOICE, stem=stem))["quiz-a.html"], tmp_path / "a.pdf")
    assert pdf.faults() == []
    assert pdf.source.count(b"/S /Figure") == 6
    assert b"/Alt (x^2)" in pdf.source
    assert b"/Alt (a < b)" in pdf.source
    assert "x2" not in bare("".join(pdf.pages))


@pytest.mark.parametrize(
    ("tex", "told"),
    [
        (r"\frac{-b \pm \sqrt{b^2 - 4ac}}{2a}", "(−b ± √(b^2−4ac))/(2a)"),
        (r"\sum_{i=1}^{n} i^2", "∑_(i = 1)^n i^2"),
        (r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", "(1, 2; 3, 4)"),
        (r"\sqrt[3]{8}", "√[3](8)"),
        (r"\lim_{x \to 0} \sin x", "lim_(x → 0) sin x"),
        (r"5\,\mathrm{m/s^2}", "5 m/s^2"),
    ],
)
def test_a_formula_is_told_on_one_line(tex: str, told: str) -> None:
    assert " ".join(told_of(ET.fromstring(mathml(tex))).split()) == told  # noqa: S314  (our own)


@pytest.mark.parametrize("tex", [r"\text{水}", r"\sqrt{" * 60 + "x" + "}" * 60])
def test_a_formula_that_cannot_be_drawn_stands_in_words(tex: str) -> None:
    page = pictured(mathml(tex))
    assert page.startswith("<span>")
    assert "水" in page or "√(√(" in page


HOSTILE_PAGES: dict[str, Callable[[], dict[str, bytes]]] = {
    "long words": lambda: made(
        item(Interaction.CHOICE, stem="x" * 10_000, options=(Option("y" * 9_999, is_key=True),))
    ),
    "many options": lambda: made(
        item(
            Interaction.MULTIPLE_RESPONSE,
            options=tuple(Option(f"option {n}", n == 3, "because") for n in range(500)),
        )
    ),
    "markup": lambda: made(
        *(
            item(Interaction.CHOICE, str(n), stem=text, context=text, claim=text, key=(text,))
            for n, text in enumerate(HOSTILE)
            if len(text) < 100
        ),
        title=HOSTILE[1],
    ),
    "scripts": lambda: made(
        item(Interaction.CHOICE, stem="Ћирилица, ελληνικά, עברית, عربي, हिन्दी, ไทย"),
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE_PAGES)
@pytest.mark.parametrize("end", ["", "-key"])
def test_whatever_authors_write_there_is_a_pdf(name: str, end: str, tmp_path: Path) -> None:
    pdf = pdf_of(HOSTILE_PAGES[name]()[f"quiz-a{end}.html"], tmp_path / "a.pdf")
    assert pdf.faults() == []
    assert pdf.pages[-1]


def test_the_validator_sees_what_is_wrong(tmp_path: Path) -> None:
    from weasyprint import HTML  # noqa: PLC0415  (heavy)

    path = tmp_path / "bad.pdf"
    HTML(string="<ol><li><p>one<p>two</ol>").write_pdf(path)
    untagged = Pdf(path).faults()
    HTML(string="<html lang=en><title>t</title><ol><li><p>one<p>two</ol>").write_pdf(
        path, pdf_variant="pdf/ua-1"
    )
    assert len(untagged) > 3
    assert [fault.partition(":")[0] for fault in Pdf(path).faults()] == ["PDFUA1-LI-KIDS-001"]


def test_nothing_is_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    for address in (secret.as_uri(), "http://127.0.0.1:9/", "ftp://127.0.0.1/"):
        with pytest.raises(ValueError, match="protocol"):
            fetcher().fetch(address)
    assert fetcher().fetch("data:,x").read() == b"x"
    page = f"""<!doctype html><html lang="en"><head><title>t</title>
        <link rel="attachment" href="{secret.as_uri()}"><link rel="stylesheet" href="a.css">
        <style>@import "{secret.as_uri()}";</style></head>
        <body><p>words</p><img alt="a" src="{secret.as_uri()}"></body></html>"""
    (tmp_path / "a.pdf").write_bytes(typeset(page, CSS).data)
    pdf = Pdf(tmp_path / "a.pdf")
    assert b"the secret" not in pdf.source
    assert b"/EmbeddedFile" not in pdf.source


GARDEN = "decks/garden.yaml"
PRINTED_ALL_WAYS = """versions: [A, B]
    variants: [large-print, easy-reading]
    answer-strip: yes"""
NAMES = {"quiz-a-key.pdf", "quiz-a.pdf", "quiz-b-key.pdf", "quiz-b.pdf"}


@pytest.fixture
def garden(tmp_path: Path, run: Run) -> Path:
    """A workspace of which the recipe wishes for PDFs."""
    root = tmp_path / "garden"
    assert run("init", root).code == 0
    change(root / GARDEN, "sheets:", "pdf: yes\nsheets:")
    return root


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def pdfs(root: Path) -> dict[str, bytes]:
    """The PDFs that stand in *root*."""
    return {path.name: path.read_bytes() for path in sorted(root.rglob("*.pdf"))}


def without(library: str, reason: str, folder: Path) -> dict[str, str]:
    """An environment in which *library* cannot be imported, for this *reason*."""
    folder.mkdir()
    (folder / f"{library}.py").write_text(f"raise {reason}", "utf-8")
    return {"PYTHONPATH": str(folder)}


@pytest.mark.slow
def test_pdfs_are_made_once_and_anew_where_their_page_changes(garden: Path, run: Run) -> None:
    assert run("build", cwd=garden).code == 0
    first = pdfs(garden)
    assert first.keys() == NAMES
    assert all(map(is_marked, garden.rglob("*.pdf")))
    assert "0 files written" in run("build", cwd=garden).out
    assert run("build", "--check", cwd=garden).code == 0
    assert run("diff", cwd=garden).code == 0
    change(garden / GARDEN, "a short quiz", "a shorter quiz")
    checked = run("build", "--check", cwd=garden)
    assert checked.code == 1
    assert "quiz-b-key.pdf is not what the seeds give" in checked.err
    assert run("build", cwd=garden).code == 0
    assert all(data != first[name] for name, data in pdfs(garden).items())
    change(garden / GARDEN, "pdf: yes\n", "")
    assert run("build", cwd=garden).out.count("removed") == 4
    assert pdfs(garden) == {}


@pytest.mark.slow
def test_the_bytes_are_the_same_wherever_and_whenever(
    garden: Path, tmp_path: Path, process: Run
) -> None:
    where = {
        "one": {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "SOURCE_DATE_EPOCH": "1"},
        "two": {"PYTHONHASHSEED": "2", "TZ": "America/Lima", "LANG": "C", "LC_ALL": "C"},
    }
    wishes = "flash-cards: yes\nguide: yes\npdf: yes"
    change(garden / GARDEN, "pdf: yes", wishes)
    change(garden / GARDEN, "versions: [A, B]", PRINTED_ALL_WAYS)
    found = []
    for name, env in where.items():
        (tmp_path / name).mkdir()
        done = process("build", "-C", garden, "--out", name, cwd=tmp_path, env=env)
        assert done.code == 0
        found.append(pdfs(tmp_path / name))
    variants = {f"quiz-{v}-{name}.pdf" for v in "ab" for name in ("large-print", "easy-reading")}
    assert found[0].keys() == {*NAMES, *variants, "flash-cards.pdf", "guide.pdf"}
    assert found[0] == found[1]


@pytest.mark.slow
def test_what_others_made_of_a_pdf_is_not_overwritten(garden: Path, run: Run) -> None:
    assert run("build", cwd=garden).code == 0
    (annotated,) = garden.rglob("quiz-a.pdf")
    data = annotated.read_bytes() + b"1 0 obj\n<< >>\nendobj\nstartxref\n0\n%%EOF\n" * 20
    annotated.write_bytes(data)
    refused = run("build", cwd=garden)
    assert refused.code == 1
    assert "error[foreign-file]" in refused.err
    assert annotated.read_bytes() == data


@pytest.mark.slow
@pytest.mark.parametrize(
    ("library", "reason", "told"),
    [
        ("weasyprint", "ModuleNotFoundError('no', name='weasyprint')", "pip install"),
        ("ziamath", "ModuleNotFoundError('no', name='ziamath')", "pip install"),
        ("weasyprint", "OSError('cannot load library libpango-1.0-0')", "libpango-1.0-0"),
    ],
)
def test_what_is_not_installed_is_said_and_the_pages_are_written(  # noqa: PLR0913, PLR0917  (fixtures)
    library: str, reason: str, told: str, garden: Path, tmp_path: Path, process: Run
) -> None:
    env = without(library, reason, tmp_path / "blocked")
    done = process("build", "--format", "concise", cwd=garden, env=env)
    assert done.code == 0
    (warning,) = done.err.splitlines()
    assert warning.startswith("decks/garden.yaml:5:6: warning[no-pdf]: 'decks/garden/quiz-a.pdf'")
    assert len(list(garden.rglob("quiz-*.html"))) == 4
    assert pdfs(garden) == {}
    full = process("build", "--strict", cwd=garden, env=env)
    assert full.code == 1
    assert told in full.err


@pytest.mark.slow
def test_without_the_library_what_stands_and_holds_is_kept_and_no_more(
    garden: Path, tmp_path: Path, run: Run, process: Run
) -> None:
    assert run("build", cwd=garden).code == 0
    env = without("weasyprint", "ImportError('no', name='weasyprint')", tmp_path / "blocked")
    again = process("build", "--strict", cwd=garden, env=env)
    assert (again.code, again.err) == (0, "")
    assert pdfs(garden).keys() == NAMES
    change(garden / GARDEN, "versions: [A, B]", "versions: [A, C]")
    changed = process("build", cwd=garden, env=env)
    assert changed.code == 0
    assert "warning[no-pdf]" in changed.err
    assert pdfs(garden).keys() == {"quiz-a.pdf"}  # its key sets it beside the other versions


@pytest.mark.slow
def test_characters_that_no_font_has_are_told(garden: Path, run: Run) -> None:
    change(garden / GARDEN, "a short quiz", f"a {NO_FONT} quiz")
    for _ in range(2):
        done = run("build", cwd=garden)
        assert done.code == 0
        assert done.err.count("warning[no-glyph]") == 4
        assert f"quiz-a.pdf' lacks '{NO_FONT}' (U+F1234)" in done.err
    for path in garden.rglob("*.pdf"):
        assert Pdf(path).faults() == []
