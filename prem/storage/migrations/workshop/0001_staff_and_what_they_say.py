"""Staff, invitations, what is said of each wording, decisions, the audit chain, releases."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

from prem.storage.migrations.append_only import guard

revision = "0001"
down_revision = None

BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
ROLES = "role IN ('adviser', 'researcher', 'site-lead')"
APPEND_ONLY = ("work_item", "rating", "comment", "decision", "audit", "release")
REFUSE = (
    "CREATE FUNCTION refuse_workshop_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$BEGIN RAISE EXCEPTION 'append-only'; END$$"
)


def upgrade() -> None:
    """Make the first schema."""
    _people()
    _work_item()
    _said()
    _audit()
    _release()
    if op.get_bind().dialect.name == "postgresql":
        op.execute(REFUSE)
    for table in APPEND_ONLY:
        guard(table)


def _people() -> None:
    _table(
        "staff",
        _id(),
        _text("name"),
        _text("role"),
        _when("made_at"),
        _check("staff", "role", ROLES),
        _check("staff", "name", "length(name) BETWEEN 1 AND 60"),
    )
    _table(
        "invitation",
        _id(),
        _text("token_hash"),
        _text("role"),
        _to("invitation", "staff", "made_by", nullable=True),
        _when("made_at"),
        _when("expires_at"),
        _when("used_at", nullable=True),
        _to("invitation", "staff", "staff", nullable=True),
        sa.UniqueConstraint("token_hash", name="uq_invitation_token_hash"),
        _check("invitation", "role", ROLES),
        _check("invitation", "token_hash", "length(token_hash) = 64"),
        _check("invitation", "expires_at", "expires_at > made_at"),
        _check("invitation", "used_at", "(used_at IS NULL) = (staff IS NULL)"),
    )
    _table(
        "sign_in",
        _id(),
        _text("token_hash"),
        _to("sign_in", "staff", "staff"),
        _when("made_at"),
        _when("expires_at"),
        _when("ended_at", nullable=True),
        sa.UniqueConstraint("token_hash", name="uq_sign_in_token_hash"),
        _check("sign_in", "token_hash", "length(token_hash) = 64"),
        _check("sign_in", "expires_at", "expires_at > made_at"),
    )
    _index("invitation", "made_by", "staff")
    _index("sign_in", "staff")


def _work_item() -> None:
    _table(
        "work_item",
        _id(),
        _text("instrument"),
        _text("item"),
        _text("language"),
        _whole("version"),
        _text("hash"),
        _text("words"),
        _when("made_at"),
        sa.UniqueConstraint(
            "instrument", "item", "language", "version", "hash", name="uq_work_item_instrument"
        ),
        _check("work_item", "version", "version >= 1"),
        _check("work_item", "hash", "length(hash) = 64"),
    )


def _said() -> None:
    _table(
        "rating",
        *_who("rating"),
        _whole("turn"),
        _whole("relevance"),
        _whole("clarity"),
        _when("made_at"),
        sa.UniqueConstraint("work_item", "staff", "turn", name="uq_rating_work_item"),
        _check("rating", "relevance", "relevance BETWEEN 1 AND 4"),
        _check("rating", "clarity", "clarity BETWEEN 1 AND 4"),
        _check("rating", "turn", "turn >= 1"),
    )
    _table(
        "comment",
        *_who("comment"),
        _text("text"),
        _text("text_hash"),
        _when("made_at"),
        sa.UniqueConstraint("work_item", "staff", "text_hash", name="uq_comment_work_item"),
        _check("comment", "text", "length(text) BETWEEN 1 AND 2000"),
        _check("comment", "text_hash", "length(text_hash) = 64"),
    )
    _table(
        "decision",
        *_who("decision"),
        _text("verdict"),
        _text("reason"),
        _when("made_at"),
        _check("decision", "verdict", "verdict IN ('keep', 'change', 'drop')"),
        _check("decision", "reason", "length(reason) BETWEEN 1 AND 1000"),
    )
    for table in ("rating", "comment", "decision"):
        _index(table, "work_item", "staff")


def _audit() -> None:
    _table(
        "audit",
        sa.Column("seq", BIG, nullable=False, autoincrement=False),
        _when("at"),
        _to("audit", "staff", "staff", nullable=True),
        _text("act"),
        _text("detail"),
        _text("previous"),
        _text("hash"),
        sa.UniqueConstraint("previous", name="uq_audit_previous"),
        _check("audit", "seq", "seq >= 1"),
        _check("audit", "previous", "length(previous) = 64"),
        _check("audit", "hash", "length(hash) = 64"),
    )
    _index("audit", "staff")


def _release() -> None:
    _table(
        "release",
        _id(),
        _text("survey"),
        _whole("number"),
        _when("made_at"),
        _text("hash"),
        _text("document"),
        sa.UniqueConstraint("survey", "number", name="uq_release_survey"),
        _check("release", "number", "number >= 1"),
        _check("release", "hash", "length(hash) = 64"),
    )


def _table(name: str, *columns: SchemaItem) -> None:
    key = "seq" if name == "audit" else "id"
    op.create_table(
        name, *columns, sa.PrimaryKeyConstraint(key, name=f"pk_{name}"), sqlite_strict=True
    )


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, nullable=False)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _when(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, BIG, nullable=nullable)


def _to(table: str, other: str, name: str, *, nullable: bool = False) -> sa.Column[int]:
    key = sa.ForeignKey(f"{other}.id", name=f"fk_{table}_{name}")
    return sa.Column(name, sa.Integer, key, nullable=nullable)


def _who(table: str) -> tuple[SchemaItem, ...]:
    return (_id(), _to(table, "work_item", "work_item"), _to(table, "staff", "staff"))


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=f"ck_{table}_{name}")


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])
