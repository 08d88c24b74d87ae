"""A story of listening to the opening: what waits behind a tap is read once she has opened it."""

from __future__ import annotations

from playwright.sync_api import expect
from story_of_a_woman import Story

# The browser's own speech, as a list of what it was asked to say.
SPEECH = """
window.heard = [];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text } };
Object.defineProperty(window, 'speechSynthesis', { value: {
  getVoices: () => [{ lang: 'en-GB', localService: true, name: 'near' }],
  cancel: () => {},
  speak: (one) => { heard.push(one.text); setTimeout(() => one.onend(), 150) },
} });
"""


def test_what_the_opening_says_at_a_tap_is_read_once_it_is_open(live, visit, accessible, shot):
    page = visit()
    page.add_init_script(SPEECH)
    story = Story(live, page).given_a_link_in_her_messages().when_she_opens_her_link()
    story.when_she_continues()
    words = story.study.words["en"].page
    at_once = [words["opening"], *words["opening-body"].strip().split("\n")]
    later = words["opening-more-body"].strip().split("\n")
    listen = page.get_by_role("button", name="Listen", exact=True)

    def heard():
        page.evaluate("heard.length = 0")
        listen.click()
        expect(page.get_by_role("button", name="Quiet", exact=True)).to_be_visible()
        expect(listen).to_be_visible()
        return page.evaluate("heard")

    assert heard() == at_once
    accessible(page)
    page.get_by_text("More about this").click()
    accessible(page)
    shot(page, "360-opening-more")
    assert heard() == [*at_once, *later], "all of it, also what was read before"
