"""What made the converter stop, as a problem in our own words where it is a common one."""

from __future__ import annotations

import re

from dialogues.xforms.problems import Problem, ProblemCode, problem
from dialogues.xforms.remarks import remark

__all__ = ["converter_fault"]

_ROW = re.compile(r"\[row\s*:\s*(\d+)\]")
_KINDS = (
    (
        ProblemCode.BAD_PARAMETER,
        "parameters",
        re.compile(
            r"accepted parameter keys .*? are '(?P<accepted>.*?)'\. .*?key\(s\): '(?P<rejected>.*?)'", re.DOTALL
        ),
    ),
    (
        ProblemCode.TWIN_COLUMN,
        "",
        re.compile(
            r"for sheet: '(?P<sheet>\w+)'.*same column were found: '(?P<header>.*?)', '(?P<other>.*?)'", re.DOTALL
        ),
    ),
    (ProblemCode.RESERVED_NAME, "name", re.compile(r"'name' value '(?P<name>meta)'.*reserved", re.DOTALL)),
    (ProblemCode.RESERVED_NAME, "name", re.compile(r"'name' value '(?P<name>[^']*)'.*Repeat names must", re.DOTALL)),
    (ProblemCode.NO_CALCULATION, "calculation", re.compile(r"Missing calculation")),
    (ProblemCode.OTHER_WITH_FILTER, "choice_filter", re.compile(r"Choice filter not supported with or_other")),
    (ProblemCode.NO_LABEL, "label", re.compile(r"element named '(?P<name>[^']*)' has no label or hint")),
    (
        ProblemCode.UNKNOWN_REFERENCE,
        "",
        re.compile(
            r"'(?P<sheet>\w+)' sheet, the '(?P<column>[^']*)' value.*find the name '(?P<name>[^']*)'", re.DOTALL
        ),
    ),
    (
        ProblemCode.AMBIGUOUS_REFERENCE,
        "",
        re.compile(
            r"'(?P<sheet>\w+)' sheet, the '(?P<column>[^']*)' value.*name '(?P<name>[^']*)' appears more", re.DOTALL
        ),
    ),
    (
        ProblemCode.BAD_REFERENCE,
        "",
        re.compile(r"'(?P<sheet>\w+)' sheet, the '(?P<column>[^']*)' value.*must start with '\$", re.DOTALL),
    ),
    (ProblemCode.BAD_RANGE, "parameters", re.compile(r"For the 'range' question type, (?P<detail>.*)", re.DOTALL)),
    (ProblemCode.BAD_PARAMETERS, "parameters", re.compile(r"Parameters must be in the form")),
)


def converter_fault(words: str) -> Problem:
    """One fault, with its place where the converter says it.

    Args:
        words: of the converter, in English; its kind alone where it failed without a sentence.
    """
    row = _ROW.search(words)
    for code, column, pattern in _KINDS:
        found = pattern.search(words)
        if found is None:
            continue
        holes = {name: value[:200] for name, value in found.groupdict().items() if name not in ("sheet", "column")}
        named = found.groupdict()
        sheet = named.get("sheet") or ("survey" if row else "")
        return problem(
            code,
            sheet,
            int(row.group(1)) if row else None,
            named.get("column") or column,
            holes={**holes, "near": ""},
        )
    return remark(ProblemCode.CONVERTER, words)
