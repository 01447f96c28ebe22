"""From the tree of an expression to closures, once, with the list of what the expression reads.

Evaluation does no look-up by name of function, axis or operator: all of it is bound here. Paths of plain steps, which
are nearly all paths of real forms, walk the tree without building intermediate sets.

**Absolute paths inside a repeat.** Plain XPath would read every instance; ODK's JavaRosa reads the one in which the
expression itself stands, and authors count on it. So where `/data/visite/age` is evaluated for a node in
`/data/visite[2]`, its steps down to the innermost repeat shared with that node are taken to be that node's own
ancestors, provided that none of them has a predicate. A path that *ends* at a repeat (`count(/data/visite)`) reads all
of its instances, as do all paths from outside. ODK Web Forms evaluates plain XPath; on what pyxform writes both agree,
for it makes such references relative.

**References.** `Expression.references` holds the schema paths (no positions, no predicates) of nodes of the primary
instance whose value is read. Where a path has `*`, `node()`, `//` or an axis across the tree, the reference ends at the
container above: a reference to a container means anything below it may be read; `/` means the whole instance.
`Expression.places` holds paths of which only the number or place of nodes is read (`count`, `position`, the repeats of
`indexed-repeat`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal, assert_never, cast

from dialogues.expressions.code import Code, as_boolean, as_nodes, as_number, as_string, bound, converted
from dialogues.expressions.functions import FUNCTIONS
from dialogues.expressions.keys import key_of, lookup_in
from dialogues.expressions.nodes import document_order
from dialogues.expressions.nodesets import LABEL_WORK
from dialogues.expressions.operators import COMPARISONS, arithmetic, comparison, comparisons, logical, negation
from dialogues.expressions.patterns import PatternError, compile_pattern
from dialogues.expressions.places import SOMEWHERE, Where, after
from dialogues.expressions.problems import EvaluationCode, EvaluationError, ExpressionProblem, ProblemCode
from dialogues.expressions.steps import AXIS_ORDERS, WIDE_AXES, ancestor_named, axis_selector, wide_selector
from dialogues.expressions.syntax import Call, Chain, Filter, Literal_, Negate, Number, Path, Union, parse
from dialogues.expressions.walks import (
    chained,
    current,
    descend,
    dynamic_filter,
    leading_names,
    merged,
    own_repeat,
    place_filter,
    place_is,
    relative_prefix,
    root,
    truth_filter,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dialogues.expressions.context import Context
    from dialogues.expressions.functions import Function
    from dialogues.expressions.keys import Lookup
    from dialogues.expressions.nodes import Node
    from dialogues.expressions.steps import Nodes
    from dialogues.expressions.syntax import Expr, Step
    from dialogues.expressions.values import Value

__all__ = ["Expression", "compile_expression"]

Reading = Literal["value", "place", "nothing"]


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
        near: Whether it reads its own instance only of every repeat in which it stands itself.
        evaluate: The value, in a context.
    """

    source: str
    references: tuple[str, ...]
    places: tuple[str, ...]
    instances: tuple[str, ...]
    uses: frozenset[str]
    volatile: bool
    near: bool
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


def compile_expression(
    source: str, *, base: str = "/", repeats: frozenset[str] = frozenset(), strict: bool = True
) -> Expression:
    """An expression, ready to evaluate.

    Args:
        source: The expression, at most `syntax.MAX_LENGTH` characters.
        base: Schema path of the node on which it will be evaluated, such as `/data/visite/age`.
        repeats: Schema paths of all repeats of the form.
        strict: A call of an unknown function, or one with wrong arguments, is a problem; else it fails when it is
            evaluated, which may be never.

    Returns:
        The compiled expression.

    Raises:
        ExpressionProblem: It cannot be compiled; `code` and `position` say why and where.
    """
    try:
        return _Compiler(base, repeats, strict=strict).expression(source)
    except RecursionError:
        raise ExpressionProblem(ProblemCode.TOO_DEEP, 0) from None


_PARTS: Final = 3
"""So many parts of a condition count as one node more for each node that it is tried on."""

_LONG: Final = 64
"""A text longer than this counts as many nodes when a pattern is looked for in it."""

_LATE: Final = {
    ProblemCode.UNKNOWN_FUNCTION: EvaluationCode.UNKNOWN_FUNCTION,
    ProblemCode.ARGUMENT_COUNT: EvaluationCode.ARGUMENTS,
    ProblemCode.ARGUMENT_TYPE: EvaluationCode.ARGUMENTS,
}
"""Problems of calls that may wait until the call is evaluated."""


def _fail(error: EvaluationError) -> Value:
    raise EvaluationError(error.code, error.detail)


def _lowest(low: int, step: Step, here: Where | None) -> int:
    """The depth of the node that a way does not leave upwards, after one step more."""
    if step.axis in ("child", "self", "attribute", "namespace", "descendant", "descendant-or-self"):
        return low
    if here is not None and here.exact and step.axis in ("parent", "following-sibling", "preceding-sibling"):
        return min(low, len(here.path) - 1)
    return 0


def _split(path: str) -> tuple[str, ...]:
    return tuple(step for step in path.split("/") if step)


@lru_cache(maxsize=4)
def _all_split(paths: frozenset[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(_split(path) for path in paths)


class _Compiler:
    """Compiles one expression and collects what it reads on the way."""

    __slots__ = (
        "_base",
        "_compiled",
        "_instances",
        "_low",
        "_near",
        "_places",
        "_references",
        "_repeats",
        "_strict",
        "_uses",
    )

    def __init__(self, base: str, repeats: frozenset[str], *, strict: bool) -> None:
        self._strict = strict
        self._compiled: dict[tuple[int, Where | None, Reading], tuple[Expr, Code]] = {}
        self._base = Where(_split(base))
        self._low = len(self._base.path)
        self._near = True
        self._repeats = _all_split(repeats)
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
            near=self._near,
            evaluate=evaluate if kind in ("nodes", "any") else run,
            string=as_string(code),
            number=as_number(code),
            boolean=as_boolean(code),
            _nodes=as_nodes(code),
        )

    # --- what is read ---------------------------------------------------------------------------------------

    def _record(self, where: Where | None, reading: Reading, low: int) -> None:
        """Note what is read, and that the way to it went no higher than the node above it at depth `low`."""
        if where is None or reading == "nothing":
            return
        (self._references if reading == "value" else self._places).add(where.written())
        shared = self._shared_repeats(where.path if where.exact else self._base.path)
        if shared and (len(shared[-1]) > low or not where.exact):
            self._near = False

    # --- expressions ----------------------------------------------------------------------------------------

    def _code(self, tree: Expr, where: Where | None, reading: Reading) -> Code:
        """The code of a part, compiled once: a look-up is compiled as a filter too, and look-ups nest."""
        key = (id(tree), where, reading)
        known = self._compiled.get(key)
        if known is None:
            # the tree is kept with its code, so that its id stays its own
            known = self._compiled[key] = (tree, self._new_code(tree, where, reading))
        return known[1]

    def _new_code(self, tree: Expr, where: Where | None, reading: Reading) -> Code:
        match tree:
            case Literal_(value):
                return Code("string", lambda _: value, constant=value)
            case Number(number):
                return Code("number", lambda _: number, constant=number)
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
                return negation(self._code(operand, where, "value"), minus=minus)
            case Chain(first, rest):
                return self._chain(first, rest, where)
            case _:
                assert_never(tree)

    def _union(self, operands: tuple[Expr, ...], where: Where | None, reading: Reading) -> Code:
        runs = tuple(as_nodes(self._code(operand, where, reading)) for operand in operands)

        def run(context: Context) -> Nodes:
            return document_order([node for one in runs for node in one(context)])

        return Code("nodes", run, SOMEWHERE)

    def _chain(self, first: Expr, rest: tuple[tuple[str, Expr], ...], where: Where | None) -> Code:
        sign = rest[0][0]
        codes = [self._code(operand, where, "value") for operand in (first, *(operand for _, operand in rest))]
        if sign in ("and", "or"):
            return logical(tuple(as_boolean(code) for code in codes), any_of=sign == "or")
        if sign in COMPARISONS:
            if len(rest) == 1:
                return comparison(sign, codes[0], codes[1])
            return comparisons(tuple(name for name, _ in rest), tuple(code.run for code in codes))
        return arithmetic(tuple(name for name, _ in rest), tuple(as_number(code) for code in codes))

    # --- calls ----------------------------------------------------------------------------------------------

    def _call(self, call: Call, where: Where | None, reading: Reading) -> Code:
        try:
            return self._known_call(call, where, reading)
        except ExpressionProblem as problem:
            late = _LATE.get(problem.code)
            if self._strict or late is None or problem.position != call.position:
                raise
            error = EvaluationError(late, call.name)
            return Code("any", lambda _: _fail(error), SOMEWHERE)

    def _known_call(self, call: Call, where: Where | None, reading: Reading) -> Code:
        function = FUNCTIONS.get(call.name)
        if function is None:
            raise ExpressionProblem(ProblemCode.UNKNOWN_FUNCTION, call.position, call.name)
        given = len(call.arguments)
        odd = call.name == "weighted-checklist" and given % 2 == 1  # each answer has its weight
        if odd or given < function.least or (function.most is not None and given > function.most):
            raise ExpressionProblem(ProblemCode.ARGUMENT_COUNT, call.position, call.name)
        self._uses.add(call.name)
        match call.name:
            case "indexed-repeat":
                return self._indexed_repeat(call, where, reading)
            case "jr:choice-name":
                return self._choice_name(call, where)
            case "regex" if isinstance(call.arguments[1], Literal_):
                return self._regex(call, call.arguments[1].value, where)
            case "current":
                self._record(self._base, reading, len(self._base.path))
                return Code("nodes", current, self._base)
            case "instance" | "pulldata" if isinstance(call.arguments[0], Literal_):
                self._instances.add(call.arguments[0].value)
            case "string" | "number" | "string-length" | "normalize-space" if not given:
                self._record(where, "value", self._low)
            case _:
                pass
        return self._plain_call(call, function, where, reading)

    def _plain_call(self, call: Call, function: Function, where: Where | None, reading: Reading) -> Code:
        inner: Reading = "place" if function.places else "value" if function.returns != "nodes" else reading
        arguments: list[Callable[[Context], Any]] = []
        result: Where | None = None if call.name == "instance" else SOMEWHERE
        for place, tree in enumerate(call.arguments):
            kind = function.arguments[min(place, len(function.arguments) - 1)]
            code = self._code(tree, where, inner if kind == "nodes" else "value")
            if place == 0 and call.name == "randomize":
                result = code.where
            if kind == "nodes" and code.kind not in ("nodes", "any"):
                raise ExpressionProblem(ProblemCode.ARGUMENT_TYPE, call.position, call.name)
            arguments.append(converted(code, kind))
        implementation = cast("Callable[..., Any]", function.implementation)
        return Code(function.returns, bound(implementation, tuple(arguments)), result)

    def _choice_name(self, call: Call, where: Where | None) -> Code:
        """`jr:choice-name(value, 'path')`: the path stands in a string, which must therefore be a literal."""
        value = as_string(self._code(call.arguments[0], where, "value"))
        quoted = call.arguments[1]
        tree = parse(quoted.value) if isinstance(quoted, Literal_) else quoted
        if not isinstance(tree, Path):
            raise ExpressionProblem(ProblemCode.UNSUPPORTED_ARGUMENT, call.position, call.name)
        question = as_nodes(self._code(tree, where, "value"))

        def run(context: Context) -> str:
            wanted = value(context)
            nodes = question(context)
            context.charge(LABEL_WORK)
            return context.environment.choice_label(nodes[0], wanted) if nodes and wanted else ""

        return Code("string", run)

    def _regex(self, call: Call, pattern: str, where: Where | None) -> Code:
        """`regex(text, 'pattern')`: the pattern is compiled once, and a faulty one is known before the field."""
        text = as_string(self._code(call.arguments[0], where, "value"))
        try:
            search = compile_pattern(pattern).search
        except PatternError as error:
            raise ExpressionProblem(ProblemCode.PATTERN, call.position, str(error)) from error

        def run(context: Context) -> bool:
            found = text(context)
            if len(found) > _LONG:
                context.charge(len(found))
            return search(found)

        return Code("boolean", run)

    def _indexed_repeat(self, call: Call, where: Where | None, reading: Reading) -> Code:
        """`indexed-repeat(node, repeat, place, …)`: the node in the instance at that place, from 1."""
        if len(call.arguments) % 2 == 0:
            raise ExpressionProblem(ProblemCode.ARGUMENT_COUNT, call.position, call.name)
        target = self._plain_path(call, call.arguments[0], where)
        self._record(target, reading, 0)
        places: dict[tuple[str, ...], Callable[[Context], float]] = {}
        for tree, index in zip(call.arguments[1::2], call.arguments[2::2], strict=True):
            repeat = self._plain_path(call, tree, where)
            self._record(repeat, "place", 0)
            places[repeat.path] = as_number(self._code(index, where, "value"))
        own = {path: len(path) for path in self._shared_repeats(target.path[:-1]) if path not in places}
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
                context.charge(len(found))
                found = [child for node in found for child in node.named(name)]
                if index is not None:
                    at = index(context)
                    found = found[int(at) - 1 : int(at)] if 1 <= at <= len(found) else ()
            return found

        return Code("nodes", run, target)

    def _plain_path(self, call: Call, tree: Expr, where: Where | None) -> Where:
        """The schema path that an argument names."""
        found = self._code(tree, where, "nothing").where if isinstance(tree, Path) else None
        if found is None or not found.exact:
            raise ExpressionProblem(ProblemCode.UNSUPPORTED_ARGUMENT, call.position, call.name)
        return found

    # --- paths ----------------------------------------------------------------------------------------------

    def _shared_repeats(self, path: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
        """The repeats at and above the path in which the expression itself stands, outermost first."""
        own = self._base.path
        return tuple(
            path[:size]
            for size in range(1, len(path) + 1)
            if path[:size] in self._repeats and own[:size] == path[:size]
        )

    def _path(self, path: Path, where: Where | None, reading: Reading) -> Code:
        steps = list(path.steps)
        start: Callable[[Context], Nodes]
        low = 0  # how far up the way goes: what it reads lies below that one node above the expression
        if path.absolute:
            here: Where | None = Where(())
            start = root
            names = leading_names(steps)
            shared = self._shared_repeats(names if len(names) < len(steps) else names[:-1])
            if shared:
                deepest = shared[-1]
                here = Where(deepest)
                low = len(deepest)
                del steps[: len(deepest)]
                start = own_repeat(deepest, len(self._base.path) - len(deepest))
        elif path.origin is not None:
            origin = self._code(path.origin, where, "nothing")
            here = origin.where
            if isinstance(path.origin, Call) and path.origin.name == "current":
                low = len(self._base.path)
            start = as_nodes(origin)
        else:
            here = where
            ups, names, used = relative_prefix(steps)
            start = walk(ups, names)
            low = min(self._low, len(here.path) - ups) if here else 0
            for _ in range(ups):
                here = here.above() if here else None
            for name in names:
                here = here.below(name) if here else None
            del steps[:used]
        nested = path.origin is not None
        names = leading_names(steps)
        if names:
            start = descend(start, names)
            for name in names:
                here = here.below(name) if here else None
            del steps[: len(names)]
        links: list[Callable[[Context, Nodes], Nodes]] = []
        namespace = False
        for step in merged(steps):
            low = _lowest(low, step, here)
            links.append(self._step(step, here, low, nested=nested))
            nested = nested or step.axis not in ("child", "attribute", "self")
            namespace = namespace or step.axis == "namespace"
            here = after(step, here)
        if not namespace:
            self._record(here, reading, low)
        return Code("nodes", chained(start, tuple(links)), here)

    def _step(self, step: Step, here: Where | None, low: int, *, nested: bool) -> Callable[[Context, Nodes], Nodes]:
        if step.axis in WIDE_AXES:
            select = wide_selector(step)
        else:
            narrow = axis_selector(step)

            def select(_: Context, origin: Node) -> Nodes:
                return narrow(origin)

        target = after(step, here)
        before, self._low = self._low, low
        filters = tuple(self._predicate(tree, target) for tree in step.predicates)
        lookup = self._lookup(step, target)
        self._low = before
        order = AXIS_ORDERS[step.axis]
        flat = not nested and order == "flat"

        def of(context: Context, origin: Node) -> Nodes:
            known = None if lookup is None else lookup(context, origin)
            found = select(context, origin) if known is None else known
            for keep in filters if known is None else filters[1:]:
                found = keep(context, found)
            return found

        def run(context: Context, origins: Nodes) -> Nodes:
            if len(origins) == 1:
                found = of(context, origins[0])
                return found[::-1] if order == "reverse" else found
            collected: list[Node] = []
            for origin in origins:
                collected.extend(of(context, origin))
            context.charge(len(origins) + len(collected))
            return collected if flat else document_order(collected)

        return run

    def _lookup(self, step: Step, where: Where | None) -> Lookup | None:
        """How an index answers the step's first predicate, if it can."""
        key = key_of(step)
        if key is None:
            return None
        name, tree = key
        code = self._code(tree, where, "nothing")
        run = code.run
        if code.kind == "nodes":
            return lookup_in(step, name, lambda context: list({node.text() for node in run(context)}))
        return lookup_in(step, name, lambda context: [run(context)]) if code.kind == "string" else None

    def _filter(self, code: Code, predicates: tuple[Expr, ...]) -> Code:
        origin = as_nodes(code)
        before, self._low = self._low, 0
        filters = tuple(self._predicate(tree, code.where) for tree in predicates)
        self._low = before

        def run(context: Context) -> Nodes:
            found = origin(context)
            for keep in filters:
                found = keep(context, found)
            return found

        return Code("nodes", run, code.where)

    def _predicate(self, tree: Expr, where: Where | None) -> Callable[[Context, Nodes], Nodes]:
        """A filter of node-sets (XPath 1.0, section 2.4): a number is a place, anything else a condition."""
        known = len(self._compiled)
        code = self._code(tree, where, "value")
        weight = 1 + (len(self._compiled) - known) // _PARTS
        if isinstance(code.constant, float):
            return place_is(code.constant)
        if code.kind == "any":
            return dynamic_filter(code.run, weight)
        if code.kind == "number":
            return place_filter(code.run, weight)
        return truth_filter(as_boolean(code), weight)
