"""How a turn was answered where not in the usual way: easy read, with help, on a shared tablet."""

from alembic import op

revision = "0002"
down_revision = "0001"

VIEW = """
CREATE VIEW answer AS
SELECT session, seq, channel, week, item, code, non_answer, mode
FROM (
    SELECT session, seq, channel, week, item, code, non_answer, mode,
           row_number() OVER (PARTITION BY session, item ORDER BY seq DESC) AS age
    FROM turn WHERE item IS NOT NULL
) AS given
WHERE age = 1
"""


def upgrade() -> None:
    """Add the column, and to the view of latest answers; turns of before went the usual way."""
    op.execute("ALTER TABLE turn ADD COLUMN mode TEXT")
    op.execute("DROP VIEW answer")
    op.execute(VIEW)
