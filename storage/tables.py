"""Every table of Baro, once: the repositories read and write these, the migrations lead to them.

Rules: times are UTC milliseconds in BIGINT (DESIGN, decision 13); Telegram's ids are BIGINT; what an answer, a name
or a word may stand in becomes NULL when it is done with or withdrawn (decision 11); every table but persons and
accounts bears the project (decision 8), except inbox and outbox, which belong to a chat before anybody is known.
Enums are stored as their values, JSON as compact text, so that both databases hold the same.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

NUMBER = BigInteger().with_variant(Integer, "sqlite")
"""A 64-bit number; SQLite's own integer key is one, under the name INTEGER only."""


def _partial(name: str, where: str, *columns: Column[Any]) -> None:
    """An index of the few rows that still matter.

    PostgreSQL's clause stands in the migration only: to name it here would import its dialect at every start.
    """
    Index(name, *columns, sqlite_where=text(where))


persons = Table(
    "persons",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("name", Text, nullable=False),
    Column("language", Text, nullable=False),
    # Pictures and recordings of guides only on demand.
    Column("light", Boolean, nullable=False),
)

projects = Table(
    "projects",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("organisation", Text, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("strict", Boolean, nullable=False),
    Column("contact", Text, nullable=False),
)

memberships = Table(
    "memberships",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("person_id", NUMBER, ForeignKey("persons.id"), nullable=False, index=True),
    Column("project_id", NUMBER, ForeignKey("projects.id"), nullable=False),
    Column("role", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("time_zone", Text, nullable=False),
    UniqueConstraint("project_id", "code"),
)

invitations = Table(
    "invitations",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("project_id", NUMBER, ForeignKey("projects.id"), nullable=False),
    Column("role", Text, nullable=False),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("invited_by", NUMBER, ForeignKey("memberships.id")),
    Column("expires_at", NUMBER, nullable=False),
    Column("used_at", NUMBER),
    Column("used_by", NUMBER, ForeignKey("memberships.id")),
)

guides = Table(
    "guides",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("project_id", NUMBER, ForeignKey("projects.id"), nullable=False),
    Column("form_id", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("discreet_title", Text, nullable=False),
    Column("archived", Boolean, nullable=False),
    # No version of it was published yet: it can be tried, and is in no list.
    Column("draft", Boolean, nullable=False),
    UniqueConstraint("project_id", "form_id"),
)

guide_versions = Table(
    "guide_versions",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("guide_id", NUMBER, ForeignKey("guides.id"), nullable=False),
    Column("project_id", NUMBER, ForeignKey("projects.id"), nullable=False),
    Column("version", Text, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("xform", LargeBinary, nullable=False),
    Column("published_at", NUMBER, nullable=False),
    Column("settings", Text, nullable=False),
    Column("statuses", Text, nullable=False),
    # Id of the guide that was sent to be published and is tried before that; "" for a published version.
    Column("draft", Text, nullable=False),
    UniqueConstraint("guide_id", "version"),
)

guide_files = Table(
    "guide_files",
    metadata,
    Column("version_id", NUMBER, ForeignKey("guide_versions.id"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("project_id", NUMBER, ForeignKey("projects.id"), nullable=False),
    Column("content", LargeBinary, nullable=False),
    # What the channel calls it, once it was sent with a question; "" before.
    Column("file_id", Text, nullable=False),
)

interviews = Table(
    "interviews",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("project_id", NUMBER, ForeignKey("projects.id"), nullable=False),
    Column("membership_id", NUMBER, ForeignKey("memberships.id"), nullable=False),
    Column("version_id", NUMBER, ForeignKey("guide_versions.id"), nullable=False),
    Column("status", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("letter", Text, nullable=False),
    Column("trial", Boolean, nullable=False),
    Column("started_at", NUMBER, nullable=False),
    Column("updated_at", NUMBER, nullable=False),
    Column("sequence", NUMBER, nullable=False),
    # Without a foreign key: SQLite adds none to a table that is there.
    Column("correcting", NUMBER),
    UniqueConstraint("project_id", "code"),
    Index(None, "membership_id", "status"),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", NUMBER, primary_key=True, autoincrement=False),
    Column("person_id", NUMBER, ForeignKey("persons.id"), nullable=False, index=True),
    Column("chat", NUMBER, nullable=False, unique=True),
    Column("membership_id", NUMBER, ForeignKey("memberships.id")),
    # One column, so a chat has at most one active interview (decision 8).
    Column("interview_id", NUMBER, ForeignKey("interviews.id")),
    Column("reachable", Boolean, nullable=False),
)

phone_codes = Table(
    "phone_codes",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("person_id", NUMBER, ForeignKey("persons.id"), nullable=False, index=True),
    Column("code_hash", Text, nullable=False, index=True),
    Column("made_by", NUMBER, ForeignKey("memberships.id")),
    Column("membership_id", NUMBER, ForeignKey("memberships.id")),
    Column("expires_at", NUMBER, nullable=False),
    Column("used_at", NUMBER),
    Column("used_by", NUMBER),
)

phone_tries = Table(
    "phone_tries",
    metadata,
    # Of somebody whom we do not know yet: no foreign key.
    Column("account", NUMBER, primary_key=True, autoincrement=False),
    Column("tries", NUMBER, nullable=False),
    Column("since", NUMBER, nullable=False),
)

heard = Table(
    "heard",
    metadata,
    Column("chat", NUMBER, primary_key=True, autoincrement=False),
    Column("message", NUMBER, nullable=False),
    # A hash: the words themselves stand in the log alone.
    Column("mark", Text, nullable=False),
    Column("sent_at", NUMBER, nullable=False),
    Column("answered", NUMBER),
)

events = Table(
    "events",
    metadata,
    Column("interview_id", NUMBER, ForeignKey("interviews.id"), primary_key=True),
    Column("sequence", NUMBER, primary_key=True, autoincrement=False),
    Column("project_id", NUMBER, ForeignKey("projects.id"), nullable=False),
    Column("type", Text, nullable=False),
    Column("at", NUMBER, nullable=False),
    # NULL once the interview was withdrawn: rows and sequence stay (decision 11).
    Column("payload", Text),
)

prompts = Table(
    "prompts",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("project_id", NUMBER, ForeignKey("projects.id"), nullable=False),
    Column("chat", NUMBER, nullable=False),
    Column("number", Text, nullable=False),
    Column("interview_id", NUMBER, ForeignKey("interviews.id"), nullable=False),
    Column("ref", Text),
    Column("key_names", Text, nullable=False),
    Column("sequence", NUMBER, nullable=False),
    Column("about", Text, nullable=False),
    Column("message", NUMBER),
    Column("selection", NUMBER),
    Index(None, "chat", "id"),
    Index(None, "chat", "number"),
    Index(None, "chat", "message"),
    Index(None, "chat", "selection"),
    Index(None, "interview_id", "ref"),
    # Prompts of a removed repeat instance are deleted; a number never comes back, for a reply may still bear it.
    sqlite_autoincrement=True,
)

answers_in = Table(
    "answers_in",
    metadata,
    Column("chat", NUMBER, primary_key=True, autoincrement=False),
    Column("message", NUMBER, primary_key=True, autoincrement=False),
    Column("project_id", NUMBER, ForeignKey("projects.id"), nullable=False),
    Column("interview_id", NUMBER, ForeignKey("interviews.id"), nullable=False, index=True),
    Column("ref", Text, nullable=False),
    Column("sequence", NUMBER, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("chat", NUMBER, nullable=False),
    # NULL once done (decision 11); kept when set aside, for somebody to look into.
    Column("payload", Text),
    Column("received_at", NUMBER, nullable=False),
    Column("done_at", NUMBER),
    Column("set_aside", Text),
    sqlite_autoincrement=True,
)
_partial("ix_inbox_waiting", "done_at IS NULL", inbox.c.id)
_partial("ix_inbox_waiting_of", "done_at IS NULL", inbox.c.chat, inbox.c.id)

outbox = Table(
    "outbox",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("chat", NUMBER, nullable=False),
    Column("interview_id", NUMBER, ForeignKey("interviews.id"), index=True),
    # Without a foreign key: the prompt may be dropped while its reply waits; then nothing is left to show.
    Column("prompt", NUMBER),
    # NULL once sent, dropped or withdrawn; what is not NULL is owed.
    Column("effect", Text),
    Column("attempts", NUMBER, nullable=False),
    Column("sent_at", NUMBER),
    Column("dropped_at", NUMBER),
    sqlite_autoincrement=True,
)
_partial("ix_outbox_owed", "effect IS NOT NULL", outbox.c.chat, outbox.c.id)

attachments = Table(
    "attachments",
    metadata,
    Column("id", Text, primary_key=True),
    Column("interview_id", NUMBER, ForeignKey("interviews.id"), nullable=False, index=True),
    Column("project_id", NUMBER, ForeignKey("projects.id"), nullable=False),
    Column("ref", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("file_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", NUMBER, nullable=False),
    Column("status", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("attempts", NUMBER, nullable=False),
)
_partial("ix_attachments_pending", "status = 'pending'", attachments.c.attempts, attachments.c.id)

reminders = Table(
    "reminders",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("project_id", NUMBER, ForeignKey("projects.id"), nullable=False),
    Column("membership_id", NUMBER, ForeignKey("memberships.id"), nullable=False),
    Column("interview_id", NUMBER, ForeignKey("interviews.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("due_at", NUMBER, nullable=False),
    # When it was owed to the member's chat, or dropped.
    Column("done_at", NUMBER),
)
_partial("ix_reminders_waiting", "done_at IS NULL", reminders.c.due_at, reminders.c.id)

submissions = Table(
    "submissions",
    metadata,
    Column("interview_id", NUMBER, ForeignKey("interviews.id"), primary_key=True, autoincrement=False),
    Column("project_id", NUMBER, ForeignKey("projects.id"), nullable=False),
    Column("guide_id", NUMBER, ForeignKey("guides.id"), nullable=False),
    Column("version_id", NUMBER, ForeignKey("guide_versions.id"), nullable=False),
    Column("code", Text, nullable=False),
    Column("member", Text, nullable=False),
    Column("trial", Boolean, nullable=False),
    Column("answers", Text, nullable=False),
    Column("xml", Text, nullable=False),
    Column("started_at", NUMBER, nullable=False),
    Column("sent_at", NUMBER, nullable=False),
    Column("revision", NUMBER, nullable=False),
    # Read out of the answers whenever they are written, so that supervisors' counts never open them.
    Column("doubtful", NUMBER, nullable=False, server_default="0"),
    Column("place", Text, nullable=False, server_default=""),
    Column("alike", Text, nullable=False, server_default=""),
    Index(None, "project_id", "guide_id", "trial", "sent_at", "interview_id"),
    # Holds all that is counted: the wide rows themselves are not read.
    Index("ix_submissions_counted", "project_id", "trial", "interview_id", "guide_id", "sent_at", "doubtful", "place"),
    Index(None, "guide_id", "alike"),
)

remarks = Table(
    "remarks",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("project_id", NUMBER, ForeignKey("projects.id"), nullable=False),
    Column("guide_id", NUMBER, ForeignKey("guides.id"), nullable=False),
    Column("version_id", NUMBER, ForeignKey("guide_versions.id"), nullable=False),
    Column("interview_id", NUMBER, ForeignKey("interviews.id"), nullable=False, index=True),
    Column("question", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("member", Text, nullable=False),
    # Deleted, not emptied, with a withdrawal: nothing refers to a remark.
    Column("text", Text, nullable=False),
    Column("attachment", Text, nullable=False),
    Column("chat", NUMBER, nullable=False),
    Column("message", NUMBER, nullable=False),
    Column("at", NUMBER, nullable=False),
    # What a supervisor decided on it; "" before.
    Column("outcome", Text, nullable=False),
    Index(None, "project_id", "guide_id", "id"),
    Index(None, "chat", "message"),
    sqlite_autoincrement=True,
)

recordings = Table(
    "recordings",
    metadata,
    Column("attachment", Text, primary_key=True),
    Column("project_id", NUMBER, ForeignKey("projects.id"), nullable=False),
    Column("interview_id", NUMBER, ForeignKey("interviews.id"), nullable=False, index=True),
    Column("membership_id", NUMBER, ForeignKey("memberships.id"), nullable=False),
    Column("at", NUMBER, nullable=False),
    Column("claimed_by", NUMBER, ForeignKey("memberships.id")),
    Column("claimed_until", NUMBER, nullable=False),
    # When a person has first written it down; what is NULL waits.
    Column("written_at", NUMBER),
    # When a recogniser was given it.
    Column("tried_at", NUMBER),
)
_partial("ix_recordings_waiting", "written_at IS NULL", recordings.c.project_id, recordings.c.at)

transcripts = Table(
    "transcripts",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("project_id", NUMBER, ForeignKey("projects.id"), nullable=False),
    Column("interview_id", NUMBER, ForeignKey("interviews.id"), nullable=False, index=True),
    Column("attachment", Text, nullable=False, index=True),
    Column("language", Text, nullable=False),
    # Deleted, not emptied, with a withdrawal: nothing refers to a transcript.
    Column("text", Text, nullable=False),
    Column("french", Text, nullable=False),
    Column("member", Text, nullable=False),
    Column("at", NUMBER, nullable=False),
    # The recogniser whose draft it is; "" for what a person wrote.
    Column("reader", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    sqlite_autoincrement=True,
)

wordings = Table(
    "wordings",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("project_id", NUMBER, ForeignKey("projects.id"), nullable=False),
    Column("guide_id", NUMBER, ForeignKey("guides.id"), nullable=False),
    # Which text of the guide: see `dialogues.wordings.Wording.place`.
    Column("question", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("text", Text, nullable=False),
    # Without a foreign key: a remark goes when its interview is taken back, the wording stays.
    Column("remark", NUMBER, nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("at", NUMBER, nullable=False),
    # The version that carries it; NULL while it waits.
    Column("version_id", NUMBER, ForeignKey("guide_versions.id")),
    Index(None, "project_id", "guide_id"),
    sqlite_autoincrement=True,
)

exports = Table(
    "exports",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("project_id", NUMBER, ForeignKey("projects.id"), nullable=False),
    Column("membership_id", NUMBER, ForeignKey("memberships.id"), nullable=False),
    Column("guide_id", NUMBER, ForeignKey("guides.id"), nullable=False),
    Column("chat", NUMBER, nullable=False),
    Column("kind", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("labels", Boolean, nullable=False),
    Column("since", NUMBER),
    Column("until", NUMBER),
    Column("asked_by", Text, nullable=False),
    Column("requested_at", NUMBER, nullable=False),
    Column("status", Text, nullable=False),
    Column("attempts", NUMBER, nullable=False),
)
_partial("ix_exports_waiting", "status = 'waiting'", exports.c.id)
