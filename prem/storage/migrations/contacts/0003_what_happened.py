"""The log of what happened to a woman, sealed; her safe days; when to look at her plan again.

The days of `event` stand open there, and no migration has keys: `storage/adopted.py` seals them
into the log when the keys are first at hand.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
KEYED = {"sqlite_strict": True, "sqlite_with_rowid": False}
DAYS = "CONSTRAINT ck_person_days CHECK (safe_days BETWEEN 1 AND 127)"

SQLITE_GUARDS = [
    "CREATE TRIGGER happened_stays BEFORE UPDATE ON happened "
    "BEGIN SELECT RAISE(ABORT, 'happened is append-only'); END",
    "CREATE TRIGGER happened_kept BEFORE DELETE ON happened "
    "BEGIN SELECT RAISE(ABORT, 'happened is append-only'); END",
]
POSTGRES_GUARDS = [
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$BEGIN RAISE EXCEPTION 'append-only'; END$$",
    "CREATE TRIGGER happened_stays BEFORE UPDATE OR DELETE ON happened "
    "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER happened_whole BEFORE TRUNCATE ON happened "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
]


def upgrade() -> None:
    """Add the log, the columns that follow from it, and what the clock remembers of surveys."""
    postgres = op.get_bind().dialect.name == "postgresql"
    op.execute(f"ALTER TABLE person ADD COLUMN safe_days INTEGER DEFAULT 127 NOT NULL {DAYS}")
    op.execute(f"ALTER TABLE person ADD COLUMN next_look {'BIGINT' if postgres else 'INTEGER'}")
    op.execute("UPDATE person SET next_look = 0")
    op.create_index("ix_person_next_look", "person", ["next_look"])
    _happened()
    for guard in POSTGRES_GUARDS if postgres else SQLITE_GUARDS:
        op.execute(guard)
    _situation()
    op.create_table(
        "looked",
        sa.Column("survey", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("survey", name="pk_looked"),
        **KEYED,
    )


def _happened() -> None:
    op.create_table(
        "happened",
        sa.Column("person", BIG, nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("nth", sa.Integer, nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("person", "id", name="pk_happened"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_happened_person"),
        sa.CheckConstraint("id >= 0 AND nth >= 0", name="ck_happened_ids"),
        sa.CheckConstraint("length(body) = 412", name="ck_happened_body"),
        **KEYED,
    )


def _situation() -> None:
    op.create_table(
        "situation",
        sa.Column("person", BIG, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_situation"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_situation_person"),
        **KEYED,
    )
    op.execute(
        "INSERT INTO situation (person, sealed) "
        "SELECT person, sealed FROM event WHERE kind = 'situation'"
    )
    op.execute("DELETE FROM event WHERE kind = 'situation'")
