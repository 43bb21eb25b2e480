"""Texts of any encoding and typography are one text, and every stretch of it is found again."""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quizgen.normal import normalise
from quizgen.textfile import decode
from quizgen.texts import source_text

ODD = "ae \n\r\t\u0301\u0327\u200b\xad\u00a0“”‘—…ᄀ\u1161\u11a8ｶﾞﷺ½²`\ufeff\u0316\u09c7\u09be"
TEXTS = st.text(st.one_of(st.characters(), st.sampled_from(ODD)))


@given(TEXTS)
@example("ｶﾞ \u00a0\u200b x")
def test_a_normal_text_is_its_own_normal_form(text: str) -> None:
    once = normalise(text)
    assert normalise(once.text).text == once.text
    assert sum(piece.length for piece in once.pieces) == len(once.text)


@given(TEXTS, st.data())
def test_a_stretch_leads_to_what_it_was_made_of(text: str, data: st.DataObject) -> None:
    normal = normalise(text)
    start = data.draw(st.integers(0, len(normal.text)))
    end = data.draw(st.integers(start, len(normal.text)))
    first, last = normal.span(start, end)
    assert 0 <= first <= last <= len(text)
    assert (first < last) == (start < end)
    assert normalise(normal.text[start:end]).text in normalise(text[first:last]).text


@given(TEXTS)
def test_stretches_stand_in_the_order_of_the_text(text: str) -> None:
    normal = normalise(text)
    places = [normal.span(n, n + 1) for n in range(len(normal.text))]
    assert all(a[0] <= b[0] and a[1] <= b[1] for a, b in pairwise(places))


@given(TEXTS.filter(lambda text: not any("\ud800" <= c <= "\udfff" for c in text)))
def test_the_form_in_which_letters_were_written_does_not_matter(text: str) -> None:
    assert (
        normalise(unicodedata.normalize("NFD", text)).text
        == normalise(unicodedata.normalize("NFC", text)).text
    )


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("“Don’t,” he said—‘no’…", "\"Don't,\" he said-'no'..."),
        ("«Nein»  ‚doch‘ „so“", '"Nein" \'doch\' "so"'),
        ("10\u00a0000\u202f€", "10 000 €"),
        ("licence\xad-plate, zero\u200bwidth", "licence-plate, zerowidth"),
        ("Vuc\u030cic\u0301", "Vučić"),
        ("ﬁnes １０", "fines 10"),
        ("x² is 3½, not x2", "x² is 3½, not x2"),
        ("one\r\ntwo\rthree \n four", "one\ntwo\nthree\nfour"),
        (" \t the\t\tend \u2003", "the end"),
        ("", ""),
    ],
)
def test_what_looks_alike_is_alike(written: str, normal: str) -> None:
    assert normalise(written).text == normal


@pytest.mark.parametrize("blank_lines", [False, True])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_paragraphs_do_not_depend_on_line_ends(end: str, *, blank_lines: bool) -> None:
    text = end.join(("\ufeff One", "more", " \u00a0", "", "Two  and on ", "", ""))
    found = source_text(text, Path("text.txt"), blank_lines=blank_lines)
    expected = ("One more", "Two and on") if blank_lines else ("One", "more", "Two and on")
    assert found.paragraphs == expected


def test_a_place_is_that_of_the_file() -> None:
    text = source_text("First.\r\n\r\n“Soft\xad ly”\u00a0 said\r\n", Path("/a/text.txt"))
    place = text.place(2, 10, 14)
    assert text.paragraphs[1][10:14] == "said"
    assert (place.line, place.column, place.end_column) == (3, 13, 17)


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        ("Vučić".encode(), "Vučić", "utf-8"),
        ("Vučić".encode("utf-8-sig"), "Vučić", "utf-8-sig"),
        ("Vučić".encode("utf-16"), "Vučić", "utf-16"),
        ("Vučić said".encode("utf-16-le"), "Vučić said", "utf-16-le"),
        ("Vučić said".encode("utf-16-be"), "Vučić said", "utf-16-be"),
        ("Vučić".encode("utf-32"), "Vučić", "utf-32"),
        ("“Größe” kostet 5 €".encode("cp1252"), "“Größe” kostet 5 €", "windows-1252"),
        ("Привет, мир".encode("cp1251"), None, "windows-1252"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", None, ""),
        (b"%PDF-1.7 \xe2\xe3\xcf\xd3 stream", None, "windows-1252"),
        (b"tick \x01 tock", None, "windows-1252"),
        (b"", "", "utf-8"),
    ],
)
def test_an_encoding_is_known_or_refused(data: bytes, text: str | None, encoding: str) -> None:
    assert decode(data) == (text, encoding)
