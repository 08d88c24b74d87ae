"""Stories of the page with scripts on: the next question is there at once, and each is saved."""

from __future__ import annotations

import json

from bench.taps import WATCH
from playwright.sync_api import Page, expect
from story_of_a_woman import Story

from prem.fieldwork.links import session_id_of
from prem.storage import sessions

OFF = "Not saved yet: no connection. Keep this page open, it tries again."


def _kept(story: Story) -> dict[str, object]:
    """What the store holds of her answers."""
    house = story.live.house
    number = session_id_of(house.keys, story.token)
    known = sessions.load(house.stores.answers.reader, [number])[number]
    return json.loads(known.state)[3]


def _state(page: Page, words: str) -> None:
    expect(page.locator("#state")).to_have_text(words, timeout=20_000)


def _route(story: Story) -> tuple[str, ...]:
    return story.study.route(story.study.form_of_channel["web"], "pregnancy", "pregnant")


def test_the_next_question_is_there_at_once_and_each_answer_is_saved(live, visit, accessible, shot):
    page = visit()
    story = Story(live, page).given_she_is_at_the_first_question()
    assert page.evaluate("history.length") == 2, "the empty page, and this one"
    asked: list[str] = []
    page.on("request", lambda r: asked.append(f"{r.method} {r.url.removeprefix(live.url)}"))
    for number, value in enumerate(("4", "2", "rather-not-say"), start=1):
        story.then_it_is_question(number).when_she_chooses(value).when_she_continues()
    story.when_she_skips().then_it_is_question(5)
    _state(page, "Saved")
    expect(page.locator("h1")).to_be_focused()
    accessible(page)
    shot(page, "360-saved")
    assert asked == ["POST /q"] * 4
    assert page.evaluate("history.length") == 2
    assert _kept(story) == dict(
        zip(_route(story), (4, 2, "rather-not-say", "skipped"), strict=False)
    )
    page.reload()
    story.then_it_is_question(5).when_she_goes_back().then_it_is_question(4)
    story.when_she_goes_back().then_is_chosen("rather-not-say")


def test_a_browser_that_does_not_say_which_button_it_was_has_it_all_the_same(live, visit):
    """Browsers of before 2021 send a form without its submitter."""
    page = visit()
    page.add_init_script("delete SubmitEvent.prototype.submitter; delete window.SubmitEvent")
    story = Story(live, page).given_she_is_at_the_first_question()
    asked: list[str] = []
    page.on("request", lambda r: asked.append(f"{r.method} {r.url.removeprefix(live.url)}"))
    story.when_she_chooses("4").when_she_continues().then_it_is_question(2)
    story.when_she_skips().then_it_is_question(3)
    story.when_she_chooses("3")
    page.locator('input[value="3"]').press("Enter")  # it presses Continue
    story.then_it_is_question(4)
    _state(page, "Saved")
    assert asked == ["POST /q"] * 3
    story.when_she_goes_back().then_it_is_question(3).then_is_chosen("3")
    assert list(_kept(story).values())[:2] == [4, "skipped"]


def test_the_opening_is_one_short_screen(live, visit, accessible, shot):
    """All that she is told first, and the way on, on a small phone without scrolling."""
    page = visit(viewport={"width": 360, "height": 640})
    story = Story(live, page).given_a_link_in_her_messages().when_she_opens_her_link()
    story.when_she_continues().then_she_reads("Before we start")
    on = page.locator("main [value=continue]")
    box = on.bounding_box()
    assert box
    assert box["y"] + box["height"] <= 640
    assert page.evaluate("scrollY") == 0
    assert page.locator("main form > p").count() <= 5
    accessible(page)
    shot(page, "360-opening")


def test_a_lost_connection_is_said_and_nothing_is_lost(live, visit, accessible, shot):
    page = visit()
    story = Story(live, page).given_she_is_at_the_first_question()
    page.context.set_offline(True)
    for number, value in enumerate(("5", "1", "3"), start=1):
        story.then_it_is_question(number).when_she_chooses(value).when_she_continues()
    _state(page, OFF)
    story.then_it_is_question(4).then_nothing_scrolls_sideways()
    accessible(page)
    shot(page, "360-no-connection")
    assert _kept(story) == {}
    page.context.set_offline(False)
    _state(page, "Saved")
    assert list(_kept(story).items()) == list(zip(_route(story), (5, 1, 3), strict=False))


def test_going_back_waits_for_the_connection_and_counts_once(live, visit):
    page = visit()
    story = Story(live, page).given_she_is_at_the_first_question()
    for value in ("4", "4"):
        story.when_she_chooses(value).when_she_continues()
    _state(page, "Saved")
    page.context.set_offline(True)
    page.locator("[value=back]").click()
    _state(page, OFF)
    page.locator("[value=back]").click()
    story.then_it_is_question(3)
    page.context.set_offline(False)
    story.then_it_is_question(2).then_is_chosen("4")


def test_a_double_tap_chooses_nothing_on_the_next_question(live, visit):
    page = visit()
    story = Story(live, page).given_she_is_at_the_first_question().when_she_chooses("4")
    page.locator("[value=continue]").dblclick()
    story.then_it_is_question(2).then_nothing_is_chosen()
    expect(story.error).to_have_count(0)
    _state(page, "Saved")
    assert list(_kept(story).values()) == [4]


def test_a_server_that_fails_is_asked_again(live, visit):
    page = visit()
    story = Story(live, page).given_she_is_at_the_first_question()
    failures = [503, 500]
    page.route(
        "**/q",
        lambda route: route.fulfill(status=failures.pop()) if failures else route.continue_(),
    )
    story.when_she_chooses("4").when_she_continues()
    _state(page, OFF)
    _state(page, "Saved")
    assert failures == []
    assert list(_kept(story).values()) == [4]


def test_an_answer_that_arrived_but_was_not_confirmed_is_not_doubled(live, visit):
    page = visit()
    story = Story(live, page).given_she_is_at_the_first_question()
    lost = []

    def loses(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch().status)  # it reached the server; its answer never comes back
        return route.abort()

    page.route("**/q", loses)
    story.when_she_chooses("4").when_she_continues()
    _state(page, "Saved")
    assert lost == [200]
    story.then_it_is_question(2)
    assert list(_kept(story).values()) == [4]


def test_left_elsewhere_a_page_with_scripts_closes_too(live, visit):
    page = visit()
    story = Story(live, page).given_she_is_at_the_first_question()
    other = page.context.new_page()
    other.goto(f"{live.url}/x")
    story.when_she_chooses("4")
    page.locator("[value=continue]").click()
    story.then_she_reads("This page is closed").then_no_survey_word_is_on_the_page()


def test_what_it_cannot_hide_is_one_tap_away_and_back_finds_all_as_it_was(
    live, visit, accessible, shot
):
    page = visit()
    story = Story(live, page).given_she_is_at_the_first_question().when_she_chooses("3")
    page.get_by_role("link", name="What this page can't hide").click()
    story.then_she_reads("What this page can't hide").then_no_survey_word_is_on_the_page()
    story.then_the_way_out_is_where_it_was(None)
    accessible(page)
    shot(page, "360-cannot-hide")
    assert page.evaluate("history.length") == 2
    assert "null" not in page.locator("body").inner_text()
    page.get_by_role("link", name="Go back to the page").click()
    expect(page.get_by_text("More ways to answer")).to_be_visible()
    story.then_it_is_question(1).then_is_chosen("3").when_she_continues().then_it_is_question(2)


def test_what_is_not_kept_is_not_said_to_be_saved(live, visit):
    page = visit()
    Story(live, page).given_she_is_at_the_first_question()
    expect(page.locator("#state")).to_have_text("")


def test_a_question_takes_at_most_fifty_milliseconds(live, visit):
    """From her tap to the next question drawn; of five the second best, for the machine may have
    other work. The bench has them all, and on a slow phone."""
    page = visit()
    story = Story(live, page).given_she_is_at_the_first_question()
    page.evaluate(WATCH)
    for _ in range(5):
        story.when_she_chooses("4").when_she_continues()
    page.wait_for_function("() => window.taken.length === 5")
    assert sorted(page.evaluate("window.taken"))[1] <= 50
