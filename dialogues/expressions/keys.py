"""Filters that are look-ups: `item[name = …]` on a long list is answered by an index, not by trying every item.

This is what cascades do on lists of thousands. It applies where the first predicate of a child step compares, as text,
one child of the item with something that does not depend on the item, in an immutable tree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from dialogues.expressions.nodes import StaticNode
from dialogues.expressions.syntax import Call, Chain, Literal_, Path

if TYPE_CHECKING:
    from collections.abc import Callable

    from dialogues.expressions.context import Context
    from dialogues.expressions.nodes import Node
    from dialogues.expressions.steps import Nodes
    from dialogues.expressions.syntax import Expr, Step

__all__ = ["Lookup", "key_of", "lookup_in"]

_WORTHWHILE: Final = 20
"""Below so many children, trying each is as fast."""

_OF_THE_NODE: Final = frozenset(("position", "last", "once", "lang", "id"))
"""Functions that look at the context node whatever their arguments are."""

Lookup: TypeAlias = "Callable[[Context, Node], Nodes | None]"


def key_of(step: Step) -> tuple[str, Expr] | None:
    """The child that the first predicate compares and what it is compared with, if it is a look-up."""
    if step.axis != "child" or step.test.kind != "name" or not step.predicates:
        return None
    match step.predicates[0]:
        case Chain(left, (("=", right),)):
            for one, other in ((left, right), (right, left)):
                name = _child_name(one)
                if name is not None and _independent(other):
                    return name, other
    return None


def _child_name(tree: Expr) -> str | None:
    match tree:
        case Path(False, None, (step,)) if step.axis == "child" and step.test.kind == "name" and not step.predicates:
            return step.test.name
    return None


def _independent(tree: Expr) -> bool:
    """Whether the value is the same for every node that is filtered."""
    match tree:
        case Literal_():
            return True
        case Path(absolute, origin, _):
            return absolute or (origin is not None and _independent(origin))
        case Call("current", ()):
            return True
        case Call(name, arguments):
            return bool(arguments) and name not in _OF_THE_NODE and all(_independent(one) for one in arguments)
    return False


def lookup_in(step: Step, key: str, wanted: Callable[[Context], list[str]]) -> Lookup:
    """The function that finds a step's nodes by the index of their parent.

    Args:
        step: The child step that `key_of` took apart.
        key: The name of the child that is compared.
        wanted: The texts that it is compared with.

    Returns:
        A function that gives the nodes which pass the first predicate, or None where there is no index to ask.
    """
    name = step.test.name

    def find(context: Context, parent: Node) -> Nodes | None:
        if not isinstance(parent, StaticNode) or len(parent.children()) < _WORTHWHILE:
            return None
        texts = wanted(context)
        if len(texts) != 1:
            return None
        return parent.keyed(name, key).get(texts[0], ())

    return find
