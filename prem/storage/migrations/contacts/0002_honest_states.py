"""The outbox's states "sending" and "held", its tries; what was spent; when she last wrote."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
STATES = (
    "'queued', 'held', 'leased', 'sending', 'sent', 'delivered', 'failed', 'unknown', 'cancelled'"
)
KEYED = {"sqlite_strict": True, "sqlite_with_rowid": False}
COLUMNS = "id, person, wave, template, slot, state, body, due, leased_until, provider"


def upgrade() -> None:
    """Make the outbox anew, for SQLite changes no CHECK in place, and carry its rows over."""
    op.rename_table("outbox", "outbox_0001")
    if op.get_bind().dialect.name == "postgresql":  # names of indexes are the schema's there
        for name in ("pk_outbox", "uq_outbox_person", "fk_outbox_person"):
            op.execute(f"ALTER TABLE outbox_0001 RENAME CONSTRAINT {name} TO {name}_0001")
    for name in ("ix_outbox_state", "ix_outbox_provider"):
        op.drop_index(name, table_name="outbox_0001")
    _outbox()
    op.execute(
        f"INSERT INTO outbox ({COLUMNS}, tries) SELECT {COLUMNS}, 0 FROM outbox_0001"  # noqa: S608
    )
    op.drop_table("outbox_0001")
    op.create_index("ix_outbox_state", "outbox", ["state", "due"])
    op.create_index("ix_outbox_provider", "outbox", ["provider"])
    _spent_and_heard()


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", BIG, nullable=False, autoincrement=False),
        sa.Column("person", BIG, nullable=False),
        sa.Column("wave", sa.Text, nullable=False),
        sa.Column("template", sa.Text, nullable=False),
        sa.Column("slot", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary),
        sa.Column("due", BIG, nullable=False),
        sa.Column("leased_until", BIG),
        sa.Column("provider", sa.LargeBinary),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_outbox_person"),
        sa.UniqueConstraint("person", "wave", "template", "slot", name="uq_outbox_person"),
        sa.CheckConstraint(f"state IN ({STATES})", name="ck_outbox_state"),
        sa.CheckConstraint(
            "(body IS NULL) = (state NOT IN ('queued', 'held', 'leased', 'sending'))",
            name="ck_outbox_body",
        ),
        sa.CheckConstraint(
            "(leased_until IS NULL) = (state NOT IN ('leased', 'sending'))", name="ck_outbox_lease"
        ),
        sqlite_strict=True,
    )


def _spent_and_heard() -> None:
    op.create_table(
        "spent",
        sa.Column("cap", sa.LargeBinary, nullable=False),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("amount", BIG, nullable=False),
        sa.PrimaryKeyConstraint("cap", name="pk_spent"),
        sa.CheckConstraint("length(cap) = 32", name="ck_spent_cap"),
        **KEYED,
    )
    op.create_table(
        "heard",
        sa.Column("person", BIG, nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_heard"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_heard_person"),
        **KEYED,
    )
