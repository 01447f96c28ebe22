"""Voice answers that wait to be written down, and what was written down of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "recordings",
        sa.Column("attachment", sa.Text(), nullable=False),
        sa.Column("project_id", NUMBER, nullable=False),
        sa.Column("interview_id", NUMBER, nullable=False),
        sa.Column("membership_id", NUMBER, nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.Column("claimed_by", NUMBER),
        sa.Column("claimed_until", NUMBER, nullable=False),
        sa.Column("written_at", NUMBER),
        sa.Column("tried_at", NUMBER),
        sa.ForeignKeyConstraint(["claimed_by"], ["memberships.id"], name=op.f("fk_recordings_claimed_by_memberships")),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interviews.id"], name=op.f("fk_recordings_interview_id_interviews")
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_recordings_membership_id_memberships")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_recordings_project_id_projects")),
        sa.PrimaryKeyConstraint("attachment", name=op.f("pk_recordings")),
    )
    op.create_index(op.f("ix_recordings_interview_id"), "recordings", ["interview_id"], unique=False)
    op.create_index(
        "ix_recordings_waiting",
        "recordings",
        ["project_id", "at"],
        unique=False,
        sqlite_where=sa.text("written_at IS NULL"),
        postgresql_where=sa.text("written_at IS NULL"),
    )
    op.create_table(
        "transcripts",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("project_id", NUMBER, nullable=False),
        sa.Column("interview_id", NUMBER, nullable=False),
        sa.Column("attachment", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("french", sa.Text(), nullable=False),
        sa.Column("member", sa.Text(), nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interviews.id"], name=op.f("fk_transcripts_interview_id_interviews")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_transcripts_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcripts")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_transcripts_interview_id"), "transcripts", ["interview_id"], unique=False)
    op.create_index(op.f("ix_transcripts_attachment"), "transcripts", ["attachment"], unique=False)
    # Recordings that were sent before wait too: when each came is not known, only when its interview last changed.
    op.execute(
        "INSERT INTO recordings (attachment, project_id, interview_id, membership_id, at, claimed_until)"
        " SELECT attachments.id, attachments.project_id, attachments.interview_id, interviews.membership_id,"
        " interviews.updated_at, 0 FROM attachments JOIN interviews ON interviews.id = attachments.interview_id"
        " WHERE attachments.kind = 'audio' AND attachments.ref <> ''"
    )


def downgrade() -> None:
    op.drop_table("transcripts")
    op.drop_table("recordings")
