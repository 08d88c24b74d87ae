"""The words behind each version of a consent, as women read them."""

import sqlalchemy as sa
from alembic import op

from prem.storage.migrations.append_only import guard

revision = "0003"
down_revision = "0002"

BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Add the table, append-only: what a woman agreed to does not change afterwards."""
    op.create_table(
        "consent_words",
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("survey", sa.Text, nullable=False),
        sa.Column("site", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("kept_at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_consent_words"),
        sa.CheckConstraint("length(version) = 16", name="ck_consent_words_version"),
        sa.CheckConstraint("length(said) BETWEEN 1 AND 100000", name="ck_consent_words_said"),
        sqlite_strict=True,
    )
    guard("consent_words")
