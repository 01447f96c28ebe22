"""The data folder: files that are kept beside the database, each written whole or not at all.

    attachments/<interview>/<id>    files of answers
    guides/<id>/                    guides sent in a chat, while they are checked and wait to be published
    exports/ backups/ models/       what commands and members made
    withdrawals.log                 see `storage.backups.withdrawals`
    tmp/                            half-written files; whatever is there at a start is rubbish

A file is written under a temporary name, synced, renamed, and its folder is synced (rename(2), fsync(2)), so after a
crash it is there whole or not there. Only names that match a narrow grammar reach the file system.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from dialogues.errors import StoreUnavailable
from dialogues.fieldwork.people import Membership
from dialogues.ports import InterviewRecord
from storage.backups.access import AccessLog, Member
from storage.backups.withdrawals import Withdrawal, WithdrawalLog

__all__ = ["DataFolder", "StoredFile", "sync"]

DOWNLOADS_KEPT_MS = 48 * 3_600_000
"""How long a download stays that could not be sent."""

_FOLDERS = frozenset({"attachments", "exports", "tmp", "backups", "models", "guides"})
_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}")
_CHUNK = 1 << 20
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that is on disk for good.

    Args:
        path: relative to the data folder.
        sha256: hexadecimal.
        size: bytes.
    """

    path: str
    sha256: str
    size: int


class DataFolder:
    """Safe paths and whole files within one folder. Safe to use from several threads and processes.

    Args:
        root: the data folder; it and its parts are made when they are needed, for their owner only.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, relative: str) -> Path:
        """The place of a file within the folder.

        Args:
            relative: a known folder, then names of letters, digits, `.`, `_`, `-` that do not begin with a dot.

        Raises:
            ValueError: it is no such path; nothing outside the folder can be named.
        """
        folder, *names = relative.split("/")
        if folder not in _FOLDERS or not names or not all(_NAME.fullmatch(name) for name in names):
            raise ValueError("not a path within the data folder")
        return self.root.joinpath(folder, *names)

    def attachment(self, interview: int, attachment: str) -> str:
        """Where a file of an answer stands, relative to the folder (DESIGN, decision 11)."""
        return f"attachments/{interview}/{attachment}"

    @contextmanager
    def replacing(self, relative: str) -> Iterator[Path]:
        """A temporary path to write to; when the block ends well, the file takes its place at `relative`.

        Raises:
            StoreUnavailable: `full`, or `broken` when the disk refuses for another reason; nothing changed.
            ValueError: see `path`.
        """
        target = self.path(relative)
        with _disk():
            temporary = self._folder(self.root / "tmp") / f"{secrets.token_hex(8)}.part"
        try:
            with _disk():
                yield temporary
                temporary.chmod(0o600)
                sync(temporary)
                folder = self._folder(target.parent)
                temporary.replace(target)
                sync(folder)
        finally:
            temporary.unlink(missing_ok=True)

    def write(self, relative: str, chunks: Iterable[bytes]) -> StoredFile:
        """Write a file whole; one that is there is replaced.

        Args:
            relative: see `path`.
            chunks: its content in order; errors raised by the iterable pass through.

        Raises:
            StoreUnavailable: see `replacing`.
            ValueError: see `path`.
        """
        digest, size = hashlib.sha256(), 0
        with self.replacing(relative) as temporary:
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                for chunk in chunks:
                    file.write(chunk)
                    digest.update(chunk)
                    size += len(chunk)
        return StoredFile(relative, digest.hexdigest(), size)

    def read(self, relative: str) -> Iterator[bytes]:
        """The content of a file, a megabyte at a time.

        Raises:
            LookupError: it is not there.
            StoreUnavailable: `broken`: it cannot be read.
            ValueError: see `path`.
        """
        path = self.path(relative)
        with _disk():
            if not path.is_file():
                raise LookupError("no such file")
            with path.open("rb") as file:
                while chunk := file.read(_CHUNK):
                    yield chunk

    def sha256(self, relative: str) -> str:
        """The hash of a file as it is on disk now, hexadecimal."""
        digest = hashlib.sha256()
        for chunk in self.read(relative):
            digest.update(chunk)
        return digest.hexdigest()

    def remove(self, relative: str) -> None:
        """Remove a file; one that is not there is gone already."""
        path = self.path(relative)
        with _disk():
            path.unlink(missing_ok=True)

    def add_download(self, name: str, content: bytes) -> str:
        """Write a file that is gone once it was sent, or after two days; see `dialogues.ports.Files`."""
        relative = f"exports/d-{secrets.token_hex(6)}/{name}"
        self.write(relative, (content,))
        return relative

    def forget_downloads(self, before: int) -> int:
        """Remove downloads that nobody was sent: what somebody takes back later must not live on in them.

        Args:
            before: those made before this time go, UTC milliseconds.

        Returns:
            How many went.
        """
        gone = 0
        with _disk():
            for entry in self._folder(self.root / "exports").glob("d-*"):
                if entry.is_dir() and entry.stat().st_mtime * 1000 < before:
                    shutil.rmtree(entry, ignore_errors=True)  # whoever makes a download clears up as well
                    gone += 1
        return gone

    def withdrawn(self, record: InterviewRecord) -> None:
        """Note a withdrawal where a restore will look, then remove the files of that interview.

        Raises:
            StoreUnavailable: the disk refuses; to be done again.
        """
        with _disk():
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            WithdrawalLog(self.root).add((Withdrawal(record.project, record.id, record.started_at),))
        self.remove_interview(record.id)

    def access_changed(self, membership: Membership, entered_at: int, *, shut: bool) -> None:
        """Note where a restore will look that a member was shut out, or let in again.

        Raises:
            StoreUnavailable: the disk refuses; written at the next start, where somebody was shut out.
        """
        with _disk():
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            AccessLog(self.root).note((Member(membership.project, membership.id, entered_at),), shut=shut)

    def remove_interview(self, interview: int) -> None:
        """Remove all files of a withdrawn interview."""
        self.remove_folder(f"attachments/{interview}")

    def remove_folder(self, relative: str) -> None:
        """Remove a folder within a known one, and all that it holds; one that is not there is gone already.

        Raises:
            ValueError: see `path`.
        """
        folder = self.path(relative)
        with _disk():
            if folder.is_dir():
                shutil.rmtree(folder)

    def names(self, relative: str) -> Sequence[str]:
        """What a known folder, or one within it, holds, in order; nothing when it is not there.

        Raises:
            ValueError: see `path`.
        """
        folder = self.root / relative if relative in _FOLDERS else self.path(relative)
        with _disk():
            return sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else ()

    def interviews(self) -> Sequence[int]:
        """The interviews that have files here."""
        with _disk():
            names = [entry.name for entry in self._folder(self.root / "attachments").iterdir() if entry.is_dir()]
        return sorted(int(name) for name in names if name.isascii() and name.isdigit())

    def sweep(self, idle_seconds: float = 0.0) -> int:
        """Remove half-written files; to be called at a start.

        Args:
            idle_seconds: those written to within this time are left, for another process may be writing; 0 for none.

        Returns:
            How many went.
        """
        gone = 0
        with _disk():
            for path in self._folder(self.root / "tmp").glob("*.part"):
                with suppress(FileNotFoundError):
                    if not idle_seconds or path.stat().st_mtime < time.time() - idle_seconds:
                        path.unlink()
                        gone += 1
        return gone

    def _folder(self, folder: Path) -> Path:
        if not folder.is_dir():
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            (self.root / folder.relative_to(self.root).parts[0]).mkdir(mode=0o700, exist_ok=True)
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            sync(folder.parent)
        return folder


@contextmanager
def _disk() -> Iterator[None]:
    """Translate what the disk refuses; errors that name no file of ours, as a network's, pass through."""
    try:
        yield
    except (ConnectionError, TimeoutError):
        raise
    except OSError as error:
        raise StoreUnavailable("full" if error.errno in _FULL else "broken") from error


def sync(path: Path) -> None:
    """Make a file or folder durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
