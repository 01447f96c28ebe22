"""All mends of a form, in rounds: what one round mends may show what the next has to."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from dialogues.xforms.mending import choices, names
from dialogues.xforms.mending.bench import EXPRESSIONS, READ, SHOWN, Bench, Line, Table
from dialogues.xforms.mending.conditions import hand_down, own_value
from dialogues.xforms.mending.formulas import compiles, repaired
from dialogues.xforms.mending.matrices import unfold
from dialogues.xforms.mending.types import known_type
from dialogues.xforms.mends import Mend, MendCode
from dialogues.xforms.problems import Problem, ProblemCode
from dialogues.xforms.sheets import Workbook, column_of

__all__ = ["mended"]

_ROUNDS = 6
_SETTING_ROWS = {"set form title": "form_title", "set form id": "form_id"}
_PARAMETERS = re.compile(r"\w+\s*=\s*[\w.\-]+(?:\s*[,;]?\s+\w+\s*=\s*[\w.\-]+)*")


def mended(
    workbook: Workbook, known_types: Collection[str], faults_of: Callable[[Workbook], Sequence[Problem]]
) -> tuple[Workbook, tuple[Mend, ...]]:
    """Mend what can be mended.

    Args:
        workbook: the form; it has faults.
        known_types: type words without a list that the converter knows.
        faults_of: finds the faults of the sheets, and what made the converter stop.

    Returns:
        The form as it would be, and what would be changed; nothing of that says that no fault is left.
    """
    bench = Bench(workbook)
    _twins(bench.survey, bench)
    _twins(bench.choices, bench)
    _setting_rows(bench)
    unfold(bench)
    names.references(bench)
    for _ in range(_ROUNDS):
        before = len(bench.mends)
        faults = faults_of(bench.workbook())
        untyped = {(fault.sheet, fault.row) for fault in faults if fault.code is ProblemCode.UNKNOWN_TYPE}
        for fault in faults:
            # whether a row needs a text is known once its type is
            if fault.code is not ProblemCode.NO_LABEL or (fault.sheet, fault.row) not in untyped:
                _mend(bench, fault, known_types)
        if len(bench.mends) == before:
            break
    return bench.workbook(), tuple(bench.mends)


def _mend(bench: Bench, fault: Problem, known: Collection[str]) -> None:  # noqa: PLR0912 - one branch a fault
    table = bench.choices if fault.sheet.endswith("choices") else bench.survey
    line = next((one for one in table.lines if (one.sheet, one.number) == (fault.sheet, fault.row) and one.cells), None)
    if fault.code is ProblemCode.DUPLICATE_CHOICE:
        choices.doubles(bench)
    elif fault.code is ProblemCode.BAD_ARGUMENTS and line is None:
        for one in bench.entities.lines:
            for header, _, _ in bench.entities.cells(one):
                _formula(bench, one, header)
    elif fault.code is ProblemCode.CONVERTER:
        _tags(bench)
    if line is None:
        return
    match fault.code:
        case ProblemCode.UNKNOWN_TYPE:
            _type(bench, line, known)
        case ProblemCode.NO_NAME:
            names.give_name(bench, line)
        case ProblemCode.BAD_NAME:
            names.rename(bench, line)
        case ProblemCode.DUPLICATE_NAME | ProblemCode.RESERVED_NAME:
            names.another_name(bench, line)
        case ProblemCode.NO_LABEL:
            names.give_label(bench, line)
        case ProblemCode.NO_CALCULATION:
            bench.change(MendCode.NO_CALCULATION, line, bench.survey.header("type"), "hidden")
        case ProblemCode.UNKNOWN_LIST:
            choices.list_name(bench, line)
        case ProblemCode.CHOICE_WITHOUT_NAME:
            choices.give_name(bench, line)
        case ProblemCode.CHOICE_NAME_SPACE:
            choices.without_space(bench, line)
        case ProblemCode.WRONG_END:
            kind = str(fault.phrase.params["begun"])
            bench.change(MendCode.WRONG_END, line, bench.survey.header("type"), f"end_{kind}")
        case ProblemCode.BAD_PARAMETER:
            _parameters(bench, line, str(fault.phrase.params["rejected"]))
        case ProblemCode.BAD_REFERENCE | ProblemCode.UNKNOWN_REFERENCE:
            _stray(bench, line, fault.column)
        case ProblemCode.CYCLE:
            if bench.survey.cell(line, "type").lower().startswith("begin"):
                hand_down(bench, line)
            else:
                own_value(bench, line)
        case ProblemCode.BAD_EXPRESSION | ProblemCode.UNKNOWN_FUNCTION | ProblemCode.BAD_ARGUMENTS:
            _formula(bench, line, fault.column)
        case _:
            pass


def _twins(table: Table, bench: Bench) -> None:
    """Two columns that mean the same become one, where no row fills both with different things."""
    first: dict[tuple[str, str], str] = {}
    for header in list(table.headers):
        column = column_of(header, table.name)
        kept = first.setdefault((column.base, column.language), header)
        if kept == header or column.base in ("", "odk", "instance"):
            continue
        filled = [line for line in table.lines if line.cells.get(header, "").strip()]
        if any(line.cells.get(kept, "").strip() not in ("", line.cells[header].strip()) for line in filled):
            continue
        for line in table.lines:
            value = line.cells.pop(header, "")
            if value.strip():
                line.cells[kept] = value
        table.headers.remove(header)
        bench.mends.append(Mend(MendCode.TWIN_COLUMN, table.name, 1, header, header, kept))


def _setting_rows(bench: Bench) -> None:
    """Rows of the first XLSForms that say what the sheet «settings» says now."""
    for line in bench.survey.lines:
        type_ = " ".join(bench.survey.cell(line, "type").lower().replace("_", " ").split())
        value = bench.survey.cell(line, "name")
        if type_ in _SETTING_ROWS and value:
            bench.setting(MendCode.SETTING_ROW, line, _SETTING_ROWS[type_], value, f"{type_} : {value}")
            line.cells.clear()


def _type(bench: Bench, line: Line, known: Collection[str]) -> None:
    """A type word that is known; a row that asks nothing and that nothing speaks of is left out."""
    survey = bench.survey
    words = survey.cell(line, "type")
    meant = known_type(words, known, bench.lists())
    if meant is not None:
        bench.change(MendCode.TYPE, line, survey.header("type"), meant)
        return
    name = survey.cell(line, "name")
    shown = any(base in SHOWN for _, base, _ in survey.cells(line))
    if not shown and not (name and bench.referenced(name)):
        bench.drop(MendCode.ROW_LEFT_OUT, line, f"{words} {name}".strip())


def _formula(bench: Bench, line: Line, header: str) -> None:
    value = line.cells.get(header, "").strip()
    if not value or compiles(value):
        return
    survey = bench.survey
    base = column_of(header, "survey").base
    if base in EXPRESSIONS and _PARAMETERS.fullmatch(value) and "from" in survey.cell(line, "type"):
        place = survey.header("parameters")
        before = survey.cell(line, "parameters")
        line.cells[place] = before or re.sub(r"\s*[,;]\s*", " ", value)
        line.cells.pop(header)
        bench.note(MendCode.PARAMETERS_MOVED, line, header, value, f"{place} : {line.cells[place]}")
        return
    after = repaired(value, bench.names())
    if after is not None:
        bench.change(MendCode.FORMULA, line, header, after)


def _stray(bench: Bench, line: Line, header: str) -> None:
    """A cell of a column that nobody reads goes, where the converter stumbles over it."""
    base = column_of(header, "survey").base
    if line in bench.survey.lines and "::" not in header and base not in READ:
        bench.change(MendCode.STRAY_CELL, line, header, "")


def _tags(bench: Bench) -> None:
    """The marks of the Community Health Toolkit, over which the converter stumbles; no chat has a use for them."""
    survey = bench.survey
    header = next((one for one in survey.headers if one.replace(" ", "").lower() == "instance::tag"), None)
    if header is not None:
        survey.headers.remove(header)
        for line in survey.lines:
            line.cells.pop(header, None)
        bench.mends.append(Mend(MendCode.STRAY_COLUMN, survey.name, 1, header, header, ""))


def _parameters(bench: Bench, line: Line, rejected: str) -> None:
    """Words that mean nothing for this type go, in all its rows: the converter tells one at a time."""
    survey = bench.survey
    gone = {word.strip().lower() for word in rejected.split(",")}
    type_ = survey.cell(line, "type")
    header = survey.header("parameters")
    for one in survey.lines:
        value = one.cells.get(header, "")
        if survey.cell(one, "type") != type_ or not value.strip():
            continue
        pairs = re.findall(r"[^\s=,;]+\s*=\s*[^\s,;]+", value)
        kept = [pair for pair in pairs if pair.partition("=")[0].strip().lower() not in gone]
        if len(kept) < len(pairs):
            bench.change(MendCode.PARAMETER, one, header, " ".join(kept))
