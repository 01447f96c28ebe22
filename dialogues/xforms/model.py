"""The primary instance and its binds as `ModelNode`s (ODK XForms specification, «Instance» and «Bindings»)."""

from __future__ import annotations

from dataclasses import replace
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
    """The `bind` elements by the path they are about, an element's or an attribute's (`/data/meta/entity/@id`).

    One about a node that is not there says nothing, as in ODK's engines.
    """
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
    elements = sum("/@" not in path for path in nodes)
    if elements > workshop.limits.nodes:
        workshop.fault(ProblemCode.TOO_MANY_NODES, root.path, found=elements, limit=workshop.limits.nodes)
    return Model(root, nodes)


def _index(node: ModelNode, into: dict[str, ModelNode]) -> None:
    into.setdefault(node.path, node)
    for child in (*node.attributes, *node.children):
        _index(child, into)
    for instance in node.initial:
        _index(instance, into)


class _Reader:
    """Walks the primary instance once."""

    def __init__(self, binds: Mapping[str, Element], repeats: frozenset[str], texts: Texts, workshop: Workshop) -> None:
        self._binds = binds
        self._repeats = repeats
        self._texts = texts
        self._workshop = workshop
        self._rules: dict[str, Bind] = {}

    def node(self, element: Element, above: str, depth: int, *, blank: bool = False) -> ModelNode:
        """The node of an element, blank where an instance stands in for the template that the form has not."""
        path = f"{above}/{name_of(element)}"
        children: dict[str, list[Element]] = {}
        if depth < self._workshop.limits.depth:
            for child in element:
                children.setdefault(name_of(child), []).append(child)
        elif len(element):
            self._workshop.fault(ProblemCode.TOO_DEEP, path, found=depth + 1, limit=self._workshop.limits.depth)
        return ModelNode(
            path,
            name_of(element),
            tuple(self._child(found, path, depth + 1, blank=blank) for found in children.values()),
            path in self._repeats,
            self._bind(path),
            "" if blank or len(element) else (element.text or ""),
            tuple(
                ModelNode(f"{path}/@{own}", f"@{own}", (), bind=self._bind(f"{path}/@{own}"), default=value)
                for own, value in attributes_of(element)
            ),
        )

    def _child(self, found: list[Element], above: str, depth: int, *, blank: bool) -> ModelNode:
        """The node of the elements of one name; of a repeat one of them may be its template."""
        if f"{above}/{name_of(found[0])}" not in self._repeats:
            return self.node(found[0], above, depth, blank=blank)
        template = next((one for one in found if attribute(one, "jr:template") is not None), None)
        instances = [one for one in found if attribute(one, "jr:template") is None]
        made = self.node(found[0] if template is None else template, above, depth, blank=blank or template is None)
        held = [self.node(one, above, depth, blank=blank) for one in instances]
        # attributes are the template's, as in ODK Web Forms
        return replace(made, initial=tuple(replace(one, attributes=made.attributes) for one in held))

    def _bind(self, path: str) -> Bind:
        known = self._rules.get(path)
        if known is None:
            known = self._rules[path] = self._read(path)
        return known

    def _read(self, path: str) -> Bind:
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
