"""Stories of what staff and women tell, and of when a text is OK, in a browser."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from prem.channels.console import Console
from prem.fieldwork.enrol import Enrolment, enrol
from prem.fieldwork.field import Field
from prem.fieldwork.planning import coming
from prem.fieldwork.references import token_of
from prem.fieldwork.send import send_due
from prem.fieldwork.tick import tick
from prem.fieldwork.workshop_people import invite
from prem.storage import askings, happened, people

PHONE = "07700 900123"


def given_a_woman_who_is_texted(live):
    house = live.house
    field = Field(house.stores, house.surveys, house.keys, house.ports.number, live.url)
    study, now = house.surveys["pregnancy-to-18-months"], house.ports.now()
    due = now.date() + timedelta(weeks=8)
    woman = Enrolment(PHONE, study.sites[0].id, "c0ffee", due_date=due, safe_from=0, safe_to=24)
    person = enrol(field, study, woman, now)
    assert tick(field, now) == 1
    return field, person


def when_she_opens_her_link(live, page, field, person):
    asking = askings.latest(field.stores.contacts.reader, person)
    page.goto(f"{live.url}/q/{token_of(field.keys, asking)}")
    page.locator('main button[value="continue"]').click()
    expect(page.locator('main input[name="step"]')).to_be_attached()  # her cookie has come


def when_she_is_at_a_break(live, page, field, person):
    when_she_opens_her_link(live, page, field, person)
    page.get_by_role("button", name="Continue", exact=True).click()
    page.get_by_role("button", name="Take a break").click()


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 320)])
def test_she_chooses_when_a_text_is_ok(live, visit, accessible, shot, scheme, width):
    field, person = given_a_woman_who_is_texted(live)
    page = visit(
        java_script_enabled=scheme == "dark",
        color_scheme=scheme,
        viewport={"width": width, "height": 740},
    )
    when_she_is_at_a_break(live, page, field, person)
    page.get_by_role("link", name="When is it OK to text you?").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("When is it OK")
    if scheme == "dark":  # axe is a script
        accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    shot(page, f"{width}-{scheme}-when")
    for name in ("Saturday", "Sunday"):
        page.get_by_label(name).uncheck()
    page.get_by_label("Not before").select_option("9")
    page.get_by_label("Not after").select_option("9")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("No time is left")
    if scheme == "dark":
        accessible(page)
    shot(page, f"{width}-{scheme}-when-fault")
    page.get_by_label("Not after").select_option("15")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Saved")
    if scheme == "dark":
        accessible(page)
    shot(page, f"{width}-{scheme}-when-saved")
    assert people.safe_hours(field.stores.contacts.reader, person) == (9, 15, 0b11111)
    page.get_by_role("link", name="Go back to the page").click()
    expect(page.get_by_role("button", name="Go on")).to_be_visible()


def planned(live, field):
    """How many texts are planned for her from now on, and not held."""
    study, now = live.house.surveys["pregnancy-to-18-months"], live.house.ports.now()
    return sum(not one.held for one in coming(field, study, now, 400))


def when_she_tells(page, words):
    page.get_by_role("link", name="Has something changed?").click()
    page.get_by_label(words, exact=True).check()
    page.get_by_role("button", name="Tell us").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for telling us")


def the_log(field, person):
    found = happened.of(field.stores.contacts.reader, field.keys, [person])[person]
    return [one.kind for one in found if one.source == "page"]


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 320)])
def test_she_tells_what_has_changed(live, visit, accessible, shot, scheme, width):
    scripts = scheme == "dark"  # axe is one
    field, person = given_a_woman_who_is_texted(live)
    assert send_due(field.stores, {"sms": Console()}, field.keys, live.house.ports.now()) == 1
    assert planned(live, field) > 0  # her reminders
    page = visit(
        java_script_enabled=scripts,
        color_scheme=scheme,
        viewport={"width": width, "height": 740},
    )
    when_she_is_at_a_break(live, page, field, person)
    page.get_by_role("link", name="Has something changed?").click()
    expect(page.get_by_label("Day")).to_be_hidden()
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    page.get_by_label("I have another due date").check()
    expect(page.get_by_label("Day")).to_be_visible()
    shot(page, f"{width}-{scheme}-changed")
    if scripts:
        accessible(page)
    page.get_by_role("button", name="Tell us").click()
    expect(page.get_by_role("alert")).to_contain_text("write the day, the month and the year")
    shot(page, f"{width}-{scheme}-changed-fault")
    due = live.house.ports.now().date() + timedelta(weeks=9)
    for name, part in (("Day", due.day), ("Month", due.month), ("Year", due.year)):
        page.get_by_label(name).fill(str(part))
    page.get_by_role("button", name="Tell us").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for telling us")
    page.get_by_role("link", name="Go back to the page").click()

    when_she_tells(page, "I am in prison")
    expect(page.get_by_role("main")).to_contain_text("Texts wait until you tell us")
    shot(page, f"{width}-{scheme}-changed-waits")
    assert planned(live, field) == 0
    page.reload()  # it is said once, and her browser asks about sending nothing again
    expect(page.get_by_role("heading", level=1)).to_have_text("Has something changed?")
    page.get_by_role("link", name="Go back to the page").click()
    when_she_tells(page, "You can text me again")
    page.get_by_role("link", name="Go back to the page").click()
    page.get_by_role("button", name="Go on").click()
    for _ in range(100):  # with scripts it is told behind the question
        if planned(live, field):
            break
        page.wait_for_timeout(50)
    assert planned(live, field) > 0
    assert the_log(field, person) == ["due-date", "prison", "resume"]


def test_after_she_left_nobody_sees_that_she_told_of_a_loss(live, visit, accessible, shot):
    field, person = given_a_woman_who_is_texted(live)
    page = visit()
    when_she_is_at_a_break(live, page, field, person)
    when_she_tells(page, "I have lost my baby")
    expect(page.get_by_role("main")).to_contain_text("We are sorry.")
    assert "baby" not in page.content()
    accessible(page)
    shot(page, "360-light-changed-sorry")
    assert the_log(field, person) == ["loss"]
    page.get_by_role("link", name="Leave this page").click()
    page.wait_for_url("**/robots.txt")
    page.go_back()
    page.goto(f"{live.url}/q/changed")
    expect(page.get_by_role("heading", level=1)).to_have_text("This page is closed")


def test_all_of_it_by_the_keyboard(live, visit):
    field, person = given_a_woman_who_is_texted(live)
    page = visit()
    when_she_opens_her_link(live, page, field, person)
    page.goto(f"{live.url}/q/when")
    page.get_by_label("Monday").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Save").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Saved")
    assert people.safe_hours(field.stores.contacts.reader, person) == (10, 18, 0b1111110)


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1280)])
def test_staff_tell_what_happened(live, visit, accessible, shot, scheme, width):
    field, _ = given_a_woman_who_is_texted(live)
    page = visit(color_scheme=scheme, viewport={"width": width, "height": 740})
    token = invite(live.house.stores, live.house.ports, "site-lead")
    page.goto(f"{live.url}/workshop/join/{token}")
    page.get_by_role("textbox").fill("Robin")
    page.get_by_role("button").last.click()
    page.goto(f"{live.url}/desk")
    page.get_by_role("link", name="Tell what happened to a woman").click()
    accessible(page)
    shot(page, f"{width}-{scheme}-desk-women")
    page.get_by_role("link", name="Enrol a woman").click()
    accessible(page)
    shot(page, f"{width}-{scheme}-desk-enrol")
    page.get_by_label("Her phone number").fill("07700 900124")
    page.get_by_role("button", name="Enrol her").click()
    expect(page.get_by_role("alert")).to_contain_text("tick that she did")
    page.get_by_label("She agreed to be texted").check()
    page.get_by_role("button", name="Enrol her").click()
    expect(page.get_by_role("status")).to_contain_text("She is enrolled.")
    accessible(page)
    page.get_by_role("link", name="Tell what happened to a woman").click()
    page.get_by_role("link", name="Her baby was born").click()
    accessible(page)
    page.get_by_label("Her phone number").fill("07700 900999")
    page.get_by_label("The day").fill(live.house.ports.now().date().isoformat())
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_role("alert")).to_contain_text("No woman is enrolled")
    accessible(page)
    shot(page, f"{width}-{scheme}-desk-women-fault")
    page.get_by_label("Her phone number").fill(PHONE)
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_role("status")).to_contain_text("Noted.")
    accessible(page)
    shot(page, f"{width}-{scheme}-desk-women-noted")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    count = field.stores.contacts.reader.query("SELECT count(*) FROM happened")
    assert count == [(4,)]  # enrolled, due date, the other one enrolled, and now the birth
