"""The body: questions, groups and repeats in the order in which they are put, with their printed numbers.

Numbers count every question that is asked, and an open repeat before its questions (the address of «Ajouter …?»).
Notes and what can never be answered bear none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dialogues.expressions.nodes import StaticNode
from dialogues.forms.definition import (
    Choice,
    ChoiceList,
    Control,
    Group,
    ModelNode,
    Question,
    Repeat,
    Text,
)
from dialogues.xforms.instances import UnreadableFile
from dialogues.xforms.problems import ProblemCode
from dialogues.xforms.tree import Element, attribute, kind
from dialogues.xforms.types import CONTROLS, question_type

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from dialogues.xforms.instances import Instances
    from dialogues.xforms.itemsets import Itemsets
    from dialogues.xforms.texts import Texts
    from dialogues.xforms.workshop import Workshop

__all__ = ["Body", "refer", "repeat_paths"]

_WHOLE_LIST = re.compile(r"^instance\(\s*['\"]([^'\"]+)['\"]\s*\)/root/item$")
_ITEM_TEXT = re.compile(r"^\s*jr:itext\(\s*([\w.\-]+)\s*\)\s*$")
_PLACED = frozenset({"ref", "nodeset", "bind", "appearance", "mediatype", "jr:count", "jr:noAddRemove"})
_FIXED_UP_TO = 200
"""Longest list that is turned into choices at once; longer ones are read when they are shown."""

_TRUE = frozenset({"true()", "true", "1"})


def repeat_paths(body: Element) -> frozenset[str]:
    """The paths of the repeats of a body."""
    return frozenset((attribute(repeat, "nodeset") or "").strip() for repeat in body.iter("{*}repeat"))


def refer(model: Element, body: Element) -> None:
    """Say by its path what a control or an action says by the `id` of a bind, as older forms do.

    Args:
        model: the `model` element.
        body: the `h:body`.
    """
    naming = [element for above in (model, body) for element in above.iterfind(".//*[@bind]")]
    if naming:
        paths = {attribute(bind, "id"): attribute(bind, "nodeset") for bind in model.iterchildren("{*}bind")}
        for element in naming:
            path = paths.get(attribute(element, "bind"))
            if path and attribute(element, "ref") is None and attribute(element, "nodeset") is None:
                element.set("nodeset" if kind(element) == "repeat" else "ref", path)


class Body:
    """Reads a body once.

    Attributes:
        questions: questions and notes by path, in body order.
        repeats: repeats by path.
        numbers: path by printed number.
    """

    def __init__(
        self,
        nodes: Mapping[str, ModelNode],
        binds: Mapping[str, Element],
        texts: Texts,
        instances: Instances,
        itemsets: Itemsets,
        known_types: Collection[str],
        workshop: Workshop,
    ) -> None:
        self._nodes = nodes
        self._binds = binds
        self._texts = texts
        self._instances = instances
        self._itemsets = itemsets
        self._known = frozenset(known_types)
        self._workshop = workshop
        self._lists: dict[tuple[str, str, str, bool], tuple[Choice, ...] | None] = {}
        self.questions: dict[str, Question] = {}
        self.repeats: dict[str, Repeat] = {}
        self.numbers: dict[int, str] = {}

    def controls(self, parent: Element, above: str, depth: int = 1) -> tuple[Control, ...]:
        """The controls below an element.

        Args:
            parent: `h:body`, a `group` or a `repeat`.
            above: path that relative references start from.
            depth: of nesting, from 1.
        """
        if depth > self._workshop.limits.depth:
            self._workshop.fault(ProblemCode.TOO_DEEP, above, found=depth, limit=self._workshop.limits.depth)
            return ()
        found: list[Control] = []
        for child in parent:
            name = kind(child)
            if name == "group":
                found.append(self._group(child, above, depth))
            elif name == "repeat":
                found.append(self._repeat(child, None, above, depth))
            elif name == "upload" and (attribute(child, "mediatype") or "").startswith("osm/"):
                continue  # an object of OpenStreetMap: nothing is asked, so that it stays blank and blocks nobody
            elif name in CONTROLS:
                question = self._question(child, name, above)
                if question is not None:
                    found.append(question)
        return tuple(found)

    def _path(self, element: Element, above: str) -> str | None:
        reference = (attribute(element, "ref") or attribute(element, "nodeset") or "").strip()
        if not reference:
            return None
        return reference if reference.startswith("/") else f"{above}/{reference.removeprefix('./')}"

    def _group(self, element: Element, above: str, depth: int) -> Group | Repeat:
        path = self._path(element, above)
        repeat = next(element.iterchildren("{*}repeat"), None)
        if repeat is not None and (path is None or path == self._path(repeat, above)):
            return self._repeat(repeat, element, above, depth)
        if path is not None and path not in self._nodes:
            self._workshop.fault(ProblemCode.UNKNOWN_NODE, path)
            path = None
        base = path or above
        return Group(
            path,
            base.rpartition("/")[2],
            self._label(element, base),
            _words(element),
            self.controls(element, base, depth + 1),
        )

    def _repeat(self, element: Element, group: Element | None, above: str, depth: int) -> Repeat:
        path = self._path(element, above) or above
        if path not in self._nodes:
            self._workshop.fault(ProblemCode.UNKNOWN_NODE, path)
        source = attribute(element, "jr:count")
        count = self._workshop.expression(source, path, "repeat_count") if source else None
        fixed = (attribute(element, "jr:noAddRemove") or "").strip() in _TRUE
        number = None if count is not None or fixed else self._number(path)
        label = self._label(group, path) if group is not None else None
        repeat = Repeat(
            path,
            path.rpartition("/")[2],
            label or self._label(element, path),
            number,
            count,
            fixed,
            _words(element) | (_words(group) if group is not None else frozenset()),
            self.controls(element, path, depth + 1),
        )
        self.repeats[path] = repeat
        return repeat

    def _number(self, path: str) -> int:
        number = len(self.numbers) + 1
        self.numbers[number] = path
        return number

    def _label(self, element: Element, base: str) -> Text | None:
        return self._texts.of(element.find("{*}label"), base, "label")

    def _question(self, element: Element, control: str, above: str) -> Question | None:
        path = self._path(element, above)
        node = self._nodes.get(path) if path else None
        if path is None or node is None:
            self._workshop.fault(ProblemCode.UNKNOWN_NODE, path or above)
            return None
        bind = self._binds.get(path)
        read_only = bind is not None and (attribute(bind, "readonly") or "").strip() in _TRUE
        type_ = question_type(control, node.bind.value_type, attribute(element, "mediatype") or "", read_only=read_only)
        parameters = _parameters(element, bind)
        query = parameters.pop("query", "")
        external = bool(query) and self._itemsets.there
        if external:
            type_ = "select_one"
        if type_ not in self._known:
            self._workshop.fault(ProblemCode.UNSUPPORTED_TYPE, path, "type", type=type_)
        label = element.find("{*}label")
        hint = element.find("{*}hint")
        label_id = self._texts.identifier(attribute(label, "ref")) if label is not None else None
        hint_id = self._texts.identifier(attribute(hint, "ref")) if hint is not None else None
        question = Question(
            path,
            node.name,
            type_,
            None if type_ == "note" else self._number(path),
            self._texts.of(label, path, "label"),
            self._texts.of(hint, path, "hint"),
            self._texts.guidance.get(hint_id) if hint_id else None,
            self._texts.media.get(label_id) if label_id else None,
            self._external(query, path) if external else self._choices(element, path),
            _words(element),
            parameters,
        )
        self.questions[path] = question
        return question

    def _choices(self, element: Element, path: str) -> ChoiceList | None:
        itemset = element.find("{*}itemset")
        if itemset is not None:
            return self._itemset(itemset, path)
        items = list(element.iterchildren("{*}item"))
        if not items and kind(element) not in ("select", "select1", "odk:rank"):
            return None
        fixed = []
        for item in items:
            label = item.find("{*}label")
            identifier = self._texts.identifier(attribute(label, "ref")) if label is not None else None
            value = item.find("{*}value")
            name = (value.text or "").strip() if value is not None else ""
            fixed.append(
                Choice(
                    name,
                    self._texts.of(label, path, "label"),
                    self._texts.media.get(identifier) if identifier else None,
                )
            )
        return ChoiceList(
            None, "name", "label", translated=False, texts=self._texts.plain, media=self._texts.media,
            fixed=tuple(fixed),
        )  # fmt: skip

    def _external(self, query: str, path: str) -> ChoiceList:
        """The choices of a `select_one_external`: rows of `itemsets.csv` (ODK XForms specification, «query»)."""
        nodeset = self._workshop.expression(query, path, "choice_filter")
        external = self._itemsets
        return ChoiceList(nodeset, "name", external.label, external.translated, external.texts, self._texts.media)

    def _itemset(self, itemset: Element, path: str) -> ChoiceList:
        nodeset = (attribute(itemset, "nodeset") or "").strip()
        value = _child_reference(itemset, "value") or "name"
        label = _child_reference(itemset, "label") or value
        translated = _ITEM_TEXT.match(label)
        if translated:
            label = translated.group(1)
        fixed = self._fixed(nodeset, value, label, translated=bool(translated))
        return ChoiceList(
            None if fixed is not None else self._workshop.expression(nodeset, path, "choice_filter"),
            value,
            label,
            bool(translated),
            self._texts.plain,
            self._texts.media,
            fixed,
        )

    def _fixed(self, nodeset: str, value: str, label: str, *, translated: bool) -> tuple[Choice, ...] | None:
        """The choices of a whole list that nothing filters, once for all questions that show it."""
        whole = _WHOLE_LIST.match(nodeset)
        if whole is None or whole.group(1) not in self._instances:
            return None
        key = (whole.group(1), value, label, translated)
        if key not in self._lists:
            try:
                top = self._instances[whole.group(1)].named("root")
            except UnreadableFile:
                top = ()
            items = [item for root in top for item in root.named("item")]
            fixed: tuple[Choice, ...] | None = None
            if 0 < len(items) <= _FIXED_UP_TO:
                rule = ChoiceList(None, value, label, translated, self._texts.plain, self._texts.media)
                fixed = tuple(rule.choice(item) for item in items if isinstance(item, StaticNode))
            self._lists[key] = fixed
        return self._lists[key]


def _child_reference(itemset: Element, name: str) -> str:
    child = itemset.find(f"{{*}}{name}")
    return "" if child is None else (attribute(child, "ref") or "").strip()


def _words(element: Element) -> frozenset[str]:
    return frozenset((attribute(element, "appearance") or "").split())


def _parameters(element: Element, bind: Element | None) -> dict[str, str]:
    """What the parameters column became: attributes of the control, and `orx:` ones of the bind."""
    found = {
        str(name).rpartition("}")[2]: str(value) for name, value in element.attrib.items() if str(name) not in _PLACED
    }
    if bind is not None:
        for name, value in bind.attrib.items():
            if str(name).startswith("{http://openrosa.org/xforms}"):
                found[str(name).rpartition("}")[2]] = str(value)
    return found
