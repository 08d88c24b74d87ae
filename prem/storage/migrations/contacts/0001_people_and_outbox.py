"""People, what is known of their way, what they were asked, texts out and in, the stop ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
STATES = "'queued', 'leased', 'sent', 'delivered', 'failed', 'unknown', 'cancelled'"
KEYED = {"sqlite_strict": True, "sqlite_with_rowid": False}


def upgrade() -> None:
    """Make the first schema."""
    _person()
    _event()
    _asking()
    _outbox()
    for table, key in (("inbound", "once"), ("stopped", "phone_index")):
        check = "once" if table == "inbound" else "index"
        op.create_table(
            table,
            sa.Column(key, sa.LargeBinary, nullable=False),
            sa.Column("day", sa.Integer, nullable=False),
            sa.PrimaryKeyConstraint(key, name=f"pk_{table}"),
            sa.CheckConstraint(f"length({key}) = 32", name=f"ck_{table}_{check}"),
            **KEYED,
        )


def _person() -> None:
    op.create_table(
        "person",
        sa.Column("id", BIG, nullable=False, autoincrement=False),
        sa.Column("phone_index", sa.LargeBinary, nullable=False),
        sa.Column("phone", sa.LargeBinary, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("site", sa.Text, nullable=False),
        sa.Column("safe_from", sa.Integer, nullable=False),
        sa.Column("safe_to", sa.Integer, nullable=False),
        sa.Column("consent", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("phone_index", name="uq_person_phone_index"),
        sa.CheckConstraint("id >= 0", name="ck_person_id"),
        sa.CheckConstraint("length(phone_index) = 32", name="ck_person_index"),
        sa.CheckConstraint("length(phone) = 60", name="ck_person_phone"),
        sa.CheckConstraint(
            "0 <= safe_from AND safe_from < safe_to AND safe_to <= 24", name="ck_person_hours"
        ),
        sqlite_strict=True,
    )


def _event() -> None:
    op.create_table(
        "event",
        sa.Column("person", BIG, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("day", sa.Integer),
        sa.Column("sealed", sa.LargeBinary),
        sa.PrimaryKeyConstraint("person", "kind", name="pk_event"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_event_person"),
        sa.CheckConstraint("kind IN ('due-date', 'birth', 'situation')", name="ck_event_kind"),
        sa.CheckConstraint(
            "(kind = 'situation') = (day IS NULL) AND (day IS NULL) <> (sealed IS NULL)",
            name="ck_event_one",
        ),
        **KEYED,
    )


def _asking() -> None:
    op.create_table(
        "asking",
        sa.Column("person", BIG, nullable=False),
        sa.Column("survey", sa.Text, nullable=False),
        sa.Column("time_point", sa.Text, nullable=False),
        sa.Column("opened", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("person", "survey", "time_point", name="pk_asking"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_asking_person"),
        **KEYED,
    )


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
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_outbox_person"),
        sa.UniqueConstraint("person", "wave", "template", "slot", name="uq_outbox_person"),
        sa.CheckConstraint(f"state IN ({STATES})", name="ck_outbox_state"),
        sa.CheckConstraint(
            "(body IS NULL) = (state NOT IN ('queued', 'leased'))", name="ck_outbox_body"
        ),
        sa.CheckConstraint("(leased_until IS NULL) = (state <> 'leased')", name="ck_outbox_lease"),
        sqlite_strict=True,
    )
    op.create_index("ix_outbox_state", "outbox", ["state", "due"])
    op.create_index("ix_outbox_provider", "outbox", ["provider"])
