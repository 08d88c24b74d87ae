"""Stories of the page with scripts on: the next question is there at once, and each is saved."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from story_of_a_woman import Story

from prem.fieldwork.links import session_id_of
from prem.storage import sessions


def _kept(story: Story) -> dict[str, object]:
    """What the store holds of her answers."""
    house = story.live.house
    number = session_id_of(house.keys, story.token)
    known = sessions.load(house.stores.answers.reader, [number])[number]
    import json

    return json.loads(known.state)[3]


def test_the_next_question_is_there_at_once_and_each_answer_is_saved(live, visit):
    page = visit()
    story = Story(live, page).given_she_is_at_the_first_question()
    route = story.study.route(story.study.form_of_channel["web"], "pregnancy", "pregnant")
    assert page.evaluate("history.length") == 2, "the empty page, and this one"
    asked: list[str] = []
    page.on("request", lambda r: asked.append(f"{r.method} {r.url.removeprefix(live.url)}"))
    for number, value in enumerate(("4", "2", "rather-not-say"), start=1):
        story.then_it_is_question(number).when_she_chooses(value).when_she_continues()
    story.when_she_skips().then_it_is_question(5)
    expect(page.locator("#state")).to_have_text("Saved")
    assert asked == ["POST /q"] * 4
    assert page.evaluate("history.length") == 2
    assert _kept(story) == dict(zip(route, (4, 2, "rather-not-say", "skipped"), strict=False))
    page.reload()
    story.then_it_is_question(5)
