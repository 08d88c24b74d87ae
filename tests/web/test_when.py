"""Her own page for the days and hours at which a text is OK."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from prem.fieldwork.enrol import Enrolment, enrol
from prem.fieldwork.references import token_of
from prem.fieldwork.tick import tick
from prem.storage import askings, happened, people
from prem.surveys.schedule.model import Safe
from prem.surveys.schedule.standing import standing
from prem.web.when import spoken

WAY = 'href="/q/when"'


@pytest.fixture
def texted(field, study):
    """A woman whom the schedule invited today: her reference and the token of her link."""
    now = field_now(field)
    day = now.date() + timedelta(weeks=8)
    person = enrol(
        field,
        study,
        Enrolment(
            "07700 900123", study.sites[0].id, "c0ffee", due_date=day, safe_from=0, safe_to=24
        ),
        now,
    )
    assert tick(field, now) == 1
    asking = askings.latest(field.stores.contacts.reader, person)
    return person, token_of(field.keys, asking)


def field_now(field):
    from prem.ports import real

    return real().now()


def safe_of(field, person):
    found = happened.of(field.stores.contacts.reader, field.keys, [person])[person]
    return standing("", found).safe


def mark_on(page):
    return re.search(r'name="mark" value="([^"]*)"', page.text)[1]


def saves(client, page, **fields):
    days = {f"day{day}": "1" for day in fields.pop("days", ())}
    form = {"mark": mark_on(page), "first": "10", "end": "18", **days, **fields}
    return client.post("/q/when", data=form)


def test_she_finds_it_at_a_break_and_chooses(client, woman, texted, field):
    person, token = texted
    page = woman.at_first_item(token)
    assert WAY not in page.text
    assert WAY in woman.sends(page, action="pause").text
    page = client.get("/q/when")
    assert page.status_code == 200
    assert page.text.count(" checked") == 7
    said = saves(client, page, days=(1, 3), first="20", end="22")
    assert said.status_code == 200
    assert "only at the times you chose" in said.text
    assert safe_of(field, person) == Safe(20, 22, frozenset({1, 3}))
    assert people.safe_hours(field.stores.contacts.reader, person) == (20, 22, 10)
    # What she chose is shown to nobody: the form is as it was.
    again = client.get("/q/when").text
    assert again.count(" checked") == 7
    assert "8 pm" in again
    assert 'value="20" selected' not in again


@pytest.mark.parametrize(("first", "end"), [(0, 1), (0, 24), (23, 24), (1, 2)])
def test_the_first_and_the_last_hour_can_be_chosen(client, woman, texted, field, first, end):
    person, token = texted
    woman.at_first_item(token)
    page = client.get("/q/when")
    assert saves(client, page, days=(6,), first=str(first), end=str(end)).status_code == 200
    assert safe_of(field, person) == Safe(first, end, frozenset({6}))


def test_she_finds_it_at_the_end_too(client, woman, texted):
    page = woman.at_first_item(texted[1])
    for _ in range(40):
        if 'name="step"' not in page.text:
            break
        page = woman.sends(page, action="skip")
    assert WAY in page.text
    assert client.get("/q/when").status_code == 200


def test_sent_twice_it_is_one_event(client, woman, texted, field):
    person, token = texted
    woman.at_first_item(token)
    page = client.get("/q/when")
    for _ in range(2):
        assert saves(client, page, days=(0,)).status_code == 200
    found = happened.of(field.stores.contacts.reader, field.keys, [person])[person]
    assert [one.kind for one in found if one.source == "tap"] == ["safe"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "No day is chosen"),
        ({"days": (2,), "first": "18", "end": "10"}, "No time is left"),
        ({"days": (2,), "first": "9", "end": "9"}, "No time is left"),
        ({"days": (2,), "first": "-1"}, "No time is left"),
        ({"days": (2,), "end": "99"}, "No time is left"),
        ({"days": (2,), "end": "½"}, "No time is left"),
        ({"days": (2,), "first": "9" * 5000}, "No time is left"),
    ],
)
def test_what_cannot_be_comes_back_and_keeps_nothing(client, woman, texted, field, fields, words):
    person, token = texted
    woman.at_first_item(token)
    answer = saves(client, client.get("/q/when"), **fields)
    assert answer.status_code == 422
    assert words in answer.text
    assert safe_of(field, person) == Safe(0, 24)


def test_who_is_not_texted_finds_no_way_to_it(client, woman, new_token):
    page = woman.at_first_item(new_token())
    assert WAY not in woman.sends(page, action="pause").text
    assert client.get("/q/when").status_code == 404


def test_without_her_sitting_it_opens_for_nobody(client, woman, texted, field):
    person, token = texted
    assert client.get("/q/when").status_code == 404
    woman.at_first_item(token)
    page = client.get("/q/when")
    client.get("/x")
    assert client.get("/q/when").status_code == 404
    assert saves(client, page, days=(0,)).status_code == 404
    assert safe_of(field, person) == Safe(0, 24)


def test_a_form_of_another_page_or_site_changes_nothing(client, woman, texted, field):
    person, token = texted
    woman.at_first_item(token)
    page = client.get("/q/when")
    assert saves(client, page, days=(0,), mark="another").status_code == 422
    foreign = {"sec-fetch-site": "cross-site"}
    form = {"mark": mark_on(page), "day0": "1", "first": "1", "end": "2"}
    assert client.post("/q/when", data=form, headers=foreign).status_code == 403
    assert client.delete("/q/when").status_code == 405
    assert safe_of(field, person) == Safe(0, 24)


def test_hours_as_people_say_them():
    assert [spoken(hour) for hour in (0, 9, 12, 18, 24)] == [
        "midnight", "9 am", "12 noon", "6 pm", "midnight"
    ]  # fmt: skip
