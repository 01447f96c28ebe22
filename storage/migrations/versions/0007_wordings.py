"""Remarks that were decided on, and the wordings that the next version of a guide takes from them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("remarks", sa.Column("outcome", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "wordings",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("project_id", NUMBER, nullable=False),
        sa.Column("guide_id", NUMBER, nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("remark", NUMBER, nullable=False),
        sa.Column("reviewer", sa.Text(), nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.Column("version_id", NUMBER),
        sa.ForeignKeyConstraint(["guide_id"], ["guides.id"], name=op.f("fk_wordings_guide_id_guides")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_wordings_project_id_projects")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["guide_versions.id"], name=op.f("fk_wordings_version_id_guide_versions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wordings")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_wordings_project_id_guide_id"), "wordings", ["project_id", "guide_id"], unique=False)


def downgrade() -> None:
    op.drop_table("wordings")
    op.drop_column("remarks", "outcome")
