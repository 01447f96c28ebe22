"""What the evaluator needs of a tree, and an immutable tree of our own for secondary instances.

The interview's live instance implements `Node`; choice lists and external files are `StaticNode` trees. Nodes are
compared by identity, so an implementation returns the same object for the same node every time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = [
    "DocumentNode",
    "Kind",
    "Node",
    "StaticNode",
    "comment",
    "document",
    "document_order",
    "element",
    "processing_instruction",
    "text",
]

Kind = Literal[
    "root", "element", "attribute", "text", "comment", "processing-instruction", "namespace", "document-type"
]

_SCAN_LIMIT: Final = 6
"""Up to this many children, looking through them is faster than an index by name."""


@runtime_checkable
class Node(Protocol):
    """A node of the XPath data model (XPath 1.0, section 5); names keep their prefix text."""

    @property
    def kind(self) -> Kind:
        """Which kind of node this is."""
        ...

    @property
    def name(self) -> str:
        """The name as written, with its prefix if it has one; empty for root, text and comment."""
        ...

    @property
    def parent(self) -> Node | None:
        """The node above; an attribute's parent is its element; None for a root."""
        ...

    def children(self) -> Sequence[Node]:
        """The nodes below in document order, attributes excluded."""
        ...

    def named(self, name: str) -> Sequence[Node]:
        """The child elements of that name, in document order."""
        ...

    def attributes(self) -> Sequence[Node]:
        """The attributes, in a fixed order."""
        ...

    def text(self) -> str:
        """The string value: for a leaf of a live instance its canonical value, empty when not relevant."""
        ...


class StaticNode:
    """A node of a tree that never changes once it is built from the leaves up."""

    __slots__ = ("_attributes", "_by_name", "_children", "_keyed", "_text", "kind", "name", "parent")

    kind: Kind
    name: str
    parent: StaticNode | None

    def __init__(
        self,
        kind: Kind,
        name: str = "",
        *,
        attributes: Iterable[StaticNode] = (),
        children: Iterable[StaticNode] = (),
        text: str = "",
    ) -> None:
        self.kind = kind
        self.name = name
        self.parent = None
        self._attributes = tuple(attributes)
        self._children = tuple(children)
        self._text = text
        self._by_name: dict[str, tuple[StaticNode, ...]] | None = None
        self._keyed: dict[tuple[str, str], dict[str, tuple[StaticNode, ...]]] | None = None
        for node in (*self._attributes, *self._children):
            if node.parent is not None:
                raise ValueError("a node has one parent only")
            node.parent = self

    def __repr__(self) -> str:
        return f"<StaticNode {self.kind} {self.name}>"

    def children(self) -> tuple[StaticNode, ...]:
        """The nodes below, in document order."""
        return self._children

    def named(self, name: str) -> tuple[StaticNode, ...]:
        """The child elements of that name; indexed when there are many children."""
        children = self._children
        if len(children) <= _SCAN_LIMIT:
            return tuple([child for child in children if child.name == name and child.kind == "element"])
        index = self._by_name
        if index is None:
            lists: dict[str, list[StaticNode]] = {}
            for child in children:
                if child.kind == "element":
                    lists.setdefault(child.name, []).append(child)
            index = self._by_name = {key: tuple(found) for key, found in lists.items()}
        return index.get(name, ())

    def keyed(self, name: str, key: str) -> Mapping[str, tuple[StaticNode, ...]]:
        """The child elements of a name by the texts of their own children of the name `key`; made once and kept."""
        if self._keyed is None:
            self._keyed = {}
        index = self._keyed.get((name, key))
        if index is None:
            lists: dict[str, dict[int, StaticNode]] = {}
            for child in self.named(name):
                for value in child.named(key):
                    lists.setdefault(value.text(), {})[id(child)] = child
            index = self._keyed[name, key] = {value: tuple(found.values()) for value, found in lists.items()}
        return index

    def attributes(self) -> tuple[StaticNode, ...]:
        """The attributes, in the order in which they were given."""
        return self._attributes

    def text(self) -> str:
        """The string value: own text, or that of all text nodes below, in document order."""
        if self.kind not in ("root", "element"):
            return self._text
        children = self._children
        if len(children) == 1 and children[0].kind == "text":
            return children[0]._text  # noqa: SLF001 - same class
        parts: list[str] = []
        pending = list(reversed(children))
        while pending:
            node = pending.pop()
            if node.kind == "text":
                parts.append(node._text)  # noqa: SLF001 - same class
            elif node.kind == "element":
                pending.extend(reversed(node._children))  # noqa: SLF001 - same class
        return "".join(parts)


class DocumentNode(StaticNode):
    """A node of a document that was read with its namespaces, as `baro guide eval` does; forms need none.

    Attributes:
        spelled: The name as the document writes it; `name` is the one that expressions use.
        uri: Its namespace; empty for none.
        beside: Attributes and declarations of namespaces, in the order of the document.
    """

    __slots__ = ("beside", "spelled", "uri")

    def __init__(
        self,
        kind: Kind,
        name: str = "",
        *,
        spelled: str = "",
        uri: str = "",
        beside: Iterable[StaticNode] = (),
        children: Iterable[StaticNode] = (),
        text: str = "",
    ) -> None:
        self.beside = tuple(beside)
        self.spelled = spelled or name
        self.uri = uri
        attributes = [one for one in self.beside if one.kind == "attribute"]
        super().__init__(kind, name, attributes=attributes, children=children, text=text)
        for one in self.beside:
            one.parent = self


def element(
    name: str,
    attributes: Mapping[str, str] | None = None,
    content: Iterable[StaticNode] | str = (),
) -> StaticNode:
    """An element of a static tree.

    Args:
        name: The name, with its prefix if it has one.
        attributes: Attribute values by name.
        content: The text of a leaf, or the nodes below in document order.

    Returns:
        The element, which is now the parent of the nodes given.

    Raises:
        ValueError: A node given already has a parent.
    """
    children = ([text(content)] if content else ()) if isinstance(content, str) else content
    return StaticNode(
        "element",
        name,
        attributes=[StaticNode("attribute", key, text=value) for key, value in (attributes or {}).items()],
        children=children,
    )


def text(value: str) -> StaticNode:
    """A text node."""
    return StaticNode("text", text=value)


def comment(value: str) -> StaticNode:
    """A comment node."""
    return StaticNode("comment", text=value)


def processing_instruction(target: str, value: str) -> StaticNode:
    """A processing instruction; its name is its target."""
    return StaticNode("processing-instruction", target, text=value)


def document(*children: StaticNode) -> StaticNode:
    """A root node above the nodes given, which an absolute path starts from."""
    return StaticNode("root", children=children)


def _beside(node: Node) -> Sequence[Node]:
    """What stands in the tag of an element."""
    return node.beside if isinstance(node, DocumentNode) else node.attributes()


def document_order(nodes: Sequence[Node]) -> list[Node]:
    """The nodes without doubles, in document order (XPath 1.0, section 5).

    Args:
        nodes: Nodes of one or several trees; of several trees the first met comes first.

    Returns:
        A new list.
    """
    unique = {id(node): node for node in nodes}
    if len(unique) < 2:
        return list(unique.values())
    roots: dict[int, int] = {}
    places: dict[int, dict[int, tuple[int, int]]] = {}

    def key(node: Node) -> list[tuple[int, int]]:
        steps: list[tuple[int, int]] = []
        parent = node.parent
        while parent is not None:
            below = places.get(id(parent))
            if below is None:
                below = {id(child): (1, place) for place, child in enumerate(parent.children())}
                below.update({id(child): (0, place) for place, child in enumerate(_beside(parent))})
                places[id(parent)] = below
            steps.append(below.get(id(node), (2, 0)))
            node, parent = parent, parent.parent
        steps.append((roots.setdefault(id(node), len(roots)), 0))
        steps.reverse()
        return steps

    return sorted(unique.values(), key=key)
