"""Her own page for the days and hours at which a text is OK."""

from __future__ import annotations

import pytest
from marks import mark_on

from prem.storage import happened, people
from prem.surveys.schedule.model import Safe
from prem.surveys.schedule.standing import standing
from prem.web.when import WHEN, spoken


def safe_of(field, person):
    found = happened.of(field.stores.contacts.reader, field.keys, [person])[person]
    return standing("", found).safe


def saves(client, page, **fields):
    days = {f"day{day}": "1" for day in fields.pop("days", ())}
    form = {"mark": mark_on(page), "first": "10", "end": "18", **days, **fields}
    return client.post(WHEN, data=form)


def test_she_chooses_and_it_is_shown_to_nobody(client, woman, texted, field):
    person, token = texted
    woman.at_first_item(token)
    page = client.get(WHEN)
    assert page.status_code == 200
    assert page.text.count(" checked") == 7
    said = saves(client, page, days=(1, 3), first="20", end="22")
    assert said.status_code == 200
    assert "only at the times you chose" in said.text
    assert safe_of(field, person) == Safe(20, 22, frozenset({1, 3}))
    assert people.safe_hours(field.stores.contacts.reader, person) == (20, 22, 10)
    # What she chose is shown to nobody: the form is as it was.
    again = client.get(WHEN).text
    assert again.count(" checked") == 7
    assert "8 pm" in again
    assert 'value="20" selected' not in again


@pytest.mark.parametrize(("first", "end"), [(0, 1), (0, 24), (23, 24), (1, 2)])
def test_the_first_and_the_last_hour_can_be_chosen(client, woman, texted, field, first, end):
    person, token = texted
    woman.at_first_item(token)
    page = client.get(WHEN)
    assert saves(client, page, days=(6,), first=str(first), end=str(end)).status_code == 200
    assert safe_of(field, person) == Safe(first, end, frozenset({6}))


def test_sent_twice_it_is_one_event(client, woman, texted, field):
    person, token = texted
    woman.at_first_item(token)
    page = client.get(WHEN)
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
        ({"days": (2,), "end": "²"}, "No time is left"),
        ({"days": (2,), "first": "9" * 5000}, "No time is left"),
    ],
)
def test_what_cannot_be_comes_back_and_keeps_nothing(client, woman, texted, field, fields, words):
    person, token = texted
    woman.at_first_item(token)
    answer = saves(client, client.get(WHEN), **fields)
    assert answer.status_code == 422
    assert words in answer.text
    assert safe_of(field, person) == Safe(0, 24)


def test_hours_as_people_say_them():
    assert [spoken(hour) for hour in (0, 9, 12, 18, 24)] == [
        "midnight", "9 am", "12 noon", "6 pm", "midnight"
    ]  # fmt: skip
