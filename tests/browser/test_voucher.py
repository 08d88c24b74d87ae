"""Stories of a voucher in a browser: at the end, behind a press, and again by her link."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from prem.fieldwork.field import Field
from prem.fieldwork.links import new_links, session_id_of
from prem.fieldwork.vouchers import held_by, keep_vouchers
from prem.fieldwork.workshop_people import invite

LONG = "ABCDEFGHIJ-KLMNOPQRST-UVWXYZ-0123456789-WORTH-NOTHING-000001"


def given_a_link(live):
    house = live.house
    study = house.surveys["pregnancy-to-18-months"]
    field = Field(house.stores, house.surveys, house.keys, house.ports.number, live.url)
    keep_vouchers(field, study, [LONG])
    where = {"site": study.sites[0].id, "time_point": "pregnancy", "language": "en"}
    [token] = new_links(
        house.stores, house.keys, study, 1, anonymous=False, ports=house.ports, **where
    )
    return field, token


def when_she_skips_to_the_end(live, page, token):
    page.goto(f"{live.url}/q/{token}")
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_role("button", name="Continue", exact=True).click()
    page.get_by_label("Yes, ask me").check()
    page.get_by_role("button", name="Continue", exact=True).click()
    heading = page.get_by_role("heading", level=1)
    for _ in range(60):
        if heading.inner_text() == "Thank you":
            return
        before = heading.inner_text()
        page.locator("button[value=skip]").click()
        expect(heading).not_to_have_text(before)
        page.wait_for_timeout(310 if page.locator("#state").count() else 0)
    raise AssertionError("no end")


@pytest.mark.parametrize(
    ("scheme", "width", "scripts"), [("light", 360, True), ("dark", 320, False)]
)
def test_she_gets_it_at_the_end_and_again_by_her_link(
    live, visit, accessible, shot, scheme, width, scripts
):
    field, token = given_a_link(live)
    page = visit(
        java_script_enabled=scripts,
        color_scheme=scheme,
        viewport={"width": width, "height": 740},
    )
    check = accessible if scripts else lambda _: None  # axe is a script
    when_she_skips_to_the_end(live, page, token)
    expect(page.get_by_text(LONG)).to_have_count(0)
    check(page)
    shot(page, f"{width}-{scheme}-voucher-end")
    page.get_by_role("button", name="My voucher").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your voucher")
    expect(page.get_by_text(LONG)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    check(page)
    shot(page, f"{width}-{scheme}-voucher")
    page.get_by_role("link", name="Go back to the page").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")

    page.get_by_role("link", name="Leave this page").click()
    page.wait_for_url("**/robots.txt")
    for _ in range(3):
        page.go_back()
        expect(page.get_by_text(LONG)).to_have_count(0)
    page.goto(f"{live.url}/q/{token}")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This page is closed")
    check(page)
    shot(page, f"{width}-{scheme}-voucher-closed")
    page.get_by_role("button", name="My voucher").click()
    expect(page.get_by_text(LONG)).to_be_visible()
    check(page)
    assert held_by(field, session_id_of(live.house.keys, token)) == LONG


def test_a_link_that_never_was_has_none_and_says_it_kindly(live, visit, accessible, shot):
    given_a_link(live)
    page = visit()
    page.goto(f"{live.url}/q/made-up")
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_role("button", name="My voucher").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("No voucher here now")
    accessible(page)
    shot(page, "360-voucher-none")


def test_the_desk_says_how_many_are_left(live, visit, accessible, shot):
    given_a_link(live)
    page = visit(viewport={"width": 360, "height": 740})
    page.goto(
        f"{live.url}/workshop/join/{invite(live.house.stores, live.house.ports, 'site-lead')}"
    )
    page.get_by_role("textbox").fill("Robin")
    page.get_by_role("button").last.click()
    page.goto(f"{live.url}/desk")
    expect(page.get_by_text("1 voucher is left")).to_be_visible()
    accessible(page)
    shot(page, "360-voucher-desk")
