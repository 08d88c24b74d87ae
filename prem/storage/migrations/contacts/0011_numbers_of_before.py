"""The numbers that a woman had before, by their marks: a STOP from one of them is hers."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the table. Numbers changed before this are known to nobody, and stay so."""
    big = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "former",
        sa.Column("phone_index", sa.LargeBinary, nullable=False),
        sa.Column("person", big, nullable=False),
        sa.PrimaryKeyConstraint("phone_index", "person", name="pk_former"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_former_person"),
        sa.CheckConstraint("length(phone_index) = 32", name=op.f("ck_former_index")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
