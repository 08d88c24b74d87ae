"""The log of what happened to a woman lets go of her alone: named in `forgetting`, and there only
while it is erased."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
NOT_HERS = "NOT EXISTS (SELECT 1 FROM forgetting WHERE forgetting.person = OLD.person)"

SQLITE_GUARDS = [
    "DROP TRIGGER happened_kept",
    f"CREATE TRIGGER happened_kept BEFORE DELETE ON happened WHEN {NOT_HERS} "
    "BEGIN SELECT RAISE(ABORT, 'happened is append-only'); END",
]
POSTGRES_GUARDS = [
    "CREATE OR REPLACE FUNCTION refuse_happened() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN "
    f"IF {NOT_HERS} THEN RAISE EXCEPTION 'append-only'; END IF; RETURN OLD; END$$",
    "DROP TRIGGER happened_stays ON happened",
    "CREATE TRIGGER happened_stays BEFORE UPDATE ON happened "
    "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER happened_kept BEFORE DELETE ON happened "
    "FOR EACH ROW EXECUTE FUNCTION refuse_happened()",
]


def upgrade() -> None:
    """Add the table, and let the guards look into it."""
    op.create_table(
        "forgetting",
        sa.Column("person", BIG, nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_forgetting"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_forgetting_person"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    postgres = op.get_bind().dialect.name == "postgresql"
    for guard in POSTGRES_GUARDS if postgres else SQLITE_GUARDS:
        op.execute(guard)
