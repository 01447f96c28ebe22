"""The state of an interview for programs, field by field as the interviews recorded in ODK Web Forms hold it.

A repeat stands twice: as a whole under its ref with « (range)», with its `count`, and each instance under its own.
Texts are those that the form writes, in the language shown; a text that a form does not have is null.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from dialogues.forms.canonical import numbers_of, plain_type, points_of
from dialogues.forms.definition import ModelNode, Question, Text, TextParts
from dialogues.interview.instance import LiveNode
from dialogues.playing.player import Player
from dialogues.xforms.written import Control, Said, Written

__all__ = ["RANGE", "state"]

RANGE = " (range)"
"""How the key of a whole repeat ends."""

_KINDS: Mapping[str, str] = {
    "select1": "select",
    "odk:rank": "rank",
}
_PARTS = ("latitude", "longitude", "altitude", "accuracy")

Json = Mapping[str, object]


def state(player: Player, written: Written) -> Json:
    """`nodes` by key, `labels` by language and key, and the `submission`.

    Args:
        player: of the interview; its language is the same afterwards, and its time has ended.
        written: the texts of its form.
    """
    teller = _Teller(player, written)
    nodes = dict(teller.all(player.interview.instance.top))
    labels: dict[str, Json] = {}
    before = player.interview.instance.language
    for language in written.languages:
        player.speak(language)
        labels[language] = dict(teller.labels(player.interview.instance.top))
    player.speak(before)
    return {"nodes": nodes, "labels": labels, "submission": player.submission()}


class _Teller:
    """Tells of nodes."""

    def __init__(self, player: Player, written: Written) -> None:
        self._interview = player.interview
        self._instance = player.interview.instance
        self._form = player.interview.form
        self._written = written
        self._texts: Mapping[int, TextParts | Mapping[str, TextParts]] = {
            id(text): written.texts.get(identifier, {}) for identifier, text in self._form.texts.items()
        }

    # --- the tree -------------------------------------------------------------------------------------------------

    def all(self, node: LiveNode) -> Iterator[tuple[str, Json]]:
        """Every node with its key, in the order of the form."""
        yield node.ref, self._node(node)
        for child in node.definition.children:
            if child.repeat:
                ref = f"{node.ref}/{child.name}"
                yield ref + RANGE, self._range(ref, child, node)
            for live in node.named(child.name):
                yield from self.all(live)

    def labels(self, node: LiveNode) -> Iterator[tuple[str, str]]:
        """The labels of every node that has one."""
        label = self._label(node)
        if label is not None:
            yield node.ref, label
        for child in node.definition.children:
            if child.repeat:
                label = self._label(self._whole(child, node))
                if label is not None:
                    yield f"{node.ref}/{child.name}{RANGE}", label
            for live in node.named(child.name):
                yield from self.labels(live)

    # --- one node -------------------------------------------------------------------------------------------------

    def _range(self, ref: str, definition: ModelNode, parent: LiveNode) -> Json:
        node = self._whole(definition, parent)
        repeat = self._form.repeats.get(definition.path)
        counted = repeat is not None and repeat.count is not None
        return {
            "ref": ref,
            "nodeType": f"repeat-range:{'controlled' if counted or repeat is None or repeat.fixed else 'uncontrolled'}",
            **self._rules(node),
            "label": self._label(node),
            "count": len(parent.named(definition.name)),
        }

    def _whole(self, definition: ModelNode, parent: LiveNode) -> LiveNode:
        """Where the rules of a repeat as a whole are worked out: what it reads of its own is of its first instance."""
        live = parent.named(definition.name)
        return live[0] if live else self._instance.imagined(definition, parent)

    def _rules(self, node: LiveNode) -> dict[str, object]:
        instance = self._instance
        return {
            "relevant": instance.relevant(node),
            "readonly": instance.readonly(node),
            "required": instance.required(node),
        }

    def _node(self, node: LiveNode) -> Json:
        control = self._written.controls.get(node.definition.path)
        if node.parent is None:
            return {"ref": node.ref, "nodeType": "root", **self._rules(node), "label": None}
        if node.definition.children or node.definition.repeat:
            kind = "repeat-instance" if node.definition.repeat else "group"
            return {"ref": node.ref, "nodeType": kind, **self._rules(node), "label": self._label(node)}
        return self._leaf(node, control)

    def _leaf(self, node: LiveNode, control: Control | None) -> Json:
        kind = self._kind(node, control)
        value_type = _type(node, control)
        rules = self._rules(node)
        instance = self._instance
        value = instance.value(node) if rules["relevant"] else ""
        constraint = not rules["relevant"] or instance.satisfied(node)
        required = not rules["relevant"] or not rules["required"] or value != ""
        told: dict[str, object] = {"ref": node.ref, "nodeType": kind, "valueType": value_type}
        if kind == "select" and control is not None:
            told["selectType"] = control.kind
        told |= rules
        told |= {
            "constraintValid": constraint,
            "requiredValid": required,
            "violation": self._violation(node, constraint=constraint, required=required),
            "instanceValue": value,
            "value": _value(told.get("selectType", kind), value_type, value),
            "label": self._label(node),
        }
        if control is not None and control.hint is not None:
            told["hint"] = self.words(control.hint, node)
        question = self._form.questions.get(node.definition.path)
        if kind in ("select", "rank") and question is not None:
            told["choices"] = list(self._choices(question, node))
        return told

    def _kind(self, node: LiveNode, control: Control | None) -> str:
        if control is None:
            return "model-value"
        question = self._form.questions.get(node.definition.path)
        worded = control.label is not None or control.hint is not None
        if control.kind == "input" and worded and question is not None and question.type == "note":
            return "note"
        return _KINDS.get(control.kind, control.kind)

    def _violation(self, node: LiveNode, *, constraint: bool, required: bool) -> Json | None:
        if constraint and required:
            return None
        condition = "required" if constraint else "constraint"
        messages = self._written.required if constraint else self._written.constraint
        said = messages.get(node.definition.path)
        return {"condition": condition, "message": None if said is None else self.words(said, node)}

    def _choices(self, question: Question, node: LiveNode) -> Iterator[tuple[str, str]]:
        for choice in self._instance.offered(question, node):
            label = choice.label
            yield choice.name, "" if label is None else self._choice_label(label, node)

    def _choice_label(self, label: Text, node: LiveNode) -> str:
        """The words of a choice: those of its id where it has one, else those of the form's one language."""
        said = self._texts.get(id(label))
        if isinstance(said, Mapping):
            return self._put(said.get(self._language(), ()), node)
        return self._put(label.languages.get("", ()), node)

    # --- texts ----------------------------------------------------------------------------------------------------

    def _label(self, node: LiveNode) -> str | None:
        control = self._written.controls.get(node.definition.path)
        return None if control is None or control.label is None else self.words(control.label, node)

    def words(self, said: Said, node: LiveNode) -> str:
        """A text in the language shown."""
        if said.identifier is None:
            return self._put(said.parts, node)
        translated = self._written.texts.get(self._instance.evaluate(said.identifier, node), {})
        return self._put(translated.get(self._language(), ()), node)

    def _put(self, parts: TextParts, node: LiveNode) -> str:
        return "".join(part if isinstance(part, str) else self._instance.evaluate(part, node) for part in parts)

    def _language(self) -> str:
        shown = self._instance.language
        return shown if shown in self._written.languages else "default"


def _type(node: LiveNode, control: Control | None) -> str:
    if node.definition.bind.value_type == "string" and control is not None and control.kind == "upload":
        return "binary"
    return plain_type(node.definition.bind.value_type)


def _value(kind: object, value_type: str, text: str) -> object:
    """A value as the recorded interviews show it."""
    if kind == "select1":
        return [text] if text else []
    if kind in ("select", "rank"):
        return text.split()
    if kind == "trigger":
        return text.lower() == "ok"
    if kind == "upload":
        return text or None
    if value_type == "decimal":
        try:
            number = float(text)
        except ValueError:  # blank, or what the form itself put there
            return text or None
        return int(number) if number.is_integer() else number if math.isfinite(number) else text
    if value_type == "geopoint":
        return _place(numbers_of(text))
    if value_type in ("geotrace", "geoshape"):
        return [_place(point) for point in points_of(value_type, text)] or None
    if value_type in ("int", "date", "time", "dateTime") or kind == "note":
        return text or None
    return text


def _place(numbers: tuple[float, ...] | None) -> Json | None:
    if numbers is None:
        return None
    known = [int(number) if number.is_integer() else number for number in numbers]
    return dict(zip(_PARTS, [*known, *(None for _ in range(len(_PARTS) - len(known)))], strict=True))
