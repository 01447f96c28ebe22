"""`features.toml` names every question type and every type that stays blank; the README's table is made from it."""

from __future__ import annotations

import re
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
from pyxform import aliases
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

import dialogues.xforms
from dialogues.questions import QUESTION_TYPES
from dialogues.xforms.checks import BLANK_TYPES, select_type
from dialogues.xforms.sheets import column_of
from dialogues.xforms.xform import compile_xform
from dialogues.xforms.xlsform import convert_form, read_workbook

ROOT = Path(__file__).parents[3]
FEATURES = tomllib.loads((Path(dialogues.xforms.__file__).parent / "features.toml").read_text(encoding="utf-8"))
XLSFORMS = sorted((ROOT.parent / "shared" / "conformance" / "xlsforms").glob("*.xls*"))
NEED_MORE = frozenset({"range", "rank", "osm", "audit", "background-geopoint"}) | {
    one for one in QUESTION_TYPE_DICT if "select" in one
}
"""Types that want more than a name and a label; they have tests of their own."""
UNASKED = frozenset({"calculate", "hidden"}) | BLANK_TYPES
PASSED_OVER = frozenset(
    [
        "li",
        "center",
        "h1",
        "h2",
        "h3",
        "h4",
        "blue",
        "green",
        "yellow",
        "lime",
        "underline",
        "summary",
        "field",
        "field_list",
        "number",
        "calcu",
        "non",
        "select-contact",
        "type-person",
        "db-object",
    ]
)
"""Words that no tool documents for XLSForm: slips, styles of the Community Health Toolkit, prose."""
NOT_XLSFORM = frozenset(
    {"hidden string", "hidden geopoint", "geoline", "set form title", "set form id", "unknown", "db:person", "select"}
)
"""Types that are no XLSForm's; they are mended or refused."""
HOWS = ("whole", "other", "blank", "refused")


def _names(name: str, row: dict[str, Any]) -> str:
    return ", ".join(f"`{one}`" for one in (name, *row.get("also", ())))


def table() -> str:
    """The README's table."""
    lines = ["| in the form | here | in the chat |", "|---|---|---|"]
    lines += [
        f"| {_names(name, row)}{' (appearance)' if part == 'appearances' else ''} | {row['how']} | {row['chat']} |"
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


def words(part: str) -> dict[str, str]:
    """Every word of a part, with the row that it stands in."""
    return {one: name for name, row in FEATURES[part].items() for one in (name, *row.get("also", ()))}


def test_every_type_of_the_converter_is_described(tmp_path: Path) -> None:
    """Each type that pyxform knows is in the table, and a form of all of them compiles to what the table says."""
    types, given = words("types"), words("metadata")
    assert set(QUESTION_TYPE_DICT) <= types.keys() | given.keys()
    assert set(aliases.select) <= types.keys()
    assert {f"begin_{one}" for one in ("group", "repeat")} | {"lgroup", "looped group"} <= words("sections").keys()
    asked = sorted(one for one in QUESTION_TYPE_DICT if one in types and one not in NEED_MORE)
    rows = [f"| | {word} | q{place} | Texte | 1 |" for place, word in enumerate(asked)]
    path = tmp_path / "f.md"
    path.write_text("| survey |\n| | type | name | label | calculation |\n" + "\n".join(rows), encoding="utf-8")
    converted = convert_form(path)
    form = compile_xform(converted.xform)
    for place, word in enumerate(asked):
        found = form.questions.get(f"/data/q{place}")
        if types[word] not in UNASKED:
            assert (word, None if found is None else found.type) == (word, types[word])
        else:
            assert found is None or found.number is None, word


@pytest.mark.skipif(not XLSFORMS, reason="the real forms are not part of the project")
def test_the_words_of_real_forms_are_described() -> None:
    """Every type and appearance used in the folder's forms is in the table; what is left are slips and styles."""
    rows, types = words("appearances"), words("types") | words("metadata") | words("sections")
    for path in XLSFORMS:
        survey = read_workbook(path).sheet("survey")
        for row in survey.rows:
            cells = {column_of(header, "survey").base: value for header, value in row.cells.items()}
            for word in re.sub(r"\(.*\)", "(", cells.get("appearance", "")).split():
                known = any(
                    fnmatchcase(word.lower(), pattern.replace("[", "[[]")) for pattern in rows if pattern != "*"
                )
                assert known or word in PASSED_OVER or not re.fullmatch(r"[A-Za-z][\w.:()-]*", word), (path.stem, word)
            type_ = " ".join(cells.get("type", "").split())
            select = select_type(type_)
            if type_ and select is None and not re.match(r"(begin|end)[ _]", type_):
                assert type_ in types or type_ in NOT_XLSFORM, (path.stem, type_)


def test_the_readme_says_the_same() -> None:
    """The table between the marks is the generated one."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    begin, end = "<!-- features: made from dialogues/xforms/features.toml -->", "<!-- /features -->"
    assert readme.partition(begin)[2].partition(end)[0].strip() == table()
