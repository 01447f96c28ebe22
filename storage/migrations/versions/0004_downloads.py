"""Downloads asked for in chats, and what supervisors count of submissions."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PLACES = ("region", "adm1", "wilaya")


def upgrade() -> None:
    op.create_table(
        "exports",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("project_id", NUMBER, nullable=False),
        sa.Column("membership_id", NUMBER, nullable=False),
        sa.Column("guide_id", NUMBER, nullable=False),
        sa.Column("chat", NUMBER, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("labels", sa.Boolean(), nullable=False),
        sa.Column("since", NUMBER, nullable=True),
        sa.Column("until", NUMBER, nullable=True),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("requested_at", NUMBER, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("attempts", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["guide_id"], ["guides.id"], name=op.f("fk_exports_guide_id_guides")),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_exports_membership_id_memberships")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_exports_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exports")),
    )
    op.create_index(
        "ix_exports_waiting",
        "exports",
        ["id"],
        unique=False,
        sqlite_where=sa.text("status = 'waiting'"),
        postgresql_where=sa.text("status = 'waiting'"),
    )
    op.add_column("submissions", sa.Column("doubtful", NUMBER, nullable=False, server_default="0"))
    op.add_column("submissions", sa.Column("place", sa.Text(), nullable=False, server_default=""))
    op.create_index(
        "ix_submissions_counted",
        "submissions",
        ["project_id", "trial", "interview_id", "guide_id", "sent_at", "doubtful", "place"],
        unique=False,
    )
    _fill()


def _fill() -> None:
    """Read what is counted out of the answers that are there already."""
    table = sa.table(
        "submissions",
        sa.column("interview_id", NUMBER),
        sa.column("answers", sa.Text()),
        sa.column("doubtful", NUMBER),
        sa.column("place", sa.Text()),
    )
    bind = op.get_bind()
    for interview in bind.execute(sa.select(table.c.interview_id)).scalars().all():
        row = bind.execute(sa.select(table.c.answers).where(table.c.interview_id == interview)).scalar_one()
        doubtful, place = _marks(row)
        if doubtful or place:
            values = {"doubtful": doubtful, "place": place}
            bind.execute(sa.update(table).where(table.c.interview_id == interview).values(values))


def _marks(answers: str) -> tuple[int, str]:
    found = json.loads(answers)
    steps = {ref.rpartition("/")[2]: value for ref, value in found.get("values", {}).items() if "[" not in ref}
    return len(found.get("doubtful", ())), next((steps[name] for name in PLACES if steps.get(name)), "")


def downgrade() -> None:
    op.drop_index("ix_submissions_counted", "submissions")
    with op.batch_alter_table("submissions") as batch:
        batch.drop_column("place")
        batch.drop_column("doubtful")
    op.drop_index("ix_exports_waiting", "exports")
    op.drop_table("exports")
