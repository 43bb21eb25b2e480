"""The codes of printed sheets: what they depend on, and how they lead to a key."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen import assemble
from quizgen.codes import Printed, clashes, coded, is_code, near, read, spelt
from quizgen.items import Form, Image, Interaction, Item, Option, Sheet, Study
from quizgen.lockfile import NAME, read_lock
from quizgen.markup import mark

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Run

FIRST, SECOND, THIRD = (
    {"SOURCE_DATE_EPOCH": str(clock)} for clock in (1_790_000_000, 1_790_100_000, 1_790_200_000)
)
DOTS = Image("dots", "image/gif", b"GIF", "dots", "A. Drawer", "CC0")
DECK, RECIPE = "decks/garden", "decks/garden.yaml"
SHEET, KEY = f"{DECK}/quiz-a.html", f"{DECK}/quiz-a-key.html"


def item(
    interaction: Interaction = Interaction.CHOICE, right: int = 0, name: str = "bridge"
) -> Item:
    """An item of which the answer at the place *right* is the right one."""
    rivers = ("Ibar", "Lim", "Sava")
    key: tuple[str, ...] = (rivers[right],)
    if interaction is Interaction.TRUE_FALSE:
        key = ("true", "false", "false")[right : right + 1]
    if interaction is Interaction.MATCHING:
        towns = ("Mitrovica", "Plav", "Zagreb")
        turned = rivers[right:] + rivers[:right]
        key = tuple(f"{town} → {river}" for town, river in zip(towns, turned, strict=True))
    if interaction is Interaction.ORDERING:
        key = rivers[right:] + rivers[:right]
    options = tuple(Option(r, n == right, f"{r}: why") for n, r in enumerate(rivers))
    return Item(
        id=name,
        guid=name,
        facts=(name,),
        kind="place",
        asks="river",
        interaction=interaction,
        context="From the atlas",
        stem=f"Which river does the {name} cross? {mark('!', 'dots')}",
        key=key,
        accepted=key,
        options=options,
        claim=f"The bridge crosses the {key[0]}.",
        rationale="",
        citations=(),
    )


def code(*items: Item, title: str = "Rivers", version: str = "A", image: Image = DOTS) -> str:
    return coded(title, Form(version, items), {"dots": image}).code


# What a code depends on


@pytest.mark.parametrize("interaction", Interaction)
def test_a_code_is_the_same_whichever_answer_is_right(interaction: Interaction) -> None:
    assert len({code(item(interaction, right)) for right in range(3)}) == 1


FIRST_ITEM, SECOND_ITEM = item(), item(name="ferry")
CHANGES: dict[str, Callable[[], str]] = {
    "title": lambda: code(FIRST_ITEM, SECOND_ITEM, title="Streams"),
    "version": lambda: code(FIRST_ITEM, SECOND_ITEM, version="B"),
    "order": lambda: code(SECOND_ITEM, FIRST_ITEM),
    "an item less": lambda: code(FIRST_ITEM),
    "another item": lambda: code(FIRST_ITEM, replace(SECOND_ITEM, guid="other")),
    "interaction": lambda: code(
        FIRST_ITEM, replace(SECOND_ITEM, interaction=Interaction.MULTIPLE_RESPONSE)
    ),
    "context": lambda: code(FIRST_ITEM, replace(SECOND_ITEM, context="")),
    "stem": lambda: code(FIRST_ITEM, replace(SECOND_ITEM, stem="Which?")),
    "an option": lambda: code(
        FIRST_ITEM, replace(SECOND_ITEM, options=(*SECOND_ITEM.options[:2], Option("Tisa")))
    ),
    "order of options": lambda: code(
        FIRST_ITEM, replace(SECOND_ITEM, options=SECOND_ITEM.options[::-1])
    ),
    "a picture": lambda: code(FIRST_ITEM, SECOND_ITEM, image=replace(DOTS, data=b"JPEG")),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_code_changes_with_whatever_a_student_reads(change: Callable[[], str]) -> None:
    assert change() != code(FIRST_ITEM, SECOND_ITEM)


def test_what_a_student_does_not_read_changes_no_code() -> None:
    silent = replace(
        FIRST_ITEM, claim="Other.", rationale="Because.", tags=("new",), accepted=("the Lim",)
    )
    assert code(silent) == code(FIRST_ITEM)


def test_texts_that_move_from_option_to_option_change_the_code() -> None:
    """Parts are told apart: `a, bc` is not `ab, c`."""
    one, other = ((Option("a"), Option("bc")), (Option("ab"), Option("c")))
    assert code(replace(FIRST_ITEM, options=one)) != code(replace(FIRST_ITEM, options=other))


# How a code is written


@given(st.integers(0, 2**80))
def test_a_code_is_read_back_however_it_is_typed(number: int) -> None:
    made = spelt(number)
    assert re.fullmatch(r"[CDFHJKMNPRTVWXY][2-9CDFHJKMNPRTVWXY]{3}-[2-9CDFHJKMNPRTVWXY]{4}", made)
    assert is_code(made)
    for typed in (made, made.lower(), made.replace("-", ""), f" {made.replace('-', ' ')} ."):
        assert read(typed) == made


def test_letters_that_no_code_has_are_read_as_the_digits_they_look_like() -> None:
    assert read("kgsz-bxtn") == "K652-8XTN"


@pytest.mark.parametrize("text", ["", "K7MC", "K7MC-4XTNN", "27MC-4XTN", "K7MC-4XT0", "K7MC-4XTÉ"])
def test_what_is_no_code_is_told_apart(text: str) -> None:
    assert not is_code(read(text))


@given(st.integers(0, 2**80), st.integers(0, 7), st.sampled_from("CDFHJKMNPRTVWXY23456789"))
def test_one_wrong_sign_leads_to_the_code_that_was_meant(
    number: int, place: int, sign: str
) -> None:
    signs = list(spelt(number).replace("-", ""))
    signs[place] = sign
    typed = read("".join(signs))
    assert near(typed, [spelt(number), spelt(number + 10**9 + 7)])[:1] or typed == spelt(number)
    assert spelt(number) in near(typed, [spelt(number)])


# From a code to a key


def code_of(path: Path) -> str:
    """The code that a built page shows its reader."""
    (found,) = set(re.findall(r"Code ([A-Z0-9]{4}-[A-Z0-9]{4})", path.read_text("utf-8")))
    return str(found)


def change(root: Path, old: str, new: str, name: str = "seeds/garden.yaml") -> None:
    text = (root / name).read_text("utf-8")
    assert text.count(old) == 1
    (root / name).write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def garden(tmp_path: Path, run: Run) -> Path:
    """A first workspace, built, of which no edition is closed."""
    root = tmp_path / "garden"
    assert run("init", root).code == 0
    assert run("build", cwd=root, env=FIRST).code == 0
    return root


def test_a_sheet_and_its_key_show_one_code_on_every_page_and_in_their_text(garden: Path) -> None:
    shown = {}
    for version in "ab":
        for page in (f"quiz-{version}.html", f"quiz-{version}-key.html"):
            text = (garden / DECK / page).read_text("utf-8")
            shown[page] = code_of(garden / DECK / page)
            first, last = shown[page].split("-")
            assert f'"{first}\\2d {last}" " · "' in text  # at the foot of every page
    assert shown["quiz-a.html"] == shown["quiz-a-key.html"]
    assert shown["quiz-b.html"] == shown["quiz-b-key.html"]
    assert shown["quiz-a.html"] != shown["quiz-b.html"]


def test_a_code_leads_to_the_key(garden: Path, run: Run) -> None:
    ran = run("key", code_of(garden / SHEET).lower(), cwd=garden)
    assert ran == replace(ran, code=0, err="")
    assert ran.out.splitlines() == [
        KEY,
        "  deck garden, sheet quiz, version A; in no edition yet",
    ]


def test_a_pdf_of_the_key_is_named_too(garden: Path, run: Run) -> None:
    (garden / KEY).with_suffix(".pdf").write_bytes(b"%PDF-1.7")
    found = run("key", code_of(garden / SHEET), cwd=garden).out.splitlines()
    assert found[:2] == [KEY, KEY.replace(".html", ".pdf")]


def test_a_key_is_found_where_it_was_built(garden: Path, run: Run, tmp_path: Path) -> None:
    code = code_of(garden / SHEET)
    assert run("build", "--out", tmp_path / "out", cwd=garden).code == 0
    for path in (garden / DECK).glob("quiz-*"):
        path.unlink()
    ran = run("key", code, "--out", tmp_path / "out", cwd=garden)
    assert ran.code == 0
    assert "out/garden/quiz-a-key.html" in ran.out
    ran = run("key", code, cwd=garden)
    assert (ran.code, ran.out) == (1, "")
    assert "its key does not stand in decks" in ran.err
    assert "quizgen build garden" in ran.err


def test_a_key_is_found_though_the_seeds_have_changed_since(garden: Path, run: Run) -> None:
    code = code_of(garden / SHEET)
    change(garden, "facts:", "facts: [")
    assert run("key", code, cwd=garden).out.startswith(KEY)


def test_a_released_sheet_is_known_by_its_edition(garden: Path, run: Run) -> None:
    old = code_of(garden / SHEET)
    assert run("release", cwd=garden, env=FIRST).code == 0
    told = "deck garden, sheet quiz, version A; edition 1 of 2026-09-21"
    assert told in run("key", old, cwd=garden).out
    change(garden, "a short quiz", "a long quiz", RECIPE)
    assert run("build", cwd=garden, env=SECOND).code == 0
    new = code_of(garden / SHEET)
    assert new != old
    ran = run("key", old, cwd=garden)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"{old}: {told}\n")
    assert run("key", new, cwd=garden).out.startswith(KEY)


def test_the_lock_keeps_from_which_edition_to_which_a_form_was_printed(
    garden: Path, run: Run
) -> None:
    code = code_of(garden / SHEET)
    assert run("release", cwd=garden, env=FIRST).code == 0
    change(garden, "    value: 45\n", "    value: 45\n    note: They come from every year.\n")
    assert run("release", cwd=garden, env=SECOND).code == 0
    lock, problems = read_lock(garden / NAME, garden / NAME)
    assert problems == []
    assert lock.forms[Printed(code, "garden", "quiz", "A")] == (1, 2)
    assert "editions 1 of 2026-09-21 to 2 of 2026-09-22" in run("key", code, cwd=garden).out


def test_sheets_alone_belong_to_the_edition_that_stands(garden: Path, run: Run) -> None:
    assert run("release", cwd=garden, env=FIRST).code == 0
    old = code_of(garden / SHEET)
    change(garden, "a short quiz", "a long quiz", RECIPE)
    assert "none is closed" in run("release", cwd=garden, env=SECOND).out
    new = code_of(garden / SHEET)
    change(garden, "a long quiz", "a third quiz", RECIPE)
    assert run("build", cwd=garden, env=THIRD).code == 0
    for code in (old, new):
        assert "edition 1 of 2026-09-21" in run("key", code, cwd=garden).out


def test_a_build_that_no_edition_held_is_forgotten_and_that_is_said(garden: Path, run: Run) -> None:
    old = code_of(garden / SHEET)
    change(garden, "a short quiz", "a long quiz", RECIPE)
    assert run("build", cwd=garden, env=SECOND).code == 0
    ran = run("key", old, cwd=garden)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"no sheet with the code {old} is known here\n")
    assert "codes of builds that no edition held are kept nowhere" in ran.err


def test_a_code_with_one_wrong_sign_is_put_right(garden: Path, run: Run) -> None:
    code = code_of(garden / SHEET)
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
    ran = run("key", wrong, cwd=garden)
    assert ran.code == 1
    assert f"did you mean {code} (deck garden, sheet quiz, version A)?" in ran.err
    assert "'K7' is no code" in run("key", "K7", cwd=garden).err


def test_what_keeps_the_seeds_from_being_read_is_said(garden: Path, run: Run) -> None:
    change(garden, "facts:", "facts: [")
    ran = run("key", "K7MC-4XTN", cwd=garden)
    assert ran.code == 1
    assert "the seeds have errors" in ran.err


def test_without_a_workspace_there_is_no_key(tmp_path: Path, run: Run) -> None:
    ran = run("key", "K7MC-4XTN", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert "there is no quizgen.yaml" in ran.err


def test_a_lock_from_before_codes_takes_them_in_at_the_next_release(garden: Path, run: Run) -> None:
    assert run("release", cwd=garden, env=FIRST).code == 0
    whole = (garden / NAME).read_text("utf-8")
    older = "".join(
        line for line in whole.splitlines(keepends=True) if not line.startswith("form ")
    )
    assert older != whole
    (garden / NAME).write_text(older, "utf-8")
    assert run("build", "--check", cwd=garden, env=SECOND).code == 0
    assert run("release", cwd=garden, env=SECOND).code == 0
    assert (garden / NAME).read_text("utf-8") == whole


def test_two_sheets_with_one_code_are_a_problem(
    garden: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def alike(_title: str, form: Form, _images: object) -> Form:
        return replace(form, code="K7MC-4XTN")

    monkeypatch.setattr(assemble, "coded", alike)
    ran = run("check", cwd=garden)
    assert ran.code == 1
    assert "two different sheets have the code K7MC-4XTN" in ran.out
    assert "'quiz' of 'garden', version A and 'quiz' of 'garden', version B" in ran.out


def test_only_sheets_that_differ_clash() -> None:
    form = coded("Rivers", Form("A", (FIRST_ITEM,)), {"dots": DOTS})
    same = [study(name, "Rivers", form) for name in ("north", "south")]
    assert list(clashes(same)) == []
    other = study("west", "Streams", form)
    places = [Printed(form.code, name, "quiz", "A") for name in ("north", "west")]
    assert list(clashes([*same, other])) == [tuple(places)]


def study(name: str, title: str, form: Form) -> Study:
    return Study(
        name=name,
        title=title,
        deck=title,
        language="en",
        namespace="ns",
        license="",
        as_of="",
        report=None,
        items=form.items,
        cards=(),
        sheets=(Sheet("quiz", title, "A4", (form,)),),
        works=(),
        images=(DOTS,),
    )
