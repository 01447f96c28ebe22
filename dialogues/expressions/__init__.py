"""ODK XPath: parse, compile to closures, evaluate on any tree that implements `Node`; standard library only."""

from dialogues.expressions.compiler import Expression, compile_expression
from dialogues.expressions.context import Context, Environment
from dialogues.expressions.functions import FUNCTIONS, Function
from dialogues.expressions.nodes import (
    DocumentNode,
    Node,
    StaticNode,
    comment,
    document,
    document_order,
    element,
    processing_instruction,
    text,
)
from dialogues.expressions.problems import EvaluationCode, EvaluationError, ExpressionProblem, ProblemCode
from dialogues.expressions.syntax import MAX_DEPTH, MAX_LENGTH
from dialogues.expressions.values import Moment, Value, to_boolean, to_number, to_string

__all__ = [
    "FUNCTIONS",
    "MAX_DEPTH",
    "MAX_LENGTH",
    "Context",
    "DocumentNode",
    "Environment",
    "EvaluationCode",
    "EvaluationError",
    "Expression",
    "ExpressionProblem",
    "Function",
    "Moment",
    "Node",
    "ProblemCode",
    "StaticNode",
    "Value",
    "comment",
    "compile_expression",
    "document",
    "document_order",
    "element",
    "processing_instruction",
    "text",
    "to_boolean",
    "to_number",
    "to_string",
]
