"""Phone numbers as people write them: «76 12 34 56», «+223 76-12-34-56», «00222 …», «٧٦١٢٣٤٥٦».

A text question takes one where its appearance says `telephone`. It is kept with its country, `+22376123456`, and shown
in pairs. A number without a country is one of the country where the interview is held: Mauritania where its clock is
Nouakchott's, else Mali. Only these two are checked; of any other country a number has seven to twelve digits after its
code's sign, and is kept as it is.
"""

from __future__ import annotations

import datetime as dt
import re

from dialogues.locales import plain
from dialogues.questions.numbers import ascii_digits

LONGEST = 60
"""Characters; nobody writes a phone number as long as this."""

MALI, MAURITANIA = "223", "222"
_NATIONAL = {MALI: re.compile(r"[2-9][0-9]{7}"), MAURITANIA: re.compile(r"[234][0-9]{7}")}
_NOUAKCHOTT = "Africa/Nouakchott"
_WRITTEN = re.compile(r"\+?[0-9][0-9 ./()-]*")
_ABROAD = re.compile(r"[1-9][0-9]{6,14}")
_CANONICAL = re.compile(r"\+[1-9][0-9]{6,14}")


def home_of(now: dt.datetime) -> str:
    """The country whose numbers need no country, by the clock of an interview.

    Args:
        now: aware, in its zone.
    """
    return MAURITANIA if getattr(now.tzinfo, "key", "") == _NOUAKCHOTT else MALI


def read_phone(text: str, home: str) -> str | None:
    """Read a whole message as one phone number.

    Args:
        text: as typed.
        home: code of the country that a number without one belongs to.

    Returns:
        The number with «+» and its country; None when it is none, or has too few or too many digits.
    """
    tidy = ascii_digits(plain(text)).rstrip(" .!").replace("–", "-")
    if len(tidy) > LONGEST or not _WRITTEN.fullmatch(tidy):
        return None
    digits = re.sub(r"[^0-9]", "", tidy)
    abroad = tidy.startswith("+")
    if not abroad and digits.startswith("00"):
        digits, abroad = digits[2:], True
    if not abroad and _NATIONAL[home].fullmatch(digits):
        return f"+{home}{digits}"
    for country, national in _NATIONAL.items():
        if digits.startswith(country) and (abroad or len(digits) == len(country) + 8):
            return f"+{digits}" if national.fullmatch(digits.removeprefix(country)) else None
    return f"+{digits}" if abroad and _ABROAD.fullmatch(digits) else None


def shown_phone(value: str) -> str:
    """A number as people read it out: «+223 76 12 34 56»; what is none stands as it is."""
    if not _CANONICAL.fullmatch(value):
        return value
    country = next((code for code in _NATIONAL if value.startswith(f"+{code}")), "")
    rest = value[1 + len(country) :]
    pairs = [rest[at : at + 2] for at in range(len(rest) % 2, len(rest), 2)]
    first = rest[: len(rest) % 2]
    pairs = [first + pairs[0], *pairs[1:]] if first else pairs
    return " ".join((f"+{country}", *pairs)) if country else "+" + " ".join(pairs)
