"""Leaving every kind of page: ten times Back and Reload, and no word of the survey."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from story_of_a_woman import Story

from prem.fieldwork.vouchers import keep_vouchers

CODE = "WORTH-NOTHING-1"


def presses(story: Story, selector: str) -> Story:
    """Press what leads to another page of hers."""
    story.page.wait_for_timeout(320)  # with scripts a page that has just come takes no press
    story.page.locator("main").evaluate("main => { main.dataset.old = 1 }")
    story.page.locator(selector).first.click()
    expect(story.page.locator("main[data-old]")).to_have_count(0)
    story.page.wait_for_load_state()
    return story


def at_the_end(story: Story) -> Story:
    story.when_she_chooses("4").when_she_continues().then_it_is_question(2)
    return story.when_she_skips_to_the_open_question().when_she_skips()


def at_the_check(story: Story) -> Story:
    return presses(at_the_end(story), "[value=check]").then_she_reads("Check your answers")


def at_a_heavy_part(story: Story) -> Story:
    return story.when_she_skips_to(next(iter(story.study.parts)))


def at_her_voucher(story: Story) -> Story:
    presses(at_the_end(story), "[value=voucher]").then_she_reads("Your voucher")
    expect(story.page.get_by_text(CODE)).to_be_visible()
    return story


def after_deleting(story: Story) -> Story:
    at_the_end(story).page.locator("main summary", has_text="Delete").click()
    return presses(story, "[value=delete]").then_she_reads("It is deleted")


KINDS: dict[str, Callable[[Story], Story]] = {
    "chosen": lambda story: story.when_she_chooses("3"),
    "error": lambda story: story.when_she_continues().then_the_page_says_what_to_do(),
    "break": lambda story: story.when_she_takes_a_break().then_she_reads("Take your time"),
    "part": at_a_heavy_part,
    "writing": lambda story: story.when_she_skips_to_the_open_question().when_she_writes("Baby"),
    "end": at_the_end,
    "check": at_the_check,
    "change": lambda story: presses(at_the_check(story), "[name=change]"),
    "voucher": at_her_voucher,
    "deleted": after_deleting,
}


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_ten_times_back_from_every_kind_of_page(live, visit, scripts):
    house = live.house
    study = house.surveys["pregnancy-to-18-months"]
    keep_vouchers(house.field, study, [f"{CODE}{number}" for number in range(20)])
    for kind, comes_there in KINDS.items():
        page = visit(java_script_enabled=scripts)
        story = comes_there(Story(live, page).given_she_is_at_the_first_question())
        story.when_she_leaves()
        assert page.context.cookies() == [], kind
        for time in range(10):
            page.go_back()
            assert CODE not in page.locator("body").inner_text(), kind
            story.then_no_survey_word_is_on_the_page()
            if time == 0 and page.url != "about:blank":
                page.reload()
                story.then_no_survey_word_is_on_the_page()
            if page.url == "about:blank":
                break  # there is nothing before it
        page.goto(f"{live.url}/q")
        story.then_she_reads("This page is closed")
        page.goto(f"{live.url}/q/voucher")
        story.then_she_reads("This page is closed")
        page.context.close()
