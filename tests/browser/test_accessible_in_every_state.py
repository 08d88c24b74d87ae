"""Pages of hers as she walks to them: axe, reflow and targets (every page and state has a story of
its own)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from looking_at_pages import Looks
from playwright.sync_api import expect
from story_of_a_woman import Story


@pytest.fixture
def story(live, visit) -> Story:
    return Story(live, visit())


@pytest.fixture
def looks(story) -> Looks:
    return Looks(story.page)


STATES = ("light", "forced colours", "right to left", "twice the letters")


def _then_all_is_well(looks: Looks, pages: int) -> None:
    assert looks.amiss == [], "\n".join(map(str, looks.amiss))
    assert looks.count == pages * len(STATES)


def test_the_way_to_the_questions(story, looks):
    story.given_a_link_in_her_messages().when_she_opens_her_link()
    looks.at("start", STATES)
    story.page.locator(".now summary").first.click()
    looks.at("help", STATES)
    story.when_she_continues()
    looks.at("opening", STATES)
    story.page.locator("main details.more summary").click()
    looks.at("all of the opening", STATES)
    story.when_she_continues()
    looks.at("consent", STATES)
    story.when_she_chooses("yes").when_she_continues()
    looks.at("situation", STATES)
    _then_all_is_well(looks, 6)


def test_a_question(story, looks):
    story.given_she_is_at_the_first_question()
    looks.at("question", STATES)
    story.when_she_chooses("4")
    looks.at("checked", STATES)
    story.when_a_forged_option_is_sent()
    expect(story.error).to_be_focused()
    looks.at("error", STATES)
    story.when_she_takes_a_break()
    looks.at("break", STATES)
    story.page.locator("main [value=stop]").click()
    expect(story.page.locator("h1")).to_have_text(story.study.words["en"].page["stopped"])
    looks.at("stopped", STATES)
    story.when_she_opens_her_link()
    story.page.locator("main form button").click()
    expect(story.page.get_by_role("button", name="Answer the questions again")).to_be_visible()
    looks.at("a link that is over", STATES)
    _then_all_is_well(looks, 6)


# A phone with a voice of its own, that comes to no end.
VOICE = """
window.SpeechSynthesisUtterance = class {};
const voice = { lang: 'en-GB', localService: true };
const speech = { getVoices: () => [voice], speak() {}, cancel() {} };
Object.defineProperty(window, 'speechSynthesis', { value: speech });
"""


def test_a_question_that_can_be_heard(story, looks):
    story.page.add_init_script(VOICE)
    story.given_she_is_at_the_first_question()
    looks.at("can be heard", STATES)
    story.page.get_by_role("button", name="Listen").click()
    expect(story.page.locator(".aloud")).to_be_visible()
    looks.at("is read", STATES)
    _then_all_is_well(looks, 2)


def test_the_end(story, looks):
    story.given_she_is_at_the_first_question().when_she_chooses("4").when_she_continues()
    expect(story.page.locator("#state")).to_have_text("Saved")
    looks.at("saved", STATES)
    story.when_she_skips_to_the_open_question()
    looks.at("open", STATES)
    story.when_she_writes("They listened.").when_she_continues()
    looks.at("end", STATES)
    story.page.locator("[value=check]").click()
    expect(story.page.locator("[name=change]").first).to_be_visible()
    looks.at("check answers", STATES)
    _then_all_is_well(looks, 4)


def test_easy_words_and_a_part_that_is_heavy(story, looks):
    story.given_she_is_at_the_first_question()
    story.page.get_by_text("More ways to answer").click()
    story.page.locator("[value=easy]").click()
    expect(story.page.locator("body.easy")).to_be_visible()
    looks.at("easy", STATES)
    for part in story.study.parts:
        story.when_she_skips_to(part)
        looks.at(f"before {part}", STATES)
    _then_all_is_well(looks, 1 + len(story.study.parts))


def test_pages_beside_the_way(story, looks, live):
    for name, path in (("closed", "/q"), ("problem", "/x/y"), ("older", "/x/old")):
        story.page.goto(f"{live.url}{path}")
        looks.at(name, STATES)
    story.page.goto(f"{live.url}/x/tips")
    looks.at("what it cannot hide", STATES)
    _then_all_is_well(looks, 4)


def test_nothing_moves(live, visit):
    page = visit(reduced_motion="reduce")
    Story(live, page).given_she_is_at_the_first_question()
    moving: Callable[..., Any] = page.evaluate
    assert moving("document.getAnimations().length") == 0
    assert (
        moving(
            "[...document.querySelectorAll('*')].filter(e => getComputedStyle(e).transitionDuration"
            " !== '0s' || getComputedStyle(e).animationName !== 'none').length"
        )
        == 0
    )
