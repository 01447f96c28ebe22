"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("chat", NUMBER, nullable=False),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("received_at", NUMBER, nullable=False),
        sa.Column("done_at", NUMBER, nullable=True),
        sa.Column("set_aside", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("key", name=op.f("uq_inbox_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_inbox_waiting",
        "inbox",
        ["id"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_index(
        "ix_inbox_waiting_of",
        "inbox",
        ["chat", "id"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "persons",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
    )
    op.create_table(
        "projects",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("strict", sa.Boolean(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects")),
        sa.UniqueConstraint("slug", name=op.f("uq_projects_slug")),
    )
    op.create_table(
        "guides",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("project_id", NUMBER, nullable=False),
        sa.Column("form_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("discreet_title", sa.Text(), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_guides_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guides")),
        sa.UniqueConstraint("project_id", "form_id", name=op.f("uq_guides_project_id_form_id")),
    )
    op.create_table(
        "memberships",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("project_id", NUMBER, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_memberships_person_id_persons")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_memberships_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
        sa.UniqueConstraint("project_id", "code", name=op.f("uq_memberships_project_id_code")),
    )
    op.create_index(op.f("ix_memberships_person_id"), "memberships", ["person_id"], unique=False)
    op.create_table(
        "guide_versions",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("guide_id", NUMBER, nullable=False),
        sa.Column("project_id", NUMBER, nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("xform", sa.LargeBinary(), nullable=False),
        sa.Column("published_at", NUMBER, nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("statuses", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["guide_id"], ["guides.id"], name=op.f("fk_guide_versions_guide_id_guides")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_guide_versions_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guide_versions")),
        sa.UniqueConstraint("guide_id", "version", name=op.f("uq_guide_versions_guide_id_version")),
    )
    op.create_table(
        "invitations",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("project_id", NUMBER, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("invited_by", NUMBER, nullable=True),
        sa.Column("expires_at", NUMBER, nullable=False),
        sa.Column("used_at", NUMBER, nullable=True),
        sa.Column("used_by", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["invited_by"], ["memberships.id"], name=op.f("fk_invitations_invited_by_memberships")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_invitations_project_id_projects")),
        sa.ForeignKeyConstraint(["used_by"], ["memberships.id"], name=op.f("fk_invitations_used_by_memberships")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitations_token_hash")),
    )
    op.create_table(
        "guide_files",
        sa.Column("version_id", NUMBER, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("project_id", NUMBER, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_guide_files_project_id_projects")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["guide_versions.id"], name=op.f("fk_guide_files_version_id_guide_versions")
        ),
        sa.PrimaryKeyConstraint("version_id", "name", name=op.f("pk_guide_files")),
    )
    op.create_table(
        "interviews",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("project_id", NUMBER, nullable=False),
        sa.Column("membership_id", NUMBER, nullable=False),
        sa.Column("version_id", NUMBER, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("trial", sa.Boolean(), nullable=False),
        sa.Column("started_at", NUMBER, nullable=False),
        sa.Column("updated_at", NUMBER, nullable=False),
        sa.Column("sequence", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_interviews_membership_id_memberships")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_interviews_project_id_projects")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["guide_versions.id"], name=op.f("fk_interviews_version_id_guide_versions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interviews")),
        sa.UniqueConstraint("project_id", "code", name=op.f("uq_interviews_project_id_code")),
    )
    op.create_index(op.f("ix_interviews_membership_id_status"), "interviews", ["membership_id", "status"], unique=False)
    op.create_table(
        "accounts",
        sa.Column("id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("chat", NUMBER, nullable=False),
        sa.Column("membership_id", NUMBER, nullable=True),
        sa.Column("interview_id", NUMBER, nullable=True),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["interview_id"], ["interviews.id"], name=op.f("fk_accounts_interview_id_interviews")),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_accounts_membership_id_memberships")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_accounts_person_id_persons")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("chat", name=op.f("uq_accounts_chat")),
    )
    op.create_index(op.f("ix_accounts_person_id"), "accounts", ["person_id"], unique=False)
    op.create_table(
        "answers_in",
        sa.Column("chat", NUMBER, autoincrement=False, nullable=False),
        sa.Column("message", NUMBER, autoincrement=False, nullable=False),
        sa.Column("project_id", NUMBER, nullable=False),
        sa.Column("interview_id", NUMBER, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("sequence", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interviews.id"], name=op.f("fk_answers_in_interview_id_interviews")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_answers_in_project_id_projects")),
        sa.PrimaryKeyConstraint("chat", "message", name=op.f("pk_answers_in")),
    )
    op.create_index(op.f("ix_answers_in_interview_id"), "answers_in", ["interview_id"], unique=False)
    op.create_table(
        "attachments",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("interview_id", NUMBER, nullable=False),
        sa.Column("project_id", NUMBER, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", NUMBER, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("attempts", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interviews.id"], name=op.f("fk_attachments_interview_id_interviews")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_attachments_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    op.create_index(op.f("ix_attachments_interview_id"), "attachments", ["interview_id"], unique=False)
    op.create_index(
        "ix_attachments_pending",
        "attachments",
        ["attempts", "id"],
        unique=False,
        sqlite_where=sa.text("status = 'pending'"),
        postgresql_where=sa.text("status = 'pending'"),
    )
    op.create_table(
        "events",
        sa.Column("interview_id", NUMBER, nullable=False),
        sa.Column("sequence", NUMBER, autoincrement=False, nullable=False),
        sa.Column("project_id", NUMBER, nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["interview_id"], ["interviews.id"], name=op.f("fk_events_interview_id_interviews")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_events_project_id_projects")),
        sa.PrimaryKeyConstraint("interview_id", "sequence", name=op.f("pk_events")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("chat", NUMBER, nullable=False),
        sa.Column("interview_id", NUMBER, nullable=True),
        sa.Column("prompt", NUMBER, nullable=True),
        sa.Column("effect", sa.Text(), nullable=True),
        sa.Column("attempts", NUMBER, nullable=False),
        sa.Column("sent_at", NUMBER, nullable=True),
        sa.Column("dropped_at", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["interview_id"], ["interviews.id"], name=op.f("fk_outbox_interview_id_interviews")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_outbox_interview_id"), "outbox", ["interview_id"], unique=False)
    op.create_index(
        "ix_outbox_owed",
        "outbox",
        ["chat", "id"],
        unique=False,
        sqlite_where=sa.text("effect IS NOT NULL"),
        postgresql_where=sa.text("effect IS NOT NULL"),
    )
    op.create_table(
        "prompts",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("project_id", NUMBER, nullable=False),
        sa.Column("chat", NUMBER, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("interview_id", NUMBER, nullable=False),
        sa.Column("ref", sa.Text(), nullable=True),
        sa.Column("key_names", sa.Text(), nullable=False),
        sa.Column("sequence", NUMBER, nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("message", NUMBER, nullable=True),
        sa.Column("selection", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["interview_id"], ["interviews.id"], name=op.f("fk_prompts_interview_id_interviews")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_prompts_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompts")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_prompts_chat_message"), "prompts", ["chat", "message"], unique=False)
    op.create_index(op.f("ix_prompts_chat_id"), "prompts", ["chat", "id"], unique=False)
    op.create_index(op.f("ix_prompts_chat_number"), "prompts", ["chat", "number"], unique=False)
    op.create_index(op.f("ix_prompts_chat_selection"), "prompts", ["chat", "selection"], unique=False)
    op.create_index(op.f("ix_prompts_interview_id_ref"), "prompts", ["interview_id", "ref"], unique=False)
    op.create_table(
        "submissions",
        sa.Column("interview_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("project_id", NUMBER, nullable=False),
        sa.Column("guide_id", NUMBER, nullable=False),
        sa.Column("version_id", NUMBER, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("member", sa.Text(), nullable=False),
        sa.Column("trial", sa.Boolean(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("xml", sa.Text(), nullable=False),
        sa.Column("started_at", NUMBER, nullable=False),
        sa.Column("sent_at", NUMBER, nullable=False),
        sa.Column("revision", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["guide_id"], ["guides.id"], name=op.f("fk_submissions_guide_id_guides")),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interviews.id"], name=op.f("fk_submissions_interview_id_interviews")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_submissions_project_id_projects")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["guide_versions.id"], name=op.f("fk_submissions_version_id_guide_versions")
        ),
        sa.PrimaryKeyConstraint("interview_id", name=op.f("pk_submissions")),
    )
    op.create_index(
        op.f("ix_submissions_project_id_guide_id_trial_sent_at_interview_id"),
        "submissions",
        ["project_id", "guide_id", "trial", "sent_at", "interview_id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_table("submissions")
    op.drop_table("prompts")
    op.drop_table("outbox")
    op.drop_table("events")
    op.drop_table("attachments")
    op.drop_table("answers_in")
    op.drop_table("accounts")
    op.drop_table("interviews")
    op.drop_table("guide_files")
    op.drop_table("invitations")
    op.drop_table("guide_versions")
    op.drop_table("memberships")
    op.drop_table("guides")
    op.drop_table("projects")
    op.drop_table("persons")
    op.drop_table("inbox")
