"""The immutable tree."""

from __future__ import annotations

import pytest

from dialogues.expressions import Node, comment, document, document_order, element, text


def test_text_of_mixed_content() -> None:
    """The text of an element is that of all text nodes below, comments left out."""
    tree = element("a", {}, [text("un "), comment("x"), element("b", {}, [element("c", {}, "deux")]), text(" trois")])
    assert tree.text() == "un deux trois"
    assert element("a").text() == ""
    assert element("a", {"x": "1"}).attributes()[0].text() == "1"


def test_children_by_name() -> None:
    """Few children are looked through, many are indexed, with the same answer."""
    for size in (3, 30):
        tree = element("a", {}, [comment("x"), *(element(f"b{number % 2}", {}, str(number)) for number in range(size))])
        assert [node.text() for node in tree.named("b1")] == [str(number) for number in range(1, size, 2)]
        assert tree.named("b1") == tree.named("b1")
        assert tree.named("c") == ()


def test_keyed_children() -> None:
    """Items are found by the text of a child; an item with the same text twice stands there once."""
    tree = element(
        "root",
        {},
        [
            element("item", {}, [element("k", {}, "x"), element("k", {}, "x")]),
            element("item", {}, [element("k", {}, "y")]),
            element("item"),
        ],
    )
    index = tree.keyed("item", "k")
    assert index["x"] == (tree.children()[0],)
    assert set(index) == {"x", "y"}
    assert tree.keyed("item", "k") is index
    assert tree.keyed("item", "other") == {}


def test_one_parent_only() -> None:
    """A node cannot stand in two trees."""
    leaf = element("b")
    element("a", {}, [leaf])
    with pytest.raises(ValueError, match="one parent"):
        element("a", {}, [leaf])


def test_document_order() -> None:
    """Nodes come in document order without doubles, attributes before children, trees in the order met."""
    first, second, third = element("a"), element("b", {"x": "1"}), element("c")
    tree = document(element("data", {"id": "1"}, [first, second, third]))
    data = tree.children()[0]
    other = element("z")
    attribute = second.attributes()[0]
    mixed: list[Node] = [third, first, attribute, second, data.attributes()[0], first, tree, data]
    assert document_order(mixed) == [tree, data, data.attributes()[0], first, second, attribute, third]
    assert document_order([other, first]) == [other, first]
    assert document_order([first, first]) == [first]
    assert document_order([]) == []


def test_static_nodes_are_nodes() -> None:
    """The tree implements what the evaluator needs, and shows itself shortly."""
    assert isinstance(element("a"), Node)
    assert repr(element("a")) == "<StaticNode element a>"
