"""Answer keys: what is right and why, where it is read, and which item is which elsewhere."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from quizgen.items import Form, Interaction, Layout, Work
from quizgen.markup import mark
from quizgen.paper.answers import letter
from tests.papers import WORKS, cite, item, made, nodes, pages_of, study, texts


def cited_in(style: str, *works: Work, quote: str | None = None) -> bytes:
    """The key of one item that cites *works*, in a bibliography of *style*."""
    citations = tuple(replace(cite(work.source, "8"), quote=quote) for work in works)
    one = item(Interaction.SHORT_ANSWER, citations=citations, options=())
    return pages_of(replace(study(one), works=works, style=style))["quiz-a-key.html"]


REEF = Work(
    "reef",
    1,
    "The reef",
    f"Lee, A. (2020). {mark('i', 'The <reef>')}. https://doi.org/10.1/r",
    "https://reef.example/a",
    "https://doi.org/10.1/r",
    "https://archive.example/r",
)


def test_a_bibliography_has_its_italics_and_one_link_to_each_work() -> None:
    key = cited_in("apa", REEF)
    (entry,) = nodes(key, "//section//ol[@class='hanging']/li")
    assert " ".join(entry.text_content().split()) == (
        "Lee, A. (2020). The <reef>. https://doi.org/10.1/r (archived)"
    )
    assert texts(key, "//section//em") == ["The <reef>"]
    links = [node.get("href") for node in nodes(key, "//section//a")]
    assert links == ["https://doi.org/10.1/r", "https://archive.example/r"]


def test_news_lines_do_not_hang_and_have_their_address_behind() -> None:
    key = cited_in("news", WORKS[0])
    assert not nodes(key, "//ol[@class='hanging']")
    (entry,) = texts(key, "//section//li")
    assert " ".join(entry.split()) == f"{WORKS[0].entry} {WORKS[0].url}"


def test_a_citation_leads_to_its_passage_where_that_is_quoted() -> None:
    passage = "#:~:text=a%20well%2Dkept%20reef"
    key = cited_in("apa", REEF, quote="a well-kept reef")
    links = [node.get("href") for node in nodes(key, "//.why//.passage/a")]
    assert links == [f"https://reef.example/a{passage}", f"https://archive.example/r{passage}"]
    plain = [node.get("href") for node in nodes(cited_in("apa", REEF), "//.why//.passage/a")]
    assert plain == ["https://reef.example/a"]


def test_a_citation_leads_nowhere_but_into_the_web() -> None:
    assert not nodes(cited_in("apa", WORKS[1], quote="a reef"), "//.why//.passage")


def test_a_key_says_what_is_right_why_and_where_it_is_read() -> None:
    about = {"disagreement": "The diary says Lim.", "disagreeing": (cite("diary", "2-3"),)}
    key = made(item(Interaction.CHOICE, **about))["quiz-a-key.html"]
    assert texts(key, "//.right//li") == ["B Ibar"]
    assert texts(key, "//.accepted") == ["the Ibar"]
    assert texts(key, "//.why") == ["Why The bridge crosses the Ibar. [1] ¶8 ↗"]
    assert texts(key, "//.wrong")[0] == "Not A Drina – Drina is in the west. [2] ¶4"
    assert [row[:5] for row in texts(key, "//.wrong")] == ["Not A", "Not C", "Not D"]
    assert texts(key, "//.differ") == ["The diary says Lim. [2] ¶2–3"]
    assert texts(key, "//.id") == ["bridge"]


def test_the_sources_of_a_key_are_those_it_cites_with_their_numbers() -> None:
    key = made(item(Interaction.CHOICE))["quiz-a-key.html"]
    assert [li.get("value") for li in nodes(key, "//.sources//li")] == ["1", "2"]
    assert [a.get("href") for a in nodes(key, "//.sources//a")] == ["https://example.org/a?b=1&c"]
    assert {a.get("href") for a in nodes(key, "//.cite")} == {"#source-1", "#source-2"}


@pytest.mark.parametrize(
    ("interaction", "right"),
    [
        (Interaction.TRUE_FALSE, ["False"]),
        (Interaction.SHORT_ANSWER, ["Ibar"]),
        (Interaction.MATCHING, ["B Mitrovica → Ibar", "A Višegrad → Drina"]),
        (Interaction.ORDERING, ["1 Ibar", "2 Sava", "3 Drina", "4 Lim"]),
    ],
)
def test_a_key_answers_in_the_way_asked(interaction: Interaction, right: list[str]) -> None:
    assert texts(made(item(interaction))["quiz-a-key.html"], "//.right//li") == right


def test_a_false_statement_is_put_right() -> None:
    key = made(item(Interaction.TRUE_FALSE))["quiz-a-key.html"]
    assert texts(key, "//.why") == ["Correct is The bridge crosses the Ibar. [1] ¶8 ↗"]


def test_options_have_the_letters_that_browsers_give_them() -> None:
    assert [letter(n) for n in (0, 25, 26, 51, 52, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]


# Versions side by side


def rows(page: bytes) -> list[list[str]]:
    """The rows of the table of versions, cell by cell."""
    return [[cell.text_content() for cell in row] for row in nodes(page, "//.beside/tbody/tr")]


def test_a_key_tells_which_item_is_which_in_another_version() -> None:
    asked = [item(interaction, interaction) for interaction in Interaction]
    two = study(*asked)
    turned = [
        replace(one, options=one.options[::-1]) if one.options else one for one in asked[::-1]
    ]
    two = replace(
        two,
        sheets=(replace(two.sheets[0], forms=(Form("A", tuple(asked)), Form("B", tuple(turned)))),),
    )
    files = pages_of(two)
    assert texts(files["quiz-a-key.html"], "//.beside//th") == ["Version A", "Version B"]
    assert rows(files["quiz-a-key.html"]) == [
        ["1", "", "9", ""],
        ["2", "B", "8", "C"],
        ["3", "B", "7", "C"],
        ["4", "False", "6", "False"],
        ["5", "", "5", ""],
        ["6", "", "4", ""],
        ["7", "", "3", ""],
        ["8", "B A", "2", "A B"],
        ["9", "3 1 4 2", "1", "2 4 1 3"],
    ]
    assert rows(files["quiz-b-key.html"])[-1] == ["9", "", "1", ""]


def test_many_versions_stand_in_several_tables() -> None:
    one = study(item(Interaction.CHOICE))
    forms = tuple(Form(name, one.items) for name in "ABCDEFG")
    key = pages_of(replace(one, sheets=(replace(one.sheets[0], forms=forms),)))["quiz-c-key.html"]
    heads = [
        table.text_content().replace("Version ", "") for table in nodes(key, "//.beside/thead")
    ]
    assert [head.strip() for head in heads] == ["CABDE", "CFG"]


def test_versions_with_items_of_their_own_are_not_compared() -> None:
    one, other = item(Interaction.CHOICE, "a"), item(Interaction.CHOICE, "b")
    two = study(one)
    forms = (Form("A", (one,)), Form("B", (other,)))
    key = pages_of(replace(two, sheets=(replace(two.sheets[0], forms=forms),)))["quiz-a-key.html"]
    assert not rows(key)
    assert texts(key, "//.versions/p") == [
        "Each version has questions of its own, and a key of its own."
    ]
    alone = pages_of(replace(two, sheets=(replace(two.sheets[0], forms=forms[:1]),)))
    assert not nodes(alone["quiz-a-key.html"], "//.versions")


def test_a_key_says_what_each_answer_is_worth_where_they_differ() -> None:
    layout = Layout(points={Interaction.MATCHING: Decimal(4)})
    asked = (item(Interaction.CHOICE, "a"), item(Interaction.MATCHING, "b"))
    assert texts(made(*asked, layout=layout)["quiz-a-key.html"], "//.worth") == ["/ 1", "/ 4"]
    assert not texts(made(*asked)["quiz-a-key.html"], "//.worth")
