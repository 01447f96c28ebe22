"""Areas and distances on a sphere, with JavaRosa's radius so that figures agree with ODK's, to two decimals."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from dialogues.expressions.texts import CHARACTERS, strings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dialogues.expressions.context import Context
    from dialogues.expressions.values import Value

__all__ = ["area", "distance", "geofence"]

_RADIUS: Final = 6_378_100.0
"""Of the earth, in metres."""


def _shapes(context: Context, values: Sequence[Value]) -> list[str]:
    """The shapes in all values, one a node."""
    shapes = strings(values)
    context.charge(sum(1 + len(shape) // CHARACTERS for shape in shapes))
    return shapes


def _points(context: Context, values: Sequence[Value]) -> list[tuple[float, float]] | None:
    """Latitudes and longitudes in degrees of all points of all shapes; None if something is no point."""
    points: list[tuple[float, float]] = []
    for shape in _shapes(context, values):
        for point in shape.split(";"):
            parts = point.split()
            if not parts and ";" in shape:
                continue
            try:
                latitude, longitude = float(parts[0]), float(parts[1])
            except (ValueError, IndexError):
                return None
            if not (abs(latitude) <= 90 and abs(longitude) <= 180):
                return None
            points.append((latitude, longitude))
    return points


def area(context: Context, *values: Value) -> float:
    """The area of a polygon, in square metres; 0 for fewer than three points of whatever sort, as in ODK Web Forms."""
    if sum(1 for shape in _shapes(context, values) for point in shape.split(";") if point.strip()) < 3:
        return 0.0
    points = _points(context, values)
    if points is None:
        return math.nan
    total = 0.0
    for (one, first), (other, second) in zip(points, (*points[1:], points[0]), strict=True):
        total += math.radians(second - first) * (2 + math.sin(math.radians(one)) + math.sin(math.radians(other)))
    return round(abs(total * _RADIUS * _RADIUS / 2), 2)


def distance(context: Context, *values: Value) -> float:
    """The length of a line through all points, in metres; 0 for blank, NaN for what is no line."""
    if not any(_shapes(context, values)):
        return 0.0
    points = _points(context, values)
    if points is None:
        return math.nan
    total = 0.0
    for (one, first), (other, second) in pairwise(points):
        low, high = math.radians(one), math.radians(other)
        half = (
            math.sin((high - low) / 2) ** 2
            + math.cos(low) * math.cos(high) * math.sin(math.radians(second - first) / 2) ** 2
        )
        total += 2 * _RADIUS * math.asin(min(1.0, math.sqrt(half)))
    return round(total, 2)


def geofence(context: Context, point: Value, shape: Value) -> bool:
    """Whether a point lies inside a polygon; false where either is missing."""
    inside = _points(context, (point,))
    polygon = _points(context, (shape,))
    if not inside or not polygon:
        return False
    latitude, longitude = inside[0]
    found = False
    for (one, first), (other, second) in zip(polygon, (*polygon[1:], polygon[0]), strict=True):
        if (first > longitude) != (second > longitude) and (
            latitude < (other - one) * (longitude - first) / (second - first) + one
        ):
            found = not found
    return found
