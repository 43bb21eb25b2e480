"""How a district talks: the sample's sentences in other words, with other numbers and years.

A word becomes another by a substitution of letters that keeps vowels, consonants and its ending,
and takes a syllable or two of the district's own, so that no two districts share a word that
matters, and sentences keep their shape.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.sample import Written

VOWELS, CONSONANTS = "aeiou", "bdfgklmnprstvz"
SYLLABLES = [consonant + vowel for consonant in CONSONANTS for vowel in VOWELS]
PLAIN = str.maketrans("čćđšžáéíóú", "ccdszaeiou")
# Words that hold a sentence together, or mean a number or a day to the checks: they stay, as all
# others of up to three letters do.
KEPT = {
    "about", "after", "against", "almost", "along", "before", "between", "both", "could",
    "days", "decade", "first", "from", "have", "hours", "into", "just", "next", "north",
    "northern", "november", "october", "over", "part", "same", "sides", "still", "take",
    "that", "their", "then", "there", "towards", "under", "week", "were", "what", "when",
    "which", "with", "within", "would", "year", "years",
}  # fmt: skip
SHORT = 3
ENDING = re.compile(r"(?<=..)(?:ings?|ed|ions?|ers?|es|s|ly)$")
WORD = re.compile(r"[^\W\d_]{2,}")
NUMBER = re.compile(r"\d+")
YEAR = re.compile(r"\b\d{4}(?=-|~|/|$)")
YEARS = 300  # so many districts later, the years are the sample's again
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


@dataclass(frozen=True)
class Dialect:
    """The words, numbers and years of the district of this number."""

    number: int
    known: dict[str, str] = field(default_factory=dict)

    def said(self, text: str) -> str:
        """*text* in this district's words."""
        affirmed = text.replace(" had not ", " had ")  # its paragraph says the same affirmed too
        return WORD.sub(lambda match: self.word(match[0]), affirmed)

    def word(self, word: str) -> str:
        """One word of this district."""
        if word not in self.known:
            self.known[word] = self._changed(word)
        return self.known[word]

    def counted(self, text: str) -> str:
        """*text* with numbers of as many digits, none of them naught that was not."""
        return NUMBER.sub(lambda match: "".join(map(self._digit, match[0])), text)

    def year(self, text: str) -> str:
        """*text* with years some earlier."""
        return YEAR.sub(lambda match: str(int(match[0]) - self.number % YEARS), text)

    def dated(self, value: Written) -> Written:
        """A date some years earlier, the same day; with what is read of it, where that differs."""
        if isinstance(value, str):
            return self.year(value)
        moved = {k: self.dated(v) if k in {"date", "read"} else v for k, v in value.items()}
        if moved.get("read") in WEEKDAYS:
            moved["read"] = WEEKDAYS[date.fromisoformat(moved["date"]).weekday()]
        elif "week" in moved.get("read", ""):  # of which the days depend on the year
            moved["read"] = moved["date"]
        return moved

    def _changed(self, word: str) -> str:
        plain, is_name = word.lower().translate(PLAIN), word[0].isupper()
        if plain in KEPT or (len(plain) <= SHORT and not is_name):
            return word
        ending = "" if is_name else next(iter(ENDING.findall(plain)), "")
        stem = "".join(map(self._letter, plain.removesuffix(ending)))
        new = stem + self._mark() + ending
        return new.upper() if word.isupper() else new.capitalize() if is_name else new

    def _letter(self, letter: str) -> str:
        for letters in (VOWELS, CONSONANTS):
            if (place := letters.find(letter)) >= 0:
                return letters[(place + self.number) % len(letters)]
        return letter

    def _digit(self, digit: str) -> str:
        return digit if digit == "0" else str((int(digit) - 1 + self.number) % 9 + 1)

    def _mark(self) -> str:
        """The district's number in syllables."""
        left, last = divmod(self.number, len(SYLLABLES))
        mark = SYLLABLES[last]
        while left:
            left, last = divmod(left, len(SYLLABLES))
            mark += SYLLABLES[last]
        return mark
