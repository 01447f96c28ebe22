"""What can be wrong with an expression: when it is compiled (the author's fault) or when it is evaluated."""

from __future__ import annotations

from enum import StrEnum

from dialogues.errors import BaroError

__all__ = ["EvaluationCode", "EvaluationError", "ExpressionProblem", "ProblemCode"]


class ProblemCode(StrEnum):
    """Why an expression was refused; the values are stable and may be shown, translated and compared."""

    SYNTAX = "syntax"
    TOO_LONG = "too_long"
    TOO_DEEP = "too_deep"
    VARIABLE = "variable"
    UNKNOWN_FUNCTION = "unknown_function"
    ARGUMENT_COUNT = "argument_count"
    ARGUMENT_TYPE = "argument_type"
    UNSUPPORTED_AXIS = "unsupported_axis"
    UNSUPPORTED_ARGUMENT = "unsupported_argument"
    PATTERN = "pattern"


class ExpressionProblem(BaroError):  # noqa: N818 - what an author reads is a problem
    """An expression that cannot be compiled.

    Attributes:
        code: Why, as a stable code.
        position: Where in the source, in characters from 0.
        detail: The word of the expression that is at fault (a function's name, a character); may be empty.
    """

    def __init__(self, code: ProblemCode, position: int, detail: str = "") -> None:
        super().__init__(f"{code.value} at {position}" + (f": {detail}" if detail else ""))
        self.code = code
        self.position = position
        self.detail = detail


class EvaluationCode(StrEnum):
    """Why a compiled expression could not be evaluated."""

    UNKNOWN_INSTANCE = "unknown_instance"
    NOT_A_NODESET = "not_a_nodeset"
    PATTERN = "pattern"
    TOO_LARGE = "too_large"
    UNSUPPORTED = "unsupported"
    UNKNOWN_FUNCTION = "unknown_function"
    ARGUMENTS = "arguments"


class EvaluationError(BaroError):
    """A compiled expression that met something it cannot work on; no value of the form is in the message.

    Attributes:
        code: Why, as a stable code.
        detail: A word of the expression itself (an instance's name, a pattern's fault); may be empty.
    """

    def __init__(self, code: EvaluationCode, detail: str = "") -> None:
        super().__init__(code.value + (f": {detail}" if detail else ""))
        self.code = code
        self.detail = detail
