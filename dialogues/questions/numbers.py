"""Numbers as people write them: «12», «12 000», «1,5», «douze», «une vingtaine», «environ 20», «١٢».

Rules, in order:

1. Digits of any script count («١٢» is 12). Direction marks, «%» and a full stop at the end do not matter.
2. Spaces group thousands only by three: «12 000» is a number, «12 35» is not.
3. Point and comma in one number: the last one is the decimal sign, the other groups thousands.
4. One sign before exactly three digits («1.200») may mean either: `Ambiguous`, unless the caller says which is the
   decimal sign.
5. «environ», «à peu près», «une vingtaine» make a number approximate; so does a numeral that nobody has checked.
6. Words that are one number in the language spoken here are that number; else what they are in any language, and
   `Ambiguous` where that is more than one. So is «5 ou 6».
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from dialogues.locales import fold, plain
from dialogues.locales.counting import is_figures
from dialogues.locales.loader import Counted
from dialogues.messages import Phrase

if TYPE_CHECKING:
    from dialogues.locales import Locales
    from dialogues.questions.base import ParseContext

LONGEST = 120
"""Characters; nobody writes a number as long as this."""

LARGEST = Decimal(10) ** 15
"""No answer is larger: beyond it a spreadsheet no longer keeps every digit."""

_SIGNS = str.maketrans({"−": "-", "–": "-", "٫": ",", "،": ",", "٬": " ", "'": " ", "’": " "})
_DIGITS = re.compile(r"(?P<sign>[-+]?) ?(?P<body>[0-9 .,]*[0-9][0-9 .,]*)")
_WORDS = re.compile(r"[^\W_](?:[^\W_]|[-' ’\u0300-\u036F\u064B-\u0652])*")
"""Letters, digits and what stands within words: no sign that could mean something else."""
_GROUPED = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?P<rest>[.,][0-9]+)?")
_BOTH = re.compile(r"[0-9]{1,3}(?:(?P<group>[.,])[0-9]{3})(?:(?P=group)[0-9]{3})*(?!(?P=group))[.,][0-9]+")
_POINTS = re.compile(r"[0-9]{1,3}(?:(?P<group>[.,])[0-9]{3})(?:(?P=group)[0-9]{3})+")
_SINGLE = re.compile(r"(?P<whole>[0-9]*)[.,](?P<rest>[0-9]+)")


@dataclass(frozen=True, slots=True)
class Number:
    """A number was read.

    Args:
        value: the number.
        approximate: «environ», «une vingtaine».
        spoken: it was written in words.
        confirm: it was made of something else than was asked for, and is asked back before it is stored.
    """

    value: Decimal
    approximate: bool = False
    spoken: bool = False
    confirm: bool = False


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Two numbers may be meant: «1.200» is `grouped` (1200) or `split` (1.2); `spoken` where words say neither."""

    grouped: Decimal
    split: Decimal
    spoken: bool = False


def ascii_digits(text: str) -> str:
    """A text with the digits of every script as 0 to 9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(sign)) if unicodedata.category(sign) == "Nd" else sign for sign in text)


def canonical(value: Decimal) -> str:
    """A number as ODK stores it: «12», «1.5», never «1.50», «-0» or «1E+3»."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").removesuffix(".")
    return "0" if text in {"-0", ""} else text


def either(number: Ambiguous, context: ParseContext) -> Phrase:
    """«Je lis 5 ou 6. Lequel ?», for words that may be two numbers."""
    first, second = (
        context.locales.number(Decimal(canonical(value)), context.language) for value in (number.grouped, number.split)
    )
    return Phrase("questions.either_number", {"first": first, "second": second})


def read_number(
    text: str, locales: Locales, decimal_sign: str = "", languages: tuple[str, ...] = ()
) -> Number | Ambiguous | None:
    """Read a whole message as one number.

    Args:
        text: as typed.
        locales: numerals and the words for «environ», «moins», «virgule», «ou».
        decimal_sign: "," or "." where that sign is known to be the decimal sign, else "".
        languages: tags of those spoken here; see `Locales.counted`.

    Returns:
        The number, the two that it may be, or None when it is not one number.
    """
    if len(text) > LONGEST:
        return None
    tidy, approximate = without_about(ascii_digits(plain(text)), locales)
    tidy = tidy.rstrip("!.;? ").removesuffix("%").rstrip()
    found = _DIGITS.fullmatch(plain(tidy.translate(_SIGNS)))
    if found is not None:
        number = _digits(found["body"].strip().rstrip(".,").rstrip(), decimal_sign)
        if number is None:
            return None
        sign = -1 if found["sign"] == "-" else 1
        if isinstance(number, Ambiguous):
            return Ambiguous(sign * number.grouped, sign * number.split)
        return Number(sign * number, approximate)
    spoken = read_numeral(fold(tidy), locales, languages) if _WORDS.fullmatch(tidy) else None
    if isinstance(spoken, Number):
        return Number(spoken.value, approximate or spoken.approximate, spoken=True)
    return spoken or _one_or_the_other(tidy, locales, decimal_sign, languages)


def read_numeral(
    folded: str, locales: Locales, languages: tuple[str, ...] = (), *, only: bool = False
) -> Number | Ambiguous | None:
    """Read words, already folded, as one number: «soixante quinze», «deux et demi», «une vingtaine», «2 millions».

    Args:
        folded: words as `dialogues.locales.fold` leaves them.
        locales: numerals of every language.
        languages: tags of those spoken here; see `Locales.counted`.
        only: other languages than these and those of the bot are left out.

    Returns:
        The number; the least and the largest where it may be several; None when it is none.
    """
    words = tuple(folded.split(" "))
    negative = len(words) > 1 and words[0] in locales.words["minus"]
    if negative:
        words = words[1:]
    rough = locales.approximate.get(words[-1])
    counted = _parts(words if rough is None else words[:-1], locales, languages, only=only)
    if rough is not None and len(words) == 1:
        counted = _Parts((Decimal(1),))
    if counted is None:
        return None
    times = (rough or 1) * (-1 if negative else 1)
    if len(counted.values) > 1:
        return Ambiguous(counted.values[-1] * times, counted.values[0] * times, spoken=True)
    return Number(counted.values[0] * times, rough is not None or counted.unsure, spoken=True)


def without_about(text: str, locales: Locales) -> tuple[str, bool]:
    """Words without «environ», «vers» before them, and whether it was there."""
    if text[:1] in {"~", "≈", "±"}:
        return text[1:].strip(), True
    words = text.split(" ")
    for length in (3, 2, 1):
        if len(words) > length and fold(" ".join(words[:length])) in locales.words["about"]:
            return " ".join(words[length:]), True
    return text, False


def _digits(body: str, decimal_sign: str) -> Decimal | Ambiguous | None:
    if body.isdigit():
        return Decimal(body)
    if " " in body:
        if not _GROUPED.fullmatch(body):
            return None
        return Decimal(body.replace(" ", "").replace(",", "."))
    both = _BOTH.fullmatch(body)
    if both is not None:
        return Decimal(body.replace(both["group"], "").replace(",", "."))
    points = _POINTS.fullmatch(body)
    if points is not None:
        return Decimal(body.replace(points["group"], ""))
    single = _SINGLE.fullmatch(body)
    if single is None:
        return None
    split = Decimal(f"{single['whole'] or '0'}.{single['rest']}")
    groups = len(single["rest"]) == 3 and 1 <= len(single["whole"]) <= 3 and single["whole"][0] != "0"
    if groups and (not decimal_sign or decimal_sign not in body):
        return Ambiguous(Decimal(single["whole"] + single["rest"]), split)
    return split


@dataclass(frozen=True, slots=True)
class _Parts:
    """The numbers that words may be, and whether one of the words was never checked."""

    values: tuple[Decimal, ...]
    unsure: bool = False


def _parts(words: tuple[str, ...], locales: Locales, languages: tuple[str, ...], *, only: bool) -> _Parts | None:
    """Whole numbers, with «virgule cinq» or «et demi» after them or not."""
    if words and words[-1] in locales.words["half"] | locales.words["and_half"]:
        return _with_half(words, locales, languages, only=only)
    at = next((place for place, word in enumerate(words) if word in locales.words["point"]), None)
    whole = locales.counted(words if at is None else words[:at], languages, only=only)
    if whole is None:
        return None
    fraction = "" if at is None else _fraction(words[at + 1 :], locales, languages)
    if fraction is None:
        return None
    return _Parts(tuple(Decimal(f"{value}{fraction}") for value in whole.values), whole.unsure)


def _fraction(words: tuple[str, ...], locales: Locales, languages: tuple[str, ...]) -> str | None:
    """What stands after the decimal sign: «zéro cinq» is «.05»."""
    zeros = next((place for place, word in enumerate(words) if locales.numerals.get(word) != 0), len(words))
    rest = locales.counted(words[zeros:], languages) if words[zeros:] else None
    if not words or (rest is None and words[zeros:]) or (rest is not None and len(rest.values) > 1):
        return None
    return f".{'0' * zeros}{0 if rest is None else rest.values[0]}"


def _with_half(words: tuple[str, ...], locales: Locales, languages: tuple[str, ...], *, only: bool) -> _Parts | None:
    """«deux et demi», «2 et demi», «un demi»."""
    whole = words[:-1]
    added = words[-1] in locales.words["and_half"]
    if whole and whole[-1] in locales.words["article"]:
        whole = whole[:-1]
    if whole and whole[-1] in locales.words["and"]:
        whole, added = whole[:-1], True
    if not added:
        one = not whole or (len(whole) == 1 and locales.numerals.get(whole[0]) == 1)
        return _Parts((Decimal("0.5"),)) if one else None
    counted = locales.counted(whole, languages, only=only)
    if len(whole) == 1 and is_figures(whole[0]):
        counted = Counted((int(whole[0]),))
    if counted is None:
        return None
    return _Parts(tuple(value + Decimal("0.5") for value in counted.values), counted.unsure)


def _one_or_the_other(tidy: str, locales: Locales, decimal_sign: str, languages: tuple[str, ...]) -> Ambiguous | None:
    """«5 ou 6», «dix ou douze»: neither is chosen."""
    words = tidy.split(" ")
    at = [place for place, word in enumerate(words) if fold(word) in locales.words["or"]]
    if len(at) != 1:
        return None
    halves = (" ".join(words[: at[0]]), " ".join(words[at[0] + 1 :]))
    first, second = (read_number(half, locales, decimal_sign, languages) if half else None for half in halves)
    if not isinstance(first, Number) or not isinstance(second, Number) or first.value == second.value:
        return None
    return Ambiguous(first.value, second.value, spoken=True)
