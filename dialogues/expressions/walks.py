"""Paths of plain steps, which are nearly all paths of real forms, and the filters of node-sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialogues.expressions.context import Context
from dialogues.expressions.steps import ancestor_named
from dialogues.expressions.syntax import Step
from dialogues.expressions.values import to_boolean

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dialogues.expressions.nodes import Node
    from dialogues.expressions.steps import Nodes
    from dialogues.expressions.values import Value

__all__ = [
    "chained",
    "current",
    "descend",
    "dynamic_filter",
    "leading_names",
    "merged",
    "own_repeat",
    "place_filter",
    "place_is",
    "relative_prefix",
    "root",
    "truth_filter",
    "walk",
]


def place_is(number: float) -> Callable[[Context, Nodes], Nodes]:
    """Keeps the node at a place, from 1; none if the number is no place."""
    place = int(number) if number.is_integer() and number >= 1 else 0

    def keep(_: Context, nodes: Nodes) -> Nodes:
        return nodes[place - 1 : place] if place else ()

    return keep


def truth_filter(condition: Callable[[Context], bool], weight: int = 1) -> Callable[[Context, Nodes], Nodes]:
    """Keeps the nodes for which a condition holds; each counts as `weight` nodes that are looked at."""

    def keep(context: Context, nodes: Nodes) -> Nodes:
        context.charge(weight * len(nodes))
        inner = Context(context.environment, context.current, 0, len(nodes), context.current, context.work)
        kept: list[Node] = []
        for place, node in enumerate(nodes, 1):
            inner.node = node
            inner.position = place
            if condition(inner):
                kept.append(node)
        return kept

    return keep


def place_filter(number: Callable[[Context], float], weight: int = 1) -> Callable[[Context, Nodes], Nodes]:
    """Keeps the nodes whose place is a number that depends on the node."""
    return truth_filter(lambda context: number(context) == context.position, weight)


def dynamic_filter(run: Callable[[Context], Value], weight: int = 1) -> Callable[[Context, Nodes], Nodes]:
    """Keeps nodes by a value that may turn out to be a place or a condition."""

    def condition(context: Context) -> bool:
        value = run(context)
        if isinstance(value, float):
            return value == context.position
        return to_boolean(value)

    return truth_filter(condition, weight)


def leading_names(steps: Sequence[Step]) -> tuple[str, ...]:
    """The names of the first child steps without predicates."""
    names: list[str] = []
    for step in steps:
        if step.axis != "child" or step.test.kind != "name" or step.predicates:
            break
        names.append(step.test.name)
    return tuple(names)


def relative_prefix(steps: Sequence[Step]) -> tuple[int, tuple[str, ...], int]:
    """How many `..` a path begins with, the names that follow, and how many steps these are."""
    ups = used = 0
    for step in steps:
        if step.predicates or step.test.kind != "node" or step.axis not in ("parent", "self"):
            break
        ups += step.axis == "parent"
        used += 1
    names = leading_names(steps[used:])
    return ups, names, used + len(names)


def walk(ups: int, names: tuple[str, ...]) -> Callable[[Context], Nodes]:
    """From the context node up and down."""
    if len(names) == 1:
        name = names[0]
        if ups == 1:

            def sibling(context: Context) -> Nodes:
                parent = context.node.parent
                return () if parent is None else parent.named(name)

            return sibling
        if ups == 0:
            return lambda context: context.node.named(name)

    def origin(context: Context) -> Nodes:
        node: Node | None = context.node
        for _ in range(ups):
            node = node.parent if node is not None else None
        return () if node is None else (node,)

    return descend(origin, names) if names else origin


def descend(start: Callable[[Context], Nodes], names: tuple[str, ...]) -> Callable[[Context], Nodes]:
    """Down by names; the nodes to start from are not below one another."""

    def run(context: Context) -> Nodes:
        found = start(context)
        for name in names:
            if len(found) == 1:
                found = found[0].named(name)
            else:
                context.charge(len(found))
                found = [child for node in found for child in node.named(name)]
        return found

    return run


def chained(
    start: Callable[[Context], Nodes], links: tuple[Callable[[Context, Nodes], Nodes], ...]
) -> Callable[[Context], Nodes]:
    """Steps one after the other, without recursion: a path may have thousands."""
    if not links:
        return start
    if len(links) == 1:
        only = links[0]
        return lambda context: only(context, start(context))

    def run(context: Context) -> Nodes:
        found = start(context)
        for link in links:
            found = link(context, found)
        return found

    return run


def root(context: Context) -> Nodes:
    """The root of the primary instance."""
    return (context.environment.root,)


def current(context: Context) -> Nodes:
    """The node on which the whole expression stands."""
    return (context.current,)


def own_repeat(path: tuple[str, ...], height: int) -> Callable[[Context], Nodes]:
    """The instance of a repeat in which the expression stands; all instances if it stands elsewhere after all."""
    name = path[-1]
    every = descend(root, path)

    def run(context: Context) -> Nodes:
        own = ancestor_named(context.current, height, name)
        return every(context) if own is None else (own,)

    return run


def merged(steps: Sequence[Step]) -> list[Step]:
    """The steps, with `//name` as one step where no predicate counts places."""
    merged: list[Step] = []
    for step in steps:
        if (
            merged
            and merged[-1].axis == "descendant-or-self"
            and merged[-1].test.kind == "node"
            and not merged[-1].predicates
            and step.axis == "child"
            and not step.predicates
        ):
            merged[-1] = Step("descendant", step.test)
        else:
            merged.append(step)
    return merged
