"""The functions on numbers. Where mathematics has no answer the result is NaN, never an exception."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from dialogues.expressions.values import Days, is_date, nodes_in, number_of, to_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from dialogues.expressions.context import Context
    from dialogues.expressions.nodes import Node
    from dialogues.expressions.values import Value

__all__ = [
    "absolute",
    "arc_tangent",
    "ceiling",
    "exp10",
    "floor",
    "greatest",
    "integer",
    "least",
    "logarithm",
    "number",
    "power",
    "round_number",
    "total",
    "unary",
]

_MOST_DECIMALS = 30
"""Rounding to more decimals than this changes nothing in a double."""


def number(context: Context, value: Value | None = None) -> float:
    """The value, or the context node, as a number."""
    if value is None:
        value = (context.node,)
    if nodes := nodes_in(value):
        value = context.text_of(nodes[0])
    found = to_number(value, context)
    return Days(found) if isinstance(value, str) and is_date(value) and math.isfinite(found) else found


def total(context: Context, nodes: Sequence[Node]) -> float:
    """The sum of the nodes' numbers; a blank node makes it NaN (XPath 1.0, section 4.4)."""
    context.charge(len(nodes))
    return float(sum(number_of(node.text(), context) for node in nodes))


def floor(_: Context, value: float) -> float:
    """The integer at or below."""
    return float(math.floor(value)) if math.isfinite(value) else value


def ceiling(_: Context, value: float) -> float:
    """The integer at or above."""
    return float(math.ceil(value)) if math.isfinite(value) else value


def integer(_: Context, value: float) -> float:
    """The number without its fraction."""
    return float(math.trunc(value)) if math.isfinite(value) else value


def absolute(_: Context, value: float) -> float:
    """The number without its sign."""
    return abs(value)


def round_number(_: Context, value: float, decimals: float | None = None) -> float:
    """The nearest number with so many decimals, by its decimal notation.

    Halves go away from zero, as in ODK Web Forms and Enketo; XPath 1.0 (section 4.4) and JavaRosa take them up.
    """
    if not math.isfinite(value):
        return value
    if decimals is None:
        return math.copysign(math.floor(abs(value) + 0.5), value) if abs(value) < 2**52 else value
    if math.isnan(decimals):
        return math.nan
    places = int(max(-400.0, min(float(_MOST_DECIMALS), decimals)))
    written = Decimal(repr(value))
    if -written.as_tuple().exponent <= places:  # type: ignore[operator]  # finite: the exponent is a number
        return value
    if written.adjusted() < -places - 1:
        return 0.0
    return float(written.scaleb(places).quantize(Decimal(1), ROUND_HALF_UP).scaleb(-places)) + 0.0


def power(_: Context, base: float, exponent: float) -> float:
    """A number to a power; where C's library says 1 to anything is 1, ODK's engines say NaN."""
    if math.isnan(exponent) or (abs(base) == 1 and math.isinf(exponent)):
        return math.nan
    try:
        result = math.pow(base, exponent)
    except OverflowError:
        return math.inf
    except ValueError:
        return math.inf if base == 0 else math.nan
    return result


def logarithm(base: float) -> Callable[[Context, float], float]:
    """The function that takes logarithms to a base; of 0 it gives minus infinity."""

    def take(_: Context, value: float) -> float:
        if value == 0:
            return -math.inf
        try:
            return math.log10(value) if base == 10 else math.log(value)
        except ValueError:
            return math.nan

    return take


def unary(function: Callable[[float], float]) -> Callable[[Context, float], float]:
    """A function of the `math` module as a function of expressions."""

    def take(_: Context, value: float) -> float:
        try:
            return function(value)
        except ValueError:
            return math.nan
        except OverflowError:
            return math.inf

    return take


def exp10(_: Context, value: float) -> float:
    """Ten to a power."""
    return power(_, 10.0, value)


def arc_tangent(_: Context, ordinate: float, abscissa: float) -> float:
    """The angle of a point, in radians."""
    return math.atan2(ordinate, abscissa)


def least(context: Context, *values: Value) -> float:
    """The smallest number; NaN if there is none or one of them is no number."""
    return _extreme(min, context, values)


def greatest(context: Context, *values: Value) -> float:
    """The largest number; NaN if there is none or one of them is no number."""
    return _extreme(max, context, values)


def _extreme(choose: Callable[[Iterable[float]], float], context: Context, values: Sequence[Value]) -> float:
    numbers: list[float] = []
    for value in values:
        if (nodes := nodes_in(value)) is not None:
            context.charge(len(nodes))
            numbers.extend(number_of(node.text(), context) for node in nodes)
        else:
            numbers.append(to_number(value, context))
    if not numbers or any(math.isnan(one) for one in numbers):
        return math.nan
    return choose(numbers)
