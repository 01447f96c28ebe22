"""What a start puts in order."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.problems import CommandProblem
from bot.startup import check_disk, forget_withdrawn
from dialogues.interview.events import InterviewWithdrawn
from dialogues.interview.status import InterviewStatus
from storage.files import DataFolder
from tests.support.fakes import FakeStore
from tests.support.seed import seed


def test_a_full_disk_is_refused(tmp_path: Path) -> None:
    """A bot that could not keep a day's answers does not start."""
    with pytest.raises(CommandProblem):
        check_disk(tmp_path, least=1 << 62)


def test_files_of_withdrawn_interviews_go(tmp_path: Path) -> None:
    """Files that a crash left of a withdrawn interview are removed; those of others, known or not, stay."""
    store = FakeStore()
    kept = seed(store).interview
    gone = seed(store, "gao", 4242).interview
    with store.writing() as unit:
        last = InterviewWithdrawn(at=9)
        unit.interviews.append(gone.id, gone.sequence, [last], InterviewStatus.WITHDRAWN, 9)
        unit.commit()
    unknown = max(kept.id, gone.id) + 1000
    folder = DataFolder(tmp_path)
    for interview in (kept.id, gone.id, unknown):
        folder.write(f"attachments/{interview}/a1", [b"x"])
    assert forget_withdrawn(store, folder) == 1
    assert folder.interviews() == [kept.id, unknown]
