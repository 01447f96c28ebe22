"""From the tree of an expression to closures, once, with the list of what the expression reads.

Evaluation does no look-up by name of function, axis or operator: all of it is bound here. Paths of plain steps, which
are nearly all paths of real forms, walk the tree without building intermediate sets.

**Absolute paths inside a repeat.** Plain XPath would read every instance; ODK's JavaRosa reads the instance in which the
expression itself stands, and authors count on it. So where `/data/visite/age` is evaluated for a node in
`/data/visite[2]`, its steps down to the innermost repeat shared with that node are taken to be that node's own
ancestors, provided that none of them has a predicate. A path that *ends* at a repeat (`count(/data/visite)`) reads all
of its instances, as do all paths from outside. ODK Web Forms evaluates plain XPath; on what pyxform writes both agree,
because pyxform makes such references relative.

**References.** `Expression.references` holds the schema paths (no positions, no predicates) of nodes of the primary
instance whose value is read. Where a path has `*`, `node()`, `//` or an axis across the tree, the reference stops at the
container above: a reference to a container means anything below it may be read; `/` means the whole instance.
`Expression.places` holds paths of which only the number or place of nodes is read (`count`, `position`, the repeats of
`indexed-repeat`).
"""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, assert_never, cast

from dialogues.expressions.context import Context
from dialogues.expressions.functions import FUNCTIONS
from dialogues.expressions.nodes import document_order
from dialogues.expressions.problems import EvaluationCode, EvaluationError, ExpressionProblem, ProblemCode
from dialogues.expressions.steps import (
    AXIS_ORDERS,
    Nodes,
    ancestor_named,
    axis_selector,
)
from dialogues.expressions.syntax import (
    Call,
    Chain,
    Expr,
    Filter,
    Literal_,
    Negate,
    Number,
    Path,
    Step,
    Union,
    parse,
)
from dialogues.expressions.values import (
    Moment,
    Value,
    nodes_in,
    number_of,
    to_boolean,
    to_number,
    to_string,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dialogues.expressions.functions import ArgumentKind, Function, ResultKind
    from dialogues.expressions.nodes import Node

__all__ = ["Expression", "compile_expression"]

Reading = Literal["value", "place", "nothing"]


@dataclass(frozen=True, slots=True)
class _Where:
    """A place in the primary instance's schema: the path itself or, if not exact, somewhere at or below it."""

    path: tuple[str, ...]
    exact: bool = True

    def below(self, name: str) -> _Where:
        return _Where((*self.path, name)) if self.exact else self

    def above(self) -> _Where:
        return _Where(self.path[:-1], self.exact)

    def written(self) -> str:
        return "/" + "/".join(self.path)


_SOMEWHERE: Final = _Where((), exact=False)


@dataclass(frozen=True, slots=True)
class _Code:
    """A compiled part: what it gives, how, and for node-sets where in the primary instance (None: outside of it)."""

    kind: ResultKind
    run: Callable[[Context], Any]
    where: _Where | None = None
    constant: str | float | None = None


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression; evaluating it changes nothing and may be done from several threads.

    Attributes:
        source: The text it was compiled from.
        references: Schema paths of what it reads in the primary instance (see the module's docstring), sorted.
        places: Schema paths of nodes of which only the number or the place is read, sorted.
        instances: Names of the secondary instances it names literally, sorted.
        uses: Names of the functions it calls.
        volatile: Whether its value may change though nothing it reads has changed (`now()`, `random()`, `once()`).
        evaluate: The value, in a context.
    """

    source: str
    references: tuple[str, ...]
    places: tuple[str, ...]
    instances: tuple[str, ...]
    uses: frozenset[str]
    volatile: bool
    evaluate: Callable[[Context], Value]
    string: Callable[[Context], str]
    number: Callable[[Context], float]
    boolean: Callable[[Context], bool]
    _nodes: Callable[[Context], Sequence[Node]]

    def nodes(self, context: Context) -> tuple[Node, ...]:
        """The value as a node-set, in document order.

        Raises:
            EvaluationError: The value is no node-set.
        """
        return tuple(self._nodes(context))


def compile_expression(source: str, *, base: str = "/", repeats: frozenset[str] = frozenset()) -> Expression:
    """An expression, ready to evaluate.

    Args:
        source: The expression, at most `syntax.MAX_LENGTH` characters.
        base: Schema path of the node on which it will be evaluated, such as `/data/visite/age`.
        repeats: Schema paths of all repeats of the form.

    Returns:
        The compiled expression.

    Raises:
        ExpressionProblem: It cannot be compiled; `code` and `position` say why and where.
    """
    try:
        return _Compiler(base, repeats).expression(source)
    except RecursionError:
        raise ExpressionProblem(ProblemCode.TOO_DEEP, 0) from None


def _split(path: str) -> tuple[str, ...]:
    return tuple(step for step in path.split("/") if step)


class _Compiler:
    """Compiles one expression and collects what it reads on the way."""

    __slots__ = ("_base", "_instances", "_places", "_references", "_repeats", "_uses")

    def __init__(self, base: str, repeats: frozenset[str]) -> None:
        self._base = _Where(_split(base))
        self._repeats = frozenset(_split(path) for path in repeats)
        self._references: set[str] = set()
        self._places: set[str] = set()
        self._instances: set[str] = set()
        self._uses: set[str] = set()

    def expression(self, source: str) -> Expression:
        code = self._code(parse(source), self._base, "value")
        kind, run = code.kind, code.run

        def evaluate(context: Context) -> Value:
            found: Value = run(context)
            return tuple(found) if isinstance(found, list) else found

        return Expression(
            source=source,
            references=tuple(sorted(self._references)),
            places=tuple(sorted(self._places)),
            instances=tuple(sorted(self._instances)),
            uses=frozenset(self._uses),
            volatile=any(FUNCTIONS[name].volatile for name in self._uses),
            evaluate=evaluate if kind in ("nodes", "any") else run,
            string=_as_string(code),
            number=_as_number(code),
            boolean=_as_boolean(code),
            _nodes=_as_nodes(code),
        )

    # --- what is read ---------------------------------------------------------------------------------------

    def _record(self, where: _Where | None, reading: Reading) -> None:
        if where is None or reading == "nothing":
            return
        (self._references if reading == "value" else self._places).add(where.written())

    # --- expressions ----------------------------------------------------------------------------------------

    def _code(self, tree: Expr, where: _Where | None, reading: Reading) -> _Code:
        match tree:
            case Literal_(value):
                return _Code("string", lambda _: value, constant=value)
            case Number(number):
                return _Code("number", lambda _: number, constant=number)
            case Call():
                return self._call(tree, where, reading)
            case Path():
                return self._path(tree, where, reading)
            case Filter(origin, predicates):
                code = self._code(origin, where, reading)
                return self._filter(code, predicates)
            case Union(operands):
                return self._union(operands, where, reading)
            case Negate(operand, minus):
                return _negate(self._code(operand, where, "value"), minus=minus)
            case Chain(first, rest):
                return self._chain(first, rest, where)
            case _:
                assert_never(tree)

    def _union(self, operands: tuple[Expr, ...], where: _Where | None, reading: Reading) -> _Code:
        runs = tuple(_as_nodes(self._code(operand, where, reading)) for operand in operands)

        def run(context: Context) -> Nodes:
            return document_order([node for one in runs for node in one(context)])

        return _Code("nodes", run, _SOMEWHERE)

    def _chain(self, first: Expr, rest: tuple[tuple[str, Expr], ...], where: _Where | None) -> _Code:
        sign = rest[0][0]
        codes = [self._code(operand, where, "value") for operand in (first, *(operand for _, operand in rest))]
        if sign in ("and", "or"):
            return _logical(tuple(_as_boolean(code) for code in codes), any_of=sign == "or")
        if sign in _COMPARISONS:
            code = codes[0]
            for (name, _), right in zip(rest, codes[1:], strict=True):
                code = _comparison(name, code, right)
            return code
        return _arithmetic(tuple(name for name, _ in rest), tuple(_as_number(code) for code in codes))

    # --- calls ----------------------------------------------------------------------------------------------

    def _call(self, call: Call, where: _Where | None, reading: Reading) -> _Code:
        function = FUNCTIONS.get(call.name)
        if function is None:
            raise ExpressionProblem(ProblemCode.UNKNOWN_FUNCTION, call.position, call.name)
        given = len(call.arguments)
        if given < function.least or (function.most is not None and given > function.most):
            raise ExpressionProblem(ProblemCode.ARGUMENT_COUNT, call.position, call.name)
        self._uses.add(call.name)
        match call.name:
            case "indexed-repeat":
                return self._indexed_repeat(call, where, reading)
            case "jr:choice-name":
                return self._choice_name(call, where)
            case "current":
                self._record(self._base, reading)
                return _Code("nodes", _current, self._base)
            case "instance" | "pulldata" if isinstance(call.arguments[0], Literal_):
                self._instances.add(call.arguments[0].value)
            case "string" | "number" | "string-length" | "normalize-space" if not given:
                self._record(where, "value")
            case _:
                pass
        return self._plain_call(call, function, where, reading)

    def _plain_call(self, call: Call, function: Function, where: _Where | None, reading: Reading) -> _Code:
        inner: Reading = "place" if function.places else "value" if function.returns != "nodes" else reading
        arguments: list[Callable[[Context], Any]] = []
        result: _Where | None = None if call.name == "instance" else _SOMEWHERE
        for place, tree in enumerate(call.arguments):
            kind = function.arguments[min(place, len(function.arguments) - 1)]
            code = self._code(tree, where, inner if kind == "nodes" else "value")
            if place == 0 and call.name == "randomize":
                result = code.where
            if kind == "nodes" and code.kind not in ("nodes", "any"):
                raise ExpressionProblem(ProblemCode.ARGUMENT_TYPE, call.position, call.name)
            arguments.append(_converted(code, kind))
        if function.implementation is None:
            raise ExpressionProblem(ProblemCode.UNKNOWN_FUNCTION, call.position, call.name)
        return _Code(function.returns, _bound(function.implementation, tuple(arguments)), result)

    def _choice_name(self, call: Call, where: _Where | None) -> _Code:
        """`jr:choice-name(value, 'path')`: the path stands in a string, which must therefore be a literal."""
        value = _as_string(self._code(call.arguments[0], where, "value"))
        quoted = call.arguments[1]
        tree = parse(quoted.value) if isinstance(quoted, Literal_) else quoted
        if not isinstance(tree, Path):
            raise ExpressionProblem(ProblemCode.UNSUPPORTED_ARGUMENT, call.position, call.name)
        question = _as_nodes(self._code(tree, where, "value"))

        def run(context: Context) -> str:
            wanted = value(context)
            nodes = question(context)
            return context.environment.choice_label(nodes[0], wanted) if nodes and wanted else ""

        return _Code("string", run)

    def _indexed_repeat(self, call: Call, where: _Where | None, reading: Reading) -> _Code:
        """`indexed-repeat(node, repeat, place, …)`: the node in the instance at that place, from 1."""
        if len(call.arguments) % 2 == 0:
            raise ExpressionProblem(ProblemCode.ARGUMENT_COUNT, call.position, call.name)
        target = self._plain_path(call, call.arguments[0], where)
        self._record(target, reading)
        places: dict[tuple[str, ...], Callable[[Context], float]] = {}
        for tree, index in zip(call.arguments[1::2], call.arguments[2::2], strict=True):
            repeat = self._plain_path(call, tree, where)
            self._record(repeat, "place")
            places[repeat.path] = _as_number(self._code(index, where, "value"))
        own = {path: len(path) for path in self._shared_repeats(target.path) if path not in places}
        height = len(self._base.path)
        steps = tuple(
            (name, places.get(path), own.get(path))
            for name, path in ((target.path[end - 1], target.path[:end]) for end in range(1, len(target.path) + 1))
        )

        def run(context: Context) -> Nodes:
            found: Nodes = (context.environment.root,)
            for name, index, depth in steps:
                if depth is not None:
                    ancestor = ancestor_named(context.current, height - depth, name)
                    if ancestor is not None:
                        found = (ancestor,)
                        continue
                found = [child for node in found for child in node.named(name)]
                if index is not None:
                    at = index(context)
                    found = found[int(at) - 1 : int(at)] if 1 <= at <= len(found) else ()
            return found

        return _Code("nodes", run, target)

    def _plain_path(self, call: Call, tree: Expr, where: _Where | None) -> _Where:
        """The schema path that an argument names."""
        found = self._code(tree, where, "nothing").where if isinstance(tree, Path) else None
        if found is None or not found.exact:
            raise ExpressionProblem(ProblemCode.UNSUPPORTED_ARGUMENT, call.position, call.name)
        return found

    # --- paths ----------------------------------------------------------------------------------------------

    def _shared_repeats(self, path: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
        """The repeats strictly above the path in which the expression itself stands, outermost first."""
        own = self._base.path
        return tuple(
            path[:size]
            for size in range(1, len(path))
            if path[:size] in self._repeats and own[:size] == path[:size]
        )

    def _path(self, path: Path, where: _Where | None, reading: Reading) -> _Code:
        steps = list(path.steps)
        start: Callable[[Context], Nodes]
        if path.absolute:
            here: _Where | None = _Where(())
            start = _root
            names = _leading_names(steps)
            shared = self._shared_repeats(names)
            if shared:
                deepest = shared[-1]
                here = _Where(deepest)
                del steps[: len(deepest)]
                start = _own_repeat(deepest, len(self._base.path) - len(deepest))
        elif path.origin is not None:
            origin = self._code(path.origin, where, "nothing")
            here = origin.where
            start = _as_nodes(origin)
        else:
            here = where
            ups, names, used = _relative_prefix(steps)
            start = _walk(ups, names)
            for _ in range(ups):
                here = here.above() if here else None
            for name in names:
                here = here.below(name) if here else None
            del steps[:used]
        nested = path.origin is not None
        names = _leading_names(steps)
        if names:
            start = _descend(start, names)
            for name in names:
                here = here.below(name) if here else None
            del steps[: len(names)]
        run = start
        attribute = False
        for step in _merged(steps):
            run = self._step(step, run, here, nested=nested)
            nested = nested or step.axis not in ("child", "attribute", "self")
            attribute = attribute or step.axis == "attribute"
            here = _after(step, here)
        if not attribute:
            self._record(here, reading)
        return _Code("nodes", run, here)

    def _step(
        self, step: Step, before: Callable[[Context], Nodes], here: _Where | None, *, nested: bool
    ) -> Callable[[Context], Nodes]:
        select = axis_selector(step)
        after = _after(step, here)
        filters = tuple(self._predicate(tree, after) for tree in step.predicates)
        order = AXIS_ORDERS[step.axis]
        flat = not nested and order == "flat"

        def run(context: Context) -> Nodes:
            origins = before(context)
            if len(origins) == 1:
                found = select(origins[0])
                for keep in filters:
                    found = keep(context, found)
                if order == "reverse":
                    return found[::-1]
                return found
            collected: list[Node] = []
            for origin in origins:
                found = select(origin)
                for keep in filters:
                    found = keep(context, found)
                collected.extend(found)
            return collected if flat else document_order(collected)

        return run

    def _filter(self, code: _Code, predicates: tuple[Expr, ...]) -> _Code:
        origin = _as_nodes(code)
        filters = tuple(self._predicate(tree, code.where) for tree in predicates)

        def run(context: Context) -> Nodes:
            found = origin(context)
            for keep in filters:
                found = keep(context, found)
            return found

        return _Code("nodes", run, code.where)

    def _predicate(self, tree: Expr, where: _Where | None) -> Callable[[Context, Nodes], Nodes]:
        """A filter of node-sets (XPath 1.0, section 2.4): a number is a place, anything else a condition."""
        code = self._code(tree, where, "value")
        if isinstance(code.constant, float):
            return _at(code.constant)
        if code.kind == "any":
            return _dynamic_filter(code.run)
        if code.kind == "number":
            return _place_filter(code.run)
        return _truth_filter(_as_boolean(code))


# --- filters ------------------------------------------------------------------------------------------------


def _at(number: float) -> Callable[[Context, Nodes], Nodes]:
    place = int(number) if number.is_integer() and number >= 1 else 0

    def keep(_: Context, nodes: Nodes) -> Nodes:
        return nodes[place - 1 : place] if place else ()

    return keep


def _truth_filter(condition: Callable[[Context], bool]) -> Callable[[Context, Nodes], Nodes]:
    def keep(context: Context, nodes: Nodes) -> Nodes:
        inner = Context(context.environment, context.current, 0, len(nodes), context.current)
        kept: list[Node] = []
        for place, node in enumerate(nodes, 1):
            inner.node = node
            inner.position = place
            if condition(inner):
                kept.append(node)
        return kept

    return keep


def _place_filter(number: Callable[[Context], float]) -> Callable[[Context, Nodes], Nodes]:
    return _truth_filter(lambda context: number(context) == context.position)


def _dynamic_filter(run: Callable[[Context], Value]) -> Callable[[Context, Nodes], Nodes]:
    def condition(context: Context) -> bool:
        value = run(context)
        if isinstance(value, float):
            return value == context.position
        return to_boolean(value)

    return _truth_filter(condition)


# --- paths of plain steps -----------------------------------------------------------------------------------


def _leading_names(steps: Sequence[Step]) -> tuple[str, ...]:
    """The names of the first child steps without predicates."""
    names: list[str] = []
    for step in steps:
        if step.axis != "child" or step.test.kind != "name" or step.predicates:
            break
        names.append(step.test.name)
    return tuple(names)


def _relative_prefix(steps: Sequence[Step]) -> tuple[int, tuple[str, ...], int]:
    """How many `..` a path begins with, the names that follow, and how many steps these are."""
    ups = used = 0
    for step in steps:
        if step.predicates or step.test.kind != "node" or step.axis not in ("parent", "self"):
            break
        ups += step.axis == "parent"
        used += 1
    names = _leading_names(steps[used:])
    return ups, names, used + len(names)


def _walk(ups: int, names: tuple[str, ...]) -> Callable[[Context], Nodes]:
    """From the context node up and down."""
    if len(names) == 1:
        name = names[0]
        if ups == 1:

            def sibling(context: Context) -> Nodes:
                parent = context.node.parent
                return () if parent is None else parent.named(name)

            return sibling
        if ups == 0:
            return lambda context: context.node.named(name)

    def origin(context: Context) -> Nodes:
        node: Node | None = context.node
        for _ in range(ups):
            node = node.parent if node is not None else None
        return () if node is None else (node,)

    return _descend(origin, names) if names else origin


def _descend(start: Callable[[Context], Nodes], names: tuple[str, ...]) -> Callable[[Context], Nodes]:
    """Down by names; the nodes to start from are not below one another."""

    def run(context: Context) -> Nodes:
        found = start(context)
        for name in names:
            if len(found) == 1:
                found = found[0].named(name)
            else:
                found = [child for node in found for child in node.named(name)]
        return found

    return run


def _root(context: Context) -> Nodes:
    return (context.environment.root,)


def _current(context: Context) -> Nodes:
    return (context.current,)


def _own_repeat(path: tuple[str, ...], height: int) -> Callable[[Context], Nodes]:
    """The instance of a repeat in which the expression stands; all instances if it stands elsewhere after all."""
    name = path[-1]
    every = _descend(_root, path)

    def run(context: Context) -> Nodes:
        own = ancestor_named(context.current, height, name)
        return every(context) if own is None else (own,)

    return run


def _merged(steps: Sequence[Step]) -> list[Step]:
    """The steps, with `//name` as one step where no predicate counts places."""
    merged: list[Step] = []
    for step in steps:
        if (
            merged
            and merged[-1].axis == "descendant-or-self"
            and merged[-1].test.kind == "node"
            and not merged[-1].predicates
            and step.axis == "child"
            and not step.predicates
        ):
            merged[-1] = Step("descendant", step.test)
        else:
            merged.append(step)
    return merged


def _after(step: Step, here: _Where | None) -> _Where | None:
    """Where a step leads."""
    if here is None:
        return None
    match step.axis:
        case "child":
            return here.below(step.test.name) if step.test.kind == "name" else _Where(here.path, exact=False)
        case "self" | "attribute":
            return here
        case "parent":
            return here.above()
        case "descendant" | "descendant-or-self":
            return _Where(here.path, exact=False)
        case "following-sibling" | "preceding-sibling":
            above = here.above()
            if step.test.kind == "name" and above.exact:
                return above.below(step.test.name)
            return _Where(above.path, exact=False)
        case "ancestor" | "ancestor-or-self" | "following" | "preceding":
            return _SOMEWHERE
        case _:
            assert_never(step.axis)


# --- conversions --------------------------------------------------------------------------------------------


def _as_string(code: _Code) -> Callable[[Context], str]:
    run = code.run
    if code.kind == "string":
        return run
    if code.kind == "nodes":

        def text(context: Context) -> str:
            nodes = run(context)
            return nodes[0].text() if nodes else ""

        return text
    return lambda context: to_string(run(context))


def _as_number(code: _Code) -> Callable[[Context], float]:
    run = code.run
    if code.kind == "number":
        return run
    if code.kind == "nodes":

        def number(context: Context) -> float:
            nodes = run(context)
            return number_of(nodes[0].text(), context) if nodes else math.nan

        return number
    return lambda context: to_number(run(context), context)


def _as_boolean(code: _Code) -> Callable[[Context], bool]:
    run = code.run
    if code.kind == "boolean":
        return run
    if code.kind in ("nodes", "string"):
        return lambda context: len(run(context)) > 0
    return lambda context: to_boolean(run(context))


def _as_nodes(code: _Code) -> Callable[[Context], Nodes]:
    run = code.run
    if code.kind == "nodes":
        return run

    def nodes(context: Context) -> Nodes:
        found = nodes_in(run(context))
        if found is None:
            raise EvaluationError(EvaluationCode.NOT_A_NODESET)
        return found

    return nodes


def _converted(code: _Code, kind: ArgumentKind) -> Callable[[Context], Any]:
    match kind:
        case "string":
            return _as_string(code)
        case "number":
            return _as_number(code)
        case "boolean":
            return _as_boolean(code)
        case "nodes":
            return _as_nodes(code)
        case "any":
            return code.run
        case "lazy":
            run = code.run
            return lambda _: run
        case _:
            assert_never(kind)


def _bound(
    implementation: Callable[..., Any], arguments: tuple[Callable[[Context], Any], ...]
) -> Callable[[Context], Any]:
    """A call with its arguments bound, by their number."""
    if not arguments:
        return cast("Callable[[Context], Any]", implementation)
    if len(arguments) == 1:
        only = arguments[0]
        return lambda context: implementation(context, only(context))
    if len(arguments) == 2:
        first, second = arguments
        return lambda context: implementation(context, first(context), second(context))
    return lambda context: implementation(context, *[argument(context) for argument in arguments])


# --- operators ----------------------------------------------------------------------------------------------


def _negate(code: _Code, *, minus: bool) -> _Code:
    number = _as_number(code)
    if isinstance(code.constant, float):
        value = -code.constant if minus else code.constant
        return _Code("number", lambda _: value, constant=value)
    return _Code("number", (lambda context: -number(context)) if minus else number)


def _logical(operands: tuple[Callable[[Context], bool], ...], *, any_of: bool) -> _Code:
    if len(operands) == 2:
        left, right = operands
        if any_of:
            return _Code("boolean", lambda context: left(context) or right(context))
        return _Code("boolean", lambda context: left(context) and right(context))

    def run(context: Context) -> bool:
        for operand in operands:
            if operand(context) is any_of:
                return any_of
        return not any_of

    return _Code("boolean", run)


def _divide(left: float, right: float) -> float:
    try:
        return left / right
    except ZeroDivisionError:
        if left == 0 or math.isnan(left):
            return math.nan
        return math.copysign(math.inf, left) * math.copysign(1.0, right)


def _modulo(left: float, right: float) -> float:
    try:
        return math.fmod(left, right)
    except ValueError:
        return math.nan


_OPERATIONS: Final[dict[str, Callable[[float, float], float]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "div": _divide,
    "mod": _modulo,
}


def _arithmetic(signs: tuple[str, ...], operands: tuple[Callable[[Context], float], ...]) -> _Code:
    first = operands[0]
    if len(signs) == 1:
        apply, second = _OPERATIONS[signs[0]], operands[1]
        return _Code("number", lambda context: apply(first(context), second(context)))
    rest = tuple((_OPERATIONS[sign], operand) for sign, operand in zip(signs, operands[1:], strict=True))

    def run(context: Context) -> float:
        found = first(context)
        for apply, operand in rest:
            found = apply(found, operand(context))
        return found

    return _Code("number", run)


Comparison: TypeAlias = "Callable[[Any, Any], bool]"

_COMPARISONS: Final[dict[str, Comparison]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_TURNED: Final = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _comparison(sign: str, left: _Code, right: _Code) -> _Code:
    """A comparison (XPath 1.0, section 3.4), bound to what is known of both sides."""
    if right.kind == "nodes" and left.kind != "nodes":
        return _comparison(_TURNED[sign], right, left)
    compare = _COMPARISONS[sign]
    equality = sign in ("=", "!=")
    a, b = left.run, right.run
    if left.kind == "nodes":
        if right.kind == "number" or (right.kind == "string" and not equality):
            number = _as_number(right)

            def numbers(context: Context) -> bool:
                nodes = a(context)
                wanted = number(context)
                for node in nodes:
                    if compare(number_of(node.text(), context), wanted):
                        return True
                return False

            return _Code("boolean", numbers)
        if right.kind == "string":

            def texts(context: Context) -> bool:
                nodes = a(context)
                wanted = b(context)
                for node in nodes:
                    if compare(node.text(), wanted):
                        return True
                return False

            return _Code("boolean", texts)
    elif left.kind == right.kind == "number" or (left.kind == right.kind and equality and left.kind != "any"):
        return _Code("boolean", lambda context: compare(a(context), b(context)))
    return _Code("boolean", lambda context: _compare(sign, a(context), b(context), context))


def _compare(sign: str, left: Value, right: Value, context: Context) -> bool:
    """A comparison of any two values; a date counts as a number."""
    compare = _COMPARISONS[sign]
    equality = sign in ("=", "!=")
    left_nodes, right_nodes = nodes_in(left), nodes_in(right)
    if left_nodes is not None:
        if isinstance(right, bool):
            return _compare(sign, len(left_nodes) > 0, right, context)
        if right_nodes is not None:
            return _compare_nodes(compare, left_nodes, right_nodes, context, equality=equality)
        return any(_compare(sign, node.text(), right, context) for node in left_nodes)
    if right_nodes is not None:
        return _compare(_TURNED[sign], right, left, context)
    if equality:
        if isinstance(left, bool) or isinstance(right, bool):
            return compare(to_boolean(left), to_boolean(right))
        if not isinstance(left, float | Moment) and not isinstance(right, float | Moment):
            return compare(left, right)
    return compare(to_number(left, context), to_number(right, context))


def _compare_nodes(
    compare: Comparison, left: Nodes, right: Nodes, context: Context, *, equality: bool
) -> bool:
    """Whether any pair of nodes compares so, without trying all pairs."""
    if compare is operator.eq:
        return not {node.text() for node in left}.isdisjoint(node.text() for node in right)
    if equality:
        texts = {node.text() for node in left}
        others = {node.text() for node in right}
        return bool(texts and others) and (len(texts) > 1 or len(others) > 1 or texts != others)
    lefts = [value for node in left if not math.isnan(value := number_of(node.text(), context))]
    rights = [value for node in right if not math.isnan(value := number_of(node.text(), context))]
    if not lefts or not rights:
        return False
    if compare in (operator.lt, operator.le):
        return compare(min(lefts), max(rights))
    return compare(max(lefts), min(rights))
