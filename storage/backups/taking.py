"""Making a backup while the bot works, and proving it.

One reading transaction sees the database at one moment, on SQLite and on PostgreSQL; nobody waits for it. Files of
answers never change once they are stored. The file bears its name only after it was restored into a database of its
own, every row and every file compared: whatever is called `baro-….tar` is good.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, func, select

from dialogues.errors import BaroError
from dialogues.ports import AttachmentStatus
from storage.backups import sealing
from storage.backups.access import AccessLog, members_of
from storage.backups.archive import FORMAT, Manifest, TableSum, Writer
from storage.backups.restoring import prove
from storage.backups.rows import counters, lines, tables_of
from storage.backups.withdrawals import WithdrawalLog, known_to, written
from storage.database import Database
from storage.files import DataFolder, sync
from storage.migrations import HEAD
from storage.tables import attachments, events
from storage.troubles import reporting

__all__ = ["MOST_DAYS", "Backup", "Busy", "Made", "newest", "take"]

MOST_DAYS = 30
"""Answers that were taken back have left the backups after so many days (FIELD, «Families of guides»)."""
_NAME = re.compile(r"baro-(\d{8}T\d{6})Z\.tar(\.age)?")
_SPARE = ".making"
_CHUNK = 1 << 20
_DAY_MS = 86_400_000


class Busy(BaroError):  # noqa: N818 - errors are named after what is wrong (DESIGN, words)
    """Another process makes a backup just now."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that is there.

    Args:
        path: of the file.
        taken_at: UTC milliseconds, to the second.
    """

    path: Path
    taken_at: int


@dataclass(frozen=True, slots=True)
class Made:
    """What was made.

    Args:
        backup: the file.
        manifest: what it holds.
        size: bytes of the file.
    """

    backup: Backup
    manifest: Manifest
    size: int


def take(
    database: Database,
    folder: DataFolder,
    clock: Callable[[], int],
    *,
    baro: str,
    keep: int,
    keys: Sequence[str] = (),
    unless_since: int | None = None,
) -> Made | None:
    """Make a backup, prove it, and let old ones go.

    Args:
        database: at this program's version.
        folder: the data folder.
        clock: UTC milliseconds.
        baro: version of the program.
        keep: how many are kept, at least 1; older ones than `MOST_DAYS` go in any case, but never the newest.
        keys: public keys that it is encrypted for; none to leave it readable.
        unless_since: nothing is made where there is one of this moment or later, UTC milliseconds.

    Returns:
        What was made, None where nothing had to be.

    Raises:
        Busy: another process makes one.
        BackupDamaged: what was written is not what was read; the file is gone.
        StoreUnavailable: the database cannot be read.
        OSError: the disk does not take it; nothing of it is left.
    """
    home = folder.root / "backups"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(home):
        before = newest(folder.root)
        if unless_since is not None and before is not None and before.taken_at >= unless_since:
            return None
        spare = home / _SPARE
        shutil.rmtree(spare, ignore_errors=True)
        spare.mkdir(mode=0o700)
        try:
            at = clock()
            plain = spare / "plain.tar"
            manifest = _write(database, folder, plain, spare, baro, at)
            prove(plain, spare)
            made = plain
            if keys:
                made = spare / "sealed"
                sealing.seal(plain, made, keys)
            target = _free_name(home, at, sealing.SUFFIX if keys else "")
            made.chmod(0o600)
            sync(made)
            made.replace(target)
            sync(home)
        finally:
            shutil.rmtree(spare, ignore_errors=True)
        _let_go(folder.root, keep, at)
        return Made(Backup(target, at), manifest, target.stat().st_size)


def newest(root: Path) -> Backup | None:
    """The newest good backup of a data folder, None without any.

    Args:
        root: the data folder.
    """
    return next(iter(_there(root)), None)


def _there(root: Path) -> Sequence[Backup]:
    """Every backup, newest first."""
    found = []
    with suppress(FileNotFoundError):
        for path in (root / "backups").iterdir():
            match = _NAME.fullmatch(path.name)
            if match is not None:
                at = datetime.strptime(match[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
                found.append(Backup(path, int(at.timestamp()) * 1000))
    return sorted(found, key=lambda backup: backup.taken_at, reverse=True)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    handle = os.open(home / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Busy from None
        yield
    finally:
        os.close(handle)


def _free_name(home: Path, at: int, suffix: str) -> Path:
    """A name of this second, or of the next that has none yet."""
    while True:
        name = f"baro-{datetime.fromtimestamp(at // 1000, UTC):%Y%m%dT%H%M%S}Z.tar"
        if not any((home / f"{name}{each}").exists() for each in ("", sealing.SUFFIX)):
            return home / f"{name}{suffix}"
        at += 1000


def _write(database: Database, folder: DataFolder, path: Path, spare: Path, baro: str, at: int) -> Manifest:
    log = WithdrawalLog(folder.root)
    with path.open("xb") as file, database.reading() as connection:
        access = AccessLog(folder.root)
        access.note(members_of(connection, shut=True), shut=True)
        writer = Writer(file, spare)
        tables: dict[str, TableSum] = {}
        for table in tables_of(connection):
            columns = [column.name for column in table.columns]
            tables[table.name] = writer.table(table.name, columns, lines(connection, table))
        count, size, missing = _files(connection, folder, writer)
        log.add(known_to(connection))
        # Read last: whoever took answers back while this was written is in it.
        gone = log.all()
        writer.withdrawals(written(gone) + access.written())
        withdrawn = {one.interview for one in gone}
        with reporting():
            highest, latest = connection.execute(select(func.max(events.c.sequence), func.max(events.c.at))).one()
        manifest = Manifest(
            FORMAT,
            baro,
            HEAD,
            at,
            tables,
            counters(connection),
            highest or 0,
            latest or 0,
            count,
            size,
            tuple(attachment for interview, attachment in missing if interview not in withdrawn),
        )
        writer.manifest(manifest)
    return manifest


def _files(connection: Connection, folder: DataFolder, writer: Writer) -> tuple[int, int, Sequence[tuple[int, str]]]:
    """Add the files of answers; how many, of how many bytes, and those that are not as they were stored."""
    count, total, missing = 0, 0, []
    asked = select(attachments.c.interview_id, attachments.c.id, attachments.c.sha256)
    stored = asked.where(attachments.c.status == AttachmentStatus.STORED.value).order_by(attachments.c.id)
    with reporting():
        found = connection.execute(stored).all()
    for interview, attachment, sha256 in found:
        path = folder.path(folder.attachment(interview, attachment))
        try:
            file = path.open("rb")
        except FileNotFoundError:
            missing.append((interview, attachment))
            continue
        with file:
            if _sha256(file) != sha256:
                missing.append((interview, attachment))
                continue
            size = file.tell()
            file.seek(0)
            writer.attachment(interview, attachment, file, size)
        count, total = count + 1, total + size
    return count, total, missing


def _sha256(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _let_go(root: Path, keep: int, now: int) -> None:
    """Remove what is over the number or too old; never the newest."""
    for rank, backup in enumerate(_there(root)):
        if rank and (rank >= keep or now - backup.taken_at > MOST_DAYS * _DAY_MS):
            backup.path.unlink(missing_ok=True)
