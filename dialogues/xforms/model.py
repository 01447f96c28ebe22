"""The primary instance and its binds as `ModelNode`s (ODK XForms specification, «Instance» and «Bindings»)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialogues.forms.definition import NO_RULES, Bind, ModelNode
from dialogues.xforms.problems import ProblemCode
from dialogues.xforms.tree import Element, attribute, attributes_of, name_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from dialogues.expressions import Expression
    from dialogues.xforms.texts import Texts
    from dialogues.xforms.workshop import Workshop

__all__ = ["Model", "bind_elements", "read_model"]

_NEVER = "false()"
_ALWAYS = "true()"


class Model:
    """The model tree and its nodes by path, in document order."""

    def __init__(self, root: ModelNode, nodes: Mapping[str, ModelNode]) -> None:
        self.root = root
        self.nodes = nodes


def bind_elements(model: Element) -> dict[str, Element]:
    """The `bind` elements by the path they are about, an element's or an attribute's (`/data/meta/entity/@id`)."""
    found: dict[str, Element] = {}
    for bind in model.iterchildren("{*}bind"):
        path = (attribute(bind, "nodeset") or attribute(bind, "ref") or "").strip()
        if path:
            found.setdefault(path, bind)
    return found


def read_model(
    instance: Element,
    binds: Mapping[str, Element],
    repeats: Collection[str],
    texts: Texts,
    workshop: Workshop,
) -> Model:
    """Read the primary instance.

    Args:
        instance: its root element (`data`).
        binds: from `bind_elements`.
        repeats: paths that repeat.
        texts: translations, for messages.
        workshop: takes the faults.
    """
    reader = _Reader(binds, frozenset(repeats), texts, workshop)
    root = reader.node(instance, "", 1)
    nodes: dict[str, ModelNode] = {}
    _index(root, nodes)
    for path in binds:
        if path not in nodes:
            workshop.fault(ProblemCode.UNKNOWN_NODE, path)
    elements = sum("/@" not in path for path in nodes)
    if elements > workshop.limits.nodes:
        workshop.fault(ProblemCode.TOO_MANY_NODES, root.path, found=elements, limit=workshop.limits.nodes)
    return Model(root, nodes)


def _index(node: ModelNode, into: dict[str, ModelNode]) -> None:
    into[node.path] = node
    for child in (*node.attributes, *node.children):
        _index(child, into)


class _Reader:
    """Walks the primary instance once."""

    def __init__(self, binds: Mapping[str, Element], repeats: frozenset[str], texts: Texts, workshop: Workshop) -> None:
        self._binds = binds
        self._repeats = repeats
        self._texts = texts
        self._workshop = workshop

    def node(self, element: Element, above: str, depth: int) -> ModelNode:
        """The node of an element; of a repeat's instances the template counts, else the first."""
        name = name_of(element)
        path = f"{above}/{name}"
        chosen: dict[str, Element] = {}
        if depth < self._workshop.limits.depth:
            for child in element:
                known = chosen.get(name_of(child))
                if known is None or attribute(child, "jr:template") is not None:
                    chosen[name_of(child)] = child
        elif len(element):
            self._workshop.fault(ProblemCode.TOO_DEEP, path, found=depth + 1, limit=self._workshop.limits.depth)
        return ModelNode(
            path,
            name,
            tuple(self.node(child, path, depth + 1) for child in chosen.values()),
            path in self._repeats,
            self._bind(path),
            "" if len(element) else (element.text or ""),
            tuple(
                ModelNode(f"{path}/@{own}", f"@{own}", (), bind=self._bind(f"{path}/@{own}"), default=value)
                for own, value in attributes_of(element)
            ),
            attribute(element, "jr:template") is not None and not _beside(element, name),
        )

    def _bind(self, path: str) -> Bind:
        bind = self._binds.get(path)
        if bind is None:
            return NO_RULES
        preload = attribute(bind, "jr:preload")
        return Bind(
            (attribute(bind, "type") or "string").removeprefix("xsd:"),
            self._rule(bind, path, "relevant", _ALWAYS),
            self._rule(bind, path, "required", _NEVER),
            self._rule(bind, path, "readonly", _NEVER),
            self._rule(bind, path, "constraint", _ALWAYS),
            self._rule(bind, path, "calculate", "", "calculation"),
            self._texts.message(attribute(bind, "jr:constraintMsg")),
            self._texts.message(attribute(bind, "jr:requiredMsg")),
            (preload, attribute(bind, "jr:preloadParams") or "") if preload else None,
        )

    def _rule(self, bind: Element, path: str, name: str, nothing: str, column: str = "") -> Expression | None:
        source = (attribute(bind, name) or "").strip()
        if source in ("", nothing):
            return None
        return self._workshop.expression(source, path, column or name)


def _beside(template: Element, name: str) -> bool:
    """Whether an instance of a repeat stands beside its template."""
    above = template.getparent()
    return above is not None and any(
        name_of(other) == name and attribute(other, "jr:template") is None for other in above
    )
