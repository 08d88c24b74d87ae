"""Stopping for good on the page: final, kind, with her voucher; and a sitting that opens gently."""

from __future__ import annotations

import pytest
from example_survey import heavy_survey
from marks import code_on, mark_on

from prem.storage.rows import answer_rows
from prem.surveys.engine import start, step
from prem.surveys.reply import Begin, Chosen, Leave, Skip
from prem.surveys.screens import screen

STOP = 'name="action" value="stop"'


@pytest.mark.parametrize("where", ["question", "break"])
def test_who_stops_midway_is_thanked_and_has_her_voucher(
    app, client, woman, new_token, codes, read, study, where
):
    token = new_token()
    page = woman.sends(woman.at_first_item(token), "4")
    if where == "break":
        page = woman.sends(page, action="pause")
    assert STOP in page.text
    stopped = woman.sends(page, action="stop")
    assert read.heading(stopped) == study.words["en"].page["stopped"]
    assert "reply STOP to one and they end" in stopped.text
    assert 'value="voucher"' in stopped.text
    assert "Yes, delete all my answers" in stopped.text
    assert [row.code for row in answer_rows(app.house.stores.answers, study.id)] == [4]
    client.post("/q", data={"mark": mark_on(stopped), "action": "voucher"})
    code = code_on(client.get("/q/voucher"))
    assert code in codes
    # It is for good: her link is spent, and shows the same voucher at a press.
    client.get("/x")
    closed = client.post(f"/q/{token}")
    assert closed.status_code == 404
    assert closed.content == client.post("/q/made-up").content
    client.post(f"/q/{token}", data={"action": "voucher"})
    assert code_on(client.get("/q/voucher")) == code


def test_what_she_had_chosen_as_she_stopped_counts(app, woman, new_token, study):
    page = woman.at_first_item(new_token())
    woman.sends(page, "2", action="stop")
    assert [row.code for row in answer_rows(app.house.stores.answers, study.id)] == [2]


def test_nobody_is_offered_to_stop_what_has_not_begun_or_is_over(woman, new_token):
    opening = woman.opens(new_token())
    consent = woman.sends(opening)
    assert STOP not in opening.text + consent.text
    stopped = woman.sends(woman.sends(woman.sends(consent, "yes"), "pregnant"), action="stop")
    assert STOP not in stopped.text


def test_a_double_press_stops_once(app, client, woman, new_token, study, read):
    page = woman.at_first_item(new_token())
    first, second = woman.sends(page, action="stop"), woman.sends(page, action="stop")
    assert first.content == second.content
    number = "SELECT count(*) FROM turn WHERE state LIKE '[\"stopped\"%'"
    assert app.house.stores.answers.reader.query(number) == [(1,)]


def test_no_sitting_opens_in_a_heavy_part_without_a_word_before():
    """She was told of it, left in the middle, and opens her link days later."""
    survey = heavy_survey()
    session = start(survey, site="north", time_point="birth", language="en", form="full")
    for reply in (Begin(), Chosen("yes"), Chosen("yes"), Chosen("baby-with-me")):
        session, _ = step(survey, session, reply, None)
    while screen(survey, session).kind != "part":
        session, _ = step(survey, session, Skip(session.step), None)
    part = session.step
    session, _ = step(survey, session, Chosen("yes", step=part), None)
    first = session.step
    session, _ = step(survey, session, Chosen(5, step=first), None)
    inside = session.step
    assert survey.part_of[inside] == part
    session, _ = step(survey, session, Leave(), None)
    for known in (None, "baby-with-me"):  # with or without the cookie that knows her situation
        opened, _ = step(survey, session._replace(situation=known), Begin(by_link=True), None)
        if known is None:
            opened, _ = step(survey, opened, Chosen("baby-with-me", step="situation"), None)
        assert screen(survey, opened).kind == "part"
        on, _ = step(survey, opened, Chosen("yes", step=part), None)
        assert on.step == inside, "and goes on where she was"
        skipped, _ = step(survey, opened, Skip(part), None)
        assert skipped.responses[first] == 5, "what she said there stands"
        assert skipped.responses[inside] == "skipped"
