"""What waits for one woman, found without a look at what waits for all."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

WAITS = sa.text("state IN ('queued', 'held')")


def upgrade() -> None:
    """Add an index of what is queued or held alone: what a woman was ever sent is far more."""
    op.create_index(
        "ix_outbox_waits",
        "outbox",
        ["person", "due"],
        sqlite_where=WAITS,
        postgresql_where=WAITS,
    )
