"""The store: units of work on a database, each one transaction with its repositories."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from storage.codec import Codec
from storage.database import Database, check_schema, open_database
from storage.repositories.attachments import SqlAttachments
from storage.repositories.downloads import SqlDownloads
from storage.repositories.following import SqlFollowing
from storage.repositories.guides import SqlGuides
from storage.repositories.hearing import SqlHearing
from storage.repositories.inbox import SqlInbox
from storage.repositories.interviews import SqlInterviews
from storage.repositories.outbox import SqlOutbox
from storage.repositories.people import SqlPeople
from storage.repositories.phones import SqlPhones
from storage.repositories.projects import SqlProjects
from storage.repositories.prompts import SqlPrompts
from storage.repositories.remarks import SqlRemarks
from storage.repositories.reminders import SqlReminders
from storage.repositories.submissions import SqlSubmissions
from storage.repositories.transcripts import SqlTranscripts
from storage.repositories.wordings import SqlWordings
from storage.upserts import Upserts, upserts
from storage.work import Work

__all__ = ["SqlStore", "SqlUnitOfWork", "open_store"]


class SqlUnitOfWork:
    """`dialogues.ports.UnitOfWork` on one connection; its repositories are made when they are asked for.

    Args:
        writes: False for a unit that only reads; it cannot be committed.
    """

    __slots__ = ("_codec", "_interviews", "_upserts", "_work", "_writes")

    def __init__(self, work: Work, codec: Codec, made: Upserts, *, writes: bool) -> None:
        self._work = work
        self._codec = codec
        self._upserts = made
        self._writes = writes
        self._interviews: SqlInterviews | None = None

    @property
    def people(self) -> SqlPeople:
        """Persons, accounts, memberships, invitations."""
        return SqlPeople(self._work)

    @property
    def phones(self) -> SqlPhones:
        """One-time codes by which new phones join."""
        return SqlPhones(self._work)

    @property
    def projects(self) -> SqlProjects:
        """Projects."""
        return SqlProjects(self._work)

    @property
    def guides(self) -> SqlGuides:
        """Guides and their versions."""
        return SqlGuides(self._work)

    @property
    def interviews(self) -> SqlInterviews:
        """Interviews and their events."""
        if self._interviews is None:
            self._interviews = SqlInterviews(self._work, self._codec)
        return self._interviews

    @property
    def prompts(self) -> SqlPrompts:
        """Prompts and answer places."""
        return SqlPrompts(self._work, self._upserts.answer)

    @property
    def hearing(self) -> SqlHearing:
        """What each chat said last."""
        return SqlHearing(self._work)

    @property
    def inbox(self) -> SqlInbox:
        """Raw updates."""
        return SqlInbox(self._work, self._upserts.inbox)

    @property
    def outbox(self) -> SqlOutbox:
        """Replies owed."""
        return SqlOutbox(self._work, self._codec)

    @property
    def attachments(self) -> SqlAttachments:
        """Files that are part of answers."""
        return SqlAttachments(self._work)

    @property
    def submissions(self) -> SqlSubmissions:
        """Final records."""
        return SqlSubmissions(self._work, self._upserts.submission)

    @property
    def remarks(self) -> SqlRemarks:
        """Remarks on wording."""
        return SqlRemarks(self._work)

    @property
    def reminders(self) -> SqlReminders:
        """What members are to be reminded of."""
        return SqlReminders(self._work)

    @property
    def downloads(self) -> SqlDownloads:
        """Downloads that were asked for."""
        return SqlDownloads(self._work)

    @property
    def following(self) -> SqlFollowing:
        """Counts for supervisors."""
        return SqlFollowing(self._work)

    @property
    def transcripts(self) -> SqlTranscripts:
        """Voice answers, and what was written down."""
        return SqlTranscripts(self._work)

    def part(self) -> AbstractContextManager[None]:
        """A part of this unit; see `dialogues.ports.UnitOfWork`."""
        return self._work.part()

    @property
    def wordings(self) -> SqlWordings:
        """Better wordings that wait for the next version."""
        return SqlWordings(self._work)

    def commit(self) -> None:
        """Make durable what was written so far; what is written after it needs another commit.

        Raises:
            RuntimeError: the unit was opened for reading.
            StoreUnavailable: the database could not take it; nothing of it is stored.
        """
        if not self._writes:
            raise RuntimeError("a unit of work for reading has nothing to commit")
        self._work.commit(erased=self._interviews is not None and self._interviews.erased)


class SqlStore:
    """`dialogues.ports.Store` on SQLite or PostgreSQL. Safe to use from several threads.

    Args:
        database: opened; closing it is the business of who opened it.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self._codec = Codec()
        self._upserts = upserts(database.dialect)

    @contextmanager
    def writing(self, *, durable: bool = True) -> Iterator[SqlUnitOfWork]:
        """A unit of work that may write; rolled back unless committed.

        Args:
            durable: False for what may be forgotten when the power fails, not when the process dies.

        Raises:
            StoreUnavailable: others write for too long, or the database cannot be reached.
        """
        with self.database.work(durable=durable) as work:
            yield SqlUnitOfWork(work, self._codec, self._upserts, writes=True)

    @contextmanager
    def reading(self) -> Iterator[SqlUnitOfWork]:
        """A unit of work for reading only; sees one moment of the database.

        Raises:
            StoreUnavailable: the database cannot be reached.
        """
        with self.database.view() as work:
            yield SqlUnitOfWork(work, self._codec, self._upserts, writes=False)

    def close(self) -> None:
        """Close the database."""
        self.database.close()


def open_store(url: str) -> SqlStore:
    """Open the store of an installation.

    Args:
        url: as `storage.database.engine_url` takes it.

    Raises:
        SchemaMismatch: the database is older or newer than this program, or not ours.
        StoreUnavailable: it cannot be reached: `connection`, `locked`, `broken`.
    """
    database = open_database(url)
    try:
        check_schema(database)
    except BaseException:
        database.close()
        raise
    return SqlStore(database)
