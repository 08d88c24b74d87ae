"""Which question a text asks, sealed; when it went out; and the mark of the provider's id of it, by
which a reply that quotes it is known."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the columns; of rows of before nothing is known, and none is guessed."""
    postgres = op.get_bind().dialect.name == "postgresql"
    op.execute(f"ALTER TABLE outbox ADD COLUMN asks {'BYTEA' if postgres else 'BLOB'}")
    op.execute(f"ALTER TABLE outbox ADD COLUMN went {'BIGINT' if postgres else 'INTEGER'}")
    op.execute(f"ALTER TABLE outbox ADD COLUMN known_as {'BYTEA' if postgres else 'BLOB'}")
