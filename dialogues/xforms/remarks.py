"""What pyxform remarks, in our own words where it is common; its English otherwise, marked as the converter's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dialogues.xforms.problems import Problem, ProblemCode, Severity, problem

__all__ = ["remark", "remarks"]

_ROW = re.compile(r"\[row\s*:\s*(\d+)\]\s*")
_MISSING = re.compile(r"Language '(.*?)' is missing the (\w+) (?:columns (.+?)|(\S+) column)\.", re.DOTALL)
_CODES = re.compile(r"do not contain valid machine-readable codes: (.+?)\. Learn more", re.DOTALL)
_QUIET = ("max-pixels", "or_other", "no longer supported", "has no label", "should have a label")
"""Advice that means nothing in a chat, or that the sheets' own checks give."""

_LENGTH = 400


def remarks(said: Iterable[str]) -> Iterator[Problem]:
    """The converter's warnings as notes."""
    for words in said:
        if any(quiet in words for quiet in _QUIET):
            continue
        codes = _CODES.search(words)
        missing = list(_MISSING.finditer(words))
        if codes:
            yield problem(ProblemCode.LANGUAGE_CODE, severity=Severity.NOTE, languages=codes[1])
        for found in missing:
            yield problem(
                ProblemCode.MISSING_TRANSLATION,
                found[2],
                severity=Severity.NOTE,
                language=found[1],
                columns=found[3] or found[4],
            )
        if not codes and not missing:
            yield remark(ProblemCode.CONVERTER_NOTE, words, Severity.NOTE)


def remark(code: ProblemCode, words: str, severity: Severity = Severity.FAULT) -> Problem:
    """One sentence of the converter, its «[row : 3]» made a place."""
    row = _ROW.search(words)
    words = " ".join(_ROW.sub("", words).split())
    return problem(
        code,
        "survey" if row else "",
        int(row.group(1)) if row else None,
        severity=severity,
        detail=words if len(words) <= _LENGTH else f"{words[:_LENGTH]}…",
    )
