"""Golden conversations: replies in; texts or screens, events and stored sessions out.

Each file in `conversations/` is played again, the session stored and read between turns, and
must come out the same. Where a change is meant, `python tests/surveys/update_conversations.py`
writes the files anew; nothing else does. A kind of reply, event, reading or screen that no file
shows fails here.
"""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import get_args

import pytest

from prem.surveys.conversation import REPLIES, replay
from prem.surveys.events import Event
from prem.surveys.replies.read import KINDS
from prem.surveys.screens import ScreenKind

FOLDER = Path(__file__).parent / "conversations"
FILES = sorted(FOLDER.glob("*.json"))
RECORDS = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in FILES}
TURNS = [turn for record in RECORDS.values() for turn in record["turns"]]

_spec = importlib.util.spec_from_file_location("update", FOLDER.parent / "update_conversations.py")
_update = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_update)


def test_there_are_conversations_on_the_page_and_by_text():
    channels = [record["channel"] for record in RECORDS.values()]
    assert channels.count("web") >= 5
    assert channels.count("sms") >= 5


@pytest.mark.parametrize("name", RECORDS)
def test_a_conversation_goes_as_written(name):
    record = RECORDS[name]
    assert record["about"]
    again = replay(_update.survey_of(record), record)
    for number, (expected, found) in enumerate(zip(record["turns"], again["turns"], strict=True)):
        assert found == expected, f"{name}, turn {number + 1}"
    assert again == record


@pytest.mark.parametrize("name", RECORDS)
def test_no_file_holds_a_situation_where_it_is_stored(name):
    for turn in RECORDS[name]["turns"]:
        assert "baby" not in turn.get("stored", "")


BY_TEXT = {"Told", "Late", "Speak"}
"""What only a text is; its conversations have the event, or name the question it answers."""


def test_every_kind_of_reply_has_a_conversation():
    shown = {turn["reply"]["kind"] for turn in TURNS if "reply" in turn}
    assert shown == set(REPLIES) - BY_TEXT
    assert any("question" in turn for turn in TURNS)


def test_every_kind_of_event_has_a_conversation():
    shown = {event["event"] for turn in TURNS for event in turn.get("events", ())}
    assert shown == {one.__name__ for one in get_args(Event)}


def test_every_kind_of_reading_has_a_conversation():
    assert {turn["reading"]["kind"] for turn in TURNS if "reading" in turn} == set(KINDS)


def test_every_kind_of_screen_has_a_conversation():
    shown = {turn["screen"]["kind"] for turn in TURNS if "screen" in turn}
    assert shown == set(get_args(ScreenKind))
