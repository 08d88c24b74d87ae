"""One whole story in a Firefox, where one is installed."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from firefox_marionette import Firefox, firefox_program
from story_of_a_woman import Story

SHIFT = "\ue008"  # WebDriver's letter for it


@pytest.fixture
def firefox(tmp_path: Path) -> Iterator[Firefox]:
    program = firefox_program()
    if program is None:
        pytest.skip("no Firefox is installed on this machine")
    one = Firefox(program, tmp_path / "firefox")
    yield one
    one.close()


def test_she_answers_and_leaves_in_firefox(live, firefox):
    story = Story(live, None).given_a_link_in_her_messages()
    route = story.study.route(story.study.form_of_channel["web"], "pregnancy", "pregnant")
    firefox.opens(f"{live.url}/q/{story.token}")
    firefox.presses("[value=continue]")
    firefox.sees("Before we start")
    for choice in ("", "yes", "pregnant", "4", "2"):
        before = firefox.says("return document.querySelector('h1').innerText")
        time.sleep(0.35)  # a page that has just come takes no tap: it may be the second of two
        if choice:
            firefox.presses(f"input[value='{choice}']")
        firefox.presses("[value=continue]")
        _wait(firefox, f"return document.querySelector('h1').innerText !== {json.dumps(before)}")
    firefox.sees(story.study.items[route[2]].words["en"].page)
    firefox.sees("Saved")
    assert firefox.says("return history.length") <= 2
    assert firefox.says("return location.pathname") == "/q"
    kept = "return [localStorage.length, sessionStorage.length, document.cookie]"
    assert firefox.says(kept) == [0, 0, ""]
    for _ in range(3):
        firefox.types(SHIFT)
    firefox.sees("Disallow")
    firefox.opens(f"{live.url}/q")
    firefox.sees("This page is closed")
    assert "Question" not in firefox.says("return document.body.innerText")


def _wait(firefox: Firefox, script: str) -> None:
    for _ in range(200):
        if firefox.says(script):
            return
        time.sleep(0.02)
    raise AssertionError(script)
