"""The three statements that the databases spell alike but SQLAlchemy makes for each: INSERT … ON CONFLICT."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.sql.dml import Insert

from storage.tables import answers_in, inbox, interviews, submissions

__all__ = ["Upserts", "upserts"]


@dataclass(frozen=True, slots=True)
class Upserts:
    """Statements for one kind of database.

    Args:
        inbox: leaves out updates whose key is known.
        answer: replaces the place of the same message.
        submission: becomes the next revision of the interview's submission.
    """

    inbox: Insert
    answer: Insert
    submission: Insert


def upserts(dialect: str) -> Upserts:
    """The statements for a dialect, `sqlite` or `postgresql`; PostgreSQL's are imported only when wanted."""
    insert = sqlite_insert
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as insert_pg  # noqa: PLC0415 - 0.1 s of a start on SQLite

        insert = insert_pg  # type: ignore[assignment]  # same methods, other class

    answer = insert(answers_in).values(
        project_id=select(interviews.c.project_id).where(interviews.c.id == bindparam("of_interview")).scalar_subquery()
    )
    submission = insert(submissions)
    new = submission.excluded
    return Upserts(
        inbox=insert(inbox)
        .inline()
        .on_conflict_do_nothing(index_elements=["key"])
        .execution_options(preserve_rowcount=True),
        answer=answer.on_conflict_do_update(
            index_elements=["chat", "message"],
            set_={name: answer.excluded[name] for name in ("project_id", "interview_id", "ref", "sequence")},
        ),
        submission=submission.on_conflict_do_update(
            index_elements=["interview_id"],
            set_={
                "version_id": new.version_id,
                "member": new.member,
                "answers": new.answers,
                "xml": new.xml,
                "sent_at": new.sent_at,
                "alike": new.alike,
                "doubtful": new.doubtful,
                "place": new.place,
                "revision": submissions.c.revision + 1,
            },
        ),
    )
