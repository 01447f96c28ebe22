"""The operators of XPath 1.0 (sections 3.4 and 3.5), bound to what is known of their operands."""

from __future__ import annotations

import math
import operator
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from dialogues.expressions.code import Code, as_number
from dialogues.expressions.values import Moment, Value, nodes_in, number_of, to_boolean, to_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from dialogues.expressions.context import Context
    from dialogues.expressions.steps import Nodes

__all__ = ["COMPARISONS", "arithmetic", "comparison", "comparisons", "logical", "negation"]


def negation(code: Code, *, minus: bool) -> Code:
    """The operand as a number, with its sign turned if the minus signs do not cancel out."""
    number = as_number(code)
    if isinstance(code.constant, float):
        value = -code.constant if minus else code.constant
        return Code("number", lambda _: value, constant=value)
    return Code("number", (lambda context: -number(context)) if minus else number)


def logical(operands: tuple[Callable[[Context], bool], ...], *, any_of: bool) -> Code:
    """`and` or `or` over conditions, from left to right as far as needed."""
    if len(operands) == 2:
        left, right = operands
        if any_of:
            return Code("boolean", lambda context: left(context) or right(context))
        return Code("boolean", lambda context: left(context) and right(context))

    def run(context: Context) -> bool:
        for operand in operands:
            if operand(context) is any_of:
                return any_of
        return not any_of

    return Code("boolean", run)


def _divide(left: float, right: float) -> float:
    try:
        return left / right
    except ZeroDivisionError:
        if left == 0 or math.isnan(left):
            return math.nan
        return math.copysign(math.inf, left) * math.copysign(1.0, right)


def _modulo(left: float, right: float) -> float:
    try:
        return math.fmod(left, right)
    except ValueError:
        return math.nan


_OPERATIONS: Final[dict[str, Callable[[float, float], float]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "div": _divide,
    "mod": _modulo,
}


def arithmetic(signs: tuple[str, ...], operands: tuple[Callable[[Context], float], ...]) -> Code:
    """Operators of one precedence, from left to right."""
    first = operands[0]
    if len(signs) == 1:
        apply, second = _OPERATIONS[signs[0]], operands[1]
        return Code("number", lambda context: apply(first(context), second(context)))
    rest = tuple((_OPERATIONS[sign], operand) for sign, operand in zip(signs, operands[1:], strict=True))

    def run(context: Context) -> float:
        found = first(context)
        for apply, operand in rest:
            found = apply(found, operand(context))
        return found

    return Code("number", run)


Comparison: TypeAlias = "Callable[[Any, Any], bool]"

COMPARISONS: Final[dict[str, Comparison]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_TURNED: Final = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def comparison(sign: str, left: Code, right: Code) -> Code:
    """A comparison (XPath 1.0, section 3.4), bound to what is known of both sides."""
    if right.kind == "nodes" and left.kind != "nodes":
        return comparison(_TURNED[sign], right, left)
    compare = COMPARISONS[sign]
    equality = sign in ("=", "!=")
    a, b = left.run, right.run
    if left.kind == "nodes":
        if right.kind == "number" or (right.kind == "string" and not equality):
            number = as_number(right)

            def numbers(context: Context) -> bool:
                nodes = a(context)
                if len(nodes) > 1:
                    context.charge(len(nodes))
                wanted = number(context)
                for node in nodes:  # noqa: SIM110 - a generator costs more than all the rest
                    if compare(number_of(context.text_of(node), context), wanted):
                        return True
                return False

            return Code("boolean", numbers)
        if right.kind == "string":

            def texts(context: Context) -> bool:
                nodes = a(context)
                if len(nodes) > 1:
                    context.charge(len(nodes))
                wanted = b(context)
                for node in nodes:  # noqa: SIM110 - same
                    if compare(context.text_of(node), wanted):
                        return True
                return False

            return Code("boolean", texts)
    elif left.kind == right.kind == "number" or (left.kind == right.kind and equality and left.kind != "any"):
        return Code("boolean", lambda context: compare(a(context), b(context)))
    return Code("boolean", lambda context: _compare(sign, a(context), b(context), context))


def comparisons(signs: tuple[str, ...], operands: tuple[Callable[[Context], Value], ...]) -> Code:
    """Several comparisons of one precedence, from left to right: `1 < 2 < 3` compares a truth value with 3."""
    first, rest = operands[0], tuple(zip(signs, operands[1:], strict=True))

    def run(context: Context) -> bool:
        found = first(context)
        for sign, operand in rest:
            found = _compare(sign, found, operand(context), context)
        return bool(found)

    return Code("boolean", run)


def _compare(sign: str, left: Value, right: Value, context: Context) -> bool:
    """A comparison of any two values; a date counts as a number.

    Where XPath 1.0 would turn a node-set into a boolean before ordering it against one, ODK's engines, as browsers do,
    order each node's number; the difference shows in nothing that forms do.
    """
    compare = COMPARISONS[sign]
    equality = sign in ("=", "!=")
    left_nodes, right_nodes = nodes_in(left), nodes_in(right)
    if left_nodes is not None:
        if isinstance(right, bool) and equality:
            return compare(len(left_nodes) > 0, right)
        context.charge(len(left_nodes))
        if right_nodes is not None:
            context.charge(len(right_nodes))
            return _compare_nodes(compare, left_nodes, right_nodes, context, equality=equality)
        return any(_compare(sign, node.text(), right, context) for node in left_nodes)
    if right_nodes is not None:
        return _compare(_TURNED[sign], right, left, context)
    if equality:
        if isinstance(left, bool) or isinstance(right, bool):
            return compare(to_boolean(left), to_boolean(right))
        if not isinstance(left, float | Moment) and not isinstance(right, float | Moment):
            return compare(left, right)
    return compare(to_number(left, context), to_number(right, context))


def _compare_nodes(compare: Comparison, left: Nodes, right: Nodes, context: Context, *, equality: bool) -> bool:
    """Whether any pair of nodes compares so, without trying all pairs."""
    text_of = context.text_of
    if compare is operator.eq:
        return not {text_of(node) for node in left}.isdisjoint(text_of(node) for node in right)
    if equality:
        texts = {text_of(node) for node in left}
        others = {text_of(node) for node in right}
        return bool(texts and others) and (len(texts) > 1 or len(others) > 1 or texts != others)
    lefts = [value for node in left if not math.isnan(value := number_of(text_of(node), context))]
    rights = [value for node in right if not math.isnan(value := number_of(text_of(node), context))]
    if not lefts or not rights:
        return False
    if compare in (operator.lt, operator.le):
        return compare(min(lefts), max(rights))
    return compare(max(lefts), min(rights))
