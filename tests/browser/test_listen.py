"""Stories of listening: at a tap alone, in a voice that tells nobody, and silent once she goes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from browser.listening import FAR, NEAR, asked_by, heard_on, listen, quiet, speaks
from playwright.sync_api import Page, expect
from story_of_a_woman import Story

from prem.fieldwork.links import Door, door_code

SHOWN = """() => [...document.querySelectorAll(
  'main > h1, main > p, form > h1, form > p, legend > h1, fieldset > p, label')]
  .filter((one) => !one.matches('.count')).map((one) => one.textContent.trim())"""
POLISH = {"lang": "pl-PL", "localService": True, "name": "polish"}


def test_one_tap_reads_the_question_and_each_option_in_a_voice_of_the_phone(
    live, visit, accessible, shot
):
    page = speaks(visit(), FAR, POLISH, NEAR)
    story = Story(live, page).given_she_is_at_the_first_question()
    assert heard_on(page) == [], "nothing sounds by itself"
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    accessible(page)
    listen(page).click()
    expect(quiet(page)).to_be_visible()
    expect(page.locator(".aloud")).to_have_count(1)
    expect(listen(page)).to_be_visible()
    assert heard_on(page) == [*asked_by(story), "(silence)"]
    expect(page.locator(".aloud")).to_have_count(0)
    assert asked == []
    story.then_nothing_is_chosen()
    # The question that came along has it too, and a second tap stops it.
    page.evaluate("heard.length = 0; pace = 60000")
    story.when_she_chooses("4").when_she_continues().then_it_is_question(2)
    listen(page).focus()
    page.keyboard.press("Enter")
    expect(quiet(page)).to_be_focused()
    accessible(page)
    shot(page, "360-listening")
    page.keyboard.press("Enter")
    expect(listen(page)).to_be_focused()
    assert heard_on(page) == [asked_by(story, 2)[0], "(silence)"]


@pytest.mark.parametrize("voices", [[], [FAR], [POLISH]], ids=["none", "far away", "Polish alone"])
def test_without_a_voice_of_the_phone_there_is_no_button(live, visit, voices):
    page = speaks(visit(), *voices)
    story = Story(live, page).given_a_link_in_her_messages().when_she_opens_her_link()
    expect(page.locator(".hear")).to_be_hidden()
    story.when_she_continues()
    expect(page.locator(".hear")).to_be_hidden()
    page.evaluate("heard.length = 0")
    page.evaluate("() => document.querySelector('.hear').click()")
    assert [one for one in heard_on(page) if one != "(silence)"] == []


def test_the_pages_before_the_questions_are_read_too(live, visit):
    page = speaks(visit(), NEAR)
    story = Story(live, page).given_a_link_in_her_messages().when_she_opens_her_link()
    for leads in ("start", "opening", "consent", "situation"):
        page.evaluate("heard.length = 0; pace = 1")
        listen(page).click()
        expect(listen(page)).to_be_visible()
        said = heard_on(page)
        assert said == [*page.evaluate(SHOWN), "(silence)"], leads
        assert len(said) > 2
        if leads == "consent":
            story.when_she_chooses("yes")
        if leads != "situation":
            story.when_she_continues()
            expect(page.locator("h1")).not_to_have_text(said[0])


WAYS: dict[str, Callable[[Page], object]] = {
    "looking elsewhere": lambda page: page.evaluate(
        "() => document.dispatchEvent(new Event('visibilitychange'))"
    ),
    "another page": lambda page: page.evaluate(
        "() => dispatchEvent(new PageTransitionEvent('pagehide'))"
    ),
    "going on": lambda page: page.locator("[value=skip]").click(),
    "going back": lambda page: page.locator("[value=back]").click(),
    "leaving": lambda page: page.locator(".leave").click(no_wait_after=True),
    "three shifts": lambda page: [page.keyboard.press("Shift") for _ in range(3)],
    "covered": lambda page: page.evaluate("() => { document.documentElement.hidden = true }"),
}


def test_it_falls_silent_when_she_goes_and_says_nothing_after(live, visit):
    page = speaks(visit(), NEAR)
    said: list[str] = []
    # Heard from outside: the page itself goes away.
    page.expose_function("told", lambda words: said.append(words))
    page.add_init_script(
        "const push = heard.push; heard.push = (one) => { told(one); push.call(heard, one) }"
    )
    story, held = Story(live, page), []
    for way, goes in WAYS.items():
        if way in ("looking elsewhere", "leaving", "three shifts", "covered"):
            story.given_she_is_at_the_first_question()
        held.clear()
        if way in ("leaving", "three shifts"):
            # The answer of /x does not come yet: what is heard till then.
            page.route("**/x", lambda route: held.append(route))
        # Long enough that no busy machine comes to the end, where it falls silent by itself.
        page.evaluate("pace = 600")
        said.clear()
        listen(page).click()
        goes(page)
        for _ in range(100):  # the machine may have other work
            if said and said[-1] == "(silence)":
                break
            page.wait_for_timeout(50)
        page.wait_for_timeout(700)
        assert said[-1] == "(silence)", way
        assert len(said) < len(asked_by(story)), (way, said)
        for route in held:
            route.continue_()
            page.wait_for_url("**/robots.txt")
        page.unroute("**/x")


def test_a_tablet_for_many_does_not_shut_while_it_reads(live, visit):
    page = speaks(visit(viewport={"width": 800, "height": 1100}), NEAR)
    page.clock.install()
    study = live.house.surveys["pregnancy-to-18-months"]
    door = Door(study.id, study.sites[0].id, "pregnancy")
    page.goto(f"{live.url}/kiosk/{door_code(live.house.keys, door)}")
    story = Story(live, page).when_she_continues()
    page.evaluate("pace = 30000")
    listen(page).click()
    page.clock.run_for(85_000)
    story.then_the_way_out_is_where_it_was(None)
    assert len(heard_on(page)) == 3
    expect(page.locator("#idle")).to_have_text("")
    quiet(page).click()
    page.clock.run_for(41_000)
    expect(page.locator("#idle")).not_to_have_text("")
