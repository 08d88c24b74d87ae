"""When writing goes wrong: doubled, at the same time, by a database that hangs up or is held."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime

import pytest
from interviewing import front_done, links, turn_count

from prem.errors import Refusal
from prem.fieldwork.interviews import Interviews, Job
from prem.ports import Ports
from prem.settings import Settings
from prem.storage.keys import Keys
from prem.storage.line import Line
from prem.storage.rows import answer_rows
from prem.storage.stores import Stores, open_stores
from prem.surveys.model import Survey
from prem.surveys.reply import Chosen


def test_one_failure_in_a_group_harms_no_other(
    interviews: Interviews, stores: Stores, survey: Survey, keys: Keys, ports: Ports, now: datetime
) -> None:
    good, bad = (front_done(interviews, t, now) for t in links(stores, survey, keys, ports, n=2))
    jobs = [
        Job(bad, "pregnant", Chosen(4, step="S5-1"), now, once=b"too short"),  # a CHECK refuses it
        Job(good, "pregnant", Chosen(4, step="S5-1"), now),
        Job(0, "pregnant", Chosen(4), now),
    ]
    first, second, third = interviews.receive_many(jobs)
    assert isinstance(first, Refusal)
    assert first.status == 503
    assert not isinstance(second, BaseException)
    assert third is None
    assert [row.session for row in answer_rows(stores.answers, survey.id)] == [good]


def test_another_program_that_writes_first_is_waited_out(
    interviews: Interviews, stores: Stores, survey: Survey, keys: Keys, token: str, now: datetime
) -> None:
    session_id = front_done(interviews, token, now)
    other = Interviews(stores, {survey.id: survey}, keys)
    writer, once = stores.answers.writer, iter([True])

    def cut_in(sql: str) -> None:
        if sql.lstrip().startswith("INSERT INTO turn") and next(once, False):
            writer.watch = None
            job = Job(session_id, "pregnant", Chosen(1, step="S5-1"), now)
            assert not isinstance(other.receive_many([job])[0], BaseException)

    writer.watch = cut_in
    [done] = interviews.receive_many([Job(session_id, "pregnant", Chosen(5, step="S5-1"), now)])
    assert not isinstance(done, BaseException)
    log = stores.answers.reader.query("SELECT code FROM turn WHERE item = 'S5-1' ORDER BY seq")
    assert log == [(1,), (5,)]


def test_a_text_that_comes_twice_counts_once_and_answers_the_same(
    interviews: Interviews, stores: Stores, token: str, now: datetime
) -> None:
    session_id = front_done(interviews, token, now)
    job = Job(session_id, "pregnant", Chosen(3), now, channel="sms", once=b"x" * 32)
    [first] = interviews.receive_many([job])
    [again] = interviews.receive_many([job])
    in_one_group = interviews.receive_many([job._replace(once=b"y" * 32)] * 2)
    assert first == again
    assert in_one_group[0] == in_one_group[1]
    assert stores.answers.reader.query("SELECT count(*) FROM turn WHERE once IS NOT NULL") == [(2,)]


@pytest.mark.postgres
def test_a_database_that_hung_up_is_called_again(
    interviews: Interviews, stores: Stores, token: str, now: datetime
) -> None:
    if stores.answers.driver.kind != "postgres":
        pytest.skip("a file does not hang up")
    session_id = front_done(interviews, token, now)
    asyncio.run(interviews.show(session_id, None))
    stores.contacts.writer.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    turn = asyncio.run(interviews.receive(session_id, "pregnant", Chosen(4, step="S5-1"), now))
    assert turn is not None
    assert turn.session.responses == {"S5-1": 4}
    assert asyncio.run(interviews.show(session_id, None)) is not None


def test_a_held_store_refuses_the_whole_group_at_once(
    sqlite_settings: Settings, survey: Survey, keys: Keys, ports: Ports, now: datetime
) -> None:
    stores = open_stores(sqlite_settings)
    interviews = Interviews(stores, {survey.id: survey}, keys)
    tokens = links(stores, survey, keys, ports, n=8)
    stores.answers.writer.query("PRAGMA busy_timeout = 200")
    holder = Line(stores.answers.driver)
    with holder.transaction():
        started = time.monotonic()
        done = interviews.receive_many([interviews.opening(one, now) for one in tokens])
        assert time.monotonic() - started < 8 * 0.2
    assert all(isinstance(one, Refusal) and one.first.kind.code == "503.309" for one in done)
    again = interviews.receive_many([interviews.opening(one, now) for one in tokens])
    assert not any(isinstance(one, BaseException) for one in again)
    interviews.close()
    holder.close()
    stores.close()


def test_a_doubled_post_changes_nothing(
    interviews: Interviews, stores: Stores, token: str, now: datetime
) -> None:
    session_id = front_done(interviews, token, now)
    first = asyncio.run(interviews.receive(session_id, "pregnant", Chosen(4, step="S5-1"), now))
    before = turn_count(stores)
    second = asyncio.run(interviews.receive(session_id, "pregnant", Chosen(4, step="S5-1"), now))
    assert first is not None
    assert second is not None
    assert second.session.step == first.session.step
    assert turn_count(stores) == before
