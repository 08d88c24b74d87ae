"""The workshop store's schema: staff, what they said of each wording, the audit chain, releases.

Nothing of a woman who answers is in any of these tables. Times are whole seconds since 1970, UTC.
What people said is append-only: triggers of the migration refuse to change or delete it. A table
class does not validate: what comes in passes a pydantic schema first
(`prem/fieldwork/workshop_inputs.py`), and the CHECKs here are the last wall.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    MetaData,
    Text,
    UniqueConstraint,
)
from sqlmodel import Field, SQLModel

ROLES = ("adviser", "researcher", "site-lead")
VERDICTS = ("keep", "change", "drop")
COMMENT_LIMIT = 2000
REASON_LIMIT = 1000
PAIRS_LIMIT = 8000
CONSENT_LIMIT = 100_000
NAME_LIMIT = 60
APPEND_ONLY = ("work_item", "rating", "comment", "decision", "audit", "release", "said_did",
               "consent_words")  # fmt: skip

NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "ix": "ix_%(table_name)s_%(column_0_name)s",
}
STRICT = {"sqlite_strict": True}
BIG = BigInteger().with_variant(Integer, "sqlite")  # STRICT tables know INTEGER, not BIGINT
WORKSHOP = MetaData(naming_convention=NAMES)


class Workshop(SQLModel):
    """The base of this store's tables."""

    metadata = WORKSHOP


def _id() -> Column[int]:
    return Column(Integer, primary_key=True)


def _text(*, unique: bool = False) -> Column[str]:
    return Column(Text, nullable=False, unique=unique or None)


def _whole() -> Column[int]:
    return Column(Integer, nullable=False)


def _when(*, nullable: bool = False) -> Column[int]:
    return Column(BIG, nullable=nullable)


def _to(table: str, *, nullable: bool = False) -> Column[int]:
    return Column(ForeignKey(f"{table}.id"), nullable=nullable, index=True)


def _one_of(column: str, words: tuple[str, ...]) -> CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _length(column: str, most: int) -> CheckConstraint:
    return CheckConstraint(f"length({column}) BETWEEN 1 AND {most}", name=column)


def _hash(column: str) -> CheckConstraint:
    return CheckConstraint(f"length({column}) = 64", name=column)


class Staff(Workshop, table=True):
    """Someone who works on the questions; `name` is what she wants to be called."""

    __tablename__ = "staff"
    __table_args__ = (_one_of("role", ROLES), _length("name", NAME_LIMIT), STRICT)

    id: int | None = Field(default=None, sa_column=_id())
    name: str = Field(sa_column=_text())
    role: str = Field(sa_column=_text())
    made_at: int = Field(sa_column=_when())


class Invitation(Workshop, table=True):
    """An invitation link: only the hash of its token is kept. It is spent once."""

    __tablename__ = "invitation"
    __table_args__ = (
        _one_of("role", ROLES),
        _hash("token_hash"),
        CheckConstraint("expires_at > made_at", name="expires_at"),
        CheckConstraint("(used_at IS NULL) = (staff IS NULL)", name="used_at"),
        STRICT,
    )

    id: int | None = Field(default=None, sa_column=_id())
    token_hash: str = Field(sa_column=_text(unique=True))
    role: str = Field(sa_column=_text())
    made_by: int | None = Field(default=None, sa_column=_to("staff", nullable=True))
    made_at: int = Field(sa_column=_when())
    expires_at: int = Field(sa_column=_when())
    used_at: int | None = Field(default=None, sa_column=_when(nullable=True))
    staff: int | None = Field(default=None, sa_column=_to("staff", nullable=True))


class SignIn(Workshop, table=True):
    """One browser that is signed in: only the hash of its cookie is kept."""

    __tablename__ = "sign_in"
    __table_args__ = (
        _hash("token_hash"),
        CheckConstraint("expires_at > made_at", name="expires_at"),
        STRICT,
    )

    id: int | None = Field(default=None, sa_column=_id())
    token_hash: str = Field(sa_column=_text(unique=True))
    staff: int = Field(sa_column=_to("staff"))
    made_at: int = Field(sa_column=_when())
    expires_at: int = Field(sa_column=_when())
    ended_at: int | None = Field(default=None, sa_column=_when(nullable=True))


class WorkItem(Workshop, table=True):
    """An item as it was worded when someone first spoke of it: other words, another row."""

    __tablename__ = "work_item"
    __table_args__ = (
        UniqueConstraint("instrument", "item", "language", "version", "hash"),
        CheckConstraint("version >= 1", name="version"),
        _hash("hash"),
        STRICT,
    )

    id: int | None = Field(default=None, sa_column=_id())
    instrument: str = Field(sa_column=_text())
    item: str = Field(sa_column=_text())
    language: str = Field(sa_column=_text())
    version: int = Field(sa_column=_whole())
    hash: str = Field(sa_column=_text())
    words: str = Field(sa_column=_text())
    made_at: int = Field(sa_column=_when())


class Rating(Workshop, table=True):
    """How relevant and how clear one person finds one wording. The highest `turn` stands."""

    __tablename__ = "rating"
    __table_args__ = (
        UniqueConstraint("work_item", "staff", "turn"),
        CheckConstraint("relevance BETWEEN 1 AND 4", name="relevance"),
        CheckConstraint("clarity BETWEEN 1 AND 4", name="clarity"),
        CheckConstraint("turn >= 1", name="turn"),
        STRICT,
    )

    id: int | None = Field(default=None, sa_column=_id())
    work_item: int = Field(sa_column=_to("work_item"))
    staff: int = Field(sa_column=_to("staff"))
    turn: int = Field(sa_column=_whole())
    relevance: int = Field(sa_column=_whole())
    clarity: int = Field(sa_column=_whole())
    made_at: int = Field(sa_column=_when())


class Comment(Workshop, table=True):
    """What one person wrote about one wording. The same words twice are one comment."""

    __tablename__ = "comment"
    __table_args__ = (
        UniqueConstraint("work_item", "staff", "text_hash"),
        _length("text", COMMENT_LIMIT),
        _hash("text_hash"),
        STRICT,
    )

    id: int | None = Field(default=None, sa_column=_id())
    work_item: int = Field(sa_column=_to("work_item"))
    staff: int = Field(sa_column=_to("staff"))
    text: str = Field(sa_column=_text())
    text_hash: str = Field(sa_column=_text())
    made_at: int = Field(sa_column=_when())


class Decision(Workshop, table=True):
    """What was agreed about one wording, and why. The latest one stands."""

    __tablename__ = "decision"
    __table_args__ = (_one_of("verdict", VERDICTS), _length("reason", REASON_LIMIT), STRICT)

    id: int | None = Field(default=None, sa_column=_id())
    work_item: int = Field(sa_column=_to("work_item"))
    staff: int = Field(sa_column=_to("staff"))
    verdict: str = Field(sa_column=_text())
    reason: str = Field(sa_column=_text())
    made_at: int = Field(sa_column=_when())


class Audit(Workshop, table=True):
    """One entry of the chain: its hash is over its own content and the hash before it.

    A hash can follow only one entry (`previous` is unique), so the chain cannot fork.
    """

    __tablename__ = "audit"
    __table_args__ = (
        CheckConstraint("seq >= 1", name="seq"),
        _hash("previous"),
        _hash("hash"),
        STRICT,
    )

    seq: int = Field(sa_column=Column(BIG, primary_key=True, autoincrement=False))
    at: int = Field(sa_column=_when())
    staff: int | None = Field(default=None, sa_column=_to("staff", nullable=True))
    act: str = Field(sa_column=_text())
    detail: str = Field(sa_column=_text())
    previous: str = Field(sa_column=_text(unique=True))
    hash: str = Field(sa_column=_text())


class Release(Workshop, table=True):
    """A frozen release: the document as it was published, numbered within its survey."""

    __tablename__ = "release"
    __table_args__ = (
        UniqueConstraint("survey", "number"),
        CheckConstraint("number >= 1", name="number"),
        _hash("hash"),
        STRICT,
    )

    id: int | None = Field(default=None, sa_column=_id())
    survey: str = Field(sa_column=_text())
    number: int = Field(sa_column=_whole())
    made_at: int = Field(sa_column=_when())
    hash: str = Field(sa_column=_text())
    document: str = Field(sa_column=_text())


class SaidDid(Workshop, table=True):
    """What women are told after a release: pairs of what they said and what was done, as JSON.

    The latest row of a release stands; one with no pairs takes it back.
    """

    __tablename__ = "said_did"
    __table_args__ = (_length("pairs", PAIRS_LIMIT), STRICT)

    id: int | None = Field(default=None, sa_column=_id())
    release: int = Field(sa_column=_to("release"))
    staff: int = Field(sa_column=_to("staff"))
    pairs: str = Field(sa_column=_text())
    made_at: int = Field(sa_column=_when())


class ConsentWords(Workshop, table=True):
    """What stands behind a version of consent: all that a woman read before her yes, as JSON.

    Kept before anybody could agree to it, at a program's start; `kept_at` is when first.
    """

    __tablename__ = "consent_words"
    __table_args__ = (
        CheckConstraint("length(version) = 16", name="version"),
        _length("said", CONSENT_LIMIT),
        STRICT,
    )

    version: str = Field(sa_column=Column(Text, primary_key=True))
    survey: str = Field(sa_column=_text())
    site: str = Field(sa_column=_text())
    language: str = Field(sa_column=_text())
    said: str = Field(sa_column=_text())
    kept_at: int = Field(sa_column=_when())
