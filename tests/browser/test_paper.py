"""A story of paper: a booklet comes back and a researcher types it in, with the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from prem.fieldwork.field import Field
from prem.fieldwork.links import Door
from prem.fieldwork.paper import keep_codes, new_codes
from prem.fieldwork.workshop_people import invite

SURVEY = "pregnancy-to-18-months"


def given_a_booklet(house):
    survey = house.surveys[SURVEY]
    field = Field(house.stores, house.surveys, house.keys, house.ports.number)
    [code] = new_codes(1, house.ports)
    keep_codes(field, survey, [code], Door(SURVEY, "site-1", "pregnancy"), "en", house.ports)
    return code


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1280)])
def test_a_booklet_is_typed_in_by_keyboard(live, visit, accessible, shot, scheme, width):
    code = given_a_booklet(live.house)
    page = visit(color_scheme=scheme, viewport={"width": width, "height": 740})
    page.goto(
        f"{live.url}/workshop/join/{invite(live.house.stores, live.house.ports, 'site-lead')}"
    )
    page.get_by_role("textbox").fill("Robin")
    page.get_by_role("button").last.click()
    page.goto(f"{live.url}/desk")
    page.get_by_role("link", name="Type in a booklet").click()
    accessible(page)
    shot(page, f"{width}-{scheme}-paper-code")

    page.get_by_label("Code").press_sequentially(code.lower())
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Keep these answers")).to_be_visible()
    accessible(page)
    page.get_by_label("Is it OK to ask you?").focus()
    for key in ("1", "2", "b", "", "9", "5", "A", "1", "3"):
        page.keyboard.type(key)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("alert")).to_contain_text("question 4")
    accessible(page)
    shot(page, f"{width}-{scheme}-paper-slip")
    page.get_by_label("4. ").fill("4")
    page.get_by_role("button").click()
    expect(page.get_by_role("status")).to_contain_text("7 questions answered")
    accessible(page)
    shot(page, f"{width}-{scheme}-paper-kept")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
