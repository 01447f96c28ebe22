"""What can be wrong with a guide: one value a fault, each with its place in the sheets and what to do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, StrEnum
from typing import TYPE_CHECKING

from dialogues.errors import BaroError
from dialogues.expressions.problems import ProblemCode as ExpressionCode
from dialogues.messages import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dialogues.expressions import ExpressionProblem

__all__ = ["FormRefused", "Problem", "ProblemCode", "Severity", "expression_fault", "problem"]


class Severity(Enum):
    """Whether a guide is refused for it."""

    FAULT = "fault"
    NOTE = "note"


class ProblemCode(StrEnum):
    """Kinds of problem; the values are stable, and keys of the locale table `problems` (what, and what to do)."""

    NOT_A_FORM = "not_a_form"
    NO_SUCH_FILE = "no_such_file"
    TOO_LARGE = "too_large"
    ZIP_BOMB = "zip_bomb"
    PROTECTED = "protected"
    UNSAFE_PATH = "unsafe_path"
    TIME_OUT = "time_out"
    OUT_OF_MEMORY = "out_of_memory"
    NO_SURVEY = "no_survey"
    NO_QUESTION = "no_question"
    NO_TYPE = "no_type"
    UNKNOWN_TYPE = "unknown_type"
    UNSUPPORTED_TYPE = "unsupported_type"
    NO_LIST_NAME = "no_list_name"
    UNKNOWN_LIST = "unknown_list"
    UNKNOWN_INCLUDE = "unknown_include"
    NO_NAME = "no_name"
    BAD_NAME = "bad_name"
    DUPLICATE_NAME = "duplicate_name"
    NO_LABEL = "no_label"
    DUPLICATE_COLUMN = "duplicate_column"
    UNKNOWN_REFERENCE = "unknown_reference"
    NOT_OPENED = "not_opened"
    NOT_CLOSED = "not_closed"
    WRONG_END = "wrong_end"
    CHOICE_WITHOUT_LIST = "choice_without_list"
    CHOICE_WITHOUT_NAME = "choice_without_name"
    CHOICE_WITHOUT_LABEL = "choice_without_label"
    CHOICE_NAME_SPACE = "choice_name_space"
    DUPLICATE_CHOICE = "duplicate_choice"
    NO_FORM_ID = "no_form_id"
    FORM_ID_FROM_FILE = "form_id_from_file"
    BAD_CHARACTER = "bad_character"
    BAD_EXPRESSION = "bad_expression"
    UNKNOWN_FUNCTION = "unknown_function"
    BAD_ARGUMENTS = "bad_arguments"
    BAD_COLUMN = "bad_column"
    UNKNOWN_NODE = "unknown_node"
    CYCLE = "cycle"
    BAD_SETTING = "bad_setting"
    BAD_STATUS = "bad_status"
    TOO_MANY_NODES = "too_many_nodes"
    TOO_MANY_CHOICES = "too_many_choices"
    FILE_TOO_LONG = "file_too_long"
    TOO_DEEP = "too_deep"
    RESERVED_NAME = "reserved_name"
    NO_CALCULATION = "no_calculation"
    BAD_PARAMETER = "bad_parameter"
    BAD_PARAMETERS = "bad_parameters"
    BAD_RANGE = "bad_range"
    TWIN_COLUMN = "twin_column"
    OTHER_WITH_FILTER = "other_with_filter"
    AMBIGUOUS_REFERENCE = "ambiguous_reference"
    BAD_REFERENCE = "bad_reference"
    CONVERTER = "converter"
    CONVERTER_NOTE = "converter_note"
    LANGUAGE_CODE = "language_code"
    MISSING_TRANSLATION = "missing_translation"
    MISSING_FILE = "missing_file"
    BAD_FILE = "bad_file"
    SEARCH_NOT_RUN = "search_not_run"
    LEFT_BLANK = "left_blank"
    NOT_ENCRYPTED = "not_encrypted"
    NOT_FORWARDED = "not_forwarded"
    ENTITIES_ELSEWHERE = "entities_elsewhere"
    TOO_LONG = "too_long"
    TOO_MANY_QUESTIONS = "too_many_questions"
    TOO_MANY_OPEN = "too_many_open"
    NOT_PLAYED = "not_played"
    PLAY_FAILED = "play_failed"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or worth knowing, and where.

    Args:
        code: which kind.
        sheet: `survey`, `choices`, `settings`…; "" for the form as a whole.
        row: as the spreadsheet counts, the header being 1; None where there is no row.
        column: the column's header as written; "" where there is none.
        phrase: what is wrong, in the words of the locales.
        remedy: what to do about it.
        severity: whether the guide is refused for it.
        path: node of the form that it concerns, to find its row; "" once placed or when there is none.
    """

    code: ProblemCode
    sheet: str
    row: int | None
    column: str
    phrase: Phrase
    remedy: Phrase
    severity: Severity = Severity.FAULT
    path: str = ""

    def at(self, sheet: str, row: int | None, column: str = "") -> Problem:
        """The same problem with its place in the sheets."""
        return replace(self, sheet=sheet, row=row, column=column or self.column, path="")


def problem(
    code: ProblemCode,
    sheet: str = "",
    row: int | None = None,
    column: str = "",
    *,
    severity: Severity = Severity.FAULT,
    path: str = "",
    holes: Mapping[str, str | int] | None = None,
    **more: str | int,
) -> Problem:
    """A problem in the words that the locales hold for its code.

    Args:
        code: which kind.
        sheet: as in `Problem`.
        row: as in `Problem`.
        column: as in `Problem`.
        severity: as in `Problem`.
        path: as in `Problem`.
        holes: what stands in the holes of its two phrases; `near`, if not blank, is a word that was perhaps
            meant, and chooses the remedy that names it.
        **more: more holes.
    """
    filled = {**(holes or {}), **more}
    remedy = "todo_near" if filled.get("near") else "todo"
    return Problem(
        code,
        sheet,
        row,
        column,
        Phrase(f"problems.{code.value}.what", filled),
        Phrase(f"problems.{code.value}.{remedy}", filled),
        severity,
        path,
    )


def expression_fault(fault: ExpressionProblem) -> ProblemCode:
    """Which kind of problem an expression that cannot be compiled is."""
    match fault.code:
        case ExpressionCode.UNKNOWN_FUNCTION:
            return ProblemCode.UNKNOWN_FUNCTION
        case ExpressionCode.ARGUMENT_COUNT:
            return ProblemCode.BAD_ARGUMENTS
        case ExpressionCode.UNSUPPORTED_AXIS:
            return ProblemCode.BAD_COLUMN
        case _:
            return ProblemCode.BAD_EXPRESSION


class FormRefused(BaroError):  # noqa: N818 - errors say what is wrong
    """A form that cannot be compiled.

    Attributes:
        problems: all that was found, in document order.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(", ".join(sorted({found.code.value for found in self.problems})))
