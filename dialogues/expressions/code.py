"""A compiled part of an expression, and its conversion to the type that is wanted."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple, assert_never, cast

from dialogues.expressions.problems import EvaluationCode, EvaluationError
from dialogues.expressions.values import nodes_in, number_of, to_boolean, to_number, to_string

if TYPE_CHECKING:
    from collections.abc import Callable

    from dialogues.expressions.context import Context
    from dialogues.expressions.functions import ArgumentKind, ResultKind
    from dialogues.expressions.places import Where
    from dialogues.expressions.steps import Nodes

__all__ = ["Code", "as_boolean", "as_nodes", "as_number", "as_string", "bound", "converted"]


class Code(NamedTuple):
    """A compiled part: what it gives, how, and for node-sets where in the primary instance (None: outside of it)."""

    kind: ResultKind
    run: Callable[[Context], Any]
    where: Where | None = None
    constant: str | float | None = None


def as_string(code: Code) -> Callable[[Context], str]:
    """The part as a string; of a node-set the first node."""
    run = code.run
    if code.kind == "string":
        return run
    if code.kind == "nodes":

        def text(context: Context) -> str:
            nodes = run(context)
            return context.text_of(nodes[0]) if nodes else ""

        return text
    return lambda context: to_string(run(context))


def as_number(code: Code) -> Callable[[Context], float]:
    """The part as a number; of a node-set the first node."""
    run = code.run
    if code.kind == "number":
        return run
    if code.kind == "nodes":

        def number(context: Context) -> float:
            nodes = run(context)
            return number_of(context.text_of(nodes[0]), context) if nodes else math.nan

        return number
    return lambda context: to_number(run(context), context)


def as_boolean(code: Code) -> Callable[[Context], bool]:
    """The part as a boolean; a node-set is true when it has nodes."""
    run = code.run
    if code.kind == "boolean":
        return run
    if code.kind in ("nodes", "string"):
        return lambda context: len(run(context)) > 0
    return lambda context: to_boolean(run(context))


def as_nodes(code: Code) -> Callable[[Context], Nodes]:
    """The part as a node-set; where its kind is known only later, any other value is an error then."""
    run = code.run
    if code.kind == "nodes":
        return run

    def nodes(context: Context) -> Nodes:
        found = nodes_in(run(context))
        if found is None:
            raise EvaluationError(EvaluationCode.NOT_A_NODESET)
        return found

    return nodes


def converted(code: Code, kind: ArgumentKind) -> Callable[[Context], Any]:
    """The part as an argument of a kind; a lazy one is handed over unevaluated."""
    match kind:
        case "string":
            return as_string(code)
        case "number":
            return as_number(code)
        case "boolean":
            return as_boolean(code)
        case "nodes":
            return as_nodes(code)
        case "any":
            return code.run
        case "lazy":
            run = code.run
            return lambda _: run
        case _:
            assert_never(kind)


def bound(
    implementation: Callable[..., Any], arguments: tuple[Callable[[Context], Any], ...]
) -> Callable[[Context], Any]:
    """A call with its arguments bound, by their number."""
    if not arguments:
        return cast("Callable[[Context], Any]", implementation)
    if len(arguments) == 1:
        only = arguments[0]
        return lambda context: implementation(context, only(context))
    if len(arguments) == 2:
        first, second = arguments
        return lambda context: implementation(context, first(context), second(context))
    return lambda context: implementation(context, *[argument(context) for argument in arguments])
