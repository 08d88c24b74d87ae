"""Stories of women at the survey's pages, in a real browser on a phone's screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from story_of_a_woman import Story


def test_she_answers_the_whole_survey_without_scripts(live, visit, shot):
    story = Story(live, visit(java_script_enabled=False))
    story.given_a_link_in_her_messages().when_she_opens_her_link()
    shot(story.page, "360-start")
    story.then_no_survey_word_is_on_the_page()
    way_out = story.then_the_way_out_is_where_it_was(None)
    story.when_she_continues()
    shot(story.page, "360-opening")
    story.when_she_continues().when_she_chooses("yes")
    shot(story.page, "360-consent")
    story.when_she_continues()
    shot(story.page, "360-situation")
    story.when_she_chooses("pregnant").when_she_continues()
    route = story.study.route(story.study.form_of_channel["web"], "pregnancy", "pregnant")
    for number, item_id in enumerate(route, start=1):
        item = story.study.items[item_id]
        story.given_she_goes_on_into_a_heavy_part()
        story.then_it_is_question(number).then_she_reads(item.words["en"].page)
        story.then_the_way_out_is_where_it_was(way_out)
        if item.kind == "open":
            story.when_she_writes("Someone asked how I was.")
            shot(story.page, "360-open")
        else:
            words = item.words["en"].options[number % len(item.codes)]
            story.when_she_taps_the_words(words)
            shot(story.page, "360-question") if number == 3 else None
        story.when_she_continues()
    story.then_she_reads(story.study.words["en"].page["end"])
    shot(story.page, "360-end")
    story.then_the_way_out_is_where_it_was(way_out)


def test_she_goes_back_and_changes_an_answer(live, visit):
    story = Story(live, visit()).given_she_is_at_the_first_question()
    first = story.heading
    story.when_she_chooses("4").when_she_continues().then_it_is_question(2)
    story.when_she_goes_back().then_she_reads(first).then_is_chosen("4")
    story.when_she_chooses("2").when_she_continues().then_it_is_question(2)
    story.when_she_goes_back().then_is_chosen("2")


def test_the_browsers_own_back_never_loses_her(live, visit):
    story = Story(live, visit()).given_she_is_at_the_first_question()
    story.when_she_chooses("4").when_she_continues().then_it_is_question(2)
    story.page.go_back()
    # What she sent goes on though its page is gone; the next may be asked for before it is there.
    for _ in range(3):
        story.page.goto(f"{live.url}/q")
        if "Question 2 " in story.page.locator(".count").inner_text():
            break
        story.page.wait_for_timeout(300)
    story.then_it_is_question(2)


def test_she_skips_a_question(live, visit):
    story = Story(live, visit()).given_she_is_at_the_first_question()
    story.when_she_skips().then_it_is_question(2)
    story.when_she_goes_back().then_nothing_is_chosen()


def test_she_continues_without_an_answer(live, visit, accessible, shot):
    story = Story(live, visit()).given_she_is_at_the_first_question()
    story.when_she_continues().then_it_is_question(1).then_the_page_says_what_to_do()
    shot(story.page, "360-error")
    accessible(story.page)
    story.page.locator("#error a").press("Enter")
    assert story.page.url.endswith("#a1")
    story.when_she_continues().then_it_is_question(2)


def test_a_forged_option_comes_back_and_costs_her_nothing(live, visit):
    story = Story(live, visit()).given_she_is_at_the_first_question()
    story.when_a_forged_option_is_sent().then_it_is_question(1).then_the_page_says_what_to_do()
    story.then_nothing_is_chosen().when_she_chooses("5").when_she_continues()
    story.then_it_is_question(2)


@pytest.mark.parametrize("scripts", [True, False])
def test_she_leaves_and_back_shows_no_word_of_the_survey(live, visit, scripts):
    story = Story(live, visit(java_script_enabled=scripts)).given_she_is_at_the_first_question()
    story.when_she_chooses("3").when_she_continues().when_she_leaves()
    assert story.page.context.cookies() == []
    for _ in range(12):
        story.then_no_survey_word_is_on_the_page()
        if story.page.go_back() is None:
            break


@pytest.mark.parametrize("scripts", [True, False])
def test_after_leaving_only_her_own_link_opens_it_again(live, visit, scripts):
    story = Story(live, visit(java_script_enabled=scripts)).given_she_is_at_the_first_question()
    first = story.heading
    story.when_she_chooses("3").when_she_continues().when_she_leaves()
    for _ in range(10):
        if story.page.go_back() is None:
            break
        story.then_no_survey_word_is_on_the_page()
    story.page.goto(f"{live.url}/q")
    story.then_she_reads("This page is closed")
    story.when_she_opens_her_link().when_she_continues()
    story.when_she_chooses("pregnant").when_she_continues().then_it_is_question(2)
    story.when_she_goes_back().then_she_reads(first).then_nothing_is_chosen()
    story.when_she_continues().then_it_is_question(2)


def test_she_takes_a_break_and_goes_on(live, visit, accessible, shot):
    story = Story(live, visit(java_script_enabled=False)).given_she_is_at_the_first_question()
    story.when_she_chooses("4").when_she_takes_a_break()
    story.then_she_reads(story.study.words["en"].page["paused"])
    shot(story.page, "360-break")
    story.when_she_continues().then_it_is_question(2)
    story.when_she_goes_back().then_nothing_is_chosen()


def test_an_old_tab_of_another_session_is_refused_calmly(live, visit, accessible, shot):
    old = Story(live, visit()).given_she_is_at_the_first_question()
    new = Story(live, old.page.context.new_page()).given_she_is_at_the_first_question()
    old.when_she_chooses("1").when_she_continues().then_she_reads("This is an older page")
    accessible(old.page)
    shot(old.page, "360-older-page")
    new.when_she_chooses("5").when_she_continues().then_it_is_question(2)


@pytest.mark.parametrize("scripts", [True, False])
def test_she_answers_with_the_keyboard_alone(live, visit, scripts):
    story = Story(live, visit(java_script_enabled=scripts))
    story.given_a_link_in_her_messages().when_she_opens_her_link()
    keys = story.page.keyboard
    keys.press("Tab")
    assert story.page.evaluate("document.activeElement.getAttribute('href')") == "/x"
    keys.press("Tab")
    assert story.page.evaluate("document.activeElement.textContent") == "Help now"
    _by_keys(story, "[value=continue]", "Enter").then_she_reads("Before we start")
    _by_keys(story, "[value=continue]", "Enter")
    for value in ("yes", "pregnant", "5"):
        story.page.locator('input[name="answer"]').first.wait_for()
        _by_keys(story, 'input[name="answer"]', "Space")
        _choose_by_keys(story, value)
    story.then_it_is_question(2)


def _by_keys(story: Story, selector: str, key: str) -> Story:
    """Tab to what is meant, and press a key on it."""
    story.page.wait_for_timeout(320)  # a page that has just come takes no press
    for _ in range(20):
        story.page.keyboard.press("Tab")
        if story.page.evaluate(f"document.activeElement.matches('{selector}')"):
            story.page.keyboard.press(key)
            return story
    raise AssertionError(f"{selector} is not reached by Tab")


def _choose_by_keys(story: Story, value: str) -> None:
    """Pick a choice by arrows, and send the form by Enter."""
    keys = story.page.keyboard
    chosen = story.page.locator('main input[name="answer"]:checked')
    for _ in range(9):
        if chosen.get_attribute("value") == value:
            break
        keys.press("ArrowDown")
    assert chosen.get_attribute("value") == value
    outline = story.page.evaluate(
        "getComputedStyle(document.activeElement.closest('label')).outlineStyle"
    )
    assert outline == "solid", "where she is must be seen"
    before = story.heading
    keys.press("Enter")
    expect(story.page.locator("h1")).not_to_have_text(before)


def test_the_narrowest_phone_scrolls_one_way_only(live, visit):
    page = visit(viewport={"width": 320, "height": 560})
    story = Story(live, page).given_a_link_in_her_messages().when_she_opens_her_link()
    story.then_nothing_scrolls_sideways()
    story.given_she_is_at_the_first_question()
    story.then_nothing_scrolls_sideways().then_every_target_is_big_enough()
    story.when_she_continues().then_nothing_scrolls_sideways().then_every_target_is_big_enough()
    story.page.locator(".now summary").click()
    story.then_nothing_scrolls_sideways().then_every_target_is_big_enough()


def test_large_type_still_fits(live, visit):
    story = Story(live, visit(viewport={"width": 320, "height": 560}))
    story.given_she_is_at_the_first_question()
    # What a woman who sets her phone to the largest type gets: twice the size.
    story.page.evaluate("document.documentElement.style.setProperty('font-size', '32px')")
    story.then_nothing_scrolls_sideways()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_kind_of_page_is_accessible(live, visit, accessible, shot, scheme, width):
    page = visit(color_scheme=scheme, viewport={"width": width, "height": 740})
    story = Story(live, page).given_a_link_in_her_messages().when_she_opens_her_link()

    def look(kind: str) -> None:
        accessible(page)
        shot(page, f"{width}-{scheme}-{kind}")

    look("start")
    story.when_she_continues()
    look("opening")
    story.when_she_continues()
    look("consent")
    story.when_she_chooses("yes").when_she_continues()
    look("situation")
    story.when_she_chooses("pregnant").when_she_continues().when_she_chooses("4")
    look("question")
    story.when_a_forged_option_is_sent()
    look("error")
    story.when_she_skips_to_the_open_question()
    look("open")
    story.when_she_takes_a_break()
    look("break")
    story.when_she_continues()
    story.when_she_writes("Thank you.").when_she_continues()
    look("end")
    for kind, path in (("closed", "/q/"), ("problem", "/x/y")):
        page.context.clear_cookies()
        page.goto(f"{live.url}{path}")
        if kind == "closed":
            story.when_she_continues()
        look(kind)


def test_help_now_is_folded_in_one_place_and_one_tap_from_a_call(live, visit, accessible, shot):
    story = Story(live, visit()).given_a_link_in_her_messages()
    story.when_she_opens_her_link()
    place = story.page.locator(".now").bounding_box()
    for _ in range(3):
        call = story.page.locator('a[href="tel:999"]')
        expect(call).not_to_be_visible()
        story.page.locator(".now summary").click()
        expect(call).to_be_in_viewport()
        accessible(story.page)
        shot(story.page, "360-help-open")
        story.page.locator(".now summary").click()
        expect(call).not_to_be_visible()
        assert story.page.locator(".now").bounding_box() == place
        story.when_she_continues()


def test_high_contrast_is_kept_and_nothing_moves(live, visit):
    page = visit(forced_colors="active")
    story = Story(live, page).given_she_is_at_the_first_question().when_she_chooses("4")
    label = page.locator("label.o:has(:checked)")
    assert label.evaluate("l => getComputedStyle(l).outlineStyle") == "solid"
    assert label.evaluate("l => getComputedStyle(l).transitionDuration") == "0s"
    story.then_is_chosen("4")


def test_each_page_is_one_request(live, visit):
    page = visit()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    story = Story(live, page).given_she_is_at_the_first_question()
    asked.clear()
    story.page.reload()
    story.then_it_is_question(1)
    assert [url for url in asked if not url.startswith("data:")] == [f"{live.url}/q"]
    assert page.evaluate("[...document.scripts].filter(s => s.src).length") == 0
