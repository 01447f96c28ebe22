"""The values of expressions and their conversions, with ODK's dates on top of XPath 1.0's four types.

A date is an instant, as in ODK Web Forms: a date without time is its midnight in the zone of the interview. As a number
it is the days since 1970-01-01T00:00Z, fraction included, so in a zone other than UTC a date is not a whole number.
(JavaRosa counts whole days of the calendar instead; differences of two dates agree unless summer time begins between
them.) A string in the form of a date or a date-time counts as that number wherever a number is wanted. An instant that
falls on midnight is written as a date, any other as a date-time with milliseconds and offset; what is no date is blank.

See also: ODK XForms specification, «XPath functions»; XPath 1.0, sections 3 and 4.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dialogues.expressions.nodes import Node

__all__ = [
    "Days",
    "Moment",
    "Value",
    "Zoned",
    "days",
    "from_days",
    "is_date",
    "nodes_in",
    "number_of",
    "parse_moment",
    "parse_time",
    "string_of_number",
    "to_boolean",
    "to_moment",
    "to_number",
    "to_string",
]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_DAY: Final = 86_400_000_000
"""Microseconds in a day."""

_EXACT: Final = 2**53
"""Integers below this are exact; above it only the digits that tell a double apart are written, then zeros."""

_COUNT = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_NUMBER = re.compile(r"[ \t\r\n]*-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?[ \t\r\n]*", re.ASCII)
_OFFSET = r"(?:(Z)|([-+])([0-9]{2}):?([0-9]{2})?)?"
_DATE = re.compile(
    r"\s*([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?" + _OFFSET + r")?\s*",
    re.ASCII,
)
_STRICT_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T.*)?", re.ASCII)
_TIME = re.compile(r"\s*([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?" + _OFFSET + r"\s*", re.ASCII)


class Moment:
    """A date or a date-time: an instant in a zone, or nothing at all (`date('nonsense')`).

    Attributes:
        instant: The instant, aware, in the zone of the interview; None is blank as a string and NaN as a number.
    """

    __slots__ = ("instant",)

    def __init__(self, instant: datetime | None) -> None:
        self.instant = instant

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Moment) and self.instant == other.instant

    def __hash__(self) -> int:
        return hash(self.instant)

    def __repr__(self) -> str:
        return f"Moment({self.instant!r})"


class Days(float):
    """What `number()` makes of a text that is a date: days; written as a text without their fraction.

    So it is in ODK Web Forms and, for want of a fraction, in JavaRosa. What is reckoned with it is a plain number.
    """

    __slots__ = ()


Value: TypeAlias = "str | float | bool | Moment | Sequence[Node]"
"""What an expression gives; a node-set is a sequence of nodes in document order."""


def nodes_in(value: Value) -> Sequence[Node] | None:
    """The nodes of a node-set; None for any other value."""
    return None if isinstance(value, str | float | bool | Moment) else value


class Zoned(Protocol):
    """Anything that knows the interview's zone (an evaluation context does)."""

    @property
    def zone(self) -> tzinfo:
        """The zone of dates without an offset."""
        ...


def days(instant: datetime) -> float:
    """Days since 1970-01-01T00:00Z, fraction included."""
    return ((instant - _EPOCH) // timedelta(microseconds=1)) / _DAY


def from_days(number: float, zone: tzinfo) -> datetime | None:
    """The instant that many days after 1970-01-01T00:00Z, to the millisecond; None outside the years 1 to 9999."""
    if math.isnan(number) or math.isinf(number):
        return None
    try:
        return (_EPOCH + timedelta(milliseconds=round(number * 86_400_000))).astimezone(zone)
    except OverflowError:
        return None


def _offset(zulu: str | None, sign: str | None, hours: str | None, minutes: str | None) -> tzinfo | None:
    """The zone that an offset names; None if there is none.

    Raises:
        ValueError: The offset is a day or more.
    """
    if zulu:
        return UTC
    if sign is None or hours is None:
        return None
    delta = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(-delta if sign == "-" else delta)


def parse_moment(source: str, zone: tzinfo) -> datetime | None:
    """The instant that an ISO 8601 date or date-time names.

    Args:
        source: `2026-11-22`, `2026-11-22T08:30:00.000+01:00`; single-digit months and days are read as well.
        zone: The zone of a date, or of a date-time without an offset.

    Returns:
        An instant in the zone, or None if the text is no date.
    """
    match = _DATE.fullmatch(source)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, *offset = match.groups()
    try:
        own = _offset(*offset)
        instant = datetime(
            int(year),
            int(month),
            int(day),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            int((fraction or "0").ljust(6, "0")[:6]),
            tzinfo=own or zone,
        )
        return instant.astimezone(zone)
    except (ValueError, OverflowError):
        return None


def parse_time(source: str, day: date, zone: tzinfo) -> time | None:
    """The time of day that an ISO 8601 time names, in the zone.

    Args:
        source: `06:00:00.000-07:00`, or a whole date-time.
        day: The day on which the offset of the zone is taken.
        zone: The zone of the result, and of a time without an offset.

    Returns:
        The time of day, or None if the text is no time.
    """
    match = _TIME.fullmatch(source)
    if match is None:
        instant = parse_moment(source, zone)
        return None if instant is None else instant.time()
    hour, minute, second, fraction, *offset = match.groups()
    try:
        own = _offset(*offset)
        clock = time(int(hour), int(minute), int(second or 0), int((fraction or "0").ljust(6, "0")[:6]))
        return datetime.combine(day, clock, own or zone).astimezone(zone).time()
    except (ValueError, OverflowError):
        return None


def string_of_number(number: float) -> str:
    """A number as XPath writes it: no exponent, no trailing `.0`, «NaN», «Infinity» (XPath 1.0, section 4.2)."""
    if isinstance(number, Days):
        number = float(math.floor(number))
    if number.is_integer() and abs(number) < _EXACT:
        return str(int(number))
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    written = repr(number).removesuffix(".0")
    return format(Decimal(written), "f") if "e" in written else written


def string_of_moment(moment: Moment) -> str:
    """A date as ISO 8601 writes it: without time at midnight, blank if there is none."""
    instant = moment.instant
    if instant is None:
        return ""
    if instant.hour == instant.minute == instant.second == instant.microsecond == 0:
        return instant.date().isoformat()
    return instant.isoformat(timespec="milliseconds")


def is_date(source: str) -> bool:
    """Whether a text has the form of a date, which counts as a number of days."""
    return _STRICT_DATE.fullmatch(source) is not None


def number_of(source: str, context: Zoned) -> float:
    """The number that a text stands for: a number, a date (in days), else NaN; blank is NaN."""
    if source.isdigit() and source.isascii():
        return float(source)
    if not source:
        return math.nan
    if _NUMBER.fullmatch(source):
        return float(source)
    if _STRICT_DATE.fullmatch(source):
        instant = parse_moment(source, context.zone)
        if instant is not None:
            return days(instant)
    return math.nan


def to_string(value: Value) -> str:
    """The value as a string; of a node-set the first node's string value."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return string_of_number(value)
    if isinstance(value, Moment):
        return string_of_moment(value)
    return value[0].text() if value else ""


def to_number(value: Value, context: Zoned) -> float:
    """The value as a number: a date in days, true as 1, a text by what it says, anything else NaN."""
    if isinstance(value, float):
        return value
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, str):
        return number_of(value, context)
    if isinstance(value, Moment):
        return math.nan if value.instant is None else days(value.instant)
    return number_of(value[0].text(), context) if value else math.nan


def to_boolean(value: Value) -> bool:
    """The value as a boolean: a node-set is true when it has nodes, a text when it is not empty."""
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    if isinstance(value, Moment):
        return value.instant is not None
    return len(value) > 0


def to_moment(value: Value, context: Zoned) -> Moment:
    """The value as a date: a number counts days, a text is read as ISO 8601, a boolean is no date."""
    if isinstance(value, Moment):
        return value
    if isinstance(value, bool):
        return Moment(None)
    if isinstance(value, float):
        return Moment(from_days(value, context.zone))
    source = to_string(value)
    if _COUNT.fullmatch(source):
        return Moment(from_days(float(source), context.zone))
    return Moment(parse_moment(source, context.zone))
