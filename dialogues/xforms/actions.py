"""The actions of a form: what is set on which event (ODK XForms specification, «Events and actions»).

`odk:setgeopoint` and `odk:recordaudio` are not read: no chat knows where a phone is or listens by itself, and the
specification leaves their nodes blank where that fails. `xforms-ready` and `jr-insert` are the old names of two events.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dialogues.forms.definition import Action, ActionEvent
from dialogues.xforms.problems import ProblemCode
from dialogues.xforms.tree import Element, attribute, kind
from dialogues.xforms.types import CONTROLS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dialogues.forms.definition import ModelNode
    from dialogues.xforms.workshop import Workshop

__all__ = ["read_actions"]

_OLD_NAMES = {"xforms-ready": ActionEvent.FIRST_LOAD, "jr-insert": ActionEvent.NEW_REPEAT}
_EVENTS = {**{event.value: event for event in ActionEvent}, **_OLD_NAMES}
_PREDICATE = re.compile(r"\[[^\[\]]*\]")


def read_actions(
    model: Element, body: Element, nodes: Mapping[str, ModelNode], workshop: Workshop
) -> tuple[Action, ...]:
    """The `setvalue` actions of the model and of the body, in document order.

    Args:
        model: the `model` element.
        body: the `h:body`.
        nodes: of the model, by path.
        workshop: takes the faults.
    """
    elements = (*model.iterchildren("{*}setvalue"), *body.iter("{*}setvalue"))
    return tuple(action for element in elements for action in _actions(element, nodes, workshop))


def _actions(element: Element, nodes: Mapping[str, ModelNode], workshop: Workshop) -> Iterator[Action]:
    """One action for each event that sets an element off; none where what it would set is not there, as in ODK."""
    reference = _place(element)
    target = _plain(reference)
    if target not in nodes:
        return
    source = attribute(element, "value")
    words = element.text or "" if source is None else ""
    if source is not None and source.strip():
        value = workshop.expression(source, target, "default")
    else:
        value = workshop.expression(_literal(words), target, "default") if words else None
    picked = workshop.expression(reference, target, "default") if target != reference else None
    for name in (attribute(element, "event") or "").split():
        event = _EVENTS.get(name)
        if event is None:
            workshop.fault(ProblemCode.UNSUPPORTED_TYPE, target, type=name)
        else:
            yield Action(event, target, value, _trigger(element, event), picked)


def _plain(reference: str) -> str:
    """A path without its predicates, which may stand in one another."""
    while True:
        shorter = _PREDICATE.sub("", reference)
        if shorter == reference:
            return reference
        reference = shorter


def _trigger(element: Element, event: ActionEvent) -> str | None:
    """The control whose change, or the repeat whose new instance, sets an action off."""
    above = element.getparent()
    if event is ActionEvent.VALUE_CHANGED:
        asked = above is not None and kind(above) in CONTROLS
        return _place(above) if above is not None and asked else None
    if event is ActionEvent.NEW_REPEAT:
        repeat = next(element.iterancestors("{*}repeat"), None)
        return None if repeat is None else _place(repeat)
    return None


def _place(element: Element) -> str:
    """The path that an element is about; a relative one starts from what the element stands in."""
    reference = (attribute(element, "ref") or attribute(element, "nodeset") or "").strip()
    above = element.getparent()
    if reference.startswith("/") or above is None:
        return reference
    steps = _place(above).split("/")
    for step in reference.removeprefix("current()/").split("/") if reference else ():
        if step == "..":
            steps.pop()
        elif step != ".":
            steps.append(step)
    return "/".join(steps)


def _literal(words: str) -> str:
    """An expression for a text; XPath 1.0 literals cannot hold their own quote."""
    if "'" not in words:
        return f"'{words}'"
    pieces = ', "\'", '.join(f"'{piece}'" for piece in words.split("'"))
    return f"concat({pieces})"
