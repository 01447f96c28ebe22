"""Groups whose condition asks after a question inside them: the condition goes to what it really hides."""

from __future__ import annotations

import re

from dialogues.xforms.mending.bench import REFERENCE, Bench, Line
from dialogues.xforms.mends import MendCode

__all__ = ["hand_down", "own_value"]

_OWN = re.compile(r"(?<![\w.\])}/])\.(?![\w./])")
_STEP = re.compile(r"(?<![\w./\])}])(\.\.?)/")


def hand_down(bench: Bench, head: Line) -> None:
    """Give a group's condition to each question in it but the one that it reads, which has to stand for itself."""
    survey = bench.survey
    condition = survey.cell(head, "relevant")
    first = next(place for place, line in enumerate(survey.lines) if line is head)
    end, inside = _end(bench, first)
    if not condition or end is None:
        return
    read = {name for _, line in inside if (name := survey.cell(line, "name")) and _speaks(condition, name)}
    header = survey.header("relevant")
    if not read:
        return
    survey_line, place = survey.lines, first + 1
    bench.change(MendCode.GROUP_CONDITION, head, header, "")
    depth = 1
    while place < end:
        line = survey_line[place]
        type_ = survey.cell(line, "type").lower()
        if type_.startswith("begin"):
            after, inner = _end(bench, place)
            if any(survey.cell(one, "name") in read for _, one in inner):
                depth += 1
                place += 1
                continue
            _add(bench, line, header, condition, depth)
            place = (after or place) + 1
            continue
        if type_.startswith("end"):
            depth -= 1
        elif survey.cell(line, "name") and survey.cell(line, "name") not in read:
            _add(bench, line, header, condition, depth)
        place += 1


def own_value(bench: Bench, line: Line) -> None:
    """A calculation that falls back on its own value, and reads nothing but lists, falls back on nothing.

    As long as what it reads never changes its own value is blank whenever it is looked at.
    """
    survey = bench.survey
    header = survey.header("calculation")
    calculation = line.cells.get(header, "")
    rest = re.sub(r"instance\([^()]*\)(?:/[\w.\-]+)+|'[^']*'|\"[^\"]*\"", "", calculation)
    if "${" not in rest and "/" not in rest and _OWN.search(rest) and not survey.cell(line, "default"):
        parts = re.split(r"('[^']*'|\"[^\"]*\")", calculation)
        after = "".join(part if place % 2 else _OWN.sub("''", part) for place, part in enumerate(parts))
        bench.change(MendCode.OWN_VALUE, line, header, after)


def _add(bench: Bench, line: Line, header: str, condition: str, depth: int) -> None:
    """Add a condition that was written so many levels above."""

    def lower(found: re.Match[str]) -> str:
        return "../" * depth + ("" if found[1] == "." else "../")

    handed = _STEP.sub(lower, condition)
    own = line.cells.get(header, "").strip()
    bench.change(MendCode.GROUP_CONDITION, line, header, f"({own}) and ({handed})" if own else handed)


def _end(bench: Bench, first: int) -> tuple[int | None, list[tuple[int, Line]]]:
    """Where the group that begins at a place ends, and what stands in it."""
    depth = 0
    inside: list[tuple[int, Line]] = []
    for place in range(first, len(bench.survey.lines)):
        line = bench.survey.lines[place]
        type_ = bench.survey.cell(line, "type").lower()
        depth += type_.startswith("begin")
        depth -= type_.startswith("end")
        if not depth:
            return place, inside
        if place > first:
            inside.append((place, line))
    return None, inside


def _speaks(condition: str, name: str) -> bool:
    if any(found[2] == name for found in REFERENCE.finditer(condition)):
        return True
    spoken = re.sub(r"'[^']*'|\"[^\"]*\"", "", condition)
    return re.search(rf"(?<![\w.\-]){re.escape(name)}(?![\w.\-])", spoken) is not None
