"""What a form asks of the software that usually takes submissions, and does not get here: said when it is published.

Nothing of it stops a guide: its questions are asked as ever, and its submissions are those that ODK's servers take.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialogues.xforms.problems import Problem, ProblemCode, Severity, problem
from dialogues.xforms.sheets import column_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dialogues.xforms.sheets import Workbook

__all__ = ["done_elsewhere"]

_SETTINGS = {
    "public_key": ProblemCode.NOT_ENCRYPTED,
    "submission_url": ProblemCode.NOT_FORWARDED,
    "auto_send": ProblemCode.NOT_FORWARDED,
    "auto_delete": ProblemCode.NOT_FORWARDED,
}
_NO = frozenset({"", "no", "false", "false()", "non"})


def done_elsewhere(workbook: Workbook) -> Iterator[Problem]:
    """Notes on encryption, sending to another server, and lists of entities."""
    for row in workbook.sheet("settings").rows[:1]:
        for header, value in row.cells.items():
            code = _SETTINGS.get(column_of(header, "settings").base)
            if code is not None and value.strip().lower() not in _NO:
                yield problem(code, "settings", row.number, header, severity=Severity.NOTE)
    for row in workbook.sheet("entities").rows[:1]:
        yield problem(ProblemCode.ENTITIES_ELSEWHERE, "entities", row.number, severity=Severity.NOTE)
