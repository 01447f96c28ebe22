"""Interviews kept at hand: as many as their questions allow, each as the store has it."""

from __future__ import annotations

import pytest

from dialogues.interview.engine import start
from dialogues.interview.events import InterviewStarted
from dialogues.interview.interview import Interview
from dialogues.service import shelf
from dialogues.service.shelf import Shelf
from dialogues.xforms.xform import compile_xform
from tests.support.scenario import converted

FORM = """
| survey   |         |       |               |
|          | type    | name  | label         |
|          | integer | age   | Quel âge ?    |
|          | integer | chefs | Combien ?     |
| settings |         |       |               |
|          | form_id | form_title | version  |
|          | court   | Court      | 1        |
"""


def interview() -> Interview:
    """One that has begun."""
    found = converted(FORM)
    form = compile_xform(found.xform, files=found.files, settings=found.settings, statuses=found.statuses)
    return start(form, InterviewStarted(1, form.form_id, form.version, "Africa/Bamako", 1, "fr", {}))[0]


def test_the_shelf_holds_so_many_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    """The interviews that were given longest ago go first; giving one again counts it once."""
    monkeypatch.setattr(shelf, "_QUESTIONS", 6)
    kept = Shelf()
    state = interview()
    for number in (1, 2, 1, 3, 4):
        kept.give(number, state)
    assert tuple(kept._interviews) == (1, 3, 4)
    assert kept._questions == 6
