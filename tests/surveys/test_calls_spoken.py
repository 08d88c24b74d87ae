"""What a call says and hears: pure, the same engine, and nothing loud before she says it is OK."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from calling import TO_ITEMS, spoken_survey
from hypothesis import given, settings
from hypothesis import strategies as st
from spoken_clips import record

from prem.cli.check import examine
from prem.content import find
from prem.surveys.compile import compile_survey
from prem.surveys.conversation import begin, replay
from prem.surveys.events import Stopped
from prem.surveys.keys import VOICE, VOICE_BEFORE
from prem.surveys.load import load_survey
from prem.surveys.spoken import lines_of, prompt

NAME = "pregnancy-to-18-months"
NOW = datetime(2026, 11, 18, 12, 30, tzinfo=UTC)
SURVEY = spoken_survey()


def talk(survey=SURVEY, time_point: str = "weeks-0-12"):
    site = survey.sites[0].id
    return begin(survey, "voice", site=site, time_point=time_point, language="en", now=NOW)


def test_a_call_is_played_and_played_again_alike() -> None:
    one = talk()
    for line in ("5", "1", "1", "2", "2", "*", "93", "", "1"):
        one.typed(line)
    assert one.session.state == "finished"
    assert one.over
    assert one.turns[-1]["hears"] == ["end said", "lines said"]
    assert replay(SURVEY, one.record()) == one.record()
    assert one.session.responses == {"S5-1": 4, "S1-1": "not-sure", "overall": 5}


@given(keys=st.lists(st.sampled_from([*"0123456789*#", ""]), max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_keys_lead_somewhere_and_words_are_said_until_it_is_over(keys: list[str]) -> None:
    one = talk()
    agreed = False
    for key in keys:
        was_over = one.over
        turn = one.press(key)
        agreed |= one.call.phase == "talk"
        assert was_over or one.call.phase == "over" or turn["hears"]
        if not agreed:
            allowed = {f"{word} said" for word in VOICE_BEFORE} | {"Yes"}
            assert {word for word in turn["hears"] if not word.startswith("press")} <= allowed
    if one.session.state == "stopped":
        assert "1" in keys
        assert "0" in keys


def test_a_key_that_fits_nothing_is_asked_about_and_a_silent_stop_says_nothing() -> None:
    one = talk()
    for key in TO_ITEMS:
        one.press(key)
    assert one.press("8")["hears"][0] == "again said"
    assert one.press("*")["hears"][0] != "again said"
    assert one.press("9")["hears"][0] != "again said"
    assert one.press("8")["hears"][0] == "again said"  # the menu has four ways
    assert prompt(SURVEY, one.session, (Stopped(silent=True),)) == ()


def test_a_heavy_part_is_told_of_before(monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = load_survey(NAME)
    forms = {**shipped.forms, "text": ("S1-1", "S1-2", "S1-3", "S3-1")}
    heavy = replace(shipped, forms=forms)
    one = talk(heavy)
    one.typed("511" + "2")
    words = heavy.words["en"].voice
    assert one.typed("1")["hears"][0] == words["heavy"]
    assert one.typed("2")["hears"][0] == heavy.items["S3-1"].words["en"].spoken
    assert "S1-2" not in {k for k, v in one.session.responses.items() if v != "skipped"}
    other = talk(heavy)
    other.typed("51121")
    assert other.typed("1")["hears"][0] == heavy.items["S1-2"].words["en"].spoken


def test_every_line_is_recorded_once_and_holds_ten_seconds() -> None:
    survey = load_survey(NAME)
    lines = lines_of(survey, "en")
    assert len({line.file("mp3") for line in lines}) == len(lines)
    assert all(len(line.words.split()) <= 24 for line in lines)
    assert {f"press-{key}" for key in "0123456789"} <= {line.name for line in lines}
    assert not any("{" in line.words for line in lines)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shipped = find("surveys", NAME)
    assert shipped
    shutil.copytree(shipped, tmp_path / "surveys" / NAME)
    return tmp_path / "surveys" / NAME


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "hint"),
    [
        ("words/en.toml", 'quiet = "There is', 'quiet = "The study is', "422.390", "the study"),
        ("words/en.toml", 'later = "Another', 'later = "When your baby', "422.390", "the baby"),
        ("words/en.toml", 'hello = "Hello.', 'hello = "Your nurse here.', "422.391", "nurse"),
        ("words/en.toml", 'OK. We will not ring', 'In danger? We will not', "422.391", "danger"),
        ("words/en.toml", 'other = "OK.', 'other = "' + "and so " * 12, "422.392", "24"),
        ("words/en.toml", 'press = "press {press}."', 'press = "{key}"', "422.204", "press"),
        ("words/en.toml", 'skip = "Go to the next one:"', "", "422.106", "voice.skip"),
        ("survey.toml", 'id = "voice"\nform = "text"', 'id = "voice"\nform = "full"', "422.393",
         "open"),
    ],
)  # fmt: skip
def test_words_of_a_call_are_held_to_more_than_a_texts(
    folder: Path, file: str, old: str, new: str, code: str, hint: str
) -> None:
    path = folder / file
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))
    found = [str(one) for one in compile_survey(folder)[1]]
    assert any(one.startswith(f"[{code}]") and hint in one for one in found), found


def test_a_survey_checks_its_own_recordings(folder: Path) -> None:
    own = folder.parent.parent
    survey = load_survey(NAME, own)
    hello, gone = lines_of(survey, "en")[:2]
    record(folder, hello)
    record(folder, gone)
    assert examine([NAME], own).of("error") == []
    words = folder / "words" / "en.toml"
    words.write_text(words.read_text().replace(gone.words, "Oh yes:"))
    found = [str(one) for one in examine([NAME], own).of("error")]
    assert len(found) == 2
    assert all("[422.261]" in one and f"recordings/en/{gone.name}." in one for one in found)


def test_a_survey_without_calls_needs_no_words_for_them(folder: Path) -> None:
    path = folder / "survey.toml"
    path.write_text(path.read_text().replace('[[channel]]\nid = "voice"\nform = "text"\n', ""))
    words = folder / "words" / "en.toml"
    words.write_text(re.sub(r"\[voice\].*?(?=\n\[)", "", words.read_text(), flags=re.S))
    survey, complaints = compile_survey(folder)
    assert complaints == []
    assert survey
    assert not survey.words["en"].voice
    assert lines_of(survey, "en") == ()
    assert set(VOICE) == set(load_survey(NAME).words["en"].voice)
