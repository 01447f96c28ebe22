"""Expressions tried at a desk: on a document, at one of its nodes, for the value in the type that is asked for.

Where the document is an XForm, absolute paths begin in its primary instance, and its secondary instances, repeats and
translations are known; anywhere else they begin at the document.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias
from uuid import UUID

from dialogues.errors import BaroError
from dialogues.expressions.compiler import compile_expression
from dialogues.expressions.context import Context
from dialogues.expressions.problems import EvaluationCode, EvaluationError, ExpressionProblem
from dialogues.expressions.values import Moment, nodes_in, string_of_number, to_boolean, to_number, to_string

if TYPE_CHECKING:
    import random as chance
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from dialogues.expressions.compiler import Expression
    from dialogues.expressions.documents import Document
    from dialogues.expressions.nodes import Node, StaticNode
    from dialogues.expressions.values import Value

__all__ = ["Answer", "Desk", "NoSuchNode", "evaluate"]

Answer: TypeAlias = "str | int | float | bool | list[str]"
"""A value as JSON can hold it: of a node-set the string values, of NaN and infinities their names."""

_PRIMARY: Final = "/h:html[1]/h:head[1]/model[1]/instance[1]"
_PLACE: Final = re.compile(r"\[[0-9]+\]")
_ITEXT: Final = re.compile(r"\s*jr:itext\((\s*(?:'[^']*'|\"[^\"]*\")\s*)\)\s*")
_NUMBERS: Final = frozenset(("number", "number-rounded"))
_TEXTS: Final = frozenset(("string", "match", "string-length"))


class NoSuchNode(BaroError):  # noqa: N818 - what an author reads is a problem
    """The path of the context node leads nowhere."""


@dataclass(slots=True)
class Desk:
    """The environment of one document.

    Args:
        document: What expressions read.
        at: The instant of evaluation, aware.
        draws: Where random numbers come from.
        language: Of translations; "" for the document's own default.
    """

    document: Document
    at: datetime
    draws: chance.Random
    language: str = ""

    @property
    def root(self) -> Node:
        """The primary instance if the document is a form, else the document."""
        return self.document.by_path.get(_PRIMARY, self.document.top)

    def now(self) -> datetime:
        """The instant of evaluation."""
        return self.at

    def instance(self, name: str) -> Node | None:
        """The instance element that bears the id."""
        found = (node for node in self._elements("instance") if _attribute(node, "id") == name)
        return next(found, None)

    def random(self) -> float:
        """The next draw."""
        return self.draws.random()

    def uuid(self) -> str:
        """A random UUID of version 4."""
        return str(UUID(int=self.draws.getrandbits(128), version=4))

    def choice_label(self, _node: Node, value: str) -> str:
        """The choice itself: a document has no questions."""
        return value

    def itext(self, identifier: str) -> str:
        """The text in the language, else in the default one, else in the first that has it."""
        return next((value.text() for value in self._values(identifier) if not value.attributes()), "")

    def nodes(self, source: str, at: Node) -> tuple[Node, ...]:
        """The node-set that an expression gives; of `jr:itext(…)` alone the nodes that hold the text."""
        call = _ITEXT.fullmatch(source)
        if call is not None:
            return tuple(self._values(self.compiled(call.group(1), at).string(Context(self, at))))
        return self.compiled(source, at).nodes(Context(self, at))

    def _values(self, identifier: str) -> Sequence[Node]:
        found: dict[int, Sequence[Node]] = {}
        for translation in self._elements("translation"):
            spoken = _attribute(translation, "lang") == self.language
            rank = 0 if spoken else 1 if _attribute(translation, "default") is not None else 2
            for text in translation.named("text"):
                if _attribute(text, "id") == identifier:
                    found.setdefault(rank, text.named("value"))
        return found[min(found)] if found else ()

    def property(self, _name: str) -> str:
        """Nothing is known of a device."""
        return ""

    def spend(self, _nodes: int) -> bool:
        """One expression is tried at a time, and that has its own limit."""
        return True

    def version(self) -> str:
        """The version of the primary instance."""
        return next((_attribute(node, "version") or "" for node in self.root.children() if node.kind == "element"), "")

    def node(self, path: str) -> Node:
        """The node at a path: as `Document.by_path` has it, without the places that are 1, or any expression.

        Raises:
            NoSuchNode: There is none.
        """
        if not path:
            return self.document.top
        steps = [step if "[" in step or step.startswith("@") else f"{step}[1]" for step in path.split("/")[1:]]
        found = self.document.by_path.get(path) or self.document.by_path.get("/" + "/".join(steps))
        if found is not None:
            return found
        try:
            return compile_expression(path).nodes(Context(self, self.document.top))[0]
        except (ExpressionProblem, EvaluationError, IndexError):
            raise NoSuchNode("no such node") from None

    def compiled(self, source: str, node: Node) -> Expression:
        """The expression for a node; what is unknown in it fails only where it is reached."""
        repeats = frozenset(
            one.text() for bound in self._elements("repeat") for one in bound.attributes() if one.name == "nodeset"
        )
        base = _PLACE.sub("", self.document.paths[id(node)]).removeprefix(_PLACE.sub("", _PRIMARY))
        return compile_expression(source, base=base or "/", repeats=repeats, strict=False)

    def _elements(self, name: str) -> Iterator[StaticNode]:
        pending: list[StaticNode] = [self.document.top]
        while pending:
            node = pending.pop()
            if node.name == name:
                yield node
            pending.extend(reversed(node.children()))


def _attribute(node: Node, name: str) -> str | None:
    return next((one.text() for one in node.attributes() if one.name == name), None)


def evaluate(desk: Desk, source: str, *, node: str = "", wanted: str = "") -> Answer:
    """The value of an expression.

    Args:
        desk: Where it is tried.
        source: The expression.
        node: Path of the context node; "" for the document.
        wanted: `boolean`, `number`, `string`, `date`, `nodeset`, …; anything else leaves the type that it has.

    Returns:
        The value as JSON can hold it.

    Raises:
        ExpressionProblem: It is no expression.
        EvaluationError: It cannot be evaluated here, or is no node-set though one was wanted.
        NoSuchNode: The context node is nowhere.
    """
    try:
        return _evaluated(desk, source, node, wanted)
    except RecursionError:
        raise EvaluationError(EvaluationCode.TOO_LARGE, "depth") from None


def _evaluated(desk: Desk, source: str, node: str, wanted: str) -> Answer:
    at = desk.node(node)
    if wanted.startswith("nodeset"):
        return [one.text() for one in desk.nodes(source, at)]
    context = Context(desk, at)
    value = desk.compiled(source, at).evaluate(context)
    if wanted == "boolean":
        return to_boolean(value)
    if wanted in _NUMBERS:
        return _number(to_number(value, context))
    if wanted in _TEXTS:
        return to_string(value)
    if wanted == "date" and isinstance(value, Moment) and value.instant is not None:
        return value.instant.date().isoformat()
    return _plain(value)


def _plain(value: Value) -> Answer:
    nodes = nodes_in(value)
    if nodes is not None:
        return [one.text() for one in nodes]
    return _number(value) if isinstance(value, float) else value if isinstance(value, bool) else to_string(value)


def _number(value: float) -> Answer:
    if not math.isfinite(value):
        return string_of_number(value)
    return int(value) if value.is_integer() and abs(value) < 2**53 else value
