"""A backup into an empty installation, and the proof that one could be.

Everything goes into the database in one transaction, committed last: a restore that is broken off leaves it empty.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from dialogues.interview.status import InterviewStatus
from dialogues.ports import AttachmentStatus
from storage.backups.access import AccessLog, members_of, shut_in
from storage.backups.archive import Archive, BackupDamaged, BackupNewer, Manifest, opened
from storage.backups.copying import alone, prepared
from storage.backups.rows import Sum, lines, load, set_counters, summed, tables_of
from storage.backups.withdrawals import Withdrawal, WithdrawalLog, read
from storage.codec import Codec
from storage.database import Database, open_database
from storage.files import DataFolder
from storage.migrations import HEAD
from storage.migrations.running import migrate
from storage.tables import attachments, interviews
from storage.troubles import reporting
from storage.unit_of_work import SqlUnitOfWork
from storage.upserts import upserts
from storage.work import SqlWork

__all__ = ["Restored", "prove", "readable", "restore"]

_BEYOND = 1_000_000
"""Numbers that are left out: chats still show keys of prompts that came after the backup."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored.

    Args:
        manifest: of the file.
        taken_back: how many interviews were withdrawn after it was made, and are gone again.
        shut_out: how many members were shut out after it was made, and are again.
    """

    manifest: Manifest
    taken_back: int
    shut_out: int


def restore(
    path: Path,
    database: Database,
    folder: DataFolder,
    now: int,
) -> Restored:
    """Fill an empty installation.

    Args:
        path: of the file, not encrypted.
        database: an empty one.
        folder: the data folder; without files of answers.
        now: UTC milliseconds.

    Returns:
        What was restored.

    Raises:
        NotEmpty: the database holds something.
        InUse: a bot works on it.
        BackupNewer: a newer Baro made the file.
        BackupDamaged: it is no backup, or not what it was; nothing was stored in the database.
        StoreUnavailable: the database or the disk does not take it; the same.
        OSError: the file cannot be read.
    """
    from dialogues.service.restored import settle, shut_out, take_back  # noqa: PLC0415 - a proof needs nothing of the service

    readable(path)
    with opened(path) as archive:
        made = bool(prepared(database))
        with alone(database), database.writing() as connection:
            _fill(connection, archive, made=made)
            gone = read(archive.withdrawals()) | WithdrawalLog(folder.root).all()
            unit = SqlUnitOfWork(SqlWork(connection), Codec(), upserts(database.dialect), writes=True)
            again = [one.interview for one in sorted(gone) if _still_there(connection, one)]
            for interview in again:
                take_back(unit, interview, now)
            # What is beside the database is later than what is in the file.
            shut = shut_in(archive.withdrawals() + b"\n" + AccessLog(folder.root).content())
            shut &= members_of(connection, shut=False)
            for member in sorted(shut):
                shut_out(unit, member.membership, now)
            settle(unit, archive.manifest.taken_at, now)
            _extract(connection, archive, folder)
            WithdrawalLog(folder.root).add(gone)
            AccessLog(folder.root).note(shut, shut=True)
            unit.commit()
        return Restored(archive.manifest, len(again), len(shut))


def readable(path: Path) -> Manifest:
    """What a backup says of itself, before anything is touched for it.

    Raises:
        BackupNewer, BackupDamaged, OSError: as of `restore`.
    """
    with opened(path) as archive:
        if archive.manifest.revision > HEAD:
            raise BackupNewer
        return archive.manifest


def prove(path: Path, spare: Path) -> None:
    """Restore a backup into a database of its own, and compare every row and every file of an answer.

    Args:
        path: of the file, not encrypted, of this program's version.
        spare: a folder for that database, which is gone afterwards.

    Raises:
        BackupDamaged: it is not what the manifest says.
        StoreUnavailable, OSError: the disk does not take it.
    """
    proof = spare / f"proof-{secrets.token_hex(4)}.db"
    database = open_database(f"sqlite:///{proof}")
    try:
        with opened(path) as archive, database.writing() as connection:
            _fill(connection, archive, made=False)
            found = 0
            missing = set(archive.manifest.missing)
            for interview, attachment, sha256 in _stored(connection):
                if attachment in missing:
                    continue
                for _ in archive.attachment(interview, attachment, sha256):
                    pass
                found += 1
            if found != archive.manifest.attachments:
                raise BackupDamaged
    finally:
        database.close()
        for each in spare.glob(f"{proof.name}*"):
            each.unlink()


def _fill(connection: Connection, archive: Archive, *, made: bool) -> None:
    """Make the tables as they were, fill them, compare them, and bring them to this program's version."""
    manifest = archive.manifest
    if not made or manifest.revision != HEAD:
        migrate(connection, manifest.revision, up=not made)
    tables = tables_of(connection)
    if {table.name for table in tables} != set(manifest.tables):
        raise BackupDamaged
    for table in tables:
        try:
            load(connection, table, manifest.tables[table.name].columns, archive.lines(table.name))
        except (ValueError, TypeError) as error:
            raise BackupDamaged from error
    for table in tables:
        kept: list[Sum] = []
        for _ in summed(lines(connection, table), kept):
            pass
        wanted = manifest.tables[table.name]
        if kept != [Sum(wanted.rows, wanted.sha256)]:
            raise BackupDamaged
    migrate(connection, HEAD)
    set_counters(connection, manifest.counters, _BEYOND)


def _stored(connection: Connection) -> list[tuple[int, str, str]]:
    asked = select(attachments.c.interview_id, attachments.c.id, attachments.c.sha256)
    with reporting():
        found = connection.execute(asked.where(attachments.c.status == AttachmentStatus.STORED.value)).all()
    return [(interview, attachment, sha256) for interview, attachment, sha256 in found]


def _still_there(connection: Connection, one: Withdrawal) -> bool:
    asked = select(interviews.c.id).where(
        interviews.c.id == one.interview,
        interviews.c.project_id == one.project,
        interviews.c.started_at == one.started_at,
        interviews.c.status != InterviewStatus.WITHDRAWN.value,
    )
    with reporting():
        return connection.execute(asked).first() is not None


def _extract(connection: Connection, archive: Archive, folder: DataFolder) -> None:
    missing = set(archive.manifest.missing)
    for interview, attachment, sha256 in _stored(connection):
        if attachment not in missing:
            folder.write(folder.attachment(interview, attachment), archive.attachment(interview, attachment, sha256))
