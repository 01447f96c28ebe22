"""The functions on node-sets, choices and the form itself."""

from __future__ import annotations

import hashlib
import math
from typing import TYPE_CHECKING, Final

from dialogues.expressions.nodes import DocumentNode, StaticNode
from dialogues.expressions.problems import EvaluationCode, EvaluationError
from dialogues.expressions.texts import CHARACTERS, strings
from dialogues.expressions.values import nodes_in, number_of, to_boolean, to_number, to_string

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dialogues.expressions.context import Context
    from dialogues.expressions.nodes import Node
    from dialogues.expressions.values import Value

__all__ = [
    "LABEL_WORK",
    "boolean_from_string",
    "checklist",
    "coalesce",
    "count",
    "count_non_empty",
    "either",
    "identified",
    "instance",
    "itext",
    "language",
    "last",
    "local_name",
    "name",
    "namespace_uri",
    "once",
    "opposite",
    "position",
    "property_of",
    "pulldata",
    "random",
    "randomize",
    "uuid",
    "version",
    "weighted_checklist",
]

_MODULUS: Final = 2_147_483_647
_MULTIPLIER: Final = 16_807
"""The minimal standard generator of Park and Miller, which the specification names for `randomize`."""

_LARGEST_SEED: Final = 2**63 - 1
"""What more than it becomes, as in Java, whose numbers the engines keep to."""

LABEL_WORK: Final = 20
"""What a text of the form that an expression asks for counts, in nodes: there may be expressions in it."""

_UUID_CHARACTERS: Final = "0123456789abcdef"
_MOST_CHARACTERS: Final = 4_096
"""Longest text that `uuid(length)` makes."""


def last(context: Context) -> float:
    """How many nodes are being filtered."""
    return float(context.size)


def position(context: Context, nodes: Sequence[Node] | None = None) -> float:
    """The place among the nodes being filtered or, of a node given, among its siblings of the same name, from 1."""
    if nodes is None:
        return float(context.position)
    if not nodes:
        return float("nan")
    node = nodes[0]
    parent = node.parent
    if parent is None or node.kind != "element":
        return 1.0
    for place, sibling in enumerate(parent.named(node.name), 1):
        if sibling is node:
            context.charge(place)
            return float(place)
    return 1.0


def count(_: Context, nodes: Sequence[Node]) -> float:
    """How many nodes there are."""
    return float(len(nodes))


def count_non_empty(context: Context, nodes: Sequence[Node]) -> float:
    """How many nodes are not blank."""
    context.charge(len(nodes))
    return float(sum(1 for node in nodes if node.text()))


def identified(context: Context, value: Value) -> list[Node]:
    """The elements whose `id` attribute is one of the words."""
    wanted = {word for source in strings((value,)) for word in source.split()}
    top = context.node
    while top.parent is not None:
        top = top.parent
    found: list[Node] = []
    pending = [top]
    seen = 0
    while pending:
        node = pending.pop()
        if any(one.name == "id" and one.text() in wanted for one in node.attributes()):
            found.append(node)
        seen += 1
        pending.extend(reversed(node.children()))
    context.charge(seen)
    return found


def name(context: Context, nodes: Sequence[Node] | None = None) -> str:
    """The name of the first node, with its prefix."""
    node = _first(context, nodes)
    if isinstance(node, DocumentNode):
        return node.spelled
    return "" if node is None else node.name


def namespace_uri(context: Context, nodes: Sequence[Node] | None = None) -> str:
    """The namespace of the first node; empty in forms, whose nodes have none here."""
    node = _first(context, nodes)
    return node.uri if isinstance(node, DocumentNode) else ""


def _first(context: Context, nodes: Sequence[Node] | None) -> Node | None:
    if nodes is None:
        return context.node
    return nodes[0] if nodes else None


def local_name(context: Context, nodes: Sequence[Node] | None = None) -> str:
    """The name of the first node, without its prefix."""
    return name(context, nodes).rpartition(":")[2]


def language(context: Context, tag: str) -> bool:
    """Whether the nearest `xml:lang` is the language or one of its variants."""
    node: Node | None = context.node
    while node is not None:
        for one in node.attributes():
            if one.name == "xml:lang":
                own, wanted = one.text().lower(), tag.lower()
                return own == wanted or own.startswith(wanted + "-")
        node = node.parent
    return False


def opposite(_: Context, value: bool) -> bool:
    """The other truth value."""
    return not value


def boolean_from_string(_: Context, value: str) -> bool:
    """Whether the text is «true» or «1»."""
    return value in ("true", "1")


def either(context: Context, condition: bool, yes: Callable[[Context], Value], no: Callable[[Context], Value]) -> Value:
    """One of two values; the other is not evaluated."""
    return yes(context) if condition else no(context)


def coalesce(context: Context, *values: Callable[[Context], Value]) -> str:
    """The first value that is not blank; no number is blank as well."""
    for value in values:
        found = value(context)
        if isinstance(found, float) and math.isnan(found):
            continue
        nodes = nodes_in(found)
        written = context.text_of(nodes[0]) if nodes else to_string(found)
        if written:
            return written
    return ""


def once(context: Context, value: Callable[[Context], Value]) -> str:
    """The context node's own value if it has one, else the value given."""
    return context.node.text() or to_string(value(context))


def instance(context: Context, identifier: str) -> tuple[Node, ...]:
    """The node above a secondary instance's root element.

    Raises:
        EvaluationError: The form has no such instance.
    """
    node = context.environment.instance(identifier)
    if node is None:
        raise EvaluationError(EvaluationCode.UNKNOWN_INSTANCE, identifier)
    return (node,)


def pulldata(context: Context, identifier: str, column: str, key: str, value: str) -> str:
    """A cell of an external file: of the first row whose key column holds the value; blank if there is none."""
    for top in instance(context, identifier)[0].children():
        if isinstance(top, StaticNode):
            rows: Sequence[Node] = top.keyed("item", key).get(value, ())
        else:
            rows = [row for row in top.named("item") if any(cell.text() == value for cell in row.named(key))]
        for row in rows[:1]:
            return next((cell.text() for cell in row.named(column)), "")
    return ""


def itext(context: Context, identifier: str) -> str:
    """A text of the form, in the language of the interview; it may hold others, and those others again."""
    context.charge(LABEL_WORK)
    found = context.environment.itext(identifier)
    context.charge(len(found) // CHARACTERS)
    return found


def property_of(context: Context, identifier: str) -> str:
    """Metadata of the device or the person."""
    return context.environment.property(identifier)


def version(context: Context) -> str:
    """The version of the form."""
    return context.environment.version()


def random(context: Context) -> float:
    """A number from 0 to 1."""
    return context.environment.random()


def uuid(context: Context, length: float | None = None) -> str:
    """A random UUID, or a random text of so many characters.

    Raises:
        EvaluationError: More characters are asked for than make sense.
    """
    if length is None:
        return context.environment.uuid()
    if not 0 <= length <= _MOST_CHARACTERS:
        raise EvaluationError(EvaluationCode.TOO_LARGE, "uuid")
    context.charge(int(length))
    draw = context.environment.random
    return "".join(_UUID_CHARACTERS[int(draw() * len(_UUID_CHARACTERS))] for _ in range(int(length)))


def randomize(context: Context, nodes: Sequence[Node], seed: Value | None = None) -> list[Node]:
    """The nodes in a random order; with a seed always the same one (ODK XForms specification, «randomize»)."""
    context.charge(len(nodes))
    draw = context.environment.random if seed is None else _park_miller(_seed(seed, context))
    shuffled: list[Node] = []
    for place, node in enumerate(nodes):
        other = int(draw() * (place + 1))
        shuffled.append(node)
        shuffled[place], shuffled[other] = shuffled[other], node
    return shuffled


def _seed(seed: Value, context: Context) -> int:
    """A seed as ODK's engines read it: a number cut to 64 bits, another text by its SHA-256, nothing as 0."""
    number = to_number(seed, context)
    if math.isnan(number):
        text = to_string(seed)
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big", signed=True) if text else 0
    if math.isinf(number):
        return _LARGEST_SEED if number > 0 else -_LARGEST_SEED - 1
    return int(number)


def _park_miller(seed: int) -> Callable[[], float]:
    """Draws from 0 to 1."""
    state = abs(seed) % _MODULUS * (1 if seed > 0 else -1)  # the remainder has the sign of the seed, as in Java
    if state <= 0:
        state += _MODULUS - 1

    def draw() -> float:
        nonlocal state
        state = state * _MULTIPLIER % _MODULUS
        return (state - 1) / (_MODULUS - 1)

    return draw


def checklist(context: Context, least: float, most: float, *answers: Value) -> bool:
    """Whether at least and at most so many answers are true; -1 is no limit."""
    found = sum(_truths(context, answers))
    return _within(least, most, float(found))


def weighted_checklist(context: Context, least: float, most: float, *pairs: Value) -> bool:
    """Whether the weights of the true answers lie between two limits; -1 is no limit."""
    total = 0.0
    for answer, weight in zip(pairs[::2], pairs[1::2], strict=False):
        truths = _truths(context, (answer,))
        weights = _numbers(context, weight)
        total += sum(value for truth, value in zip(truths, weights, strict=False) if truth)
    return _within(least, most, total)


def _within(least: float, most: float, found: float) -> bool:
    return (least < 0 or found >= least) and (most < 0 or found <= most)


def _truths(context: Context, values: Sequence[Value]) -> list[bool]:
    """Each value's truth; a node is true when it is not blank."""
    truths: list[bool] = []
    for value in values:
        if (nodes := nodes_in(value)) is not None:
            context.charge(len(nodes))
            truths.extend(bool(node.text()) for node in nodes)
        else:
            truths.append(to_boolean(value))
    return truths


def _numbers(context: Context, value: Value) -> list[float]:
    if (nodes := nodes_in(value)) is not None:
        context.charge(len(nodes))
        return [number_of(node.text(), context) for node in nodes]
    return [to_number(value, context)]
