"""Drafts of guides: the contract, in memory and in a data folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dialogues.drafts import Draft, Drafts, DraftState
from dialogues.xforms.converted import Checked, Converted
from dialogues.xforms.length import Figures, Length
from dialogues.xforms.problems import ProblemCode, Severity, problem
from storage.drafts import FolderDrafts
from storage.files import DataFolder
from tests.support.fakes import FakeDrafts

FIRST = Draft("7-1772500000000", 1, 2, 3, "file-1", "Guide é.xlsx", 2000, 1_000)
SECOND = replace(FIRST, id="8-1772500000001", at=2_000)
NOTE = problem(ProblemCode.MISSING_FILE, "survey", 2, severity=Severity.NOTE, file="a.csv")
FOUND = Checked(
    (NOTE,),
    Converted(
        b"<x/>", "Visite", "v", "1", {"a.csv": b"\x00"}, {"famille": "fiche"}, {("/a", "fr"): "draft"}, (NOTE,), "h"
    ),
    Length(25, Figures(3, 1, 0, 2, 4), Figures(3, 1, 0, 3, 5)),
)


@pytest.fixture(params=["fake", "folder"])
def drafts(request: pytest.FixtureRequest, tmp_path: Path) -> Drafts:
    """Nothing sent yet."""
    return FakeDrafts() if request.param == "fake" else FolderDrafts(DataFolder(tmp_path / "data"))


def test_they_wait_in_order(drafts: Drafts) -> None:
    """What is put is found by its id, as it was; those that wait come oldest first; twice the same is once."""
    assert list(drafts.waiting()) == []
    drafts.put(SECOND)
    drafts.put(FIRST)
    drafts.put(FIRST)
    assert list(drafts.waiting()) == [FIRST, SECOND]
    told = replace(FIRST, state=DraftState.TOLD, at=5_000)
    drafts.put(told)
    assert drafts.draft(FIRST.id) == told
    assert list(drafts.waiting()) == [SECOND]


def test_what_was_found_is_kept(drafts: Drafts) -> None:
    """What a check found comes back whole, until the draft is emptied or removed."""
    drafts.put(FIRST)
    assert drafts.checked(FIRST.id) is None
    drafts.keep(FIRST.id, FOUND)
    assert drafts.checked(FIRST.id) == FOUND
    drafts.empty(FIRST.id)
    assert (drafts.checked(FIRST.id), drafts.draft(FIRST.id)) == (None, FIRST)
    drafts.keep(FIRST.id, FOUND)
    drafts.remove(FIRST.id)
    drafts.remove(FIRST.id)
    assert (drafts.checked(FIRST.id), drafts.draft(FIRST.id)) == (None, None)


def test_they_expire(drafts: Drafts) -> None:
    """What was told long ago goes; what waits to be fetched stays, however old."""
    drafts.put(FIRST)
    drafts.put(replace(SECOND, state=DraftState.TOLD))
    assert drafts.expire(2_000) == 0
    assert drafts.expire(2_001) == 1
    assert drafts.draft(SECOND.id) is None
    assert list(drafts.waiting()) == [FIRST]


@pytest.mark.parametrize("name", ["", "../7-1", "7", "7-1/../8-1", "7-x", "９-1", "7-1\n", "7-1\x00", "1" * 20 + "-1"])
def test_what_is_no_id_finds_nothing(drafts: Drafts, name: str) -> None:
    """A button can bring anything back."""
    assert drafts.draft(name) is None
    assert drafts.checked(name) is None


def test_what_cannot_be_read_is_nothing(tmp_path: Path) -> None:
    """Half a file, or another program's, is no draft, and goes with the next sweep; no path leads outside."""
    folder = DataFolder(tmp_path / "data")
    drafts = FolderDrafts(folder)
    drafts.put(FIRST)
    drafts.keep(FIRST.id, FOUND)
    folder.path(drafts.place(FIRST.id, "checked.json")).write_text('{"problems": 1}')
    assert drafts.checked(FIRST.id) is None
    folder.path(drafts.place(FIRST.id, "draft.json")).write_text('{"state": "else"}')
    assert drafts.draft(FIRST.id) is None
    assert drafts.waiting() == []
    assert drafts.expire(0) == 1
    assert folder.names("guides") == []
    with pytest.raises(ValueError, match="not the id"):
        drafts.place("../7-1")


def test_a_guide_that_was_made_here(drafts: Drafts) -> None:
    """Its file is kept until the draft is emptied, whether the draft is there yet or not."""
    made = replace(FIRST, file_id="")
    drafts.put_made(made.id, b"PK")
    drafts.put(made)
    assert list(drafts.waiting()) == [made]
    drafts.empty(made.id)
    assert drafts.draft(made.id) == made
    drafts.remove(made.id)
    assert drafts.draft(made.id) is None
