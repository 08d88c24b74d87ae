"""How long answers are kept is told by no time but the one that the worker keeps."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from prem import content
from prem.cli.check import examine
from prem.errors import Refusal
from prem.fieldwork import forgetting
from prem.fieldwork.deciding import Job
from prem.fieldwork.field import Field
from prem.fieldwork.interviews import Interviews
from prem.fieldwork.links import Door, door_code, new_links
from prem.fieldwork.planning import coming
from prem.fieldwork.tick import tick
from prem.fieldwork.work import Work
from prem.storage import outbox
from prem.surveys.compile import compile_survey
from prem.surveys.engine import start
from prem.surveys.load import load_survey
from prem.surveys.reply import Chosen
from prem.surveys.schedule import Happened, Safe, Woman
from prem.surveys.schedule.plan import expires
from prem.surveys.screens import screen

ID = "pregnancy-to-18-months"
TOLD = 'keep_until = "Who runs this demonstration can delete all of it at any time."'
SET = '# delete_on = "2031-12-31" '
DAY = 'delete_on = "2031-12-31" '


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped survey in English, to change."""
    copy = Path(shutil.copytree(content.find("surveys", ID), tmp_path / "surveys" / ID))
    changed(copy, 'languages = ["en", "cy", "pl", "ro", "bn", "ur", "ar"]', 'languages = ["en"]')
    return copy


def changed(folder: Path, old: str, new: str) -> Path:
    path = folder / "survey.toml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("told", "day", "found"),
    [
        ("We delete all answers on {delete_on}.", DAY, None),
        ("We delete all answers on {delete_on}.", SET, ("422.204", "{delete_on}")),
        ("We delete all answers on 31 December 2031.", SET, ("422.747", '"31"')),
        ("We keep it for five years.", SET, ("422.747", '"five"')),
        ("We keep it for a year.", DAY, ("422.747", '"year"')),
        ("We delete it when the study ends.", DAY, ("422.206", "{delete_on}")),
        ("We delete all answers on {delete_on}.", 'delete_on = "2031-02-30" ', ("422.748", "day")),
        ("We delete all on {delete_on}. {asker}", DAY, ("422.204", "{asker}")),
    ],
)
def test_a_time_is_told_only_where_it_is_kept(folder, told, day, found):
    changed(changed(folder, TOLD, f'keep_until = "{told}"'), SET, day)
    survey, complaints = compile_survey(folder)
    errors = [one for one in complaints if one.kind.severity == "error"]
    if found is None:
        assert not errors
        assert survey.delete_on == "2031-12-31"
        session = start(survey, site="site-1", time_point="birth", language="en", form="full")
        for form in ("page", "easy"):
            assert any("on 31 December 2031." in one for one in screen(survey, session, form).more)
        assert "31 December 2031" in survey.words["en"].paper["opening-body"]
    else:
        assert (found[0], True) in [(one.kind.code, found[1] in one.sentence) for one in errors]


def test_the_check_says_on_which_day_all_will_be_gone(folder):
    changed(changed(folder, TOLD, 'keep_until = "All is gone on {delete_on}."'), SET, DAY)
    assert examine([ID], folder.parents[1]).days == {ID: "2031-12-31"}
    assert examine([ID], None).days == {}


@pytest.fixture
def answered(stores, survey, keys, ports, now):
    """Two surveys with two women each, who gave an answer; the first is to be deleted."""
    ends = replace(survey, delete_on="2031-07-01")
    stays = replace(survey, id="another")
    surveys = {one.id: one for one in (ends, stays)}
    web = Interviews(stores, surveys, keys)
    where = {"site": "north", "time_point": "birth", "language": "en", "anonymous": False}
    for one in surveys.values():
        for token in new_links(stores, keys, one, 2, ports=ports, **where):
            opened = web.opening(token, now)
            replies = [Chosen("yes", step="opening"), Chosen("yes", step="consent"),
                       Chosen("loss", step="situation"), Chosen(3, step="S5-1")]  # fmt: skip
            assert web.receive_many([opened]) != [None]
            for reply in replies:
                web.receive_many([Job(opened.session_id, "loss", reply, now)])
    web.close()
    return Field(stores, surveys, keys, ports.number)


def left(field: Field) -> dict[str, int]:
    rows = field.stores.answers.reader.query(
        "SELECT s.survey, count(DISTINCT s.id), count(t.code) FROM session s "
        "LEFT JOIN turn t ON t.session = s.id GROUP BY s.survey"
    )
    return {survey: (sessions, codes) for survey, sessions, codes in rows}


def test_on_that_day_the_worker_deletes_it_and_nothing_else(answered, survey, caplog):
    midnight = datetime(2031, 6, 30, 23, 0, tzinfo=UTC)  # the first of July, in British summer
    both = {survey.id: (2, 2), "another": (2, 2)}
    work = Work(answered, {}, lambda: midnight - timedelta(seconds=1))
    work.round()
    assert left(answered) == both
    work.now = lambda: midnight
    work.round()
    assert left(answered) == {"another": (2, 2)}
    assert "2 sessions were deleted" in caplog.text
    caplog.clear()
    work.round()
    assert caplog.text == ""


def test_a_round_deletes_no_more_than_its_share_and_the_next_goes_on(answered, survey, monkeypatch):
    late = datetime(2032, 1, 1, tzinfo=UTC)
    monkeypatch.setattr(forgetting, "AT_ONCE", 1)
    assert [forgetting.delete_due(answered, late) for _ in range(3)] == [1, 1, 0]
    assert left(answered) == {"another": (2, 2)}


def test_two_surveys_that_end_on_a_day_share_a_round(answered, monkeypatch):
    both = {name: replace(one, delete_on="2031-07-01") for name, one in answered.surveys.items()}
    monkeypatch.setattr(forgetting, "AT_ONCE", 3)
    late, ending = datetime(2032, 1, 1, tzinfo=UTC), replace(answered, surveys=both)
    assert [forgetting.delete_due(ending, late) for _ in range(3)] == [3, 1, 0]
    assert left(answered) == {}


def test_a_day_before_the_first_answer_is_a_slip_and_deletes_nothing(answered, survey, now):
    forgetting.check_days(answered)
    day = (now - timedelta(days=8)).date().isoformat()
    slipped = replace(
        answered, surveys={**answered.surveys, survey.id: replace(survey, delete_on=day)}
    )
    assert forgetting.delete_due(slipped, now) == 0
    assert left(answered) == {survey.id: (2, 2), "another": (2, 2)}
    with pytest.raises(Refusal, match=rf"409\.749.*{day}"):
        forgetting.check_days(slipped)


def test_after_its_day_nobody_is_asked_so_that_no_answer_is_left_without_a_day(
    stores, keys, ports, survey, now
):
    over = replace(survey, delete_on=now.date().isoformat())
    web = Interviews(stores, {over.id: over}, keys)
    where = {"site": "north", "time_point": "birth", "language": "en", "anonymous": False}
    token = new_links(stores, keys, over, 1, ports=ports, **where)[0]
    opened = web.opening(token, now)
    assert web.receive_many([opened]) == [None]
    code = door_code(keys, Door(over.id, "north", "birth"))
    assert asyncio.run(web.join(code, now)) is None
    web.close()
    web = Interviews(stores, {survey.id: survey}, keys)
    assert asyncio.run(web.join(code, now)) is not None
    web.close()


def test_no_text_is_planned_or_goes_out_after_its_day(phone, survey):
    day = (phone.now + timedelta(days=1)).date()
    ends = replace(survey, delete_on=day.isoformat())
    phone.field = replace(phone.field, surveys={survey.id: ends})
    phone.enrolled()
    every = coming(phone.field, survey, phone.now, 400)
    assert {one.due.date() < day for one in every} == {True, False}
    assert all(one.due.date() < day for one in coming(phone.field, ends, phone.now, 400))
    asked = Happened("began", phone.now, time_point=survey.time_points[0].id)
    her = Woman(1, "north", "en", Safe(), (asked,))
    assert expires(survey, her, asked.time_point) is None
    ended = datetime(day.year, day.month, day.day, tzinfo=UTC)
    assert expires(ends, her, asked.time_point) == ended, "not even what she began goes on"
    assert tick(phone.field, phone.now) == 1  # it waits; no sender comes on that day
    phone.now += timedelta(days=1)
    tick(phone.field, phone.now)
    assert phone.deliver() == 0
    assert outbox.counts(phone.field.stores.contacts.reader) == {"cancelled": 1}
    assert tick(phone.field, phone.now + timedelta(days=30)) == 0


def test_the_shipped_survey_names_no_day(now):
    assert load_survey(ID).delete_on == ""
