"""The way through a guide: from each stop to the next and the one before, as relevance stands now.

A *stop* is a place at which the interview waits for a person: a question, or «Ajouter …?» after the last instance
of an open repeat. Notes and titles are no stops: they are read with the stop that follows them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dialogues.forms.definition import WHEN_SENT, Control, FormDefinition, Group, Place, Question, Repeat, Text
from dialogues.forms.ref import Ref, path_of
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


def stops(form: FormDefinition, instance: Instance, after: Ref | None = None) -> Iterator[Stop]:
    """Every stop that is relevant now, in the order of the guide.

    Args:
        form: the definition.
        instance: the live values.
        after: begin behind this stop, which `stop_at` finds; what was said before it is not told again.
    """
    said: list[Passage] = []
    items = _walk(form.body, instance, instance.top) if after is None else _from(form, instance, after)
    for item in items:
        if isinstance(item, Stop) and _unasked(item):
            yield item  # nobody is asked there: what was said on the way is for the next
        elif isinstance(item, Stop):
            yield Stop(item.ref, item.control, item.node, tuple(said))
            said.clear()
        else:
            said.append(item)


def stop_at(form: FormDefinition, instance: Instance, ref: Ref) -> Stop | None:
    """The stop at a ref, if it is one now, without a walk through the guide to it."""
    path = path_of(ref)
    repeat = form.repeats.get(path)
    if repeat is not None:
        parent = instance.node(ref.rpartition("/")[0])
        there = parent is not None and repeat.number is not None and instance.may_have(path, parent)
        if not there or parent is None or ref != f"{parent.ref}/{repeat.name}":
            return None
        return Stop(ref, repeat, parent)
    question, node = form.questions.get(path), instance.node(ref)
    if question is None or question.number is None or node is None or node.ref != ref:
        return None
    return None if not instance.relevant(node) or instance.readonly(node) else Stop(ref, question, node)


def told_before(form: FormDefinition, instance: Instance, stop: Stop) -> Sequence[Passage]:
    """Notes and titles between the stop before and this one, in the order of the guide."""
    said: list[Passage] = []
    if not _unasked(stop):
        for item in _from(form, instance, stop.ref, back=True):
            if not isinstance(item, Stop):
                said.append(item)
            elif not _unasked(item):
                break
    return said[::-1]


def stop_before(form: FormDefinition, instance: Instance, stop: Stop | None) -> Stop | None:
    """The stop before one; the last of the guide before None."""
    if stop is None:
        items = _walk(form.body, instance, instance.top, back=True)
    else:
        items = _from(form, instance, stop.ref, back=True)
    return next((item for item in items if isinstance(item, Stop)), None)


def closing_notes(form: FormDefinition, instance: Instance) -> Sequence[Passage]:
    """Notes that stand after the last stop."""
    said: list[Passage] = []
    for item in _walk(form.body, instance, instance.top, back=True):
        if isinstance(item, Stop):
            break
        said.append(item)
    return said[::-1]


def _unasked(stop: Stop) -> bool:
    return isinstance(stop.control, Question) and WHEN_SENT in stop.control.appearance


def _from(form: FormDefinition, instance: Instance, ref: Ref, *, back: bool = False) -> Iterator[Stop | Passage]:
    """All that follows a stop, or with `back` all that stands before it, nearest first."""
    place: Place | None = form.places[path_of(ref)]
    node = instance.node(ref)
    if path_of(ref) in form.repeats:  # «Ajouter …?» stands after the last instance
        node = instance.node(ref.rpartition("/")[0])
        if back and node is not None and place is not None:
            control = place.beside[place.index]
            if isinstance(control, Repeat):
                yield from _walk_instances(control, instance, node, node.named(control.name), back=True)
    while node is not None and place is not None:
        inside = place.inside
        path = _path_above(place)
        while path and node.definition.path != path and node.parent is not None:
            node = node.parent
        above = node if path else instance.top
        beside = place.beside[: place.index] if back else place.beside[place.index + 1 :]
        yield from _walk(beside, instance, above, back=back)
        if inside is not None and back and inside.label is not None:
            yield _title(inside, inside.label, above)
        if isinstance(inside, Repeat) and above.parent is not None:
            others = above.parent.instances(inside.name)
            at = others.index(above)
            rest = others[:at] if back else others[at + 1 :]
            yield from _walk_instances(inside, instance, above.parent, rest, back=back)
            if not back:
                yield from _walk_adding(inside, instance, above.parent)
            node = above.parent
        place = place.above


def _path_above(place: Place) -> str:
    """The path of the node that the controls of a level stand in; "" for the root."""
    here: Place | None = place
    while here is not None and here.inside is not None:
        if here.inside.path is not None:
            return here.inside.path
        here = here.above
    return ""


def _title(control: Group | Repeat, label: Text, node: LiveNode) -> Passage:
    return Passage(label, node, control.path or "", title=True)


def _walk(
    controls: Sequence[Control], instance: Instance, above: LiveNode, *, back: bool = False
) -> Iterator[Stop | Passage]:
    for control in reversed(controls) if back else controls:
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
                yield from _walk_inside(control, instance, node, back=back)
            case Repeat():
                parent = _below(above, control.path.rpartition("/")[0])
                if parent is None or not instance.relevant(parent):
                    continue
                if back:
                    yield from _walk_adding(control, instance, parent)
                yield from _walk_instances(control, instance, parent, parent.named(control.name), back=back)
                if not back:
                    yield from _walk_adding(control, instance, parent)


def _walk_inside(
    control: Group | Repeat, instance: Instance, node: LiveNode, *, back: bool
) -> Iterator[Stop | Passage]:
    """A group or an instance of a repeat, its title before it."""
    if control.label is not None and not back:
        yield _title(control, control.label, node)
    yield from _walk(control.children, instance, node, back=back)
    if control.label is not None and back:
        yield _title(control, control.label, node)


def _walk_instances(
    control: Repeat, instance: Instance, parent: LiveNode, nodes: Sequence[LiveNode], *, back: bool
) -> Iterator[Stop | Passage]:
    if not instance.relevant(parent):
        return
    for node in reversed(nodes) if back else tuple(nodes):
        if instance.relevant(node):
            yield from _walk_inside(control, instance, node, back=back)


def _walk_adding(control: Repeat, instance: Instance, parent: LiveNode) -> Iterator[Stop]:
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
