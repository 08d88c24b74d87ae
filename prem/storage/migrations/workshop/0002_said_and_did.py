"""What women were told after a release: what they said, and what was done about it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
SQLITE_GUARDS = [
    f"CREATE TRIGGER said_did_{name} BEFORE {act} ON said_did "
    "BEGIN SELECT RAISE(ABORT, 'said_did is append-only'); END"
    for name, act in (("stays", "UPDATE"), ("kept", "DELETE"))
]
POSTGRES_GUARDS = [
    f"CREATE TRIGGER said_did_{name} BEFORE {act} ON said_did "
    f"FOR EACH {each} EXECUTE FUNCTION refuse_workshop_change()"
    for name, act, each in (
        ("stays", "UPDATE OR DELETE", "ROW"),
        ("whole", "TRUNCATE", "STATEMENT"),
    )
]


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
    postgres = op.get_bind().dialect.name == "postgresql"
    for guard in POSTGRES_GUARDS if postgres else SQLITE_GUARDS:
        op.execute(guard)
