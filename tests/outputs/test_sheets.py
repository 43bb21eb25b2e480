"""Sheets: what they say, and what they must not tell."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from quizgen.diagnostics import QuizgenError
from quizgen.items import Interaction, Layout, Option
from quizgen.lock import Lock
from quizgen.markup import mathml, rich
from quizgen.outputs.sheets import OUTPUT
from quizgen.resources import Shelf, shipped
from tests.papers import everything, item, made, nodes, study, texts

if TYPE_CHECKING:
    from pathlib import Path


def test_each_version_has_a_sheet_and_a_key_that_need_no_other_file() -> None:
    files = everything()
    assert list(files) == ["quiz-a.html", "quiz-a-key.html", "quiz-b.html", "quiz-b-key.html"]
    for page in files.values():
        assert page.startswith(b'<!doctype html>\n<html lang="en" dir="ltr">')
        assert b'<meta name="generator" content="quizgen">' in page
        assert b"default-src 'none'" in page
        assert not re.search(
            rb"<script|<link|@import|url\(|\r|\{\{|\{%|undefined", page, re.IGNORECASE
        )
        assert page.endswith(b"</html>\n")


def test_a_sheet_shows_each_question_with_its_options_in_order() -> None:
    sheet = made(item(Interaction.CHOICE, context="from the atlas"))["quiz-a.html"]
    assert texts(sheet, "//h1") == ["Rivers"]
    assert texts(sheet, "//.version") == ["Version A"]
    assert texts(sheet, "//ol/li/.context") == ["from the atlas"]
    assert texts(sheet, "//ol/li/.stem") == ["Which river does the bridge cross?"]
    assert texts(sheet, "//ol/li/ol[@type='A']/li") == ["Drina", "Ibar", "Lim", "Sava"]


@pytest.mark.parametrize(
    ("interaction", "places"),
    [
        (Interaction.CHOICE, {"//ol[@type='A']/li": 4}),
        (Interaction.MULTIPLE_RESPONSE, {"//ol[@type='A']/li/.box": 4}),
        (Interaction.TRUE_FALSE, {"//.truth//.box": 2, "//li/.fill/hr": 1}),
        (Interaction.CLOZE, {"//.stem/.blank": 1}),
        (Interaction.SHORT_ANSWER, {"//.lines/hr": 1}),
        (Interaction.NUMBER, {"//.lines/hr": 1}),
        (Interaction.DATE, {"//.parts/.fill/hr": 2}),
        (Interaction.MATCHING, {"//li/.gap": 2, "//ol[@type='A']/li": 2}),
        (Interaction.ORDERING, {"//li/.gap": 4}),
    ],
)
def test_every_interaction_has_a_place_for_its_answer(
    interaction: Interaction, places: dict[str, int]
) -> None:
    sheet = made(item(interaction))["quiz-a.html"]
    assert {path: len(nodes(sheet, path)) for path in places} == places


EVERYTHING = Layout(
    columns=2,
    points={Interaction.MATCHING: Decimal(4)},
    variants=("large-print", "easy-reading"),
    strip=True,
)


@pytest.mark.parametrize("interaction", Interaction)
def test_the_sheet_is_the_same_whichever_answer_is_right(interaction: Interaction) -> None:
    first = item(interaction)
    options = tuple(replace(o, is_key=o.text == "Lim", rationale=None) for o in first.options)
    key = {
        Interaction.TRUE_FALSE: ("true",),
        Interaction.MATCHING: ("Mitrovica → Drina", "Višegrad → Ibar"),
        Interaction.ORDERING: ("Lim", "Ibar", "Sava", "Drina"),
    }.get(interaction, ("Lim",))
    other = replace(
        first, options=options, key=key, accepted=(), claim="It crosses the Lim.", citations=()
    )
    before, after = made(first, layout=EVERYTHING), made(other, layout=EVERYTHING)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"quiz-a-key.html", "quiz-b-key.html"}


def test_a_blank_does_not_tell_how_long_the_answer_is() -> None:
    short = made(item(Interaction.CLOZE, key=("Ibar",)))["quiz-a.html"]
    assert short == made(item(Interaction.CLOZE, key=("Ibar, " * 50,)))["quiz-a.html"]


def test_lines_to_write_on_come_in_classes_that_tell_no_lengths() -> None:
    def lines(length: int, layout: Layout = EVERYTHING) -> int:
        asked = item(Interaction.SHORT_ANSWER, key=("x" * length,))
        sheet = made(asked, layout=layout)["quiz-a.html"]
        return len(nodes(sheet, "//.lines/hr"))

    assert [lines(n, Layout()) for n in (1, 45, 46, 90, 91, 180, 181, 9999)] == [
        1, 1, 2, 2, 4, 4, 6, 6,
    ]  # fmt: skip
    assert [lines(n) for n in (22, 23, 45)] == [1, 2, 4]


def test_short_options_stand_side_by_side_and_long_ones_do_not() -> None:
    def shape(*options: str, layout: Layout | None = None) -> str | None:
        asked = item(Interaction.CHOICE, options=tuple(map(Option, options)))
        sheet = made(asked, layout=layout or Layout())["quiz-a.html"]
        return nodes(sheet, "//li/ol")[0].get("class")

    assert shape("1914", "1918") == "options by-4"
    assert shape("1914", "the eleventh of November") == "options by-2"
    assert shape("1914", "the eleventh hour of the eleventh day") == "options"
    assert shape("1914", "1918", layout=EVERYTHING) == "options"


def test_questions_answered_in_one_way_stand_together_and_keep_their_numbers() -> None:
    asked = [(Interaction.CHOICE, "a"), (Interaction.CHOICE, "b"), (Interaction.DATE, "c")]
    sheet = made(*(item(*each) for each in asked))["quiz-a.html"]
    assert texts(sheet, "//h2") == ["Circle the letter of the right answer.", "Write the date."]
    lists = nodes(sheet, "//.items")
    assert [(ol.get("start"), len(ol)) for ol in lists] == [("1", 2), ("3", 1)]
    assert lists[1].get("style") == "counter-reset: list-item 2"
    assert [li.get("id") for li in nodes(sheet, "//.item")] == ["item-a", "item-b", "item-c"]


# Points and instructions


def head(**points: str) -> tuple[list[str], list[str], list[str]]:
    """What a sheet says of *points*: to all, as their total, and beside its questions."""
    worth = {Interaction[name]: Decimal(number) for name, number in points.items()}
    asked = (item(Interaction.CHOICE, "a"), item(Interaction.MATCHING, "b"))
    sheet = made(*asked, layout=Layout(points=worth))["quiz-a.html"]
    total = texts(sheet, "//.score/span[2]")
    return texts(sheet, "//.instructions"), total, texts(sheet, "//.worth")


def test_a_sheet_says_what_its_questions_are_worth() -> None:
    assert head() == (["Each question is worth one point."], ["/ 2"], [])
    assert head(CHOICE="2", MATCHING="2.0") == (["Points for each question: 2."], ["/ 4"], [])
    differ = ["The points for each question stand beside it."]
    assert head(CHOICE="0.5", MATCHING="4") == (
        differ, ["/ 4.5"], ["Points ____ / 0.5", "Points ____ / 4"],
    )  # fmt: skip
    assert head(MATCHING="4")[1:] == (["/ 5"], ["Points ____ / 1", "Points ____ / 4"])


def test_an_author_may_give_instructions_of_their_own() -> None:
    layout = Layout(instructions="No <maps>.\nTwenty minutes.", variants=("large-print",))
    files = made(item(Interaction.CHOICE), layout=layout)
    for name in ("quiz-a.html", "quiz-a-large-print.html"):
        assert texts(files[name], "//.instructions") == ["No <maps>.\nTwenty minutes."]


# Variants


def test_variants_ask_the_same_by_the_same_letters_and_have_the_same_key() -> None:
    bare, files = everything(), everything(layout=Layout(variants=EVERYTHING.variants))
    extra = {f"quiz-{v}-{name}.html" for v in "ab" for name in EVERYTHING.variants}
    assert files.keys() - bare.keys() == extra
    assert all(files[name] == page for name, page in bare.items())
    for name in extra:
        plain = f"{name[:6]}.html"
        for part in ("//.stem", "//ol[@type='A']/li", "//.gap", "//.version", "//h2"):
            assert texts(files[name], part) == texts(files[plain], part)


def test_a_variant_has_one_column_where_the_sheet_has_two() -> None:
    files = everything(layout=EVERYTHING)
    narrow = {name for name in files if nodes(files[name], "//main[@class='narrow']")}
    assert narrow == {"quiz-a.html", "quiz-b.html"}


# The answer strip


def strip_of(page: bytes) -> dict[str, str]:
    """The circles of each number, filled ones in brackets."""
    return {
        number.text_content(): "".join(
            f"[{c.text_content()}]" if "filled" in c.get("class", "") else c.text_content()
            for cell in number.itersiblings()
            for c in cell.iter("span")
        )
        for number in nodes(page, "//.bubbles//th")
    }


def test_the_strip_has_a_circle_for_each_option_and_the_key_fills_the_right_ones() -> None:
    both = tuple(
        replace(o, is_key=o.text in ("Ibar", "Sava")) for o in item(Interaction.CHOICE).options
    )
    asked = (
        item(Interaction.CHOICE, "a"),
        item(Interaction.MULTIPLE_RESPONSE, "b", options=both, key=("Ibar", "Sava")),
        item(Interaction.TRUE_FALSE, "c"),
        item(Interaction.CLOZE, "d"),
    )
    files = made(*asked, layout=EVERYTHING)
    empty = {"1": "ABCD", "2": "ABCD", "3": "TF"}
    for name in ("quiz-a.html", "quiz-a-large-print.html", "quiz-a-easy-reading.html"):
        assert strip_of(files[name]) == empty
        assert len(nodes(files[name], "//.corner")) == 4
    assert strip_of(files["quiz-a-key.html"]) == {"1": "A[B]CD", "2": "A[B]C[D]", "3": "T[F]"}
    assert strip_of(files["quiz-b-key.html"]) == {"2": "T[F]", "3": "A[B]C[D]", "4": "A[B]CD"}
    assert "Questions without circles" in files["quiz-a.html"].decode()
    assert not strip_of(made(*asked)["quiz-a.html"])


def test_a_question_of_many_options_is_answered_beside_the_strip() -> None:
    many = item(Interaction.CHOICE, "a", options=tuple(Option(f"{n}", n == 3) for n in range(11)))
    sheet = made(many, item(Interaction.CHOICE, "b"), layout=EVERYTHING)["quiz-a.html"]
    assert strip_of(sheet) == {"2": "ABCD"}
    assert texts(sheet, "//h2")[0] == "Circle the letter of the right answer."


@pytest.mark.parametrize(("name", "rows"), [("", 25), ("-large-print", 10), ("-easy-reading", 18)])
def test_a_long_strip_is_cut_into_columns_and_pages(name: str, rows: int) -> None:
    asked = [item(Interaction.CHOICE, f"{n}") for n in range(300)]
    sheet = made(*asked, layout=EVERYTHING)[f"quiz-a{name}.html"]
    assert list(strip_of(sheet)) == [f"{n}" for n in range(1, 301)]
    heights = [len(table) for table in nodes(sheet, "//.bubbles")]
    assert heights == [rows] * (300 // rows) + [300 % rows] * (300 % rows > 0)
    assert len(nodes(sheet, "//section[starts-with(@class, 'strip')]")) > 1


def test_rich_text_arrives_as_formulas_pictures_and_emphasis() -> None:
    sheet = made(item(Interaction.CHOICE, stem=rich("Is *E* $x^2$ in ![dots]?")))["quiz-a.html"]
    assert texts(sheet, "//.stem//em") == ["E"]
    assert texts(sheet, "//.stem//math//msup") == ["x2"]
    (picture,) = nodes(sheet, "//img")
    assert picture.get("alt") == "A <dot>"
    assert picture.get("src", "").startswith("data:image/gif;base64,R0lGOD")
    assert texts(sheet, "//.picture//small") == ["A. Drawer, CC0"]


def test_a_formula_holds_nothing_but_mathematics() -> None:
    assert "<mo>&lt;</mo>" in mathml("a < b")
    assert "<mtext>&lt;img&gt;</mtext>" in mathml(r"\text{<img>}")
    assert "javascript" not in mathml(r"\href{javascript:alert(1)}{x} \style{color:red}{y}")


def test_a_workspace_may_replace_one_part_and_the_words(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "_blank.html.j2").write_text("<span>(…)</span>", "utf-8")
    (tmp_path / "words").mkdir()
    english = (shipped() / "words" / "en.yaml").read_text("utf-8")
    (tmp_path / "words" / "he.yaml").write_text(english, "utf-8")
    cloze = study(item(Interaction.CLOZE), language="he")
    sheet = OUTPUT.make(cloze, Lock(), Shelf(tmp_path))["quiz-a.html"]
    assert texts(sheet, "//.stem") == ["The bridge crosses the (…)."]
    assert b'<html lang="he" dir="rtl">' in sheet
    with pytest.raises(QuizgenError, match="'he'"):
        OUTPUT.make(cloze, Lock(), Shelf())


def test_the_bytes_do_not_depend_on_the_process() -> None:
    code = "import runpy, sys; print(runpy.run_path(sys.argv[1])['digest']())"
    found = {
        subprocess.run(
            [sys.executable, "-c", code, __file__],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(filter(None, sys.path))},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert found == {f"{digest()}\n".encode()}


def digest() -> str:
    return sha256(b"".join(everything().values())).hexdigest()
