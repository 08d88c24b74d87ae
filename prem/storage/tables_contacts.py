"""The contacts store's schema: how to reach a woman, and when. Never an answer.

A number is sealed, and found again by its HMAC; what happened to her is sealed, too, kind and all.
These classes define the schema (and the migrations are tested against them).
"""

from __future__ import annotations

from sqlalchemy import (
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

from prem.storage.outbox import IN_HAND, WAITING
from prem.storage.tables_answers import BIG, KEYED, NAMES, STRICT

CONTACTS = MetaData(naming_convention=NAMES)
OUTBOX_STATES = (*WAITING, *IN_HAND, "sent", "delivered", "failed", "unknown", "cancelled")
_WAITS = "state IN ('queued', 'held')"
_STATES = ", ".join(f"'{state}'" for state in OUTBOX_STATES)


class Contacts(SQLModel):
    """The base of this store's tables."""

    metadata = CONTACTS


class Person(Contacts, table=True):
    """A woman who may be texted. `consent` is the hash of the words that she agreed to.

    The row follows from `happened`. `safe_days`: the first bit is Monday. `next_look`: the second
    (since 1970) at which her plan must be looked at again; NULL never, and whatever is not above
    0 at once.
    """

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("phone_index"),
        CheckConstraint("id >= 0", name="id"),
        CheckConstraint("length(phone_index) = 32", name="index"),
        CheckConstraint("length(phone) = 60", name="phone"),
        CheckConstraint("0 <= safe_from AND safe_from < safe_to AND safe_to <= 24", name="hours"),
        Index("ix_person_next_look", "next_look"),
        STRICT,
    )
    id: int = Field(sa_column=Column(BIG, primary_key=True, autoincrement=False))
    phone_index: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    phone: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    channel: str = Field(sa_column=Column(Text, nullable=False))
    language: str = Field(sa_column=Column(Text, nullable=False))
    site: str = Field(sa_column=Column(Text, nullable=False))
    safe_from: int = Field(sa_column=Column(Integer, nullable=False))
    safe_to: int = Field(sa_column=Column(Integer, nullable=False))
    consent: str = Field(sa_column=Column(Text, nullable=False))
    safe_days: int = Field(
        sa_column=Column(
            Integer,
            CheckConstraint("safe_days BETWEEN 1 AND 127", name="days"),
            nullable=False,
            server_default=text("127"),
        )
    )
    next_look: int | None = Field(sa_column=Column(BIG, nullable=True))


class Happened(Contacts, table=True):
    """The log of what happened to a woman, append-only: `body` is sealed, kind and all, and every
    one as long as the others. `at`: the second (since 1970) at which it was known; `nth`: how
    many were known of her before."""

    __tablename__ = "happened"
    __table_args__ = (
        CheckConstraint("id >= 0 AND nth >= 0", name="ids"),
        CheckConstraint("length(body) = 412", name="body"),
        KEYED,
    )
    person: int = Field(sa_column=Column(BIG, ForeignKey("person.id"), primary_key=True))
    id: int = Field(sa_column=Column(BIG, primary_key=True, autoincrement=False))
    nth: int = Field(sa_column=Column(Integer, nullable=False))
    at: int = Field(sa_column=Column(BIG, nullable=False))
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Forgetting(Contacts, table=True):
    """Whose log may be deleted: there is a row only while that is done, and never after it."""

    __tablename__ = "forgetting"
    __table_args__ = (KEYED,)
    person: int = Field(sa_column=Column(BIG, ForeignKey("person.id"), primary_key=True))


class Situation(Contacts, table=True):
    """The situation that she told by text, sealed: it routes her questions until they end."""

    __tablename__ = "situation"
    __table_args__ = (KEYED,)
    person: int = Field(sa_column=Column(BIG, ForeignKey("person.id"), primary_key=True))
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Looked(Contacts, table=True):
    """The hash of each survey by which all plans were looked at last: another one, and all are
    looked at again. The row of the survey "" holds the day on which old marks were forgotten."""

    __tablename__ = "looked"
    __table_args__ = (KEYED,)
    survey: str = Field(sa_column=Column(Text, primary_key=True))
    hash: str = Field(sa_column=Column(Text, nullable=False))


class Event(Contacts, table=True):
    """The days of stores from before `happened`: moved there as soon as the keys are at hand."""

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("kind IN ('due-date', 'birth', 'situation')", name="kind"),
        CheckConstraint(
            "(kind = 'situation') = (day IS NULL) AND (day IS NULL) <> (sealed IS NULL)",
            name="one",
        ),
        KEYED,
    )
    person: int = Field(sa_column=Column(BIG, ForeignKey("person.id"), primary_key=True))
    kind: str = Field(sa_column=Column(Text, primary_key=True))
    day: int | None = Field(sa_column=Column(Integer, nullable=True))
    sealed: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True))


class Asking(Contacts, table=True):
    """A survey's time point that a woman was invited to, and the day (since 1970) of it."""

    __tablename__ = "asking"
    __table_args__ = (KEYED,)
    person: int = Field(sa_column=Column(BIG, ForeignKey("person.id"), primary_key=True))
    survey: str = Field(sa_column=Column(Text, primary_key=True))
    time_point: str = Field(sa_column=Column(Text, primary_key=True))
    opened: int = Field(sa_column=Column(Integer, nullable=False))


class Outbox(Contacts, table=True):
    """A text to send: once for each (person, wave, template, slot).

    `due` and `leased_until` are seconds since 1970; `body` is sealed and emptied when the text is
    out of our hands; `provider` is the mark of the reference that the provider was given, by
    which its reports find the row; `tries` counts the times that it surely was not taken;
    `channel` is set where it does not go by the woman's own. `asks` is the question that it asks,
    sealed; `went` the millisecond at which it went out; `known_as` the mark of the provider's id;
    `nth` the order in which texts were queued (from a sequence on PostgreSQL).
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("person", "wave", "template", "slot"),
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint(
            "(body IS NULL) = (state NOT IN ('queued', 'held', 'leased', 'sending'))", name="body"
        ),
        CheckConstraint(
            "(leased_until IS NULL) = (state NOT IN ('leased', 'sending'))", name="lease"
        ),
        Index("ix_outbox_state", "state", "due"),
        Index("ix_outbox_provider", "provider"),
        Index("ix_outbox_nth", "nth").ddl_if(dialect="sqlite"),
        Index(
            "ix_outbox_waits",
            "person",
            "due",
            sqlite_where=text(_WAITS),
            postgresql_where=text(_WAITS),
        ),
        STRICT,
    )
    id: int = Field(sa_column=Column(BIG, primary_key=True, autoincrement=False))
    person: int = Field(sa_column=Column(BIG, ForeignKey("person.id"), nullable=False))
    wave: str = Field(sa_column=Column(Text, nullable=False))
    template: str = Field(sa_column=Column(Text, nullable=False))
    slot: str = Field(sa_column=Column(Text, nullable=False))
    state: str = Field(sa_column=Column(Text, nullable=False))
    body: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True))
    due: int = Field(sa_column=Column(BIG, nullable=False))
    leased_until: int | None = Field(sa_column=Column(BIG, nullable=True))
    provider: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True))
    tries: int = Field(sa_column=Column(Integer, nullable=False))
    channel: str | None = Field(sa_column=Column(Text, nullable=True))
    asks: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True))
    went: int | None = Field(sa_column=Column(BIG, nullable=True))
    known_as: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True))
    nth: int = Field(sa_column=Column(BIG, nullable=False, server_default=text("0")))


class Spent(Contacts, table=True):
    """What was spent under a cap in its hour or day: `cap` is a mark of both, never a number."""

    __tablename__ = "spent"
    __table_args__ = (CheckConstraint("length(cap) = 32", name="cap"), KEYED)
    cap: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    day: int = Field(sa_column=Column(Integer, nullable=False))
    amount: int = Field(sa_column=Column(BIG, nullable=False))


class Heard(Contacts, table=True):
    """When a woman last wrote by WhatsApp (seconds since 1970): it opens a session of 24 hours."""

    __tablename__ = "heard"
    __table_args__ = (KEYED,)
    person: int = Field(sa_column=Column(BIG, ForeignKey("person.id"), primary_key=True))
    at: int = Field(sa_column=Column(BIG, nullable=False))


class Inbound(Contacts, table=True):
    """A text that came and was dealt with: only the mark of its provider's id, and the day."""

    __tablename__ = "inbound"
    __table_args__ = (CheckConstraint("length(once) = 32", name="once"), KEYED)
    once: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    day: int = Field(sa_column=Column(Integer, nullable=False))


class Stopped(Contacts, table=True):
    """The stop ledger, by the number's HMAC: it outlives the person's row. `once`: the mark of the
    text that said so, where one did."""

    __tablename__ = "stopped"
    __table_args__ = (CheckConstraint("length(phone_index) = 32", name="index"), KEYED)
    phone_index: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    day: int = Field(sa_column=Column(Integer, nullable=False))
    once: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True))


class Former(Contacts, table=True):
    """A number that a woman had before, by its HMAC: her STOP holds from there too."""

    __tablename__ = "former"
    __table_args__ = (CheckConstraint("length(phone_index) = 32", name="index"), KEYED)
    phone_index: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    person: int = Field(sa_column=Column(BIG, ForeignKey("person.id"), primary_key=True))


class Voucher(Contacts, table=True):
    """A voucher's code, sealed; `taker` is the mark of who has it, made under the key `link`."""

    __tablename__ = "voucher"
    __table_args__ = (
        UniqueConstraint("voucher_index"),
        UniqueConstraint("taker"),
        CheckConstraint("id >= 0", name="id"),
        CheckConstraint("length(voucher_index) = 32", name="index"),
        CheckConstraint("taker IS NULL OR length(taker) = 32", name="taker"),
        CheckConstraint("(taker IS NULL) = (day IS NULL)", name="day"),
        Index("ix_voucher_survey", "survey", "taker"),
        STRICT,
    )
    id: int = Field(sa_column=Column(BIG, primary_key=True, autoincrement=False))
    survey: str = Field(sa_column=Column(Text, nullable=False))
    voucher_index: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    taker: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True))
    day: int | None = Field(sa_column=Column(Integer, nullable=True))
