"""The text of a value of a type, as ODK writes it (ODK XForms specification, «Data types»).

Whatever a calculation, a default or a program gives to a node of a type is stored as a value of that type: 3.7 is 3
for a whole number, a number that is none is nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from types import MappingProxyType
from typing import Final

__all__ = ["as_type", "numbers_of", "plain_type", "points_of", "written"]

_NUMBER = re.compile(r"\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*", re.ASCII)
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T\d{2}(?::\d{2}(?::\d{2}(?:\.\d+)?)?)?)?", re.ASCII)
_OFFSET = r"(?:[-+](?:0\d|1[0-4]):[0-5]\d|[Zz])?"
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?" + _OFFSET, re.ASCII)
_HOUR = re.compile(r"(\d{2}:\d{2}:\d{2}(?:\.\d+)?)" + _OFFSET, re.ASCII)
_WIDEST: Final = 2**31
"""Whole numbers are of 32 bits."""
_PLACES: Final = 20
_LATITUDE, _LONGITUDE = 90, 180

_PLAIN: Mapping[str, str] = MappingProxyType({"integer": "int", "long": "int"})


def plain_type(value_type: str) -> str:
    """The type of ODK that a bind's type means; anything unknown is `string`."""
    name = value_type.rpartition(":")[2]
    name = _PLAIN.get(name, name)
    return name if name in _TYPES else "string"


def as_type(value_type: str, text: str) -> str:
    """A text as a value of a type; "" where it is none.

    Args:
        value_type: the type of a bind.
        text: what was given or worked out.
    """
    cast = _CASTS.get(value_type)
    return text if cast is None or not text else cast(text)


def numbers_of(point: str) -> tuple[float, ...] | None:
    """Latitude, longitude and, where they are said, altitude and accuracy of a place; None where it is none."""
    parts = point.split()
    if len(parts) < 2 or not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    found = tuple(float(part) for part in parts[:4])
    latitude, longitude = found[:2]
    if abs(latitude) > _LATITUDE or abs(longitude) > _LONGITUDE or (latitude == 0 and longitude == 0):
        return None
    return found


def points_of(value_type: str, text: str) -> tuple[tuple[float, ...], ...]:
    """The places of a trace or a shape; empty where it is none."""
    parts = text.split(";")
    if not parts[-1].strip():
        parts.pop()
    points = tuple(found for part in parts if (found := numbers_of(part)) is not None)
    least, closed = (2, False) if value_type == "geotrace" else (3, True)
    if len(points) != len(parts) or len(points) < least or (points[0][:2] == points[-1][:2]) is not closed:
        return ()
    return points


def _whole(text: str) -> str:
    if not _NUMBER.fullmatch(text):
        return ""
    value = float(text)
    if not -_WIDEST - 1 < value < _WIDEST:
        return ""
    return str(int(value))


def _decimal(text: str) -> str:
    return written(float(text)) if _NUMBER.fullmatch(text) else ""


def written(number: float) -> str:
    """A number with a decimal point, never with an exponent; "" for one that is endless."""
    value = Decimal(repr(number))
    if not value.is_finite():
        return ""
    text = f"{round(value, _PLACES) if -value.as_tuple().exponent > _PLACES else value:f}"  # type: ignore[operator]
    if "." not in text:
        return f"{text}.0"
    text = text.rstrip("0")
    return f"{text}0" if text.endswith(".") else text


def _date(text: str) -> str:
    found = _DAY.fullmatch(text)
    return found[1] if found is not None and _is(date.fromisoformat, found[1]) else ""


def _moment(text: str) -> str:
    return text if _MOMENT.fullmatch(text) and _is(datetime.fromisoformat, text.upper()) else ""


def _hour(text: str) -> str:
    found = _HOUR.fullmatch(text)
    return text if found is not None and _is(time.fromisoformat, found[1]) else ""


def _is(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


def _point(text: str) -> str:
    found = numbers_of(text)
    return "" if found is None else " ".join(written(number) for number in found)


def _points(value_type: str) -> Callable[[str], str]:
    def cast(text: str) -> str:
        return ";".join(" ".join(written(number) for number in point) for point in points_of(value_type, text))

    return cast


_CASTS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "int": _whole,
        "integer": _whole,
        "long": _whole,
        "decimal": _decimal,
        "date": _date,
        "dateTime": _moment,
        "time": _hour,
        "geopoint": _point,
        "geotrace": _points("geotrace"),
        "geoshape": _points("geoshape"),
    }
)
_TYPES = frozenset({*_CASTS, "string", "boolean", "binary", "barcode", "intent"})
