"""The root of every exception that Baro raises on purpose.

What a person does wrong in the chat is a value, never one of these. Each package keeps its own branch beside the
code that raises it:

    BaroError
        ExpressionProblem      dialogues.expressions.problems: an expression that cannot be compiled
        EvaluationError        dialogues.expressions.problems: an expression that cannot be evaluated
"""

__all__ = ["BaroError"]


class BaroError(Exception):
    """Anything that Baro itself reports as wrong; its message never holds an answer, a name or a token."""
