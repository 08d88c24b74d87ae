"""Vouchers: sealed codes that wait, and by whose mark they were taken."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Add the table of vouchers."""
    op.create_table(
        "voucher",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("survey", sa.Text, nullable=False),
        sa.Column("voucher_index", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("taker", sa.LargeBinary, nullable=True),
        sa.Column("day", sa.Integer, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_voucher"),
        sa.UniqueConstraint("voucher_index", name="uq_voucher_voucher_index"),
        sa.UniqueConstraint("taker", name="uq_voucher_taker"),
        sa.CheckConstraint("id >= 0", name="ck_voucher_id"),
        sa.CheckConstraint("length(voucher_index) = 32", name="ck_voucher_index"),
        sa.CheckConstraint("taker IS NULL OR length(taker) = 32", name="ck_voucher_taker"),
        sa.CheckConstraint("(taker IS NULL) = (day IS NULL)", name="ck_voucher_day"),
        sqlite_strict=True,
    )
    op.create_index("ix_voucher_survey", "voucher", ["survey", "taker"])
