"""What a canonical text becomes in a cell: a typed value where it surely is one, the text itself otherwise.

Nothing is lost: a text that does not read as its kind says, or a number that a spreadsheet could not hold exactly
(15 significant digits), stays text.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, tzinfo
from decimal import Decimal
from enum import Enum
from typing import assert_never

__all__ = ["Cell", "Kind", "cell", "moment"]

Cell = str | int | Decimal | date | time | None
"""A cell; a `datetime` is a `date`, is aware, and stands in the project's zone. None is an empty cell."""

_INTEGER = re.compile(r"[+-]?\d{1,15}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(?=[\d.]*\d)\d{0,15}(?:\.\d*)?(?:[eE][+-]?\d{1,2})?", re.ASCII)
_COMPUTED = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,14})?", re.ASCII)
_TIME = re.compile(r"(\d\d:\d\d(?::\d\d)?)(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?", re.ASCII)
_TRUE = frozenset({"1", "true"})
_DIGITS = 15


class Kind(Enum):
    """How the values of a column read."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    COMPUTED = "computed"
    """What a calculation gave: a number where it is written as XPath writes one, else text."""
    DATE = "date"
    TIME = "time"
    DATE_TIME = "datetime"
    BOOL = "bool"
    """1 or 0."""


def cell(kind: Kind, text: str, zone: tzinfo) -> Cell:
    """The cell for a canonical text (ODK XForms specification, «Data types»).

    Args:
        kind: what it should read as.
        text: canonical text.
        zone: in which moments are shown.

    Returns:
        A typed value; the text where it does not read as one; None for "".
    """
    if not text:
        return None
    match kind:
        case Kind.TEXT:
            return text
        case Kind.INTEGER:
            return int(text) if _INTEGER.fullmatch(text) else text
        case Kind.DECIMAL:
            return _decimal(text)
        case Kind.COMPUTED:
            return _decimal(text) if _COMPUTED.fullmatch(text) else text
        case Kind.DATE:
            return _date(text)
        case Kind.TIME:
            return _time(text)
        case Kind.DATE_TIME:
            return _date_time(text, zone)
        case Kind.BOOL:
            return int(text in _TRUE)
    assert_never(kind)


def moment(milliseconds: int, zone: tzinfo) -> datetime:
    """A stored time (UTC milliseconds) in a zone, to the second."""
    return datetime.fromtimestamp(milliseconds // 1000, tz=zone)


def _decimal(text: str) -> Cell:
    if not _DECIMAL.fullmatch(text):
        return text
    value = Decimal(text)
    if len(value.as_tuple().digits) > _DIGITS:
        return text
    return int(value) if value == value.to_integral_value() and "." not in text and "e" not in text.lower() else value


def _date(text: str) -> Cell:
    try:
        return date.fromisoformat(text[:10]) if len(text) == 10 or text[10:11] in "T+-Z" else text
    except ValueError:
        return text


def _time(text: str) -> Cell:
    """The time of day as the agent wrote it: without a date its offset cannot be moved to another zone."""
    found = _TIME.fullmatch(text)
    try:
        return time.fromisoformat(found[1]) if found else text
    except ValueError:
        return text


def _date_time(text: str, zone: tzinfo) -> Cell:
    try:
        value = datetime.fromisoformat(text)
        value = value.replace(tzinfo=zone) if value.tzinfo is None else value.astimezone(zone)
    except (ValueError, OverflowError):
        return text
    return value.replace(microsecond=0)
