"""The way through a guide: from each stop to the next and the one before, as relevance stands now.

A *stop* is a place at which the interview waits for a person: a question, or «Ajouter …?» after the last instance
of an open repeat. Notes and titles are no stops: they are read with the stop that follows them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dialogues.forms.definition import WHEN_SENT, Control, FormDefinition, Group, Question, Repeat, Text
from dialogues.forms.ref import Ref
from dialogues.interview.instance import Instance, LiveNode


@dataclass(frozen=True, slots=True)
class Passage:
    """A text on the way to a stop.

    Args:
        text: the text.
        node: where it is evaluated.
        path: of the note or group, for its translation status.
        aside: what the guide tells the agent alone about it.
        title: a group's title; else a note, to be read.
    """

    text: Text
    node: LiveNode
    path: str
    aside: Text | None = None
    title: bool = False


@dataclass(frozen=True, slots=True)
class Stop:
    """Where an interview can wait.

    Args:
        ref: a question's ref, or a repeat's without its last position for «Ajouter …?».
        control: the question or the repeat.
        node: the question's node, or the repeat's parent node.
        before: notes and titles since the stop before it.
    """

    ref: Ref
    control: Question | Repeat
    node: LiveNode
    before: tuple[Passage, ...] = ()


def stops(form: FormDefinition, instance: Instance) -> Iterator[Stop]:
    """Every stop that is relevant now, in the order of the guide."""
    said: list[Passage] = []
    for item in _walk(form.body, instance, instance.top):
        if isinstance(item, Stop) and isinstance(item.control, Question) and WHEN_SENT in item.control.appearance:
            yield item  # nobody is asked there: what was said on the way is for the next
        elif isinstance(item, Stop):
            yield Stop(item.ref, item.control, item.node, tuple(said))
            said.clear()
        else:
            said.append(item)


def closing_notes(form: FormDefinition, instance: Instance) -> Sequence[Passage]:
    """Notes that stand after the last stop."""
    said: list[Passage] = []
    for item in _walk(form.body, instance, instance.top):
        if isinstance(item, Stop):
            said.clear()
        else:
            said.append(item)
    return said


def _walk(controls: Sequence[Control], instance: Instance, above: LiveNode) -> Iterator[Stop | Passage]:
    for control in controls:
        match control:
            case Question():
                node = _below(above, control.path)
                if node is None or not instance.relevant(node):
                    continue
                if control.number is not None and not instance.readonly(node):
                    yield Stop(node.ref, control, node)
                elif control.label is not None:
                    yield Passage(control.label, node, control.path, control.guidance_hint)
            case Group():
                node = above if control.path is None else _below(above, control.path)
                if node is None or not instance.relevant(node):
                    continue
                if control.label is not None:
                    yield Passage(control.label, node, control.path or "", title=True)
                yield from _walk(control.children, instance, node)
            case Repeat():
                yield from _walk_repeat(control, instance, above)


def _walk_repeat(control: Repeat, instance: Instance, above: LiveNode) -> Iterator[Stop | Passage]:
    parent = _below(above, control.path.rpartition("/")[0])
    if parent is None or not instance.relevant(parent):
        return
    for node in tuple(parent.named(control.name)):
        if instance.relevant(node):
            if control.label is not None:
                yield Passage(control.label, node, control.path, title=True)
            yield from _walk(control.children, instance, node)
    if control.number is not None and instance.may_have(control.path, parent):
        yield Stop(Ref(f"{parent.ref}/{control.name}"), control, parent)


def _below(above: LiveNode, path: str) -> LiveNode | None:
    """The node of a path at or below a node, where no repeat stands between."""
    node = above
    steps = path[len(above.definition.path) :].split("/")[1:]
    for step in steps:
        found = node.named(step)
        if not found:
            return None
        node = found[0]
    return node
