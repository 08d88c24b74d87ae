"""Sessions, the append-only log of turns, the view of latest answers, the way to erase."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
WEEK = "length(week) = 8 AND week LIKE '____-W__'"

VIEW = """
CREATE VIEW answer AS
SELECT session, seq, channel, week, item, code, non_answer
FROM (
    SELECT session, seq, channel, week, item, code, non_answer,
           row_number() OVER (PARTITION BY session, item ORDER BY seq DESC) AS age
    FROM turn WHERE item IS NOT NULL
) AS given
WHERE age = 1
"""

SQLITE_GUARDS = [
    "CREATE TRIGGER turn_stays BEFORE UPDATE ON turn "
    "BEGIN SELECT RAISE(ABORT, 'turn is append-only'); END",
    "CREATE TRIGGER session_stays BEFORE UPDATE ON session "
    "BEGIN SELECT RAISE(ABORT, 'session is append-only'); END",
    "CREATE TRIGGER erasure_stays BEFORE UPDATE ON erasure "
    "BEGIN SELECT RAISE(ABORT, 'erasure is append-only'); END",
    "CREATE TRIGGER erasure_kept BEFORE DELETE ON erasure "
    "BEGIN SELECT RAISE(ABORT, 'erasure is append-only'); END",
    "CREATE TRIGGER turn_kept BEFORE DELETE ON turn "
    "WHEN NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.session = OLD.session) "
    "BEGIN SELECT RAISE(ABORT, 'turn is append-only'); END",
    "CREATE TRIGGER session_kept BEFORE DELETE ON session "
    "WHEN NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.session = OLD.id) "
    "BEGIN SELECT RAISE(ABORT, 'session is append-only'); END",
]

POSTGRES_GUARDS = [
    "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$BEGIN RAISE EXCEPTION 'append-only'; END$$",
    "CREATE FUNCTION refuse_turn() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN "
    "IF NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.session = OLD.session) "
    "THEN RAISE EXCEPTION 'append-only'; END IF; RETURN OLD; END$$",
    "CREATE FUNCTION refuse_session() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN "
    "IF NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.session = OLD.id) "
    "THEN RAISE EXCEPTION 'append-only'; END IF; RETURN OLD; END$$",
    "CREATE TRIGGER turn_kept BEFORE DELETE ON turn FOR EACH ROW EXECUTE FUNCTION refuse_turn()",
    "CREATE TRIGGER session_kept BEFORE DELETE ON session "
    "FOR EACH ROW EXECUTE FUNCTION refuse_session()",
    "CREATE TRIGGER erasure_kept BEFORE DELETE ON erasure "
    "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    *(
        f"CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        for table in ("turn", "session", "erasure")
    ),
    *(
        f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        for table in ("turn", "session", "erasure")
    ),
]


def upgrade() -> None:
    """Make the first schema."""
    _session()
    _turn()
    op.create_table(
        "erasure",
        sa.Column("session", BIG, nullable=False, autoincrement=False),
        sa.Column("week", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("session", name="pk_erasure"),
        sa.CheckConstraint(WEEK, name="ck_erasure_week"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.execute(VIEW)
    postgres = op.get_bind().dialect.name == "postgresql"
    for guard in POSTGRES_GUARDS if postgres else SQLITE_GUARDS:
        op.execute(guard)


def _session() -> None:
    op.create_table(
        "session",
        sa.Column("id", BIG, nullable=False, autoincrement=False),
        sa.Column("respondent", BIG, nullable=False),
        sa.Column("survey", sa.Text, nullable=False),
        sa.Column("survey_version", sa.Text, nullable=False),
        sa.Column("instrument", sa.Text, nullable=False),
        sa.Column("instrument_version", sa.Text, nullable=False),
        sa.Column("instrument_hash", sa.Text, nullable=False),
        sa.Column("site", sa.Text, nullable=False),
        sa.Column("time_point", sa.Text, nullable=False),
        sa.Column("form", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("anonymous", sa.Integer, nullable=False),
        sa.Column("link", sa.LargeBinary),
        sa.Column("closes", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_session"),
        sa.UniqueConstraint("respondent", "survey", "time_point", name="uq_session_respondent"),
        sa.CheckConstraint("id >= 0 AND respondent >= 0", name="ck_session_ids"),
        sa.CheckConstraint("anonymous IN (0, 1)", name="ck_session_anonymous"),
        sa.CheckConstraint("link IS NULL OR length(link) = 32", name="ck_session_link"),
        sqlite_strict=True,
    )


def _turn() -> None:
    op.create_table(
        "turn",
        sa.Column("session", BIG, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("week", sa.Text, nullable=False),
        sa.Column("item", sa.Text),
        sa.Column("code", sa.Integer),
        sa.Column("non_answer", sa.Text),
        sa.Column("note", sa.LargeBinary),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("once", sa.LargeBinary),
        sa.PrimaryKeyConstraint("session", "seq", name="pk_turn"),
        sa.ForeignKeyConstraint(["session"], ["session.id"], name="fk_turn_session"),
        sa.CheckConstraint("seq >= 1", name="ck_turn_seq"),
        sa.CheckConstraint(WEEK, name="ck_turn_week"),
        sa.CheckConstraint(
            "(item IS NULL AND code IS NULL AND non_answer IS NULL AND note IS NULL)"
            " OR (item IS NOT NULL AND (code IS NULL) <> (non_answer IS NULL))",
            name="ck_turn_answer",
        ),
        sa.CheckConstraint("once IS NULL OR length(once) = 32", name="ck_turn_once"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    present = sa.text("once IS NOT NULL")
    op.create_index(
        "ix_turn_once",
        "turn",
        ["once"],
        unique=True,
        sqlite_where=present,
        postgresql_where=present,
    )
