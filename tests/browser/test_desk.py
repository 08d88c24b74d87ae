"""Stories of the desk: what leaves, as researchers and site leads see it."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from prem.fieldwork.release import release
from prem.fieldwork.simulate import simulate
from prem.fieldwork.workshop_people import invite
from prem.reports.release import as_page

WITHHELD = "withheld: fewer than 8 women"


def given_a_release(live, women=40):
    house = live.house
    survey = house.surveys["pregnancy-to-18-months"]
    simulate(house.stores, house.keys, survey, women, ports=house.ports)
    return release(house.stores, survey, now=house.ports.now())


def when_a_researcher_signs_in(live, page):
    token = invite(live.house.stores, live.house.ports, "researcher")
    page.goto(f"{live.url}/workshop/join/{token}")
    page.get_by_role("textbox").fill("Robin")
    page.get_by_role("button").last.click()
    expect(page.get_by_text("Robin").first).to_be_visible()


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1280)])
def test_a_researcher_reads_a_release(live, visit, accessible, shot, scheme, width):
    given_a_release(live)
    page = visit(color_scheme=scheme, viewport={"width": width, "height": 740})
    when_a_researcher_signs_in(live, page)

    page.get_by_role("link", name="Desk").click()
    accessible(page)
    shot(page, f"{width}-{scheme}-desk")
    page.get_by_role("link", name="Release 1").click()

    expect(page.get_by_text("Simulated data.", exact=True)).to_be_visible()
    expect(page.get_by_text("The questions are candidates", exact=False)).to_be_visible()
    expect(page.get_by_text(WITHHELD, exact=False).first).to_be_visible()
    page.locator("summary").first.click()
    accessible(page)
    shot(page, f"{width}-{scheme}-release")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_files_are_the_frozen_ones_without_scripts(live, visit):
    frozen = given_a_release(live)
    page = visit(java_script_enabled=False)
    when_a_researcher_signs_in(live, page)
    page.goto(f"{live.url}/desk")
    page.get_by_role("link", name="Release 1").click()

    with page.expect_download() as coming:
        page.get_by_role("link", name="Download JSON").click()
    assert json.loads(coming.value.path().read_text()) == json.loads(frozen.document)
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download CSV").click()
    assert coming.value.suggested_filename.endswith("release-1.csv")
    assert "fewer than 8 women" in coming.value.path().read_text()


def test_who_is_not_signed_in_sees_the_door_only(live, visit, accessible, shot):
    given_a_release(live, women=20)
    page = visit()
    page.goto(f"{live.url}/desk")
    expect(page.get_by_role("heading", level=1)).to_contain_text("people who work on this study")
    accessible(page)
    shot(page, "360-desk-door")
    for path in ("1", "1/release.json", "1/release.csv"):
        answer = page.request.get(f"{live.url}/desk/pregnancy-to-18-months/{path}")
        assert answer.status == 403


def test_the_file_page_needs_nothing_else(live, visit, accessible, tmp_path):
    frozen = given_a_release(live)
    file = tmp_path / "release.html"
    file.write_text(as_page(frozen.document, frozen.hash), encoding="utf-8")
    page = visit(viewport={"width": 1280, "height": 740})
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    expect(page.get_by_text(WITHHELD, exact=False).first).to_be_visible()
    accessible(page)
    assert asked == [file.as_uri()]


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1280)])
def test_women_are_told_what_came_of_it(live, visit, accessible, shot, scheme, width):
    given_a_release(live, women=20)
    page = visit(color_scheme=scheme, viewport={"width": width, "height": 740})
    when_a_researcher_signs_in(live, page)
    page.goto(f"{live.url}/desk/pregnancy-to-18-months/1")
    page.get_by_role("link", name="You said, we did").click()
    page.get_by_label("You said").first.fill("12 women met too many new faces.")
    page.get_by_label("We did").first.fill("One midwife stays with you.")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("alert")).to_contain_text("leave numbers out")
    accessible(page)
    page.get_by_label("You said").first.fill("You met too many new faces.")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("status")).to_contain_text("This stands")
    accessible(page)
    shot(page, f"{width}-{scheme}-said-desk")

    woman = visit(java_script_enabled=False, color_scheme=scheme)
    woman.goto(f"{live.url}/said")
    expect(woman.get_by_text("One midwife stays with you.")).to_be_visible()
    expect(woman.get_by_role("link", name="Leave this page")).to_be_visible()
    page.goto(f"{live.url}/said")
    accessible(page)
    shot(page, f"{width}-{scheme}-said")
