"""The sheets of a form while they are mended: cells can be changed, and every change is noted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dialogues.xforms.mends import Mend, MendCode
from dialogues.xforms.sheets import Row, Sheet, Workbook, column_of

__all__ = ["EXPRESSIONS", "READ", "REFERENCE", "SHOWN", "WITH_REFERENCES", "Bench", "Line", "Table"]

REFERENCE = re.compile(r"\$\{\s*(last-saved#)?([^{}]*?)\s*\}")
EXPRESSIONS = frozenset(
    ["relevant", "constraint", "required", "read_only", "calculation", "choice_filter", "repeat_count"]
)
WITH_REFERENCES = EXPRESSIONS | frozenset(
    ["label", "hint", "guidance_hint", "constraint_message", "required_message", "default", "trigger", "parameters"]
)
READ = WITH_REFERENCES | frozenset(["type", "name", "appearance", "image", "audio", "video", "big-image", "save_to"])
"""Columns of the survey that mean something, by plain name."""
SHOWN = frozenset(["label", "image", "audio", "video", "big-image"])


@dataclass(slots=True)
class Line:
    """A row that can be changed; `sheet` and `number` say where the author finds it."""

    sheet: str
    number: int
    cells: dict[str, str]


class Table:
    """A sheet that can be changed."""

    def __init__(self, sheet: Sheet) -> None:
        self.name = sheet.name
        self.headers = list(sheet.headers)
        self.lines = [Line(row.sheet, row.number, dict(row.cells)) for row in sheet.rows]

    def header(self, base: str) -> str:
        """The header of a column by its plain name, without a language where there is one; added where none is."""
        found = [column_of(header, self.name) for header in self.headers]
        named = [column for column in found if column.base == base]
        plain = next((column for column in named if not column.language), named[0] if named else None)
        if plain is not None:
            return plain.header
        self.headers.append(base)
        return base

    def cell(self, line: Line, base: str) -> str:
        """A cell by its column's plain name, whatever language; "" where there is none."""
        for header, value in line.cells.items():
            column = column_of(header, self.name)
            if column.base == base and not column.language:
                return value.strip()
        return ""

    def cells(self, line: Line) -> Iterator[tuple[str, str, str]]:
        """Cells that are not blank: header, plain name, value."""
        for header, value in list(line.cells.items()):
            if value.strip():
                yield header, column_of(header, self.name).base, value.strip()

    def sheet(self) -> Sheet:
        """As it stands now."""
        return Sheet(
            self.name, tuple(self.headers), tuple(Row(line.sheet, line.number, line.cells) for line in self.lines)
        )


class Bench:
    """All sheets of a form, and what was changed in them.

    Attributes:
        mends: so far.
        survey: the questions.
        choices: their lists.
    """

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self.mends: list[Mend] = []
        self.survey = Table(workbook.sheet("survey"))
        self.choices = Table(workbook.sheet("choices"))
        self.settings = Table(workbook.sheet("settings"))
        self.entities = Table(workbook.sheet("entities"))

    def workbook(self) -> Workbook:
        """The form as it stands now."""
        tables = (self.survey, self.choices, self.settings, self.entities)
        sheets = {table.name: table.sheet() for table in tables if table.headers}
        names = (*self._workbook.names, *(name for name in sheets if name not in self._workbook.sheets))
        return replace(self._workbook, sheets={**self._workbook.sheets, **sheets}, names=names)

    def note(self, code: MendCode, line: Line, column: str, before: str, after: str) -> None:
        """Note a change that was made."""
        self.mends.append(Mend(code, line.sheet, line.number, column, before, after))

    def change(self, code: MendCode, line: Line, header: str, after: str) -> None:
        """Change a cell, and note it if there is anything to it."""
        before = line.cells.get(header, "")
        if before == after:
            return
        line.cells[header] = after
        self.note(code, line, header, before, after)

    def drop(self, code: MendCode, line: Line, before: str) -> None:
        """Empty a row; the rows below keep their numbers."""
        line.cells.clear()
        self.note(code, line, "", before, "")

    def setting(self, code: MendCode, line: Line, base: str, value: str, before: str) -> None:
        """Write a setting because of a row; one that says something already stays."""
        if not self.settings.lines:
            self.settings.lines.append(Line("settings", 2, {}))
        first = self.settings.lines[0]
        header = self.settings.header(base)
        if not first.cells.get(header, "").strip():
            first.cells[header] = value
            self.note(code, line, "", before, f"settings, {header} : {value}")

    def names(self) -> set[str]:
        """Names of all rows."""
        return {name for line in self.survey.lines if (name := self.survey.cell(line, "name"))}

    def lists(self) -> set[str]:
        """Names of all choice lists."""
        return {name for line in self.choices.lines if (name := self.choices.cell(line, "list_name"))}

    def referenced(self, name: str) -> bool:
        """Whether anything speaks of a name, as `${name}` or as a step of a path."""
        step = re.compile(rf"(?<![\w.\-]){re.escape(name)}(?![\w.\-])")
        for table, line, _, base, value in self.everything():
            if any(found[2] == name for found in REFERENCE.finditer(value)):
                return True
            spoken = re.sub(r"'[^']*'|\"[^\"]*\"", "", value)
            if table is self.survey and base in EXPRESSIONS and "/" in spoken and step.search(spoken) and line.cells:
                return True
        return False

    def everything(self) -> Iterator[tuple[Table, Line, str, str, str]]:
        """Every cell that may speak of a question: table, row, header, plain name, value."""
        for table in (self.survey, self.choices, self.settings, self.entities):
            for line in table.lines:
                for header, base, value in table.cells(line):
                    if "{" in value or (table is self.survey and base in EXPRESSIONS):
                        yield table, line, header, base, value
