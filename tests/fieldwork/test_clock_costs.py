"""A round of the clock costs what is due, and not what is enrolled; any number of workers."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

from texting import ENROLMENT, Phone

from prem.fieldwork.enrol import _events
from prem.fieldwork.field import Field
from prem.fieldwork.planning import TOGETHER
from prem.fieldwork.tick import next_moment, tick
from prem.settings import Settings
from prem.storage import happened, people
from prem.storage.people import Number, Person
from prem.storage.stores import open_stores
from prem.surveys.model import Survey

WOMEN = 2 * TOGETHER + 50


def given_women(field: Field, now: object, many: int) -> None:
    """Enrol many women in one transaction, as a study that moves its list does."""
    with field.stores.contacts.writer.transaction() as line:
        for n in range(many):
            number = Number(f"+4477009{n:05d}")
            index = people.index_of(field.keys, number)
            her = Person(field.number(), index, "sms", "en", "north", 0, 24, "c0ffee")
            people.add(line, field.keys, her, number)
            for event in _events(her, ENROLMENT, now):  # type: ignore[arg-type]
                happened.add(line, field.keys, field.number, her.id, event, "staff")


def statements(field: Field) -> list[str]:
    """Return a list that grows by every statement from here on."""
    seen: list[str] = []
    for store in (field.stores.contacts, field.stores.answers):
        store.reader.watch = store.writer.watch = seen.append
    return seen


def test_first_invitations_go_in_groups_and_then_nothing_is_asked(
    sqlite_phone: Callable[[], Phone],
) -> None:
    phone = sqlite_phone()
    field, now = phone.field, phone.now
    given_women(field, now - timedelta(days=1), WOMEN)
    seen = statements(field)
    assert tick(field, now) == WOMEN
    assert len(seen) < 60  # three groups, and not 450 women
    seen.clear()
    assert tick(field, now + timedelta(minutes=1)) == 0
    assert len(seen) == 2, seen  # what it looked by, and whose moment has come
    assert next_moment(field) == int((now + timedelta(days=7)).timestamp())
    rows = field.stores.contacts.reader.query(
        "SELECT count(*), count(DISTINCT person) FROM outbox WHERE template = 'invitation'"
    )
    assert rows == [(WOMEN, WOMEN)]


def test_one_woman_of_whom_something_was_told_is_one_look(
    sqlite_phone: Callable[[], Phone],
) -> None:
    phone = sqlite_phone()
    field, now = phone.field, phone.now
    given_women(field, now - timedelta(days=1), 300)
    tick(field, now)
    happened.look_now(
        field.stores.contacts.writer, people.everyone(field.stores.contacts.reader)[7].id
    )
    seen = statements(field)
    assert tick(field, now) == 0
    assert len(seen) < 12
    assert not any("IN (?, ?" in sql for sql in seen)  # nobody else was looked at


def test_several_workers_invite_each_woman_once(
    store_settings: Settings, phone: Phone, survey: Survey
) -> None:
    field, now = phone.field, phone.now
    given_women(field, now - timedelta(days=1), 40)
    doors = threading.Barrier(3)
    invited, faults = list[int](), list[BaseException]()

    def works() -> None:
        stores = open_stores(store_settings)
        own = Field(stores, {survey.id: survey}, field.keys, _numbers())
        doors.wait()
        try:
            invited.append(tick(own, now))
        except BaseException as fault:
            faults.append(fault)
        finally:
            stores.close()

    workers = [threading.Thread(target=works) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert faults == []
    assert sum(invited) == 40
    rows = field.stores.contacts.reader.query(
        "SELECT count(*), count(DISTINCT person) FROM outbox WHERE template = 'invitation'"
    )
    assert rows == [(40, 40)]


def _numbers() -> Callable[[], int]:
    from prem.ports import real

    return real().number
