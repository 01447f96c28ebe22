"""The sheets of a shipped guide, with what it includes from `_shared` pasted in.

Conventions of a shipped guide, which `tests/dialogues/guides` holds:

* `label` is read aloud; `hint` is the same thing said otherwise, fit to be read too; `guidance_hint` is for the
  agent only. «Ne sait pas» and «Ne souhaite pas répondre» are statuses of the bot, never choices.
* The word `agent` in the appearance column marks what the agent fills in alone: before or after the call (the
  guidance hint begins with «À vous de remplir»), or from what was just heard («Sans demander»). Neither is asked.
  In a session log all is filled in alone, so it says neither.
* An open question is a `text` with the appearance `multiline`; other texts are a few words long.
* A row `include` in the choices sheet takes a list of `_shared/choices.csv`; in the survey sheet it pastes the rows
  of `_shared/<name>.csv` there.
* The hidden fields `organisation`, `numero_contact`, `code_attribue` and `projet_strict` are for the bot to fill at
  the start.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyxform.xls2xform import convert

from dialogues.forms.definition import AGENT

GUIDES: Final = Path(__file__).parents[2] / "dialogues" / "guides"
FR: Final = "::Français (fr)"
LABEL, HINT, GUIDANCE = f"label{FR}", f"hint{FR}", f"guidance_hint{FR}"
OWN_SETTINGS: Final = ("titre_discret", "famille", "confidentialite", "objet", "duree")
METADATA: Final = frozenset({"start", "end", "today", "username", "deviceid"})
STRUCTURE: Final = frozenset({"begin_group", "end_group", "begin_repeat", "end_repeat"})
SILENT: Final = METADATA | STRUCTURE | {"calculate", "hidden", "note"}

Row = dict[str, str]


def read(path: Path) -> list[Row]:
    """The rows of a CSV file, blank cells left out."""
    with path.open(encoding="utf-8", newline="") as sheet:
        rows = list(csv.DictReader(sheet, strict=True))
    assert all(None not in row for row in rows), "a row has more cells than the header"
    return [{column: cell for column, cell in row.items() if cell} for row in rows]


def is_asked(row: Row) -> bool:
    """Whether the question is put to the person, and not filled in or coded by the agent alone."""
    return AGENT not in row.get("appearance", "").split()


def is_open(row: Row) -> bool:
    """Whether the answer is a story rather than a choice or a few words."""
    return row["type"] == "text" and "multiline" in row.get("appearance", "").split()


@dataclass(frozen=True, slots=True)
class Shipped:
    """A shipped guide.

    Args:
        name: of its folder.
    """

    name: str

    def survey(self) -> list[Row]:
        """The survey rows with the shared blocks pasted in."""
        rows: list[Row] = []
        for row in read(GUIDES / self.name / "survey.csv"):
            rows += read(GUIDES / "_shared" / f"{row['name']}.csv") if row["type"] == "include" else [row]
        return rows

    def choices(self) -> list[Row]:
        """The choice rows with the shared lists pasted in."""
        shared = read(GUIDES / "_shared" / "choices.csv")
        rows: list[Row] = []
        for row in read(GUIDES / self.name / "choices.csv"):
            included = row["list_name"] == "include"
            rows += [c for c in shared if c["list_name"] == row["name"]] if included else [row]
        return rows

    def settings(self) -> Row:
        """The one row of settings."""
        (row,) = read(GUIDES / self.name / "settings.csv")
        return row

    def questions(self) -> list[Row]:
        """The rows that put something to a person or to the agent and keep an answer."""
        return [row for row in self.survey() if row["type"] not in SILENT]

    def xform(self) -> tuple[str, list[str]]:
        """The guide as an XForm, with pyxform's warnings."""
        warnings: list[str] = []
        known = {name: cell for name, cell in self.settings().items() if name not in OWN_SETTINGS}
        sheets = {"survey": self.survey(), "choices": self.choices(), "settings": [known]}
        return convert(sheets, warnings=warnings, form_name="data").xform, warnings

    def texts(self) -> list[tuple[str, str]]:
        """Every French text of the guide with where it stands."""
        found = [
            (f"{row.get('name')}/{column}", cell)
            for row in self.survey()
            for column, cell in row.items()
            if column.endswith(FR) and not column.startswith("status")
        ]
        return found + [(f"{row['list_name']}/{row['name']}", row[LABEL]) for row in self.choices()]
