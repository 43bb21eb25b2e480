"""Codes of printed sheets: short, to be read aloud and typed, the same whichever option is right.

A code is a digest of what a student reads: which items, in which words and order. It stands on a
sheet and on its key, and leads from the one to the other.
"""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from hashlib import blake2b
from typing import TYPE_CHECKING

from quizgen import markup
from quizgen.frozen import frozen
from quizgen.items import Interaction, digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from quizgen.items import Form, Image, Item, Sheet, Study

Editions = tuple[int, int]  # the first and the last that held a form

# No vowels, so no words; of signs that look alike (B 8, O 0 D, S 5 …) one at most. The first is
# a letter: that keeps a code in its order among right-to-left words.
_LETTERS = "CDFHJKMNPRTVWXY"
_SIGNS = f"{_LETTERS}23456789"
_MEANT = str.maketrans("BGSZ", "8652")  # letters that no code has, for the digits they look like
_HALF = 4
_ALIKE = 0.85  # one sign wrong or missing, or two that changed places
_WITH_OPTIONS = (
    Interaction.CHOICE,
    Interaction.MULTIPLE_RESPONSE,
    Interaction.MATCHING,
    Interaction.ORDERING,
)


@frozen(order=True)
class Printed:
    """A version of a sheet: its code, and where it belongs."""

    code: str
    deck: str
    sheet: str
    version: str


def coded(title: str, form: Form, images: Mapping[str, Image]) -> Form:
    """*form*, of a sheet with this *title*, with its code."""
    number = int(digest("form", *contents(title, form, images)), 16)
    return replace(form, code=spelt(number))


def contents(title: str, form: Form, images: Mapping[str, Image]) -> tuple[str, ...]:
    """What a student reads on the sheet, and which items that are."""
    texts = [text for item in form.items for text in asked(item)]
    shown = sorted({id_ for text in texts for id_ in markup.images(text)})
    pictures = [part for id_ in shown for part in _picture(images[id_])]
    return (title, form.version, *texts, *pictures)


def asked(item: Item) -> Iterator[str]:
    """What of *item* stands on a sheet: nothing that tells which answer is right."""
    options = item.options if item.interaction in _WITH_OPTIONS else ()
    yield from (item.guid, item.interaction, item.context, item.stem)
    yield from (str(len(item.premises)), *item.premises)
    yield from (str(len(options)), *(option.text for option in options))
    yield item.number.unit if item.number else ""
    yield "".join(sign for sign in item.date if not sign.isdigit())  # which parts are to be written


def spelt(number: int) -> str:
    """A code for *number*: `K7MC-4XTN`."""
    number, first = divmod(number, len(_LETTERS))
    signs = [_LETTERS[first]]
    while len(signs) < 2 * _HALF:
        number, sign = divmod(number, len(_SIGNS))
        signs.append(_SIGNS[sign])
    return _grouped("".join(signs))


def read(typed: str) -> str:
    """The code that somebody *typed*, in whatever case and grouping; it may be none."""
    return _grouped("".join(filter(str.isalnum, typed)).upper().translate(_MEANT))


def is_code(text: str) -> bool:
    """Whether *text*, as `read` gives it, has the form of a code."""
    signs = text.replace("-", "")
    return len(signs) == 2 * _HALF and signs[0] in _LETTERS and set(signs) <= set(_SIGNS)


def near(code: str, known: Iterable[str]) -> list[str]:
    """The codes of those *known* that *code* may be meant for."""
    return sorted(get_close_matches(code, sorted(set(known)), cutoff=_ALIKE))


def printed(studies: Iterable[Study]) -> Iterator[Printed]:
    """Every version of every sheet of *studies*."""
    for study, sheet, form in _forms(studies):
        yield Printed(form.code, study.name, sheet.name, form.version)


def joined(
    one: Mapping[Printed, Editions], other: Mapping[Printed, Editions]
) -> dict[Printed, Editions]:
    """Both as one: of two entries for a form, from the first edition of either to the last."""
    found = {**one}
    for form, (first, last) in other.items():
        begun, ended = found.get(form, (first, last))
        found[form] = (min(begun, first), max(ended, last))
    return found


def clashes(studies: Iterable[Study]) -> Iterator[tuple[Printed, Printed]]:
    """Sheets that differ in what a student reads, and have one code."""
    first: dict[str, tuple[Printed, tuple[str, ...]]] = {}
    for study, sheet, form in _forms(studies):
        place = Printed(form.code, study.name, sheet.name, form.version)
        images = {image.id: image for image in study.images}
        told = contents(sheet.title, form, images)
        other, said = first.setdefault(form.code, (place, told))
        if said != told:
            yield other, place


def _forms(studies: Iterable[Study]) -> Iterator[tuple[Study, Sheet, Form]]:
    for study in studies:
        for sheet in study.sheets:
            for form in sheet.forms:
                yield study, sheet, form


def _picture(image: Image) -> tuple[str, ...]:
    return (blake2b(image.data).hexdigest(), image.alt, image.credit, image.license)


def _grouped(signs: str) -> str:
    return f"{signs[:_HALF]}-{signs[_HALF:]}" if len(signs) > _HALF else signs
