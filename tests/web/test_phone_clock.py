"""The demo's clock is moved by hand, the schedule follows it, and nothing else can move time."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asgi_client import client_of

from prem import ports
from prem.app.demo import worker_beside
from prem.app.demo_clock import FARTHEST, FILE, DemoClock
from prem.app.factory import create_app
from prem.errors import Refusal
from prem.fieldwork.enrol import Enrolment, enrol
from prem.fieldwork.field import Field
from prem.storage.waiting import waiting

PREM = Path(__file__).parents[2] / "prem"
HOUR = timedelta(hours=1)


def moves(phone, to):
    return phone.post("/phone/clock", data={"to": to})


def test_the_clock_is_moved_kept_and_put_back(demo, phone, sqlite_settings):
    real = ports.real().now
    assert abs(demo.house.ports.now() - real()) < timedelta(seconds=5)
    moves(phone, "hour")
    page = moves(phone, "day")
    assert "1 day 1 hour ahead</span>" in page.text
    assert abs(demo.house.ports.now() - real() - 25 * HOUR) < timedelta(seconds=5)
    again = DemoClock(sqlite_settings.data, real)
    assert again.moved == demo.house.phones.clock.moved
    assert "ahead</span>" not in moves(phone, "now").text
    assert demo.house.phones.clock.moved == timedelta()


def test_the_worker_and_the_schedule_follow_it(demo, phone):
    survey = demo.house.surveys["pregnancy-to-18-months"]
    for hours in ("any", "evening", "day"):
        phone.post("/phone/new", data={"site": survey.sites[0].id, "hours": hours, "way": "born-6"})
    for _ in range(400):
        if "To the next text" not in (page := moves(phone, "next")).text:
            break
    assert "Nothing is planned for this phone." in page.text
    for thread in demo.house.phones.console.threads.values():
        # Three texts a time point, three time points from six weeks after the birth on.
        assert len(thread) == 9
        assert [one.at for one in thread] == sorted(one.at for one in thread)
    refused = moves(phone, "next")
    assert (refused.status_code, "409.460" in refused.text) == (409, True)


def test_a_day_passes_by_every_moment_on_its_way(demo, phone):
    survey = demo.house.surveys["pregnancy-to-18-months"]
    phone.post("/phone/new", data={"site": survey.sites[0].id, "way": "born-6"})
    phones = demo.house.phones
    began = phones.clock.now()
    for _ in range(8):
        moves(phone, "day")
    [thread] = phones.console.threads.values()
    assert len(thread) == 2
    # Sent at its moment, seven days after the first, and not when the day's jump ended.
    assert abs(thread[1].at - thread[0].at - timedelta(days=7)) <= HOUR
    assert thread[1].at < began + timedelta(days=7, hours=2)


@pytest.mark.parametrize("to", ["", "year", "-1", "now now"])
def test_another_move_is_refused(demo, phone, to):
    refused = moves(phone, to)
    assert (refused.status_code, "422.462" in refused.text) == (422, True)
    assert demo.house.phones.clock.moved == timedelta()


@pytest.mark.parametrize("kept", ["", "soon", "nan", "inf", "-1e400", "1e12", "\x00", "7200\n7200"])
def test_a_file_that_is_no_offset_does_no_harm(tmp_path, kept):
    (tmp_path / FILE).write_text(kept)
    assert abs(DemoClock(tmp_path, ports.real().now).moved) in (timedelta(), FARTHEST)


def test_without_the_demo_there_is_no_clock_and_no_phone(sqlite_settings):
    (sqlite_settings.data / FILE).write_text(f"{timedelta(days=90).total_seconds()}\n")
    app = create_app(sqlite_settings)
    with client_of(app) as client:
        assert app.house.phones is None
        for path in ("/phone/clock", "/phone/new", "/phone", "/phone/line"):
            assert client.post(path, data={"to": "day"}).status_code == 404
        assert abs(app.house.ports.now() - ports.real().now()) < timedelta(seconds=5)
    app.close()


def test_the_worker_of_the_demo_goes_by_itself(demo):
    house = demo.house
    survey = house.surveys["pregnancy-to-18-months"]
    field = Field(house.stores, house.surveys, house.keys, house.ports.number)
    woman = Enrolment(
        "+447700900123",
        survey.sites[0].id,
        survey.consent_versions["en"],
        birth=house.ports.now().date() - timedelta(weeks=6),
        safe_from=0,
        safe_to=24,
    )
    enrol(field, survey, woman)
    with worker_beside(house, every=0.02):
        deadline = time.monotonic() + 10
        while not house.phones.console.threads and time.monotonic() < deadline:
            time.sleep(0.02)
    assert len(house.phones.console.threads["+447700900123"]) == 1


def test_a_store_with_numbers_of_real_phones_is_no_demo(demo, sqlite_settings):
    house = demo.house
    survey = house.surveys["pregnancy-to-18-months"]
    field = Field(house.stores, house.surveys, house.keys, house.ports.number)
    consent = survey.consent_versions["en"]
    enrol(field, survey, Enrolment("+447700900123", survey.sites[0].id, consent))
    settings = sqlite_settings.model_copy(update={"demo": True})
    create_app(settings).close()
    enrol(field, survey, Enrolment("+447400123456", survey.sites[0].id, consent))
    with pytest.raises(Refusal, match=r"409\.464") as refused:
        create_app(settings)
    assert "447400" not in str(refused.value)


def test_no_worker_reads_the_clock_file(demo, sqlite_settings, tmp_path):
    house = demo.house
    survey = house.surveys["pregnancy-to-18-months"]
    field = Field(house.stores, house.surveys, house.keys, house.ports.number)
    due = datetime.now(UTC).date() + timedelta(weeks=60)  # her first text is months away
    woman = Enrolment("+447400123456", survey.sites[0].id, survey.consent_versions["en"])
    enrol(field, survey, Enrolment(woman.phone, woman.site, woman.consent, due_date=due))
    (sqlite_settings.data / FILE).write_text(f"{timedelta(weeks=50).total_seconds()}\n")
    done = subprocess.run(
        [sys.executable, "-m", "prem", "worker", "--once"],
        env={**os.environ, "PREM_DATA": str(sqlite_settings.data), "PREM_DEMO": "true"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "0 invited, 0 texts sent\n"
    assert waiting(house.stores.contacts.reader) == []


def test_only_the_opening_of_a_demo_makes_a_clock_that_moves():
    users = [
        path.relative_to(PREM).as_posix()
        for path in PREM.rglob("*.py")
        if re.search("demo_clock|DemoClock", path.read_text())
    ]
    assert sorted(users) == ["app/demo_clock.py", "app/opening.py"]
