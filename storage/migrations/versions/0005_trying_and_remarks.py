"""Guides that are tried before they are published, remarks on wording, files of guides that Telegram holds, thrift."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("guides", sa.Column("draft", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("guide_versions", sa.Column("draft", sa.Text(), nullable=False, server_default=""))
    op.add_column("guide_files", sa.Column("file_id", sa.Text(), nullable=False, server_default=""))
    op.add_column("persons", sa.Column("light", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "remarks",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("project_id", NUMBER, nullable=False),
        sa.Column("guide_id", NUMBER, nullable=False),
        sa.Column("version_id", NUMBER, nullable=False),
        sa.Column("interview_id", NUMBER, nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("member", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("attachment", sa.Text(), nullable=False),
        sa.Column("chat", NUMBER, nullable=False),
        sa.Column("message", NUMBER, nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["guide_id"], ["guides.id"], name=op.f("fk_remarks_guide_id_guides")),
        sa.ForeignKeyConstraint(["interview_id"], ["interviews.id"], name=op.f("fk_remarks_interview_id_interviews")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_remarks_project_id_projects")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["guide_versions.id"], name=op.f("fk_remarks_version_id_guide_versions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remarks")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_remarks_project_id_guide_id_id"), "remarks", ["project_id", "guide_id", "id"], unique=False
    )
    op.create_index(op.f("ix_remarks_chat_message"), "remarks", ["chat", "message"], unique=False)
    op.create_index(op.f("ix_remarks_interview_id"), "remarks", ["interview_id"], unique=False)


def downgrade() -> None:
    op.drop_table("remarks")
    op.drop_column("persons", "light")
    op.drop_column("guide_files", "file_id")
    op.drop_column("guide_versions", "draft")
    op.drop_column("guides", "draft")
