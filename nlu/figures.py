"""The one number or the one date that a sentence holds: «il y avait 35 personnes», «une vingtaine de femmes»."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from dialogues.locales import fold, plain
from dialogues.questions.moments import Day, read_day
from dialogues.questions.numbers import Ambiguous, Number, ascii_digits, read_number, read_numeral
from nlu.distance import slips

if TYPE_CHECKING:
    from collections.abc import Collection

    from dialogues.locales import Locales

MOST_WORDS = 40
"""Words of a sentence that is looked through; a longer one is a story, not a number."""

_FIGURE = re.compile(
    r"(?<![\w.,/:-])[-−]?[0-9]+(?:[ .,][0-9]+)*"
    r"(?![0-9_/:])(?!(?:e|er|[eè]me|h)\b)(?!h[0-9])(?![.,-][0-9])",
)
"""Figures with what groups them; not within a word, a date or a time, nor «3e», «10h»."""

_LONGEST_DATE = 4


def number_in(text: str, locales: Locales, decimal_sign: str, languages: tuple[str, ...] = ()) -> Decimal | None:
    """The only number in a sentence.

    Args:
        text: as typed.
        locales: numerals.
        decimal_sign: as people of this language write it.
        languages: tags of those spoken here: their numerals are found too, besides those of the bot's languages.

    Returns:
        The number; None where there is none, more than one, or one that may be read in two ways.
    """
    tidy = ascii_digits(plain(text))
    words = fold(tidy).split(" ")
    if len(words) > MOST_WORDS or _denied(words, locales, languages):
        return None
    if any(sign.isdigit() for sign in tidy):
        return _figure(tidy, words, locales, decimal_sign)
    mended = [_mended(word, locales.numerals) for word in words]
    runs = _runs(mended, locales, languages)
    return runs[0].value if len(runs) == 1 and isinstance(runs[0], Number) else None


def day_in(text: str, locales: Locales) -> dt.date | None:
    """The only day in a sentence that is written with its year, slips in the month's name forgiven.

    Args:
        text: as typed.
        locales: names of months.
    """
    words = [_mended(word, locales.months) for word in ascii_digits(plain(text)).split(" ")]
    if len(words) > MOST_WORDS:
        return None
    found: set[dt.date] = set()
    place = 0
    while place < len(words):
        for end in range(min(len(words), place + _LONGEST_DATE), place, -1):
            day = read_day(" ".join(words[place:end]).strip(",;"), dt.date(2000, 1, 1), locales)
            if isinstance(day, Day) and day.plain:
                found.add(day.date)
                place = end - 1
                break
        place += 1
    return found.pop() if len(found) == 1 else None


def _denied(words: list[str], locales: Locales, languages: tuple[str, ...]) -> bool:
    """Whether a sentence says «pas …»; «ni» is «et» in Bambara, where that is spoken."""
    joins = {word for tag in languages if tag in locales.counting for word in locales.counting[tag].joins}
    return any(word in locales.words["negation"] and word not in joins for word in words)


def _figure(tidy: str, words: list[str], locales: Locales, decimal_sign: str) -> Decimal | None:
    figures = _FIGURE.findall(tidy)
    if len(figures) != 1 or sum(sign.isdigit() for sign in tidy) != sum(sign.isdigit() for sign in figures[0]):
        return None
    others = [word for word in words if locales.numerals.get(word, 0) > 1 or word in locales.approximate]
    number = read_number(figures[0], locales, decimal_sign)
    return number.value if isinstance(number, Number) and not others else None


def _runs(words: list[str], locales: Locales, languages: tuple[str, ...]) -> list[Number | Ambiguous]:
    """The longest runs of words that are numbers; «un» and «une» alone are articles where another number stands."""
    runs: list[Number | Ambiguous] = []
    place = 0
    while place < len(words):
        for end in range(min(len(words), place + 12), place, -1):
            number = read_numeral(" ".join(words[place:end]), locales, languages, only=True)
            if number is not None:
                runs.append(number)
                place = end - 1
                break
        place += 1
    counted = [number for number in runs if isinstance(number, Ambiguous) or number.value != 1]
    return counted or runs[:1]


def _mended(word: str, known: Collection[str]) -> str:
    """A word of five letters or more with one slip, as the only known word it can be."""
    folded = fold(word)
    if len(folded) < 5 or folded in known:
        return word
    near = [other for other in known if len(other) >= 5 and slips(folded, other, 1) is not None]
    return near[0] if len(near) == 1 else word
