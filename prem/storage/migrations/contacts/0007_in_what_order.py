"""In what order texts were queued: two of one second, and one that is tried again, keep theirs."""

from alembic import op

revision = "0007"
down_revision = "0006"

SEQUENCE = [
    "CREATE SEQUENCE outbox_nth OWNED BY outbox.nth",
    "SELECT setval('outbox_nth', (SELECT count(*) + 1 FROM outbox))",
]


def upgrade() -> None:
    """Add the number. Of rows of before their moment tells most, and their slot the rest: it is
    by these that they were sent."""
    postgres = op.get_bind().dialect.name == "postgresql"
    kind = "BIGINT" if postgres else "INTEGER"
    op.execute(f"ALTER TABLE outbox ADD COLUMN nth {kind} DEFAULT 0 NOT NULL")
    op.execute(
        "UPDATE outbox SET nth = old.place FROM "
        "(SELECT id, row_number() OVER (ORDER BY due, slot, id) AS place FROM outbox) AS old "
        "WHERE old.id = outbox.id"
    )
    if postgres:  # numbers there without a look at the table; SQLite has one writer, and looks
        for words in SEQUENCE:
            op.execute(words)
    else:
        op.create_index("ix_outbox_nth", "outbox", ["nth"])
