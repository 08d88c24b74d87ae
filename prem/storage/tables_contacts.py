"""The contacts store's schema: how to reach a woman, and when. Never an answer.

A number is sealed, and found again by its HMAC; the situation she tells by text is sealed, too.
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
)
from sqlmodel import Field, SQLModel

from prem.storage.tables_answers import BIG, KEYED, NAMES, STRICT

CONTACTS = MetaData(naming_convention=NAMES)
WAITING, IN_HAND = ("queued", "held"), ("leased", "sending")
OUTBOX_STATES = (*WAITING, *IN_HAND, "sent", "delivered", "failed", "unknown", "cancelled")
_STATES = ", ".join(f"'{state}'" for state in OUTBOX_STATES)


class Contacts(SQLModel):
    """The base of this store's tables."""

    metadata = CONTACTS


class Person(Contacts, table=True):
    """A woman who may be texted. `consent` is the hash of the words that she agreed to."""

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("phone_index"),
        CheckConstraint("id >= 0", name="id"),
        CheckConstraint("length(phone_index) = 32", name="index"),
        CheckConstraint("length(phone) = 60", name="phone"),
        CheckConstraint("0 <= safe_from AND safe_from < safe_to AND safe_to <= 24", name="hours"),
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


class Event(Contacts, table=True):
    """What is known of a woman's way: the day of a due date or birth; her situation, sealed."""

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
    which its reports find the row; `tries` counts the times that it surely was not taken.
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
    """The stop ledger, by the number's HMAC: it outlives the person's row."""

    __tablename__ = "stopped"
    __table_args__ = (CheckConstraint("length(phone_index) = 32", name="index"), KEYED)
    phone_index: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    day: int = Field(sa_column=Column(Integer, nullable=False))
