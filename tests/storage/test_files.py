"""Files of the data folder: only safe names, whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from dialogues.errors import StoreUnavailable
from storage.files import DataFolder, StoredFile


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """A data folder that does not exist yet."""
    return DataFolder(tmp_path / "data")


def files(folder: DataFolder) -> list[str]:
    """Every file below the folder."""
    return sorted(str(path.relative_to(folder.root)) for path in folder.root.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    "relative",
    [
        "",
        "attachments",
        "attachments/",
        "attachments//x",
        "attachments/../x",
        "attachments/1/..",
        "attachments/.hidden",
        "attachments/a b",
        "attachments/é",
        "attachments/x\n",
        "attachments/x\x00",
        "/etc/passwd",
        "exports/../../etc/passwd",
        "elsewhere/x",
        "exports/" + "x" * 129,
    ],
)
def test_paths_outside_the_grammar_are_refused(folder: DataFolder, relative: str) -> None:
    """No name leads out of the folder, hides, or surprises a file system."""
    with pytest.raises(ValueError, match="not a path"):
        folder.path(relative)


def test_a_file_is_written_whole(folder: DataFolder) -> None:
    """A written file is there with its hash and size, for its owner only, and nothing else is."""
    place = folder.attachment(12, "a1B2-_c")
    stored = folder.write(place, [b"ab", b"", b"c"])
    assert stored == StoredFile("attachments/12/a1B2-_c", hashlib.sha256(b"abc").hexdigest(), 3)
    assert files(folder) == [place]
    assert b"".join(folder.read(place)) == b"abc"
    assert folder.sha256(place) == stored.sha256
    assert stat.S_IMODE(folder.path(place).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.path(place).parent.stat().st_mode) == 0o700
    assert folder.write(place, []).size == 0
    assert list(folder.read(place)) == []


def test_a_failure_half_way_leaves_what_was_there(folder: DataFolder) -> None:
    """When the source fails, the old file stays and no half file does; the failure passes through."""

    def source() -> Iterator[bytes]:
        yield b"new"
        raise ConnectionResetError

    folder.write("exports/x.csv", [b"old"])
    with pytest.raises(ConnectionResetError):
        folder.write("exports/x.csv", source())
    assert list(folder.read("exports/x.csv")) == [b"old"]
    assert files(folder) == ["exports/x.csv"]


@pytest.mark.parametrize(("number", "reason"), [(errno.ENOSPC, "full"), (errno.EDQUOT, "full"), (errno.EIO, "broken")])
def test_what_the_disk_refuses(folder: DataFolder, monkeypatch: pytest.MonkeyPatch, number: int, reason: str) -> None:
    """No room is `full`, another fault `broken`; nothing half-written stays."""

    def refuse(_: int) -> None:
        raise OSError(number, os.strerror(number))

    folder.write("exports/x.csv", [b"old"])
    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(StoreUnavailable, match=reason):
        folder.write("exports/x.csv", [b"new"])
    assert list(folder.read("exports/x.csv")) == [b"old"]
    assert files(folder) == ["exports/x.csv"]


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """A data folder in the way of which a file stands is `broken`."""
    (tmp_path / "data").write_text("in the way")
    with pytest.raises(StoreUnavailable, match="broken"):
        DataFolder(tmp_path / "data").write("exports/x", [b""])


def test_a_file_that_is_not_there(folder: DataFolder) -> None:
    """To read what is not there is a mistake; to remove it is none."""
    with pytest.raises(LookupError):
        folder.sha256("exports/none")
    folder.remove("exports/none")
    folder.remove_interview(12)


def test_removing(folder: DataFolder) -> None:
    """A file goes alone; a withdrawn interview's files go together."""
    for name in ("attachments/1/a", "attachments/1/b", "attachments/12/a"):
        folder.write(name, [b"x"])
    folder.remove("attachments/1/a")
    assert files(folder) == ["attachments/1/b", "attachments/12/a"]
    folder.remove_interview(1)
    assert files(folder) == ["attachments/12/a"]


def test_half_written_files_are_swept(folder: DataFolder) -> None:
    """What a killed process left is removed at the next start."""
    folder.write("exports/x", [b"x"])
    (folder.root / "tmp" / "0123.part").write_bytes(b"half")
    assert folder.sweep(idle_seconds=3600) == 0  # another process may be writing it
    assert folder.sweep() == 1
    assert folder.sweep() == 0
    assert files(folder) == ["exports/x"]


def test_downloads_that_nobody_was_sent(folder: DataFolder) -> None:
    """What is old goes with its folder; what is fresh, and what a command wrote there, stays."""
    old = folder.add_download("Fiche.xlsx", b"reponses")
    fresh = folder.add_download("Fiche.xlsx", b"reponses")
    folder.write("exports/mine.xlsx", (b"reponses",))
    os.utime((folder.root / old).parent, (1_000, 1_000))
    assert folder.forget_downloads(1_000_001) == 1
    assert files(folder) == sorted([fresh, "exports/mine.xlsx"])
