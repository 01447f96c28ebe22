"""Reminders: a call that was put off, a record to be completed; what makes two records alike."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "reminders",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("project_id", NUMBER, nullable=False),
        sa.Column("membership_id", NUMBER, nullable=False),
        sa.Column("interview_id", NUMBER, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("due_at", NUMBER, nullable=False),
        sa.Column("done_at", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["interview_id"], ["interviews.id"], name=op.f("fk_reminders_interview_id_interviews")),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_reminders_membership_id_memberships")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_reminders_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
    )
    op.create_index(op.f("ix_reminders_interview_id"), "reminders", ["interview_id"], unique=False)
    op.create_index(
        "ix_reminders_waiting",
        "reminders",
        ["due_at", "id"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.add_column("submissions", sa.Column("alike", sa.Text(), nullable=False, server_default=""))
    op.create_index(op.f("ix_submissions_guide_id_alike"), "submissions", ["guide_id", "alike"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_submissions_guide_id_alike"), "submissions")
    op.drop_column("submissions", "alike")
    op.drop_table("reminders")
