"""Another language than English: German, with kinds and words of its own in the workspace."""

from __future__ import annotations

import json
import re
import shutil
from html import unescape
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

import pytest
import yaml

from quizgen import edtf
from quizgen.phrases import Phrases
from quizgen.quantities import QuantityError, parse
from quizgen.resources import Shelf, shipped
from quizgen.values import When
from quizgen.words import find_words

if TYPE_CHECKING:
    from tests.conftest import Run

HOME = Path(__file__).parent / "workspaces" / "german"
_UNSEEN = re.compile(
    r'<head>.*?</head>|<p class="id">.*?</p>|<span class="id">.*?</span>', re.DOTALL
)
_TAG = re.compile(r"<[^>]*>")


@pytest.fixture
def german(tmp_path: Path) -> Path:
    """A copy of the workspace, so that nothing is built in the repository."""
    return Path(shutil.copytree(HOME, tmp_path / "german"))


@pytest.fixture
def items(german: Path, run: Run) -> dict[str, dict[str, object]]:
    """The items by id."""
    made = json.loads(run("items", "--format", "json", cwd=german).out)
    return {item["id"]: item for item in made}


@pytest.fixture
def say() -> Phrases:
    """The phrases of German."""
    return Phrases(find_words(Shelf(), "de"))


def words_of(text: str) -> set[str]:
    """The words in *text*, in small letters."""
    return set(re.findall(r"[^\W\d_]{4,}", text.casefold()))


def catalogue(path: Path) -> set[str]:
    """The words in the catalogue at *path*, without the names of slots."""
    texts = yaml.safe_load(path.read_text("utf-8")).values()
    return words_of(" ".join(p[0] for text in texts for p in Formatter().parse(str(text))))


def test_no_english_word_is_printed(german: Path, run: Run, repository: Path) -> None:
    assert run("check", "--strict", cwd=german).code == 0
    assert run("build", cwd=german).code == 0
    leaks = catalogue(repository / "templates/words/en.yaml")
    leaks -= catalogue(repository / "templates/words/de.yaml")
    assert {"according", "version", "sources", "page", "from"} <= leaks
    for page in (german / "decks/weimar").glob("*.html"):
        html = page.read_text("utf-8")
        assert '<html lang="de"' in html
        assert not words_of(unescape(_TAG.sub(" ", _UNSEEN.sub(" ", html)))) & leaks, page.name


@pytest.mark.parametrize(
    ("text", "shown", "on"),
    [
        ("1918-11-09", "9. November 1918", "am 9. November 1918"),
        ("1918-11", "November 1918", "im November 1918"),
        ("1918", "1918", "im Jahr 1918"),
        ("1919-21", "Frühjahr 1919", "im Frühjahr 1919"),
        ("1926~", "etwa 1926", "um 1926"),
        (
            "1920-03-13/1920-03-17",
            "13. bis 17. März 1920",
            "zwischen dem 13. und dem 17. März 1920",
        ),
        ("1918-10/1918-11", "Oktober bis November 1918", "zwischen Oktober und November 1918"),
        ("1919/1925", "1919 bis 1925", "zwischen 1919 und 1925"),
        ("1930-03-30/..", "seit 30. März 1930", "seit dem 30. März 1930"),
        ("1930/..", "seit 1930", "seit 1930"),
        ("-0043", "44 v. Chr.", "im Jahr 44 v. Chr."),
        ("-0043-03-15/-0043-03-17", "15. bis 17. März 44 v. Chr.", "zwischen dem 15."),
    ],
)
def test_dates_take_the_article_that_german_wants(
    text: str, shown: str, on: str, say: Phrases
) -> None:
    assert say.show(When(edtf.parse(text))) == shown
    assert say.on(When(edtf.parse(text))).startswith(on)


def test_numbers_are_written_and_accepted_with_a_comma(items: dict[str, dict[str, object]]) -> None:
    assert items["dollar/wert/short-answer"]["key"] == ["4.200.000.000.000 Mark"]
    quote = items["quote/wert/short-answer"]
    assert (quote["key"], quote["accepted"]) == (["etwa 29,9\N{NO-BREAK SPACE}%"], ["29,9"])


def test_no_sign_that_is_for_authors_is_accepted_as_an_answer(
    items: dict[str, dict[str, object]],
) -> None:
    assert items["tagung/wann/short-answer"]["accepted"] == []  # 1919-21
    assert items["ruhe/wann/short-answer"]["accepted"] == []  # 1926~
    assert items["verfassung/wann/short-answer"]["accepted"] == ["1919-08"]


def test_an_attributed_sentence_keeps_its_capital_and_names_whom_in_the_dative(
    items: dict[str, dict[str, object]],
) -> None:
    stem = items["einmarsch/wo/short-answer"]["stem"]
    assert stem == "Laut dem Verband Ehrhardt: Wo ereignete sich der Einmarsch der Truppen?"
    stem = items["ausrufung/wo/short-answer"]["stem"]
    assert stem == "Laut dem Handbuch: Wo ereignete sich die Ausrufung der Republik?"


def test_a_blank_takes_the_form_that_stands_there(items: dict[str, dict[str, object]]) -> None:
    assert items["einmarsch/wo/cloze"]["key"] == ["dem Ruhrgebiet"]
    assert items["ruhe/wann/cloze"]["key"] == ["1926"]  # "um ____", not "um etwa 1926"


@pytest.mark.parametrize("raw", ["60.000", "60.000 Mark", "1,234", "5.600.000"])
def test_a_number_that_germans_read_otherwise_is_refused(raw: str) -> None:
    with pytest.raises(QuantityError):
        parse(raw, ",")


@pytest.mark.parametrize("raw", ["60000", "29.9", "1.234e0", "0.125", "1234.567", "4200000 Mark"])
def test_a_number_that_all_read_alike_is_taken(raw: str) -> None:
    assert parse(raw, ",") == parse(raw)


def test_a_kind_of_another_language_is_named_as_such(german: Path, run: Run) -> None:
    text = "facts:\n  - {id: bau, kind: event, what: der Bau, cite: handbuch p. 2}\n"
    (german / "seeds/bau.yaml").write_text(text, "utf-8")
    out = run("check", cwd=german).out
    assert "the kind 'event' speaks 'en', the workspace 'de'" in out
    assert "event" in run("explain", cwd=german).out


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("anki_source: Quelle\n", "", "words are missing: anki_source"),
        ("Aus {source}", "Aus {quelle}", "'context' has no slot 'quelle'"),
        ("Aus {source}", "Aus {source", "'context' cannot be filled"),
        ("Aus {source}", "Aus {source.label}", "'context' has no slot 'source.label'"),
        ("Aus {source}", "Aus {source:>99999999}", "'context' cannot be filled"),
        ('context: "Aus {source}"', "context: [a", "this '[' is not closed"),
        ('context: "Aus {source}"', "context: [Aus]", "'context' cannot be filled"),
        ("anki_source:", "anki_sauce:", "no words are called 'anki_sauce'"),
    ],
)
def test_a_catalogue_with_a_fault_is_shown_with_its_place(
    old: str, new: str, message: str, german: Path, run: Run
) -> None:
    text = (shipped() / "words/de.yaml").read_text("utf-8")
    path = german / "templates/words/de.yaml"
    path.parent.mkdir()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")
    ran = run("build", cwd=german)
    assert ran.code == 1
    assert message in ran.err
    assert "templates/words/de.yaml:" in ran.err


def test_the_words_to_translate_can_be_had(tmp_path: Path, german: Path, run: Run) -> None:
    (german / "templates/words").mkdir()
    (german / "templates/words/de.yaml").write_text(run("explain", "en", cwd=tmp_path).out, "utf-8")
    assert run("check", cwd=german).code == 0
    assert "According to dem Handbuch, " in run("items", cwd=german).out
