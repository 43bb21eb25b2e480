"""The shipped catalogues: complete, alike in their slots, right about numbers and dates."""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING

import pytest
import yaml

from quizgen import edtf
from quizgen.languages import are_alike, stand_ins
from quizgen.phrases import Phrases
from quizgen.quantities import parse
from quizgen.resources import Shelf, shipped
from quizgen.values import When
from quizgen.wordfiles import check_words, model_of
from quizgen.words import Words, find_words
from tests.scripts import latin

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Run, Workspace

CATALOGUES = sorted((shipped() / "words").glob("*.yaml"))
# The same thing by two names, of which a language takes the one that it needs.
SAME = {"Sentence": "sentence", "the_start": "start", "the_end": "end", "the_date": "date"}
ERA = {"on_year_bc": {"date"}, "on_year_bc_about": {"date"}}  # or {year}, its number alone


def read(path: Path) -> dict[str, str]:
    words: dict[str, str] = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506  (only texts)
    return words


def slots(words: str) -> set[str]:
    found = {str(name) for _, name, _, _ in Formatter().parse(words) if name is not None}
    return {SAME.get(name, name) for name in found}


def differences(path: Path) -> list[str]:
    """What a catalogue lacks, has too much of, or fills otherwise than the English one."""
    words, model = read(path), model_of(path.stem)
    told = [f"lacks {key}: {model[key]!r}" for key in model if key not in words]
    told += [f"has no use for {key}" for key in words if key not in model]
    for key in model.keys() & words.keys():
        ours, theirs = slots(words[key]) or ERA.get(key, set()), slots(model[key])
        if key in ERA:
            ours = {"date" if name == "year" else name for name in ours}
        if ours != theirs:
            told.append(f"{key} has the slots {sorted(ours)}, not {sorted(theirs)}")
    return sorted(told)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_catalogue_has_every_sentence_with_its_slots(path: Path) -> None:
    assert differences(path) == []
    assert check_words(path, path) == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_no_catalogue_leaves_a_sentence_in_english(path: Path) -> None:
    english = read(shipped() / "words/en.yaml")
    alike = {k for k, v in read(path).items() if v == english.get(k) and len(v.split()) > 2}
    assert not [key for key in alike if slots(english[key]) == set()] or path.stem == "en"


def test_what_differs_is_named(tmp_path: Path) -> None:
    text = (shipped() / "words/sr.yaml").read_text("utf-8")
    own = tmp_path / "sr.yaml"
    own.write_text(text.replace("day_few: дана\n", "day_two: дана\n").replace("{title}: ш", "ш"))
    assert differences(own) == [
        "changes_title has the slots [], not ['title']",
        "has no use for day_two",
        "lacks day_few: 'days'",
    ]


def test_serbian_says_the_same_in_both_scripts() -> None:
    cyrillic, roman = (read(shipped() / f"words/{name}.yaml") for name in ("sr", "sr-Latn"))
    assert {key: latin(words) for key, words in cyrillic.items()} == roman


def test_letters_that_are_two_in_latin() -> None:
    assert latin("Љубав, њива, џеп; Џон, Ђорђе, ћуп") == "Ljubav, njiva, džep; Džon, Đorđe, ćup"


@pytest.mark.parametrize(
    ("language", "catalogue"),
    [
        ("de-AT", "de"),
        ("en-GB", "en"),
        ("sr-RS", "sr"),
        ("sr-Cyrl-BA", "sr"),
        ("sr-Latn-RS", "sr-Latn"),
        ("sr-ME", "sr-Latn"),
        ("sr-latn", "sr-Latn"),
    ],
)
def test_a_reader_gets_words_in_the_script_of_the_language(language: str, catalogue: str) -> None:
    own = find_words(Shelf(), language)
    assert own.catalogue == find_words(Shelf(), catalogue).catalogue
    month = Phrases(own).show(When(edtf.parse("2020-11")))
    assert month == Phrases(find_words(Shelf(), catalogue)).show(When(edtf.parse("2020-11")))


def test_no_language_stands_in_for_one_of_another_script() -> None:
    assert stand_ins("sr-Latn-RS") == ("sr-Latn-RS", "sr-Latn")
    assert stand_ins("zh-TW") == ("zh-TW", "zh-Hant-TW", "zh-Hant")
    assert stand_ins("tlh") == ("tlh",)
    assert stand_ins("no tag") == ("no tag",)
    assert are_alike("en-GB", "en-US")
    assert are_alike("sr", "sr-RS")
    assert not are_alike("sr", "sr-Latn")


def test_a_language_without_words_is_told_which_there_are(run: Run, workspace: Workspace) -> None:
    settings = "format: 1\ntitle: T\nlanguage: zh-TW\nnamespace: abcdefghijklm\n"
    out = run("check", cwd=workspace({"quizgen.yaml": settings})).out
    assert "there are no words for the language 'zh-TW', only for de, en, sr-Latn, sr" in out
    assert "templates/words/zh-Hant.yaml takes them" in out


# Numbers

DAYS = {
    "en": {1: "day", 2: "days", 5: "days", 21: "days"},
    "de": {1: "Tag", 2: "Tage", 5: "Tage", 21: "Tage"},
    "sr": {1: "дан", 2: "дана", 5: "дана", 21: "дан", 11: "дана"},
}


@pytest.mark.parametrize(("language", "days"), DAYS.items())
def test_what_is_counted_has_the_form_of_its_number(language: str, days: dict[int, str]) -> None:
    words = find_words(Shelf(), language)
    assert {number: words.count("day", number) for number in days} == days


@pytest.mark.parametrize(
    ("number", "shown"),
    [("1", "1 стабло"), ("3", "3 стабла"), ("5", "5 стабала"), ("11", "11 стабала"),
     ("21", "21 стабло"), ("24", "24 стабла"), ("1.5", "1,5 стабала")],
)  # fmt: skip
def test_a_unit_has_as_many_forms_as_its_language(number: str, shown: str) -> None:
    unit = {"one": "стабло", "few": "стабла", "other": "стабала"}
    trees = parse({"value": number, "unit": unit})
    assert Phrases(find_words(Shelf(), "sr")).quantity(trees) == shown


def test_an_edition_has_the_ending_of_its_number() -> None:
    english, serbian = (find_words(Shelf(), language) for language in ("en", "sr"))
    said = [english.ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 112)]
    assert said == ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th"]
    assert serbian.ordinal(2) == "2."


# Dates


@pytest.mark.parametrize(
    ("text", "shown", "on"),
    [
        ("2020-10-05", "5. октобра 2020.", "5. октобра 2020. године"),
        ("2020-10", "октобар 2020.", "октобра 2020. године"),
        ("2020", "2020", "2020. године"),
        ("2019-24", "зима 2019", "зиме 2019. године"),
        ("2020-10~", "око октобра 2020.", "око октобра 2020. године"),
        ("1926~", "око 1926", "око 1926. године"),
        (
            "1920-03-13/1920-03-17",
            "13. – 17. марта 1920.",
            "између 13. и 17. марта 1920. године",
        ),
        (
            "1918-10/1918-11",
            "октобар – новембар 1918.",
            "између октобра и новембра 1918. године",
        ),
        ("1919/1925", "1919 – 1925", "између 1919. и 1925. године"),
        ("1930-03-30/..", "од 30. марта 1930.", "од 30. марта 1930. године"),
        ("../1930", "до 1930", "до 1930. године"),
        ("-0043", "44. п. н. е.", "44. године п. н. е."),
    ],
)
def test_serbian_dates_stand_in_the_genitive(text: str, shown: str, on: str) -> None:
    for language, script in (("sr", str), ("sr-Latn", latin)):
        say, write = Phrases(find_words(Shelf(), language)), script
        assert say.show(When(edtf.parse(text))) == write(shown)
        assert say.on(When(edtf.parse(text))) == write(on)


@pytest.mark.parametrize(
    ("key", "change", "message"),
    [
        ("day_months", "јануара фебруара", "'day_months' names 2, not 12"),
        ("on_seasons", "лета", "'on_seasons' names 1, not 4"),
        ("style_months", "''", "'style_months' names 0, not 12"),
        ("months", "''", ""),
    ],
)
def test_lists_of_words_are_whole(key: str, change: str, message: str, tmp_path: Path) -> None:
    own = tmp_path / "sr.yaml"
    words = read(shipped() / "words/sr.yaml") | {key: "" if change == "''" else change}
    own.write_text(yaml.safe_dump(words, allow_unicode=True), "utf-8")
    assert [fault.message for fault in check_words(own, own)] == ([message] if message else [])


# Stops


@pytest.mark.parametrize(
    ("value", "said"), [("44 п. н. е.", "44 п. н. е."), ("Ана", "Ана."), ("о…", "о….")]
)
def test_a_value_and_its_sentence_share_one_stop(value: str, said: str) -> None:
    words = Words("sr", {"near_value": "Тачно: {answer}.", "brace": "{{answer}}."})
    assert words("near_value", answer=value) == f"Тачно: {said}"
    assert words("brace", answer="no.") == "{answer}."
