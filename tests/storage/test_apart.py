"""What lies where: contacts without answers, answers without names, and nothing that joins them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from conftest import table_names

from prem.channels.console import Console
from prem.channels.model import Inbound
from prem.fieldwork.enrol import Enrolment, enrol
from prem.fieldwork.field import Field
from prem.fieldwork.receive import receive_text
from prem.fieldwork.references import token_of
from prem.fieldwork.send import send_due
from prem.fieldwork.tick import tick
from prem.ports import Ports
from prem.settings import Settings
from prem.storage import askings
from prem.storage.keys import Keys
from prem.storage.line import Line
from prem.storage.stores import Stores, open_stores
from prem.storage.tables_answers import ANSWERS
from prem.storage.tables_contacts import CONTACTS
from prem.surveys.model import Survey

PHONES = [f"+4477009001{n:02d}" for n in range(6)]
SAID = "Ailsa Quibble at the clinic"
# A column whose name is in both stores says which study, place or language: many women share it.
SHARED = {"survey", "site", "time_point", "language", "channel"}


@pytest.fixture
def answered(stores: Stores, survey: Survey, keys: Keys, ports: Ports, now: datetime) -> Stores:
    """Six women who were enrolled, invited and asked by text."""
    answer(Field(stores, {survey.id: survey}, keys, ports.number), now)
    return stores


def answer(field: Field, now: datetime) -> None:
    [survey] = field.surveys.values()
    console = Console()
    for phone in PHONES:
        enrol(field, survey, Enrolment(phone, "north", "c0ffee", birth=date(2026, 10, 20)))
    tick(field, now)
    words = ("yes", "1", "baby-not-with-me text", f"2 {SAID}", "5")
    for n, text in enumerate(words):
        for phone in PHONES:
            receive_text(field, Inbound("sms", f"SM-{n}-{phone}", phone, text), now)
        send_due(field.stores, {"sms": console}, field.keys, now)


def test_no_table_of_contacts_has_a_column_for_an_answer() -> None:
    banned = re.compile(r"answer|code|response|item|score|note|state_of|comment")
    names = {c.name for table in CONTACTS.tables.values() for c in table.columns}
    assert not [name for name in names if banned.search(name)]


def test_no_table_of_answers_has_a_column_for_a_person_or_a_time() -> None:
    banned = re.compile(r"phone|name|person|birth|date|time$|at$|mail|address|situation")
    names = {c.name for table in ANSWERS.tables.values() for c in table.columns}
    assert not [name for name in names if banned.search(name)]


def test_only_what_many_women_share_stands_in_both() -> None:
    contacts, answers = (
        {c.name for table in metadata.tables.values() for c in table.columns}
        for metadata in (CONTACTS, ANSWERS)
    )
    # `id`, `state`, `once` mean another thing on each side: the next test has their values.
    assert contacts & answers <= SHARED | {"id", "state", "once"}


def test_no_value_that_tells_one_woman_from_another_is_in_both(answered: Stores) -> None:
    contacts, answers = (
        set(telling(store.reader)) for store in (answered.contacts, answered.answers)
    )
    assert len(contacts) > 6
    assert len(answers) > 6
    assert contacts & answers == set()
    texts = "\n".join(shown(value) for value in contacts)
    assert not [value for value in answers if shown(value) in texts]


def shown(value: object) -> str:
    """Return a value as another column might hold a part of it: the first bytes in hex."""
    return value.hex()[:16] if isinstance(value, bytes) else str(value)


def telling(line: Line) -> Iterator[object]:
    """Yield every large number, every run of bytes and every long word in a store."""
    for table in table_names(line):
        for row in line.query(f"SELECT * FROM {table}"):
            for value in row:
                if isinstance(value, bytes | memoryview):
                    yield bytes(value)
                elif large(value):
                    yield value


def large(value: object) -> bool:
    """Whether a number or a word is long enough to tell one woman from another."""
    if isinstance(value, str):
        return len(value) >= 16 and not value.isalpha()
    return isinstance(value, int) and value > 10**10


def test_nothing_of_hers_can_be_read_in_any_store(
    answered: Stores, keys: Keys, every_text: Callable[[Stores], str]
) -> None:
    everything = every_text(answered)
    for word in hers(answered, keys):
        assert word not in everything


def test_nothing_of_hers_can_be_read_in_the_files(
    sqlite_settings: Settings, survey: Survey, keys: Keys, ports: Ports, now: datetime
) -> None:
    stores = open_stores(sqlite_settings)
    answer(Field(stores, {survey.id: survey}, keys, ports.number), now)
    words = [word.encode() for word in hers(stores, keys)]
    open_files = [p for p in sqlite_settings.data.rglob("*") if p.is_file()]
    assert any(p.name.endswith("-wal") for p in open_files)  # the log that is not yet in the file
    raw = b"".join(p.read_bytes() for p in open_files)
    stores.close()
    raw += b"".join(p.read_bytes() for p in sqlite_settings.data.rglob("*") if p.is_file())
    for word in words:
        assert word not in raw
    assert b"S5-1" in raw  # what may be read is read: the search above can find something


def test_weeks_are_all_the_time_that_answers_keep(answered: Stores, now: datetime) -> None:
    found = answered.answers.reader.query("SELECT DISTINCT week FROM turn")
    assert found == [("2026-W47",)]
    moments = {int(now.timestamp()), int(now.timestamp() * 1000), now.isoformat()[:10]}
    values = {
        v
        for t in ("turn", "session")
        for r in answered.answers.reader.query(f"SELECT * FROM {t}")
        for v in r
    }
    assert not values & moments


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), "2026-W53"),
        (datetime(2027, 1, 3, tzinfo=UTC), "2026-W53"),
        (datetime(2027, 1, 4, tzinfo=UTC), "2027-W01"),
        (datetime(2030, 1, 1, tzinfo=UTC) - timedelta(days=1), "2030-W01"),
    ],
)
def test_a_week_belongs_to_the_year_of_its_thursday(moment: datetime, week: str) -> None:
    from prem.fieldwork.days import week_of

    assert week_of(moment) == week


def test_the_rows_of_a_store_do_not_tell_in_which_order_they_came(answered: Stores) -> None:
    if answered.answers.driver.kind != "sqlite":
        pytest.skip("PostgreSQL's ctid does tell: docs/adr/0003")
    for table in ("session", "turn"):
        [(sql,)] = answered.answers.reader.query(
            "SELECT sql FROM sqlite_master WHERE name = ?", (table,)
        )
        assert "WITHOUT ROWID" in sql or "pk_session PRIMARY KEY (id)" in sql


def hers(stores: Stores, keys: Keys) -> list[str]:
    """Return what must not be readable anywhere: numbers, words, situations, tokens."""
    people = stores.contacts.reader.query("SELECT person FROM asking")
    tokens = [
        token_of(keys, asking)
        for (person,) in people
        if (asking := askings.latest(stores.contacts.reader, person)) is not None
    ]
    assert len(tokens) == len(PHONES)
    numbers = [form for phone in PHONES for form in (phone, phone[1:], "0" + phone[3:])]
    return [*tokens, *numbers, "900100", SAID, "Quibble", "baby-not-with-me", "with-me", "thanks"]
