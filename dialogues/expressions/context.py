"""Where an expression is evaluated: the node it stands on, and what the world around it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from dialogues.expressions.problems import EvaluationCode, EvaluationError

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from dialogues.expressions.nodes import Node

__all__ = ["MAX_WORK", "Context", "Environment"]

MAX_WORK: Final = 1_000_000
"""Most nodes that one evaluation may look at, counted where nodes are many: one to three seconds."""

_LONG: Final = 64
"""Texts up to this many characters count as one node."""

_PER_CHILD: Final = 20
"""What a child of a node counts whose text is put together."""


class Environment(Protocol):
    """What expressions may ask of the interview; nothing here reads a clock or draws by itself."""

    @property
    def root(self) -> Node:
        """The node above the primary instance's own root element: `/data` is a child of it."""
        ...

    def now(self) -> datetime:
        """The instant of this evaluation, aware, in the interview's zone."""
        ...

    def instance(self, name: str) -> Node | None:
        """The node above a secondary instance's root element, or None if the form has no such instance."""
        ...

    def random(self) -> float:
        """A number from 0 (included) to 1 (excluded)."""
        ...

    def uuid(self) -> str:
        """A random UUID in its 36-character form."""
        ...

    def choice_label(self, node: Node, value: str) -> str:
        """The label of a choice of the question that sits at the node, in the language of the interview."""
        ...

    def itext(self, identifier: str) -> str:
        """A text of the form by its identifier, in the language of the interview."""
        ...

    def property(self, name: str) -> str:
        """Metadata of the device or the person, empty if unknown."""
        ...

    def version(self) -> str:
        """The version of the form."""
        ...

    def spend(self, nodes: int) -> bool:
        """Count nodes that an evaluation is about to look at; whether it still may."""
        ...


class Context:
    """One place of evaluation (XPath 1.0, section 1). Cheap: the evaluator makes one per predicate.

    Attributes:
        environment: The world of the interview.
        node: The context node.
        position: Its place in the node-set being filtered, from 1.
        size: The size of that node-set.
        current: The node on which the whole expression stands, as `current()` gives it.
        work: How many nodes were looked at so far, shared by all contexts of one evaluation.
    """

    __slots__ = ("current", "environment", "node", "position", "size", "work")

    def __init__(
        self,
        environment: Environment,
        node: Node,
        position: int = 1,
        size: int = 1,
        current: Node | None = None,
        work: list[int] | None = None,
    ) -> None:
        self.environment = environment
        self.node = node
        self.position = position
        self.size = size
        self.current = node if current is None else current
        self.work = work

    def charge(self, nodes: int) -> None:
        """Count nodes that are looked at, so that nested filters end.

        Args:
            nodes: How many.

        Raises:
            EvaluationError: The evaluation has looked at more than `MAX_WORK`, or the environment says it is enough.
        """
        if self.work is None:
            self.work = [0]
        self.work[0] += nodes
        if self.work[0] > MAX_WORK or not self.environment.spend(nodes):
            raise EvaluationError(EvaluationCode.TOO_LARGE, "nodes")

    def text_of(self, node: Node) -> str:
        """The text of a node; inside a filter that of a long one counts as many nodes.

        Raises:
            EvaluationError: The evaluation has looked at more than `MAX_WORK`.
        """
        text = node.text()
        if self.work is not None and (len(text) > _LONG or not text):
            self.charge(len(text) + _PER_CHILD * len(node.children()))
        return text

    @property
    def zone(self) -> tzinfo:
        """The zone in which dates without an offset are read and in which instants are written."""
        zone = self.environment.now().tzinfo
        if zone is None:
            raise ValueError("the environment's clock must be aware")
        return zone
