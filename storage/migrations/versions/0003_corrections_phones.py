"""Who corrects a sent interview; one-time codes for new phones; what each chat said last, to know its double."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    # Without a foreign key: SQLite adds none to a table that is there.
    op.add_column("interviews", sa.Column("correcting", NUMBER, nullable=True))
    op.create_table(
        "phone_codes",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("made_by", NUMBER, nullable=True),
        sa.Column("membership_id", NUMBER, nullable=True),
        sa.Column("expires_at", NUMBER, nullable=False),
        sa.Column("used_at", NUMBER, nullable=True),
        sa.Column("used_by", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["memberships.id"], name=op.f("fk_phone_codes_made_by_memberships")),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_phone_codes_membership_id_memberships")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_phone_codes_person_id_persons")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_codes")),
    )
    op.create_index(op.f("ix_phone_codes_code_hash"), "phone_codes", ["code_hash"], unique=False)
    op.create_index(op.f("ix_phone_codes_person_id"), "phone_codes", ["person_id"], unique=False)
    op.create_table(
        "phone_tries",
        sa.Column("account", NUMBER, autoincrement=False, nullable=False),
        sa.Column("tries", NUMBER, nullable=False),
        sa.Column("since", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_phone_tries")),
    )
    op.create_table(
        "heard",
        sa.Column("chat", NUMBER, autoincrement=False, nullable=False),
        sa.Column("message", NUMBER, nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("sent_at", NUMBER, nullable=False),
        sa.Column("answered", NUMBER, nullable=True),
        sa.PrimaryKeyConstraint("chat", name=op.f("pk_heard")),
    )


def downgrade() -> None:
    op.drop_table("heard")
    op.drop_table("phone_tries")
    op.drop_table("phone_codes")
    op.drop_column("interviews", "correcting")
