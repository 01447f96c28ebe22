"""`features.toml` names every question type and every type that stays blank; the README's table is made from it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import dialogues.xforms
from dialogues.questions import QUESTION_TYPES
from dialogues.xforms.checks import BLANK_TYPES

ROOT = Path(__file__).parents[3]
FEATURES = tomllib.loads((Path(dialogues.xforms.__file__).parent / "features.toml").read_text(encoding="utf-8"))
HOWS = ("whole", "other", "blank", "refused")


def table() -> str:
    """The README's table."""
    lines = ["| in the form | here | in the chat |", "|---|---|---|"]
    lines += [
        f"| `{name}`{' (appearance)' if part == 'appearances' else ''} | {row['how']} | {row['chat']} |"
        for part, rows in FEATURES.items()
        for name, row in rows.items()
    ]
    return "\n".join(lines)


def test_every_type_is_described() -> None:
    """Types of the registry are read, those that no chat can fill stay blank; nothing else is promised."""
    kinds = FEATURES["types"]
    assert {row["how"] for rows in FEATURES.values() for row in rows.values()} <= set(HOWS)
    assert {name for name, row in kinds.items() if row["how"] in ("whole", "other")} == set(QUESTION_TYPES)
    assert {name for name, row in kinds.items() if row["how"] == "blank"} == set(BLANK_TYPES)


def test_the_readme_says_the_same() -> None:
    """The table between the marks is the generated one."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    begin, end = "<!-- features: made from dialogues/xforms/features.toml -->", "<!-- /features -->"
    assert readme.partition(begin)[2].partition(end)[0].strip() == table()
