"""The workshop's store on SQLite and on PostgreSQL: its schema, its walls, its chain, releases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from example_survey import example_instrument
from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import CheckConstraint

from prem.errors import Refusal
from prem.fieldwork import workshop
from prem.ports import real
from prem.storage import audit, ratings, releases, work_items
from prem.storage.versions import head
from prem.storage.workshop_tables import APPEND_ONLY, WORKSHOP
from prem.storage.workshop_transaction import reading, writing

INSTRUMENT = example_instrument()
WORDING = workshop.wording_of(INSTRUMENT, INSTRUMENT.item("S5-1"), "en")
HASH = "a" * 64

# One full row a table, ids from 1, in an order that foreign keys allow.
ROWS = {
    "staff": {"id": 1, "name": "Ann", "role": "adviser", "made_at": 1},
    "invitation": {"id": 1, "token_hash": HASH, "role": "adviser", "made_at": 1, "expires_at": 2},
    "sign_in": {"id": 1, "token_hash": HASH, "staff": 1, "made_at": 1, "expires_at": 2},
    "work_item": {"id": 1, "instrument": "i", "item": "S1-1", "language": "en", "version": 1,
                  "hash": HASH, "words": "Why?", "made_at": 1},
    "rating": {"id": 1, "work_item": 1, "staff": 1, "turn": 1, "relevance": 4, "clarity": 1,
               "made_at": 1},
    "comment": {"id": 1, "work_item": 1, "staff": 1, "text": "x", "text_hash": HASH, "made_at": 1},
    "decision": {"id": 1, "work_item": 1, "staff": 1, "verdict": "keep", "reason": "x",
                 "made_at": 1},
    "audit": {"seq": 1, "at": 1, "act": "rated", "detail": "{}", "previous": HASH, "hash": HASH},
    "release": {"id": 1, "survey": "s", "number": 1, "made_at": 1, "hash": HASH, "document": "{}"},
    "said_did": {"id": 1, "release": 1, "staff": 1, "pairs": "[]", "made_at": 1},
    "consent_words": {"version": "0" * 16, "survey": "s", "site": "one", "language": "en",
                      "said": "{}", "kept_at": 1},
}  # fmt: skip


def put(store, table, **changes):
    with store.engine.begin() as connection:
        connection.execute(WORKSHOP.tables[table].insert().values({**ROWS[table], **changes}))


@pytest.fixture
def filled(stores):
    """The workshop store with one row in each table."""
    for table in ROWS:
        put(stores.workshop, table)
    return stores.workshop


def test_the_migration_and_the_classes_agree(stores):
    assert head("workshop") == "0003"
    with stores.workshop.engine.connect() as connection:
        options = {"version_table": "workshop_version", "compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, WORKSHOP) == []
        for table in WORKSHOP.tables.values():
            found = {one["name"] for one in inspect(connection).get_check_constraints(table.name)}
            declared = {one.name for one in table.constraints if isinstance(one, CheckConstraint)}
            assert found == declared


@pytest.mark.parametrize(
    ("table", "changes"),
    [
        ("staff", {"role": "owner"}),
        ("staff", {"name": ""}),
        ("staff", {"name": "x" * 61}),
        ("invitation", {"role": "owner"}),
        ("invitation", {"token_hash": "token"}),
        ("invitation", {"expires_at": 1}),
        ("invitation", {"used_at": 1}),
        ("sign_in", {"staff": 9}),
        ("work_item", {"version": 0}),
        ("work_item", {"hash": "abc"}),
        ("rating", {"relevance": 7}),
        ("rating", {"relevance": 0}),
        ("rating", {"clarity": 5}),
        ("rating", {"clarity": None}),
        ("rating", {"turn": 0}),
        ("rating", {"work_item": 9}),
        ("comment", {"text": ""}),
        ("comment", {"text": "x" * 2001}),
        ("decision", {"verdict": "burn"}),
        ("decision", {"reason": ""}),
        ("audit", {"seq": 0}),
        ("release", {"number": 0}),
        ("release", {"hash": ""}),
        ("said_did", {"pairs": ""}),
        ("said_did", {"release": 9}),
        ("consent_words", {"version": "short"}),
        ("consent_words", {"version": "1" * 16, "said": ""}),
        ("consent_words", {"said": "[]"}),  # the same version with other words
    ],
)
def test_the_database_is_the_last_wall(filled, table, changes):
    key = {"audit": "seq", "consent_words": "kept_at"}.get(table, "id")
    keys = {"token_hash": "b" * 64} if table in ("invitation", "sign_in") else {}
    again = {**keys, key: 2, **changes}
    with pytest.raises(DBAPIError):
        put(filled, table, **again)


@pytest.mark.parametrize(
    "table", ["invitation", "sign_in", "work_item", "rating", "comment", "audit", "release"]
)
def test_what_is_one_is_not_two(filled, table):
    key = "seq" if table == "audit" else "id"
    with pytest.raises(DBAPIError):
        put(filled, table, **{key: 2})


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_what_was_said_is_not_changed_or_deleted(filled, table):
    rows = WORKSHOP.tables[table]
    columns = {"audit": "act", "release": "document", "work_item": "words", "consent_words": "said"}
    column = columns.get(table, "made_at")
    value = 2 if column == "made_at" else "other"
    for statement in (rows.update().values({column: value}), rows.delete()):
        with pytest.raises(DBAPIError, match="append-only"), filled.engine.begin() as connection:
            connection.execute(statement)


def test_a_drivers_complaint_names_no_value(stores):
    with pytest.raises(Refusal) as refusal, writing(stores.workshop) as session:
        ratings.append(session, 9, 1, 3, 3, 1)
    assert refusal.value.status == 503
    assert "VALUES" not in str(refusal.value)


# -- the chain -----------------------------------------------------------------------------------


def chain(store, entries=5):
    with writing(store) as session:
        for number in range(entries):
            audit.append(session, 100 + number, None, "rated", turn=number)


def without_guard(store, statement):
    """Do what someone with the file or the database in hand could do."""
    with store.engine.begin() as connection:
        if store.driver.kind == "sqlite":
            for trigger in ("audit_stays", "audit_kept"):
                connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
        else:
            connection.exec_driver_sql("ALTER TABLE audit DISABLE TRIGGER USER")
        connection.exec_driver_sql(statement)


def test_a_chain_that_nobody_touched_follows(stores):
    with reading(stores.workshop) as session:
        assert audit.verify(session) is None
        assert audit.head(session) == (0, audit.GENESIS)
    chain(stores.workshop)
    with reading(stores.workshop) as session:
        assert audit.verify(session) is None
        assert audit.head(session)[0] == 5


@pytest.mark.parametrize(
    ("tampering", "first"),
    [
        ("UPDATE audit SET detail = '{\"turn\":9}' WHERE seq = 3", 3),
        ("UPDATE audit SET at = 1 WHERE seq = 1", 1),
        ("UPDATE audit SET act = 'commented' WHERE seq = 5", 5),
        ("DELETE FROM audit WHERE seq = 2", 2),
        ("UPDATE audit SET seq = 9 WHERE seq = 5", 5),
    ],
)
def test_a_changed_chain_shows_where(stores, tampering, first):
    chain(stores.workshop)
    without_guard(stores.workshop, tampering)
    with reading(stores.workshop) as session:
        assert audit.verify(session) == first


def test_many_at_once_are_all_kept_in_one_chain(stores):
    world = real()
    people = [
        workshop.who(
            stores,
            world,
            workshop.accept(stores, world, workshop.invite(stores, world), f"P{number}"),
        )
        for number in range(4)
    ]

    def speaks(person):
        for rating in (1, 2, 3):
            workshop.say(
                stores, world, person, WORDING, relevance=rating, clarity=4, text=f"R{rating}"
            )

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(speaks, people))
    with reading(stores.workshop) as session:
        assert audit.verify(session) is None
        assert audit.head(session)[0] == 2 * 4 + 2 * 3 * 4
        row = work_items.find(session, WORDING)
        for person in people:
            assert ratings.turns(session, row, person.id) == [(1, 4), (2, 4), (3, 4)]
        assert [one.relevance for one in ratings.standing(session, [row])] == [3, 3, 3, 3]


# -- releases ------------------------------------------------------------------------------------


def test_releases_are_numbered_within_their_survey(stores):
    made = datetime(2026, 11, 18, 12, 30, tzinfo=UTC)
    assert releases.save(stores.workshop, "a", '{"n": 1}', made) == 1
    assert releases.save(stores.workshop, "b", "{}", made) == 1
    assert releases.save(stores.workshop, "a", '{"n": 2}', made) == 2
    first, second = releases.all(stores.workshop, "a")
    assert (first.number, second.number) == (1, 2)
    assert first.document == '{"n": 1}'
    assert first.hash == sha256(b'{"n": 1}').hexdigest()
    assert first.made_at == made
    assert releases.one(stores.workshop, "a", 2) == second
    with pytest.raises(Refusal) as refusal:
        releases.one(stores.workshop, "a", 3)
    assert refusal.value.status == 404
    with reading(stores.workshop) as session:
        assert [act for act, _ in audit.entries(session)] == ["released"] * 3
