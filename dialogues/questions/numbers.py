"""Numbers as people write them: «12», «12 000», «1,5», «douze», «une vingtaine», «environ 20», «١٢».

Rules, in order:

1. Digits of any script count («١٢» is 12). Direction marks, «%» and a full stop at the end do not matter.
2. Spaces group thousands only by three: «12 000» is a number, «12 35» is not.
3. Point and comma in one number: the last one is the decimal sign, the other groups thousands.
4. One sign before exactly three digits («1.200») may mean either: `Ambiguous`, unless the caller says which is the
   decimal sign.
5. «environ», «à peu près», «une vingtaine» make a number approximate.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from dialogues.locales import fold, plain

if TYPE_CHECKING:
    from dialogues.locales import Locales

LONGEST = 120
"""Characters; nobody writes a number as long as this."""

LARGEST = Decimal(10) ** 15
"""No answer is larger: beyond it a spreadsheet no longer keeps every digit."""

_SIGNS = str.maketrans({"−": "-", "–": "-", "٫": ",", "،": ",", "٬": " ", "'": " ", "’": " "})
_DIGITS = re.compile(r"(?P<sign>[-+]?) ?(?P<body>[0-9 .,]*[0-9][0-9 .,]*)")
_WORDS = re.compile(r"\w+(?:[- ]\w+)*")
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
    """

    value: Decimal
    approximate: bool = False
    spoken: bool = False


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Two numbers may be meant: «1.200» is `grouped` (1200) or `split` (1.2)."""

    grouped: Decimal
    split: Decimal


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


def read_number(text: str, locales: Locales, decimal_sign: str = "") -> Number | Ambiguous | None:
    """Read a whole message as one number.

    Args:
        text: as typed.
        locales: numerals and the words for «environ», «moins», «virgule».
        decimal_sign: "," or "." where that sign is known to be the decimal sign, else "".

    Returns:
        The number, the two that it may be, or None when it is not one number.
    """
    if len(text) > LONGEST:
        return None
    tidy = ascii_digits(plain(text)).translate(_SIGNS)
    tidy, approximate = _without_about(plain(tidy).rstrip("!.;? ").removesuffix("%").rstrip(), locales)
    found = _DIGITS.fullmatch(tidy)
    if found is not None:
        number = _digits(found["body"].strip().rstrip(".,").rstrip(), decimal_sign)
        if number is None:
            return None
        sign = -1 if found["sign"] == "-" else 1
        if isinstance(number, Ambiguous):
            return Ambiguous(sign * number.grouped, sign * number.split)
        return Number(sign * number, approximate)
    spoken = read_numeral(fold(tidy), locales) if _WORDS.fullmatch(tidy) else None
    if spoken is None:
        return None
    return Number(spoken.value, approximate or spoken.approximate, spoken=True)


def read_numeral(folded: str, locales: Locales) -> Number | None:
    """Read words, already folded, as one number: «soixante quinze», «deux cents», «une vingtaine», «2 millions».

    Args:
        folded: words as `dialogues.locales.fold` leaves them.
        locales: numerals of every language.
    """
    words = folded.split(" ")
    negative = len(words) > 1 and words[0] in locales.words["minus"]
    if negative:
        words = words[1:]
    approximate = len(words) <= 8 and words[-1] in locales.approximate
    if approximate:
        counted = _whole(words[:-1], locales) if words[:-1] else 1
        value = None if counted is None else Decimal(counted * locales.approximate[words[-1]])
    else:
        value = _with_fraction(words, locales)
    if value is None:
        return None
    return Number(-value if negative else value, approximate, spoken=True)


def _without_about(text: str, locales: Locales) -> tuple[str, bool]:
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


def _with_fraction(words: list[str], locales: Locales) -> Decimal | None:
    at = next((place for place, word in enumerate(words) if word in locales.words["point"]), None)
    if at is None:
        whole = _whole(words, locales)
        return None if whole is None else Decimal(whole)
    whole = _whole(words[:at], locales)
    after = words[at + 1 :]
    zeros = next((place for place, word in enumerate(after) if locales.numerals.get(word) != 0), len(after))
    rest = 0 if zeros == len(after) else _whole(after[zeros:], locales)
    if whole is None or rest is None or not after:
        return None
    return Decimal(f"{whole}.{'0' * zeros}{rest}")


def _whole(words: list[str], locales: Locales) -> int | None:
    """The number that words say, left to right: units add up, «cent» and «mille» multiply what stands before."""
    values = _values(words, locales)
    if values is None:
        return None
    total, current, ceiling = 0, 0, 10**12
    last: int | None = None
    for value in values:
        if last == 0:
            return None
        if value in _MULTIPLIERS:
            if value >= ceiling:
                return None
            total, current, last, ceiling = total + (current or 1) * value, 0, value, value
        elif value == 100:
            if current >= 100:
                return None
            current, last = (current or 1) * 100, value
        elif last is None or _may_follow(last, value):
            current, last = current + value, value
        else:
            return None
    return total + current


_MULTIPLIERS = (10**3, 10**6, 10**9)


def _may_follow(last: int, value: int) -> bool:
    """Whether a numeral adds to the one before: «cent un», «vingt un», «soixante quinze», «dix sept»."""
    if value == 0:
        return False
    if last in (60, 80) and value <= 19:
        return True
    return (
        (last == 100 and value < 100)
        or last in _MULTIPLIERS
        or (20 <= last < 100 and last % 10 == 0 and value <= 9)
        or (last == 10 and 7 <= value <= 9)
    )


def _values(words: list[str], locales: Locales) -> list[int] | None:
    """Values of numerals; None when a word is not one. «quatre vingt» is one numeral of two words.

    Digits stand among words only right before or right after «mille» and its like: «2 millions», «5 mille 500».
    """
    if len(words) > 20:
        return None
    values: list[int] = []
    place = 1 if len(words) > 1 and words[0] in locales.words["article"] else 0
    while place < len(words):
        word, left = words[place], len(words) - place - 1
        pair = locales.numerals.get(f"{word} {words[place + 1]}") if left else None
        if pair is not None:
            values.append(pair)
            place += 2
            continue
        if word in locales.numerals:
            values.append(locales.numerals[word])
        elif word.isascii() and word.isdigit() and len(word) <= 3:
            before = not values or values[-1] in _MULTIPLIERS
            after = not left or locales.numerals.get(words[place + 1], 0) in _MULTIPLIERS
            if not (before and after and len(words) > 1):
                return None
            values.append(int(word))
        elif not (word in locales.words["numeral_and"] and values and left):
            return None
        place += 1
    return values or None
