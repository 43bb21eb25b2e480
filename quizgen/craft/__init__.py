"""The rules of good items, one visible table: which check a code has, and on which items it runs.

What each code means, why, whose guideline it is, with an item that fails and a near miss, stands in
`templates/craft/rules.yaml`; the words of a language stand beside it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from quizgen.craft import (
    across,
    answers,
    evidence,
    forms,
    keys,
    options,
    proof,
    sets,
    shapes,
    stems,
    values,
)
from quizgen.craft.specimen import RECALLED, Specimen
from quizgen.craft.table import table
from quizgen.frozen import frozen
from quizgen.items import Interaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from quizgen.craft.pack import Pack
    from quizgen.diagnostics import Rule
    from quizgen.items import Item

    Check = Callable[[Specimen], str | None]
    Between = Callable[[Sequence[Item]], Iterator[tuple[Item, str]]]
    OfForm = Callable[[Sequence[Specimen]], Iterator[tuple[Specimen, str]]]

OF_ALL: dict[str, Check] = {
    "long-stem": stems.long_stem,
    "endless-stem": stems.endless_stem,
    "long-sentence": stems.long_sentence,
    "window-dressing": stems.window_dressing,
    "no-question": stems.no_question,
    "two-questions": stems.two_questions,
    "negative-stem": stems.negative,
    "double-negative": stems.double_negative,
    "opinion": stems.opinion,
    "volatile": stems.volatile,
    "lone-pronoun": stems.lone_pronoun,
    "gives-key-away": stems.key_in_stem,
    "unattributed": stems.unattributed,
    "left-over": proof.left_over,
    "placeholder": proof.placeholder,
    "doubled-word": proof.doubled_word,
    "double-space": proof.double_space,
    "unbalanced": proof.unbalanced,
    "small-start": proof.small_start,
    "final-punctuation": proof.final_signs,
    "no-citation": evidence.no_citation,
    "no-rationale": evidence.no_rationale,
    "uncited-rationale": evidence.uncited_rationale,
    "borrowed-sentence": evidence.borrowed,
}
OF_OPTIONS: dict[str, Check] = {
    "unfocused-stem": stems.unfocused,
    "no-key": options.no_key,
    "key-not-offered": options.key_not_offered,
    "duplicate-options": options.duplicates,
    "too-few-options": options.too_few,
    "too-many-options": options.too_many,
    "complex-options": options.complex_options,
    "all-of-the-above": options.all_of_the_above,
    "none-of-the-above": options.none_of_the_above,
    "dont-know": options.dont_know,
    "long-option": options.long_option,
    "idea-in-options": options.idea_in_options,
    "repeated-opening": options.repeated_opening,
    "near-identical-options": options.near_identical,
    "contained-option": options.contained,
    "negative-option": options.negated,
    "overlapping-options": values.overlapping,
    "option-order": values.out_of_order,
    "mixed-number-formats": values.mixed_formats,
    "over-precise": values.over_precise,
    "mixed-forms": shapes.mixed_forms,
    "opposite-options": keys.opposites,
    "absolute-word": keys.absolutes,
    "vague-word": keys.vague,
    "wrong-type": shapes.wrong_type,
    "number-cue": keys.number_cue,
    "article-cue": keys.article_cue,
}
OF_CHOICE: dict[str, Check] = OF_OPTIONS | {
    "several-keys": options.several_keys,
    "word-cue": keys.clang,
    "name-cue": keys.name_clang,
    "longest-key": keys.longest_key,
    "conspicuous-key": keys.conspicuous,
    "odd-key": shapes.odd_key,
    "round-number-cue": values.roundness,
    "convergence-cue": keys.convergence,
    "pair-cue": keys.pair,
}
OF_MULTIPLE_RESPONSE: dict[str, Check] = OF_OPTIONS | {
    "all-keys": options.all_right,
    "choose-all-unsaid": options.count_unsaid,
}
OF_STATEMENTS: dict[str, Check] = {
    "two-propositions": answers.two_propositions,
    "negative-statement": answers.negated_statement,
    "absolute-statement": answers.absolute_statement,
    "vague-word": answers.vague_statement,
}
OF_RECALL: dict[str, Check] = {
    "long-answer": answers.long_answer,
    "list-answer": answers.list_answer,
    "compound-answer": answers.compound_answer,
    "yes-or-no": stems.yes_or_no,
    "wrong-type": shapes.wrong_type,
    "over-precise": values.over_precise,
}
OF_GAPS: dict[str, Check] = {
    "many-gaps": answers.many_gaps,
    "gap-first": answers.gap_first,
    "long-gap": answers.long_gap,
    "bare-gap": answers.bare_gap,
    "no-gap": answers.no_gap,
    "article-cue": keys.article_cue,
    "list-answer": answers.list_answer,
}
OF_MATCHING: dict[str, Check] = {
    "premise-count": sets.premise_count,
    "no-spare-response": sets.no_spare_response,
    "not-one-to-one": sets.not_one_to_one,
    "mixed-sets": sets.mixed_sets,
}
OF_ORDERING: dict[str, Check] = {
    "too-few-to-order": sets.too_few_to_order,
    "duplicate-options": options.duplicates,
    "order-given": sets.order_given,
    "order-unsaid": sets.order_unsaid,
}
OF_INTERACTIONS: dict[Interaction, dict[str, Check]] = {
    Interaction.SHORT_ANSWER: OF_RECALL,
    Interaction.NUMBER: OF_RECALL,
    Interaction.DATE: OF_RECALL,
    Interaction.CLOZE: OF_GAPS,
    Interaction.CHOICE: OF_CHOICE,
    Interaction.MULTIPLE_RESPONSE: OF_MULTIPLE_RESPONSE,
    Interaction.TRUE_FALSE: OF_STATEMENTS,
    Interaction.MATCHING: OF_MATCHING,
    Interaction.ORDERING: OF_ORDERING,
}
# What some interactions cannot have, or may.
_STATEMENTS = (Interaction.TRUE_FALSE, Interaction.CLOZE)
_SETS = (Interaction.MATCHING, Interaction.ORDERING)
NOT_OF: dict[str, tuple[Interaction, ...]] = {
    "window-dressing": _STATEMENTS,
    "no-question": (*_STATEMENTS, *_SETS),
    "negative-stem": (*_STATEMENTS, *_SETS),
    "gives-key-away": (Interaction.TRUE_FALSE, *_SETS),
    "final-punctuation": (Interaction.TRUE_FALSE, Interaction.MATCHING),
    "borrowed-sentence": (Interaction.CLOZE,),  # a gap in a quotation is asked on purpose
}
# What other checks tell better, who know the facts and the texts; of a reworded stem, no others do.
REWORDED = frozenset(("two-answers", "unattributed", "borrowed-sentence"))
ELSEWHERE = REWORDED | {"gives-key-away"}
# What only other options would mend: an item that breaks one of these is better not made.
FATAL = ("name-cue", "odd-key", "overlapping-options")
# Of items that are to be recalled: those that have options are told apart by these.
BETWEEN_ITEMS: Mapping[str, Between] = {
    "two-answers": across.two_answers,
    "interference": across.interference,
}
OF_FORMS: Mapping[str, OfForm] = {
    "asked-twice": forms.fact_twice,
    "hinged-items": forms.hinged,
    "key-run": forms.key_run,
    "longest-keys": forms.longest_keys,
    "true-share": forms.true_share,
}


@frozen
class Flaw:
    """A rule that an item breaks: what is wrong with it in its own words, and what mends it."""

    rule: Rule
    item: Item
    message: str
    hint: str

    @property
    def item_id(self) -> str:
        """The id of the item."""
        return self.item.id


def flaws(items: Iterable[Item], pack: Pack, but: frozenset[str] = frozenset()) -> Iterator[Flaw]:
    """Every flaw of *items*, by themselves and beside one another; *pack* knows their language.

    *but*: the codes of rules that are not asked for.
    """
    items = list(items)
    for item in items:
        yield from (flaw(code, item, message) for code, message in own_flaws(item, pack, but))
    yield from flaws_between(items, but)


def own_flaws(
    item: Item, pack: Pack, but: frozenset[str] = frozenset()
) -> Iterator[tuple[str, str]]:
    """The rules that one *item* breaks by itself: the code of each, and what is wrong."""
    it = Specimen(item, pack)  # not kept: what is known of an item takes more than the item
    for code, check in _checks(item.interaction, but):
        if message := check(it):
            yield code, message


def flaws_between(items: Iterable[Item], but: frozenset[str] = frozenset()) -> Iterator[Flaw]:
    """The flaws of *items* beside one another."""
    recalled = [item for item in items if item.interaction in RECALLED]
    for code, between in BETWEEN_ITEMS.items():
        for item, message in between(recalled) if code not in but else ():
            yield flaw(code, item, message)


def flaw(code: str, item: Item, message: str) -> Flaw:
    """The flaw of an *item* that breaks the rule of this *code*."""
    entry = table()[code]
    return Flaw(entry.rule, item, message, entry.repair)


@cache
def _checks(interaction: Interaction, but: frozenset[str]) -> tuple[tuple[str, Check], ...]:
    """The rules of an item by itself."""
    every = OF_ALL | OF_INTERACTIONS[interaction]
    return tuple(
        (code, check)
        for code, check in every.items()
        if code not in but and interaction not in NOT_OF.get(code, ())
    )


def form_flaws(items: Iterable[Item], pack: Pack) -> Iterator[Flaw]:
    """What is wrong with the *items* of one form as a whole, in the order printed."""
    specimens = [Specimen(item, pack) for item in items]
    for code, check in OF_FORMS.items():
        for it, message in check(specimens):
            yield flaw(code, it.item, message)
