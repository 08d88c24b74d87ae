"""The web path on both databases: begin, receive, show; two statements a turn, one a page."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from interviewing import answer, front_done, links

from prem.errors import Refusal
from prem.fieldwork.apply import note_place
from prem.fieldwork.interviews import Interviews, Job
from prem.fieldwork.links import Door, door_code, doors, new_links, session_id_of
from prem.ports import Ports
from prem.storage.keys import Keys
from prem.storage.rows import answer_rows
from prem.storage.seal import unseal
from prem.storage.stores import Stores
from prem.surveys.keeping import OPEN_DAYS
from prem.surveys.model import Survey
from prem.surveys.reply import Back, Chosen, Declined, Stop, Wrote


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


def test_what_opens_nothing(
    interviews: Interviews, stores: Stores, survey: Survey, keys: Keys, ports: Ports, now: datetime
) -> None:
    [token] = links(stores, survey, keys, ports)
    late = now + timedelta(days=OPEN_DAYS + 1)
    guessed = interviews.opening("no-such-token", now)
    guessed = guessed._replace(session_id=session_id_of(keys, token))
    assert interviews.receive_many([guessed]) == [None]
    assert asyncio.run(interviews.begin("no-such-token", now)) is None
    assert asyncio.run(interviews.begin(token, late)) is None
    assert asyncio.run(interviews.begin(token, late - timedelta(days=1)))  # on its last day it does
    assert asyncio.run(interviews.join("NOSUCH00", now)) is None
    assert asyncio.run(interviews.receive(1, None, Stop(), now)) is None
    assert asyncio.run(interviews.show(1, None)) is None


def test_a_link_does_not_open_after_the_end(
    interviews: Interviews, stores: Stores, survey: Survey, keys: Keys, ports: Ports, now: datetime
) -> None:
    for anonymous in (True, False):
        [token] = links(stores, survey, keys, ports, anonymous=anonymous)
        session_id = front_done(interviews, token, now)
        asyncio.run(answer(interviews, session_id, now, Stop()))
        assert asyncio.run(interviews.begin(token, now)) is None


def test_a_double_tap_at_a_door_opens_one_session_while_nothing_is_said(
    interviews: Interviews, stores: Stores, survey: Survey, keys: Keys, now: datetime
) -> None:
    door = door_code(keys, Door(survey.id, "north", "weeks-0-12"))

    def tapped(tap: str, seconds: int) -> int:
        begun = asyncio.run(interviews.join(door, now + timedelta(seconds=seconds), tap=tap))
        assert begun is not None
        return begun.session_id

    one = tapped("tap", 0)
    assert [tapped("tap", 1), tapped("tap", 59), tapped("other", 1) == one] == [one, one, False]
    assert tapped("tap", 180) != one, "the same form much later is someone new"
    asyncio.run(answer(interviews, one, now, Chosen("yes", step="opening")))
    assert len({one, tapped("tap", 2), tapped("tap", 3)}) == 3, "what was begun is nobody else's"


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
