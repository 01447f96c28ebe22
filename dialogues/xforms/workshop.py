"""What one compilation shares: the faults found so far, and expressions, each compiled once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialogues.expressions import Expression, ExpressionProblem, compile_expression
from dialogues.xforms.problems import Problem, ProblemCode, expression_fault, problem

if TYPE_CHECKING:
    from dialogues.forms.definition import Limits

__all__ = ["Workshop"]

_CONSTANTS = frozenset({"true()", "false()"})


class Workshop:
    """Collects problems, compiles expressions.

    Attributes:
        limits: beyond these a form is refused.
        problems: all faults so far.
    """

    def __init__(self, limits: Limits, repeats: frozenset[str] = frozenset()) -> None:
        self.limits = limits
        self._repeats = repeats
        self.problems: list[Problem] = []
        self._compiled: dict[tuple[str, str], Expression | None] = {}

    def expression(self, source: str, base: str, column: str) -> Expression | None:
        """Compile an expression, or note what is wrong with it.

        Args:
            source: the expression.
            base: path of the node it stands on.
            column: of the XLSForm, where a fault would be seen.

        Returns:
            The expression, the same object for the same text on the same node; None after a fault.
        """
        source = source.strip()
        key = (source, "" if source in _CONSTANTS else base)
        if key in self._compiled:
            return self._compiled[key]
        found: Expression | None = None
        try:
            found = compile_expression(source, base=base, repeats=self._repeats)
        except ExpressionProblem as fault:
            self.fault(
                expression_fault(fault),
                base,
                column,
                detail=fault.detail or source[fault.position : fault.position + 20],
                around=source[max(0, fault.position - 15) : fault.position + 15].strip(),
            )
        self._compiled[key] = found
        return found

    def fault(self, code: ProblemCode, path: str, column: str = "", **holes: str | int) -> None:
        """Note a fault of the node at a path."""
        self.problems.append(problem(code, column=column, path=path, holes={"node": path.rpartition("/")[2], **holes}))
