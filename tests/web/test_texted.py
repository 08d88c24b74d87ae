"""The forms of hers that open where the schedule texts her: for her alone, in her sitting alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from example_survey import example_survey
from marks import mark_on

from prem.storage import happened
from prem.surveys.engine import start
from prem.web.changed import CHANGED
from prem.web.cookie import NAME
from prem.web.texted import texted as by_text
from prem.web.when import WHEN

FORMS = pytest.mark.parametrize(
    ("address", "fields"),
    [(WHEN, {"day0": "1", "first": "1", "end": "2"}), (CHANGED, {"what": "refuge"})],
    ids=["when", "changed"],
)


def told(field, person):
    """What she told on a page, in order."""
    life = happened.of(field.stores.contacts.reader, field.keys, [person])[person]
    return [one.kind for one in life if one.source in ("tap", "page")]


@FORMS
def test_she_finds_it_at_a_break_and_at_the_end(client, woman, texted, address, fields):
    way = f'href="{address}"'
    page = woman.at_first_item(texted[1])
    assert way not in page.text
    assert way in woman.sends(page, action="pause").text
    assert way in woman.at_the_end(page).text
    assert client.get(address).status_code == 200


@FORMS
def test_who_is_not_texted_finds_no_way_to_it(client, woman, new_token, address, fields):
    page = woman.at_first_item(new_token())
    assert f'href="{address}"' not in woman.sends(page, action="pause").text
    assert client.get(address).status_code == 404


def test_where_texts_and_pages_ask_the_same_nobody_is_offered_them():
    ask = example_survey()
    session = start(ask, site="north", time_point="weeks-0-12", form="text", language="en")
    assert by_text(ask, session)
    same = replace(ask, form_of_channel={"web": "text", "sms": "text"})
    assert not by_text(same, session)


@FORMS
def test_whose_sitting_nobody_knows_finds_nothing(client, woman, texted, field, address, fields):
    """As where her asking was lost: no form is for somebody, and what is sent is nobody's."""
    field.stores.contacts.writer.write("DELETE FROM asking")
    woman.at_first_item(texted[1])
    assert client.get(address).status_code == 404
    assert client.post(address, data=fields).status_code == 404


@FORMS
def test_without_her_sitting_it_opens_for_nobody(client, woman, texted, field, address, fields):
    person, token = texted
    assert client.get(address).status_code == 404
    woman.at_first_item(token)
    form, old = {"mark": mark_on(client.get(address)), **fields}, client.cookies[NAME]
    client.get("/x")
    assert client.get(address).status_code == 404
    kept = {"cookie": f"{NAME}={old}"}  # as a browser that brings it back
    assert client.get(address, headers=kept).status_code == 404
    assert client.post(address, data=form, headers=kept).status_code == 404
    assert client.post(address, data=form).status_code == 404
    assert told(field, person) == []


@FORMS
def test_a_form_of_another_page_or_site_changes_nothing(
    client, woman, texted, field, address, fields
):
    person, token = texted
    woman.at_first_item(token)
    mark = mark_on(client.get(address))
    assert client.post(address, data=fields).status_code == 422
    for other in ("another", mark[:-1] + ("A" if mark[-1] != "A" else "B")):
        assert client.post(address, data={"mark": other, **fields}).status_code == 422
    form, foreign = {"mark": mark, **fields}, {"sec-fetch-site": "cross-site"}
    assert client.post(address, data=form, headers=foreign).status_code == 403
    assert client.delete(address).status_code == 405
    assert told(field, person) == []
    assert client.post(address, data=form).status_code in (200, 303)
    assert len(told(field, person)) == 1
