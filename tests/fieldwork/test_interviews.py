"""The web path on both databases: begin, receive, show; two statements a turn, one a page."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from prem.errors import Refusal
from prem.fieldwork.apply import note_place
from prem.fieldwork.interviews import Interviews, Job
from prem.fieldwork.links import Door, door_code, doors, new_links, session_id_of
from prem.ports import Ports
from prem.settings import Settings
from prem.storage.keys import Keys
from prem.storage.line import Line
from prem.storage.rows import answer_rows
from prem.storage.seal import unseal
from prem.storage.stores import Stores, open_stores
from prem.surveys.model import Survey
from prem.surveys.reply import Back, Chosen, Declined, Reply, Stop, Wrote


@pytest.fixture
def interviews(stores: Stores, survey: Survey, keys: Keys) -> Iterator[Interviews]:
    made = Interviews(stores, {survey.id: survey}, keys)
    yield made
    made.close()


@pytest.fixture
def token(stores: Stores, survey: Survey, keys: Keys, ports: Ports) -> str:
    return links(stores, survey, keys, ports)[0]


def links(
    stores: Stores, survey: Survey, keys: Keys, ports: Ports, *, anonymous: bool = False, n: int = 1
) -> list[str]:
    return new_links(
        stores,
        keys,
        survey,
        n,
        site="north",
        time_point="weeks-0-12",
        language="en",
        anonymous=anonymous,
        ports=ports,
    )


async def answer(interviews: Interviews, session_id: int, now: datetime, *replies: Reply) -> None:
    for reply in replies:
        assert await interviews.receive(session_id, "pregnant", reply, now) is not None


def front_done(interviews: Interviews, token: str, now: datetime) -> int:
    """Go through opening, consent and situation by whatever words the engine takes there."""

    async def go() -> int:
        begun = await interviews.begin(token, now)
        assert begun is not None
        session, words = begun.session, {"consent": "yes", "situation": "pregnant"}
        while session.step in ("opening", "consent", "situation"):
            reply: Reply = Chosen(words.get(session.step, "yes"), step=session.step)
            turn = await interviews.receive(begun.session_id, "pregnant", reply, now)
            assert turn is not None
            session = turn.session
        return begun.session_id

    return asyncio.run(go())


def test_an_answer_is_durable_and_read_back(
    interviews: Interviews, stores: Stores, survey: Survey, token: str, now: datetime
) -> None:
    session_id = front_done(interviews, token, now)
    asyncio.run(answer(interviews, session_id, now, Chosen(5, "but only once", "S5-1")))
    [row] = answer_rows(stores.answers, survey.id)
    assert (row.item, row.code, row.non_answer) == ("S5-1", 5, None)
    assert (row.site, row.time_point, row.week) == ("north", "weeks-0-12", "2026-W47")
    assert (row.instrument, row.instrument_hash) == (survey.instrument.id, survey.instrument.hash)
    shown = asyncio.run(interviews.show(session_id, None))
    assert shown is not None
    assert shown.responses == {"S5-1": 5}


def test_a_changed_answer_keeps_the_first_in_the_log(
    interviews: Interviews, stores: Stores, survey: Survey, token: str, now: datetime
) -> None:
    session_id = front_done(interviews, token, now)
    replies = (Chosen(5, step="S5-1"), Back(), Declined("not-sure", step="S5-1"))
    asyncio.run(answer(interviews, session_id, now, *replies))
    [row] = answer_rows(stores.answers, survey.id)
    assert (row.code, row.non_answer) == (None, "not-sure")
    log = stores.answers.reader.query("SELECT code FROM turn WHERE item = 'S5-1' ORDER BY seq")
    assert log == [(5,), (None,)]


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


def test_two_statements_a_post_and_one_a_get(
    interviews: Interviews, stores: Stores, token: str, now: datetime
) -> None:
    seen: list[str] = []
    stores.answers.writer.watch = stores.answers.reader.watch = seen.append

    def counted(what: object) -> int:
        seen.clear()
        assert asyncio.run(what) is not None  # type: ignore[arg-type]
        return len(seen)

    assert counted(interviews.begin(token, now)) <= 2
    session_id = front_done(interviews, token, now)
    assert counted(interviews.show(session_id, "pregnant")) == 1
    assert counted(interviews.receive(session_id, "pregnant", Chosen(4, step="S5-1"), now)) == 2
    assert counted(interviews.join(code(interviews), now)) == 2


def code(interviews: Interviews) -> str:
    return next(iter(interviews._doors))


def test_a_group_of_thirty_two_is_two_statements(
    interviews: Interviews, stores: Stores, survey: Survey, keys: Keys, ports: Ports, now: datetime
) -> None:
    tokens = links(stores, survey, keys, ports, n=32)
    seen: list[str] = []
    stores.answers.writer.watch = seen.append
    done = interviews.receive_many([interviews.opening(one, now) for one in tokens])
    assert len(done) == 32
    assert all(not isinstance(one, BaseException) and one is not None for one in done)
    assert len(seen) == 2


def test_replies_to_one_session_in_one_group_follow_each_other(
    interviews: Interviews, stores: Stores, token: str, now: datetime
) -> None:
    session_id = front_done(interviews, token, now)
    jobs = [Job(session_id, "pregnant", Chosen(c, step="S5-1"), now) for c in (5, 5, 2)]
    seen: list[str] = []
    stores.answers.writer.watch = seen.append
    done = interviews.receive_many(jobs)
    assert len(seen) == 2
    assert not any(isinstance(one, BaseException) for one in done)
    assert stores.answers.reader.query("SELECT code FROM turn WHERE item = 'S5-1'") == [(5,), (2,)]


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
    in_one_group = interviews.receive_many([replace(job, once=b"y" * 32)] * 2)
    assert first == again
    assert in_one_group[0] == in_one_group[1]
    assert stores.answers.reader.query("SELECT count(*) FROM turn WHERE once IS NOT NULL") == [(2,)]


def test_what_opens_nothing(
    interviews: Interviews, stores: Stores, survey: Survey, keys: Keys, ports: Ports, now: datetime
) -> None:
    [token] = links(stores, survey, keys, ports)
    late = now + timedelta(days=184)
    guessed = replace(
        interviews.opening("no-such-token", now), session_id=session_id_of(keys, token)
    )
    assert interviews.receive_many([guessed]) == [None]
    assert asyncio.run(interviews.begin("no-such-token", now)) is None
    assert asyncio.run(interviews.begin(token, late)) is None
    assert asyncio.run(interviews.join("NOSUCH00", now)) is None
    assert asyncio.run(interviews.receive(1, None, Stop(), now)) is None
    assert asyncio.run(interviews.show(1, None)) is None


def test_an_anonymous_link_does_not_open_after_the_end(
    interviews: Interviews, stores: Stores, survey: Survey, keys: Keys, ports: Ports, now: datetime
) -> None:
    for anonymous in (True, False):
        [token] = links(stores, survey, keys, ports, anonymous=anonymous)
        session_id = front_done(interviews, token, now)
        asyncio.run(answer(interviews, session_id, now, Stop()))
        assert (asyncio.run(interviews.begin(token, now)) is None) is anonymous


def test_every_visit_to_a_door_is_someone_new(
    interviews: Interviews, stores: Stores, survey: Survey, keys: Keys, now: datetime
) -> None:
    door = door_code(keys, Door(survey.id, "north", "weeks-0-12"))
    one, two = (asyncio.run(interviews.join(word, now)) for word in (door, door.lower()))
    assert one is not None
    assert two is not None
    assert one.session_id != two.session_id
    assert one.session.site == "north"
    assert stores.answers.reader.query("SELECT count(DISTINCT respondent) FROM session") == [(2,)]


def test_free_text_is_sealed_to_its_place(
    interviews: Interviews,
    stores: Stores,
    keys: Keys,
    token: str,
    now: datetime,
    every_text: Callable[[Stores], str],
) -> None:
    session_id = front_done(interviews, token, now)
    words = "My sister Morag Quibble brought me"
    replies = (Chosen(2, words, "S5-1"), Declined("not-sure"), Declined("not-sure"), Wrote(words))
    asyncio.run(answer(interviews, session_id, now, *replies))
    assert "Quibble" not in every_text(stores)
    notes = stores.answers.reader.query("SELECT item, note FROM turn WHERE note IS NOT NULL")
    assert {item for item, _ in notes} == {"S5-1", "open"}
    for item, note in notes:
        assert unseal(keys.note_seal, bytes(note), note_place(session_id, item)) == words
        with pytest.raises(Refusal):
            unseal(keys.note_seal, bytes(note), note_place(session_id + 1, item))


@pytest.mark.parametrize(
    "changed",
    [{"count": 0}, {"count": 10_001}, {"site": "nrth"}, {"time_point": "x"}, {"language": "cy"}],
)
def test_links_are_refused_in_one_sentence(
    stores: Stores, survey: Survey, keys: Keys, ports: Ports, changed: dict[str, object]
) -> None:
    words: dict[str, object] = {"site": "north", "time_point": "birth", "language": "en", **changed}
    count = words.pop("count", 1)
    with pytest.raises(Refusal) as refused:
        new_links(stores, keys, survey, count, anonymous=False, ports=ports, **words)  # type: ignore[arg-type]
    assert refused.value.status == 422
    assert len(str(refused.value).splitlines()) == 1


def test_a_survey_that_is_only_texted_has_no_links_and_no_doors(
    stores: Stores, survey: Survey, keys: Keys, ports: Ports
) -> None:
    texted = replace(survey, channels=("sms",), form_of_channel={"sms": "text"})
    with pytest.raises(Refusal, match=r"422\.347"):
        links(stores, texted, keys, ports)
    assert doors({texted.id: texted}, keys) == {}
    assert len(doors({survey.id: survey}, keys)) == len(survey.sites) * len(survey.time_points)


def turn_count(stores: Stores) -> int:
    return int(stores.answers.reader.query("SELECT count(*) FROM turn")[0][0])


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
