"""KoboToolbox's tables (matrix, rating, ranking) as the groups of questions that its own server makes of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dialogues.xforms.mending.bench import REFERENCE, Bench, Line
from dialogues.xforms.mends import MendCode
from dialogues.xforms.sheets import column_of

__all__ = ["unfold"]

_BEGIN = re.compile(r"begin[ _](kobomatrix|score|rank)")
_END = re.compile(r"end[ _](kobomatrix|score|rank)")
_LISTS = {"kobomatrix": "kobo--matrix_list", "score": "kobo--score-choices", "rank": "kobo--rank-items"}


def unfold(bench: Bench) -> None:
    """Replace every table whose list is there; what it became is noted at its first row."""
    survey = bench.survey
    lines: list[Line] = []
    inner: list[Line] = []
    head: Line | None = None
    for line in survey.lines:
        type_ = survey.cell(line, "type").lower()
        if head is None:
            head = line if _BEGIN.fullmatch(type_) else None
            if head is None:
                lines.append(line)
            continue
        if not _END.fullmatch(type_):
            inner.append(line)
            continue
        made = _made(bench, head, inner)
        if made:
            bench.note(MendCode.MATRIX, head, survey.header("type"), survey.cell(head, "type"), _told(bench, made))
        lines += made or [head, *inner, line]
        head, inner = None, []
    survey.lines = [*lines, *([head, *inner] if head is not None else [])]


def _made(bench: Bench, head: Line, inner: Sequence[Line]) -> list[Line]:
    """The rows that a table stands for; none where its list is not there."""
    survey = bench.survey
    found = _BEGIN.fullmatch(survey.cell(head, "type").lower())
    kind = found[1] if found else ""
    list_name = next((value for header, _, value in survey.cells(head) if header.lower() == _LISTS.get(kind)), "")
    items = [line for line in bench.choices.lines if bench.choices.cell(line, "list_name") == list_name and list_name]
    if not items:
        return []
    rows = [line for line in inner if survey.cell(line, "type")]
    made = [_with(bench, head, type="begin_group")]
    match kind:
        case "kobomatrix":
            for item in items:
                made += _of_item(bench, head, item, rows)
        case "score":
            made += [_with(bench, row, type=f"select_one {list_name}") for row in rows]
        case _:
            for place, row in enumerate(rows):
                before = [survey.cell(one, "name") for one in rows[:place]]
                differs = " and ".join(f". != ${{{name}}}" for name in before)
                made.append(_with(bench, row, type=f"select_one {list_name}", constraint=differs))
    return [*made, Line(head.sheet, head.number, {survey.header("type"): "end_group"})]


def _of_item(bench: Bench, head: Line, item: Line, rows: Sequence[Line]) -> list[Line]:
    """The questions of a matrix about one item, named as the server names them: matrix_item_question."""
    survey = bench.survey
    prefix = f"{survey.cell(head, 'name')}_{bench.choices.cell(item, 'name')}"
    names = {survey.cell(row, "name") for row in rows}
    labels = {}
    for header, base, value in bench.choices.cells(item):
        if base == "label":
            language = column_of(header, "choices").language
            same = [one for one in survey.headers if column_of(one, "survey").base == "label"]
            own = next((one for one in same if column_of(one, "survey").language == language), None)
            labels[own or survey.header("label")] = value
    made = [
        Line(head.sheet, head.number, {survey.header("type"): "begin_group", survey.header("name"): prefix, **labels})
    ]
    for row in rows:
        cells = {
            header: REFERENCE.sub(
                lambda found: f"${{{prefix}_{found[2]}}}" if found[2] in names and not found[1] else found[0], value
            )
            for header, value in row.cells.items()
        }
        copy = Line(row.sheet, row.number, cells)
        copy.cells[survey.header("name")] = f"{prefix}_{survey.cell(row, 'name')}"
        made.append(copy)
    return [*made, Line(head.sheet, head.number, {survey.header("type"): "end_group"})]


def _with(bench: Bench, line: Line, **cells: str) -> Line:
    """A copy of a row with other cells, without the table's own columns."""
    kept = {header: value for header, value in line.cells.items() if not header.lower().startswith("kobo--")}
    kept |= {bench.survey.header(base): value for base, value in cells.items() if value}
    return Line(line.sheet, line.number, kept)


def _told(bench: Bench, made: Sequence[Line]) -> str:
    names = [bench.survey.cell(line, "name") for line in made]
    return ", ".join(name for name in names if name)
