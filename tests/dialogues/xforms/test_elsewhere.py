"""What a form asks of other software is said when it is published."""

from __future__ import annotations

from pathlib import Path

from dialogues.xforms.problems import ProblemCode, Severity
from dialogues.xforms.xlsform import check_form

FORM = """
| survey |
|  | type | name | label | save_to |
|  | text | espece | Espèce ? | espece |
| entities |
|  | list_name | label |
|  | arbres | ${espece} |
| settings |
|  | form_id | public_key | submission_url | auto_send | auto_delete |
|  | arbres | MIIB | https://exemple.org/submission | true | false |
"""


def test_what_is_not_done_here_is_said(tmp_path: Path) -> None:
    """Encryption, sending on and lists of entities are notes, each with its place; the guide is good all the same."""
    path = tmp_path / "arbres.md"
    path.write_text(FORM, encoding="utf-8")
    checked = check_form(path)
    assert checked.converted is not None
    assert [(found.code, found.sheet, found.column, found.severity) for found in checked.problems] == [
        (ProblemCode.NOT_ENCRYPTED, "settings", "public_key", Severity.NOTE),
        (ProblemCode.NOT_FORWARDED, "settings", "submission_url", Severity.NOTE),
        (ProblemCode.NOT_FORWARDED, "settings", "auto_send", Severity.NOTE),
        (ProblemCode.ENTITIES_ELSEWHERE, "entities", "", Severity.NOTE),
    ]
