"""The answers store's schema: coded answers, week but not time, nobody's name or number.

The append-only log `turn` is the session: its latest row holds the state. Ids are random or
derived under keys, tables on SQLite are kept in key order, so no row tells when it came.
These classes define the schema (and the migrations are tested against them); they never run on a
woman's way, and they do not validate: the CHECKs do.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Text,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "ix": "ix_%(table_name)s_%(column_0_name)s",
}
BIG = BigInteger().with_variant(Integer, "sqlite")  # STRICT tables know INTEGER, not BIGINT
STRICT = {"sqlite_strict": True}
KEYED = {"sqlite_strict": True, "sqlite_with_rowid": False}
ANSWERS = MetaData(naming_convention=NAMES)
WEEK = "length(week) = 8 AND week LIKE '____-W__'"


class Answers(SQLModel):
    """The base of this store's tables."""

    metadata = ANSWERS


class Session(Answers, table=True):
    """One respondent's way through one survey at one time point. Never changed once written.

    `id` is derived from the link's token, or from the person, under the key `link`; `link` is a
    second mark of that token, so that guessing an id opens nothing; `closes` is the day (since
    1970) after which the link opens no more.
    """

    __tablename__ = "session"
    __table_args__ = (
        UniqueConstraint("respondent", "survey", "time_point"),
        CheckConstraint("id >= 0 AND respondent >= 0", name="ids"),
        CheckConstraint("anonymous IN (0, 1)", name="anonymous"),
        CheckConstraint("link IS NULL OR length(link) = 32", name="link"),
        STRICT,
    )
    id: int = Field(sa_column=Column(BIG, primary_key=True, autoincrement=False))
    respondent: int = Field(sa_column=Column(BIG, nullable=False))
    survey: str = Field(sa_column=Column(Text, nullable=False))
    survey_version: str = Field(sa_column=Column(Text, nullable=False))
    instrument: str = Field(sa_column=Column(Text, nullable=False))
    instrument_version: str = Field(sa_column=Column(Text, nullable=False))
    instrument_hash: str = Field(sa_column=Column(Text, nullable=False))
    site: str = Field(sa_column=Column(Text, nullable=False))
    time_point: str = Field(sa_column=Column(Text, nullable=False))
    form: str = Field(sa_column=Column(Text, nullable=False))
    language: str = Field(sa_column=Column(Text, nullable=False))
    anonymous: int = Field(sa_column=Column(Integer, nullable=False))
    link: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True))
    closes: int = Field(sa_column=Column(Integer, nullable=False))


class Turn(Answers, table=True):
    """One turn: the state after it, and the answer where it gave one.

    `code` or `non_answer` (a non-answer's id, "skipped", "written"), never both; `note` is her
    own words, sealed; `once` marks the text message that it came by, so that it counts once;
    `mode` is how it was answered where that is not the usual way: "easy", "helped", "kiosk", or
    several with "+" between them.
    """

    __tablename__ = "turn"
    __table_args__ = (
        CheckConstraint("seq >= 1", name="seq"),
        CheckConstraint(WEEK, name="week"),
        CheckConstraint(
            "(item IS NULL AND code IS NULL AND non_answer IS NULL AND note IS NULL)"
            " OR (item IS NOT NULL AND (code IS NULL) <> (non_answer IS NULL))",
            name="answer",
        ),
        CheckConstraint("once IS NULL OR length(once) = 32", name="once"),
        Index(
            "ix_turn_once",
            "once",
            unique=True,
            sqlite_where=text("once IS NOT NULL"),
            postgresql_where=text("once IS NOT NULL"),
        ),
        KEYED,
    )
    session: int = Field(sa_column=Column(BIG, ForeignKey("session.id"), primary_key=True))
    seq: int = Field(sa_column=Column(Integer, primary_key=True))
    channel: str = Field(sa_column=Column(Text, nullable=False))
    week: str = Field(sa_column=Column(Text, nullable=False))
    item: str | None = Field(sa_column=Column(Text, nullable=True))
    code: int | None = Field(sa_column=Column(Integer, nullable=True))
    non_answer: str | None = Field(sa_column=Column(Text, nullable=True))
    note: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True))
    state: str = Field(sa_column=Column(Text, nullable=False))
    once: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True))
    mode: str | None = Field(sa_column=Column(Text, nullable=True))


class Erasure(Answers, table=True):
    """A woman asked that her answers be erased: this row opens her session to deletion."""

    __tablename__ = "erasure"
    __table_args__ = (CheckConstraint(WEEK, name="week"), KEYED)
    session: int = Field(sa_column=Column(BIG, primary_key=True, autoincrement=False))
    week: str = Field(sa_column=Column(Text, nullable=False))
