"""Stories of a woman who answers in her own way: easy words, help, a heavy part, her answers."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from story_of_a_woman import Story

from prem.fieldwork.links import Door, door_code


def pressed(story: Story, name: str) -> Story:
    with story.page.expect_navigation():
        story.page.get_by_role("button", name=name, exact=True).click()
    return story


def at_the_heavy_part(story: Story) -> Story:
    for _ in range(40):
        if story.page.get_by_role("button", name="Skip this part").count():
            return story
        story.when_she_skips()
    raise AssertionError("no heavy part came")


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1280)])
def test_every_page_of_her_own_ways_is_accessible(live, visit, accessible, shot, scheme, width):
    page = visit(color_scheme=scheme, viewport={"width": width, "height": 740})
    story = Story(live, page).given_a_link_in_her_messages()
    story.when_she_opens_her_link()

    def look(kind: str) -> None:
        for fold in page.locator("main details, footer details").all():
            fold.evaluate("fold => { fold.open = true }")
        accessible(page)
        story.then_nothing_scrolls_sideways().then_every_target_is_big_enough()
        shot(page, f"own-{width}-{kind}")

    story.when_she_continues()
    look("opening")
    story.when_she_continues().when_she_chooses("yes").when_she_continues()
    story.when_she_chooses("pregnant").when_she_continues().when_she_chooses("4")
    look("question")
    _sent(page, "easy")
    expect(page.locator("body")).to_have_class("easy")
    story.then_is_chosen("4")
    _sent(page, "helped")
    look("easy-helped")
    _sent(page, "plain")
    at_the_heavy_part(story.when_she_continues())
    look("part")
    story.when_she_skips()
    story.when_she_skips_to_the_open_question().when_she_continues()
    story.then_she_reads("Thank you")
    look("end")
    _sent(page, "check")
    story.then_she_reads("Check your answers")
    look("check")
    page.get_by_role("button", name=re.compile("^Change: ")).first.click()
    expect(page.locator("form#f")).to_be_visible()
    story.then_is_chosen("4")
    look("change")
    story.when_she_continues().then_she_reads("Check your answers")
    page.locator("summary", has_text="Delete what I said").click()
    page.get_by_role("button", name="Yes, delete all my answers").click()
    expect(page.locator("h1")).to_have_text("It is deleted")
    look("deleted")


def _sent(page, action: str) -> None:
    button = page.locator(f'button[value="{action}"]')
    if not button.is_visible():
        page.locator("footer summary").click()
    page.wait_for_timeout(350)  # a second tap so soon is taken for a double one
    before = page.locator("main").element_handle()
    button.click()
    page.wait_for_function("old => !old.isConnected", arg=before)
    page.wait_for_load_state()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_word_and_a_reason_open_at_a_tap(live, visit, scripts):
    story = Story(live, visit(java_script_enabled=scripts))
    story.given_she_is_at_the_first_question()
    why = story.page.get_by_text("We want to know if staff work as one team.")
    expect(why).not_to_be_visible()
    story.page.get_by_text("Why do you ask?").click()
    expect(why).to_be_visible()


def test_her_ways_belong_to_a_question_that_was_brought_along(live, visit):
    """With scripts the next question is there at once; her choice of way goes with it."""
    story = Story(live, visit()).given_she_is_at_the_first_question()
    story.when_she_chooses("4").page.locator('button[value="continue"]').click()
    story.then_it_is_question(2).when_she_chooses("5")
    _sent(story.page, "easy")
    story.then_it_is_question(2).then_is_chosen("5")
    expect(story.page.locator("body")).to_have_class("easy")


def test_a_spent_link_offers_to_ask_again_and_to_delete(live, visit, accessible, shot):
    page = visit(java_script_enabled=False)
    story = Story(live, page).given_she_is_at_the_first_question()
    story.when_she_chooses("2").when_she_skips_to_the_open_question().when_she_skips()
    page.context.clear_cookies()
    story.when_she_opens_her_link().when_she_continues().then_she_reads("This page is closed")
    shot(page, "own-closed-link")
    pressed(story, "Answer the questions again")
    story.when_she_chooses("pregnant").when_she_continues().then_it_is_question(1)
    story.then_nothing_is_chosen()


def kiosk_of(live) -> str:
    study = live.house.surveys["pregnancy-to-18-months"]
    door = Door(study.id, study.sites[0].id, "pregnancy")
    return f"{live.url}/kiosk/{door_code(live.house.keys, door)}"


def test_a_tablet_is_blank_after_a_minute_without_a_touch(live, visit, accessible, shot):
    page = visit(viewport={"width": 800, "height": 1100})
    page.clock.install()
    story, gate = Story(live, page), kiosk_of(live)
    page.goto(gate)
    story.when_she_continues().when_she_continues().when_she_chooses("yes").when_she_continues()
    story.when_she_chooses("loss").when_she_continues().then_it_is_question(1)
    accessible(page)
    page.clock.run_for(39_000)
    page.mouse.move(10, 10)
    page.locator("h1").click()
    page.clock.run_for(41_000)
    story.then_it_is_question(1)
    expect(page.locator("#idle")).to_have_text("Are you still there? Touch the page, or it closes.")
    accessible(page)
    shot(page, "own-kiosk-idle")
    page.clock.run_for(20_000)
    page.wait_for_url(gate)
    story.then_no_survey_word_is_on_the_page()
    for _ in range(5):
        page.go_back()
        story.then_no_survey_word_is_on_the_page()


def test_without_scripts_a_tablet_shuts_too(live, visit):
    page = visit(java_script_enabled=False)
    page.goto(kiosk_of(live))
    story = Story(live, page).when_she_continues()
    refresh = page.locator("noscript meta, meta[http-equiv=refresh]").first
    assert refresh.get_attribute("content") == "60;url=/x"
    story.when_she_leaves_to(kiosk_of(live)).then_no_survey_word_is_on_the_page()
