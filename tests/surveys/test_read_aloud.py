"""What "Listen" says of a survey's own pages: all of it is listed to record, and then heard."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from spoken_clips import record
from typer.testing import CliRunner

from prem import content
from prem.cli.check import examine
from prem.cli.group import build
from prem.instruments.model import SITUATIONS
from prem.instruments.recordings import Recordings, load_recordings
from prem.surveys import aloud
from prem.surveys.engine import start, step
from prem.surveys.load import load_survey
from prem.surveys.reply import Begin, Check, Chosen, Pause, Skip, Stop, Switch
from prem.surveys.screens import Screen, screen
from prem.surveys.spoken import lines_of as call_lines
from prem.web.listening import voices_of

ID, ITEMS = "pregnancy-to-18-months", "perinatal-experience"
SURVEY = load_survey(ID)


def screens(language: str, *, easy: bool) -> dict[str, Screen]:
    """Every page that is not a question, as a woman meets it, by its kind."""
    session = start(SURVEY, site="site-1", time_point="birth", language=language, form="full")
    found, replies = {}, [Begin(), Chosen("yes"), Chosen("yes"), Skip()]
    for reply in replies if not easy else [Begin(), Switch(easy=True), *replies[1:]]:
        no, _ = step(SURVEY, session, Chosen("no"), None)
        session, _ = step(SURVEY, session, reply, None)
        for one in (no, session):
            found[screen(SURVEY, one).kind] = screen(SURVEY, one)
    for reply in (Pause(), Stop()):
        ended, _ = step(SURVEY, session, reply, None)
        found[ended.state] = screen(SURVEY, ended)
    for _ in range(80):
        session, _ = step(SURVEY, session, Skip(), None)
        shown = screen(SURVEY, session)
        if shown.kind not in ("choice", "open"):
            found[shown.kind] = shown
        if session.state == "finished":
            break
    session, _ = step(SURVEY, session, Check(), None)
    found["check"] = screen(SURVEY, session)
    return {kind: one for kind, one in found.items() if kind not in ("choice", "open")}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped survey, with recordings to come."""
    return Path(shutil.copytree(content.find("surveys", ID), tmp_path / "surveys" / ID))


@pytest.mark.parametrize("easy", [False, True], ids=["page", "easy"])
@pytest.mark.parametrize("language", ["en", "ur"])
def test_every_piece_of_every_page_has_a_line_to_record_and_is_heard(folder, language, easy):
    lines = aloud.lines_of(SURVEY, language)
    assert len({line.hash for line in lines}) == len({line.name for line in lines}) == len(lines)
    for line in lines:
        record(folder, line)
    said = load_recordings([folder])
    met = screens(language, easy=easy)
    assert {"opening", "consent", "situation", "part", "end", "check", "paused", "stopped",
            "declined"} <= met.keys()  # fmt: skip
    for kind, shown in met.items():
        told = shown.kind == "opening"
        pieces = voices_of(said, SURVEY, shown, language, voucher=told).pieces
        words = [shown.legend, *shown.body, *([shown.voucher] if told else []), *shown.more]
        words += [one.words for one in shown.options]
        assert [one.words for one in pieces] == words, kind
        assert [one.place for one in pieces] == list(range(len(words))), kind


def test_the_list_is_in_the_order_that_she_meets_it():
    words = SURVEY.words["en"]
    names = [line.name for line in aloud.lines_of(SURVEY, "en")]
    assert names[:2] == ["page-opening", "page-opening-body-1"]
    assert names.index("page-voucher") < names.index("page-consent") < names.index("page-end")
    assert [f"page-situation-{one}" for one in SITUATIONS] == [
        one for one in names if one.startswith("page-situation-") and "body" not in one
    ]
    easy = [one for one in names if one.startswith("easy-")]
    assert names[-len(easy) :] == easy
    said = [line.words for line in aloud.lines_of(SURVEY, "en")]
    assert said.count(words.page["consent-yes"]) == 1, "the same words need one recording"


def test_what_nobody_recorded_is_left_to_the_phone(folder):
    lines = aloud.lines_of(SURVEY, "en")
    record(folder, lines[1])
    shown = screens("en", easy=False)["opening"]
    [piece] = voices_of(load_recordings([folder]), SURVEY, shown, "en").pieces
    assert piece.words == lines[1].words == shown.body[0]
    assert voices_of(Recordings(), SURVEY, shown, "en").pieces == ()


def test_a_clip_of_words_that_changed_is_refused_and_another_recording_of_them_is_not(folder):
    lines = aloud.lines_of(SURVEY, "en")
    wanted = next(line for line in lines if line.name == "easy-consent")
    record(folder, wanted)
    own = folder.parents[1]

    def recorded_badly():
        found = examine([ID], own).of("error")
        return [(one.kind.code, str(one)) for one in found if one.kind.code.startswith("422.26")]

    assert recorded_badly() == []
    words = folder / "words" / "en.toml"
    text = words.read_text(encoding="utf-8")
    assert text.count(f'consent = "{wanted.words}"') == 1
    words.write_text(text.replace(wanted.words, "May we ask you?"), encoding="utf-8")
    found = recorded_badly()
    assert [code for code, _ in found] == ["422.261", "422.261"]
    assert "easy-consent" in found[0][1]
    changed = load_survey(ID, own)
    shown = replace(screens("en", easy=True)["consent"], legend="May we ask you?")
    assert voices_of(load_recordings([folder]), changed, shown, "en").pieces == ()


def test_the_command_lists_pages_before_calls_and_finds_clips_by_their_words(folder, monkeypatch):
    monkeypatch.setenv("PREM_CONTENT", str(folder.parents[1]))
    both = {line.words for line in aloud.lines_of(SURVEY, "en")}
    call = [line for line in call_lines(SURVEY, "en") if line.words not in both]
    record(folder, replace(aloud.lines_of(SURVEY, "en")[0], name="of-another-name"))
    typed = ["record-list", ITEMS, "--survey", ID, "--json"]
    rows = json.loads(CliRunner().invoke(build(["record-list"]), typed).stdout)
    names = [row["name"] for row in rows]
    start_ = names.index("page-opening")
    assert names[start_ - 4 : start_] == ["start-1", "start-2", "start-3", "start-4"]
    assert rows[start_]["state"] == "there"
    assert "stale" not in {row["state"] for row in rows}
    assert names.index("S3-1") < start_ < names.index(call[0].name)
    assert names[-len(call) :] == [line.name for line in call]


def test_answers_in_easy_words_are_listed_too():
    rows = CliRunner().invoke(build(["record-list"]), ["record-list", ITEMS, "--json"]).stdout
    listed = {row["words"] for row in json.loads(rows)}
    easy = {one for item in SURVEY.items.values() for one in item.words["en"].easy_options}
    usual = {one for item in SURVEY.items.values() for one in item.words["en"].options}
    assert easy - usual
    assert easy <= listed
