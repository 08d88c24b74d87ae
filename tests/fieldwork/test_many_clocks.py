"""Several workers' clocks at the same moment: each woman is invited once, and reminded once."""

from __future__ import annotations

import itertools
import threading
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from texting import ENROLMENT

from prem.fieldwork.enrol import enrol
from prem.fieldwork.field import Field
from prem.fieldwork.tick import tick
from prem.settings import Settings
from prem.storage.keys import load_or_create
from prem.storage.stores import open_stores
from prem.surveys.model import Survey

WOMEN, CLOCKS = 40, 4


@pytest.fixture
def fields(store_settings: Settings, survey: Survey):
    keys, numbers = load_or_create(store_settings.keys_path), itertools.count(1)
    houses = [open_stores(store_settings) for _ in range(CLOCKS)]
    yield [Field(one, {survey.id: survey}, keys, lambda: next(numbers)) for one in houses]
    for house in houses:
        house.close()


def test_four_clocks_at_once_text_each_woman_once(
    fields: list[Field], survey: Survey, now: datetime
) -> None:
    for n in range(WOMEN):
        enrol(fields[0], survey, replace(ENROLMENT, phone=f"+447400{123000 + n}"))
    line = fields[0].stores.contacts.reader
    for nth in (1, 2, 3):
        all_tick(fields, now)
        rows = line.query("SELECT person, count(*) FROM outbox GROUP BY person")
        assert [count for _, count in rows] == [nth] * WOMEN
        fields[0].stores.contacts.writer.write("UPDATE outbox SET state = 'sent', body = NULL")
        now += timedelta(days=8)
    all_tick(fields, now)
    assert line.query("SELECT count(*) FROM outbox") == [(3 * WOMEN,)]


def all_tick(fields: list[Field], now: datetime) -> None:
    start, faults = threading.Barrier(CLOCKS), list[BaseException]()

    def one(field: Field) -> None:
        start.wait(10)
        try:
            tick(field, now)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=one, args=(field,)) for field in fields]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
