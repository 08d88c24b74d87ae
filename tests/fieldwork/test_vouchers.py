"""Vouchers: one each, whatever is pressed twice; none for a poster; known to no other store."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from interviewing import answer, front_done, links

from prem.errors import Refusal
from prem.fieldwork.field import Field
from prem.fieldwork.interviews import Interviews
from prem.fieldwork.links import door_code, session_id_of
from prem.fieldwork.vouchers import held_by, keep_vouchers, left, voucher_of
from prem.storage.erasure import erase_respondent
from prem.surveys.reply import Chosen, Stop


@pytest.fixture
def giving(survey):
    return dataclasses.replace(survey, vouchers=True)


@pytest.fixture
def field(stores, giving, keys, ports):
    return Field(stores, {giving.id: giving}, keys, ports.number)


@pytest.fixture
def web(stores, giving, keys):
    made = Interviews(stores, {giving.id: giving}, keys)
    yield made
    made.close()


def stopped(field, web, giving, ports, now, n=1):
    tokens = links(field.stores, giving, field.keys, ports, n=n)
    sessions = [front_done(web, token, now) for token in tokens]
    for session in sessions:
        run(answer(web, session, now, Stop()))
    return sessions


def run(coroutine):
    import asyncio

    return asyncio.run(coroutine)


def test_each_is_given_once_and_shown_again_to_her(field, web, giving, ports, now):
    assert keep_vouchers(field, giving, ["AAA\n", "\n", "BBB", " AAA "]) == 2
    assert keep_vouchers(field, giving, ["AAA", "BBB"]) == 0
    first, second, third = stopped(field, web, giving, ports, now, 3)
    given = [voucher_of(field, one, now) for one in (first, second, first, third)]
    assert set(given) == {"AAA", "BBB", None}
    assert given[0] == given[2] != given[1]
    assert given[3] is None
    assert left(field, giving) == 0
    assert voucher_of(field, first, now + timedelta(days=300)) == given[0]


def test_none_before_the_end_for_a_poster_or_where_none_are_given(
    field, web, giving, survey, ports, now
):
    keep_vouchers(field, giving, ["AAA"])
    [token] = links(field.stores, giving, field.keys, ports)
    web.receive_many([web.opening(token, now)])
    assert voucher_of(field, session_id_of(field.keys, token), now) is None
    [door] = [door for door in web._doors.values() if door.site == "north"][:1]
    begun = run(web.join(door_code(field.keys, door), now))
    run(answer(web, begun.session_id, now, Chosen("yes", step="opening")))
    run(answer(web, begun.session_id, now, Chosen("yes", step="consent"), Stop()))
    assert voucher_of(field, begun.session_id, now) is None
    assert voucher_of(field, 12345, now) is None
    [ended] = stopped(field, web, giving, ports, now)
    without = dataclasses.replace(field, surveys={survey.id: survey})
    assert voucher_of(without, ended, now) is None
    assert voucher_of(field, ended, now) == "AAA"


def test_presses_at_one_moment_take_one(field, web, giving, ports, now):
    keep_vouchers(field, giving, [f"V{n}" for n in range(20)])
    sessions = stopped(field, web, giving, ports, now, 4)
    with ThreadPoolExecutor(8) as pool:
        given = list(pool.map(lambda one: (one, voucher_of(field, one, now)), sessions * 8))
    assert len(set(given)) == len(sessions)
    assert len({code for _, code in given}) == len(sessions)
    assert left(field, giving) == 16


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["A", "x" * 61], "422.731"),
        (["A", "[" * 31], "422.731"),  # two places of a text each
        (["A", "B\x07"], "422.731"),
        (["A"] * 100_001, "422.732"),
        (["A", "B\u200bC"], "422.731"),
        (["A", "ŵ-1"], "422.733"),
    ],
)
def test_a_wrong_list_keeps_nothing(field, giving, lines, code):
    with pytest.raises(Refusal) as refused:
        keep_vouchers(field, giving, lines)
    assert refused.value.first.kind.code == code
    assert left(field, giving) == 0


def test_a_survey_that_gives_none_takes_none(field, survey):
    with pytest.raises(Refusal, match=r"422\.730"):
        keep_vouchers(field, survey, ["A"])


def test_neither_code_nor_session_stands_in_the_contacts_store(field, web, giving, ports, now):
    keep_vouchers(field, giving, ["SECRET-CODE"])
    [session] = stopped(field, web, giving, ports, now)
    assert voucher_of(field, session, now) == "SECRET-CODE"
    rows = field.stores.contacts.reader.query("SELECT * FROM voucher")
    whole = repr(rows)
    assert "SECRET" not in whole
    assert str(session) not in whole


def test_who_stops_before_she_said_yes_has_declined(field, web, giving, ports, now):
    keep_vouchers(field, giving, ["AAA"])
    for before in ((), (Chosen("yes", step="opening"),)):
        [token] = links(field.stores, giving, field.keys, ports)
        web.receive_many([web.opening(token, now)])
        session = session_id_of(field.keys, token)
        run(answer(web, session, now, *before, Stop()))
        assert voucher_of(field, session, now) is None
    assert left(field, giving) == 1


def test_what_was_given_outlives_what_was_said_and_nothing_else_does(
    field, web, giving, ports, now
):
    keep_vouchers(field, giving, ["AAA", "BBB"])
    taken, untaken = stopped(field, web, giving, ports, now, 2)
    code = voucher_of(field, taken, now)
    for session in (taken, untaken):
        erase_respondent(field.stores.answers.writer, session, "2026-W47")
    assert voucher_of(field, taken, now) == held_by(field, taken) == code
    assert voucher_of(field, untaken, now) is held_by(field, untaken) is None
    assert left(field, giving) == 1
    assert field.stores.answers.reader.query("SELECT count(*) FROM turn") == [(0,)]


def test_no_value_of_the_vouchers_stands_in_the_answers(field, web, giving, ports, now):
    keep_vouchers(field, giving, ["AAA", "BBB"])
    for session in stopped(field, web, giving, ports, now, 2):
        assert voucher_of(field, session, now)
    contacts, answers = field.stores.contacts.reader, field.stores.answers.reader
    rows = contacts.query("SELECT id, voucher_index, sealed, taker FROM voucher")
    vouchers = {telling(value) for row in rows for value in row}
    assert len(vouchers) == 8
    tables = ("session", "turn")
    held = [value for table in tables for row in answers.query(f"SELECT * FROM {table}")
            for value in row]  # fmt: skip
    assert len(held) > 20
    assert not vouchers & {telling(value) for value in held}
    # Nor does the day: answers know a week, and a voucher its day.
    [(day,)] = contacts.query("SELECT DISTINCT day FROM voucher")
    assert day not in held
    # Without the key nobody can work a taker out, with another key it is another.
    other = dataclasses.replace(field.keys, link=b"x" * 32)
    session = answers.query("SELECT id FROM session LIMIT 1")[0][0]
    assert held_by(field, session) is not None
    assert held_by(dataclasses.replace(field, keys=other), session) is None


def telling(value):
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)
