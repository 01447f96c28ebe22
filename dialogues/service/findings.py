"""What a check of a guide found, as a person reads it on a phone: a short list in the chat, the whole in a document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dialogues.locales import Locales
from dialogues.messages import Phrase
from dialogues.service.desk import Line
from dialogues.xforms.converted import Checked
from dialogues.xforms.mends import Mend
from dialogues.xforms.problems import Problem, Severity

FAULTS = 15
"""Faults that are told at once: a telephone shows about as many."""
NOTES = 5
NAME = 60
"""Characters of a file's or a person's name that are said back."""
HOLE = 80
"""Characters of a cell that are said back."""
_IN_FULL = 600
"""The same in the document."""


def shortened(text: str, most: int) -> str:
    """A text in one line of at most so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def notes_of(found: Checked) -> tuple[Problem, ...]:
    """What is worth knowing and stops nothing."""
    return tuple(one for one in found.problems if one.severity is Severity.NOTE)


def told(problems: Sequence[Problem], most: int) -> list[Line]:
    """A line each, at most so many; then how many more there are."""
    lines: list[Line] = [_told(found, HOLE) for found in problems[:most]]
    if len(problems) > most:
        lines.append(Phrase("publish.more", {"n": len(problems) - most}))
    return lines


def changed(mends: Sequence[Mend], most: int) -> list[Line]:
    """A line for each mend, at most so many; then how many more there are."""
    lines: list[Line] = [_changed(mend, HOLE) for mend in mends[:most]]
    if len(mends) > most:
        lines.append(Phrase("publish.more", {"n": len(mends) - most}))
    return lines


def was_cut(found: Checked) -> bool:
    """Whether the chat does not show all that was found."""
    offered = () if found.offer is None else found.offer.mends
    return len(found.faults) > FAULTS or len(notes_of(found)) > NOTES or len(offered) > FAULTS


def in_full(found: Checked, name: str, locales: Locales, tag: str) -> bytes:
    """All that was found as a plain text that every phone opens, in the language of whoever sent the guide.

    Args:
        found: by the check.
        name: of the file that was sent.
        locales: the bot's words.
        tag: IETF tag of the language.
    """
    lines: list[str] = []
    for heading, problems in (
        (Phrase("publish.refused", {"name": name, "n": len(found.faults)}), found.faults),
        (Phrase("publish.notes"), notes_of(found)),
    ):
        if problems:
            lines += [
                locales.text(heading, tag),
                "",
                *(locales.text(_told(one, _IN_FULL), tag) for one in problems),
                "",
            ]
    if found.offer is not None:
        mends = found.offer.mends
        lines += [locales.text(Phrase("publish.mendable", {"name": name, "n": len(mends)}), tag), ""]
        lines += [locales.text(_changed(mend, _IN_FULL), tag) for mend in mends]
    return "\r\n".join(lines).encode("utf-8-sig")  # the mark tells old readers that it is UTF-8


def _told(found: Problem, most: int) -> Phrase:
    """One problem: where, what, what to do."""
    said: dict[str, str | int | Phrase] = {"what": _short(found.phrase, most), "todo": _short(found.remedy, most)}
    place = {"sheet": shortened(found.sheet, HOLE), "column": shortened(found.column, HOLE)}
    if not found.sheet:
        return Phrase("publish.problem_column" if found.column else "publish.problem", {**place, **said})
    if found.row is None:
        return Phrase("publish.problem_sheet", {**place, **said})
    placed = {**place, **said, "row": str(found.row)}
    return Phrase("publish.problem_cell" if found.column else "publish.problem_row", placed)


def _changed(mend: Mend, most: int) -> Phrase:
    """One mend: where, what becomes what, why."""
    place = {"sheet": shortened(mend.sheet, HOLE), "row": str(mend.row), "column": shortened(mend.column, HOLE)}
    cells = {"before": shortened(mend.before, most), "after": shortened(mend.after, most)}
    change = "change" if mend.before and mend.after else "change_gone" if mend.before else "change_new"
    return Phrase(
        "publish.mend",
        {
            "place": Phrase("publish.place_cell" if mend.column else "publish.place_row", place),
            "change": Phrase(f"publish.{change}", cells),
            "why": mend.why,
        },
    )


def _short(phrase: Phrase, most: int) -> Phrase:
    """A phrase about a cell, however much the cell holds."""
    holes: Mapping[str, str | int | Phrase] = {
        name: shortened(value, most) if isinstance(value, str) else value for name, value in phrase.params.items()
    }
    return Phrase(phrase.key, holes)
