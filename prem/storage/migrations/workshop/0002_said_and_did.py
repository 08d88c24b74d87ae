"""What women were told after a release: what they said, and what was done about it."""

import sqlalchemy as sa
from alembic import op

from prem.storage.migrations.append_only import guard

revision = "0002"
down_revision = "0001"

BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Add the table, append-only like all that people said here."""
    op.create_table(
        "said_did",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column(
            "release",
            sa.Integer,
            sa.ForeignKey("release.id", name="fk_said_did_release"),
            nullable=False,
        ),
        sa.Column(
            "staff",
            sa.Integer,
            sa.ForeignKey("staff.id", name="fk_said_did_staff"),
            nullable=False,
        ),
        sa.Column("pairs", sa.Text, nullable=False),
        sa.Column("made_at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_said_did"),
        sa.CheckConstraint("length(pairs) BETWEEN 1 AND 8000", name="ck_said_did_pairs"),
        sqlite_strict=True,
    )
    for column in ("release", "staff"):
        op.create_index(f"ix_said_did_{column}", "said_did", [column])
    guard("said_did")
