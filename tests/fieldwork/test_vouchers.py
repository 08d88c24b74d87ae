"""Vouchers: one each, whatever is pressed twice; none for a poster; known to no other store."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from interviewing import answer, links

from prem.errors import Refusal
from prem.fieldwork.field import Field
from prem.fieldwork.interviews import Interviews
from prem.fieldwork.links import door_code, session_id_of
from prem.fieldwork.vouchers import keep_vouchers, left, voucher_of
from prem.surveys.reply import Stop


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
    web.receive_many([web.opening(token, now) for token in tokens])
    sessions = [session_id_of(field.keys, token) for token in tokens]
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
    run(answer(web, begun.session_id, now, Stop()))
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
    [(["A", "x" * 61], "422.731"), (["A", "B\x07"], "422.731"), (["A"] * 100_001, "422.732")],
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
