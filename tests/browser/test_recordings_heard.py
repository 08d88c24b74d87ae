"""Stories of listening to what peers have read: fetched at a tap alone, and left on no phone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from browser.conftest import FLAGS
from browser.listening import FAR, asked_by, listen, speaks
from playwright.sync_api import Page, expect
from spoken_clips import mp3, record
from story_of_a_woman import Story

from prem.content import find
from prem.instruments.recordings import option_line, question_line

NAME = "perinatal-experience"
MARKS = """() => {
  window.marks = [];
  const watch = new MutationObserver(() => {
    const one = document.querySelector('.aloud');
    if (one) marks.push(one.textContent.trim());
  });
  const what = { subtree: true, attributes: true, attributeFilter: ['class'] };
  watch.observe(document.querySelector('main'), what);
}"""


@pytest.fixture
def voiced(live, serve, tmp_path: Path):
    """A product in which peers have read the first two questions and their options."""
    shipped = find("instruments", NAME)
    assert shipped
    shutil.copytree(shipped.parent, tmp_path / "content" / "instruments")
    folder = tmp_path / "content" / "instruments" / NAME
    study = live.house.surveys["pregnancy-to-18-months"]
    for step in study.route(study.form_of_channel["web"], "pregnancy", "pregnant")[:2]:
        item = study.items[step]
        record(folder, question_line(item, "en"), mp3=mp3(0.1))
        for one in item.words["en"].options:
            record(folder, option_line(one, "en"), mp3=mp3(0.1))
    return serve(content=tmp_path / "content", data=tmp_path / "second")


def _clips(page: Page, live) -> list[str]:
    found: list[str] = []
    page.on("request", lambda r: found.append(r.url.removeprefix(live.url)))
    return found


def test_recordings_are_fetched_at_a_tap_alone_and_played_in_order(voiced, visit, accessible, shot):
    page = speaks(visit(), FAR)
    story = Story(voiced, page).given_she_is_at_the_first_question()
    asked = _clips(page, voiced)
    page.evaluate(MARKS)
    expect(page.locator(".clips")).to_be_hidden()
    shot(page, "360-listen")
    # As who has no scripts sees it; axe needs them.
    page.evaluate("() => { const one = document.querySelector('.clips'); one.hidden = false;"
                  " one.open = true }")  # fmt: skip
    accessible(page)
    page.evaluate("() => { document.querySelector('.clips').hidden = true }")
    assert asked == []
    listen(page).click()
    expect(listen(page)).to_be_visible(timeout=20_000)
    hashes = list(dict.fromkeys(one.partition(".")[0] for one in asked))
    words = asked_by(story)[: len(hashes)]
    item = next(i for i in story.study.items.values() if i.words["en"].page == words[0])
    lines = [question_line(item, "en"), *(option_line(one, "en") for one in words[1:])]
    assert hashes == [f"/clips/{one.hash}" for one in lines]
    assert len(hashes) == 1 + len(item.words["en"].options)
    assert any(one.endswith(".mp3") for one in asked), "what cannot be played has its other file"
    assert list(dict.fromkeys(page.evaluate("marks")))[: len(words)] == words
    # One that came along plays too; gone in the middle, nothing more is fetched.
    story.when_she_chooses("4").when_she_continues().then_it_is_question(2)
    asked.clear()
    listen(page).click()
    page.wait_for_timeout(200)
    assert any(one.startswith("/clips/") for one in asked)
    story.when_she_leaves()
    asked.clear()
    page.wait_for_timeout(1000)
    assert asked == []


def test_what_she_listened_to_is_not_on_her_phone(voiced, browser, program, tmp_path):
    """Its browser is closed after: no file of a voice, nor which it was, in its folder."""
    folder = tmp_path / "profile"
    context = browser.browser_type.launch_persistent_context(
        folder, executable_path=program, args=list(FLAGS)
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    story = Story(voiced, page).given_she_is_at_the_first_question()
    asked = _clips(page, voiced)
    listen(page).click()
    expect(listen(page)).to_be_visible(timeout=20_000)
    hashes = {one.removeprefix("/clips/").partition(".")[0] for one in asked}
    assert len(hashes) > 3
    context.close()  # she has not even left: leaving has the browser cleared besides
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    assert any(story.token.encode() in one for one in files), "the folder is the browser's"
    traces = [mp3(0.1), b"OpusHead", *(one.encode() for one in hashes)]
    assert [trace for trace in traces for one in files if trace in one] == []


def test_without_scripts_each_has_a_player_of_its_own(voiced, visit, shot):
    page = visit(java_script_enabled=False)
    story = Story(voiced, page).given_she_is_at_the_first_question()
    asked = _clips(page, voiced)
    expect(page.locator("button.hear")).to_be_hidden()
    fold = page.locator(".clips summary")
    expect(fold).to_have_text("Listen")
    fold.focus()
    page.keyboard.press("Enter")
    players = page.locator("main audio")
    expect(players.first).to_be_visible()
    words = asked_by(story)[:-3]
    names = [one.get_attribute("aria-label") for one in players.all()]
    assert names == words
    shot(page, "360-listen-no-scripts")
    story.then_nothing_scrolls_sideways()
    page.wait_for_timeout(500)
    assert asked == []
