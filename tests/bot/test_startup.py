"""What a start puts in order."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.problems import CommandProblem
from bot.startup import check_disk, forget_withdrawn
from storage.files import DataFolder
from tests.support.fakes import FakeStore
from tests.support.seed import seed


def test_a_full_disk_is_refused(tmp_path: Path) -> None:
    """A bot that could not keep a day's answers does not start."""
    with pytest.raises(CommandProblem):
        check_disk(tmp_path, least=1 << 62)


def test_files_of_withdrawn_interviews_go(tmp_path: Path) -> None:
    """Files that a crash left of an interview that is gone are removed; those of others stay."""
    store = FakeStore()
    kept = seed(store).interview
    folder = DataFolder(tmp_path)
    for interview in (kept.id, kept.id + 1000):
        folder.write(f"attachments/{interview}/a1", [b"x"])
    assert forget_withdrawn(store, folder) == 1
    assert folder.interviews() == [kept.id]
