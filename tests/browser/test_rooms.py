"""Stories of the pages beside the survey: the front, the instrument's page, the phone simulator."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_front_and_the_instrument_are_accessible(live, visit, accessible, shot, scheme, width):
    page = visit(color_scheme=scheme, viewport={"width": width, "height": 740})
    page.goto(live.url)
    accessible(page)
    shot(page, f"{width}-{scheme}-front")
    page.locator('a[href="/about/perinatal-experience"]').click()
    expect(page.get_by_text("These words are candidates.")).to_be_visible()
    page.locator("summary").first.click()
    accessible(page)
    shot(page, f"{width}-{scheme}-about")
    page.goto(f"{live.url}/nowhere")
    accessible(page)
    shot(page, f"{width}-{scheme}-nowhere")


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1280), ("light", 1280)])
def test_a_survey_by_text_in_the_simulator(live, visit, accessible, shot, scheme, width):
    survey = live.house.surveys["pregnancy-to-18-months"]
    page = visit(color_scheme=scheme, viewport={"width": width, "height": 740})
    page.goto(f"{live.url}/phone")
    accessible(page)
    page.get_by_role("button", name="Add a phone").click()
    for text in ("yes", "1", "1", "2 but only once", "9", "skip"):
        page.get_by_label("Her reply").fill(text)
        with page.expect_navigation():
            page.get_by_role("button", name="Send").click()
        expect(page.locator(".thread li.hers").last).to_contain_text(text)
    accessible(page)
    shot(page, f"{width}-{scheme}-phone")
    end, last = survey.words["en"].text["end"], page.locator(".thread li").last
    for _ in survey.forms[survey.form_of_channel["sms"]]:
        if end in last.inner_text():
            break
        page.get_by_label("Her reply").fill("1")
        with page.expect_navigation():
            page.get_by_label("Her reply").press("Enter")
    expect(last).to_contain_text(end)


def test_the_simulator_works_without_scripts(live, visit):
    page = visit(java_script_enabled=False)
    page.goto(f"{live.url}/phone")
    page.get_by_role("button", name="Add a phone").click()
    page.get_by_label("Her reply").fill("STOP")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".thread li")).to_have_count(3)
