"""One transaction on the workshop store. What a driver complains about never leaves as it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from prem.storage.stores import Store


@contextmanager
def writing(store: Store) -> Iterator[Session]:
    """Several statements, all or none, one writer at a time.

    Each write ends in an entry of the audit chain, so writers must queue: on SQLite the
    transaction takes the write lock as it begins, on PostgreSQL it locks the chain.
    """
    with _transaction(store, store.engine) as session:
        if store.driver.kind == "postgres":
            session.execute(text("LOCK TABLE audit IN SHARE ROW EXCLUSIVE MODE"))
        yield session


@contextmanager
def reading(store: Store) -> Iterator[Session]:
    """Several SELECTs of one moment; no writer holds them up, and they hold up none."""
    with _transaction(store, store.reading_engine) as session:
        yield session


@contextmanager
def _transaction(store: Store, engine: Engine) -> Iterator[Session]:
    try:
        with Session(engine, expire_on_commit=False) as session, session.begin():
            yield session
    except DBAPIError as error:
        if isinstance(error.orig, Exception):
            raise store.driver.refusal(error.orig) from None
        raise
