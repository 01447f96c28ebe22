"""The axes and node tests of XPath 1.0 (sections 2.2 and 2.3), as functions from one node to its nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias, assert_never

from dialogues.expressions.nodes import DocumentNode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from dialogues.expressions.context import Context
    from dialogues.expressions.nodes import Node
    from dialogues.expressions.syntax import Axis, NodeTest, Step

__all__ = ["AXIS_ORDERS", "WIDE_AXES", "Nodes", "ancestor_named", "axis_selector", "wide_selector"]

Nodes: TypeAlias = "Sequence[Node]"

AXIS_ORDERS: Final[dict[Axis, Literal["flat", "forward", "reverse"]]] = {
    "child": "flat",
    "attribute": "flat",
    "namespace": "flat",
    "self": "flat",
    "parent": "forward",
    "descendant": "forward",
    "descendant-or-self": "forward",
    "following": "forward",
    "following-sibling": "forward",
    "ancestor": "reverse",
    "ancestor-or-self": "reverse",
    "preceding": "reverse",
    "preceding-sibling": "reverse",
}
"""How an axis gives its nodes: backwards from the node, or forwards; flat where several nodes' axes never mix."""


WIDE_AXES: Final[frozenset[Axis]] = frozenset(
    (
        "descendant",
        "descendant-or-self",
        "following",
        "following-sibling",
        "preceding",
        "preceding-sibling",
    )
)
"""Axes that may look at much more than they find."""


def wide_selector(step: Step) -> Callable[[Context, Node], Nodes]:
    """As `axis_selector`, for the axes of `WIDE_AXES`: what is looked at is counted."""
    walk = _AXES[step.axis]
    passes = _test(step.axis, step.test)

    def select(context: Context, node: Node) -> Nodes:
        every = list(walk(node))
        context.charge(len(every))
        return [one for one in every if passes(one)]

    return select


def axis_selector(step: Step) -> Callable[[Node], Nodes]:
    """The function that gives the nodes of a step's axis which pass its test, in the axis's own order."""
    axis, test = step.axis, step.test
    if axis == "child" and test.kind == "name":
        name = test.name
        return lambda node: node.named(name)
    walk = _AXES[axis]
    passes = _test(axis, test)
    return lambda node: [one for one in walk(node) if passes(one)]


def _test(axis: Axis, test: NodeTest) -> Callable[[Node], bool]:
    name = test.name
    principal = axis if axis in ("attribute", "namespace") else "element"
    match test.kind:
        case "name":
            return lambda node: node.name == name and node.kind == principal
        case "any-name":
            return lambda node: node.kind == principal
        case "prefix":
            return lambda node: node.kind == principal and node.name.startswith(name)
        case "node":
            return lambda _: True
        case "text":
            return lambda node: node.kind == "text"
        case "comment":
            return lambda node: node.kind == "comment"
        case "processing-instruction":
            return lambda node: node.kind == "processing-instruction" and name in ("", node.name)
        case _:
            assert_never(test.kind)


def ancestor_named(node: Node, height: int, name: str) -> Node | None:
    """The node so many levels up if it bears the name, else the nearest ancestor-or-self that does, else None."""
    found: Node | None = node
    for _ in range(height):
        if found is None:
            break
        found = found.parent
    if found is not None and found.name == name:
        return found
    found = node
    while found is not None and found.name != name:
        found = found.parent
    return found


def _self(node: Node) -> Nodes:
    return (node,)


def _parent(node: Node) -> Nodes:
    parent = node.parent
    return () if parent is None else (parent,)


def _children(node: Node) -> Nodes:
    return node.children()


def _attributes(node: Node) -> Nodes:
    return node.attributes()


def _namespaces(node: Node) -> Nodes:
    return [one for one in node.beside if one.kind == "namespace"] if isinstance(node, DocumentNode) else ()


def _descendants(node: Node) -> Iterator[Node]:
    pending = list(reversed(node.children()))
    while pending:
        one = pending.pop()
        yield one
        pending.extend(reversed(one.children()))


def _descendants_or_self(node: Node) -> Iterator[Node]:
    yield node
    yield from _descendants(node)


def _ancestors(node: Node) -> Iterator[Node]:
    one = node.parent
    while one is not None:
        yield one
        one = one.parent


def _ancestors_or_self(node: Node) -> Iterator[Node]:
    yield node
    yield from _ancestors(node)


def _siblings(node: Node) -> tuple[Nodes, int]:
    """All nodes beside this one and its place among them; none for attributes and roots."""
    parent = node.parent
    if parent is None or node.kind == "attribute":
        return (), 0
    beside = parent.children()
    return beside, next((place for place, one in enumerate(beside) if one is node), len(beside))


def _following_siblings(node: Node) -> Nodes:
    beside, place = _siblings(node)
    return beside[place + 1 :]


def _preceding_siblings(node: Node) -> Nodes:
    beside, place = _siblings(node)
    return beside[:place][::-1]


def _following(node: Node) -> Iterator[Node]:
    one: Node | None = node
    if node.kind == "attribute" and node.parent is not None:
        one = node.parent
        yield from _descendants(one)
    while one is not None:
        for sibling in _following_siblings(one):
            yield from _descendants_or_self(sibling)
        one = one.parent


def _preceding(node: Node) -> Iterator[Node]:
    one: Node | None = node.parent if node.kind == "attribute" else node
    while one is not None:
        for sibling in _preceding_siblings(one):
            yield from reversed(list(_descendants_or_self(sibling)))
        one = one.parent


_AXES: Final[dict[Axis, Callable[[Node], Nodes | Iterator[Node]]]] = {
    "self": _self,
    "parent": _parent,
    "child": _children,
    "attribute": _attributes,
    "namespace": _namespaces,
    "descendant": _descendants,
    "descendant-or-self": _descendants_or_self,
    "ancestor": _ancestors,
    "ancestor-or-self": _ancestors_or_self,
    "following": _following,
    "following-sibling": _following_siblings,
    "preceding": _preceding,
    "preceding-sibling": _preceding_siblings,
}
