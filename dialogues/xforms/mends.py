"""What is changed in a guide so that it can be published: offered, done on a yes, kept with the version."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from dialogues.messages import Phrase

__all__ = ["MENDS_FILE", "Mend", "MendCode", "mend_cells", "mends_from", "mends_json", "mends_sheet"]

MENDS_FILE = ".mends.json"
"""Name under which a published version keeps what was mended in it."""


class MendCode(StrEnum):
    """Kinds of mend; the values are stable, and keys of the locale table `mends` (why)."""

    TWIN_COLUMN = "twin_column"
    SETTING_ROW = "setting_row"
    TYPE = "type"
    ROW_LEFT_OUT = "row_left_out"
    WRONG_END = "wrong_end"
    MATRIX = "matrix"
    NO_CALCULATION = "no_calculation"
    NAME = "name"
    DOUBLE_NAME = "double_name"
    NAME_GIVEN = "name_given"
    LABEL_GIVEN = "label_given"
    REFERENCE = "reference"
    FORMULA = "formula"
    LIST = "list"
    PARAMETER = "parameter"
    PARAMETERS_MOVED = "parameters_moved"
    STRAY_CELL = "stray_cell"
    STRAY_COLUMN = "stray_column"
    OWN_VALUE = "own_value"
    GROUP_CONDITION = "group_condition"
    CHOICE_TWICE = "choice_twice"
    CHOICE_DOUBLES = "choice_doubles"
    CHOICE_NAME = "choice_name"


@dataclass(frozen=True, slots=True)
class Mend:
    """One change of one cell or row.

    Args:
        code: which kind.
        sheet: as in `Problem`.
        row: as in `Problem`.
        column: header as written; "" for a whole row or column.
        before: what stood there.
        after: what stands there instead; "" for nothing.
    """

    code: MendCode
    sheet: str
    row: int | None
    column: str
    before: str
    after: str

    @property
    def why(self) -> Phrase:
        """Why it is offered, in the words of the locales."""
        return Phrase(f"mends.{self.code.value}")


def mends_json(mends: Sequence[Mend]) -> bytes:
    """For `mends_from`; equal mends give equal bytes."""
    return json.dumps([asdict(mend) for mend in mends], ensure_ascii=False).encode()


def mends_from(files: Mapping[str, bytes]) -> tuple[Mend, ...]:
    """What was mended in a version, by its files; nothing for one that was published as it came."""
    return tuple(Mend(**{**read, "code": MendCode(read["code"])}) for read in json.loads(files.get(MENDS_FILE, b"[]")))


def mend_cells(mend: Mend, spoken: Callable[[Phrase], str]) -> Mapping[str, str]:
    """A mend as one reads it, by column: of the sheet's own words those that there are, else a dash."""
    return {
        "sheet": mend.sheet,
        "row": str(mend.row) if mend.row is not None else "—",
        "column": mend.column or "—",
        "before": mend.before or "—",
        "after": mend.after or "—",
        "why": spoken(mend.why),
    }


def mends_sheet(mends: Sequence[Mend], spoken: Callable[[Phrase], str]) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """What was mended as a sheet of the guide's workbook; none where nothing was.

    Args:
        mends: in the order in which they were made.
        spoken: puts phrases into words.
    """
    rows = [mend_cells(mend, spoken) for mend in mends]
    if not rows:
        return {}
    headers = tuple(spoken(Phrase(f"guide.column_{name}")) for name in rows[0])
    return {"mends": (headers, *(tuple(row.values()) for row in rows))}
