"""Which channel a row of the outbox goes by, where that is not the woman's own: a call she asked
for, or a text to a woman who is rung."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the column; rows of before go by the woman's own channel."""
    op.execute("ALTER TABLE outbox ADD COLUMN channel TEXT")
