"""Geopoint: a position, stored as `latitude longitude altitude accuracy` in degrees and metres.

ODK XForms specification, «Data Types»: four numbers parted by spaces; altitude and accuracy are 0.0 when unknown.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dialogues.locales import plain
from dialogues.messages import Option, Phrase, Widget
from dialogues.questions.base import Column, Outcome, ParseContext, QuestionType, Read, Unread
from dialogues.questions.numbers import ascii_digits

if TYPE_CHECKING:
    from dialogues.forms.definition import Choice, Question
    from dialogues.locales import Locales

LONGEST = 200
"""Characters of a typed position."""

PARTS = ("latitude", "longitude", "altitude", "precision")
"""The parts of a value in order, as KoboToolbox names their columns."""

_CANONICAL = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]+)?(?: -?[0-9]{1,8}(?:\.[0-9]+)?){1,3}")
_POINTS = re.compile(r"([-+]?[0-9]{1,3}(?:\.[0-9]+)?)(?: ?[,;] ?| )([-+]?[0-9]{1,3}(?:\.[0-9]+)?)")
_COMMAS = re.compile(r"([-+]?[0-9]{1,3},[0-9]+)(?: ?[,;] ?| )([-+]?[0-9]{1,3},[0-9]+)")
_UNREAD = Phrase("questions.geopoint.unread")
_NO_SUCH_PLACE = Phrase("questions.geopoint.no_such_place")


def from_place(latitude: float, longitude: float, altitude: float = 0.0, accuracy: float = 0.0) -> Outcome:
    """The answer that a position sent by a phone is.

    Args:
        latitude: degrees, -90 to 90.
        longitude: degrees, -180 to 180.
        altitude: metres, 0 when unknown.
        accuracy: metres, 0 when unknown.
    """
    if not all(math.isfinite(number) for number in (latitude, longitude, altitude, accuracy)):
        return Unread(_NO_SUCH_PLACE, final=True)
    value = " ".join((_text(latitude, 7), _text(longitude, 7), _text(altitude, 1), _text(max(accuracy, 0.0), 1)))
    return Read(value) if _valid(value) else Unread(_NO_SUCH_PLACE, final=True)


def _text(number: float, places: int) -> str:
    text = f"{number:.{places}f}".rstrip("0")
    text = f"{text}0" if text.endswith(".") else text
    return "0.0" if text == "-0.0" else text


def _parse(text: str, context: ParseContext) -> Outcome:
    del context
    if len(text) > LONGEST:
        return Unread(_UNREAD, final=True)
    tidy = ascii_digits(plain(text)).replace("−", "-").strip("()[] ")
    found = _COMMAS.fullmatch(tidy) or _POINTS.fullmatch(tidy)
    if found is None or (tidy.count(",") == 1 and "." not in tidy and " " not in tidy):
        return Unread(_UNREAD, final=True)
    latitude, longitude = (float(found[part].replace(",", ".")) for part in (1, 2))
    return from_place(latitude, longitude)


def _valid(value: str) -> bool:
    if not _CANONICAL.fullmatch(value):
        return False
    latitude, longitude, *rest = (float(number) for number in value.split(" "))
    return abs(latitude) <= 90 and abs(longitude) <= 180 and (len(rest) < 2 or rest[1] >= 0)


def _display(value: str, question: Question, options: Sequence[Option], locales: Locales, language: str) -> str:
    del question, options
    if not _valid(value):
        return value
    latitude, longitude, *rest = value.split(" ")
    place = {"latitude": latitude, "longitude": longitude}
    if len(rest) > 1 and float(rest[1]) > 0:
        metres = round(float(rest[1])) or 1
        return locales.text(Phrase("questions.geopoint.precise", {**place, "metres": metres}), language)
    return locales.text(Phrase("questions.geopoint.shown", place), language)


def _columns(question: Question, choices: Sequence[Choice]) -> tuple[Column, ...]:
    """The value, then its four parts, as KoboToolbox writes them."""
    del question, choices
    return (Column("", "text"), *(Column(f"_{part}", "decimal", part) for part in PARTS))


def _part(value: str, of: str) -> str:
    if not of:
        return value
    numbers = value.split(" ")
    place = PARTS.index(of)
    return numbers[place] if place < len(numbers) else ""


GEOPOINT = QuestionType(
    key="geopoint",
    widget=Widget.PLACE,
    parse=_parse,
    valid=_valid,
    display=_display,
    column_set=_columns,
    value_types=frozenset({"geopoint"}),
    place=True,
    part=_part,
)
