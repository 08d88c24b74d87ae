"""By which text a STOP was entered: handed over again after a crash, it is still confirmed."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the mark; of a STOP of before it is not known, and it was confirmed."""
    postgres = op.get_bind().dialect.name == "postgresql"
    op.execute(f"ALTER TABLE stopped ADD COLUMN once {'BYTEA' if postgres else 'BLOB'}")
