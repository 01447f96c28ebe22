"""The grammar of XPath 1.0 (sections 2 and 3), as ODK XForms uses it: text in, frozen tree out.

Operators of one precedence become one flat `Chain`, so only brackets, predicates and arguments nest; their depth is
limited and a hostile expression is a problem, never a `RecursionError`. Variables are refused: XForms have none.

A path of names and `..` alone, which is most of what real forms write, is one token: it is read whole, by the pattern.
Parts of the tree are tuples with names, for a form has tens of thousands of them.
"""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple, TypeAlias

from dialogues.expressions.problems import ExpressionProblem, ProblemCode

__all__ = [
    "AXES",
    "MAX_DEPTH",
    "MAX_LENGTH",
    "Axis",
    "Call",
    "Chain",
    "Expr",
    "Filter",
    "Literal_",
    "Negate",
    "NodeTest",
    "Number",
    "Path",
    "Step",
    "Union",
    "parse",
]

MAX_LENGTH: Final = 32_768
"""Longest expression, in characters; the longest of 120 real forms has 2,407."""

MAX_DEPTH: Final = 64
"""Deepest nesting of brackets, predicates and arguments; the deepest of 120 real forms has 11."""

Axis = Literal[
    "child",
    "parent",
    "self",
    "attribute",
    "descendant",
    "descendant-or-self",
    "ancestor",
    "ancestor-or-self",
    "following",
    "following-sibling",
    "preceding",
    "preceding-sibling",
    "namespace",
]

AXES: Final[dict[str, Axis]] = {
    "child": "child",
    "parent": "parent",
    "self": "self",
    "attribute": "attribute",
    "descendant": "descendant",
    "descendant-or-self": "descendant-or-self",
    "ancestor": "ancestor",
    "ancestor-or-self": "ancestor-or-self",
    "following": "following",
    "following-sibling": "following-sibling",
    "preceding": "preceding",
    "preceding-sibling": "preceding-sibling",
    "namespace": "namespace",
}

Test = Literal["name", "any-name", "prefix", "node", "text", "comment", "processing-instruction"]


class NodeTest(NamedTuple):
    """Which nodes of an axis a step keeps; `name` holds the name, the prefix or the instruction's target."""

    kind: Test
    name: str = ""


class Step(NamedTuple):
    """One step of a path."""

    axis: Axis
    test: NodeTest
    predicates: tuple[Expr, ...] = ()


class Literal_(NamedTuple):  # noqa: N801 - the grammar's word, taken by typing
    """A string between quotes."""

    value: str


class Number(NamedTuple):
    """A number."""

    value: float


class Call(NamedTuple):
    """A function call; `position` is where its name stands in the source."""

    name: str
    arguments: tuple[Expr, ...]
    position: int


class Path(NamedTuple):
    """A location path: from the root if `absolute`, from `origin` if there is one, else from the context node."""

    absolute: bool
    origin: Expr | None
    steps: tuple[Step, ...]


class Filter(NamedTuple):
    """An expression with predicates, `(a | b)[1]`."""

    origin: Expr
    predicates: tuple[Expr, ...]


class Union(NamedTuple):
    """Node-sets joined by `|`."""

    operands: tuple[Expr, ...]


class Negate(NamedTuple):
    """A minus sign before an expression; two cancel out but make a number all the same."""

    operand: Expr
    minus: bool


class Chain(NamedTuple):
    """Operators of one precedence, applied from left to right."""

    first: Expr
    rest: tuple[tuple[str, Expr], ...]


Expr: TypeAlias = Literal_ | Number | Call | Path | Filter | Union | Negate | Chain

_LEVELS: Final = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
}

_NAME = r"[^\W\d][\w.\-\u00b7]*"
_WHOLE_NAME = r"[^\W\d][\w.\-\u00b7]*+(?::(?!:)[^\W\d][\w.\-\u00b7]*+)?+"
_SPACE = re.compile(r"[ \t\r\n\u00a0]*")
_PLAIN = re.compile(
    rf"(?>/?(?:(?:\.\.|{_WHOLE_NAME})/)*(?:\.\.|{_WHOLE_NAME}))(?![\w.\-\u00b7:*]|[ \t\r\n\u00a0]*(?:[(\[/]|::))"
)
"""Where an operand may stand: a path of plain steps, to its end."""
_TOKEN = re.compile(
    r"(?P<number>[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?|\.[0-9]+(?:[eE][-+]?[0-9]+)?)"
    r"|(?P<literal>\"[^\"]*\"|'[^']*')"
    r"|(?P<symbol>::|\.\.|//|!=|<=|>=|[()\[\].@,/|+\-=<>*$])"
    rf"|(?P<name>{_NAME}(?::(?!:)(?:{_NAME}|\*))?)"
)
_WORD = re.compile(r"and|or|div|mod")
_NODE_TYPES: Final[dict[str, Test]] = {
    "node": "node",
    "text": "text",
    "comment": "comment",
    "processing-instruction": "processing-instruction",
}

TokenKind = Literal["number", "literal", "symbol", "name", "path", "operator", "end"]


class _Token(NamedTuple):
    kind: TokenKind
    text: str
    position: int


_STEP_FOLLOWS: Final = ("/", "//", "::", "@")


def _operand_ends(token: _Token) -> bool:
    """Whether an operator, not an operand, must follow (XPath 1.0, section 3.7)."""
    return token.kind in ("number", "literal", "name", "path") or token.text in (")", "]", "..", ".")


def _tokens(source: str) -> list[_Token]:
    """The tokens of a source, closed by an `end` token."""
    found: list[_Token] = []
    position = 0
    after_operand = after_step = False
    while True:
        space = _SPACE.match(source, position)
        position = space.end() if space else position
        if position == len(source):
            found.append(_Token("end", "", position))
            return found
        plain = None if after_operand or after_step else _PLAIN.match(source, position)
        if plain is not None:
            token = _Token("path", plain.group(), position)
            position = plain.end()
        else:
            token, position = _token(source, position, after_operand=after_operand)
        after_operand = _operand_ends(token)
        after_step = token.text in _STEP_FOLLOWS and token.kind == "symbol"
        found.append(token)


def _token(source: str, position: int, *, after_operand: bool) -> tuple[_Token, int]:
    """The token at a position, and where it ends."""
    match = _WORD.match(source, position) if after_operand else None
    if match is not None:
        return _Token("operator", match.group(), position), match.end()
    match = _TOKEN.match(source, position)
    if match is None:
        raise ExpressionProblem(ProblemCode.SYNTAX, position, source[position])
    text = match.group()
    if match.lastgroup == "number":
        token = _Token("number", text, position)
    elif match.lastgroup == "literal":
        token = _Token("literal", text[1:-1], position)
    elif match.lastgroup == "name" or (text == "*" and not after_operand):
        token = _Token("name", text, position)
    elif text in _LEVELS or text == "|":
        token = _Token("operator", text, position)
    elif text == "$":
        raise ExpressionProblem(ProblemCode.VARIABLE, position, text)
    else:
        token = _Token("symbol", text, position)
    return token, match.end()


def parse(source: str) -> Expr:
    """The tree of an expression.

    Args:
        source: The expression, at most `MAX_LENGTH` characters.

    Returns:
        A frozen tree whose depth is at most `MAX_DEPTH` nestings.

    Raises:
        ExpressionProblem: It is not an expression, or passes a limit.
    """
    if len(source) > MAX_LENGTH:
        raise ExpressionProblem(ProblemCode.TOO_LONG, MAX_LENGTH)
    return _Parser(_tokens(source)).whole()


class _Parser:
    """Recursive descent over tokens; operators by precedence, without recursion for chains."""

    __slots__ = ("_depth", "_next", "_tokens")

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._next = 0
        self._depth = 0

    @property
    def _token(self) -> _Token:
        return self._tokens[self._next]

    def _is(self, text: str) -> bool:
        token = self._tokens[self._next]
        return token.text == text and token.kind in ("symbol", "operator")

    def _take(self, text: str) -> bool:
        if self._is(text):
            self._next += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise self._fault()

    def _fault(self) -> ExpressionProblem:
        token = self._token
        return ExpressionProblem(ProblemCode.SYNTAX, token.position, token.text[:40])

    def whole(self) -> Expr:
        tree = self._expression()
        if self._token.kind != "end":
            raise self._fault()
        return tree

    def _expression(self) -> Expr:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ExpressionProblem(ProblemCode.TOO_DEEP, self._token.position)
        operands: list[Expr] = [self._unary()]
        pending: list[str] = []
        while self._token.kind == "operator" and self._token.text in _LEVELS:
            operator = self._token.text
            self._next += 1
            _reduce(operands, pending, _LEVELS[operator])
            pending.append(operator)
            operands.append(self._unary())
        _reduce(operands, pending, 0)
        self._depth -= 1
        return operands[0]

    def _unary(self) -> Expr:
        signs = 0
        while self._take("-"):
            signs += 1
        first = self._path()
        if self._is("|"):
            operands = [first]
            while self._take("|"):
                operands.append(self._path())
            first = Union(tuple(operands))
        return Negate(first, minus=signs % 2 == 1) if signs else first

    def _path(self) -> Expr:
        token = self._token
        if token.kind == "path":
            self._next += 1
            return _plain(token.text)
        if token.kind == "symbol" and token.text in ("/", "//"):
            self._next += 1
            if token.text == "//":
                return Path(absolute=True, origin=None, steps=(_ANYWHERE, *self._steps()))
            return Path(absolute=True, origin=None, steps=self._steps() if self._step_begins() else ())
        if self._step_begins():
            return Path(absolute=False, origin=None, steps=self._steps())
        origin = self._primary()
        predicates = self._predicates()
        if predicates:
            origin = Filter(origin, predicates)
        if self._is("/") or self._is("//"):
            deep = self._is("//")
            self._next += 1
            steps = self._steps()
            return Path(absolute=False, origin=origin, steps=(_ANYWHERE, *steps) if deep else steps)
        return origin

    def _step_begins(self) -> bool:
        token = self._token
        if token.kind == "name":
            following = self._tokens[self._next + 1]
            is_call = following.kind == "symbol" and following.text == "("
            return not is_call or token.text in _NODE_TYPES
        return token.kind == "symbol" and token.text in (".", "..", "@")

    def _steps(self) -> tuple[Step, ...]:
        steps = [self._step()]
        while True:
            if self._take("//"):
                steps.append(_ANYWHERE)
            elif not self._take("/"):
                return tuple(steps)
            steps.append(self._step())

    def _step(self) -> Step:
        if not self._step_begins():
            raise self._fault()
        if self._take("."):
            return Step("self", _NODE, self._predicates())
        if self._take(".."):
            return Step("parent", _NODE, self._predicates())
        axis: Axis = "child"
        if self._take("@"):
            axis = "attribute"
        elif self._tokens[self._next + 1].text == "::" and self._token.kind == "name":
            named = AXES.get(self._token.text)
            if named is None:
                raise ExpressionProblem(ProblemCode.UNSUPPORTED_AXIS, self._token.position, self._token.text[:40])
            axis = named
            self._next += 2
        return Step(axis, self._test(), self._predicates())

    def _test(self) -> NodeTest:
        token = self._token
        if token.kind != "name":
            raise self._fault()
        self._next += 1
        if token.text in _NODE_TYPES and self._take("("):
            target = ""
            if token.text == "processing-instruction" and self._token.kind == "literal":
                target = self._token.text
                self._next += 1
            self._expect(")")
            return NodeTest(_NODE_TYPES[token.text], target)
        if token.text == "*":
            return NodeTest("any-name")
        if token.text.endswith(":*"):
            return NodeTest("prefix", token.text[:-1])
        return NodeTest("name", token.text)

    def _predicates(self) -> tuple[Expr, ...]:
        found: list[Expr] = []
        while self._take("["):
            found.append(self._expression())
            self._expect("]")
        return tuple(found)

    def _primary(self) -> Expr:
        token = self._token
        if token.kind == "number":
            self._next += 1
            return Number(float(token.text))
        if token.kind == "literal":
            self._next += 1
            return Literal_(token.text)
        if token.kind == "name":
            self._next += 1
            return self._call(token)
        self._expect("(")
        inner = self._expression()
        self._expect(")")
        return inner

    def _call(self, name: _Token) -> Call:
        self._expect("(")
        arguments: list[Expr] = []
        if not self._take(")"):
            arguments.append(self._expression())
            while self._take(","):
                arguments.append(self._expression())
            self._expect(")")
        return Call(name.text, tuple(arguments), name.position)


def _plain(text: str) -> Path:
    """The path that a token of plain steps is."""
    names = text.split("/")
    absolute = not names[0]
    steps = [_PARENT if name == ".." else Step("child", NodeTest("name", name)) for name in names[absolute:]]
    return Path(absolute, None, tuple(steps))


_NODE: Final = NodeTest("node")
_PARENT: Final = Step("parent", _NODE)
_ANYWHERE: Final = Step("descendant-or-self", _NODE)


def _reduce(operands: list[Expr], pending: list[str], level: int) -> None:
    """Join the operands whose operators bind more tightly than the level.

    Operators of the level itself wait, so that `a + b - c` becomes one flat chain when its run is over.
    """
    while pending and _LEVELS[pending[-1]] > level:
        own = _LEVELS[pending[-1]]
        run: list[tuple[str, Expr]] = []
        while pending and _LEVELS[pending[-1]] == own:
            run.append((pending.pop(), operands.pop()))
        run.reverse()
        operands.append(Chain(operands.pop(), tuple(run)))
